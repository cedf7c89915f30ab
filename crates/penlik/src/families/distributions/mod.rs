//! Distributions by their mean, one file each. With a link each of them is a family.

mod beta;
mod binomial;
mod gamma;
mod gaussian;
mod inverse_gaussian;
mod negative_binomial;
mod poisson;
mod power_law;
mod quasi;
mod scaled_t;
mod tweedie;

pub use beta::Beta;
pub use binomial::Shares;
pub use gamma::Gamma;
pub use gaussian::Normal;
pub use inverse_gaussian::InverseGaussian;
pub use negative_binomial::NegativeBinomial;
pub use poisson::Counts;
pub use quasi::{Quasi, QuasiVariance};
pub use scaled_t::ScaledT;
pub use tweedie::Tweedie;

use super::links::{Link, Taylor};
use super::{Rows, SaturatedDensity, Surroundings};

/// ℓ and its derivatives at a predictor without a mean: −∞, and nothing that a weight of 0 could not remove.
pub const OUTSIDE: Taylor = [f64::NEG_INFINITY, 0.0, 0.0, 0.0, 0.0];

/// A distribution of one response by its mean μ; weights and dispersion as in [`super::Family`].
pub trait Distribution: Clone + Send + Sync + 'static {
    /// ℓ and its four derivatives in η, a row each; [`OUTSIDE`] where η has no mean.
    fn jets(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [Taylor]);

    /// E(−∂²ℓ/∂η²) of each row.
    fn expected(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [f64]);

    /// The deviance of each row, without cancellation.
    fn deviance(&self, link: &dyn Link, rows: &Rows<'_>, out: &mut [f64]);

    /// As [`super::Family::surroundings`], with weight and dispersion as a pair.
    fn surroundings(&self, _link: &dyn Link, _eta: f64, _y: f64, _weight_phi: [f64; 2]) -> Option<Surroundings> {
        None
    }

    /// V(μ), with 1 − μ given beside μ.
    fn variance(&self, mu: f64, rest: f64) -> f64;

    /// Whether the mean may be μ.
    fn contains(&self, mu: f64) -> bool;

    /// What a response must be, in words, and whether y is.
    fn domain(&self) -> (&'static str, fn(f64) -> bool);

    /// Whether a dispersion is estimated from the residuals.
    fn has_scale(&self) -> bool {
        false
    }

    /// As [`super::Family::has_null_mean`].
    fn has_null_mean(&self) -> bool {
        true
    }

    /// As [`super::Family::has_unit`].
    fn has_unit(&self) -> bool {
        !self.has_scale()
    }

    /// ℓ of the saturated model as `jets` has it.
    fn saturated(&self, y: f64) -> f64;

    /// The part of the log-likelihood that depends on the response alone.
    fn constant(&self, _y: f64) -> f64 {
        0.0
    }

    /// `saturated` + `constant`.
    fn peak(&self, y: f64) -> f64 {
        self.saturated(y) + self.constant(y)
    }

    /// ln f(y; μ = y, φ/w).
    fn saturated_density(&self, y: f64, weight: f64, _phi: f64) -> SaturatedDensity {
        SaturatedDensity { value: weight * self.peak(y), ..SaturatedDensity::default() }
    }

    /// The parameters τ that are estimated.
    fn parameters(&self) -> Vec<f64> {
        Vec::new()
    }

    /// What a user calls the parameters, with their values.
    fn named_parameters(&self) -> Vec<(String, f64)> {
        Vec::new()
    }

    /// The same at other parameters.
    fn with_parameters(&self, _tau: &[f64]) -> Option<Self> {
        None
    }

    /// The same with its parameters where an estimate of them may begin; `None` where it begins as it is.
    fn begun(&self, _y: &[f64], _weights: &[f64]) -> Option<Self> {
        None
    }

    /// ∂/∂τ_t of (ℓ − ℓ of the saturated model) and of its derivatives in η.
    fn parameter_jets(&self, _link: &dyn Link, _rows: &Rows<'_>, _t: usize, _out: &mut [Taylor]) {}

    /// ∂²/∂τ_t∂τ_u of the same.
    fn parameter_pairs(&self, _link: &dyn Link, _rows: &Rows<'_>, _pair: [usize; 2], _out: &mut [Taylor]) {}
}

/// The weighted mean and variance of responses.
fn moments(y: &[f64], weights: &[f64]) -> (f64, f64) {
    let total: f64 = weights.iter().sum();
    let sum = |f: &dyn Fn(f64) -> f64| y.iter().zip(weights).map(|(y, w)| w * f(*y)).sum::<f64>() / total;
    let mean = sum(&|y| y);
    (mean, sum(&|y| (y - mean) * (y - mean)))
}
