//! Factorisation of a symmetric positive definite matrix whose entries lie near the diagonal.
//!
//! A = L D Lᵀ with L unit lower triangular of the same bandwidth b and D diagonal: O(n b²) operations, O(n b) numbers, and no
//! square roots (G. H. Golub and C. F. Van Loan, "Matrix Computations", 4th edition, §4.3).

use crate::check::{CheckError, allocation};

/// The most bytes of a band: 2³⁰.
const MOST_BYTES: usize = 1 << 30;

/// The lower band of a symmetric matrix: entry (i, j) with i − b ≤ j ≤ i, row after row.
#[derive(Debug, Clone)]
pub struct Band {
    order: usize,
    bandwidth: usize,
    data: Vec<f64>,
}

impl Band {
    /// The zero matrix of order n and bandwidth b; refused where it takes too much memory.
    pub fn zeros(order: usize, bandwidth: usize) -> Result<Self, CheckError> {
        let entries = allocation("curvature", order, bandwidth.saturating_add(1), MOST_BYTES)?;
        Ok(Self { order, bandwidth, data: vec![0.0; entries] })
    }

    /// Adds x to entry (i, j) of the lower triangle; what is above the diagonal, which is the same, is left out.
    #[inline]
    pub fn add(&mut self, i: usize, j: usize, x: f64) {
        if j <= i && i - j <= self.bandwidth {
            let at = self.at(i, j);
            self.data[at] += x;
        }
    }

    #[inline]
    fn at(&self, i: usize, j: usize) -> usize {
        i * (self.bandwidth + 1) + self.bandwidth + j - i
    }

    /// A = L D Lᵀ; `None` where a pivot is not positive, or so small against its diagonal entry that it may be rounding alone.
    #[must_use]
    pub fn factor(mut self) -> Option<BandFactor> {
        let b = self.bandwidth;
        let least = 8.0 * (b + 1) as f64 * f64::EPSILON;
        for i in 0..self.order {
            let first = i.saturating_sub(b);
            let diagonal = self.data[self.at(i, i)];
            let mut pivot = diagonal;
            for j in first..i {
                let rest = self.reduced(i, j, first);
                let (at, d) = (self.at(i, j), self.data[self.at(j, j)]);
                let l = rest / d;
                self.data[at] = l;
                pivot -= l * rest;
            }
            if !(pivot > least * diagonal && pivot < f64::INFINITY) {
                return None;
            }
            let at = self.at(i, i);
            self.data[at] = pivot;
        }
        Some(BandFactor { band: self })
    }

    /// a_ij − Σ_{k < j} l_ik d_k l_jk, where l_ik is known for first ≤ k < j.
    #[inline]
    fn reduced(&self, i: usize, j: usize, first: usize) -> f64 {
        let from = first.max(j.saturating_sub(self.bandwidth));
        (from..j).fold(self.data[self.at(i, j)], |rest, k| {
            rest - self.data[self.at(i, k)] * self.data[self.at(k, k)] * self.data[self.at(j, k)]
        })
    }
}

/// L and D of a band.
#[derive(Debug, Clone)]
pub struct BandFactor {
    band: Band,
}

impl BandFactor {
    /// x ← A⁻¹x
    pub fn solve_in_place(&self, x: &mut [f64]) {
        let Band { order, bandwidth, data } = &self.band;
        for i in 0..*order {
            x[i] = (i.saturating_sub(*bandwidth)..i).fold(x[i], |rest, j| rest - data[self.band.at(i, j)] * x[j]);
        }
        (0..*order).for_each(|i| x[i] /= data[self.band.at(i, i)]);
        for i in (0..*order).rev() {
            for j in i.saturating_sub(*bandwidth)..i {
                x[j] -= data[self.band.at(i, j)] * x[i];
            }
        }
    }

    /// ln det A
    #[must_use]
    pub fn log_determinant(&self) -> f64 {
        (0..self.band.order).map(|i| self.band.data[self.band.at(i, i)].ln()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The second differences of n numbers, DᵀD + μI.
    fn bending(n: usize, mu: f64) -> Band {
        let mut band = Band::zeros(n, 2).unwrap();
        for e in 0..n - 2 {
            for (i, x) in [1.0, -2.0, 1.0].into_iter().enumerate() {
                for (j, y) in [1.0, -2.0, 1.0].into_iter().enumerate() {
                    band.add(e + i, e + j, x * y);
                }
            }
        }
        (0..n).for_each(|i| band.add(i, i, mu));
        band
    }

    #[test]
    fn a_band_solves_and_has_its_determinant() {
        let n = 40;
        let factor = bending(n, 0.5).factor().unwrap();
        let mut x: Vec<f64> = (0..n).map(|i| (i as f64).sin()).collect();
        let b = x.clone();
        factor.solve_in_place(&mut x);
        let bend: Vec<f64> = x.windows(3).map(|w| w[0] - 2.0 * w[1] + w[2]).collect();
        for i in 0..n {
            let at = |e: usize| bend.get(e).copied().unwrap_or(0.0);
            let back = at(i) - 2.0 * i.checked_sub(1).map_or(0.0, at) + i.checked_sub(2).map_or(0.0, at);
            assert!((back + 0.5 * x[i] - b[i]).abs() < 1e-14);
        }
        // det(DᵀD + μI) for three numbers: two eigenvalues μ and one 6 + μ.
        let three = bending(3, 0.5).factor().unwrap().log_determinant();
        assert!((three - (0.25_f64 * 6.5).ln()).abs() < 1e-14);
    }

    #[test]
    fn a_matrix_that_is_singular_or_indefinite_has_no_factor() {
        assert!(bending(40, 0.0).factor().is_none() && bending(40, -1.0).factor().is_none());
        assert!(bending(40, f64::NAN).factor().is_none() && bending(40, f64::INFINITY).factor().is_none());
        assert!(Band::zeros(0, 0).unwrap().factor().is_some());
        assert!(Band::zeros(usize::MAX, 3).is_err());
    }
}
