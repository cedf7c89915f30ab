//! Binomial, logit link: ℓ = y·η − ln(1 + e^η) per trial, with y the share of successes and the weight the number of trials.
//!
//! With e = exp(−|η|) and D = 1 + e, p and 1 − p are 1/D and e/D in the order of the sign of η, so neither is formed by
//! subtraction; score y(1 − p) − (1 − y)p, information p(1 − p). Terms that count arrangements of trials are left out, so that
//! k trials in one row equal k rows. Domain: 0 ≤ y ≤ 1.

use super::{Family, Jet, Rows, Slopes, Surroundings, laws, relative_entropy};
use crate::linalg::simd::dispatch;
use crate::linalg::vecmath::{exp, ln_1p};

/// y ~ Bin(w, p)/w, ln(p/(1−p)) = η.
#[derive(Debug, Clone, Copy, Default)]
pub struct Binomial;

/// p, 1 − p, max(0, η) and ln(1 + e^−|η|), of which the last two add up to ln(1 + e^η).
#[inline(always)]
fn logistic(eta: f64) -> (f64, f64, f64, f64) {
    let e = exp(-eta.abs());
    let (large, small) = (1.0 / (1.0 + e), e / (1.0 + e));
    let positive = if eta > 0.0 { eta } else { 0.0 };
    let (p, q) = if eta > 0.0 { (large, small) } else { (small, large) };
    (p, q, positive, ln_1p(e))
}

impl Family for Binomial {
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
                    let (p, q, positive, rest) = logistic(eta);
                    // For y = 1 and η > 0 the first difference is exactly 0.
                    *value = (y * eta - positive) - rest;
                    *score = y * q - (1.0 - y) * p;
                    *information = p * q;
                }
            },
        );
    }

    /// W = pq: ∂W/∂η = pq(q − p), ∂²W/∂η² = pq(1 − 6pq).
    fn slopes(&self, rows: &Rows<'_>, slopes: &mut Slopes<'_>) {
        dispatch(
            #[inline(always)]
            || {
                for ((first, second), &eta) in slopes.first.iter_mut().zip(slopes.second.iter_mut()).zip(rows.eta) {
                    let (p, q, _, _) = logistic(eta);
                    let w = p * q;
                    *first = w * (q - p);
                    *second = w * 6.0f64.mul_add(-w, 1.0);
                }
            },
        );
    }

    fn mean(&self, eta: &[f64], _height: usize, out: &mut [f64]) {
        dispatch(
            #[inline(always)]
            || {
                for (out, eta) in out.iter_mut().zip(eta) {
                    *out = logistic(*eta).0;
                }
            },
        );
    }

    fn mean_slope(&self, eta: &[f64], out: &mut [f64]) {
        for (out, eta) in out.iter_mut().zip(eta) {
            let (p, q, _, _) = logistic(*eta);
            *out = p * q;
        }
    }

    fn pearson(&self, rows: &Rows<'_>, out: &mut [f64]) {
        for ((out, &eta), &y) in out.iter_mut().zip(rows.eta).zip(rows.response) {
            let (p, q, _, _) = logistic(eta);
            let gap = y * q - (1.0 - y) * p;
            *out = gap * gap / (p * q);
        }
    }

    fn surroundings(&self, eta: f64, response: f64, weight: f64, _phi: f64) -> Option<Surroundings> {
        let (p, q, positive, rest) = logistic(eta);
        laws::binomial(response, weight, [p, q], [(eta - positive) - rest, -positive - rest])
    }

    fn saturated(&self, response: &[f64]) -> f64 {
        let y = response[0];
        entropy_term(y) + entropy_term(1.0 - y)
    }

    fn deviance(&self, rows: &Rows<'_>, out: &mut [f64]) {
        dispatch(
            #[inline(always)]
            || {
                for ((out, &eta), &y) in out.iter_mut().zip(rows.eta).zip(rows.response) {
                    let (p, q, positive, rest) = logistic(eta);
                    let (ln_p, ln_q) = ((eta - positive) - rest, -positive - rest);
                    *out = 2.0 * (relative_entropy(y, p, ln_p) + relative_entropy(1.0 - y, q, ln_q));
                }
            },
        );
    }

    fn start(&self, average: &[f64], response: &[f64], z: &mut [f64], weight: &mut [f64]) {
        let p = average[0];
        let eta = self.null_predictors(average)[0];
        weight.fill(1.0);
        for (z, y) in z.iter_mut().zip(response) {
            *z = eta + (y - p) / (p * (1.0 - p));
        }
    }

    fn start_metric(&self, average: &[f64]) -> Vec<f64> {
        vec![average[0] * (1.0 - average[0])]
    }

    fn null_predictors(&self, average: &[f64]) -> Vec<f64> {
        vec![(average[0] / (1.0 - average[0])).ln()]
    }
}

/// p ln p with its limit 0 at 0.
pub(super) fn entropy_term(p: f64) -> f64 {
    if p > 0.0 { p * p.ln() } else { 0.0 }
}
