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

    /// All columns, one after the other.
    #[must_use]
    pub fn entries(&self) -> &'a [f64] {
        self.data
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

/// Columns taken at a time.
const STEP: usize = 4;

/// Rows of the triangle are taken two at a time and columns four at a time, so that eight sums stay in registers. A block of columns
/// that sticks out over the diagonal or the last column costs no more than its part inside; what lies outside is dropped.
#[inline(always)]
fn add_block<S: Simd>(simd: S, x: Columns<'_>, w: &[f64], out: &mut [f64]) {
    let mut scaled = [[0.0; PANEL_ROWS]; 2];
    let [first, second] = &mut scaled;
    let (first, second) = (&mut first[..w.len()], &mut second[..w.len()]);
    let count = x.count();
    for i in (0..count).step_by(2) {
        simd::multiply(simd, w, x.column(i), first);
        let paired = i + 1 < count;
        if paired {
            simd::multiply(simd, w, x.column(i + 1), second);
        }
        for j in (0..=i + usize::from(paired)).step_by(STEP) {
            let columns = block(x, j);
            if paired {
                let [upper, lower] = simd::products(simd, [first, second], columns);
                add_row(out, i, j, upper);
                add_row(out, i + 1, j, lower);
            } else {
                let [only] = simd::products(simd, [first], columns);
                add_row(out, i, j, only);
            }
        }
    }
}

/// Columns j … j + 3, the last column repeated past the end.
#[inline(always)]
fn block(x: Columns<'_>, j: usize) -> [&[f64]; STEP] {
    std::array::from_fn(
        #[inline(always)]
        |c| x.column((j + c).min(x.count() - 1)),
    )
}

/// Adds to row i of the triangle from column j on, up to the diagonal.
#[inline(always)]
fn add_row(out: &mut [f64], i: usize, j: usize, sums: [f64; STEP]) {
    for (c, sum) in sums.into_iter().enumerate().take(i + 1 - j.min(i + 1)) {
        out[packed(i, j + c)] += sum;
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
            let (steps, rest) = beta.as_chunks::<STEP>();
            for (step, b) in steps.iter().enumerate() {
                simd::add_multiples(simd, *b, block(self.x, step * STEP), eta);
            }
            for (j, &b) in rest.iter().enumerate() {
                simd::add_multiples(simd, [b], [self.x.column(steps.len() * STEP + j)], eta);
            }
        }
    }
}

/// x_iᵀG x_i of every row for a symmetric G, row-major, of which the lower triangle is read; `sums` is room for a column.
pub fn quadratic_forms(x: Columns<'_>, g: &[f64], sums: &mut [f64], out: &mut [f64]) {
    simd::run(Forms { x, g, sums, out });
}

struct Forms<'a> {
    x: Columns<'a>,
    g: &'a [f64],
    sums: &'a mut [f64],
    out: &'a mut [f64],
}

impl WithSimd for Forms<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { x, g, sums, out } = self;
        let count = x.count();
        out.fill(0.0);
        for i in 0..count {
            // G_ii x_i + 2Σ_{j<i} G_ij x_j
            sums.fill(0.0);
            let row = &g[i * count..=i * count + i];
            let (steps, rest) = row[..i].as_chunks::<STEP>();
            for (step, b) in steps.iter().enumerate() {
                let twice = [2.0 * b[0], 2.0 * b[1], 2.0 * b[2], 2.0 * b[3]];
                simd::add_multiples(simd, twice, block(x, step * STEP), sums);
            }
            for (j, &b) in rest.iter().enumerate() {
                simd::add_multiples(simd, [2.0 * b], [x.column(steps.len() * STEP + j)], sums);
            }
            simd::add_multiples(simd, [row[i]], [x.column(i)], sums);
            simd::add_products(simd, x.column(i), sums, out);
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
            for j in (0..count).step_by(STEP) {
                let [sums] = simd::products(simd, [r], block(x, j));
                out[j..].iter_mut().zip(sums).for_each(|(out, sum)| *out += sum);
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
            let g: Vec<f64> = (0..cols * cols).map(|k| ((k / cols + k % cols) % 5) as f64 - 1.5).collect();
            let (mut sums, mut forms) = (vec![0.0; 40], vec![f64::NAN; 40]);
            quadratic_forms(columns, &g, &mut sums, &mut forms);
            for (r, form) in forms.iter().enumerate() {
                let pairs = (0..cols * cols).map(|k| x.get(r, k / cols) * g[k] * x.get(r, k % cols));
                assert!((form - pairs.sum::<f64>()).abs() < 1e-11);
            }
            let beta: Vec<f64> = (0..2 * cols).map(|k| k as f64 - 1.5).collect();
            let mut eta = vec![0.0; 80];
            apply(columns, &beta, &mut eta);
            let direct: f64 = (0..cols).map(|j| x.get(11, j) * beta[cols + j]).sum();
            assert!((eta[40 + 11] - direct).abs() < 1e-12);
        }
    }
}
