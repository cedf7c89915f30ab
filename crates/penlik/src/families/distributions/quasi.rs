//! Quasi-likelihood with V(μ) = μᵖ: a mean and a variance, and no law. Domain: y finite for p = 0, y ≥ 0 for p = 1, else y > 0.
//!
//! The extended quasi-likelihood −½ln(2πφV(y)/w) − w·deviance/(2φ) stands in for the density.
//! Source: J. A. Nelder and D. Pregibon, Biometrika 74 (1987), 221–232.

use super::super::SaturatedDensity;
use super::power_law::PowerLaw;

/// V(μ) = μᵖ for p = 0, 1, 2, 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuasiVariance {
    /// 1.
    Constant,
    /// μ.
    Mean,
    /// μ².
    Square,
    /// μ³.
    Cube,
}

/// E y = μ, var y = φV(μ)/w.
#[derive(Debug, Clone, Copy)]
pub struct Quasi(pub QuasiVariance);

impl PowerLaw for Quasi {
    fn power(&self) -> f64 {
        match self.0 {
            QuasiVariance::Constant => 0.0,
            QuasiVariance::Mean => 1.0,
            QuasiVariance::Square => 2.0,
            QuasiVariance::Cube => 3.0,
        }
    }

    fn domain(&self) -> (&'static str, fn(f64) -> bool) {
        match self.0 {
            QuasiVariance::Constant => ("numbers", f64::is_finite),
            QuasiVariance::Mean => ("numbers >= 0", |y| y >= 0.0),
            QuasiVariance::Square | QuasiVariance::Cube => ("numbers > 0", |y| y > 0.0),
        }
    }

    fn saturated_density(&self, y: f64, weight: f64, phi: f64) -> SaturatedDensity {
        extended(if self.0 == QuasiVariance::Constant { 1.0 } else { y.powf(self.power()) }, y, weight, phi)
    }
}

/// −½ln(2πφV/w). A count of 0, whose variance is 0, is taken as 1/6, the value for which Stirling's formula is right at 0.
pub(super) fn extended(variance: f64, y: f64, weight: f64, phi: f64) -> SaturatedDensity {
    let variance = if y == 0.0 { variance.max(1.0 / 6.0) } else { variance };
    let value = -0.5 * (std::f64::consts::TAU * phi * variance / weight).ln();
    SaturatedDensity { value, scale: -0.5, ..SaturatedDensity::default() }
}
