//! θ̂ at fixed strengths: minimise F(β) = −ℓ(β) + ½βᵀS_λβ by damped Newton steps to the rounding floor, with a certificate.

mod newton;
mod problem;
mod quadratic;
mod rows;
mod start;

pub use newton::{Certificate, Control, Optimum, Progress, Settings, Status, solve};
pub use problem::Problem;
pub use quadratic::{QuadraticBlock, QuadraticPenalty};
