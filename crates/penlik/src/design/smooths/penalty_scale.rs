//! The scale of a penalty against the functions that it is about.
//!
//! λ is the strength of S·s with s = ‖X‖²_∞/‖S‖₁, X the values of the functions at the data before any constraint and before `by`: with it
//! ‖S‖ and the squared rows of X are of one size, whatever the units of the covariates, and strengths of different smooths can be compared.
//! It is the scale of the strengths that mgcv reports (found by running smoothCon with and without `scale.penalty`).

use crate::linalg::Symmetric;

/// ‖X‖_∞ = max_i Σ_j |x_ij| of k columns of `rows` entries at steps of `stride`; for rows in parts the largest of the parts' norms.
pub fn row_norm(x: &[f64], rows: usize, stride: usize) -> f64 {
    let mut sums = vec![0.0_f64; rows];
    x.chunks(stride.max(1)).for_each(|column| sums.iter_mut().zip(column).for_each(|(sum, x)| *sum += x.abs()));
    sums.into_iter().fold(0.0, f64::max)
}

/// s·S for functions of the given ‖X‖_∞, and s; S itself and 1 where either is zero.
pub fn scaled_penalty(penalty: &Symmetric, row_norm: f64) -> (Symmetric, f64) {
    let n = penalty.order;
    let norm = (0..n).map(|i| (0..n).map(|j| penalty.get(i, j).abs()).sum::<f64>()).fold(0.0, f64::max);
    let scale = row_norm * (row_norm / norm);
    if !(scale > 0.0 && scale.is_finite()) {
        return (penalty.clone(), 1.0);
    }
    (Symmetric { order: n, data: penalty.data.iter().map(|s| s * scale).collect() }, scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_functions_and_penalty_do_not_matter() {
        let penalty = Symmetric { order: 2, data: vec![2.0, -1.0, -1.0, 0.5] };
        let norm = row_norm(&[1.0, -3.0, 9.0, 2.0, 0.5, 9.0], 2, 3);
        assert_eq!(norm, 3.5);
        let (scaled, scale) = scaled_penalty(&penalty, norm);
        assert!((scale - 3.5 * 3.5 / 3.0).abs() < 1e-15 * scale && scaled.get(0, 1) == -scale);
        let tiny = Symmetric { order: 2, data: penalty.data.iter().map(|s| s * 1e-180).collect() };
        let (same, _) = scaled_penalty(&tiny, norm);
        assert!(same.data.iter().zip(&scaled.data).all(|(a, b)| (a - b).abs() <= 1e-15 * b.abs()));
        assert_eq!(scaled_penalty(&Symmetric::zeros(2), norm).1, 1.0);
    }
}
