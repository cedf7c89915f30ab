//! Count of entries that are not zero.
//!
//! k(x) = 1 for x ≠ 0 and k(0) = 0: neither continuous nor convex, known by its prox alone, hard thresholding: x where x² > 2t and
//! 0 elsewhere. At x² = 2t both are minimisers, and the prox is 0
//! (D. L. Donoho and I. M. Johnstone, "Ideal spatial adaptation by wavelet shrinkage", Biometrika 81, 1994).

use super::{Scalar, ScalarProx};

/// k(x) = 1 where x ≠ 0.
#[derive(Debug, Clone, Default)]
pub struct Count;

impl Scalar for Count {
    #[inline(always)]
    fn value(&self, _j: usize, x: f64) -> f64 {
        if x == 0.0 { 0.0 } else { 1.0 }
    }
}

impl ScalarProx for Count {
    #[inline(always)]
    fn prox(&self, _j: usize, x: f64, t: f64) -> f64 {
        // Roots, since the square of a tiny entry vanishes.
        if x.abs() > (2.0 * t).sqrt() { x } else { 0.0 }
    }
}
