//! Logarithmic sparsity.
//!
//! k(x) = ln(1 + (x/δ)²); with h = √(x² + δ²): k′ = 2x/h², k″ = 2(δ² − x²)/h⁴, k‴ = 4x(x² − 3δ²)/h⁶. Not convex beyond |x| = δ.
//! The bound is the weight 2/h² = k′(x)/x, a quadratic that lies above k everywhere
//! Normalizer Z = δ√π·Γ(λ − ½)/Γ(λ) for λ > ½, a law of Student; infinite below
//! (E. J. Candès, M. B. Wakin and S. P. Boyd, "Enhancing sparsity by reweighted ℓ1 minimization", 2008).

use super::normalized::improper;
use super::radius::{MODERATE, radius, scaled};
use super::{EvenKernel, Jet, LogNormalizer, NormalizedKernel, Scalar, ScalarKernel, ShapeJet, ShapedKernel};
use crate::check::{CheckError, positive};
use crate::linalg::special::{half_step, half_step_slope};
use crate::linalg::vecmath::ln;

/// Above this |x/δ| the one in 1 + (x/δ)² is far below rounding, and the square may overflow.
const FAR: f64 = 1e100;

/// k(x) = ln(1 + (x/δ)²), δ > 0.
///
/// ```
/// use penlik::kernels::{Log, Scalar};
/// assert_eq!(Log::new(0.5)?.value(0, 0.5), 2.0_f64.ln());
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Log {
    pub(super) delta: f64,
    inverse: f64,
    ln_delta: f64,
}

impl Log {
    /// The scale δ > 0 at which an entry begins to count as large.
    pub fn new(delta: f64) -> Result<Self, CheckError> {
        Ok(Self { delta: positive("delta", delta)?, inverse: delta.recip(), ln_delta: delta.ln() })
    }
}

impl Scalar for Log {
    #[inline(always)]
    fn value(&self, _j: usize, x: f64) -> f64 {
        let t = x / self.delta;
        let (near, square) = (t.abs() < FAR, t * t);
        // One logarithm for both cases: of 1 + t², with what its rounding lost, or of |x|.
        let u = 1.0 + square;
        let log = ln(if near { u } else { x.abs() });
        if near { log + (square - (u - 1.0)) / u } else { 2.0 * (log - self.ln_delta) }
    }

    fn reach(&self) -> f64 {
        if MODERATE.contains(&self.delta) { MODERATE.end().min(self.delta * 2_f64.powi(59)) } else { -1.0 }
    }

    const IS_PRODUCT: bool = true;

    /// (x/δ)²
    #[inline(always)]
    fn near_value(&self, _j: usize, x: f64) -> f64 {
        let t = x * self.inverse;
        t * t
    }
}

impl ScalarKernel for Log {
    #[inline(always)]
    fn near_slope(&self, j: usize, x: f64) -> (f64, f64) {
        (self.near_value(j, x), 2.0 * x / x.mul_add(x, self.delta * self.delta))
    }

    #[inline(always)]
    fn jet(&self, j: usize, x: f64) -> Jet {
        let h = radius(x, self.delta);
        let (u, q, d) = (x / h, self.delta / h, self.delta);
        let (leg, other, _, shrink) = scaled(x, d);
        let d1 = 2.0 * leg / leg.mul_add(leg, other * other) * shrink;
        let d2 = 2.0 * ((d - x) / h) * ((d + x) / h) / h / h;
        let d3 = 4.0 * u * (3.0 * q).mul_add(-q, u * u) / h / h / h;
        Jet { value: self.value(j, x), d1, d2, d3 }
    }

    #[inline(always)]
    fn bound(&self, j: usize, x: f64) -> f64 {
        self.weight(j, x)
    }
}

impl EvenKernel for Log {
    #[inline(always)]
    fn weight(&self, _j: usize, x: f64) -> f64 {
        let h = radius(x, self.delta);
        2.0 / h / h
    }

    #[inline(always)]
    fn weight_slope(&self, _j: usize, x: f64) -> f64 {
        let h = radius(x, self.delta);
        -4.0 * (x / h) / h / h / h
    }
}

impl ShapedKernel for Log {
    fn shapes(&self) -> &'static [&'static str] {
        &["delta"]
    }

    #[inline(always)]
    fn shape_jet(&self, _shape: usize, _j: usize, x: f64) -> ShapeJet {
        let h = radius(x, self.delta);
        let (u, q) = (x / h, self.delta / h);
        let (uu, qq) = (u * u, q * q);
        let d2 = 4.0 * qq * 3.0_f64.mul_add(uu, -qq) / h / h;
        ShapeJet { value: -2.0 * uu, d1: -4.0 * u * qq / h, d2 }
    }
}

impl NormalizedKernel for Log {
    fn log_normalizer(&self, _j: usize, lambda: f64) -> Result<LogNormalizer, CheckError> {
        let a = positive("strength", lambda)? - 0.5;
        if a <= 0.0 {
            return Err(improper(lambda, "a strength above 0.5"));
        }
        let value = self.ln_delta + 0.5 * std::f64::consts::PI.ln() - half_step(a);
        Ok(LogNormalizer { value, strength: -lambda * half_step_slope(a), shapes: vec![1.0] })
    }
}
