//! Exponential dispersion models with V(μ) = μᵖ: ℓ = y·A − B at φ = 1, A = μ^{1−p}/(1−p), B = μ^{2−p}/(2−p), with ln μ in place of μ⁰/0.
//!
//! Score (y − μ)A′, information −(yA″ − B″), its expectation μ′A′. Half the unit deviance is ∫_μ^y (y − s)s^{−p} ds
//! = y^{2−p}·L·(E((2−p)L) − E((1−p)L)) with L = ln(μ/y), E(x) = (eˣ − 1)/x; for small L by its series in L.
//! Source: B. Jørgensen, The Theory of Dispersion Models (1997), ch. 4.

use super::super::links::{Link, Taylor};
use super::super::{Rows, SaturatedDensity, Surroundings};
use super::{Distribution, OUTSIDE};

/// What a distribution with V(μ) = μᵖ adds.
pub trait PowerLaw: Clone + Send + Sync + 'static {
    /// p.
    fn power(&self) -> f64;

    /// Whether a dispersion is estimated.
    fn has_scale(&self) -> bool {
        true
    }

    /// What a response must be.
    fn domain(&self) -> (&'static str, fn(f64) -> bool);

    /// As [`Distribution::surroundings`], by the mean.
    fn surroundings(&self, _mu: f64, _y: f64, _weight_phi: [f64; 2]) -> Option<Surroundings> {
        None
    }

    /// ln f(y; μ = y, φ/w).
    fn saturated_density(&self, y: f64, weight: f64, phi: f64) -> SaturatedDensity;

    /// ℓ as a count has it, y·A − B, where no dispersion is estimated.
    fn saturated(&self, _y: f64) -> f64 {
        0.0
    }

    /// The part of the log-likelihood that depends on the response alone.
    fn constant(&self, _y: f64) -> f64 {
        0.0
    }

    /// The parameters.
    fn parameters(&self) -> Vec<f64> {
        Vec::new()
    }

    /// Their names and values.
    fn named_parameters(&self) -> Vec<(String, f64)> {
        Vec::new()
    }

    /// At other parameters.
    fn with_parameters(&self, _tau: &[f64]) -> Option<Self> {
        None
    }

    /// As [`Distribution::parameter_jets`].
    fn parameter_jets(&self, _link: &dyn Link, _rows: &Rows<'_>, _t: usize, _out: &mut [Taylor]) {}

    /// As [`Distribution::parameter_pairs`].
    fn parameter_pairs(&self, _link: &dyn Link, _rows: &Rows<'_>, _pair: [usize; 2], _out: &mut [Taylor]) {}
}

/// Whether a variance of power p has the mean μ.
pub fn has_mean(p: f64, mu: f64) -> bool {
    mu.is_finite() && (p == 0.0 || mu > 0.0)
}

/// Half the unit deviance.
#[must_use]
pub fn half_deviance(p: f64, y: f64, mu: f64) -> f64 {
    if p == 0.0 {
        return 0.5 * (y - mu) * (y - mu);
    }
    if y == 0.0 {
        return mu.powf(2.0 - p) / (2.0 - p);
    }
    y.powf(2.0 - p) * log_gap(1.0 - p, log_ratio(y, mu))
}

/// L·(E((a + 1)L) − E(aL)) = Σ_{k≥2} ((a + 1)^{k−1} − a^{k−1})·Lᵏ/k!.
fn log_gap(a: f64, l: f64) -> f64 {
    /// Up to here 24 terms reach the last digit.
    const NEAR: f64 = 1.0;
    const TERMS: u32 = 24;
    let b = a + 1.0;
    if l.abs() > NEAR {
        return ratio(b, l) - ratio(a, l);
    }
    // h_k = b^{k−1} − a^{k−1} obeys h_{k+1} = b·h_k + a^{k−1}.
    let (mut h, mut a_power, mut factor, mut sum) = (1.0, a, 0.5 * l * l, 0.0);
    for k in 2..TERMS {
        sum += h * factor;
        h = b.mul_add(h, a_power);
        a_power *= a;
        factor *= l / f64::from(k + 1);
    }
    sum
}

/// The function G of `half_deviance` = y^{2−p}·G(1 − p, ln(μ/y)) with its first two derivatives along a.
pub fn log_gap_jet(a: f64, y: f64, mu: f64) -> [f64; 3] {
    const NEAR: f64 = 1.0;
    const TERMS: u32 = 24;
    let l = log_ratio(y, mu);
    let b = a + 1.0;
    if l.abs() > NEAR {
        let part = |m: i32| l.powi(m + 1) * (moment(m, b * l) - moment(m, a * l));
        return [log_gap(a, l), part(1), part(2)];
    }
    // Derivatives of b^{k−1} − a^{k−1}, term by term.
    let (mut first, mut second) = (0.0, 0.0);
    let (mut h, mut a_power, mut factor) = (1.0, a, l * l * l / 6.0);
    for k in 3..TERMS {
        // Here h = b^{k−2} − a^{k−2}.
        let k = f64::from(k);
        first += (k - 1.0) * h * factor;
        second += k * (k - 1.0) * h * factor * l / (k + 1.0);
        h = b.mul_add(h, a_power);
        a_power *= a;
        factor *= l / (k + 1.0);
    }
    [log_gap(a, l), first, second]
}

/// ∫_0^1 tᵐ e^{xt} dt for m = 1, 2.
fn moment(m: i32, x: f64) -> f64 {
    const NEAR: f64 = 2.0;
    if x.abs() < NEAR {
        let (mut term, mut sum) = (1.0, 0.0);
        for n in 0..30 {
            sum += term / f64::from(n + m + 1);
            term *= x / f64::from(n + 1);
        }
        return sum;
    }
    let first = (x.exp() - x.exp_m1() / x) / x;
    if m == 1 { first } else { (x.exp() - 2.0 * first) / x }
}

/// ln(μ/y).
fn log_ratio(y: f64, mu: f64) -> f64 {
    let gap = mu - y;
    if gap.abs() < 0.5 * y { (gap / y).ln_1p() } else { (mu / y).ln() }
}

/// (e^{aL} − 1)/a.
fn ratio(a: f64, l: f64) -> f64 {
    if a == 0.0 { l } else { (a * l).exp_m1() / a }
}

/// μ^k/k, or ln μ.
fn primitives(k: f64, link: &dyn Link, eta: &[f64]) -> Vec<Taylor> {
    let mut out = vec![[0.0; 5]; eta.len()];
    link.mean_powers(k, eta, &mut out);
    if k != 0.0 && k != 1.0 {
        out.iter_mut().flatten().for_each(|x| *x /= k);
    }
    out
}

impl<T: PowerLaw> Distribution for T {
    fn jets(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [Taylor]) {
        let p = self.power();
        link.means(rows.eta, out);
        let (a, b) = (primitives(1.0 - p, link, rows.eta), primitives(2.0 - p, link, rows.eta));
        for (i, out) in out.iter_mut().enumerate() {
            let (mu, y) = (out[0], rows.response[i]);
            if !(link.contains(rows.eta[i]) && has_mean(p, mu)) {
                *out = OUTSIDE;
                continue;
            }
            let (a, b) = (&a[i], &b[i]);
            let at = |n: usize| y.mul_add(a[n], -b[n]);
            let value = if self.has_scale() { -half_deviance(p, y, mu) } else { at(0) };
            *out = [value, (y - mu) * a[1], at(2), at(3), at(4)];
        }
    }

    fn expected(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [f64]) {
        let p = self.power();
        let mut means = vec![[0.0; 5]; rows.eta.len()];
        link.means(rows.eta, &mut means);
        let a = primitives(1.0 - p, link, rows.eta);
        for (i, out) in out.iter_mut().enumerate() {
            let inside = link.contains(rows.eta[i]) && has_mean(p, means[i][0]);
            *out = if inside { means[i][1] * a[i][1] } else { 0.0 };
        }
    }

    fn deviance(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [f64]) {
        for ((out, &eta), &y) in out.iter_mut().zip(rows.eta).zip(rows.response) {
            *out = 2.0 * half_deviance(self.power(), y, link.mean(eta)[0]);
        }
    }

    fn variance(&self, mu: f64, _rest: f64) -> f64 {
        mu.powf(self.power())
    }

    fn contains(&self, mu: f64) -> bool {
        has_mean(self.power(), mu)
    }

    fn domain(&self) -> (&'static str, fn(f64) -> bool) {
        PowerLaw::domain(self)
    }

    fn has_scale(&self) -> bool {
        PowerLaw::has_scale(self)
    }

    fn saturated(&self, y: f64) -> f64 {
        PowerLaw::saturated(self, y)
    }

    fn constant(&self, y: f64) -> f64 {
        PowerLaw::constant(self, y)
    }

    fn surroundings(&self, link: &dyn Link, eta: f64, y: f64, weight_phi: [f64; 2]) -> Option<Surroundings> {
        PowerLaw::surroundings(self, link.mean(eta)[0], y, weight_phi)
    }

    fn saturated_density(&self, y: f64, weight: f64, phi: f64) -> SaturatedDensity {
        PowerLaw::saturated_density(self, y, weight, phi)
    }

    fn parameters(&self) -> Vec<f64> {
        PowerLaw::parameters(self)
    }

    fn named_parameters(&self) -> Vec<(String, f64)> {
        PowerLaw::named_parameters(self)
    }

    fn with_parameters(&self, tau: &[f64]) -> Option<Self> {
        PowerLaw::with_parameters(self, tau)
    }

    fn parameter_jets(&self, link: &dyn Link, rows: &Rows<'_>, t: usize, out: &mut [Taylor]) {
        PowerLaw::parameter_jets(self, link, rows, t, out);
    }

    fn parameter_pairs(&self, link: &dyn Link, rows: &Rows<'_>, pair: [usize; 2], out: &mut [Taylor]) {
        PowerLaw::parameter_pairs(self, link, rows, pair, out);
    }
}
