//! Predictors with columns of their own: a formula for each class, or a list of columns for each predictor of a custom family.
//!
//! Predictor a has the columns J_a of the union X, η_a = X_{J_a} β_a. Coefficients outside are left out of the problem: β = Zθ with Z of zeros and ones, θ one
//! predictor after the other. Penalties act within a predictor, and their strengths belong to it: centred metrics have no meaning where terms differ.

use super::ModelError;
use super::dependence::dependent;
use super::rows::Rows;
use super::spec::{FitOptions, Method, PenaltyInput};
use super::term_degrees::{TermDegrees, degrees_of, is_definite};
use crate::check;
use crate::inner::{Coordinates, QuadraticBlock, QuadraticPenalty};
use crate::linalg::{DesignRows, Panels, Symmetric, Workers};
use crate::outer::{Assembled, Estimate, MatrixPenalty, OwnPenalties, PenaltySumError, assemble_own};
use std::ops::Range;

/// The columns of each predictor.
pub(super) struct OwnColumns {
    /// What the predictors are called.
    pub names: Vec<String>,
    /// J_a without the columns that were left out as dependent, ascending.
    pub columns: Vec<Vec<usize>>,
    /// J_a as it was asked for.
    pub asked: Vec<Vec<usize>>,
    /// The columns of the union.
    pub width: usize,
    /// Z.
    pub coordinates: Coordinates,
}

/// What the predictors have, by columns of the union.
#[derive(Default)]
pub(super) struct OwnSetup {
    /// What they are called.
    pub names: Vec<String>,
    /// The columns of each, ascending.
    pub columns: Vec<Vec<usize>>,
    /// The penalties of each.
    pub penalties: Vec<Vec<MatrixPenalty>>,
    /// Names and columns of the smooths of each.
    pub smooths: Vec<Vec<(String, Range<usize>)>>,
}

impl OwnSetup {
    /// Whether strengths are to be chosen, as [`super::selection::Penalties::want_selection`] has it.
    pub fn want_selection(&self, options: &FitOptions) -> bool {
        let open = self.penalties.iter().flatten().any(|penalty| penalty.fixed.is_none());
        self.smooths.iter().any(|own| !own.is_empty()) || (options.method != Some(Method::Fixed) && open)
    }

    /// Which columns are estimated, those left out that depend on columns before them in the same predictor.
    pub fn identified(
        &self,
        column_names: &[String],
        ridge: f64,
        rows: &mut Rows,
        workers: &Workers,
    ) -> Result<OwnColumns, ModelError> {
        let mut columns = self.columns.clone();
        for (a, own) in columns.iter_mut().enumerate().filter(|_| !(ridge > 0.0)) {
            let inside: Vec<MatrixPenalty> =
                self.penalties[a].iter().filter_map(|penalty| restricted(penalty, own)).collect();
            // Where every column is its own, tables stay tables.
            let some = (own.len() < rows.design.cols()).then(|| gathered(&rows.design.dense(), own));
            let design = some.as_ref().map_or(rows.design.rows_of(), DesignRows::Dense);
            let left = dependent((design, &rows.prepared), &inside, workers)?;
            if left.is_empty() {
                continue;
            }
            let listed: Vec<&str> = left.iter().map(|&k| column_names[own[k]].as_str()).collect();
            rows.prepared.warnings.push(format!(
                "left out of {}, since columns before them and the penalties leave them free: {}",
                self.names[a],
                listed.join(", ")
            ));
            *own = own.iter().enumerate().filter(|(k, _)| !left.contains(k)).map(|(_, j)| *j).collect();
        }
        let width = rows.design.cols();
        let coordinates = Coordinates::new(width * columns.len(), Some(stacked(&columns, width)), Vec::new());
        Ok(OwnColumns { names: self.names.clone(), columns, asked: self.columns.clone(), width, coordinates })
    }

    /// Penalties with the ridge of the options on what no intercept is.
    pub fn with_ridge(&self, ridge: Option<&MatrixPenalty>, fixed: bool) -> Vec<Vec<MatrixPenalty>> {
        let one = |own: &Vec<MatrixPenalty>| {
            // A strength of 0 is no penalty.
            let present = own.iter().filter(|penalty| penalty.fixed != Some(f64::NEG_INFINITY));
            let mut list: Vec<MatrixPenalty> = present.cloned().collect();
            if fixed {
                // What is not given is 1.
                list.iter_mut().for_each(|penalty| penalty.fixed = Some(penalty.fixed.unwrap_or(0.0)));
            }
            list.extend(ridge.cloned());
            list
        };
        self.penalties.iter().map(one).collect()
    }
}

impl OwnColumns {
    /// The places of the estimated coefficients among all P·M.
    pub fn kept(&self) -> Vec<usize> {
        stacked(&self.columns, self.width)
    }

    /// The places of the coefficients that were left out as dependent.
    pub fn aliased(&self) -> Vec<usize> {
        let kept = self.kept();
        stacked(&self.asked, self.width).into_iter().filter(|k| kept.binary_search(k).is_err()).collect()
    }

    /// What the coefficient at a stacked place is called.
    pub fn name(&self, place: usize, column_names: &[String]) -> String {
        format!("{}:{}", self.names[place / self.width], column_names[place % self.width])
    }

    /// Coefficients to start from, one for each that the predictors have.
    pub fn start(&self, options: &FitOptions) -> Result<Option<Vec<f64>>, ModelError> {
        let Some(start) = &options.start else { return Ok(None) };
        let (asked, kept) = (stacked(&self.asked, self.width), self.kept());
        check::length("start", start.len(), asked.len())?;
        let estimated = asked.iter().zip(start).filter(|(k, _)| kept.binary_search(k).is_ok());
        Ok(Some(estimated.map(|(_, x)| *x).collect()))
    }

    /// The first place of each predictor in θ.
    fn starts(&self) -> Vec<usize> {
        let lengths = self.columns.iter().map(Vec::len);
        lengths.scan(0, |place, length| Some(std::mem::replace(place, *place + length))).collect()
    }

    /// The structure of penalties that are chosen.
    pub fn assembled(&self, penalties: &[Vec<MatrixPenalty>]) -> Result<Assembled, PenaltySumError> {
        let own: Vec<OwnPenalties<'_>> = self
            .columns
            .iter()
            .zip(penalties)
            .zip(&self.names)
            .map(|((columns, penalties), name)| OwnPenalties {
                name,
                columns: columns.len(),
                penalties: penalties.iter().filter_map(|penalty| restricted(penalty, columns)).collect(),
            })
            .collect();
        assemble_own(&own, self.width * self.columns.len(), self.kept())
    }

    /// Penalties of given strength on θ.
    pub fn held(&self, penalties: &[Vec<MatrixPenalty>]) -> QuadraticPenalty {
        let mut blocks = Vec::new();
        for (a, start) in self.starts().into_iter().enumerate() {
            for penalty in penalties[a].iter().filter_map(|penalty| restricted(penalty, &self.columns[a])) {
                let mut metric = Symmetric::zeros(1);
                metric.add(0, 0, 1.0);
                blocks.push(QuadraticBlock {
                    label: format!("{}:{}", self.names[a], penalty.label),
                    strength: penalty.fixed.unwrap_or(0.0).exp(),
                    metric,
                    matrix: penalty.matrix,
                    copies: vec![penalty.columns.map(|j| start + j).collect()],
                });
            }
        }
        QuadraticPenalty::new(blocks)
    }

    /// The terms of every predictor with their places in θ, called `predictor:term`, and after them those that several predictors call alike, together.
    pub fn terms(&self, own: &OwnSetup) -> (Vec<TermDegrees>, Vec<TermDegrees>) {
        let (mut single, mut joint): (Vec<TermDegrees>, Vec<(TermDegrees, usize)>) = (Vec::new(), Vec::new());
        for (a, start) in self.starts().into_iter().enumerate() {
            let (penalties, smooths) = (&own.penalties[a], &own.smooths[a]);
            for term in degrees_of(penalties, smooths) {
                let inside = within(&(term.start..term.end), &self.columns[a]);
                let inner: Vec<MatrixPenalty> =
                    penalties.iter().filter_map(|penalty| restricted(penalty, &self.columns[a])).collect();
                let places: Vec<usize> = inside.clone().map(|k| start + k).collect();
                if places.is_empty() {
                    continue;
                }
                let fully_penalised = is_definite(&inner, inside);
                match joint.iter_mut().find(|(known, _)| known.label == term.label) {
                    None => joint.push((TermDegrees { at: places.clone(), fully_penalised, ..term.clone() }, 1)),
                    Some((known, parts)) => {
                        known.at.extend(&places);
                        known.fully_penalised &= fully_penalised;
                        *parts += 1;
                    }
                }
                let label = format!("{}:{}", self.names[a], term.label);
                single.push(TermDegrees { label, at: places, predictor: Some(a), fully_penalised, ..term });
            }
        }
        joint.retain(|(_, parts)| *parts > 1);
        (single, joint.into_iter().map(|(term, _)| term).collect())
    }

    /// An estimate in θ instead of β, with the degrees of freedom that its terms have.
    pub fn gathered(&self, found: Estimate) -> Estimate {
        let z = &self.coordinates;
        let mut found = found;
        found.optimum.beta = z.from_coefficients(&found.optimum.beta);
        for matrix in [&mut found.optimum.information, &mut found.optimum.inverse] {
            *matrix = z.congruence(std::mem::replace(matrix, Symmetric::zeros(0)));
        }
        found.hessian_changes = found.hessian_changes.into_iter().map(|matrix| z.congruence(matrix)).collect();
        let sensitivities = &mut found.found.evaluation.sensitivities;
        sensitivities.iter_mut().for_each(|s| *s = z.from_coefficients(s));
        found
    }
}

fn stacked(columns: &[Vec<usize>], width: usize) -> Vec<usize> {
    columns.iter().enumerate().flat_map(|(a, own)| own.iter().map(move |j| a * width + j)).collect()
}

/// The columns of a range among those that a predictor has, by their numbers there.
fn within(range: &Range<usize>, own: &[usize]) -> Range<usize> {
    own.partition_point(|j| *j < range.start)..own.partition_point(|j| *j < range.end)
}

/// A penalty on the columns that a predictor has, by their numbers there; none where it has none of them.
fn restricted(penalty: &MatrixPenalty, own: &[usize]) -> Option<MatrixPenalty> {
    let columns = within(&penalty.columns, own);
    let kept: Vec<usize> = own[columns.clone()].iter().map(|j| j - penalty.columns.start).collect();
    let mut matrix = Symmetric::zeros(kept.len());
    for (a, &i) in kept.iter().enumerate() {
        (0..=a).for_each(|b| matrix.add(a, b, penalty.matrix.get(i, kept[b])));
    }
    (!kept.is_empty()).then(|| MatrixPenalty { matrix, columns, label: penalty.label.clone(), fixed: penalty.fixed })
}

/// Some columns of a design.
pub(super) fn gathered(design: &Panels, columns: &[usize]) -> Panels {
    let mut out = Panels::zeros(design.rows(), columns.len());
    columns.iter().enumerate().for_each(|(k, &j)| out.set_column(k, design.column(j)));
    out
}

/// A penalty as the structure of a criterion takes it.
pub(super) fn matrix_penalty(k: usize, input: &PenaltyInput<'_>, columns: usize) -> MatrixPenalty {
    MatrixPenalty {
        label: input.label.clone().unwrap_or_else(|| format!("penalty {}", k + 1)),
        matrix: super::given_penalty::symmetric(input),
        columns: input.columns.clone().unwrap_or(0..columns),
        fixed: input.strength.map(f64::ln),
    }
}
