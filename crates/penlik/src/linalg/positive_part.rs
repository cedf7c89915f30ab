//! The positive part of a symmetric matrix, A₊ = Σ_{λ_i > 0} λ_i q_i q_iᵀ.

use faer::{Mat, Side};

use super::Symmetric;

/// The positive semidefinite matrix nearest to A, which lies above A; `None` where A is not finite or the iteration fails.
#[must_use]
pub fn positive_part(a: &Symmetric) -> Option<Symmetric> {
    let n = a.order;
    let mut out = Symmetric::zeros(n);
    let largest = a.data.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    if largest == 0.0 {
        return Some(out);
    }
    // A power of two keeps the iteration away from overflow and changes no digit.
    let scale = largest.log2().floor().clamp(-1000.0, 1000.0).exp2();
    let eigen = Mat::from_fn(n, n, |i, j| a.get(i, j) / scale).self_adjoint_eigen(Side::Lower).ok()?;
    let (values, vectors) = (eigen.S().column_vector(), eigen.U());
    for k in (0..n).filter(|&k| values[k] > 0.0) {
        for i in 0..n {
            let left = values[k] * scale * vectors[(i, k)];
            (0..=i).for_each(|j| out.add(i, j, left * vectors[(j, k)]));
        }
    }
    out.data.iter().all(|x| x.is_finite()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_negative_is_left_out() {
        // [[1, 2], [2, 1]] has 3 along (1, 1) and −1 along (1, −1).
        for scale in [1e-200, 1.0, 1e200] {
            let a = Symmetric { order: 2, data: [1.0, 2.0, 2.0, 1.0].map(|x| x * scale).to_vec() };
            let part = positive_part(&a).unwrap();
            assert!(part.data.iter().all(|x| (x - 1.5 * scale).abs() < 1e-14 * scale), "{part:?}");
        }
        assert_eq!(positive_part(&Symmetric::zeros(2)), Some(Symmetric::zeros(2)));
        assert!(positive_part(&Symmetric { order: 1, data: vec![f64::NAN] }).is_none_or(|a| a.data == [0.0]));
    }
}
