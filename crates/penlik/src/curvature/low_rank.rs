//! diag(d) + U W Uᵀ on contiguous blocks: what a penalty of whole rows has for a Hessian.
//!
//! Block b has rows of U of its own and a symmetric r × r matrix W_b; blocks do not touch each other. Products and diagonals take
//! O(n·r) operations, and so do solves and determinants where their short way holds (see `woodbury.rs`).

use ndarray::{ArrayViewMut2, s};

use super::Operator;
use super::woodbury::{MOST_RANK, Woodbury};
use crate::check::{CheckError, Code, length};
use crate::linalg::simd::inner;

/// A diagonal and a few columns on each block.
///
/// ```
/// use penlik::curvature::{LowRank, Operator};
/// // One block of two: diag(1, 2) + 3 u uᵀ with u = (1, 1).
/// let c = LowRank::new(vec![2], vec![1.0, 2.0], vec![vec![1.0, 1.0]], vec![3.0])?;
/// let mut out = [0.0; 2];
/// c.apply(&[1.0, 0.0], &mut out);
/// assert_eq!(out, [4.0, 3.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LowRank {
    ends: Vec<usize>,
    diagonal: Vec<f64>,
    factors: Vec<Vec<f64>>,
    weights: Vec<f64>,
}

impl LowRank {
    /// Blocks that end at `ends`, the last of them at n; `diagonal` of n entries; up to eight columns of U of n entries each; and
    /// the r² entries of W_b for every block. Refused where the sizes do not fit.
    pub fn new(
        ends: Vec<usize>,
        diagonal: Vec<f64>,
        factors: Vec<Vec<f64>>,
        weights: Vec<f64>,
    ) -> Result<Self, CheckError> {
        let n = diagonal.len();
        let grows = ends.windows(2).all(|pair| pair[0] <= pair[1]);
        if !grows || ends.last().copied().unwrap_or(0) != n {
            return Err(CheckError::new(Code::Shape, "ends", format!("{ends:?}"), format!("growing ends up to {n}")));
        }
        if factors.len() > MOST_RANK {
            let (value, expected) = (format!("{} columns", factors.len()), format!("at most {MOST_RANK}"));
            return Err(CheckError::new(Code::TooLarge, "factors", value, expected));
        }
        factors.iter().try_for_each(|u| length("factors", u.len(), n))?;
        length("weights", weights.len(), ends.len() * factors.len() * factors.len())?;
        Ok(Self { ends, diagonal, factors, weights })
    }

    /// The same for blocks of one width and sizes that are known to fit.
    pub(crate) fn of_rows(width: usize, diagonal: Vec<f64>, factors: Vec<Vec<f64>>, weights: Vec<f64>) -> Self {
        let ends = (1..=diagonal.len() / width.max(1)).map(|b| b * width).collect();
        Self { ends, diagonal, factors, weights }
    }

    fn blocks(&self) -> impl Iterator<Item = Block<'_>> {
        let start = |b: usize| if b == 0 { 0 } else { self.ends[b - 1] };
        (0..self.ends.len()).map(move |b| Block { c: self, b, start: start(b), end: self.ends[b] })
    }
}

impl Operator for LowRank {
    fn dimension(&self) -> usize {
        self.diagonal.len()
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        self.blocks().for_each(|block| block.apply(&v[block.start..block.end], &mut out[block.start..block.end]));
    }

    fn diagonal(&self, out: &mut [f64]) {
        self.blocks().for_each(|block| block.diagonal(&mut out[block.start..block.end]));
    }

    fn add_to(&self, mut h: ArrayViewMut2<'_, f64>) {
        self.blocks().for_each(|block| {
            let range = block.start..block.end;
            block.add_to(h.slice_mut(s![range.clone(), range]));
        });
    }

    fn solve_shifted(&self, mu: f64, b: &[f64], out: &mut [f64]) -> Result<(), CheckError> {
        self.blocks().try_for_each(|block| {
            let range = block.start..block.end;
            block.solve_shifted(mu, &b[range.clone()], &mut out[range])
        })
    }

    fn logdet_shifted(&self, mu: f64) -> Result<f64, CheckError> {
        self.blocks().try_fold(0.0, |sum, block| Ok(sum + block.logdet_shifted(mu)?))
    }
}

/// One block.
#[derive(Debug)]
struct Block<'a> {
    c: &'a LowRank,
    b: usize,
    start: usize,
    end: usize,
}

impl<'a> Block<'a> {
    fn entries(&self) -> &'a [f64] {
        &self.c.diagonal[self.start..self.end]
    }

    fn factor(&self, a: usize) -> &'a [f64] {
        &self.c.factors[a][self.start..self.end]
    }

    fn rank(&self) -> usize {
        self.c.factors.len()
    }

    fn weights(&self) -> &'a [f64] {
        let size = self.rank() * self.rank();
        &self.c.weights[self.b * size..(self.b + 1) * size]
    }

    /// Asks through the r × r matrix.
    fn shortly<T>(&self, question: impl FnOnce(&Woodbury<'_, '_>) -> T) -> T {
        let factors: Vec<&[f64]> = (0..self.rank()).map(|a| self.factor(a)).collect();
        question(&Woodbury { diagonal: self.entries(), factors: &factors, weights: self.weights(), block: self })
    }
}

impl Operator for Block<'_> {
    fn dimension(&self) -> usize {
        self.end - self.start
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        let (r, w) = (self.rank(), self.weights());
        let mut t = [0.0; MOST_RANK];
        (0..r).for_each(|a| t[a] = inner(self.factor(a), v));
        out.iter_mut().zip(v).zip(self.entries()).for_each(|((out, v), d)| *out = d * v);
        for a in 0..r {
            let s: f64 = (0..r).map(|c| w[a * r + c] * t[c]).sum();
            out.iter_mut().zip(self.factor(a)).for_each(|(out, u)| *out += u * s);
        }
    }

    fn diagonal(&self, out: &mut [f64]) {
        let (r, w) = (self.rank(), self.weights());
        for (i, (out, d)) in out.iter_mut().zip(self.entries()).enumerate() {
            let terms = (0..r * r).map(|ac| w[ac] * self.factor(ac / r)[i] * self.factor(ac % r)[i]);
            *out = d + terms.sum::<f64>();
        }
    }

    fn add_to(&self, mut h: ArrayViewMut2<'_, f64>) {
        let (r, w) = (self.rank(), self.weights());
        let n = self.dimension();
        h.diag_mut().iter_mut().zip(self.entries()).for_each(|(h, d)| *h += d);
        for i in 0..n {
            for j in 0..=i {
                let term = |ac: usize| w[ac] * self.factor(ac / r)[i] * self.factor(ac % r)[j];
                let sum: f64 = (0..r * r).map(term).sum();
                h[(i, j)] += sum;
                if i != j {
                    h[(j, i)] += sum;
                }
            }
        }
    }

    fn solve_shifted(&self, mu: f64, b: &[f64], out: &mut [f64]) -> Result<(), CheckError> {
        self.shortly(|block| block.solve(mu, b, out))
    }

    fn logdet_shifted(&self, mu: f64) -> Result<f64, CheckError> {
        self.shortly(|block| block.logdet(mu))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Curvature, Dense};
    use super::*;

    fn example() -> Curvature {
        let factors = vec![vec![1.0, -2.0, 0.5, 3.0, 1.0], vec![0.0, 1.0, 2.0, -1.0, 2.0]];
        let weights = vec![2.0, -1.0, -1.0, 0.5, 1.0, 0.0, 0.0, -3.0];
        Curvature::LowRank(LowRank::new(vec![3, 5], vec![1.0, 0.0, -2.5, 4.0, 5.0], factors, weights).unwrap())
    }

    fn solves(c: &Curvature, mu: f64) {
        let dense = Dense::of(c.operator()).unwrap();
        let (b, mut x, mut expected) = ([1.0, 2.0, -3.0, 0.5, 4.0], [0.0; 5], [0.0; 5]);
        c.solve_shifted(mu, &b, &mut x).unwrap();
        dense.solve_shifted(mu, &b, &mut expected).unwrap();
        assert!((0..5).all(|i| (x[i] - expected[i]).abs() <= 1e-13 * largest(&expected)), "{x:?}, not {expected:?}");
        match (c.logdet_shifted(mu), dense.logdet_shifted(mu)) {
            (Ok(found), Ok(expected)) => assert!((found - expected).abs() < 1e-13 * expected.abs().max(1.0)),
            (found, expected) => assert_eq!(found.is_ok(), expected.is_ok(), "mu = {mu}"),
        }
    }

    fn largest(x: &[f64]) -> f64 {
        x.iter().fold(0.0, |m, x| x.abs().max(m))
    }

    #[test]
    fn solves_and_determinants_agree_with_the_dense_matrix_at_every_shift() {
        // At 0, 2.5, -4 and -5 an entry of the shifted diagonal is zero; at 30 everything is positive.
        for mu in [0.0, 2.5, -4.0, -5.0, 1e-9, 2.5 + 1e-12, 1.0, 10.0, 30.0, 1e8] {
            solves(&example(), mu);
        }
    }

    #[test]
    fn a_singular_block_is_refused() {
        // diag(1, 1) − u uᵀ with ‖u‖ = 1.
        let u = vec![0.6, 0.8];
        let c = Curvature::LowRank(LowRank::new(vec![2], vec![1.0; 2], vec![u], vec![-1.0]).unwrap());
        assert!(c.solve_shifted(0.0, &[1.0, 0.0], &mut [0.0; 2]).is_err());
        assert!(c.logdet_shifted(0.0).is_err() && c.logdet_shifted(1e-3).is_ok());
    }

    #[test]
    fn sizes_that_do_not_fit_are_refused_by_name() {
        let refused = |ends: &[usize], factors: Vec<Vec<f64>>, weights: usize| {
            LowRank::new(ends.to_vec(), vec![1.0; 3], factors, vec![0.0; weights]).unwrap_err().to_string()
        };
        assert!(refused(&[2], vec![], 0).starts_with("ends is [2]"));
        assert!(refused(&[3], vec![vec![1.0; 2]], 1).starts_with("factors is of length 2"));
        assert!(refused(&[3], vec![vec![1.0; 3]], 2).starts_with("weights is of length 2"));
        assert!(refused(&[3], vec![vec![1.0; 3]; 9], 81).starts_with("factors is 9 columns"));
    }
}
