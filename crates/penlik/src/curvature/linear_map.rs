//! Linear maps D that take n inputs to m outputs, known by their rows and columns.

use std::fmt::Debug;

/// A linear map D: ℝⁿ → ℝᵐ, sparse in most cases.
///
/// Rows and columns give their entries in a fixed order, and every output of D and of Dᵀ is one sum in that order: results do
/// not depend on how the outputs are cut into parts.
pub trait LinearMap: Debug + Send + Sync {
    /// n, the number of columns of D.
    fn inputs(&self) -> usize;

    /// m, the number of rows of D.
    fn outputs(&self) -> usize;

    /// Tells i and D_ei for every entry of row e that is not 0.
    fn row(&self, e: usize, tell: &mut dyn FnMut(usize, f64));

    /// Tells e and D_ei for every entry of column i that is not 0.
    fn column(&self, i: usize, tell: &mut dyn FnMut(usize, f64));

    /// out = the outputs from `first` on of D·v, as many as `out` holds.
    fn apply(&self, first: usize, v: &[f64], out: &mut [f64]) {
        for (e, out) in out.iter_mut().enumerate() {
            *out = 0.0;
            self.row(first + e, &mut |i, d| *out += d * v[i]);
        }
    }

    /// out = the entries from `first` on of Dᵀ·u, as many as `out` holds.
    fn adjoint(&self, first: usize, u: &[f64], out: &mut [f64]) {
        for (i, out) in out.iter_mut().enumerate() {
            *out = 0.0;
            self.column(first + i, &mut |e, d| *out += d * u[e]);
        }
    }

    /// The place of input i in an order, a permutation, in which the inputs of every row are near each other.
    fn position(&self, i: usize) -> usize {
        i
    }
}
