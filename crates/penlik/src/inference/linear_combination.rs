//! Linear functions Lβ of coefficients with their covariance L Σ Lᵀ: values and derivatives of smooths, differences between levels,
//! contrasts, predictors.

use crate::linalg::{Symmetric, dot};

/// Estimates with their standard errors.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearCombination {
    /// Lβ
    pub estimates: Vec<f64>,
    /// √diag(L Σ Lᵀ)
    pub standard_errors: Vec<f64>,
}

/// Lβ and its standard errors, for L row-major with as many columns as β has entries and Σ the covariance of β.
///
/// ```
/// use penlik::inference::linear_combination;
/// use penlik::linalg::Symmetric;
/// let covariance = Symmetric { order: 2, data: vec![4.0, 1.0, 1.0, 1.0] };
/// let found = linear_combination(&[1.0, -1.0], &[5.0, 3.0], &covariance);
/// assert_eq!((found.estimates[0], found.standard_errors[0]), (2.0, 3.0_f64.sqrt()));
/// ```
#[must_use]
pub fn linear_combination(rows: &[f64], beta: &[f64], covariance: &Symmetric) -> LinearCombination {
    let rows = rows.chunks_exact(beta.len().max(1));
    let estimates = rows.clone().map(|row| dot(row, beta)).collect();
    let standard_errors = rows.map(|row| dot(row, &covariance.product(row)).max(0.0).sqrt()).collect();
    LinearCombination { estimates, standard_errors }
}

/// L Σ Lᵀ, the joint covariance of all rows.
#[must_use]
pub fn joint_covariance(rows: &[f64], covariance: &Symmetric) -> Symmetric {
    let rows: Vec<&[f64]> = rows.chunks_exact(covariance.order.max(1)).collect();
    let mut out = Symmetric::zeros(rows.len());
    for (i, row) in rows.iter().enumerate() {
        let image = covariance.product(row);
        (0..=i).for_each(|j| out.add(i, j, dot(rows[j], &image)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_joint_covariance_has_the_squared_errors_on_its_diagonal() {
        let covariance = Symmetric { order: 2, data: vec![4.0, 1.0, 1.0, 9.0] };
        let rows = [1.0, 0.0, 0.5, -2.0, 1.0, 1.0];
        let joint = joint_covariance(&rows, &covariance);
        let single = linear_combination(&rows, &[1.0, 2.0], &covariance);
        assert_eq!(single.estimates, [1.0, -3.5, 3.0]);
        assert!((0..3).all(|i| (joint.get(i, i).sqrt() - single.standard_errors[i]).abs() < 1e-15));
        assert_eq!(joint.get(0, 2), 5.0);
    }
}
