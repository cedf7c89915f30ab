//! How fast the information of rows changes along their predictors, for families of one predictor without a constant of
//! self-concordance: the ratios |∂W/∂η|/E(W) at given coefficients take the place of the constant. They scale as 1/η does, so that
//! nothing depends on the unit of the predictors.

use super::rows::Sample;
use crate::families::{Rows, Slopes};
use crate::linalg::{PANEL_ROWS, Symmetric};

impl Sample<'_> {
    /// Whether the ratios are taken.
    pub(super) fn varies(&self) -> bool {
        self.family.self_concordance().is_none() && self.family.predictors() == 1 && self.family.has_slopes()
    }

    /// max_i R_i·|x_iᵀd|.
    pub(super) fn relative_change(&self, beta: &[f64], direction: &[f64]) -> f64 {
        let values = self.design.values(direction);
        self.largest_over_panels(beta, |panel, ratios| {
            let mut eta = vec![0.0; ratios.len()];
            self.design.apply(panel, &values, &mut eta);
            eta.iter().zip(ratios).fold(0.0, |largest: f64, (eta, ratio)| largest.max((eta * ratio).abs()))
        })
    }

    /// max_i R_i²·x_iᵀAx_i for a positive semidefinite A.
    pub(super) fn largest_relative_form(&self, beta: &[f64], matrix: &Symmetric) -> f64 {
        let values = self.design.form_values(&matrix.data);
        self.largest_over_panels(beta, |panel, ratios| {
            let mut forms = vec![0.0; ratios.len()];
            self.design.forms(panel, &values, &mut forms);
            forms.iter().zip(ratios).fold(0.0, |largest: f64, (form, ratio)| largest.max(ratio * ratio * form))
        })
    }

    fn largest_over_panels(&self, beta: &[f64], measure: impl Fn(usize, &[f64]) -> f64 + Sync) -> f64 {
        let values = self.design.values(beta);
        let leaf = |panel: usize| {
            let (h, w) = (self.design.height(panel), self.weights.panel(panel));
            let mut eta = vec![0.0; PANEL_ROWS];
            self.predictors(panel, &values, &mut eta);
            let (mut first, mut second, mut expected) = (vec![0.0; h], vec![0.0; h], vec![0.0; h]);
            let rows = Rows { eta: &eta[..h], response: self.response.panel(panel), height: h };
            self.family.slopes(&rows, &mut Slopes { first: &mut first, second: &mut second });
            self.family.expected_information(&rows, &mut expected);
            for (k, ratio) in first.iter_mut().enumerate() {
                let counts = w[k] > 0.0 && expected[k] > 0.0;
                *ratio = if counts { ratio.abs() / expected[k] } else { 0.0 };
            }
            measure(panel, &first)
        };
        self.workers.tree(self.design.count(), &leaf, &f64::max).unwrap_or(0.0)
    }
}
