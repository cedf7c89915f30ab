//! Absolute value.
//!
//! k(x) = |x|, not differentiable at 0, known by its prox alone: soft thresholding, sign(x)·max(|x| − t, 0)
//! Normalizer Z = 2/λ, the law of Laplace
//! (D. L. Donoho, "De-noising by soft-thresholding", IEEE Transactions on Information Theory 41, 1995).

use super::{LogNormalizer, NormalizedKernel, Scalar, ScalarProx};
use crate::check::{CheckError, positive};

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

    fn is_absolute(&self) -> bool {
        true
    }
}

impl NormalizedKernel for Absolute {
    fn log_normalizer(&self, _j: usize, lambda: f64) -> Result<LogNormalizer, CheckError> {
        let value = std::f64::consts::LN_2 - positive("strength", lambda)?.ln();
        Ok(LogNormalizer { value, strength: -1.0, shapes: Vec::new() })
    }
}
