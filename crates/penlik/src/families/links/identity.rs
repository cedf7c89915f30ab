//! Identity: η = μ.

use super::{Link, Taylor, ln, power};

/// η = μ.
#[derive(Debug, Clone, Copy)]
pub struct Identity;

impl Link for Identity {
    fn name(&self) -> &'static str {
        "identity"
    }

    fn predictor(&self, mu: f64, _rest: f64) -> f64 {
        mu
    }

    fn mean(&self, eta: f64) -> Taylor {
        [eta, 1.0, 0.0, 0.0, 0.0]
    }

    fn mean_power(&self, k: f64, eta: f64) -> Taylor {
        if k == 0.0 { ln(eta) } else { power(eta, k) }
    }
}
