//! A smoothed count of what exceeds a threshold, column by column (the penalty of JumpReLU autoencoders), and the gate itself.
//!
//! With t = (x − θ)/ε, q = σ(t), s = q(1 − q): k(x) = θq, k′ = θs/ε, k″ = θs(1 − 2q)/ε², k‴ = θs(1 − 6s)/ε³, for a threshold
//! θ > 0 of the column and a smoothing ε > 0. The bound is θ·max(s², s|1 − 2q|)/ε². |k″| ≤ θ/(6√3 ε²) everywhere, which
//! [`JumpRelu::curvature_limit`] gives: ½·limit·(y − x)² is what a tangent at x may be off by. k is not even, and has no weights in
//! the sense of [`super::EvenKernel`].
//!
//! S. Rajamanoharan et al., "Jumping ahead: improving reconstruction fidelity with JumpReLU sparse autoencoders", 2024.

use std::sync::Arc;

use super::{Jet, Scalar, ScalarKernel, ShapeJet};
use crate::check::{CheckError, Code, each, positive};
use crate::linalg::vecmath::exp_and_exp_m1;

/// k(x) = θ_j σ((x − θ_j)/ε) in column j.
///
/// ```
/// use penlik::kernels::{JumpRelu, ScalarKernel};
/// let kernel = JumpRelu::new(vec![0.25], 0.04)?;
/// assert_eq!(kernel.jet(0, 0.25).value, 0.125);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct JumpRelu {
    thresholds: Arc<[f64]>,
    smoothing: f64,
}

/// σ(t), 1 − σ(t), their product and the difference (1 − σ) − σ, each to its own last digits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Logistic {
    pub(super) q: f64,
    pub(super) s: f64,
    difference: f64,
}

#[inline(always)]
pub(super) fn logistic(t: f64) -> Logistic {
    let (e, less) = exp_and_exp_m1(-t.abs());
    let over = 1.0 / (1.0 + e);
    let (small, large) = (e * over, over);
    // (1 − σ) − σ is −(1 − e)/(1 + e) for t > 0.
    let gap = less * over;
    if t < 0.0 {
        Logistic { q: small, s: small * large, difference: -gap }
    } else {
        Logistic { q: large, s: small * large, difference: gap }
    }
}

impl JumpRelu {
    /// A threshold > 0 for every column, in units of x, and the width ε > 0 of the jump.
    pub fn new(thresholds: Vec<f64>, smoothing: f64) -> Result<Self, CheckError> {
        if thresholds.is_empty() {
            return Err(CheckError::new(Code::Domain, "thresholds", "empty", "a number > 0 for every column"));
        }
        each("thresholds", &thresholds, positive)?;
        Ok(Self { thresholds: thresholds.into(), smoothing: positive("smoothing", smoothing)? })
    }

    /// θ_j/(6√3 ε²), the largest |k″| of column j.
    #[must_use]
    pub fn curvature_limit(&self, j: usize) -> f64 {
        self.thresholds[j] / self.smoothing / self.smoothing / (6.0 * 3_f64.sqrt())
    }

    /// ∂/∂ log θ_j of k, k′ and k″ in column j; what belongs to other columns does not depend on θ_j.
    #[inline(always)]
    #[must_use]
    pub fn threshold_jet(&self, j: usize, x: f64) -> ShapeJet {
        let (theta, eps) = (self.thresholds[j], self.smoothing);
        let Logistic { q, s, difference } = logistic((x - theta) / eps);
        let scale = theta / eps;
        ShapeJet {
            value: theta * (q - scale * s),
            d1: scale * s * (1.0 - scale * difference),
            d2: scale / eps * s * (difference - scale * (-6.0_f64).mul_add(s, 1.0)),
        }
    }
}

impl Scalar for JumpRelu {
    #[inline(always)]
    fn value(&self, j: usize, x: f64) -> f64 {
        let theta = self.thresholds[j];
        theta * logistic((x - theta) / self.smoothing).q
    }

    fn columns(&self) -> usize {
        self.thresholds.len()
    }
}

impl ScalarKernel for JumpRelu {
    #[inline(always)]
    fn jet(&self, j: usize, x: f64) -> Jet {
        let (theta, eps) = (self.thresholds[j], self.smoothing);
        let Logistic { q, s, difference } = logistic((x - theta) / eps);
        let d1 = theta * s / eps;
        let d2 = d1 * difference / eps;
        Jet { value: theta * q, d1, d2, d3: d1 / eps * (-6.0_f64).mul_add(s, 1.0) / eps }
    }

    #[inline(always)]
    fn bound(&self, j: usize, x: f64) -> f64 {
        let (theta, eps) = (self.thresholds[j], self.smoothing);
        let Logistic { s, difference, .. } = logistic((x - theta) / eps);
        let size = difference.abs();
        theta * s / eps * (if s > size { s } else { size }) / eps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_reached_and_never_passed() {
        let kernel = JumpRelu::new(vec![0.25], 0.04).unwrap();
        let limit = kernel.curvature_limit(0);
        let largest = (0..100_000).map(|i| kernel.jet(0, f64::from(i) * 1e-5).d2.abs()).fold(0.0, f64::max);
        assert!(largest <= limit * (1.0 + 1e-15) && largest > 0.999_999 * limit, "{largest}, limit {limit}");
    }

    #[test]
    fn it_is_finite_and_flat_far_from_the_threshold() {
        let kernel = JumpRelu::new(vec![0.25], 1e-150).unwrap();
        assert_eq!(kernel.jet(0, -1e300), Jet { value: 0.0, d1: 0.0, d2: 0.0, d3: 0.0 });
        assert_eq!(kernel.jet(0, 1e300).value, 0.25);
        assert!(JumpRelu::new(vec![], 1.0).is_err() && JumpRelu::new(vec![1.0, 0.0], 1.0).is_err());
    }
}
