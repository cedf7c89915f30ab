//! Log-log: η = −ln(−ln μ), the complementary log-log of 1 − μ with its sign turned.

use super::cloglog::Cloglog;
use super::{Link, Taylor, mirrored};

/// η = −ln(−ln μ).
#[derive(Debug, Clone, Copy)]
pub struct Loglog;

impl Link for Loglog {
    fn name(&self) -> &'static str {
        "loglog"
    }

    fn predictor(&self, mu: f64, rest: f64) -> f64 {
        -Cloglog.predictor(rest, mu)
    }

    fn mean(&self, eta: f64) -> Taylor {
        // μ = e^−e with e = e^−η; its derivatives are those of 1 − μ(−η), turned.
        let [_, m1, m2, m3, m4] = Cloglog.mean(-eta);
        [(-(-eta).exp()).exp(), m1, -m2, m3, -m4]
    }

    fn shares(&self, eta: f64) -> [Taylor; 2] {
        let [share, rest] = Cloglog.shares(-eta);
        [mirrored(rest), mirrored(share)]
    }
}
