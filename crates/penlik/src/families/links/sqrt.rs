//! Square root: η = √μ, for η > 0.

use super::{Link, Taylor, ln, power};

/// η = √μ.
#[derive(Debug, Clone, Copy)]
pub struct Sqrt;

impl Link for Sqrt {
    fn name(&self) -> &'static str {
        "sqrt"
    }

    fn predictor(&self, mu: f64, _rest: f64) -> f64 {
        mu.sqrt()
    }

    fn contains(&self, eta: f64) -> bool {
        eta > 0.0
    }

    fn mean(&self, eta: f64) -> Taylor {
        power(eta, 2.0)
    }

    fn mean_power(&self, k: f64, eta: f64) -> Taylor {
        if k == 0.0 { ln(eta).map(|x| 2.0 * x) } else { power(eta, 2.0 * k) }
    }
}
