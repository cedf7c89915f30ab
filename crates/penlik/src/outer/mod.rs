//! The outer problem: what a criterion of the log-strengths ρ = ln λ needs.
//!
//! [`PenaltySum`] holds Σ_t λ_t S_t, its log-determinant with exact derivatives in ρ, and coordinates in which it loses no digits at any ratio of the
//! strengths. [`metric`] holds the metrics across classes of the multinomial model, whose determinants are closed forms.

mod basis;
mod cascade;
mod diagonal_sum;
mod error;
mod log_determinant;
pub mod metric;
mod penalty_sum;
mod split;

pub use basis::Basis;
pub use error::PenaltySumError;
pub use log_determinant::LogDeterminant;
pub use penalty_sum::{PenaltySum, PenaltySumAt};
