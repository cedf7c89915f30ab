//! Criteria of prediction error over ρ: generalised cross validation and unbiased risk estimation, with exact gradient and Hessian.
//!
//! GCV = nD/(n − τ)² and UBRE = D/n + 2φτ/n − φ at φ = 1, with the deviance D at β̂, τ = tr(H⁻¹I) and n rows of positive weight. What is minimised is
//! (n/2) ln(GCV/GCV₀) or (n/2)(UBRE + 1) = D/2 + τ: both count as a log-likelihood does, and neither has units.
//!
//! Sources: P. Craven, G. Wahba, Numerische Mathematik 31 (1979), 377–403; S. N. Wood, Journal of the Royal Statistical Society B 70 (2008), 495–518.

use super::estimate::{Rated, Rating};
use super::laplace::{Evaluation, Laplace, Marginal, Point};
use super::search::{Approach, Criterion};
use super::smoothing::Smoothing;
use super::structure::{Structure, StructureAt};
use crate::families::Rows;
use crate::inner::{Control, Problem, Settings, Settled, Status};
use crate::linalg::Symmetric;

/// Which estimate of the prediction error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Risk {
    /// Generalised cross validation, for an unknown scale.
    CrossValidation,
    /// Unbiased risk estimation (Mallows' C_p, scaled AIC) at φ = 1.
    Unbiased,
}

/// The criterion of a problem.
pub struct PredictionError<'a> {
    rows: Laplace<'a>,
    risk: Risk,
    /// n, the rows of positive weight.
    count: f64,
    /// The deviance of equal predictors in all rows, which takes the units out of D.
    unit: f64,
}

impl<'a> PredictionError<'a> {
    /// The criterion of the rows of a problem under the penalties of a structure; `None` where the family has parameters to be estimated, of
    /// which it says nothing, or, for [`Risk::Unbiased`], an unknown scale.
    #[must_use]
    pub fn new(problem: Problem<'a>, structure: &'a Structure, risk: Risk) -> Option<Self> {
        let family = problem.family();
        if !family.parameters().is_empty() || (family.has_scale() && risk == Risk::Unbiased) {
            return None;
        }
        let count = problem.sum_rows(&|_, weight| f64::from(u8::from(weight > 0.0)));
        let unit = level_deviance(&problem);
        Some(Self { rows: Laplace::new(problem, structure, Marginal::Restricted), risk, count, unit })
    }

    /// What is minimised at ρ, from coefficients to begin with.
    ///
    /// # Errors
    /// The status of the fit where it did not succeed; `Singular` too where H, D or n − τ is out of range.
    pub fn at(
        &self,
        rho: &[f64],
        beta: Option<&[f64]>,
        settings: Settings,
        control: &Control<'_>,
    ) -> Result<Evaluation, Status> {
        self.rows
            .settled_with(rho, beta, settings, control, &|problem, at, settled| self.rated(rho, problem, at, settled))
    }

    /// GCV or UBRE itself.
    #[must_use]
    pub fn rating(&self, evaluation: &Evaluation) -> Rating {
        let (value, share) = (evaluation.value, 2.0 / self.count);
        let (value, factor, bend) = match self.risk {
            Risk::CrossValidation => {
                let gcv = self.unit / self.count * (share * value).exp();
                (gcv, gcv * share, gcv * share * share)
            }
            Risk::Unbiased => (share.mul_add(value, -1.0), share, 0.0),
        };
        let mut hessian = evaluation.hessian.clone();
        let g = &evaluation.gradient;
        for (i, a) in g.iter().enumerate() {
            for (j, b) in g.iter().enumerate() {
                let entry = &mut hessian.data[i * g.len() + j];
                *entry = factor * *entry + bend * a * b;
            }
        }
        Rating { value, gradient: g.iter().map(|x| factor * x).collect(), hessian }
    }

    fn evaluation(&self, point: &Point<'_>) -> Option<Evaluation> {
        let parts = Smoothing::new(point);
        let (deviance, n) = (2.0 * self.rows.half_deviance(point), self.count);
        // 1 − τ/n
        let rest = ((n - parts.s.order as f64) + parts.penalised) / n;
        let (value, d, t, dd, tt) = match self.risk {
            Risk::CrossValidation => {
                let value = 0.5 * n * (deviance / self.unit).ln() - n * rest.ln();
                let half = 0.5 * n / deviance;
                (value, half, 1.0 / rest, -half / deviance, 1.0 / (n * rest * rest))
            }
            Risk::Unbiased => (0.5 * deviance + parts.edf(), 0.5, 1.0, 0.0, 0.0),
        };
        let k = parts.directions.len();
        let (deviances, degrees): (Vec<f64>, Vec<f64>) =
            (0..k).map(|i| (parts.deviance_slope(i), parts.degrees_slope(i))).unzip();
        let mut hessian = Symmetric::zeros(k);
        for i in 0..k {
            for j in 0..=i {
                let (curve, bend) = parts.second(i, j);
                let outer = dd * deviances[i] * deviances[j] + tt * degrees[i] * degrees[j];
                hessian.add(i, j, d * curve + t * bend + outer);
            }
        }
        let gradient: Vec<f64> = deviances.iter().zip(&degrees).map(|(a, b)| d * a + t * b).collect();
        let phi = if point.problem.family().has_scale() { deviance / (n * rest) } else { 1.0 };
        let out = parts.into_evaluation(value, gradient, hessian, phi);
        (out.value.is_finite() && out.phi.is_normal()).then_some(out)
    }
}

/// Σ w d(y, μ) at the predictors of the average response; 1 where that is no number > 0.
fn level_deviance(problem: &Problem<'_>) -> f64 {
    let family = problem.family();
    let eta = family.null_predictors(&problem.average());
    let deviance = problem.sum_rows(&|response, weight| {
        let mut out = [0.0];
        family.deviance(&Rows { eta: &eta, response, height: 1 }, &mut out);
        weight * out[0]
    });
    if deviance.is_normal() && deviance > 0.0 { deviance } else { 1.0 }
}

impl Criterion for PredictionError<'_> {
    fn strengths(&self) -> usize {
        self.rows.structure().strengths()
    }

    fn evaluate(&self, z: &[f64], approach: &Approach<'_>, control: &Control<'_>) -> Result<Evaluation, Status> {
        let beta = Laplace::predicted(z, approach.near);
        self.at(z, beta.as_deref(), Laplace::settings(approach.tolerance), control)
    }
}

impl Rated for PredictionError<'_> {
    fn rows(&self) -> &Laplace<'_> {
        &self.rows
    }

    fn rated(&self, _: &[f64], problem: &Problem<'_>, at: &StructureAt, settled: Settled) -> Option<Evaluation> {
        let beta = problem.stacked(&settled.theta).into_owned();
        self.evaluation(&Point { problem, at, settled, beta })
    }

    fn rating(&self, evaluation: &Evaluation) -> Rating {
        Self::rating(self, evaluation)
    }
}
