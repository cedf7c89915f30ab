//! The proof that a finite optimum is near.
//!
//! Near the optimum of a generalized self-concordant F the distance to it in units of standard errors is about the Newton decrement
//! δ = √(gᵀH⁻¹g), and κδ < 1 with κ = R·max_i √(x_iᵀH⁻¹x_i) proves that it is finite: ‖β − β̂‖_H ≤ −ln(1 − κδ)/κ.
//! Source: F. Bach, Electronic Journal of Statistics 4 (2010), 384–414; T. Sun and Q. Tran-Dinh, Mathematical Programming 178
//! (2019), 145–213.

use super::problem::Problem;
use crate::linalg::{Cholesky, Symmetric, dot};

/// The proof of convergence that is reported with every fit.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Certificate {
    /// ‖∇F‖∞.
    pub gradient_norm: f64,
    /// δ = √(gᵀH⁻¹g).
    pub decrement: f64,
    /// κ = R·max_i √(x_iᵀH⁻¹x_i), or an upper bound of it that proves convergence as well.
    pub kappa: f64,
    /// The bound on ‖β − β̂‖ in the norm of H, that is in standard errors; the largest float when there is none.
    pub distance_bound: f64,
}

/// A squared pivot below this, relative to its diagonal and for each row of the Hessian, is made of rounding alone.
const ROUNDED_PIVOT: f64 = 4.0 * f64::EPSILON;
/// A share κδ below this needs no sharper κ than a bound of it.
const CERTAIN: f64 = 1e-6;

impl Certificate {
    /// What the gradient and the inverse Hessian at one β prove.
    pub(super) fn new(problem: &Problem<'_>, gradient: &[f64], factor: &Cholesky, inverse: &Symmetric) -> Self {
        let decrement = dot(gradient, &factor.solve(gradient)).max(0.0).sqrt();
        let kappa = kappa(problem, inverse, decrement);
        let distance_bound = match kappa * decrement {
            0.0 => decrement,
            share if share < 1.0 => -(-share).ln_1p() / kappa,
            _ => f64::MAX,
        };
        Self { gradient_norm: largest(gradient), decrement, kappa, distance_bound }
    }

    /// No proof, for want of a positive definite Hessian.
    pub(super) fn none(gradient: &[f64], decrement: f64) -> Self {
        Self { gradient_norm: largest(gradient), decrement, kappa: f64::MAX, distance_bound: f64::MAX }
    }
}

/// κ, or an upper bound of it where that proves as much.
pub(super) fn kappa(problem: &Problem<'_>, inverse: &Symmetric, decrement: f64) -> f64 {
    let ratio = problem.family().self_concordance();
    let bound = ratio * problem.sample().form_bound(inverse);
    if bound * decrement <= CERTAIN {
        return bound;
    }
    ratio * problem.sample().largest_form(inverse).max(0.0).sqrt()
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
