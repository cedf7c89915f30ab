//! θ̂ at fixed strengths: minimise F(β) = −ℓ(β) + ½βᵀS_λβ by damped Newton steps to the rounding floor, with a certificate;
//! and, in [`composite`], any objective with any penalties of the catalog.

mod certificate;
pub mod composite;
mod coordinates;
mod feasible;
mod least_squares;
mod newton;
mod part;
mod pearson;
mod problem;
mod profile;
mod quadratic;
mod row_derivatives;
mod rows;
mod settle;
mod solve;
mod start;
mod status;
mod variation;

pub use certificate::Certificate;
pub use coordinates::{Coordinates, Rotation};
pub use least_squares::least_squares_optimum;
pub use newton::{Control, Optimum, Progress, Settings};
pub use part::has_suspicious_columns;
pub use problem::Problem;
pub use profile::{Profile, solve_with_parameters};
pub use quadratic::{QuadraticBlock, QuadraticPenalty, places};
pub use row_derivatives::{AlongBlocks, Contracted, ParameterPairSums, ParameterSums};
pub use rows::Sample;
pub use settle::{Settled, settle, settled_at};
pub use solve::solve;
pub use status::Status;
