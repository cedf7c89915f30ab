//! Student's t law of location μ, scale σ and ν degrees of freedom: (y − μ)/σ ~ t_ν. Domain: y finite.
//!
//! ν = m + e^{τ₁} above its least value m and σ = e^{τ₂}, each fixed or estimated. ℓ = c + (ν + 1)G with c = ln Γ((ν + 1)/2) − ln Γ(ν/2)
//! − ½ln πν − ln σ, the saturated model's, and G = −½ln(1 + u²), u = (y − μ)/s, s² = νσ². With p = 1/(1 + u²) the derivatives of G along
//! μ are up/s, p(1 − 2p)/s², 2up²(1 − 4p)/s³, 6p²(1 − 8p + 8p²)/s⁴, and along ω = ln s² they are G_ω = ½(1 − p), G_ωω = −½p(1 − p).
//! Source: K. L. Lange, R. J. A. Little and J. M. G. Taylor, Journal of the American Statistical Association 84 (1989), 881–896.

use super::super::links::{Link, Taylor, compose};
use super::super::{Rows, SaturatedDensity, Surroundings, laws};
use super::{Distribution, OUTSIDE, moments};
use crate::linalg::ln_excess::ln_excess;
use crate::linalg::special::{half_step, half_step_excess};
use crate::linalg::weighted_gram::triangle;

/// y of location μ, with (y − μ)/σ ~ t_ν.
#[derive(Debug, Clone, Copy)]
pub struct ScaledT {
    df: Degrees,
    scale: f64,
    scale_is_estimated: bool,
}

/// ν, as it is or above the least value that an estimate may have.
#[derive(Debug, Clone, Copy)]
enum Degrees {
    Fixed(f64),
    Estimated { least: f64, above: f64 },
}

/// What τ_t is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parameter {
    Degrees,
    Scale,
}

/// G with its derivatives along μ, those of G_ω, and those of G_ωω.
struct Powers {
    g: Taylor,
    first: Taylor,
    second: Taylor,
    /// u².
    square: f64,
}

impl ScaledT {
    /// Of degrees of freedom that are known, or estimated above a least value.
    ///
    /// `df` > 2, so that there is a variance; an estimate begins at 10, or at twice the least value.
    #[must_use]
    pub fn new(df: Option<f64>, least: f64, scale: Option<f64>) -> Self {
        const BEGIN: f64 = 10.0;
        let estimated = Degrees::Estimated { least, above: BEGIN.max(2.0 * least) - least };
        Self {
            df: df.map_or(estimated, Degrees::Fixed),
            scale: scale.unwrap_or(1.0),
            scale_is_estimated: scale.is_none(),
        }
    }

    fn df(&self) -> f64 {
        match self.df {
            Degrees::Fixed(df) => df,
            Degrees::Estimated { least, above } => least + above,
        }
    }

    /// ∂ν/∂τ₁ = ∂²ν/∂τ₁².
    fn slope(&self) -> f64 {
        match self.df {
            Degrees::Fixed(_) => 0.0,
            Degrees::Estimated { above, .. } => above,
        }
    }

    fn estimated(&self) -> impl Iterator<Item = Parameter> {
        let df = matches!(self.df, Degrees::Estimated { .. }).then_some(Parameter::Degrees);
        df.into_iter().chain(self.scale_is_estimated.then_some(Parameter::Scale))
    }

    fn parameter(&self, t: usize) -> Parameter {
        self.estimated().nth(t).unwrap_or(Parameter::Scale)
    }

    fn powers(&self, y: f64, mu: f64) -> Powers {
        let r = 1.0 / (self.scale * self.df().sqrt());
        let u = (y - mu) * r;
        let square = u * u;
        let p = 1.0 / (1.0 + square);
        let (odd, rest) = (if square.is_finite() { u * p } else { 0.0 }, if p > 0.5 { square * p } else { 1.0 - p });
        let third = 2.0 * odd * p * (1.0 - 4.0 * p);
        let fourth = 6.0 * p * p * (1.0 - 8.0 * p + 8.0 * p * p);
        let q = r * r;
        Powers {
            g: [-0.5 * square.ln_1p(), odd * r, p * (1.0 - 2.0 * p) * q, third * q * r, fourth * q * q],
            first: [
                0.5 * rest,
                -odd * p * r,
                p * p * (4.0 * p - 3.0) * q,
                12.0 * odd * p * p * (2.0 * p - 1.0) * q * r,
                0.0,
            ],
            second: [
                -0.5 * p * rest,
                odd * p * (2.0 * p - 1.0) * r,
                p * p * (p * 12.0_f64.mul_add(-p, 14.0) - 3.0) * q,
                0.0,
                0.0,
            ],
            square,
        }
    }

    /// ∂/∂ν of (ν + 1)G, which is G + (1 + 1/ν)G_ω.
    fn along_df(&self, at: &Powers) -> Taylor {
        /// From here on −½ln(1 + u²) + ½u²/(1 + u²) loses less than a digit.
        const NEAR: f64 = 0.4;
        let nu = self.df();
        let mut out: Taylor = std::array::from_fn(|k| at.g[k] + (1.0 + 1.0 / nu) * at.first[k]);
        if at.square < NEAR {
            // u²p = u² − u⁴p.
            let both = -0.5 * (ln_excess(at.square) + 2.0 * at.square * at.first[0]);
            out[0] = both + at.first[0] / nu;
        }
        out
    }

    /// ∂²/∂ν².
    fn along_df_twice(&self, at: &Powers) -> Taylor {
        let nu = self.df();
        std::array::from_fn(|k| ((nu - 1.0) * at.first[k] + (nu + 1.0) * at.second[k]) / (nu * nu))
    }

    fn each(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [Taylor], jet: impl Fn(&Powers) -> Taylor) {
        link.means(rows.eta, out);
        for ((out, &eta), &y) in out.iter_mut().zip(rows.eta).zip(rows.response) {
            let inside = link.contains(eta) && out[0].is_finite();
            *out = if inside { compose(jet(&self.powers(y, out[0])), *out) } else { OUTSIDE };
        }
    }

    /// c with its derivatives in the parameters that are estimated.
    fn peak_jet(&self, weight: f64) -> SaturatedDensity {
        let (a, slope) = (0.5 * self.df(), self.slope());
        let (first, second) = half_step_excess(a);
        let (by_df, by_df_twice) = (0.5 * slope * first, 0.5 * slope * first + 0.25 * slope * slope * second);
        let own = |parameter| match parameter {
            Parameter::Degrees => weight * by_df,
            Parameter::Scale => -weight,
        };
        let parameter: Vec<f64> = self.estimated().map(own).collect();
        let mut parameter_parameter = vec![0.0; triangle(parameter.len())];
        if let (Degrees::Estimated { .. }, Some(entry)) = (self.df, parameter_parameter.first_mut()) {
            *entry = weight * by_df_twice;
        }
        SaturatedDensity {
            value: weight * self.saturated(0.0),
            scale_parameter: vec![0.0; parameter.len()],
            parameter,
            parameter_parameter,
            ..SaturatedDensity::default()
        }
    }
}

impl Distribution for ScaledT {
    fn jets(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [Taylor]) {
        let (n, peak) = (self.df() + 1.0, self.saturated(0.0));
        self.each(link, rows, out, |at| at.g.map(|g| n * g));
        out.iter_mut().for_each(|jet| jet[0] += peak);
    }

    /// (ν + 1)/((ν + 3)σ²)·μ′².
    fn expected(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [f64]) {
        let nu = self.df();
        for (out, &eta) in out.iter_mut().zip(rows.eta) {
            let [mu, slope, ..] = link.mean(eta);
            let relative = slope / self.scale;
            let inside = link.contains(eta) && mu.is_finite();
            *out = if inside { (nu + 1.0) / (nu + 3.0) * relative * relative } else { 0.0 };
        }
    }

    fn deviance(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [f64]) {
        for ((out, &eta), &y) in out.iter_mut().zip(rows.eta).zip(rows.response) {
            *out = -2.0 * (self.df() + 1.0) * self.powers(y, link.mean(eta)[0]).g[0];
        }
    }

    fn surroundings(&self, link: &dyn Link, eta: f64, y: f64, _: [f64; 2]) -> Option<Surroundings> {
        Some(laws::student((y - link.mean(eta)[0]) / self.scale, self.df()))
    }

    /// σ²ν/(ν − 2).
    fn variance(&self, _mu: f64, _rest: f64) -> f64 {
        self.scale * self.scale * (self.df() / (self.df() - 2.0))
    }

    fn contains(&self, mu: f64) -> bool {
        mu.is_finite()
    }

    fn domain(&self) -> (&'static str, fn(f64) -> bool) {
        ("numbers", f64::is_finite)
    }

    fn has_null_mean(&self) -> bool {
        false
    }

    fn has_unit(&self) -> bool {
        false
    }

    fn saturated(&self, _y: f64) -> f64 {
        let a = 0.5 * self.df();
        half_step(a) - 0.5 * (std::f64::consts::TAU * a).ln() - self.scale.ln()
    }

    fn saturated_density(&self, _y: f64, weight: f64, _phi: f64) -> SaturatedDensity {
        self.peak_jet(weight)
    }

    fn parameters(&self) -> Vec<f64> {
        let of = |parameter| match parameter {
            Parameter::Degrees => self.slope().ln(),
            Parameter::Scale => self.scale.ln(),
        };
        self.estimated().map(of).collect()
    }

    fn named_parameters(&self) -> Vec<(String, f64)> {
        let of = |parameter| match parameter {
            Parameter::Degrees => ("df".to_owned(), self.df()),
            Parameter::Scale => ("scale".to_owned(), self.scale),
        };
        self.estimated().map(of).collect()
    }

    fn with_parameters(&self, tau: &[f64]) -> Option<Self> {
        let mut out = *self;
        let kinds: Vec<Parameter> = self.estimated().collect();
        if kinds.is_empty() || tau.len() != kinds.len() {
            return None;
        }
        for (kind, tau) in kinds.into_iter().zip(tau) {
            match (kind, &mut out.df) {
                (Parameter::Degrees, Degrees::Estimated { above, .. }) => *above = tau.exp(),
                _ => out.scale = tau.exp(),
            }
        }
        Some(out)
    }

    /// The scale that the variance of the responses says, were all locations the same.
    fn begun(&self, y: &[f64], weights: &[f64]) -> Option<Self> {
        let (_, variance) = moments(y, weights);
        let scale = (variance * ((self.df() - 2.0) / self.df())).sqrt();
        (self.scale_is_estimated && scale > 0.0 && scale.is_finite()).then_some(Self { scale, ..*self })
    }

    fn parameter_jets(&self, link: &dyn Link, rows: &Rows<'_>, t: usize, out: &mut [Taylor]) {
        let (n, slope) = (self.df() + 1.0, self.slope());
        match self.parameter(t) {
            Parameter::Degrees => self.each(link, rows, out, |at| self.along_df(at).map(|x| slope * x)),
            Parameter::Scale => self.each(link, rows, out, |at| at.first.map(|x| 2.0 * n * x)),
        }
        out.iter_mut().for_each(|jet| jet[4] = 0.0);
    }

    fn parameter_pairs(&self, link: &dyn Link, rows: &Rows<'_>, [t, u]: [usize; 2], out: &mut [Taylor]) {
        let (nu, slope) = (self.df(), self.slope());
        match (self.parameter(t), self.parameter(u)) {
            (Parameter::Degrees, Parameter::Degrees) => self.each(link, rows, out, |at| {
                let (first, second) = (self.along_df(at), self.along_df_twice(at));
                std::array::from_fn(|k| slope * slope.mul_add(second[k], first[k]))
            }),
            (Parameter::Scale, Parameter::Scale) => {
                self.each(link, rows, out, |at| at.second.map(|x| 4.0 * (nu + 1.0) * x));
            }
            _ => self.each(link, rows, out, |at| {
                std::array::from_fn(|k| 2.0 * slope * ((1.0 + 1.0 / nu) * at.second[k] + at.first[k]))
            }),
        }
        out.iter_mut().for_each(|jet| (jet[3], jet[4]) = (0.0, 0.0));
    }
}
