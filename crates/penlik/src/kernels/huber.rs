//! Huber's function.
//!
//! k(x) = x²/(2δ) for |x| ≤ δ and |x| − δ/2 beyond: a ridge near zero, the absolute value far away. k′ = min(max(x/δ, −1), 1),
//! k″ = 1/δ inside and 0 outside; where the two meet, at |x| = δ, the Hessian is the one inside. Convex; the bound is k″ itself.
//! Normalizer Z = (2/λ)·(√(πt)·erf √t + e^(−t)) with t = λδ/2.
//! Prox: x/(1 + t/δ) for |x| ≤ δ + t, and x − t·sign(x) beyond
//! (P. J. Huber, "Robust estimation of a location parameter", The Annals of Mathematical Statistics 35, 1964).

use super::{
    EvenKernel, Jet, LogNormalizer, NormalizedKernel, Scalar, ScalarKernel, ScalarProx, ShapeJet, ShapedKernel,
};
use crate::check::{CheckError, positive};

/// k(x) = x²/(2δ) for |x| ≤ δ, |x| − δ/2 beyond; δ > 0.
///
/// ```
/// use penlik::kernels::{Huber, Scalar};
/// let kernel = Huber::new(0.5)?;
/// assert_eq!((kernel.value(0, 0.25), kernel.value(0, -2.0)), (0.0625, 1.75));
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Huber {
    pub(super) delta: f64,
}

impl Huber {
    /// The size δ > 0 of an entry at which the square gives way to the absolute value.
    pub fn new(delta: f64) -> Result<Self, CheckError> {
        Ok(Self { delta: positive("delta", delta)? })
    }
}

impl Scalar for Huber {
    #[inline(always)]
    fn value(&self, _j: usize, x: f64) -> f64 {
        let (d, size) = (self.delta, x.abs());
        if size <= d { 0.5 * size * (size / d) } else { size - 0.5 * d }
    }
}

impl ScalarKernel for Huber {
    #[inline(always)]
    fn jet(&self, j: usize, x: f64) -> Jet {
        let inside = x.abs() <= self.delta;
        let d1 = if inside { x / self.delta } else { 1.0_f64.copysign(x) };
        Jet { value: self.value(j, x), d1, d2: if inside { 1.0 / self.delta } else { 0.0 }, d3: 0.0 }
    }

    #[inline(always)]
    fn bound(&self, j: usize, x: f64) -> f64 {
        self.jet(j, x).d2
    }
}

impl EvenKernel for Huber {
    #[inline(always)]
    fn weight(&self, _j: usize, x: f64) -> f64 {
        let size = x.abs();
        1.0 / if size <= self.delta { self.delta } else { size }
    }

    #[inline(always)]
    fn weight_slope(&self, _j: usize, x: f64) -> f64 {
        if x.abs() <= self.delta { 0.0 } else { -1.0 / x / x.abs() }
    }
}

impl ShapedKernel for Huber {
    fn shapes(&self) -> &'static [&'static str] {
        &["delta"]
    }

    #[inline(always)]
    fn shape_jet(&self, _shape: usize, _j: usize, x: f64) -> ShapeJet {
        let (d, t) = (self.delta, x / self.delta);
        if x.abs() <= d {
            ShapeJet { value: -0.5 * x * t, d1: -t, d2: -1.0 / d }
        } else {
            ShapeJet { value: -0.5 * d, d1: 0.0, d2: 0.0 }
        }
    }
}

impl ScalarProx for Huber {
    #[inline(always)]
    fn prox(&self, _j: usize, x: f64, t: f64) -> f64 {
        let left = x.abs() - t;
        // Adding 0 turns the zero of a vanished negative entry into +0.
        if left > self.delta { left.copysign(x) } else { x / (1.0 + t / self.delta) + 0.0 }
    }
}

impl NormalizedKernel for Huber {
    fn log_normalizer(&self, _j: usize, lambda: f64) -> Result<LogNormalizer, CheckError> {
        use std::f64::consts::{LN_2, PI};
        let (ln_lambda, half) = (positive("strength", lambda)?.ln(), 0.5 * self.delta);
        let root = (lambda * half).sqrt();
        let inside = PI.sqrt() * root * libm::erf(root);
        let far = 0.5 * (PI.ln() + ln_lambda + half.ln());
        let both = inside + (-root * root).exp();
        // Where the product overflows, so does its root, and the square is all there is.
        let value = LN_2 - ln_lambda + if inside.is_finite() { both.ln() } else { far };
        let share = if inside.is_finite() { 0.5 * inside / both } else { 0.5 };
        Ok(LogNormalizer { value, strength: share - 1.0, shapes: vec![share] })
    }
}
