//! Normal law with any link: V(μ) = 1. Domain: y finite.

use super::super::{SaturatedDensity, Surroundings, laws};
use super::power_law::PowerLaw;

/// y ~ N(μ, φ/w).
#[derive(Debug, Clone, Copy, Default)]
pub struct Normal;

impl PowerLaw for Normal {
    fn power(&self) -> f64 {
        0.0
    }

    fn domain(&self) -> (&'static str, fn(f64) -> bool) {
        ("numbers", f64::is_finite)
    }

    fn surroundings(&self, mu: f64, y: f64, [weight, phi]: [f64; 2]) -> Option<Surroundings> {
        Some(laws::normal(y - mu, phi / weight))
    }

    fn saturated_density(&self, _y: f64, weight: f64, phi: f64) -> SaturatedDensity {
        let value = -0.5 * (std::f64::consts::TAU * phi / weight).ln();
        SaturatedDensity { value, scale: -0.5, ..SaturatedDensity::default() }
    }
}
