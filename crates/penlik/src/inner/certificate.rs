//! The proof that a finite optimum is near.
//!
//! Near the optimum of a generalized self-concordant F the distance to it in units of standard errors is about the Newton decrement
//! δ = √(gᵀH⁻¹g), and κδ < 1 with κ = R·max_i √(x_iᵀH⁻¹x_i) proves that it is finite: ‖β − β̂‖_H ≤ −ln(1 − κδ)/κ.
//! Source: F. Bach, Electronic Journal of Statistics 4 (2010), 384–414; T. Sun and Q. Tran-Dinh, Mathematical Programming 178
//! (2019), 145–213.

use super::problem::Problem;
use crate::linalg::{Cholesky, Symmetric, dot};

/// R that stands in for families of many predictors without a constant of self-concordance: there the certificate is a measure, not a proof,
/// as it is with the ratios of families of one.
const UNPROVED: f64 = 2.0;

/// The proof of convergence that is reported with every fit.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Certificate {
    /// ‖∇F‖∞.
    #[serde(deserialize_with = "crate::check::number_or_nan")]
    pub gradient_norm: f64,
    /// δ = √(gᵀH⁻¹g).
    #[serde(deserialize_with = "crate::check::number_or_nan")]
    pub decrement: f64,
    /// κ = R·max_i √(x_iᵀH⁻¹x_i), or an upper bound of it that proves convergence as well.
    #[serde(deserialize_with = "crate::check::number_or_nan")]
    pub kappa: f64,
    /// The bound on ‖β − β̂‖ in the norm of H, that is in standard errors; the largest float when there is none.
    #[serde(deserialize_with = "crate::check::number_or_nan")]
    pub distance_bound: f64,
}

/// A squared pivot below this, relative to its diagonal and for each row of the Hessian, is made of rounding alone.
const ROUNDED_PIVOT: f64 = 4.0 * f64::EPSILON;
/// A share of 1 below this needs no sharper κ than a bound of it.
const CERTAIN: f64 = 1e-6;

impl Certificate {
    /// What the gradient and the inverse Hessian at one β prove.
    pub(super) fn new(
        problem: &Problem<'_>,
        theta: &[f64],
        gradient: &[f64],
        factor: &Cholesky,
        inverse: &Symmetric,
    ) -> Self {
        let decrement = dot(gradient, &factor.solve(gradient)).max(0.0).sqrt();
        // The rounding of the means may hide a decrement of κ·noise: far out, where means are 0 or 1, that is all of it.
        let noise = mean_rounding(problem);
        let share = |kappa: f64| kappa * noise.mul_add(kappa, decrement);
        let kappa = kappa(problem, theta, inverse, share);
        let distance_bound = distance(kappa, decrement, share(kappa));
        Self { gradient_norm: largest(gradient), decrement, kappa, distance_bound }
    }

    /// The same from an upper bound of the decrement and the diagonal of a matrix that H⁻¹ is not above.
    pub(super) fn bounded(problem: &Problem<'_>, gradient: &[f64], decrement: f64, diagonal: &[f64]) -> Self {
        let ratio = problem.family().self_concordance().unwrap_or(UNPROVED);
        let spreads: Vec<f64> = diagonal.iter().map(|x| x.max(0.0).sqrt()).collect();
        let kappa = ratio * problem.sample().spread_bound(&spreads);
        let distance_bound = distance(kappa, decrement, kappa * mean_rounding(problem).mul_add(kappa, decrement));
        Self { gradient_norm: largest(gradient), decrement, kappa, distance_bound }
    }

    /// No proof, for want of a positive definite Hessian.
    pub(super) fn none(gradient: &[f64], decrement: f64) -> Self {
        Self { gradient_norm: largest(gradient), decrement, kappa: f64::MAX, distance_bound: f64::MAX }
    }
}

/// −ln(1 − κδ)/κ where the share of 1 that κδ and rounding take is below it.
fn distance(kappa: f64, decrement: f64, share: f64) -> f64 {
    match share {
        s if s < 1.0 && kappa * decrement > 0.0 => -(-kappa * decrement).ln_1p() / kappa,
        s if s < 1.0 => decrement,
        _ => f64::MAX,
    }
}

/// κ, or an upper bound of it where that proves as much.
pub(super) fn kappa(problem: &Problem<'_>, theta: &[f64], inverse: &Symmetric, share: impl Fn(f64) -> f64) -> f64 {
    let ratio = problem.family().self_concordance().unwrap_or(UNPROVED);
    if ratio == 0.0 {
        return 0.0;
    }
    let inverse = problem.spread_square(inverse);
    if problem.sample().varies() {
        return problem.sample().largest_relative_form(&problem.stacked(theta), &inverse).max(0.0).sqrt();
    }
    let bound = ratio * problem.sample().form_bound(&inverse);
    if share(bound) <= CERTAIN {
        return bound;
    }
    ratio * problem.sample().largest_form(&inverse).max(0.0).sqrt()
}

/// The rounding of all means together, ε a trial or count; a linear mean has none, and where the unit of the
/// mean is not known the decrement itself shows it.
fn mean_rounding(problem: &Problem<'_>) -> f64 {
    if problem.family().is_quadratic() || problem.sample().varies() {
        return 0.0;
    }
    let (total, means) = problem.weighted_means();
    f64::EPSILON * total * means.into_iter().fold(1.0, f64::max)
}

/// The factor of a matrix that is positive definite beyond rounding.
pub(super) fn definite(hessian: &Symmetric) -> Option<Cholesky> {
    let least = ROUNDED_PIVOT * hessian.order as f64;
    Cholesky::new(hessian).filter(|factor| factor.smallest_pivot(hessian) > least)
}

/// √(−gᵀd) for a Newton direction d.
pub(super) fn decrement(gradient: &[f64], direction: &[f64]) -> f64 {
    (-dot(gradient, direction)).max(0.0).sqrt()
}

/// max |x_i|; a NaN counts as infinite.
pub(super) fn largest(x: &[f64]) -> f64 {
    x.iter().fold(0.0, |largest, x| if x.is_nan() { f64::INFINITY } else { x.abs().max(largest) })
}
