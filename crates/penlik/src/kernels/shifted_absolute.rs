//! Smoothed absolute value that vanishes at zero.
//!
//! k(x) = r − ε = x²/(r + ε) with r = √(x² + ε²): the smoothed absolute value less its value at 0, computed without a difference.
//! All derivatives in x are those of [`SmoothedAbsolute`]; ∂k/∂ log ε = −ε·x²/(r(r + ε)).

use super::radius::radius;
use super::{EvenKernel, Jet, Scalar, ScalarKernel, ShapeJet, ShapedKernel, SmoothedAbsolute};
use crate::check::CheckError;

/// k(x) = √(x² + ε²) − ε, or without the shift √(x² + ε²); ε > 0.
///
/// ```
/// use penlik::kernels::{Scalar, ShiftedAbsolute};
/// assert_eq!(ShiftedAbsolute::new(3.0, true)?.value(0, 4.0), 2.0);
/// assert_eq!(ShiftedAbsolute::new(3.0, false)?.value(0, 4.0), 5.0);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct ShiftedAbsolute {
    pub(super) smoothed: SmoothedAbsolute,
    shifted: bool,
}

impl ShiftedAbsolute {
    /// The width ε > 0 of the rounding, in units of x, and whether the value at 0 is taken away.
    pub fn new(eps: f64, shifted: bool) -> Result<Self, CheckError> {
        Ok(Self { smoothed: SmoothedAbsolute::new(eps)?, shifted })
    }
}

impl Scalar for ShiftedAbsolute {
    #[inline(always)]
    fn value(&self, _j: usize, x: f64) -> f64 {
        let r = radius(x, self.smoothed.eps);
        if self.shifted { x / (r + self.smoothed.eps) * x } else { r }
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
}

impl ShapedKernel for ShiftedAbsolute {
    fn shapes(&self) -> &'static [&'static str] {
        self.smoothed.shapes()
    }

    #[inline(always)]
    fn shape_jet(&self, shape: usize, j: usize, x: f64) -> ShapeJet {
        let jet = self.smoothed.shape_jet(shape, j, x);
        let (eps, r) = (self.smoothed.eps, radius(x, self.smoothed.eps));
        if self.shifted { ShapeJet { value: -eps / r * (x / (r + eps)) * x, ..jet } } else { jet }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shift_costs_no_digits_near_zero() {
        let kernel = ShiftedAbsolute::new(1.0, true).unwrap();
        assert!((kernel.value(0, 1e-10) - 0.5e-20).abs() < 1e-35);
        assert_eq!(kernel.value(0, 0.0), 0.0);
        assert!(kernel.value(0, 1e300).is_finite() && kernel.shape_jet(0, 0, 1e300).value == -1.0);
    }
}
