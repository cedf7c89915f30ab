//! Families: the distribution of a response given its linear predictors, one file each.
//!
//! A family is evaluated over a panel of rows at once. Quantities with M predictors are held as M columns of the panel's height;
//! symmetric M × M matrices as M(M+1)/2 columns, the lower triangle row by row. Everything is per unit of weight and, for
//! families with a dispersion φ, at φ = 1: weights, sums, the dispersion and penalties belong to the solver.

mod binomial;
mod distributions;
mod expected;
mod frozen;
mod gaussian;
mod laws;
mod linked;
mod links;
mod multinomial;
mod multinomial_frozen;
mod multinomial_logit;
mod multinomial_slopes;
mod ordered;
mod poisson;

pub use binomial::Binomial;
pub use distributions::{
    Beta, Counts, Distribution, Gamma, InverseGaussian, NegativeBinomial, Normal, Quasi, QuasiVariance, ScaledT,
    Shares, Tweedie,
};
pub use expected::Expected;
pub use gaussian::Gaussian;
pub use laws::Surroundings;
pub use linked::Linked;
pub use links::{LINKS, Link, Taylor, link};
pub use multinomial::Multinomial;
pub use multinomial_logit::{Labels, MultinomialLogit};
pub use ordered::OrderedCategories;
pub use poisson::Poisson;

use crate::linalg::weighted_gram::triangle;

/// Rows handed to a family.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// The linear predictors η, M columns.
    pub eta: &'a [f64],
    /// The response, M columns: y itself, or for the multinomial the share of every class but the reference.
    pub response: &'a [f64],
    /// Entries of a column.
    pub height: usize,
}

/// What a family says about each row: log-likelihood, score ∂ℓ/∂η and observed information −∂²ℓ/∂η².
#[derive(Debug)]
pub struct Jet<'a> {
    /// One column.
    pub value: &'a mut [f64],
    /// M columns.
    pub score: &'a mut [f64],
    /// M(M+1)/2 columns.
    pub information: &'a mut [f64],
}

/// How the information W = −ℓ″ of one predictor changes along it: ∂W/∂η and ∂²W/∂η², one column each.
#[derive(Debug)]
pub struct Slopes<'a> {
    /// ∂W/∂η.
    pub first: &'a mut [f64],
    /// ∂²W/∂η².
    pub second: &'a mut [f64],
}

/// The derivatives of tr(G·W) in the predictors, for one symmetric matrix G a row.
#[derive(Debug)]
pub struct Contraction<'a> {
    /// ∂ tr(G·W)/∂η_c: M columns.
    pub first: &'a mut [f64],
    /// ∂² tr(G·W)/∂η_c∂η_d: M(M+1)/2 columns.
    pub second: &'a mut [f64],
}

/// First derivatives of a row's quantities in one parameter τ of the family: one column each, for families of one predictor.
#[derive(Debug)]
pub struct ParameterJet<'a> {
    /// ∂(ℓ − ℓ of the saturated model)/∂τ.
    pub value: &'a mut [f64],
    /// ∂²ℓ/∂η∂τ.
    pub score: &'a mut [f64],
    /// ∂W/∂τ.
    pub information: &'a mut [f64],
    /// ∂²W/∂η∂τ.
    pub slope: &'a mut [f64],
}

/// Second derivatives in a pair of parameters: one column each.
#[derive(Debug)]
pub struct ParameterPair<'a> {
    /// ∂²(ℓ − ℓ of the saturated model)/∂τ∂τ′.
    pub value: &'a mut [f64],
    /// ∂³ℓ/∂η∂τ∂τ′.
    pub score: &'a mut [f64],
    /// ∂²W/∂τ∂τ′.
    pub information: &'a mut [f64],
}

/// The log-density of a row whose mean equals its response, with its derivatives in u = ln φ and in the parameters τ of the family.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SaturatedDensity {
    /// ln f(y; μ = y, φ/w).
    pub value: f64,
    /// ∂/∂u.
    pub scale: f64,
    /// ∂²/∂u².
    pub scale_scale: f64,
    /// ∂/∂τ_t.
    pub parameter: Vec<f64>,
    /// ∂²/∂u∂τ_t.
    pub scale_parameter: Vec<f64>,
    /// ∂²/∂τ_s∂τ_t, the lower triangle row by row.
    pub parameter_parameter: Vec<f64>,
}

/// A distribution with its link.
pub trait Family: Sync {
    /// M, the number of linear predictors.
    fn predictors(&self) -> usize;

    /// The number of columns of the mean: 1, or all K classes.
    fn outputs(&self) -> usize {
        1
    }

    /// R of generalized self-concordance, |ℓ‴[d, d, d]| ≤ R·‖d‖∞·|ℓ″[d, d]|: 0 for a quadratic, 1 for logit and Poisson, 2 for softmax;
    /// `None` where no such constant holds everywhere, so that steps are judged by the objective alone.
    /// Source: F. Bach, Electronic Journal of Statistics 4 (2010), 384–414; T. Sun and Q. Tran-Dinh, Mathematical Programming 178 (2019).
    fn self_concordance(&self) -> Option<f64>;

    /// Whether ℓ is a quadratic of the predictors.
    fn is_quadratic(&self) -> bool {
        self.self_concordance() == Some(0.0)
    }

    /// Whether a dispersion is estimated from the residuals.
    fn has_scale(&self) -> bool {
        false
    }

    /// Whether the derivatives of the information are known, which the criteria of strengths need.
    fn has_slopes(&self) -> bool {
        true
    }

    /// Whether the deviance is measured from a saturated model, so that it is never below 0; else it is −2ℓ.
    fn has_saturated_model(&self) -> bool {
        true
    }

    /// Whether a model of intercepts alone has the weighted mean response for its mean.
    fn has_null_mean(&self) -> bool {
        true
    }

    /// Whether responses count something, so that an average has edges, from which it is drawn by half a row.
    fn has_unit(&self) -> bool {
        !self.has_scale()
    }

    /// Log-likelihood without terms that depend on the response alone, score and information of each row, in one pass.
    fn jet(&self, rows: &Rows<'_>, jet: &mut Jet<'_>);

    /// ∂W/∂η and ∂²W/∂η² of a family of one predictor; 0 for a quadratic. Families of more give the three functions below instead.
    fn slopes(&self, _rows: &Rows<'_>, slopes: &mut Slopes<'_>) {
        slopes.first.fill(0.0);
        slopes.second.fill(0.0);
    }

    /// D W[d], the change of the information along a direction d of the predictors (M columns): M(M+1)/2 columns.
    fn information_along(&self, rows: &Rows<'_>, direction: &[f64], out: &mut [f64]) {
        let mut second = vec![0.0; rows.height];
        self.slopes(rows, &mut Slopes { first: out, second: &mut second });
        out.iter_mut().zip(direction).for_each(|(out, d)| *out *= d);
    }

    /// D²W[u, v].
    fn information_along_both(&self, rows: &Rows<'_>, u: &[f64], v: &[f64], out: &mut [f64]) {
        let mut first = vec![0.0; rows.height];
        self.slopes(rows, &mut Slopes { first: &mut first, second: out });
        out.iter_mut().zip(u.iter().zip(v)).for_each(|(out, (u, v))| *out *= u * v);
    }

    /// The derivatives of tr(G·W) for one symmetric G a row, M(M+1)/2 columns.
    fn information_contracted(&self, rows: &Rows<'_>, g: &[f64], out: &mut Contraction<'_>) {
        self.slopes(rows, &mut Slopes { first: out.first, second: out.second });
        let columns = out.first.iter_mut().zip(out.second.iter_mut()).zip(g);
        columns.for_each(|((first, second), g)| (*first, *second) = (*first * g, *second * g));
    }

    /// E(W), positive semidefinite everywhere; for canonical links W itself.
    fn expected_information(&self, rows: &Rows<'_>, out: &mut [f64]) {
        let (h, m) = (rows.height, self.predictors());
        let (mut value, mut score) = (vec![0.0; h], vec![0.0; m * h]);
        self.jet(rows, &mut Jet { value: &mut value, score: &mut score, information: out });
    }

    /// The columns that [`Family::freeze`] keeps of the rows.
    fn frozen_columns(&self) -> usize {
        triangle(self.predictors())
    }

    /// Keeps of each row what products with its information W need: W itself, packed, unless a family needs less.
    fn freeze(&self, rows: &Rows<'_>, out: &mut [f64]) {
        frozen::keep_information(self, rows, out);
    }

    /// z ← Wz for each row, M columns, from what [`Family::freeze`] kept.
    fn frozen_product(&self, frozen: &[f64], z: &mut [f64], height: usize) {
        frozen::multiply(frozen, z, height);
    }

    /// W of each row, packed, from what [`Family::freeze`] kept.
    fn frozen_information(&self, frozen: &[f64], out: &mut [f64], _height: usize) {
        out.copy_from_slice(frozen);
    }

    /// A number ≥ 0 that the eigenvalues of W are not below, for each row; 0 where a family knows none.
    fn frozen_floor(&self, frozen: &[f64], out: &mut [f64]) {
        frozen::floor(self.predictors(), frozen, out);
    }

    /// A constant M × M matrix, row-major, that W is nowhere above; `None` where there is none.
    fn majorizer(&self) -> Option<Vec<f64>> {
        None
    }

    /// The parameters τ that are estimated beside the coefficients, each free on the whole line; none unless a family says so.
    fn parameters(&self) -> Vec<f64> {
        Vec::new()
    }

    /// What a user calls a parameter, and its value at τ: the size θ = e^τ of a negative binomial, say.
    fn named_parameters(&self) -> Vec<(String, f64)> {
        Vec::new()
    }

    /// The family at other values of its parameters; `None` for a family without any.
    fn with_parameters(&self, _tau: &[f64]) -> Option<Box<dyn Family + Send>> {
        None
    }

    /// The family with its parameters where an estimate of them may begin; `None` where it begins as it is.
    fn begun(&self, _response: &[f64], _weights: &[f64]) -> Option<Box<dyn Family + Send>> {
        None
    }

    /// First derivatives in parameter t.
    fn parameter_jet(&self, _rows: &Rows<'_>, _t: usize, _out: &mut ParameterJet<'_>) {}

    /// Second derivatives in parameters t and u.
    fn parameter_pair(&self, _rows: &Rows<'_>, _t: usize, _u: usize, _out: &mut ParameterPair<'_>) {}

    /// ln f(y; μ = y, φ/w) of a row: the normal law's dependence on φ where there is a scale, else w times [`Family::peak`].
    fn saturated_density(&self, response: &[f64], weight: f64, phi: f64) -> SaturatedDensity {
        if !self.has_scale() {
            return SaturatedDensity { value: weight * self.peak(response), ..SaturatedDensity::default() };
        }
        let value = -0.5 * (std::f64::consts::TAU * phi / weight).ln();
        SaturatedDensity { value, scale: -0.5, ..SaturatedDensity::default() }
    }

    /// What rounding took from the scores of [`Family::jet`], where the family can know it: M columns. Zero unless a family says more.
    fn score_rounding(&self, _rows: &Rows<'_>, out: &mut [f64]) {
        out.fill(0.0);
    }

    /// E(y | η) for each row: [`Family::outputs`] columns.
    fn mean(&self, eta: &[f64], height: usize, out: &mut [f64]);

    /// ∂E(y | η)/∂η for each row of a family of one predictor: [`Family::outputs`] columns.
    fn mean_slope(&self, _eta: &[f64], out: &mut [f64]) {
        out.fill(1.0);
    }

    /// The squared Pearson residual (y − μ)²/V(μ) of each row of a family of one predictor.
    fn pearson(&self, rows: &Rows<'_>, out: &mut [f64]) {
        self.deviance(rows, out);
    }

    /// The distribution of a row's response around `response` at the predictor `eta`, with its weight and the dispersion φ. `None` where a
    /// family has no law or none in closed form, for several predictors, and for a response that is no outcome of the law, such as counts
    /// that are not whole.
    fn surroundings(&self, _eta: f64, _response: f64, _weight: f64, _phi: f64) -> Option<Surroundings> {
        None
    }

    /// The value that [`Family::jet`] has when the mean equals the response.
    fn saturated(&self, response: &[f64]) -> f64;

    /// The part of the log-likelihood that depends on the response alone.
    fn constant(&self, _response: &[f64]) -> f64 {
        0.0
    }

    /// `saturated` + `constant`, which for large counts are both far larger than their sum.
    fn peak(&self, response: &[f64]) -> f64 {
        self.saturated(response) + self.constant(response)
    }

    /// The deviance of each row, 2(saturated − value), formed from the difference of mean and response so that nothing cancels.
    fn deviance(&self, rows: &Rows<'_>, out: &mut [f64]);

    /// A first quadratic model: working responses z (M columns) and a weight for each row, from the weighted mean response.
    /// With the constant matrix of [`Family::start_metric`] it gives the first step of a fit as one least-squares solve.
    fn start(&self, average: &[f64], response: &[f64], z: &mut [f64], weight: &mut [f64]);

    /// The M × M factor of the first quadratic model, row-major.
    fn start_metric(&self, average: &[f64]) -> Vec<f64>;

    /// The linear predictors of a model that has only intercepts.
    fn null_predictors(&self, average: &[f64]) -> Vec<f64>;
}

/// y ln(y/μ) − (y − μ) ≥ 0, with ln μ given beside μ; for y near μ by the series in v = (y − μ)/(y + μ).
/// Source: C. Loader, Fast and accurate computation of binomial probabilities (2000).
pub(crate) fn relative_entropy(y: f64, mu: f64, ln_mu: f64) -> f64 {
    /// From here on the series would take more than ten terms, and the closed form loses no digits.
    const NEAR: f64 = 0.1;
    /// v²⁰ is below the last digit.
    const TERMS: u32 = 10;
    if !(y > 0.0) {
        return mu;
    }
    let difference = y - mu;
    if difference.abs() >= NEAR * (y + mu) {
        return y * (y.ln() - ln_mu) - difference;
    }
    let v = difference / (y + mu);
    // 2·artanh(v)/v − 2 = 2v²/3 + 2v⁴/5 + …
    let tail = (1..=TERMS).rev().fold(0.0, |sum, k| (sum + 2.0 / f64::from(2 * k + 1)) * v * v);
    difference * v + y * v * tail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_entropy_keeps_its_digits_where_response_and_mean_almost_agree() {
        let close = |y: f64, mu: f64, wanted: f64| {
            let found = relative_entropy(y, mu, mu.ln());
            assert!((found / wanted - 1.0).abs() < 2e-15, "{found:e} for {wanted:e}");
        };
        close(1_000_000_000.0, 1_000_031_000.0, 0.48049006989754119);
        close(1.0, 0.82, 0.018450938723838265);
        close(1.0, 0.81, 0.02072103131565259);
        close(3.0, 40.0, 29.22919850366252);
        assert_eq!(relative_entropy(0.0, 0.7, 0.7_f64.ln()), 0.7);
        assert_eq!(relative_entropy(5.0, 5.0, 5.0_f64.ln()), 0.0);
        assert_eq!(relative_entropy(2.0, 0.0, -800.0), 2.0 * (2.0_f64.ln() + 800.0) - 2.0);
    }
}
