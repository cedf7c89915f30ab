//! Smoothed absolute value that is 0 at 0.
//!
//! k(x) = r − ε with r = √(x² + ε²), ε > 0: the smoothed absolute value less its value at 0, computed without that difference as
//! x²/(r + ε). Its derivatives in x are those of [`SmoothedAbsolute`]; ∂k/∂ log ε = −(ε/r)·k.

use super::radius::radius;
use super::{
    EvenKernel, Jet, LogNormalizer, NormalizedKernel, Scalar, ScalarKernel, ShapeJet, ShapedKernel, SmoothedAbsolute,
};
use crate::check::{CheckError, positive};
use crate::linalg::bessel::ScaledBessel;

/// k(x) = √(x² + ε²) − ε, ε > 0.
///
/// ```
/// use penlik::kernels::{Scalar, ShiftedAbsolute};
/// let kernel = ShiftedAbsolute::new(3.0)?;
/// assert_eq!((kernel.value(0, 4.0), kernel.value(0, 0.0)), (2.0, 0.0));
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct ShiftedAbsolute {
    eps: f64,
    pub(super) smoothed: SmoothedAbsolute,
}

impl ShiftedAbsolute {
    /// The width ε > 0 of the rounding, in units of x.
    pub fn new(eps: f64) -> Result<Self, CheckError> {
        Ok(Self { eps, smoothed: SmoothedAbsolute::new(eps)? })
    }
}

impl Scalar for ShiftedAbsolute {
    #[inline(always)]
    fn value(&self, _j: usize, x: f64) -> f64 {
        x * (x / (radius(x, self.eps) + self.eps))
    }
}

impl ScalarKernel for ShiftedAbsolute {
    #[inline(always)]
    fn jet(&self, j: usize, x: f64) -> Jet {
        Jet { value: self.value(j, x), ..self.smoothed.jet(j, x) }
    }

    #[inline(always)]
    fn bound(&self, j: usize, x: f64) -> f64 {
        self.smoothed.bound(j, x)
    }
}

impl EvenKernel for ShiftedAbsolute {
    #[inline(always)]
    fn weight(&self, j: usize, x: f64) -> f64 {
        self.smoothed.weight(j, x)
    }

    #[inline(always)]
    fn weight_slope(&self, j: usize, x: f64) -> f64 {
        self.smoothed.weight_slope(j, x)
    }
}

impl ShapedKernel for ShiftedAbsolute {
    fn shapes(&self) -> &'static [&'static str] {
        self.smoothed.shapes()
    }

    #[inline(always)]
    fn shape_jet(&self, shape: usize, j: usize, x: f64) -> ShapeJet {
        let q = self.eps / radius(x, self.eps);
        ShapeJet { value: -q * self.value(j, x), ..self.smoothed.shape_jet(shape, j, x) }
    }
}

impl NormalizedKernel for ShiftedAbsolute {
    /// That of the smoothed absolute value times e^(λε): every term that grows with z = λε is left out, not taken off again.
    fn log_normalizer(&self, _j: usize, lambda: f64) -> Result<LogNormalizer, CheckError> {
        let z = positive("strength", lambda)? * self.eps;
        let ScaledBessel { k0, k1 } = ScaledBessel::at(z);
        let near = z < 1e-150;
        let value = if near { -lambda.ln() } else { self.eps.ln() + k1.ln() } + std::f64::consts::LN_2;
        // z(1 − K₀/K₁), by its asymptotic series where the difference would lose digits.
        let rest = if z > 1e3 {
            let y = z.recip();
            y.mul_add(y.mul_add(y.mul_add(-63.0 / 128.0, 0.375), -0.375), 0.5)
        } else if near {
            z
        } else {
            z * (1.0 - k0 / k1)
        };
        Ok(LogNormalizer { value, strength: rest - 1.0, shapes: vec![rest] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_small_keeps_its_digits() {
        let kernel = ShiftedAbsolute::new(1.0).unwrap();
        assert_eq!(kernel.value(0, 1e-100), 0.5e-200);
        assert_eq!(kernel.value(0, -1e300), 1e300);
        assert_eq!(kernel.shape_jet(0, 0, 1e-100).value, -0.5e-200);
    }
}
