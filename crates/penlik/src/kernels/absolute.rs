//! Absolute value.
//!
//! k(x) = |x|, not differentiable at 0, known by its prox alone: soft thresholding, sign(x)·max(|x| − t, 0)
//! (D. L. Donoho, "De-noising by soft-thresholding", IEEE Transactions on Information Theory 41, 1995).

use super::{Scalar, ScalarProx};

/// k(x) = |x|.
#[derive(Debug, Clone, Default)]
pub struct Absolute;

impl Scalar for Absolute {
    #[inline(always)]
    fn value(&self, _j: usize, x: f64) -> f64 {
        x.abs()
    }
}

impl ScalarProx for Absolute {
    #[inline(always)]
    fn prox(&self, _j: usize, x: f64, t: f64) -> f64 {
        let left = x.abs() - t;
        if left > 0.0 { left.copysign(x) } else { 0.0 }
    }
}
