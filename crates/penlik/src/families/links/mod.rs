//! Links g(μ) = η, one file each: from a linear predictor to the mean, its powers, and the logarithms of shares, with four derivatives.
//!
//! Families ask for a whole panel at once. Nothing is formed by cancellation: a power of the mean is a power of the predictor where
//! the link is one, and 1 − μ never is a difference.

mod cauchit;
mod cloglog;
mod identity;
mod inverse;
mod inverse_square;
mod log;
mod logit;
mod loglog;
mod probit;
mod sqrt;
mod taylor;

pub(super) use cloglog::Cloglog;
pub(super) use logit::logistic;
pub use taylor::{Taylor, compose, ln, mirrored, power};

use std::fmt::Debug;

/// A link with its inverse.
pub trait Link: Sync + Send + Debug {
    /// What it is called in options.
    fn name(&self) -> &'static str;

    /// g(μ), with 1 − μ given beside μ for links of shares.
    fn predictor(&self, mu: f64, rest: f64) -> f64;

    /// Whether η has a mean.
    fn contains(&self, _eta: f64) -> bool {
        true
    }

    /// μ.
    fn mean(&self, eta: f64) -> Taylor;

    /// μᵏ, or ln μ for k = 0, where μ > 0.
    fn mean_power(&self, k: f64, eta: f64) -> Taylor {
        let mean = self.mean(eta);
        if k == 1.0 { mean } else { compose(if k == 0.0 { ln(mean[0]) } else { power(mean[0], k) }, mean) }
    }

    /// ln μ and ln(1 − μ), where 0 < μ < 1.
    fn shares(&self, eta: f64) -> [Taylor; 2] {
        let [mu, m1, m2, m3, m4] = self.mean(eta);
        [self.mean_power(0.0, eta), compose(ln(1.0 - mu), [1.0 - mu, -m1, -m2, -m3, -m4])]
    }

    /// Whether μ = e^η, for which families of odds have closed forms.
    fn is_log(&self) -> bool {
        false
    }

    /// μ of each row.
    fn means(&self, eta: &[f64], out: &mut [Taylor]) {
        out.iter_mut().zip(eta).for_each(|(out, eta)| *out = self.mean(*eta));
    }

    /// μᵏ, or ln μ for k = 0, of each row.
    fn mean_powers(&self, k: f64, eta: &[f64], out: &mut [Taylor]) {
        out.iter_mut().zip(eta).for_each(|(out, eta)| *out = self.mean_power(k, *eta));
    }

    /// ln μ and ln(1 − μ) of each row.
    fn all_shares(&self, eta: &[f64], out: &mut [[Taylor; 2]]) {
        out.iter_mut().zip(eta).for_each(|(out, eta)| *out = self.shares(*eta));
    }
}

/// Every link.
pub const LINKS: [&dyn Link; 10] = [
    &identity::Identity,
    &log::Log,
    &inverse::Inverse,
    &inverse_square::InverseSquare,
    &sqrt::Sqrt,
    &logit::Logit,
    &probit::Probit,
    &Cloglog,
    &loglog::Loglog,
    &cauchit::Cauchit,
];

/// The link of a name.
#[must_use]
pub fn link(name: &str) -> Option<&'static dyn Link> {
    LINKS.into_iter().find(|link| link.name() == name)
}
