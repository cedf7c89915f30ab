//! Beta law of mean μ and precision ν = e^τ: y ~ Beta(a, b), a = νμ, b = ν(1 − μ), V(μ) = μ(1 − μ)/(1 + ν). Domain: 0 < y < 1.
//!
//! ℓ = ln Γ(ν) − ln Γ(a) − ln Γ(b) + (a − 1) ln y + (b − 1) ln(1 − y)
//!   = −ν·KL(μ‖y) + ½ln(νμ(1 − μ)/2π) + δ(ν) − δ(a) − δ(b) − ln y(1 − y), KL(μ‖y) = μ ln(μ/y) + (1 − μ) ln((1 − μ)/(1 − y)), δ the error
//! of Stirling's formula. Along μ its derivatives are taken from −ln Γ(1 + a) + ln μ, so that nothing cancels as μ → 0. With D = ∂/∂τ,
//! e(x) = x(ln x − ψ(x)) and s(x) = x(xψ′(x) − 1): Dℓ = −ν·KL − e(ν) + e(a) + e(b), D²ℓ = Dℓ + s(ν) − s(a) − s(b).
//! The saturated model has the mean μ* of largest likelihood, ψ(a) − ψ(b) = ln(y/(1 − y)), which is not y.
//! Source: S. Ferrari and F. Cribari-Neto, Journal of Applied Statistics 31 (2004), 799–815.

use super::super::links::{Link, Taylor, compose, logistic};
use super::super::{Rows, SaturatedDensity, Surroundings, laws, relative_entropy};
use super::{Distribution, OUTSIDE, moments};
use crate::linalg::polygamma::{polygamma, scaled_excess};
use crate::linalg::special::stirling_error;

/// y of mean μ and variance μ(1 − μ)/(1 + ν).
#[derive(Debug, Clone, Copy)]
pub struct Beta {
    /// ν > 0.
    precision: f64,
    estimated: bool,
}

/// A mean with 1 − μ and the logarithms of both.
#[derive(Clone, Copy)]
struct Shares {
    mu: f64,
    rest: f64,
    ln_mu: f64,
    ln_rest: f64,
}

/// μ and what ln μ + ln(1 − μ) is along the predictor.
struct Mean {
    shares: Shares,
    mean: Taylor,
    logarithms: Taylor,
}

impl Beta {
    /// Of a known precision ν > 0.
    #[must_use]
    pub fn of_precision(precision: f64) -> Self {
        Self { precision, estimated: false }
    }

    /// Of a precision that is estimated, ν for the time being.
    #[must_use]
    pub fn estimated(precision: f64) -> Self {
        Self { precision, estimated: true }
    }

    fn shapes(&self, at: Shares) -> [f64; 2] {
        [self.precision * at.mu, self.precision * at.rest]
    }

    /// ν·KL(μ‖y).
    fn divergence(&self, y: f64, at: Shares) -> f64 {
        let entropy = relative_entropy(at.mu, y, y.ln()) + relative_entropy(at.rest, 1.0 - y, (-y).ln_1p());
        self.precision * entropy
    }

    fn value(&self, y: f64, at: Shares) -> f64 {
        let [a, b] = self.shapes(at);
        let peak = 0.5 * (self.precision.ln() + at.ln_mu + at.ln_rest - std::f64::consts::TAU.ln());
        let stirling = stirling_error(self.precision) - stirling_error(a) - stirling_error(b);
        peak + stirling - self.divergence(y, at) - y.ln() - (-y).ln_1p()
    }

    /// Dℓ and D²ℓ at a fixed mean.
    fn value_slopes(&self, y: f64, at: Shares) -> [f64; 2] {
        let [(e, s), (e_a, s_a), (e_b, s_b)] =
            [self.precision, self.precision * at.mu, self.precision * at.rest].map(scaled_excess);
        let first = e_a + e_b - e - self.divergence(y, at);
        [first, first + (s - s_a - s_b)]
    }

    /// The mean of largest likelihood, by Newton's method on ψ(a) − ψ(b), whose slope along ln(μ/(1 − μ)) is at least 1.
    fn saturated_shares(&self, y: f64) -> Shares {
        const STEPS: usize = 100;
        let wanted = y.ln() - (-y).ln_1p();
        let mut x = wanted.signum() * wanted.abs().min((0.5 * self.precision * wanted.abs()).asinh());
        for _ in 0..STEPS {
            let (p, q, _) = logistic(x);
            let ([psi_a, slope_a, ..], [psi_b, slope_b, ..]) =
                (polygamma(self.precision * p), polygamma(self.precision * q));
            let step = (wanted - (psi_a - psi_b)) / (self.precision * p * q * (slope_a + slope_b));
            x += step;
            if !(step.abs() > 2.0 * f64::EPSILON * x.abs().max(1.0)) {
                break;
            }
        }
        let ((mu, rest, _), tail) = (logistic(x), (-x.abs()).exp().ln_1p());
        Shares { mu, rest, ln_mu: x.min(0.0) - tail, ln_rest: (-x).min(0.0) - tail }
    }

    /// ℓ of the saturated model with its two derivatives along τ.
    fn peak_jet(&self, y: f64) -> [f64; 3] {
        let at = self.saturated_shares(y);
        let [first, second] = self.value_slopes(y, at);
        let [a, b] = self.shapes(at);
        // ∂²ℓ/∂μ∂τ and −∂²ℓ/∂μ², both over ν.
        let cross = scaled_excess(b).1 / b - scaled_excess(a).1 / a;
        let curvature = polygamma(a)[1] + polygamma(b)[1];
        [self.value(y, at), first, second + cross * cross / curvature]
    }

    fn means(link: &dyn Link, rows: &Rows<'_>) -> Vec<Option<Mean>> {
        let (mut means, mut shares) = (vec![[0.0; 5]; rows.height], vec![[[0.0; 5]; 2]; rows.height]);
        link.means(rows.eta, &mut means);
        link.all_shares(rows.eta, &mut shares);
        let both = means.into_iter().zip(shares).zip(rows.eta);
        both.map(|((mean, [share, other]), &eta)| {
            let rest = if mean[0] < 0.5 { 1.0 - mean[0] } else { other[0].exp() };
            let inside = link.contains(eta) && mean[0] > 0.0 && rest > 0.0;
            let logarithms = std::array::from_fn(|k| share[k] + other[k]);
            let shares = Shares { mu: mean[0], rest, ln_mu: share[0], ln_rest: other[0] };
            inside.then_some(Mean { shares, mean, logarithms })
        })
        .collect()
    }

    fn each(link: &dyn Link, rows: &Rows<'_>, out: &mut [Taylor], jet: impl Fn(f64, &Mean) -> Taylor) {
        for ((out, mean), &y) in out.iter_mut().zip(Self::means(link, rows)).zip(rows.response) {
            *out = mean.map_or(OUTSIDE, |mean| jet(y, &mean));
        }
    }

    /// ψ, ψ′, ψ″, ψ‴ at 1 + a and 1 + b.
    fn digammas(&self, at: Shares) -> [[f64; 4]; 2] {
        self.shapes(at).map(|x| polygamma(1.0 + x))
    }
}

/// ln(y/(1 − y)).
fn logit(y: f64) -> f64 {
    y.ln() - (-y).ln_1p()
}

impl Distribution for Beta {
    fn jets(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [Taylor]) {
        Self::each(link, rows, out, |y, mean| {
            let ([a, b], nu) = (self.digammas(mean.shares), self.precision);
            let first = nu * (logit(y) - a[0] + b[0]);
            let second = -nu * nu * (a[1] + b[1]);
            let third = -nu * nu * nu * (a[2] - b[2]);
            let fourth = -nu * nu * nu * nu * (a[3] + b[3]);
            let along = compose([0.0, first, second, third, fourth], mean.mean);
            let mut jet: Taylor = std::array::from_fn(|k| along[k] + mean.logarithms[k]);
            jet[0] = self.value(y, mean.shares);
            jet
        });
    }

    /// ν²μ′²(ψ′(a) + ψ′(b)), with ψ′(a) = ψ′(1 + a) + 1/a².
    fn expected(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [f64]) {
        for (out, mean) in out.iter_mut().zip(Self::means(link, rows)) {
            *out = mean.map_or(0.0, |Mean { shares, mean, .. }| {
                let [a, b] = self.digammas(shares);
                let (slope, low, high) = (self.precision * mean[1], mean[1] / shares.mu, mean[1] / shares.rest);
                slope * slope * (a[1] + b[1]) + low * low + high * high
            });
        }
    }

    fn deviance(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [f64]) {
        for ((out, mean), &y) in out.iter_mut().zip(Self::means(link, rows)).zip(rows.response) {
            let value = mean.map_or(f64::NEG_INFINITY, |mean| self.value(y, mean.shares));
            *out = 2.0 * (self.saturated(y) - value);
        }
    }

    fn surroundings(&self, link: &dyn Link, eta: f64, y: f64, _: [f64; 2]) -> Option<Surroundings> {
        let rows = Rows { eta: &[eta], response: &[y], height: 1 };
        let mean = Self::means(link, &rows).pop()??;
        Some(laws::beta(y, self.shapes(mean.shares)))
    }

    fn variance(&self, mu: f64, rest: f64) -> f64 {
        mu * rest / (1.0 + self.precision)
    }

    fn contains(&self, mu: f64) -> bool {
        mu > 0.0 && mu < 1.0
    }

    fn domain(&self) -> (&'static str, fn(f64) -> bool) {
        ("numbers > 0 and < 1", |y| y > 0.0 && y < 1.0)
    }

    fn has_null_mean(&self) -> bool {
        false
    }

    fn saturated(&self, y: f64) -> f64 {
        self.value(y, self.saturated_shares(y))
    }

    fn saturated_density(&self, y: f64, weight: f64, _phi: f64) -> SaturatedDensity {
        if !self.estimated {
            return SaturatedDensity { value: weight * self.saturated(y), ..SaturatedDensity::default() };
        }
        let [value, first, second] = self.peak_jet(y);
        SaturatedDensity {
            value: weight * value,
            parameter: vec![weight * first],
            scale_parameter: vec![0.0],
            parameter_parameter: vec![weight * second],
            ..SaturatedDensity::default()
        }
    }

    fn parameters(&self) -> Vec<f64> {
        if self.estimated { vec![self.precision.ln()] } else { Vec::new() }
    }

    fn named_parameters(&self) -> Vec<(String, f64)> {
        if self.estimated { vec![("precision".into(), self.precision)] } else { Vec::new() }
    }

    fn with_parameters(&self, tau: &[f64]) -> Option<Self> {
        let tau = tau.first()?;
        self.estimated.then(|| Self::estimated(tau.exp()))
    }

    /// The precision that mean and variance of the responses say, were all means the same.
    fn begun(&self, y: &[f64], weights: &[f64]) -> Option<Self> {
        const RANGE: (f64, f64) = (0.5, 1e6);
        let (mean, variance) = moments(y, weights);
        let precision = mean * (1.0 - mean) / variance - 1.0;
        self.estimated.then(|| Self::estimated(precision.max(RANGE.0).min(RANGE.1)))
    }

    fn parameter_jets(&self, link: &dyn Link, rows: &Rows<'_>, _t: usize, out: &mut [Taylor]) {
        Self::each(link, rows, out, |y, mean| {
            let [x_a, x_b] = self.shapes(mean.shares);
            let ([a, b], nu) = (self.digammas(mean.shares), self.precision);
            let part = |k: usize, f: [f64; 4], x: f64| x.mul_add(f[k + 1], (k + 1) as f64 * f[k]);
            let first = nu * (logit(y) - part(0, a, x_a) + part(0, b, x_b));
            let second = -nu * nu * (part(1, a, x_a) + part(1, b, x_b));
            let third = -nu * nu * nu * (part(2, a, x_a) - part(2, b, x_b));
            let mut jet = compose([0.0, first, second, third, 0.0], mean.mean);
            (jet[0], jet[4]) = (self.value_slopes(y, mean.shares)[0] - self.peak_jet(y)[1], 0.0);
            jet
        });
    }

    fn parameter_pairs(&self, link: &dyn Link, rows: &Rows<'_>, _pair: [usize; 2], out: &mut [Taylor]) {
        Self::each(link, rows, out, |y, mean| {
            let [x_a, x_b] = self.shapes(mean.shares);
            let ([a, b], nu) = (self.digammas(mean.shares), self.precision);
            // D(xψ)′ and D²(xψ)′ … along ln ν, with x moving in proportion to ν.
            let once = |f: [f64; 4], x: f64| 3.0 * x * f[1] + x * x * f[2] + f[0];
            let twice = |f: [f64; 4], x: f64| 4.0 * f[1] + x * 5.0_f64.mul_add(f[2], x * f[3]);
            let first = nu * (logit(y) - once(a, x_a) + once(b, x_b));
            let second = -nu * nu * (twice(a, x_a) + twice(b, x_b));
            let mut jet = compose([0.0, first, second, 0.0, 0.0], mean.mean);
            (jet[3], jet[4]) = (0.0, 0.0);
            jet[0] = self.value_slopes(y, mean.shares)[1] - self.peak_jet(y)[2];
            jet
        });
    }
}
