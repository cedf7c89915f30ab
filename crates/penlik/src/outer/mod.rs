//! ρ̂: the log-strengths ρ = ln λ of penalties (and the parameters τ of a family) at the minimum of a criterion.
//!
//! [`PenaltySum`] holds Σ_t λ_t S_t, its log-determinant with exact derivatives in ρ, and coordinates in which it loses no digits at any ratio of the
//! strengths; [`Structure`] all such sums of a model. [`Laplace`] is the criterion (REML, ML, LAML),
//! [`PredictionError`] the other (GCV, UBRE).
//! [`metric`] holds the metrics across classes of the multinomial model, whose determinants are closed forms.

mod assemble;
mod basis;
mod cascade;
mod centre;
mod coordinate;
mod derivatives;
mod diagonal_sum;
mod dispersion;
mod error;
mod estimate;
mod laplace;
mod learned_terms;
mod log_determinant;
pub mod metric;
mod penalty_sum;
mod prediction_error;
mod prior;
mod search;
mod smoothing;
mod split;
pub mod start;
mod structure;
mod trust_region;

pub use assemble::{Assembled, MatrixPenalty, Metric, OwnPenalties, assemble, assemble_own};
pub use basis::Basis;
pub use error::PenaltySumError;
pub use estimate::{Estimate, Method, Rating, estimate, estimate_with_priors};
pub use laplace::{Curvature, Evaluation, Laplace, Marginal};
pub use learned_terms::{LearnedTerm, TermLaplace};
pub use log_determinant::LogDeterminant;
pub use penalty_sum::{PenaltySum, PenaltySumAt};
pub use prediction_error::{PredictionError, Risk};
pub use prior::{NegativeLog, Prior};
pub use search::{Approach, Criterion, Found, Place, search};
pub use structure::{Component, Strength, Structure, StructureAt};
