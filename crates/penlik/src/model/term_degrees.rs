//! The effective degrees of freedom of terms: of the smooths of a formula, or of groups of columns that penalties share.

use crate::check::number_or_nan;
use crate::inference::TermTest;
use crate::linalg::{Symmetric, smallest_eigenvalue};
use crate::outer::{Estimate, MatrixPenalty};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The effective degrees of freedom of a group of columns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TermDegrees {
    /// The label of the penalty; of the first where several share the columns.
    pub label: String,
    /// The first column of the design.
    pub start: usize,
    /// The column after the last one.
    pub end: usize,
    /// Where predictors have columns of their own, the predictor that the term belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predictor: Option<usize>,
    /// There the places of its coefficients among all; empty where it has its columns in every predictor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at: Vec<usize>,
    /// tr of the block of H⁻¹I, over all classes.
    #[serde(deserialize_with = "number_or_nan")]
    pub edf: f64,
    /// tr of the block of 2F − FF, F = H⁻¹I: the degrees of freedom that tests refer to.
    #[serde(deserialize_with = "number_or_nan")]
    pub reference_edf: f64,
    /// Whether the penalties act on every direction of the columns, as those of a random effect do.
    pub fully_penalised: bool,
    /// The test of no effect of the columns, jointly over all classes: [`crate::inference::smooth_test`], with a penalty in every
    /// direction [`crate::inference::random_effect_test`]. `None` where the estimate has no spread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<TermTest>,
}

/// The smooths; else a group of columns for every range, overlapping ones told together, as the coordinates of their coefficients are shared.
pub(super) fn degrees_of(list: &[MatrixPenalty], smooths: &[(String, Range<usize>)]) -> Vec<TermDegrees> {
    let term = |label: &String, columns: &Range<usize>| TermDegrees {
        label: label.clone(),
        start: columns.start,
        end: columns.end,
        ..TermDegrees::default()
    };
    if !smooths.is_empty() {
        return smooths.iter().map(|(label, columns)| term(label, columns)).collect();
    }
    let mut order: Vec<&MatrixPenalty> = list.iter().collect();
    order.sort_by_key(|penalty| penalty.columns.start);
    let mut out: Vec<TermDegrees> = Vec::new();
    for penalty in order {
        match out.last_mut() {
            Some(last) if penalty.columns.start < last.end => last.end = last.end.max(penalty.columns.end),
            _ => out.push(term(&penalty.label, &penalty.columns)),
        }
    }
    out
}

/// The terms with their degrees of freedom.
pub(super) fn filled(
    mut terms: Vec<TermDegrees>,
    list: &[MatrixPenalty],
    found: &Estimate,
    (columns, predictors): (usize, usize),
) -> Vec<TermDegrees> {
    for term in &mut terms {
        term.count(found, (columns, predictors));
        term.fully_penalised = is_definite(list, term.start..term.end);
    }
    terms
}

/// Whether the penalties within a range of columns, each on unit scale, act on every direction there.
pub(super) fn is_definite(list: &[MatrixPenalty], range: Range<usize>) -> bool {
    /// An eigenvalue below this share of the number of columns is rounding.
    const ROUNDING: f64 = 1e-10;
    let mut sum = Symmetric::zeros(range.len());
    for penalty in list.iter().filter(|p| p.columns.start >= range.start && p.columns.end <= range.end) {
        let largest = penalty.matrix.data.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
        let shift = penalty.columns.start - range.start;
        for i in (0..penalty.matrix.order).filter(|_| largest > 0.0) {
            (0..=i).for_each(|j| sum.add(shift + i, shift + j, penalty.matrix.get(i, j) / largest));
        }
    }
    smallest_eigenvalue(&sum).is_some_and(|least| least > ROUNDING)
}

impl TermDegrees {
    /// Sets the degrees of freedom from those of the coefficients.
    pub(super) fn count(&mut self, found: &Estimate, (columns, predictors): (usize, usize)) {
        let places = self.places(columns, predictors);
        self.edf = places.iter().map(|&k| found.coefficient_edf[k]).sum();
        self.reference_edf = places.iter().map(|&k| found.coefficient_reference[k]).sum();
    }

    /// Positions among the stacked coefficients.
    pub(super) fn places(&self, columns: usize, predictors: usize) -> Vec<usize> {
        if !self.at.is_empty() {
            return self.at.clone();
        }
        (0..predictors).flat_map(|a| (self.start..self.end).map(move |j| a * columns + j)).collect()
    }
}
