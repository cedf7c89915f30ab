//! Tweedie law of power 1 < p < 2: V(μ) = μᵖ, a Poisson number of gamma summands. Domain: y ≥ 0.
//!
//! p is fixed, or 1.01 + 0.98/(1 + e^−τ). With a = (2 − p)/(p − 1) and λ = w·y^{2−p}/(φ(2 − p)), the density at μ = y > 0 is
//! √a/(2πy) Σ_{j≥1} exp(−(1 + a)·d(j, λ) − δ(j) − δ(ja)), d(j, λ) = j ln(j/λ) − j + λ, δ the error of Stirling's formula: every term of
//! the series of a Poisson probability and a gamma density, taken where nothing cancels; it is summed outwards from j ≈ λ.
//! Source: P. K. Dunn and G. K. Smyth, Statistics and Computing 15 (2005), 267–280.

use super::super::links::{Link, Taylor, compose, logistic};
use super::super::{Rows, SaturatedDensity, relative_entropy};
use super::OUTSIDE;
use super::power_law::{PowerLaw, has_mean, log_gap_jet};
use crate::linalg::polygamma::scaled_excess;
use crate::linalg::special::stirling_error;

/// The ends of the range of an estimated power.
const LOWEST: f64 = 1.01;
const SPAN: f64 = 0.98;

/// y of mean μ and variance φμᵖ/w.
#[derive(Debug, Clone, Copy)]
pub struct Tweedie {
    power: f64,
    tau: Option<f64>,
}

impl Tweedie {
    /// Of a known power 1 < p < 2.
    #[must_use]
    pub fn of_power(power: f64) -> Self {
        Self { power, tau: None }
    }

    /// Of a power that is estimated, at τ for the time being.
    #[must_use]
    pub fn estimated(tau: f64) -> Self {
        Self { power: SPAN.mul_add(logistic(tau).0, LOWEST), tau: Some(tau) }
    }

    /// p′ and p″ along τ.
    fn power_slopes(&self) -> [f64; 2] {
        let [first, second, _] = self.tau.map_or([0.0; 3], |tau| logistic(tau).2);
        [SPAN * first, SPAN * second]
    }

    /// ∂h/∂p and ∂²h/∂p² of h = −(half the unit deviance).
    fn value_slopes(&self, y: f64, mu: f64) -> [f64; 2] {
        let (k, ln_mu) = (2.0 - self.power, mu.ln());
        if y == 0.0 {
            let whole = mu.powf(k) / k;
            return [whole * (ln_mu - 1.0 / k), -whole * (ln_mu * ln_mu - 2.0 * ln_mu / k + 2.0 / (k * k))];
        }
        let [g, first, second] = log_gap_jet(1.0 - self.power, y, mu);
        let (whole, ln_y) = (y.powf(k), y.ln());
        [whole * ln_y.mul_add(g, first), -whole * (ln_y * ln_y * g + 2.0 * ln_y * first + second)]
    }

    /// Σ over the parameter's powers m of ln μ: derivatives along μ of (−ln μ)^m (y − μ)μ^−p.
    fn along_power(&self, y: f64, mu: f64, m: u32) -> [f64; 3] {
        let (l, sign) = (mu.ln(), if m == 1 { -1.0 } else { 1.0 });
        let m = f64::from(m);
        let term = |c: f64| {
            let scale = mu.powf(c);
            let raised = |k: f64| if k < 0.0 { 0.0 } else { l.powf_or_one(k) };
            let first = m * raised(m - 1.0) + c * raised(m);
            let second =
                m * (m - 1.0) * raised(m - 2.0) + m * (2.0 * c - 1.0) * raised(m - 1.0) + c * (c - 1.0) * raised(m);
            [scale * raised(m), scale * first / mu, scale * second / (mu * mu)]
        };
        let (counts, means) = (term(-self.power), term(1.0 - self.power));
        std::array::from_fn(|k| sign * y.mul_add(counts[k], -means[k]))
    }

    fn each(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [Taylor], jet: impl Fn(f64, Taylor) -> Taylor) {
        link.means(rows.eta, out);
        for ((out, &eta), &y) in out.iter_mut().zip(rows.eta).zip(rows.response) {
            let inside = link.contains(eta) && has_mean(self.power, out[0]);
            *out = if inside { jet(y, *out) } else { OUTSIDE };
        }
    }
}

/// Powers 0, 1 and 2 of a number of any sign.
trait SmallPower {
    fn powf_or_one(self, k: f64) -> f64;
}

impl SmallPower for f64 {
    fn powf_or_one(self, k: f64) -> f64 {
        if k == 0.0 {
            1.0
        } else if k == 1.0 {
            self
        } else {
            self * self
        }
    }
}

impl PowerLaw for Tweedie {
    fn power(&self) -> f64 {
        self.power
    }

    fn domain(&self) -> (&'static str, fn(f64) -> bool) {
        ("numbers >= 0", |y| y >= 0.0)
    }

    fn saturated_density(&self, y: f64, weight: f64, phi: f64) -> SaturatedDensity {
        let mut out = SaturatedDensity::default();
        if self.tau.is_some() {
            (out.parameter, out.scale_parameter, out.parameter_parameter) = (vec![0.0], vec![0.0], vec![0.0]);
        }
        if y == 0.0 {
            return out;
        }
        let p = self.power;
        let (k, m) = (2.0 - p, p - 1.0);
        let a = k / m;
        let series = Series::sum(weight * y.powf(k) / (phi * k), a);
        out.value = 0.5 * a.ln() - std::f64::consts::TAU.ln() - y.ln() + series.value;
        // ln λ falls by du.
        (out.scale, out.scale_scale) = (-series.first[0], series.second[0]);
        if self.tau.is_some() {
            let [lambda_p, lambda_pp] = [1.0 / k - y.ln(), 1.0 / (k * k)];
            let [a_p, a_pp] = [-1.0 / (m * m), 2.0 / (m * m * m)];
            // ½ln a joins the series' own slope along a.
            let [by_lambda, by_a] = [series.first[0], series.first[1] + 0.5 / a];
            let [ll, la, aa] = [series.second[0], series.second[1], series.second[2] - 0.5 / (a * a)];
            let [slope, bend] = self.power_slopes();
            let first = by_lambda * lambda_p + by_a * a_p;
            let second = ll * lambda_p * lambda_p + 2.0 * la * lambda_p * a_p + aa * a_p * a_p;
            let second = second + by_lambda * lambda_pp + by_a * a_pp;
            out.parameter = vec![slope * first];
            out.scale_parameter = vec![-slope * (ll * lambda_p + la * a_p)];
            out.parameter_parameter = vec![slope * slope * second + bend * first];
        }
        out
    }

    fn parameters(&self) -> Vec<f64> {
        self.tau.into_iter().collect()
    }

    fn named_parameters(&self) -> Vec<(String, f64)> {
        self.tau.map(|_| ("power".to_owned(), self.power)).into_iter().collect()
    }

    fn with_parameters(&self, tau: &[f64]) -> Option<Self> {
        self.tau?;
        tau.first().map(|tau| Self::estimated(*tau))
    }

    fn parameter_jets(&self, link: &dyn Link, rows: &Rows<'_>, _t: usize, out: &mut [Taylor]) {
        let [slope, _] = self.power_slopes();
        self.each(link, rows, out, |y, mean| {
            let [first, _] = self.value_slopes(y, mean[0]);
            let k = self.along_power(y, mean[0], 1);
            let jet = compose([first, k[0], k[1], k[2], 0.0], mean);
            [slope * jet[0], slope * jet[1], slope * jet[2], slope * jet[3], 0.0]
        });
    }

    fn parameter_pairs(&self, link: &dyn Link, rows: &Rows<'_>, _pair: [usize; 2], out: &mut [Taylor]) {
        let [slope, bend] = self.power_slopes();
        self.each(link, rows, out, |y, mean| {
            let values = self.value_slopes(y, mean[0]);
            let (first, second) = (self.along_power(y, mean[0], 1), self.along_power(y, mean[0], 2));
            let both = |first: f64, second: f64| slope * slope * second + bend * first;
            let at = |k: usize| both(first[k], second[k]);
            let jet = compose([both(values[0], values[1]), at(0), at(1), 0.0, 0.0], mean);
            [jet[0], jet[1], jet[2], 0.0, 0.0]
        });
    }
}

/// ln Σ_j e^{g_j} with its derivatives along ln λ and a.
struct Series {
    value: f64,
    /// ∂/∂ln λ, ∂/∂a.
    first: [f64; 2],
    /// ∂²/∂(ln λ)², ∂²/∂ln λ∂a, ∂²/∂a².
    second: [f64; 3],
}

/// Weighted sums over the terms, relative to the first one.
#[derive(Default)]
struct Moments {
    total: f64,
    first: [f64; 2],
    products: [f64; 3],
    second: [f64; 3],
}

impl Series {
    fn sum(lambda: f64, a: f64) -> Self {
        let start = lambda.round().max(1.0);
        let top = exponent(start, lambda, a);
        let mut sums = Moments::default();
        sums.add(start, lambda, a, top, top);
        let mut j = start + 1.0;
        while sums.add(j, lambda, a, top, exponent(j, lambda, a)) {
            j += 1.0;
        }
        j = start - 1.0;
        while j >= 1.0 && sums.add(j, lambda, a, top, exponent(j, lambda, a)) {
            j -= 1.0;
        }
        let mean = |x: f64| x / sums.total;
        let first = sums.first.map(mean);
        let [ll, la, aa] = sums.products.map(mean);
        let second = sums.second.map(mean);
        Self {
            value: top + sums.total.ln(),
            first,
            second: [
                second[0] + (ll - first[0] * first[0]),
                second[1] + (la - first[0] * first[1]),
                second[2] + (aa - first[1] * first[1]),
            ],
        }
    }
}

fn exponent(j: f64, lambda: f64, a: f64) -> f64 {
    -(1.0 + a) * relative_entropy(j, lambda, lambda.ln()) - stirling_error(j) - stirling_error(j * a)
}

impl Moments {
    /// Adds a term; false once terms are lost in the sum.
    fn add(&mut self, j: f64, lambda: f64, a: f64, top: f64, exponent: f64) -> bool {
        const LOST: f64 = 1e-20;
        let weight = (exponent - top).exp();
        let (first, second) = scaled_excess(j * a);
        let by_lambda = (1.0 + a) * (j - lambda);
        let by_a = -relative_entropy(j, lambda, lambda.ln()) - (0.5 - first) / a;
        let entries = [-(1.0 + a) * lambda, j - lambda, -(second - 0.5) / (a * a)];
        self.total += weight;
        self.first[0] += weight * by_lambda;
        self.first[1] += weight * by_a;
        for (sum, x) in self.products.iter_mut().zip([by_lambda * by_lambda, by_lambda * by_a, by_a * by_a]) {
            *sum += weight * x;
        }
        self.second.iter_mut().zip(entries).for_each(|(sum, x)| *sum += weight * x);
        weight > LOST * self.total
    }
}
