//! Sparsemax.
//!
//! Each row of scores becomes the nearest row of probabilities, its projection onto the simplex of total 1. Small scores become
//! probabilities that are exactly 0, which a softmax never gives, and thresholding scores before a softmax does not either: a
//! zero score keeps the weight e⁰ there
//! (A. F. T. Martins and R. F. Astudillo, "From softmax to sparsemax", ICML 2016).

use super::map::Projection;
use super::simplex::Simplex;
use crate::check::{CheckError, Code, rows};

/// Rows of probabilities, exactly 0 where the score is small.
///
/// ```
/// use penlik::prox::{Projection, Sparsemax};
/// let mut out = [0.0; 4];
/// Sparsemax::new(2)?.project(&[0.5, 0.0, 3.0, 1.0], &mut out)?;
/// assert_eq!(out, [0.75, 0.25, 1.0, 0.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Sparsemax {
    row: Simplex,
    columns: usize,
}

impl Sparsemax {
    /// Rows of `columns` ≥ 1 scores.
    pub fn new(columns: usize) -> Result<Self, CheckError> {
        if columns == 0 {
            return Err(CheckError::new(Code::Shape, "columns", "0", "at least 1"));
        }
        Ok(Self { row: Simplex::new(1.0)?, columns })
    }
}

impl Projection for Sparsemax {
    fn fits(&self, length: usize) -> Result<(), CheckError> {
        rows("x", length, self.columns)
    }

    fn nearest(&self, x: &mut [f64]) -> Result<(), CheckError> {
        x.chunks_mut(self.columns).try_for_each(|row| self.row.nearest(row))
    }
}
