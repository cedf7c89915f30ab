//! A root of a symmetric positive semidefinite matrix, A = R Rᵀ: the Cholesky factor where there is one, else the eigenvectors
//! scaled by the roots of the eigenvalues.

use super::products::{large_product, transposed};
use super::{Cholesky, Symmetric, SymmetricEigen};

/// R, row-major, with the rows of A and one column for each direction in which A is not 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Root {
    /// The order n of A, the rows of R.
    pub order: usize,
    /// The columns of R.
    pub rank: usize,
    /// n · rank entries.
    pub data: Vec<f64>,
}

impl Root {
    /// The root of A. Eigenvalues below n·ε of the largest, on a scale of unit diagonal, are rounding and count as 0; `None` when A is
    /// not finite.
    #[must_use]
    pub fn new(a: &Symmetric) -> Option<Self> {
        if let Some(factor) = Cholesky::new(a) {
            return Some(Self { order: a.order, rank: a.order, data: factor.lower() });
        }
        let n = a.order;
        let units: Vec<f64> = (0..n).map(|i| unit(a.get(i, i))).collect();
        let scaled = Symmetric {
            order: n,
            data: (0..n * n).map(|k| a.data[k] / units[k / n.max(1)] / units[k % n.max(1)]).collect(),
        };
        let eigen = SymmetricEigen::new(&scaled)?;
        let floor = eigen.values().last().copied().unwrap_or(0.0).max(0.0) * f64::EPSILON * n as f64;
        let kept: Vec<usize> = (0..n).filter(|&k| eigen.values()[k] > floor).collect();
        let entry = |i: usize, k: usize| units[i] * eigen.values()[k].sqrt() * eigen.rows()[k * n + i];
        let data = (0..n).flat_map(|i| kept.iter().map(move |&k| (i, k))).map(|(i, k)| entry(i, k)).collect();
        Some(Self { order: n, rank: kept.len(), data })
    }

    /// Rᵀx.
    #[must_use]
    pub fn transposed_product(&self, x: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; self.rank];
        for (row, x) in self.data.chunks_exact(self.rank.max(1)).zip(x) {
            out.iter_mut().zip(row).for_each(|(out, r)| *out = r.mul_add(*x, *out));
        }
        out
    }

    /// Rᵀ B R for a symmetric B of the order of A.
    #[must_use]
    pub fn congruence(&self, b: &Symmetric) -> Symmetric {
        let (n, rank) = (self.order, self.rank);
        // Rows of zeros, and with them columns, add nothing.
        let seen: Vec<usize> = (0..n).filter(|&i| b.data[i * n..(i + 1) * n].iter().any(|x| *x != 0.0)).collect();
        let inner: Vec<f64> = seen.iter().flat_map(|&i| seen.iter().map(move |&j| b.get(i, j))).collect();
        let rows: Vec<f64> = seen.iter().flat_map(|&i| &self.data[i * rank..(i + 1) * rank]).copied().collect();
        let (mut image, mut out) = (vec![0.0; rows.len()], Symmetric::zeros(rank));
        large_product(&inner, seen.len(), &rows, rank, &mut image);
        large_product(&transposed(&rows, rank), seen.len(), &image, rank, &mut out.data);
        for i in 0..rank {
            (0..i).for_each(|j| out.data[j * rank + i] = out.data[i * rank + j]);
        }
        out
    }
}

/// The power of two near the root of a diagonal entry.
fn unit(diagonal: f64) -> f64 {
    if diagonal > 0.0 && diagonal.is_finite() { (diagonal.log2() / 2.0).round().exp2() } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outer(root: &Root) -> Vec<f64> {
        let row = |i: usize| &root.data[i * root.rank..(i + 1) * root.rank];
        (0..root.order).flat_map(|i| (0..root.order).map(move |j| super::super::dot(row(i), row(j)))).collect()
    }

    #[test]
    fn the_root_squared_is_the_matrix_with_and_without_full_rank() {
        let regular = Symmetric { order: 2, data: vec![4.0, 2.0, 2.0, 3.0] };
        // Rank one in units far apart: (1, 2e8)ᵀ(1, 2e8).
        let singular = Symmetric { order: 2, data: vec![1.0, 2e8, 2e8, 4e16] };
        for (a, rank) in [(regular, 2), (singular, 1), (Symmetric::zeros(2), 0)] {
            let root = Root::new(&a).unwrap();
            assert_eq!(root.rank, rank);
            assert!(outer(&root).iter().zip(&a.data).all(|(x, y)| (x - y).abs() <= 1e-14 * y.abs()), "{root:?}");
        }
        assert!(Root::new(&Symmetric { order: 1, data: vec![f64::NAN] }).is_none());
    }

    #[test]
    fn congruence_and_product_use_the_same_root() {
        let root = Root { order: 2, rank: 1, data: vec![2.0, -1.0] };
        let b = Symmetric { order: 2, data: vec![1.0, 3.0, 3.0, 5.0] };
        assert_eq!(root.congruence(&b).data, [4.0 - 12.0 + 5.0]);
        assert_eq!(root.transposed_product(&[1.0, 3.0]), [-1.0]);
    }
}
