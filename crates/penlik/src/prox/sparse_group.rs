//! Sparse groups.
//!
//! f(x) = b·‖x‖₁ + Σ_g a_g·‖x_g‖₂, a_g, b ≥ 0. The map is soft thresholding at t·b followed by the map of the group norms, in
//! this order (N. Simon, J. Friedman, T. Hastie and R. Tibshirani, "A sparse-group lasso", Journal of Computational and
//! Graphical Statistics 22, 2013).

use super::group_norm::GroupNorm;
use super::map::{Convex, Proximal, soft};
use crate::check::{CheckError, non_negative};

/// sparsity·‖x‖₁ + Σ_g weight_g·‖x_g‖₂.
///
/// ```
/// use penlik::prox::{Proximal, SparseGroup};
/// let mut out = [0.0; 2];
/// SparseGroup::new(&[2], &[1.0], 1.0)?.prox(&[0.5, -4.0], 1.0, &mut out)?;
/// assert_eq!(out, [0.0, -2.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct SparseGroup {
    groups: GroupNorm,
    sparsity: f64,
}

impl SparseGroup {
    /// Consecutive groups of the given lengths with weights a_g ≥ 0, and the weight b ≥ 0 of single entries.
    pub fn new(lengths: &[usize], weights: &[f64], sparsity: f64) -> Result<Self, CheckError> {
        Ok(Self { groups: GroupNorm::new(lengths, weights)?, sparsity: non_negative("sparsity", sparsity)? })
    }

    fn entries(&self, x: &[f64]) -> f64 {
        self.sparsity * x.iter().map(|x| x.abs()).sum::<f64>()
    }
}

impl Convex for SparseGroup {}

impl Proximal for SparseGroup {
    fn value(&self, x: &[f64]) -> f64 {
        self.entries(x) + self.groups.value(x)
    }

    fn fits(&self, n: usize) -> Result<(), CheckError> {
        self.groups.fits(n)
    }

    fn shrink(&self, x: &mut [f64], t: f64) -> Result<f64, CheckError> {
        x.iter_mut().for_each(|x| *x = soft(*x, t * self.sparsity));
        let groups = self.groups.shrink(x, t)?;
        Ok(self.entries(x) + groups)
    }
}
