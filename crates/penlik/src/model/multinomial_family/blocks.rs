//! What a solver that works block by block is told: one block of coefficients for each active class.

use super::penalties::null_dimension;
use super::{JointPenalty, MultinomialFamily};
use crate::linalg::{Panels, Symmetric};
use std::ops::Range;

/// The coefficients of one active class.
#[derive(Debug, Clone)]
pub struct BlockSpec<'a> {
    /// `class_<label>`.
    pub name: String,
    /// X, the same for every block.
    pub design: &'a Panels,
    /// The penalties on it, the same for every block.
    pub penalties: &'a [JointPenalty],
    /// The dimension of the coefficients that no penalty sees.
    pub null_dimension: usize,
    /// For each penalty a log-strength to begin with.
    pub initial_log_strengths: Vec<f64>,
    /// Larger keeps a direction that blocks share: M for the first class, one less for each that follows.
    pub gauge_priority: usize,
    /// The places of its coefficients in β.
    pub columns: Range<usize>,
}

impl MultinomialFamily {
    /// One block for each active class, in the order of the classes.
    ///
    /// A penalty begins at λ₀ = tr_S(XᵀwX)/(K·tr S), the trace over the columns that S sees: there the penalty weighs what the data do at β = 0,
    /// where W = w(I − 11ᵀ/K)/K. S → cS moves ln λ₀ by −ln c.
    #[must_use]
    pub fn block_specs(&self) -> Vec<BlockSpec<'_>> {
        let (p, m) = (self.design.cols(), self.classes.len() - 1);
        let (initial, null_dimension) = (self.initial_log_strengths(), self.unpenalized_dimension());
        let block = |(a, class): (usize, usize)| BlockSpec {
            name: self.block_name(class),
            design: &self.design,
            penalties: &self.penalties,
            null_dimension,
            initial_log_strengths: initial.clone(),
            gauge_priority: m - a,
            columns: a * p..(a + 1) * p,
        };
        self.active().enumerate().map(block).collect()
    }

    /// `class_<label>:<column>`, class by class.
    #[must_use]
    pub fn parameter_names(&self) -> Vec<String> {
        let block = |class: usize| self.names.iter().map(move |name| format!("{}:{name}", self.block_name(class)));
        self.active().flat_map(block).collect()
    }

    pub(super) fn block_name(&self, class: usize) -> String {
        format!("class_{}", self.classes[class])
    }

    fn initial_log_strengths(&self) -> Vec<f64> {
        let squares: Vec<f64> = (0..self.design.cols())
            .map(|j| self.design.column(j).zip(self.weights.column(0)).fold(0.0, |sum, (x, w)| (w * x).mul_add(x, sum)))
            .collect();
        let initial = |penalty: &JointPenalty| {
            let seen = (0..squares.len()).filter(|&j| penalty.matrix().get(j, j) > 0.0);
            let (data, trace) =
                seen.fold((0.0, 0.0), |(data, trace), j| (data + squares[j], trace + penalty.matrix().get(j, j)));
            let strength = data / (self.classes.len() as f64 * trace);
            if strength > 0.0 && strength.is_finite() { strength.ln() } else { 0.0 }
        };
        self.penalties.iter().map(initial).collect()
    }

    /// The dimension of the common null space of all penalties.
    fn unpenalized_dimension(&self) -> usize {
        let p = self.design.cols();
        let mut sum = Symmetric::zeros(p);
        for matrix in self.penalties.iter().map(JointPenalty::matrix) {
            let size = matrix.data.iter().fold(0.0_f64, |m, x| m.max(x.abs())).max(f64::MIN_POSITIVE);
            sum.data.iter_mut().zip(&matrix.data).for_each(|(sum, x)| *sum += x / size);
        }
        null_dimension(&sum)
    }
}
