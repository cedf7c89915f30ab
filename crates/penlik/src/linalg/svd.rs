//! Singular values and vectors, A = U·diag(σ)·Vᵀ with σ in non-increasing order.
//!
//! The entries are brought near 1 by a power of two first, which is exact, so that no scale of A overflows on the way.

use faer::linalg::solvers::Svd;
use faer::{Mat, MatRef};

/// The thin decomposition of a row-major matrix.
pub struct Singular {
    svd: Svd<f64>,
    values: Vec<f64>,
    columns: usize,
}

impl Singular {
    /// The decomposition of `a` in rows of `columns` entries; `None` if it has a ragged last row, or the iteration fails.
    #[must_use]
    pub fn new(a: &[f64], columns: usize) -> Option<Self> {
        let (matrix, scale) = scaled(a, columns)?;
        let svd = matrix.thin_svd().ok()?;
        let s = svd.S().column_vector();
        let values = (0..s.nrows()).map(|i| s[i] * scale).collect();
        Some(Self { svd, values, columns })
    }

    /// σ, in non-increasing order.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Left singular vector k.
    #[must_use]
    pub fn left_vector(&self, k: usize) -> Vec<f64> {
        let column = self.svd.U().col(k);
        (0..column.nrows()).map(|i| column[i]).collect()
    }

    /// U, row-major in rows of as many entries as there are singular values.
    #[must_use]
    pub fn left(&self) -> Vec<f64> {
        row_major(self.svd.U(), self.values.len())
    }

    /// V, row-major in rows of as many entries as there are singular values.
    #[must_use]
    pub fn right(&self) -> Vec<f64> {
        row_major(self.svd.V(), self.values.len())
    }

    /// out = U·diag(spectrum)·Vᵀ, row-major; a component whose σ is 0 adds nothing, so that zeros stay exact where all vanish.
    pub fn rebuild(&self, spectrum: &[f64], out: &mut [f64]) {
        out.fill(0.0);
        for (k, &sigma) in spectrum.iter().enumerate().take(self.values.len()) {
            if sigma == 0.0 {
                continue;
            }
            let (u, v) = (self.svd.U().col(k), self.svd.V().col(k));
            for (i, row) in out.chunks_exact_mut(self.columns.max(1)).enumerate().take(u.nrows()) {
                let left = sigma * u[i];
                row.iter_mut().enumerate().for_each(|(j, x)| *x += left * v[j]);
            }
        }
    }
}

fn row_major(a: MatRef<'_, f64>, columns: usize) -> Vec<f64> {
    (0..a.nrows()).flat_map(|i| (0..columns).map(move |j| a[(i, j)])).collect()
}

/// σ alone, in non-increasing order.
#[must_use]
pub fn singular_values(a: &[f64], columns: usize) -> Option<Vec<f64>> {
    let (matrix, scale) = scaled(a, columns)?;
    let values = matrix.singular_values().ok()?;
    Some(values.into_iter().map(|s| s * scale).collect())
}

/// The matrix over a power of two near its largest entry, and that power.
fn scaled(a: &[f64], columns: usize) -> Option<(Mat<f64>, f64)> {
    if columns == 0 || !a.len().is_multiple_of(columns) {
        return None;
    }
    let scale = power_of_two_near(a);
    let view = MatRef::from_row_major_slice(a, a.len() / columns, columns);
    Some((Mat::from_fn(view.nrows(), columns, |i, j| view[(i, j)] / scale), scale))
}

/// A power of two near the largest entry, and 1 where all are 0: dividing by it is exact and keeps squares from overflowing.
#[must_use]
pub fn power_of_two_near(a: &[f64]) -> f64 {
    let largest = a.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    let exponent = if largest > 0.0 { largest.log2().floor().clamp(-1000.0, 1000.0) } else { 0.0 };
    exponent.exp2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_comes_back_from_its_parts_at_every_scale() {
        for scale in [1e-300, 1e-160, 1.0, 1e160, 1e300] {
            let a = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0].map(|x| x * scale);
            for columns in [1, 2, 3, 6] {
                let parts = Singular::new(&a, columns).unwrap();
                let mut out = [f64::NAN; 6];
                parts.rebuild(parts.values(), &mut out);
                assert!(a.iter().zip(out).all(|(a, b)| (a - b).abs() <= 1e-14 * a.abs()), "{out:?}");
                let (left, right) = (parts.left(), parts.right());
                assert_eq!(
                    (left.len(), right.len()),
                    (6 / columns * parts.values().len(), columns * parts.values().len())
                );
                let first: f64 = (0..parts.values().len()).map(|k| left[k] * parts.values()[k] * right[k]).sum();
                assert!((first - a[0]).abs() <= 1e-14 * a[0]);
                let alone = singular_values(&a, columns).unwrap();
                assert!(alone.iter().zip(parts.values()).all(|(a, b)| (a - b).abs() <= 1e-14 * parts.values()[0]));
            }
        }
    }

    #[test]
    fn ragged_rows_have_no_decomposition_and_no_rows_an_empty_one() {
        assert!(Singular::new(&[1.0; 5], 2).is_none() && singular_values(&[1.0], 0).is_none());
        assert!(Singular::new(&[], 3).unwrap().values().is_empty());
    }
}
