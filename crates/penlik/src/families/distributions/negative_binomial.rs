//! Negative binomial law of size θ = e^τ: V(μ) = μ + μ²/θ. Domain: y ≥ 0.
//!
//! ℓ = y ln(μ/(μ + θ)) − θ ln(1 + μ/θ) + ln Γ(y + θ) − ln Γ(θ) − ln y!. With the log link, p = μ/(μ + θ), q = 1 − p and the derivatives
//! s₁ = pq, s₂, s₃ of p along η, score (y − μ)q and information (y + θ)s₁. Half the deviance is y ln(1 + θΔ/(μ(y + θ)))
//! − θ ln(1 + Δ/(μ + θ)), Δ = y − μ, whose change with τ is −θ(ln(1 + x) − x) at x = Δ/(μ + θ): nothing cancels as θ → ∞.
//! Source: J. F. Lawless, Canadian Journal of Statistics 15 (1987), 209–225.

use super::super::links::{Link, Taylor, compose};
use super::super::{Family, Poisson, Rows, SaturatedDensity, Surroundings, laws};
use super::{Distribution, OUTSIDE};
use crate::families::links::logistic;
use crate::linalg::ln_excess::ln_excess;
use crate::linalg::polygamma::digamma_step_excess;
use crate::linalg::special::{ln_gamma, stirling_error};

/// y with mean μ and variance μ + μ²/θ.
#[derive(Debug, Clone, Copy)]
pub struct NegativeBinomial {
    /// θ > 0.
    theta: f64,
    estimated: bool,
}

impl NegativeBinomial {
    /// Of a known size θ > 0.
    #[must_use]
    pub fn of_size(theta: f64) -> Self {
        Self { theta, estimated: false }
    }

    /// Of a size that is estimated, θ for the time being.
    #[must_use]
    pub fn estimated(theta: f64) -> Self {
        Self { theta, estimated: true }
    }

    /// P(Y = y) at mean μ.
    pub(in crate::families) fn mass(&self, y: f64, mu: f64) -> f64 {
        (self.peak(y) - self.half_deviance(y, mu, mu.ln())).exp()
    }

    /// Whether μ is a mean; with the log link it may have underflowed.
    fn has_mean(link: &dyn Link, eta: f64, mu: f64) -> bool {
        link.contains(eta) && mu.is_finite() && (mu > 0.0 || link.is_log())
    }

    fn half_deviance(&self, y: f64, mu: f64, ln_mu: f64) -> f64 {
        let theta = self.theta;
        if y == 0.0 {
            return theta * (mu / theta).ln_1p();
        }
        let (gap, sum) = (y - mu, mu + theta);
        let outer = gap / sum;
        if mu == 0.0 {
            return y * (y.ln() - ln_mu) - y * (y / theta).ln_1p() - theta * outer.ln_1p();
        }
        let inner = theta * gap / (mu * (y + theta));
        if inner.abs() > 0.5 {
            return y * inner.ln_1p() - theta * outer.ln_1p();
        }
        let square = gap / mu * (theta / sum) * gap * (theta / (y + theta));
        square + y * ln_excess(inner) - theta * ln_excess(outer)
    }

    fn each(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [Taylor], jet: impl Fn(f64, f64, Taylor) -> Taylor) {
        link.means(rows.eta, out);
        for ((out, &eta), &y) in out.iter_mut().zip(rows.eta).zip(rows.response) {
            *out = if Self::has_mean(link, eta, out[0]) { jet(eta, y, *out) } else { OUTSIDE };
        }
    }

    /// ℓ with the log link.
    fn log_jet(&self, eta: f64, y: f64, mu: f64) -> Taylor {
        let (_, q, [s1, s2, s3]) = logistic(eta - self.theta.ln());
        let n = y + self.theta;
        [self.value(y, mu, eta), (y - mu) * q, -n * s1, -n * s2, -n * s3]
    }

    /// ℓ with another link, from the derivatives in μ.
    fn jet(&self, y: f64, mean: Taylor) -> Taylor {
        let (theta, mu) = (self.theta, mean[0]);
        let (r, s) = (1.0 / mu, 1.0 / (mu + theta));
        let (p, q) = (mu * s, theta * s);
        // (ln μ − ln(μ + θ))⁽ⁿ⁾ and (θ ln(μ + θ))⁽ⁿ⁾.
        let a = [r * q, -r * r * q * (1.0 + p), 2.0 * r * r * r * q * (1.0 + p + p * p)];
        let a4 = -6.0 * r * r * r * r * q * (1.0 + p + p * p + p * p * p);
        let b = [q, -q * s, 2.0 * q * s * s, -6.0 * q * s * s * s];
        let at = |n: usize, a: f64| y.mul_add(a, -b[n]);
        let [_, _, second, third, fourth] = compose([0.0, at(0, a[0]), at(1, a[1]), at(2, a[2]), at(3, a4)], mean);
        [self.value(y, mu, mu.ln()), (y - mu) * a[0] * mean[1], second, third, fourth]
    }

    fn value(&self, y: f64, mu: f64, ln_mu: f64) -> f64 {
        let spread = (mu / self.theta).ln_1p();
        let counts = match (y == 0.0, mu == 0.0) {
            (true, _) => 0.0,
            (false, true) => y * (ln_mu - self.theta.ln()),
            (false, false) => -y * (self.theta / mu).ln_1p(),
        };
        counts - self.theta * spread
    }
}

impl Distribution for NegativeBinomial {
    fn jets(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [Taylor]) {
        if link.is_log() {
            self.each(link, rows, out, |eta, y, mean| self.log_jet(eta, y, mean[0]));
        } else {
            self.each(link, rows, out, |_, y, mean| self.jet(y, mean));
        }
    }

    fn expected(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [f64]) {
        for (out, &eta) in out.iter_mut().zip(rows.eta) {
            let mean = link.mean(eta);
            let inside = Self::has_mean(link, eta, mean[0]);
            let relative = if link.is_log() { 1.0 } else { mean[1] / mean[0] };
            *out = if inside { relative * mean[1] / (1.0 + mean[0] / self.theta) } else { 0.0 };
        }
    }

    fn deviance(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [f64]) {
        for ((out, &eta), &y) in out.iter_mut().zip(rows.eta).zip(rows.response) {
            let mu = link.mean(eta)[0];
            *out = 2.0 * self.half_deviance(y, mu, if link.is_log() { eta } else { mu.ln() });
        }
    }

    fn surroundings(&self, link: &dyn Link, eta: f64, y: f64, [weight, _]: [f64; 2]) -> Option<Surroundings> {
        laws::negative_binomial(y, weight, link.mean(eta)[0], self.theta)
    }

    fn variance(&self, mu: f64, _rest: f64) -> f64 {
        mu * (1.0 + mu / self.theta)
    }

    fn contains(&self, mu: f64) -> bool {
        mu > 0.0 && mu.is_finite()
    }

    fn domain(&self) -> (&'static str, fn(f64) -> bool) {
        ("numbers >= 0", |y| y >= 0.0)
    }

    fn saturated(&self, y: f64) -> f64 {
        if y == 0.0 { 0.0 } else { self.value(y, y, y.ln()) }
    }

    fn constant(&self, y: f64) -> f64 {
        ln_gamma(y + self.theta) - ln_gamma(self.theta) - ln_gamma(y + 1.0)
    }

    fn peak(&self, y: f64) -> f64 {
        self.saturated_density(y, 1.0, 1.0).value
    }

    /// −½ln(1 + y/θ) + δ(y + θ) − δ(θ) + the peak of the Poisson law, δ the error of Stirling's formula; along θ
    /// ψ(y + θ) − ψ(θ) − ln(1 + y/θ).
    fn saturated_density(&self, y: f64, weight: f64, _phi: f64) -> SaturatedDensity {
        let theta = self.theta;
        let spread = stirling_error(y + theta) - stirling_error(theta) - 0.5 * (y / theta).ln_1p();
        let mut out = SaturatedDensity { value: weight * (spread + Poisson.peak(&[y])), ..SaturatedDensity::default() };
        if self.estimated {
            let (first, second) = digamma_step_excess(theta, y);
            out.parameter = vec![weight * theta * first];
            out.scale_parameter = vec![0.0];
            out.parameter_parameter = vec![weight * theta * theta.mul_add(second, first)];
        }
        out
    }

    fn parameters(&self) -> Vec<f64> {
        if self.estimated { vec![self.theta.ln()] } else { Vec::new() }
    }

    fn named_parameters(&self) -> Vec<(String, f64)> {
        if self.estimated { vec![("theta".into(), self.theta)] } else { Vec::new() }
    }

    fn with_parameters(&self, tau: &[f64]) -> Option<Self> {
        let tau = tau.first()?;
        self.estimated.then(|| Self { theta: tau.exp(), estimated: true })
    }

    fn parameter_jets(&self, link: &dyn Link, rows: &Rows<'_>, _t: usize, out: &mut [Taylor]) {
        let theta = self.theta;
        self.each(link, rows, out, |eta, y, mean| {
            let (mu, s) = (mean[0], 1.0 / (mean[0] + theta));
            let value = theta * ln_excess_of(y - mu, mu, y, theta);
            if link.is_log() {
                let (p, q, [w, ..]) = logistic(eta - theta.ln());
                let m = 2.0 * mu * q;
                let second = -w * (m - y * (q - p));
                let third = -w * (m * (2.0 * q - p) - y * 6.0_f64.mul_add(-w, 1.0));
                return [value, (y - mu) * w, second, third, 0.0];
            }
            let h1 = (y - mu) * theta * s * s;
            let h2 = theta * s * s * s * (mu - theta - 2.0 * y);
            let h3 = 2.0 * theta * s * s * s * s * (3.0 * y + 2.0 * theta - mu);
            let mut jet = compose([value, h1, h2, h3, 0.0], mean);
            jet[4] = 0.0;
            jet
        });
    }

    fn parameter_pairs(&self, link: &dyn Link, rows: &Rows<'_>, _pair: [usize; 2], out: &mut [Taylor]) {
        let theta = self.theta;
        self.each(link, rows, out, |eta, y, mean| {
            let (mu, s) = (mean[0], 1.0 / (mean[0] + theta));
            let (gap, x) = (y - mu, (y - mu) * s);
            // ln(1 + x) − x + θx²/(y + θ), its last two terms in one where they would cancel.
            let value = if x > 1.0 {
                x.ln_1p() - x * s * (theta * (theta + 2.0 * mu) + y * mu) / (y + theta)
            } else {
                ln_excess_of(gap, mu, y, theta) + theta * x * x / (y + theta)
            };
            let value = theta * value;
            if link.is_log() {
                let (p, q, [w, ..]) = logistic(eta - theta.ln());
                let second = -w * (2.0 * mu * q * (2.0 * p - q) + y * 6.0_f64.mul_add(-w, 1.0));
                return [value, -gap * w * (q - p), second, 0.0, 0.0];
            }
            let k1 = gap * theta * (mu - theta) * s * s * s;
            let polynomial = mu * (mu - 4.0 * theta - 2.0 * y) + theta * (theta + 4.0 * y);
            let mut jet = compose([value, k1, theta * polynomial * s * s * s * s, 0.0, 0.0], mean);
            (jet[3], jet[4]) = (0.0, 0.0);
            jet
        });
    }
}

/// ln(1 + x) − x at x = gap/(μ + θ), with 1 + x = (y + θ)/(μ + θ).
fn ln_excess_of(gap: f64, mu: f64, y: f64, theta: f64) -> f64 {
    crate::linalg::ln_excess::ln_ratio_excess(gap, mu + theta, y + theta)
}
