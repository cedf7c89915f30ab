//! Complementary log-log: η = ln(−ln(1 − μ)).
//!
//! With e = e^η and h = e/(e^e − 1): ln(1 − μ) = −e; d ln μ/dη = h, h′ = hk with k = 1 − e − h, k′ = −e − hk. For small e
//! k = −e/2 − Σ B_{2n} e^{2n}/(2n)!, where the difference would cancel.

use super::{Link, Taylor};

/// η = ln(−ln(1 − μ)).
#[derive(Debug, Clone, Copy)]
pub struct Cloglog;

/// B_{2n}/(2n)!, n = 1 …
const BERNOULLI: [f64; 11] = [
    8.333_333_333_333_333e-2,
    -1.388_888_888_888_889e-3,
    3.306_878_306_878_306_6e-5,
    -8.267_195_767_195_768e-7,
    2.087_675_698_786_81e-8,
    -5.284_190_138_687_493e-10,
    1.338_253_653_068_467_9e-11,
    -3.389_680_296_322_583e-13,
    8.586_062_056_277_845e-15,
    -2.174_868_698_558_062e-16,
    5.509_002_828_360_229e-18,
];

impl Link for Cloglog {
    fn name(&self) -> &'static str {
        "cloglog"
    }

    fn predictor(&self, mu: f64, rest: f64) -> f64 {
        let ln_rest = if mu < 0.5 { (-mu).ln_1p() } else { rest.ln() };
        (-ln_rest).ln()
    }

    fn mean(&self, eta: f64) -> Taylor {
        let e = eta.exp();
        let w = (eta - e).exp();
        if w == 0.0 {
            return [-(-e).exp_m1(), 0.0, 0.0, 0.0, 0.0];
        }
        let third = w * (1.0 - 3.0 * e + e * e);
        [-(-e).exp_m1(), w, w * (1.0 - e), third, w * (1.0 - 7.0 * e + 6.0 * e * e - e * e * e)]
    }

    fn shares(&self, eta: f64) -> [Taylor; 2] {
        let e = eta.exp();
        [ln_share(eta, e), [-e; 5]]
    }
}

/// ln(1 − e^−e) by η.
fn ln_share(eta: f64, e: f64) -> Taylor {
    let value = if e < f64::MIN_POSITIVE {
        eta
    } else if e < std::f64::consts::LN_2 {
        (-(-e).exp_m1()).ln()
    } else {
        (-(-e).exp()).ln_1p()
    };
    let h = if e < f64::MIN_POSITIVE { 1.0 } else { e / e.exp_m1() };
    if h == 0.0 || !h.is_finite() {
        return [value, 0.0, 0.0, 0.0, 0.0];
    }
    let square = e * e;
    let series = BERNOULLI.iter().rev().fold(0.0, |sum, b| (sum * square) + b) * square;
    let k = if e < 1.0 { -0.5 * e - series } else { 1.0 - e - h };
    let third = h * (k * k - e - h * k);
    // −e + he without its cancellation.
    let held = if e < 1.0 { e * (series - 0.5 * e) } else { e * (h - 1.0) };
    let fourth = h * (k * k * k - 3.0 * e * k - 4.0 * h * k * k + held + h * h * k);
    [value, h, h * k, third, fourth]
}
