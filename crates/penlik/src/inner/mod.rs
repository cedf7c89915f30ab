//! θ̂ at fixed strengths: minimise F(β) = −ℓ(β) + ½βᵀS_λβ by damped Newton steps to the rounding floor, with a certificate;
//! and, in [`composite`], any objective with any penalties of the catalog.

mod certificate;
pub mod composite;
mod least_squares;
mod newton;
mod part;
mod problem;
mod quadratic;
mod rows;
pub mod separation;
mod solve;
mod start;

pub use certificate::Certificate;
pub use least_squares::least_squares_optimum;
pub use newton::{Control, Optimum, Progress, Settings, Status};
pub use part::has_suspicious_columns;
pub use problem::Problem;
pub use quadratic::{QuadraticBlock, QuadraticPenalty};
pub use solve::solve;
