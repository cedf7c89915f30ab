//! Logarithm: η = ln μ.
//!
//! With m = 1/(e^−η − 1), η < 0, d ln(1 − e^η)/dη = −m and m′ = m(1 + m).

use super::{Link, Taylor};

/// η = ln μ.
#[derive(Debug, Clone, Copy)]
pub struct Log;

impl Link for Log {
    fn name(&self) -> &'static str {
        "log"
    }

    fn predictor(&self, mu: f64, _rest: f64) -> f64 {
        mu.ln()
    }

    fn mean(&self, eta: f64) -> Taylor {
        [eta.exp(); 5]
    }

    fn mean_power(&self, k: f64, eta: f64) -> Taylor {
        if k == 0.0 {
            return [eta, 1.0, 0.0, 0.0, 0.0];
        }
        let e = (k * eta).exp();
        [e, k * e, k * k * e, k * k * k * e, k * k * k * k * e]
    }

    fn shares(&self, eta: f64) -> [Taylor; 2] {
        /// Where e^η = ½, below which ln(1 − e^η) is better taken from e^η.
        const HALF: f64 = -std::f64::consts::LN_2;
        let rest = if eta < HALF { (-eta.exp()).ln_1p() } else { (-eta.exp_m1()).ln() };
        let m = 1.0 / (-eta).exp_m1();
        let slope = m * (1.0 + m);
        let complement = [rest, -m, -slope, -slope * (1.0 + 2.0 * m), -slope * (1.0 + 6.0 * slope)];
        [self.mean_power(0.0, eta), complement]
    }

    fn is_log(&self) -> bool {
        true
    }
}
