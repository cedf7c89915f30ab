//! Eigenvalues and eigenvectors of a symmetric matrix, A = V·diag(e)·Vᵀ.
//!
//! The entries are brought near 1 by a power of two first, which is exact, so that no scale of A overflows on the way.

use faer::{Mat, Side};

use super::products::{product, transposed};
use super::{Symmetric, power_of_two_near};
use crate::check::all_finite;

/// A decomposed symmetric matrix.
#[derive(Debug, Clone)]
pub struct SymmetricEigen {
    values: Vec<f64>,
    /// Row-major, an eigenvector in each row.
    rows: Vec<f64>,
    /// The transpose of it.
    columns: Vec<f64>,
}

impl SymmetricEigen {
    /// The decomposition of A; `None` when A is not finite or the iteration fails.
    #[must_use]
    pub fn new(a: &Symmetric) -> Option<Self> {
        let n = a.order;
        if n == 0 || !all_finite(&a.data) {
            // The library's iteration ends the process here.
            return (n == 0).then(|| Self { values: vec![], rows: vec![], columns: vec![] });
        }
        let scale = power_of_two_near(&a.data);
        let scaled = Mat::from_fn(n, n, |i, j| a.get(i, j) / scale);
        let parts = scaled.self_adjoint_eigen(Side::Lower).ok()?;
        let (s, u) = (parts.S().column_vector(), parts.U());
        let values: Vec<f64> = (0..n).map(|i| s[i] * scale).collect();
        let columns: Vec<f64> = (0..n * n).map(|place| u[(place / n, place % n)]).collect();
        let sound = values.iter().chain(&columns).all(|x| x.is_finite());
        sound.then(|| Self { values, rows: transposed(&columns, n), columns })
    }

    /// e, in non-decreasing order.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Vᵀ, row-major: an eigenvector in each row.
    #[must_use]
    pub fn rows(&self) -> &[f64] {
        &self.rows
    }

    /// V, row-major: an eigenvector in each column.
    #[must_use]
    pub fn columns(&self) -> &[f64] {
        &self.columns
    }

    /// f(A)·x = V·diag(f(i, e_i))·Vᵀx.
    #[must_use]
    pub fn map(&self, x: &[f64], f: impl Fn(usize, f64) -> f64) -> Vec<f64> {
        let n = self.values.len();
        let (mut along, mut out) = (vec![0.0; n], vec![0.0; n]);
        product(&self.rows, n, x, &mut along);
        along.iter_mut().zip(&self.values).enumerate().for_each(|(i, (a, e))| *a *= f(i, *e));
        product(&self.columns, n, &along, &mut out);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_comes_back_from_its_parts_at_every_scale() {
        for scale in [1e-300, 1e-160, 1.0, 1e160, 1e300] {
            let a = Symmetric {
                order: 3,
                data: [2.0, -1.0, 0.5, -1.0, 2.0, -1.0, 0.5, -1.0, 2.0].map(|x| x * scale).into(),
            };
            let eigen = SymmetricEigen::new(&a).unwrap();
            for j in 0..3 {
                let unit: Vec<f64> = (0..3).map(|i| f64::from(u8::from(i == j))).collect();
                let column = eigen.map(&unit, |_, e| e);
                assert!((0..3).all(|i| (column[i] - a.get(i, j)).abs() <= 2e-15 * 2.0 * scale), "{column:?}");
            }
        }
    }

    #[test]
    fn a_matrix_that_is_not_finite_has_none_and_an_empty_one_an_empty_one() {
        assert!(SymmetricEigen::new(&Symmetric { order: 1, data: vec![f64::NAN] }).is_none());
        assert!(SymmetricEigen::new(&Symmetric::zeros(0)).unwrap().values().is_empty());
        assert_eq!(SymmetricEigen::new(&Symmetric::zeros(2)).unwrap().values(), [0.0; 2]);
    }
}
