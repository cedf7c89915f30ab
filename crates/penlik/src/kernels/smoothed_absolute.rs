//! Smoothed absolute value.
//!
//! k(x) = r with r = √(x² + ε²); k′ = x/r, k″ = (ε/r)²/r, k‴ = −3(x/r)(ε/r)²/r². Convex; the bound is k″ itself. k(0) = ε, and
//! k → |x| as ε → 0. Finite, with k′ and k″, for every normal ε and every |x| below half the largest number.

use super::radius::radius;
use super::{EvenKernel, Jet, Scalar, ScalarKernel, ShapeJet, ShapedKernel};
use crate::check::{CheckError, positive};

/// k(x) = √(x² + ε²), ε > 0.
///
/// ```
/// use penlik::kernels::{ScalarKernel, SmoothedAbsolute};
/// let kernel = SmoothedAbsolute::new(1e-3)?;
/// assert!((kernel.jet(0, 1.0).d1 - 0.999999500000375).abs() < 1e-15);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct SmoothedAbsolute {
    pub(super) eps: f64,
}

impl SmoothedAbsolute {
    /// The width ε > 0 of the rounding, in units of x.
    pub fn new(eps: f64) -> Result<Self, CheckError> {
        Ok(Self { eps: positive("eps", eps)? })
    }
}

impl Scalar for SmoothedAbsolute {
    #[inline(always)]
    fn value(&self, _j: usize, x: f64) -> f64 {
        radius(x, self.eps)
    }
}

impl ScalarKernel for SmoothedAbsolute {
    #[inline(always)]
    fn jet(&self, _j: usize, x: f64) -> Jet {
        let r = radius(x, self.eps);
        let (u, q) = (x / r, self.eps / r);
        Jet { value: r, d1: u, d2: q * q / r, d3: -3.0 * u * q * q / r / r }
    }

    #[inline(always)]
    fn bound(&self, j: usize, x: f64) -> f64 {
        self.jet(j, x).d2
    }
}

impl EvenKernel for SmoothedAbsolute {
    #[inline(always)]
    fn weight(&self, _j: usize, x: f64) -> f64 {
        radius(x, self.eps).recip()
    }
}

impl ShapedKernel for SmoothedAbsolute {
    fn shapes(&self) -> &'static [&'static str] {
        &["eps"]
    }

    #[inline(always)]
    fn shape_jet(&self, _shape: usize, _j: usize, x: f64) -> ShapeJet {
        let r = radius(x, self.eps);
        let (u, q) = (x / r, self.eps / r);
        let qq = q * q;
        // 2 − 3q² is 2u² − q², since u² + q² = 1: a difference of what is small where both are small.
        let d2 = qq / r * (2.0 * u).mul_add(u, -qq);
        ShapeJet { value: self.eps * q, d1: -u * qq, d2 }
    }
}
