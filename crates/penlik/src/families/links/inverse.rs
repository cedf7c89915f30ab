//! Inverse: η = 1/μ, for η ≠ 0.

use super::{Link, Taylor, ln, power};

/// η = 1/μ.
#[derive(Debug, Clone, Copy)]
pub struct Inverse;

impl Link for Inverse {
    fn name(&self) -> &'static str {
        "inverse"
    }

    fn predictor(&self, mu: f64, _rest: f64) -> f64 {
        1.0 / mu
    }

    fn contains(&self, eta: f64) -> bool {
        eta != 0.0
    }

    fn mean(&self, eta: f64) -> Taylor {
        power(eta, -1.0)
    }

    fn mean_power(&self, k: f64, eta: f64) -> Taylor {
        if k == 0.0 { ln(eta).map(|x| -x) } else { power(eta, -k) }
    }
}
