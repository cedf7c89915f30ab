//! Pearson's statistic Σ w (y − μ)²/V(μ).

use super::problem::Problem;
use super::rows::Sample;
use crate::families::Rows;
use crate::linalg::PANEL_ROWS;

impl Sample<'_> {
    fn pearson(&self, beta: &[f64]) -> f64 {
        let values = self.design.values(beta);
        let leaf = |panel: usize| {
            let (h, w) = (self.design.height(panel), self.weights.panel(panel));
            let (mut eta, mut squares) = (vec![0.0; PANEL_ROWS], vec![0.0; h]);
            self.predictors(panel, &values, &mut eta);
            let rows = Rows { eta: &eta[..h], response: self.response.panel(panel), height: h };
            self.family.pearson(&rows, &mut squares);
            let rows = h.min(self.design.rows() - panel * PANEL_ROWS);
            squares[..rows].iter().zip(w).map(|(square, w)| w * square).sum::<f64>()
        };
        self.workers.tree(self.design.count(), &leaf, &|a, b| a + b).unwrap_or(0.0)
    }
}

impl Problem<'_> {
    /// Σ w (y − μ)²/V(μ), for families of one predictor.
    #[must_use]
    pub fn pearson(&self, theta: &[f64]) -> f64 {
        self.sample().pearson(&self.stacked(theta))
    }
}
