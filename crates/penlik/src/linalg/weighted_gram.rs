//! The blocked weighted Gram matrix XᵀWX and its companions Xβ and Xᵀr, one panel at a time.
//!
//! W holds one symmetric M × M matrix a row, stored as M(M+1)/2 columns of weights w_ab (b ≤ a). Each pair gives one symmetric
//! P × P block Σ_i w_ab,i x_i x_iᵀ, of which the lower triangle is summed: M(M+1)/2 · P(P+1)/2 products a row, nothing N × MP.

use super::simd::{self, Simd, WithSimd};
use super::{LANES, PANEL_ROWS};

/// Length of the lower triangle of an n × n matrix.
#[must_use]
pub const fn triangle(n: usize) -> usize {
    n * (n + 1) / 2
}

/// Place of entry (i, j ≤ i) in a packed lower triangle.
#[must_use]
pub const fn packed(i: usize, j: usize) -> usize {
    i * (i + 1) / 2 + j
}

/// The columns of one panel of a matrix.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a> {
    data: &'a [f64],
    height: usize,
}

impl<'a> Columns<'a> {
    /// Columns of `height` entries each, one after the other; `height` is a multiple of [`LANES`] and at most [`PANEL_ROWS`].
    #[must_use]
    pub fn new(data: &'a [f64], height: usize) -> Self {
        debug_assert!(height.is_multiple_of(LANES) && height <= PANEL_ROWS);
        Self { data, height }
    }

    /// Entries of a column.
    #[must_use]
    pub fn height(&self) -> usize {
        self.height
    }

    /// The number of columns.
    #[must_use]
    pub fn count(&self) -> usize {
        self.data.len().checked_div(self.height).unwrap_or(0)
    }

    /// Column j.
    #[inline(always)]
    #[must_use]
    pub fn column(&self, j: usize) -> &'a [f64] {
        &self.data[j * self.height..(j + 1) * self.height]
    }
}

/// Adds Σ_i w_i x_i x_iᵀ to the packed lower triangle `out` for every column of weights, block after block.
pub fn add_gram(x: Columns<'_>, weights: Columns<'_>, out: &mut [f64]) {
    simd::run(Gram { x, weights, out });
}

struct Gram<'a> {
    x: Columns<'a>,
    weights: Columns<'a>,
    out: &'a mut [f64],
}

impl WithSimd for Gram<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let blocks = self.out.chunks_exact_mut(triangle(self.x.count()));
        for (t, block) in blocks.enumerate().take(self.weights.count()) {
            add_block(simd, self.x, self.weights.column(t), block);
        }
    }
}

/// Rows of the triangle are taken two at a time and columns four at a time, so that eight sums stay in registers.
#[inline(always)]
fn add_block<S: Simd>(simd: S, x: Columns<'_>, w: &[f64], out: &mut [f64]) {
    let mut scaled = [[0.0; PANEL_ROWS]; 2];
    let [first, second] = &mut scaled;
    let (first, second) = (&mut first[..w.len()], &mut second[..w.len()]);
    let count = x.count();
    let mut i = 0;
    while i + 1 < count {
        simd::multiply(simd, w, x.column(i), first);
        simd::multiply(simd, w, x.column(i + 1), second);
        let mut j = 0;
        while j + 4 <= i + 1 {
            let columns = [x.column(j), x.column(j + 1), x.column(j + 2), x.column(j + 3)];
            let [upper, lower] = simd::products(simd, [first, second], columns);
            for c in 0..4 {
                out[packed(i, j + c)] += upper[c];
                out[packed(i + 1, j + c)] += lower[c];
            }
            j += 4;
        }
        while j <= i {
            let [upper, lower] = simd::products(simd, [first, second], [x.column(j)]);
            out[packed(i, j)] += upper[0];
            out[packed(i + 1, j)] += lower[0];
            j += 1;
        }
        out[packed(i + 1, i + 1)] += simd::products(simd, [second], [x.column(i + 1)])[0][0];
        i += 2;
    }
    if i < count {
        simd::multiply(simd, w, x.column(i), first);
        for j in 0..=i {
            out[packed(i, j)] += simd::products(simd, [first], [x.column(j)])[0][0];
        }
    }
}

/// η_a = Σ_j x_j β_a[j] for every row of coefficients (class-major, P each), written to `eta` column after column.
pub fn apply(x: Columns<'_>, beta: &[f64], eta: &mut [f64]) {
    simd::run(Apply { x, beta, eta });
}

struct Apply<'a> {
    x: Columns<'a>,
    beta: &'a [f64],
    eta: &'a mut [f64],
}

impl WithSimd for Apply<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (count, height) = (self.x.count().max(1), self.x.height().max(1));
        for (beta, eta) in self.beta.chunks_exact(count).zip(self.eta.chunks_exact_mut(height)) {
            eta.fill(0.0);
            for (j, &b) in beta.iter().enumerate() {
                simd::add_multiple(simd, b, self.x.column(j), eta);
            }
        }
    }
}

/// Adds Xᵀr_a for every column r_a of residuals to `out`, class-major.
pub fn add_adjoint(x: Columns<'_>, residuals: Columns<'_>, out: &mut [f64]) {
    simd::run(Adjoint { x, residuals, out });
}

struct Adjoint<'a> {
    x: Columns<'a>,
    residuals: Columns<'a>,
    out: &'a mut [f64],
}

impl WithSimd for Adjoint<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (x, count) = (self.x, self.x.count());
        for (a, out) in self.out.chunks_exact_mut(count.max(1)).enumerate().take(self.residuals.count()) {
            let r = self.residuals.column(a);
            let mut j = 0;
            while j + 4 <= count {
                let columns = [x.column(j), x.column(j + 1), x.column(j + 2), x.column(j + 3)];
                let [dots] = simd::products(simd, [r], columns);
                for c in 0..4 {
                    out[j + c] += dots[c];
                }
                j += 4;
            }
            while j < count {
                out[j] += simd::products(simd, [r], [x.column(j)])[0][0];
                j += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::Panels;

    fn panel(rows: usize, cols: usize, seed: usize) -> Panels {
        let mut x = Panels::zeros(rows, cols);
        for i in 0..rows {
            for j in 0..cols {
                x.set(i, j, (((i * 37 + j * 101 + seed) % 89) as f64 - 44.0) / 16.0);
            }
        }
        x
    }

    #[test]
    fn gram_and_products_are_what_their_sums_say() {
        for cols in [1, 2, 3, 5, 8, 9] {
            let (x, w) = (panel(40, cols, 0), panel(40, 3, 7));
            let columns = Columns::new(x.panel(0), 40);
            let mut gram = vec![0.0; 3 * triangle(cols)];
            add_gram(columns, Columns::new(w.panel(0), 40), &mut gram);
            let mut adjoint = vec![0.0; 3 * cols];
            add_adjoint(columns, Columns::new(w.panel(0), 40), &mut adjoint);
            for t in 0..3 {
                for i in 0..cols {
                    let dot: f64 = (0..40).map(|r| w.get(r, t) * x.get(r, i)).sum();
                    assert!((adjoint[t * cols + i] - dot).abs() < 1e-12);
                    for j in 0..=i {
                        let direct: f64 = (0..40).map(|r| w.get(r, t) * x.get(r, i) * x.get(r, j)).sum();
                        assert!((gram[t * triangle(cols) + packed(i, j)] - direct).abs() < 1e-11);
                    }
                }
            }
            let beta: Vec<f64> = (0..2 * cols).map(|k| k as f64 - 1.5).collect();
            let mut eta = vec![0.0; 80];
            apply(columns, &beta, &mut eta);
            let direct: f64 = (0..cols).map(|j| x.get(11, j) * beta[cols + j]).sum();
            assert!((eta[40 + 11] - direct).abs() < 1e-12);
        }
    }
}
