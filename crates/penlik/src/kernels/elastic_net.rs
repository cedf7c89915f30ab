//! Elastic net.
//!
//! k(x) = a|x| + ½b·x² with a, b ≥ 0. Prox: soft(x, t·a)/(1 + t·b), with soft(x, s) = sign(x)·max(|x| − s, 0)
//! (H. Zou and T. Hastie, "Regularization and variable selection via the elastic net", Journal of the Royal Statistical
//! Society B 67, 2005).

use super::{Absolute, Scalar, ScalarProx};
use crate::check::{CheckError, non_negative};

/// k(x) = l1·|x| + ½·l2·x².
///
/// ```
/// use penlik::kernels::{ElasticNet, ScalarProx};
/// assert_eq!(ElasticNet::new(1.0, 3.0)?.prox(0, -3.0, 1.0), -0.5);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct ElasticNet {
    l1: f64,
    l2: f64,
}

impl ElasticNet {
    /// The weights, both ≥ 0, of the absolute value and of half the square.
    pub fn new(l1: f64, l2: f64) -> Result<Self, CheckError> {
        Ok(Self { l1: non_negative("l1", l1)?, l2: non_negative("l2", l2)? })
    }
}

impl Scalar for ElasticNet {
    #[inline(always)]
    fn value(&self, _j: usize, x: f64) -> f64 {
        let size = x.abs();
        size * (0.5 * self.l2).mul_add(size, self.l1)
    }
}

impl ScalarProx for ElasticNet {
    #[inline(always)]
    fn prox(&self, j: usize, x: f64, t: f64) -> f64 {
        // Adding 0 turns the zero of a vanished negative entry into +0.
        Absolute.prox(j, x, t * self.l1) / (1.0 + t * self.l2) + 0.0
    }
}
