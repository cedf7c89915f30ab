//! Multinomial logit with K classes: M = K − 1 predictors against the reference, whose predictor is 0.
//!
//! With the shift s = max(0, max_a η_a) and D = e^{−s} + Σ_a e^{η_a − s}: p_a = e^{η_a − s}/D, and 1 − p_a is summed from the
//! other classes. For shares y (each row sums to 1): ℓ = Σ_a y_a η_a − s − ln D, score y_a(1 − p_a) − (1 − y_a)p_a, information
//! p_a(1 − p_a) on the diagonal and −p_a p_b beside it. The weight is the number of trials of a row.

use super::binomial::entropy_term;
use super::multinomial_frozen;
use super::multinomial_slopes::Active;
use super::{Contraction, Family, Jet, Rows, relative_entropy};
use crate::linalg::PANEL_ROWS;
use crate::linalg::simd::dispatch;
use crate::linalg::vecmath::{exp, ln};
use crate::linalg::weighted_gram::packed;

/// y ~ Mult(w; p)/w.
#[derive(Debug, Clone, Copy)]
pub struct Multinomial {
    predictors: usize,
}

impl Multinomial {
    /// A family of `classes` ≥ 2 classes.
    #[must_use]
    pub fn new(classes: usize) -> Self {
        Self { predictors: classes.saturating_sub(1).max(1) }
    }
}

/// Columns shared by the classes of a panel.
struct Softmax {
    shift: [f64; PANEL_ROWS],
    reference: [f64; PANEL_ROWS],
    inverse: [f64; PANEL_ROWS],
}

impl Softmax {
    /// Replaces η in `p` by probabilities of the active classes.
    #[inline(always)]
    fn of(p: &mut [f64], height: usize) -> Self {
        let mut shared = Self { shift: [0.0; PANEL_ROWS], reference: [0.0; PANEL_ROWS], inverse: [0.0; PANEL_ROWS] };
        let (shift, reference) = (&mut shared.shift[..height], &mut shared.reference[..height]);
        for column in p.chunks_exact(height) {
            for (shift, eta) in shift.iter_mut().zip(column) {
                *shift = if *eta > *shift { *eta } else { *shift };
            }
        }
        for (reference, shift) in reference.iter_mut().zip(shift.iter()) {
            *reference = exp(-shift);
        }
        let total = &mut shared.inverse[..height];
        total.copy_from_slice(reference);
        for column in p.chunks_exact_mut(height) {
            for ((eta, shift), total) in column.iter_mut().zip(shift.iter()).zip(total.iter_mut()) {
                *eta = exp(*eta - shift);
                *total += *eta;
            }
        }
        for total in total.iter_mut() {
            *total = 1.0 / *total;
        }
        for column in p.chunks_exact_mut(height) {
            for (e, inverse) in column.iter_mut().zip(total.iter()) {
                *e *= inverse;
            }
        }
        for (reference, inverse) in reference.iter_mut().zip(total.iter()) {
            *reference *= inverse;
        }
        shared
    }
}

impl Multinomial {
    #[inline(always)]
    fn fill(&self, rows: &Rows<'_>, jet: &mut Jet<'_>) {
        let h = rows.height;
        // Probabilities live in the columns of the score until the score itself is formed.
        let p = &mut *jet.score;
        p.copy_from_slice(rows.eta);
        let shared = Softmax::of(p, h);
        for (k, value) in jet.value.iter_mut().enumerate() {
            *value = -shared.shift[k];
        }
        for (eta, y) in rows.eta.chunks_exact(h).zip(rows.response.chunks_exact(h)) {
            for ((value, eta), y) in jet.value.iter_mut().zip(eta).zip(y) {
                *value += y * eta;
            }
        }
        // Last, since for a row in its likeliest class what came before is exactly 0.
        for (value, inverse) in jet.value.iter_mut().zip(&shared.inverse) {
            *value += ln(*inverse);
        }
        let mut others = [0.0; PANEL_ROWS];
        for a in 0..self.predictors {
            self.sum_of_others(a, p, &shared, &mut others[..h]);
            let (column, block) = (&p[a * h..][..h], &mut jet.information[packed(a, 0) * h..][..(a + 1) * h]);
            for (b, out) in block.chunks_exact_mut(h).enumerate() {
                let (other, sign) = if a == b { (&others[..h], 1.0) } else { (&p[b * h..][..h], -1.0) };
                for ((out, x), y) in out.iter_mut().zip(column).zip(other) {
                    *out = sign * x * y;
                }
            }
        }
        self.scores(rows, p, &shared);
    }

    /// 1 − p_a as a sum of probabilities.
    #[inline(always)]
    fn sum_of_others(&self, a: usize, p: &[f64], shared: &Softmax, out: &mut [f64]) {
        let h = out.len();
        out.copy_from_slice(&shared.reference[..h]);
        for (b, column) in p.chunks_exact(h).enumerate() {
            if b != a {
                for (out, p) in out.iter_mut().zip(column) {
                    *out += p;
                }
            }
        }
    }

    /// Turns the probabilities into scores; every 1 − p_a is summed before the first is overwritten.
    #[inline(always)]
    fn scores(&self, rows: &Rows<'_>, p: &mut [f64], shared: &Softmax) {
        let h = rows.height;
        let mut total = [0.0; PANEL_ROWS];
        let mut before = [0.0; PANEL_ROWS];
        total[..h].copy_from_slice(&shared.reference[..h]);
        for a in 0..self.predictors {
            // The classes after a are still probabilities, those before it are kept in `before`.
            let mut others = total;
            for (other, before) in others[..h].iter_mut().zip(&before[..h]) {
                *other += before;
            }
            for column in p[(a + 1) * h..].chunks_exact(h) {
                for (other, p) in others[..h].iter_mut().zip(column) {
                    *other += p;
                }
            }
            let y = &rows.response[a * h..][..h];
            let column = p[a * h..][..h].iter_mut().zip(before.iter_mut());
            for (((p, before), q), y) in column.zip(&others[..h]).zip(y) {
                *before += *p;
                *p = y * q - (1.0 - y) * *p;
            }
        }
    }
}

impl Family for Multinomial {
    fn predictors(&self) -> usize {
        self.predictors
    }

    fn outputs(&self) -> usize {
        self.predictors + 1
    }

    fn self_concordance(&self) -> Option<f64> {
        Some(2.0)
    }

    fn jet(&self, rows: &Rows<'_>, jet: &mut Jet<'_>) {
        dispatch(
            #[inline(always)]
            || self.fill(rows, jet),
        );
    }

    fn information_along(&self, rows: &Rows<'_>, direction: &[f64], out: &mut [f64]) {
        with_probabilities(rows, |active| active.along(direction, out));
    }

    fn information_along_both(&self, rows: &Rows<'_>, u: &[f64], v: &[f64], out: &mut [f64]) {
        with_probabilities(rows, |active| active.along_both(u, v, out));
    }

    fn information_contracted(&self, rows: &Rows<'_>, g: &[f64], out: &mut Contraction<'_>) {
        with_probabilities(rows, |active| active.contracted(g, out));
    }

    /// The probabilities of all classes.
    fn frozen_columns(&self) -> usize {
        self.predictors + 1
    }

    fn freeze(&self, rows: &Rows<'_>, out: &mut [f64]) {
        self.mean(rows.eta, rows.height, out);
    }

    fn frozen_product(&self, frozen: &[f64], z: &mut [f64], height: usize) {
        multinomial_frozen::product(frozen, z, height);
    }

    fn frozen_information(&self, frozen: &[f64], out: &mut [f64], height: usize) {
        multinomial_frozen::information(frozen, out, height);
    }

    fn frozen_floor(&self, frozen: &[f64], out: &mut [f64]) {
        multinomial_frozen::floor(frozen, out);
    }

    /// ½(I − 11ᵀ/K).
    fn majorizer(&self) -> Option<Vec<f64>> {
        let (m, shared) = (self.predictors, 0.5 / (self.predictors + 1) as f64);
        Some((0..m * m).map(|k| if k % (m + 1) == 0 { 0.5 - shared } else { -shared }).collect())
    }

    /// Active classes first, the reference last.
    fn mean(&self, eta: &[f64], height: usize, out: &mut [f64]) {
        let (active, reference) = out.split_at_mut(self.predictors * height);
        active.copy_from_slice(eta);
        let shared = Softmax::of(active, height);
        reference.copy_from_slice(&shared.reference[..height]);
    }

    fn saturated(&self, response: &[f64]) -> f64 {
        let reference = 1.0 - response.iter().sum::<f64>();
        response.iter().map(|y| entropy_term(*y)).sum::<f64>() + entropy_term(reference.max(0.0))
    }

    fn deviance(&self, rows: &Rows<'_>, out: &mut [f64]) {
        let h = rows.height;
        let mut p = rows.eta.to_vec();
        let shared = Softmax::of(&mut p, h);
        for (k, out) in out.iter_mut().enumerate() {
            let base = ln(shared.inverse[k]) - shared.shift[k];
            let mut left = 1.0;
            let mut sum = 0.0;
            for a in (0..self.predictors).map(|a| a * h + k) {
                left -= rows.response[a];
                sum += relative_entropy(rows.response[a], p[a], rows.eta[a] + base);
            }
            *out = 2.0 * (sum + relative_entropy(left, shared.reference[k], base));
        }
    }

    /// A constant covariance W̄ = diag p̄ − p̄p̄ᵀ; z = η̄ + W̄⁻¹(y − p̄) with W̄⁻¹ = diag(1/p̄) + 11ᵀ/p̄_ref.
    fn start(&self, average: &[f64], response: &[f64], z: &mut [f64], weight: &mut [f64]) {
        let h = weight.len();
        weight.fill(1.0);
        let reference = 1.0 - average.iter().sum::<f64>();
        let eta = self.null_predictors(average);
        for k in 0..h {
            let shared: f64 = (0..self.predictors).map(|b| response[b * h + k] - average[b]).sum();
            for a in 0..self.predictors {
                z[a * h + k] = eta[a] + (response[a * h + k] - average[a]) / average[a] + shared / reference;
            }
        }
    }

    fn start_metric(&self, average: &[f64]) -> Vec<f64> {
        let m = self.predictors;
        let entry =
            |a: usize, b: usize| if a == b { average[a] - average[a] * average[a] } else { -average[a] * average[b] };
        (0..m * m).map(|k| entry(k / m, k % m)).collect()
    }

    fn null_predictors(&self, average: &[f64]) -> Vec<f64> {
        let reference = 1.0 - average.iter().sum::<f64>();
        average.iter().map(|p| (p / reference).ln()).collect()
    }
}

fn with_probabilities(rows: &Rows<'_>, then: impl FnOnce(Active<'_>)) {
    let mut p = rows.eta.to_vec();
    dispatch(
        #[inline(always)]
        || Softmax::of(&mut p, rows.height),
    );
    then(Active { p: &p, height: rows.height });
}
