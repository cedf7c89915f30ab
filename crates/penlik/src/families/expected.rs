//! A family whose information is replaced by its expectation: what Fisher scoring steps with.

use super::{Family, Jet, Rows};

/// The same law with E(W) for W.
#[derive(Clone, Copy)]
pub struct Expected<'a>(pub &'a dyn Family);

impl Family for Expected<'_> {
    fn predictors(&self) -> usize {
        self.0.predictors()
    }

    fn outputs(&self) -> usize {
        self.0.outputs()
    }

    fn self_concordance(&self) -> Option<f64> {
        self.0.self_concordance()
    }

    fn has_scale(&self) -> bool {
        self.0.has_scale()
    }

    fn has_slopes(&self) -> bool {
        self.0.has_slopes()
    }

    fn has_saturated_model(&self) -> bool {
        self.0.has_saturated_model()
    }

    fn has_null_mean(&self) -> bool {
        self.0.has_null_mean()
    }

    fn has_unit(&self) -> bool {
        self.0.has_unit()
    }

    fn jet(&self, rows: &Rows<'_>, jet: &mut Jet<'_>) {
        self.0.jet(rows, jet);
        self.0.expected_information(rows, jet.information);
    }

    fn mean(&self, eta: &[f64], height: usize, out: &mut [f64]) {
        self.0.mean(eta, height, out);
    }

    fn saturated(&self, response: &[f64]) -> f64 {
        self.0.saturated(response)
    }

    fn deviance(&self, rows: &Rows<'_>, out: &mut [f64]) {
        self.0.deviance(rows, out);
    }

    fn start(&self, average: &[f64], response: &[f64], z: &mut [f64], weight: &mut [f64]) {
        self.0.start(average, response, z, weight);
    }

    fn start_metric(&self, average: &[f64]) -> Vec<f64> {
        self.0.start_metric(average)
    }

    fn null_predictors(&self, average: &[f64]) -> Vec<f64> {
        self.0.null_predictors(average)
    }
}
