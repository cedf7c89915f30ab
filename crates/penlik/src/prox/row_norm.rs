//! The ℓ2,1 norm of a matrix.
//!
//! f(X) = a·Σ_i ‖row_i‖₂, a ≥ 0, for X in rows of k entries: whole rows become 0 together
//! (G. Obozinski, B. Taskar and M. I. Jordan, "Joint covariate selection", Statistics and Computing 20, 2010).

use super::group_norm::shorten;
use super::map::{Convex, Proximal, norm};
use crate::check::{CheckError, non_negative, rows};

/// weight·Σ_i ‖row_i‖₂.
///
/// ```
/// use penlik::prox::{Proximal, RowNorm};
/// let mut out = [0.0; 4];
/// assert_eq!(RowNorm::new(2, 1.0)?.prox(&[0.0, -4.0, 0.5, 0.5], 1.0, &mut out)?, 3.0);
/// assert_eq!(out, [0.0, -3.0, 0.0, 0.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct RowNorm {
    columns: usize,
    weight: f64,
}

impl RowNorm {
    /// Rows of `columns` entries and the weight a ≥ 0.
    pub fn new(columns: usize, weight: f64) -> Result<Self, CheckError> {
        Ok(Self { columns, weight: non_negative("weight", weight)? })
    }
}

impl Convex for RowNorm {}

impl Proximal for RowNorm {
    fn value(&self, x: &[f64]) -> f64 {
        self.weight * x.chunks(self.columns.max(1)).map(norm).sum::<f64>()
    }

    fn fits(&self, n: usize) -> Result<(), CheckError> {
        rows("x", n, self.columns)
    }

    fn shrink(&self, x: &mut [f64], t: f64) -> Result<f64, CheckError> {
        let left = x.chunks_mut(self.columns.max(1)).map(|row| shorten(row, t * self.weight));
        Ok(self.weight * left.sum::<f64>())
    }
}
