//! Smoothed absolute value.
//!
//! k(x) = r with r = √(x² + ε²); k′ = x/r, k″ = (ε/r)²/r, k‴ = −3(x/r)(ε/r)²/r². Convex; the bound is k″ itself. k(0) = ε, and
//! k → |x| as ε → 0. Normalizer Z = 2εK₁(z) with z = λε and K the modified Bessel functions; ∂ ln Z/∂ ln λ = −1 − zK₀(z)/K₁(z) and
//! ∂ ln Z/∂ ln ε = −zK₀(z)/K₁(z). Finite, with k′ and k″, for every normal ε and every |x| below half the largest number.

use super::radius::{MODERATE, radius};
use super::{EvenKernel, Jet, LogNormalizer, NormalizedKernel, Scalar, ScalarKernel, ShapeJet, ShapedKernel};
use crate::check::{CheckError, positive};
use crate::linalg::bessel::ScaledBessel;

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

    fn reach(&self) -> f64 {
        if MODERATE.contains(&self.eps) { *MODERATE.end() } else { -1.0 }
    }

    /// The same without a scale, which is a power of two and changes no bit.
    #[inline(always)]
    fn near_value(&self, _j: usize, x: f64) -> f64 {
        x.mul_add(x, self.eps * self.eps).sqrt()
    }
}

impl ScalarKernel for SmoothedAbsolute {
    #[inline(always)]
    fn near_slope(&self, j: usize, x: f64) -> (f64, f64) {
        let r = self.near_value(j, x);
        (r, x / r)
    }

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

    #[inline(always)]
    fn weight_slope(&self, _j: usize, x: f64) -> f64 {
        let r = radius(x, self.eps);
        -x / r / r / r
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

impl NormalizedKernel for SmoothedAbsolute {
    fn log_normalizer(&self, _j: usize, lambda: f64) -> Result<LogNormalizer, CheckError> {
        let z = positive("strength", lambda)? * self.eps;
        let ScaledBessel { k0, k1 } = ScaledBessel::at(z);
        // Below, zK₁(z) is 1 to rounding, and 1/z may overflow.
        let near = z < 1e-150;
        let value = if near { -lambda.ln() } else { self.eps.ln() + k1.ln() - z } + std::f64::consts::LN_2;
        let ratio = if near { 0.0 } else { z * (k0 / k1) };
        Ok(LogNormalizer { value, strength: -1.0 - ratio, shapes: vec![-ratio] })
    }
}
