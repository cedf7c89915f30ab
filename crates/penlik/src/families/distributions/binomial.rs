//! Binomial law with any link: ℓ = y ln μ + (1 − y) ln(1 − μ) per trial, from the logarithms of both shares, so that neither is lost where it is tiny.
//!
//! Expected information μ′²/(μ(1 − μ)) = −(ln μ)′(ln(1 − μ))′. Domain: 0 ≤ y ≤ 1.

use super::super::links::{Link, Taylor};
use super::super::{Binomial, Family, Rows, SaturatedDensity, Surroundings, laws, relative_entropy};
use super::{Distribution, OUTSIDE, quasi::extended};

/// y ~ Bin(w, μ)/w; with a dispersion, of variance φμ(1 − μ)/w.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shares {
    /// Whether a dispersion is estimated, which makes it a quasi-likelihood.
    pub quasi: bool,
}

fn shares(link: &dyn Link, eta: &[f64]) -> Vec<[Taylor; 2]> {
    let mut out = vec![[[0.0; 5]; 2]; eta.len()];
    link.all_shares(eta, &mut out);
    out
}

/// Whether both shares exist; one of them may have underflowed, its logarithm not.
fn exist(link: &dyn Link, eta: f64, [share, rest]: &[Taylor; 2]) -> bool {
    link.contains(eta) && share[0] <= 0.0 && rest[0] <= 0.0 && share[1].is_finite() && rest[1].is_finite()
}

/// x·y with 0 wherever x is 0.
fn part(x: f64, y: f64) -> f64 {
    if x == 0.0 { 0.0 } else { x * y }
}

impl Distribution for Shares {
    fn jets(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [Taylor]) {
        for (i, both) in shares(link, rows.eta).into_iter().enumerate() {
            if !exist(link, rows.eta[i], &both) {
                out[i] = OUTSIDE;
                continue;
            }
            let (y, [share, rest]) = (rows.response[i], both);
            out[i] = std::array::from_fn(|n| part(y, share[n]) + part(1.0 - y, rest[n]));
            if self.quasi {
                out[i][0] = -half_deviance(y, &both);
            }
        }
    }

    fn expected(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [f64]) {
        for (i, both) in shares(link, rows.eta).into_iter().enumerate() {
            out[i] = if exist(link, rows.eta[i], &both) { -both[0][1] * both[1][1] } else { 0.0 };
        }
    }

    fn deviance(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [f64]) {
        for (i, both) in shares(link, rows.eta).into_iter().enumerate() {
            out[i] = 2.0 * half_deviance(rows.response[i], &both);
        }
    }

    fn surroundings(&self, link: &dyn Link, eta: f64, y: f64, [weight, _]: [f64; 2]) -> Option<Surroundings> {
        let [[ln_p, ..], [ln_q, ..]] = link.shares(eta);
        if self.quasi { None } else { laws::binomial(y, weight, [ln_p.exp(), ln_q.exp()], [ln_p, ln_q]) }
    }

    fn variance(&self, mu: f64, rest: f64) -> f64 {
        mu * rest
    }

    fn contains(&self, mu: f64) -> bool {
        mu > 0.0 && mu < 1.0
    }

    fn domain(&self) -> (&'static str, fn(f64) -> bool) {
        ("0, 1 or shares of successes in [0, 1]", |y| (0.0..=1.0).contains(&y))
    }

    fn has_scale(&self) -> bool {
        self.quasi
    }

    fn saturated(&self, y: f64) -> f64 {
        if self.quasi { 0.0 } else { Binomial.saturated(&[y]) }
    }

    fn saturated_density(&self, y: f64, weight: f64, phi: f64) -> SaturatedDensity {
        if self.quasi {
            let inside = y.min(1.0 - y);
            return extended(y * (1.0 - y), inside, weight, phi);
        }
        SaturatedDensity { value: weight * self.peak(y), ..SaturatedDensity::default() }
    }
}

fn half_deviance(y: f64, [share, rest]: &[Taylor; 2]) -> f64 {
    relative_entropy(y, share[0].exp(), share[0]) + relative_entropy(1.0 - y, rest[0].exp(), rest[0])
}
