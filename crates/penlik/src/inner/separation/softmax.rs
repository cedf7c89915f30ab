//! The multinomial in the limit of separated classes: each row is a choice among the classes that are still possible for it.
//!
//! p_c = e^{η_c}/Σ e^{η} over the possible classes, 0 for the others; ℓ = Σ_c y_c ln p_c. The response columns carry which classes are possible:
//! −1 stands for an impossible class, and 2 is added to the shares of a row in which the reference is impossible.

use crate::families::{Family, Jet, Multinomial, Rows};
use crate::linalg::vecmath::{exp, ln};
use crate::linalg::weighted_gram::packed;

/// A multinomial some of whose classes are impossible in some rows.
pub(super) struct PossibleClasses {
    pub predictors: usize,
}

/// One row: probabilities and shares of all classes, the reference last.
struct Row {
    p: Vec<f64>,
    y: Vec<f64>,
    value: f64,
}

/// The response of a row, as [`PossibleClasses`] reads it.
pub(super) fn encoded(shares: &mut [f64], possible: &[bool]) {
    let shift = if possible.last() == Some(&false) { 2.0 } else { 0.0 };
    for (share, possible) in shares.iter_mut().zip(possible) {
        *share = if *possible { *share + shift } else { -1.0 };
    }
}

impl Row {
    fn new(m: usize) -> Self {
        Self { p: vec![0.0; m + 1], y: vec![0.0; m + 1], value: 0.0 }
    }

    fn fill(&mut self, rows: &Rows<'_>, k: usize) {
        let (m, h) = (self.p.len() - 1, rows.height);
        let code = |a: usize| rows.response[a * h + k];
        let shift = if (0..m).any(|a| code(a) >= 2.0) { 2.0 } else { 0.0 };
        let mut top = if shift > 0.0 { f64::NEG_INFINITY } else { 0.0 };
        (self.y[m], self.p[m]) = (if shift > 0.0 { 0.0 } else { 1.0 }, top);
        for a in 0..m {
            let possible = code(a) >= 0.0;
            self.y[a] = if possible { code(a) - shift } else { 0.0 };
            self.p[a] = if possible { rows.eta[a * h + k] } else { f64::NEG_INFINITY };
            self.y[m] -= if shift > 0.0 { 0.0 } else { self.y[a] };
            top = top.max(self.p[a]);
        }
        let linear = self.p.iter().zip(&self.y).filter(|(eta, _)| eta.is_finite());
        // The shift is taken from every term, so that a row in its likeliest class has exactly −ln of the sum.
        let linear: f64 = linear.map(|(eta, y)| y * (eta - top)).sum();
        self.p.iter_mut().for_each(|p| *p = if p.is_finite() { exp(*p - top) } else { 0.0 });
        let total: f64 = self.p.iter().sum();
        self.p.iter_mut().for_each(|p| *p /= total);
        self.value = linear - ln(total);
    }

    /// 1 − p_a as a sum.
    fn others(&self, a: usize) -> f64 {
        self.p.iter().enumerate().filter(|(b, _)| *b != a).map(|(_, p)| p).sum()
    }
}

impl Family for PossibleClasses {
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
        let (m, h) = (self.predictors, rows.height);
        let mut row = Row::new(m);
        for k in 0..h {
            row.fill(rows, k);
            jet.value[k] = row.value;
            for a in 0..m {
                let others = row.others(a);
                jet.score[a * h + k] = row.y[a] * others - (1.0 - row.y[a]) * row.p[a];
                for b in 0..a {
                    jet.information[packed(a, b) * h + k] = -row.p[a] * row.p[b];
                }
                jet.information[packed(a, a) * h + k] = row.p[a] * others;
            }
        }
    }

    fn mean(&self, eta: &[f64], height: usize, out: &mut [f64]) {
        Multinomial::new(self.predictors + 1).mean(eta, height, out);
    }

    fn saturated(&self, response: &[f64]) -> f64 {
        let mut row = Row::new(self.predictors);
        row.fill(&Rows { eta: &vec![0.0; self.predictors], response, height: 1 }, 0);
        row.y.iter().filter(|y| **y > 0.0).map(|y| y * y.ln()).sum()
    }

    fn deviance(&self, rows: &Rows<'_>, out: &mut [f64]) {
        let mut row = Row::new(self.predictors);
        for (k, out) in out.iter_mut().enumerate() {
            row.fill(rows, k);
            let entropy: f64 = row.y.iter().filter(|y| **y > 0.0).map(|y| y * y.ln()).sum();
            *out = 2.0 * (entropy - row.value).max(0.0);
        }
    }

    fn start(&self, _average: &[f64], _response: &[f64], z: &mut [f64], weight: &mut [f64]) {
        z.fill(0.0);
        weight.fill(1.0);
    }

    fn start_metric(&self, _average: &[f64]) -> Vec<f64> {
        let m = self.predictors;
        (0..m * m).map(|k| f64::from(u8::from(k / m == k % m))).collect()
    }

    fn null_predictors(&self, _average: &[f64]) -> Vec<f64> {
        vec![0.0; self.predictors]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::Binomial;

    /// Value, scores and information of one row of the full multinomial, or with some classes impossible.
    fn jet(family: &dyn Family, eta: &[f64], response: &[f64]) -> (f64, Vec<f64>, Vec<f64>) {
        let m = family.predictors();
        let (mut value, mut score, mut information) = ([0.0], vec![0.0; m], vec![0.0; packed(m, 0)]);
        let rows = Rows { eta, response, height: 1 };
        family.jet(&rows, &mut Jet { value: &mut value, score: &mut score, information: &mut information });
        (value[0], score, information)
    }

    fn close(a: &[f64], b: &[f64]) {
        a.iter().zip(b).for_each(|(a, b)| assert!((a - b).abs() <= 4e-16 * b.abs().max(1.0), "{a} {b}"));
    }

    #[test]
    fn with_every_class_possible_it_is_the_multinomial() {
        for eta in [[0.5, -1.0], [3.0, 2.0], [-40.0, 1.0]] {
            for y in [[1.0, 0.0], [0.0, 0.0], [0.25, 0.5]] {
                let (full, ours) =
                    (jet(&Multinomial::new(3), &eta, &y), jet(&PossibleClasses { predictors: 2 }, &eta, &y));
                close(&[ours.0 / full.0], &[1.0]);
                close(&ours.1, &full.1);
                close(&ours.2, &full.2);
            }
        }
    }

    #[test]
    fn two_possible_classes_are_a_binomial_of_their_difference() {
        let (eta, family) = ([0.7, -0.4], PossibleClasses { predictors: 2 });
        for (possible, difference) in [([true, true, false], 1.1), ([true, false, true], 0.7)] {
            let mut y = [1.0, 0.0];
            encoded(&mut y, &possible);
            let (value, score, information) = jet(&family, &eta, &y);
            let two = jet(&Binomial, &[difference], &[1.0]);
            close(&[value, score[0], information[0]], &[two.0, two.1[0], two.2[0]]);
            let other = if possible[1] { -1.0 } else { 0.0 };
            close(&[score[1], information[1]], &[other * two.1[0], other * two.2[0]]);
            let mut deviance = [0.0];
            family.deviance(&Rows { eta: &eta, response: &y, height: 1 }, &mut deviance);
            close(&deviance, &[-2.0 * two.0]);
        }
    }
}
