//! Covariances of coefficients, the Bayesian H⁻¹ and the frequentist H⁻¹IH⁻¹, and the effective degrees of freedom tr(H⁻¹I).

use crate::inner::{Optimum, Problem};
use crate::linalg::{Symmetric, product};

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

/// The frequentist covariance H⁻¹IH⁻¹ of the estimator at fixed λ, per unit of scale, where I is the information without the penalty: the
/// spread of β̂ itself, without the bias that the penalty brings, which the Bayesian H⁻¹ counts.
#[must_use]
pub fn frequentist_covariance(inverse: &Symmetric, information: &Symmetric) -> Symmetric {
    let n = inverse.order;
    let mut half = vec![0.0; n * n];
    product(&information.data, n, &inverse.data, &mut half);
    let mut full = vec![0.0; n * n];
    product(&inverse.data, n, &half, &mut full);
    let mut out = Symmetric::zeros(n);
    for i in 0..n {
        (0..=i).for_each(|j| out.add(i, j, 0.5 * (full[i * n + j] + full[j * n + i])));
    }
    out
}

/// A multiple of a matrix: a covariance per unit of scale times the scale.
#[must_use]
pub fn scaled(matrix: &Symmetric, factor: f64) -> Symmetric {
    Symmetric { order: matrix.order, data: matrix.data.iter().map(|x| x * factor).collect() }
}

/// The rows and columns at `positions`, in that order: the covariance of a term's coefficients.
#[must_use]
pub fn submatrix(matrix: &Symmetric, positions: &[usize]) -> Symmetric {
    let data = positions.iter().flat_map(|&i| positions.iter().map(move |&j| matrix.get(i, j))).collect();
    Symmetric { order: positions.len(), data }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_penalty_the_two_covariances_agree_and_with_one_they_differ_by_the_bias() {
        // I = diag(4, 1), S = diag(0, 3): H⁻¹ = diag(¼, ¼), H⁻¹IH⁻¹ = diag(¼, 1/16).
        let diagonal = |x: f64, y: f64| Symmetric { order: 2, data: vec![x, 0.0, 0.0, y] };
        let found = frequentist_covariance(&diagonal(0.25, 0.25), &diagonal(4.0, 1.0));
        assert_eq!(found, diagonal(0.25, 0.0625));
        assert_eq!(submatrix(&found, &[1]).data, [0.0625]);
        assert_eq!(scaled(&found, 2.0), diagonal(0.5, 0.125));
    }
}
