//! Cauchit: η = tan(π(μ − ½)).
//!
//! πμ is the angle of (−η, 1) and π(1 − μ) that of (η, 1), which both keep their digits far out.

use super::taylor::ln_of;
use super::{Link, Taylor};
use std::f64::consts::PI;

/// η = tan(π(μ − ½)).
#[derive(Debug, Clone, Copy)]
pub struct Cauchit;

impl Link for Cauchit {
    fn name(&self) -> &'static str {
        "cauchit"
    }

    fn predictor(&self, mu: f64, rest: f64) -> f64 {
        if mu < rest { -1.0 / (PI * mu).tan() } else { 1.0 / (PI * rest).tan() }
    }

    fn mean(&self, eta: f64) -> Taylor {
        let s = 1.0 / eta.mul_add(eta, 1.0);
        let d = s / PI;
        let square = eta * eta;
        let (third, fourth) = ((6.0 * square - 2.0) * s * s, 24.0 * eta * (1.0 - square) * s * s * s);
        [1.0_f64.atan2(-eta) / PI, d, -2.0 * eta * s * d, third * d, fourth * d]
    }

    fn shares(&self, eta: f64) -> [Taylor; 2] {
        let share = self.mean(eta);
        let [_, m1, m2, m3, m4] = share;
        let rest = 1.0_f64.atan2(eta) / PI;
        let ln = |small: f64, other: f64| if small < 0.5 { small.ln() } else { (-other).ln_1p() };
        [ln_of(ln(share[0], rest), share), ln_of(ln(rest, share[0]), [rest, -m1, -m2, -m3, -m4])]
    }
}
