//! Inverse square: η = 1/μ², for η > 0.

use super::{Link, Taylor, ln, power};

/// η = 1/μ².
#[derive(Debug, Clone, Copy)]
pub struct InverseSquare;

impl Link for InverseSquare {
    fn name(&self) -> &'static str {
        "inverseSquare"
    }

    fn predictor(&self, mu: f64, _rest: f64) -> f64 {
        1.0 / (mu * mu)
    }

    fn contains(&self, eta: f64) -> bool {
        eta > 0.0
    }

    fn mean(&self, eta: f64) -> Taylor {
        power(eta, -0.5)
    }

    fn mean_power(&self, k: f64, eta: f64) -> Taylor {
        if k == 0.0 { ln(eta).map(|x| -0.5 * x) } else { power(eta, -0.5 * k) }
    }
}
