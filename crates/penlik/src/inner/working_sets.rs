//! Newton's method on one predictor at a time: working responses and weights of every row.
//!
//! With the score s_a and the information W_aa of a row, per unit of weight: v_a = w W_aa, z_a = x_iᵀβ_a + s_a/W_aa. Weighted least squares of
//! z_a on X with weights v_a is the Newton step of block a alone. Where W_aa is 0, or s_a/W_aa leaves the range of floats, v_a is 0
//! and z_a the predictor itself; the score w s_a says what such a row still adds to the gradient.

use super::problem::Problem;
use crate::families::Jet;
use crate::linalg::weighted_gram::{packed, triangle};
use crate::linalg::{PANEL_ROWS, Panels};

/// Scores, weights and working responses, N × M each.
#[derive(Debug, Clone)]
pub struct WorkingSets {
    /// w s_a.
    pub score: Panels,
    /// v_a.
    pub weight: Panels,
    /// z_a, without the offset.
    pub response: Panels,
}

impl Problem<'_> {
    /// The working sets at β.
    #[must_use]
    pub fn working_sets(&self, beta: &[f64]) -> WorkingSets {
        let sample = self.sample();
        let (m, rows) = (sample.family.predictors(), sample.design.rows());
        let empty = || Panels::zeros(rows, m);
        let mut sets = WorkingSets { score: empty(), weight: empty(), response: empty() };
        let columns = |count: usize| vec![0.0; count * PANEL_ROWS];
        let (mut eta, mut value, mut information) = (columns(m), columns(1), columns(triangle(m)));
        let values = sample.design.values(beta);
        for panel in 0..sample.design.count() {
            let h = sample.design.height(panel);
            sample.predictors(panel, &values, &mut eta);
            let score = sets.score.panel_mut(panel);
            let information = &mut information[..triangle(m) * h];
            sample
                .family
                .jet(&sample.rows(panel, &eta[..m * h]), &mut Jet { value: &mut value[..h], score, information });
            let z = sets.response.panel_mut(panel);
            sample.design.apply(panel, &values, z);
            let (v, w) = (sets.weight.panel_mut(panel), &sample.weights.panel(panel)[..h]);
            for a in 0..m {
                let (at, information) = (a * h..(a + 1) * h, &information[packed(a, a) * h..][..h]);
                fill((&mut score[at.clone()], &mut v[at.clone()], &mut z[at]), information, w);
            }
        }
        sets
    }
}

fn fill((score, v, z): (&mut [f64], &mut [f64], &mut [f64]), information: &[f64], w: &[f64]) {
    for (k, w) in w.iter().enumerate() {
        let step = score[k] / information[k];
        let usable = information[k] > 0.0 && step.is_finite();
        if usable {
            z[k] += step;
        }
        v[k] = if usable { w * information[k] } else { 0.0 };
        score[k] *= w;
    }
}
