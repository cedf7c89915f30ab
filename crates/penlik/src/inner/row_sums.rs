//! Sums over rows of functions of response and weight alone.

use super::rows::Sample;
use crate::linalg::PANEL_ROWS;

impl Sample<'_> {
    /// Σ over rows of a function of (response, weight), rows that pad not counted.
    pub fn sum_rows(&self, term: &(impl Fn(&[f64], f64) -> f64 + Sync)) -> f64 {
        let row = || vec![0.0; self.response.cols()];
        let leaf = |leaf: usize| self.panels(leaf).map(|panel| self.sum_panel(panel, &mut row(), term)).sum::<f64>();
        self.workers.tree(self.leaves(), &leaf, &|a, b| a + b).unwrap_or(0.0)
    }

    /// Σ over rows of vectors, rows that pad not counted.
    pub fn sum_row_vectors(&self, length: usize, add: &(impl Fn(&[f64], f64, &mut [f64]) + Sync)) -> Vec<f64> {
        let leaf = |leaf: usize| {
            let (mut row, mut sums) = (vec![0.0; self.response.cols()], vec![0.0; length]);
            for panel in self.panels(leaf) {
                self.for_each_row(panel, &mut row, |y, w| add(y, w, &mut sums));
            }
            sums
        };
        let merge = |mut a: Vec<f64>, b: Vec<f64>| {
            a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
            a
        };
        self.workers.tree(self.leaves(), &leaf, &merge).unwrap_or_else(|| vec![0.0; length])
    }

    fn for_each_row(&self, panel: usize, row: &mut [f64], mut visit: impl FnMut(&[f64], f64)) {
        let h = self.design.height(panel);
        let (y, w) = (self.response.panel(panel), self.weights.panel(panel));
        for k in 0..h.min(self.design.rows() - panel * PANEL_ROWS) {
            row.iter_mut().enumerate().for_each(|(a, entry)| *entry = y[a * h + k]);
            visit(row, w[k]);
        }
    }

    fn sum_panel(&self, panel: usize, row: &mut [f64], term: impl Fn(&[f64], f64) -> f64) -> f64 {
        let mut sum = 0.0;
        self.for_each_row(panel, row, |y, w| sum += term(y, w));
        sum
    }
}
