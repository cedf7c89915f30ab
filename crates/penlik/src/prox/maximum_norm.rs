//! Maximum norm.
//!
//! f(x) = a·‖x‖∞, a ≥ 0. By Moreau's identity the map is x less its projection onto the ℓ1 ball of radius t·a: the largest
//! magnitudes are cut to one common level (N. Parikh and S. Boyd, "Proximal algorithms", section 6.5.2, 2014).

use super::l1_ball::level;
use super::map::{Convex, Proximal, largest};
use crate::check::{CheckError, non_negative};

/// weight·‖x‖∞.
///
/// ```
/// use penlik::prox::{MaximumNorm, Proximal};
/// let mut out = [0.0; 3];
/// assert_eq!(MaximumNorm::new(1.0)?.prox(&[3.0, 1.0, -2.0], 1.0, &mut out)?, 2.0);
/// assert_eq!(out, [2.0, 1.0, -2.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct MaximumNorm {
    weight: f64,
}

impl MaximumNorm {
    /// The weight a ≥ 0.
    pub fn new(weight: f64) -> Result<Self, CheckError> {
        Ok(Self { weight: non_negative("weight", weight)? })
    }
}

impl Convex for MaximumNorm {}

impl Proximal for MaximumNorm {
    fn value(&self, x: &[f64]) -> f64 {
        self.weight * largest(x)
    }

    /// ‖y‖₁/a
    fn polar(&self, y: &[f64]) -> Option<f64> {
        Some(y.iter().map(|y| y.abs()).sum::<f64>() / self.weight)
    }

    fn shrink(&self, x: &mut [f64], t: f64) -> Result<f64, CheckError> {
        let cut = level(x, t * self.weight).map_or(0.0, |(top, tau)| (top + tau).max(0.0));
        x.iter_mut().for_each(|x| *x = x.abs().min(cut).copysign(*x));
        Ok(self.value(x))
    }
}
