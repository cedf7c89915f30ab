//! Softplus gate: a one-sided kernel, for monotonicity and convexity.
//!
//! k(x) = ε·softplus(−s·x/ε), softplus(t) = ln(1 + eᵗ), s = ±1: near 0 where x has the sign s, near |x| where it has the other
//! one, and ε·ln 2 at 0. With q = 1/(1 + e^(s·x/ε)): k′ = −s·q, k″ = q(1 − q)/ε, k‴ = −s·q(1 − q)(1 − 2q)/ε². Convex, not even;
//! the bound is k″ itself. Everything is written with e = exp(−|x|/ε) ≤ 1, so that no exponential overflows.

use super::{Jet, Scalar, ScalarKernel, ShapeJet, ShapedKernel};
use crate::check::{CheckError, positive};
use crate::linalg::vecmath::{exp, ln_1p};

/// Beyond this |x/ε| the exponential is 0, and its product with |x/ε| too.
const FAR: f64 = 800.0;

/// k(x) = ε·ln(1 + exp(−s·x/ε)), ε > 0, s = 1 or −1.
///
/// ```
/// use penlik::kernels::{Scalar, SoftplusGate};
/// let kernel = SoftplusGate::new(1e-3, true)?;
/// assert_eq!((kernel.value(0, 2.0), kernel.value(0, -2.0)), (0.0, 2.0));
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct SoftplusGate {
    eps: f64,
    sign: f64,
}

impl SoftplusGate {
    /// The width ε > 0 of the rounding, in units of x; positive x go free (s = 1), or negative ones (s = −1).
    pub fn new(eps: f64, positive_goes_free: bool) -> Result<Self, CheckError> {
        Ok(Self { eps: positive("eps", eps)?, sign: if positive_goes_free { 1.0 } else { -1.0 } })
    }

    /// |x/ε|, capped where it no longer matters.
    #[inline(always)]
    fn ratio(&self, x: f64) -> f64 {
        let a = x.abs() / self.eps;
        if a < FAR { a } else { FAR }
    }

    /// q, q(1 − q), and 1 − 2q.
    #[inline(always)]
    fn gate(&self, x: f64) -> (f64, f64, f64) {
        let a = self.ratio(x);
        let e = exp(-a);
        let blocked = self.sign * x < 0.0;
        let q = if blocked { 1.0 } else { e } / (1.0 + e);
        let open = -(-a).exp_m1() / (1.0 + e);
        (q, e / (1.0 + e) / (1.0 + e), if blocked { -open } else { open })
    }
}

impl Scalar for SoftplusGate {
    #[inline(always)]
    fn value(&self, _j: usize, x: f64) -> f64 {
        let blocked = -self.sign * x;
        self.eps.mul_add(ln_1p(exp(-self.ratio(x))), if blocked > 0.0 { blocked } else { 0.0 })
    }
}

impl ScalarKernel for SoftplusGate {
    #[inline(always)]
    fn jet(&self, j: usize, x: f64) -> Jet {
        let (q, slope, skew) = self.gate(x);
        let d2 = slope / self.eps;
        Jet { value: self.value(j, x), d1: -self.sign * q, d2, d3: -self.sign * skew * d2 / self.eps }
    }

    #[inline(always)]
    fn bound(&self, j: usize, x: f64) -> f64 {
        self.jet(j, x).d2
    }
}

impl ShapedKernel for SoftplusGate {
    fn shapes(&self) -> &'static [&'static str] {
        &["eps"]
    }

    #[inline(always)]
    fn shape_jet(&self, _shape: usize, _j: usize, x: f64) -> ShapeJet {
        let a = self.ratio(x);
        let e = exp(-a);
        let (_, slope, skew) = self.gate(x);
        // t = −s·x/ε, of which a is the size.
        let t = if self.sign * x < 0.0 { a } else { -a };
        let value = self.eps * (ln_1p(e) + a * (e / (1.0 + e)));
        ShapeJet { value, d1: self.sign * t * slope, d2: -slope / self.eps * t.mul_add(skew, 1.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_finite_and_right_far_from_zero_at_every_width() {
        for eps in [f64::MIN_POSITIVE, 1e-300, 1e-150, 1.0, 1e150, 1e300] {
            for x in [0.0, 1e-300, -1e-300, 1.0, -1.0, 1e300, -1e300] {
                let kernel = SoftplusGate::new(eps, true).unwrap();
                let (jet, shape) = (kernel.jet(0, x), kernel.shape_jet(0, 0, x));
                assert!([jet.value, jet.d1, jet.d2, shape.value, shape.d1, shape.d2].iter().all(|y| y.is_finite()));
                assert!(jet.value >= (-x).max(0.0) && jet.d1 <= 0.0 && jet.d2 >= 0.0, "{eps} {x}");
                if x.abs() / eps > 800.0 {
                    assert_eq!((jet.value, jet.d1), if x > 0.0 { (0.0, 0.0) } else { (-x, -1.0) });
                }
            }
        }
    }

    #[test]
    fn the_other_direction_is_the_mirror_image() {
        let (up, down) = (SoftplusGate::new(0.3, true).unwrap(), SoftplusGate::new(0.3, false).unwrap());
        for x in [-2.0, -0.1, 0.0, 0.4, 1.7] {
            let (a, b) = (up.jet(0, x), down.jet(0, -x));
            assert_eq!((a.value, a.d1, a.d2, a.d3), (b.value, -b.d1, b.d2, -b.d3));
        }
        assert_eq!(up.value(0, 0.0), 0.3 * 2.0_f64.ln());
        assert_eq!((up.jet(0, 0.0).d1, up.jet(0, 0.0).d3), (-0.5, 0.0));
    }
}
