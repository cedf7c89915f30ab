//! The information of the rows frozen at one β: products H·v = Σ_i w_i (W_i ⊗ x_ix_iᵀ)v without H.
//!
//! One pass over the panels: z = Xv, r = w·Wz, out = Xᵀr. What a family needs for Wz is kept for every row, K probabilities for the
//! multinomial, so that a product costs 4NPM operations and nothing of size N·P·M or (PM)² is made.

use super::rows::Sample;
use crate::linalg::weighted_gram::{self, packed, triangle};
use crate::linalg::{Columns, LANES, PANEL_ROWS, Panels, Symmetric, simd};

/// What is kept of the rows at β.
#[derive(Debug, Clone)]
pub struct Frozen {
    rows: Panels,
}

/// Panels at a time when rows are kept.
const PANELS: usize = 4;

impl Frozen {
    /// Keeps the rows of a sample at β, class-major.
    #[must_use]
    pub fn new(sample: &Sample<'_>, beta: &[f64]) -> Self {
        let (m, kept) = (sample.family.predictors(), sample.family.frozen_columns());
        let mut rows = Panels::zeros(sample.design.rows(), kept);
        let values = sample.design.values(beta);
        let keep = |leaf: usize, out: &mut [f64]| {
            let mut eta = vec![0.0; m * PANEL_ROWS];
            for (k, out) in out.chunks_mut(PANEL_ROWS * kept).enumerate() {
                let panel = leaf * PANELS + k;
                let h = sample.design.height(panel);
                sample.predictors(panel, &values, &mut eta);
                sample.family.freeze(&sample.rows(panel, &eta[..m * h]), out);
            }
        };
        sample.workers.tree_mut(rows.entries_mut(), PANELS * PANEL_ROWS * kept, &keep, &|(), ()| ());
        Self { rows }
    }

    /// out = H·v.
    pub fn product_into(&self, sample: &Sample<'_>, v: &[f64], out: &mut [f64]) {
        let m = sample.family.predictors();
        let values = sample.design.values(v);
        let leaf = |leaf: usize| {
            let (mut sum, mut z) = (vec![0.0; sample.design.adjoint_length(m)], vec![0.0; m * PANEL_ROWS]);
            for panel in sample.panels(leaf) {
                let h = sample.design.height(panel);
                let z = &mut z[..m * h];
                sample.design.apply(panel, &values, z);
                sample.family.frozen_product(self.rows.panel(panel), z, h);
                weigh(z, &sample.weights.panel(panel)[..h]);
                sample.design.add_adjoint(panel, Columns::new(z, h), &mut sum);
            }
            sum
        };
        match sample.workers.tree(sample.leaves(), &leaf, &added) {
            Some(sum) => out.copy_from_slice(&sample.design.adjoint(sum)),
            None => out.fill(0.0),
        }
    }

    /// The P × P blocks of H, packed, in packed order.
    #[must_use]
    pub fn blocks(&self, sample: &Sample<'_>) -> Vec<f64> {
        let length = triangle(sample.family.predictors()) * triangle(sample.design.cols());
        self.sums(sample, length, weighted_gram::add_gram)
    }

    /// The diagonal of H.
    #[must_use]
    pub fn diagonal(&self, sample: &Sample<'_>) -> Vec<f64> {
        let (m, p) = (sample.family.predictors(), sample.design.cols());
        self.sums(sample, m * p, |x, weights, sum| {
            for (k, sum) in sum.iter_mut().enumerate() {
                let (a, column) = (k / p, x.column(k % p));
                let terms = column.iter().zip(weights.column(packed(a, a)));
                *sum += terms.fold(0.0, |sum, (x, w)| (w * x).mul_add(*x, sum));
            }
        })
    }

    /// Σ w W / Σ w.
    #[must_use]
    pub fn mean(&self, sample: &Sample<'_>) -> Symmetric {
        let m = sample.family.predictors();
        let sums = self.sums(sample, triangle(m), |_, weights, sum| {
            sum.iter_mut().enumerate().for_each(|(k, sum)| *sum += simd::column_sum(weights.column(k)));
        });
        let (total, _) = sample.weighted_totals();
        let mut mean = Symmetric::zeros(m);
        (0..m).for_each(|a| (0..=a).for_each(|b| mean.add(a, b, sums[packed(a, b)] / total.max(f64::MIN_POSITIVE))));
        mean
    }

    /// The smallest of the bounds of the eigenvalues of W, over rows that count.
    #[must_use]
    pub fn floor(&self, sample: &Sample<'_>) -> f64 {
        let leaf = |leaf: usize| {
            let mut least = vec![0.0; PANEL_ROWS];
            sample.panels(leaf).fold(f64::INFINITY, |smallest: f64, panel| {
                let h = sample.design.height(panel);
                sample.family.frozen_floor(self.rows.panel(panel), &mut least[..h]);
                let counted = least[..h].iter().zip(sample.weights.panel(panel)).filter(|(_, w)| **w > 0.0);
                counted.fold(smallest, |smallest, (least, _)| if *least < smallest { *least } else { smallest })
            })
        };
        sample.workers.tree(sample.leaves(), &leaf, &f64::min).filter(|least| least.is_finite()).unwrap_or(0.0)
    }

    /// Adds up what `add` makes of the columns of a panel and w·W, over all panels.
    fn sums(
        &self,
        sample: &Sample<'_>,
        length: usize,
        add: impl Fn(Columns<'_>, Columns<'_>, &mut [f64]) + Sync,
    ) -> Vec<f64> {
        let pairs = triangle(sample.family.predictors());
        let leaf = |leaf: usize| {
            let (mut sum, mut information) = (vec![0.0; length], vec![0.0; pairs * PANEL_ROWS]);
            let mut entries = Vec::new();
            for panel in sample.panels(leaf) {
                let h = sample.design.height(panel);
                let information = &mut information[..pairs * h];
                sample.family.frozen_information(self.rows.panel(panel), information, h);
                weigh(information, &sample.weights.panel(panel)[..h]);
                add(sample.columns(panel, &mut entries), Columns::new(information, h), &mut sum);
            }
            sum
        };
        sample.workers.tree(sample.leaves(), &leaf, &added).unwrap_or_else(|| vec![0.0; length])
    }
}

fn added(mut a: Vec<f64>, b: Vec<f64>) -> Vec<f64> {
    a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
    a
}

/// Multiplies columns by weights; rows that pad have weight 0 whatever a family says of them.
fn weigh(columns: &mut [f64], w: &[f64]) {
    for column in columns.chunks_exact_mut(w.len().max(LANES)) {
        column.iter_mut().zip(w).for_each(|(x, w)| *x = if *w == 0.0 { 0.0 } else { *x * w });
    }
}
