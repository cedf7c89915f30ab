//! Gaussian, identity link: ℓ = −(y − η)²/2 per unit of weight; the scale is estimated afterwards.
//!
//! Domain: y finite.

use super::{Family, Jet, Rows, Surroundings, laws};
use crate::linalg::simd::dispatch;
use crate::linalg::two_sum;

/// y ~ N(η, φ/w).
#[derive(Debug, Clone, Copy, Default)]
pub struct Gaussian;

impl Family for Gaussian {
    fn predictors(&self) -> usize {
        1
    }

    fn self_concordance(&self) -> Option<f64> {
        Some(0.0)
    }

    fn has_scale(&self) -> bool {
        true
    }

    fn jet(&self, rows: &Rows<'_>, jet: &mut Jet<'_>) {
        jet.information.fill(1.0);
        dispatch(
            #[inline(always)]
            || {
                let outputs = jet.value.iter_mut().zip(jet.score.iter_mut());
                for ((value, score), (eta, y)) in outputs.zip(rows.eta.iter().zip(rows.response)) {
                    *score = y - eta;
                    *value = -0.5 * *score * *score;
                }
            },
        );
    }

    /// y − η is a difference of two floats, whose rounding is a float.
    fn score_rounding(&self, rows: &Rows<'_>, out: &mut [f64]) {
        for ((out, eta), y) in out.iter_mut().zip(rows.eta).zip(rows.response) {
            *out = two_sum(*y, -eta).1;
        }
    }

    fn mean(&self, eta: &[f64], _height: usize, out: &mut [f64]) {
        out.copy_from_slice(eta);
    }

    fn surroundings(&self, eta: f64, response: f64, weight: f64, phi: f64) -> Option<Surroundings> {
        Some(laws::normal(response - eta, phi / weight))
    }

    fn saturated(&self, _response: &[f64]) -> f64 {
        0.0
    }

    fn deviance(&self, rows: &Rows<'_>, out: &mut [f64]) {
        for ((out, eta), y) in out.iter_mut().zip(rows.eta).zip(rows.response) {
            *out = (y - eta) * (y - eta);
        }
    }

    fn start(&self, _average: &[f64], response: &[f64], z: &mut [f64], weight: &mut [f64]) {
        z.copy_from_slice(response);
        weight.fill(1.0);
    }

    fn start_metric(&self, _average: &[f64]) -> Vec<f64> {
        vec![1.0]
    }

    fn null_predictors(&self, average: &[f64]) -> Vec<f64> {
        average.to_vec()
    }
}
