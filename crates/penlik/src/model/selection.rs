//! Strengths chosen by a criterion: from the penalties of a fit to their estimates, and what a model keeps of them.

use super::ModelError;
use super::fit::symmetric;
use super::prepare::Classes;
use super::spec::{FamilySpec, FitOptions, Method, PenaltyInput, PenaltyMetric};
use crate::check::{Code, number_or_nan};
use crate::inner::{Control, Problem, Status};
use crate::linalg::Symmetric;
use crate::outer::{self, Assembled, Estimate, MatrixPenalty, Metric, Place, assemble, estimate};
use serde::{Deserialize, Serialize};

/// What a model keeps of the choice of its strengths.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Selection {
    /// The criterion.
    pub method: Method,
    /// Its value at the optimum.
    #[serde(deserialize_with = "number_or_nan")]
    pub criterion: f64,
    /// Its gradient there, in the log-strengths and then the parameters of the family.
    pub gradient: Vec<f64>,
    /// Its Hessian, row-major.
    pub hessian: Vec<f64>,
    /// ln λ̂.
    pub log_strengths: Vec<f64>,
    /// Where each log-strength ended: `interior`, `nullSpace` (λ → ∞) or `unpenalised` (λ → 0).
    pub places: Vec<Placed>,
    /// Effective degrees of freedom of each group of penalised columns.
    pub terms: Vec<TermDegrees>,
    /// dβ̂/dρ_k, one after the other, over the coefficients that were estimated.
    pub sensitivities: Vec<f64>,
}

/// Where a log-strength ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Placed {
    /// At a finite optimum.
    Interior,
    /// λ → ∞: the term is at the null space of its penalty.
    NullSpace,
    /// λ → 0: the term is not penalised.
    Unpenalised,
}

/// The effective degrees of freedom of a group of columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TermDegrees {
    /// The label of the penalty; of the first where several share the columns.
    pub label: String,
    /// The first column of the design.
    pub start: usize,
    /// The column after the last one.
    pub end: usize,
    /// tr of the block of H⁻¹I, over all classes.
    #[serde(deserialize_with = "number_or_nan")]
    pub edf: f64,
}

/// Penalties to be chosen, and the strengths' names.
pub(super) struct Chosen {
    pub estimate: Estimate,
    pub names: Vec<String>,
    pub selection: Selection,
}

/// Whether a fit is to choose strengths.
pub(super) fn is_asked(penalties: &[PenaltyInput<'_>], options: &FitOptions) -> bool {
    options.method != Some(Method::Fixed) && penalties.iter().any(|penalty| penalty.strength.is_none())
}

/// Estimates every strength that is not given.
pub(super) fn choose(
    problem: Problem<'_>,
    (penalties, ridge): (&[PenaltyInput<'_>], Option<MatrixPenalty>),
    (spec, classes): (&FamilySpec, &Classes),
    options: &FitOptions,
    control: &Control<'_>,
) -> Result<Chosen, ModelError> {
    let (columns, predictors) = (problem.sample().design.cols(), problem.family().predictors());
    let mut list: Vec<MatrixPenalty> =
        penalties.iter().enumerate().map(|(k, p)| matrix_penalty(k, p, columns)).collect();
    list.extend(ridge);
    let Assembled { structure, names } =
        assemble(&list, columns, predictors, metric(spec), &class_names(spec, classes)).map_err(|error| {
            ModelError::refuse(Code::Domain, "penalties", error.to_string(), "positive semidefinite matrices")
        })?;
    let method = options.method.unwrap_or(Method::Reml);
    let outer_method = match method {
        Method::Ml => outer::Method::Ml,
        _ => outer::Method::Reml,
    };
    let found = estimate(problem, &structure, outer_method, None, control).map_err(|status| failed(status))?;
    let selection = selection(method, &found, degrees(&list, &found, columns, predictors));
    Ok(Chosen { estimate: found, names, selection })
}

fn failed(status: Status) -> ModelError {
    match status {
        Status::Cancelled => ModelError::Aborted { iterations: 0 },
        other => ModelError::NotConverged { message: other.message(0) },
    }
}

fn metric(spec: &FamilySpec) -> Metric {
    match spec {
        FamilySpec::Multinomial { penalty_metric: PenaltyMetric::PerClass, .. } => Metric::PerClass,
        FamilySpec::Multinomial { penalty_metric: PenaltyMetric::Reference, .. } => Metric::Reference,
        // Every predictor of a caller's family has strengths of its own.
        FamilySpec::Custom { .. } => Metric::Reference,
        _ => Metric::Centred,
    }
}

/// Classes with predictors first, the reference last; the predictors of a caller's family.
fn class_names(spec: &FamilySpec, classes: &Classes) -> Vec<String> {
    if let FamilySpec::Custom { predictors, .. } = spec {
        return predictors.clone();
    }
    let active = classes.active().into_iter().chain(classes.reference);
    active.map(|c| classes.labels[c].clone()).collect()
}

fn matrix_penalty(k: usize, input: &PenaltyInput<'_>, columns: usize) -> MatrixPenalty {
    MatrixPenalty {
        label: input.label.clone().unwrap_or_else(|| format!("penalty {}", k + 1)),
        matrix: symmetric(input),
        columns: input.columns.clone().unwrap_or(0..columns),
        fixed: input.strength.map(f64::ln),
    }
}

/// A group of columns for every range; overlapping ranges are told together, as the coordinates of their coefficients are shared.
fn degrees(list: &[MatrixPenalty], found: &Estimate, columns: usize, predictors: usize) -> Vec<TermDegrees> {
    let mut order: Vec<&MatrixPenalty> = list.iter().collect();
    order.sort_by_key(|penalty| penalty.columns.start);
    let mut out: Vec<TermDegrees> = Vec::new();
    for penalty in order {
        match out.last_mut() {
            Some(last) if penalty.columns.start < last.end => last.end = last.end.max(penalty.columns.end),
            _ => {
                let label = penalty.label.clone();
                out.push(TermDegrees { label, start: penalty.columns.start, end: penalty.columns.end, edf: 0.0 });
            }
        }
    }
    for term in &mut out {
        let places = (0..predictors).flat_map(|a| (term.start..term.end).map(move |j| a * columns + j));
        term.edf = places.map(|k| found.coefficient_edf[k]).sum();
    }
    out
}

fn selection(method: Method, found: &Estimate, terms: Vec<TermDegrees>) -> Selection {
    let evaluation = &found.found.evaluation;
    let placed = |place: &Place| match place {
        Place::Interior => Placed::Interior,
        Place::NullSpace => Placed::NullSpace,
        Place::Unpenalised => Placed::Unpenalised,
    };
    Selection {
        method,
        criterion: evaluation.value,
        gradient: evaluation.gradient.clone(),
        hessian: evaluation.hessian.data.clone(),
        log_strengths: found.found.z[..found.found.places.len()].to_vec(),
        places: found.found.places.iter().map(placed).collect(),
        terms,
        sensitivities: evaluation.sensitivities.concat(),
    }
}

/// Σ + J V J ᵀ, the covariance with the uncertainty of the log-strengths to first order; V inverts the criterion's Hessian over those inside.
#[must_use]
pub fn smoothing_corrected(covariance: &Symmetric, selection: &Selection) -> Option<Symmetric> {
    let k = selection.gradient.len();
    let hessian = Symmetric { order: k, data: selection.hessian.clone() };
    let inside: Vec<bool> =
        (0..k).map(|i| selection.places.get(i).is_none_or(|place| *place == Placed::Interior)).collect();
    let spread = crate::inference::criterion_covariance(&hessian, &inside)?;
    let n = covariance.order;
    let mut out = covariance.clone();
    for i in 0..n {
        for j in 0..n {
            let pairs = (0..k).flat_map(|a| (0..k).map(move |b| (a, b)));
            let sum: f64 = pairs
                .map(|(a, b)| {
                    selection.sensitivities[a * n + i] * spread.get(a, b) * selection.sensitivities[b * n + j]
                })
                .sum();
            out.data[i * n + j] += sum;
        }
    }
    Some(out)
}
