//! diag(B_1, …, B_n): a block for each row of θ, of as many entries as a row has; or one block that all rows share.
//!
//! Every question is one of the blocks': O(n·m²) for a product, O(n·m³) for a solution, and one factorisation in all where the
//! block is shared.

use std::sync::Arc;

use ndarray::ArrayViewMut2;

use super::Operator;
use crate::check::{CheckError, Code};
use crate::linalg::{Cholesky, Symmetric, SymmetricSolver, product};

/// A block diagonal matrix with blocks of one size.
#[derive(Debug, Clone, PartialEq)]
pub struct RowBlocks {
    size: usize,
    rows: usize,
    /// m² numbers for each row, or for all of them.
    blocks: Arc<[f64]>,
}

impl RowBlocks {
    /// A block of `size`² numbers for each row; refused where the numbers are no whole blocks.
    pub fn new(size: usize, blocks: impl Into<Arc<[f64]>>) -> Result<Self, CheckError> {
        let blocks = blocks.into();
        let area = size.checked_mul(size).filter(|area| *area > 0 && blocks.len().is_multiple_of(*area));
        match area {
            Some(area) => Ok(Self { size, rows: blocks.len() / area, blocks }),
            None => {
                let (value, expected) = (format!("{} numbers", blocks.len()), format!("blocks of {size} x {size}"));
                Err(CheckError::new(Code::Shape, "blocks", value, expected))
            }
        }
    }

    /// One block for all of `rows` rows.
    #[must_use]
    pub fn shared(block: Symmetric, rows: usize) -> Self {
        Self { size: block.order, rows, blocks: block.data.into() }
    }

    /// The same blocks for another number of rows, where all rows share one; unchanged otherwise.
    #[must_use]
    pub fn with_rows(&self, rows: usize) -> Self {
        let rows = if self.is_shared() { rows } else { self.rows };
        Self { size: self.size, rows, blocks: self.blocks.clone() }
    }

    /// The order of a block.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Whether there is one block for all rows.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.blocks.len() == self.size * self.size
    }

    /// The blocks that are stored, row-major one after the other: one, or one for each row.
    #[must_use]
    pub fn blocks(&self) -> &[f64] {
        &self.blocks
    }

    /// The block of row i.
    #[must_use]
    pub fn block(&self, i: usize) -> &[f64] {
        let area = self.size * self.size;
        let start = if self.is_shared() { 0 } else { i * area };
        &self.blocks[start..start + area]
    }

    /// Block i with μ on its diagonal.
    fn shifted(&self, i: usize, mu: f64) -> Symmetric {
        let mut shifted = Symmetric { order: self.size, data: self.block(i).to_vec() };
        (0..self.size).for_each(|j| shifted.data[j * self.size + j] += mu);
        shifted
    }

    /// How many blocks differ.
    fn stored(&self) -> usize {
        if self.is_shared() { self.rows.min(1) } else { self.rows }
    }

    fn solver(&self, i: usize, mu: f64) -> Result<SymmetricSolver, CheckError> {
        SymmetricSolver::new(&self.shifted(i, mu)).ok_or_else(|| refusal(i, mu, "not singular"))
    }
}

fn refusal(i: usize, mu: f64, expected: &str) -> CheckError {
    let value = format!("a block {i} that is not so at mu = {mu}");
    CheckError::new(Code::Domain, "curvature", value, format!("blocks + mu that are {expected}"))
}

impl Operator for RowBlocks {
    fn dimension(&self) -> usize {
        self.size * self.rows
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        let m = self.size.max(1);
        for (i, (v, out)) in v.chunks_exact(m).zip(out.chunks_exact_mut(m)).enumerate().take(self.rows) {
            product(self.block(i), m, v, out);
        }
    }

    fn diagonal(&self, out: &mut [f64]) {
        for (i, out) in out.chunks_exact_mut(self.size.max(1)).enumerate().take(self.rows) {
            out.iter_mut().zip(self.block(i).iter().step_by(self.size + 1)).for_each(|(out, d)| *out = *d);
        }
    }

    fn add_to(&self, mut h: ArrayViewMut2<'_, f64>) {
        let m = self.size;
        for i in 0..self.rows {
            for (place, x) in self.block(i).iter().enumerate() {
                h[(i * m + place / m, i * m + place % m)] += x;
            }
        }
    }

    fn solve_shifted(&self, mu: f64, b: &[f64], out: &mut [f64]) -> Result<(), CheckError> {
        let m = self.size.max(1);
        let shared = if self.is_shared() && self.rows > 0 { Some(self.solver(0, mu)?) } else { None };
        for (i, (b, out)) in b.chunks_exact(m).zip(out.chunks_exact_mut(m)).enumerate().take(self.rows) {
            let solution = match &shared {
                Some(solver) => solver.solve(b),
                None => self.solver(i, mu)?.solve(b),
            };
            out.copy_from_slice(&solution);
        }
        Ok(())
    }

    fn logdet_shifted(&self, mu: f64) -> Result<f64, CheckError> {
        let one = |i| {
            let factor = Cholesky::new(&self.shifted(i, mu)).ok_or_else(|| refusal(i, mu, "positive definite"))?;
            Ok(factor.log_determinant())
        };
        let sum: f64 = (0..self.stored()).map(one).sum::<Result<f64, CheckError>>()?;
        Ok(if self.is_shared() { sum * self.rows as f64 } else { sum })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_no_whole_blocks_are_refused() {
        assert!(RowBlocks::new(2, vec![1.0; 6]).is_err() && RowBlocks::new(0, vec![]).is_err());
        assert_eq!(RowBlocks::new(2, vec![]).unwrap().dimension(), 0);
        assert_eq!(RowBlocks::new(2, vec![1.0; 8]).unwrap().dimension(), 4);
    }

    #[test]
    fn a_block_that_is_singular_is_named() {
        let blocks = RowBlocks::new(1, vec![1.0, -2.0]).unwrap();
        let error = blocks.solve_shifted(2.0, &[1.0; 2], &mut [0.0; 2]).unwrap_err();
        assert!(error.to_string().contains("block 1") && blocks.logdet_shifted(0.0).is_err());
    }

    #[test]
    fn a_shared_block_takes_any_number_of_rows() {
        let shared = RowBlocks::shared(Symmetric { order: 2, data: vec![2.0, 1.0, 1.0, 2.0] }, 0);
        assert_eq!((shared.dimension(), shared.logdet_shifted(0.0).unwrap()), (0, 0.0));
        assert!((shared.with_rows(5).logdet_shifted(0.0).unwrap() - 5.0 * 3_f64.ln()).abs() < 1e-14);
    }
}
