//! The Bayesian covariance H⁻¹ and the effective degrees of freedom tr(H⁻¹I).

use crate::inner::{Optimum, Problem};
use crate::linalg::Symmetric;

/// Below this share of a column left unexplained by the columns before it, H⁻¹ from plain sums would have fewer than twelve digits.
const PLAIN: f64 = 2e-2;

/// H⁻¹ of a fit, per unit of scale. Where columns explain each other so well that plain sums lose digits, the sums and the factorisation are
/// repeated in twice the precision.
#[must_use]
pub fn covariance(problem: &Problem<'_>, optimum: &Optimum) -> Symmetric {
    if optimum.smallest_pivot >= PLAIN || optimum.smallest_pivot <= 0.0 {
        return optimum.inverse.clone();
    }
    problem.refined_covariance(&optimum.beta).unwrap_or_else(|| optimum.inverse.clone())
}

/// tr(H⁻¹ I): the number of coefficients where nothing is penalised, fewer where something is.
#[must_use]
pub fn effective_degrees_of_freedom(problem: &Problem<'_>, optimum: &Optimum, covariance: &Symmetric) -> f64 {
    let order = optimum.beta.len();
    if problem.penalty().is_zero() {
        return order as f64;
    }
    // tr(H⁻¹I) = order − tr(H⁻¹S): the penalty's part alone is a sum without cancellation.
    let mut penalty = Symmetric::zeros(order);
    problem.penalty().add_to(&mut penalty);
    let trace: f64 = covariance.data.iter().zip(&penalty.data).map(|(c, s)| c * s).sum();
    order as f64 - trace
}
