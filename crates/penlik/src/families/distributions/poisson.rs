//! Poisson law with any link: V(μ) = μ, ℓ = y ln μ − μ − ln y!. Domain: y ≥ 0.

use super::super::{Family, Poisson, SaturatedDensity, Surroundings, laws};
use super::power_law::PowerLaw;

/// y ~ Poisson(μ).
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts;

impl PowerLaw for Counts {
    fn power(&self) -> f64 {
        1.0
    }

    fn has_scale(&self) -> bool {
        false
    }

    fn domain(&self) -> (&'static str, fn(f64) -> bool) {
        ("numbers >= 0", |y| y >= 0.0)
    }

    fn saturated(&self, y: f64) -> f64 {
        Poisson.saturated(&[y])
    }

    fn constant(&self, y: f64) -> f64 {
        Poisson.constant(&[y])
    }

    fn surroundings(&self, mu: f64, y: f64, [weight, _]: [f64; 2]) -> Option<Surroundings> {
        laws::poisson(y, weight, mu)
    }

    fn saturated_density(&self, y: f64, weight: f64, _phi: f64) -> SaturatedDensity {
        SaturatedDensity { value: weight * Poisson.peak(&[y]), ..SaturatedDensity::default() }
    }
}
