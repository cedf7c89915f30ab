//! Gamma law: V(μ) = μ², shape ν = w/φ. Domain: y > 0.
//!
//! ln f(y; μ = y) = ν ln ν − ν − ln Γ(ν) − ln y = ½ln(ν/2π) − (the error of Stirling's formula) − ln y.
//! Source: P. McCullagh and J. A. Nelder, Generalized Linear Models (1989), ch. 8.

use super::super::{SaturatedDensity, Surroundings, laws};
use super::power_law::PowerLaw;
use crate::linalg::polygamma::scaled_excess;
use crate::linalg::special::stirling_error;

/// y ~ Gamma with mean μ and variance φμ²/w.
#[derive(Debug, Clone, Copy, Default)]
pub struct Gamma;

impl PowerLaw for Gamma {
    fn power(&self) -> f64 {
        2.0
    }

    fn domain(&self) -> (&'static str, fn(f64) -> bool) {
        ("numbers > 0", |y| y > 0.0)
    }

    fn surroundings(&self, mu: f64, y: f64, [weight, phi]: [f64; 2]) -> Option<Surroundings> {
        Some(laws::gamma(y, mu, weight / phi))
    }

    fn saturated_density(&self, y: f64, weight: f64, phi: f64) -> SaturatedDensity {
        let nu = weight / phi;
        // ν(ln ν − ψ) and ν(νψ′ − 1).
        let (first, second) = scaled_excess(nu);
        SaturatedDensity {
            value: 0.5 * (nu / std::f64::consts::TAU).ln() - stirling_error(nu) - y.ln(),
            scale: -first,
            scale_scale: first - second,
            ..SaturatedDensity::default()
        }
    }
}
