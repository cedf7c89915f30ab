//! A part of the rows of a problem, taken without a period, for questions that a part can answer.

use super::problem::Problem;
use crate::linalg::Panels;

/// Whether some column of the design might depend on those before it, judged by Gram matrices: first of a part of the rows, whose
/// independence is enough, then of all.
#[must_use]
pub fn has_suspicious_columns(problem: &Problem<'_>) -> bool {
    const PART: usize = 4096;
    /// 1 − R² of a column below which Gram matrices are not to be trusted.
    const SUSPICIOUS: f64 = 1e-6;
    let rows = problem.sample().design.rows();
    if rows > 2 * PART {
        let part = Part::new(problem, rows / PART);
        if part.problem(problem).design_pivot() >= SUSPICIOUS {
            return false;
        }
    }
    problem.design_pivot() < SUSPICIOUS
}

/// One row of every `s`, which counts `s` times.
pub struct Part {
    design: Panels,
    response: Panels,
    weights: Panels,
    offset: Option<Panels>,
}

impl Part {
    /// The part of the rows of a problem.
    #[must_use]
    pub fn new(problem: &Problem<'_>, s: usize) -> Self {
        let sample = problem.sample();
        let rows: Vec<usize> = (0..sample.design.rows() / s).map(|block| block * s + scatter(block) % s).collect();
        let mut weights = sample.weights.select(&rows);
        (0..rows.len()).for_each(|i| weights.set(i, 0, weights.get(i, 0) * s as f64));
        Self {
            design: sample.design.select(&rows),
            response: sample.response.select(&rows),
            weights,
            offset: sample.offset.map(|offset| offset.select(&rows)),
        }
    }

    /// The problem of these rows, with the family, penalty and coordinates of the whole.
    #[must_use]
    pub fn problem<'a>(&'a self, whole: &Problem<'a>) -> Problem<'a> {
        let parts = (&self.design, &self.response, &self.weights);
        let part = Problem::new(parts, self.offset.as_ref(), whole.family(), whole.penalty(), whole.sample().workers);
        match whole.coordinates() {
            Some(coordinates) => part.within(coordinates, whole.penalty()),
            None => part,
        }
    }
}

/// A number without a period for each block, so that rows in a regular order are met in every phase (SplitMix64's finaliser).
pub(super) fn scatter(block: usize) -> usize {
    let mut z = (block as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from(z >> 33).unwrap_or(0)
}
