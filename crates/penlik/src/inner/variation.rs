//! How fast the information of rows changes along their predictors, for families of one predictor without a constant of
//! self-concordance: the ratios |∂W/∂η|/E(W) at given coefficients take the place of the constant. They scale as 1/η does, so that
//! nothing depends on the unit of the predictors.

use super::rows::Sample;
use crate::families::{Rows, Slopes};
use crate::linalg::weighted_gram::{self, Columns};
use crate::linalg::{PANEL_ROWS, Symmetric};

impl Sample<'_> {
    /// Whether the ratios are taken.
    pub(super) fn varies(&self) -> bool {
        self.family.self_concordance().is_none() && self.family.predictors() == 1 && self.family.has_slopes()
    }

    /// max_i R_i·|x_iᵀd|.
    pub(super) fn relative_change(&self, beta: &[f64], direction: &[f64]) -> f64 {
        self.largest_over_panels(beta, |x, h, ratios| {
            let mut eta = vec![0.0; h];
            weighted_gram::apply(x, direction, &mut eta);
            eta.iter().zip(ratios).fold(0.0, |largest: f64, (eta, ratio)| largest.max((eta * ratio).abs()))
        })
    }

    /// max_i R_i²·x_iᵀAx_i for a positive semidefinite A.
    pub(super) fn largest_relative_form(&self, beta: &[f64], matrix: &Symmetric) -> f64 {
        let p = self.design.cols();
        self.largest_over_panels(beta, |x, h, ratios| {
            let mut product = vec![0.0; p * h];
            weighted_gram::apply(x, &matrix.data, &mut product);
            let form = |k: usize| (0..p).map(|j| x.column(j)[k] * product[j * h + k]).sum::<f64>();
            (0..h).fold(0.0, |largest: f64, k| largest.max(ratios[k] * ratios[k] * form(k)))
        })
    }

    fn largest_over_panels(&self, beta: &[f64], measure: impl Fn(Columns<'_>, usize, &[f64]) -> f64 + Sync) -> f64 {
        let leaf = |panel: usize| {
            let (h, w) = (self.design.height(panel), self.weights.panel(panel));
            let mut eta = vec![0.0; PANEL_ROWS];
            self.predictors(panel, beta, &mut eta);
            let (mut first, mut second, mut expected) = (vec![0.0; h], vec![0.0; h], vec![0.0; h]);
            let rows = Rows { eta: &eta[..h], response: self.response.panel(panel), height: h };
            self.family.slopes(&rows, &mut Slopes { first: &mut first, second: &mut second });
            self.family.expected_information(&rows, &mut expected);
            for (k, ratio) in first.iter_mut().enumerate() {
                let counts = w[k] > 0.0 && expected[k] > 0.0;
                *ratio = if counts { ratio.abs() / expected[k] } else { 0.0 };
            }
            measure(Columns::new(self.design.panel(panel), h), h, &first)
        };
        self.workers.tree(self.design.count(), &leaf, &f64::max).unwrap_or(0.0)
    }
}
