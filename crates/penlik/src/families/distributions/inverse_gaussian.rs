//! Inverse Gaussian law: V(μ) = μ³. Domain: y > 0.
//!
//! ln f = −½ln(2πφy³/w) − w(y − μ)²/(2φμ²y).
//! Source: P. McCullagh and J. A. Nelder, Generalized Linear Models (1989), ch. 2.

use super::super::{SaturatedDensity, Surroundings, laws};
use super::power_law::PowerLaw;

/// y ~ inverse Gaussian with mean μ and variance φμ³/w.
#[derive(Debug, Clone, Copy, Default)]
pub struct InverseGaussian;

impl PowerLaw for InverseGaussian {
    fn power(&self) -> f64 {
        3.0
    }

    fn domain(&self) -> (&'static str, fn(f64) -> bool) {
        ("numbers > 0", |y| y > 0.0)
    }

    fn surroundings(&self, mu: f64, y: f64, [weight, phi]: [f64; 2]) -> Option<Surroundings> {
        Some(laws::inverse_gaussian(y, mu, weight / phi))
    }

    fn saturated_density(&self, y: f64, weight: f64, phi: f64) -> SaturatedDensity {
        let value = -0.5 * (std::f64::consts::TAU * phi / weight).ln() - 1.5 * y.ln();
        SaturatedDensity { value, scale: -0.5, ..SaturatedDensity::default() }
    }
}
