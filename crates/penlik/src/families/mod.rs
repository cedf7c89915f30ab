//! Families: the distribution of a response given its linear predictors, one file each.
//!
//! A family is evaluated over a panel of rows at once. Quantities with M predictors are held as M columns of the panel's height;
//! symmetric M × M matrices as M(M+1)/2 columns, the lower triangle row by row. Everything is per unit of weight: weights,
//! sums and penalties belong to the solver.

mod binomial;
mod gaussian;
mod multinomial;
mod multinomial_logit;
mod poisson;

pub use binomial::Binomial;
pub use gaussian::Gaussian;
pub use multinomial::Multinomial;
pub use multinomial_logit::{Labels, MultinomialLogit};
pub use poisson::Poisson;

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

/// A distribution with its canonical link.
pub trait Family: Sync {
    /// M, the number of linear predictors.
    fn predictors(&self) -> usize;

    /// The number of columns of the mean: 1, or all K classes.
    fn outputs(&self) -> usize {
        1
    }

    /// R of generalized self-concordance, |ℓ‴[d, d, d]| ≤ R·‖d‖∞·|ℓ″[d, d]|: 0 for a quadratic, 1 for logit and Poisson, 2 for softmax.
    /// Source: F. Bach, Electronic Journal of Statistics 4 (2010), 384–414; T. Sun and Q. Tran-Dinh, Mathematical Programming 178 (2019).
    fn self_concordance(&self) -> f64;

    /// Whether a dispersion is estimated from the residuals.
    fn has_scale(&self) -> bool {
        false
    }

    /// Log-likelihood without terms that depend on the response alone, score and information of each row, in one pass.
    fn jet(&self, rows: &Rows<'_>, jet: &mut Jet<'_>);

    /// What rounding took from the scores of [`Family::jet`], where the family can know it: M columns. Zero unless a family says more.
    fn score_rounding(&self, _rows: &Rows<'_>, out: &mut [f64]) {
        out.fill(0.0);
    }

    /// E(y | η) for each row: [`Family::outputs`] columns.
    fn mean(&self, eta: &[f64], height: usize, out: &mut [f64]);

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
fn relative_entropy(y: f64, mu: f64, ln_mu: f64) -> f64 {
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
