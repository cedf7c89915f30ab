//! Row precisions: P(θ) = λ·½ Σ_n t_nᵀΛ_n t_n over the rows t_n of θ.
//!
//! Λ_n is a symmetric positive semidefinite k × k matrix, one for each row or one for all: the negative log-density of Gaussian
//! rows with precision λΛ_n. A quadratic anchor at zero with the blocks Λ_n; its log-normaliser is −½·Σ_n rank(Λ_n)·ρ.

use super::form::blocks;
use super::{Matrices, QuadraticAnchor};
use crate::check::{CheckError, non_negative};

/// λ·½ Σ_n t_nᵀΛ_n t_n, which is a [`QuadraticAnchor`] for θ of k columns.
///
/// ```
/// use penlik::linalg::Workers;
/// use penlik::penalties::{Block, Matrices, Penalty, RowPrecision, Table};
/// let precision = Table { rows: 2, cols: 2, data: vec![2.0, 1.0, 1.0, 2.0] };
/// let penalty = RowPrecision::new(Matrices::Shared(precision), 1.0)?;
/// let theta = Block::new(&[1.0, 0.0, 1.0, -1.0], 2)?;
/// assert_eq!(penalty.value(theta, &Workers::sequential())?, 2.0);
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct RowPrecision;

impl RowPrecision {
    /// One matrix for all rows, or one for each, and λ ≥ 0.
    #[expect(clippy::new_ret_no_self, reason = "a kind of its own by what it takes, not by what it does")]
    pub fn new(precision: Matrices, strength: f64) -> Result<QuadraticAnchor, CheckError> {
        let checked = blocks("precision", &precision, non_negative("strength", strength)?)?;
        let columns = precision.tables()[0].rows;
        Ok(QuadraticAnchor::of(checked, None).in_rows_of(columns))
    }
}
