//! Products with a row-major matrix that is read in place: Ax for a sparse x, Aᵀr, and the squares of the columns.
//!
//! Each pass reads the matrix once. Leaves are ranges of rows or of columns of a fixed size, and every entry of a result is one
//! sum in the order of the matrix, so that bits do not depend on threads.

use crate::linalg::{LANES, Workers, simd};

/// Entries of the matrix in a leaf of Ax, so that a small problem starts no thread.
const LEAF: usize = 1 << 18;
/// Columns in a leaf of Aᵀr: 8 KiB of a row in one piece.
const COLUMN_LEAF: usize = 1024;

/// A row-major matrix.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// All entries.
    pub data: &'a [f64],
    /// Entries in a row.
    pub cols: usize,
}

impl<'a> Rows<'a> {
    /// Row i.
    #[inline(always)]
    pub fn row(&self, i: usize) -> &'a [f64] {
        &self.data[i * self.cols..(i + 1) * self.cols]
    }

    /// The number of rows.
    pub fn count(&self) -> usize {
        self.data.len().checked_div(self.cols).unwrap_or(0)
    }

    /// out = Ax.
    pub fn apply(&self, x: &[f64], out: &mut [f64], workers: &Workers) {
        let support: Vec<u32> = (0..x.len()).filter(|&j| x[j] != 0.0).map(|j| j as u32).collect();
        let values: Vec<f64> = support.iter().map(|&j| x[j as usize]).collect();
        let dense = support.len() * 4 > x.len();
        let rows = LEAF.div_ceil(self.cols.max(1));
        let leaf = |at: usize, out: &mut [f64]| {
            for (k, out) in out.iter_mut().enumerate() {
                let row = self.row(at * rows + k);
                *out = if dense { product(row, x) } else { gathered(row, &support, &values) };
            }
        };
        workers.tree_mut(out, rows, &leaf, &|(), ()| ());
    }

    /// out = Aᵀr.
    pub fn adjoint(&self, r: &[f64], out: &mut [f64], workers: &Workers) {
        let leaf = |at: usize, out: &mut [f64]| {
            out.fill(0.0);
            let (from, to) = (at * COLUMN_LEAF, at * COLUMN_LEAF + out.len());
            let mut four = r.chunks_exact(4);
            let mut i = 0;
            for r in four.by_ref() {
                let rows: [&[f64]; 4] = std::array::from_fn(|k| &self.row(i + k)[from..to]);
                add_four([r[0], r[1], r[2], r[3]], rows, out);
                i += 4;
            }
            for &r in four.remainder() {
                let row = &self.row(i)[from..to];
                out.iter_mut().zip(row).for_each(|(out, a)| *out = r.mul_add(*a, *out));
                i += 1;
            }
        };
        workers.tree_mut(out, COLUMN_LEAF, &leaf, &|(), ()| ());
    }

    /// out_j = Σ_i w_i a_ij², w = 1 where there are no weights.
    pub fn squares(&self, weights: Option<&[f64]>, out: &mut [f64], workers: &Workers) {
        let leaf = |at: usize, out: &mut [f64]| {
            out.fill(0.0);
            let (from, to) = (at * COLUMN_LEAF, at * COLUMN_LEAF + out.len());
            for i in 0..self.count() {
                let w = weights.map_or(1.0, |w| w[i]);
                add_squares(w, &self.row(i)[from..to], out);
            }
        };
        workers.tree_mut(out, COLUMN_LEAF, &leaf, &|(), ()| ());
    }
}

/// aᵀx in [`LANES`] partial sums.
fn product(a: &[f64], x: &[f64]) -> f64 {
    simd::dispatch(
        #[inline(always)]
        || {
            let mut sums = [0.0_f64; LANES];
            let ((a, a_rest), (x, x_rest)) = (a.as_chunks::<LANES>(), x.as_chunks::<LANES>());
            for (a, x) in a.iter().zip(x) {
                for l in 0..LANES {
                    sums[l] = a[l].mul_add(x[l], sums[l]);
                }
            }
            let rest = a_rest.iter().zip(x_rest).fold(0.0, |sum: f64, (a, x)| a.mul_add(*x, sum));
            sums.into_iter().fold(rest, |sum, x| sum + x)
        },
    )
}

/// The same over the entries that are not zero, in four partial sums.
fn gathered(a: &[f64], support: &[u32], values: &[f64]) -> f64 {
    let mut sums = [0.0_f64; 4];
    for (j, v) in support.chunks(4).zip(values.chunks(4)) {
        for (l, (&j, &v)) in j.iter().zip(v).enumerate() {
            sums[l] = a[j as usize].mul_add(v, sums[l]);
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3])
}

fn add_four(r: [f64; 4], rows: [&[f64]; 4], out: &mut [f64]) {
    simd::dispatch(
        #[inline(always)]
        || {
            let n = out.len();
            let (out, rows) = (&mut out[..n], rows.map(|row| &row[..n]));
            for j in 0..n {
                let sum = r[1].mul_add(rows[1][j], r[0].mul_add(rows[0][j], out[j]));
                out[j] = r[3].mul_add(rows[3][j], r[2].mul_add(rows[2][j], sum));
            }
        },
    );
}

fn add_squares(w: f64, row: &[f64], out: &mut [f64]) {
    simd::dispatch(
        #[inline(always)]
        || {
            for (out, a) in out.iter_mut().zip(row) {
                *out = (w * a).mul_add(*a, *out);
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_what_their_sums_say_for_any_number_of_threads() {
        let (n, p) = (131, 1100);
        let data: Vec<f64> = (0..n * p).map(|k| ((k * 37) % 101) as f64 - 50.0).collect();
        let rows = Rows { data: &data, cols: p };
        for dense in [false, true] {
            let x: Vec<f64> = (0..p).map(|j| if dense || j % 9 == 0 { j as f64 - 3.0 } else { 0.0 }).collect();
            let r: Vec<f64> = (0..n).map(|i| (i % 7) as f64 - 2.5).collect();
            for workers in [Workers::sequential(), Workers::new(3)] {
                let (mut ax, mut atr, mut squares) = (vec![0.0; n], vec![0.0; p], vec![0.0; p]);
                rows.apply(&x, &mut ax, &workers);
                rows.adjoint(&r, &mut atr, &workers);
                rows.squares(Some(&r), &mut squares, &workers);
                for i in 0..n {
                    assert_eq!(ax[i], (0..p).map(|j| data[i * p + j] * x[j]).sum::<f64>());
                }
                for j in 0..p {
                    assert_eq!(atr[j], (0..n).map(|i| data[i * p + j] * r[i]).sum::<f64>());
                    assert_eq!(squares[j], (0..n).map(|i| data[i * p + j] * data[i * p + j] * r[i]).sum::<f64>());
                }
            }
        }
    }
}
