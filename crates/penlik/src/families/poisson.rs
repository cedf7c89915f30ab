//! Poisson, log link: ℓ = y·η − e^η − ln y!.
//!
//! Domain: y ≥ 0 and finite; whole numbers are counts, others are taken as rates.

use super::{Family, Jet, Rows, Slopes, Surroundings, laws, relative_entropy};
use crate::linalg::simd::dispatch;
use crate::linalg::special::{ln_gamma, stirling_error};
use crate::linalg::vecmath::exp;

/// y ~ Poisson(e^η).
#[derive(Debug, Clone, Copy, Default)]
pub struct Poisson;

impl Family for Poisson {
    fn predictors(&self) -> usize {
        1
    }

    fn self_concordance(&self) -> Option<f64> {
        Some(1.0)
    }

    fn jet(&self, rows: &Rows<'_>, jet: &mut Jet<'_>) {
        dispatch(
            #[inline(always)]
            || {
                let outputs = jet.value.iter_mut().zip(jet.score.iter_mut()).zip(jet.information.iter_mut());
                for (((value, score), information), (&eta, &y)) in outputs.zip(rows.eta.iter().zip(rows.response)) {
                    let mu = exp(eta);
                    *value = y * eta - mu;
                    *score = y - mu;
                    *information = mu;
                }
            },
        );
    }

    fn slopes(&self, rows: &Rows<'_>, slopes: &mut Slopes<'_>) {
        self.mean(rows.eta, rows.height, slopes.first);
        slopes.second.copy_from_slice(slopes.first);
    }

    fn mean(&self, eta: &[f64], _height: usize, out: &mut [f64]) {
        dispatch(
            #[inline(always)]
            || {
                for (out, eta) in out.iter_mut().zip(eta) {
                    *out = exp(*eta);
                }
            },
        );
    }

    fn mean_slope(&self, eta: &[f64], out: &mut [f64]) {
        self.mean(eta, eta.len(), out);
    }

    fn pearson(&self, rows: &Rows<'_>, out: &mut [f64]) {
        self.mean(rows.eta, rows.height, out);
        out.iter_mut().zip(rows.response).for_each(|(out, y)| *out = (y - *out) * (y - *out) / *out);
    }

    fn surroundings(&self, eta: f64, response: f64, weight: f64, _phi: f64) -> Option<Surroundings> {
        laws::poisson(response, weight, exp(eta))
    }

    fn saturated(&self, response: &[f64]) -> f64 {
        let y = response[0];
        if y > 0.0 { y * y.ln() - y } else { 0.0 }
    }

    fn constant(&self, response: &[f64]) -> f64 {
        -ln_gamma(response[0] + 1.0)
    }

    /// y ln y − y − ln y! = −½ln(2πy) − (the error of Stirling's formula).
    fn peak(&self, response: &[f64]) -> f64 {
        let y = response[0];
        if y > 0.0 { -0.5 * (std::f64::consts::TAU * y).ln() - stirling_error(y) } else { 0.0 }
    }

    fn deviance(&self, rows: &Rows<'_>, out: &mut [f64]) {
        dispatch(
            #[inline(always)]
            || {
                for ((out, &eta), &y) in out.iter_mut().zip(rows.eta).zip(rows.response) {
                    *out = 2.0 * relative_entropy(y, exp(eta), eta);
                }
            },
        );
    }

    /// Half-way between each count and the average, where the working response stays within 1 of the logarithm.
    fn start(&self, average: &[f64], response: &[f64], z: &mut [f64], weight: &mut [f64]) {
        for ((z, weight), y) in z.iter_mut().zip(weight).zip(response) {
            *weight = 0.5 * (y + average[0]);
            *z = weight.ln() + (y - *weight) / *weight;
        }
    }

    fn start_metric(&self, _average: &[f64]) -> Vec<f64> {
        vec![1.0]
    }

    fn null_predictors(&self, average: &[f64]) -> Vec<f64> {
        vec![average[0].ln()]
    }
}
