//! Logit: η = ln(μ/(1 − μ)).
//!
//! With p = μ and q = 1 − μ, p′ = pq and (pq)′ = pq(q − p).

use super::{Link, Taylor};

/// η = ln(μ/(1 − μ)).
#[derive(Debug, Clone, Copy)]
pub struct Logit;

/// p, q and p′, p″, p‴ of the logistic function.
#[must_use]
pub fn logistic(eta: f64) -> (f64, f64, [f64; 3]) {
    let e = (-eta.abs()).exp();
    let (large, small) = (1.0 / (1.0 + e), e / (1.0 + e));
    let (p, q) = if eta > 0.0 { (large, small) } else { (small, large) };
    let w = p * q;
    (p, q, [w, w * (q - p), w * 6.0_f64.mul_add(-w, 1.0)])
}

impl Link for Logit {
    fn name(&self) -> &'static str {
        "logit"
    }

    fn predictor(&self, mu: f64, rest: f64) -> f64 {
        (mu / rest).ln()
    }

    fn mean(&self, eta: f64) -> Taylor {
        let (p, _, [s1, s2, s3]) = logistic(eta);
        [p, s1, s2, s3, s2 * 12.0_f64.mul_add(-s1, 1.0)]
    }

    fn shares(&self, eta: f64) -> [Taylor; 2] {
        let (p, q, [s1, s2, s3]) = logistic(eta);
        let tail = (-eta.abs()).exp().ln_1p();
        let (ln_p, ln_q) = (eta.min(0.0) - tail, (-eta).min(0.0) - tail);
        [[ln_p, q, -s1, -s2, -s3], [ln_q, -p, -s1, -s2, -s3]]
    }
}
