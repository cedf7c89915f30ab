//! Elastic net.
//!
//! k(x) = a|x| + ½b·x² with a, b ≥ 0. Prox: soft(x, t·a)/(1 + t·b), with soft(x, s) = sign(x)·max(|x| − s, 0).
//! Normalizer Z = √(2π/(λb))·e^(u²)·erfc(u) with u = a·√(λ/(2b)), which is 2/(λa) for b = 0
//! (H. Zou and T. Hastie, "Regularization and variable selection via the elastic net", Journal of the Royal Statistical
//! Society B 67, 2005).

use super::{Absolute, LogNormalizer, NormalizedKernel, Scalar, ScalarProx};
use crate::check::{CheckError, Code, non_negative, positive};
use crate::linalg::scaled_erfc::ScaledErfc;

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

impl NormalizedKernel for ElasticNet {
    fn log_normalizer(&self, _j: usize, lambda: f64) -> Result<LogNormalizer, CheckError> {
        use std::f64::consts::{LN_2, PI};
        let (l1, l2) = (self.l1, self.l2);
        let ln_lambda = positive("strength", lambda)?.ln();
        if l1 == 0.0 && l2 == 0.0 {
            let expected = "l1 or l2 above 0: the integral of exp(-strength P) is infinite for P = 0";
            return Err(CheckError::new(Code::Domain, "l1", "0 with l2 0", expected));
        }
        // By logarithms, so that neither a product nor a quotient of extremes leaves the range.
        let u = (l1.ln() + 0.5 * (ln_lambda - LN_2 - l2.ln())).exp();
        let tail = ScaledErfc::at(u);
        let value = if u < 1.0 {
            0.5 * ((2.0 * PI).ln() - ln_lambda - l2.ln()) + tail.value.ln()
        } else {
            LN_2 - ln_lambda - l1.ln() + tail.far.ln()
        };
        // E λx·k′ = 1 for every λ, so λ E k = 1 − ½λb·E x².
        Ok(LogNormalizer { value, strength: 0.5 * tail.square - 1.0, shapes: Vec::new() })
    }
}
