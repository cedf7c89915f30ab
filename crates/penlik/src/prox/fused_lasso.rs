//! Fused lasso along a line.
//!
//! f(x) = b·‖x‖₁ + a·Σ_i |x_{i+1} − x_i|, a, b ≥ 0. The map is that of the total variation followed by soft thresholding at t·b
//! (J. Friedman, T. Hastie, H. Höfling and R. Tibshirani, "Pathwise coordinate optimization", Annals of Applied Statistics 1,
//! 2007).

use super::map::{Convex, Proximal, soft};
use super::total_variation::TotalVariation;
use crate::check::{CheckError, non_negative};

/// sparsity·‖x‖₁ + weight·Σ_i |x_{i+1} − x_i|.
///
/// ```
/// use penlik::prox::{FusedLasso, Proximal};
/// let mut out = [0.0; 2];
/// assert_eq!(FusedLasso::new(0.5, 2.0)?.prox(&[1.0, 3.0], 1.0, &mut out)?, 1.25);
/// assert_eq!(out, [0.0, 0.5]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct FusedLasso {
    variation: TotalVariation,
    sparsity: f64,
}

impl FusedLasso {
    /// The weight a ≥ 0 of differences and the weight b ≥ 0 of entries.
    pub fn new(weight: f64, sparsity: f64) -> Result<Self, CheckError> {
        Ok(Self { variation: TotalVariation::new(weight)?, sparsity: non_negative("sparsity", sparsity)? })
    }
}

impl Convex for FusedLasso {}

impl Proximal for FusedLasso {
    fn value(&self, x: &[f64]) -> f64 {
        self.sparsity * x.iter().map(|x| x.abs()).sum::<f64>() + self.variation.value(x)
    }

    fn shrink(&self, x: &mut [f64], t: f64) -> Result<f64, CheckError> {
        self.variation.shrink(x, t)?;
        x.iter_mut().for_each(|x| *x = soft(*x, t * self.sparsity));
        Ok(self.value(x))
    }
}
