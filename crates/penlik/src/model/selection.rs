//! Strengths chosen by a criterion: from the penalties of a fit to their estimates, and what a model keeps of them.

use super::ModelError;
use super::own_columns::{OwnColumns, OwnSetup, matrix_penalty};
use super::prepare::Classes;
use super::spec::{FamilySpec, FitOptions, Method, PenaltyInput, PenaltyMetric, StrengthPrior};
use super::term_degrees::{TermDegrees, degrees_of, filled};
use crate::check::{Code, number_or_nan};
use crate::families::Family;
use crate::inference::{
    Movement, SmoothingUncertainty, StatisticKind, criterion_covariance, frequentist_covariance, random_effect_test,
    scaled, smooth_test, submatrix,
};
use crate::inner::{Control, Problem, Status};
use crate::linalg::{Symmetric, inner_product};
use crate::outer::{
    self, Assembled, Estimate, MatrixPenalty, Metric, PenaltySumError, Place, Prior, Structure, assemble,
    estimate_with_priors,
};
use serde::{Deserialize, Serialize};
use std::ops::Range;

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
    /// Where predictors have columns of their own, the terms that several of them call alike, each over all of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joint: Vec<TermDegrees>,
    /// dβ̂/dρ_k, one after the other, over the coefficients that were estimated.
    pub sensitivities: Vec<f64>,
    /// V″ of [`crate::inference::SmoothingUncertainty`], row-major, the scale in it; empty where the covariance is singular.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spread: Vec<f64>,
    /// tr(2F − FF) over all coefficients.
    #[serde(deserialize_with = "number_or_nan")]
    pub reference_edf: f64,
    /// tr(V_c I)/φ over all coefficients, V_c the smoothing-corrected covariance: the degrees of freedom of the corrected AIC.
    #[serde(deserialize_with = "number_or_nan")]
    pub corrected_edf: f64,
    /// −2ℓ + 2·`corrected_edf`, scale and parameters of the family counted as in the AIC.
    #[serde(deserialize_with = "number_or_nan")]
    pub corrected_aic: f64,
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

impl Selection {
    /// Whether the sizes agree, for a fit of so many coefficients and strengths.
    pub(super) fn is_consistent(&self, order: usize, strengths: usize) -> bool {
        let coordinates = self.gradient.len();
        self.log_strengths.len() == self.places.len()
            && self.places.len() <= coordinates.min(strengths)
            && self.hessian.len() == coordinates * coordinates
            && self.sensitivities.len() == coordinates * order
            && self
                .terms
                .iter()
                .chain(&self.joint)
                .all(|term| term.start <= term.end && term.end <= order && term.at.iter().all(|k| *k < order))
    }
}

/// Penalties to be chosen, and the strengths' names.
pub(super) struct Chosen {
    pub estimate: Estimate,
    pub names: Vec<String>,
    /// Penalties of given strength.
    pub held: Vec<(String, f64)>,
    pub selection: Selection,
}

/// The penalties of a fit, and the terms that they belong to.
#[derive(Clone, Copy)]
pub(super) struct Penalties<'a, 'm> {
    pub given: &'a [PenaltyInput<'m>],
    /// Names and columns of the smooths of a formula; without them the penalties stand for themselves.
    pub smooths: &'a [(String, Range<usize>)],
}

impl Penalties<'_, '_> {
    /// Whether strengths are to be chosen. Smooths want a criterion and tests even where their strengths are given.
    pub fn want_selection(&self, options: &FitOptions) -> bool {
        let open = self.given.iter().any(|penalty| penalty.strength.is_none());
        !self.smooths.is_empty() || (options.method != Some(Method::Fixed) && open)
    }
}

/// Estimates every strength that is not given.
pub(super) fn choose(
    problem: Problem<'_>,
    (penalties, ridge): (Penalties<'_, '_>, Option<MatrixPenalty>),
    (spec, classes): (&FamilySpec, &Classes),
    options: &FitOptions,
    control: &Control<'_>,
) -> Result<Chosen, ModelError> {
    let (columns, predictors) = (problem.sample().design.cols(), problem.family().predictors());
    // A strength of 0 is no penalty.
    let present = penalties.given.iter().enumerate().filter(|(_, penalty)| penalty.strength != Some(0.0));
    let mut list: Vec<MatrixPenalty> = present.map(|(k, p)| matrix_penalty(k, p, columns)).collect();
    let method = options.method.unwrap_or(Method::Reml);
    if method == Method::Fixed {
        // What is not given is 1.
        list.iter_mut().for_each(|penalty| penalty.fixed = Some(penalty.fixed.unwrap_or(0.0)));
    }
    let terms = degrees_of(&list, penalties.smooths);
    list.extend(ridge);
    let held = list.iter().filter_map(|penalty| Some((penalty.label.clone(), penalty.fixed?.exp()))).collect();
    let Assembled { structure, names } =
        assemble(&list, columns, predictors, metric(spec), &class_names(spec, classes)).map_err(indefinite)?;
    let found = estimated(problem, &structure, &names, (spec, options), control)?;
    let selection = selection(method, &found, filled(terms, &list, &found, (columns, predictors)));
    Ok(Chosen { estimate: found, names, held, selection })
}

/// The same for predictors with columns of their own: every predictor has strengths of its own.
pub(super) fn choose_own(
    problem: Problem<'_>,
    (setup, own, ridge): (&OwnSetup, &OwnColumns, Option<&MatrixPenalty>),
    spec: &FamilySpec,
    options: &FitOptions,
    control: &Control<'_>,
) -> Result<Chosen, ModelError> {
    let method = options.method.unwrap_or(Method::Reml);
    let lists = setup.with_ridge(ridge, method == Method::Fixed);
    let given = |(name, list): (&String, &Vec<MatrixPenalty>)| {
        let held = list.iter().filter_map(|penalty| Some((format!("{name}:{}", penalty.label), penalty.fixed?.exp())));
        held.collect::<Vec<_>>()
    };
    let held = setup.names.iter().zip(&lists).flat_map(given).collect();
    let Assembled { structure, names } = own.assembled(&lists).map_err(indefinite)?;
    let found = estimated(problem, &structure, &names, (spec, options), control)?;
    let (mut terms, mut joint) = own.terms(setup);
    terms.iter_mut().chain(&mut joint).for_each(|term| term.count(&found, (0, 0)));
    let found = own.gathered(found);
    let selection = Selection { joint, ..selection(method, &found, terms) };
    Ok(Chosen { estimate: found, names, held, selection })
}

fn indefinite(error: PenaltySumError) -> ModelError {
    ModelError::refuse(Code::Domain, "penalties", error.to_string(), "positive semidefinite matrices")
}

/// The strengths of a structure by the method of the options.
fn estimated(
    problem: Problem<'_>,
    structure: &Structure,
    names: &[String],
    (spec, options): (&FamilySpec, &FitOptions),
    control: &Control<'_>,
) -> Result<Estimate, ModelError> {
    let method = options.method.unwrap_or(Method::Reml);
    check_method(method, problem.family(), spec)?;
    let outer_method = match method {
        Method::Ml => outer::Method::Ml,
        Method::Gcv => outer::Method::Gcv,
        Method::Ubre => outer::Method::Ubre,
        Method::Reml | Method::Fixed => outer::Method::Reml,
    };
    let priors = priors(&options.prior, names, method)?;
    estimate_with_priors(problem, structure, (outer_method, &priors), None, control).map_err(failed)
}

/// Refuses criteria of prediction error for families of which they say too little.
fn check_method(method: Method, family: &dyn Family, spec: &FamilySpec) -> Result<(), ModelError> {
    let refused = |expected: &str| {
        let value = format!("{:?} with the family {}", method.name(), spec.name());
        Err(ModelError::refuse(Code::Unsupported, "method", value, expected))
    };
    match method {
        Method::Ubre if family.has_scale() => refused("\"GCV\": \"UBRE\" is for families whose scale is known"),
        Method::Gcv | Method::Ubre if !family.parameters().is_empty() => {
            refused("\"REML\" or \"ML\", or a family whose parameters are given")
        }
        _ => Ok(()),
    }
}

/// Refuses priors where no strength is estimated.
pub(super) fn refuse_priors(options: &FitOptions) -> Result<(), ModelError> {
    if options.prior.is_empty() {
        return Ok(());
    }
    let expected = "no prior, or a penalty whose strength is estimated";
    Err(ModelError::refuse(Code::Unsupported, "prior", "a prior where no strength is estimated", expected))
}

/// The prior of each strength.
fn priors(given: &[StrengthPrior], names: &[String], method: Method) -> Result<Vec<Prior>, ModelError> {
    let mut out = vec![Prior::Flat; names.len()];
    for (k, own) in given.iter().enumerate() {
        if matches!(method, Method::Gcv | Method::Ubre) {
            let value = format!("a prior beside the method {:?}", method.name());
            return Err(ModelError::refuse(Code::Unsupported, "prior", value, "the method \"REML\" or \"ML\""));
        }
        let is_meant = |name: &String| match &own.label {
            Some(label) => name == label || name.split_once(':').is_some_and(|(_, rest)| rest == label),
            None => true,
        };
        let mut found = false;
        for (prior, _) in out.iter_mut().zip(names).filter(|(_, name)| is_meant(name)) {
            (*prior, found) = (own.prior, true);
        }
        if !found {
            let value = format!("{:?}", own.label.as_deref().unwrap_or_default());
            let expected = format!("one of the strengths that are estimated: {}", names.join(", "));
            return Err(ModelError::refuse(Code::Domain, format!("prior[{k}].label"), value, expected));
        }
    }
    Ok(out)
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

/// What tests need of a fit, per unit of scale.
pub(super) struct Spread<'a> {
    pub beta: &'a [f64],
    pub inverse: &'a Symmetric,
    pub information: &'a Symmetric,
    pub scale: f64,
    pub kind: StatisticKind,
    pub predictors: usize,
}

impl Selection {
    /// Moves everything to the places among all coefficients, those left out included; `columns` are the kept ones among the columns of the design.
    pub(super) fn spread_over(&mut self, positions: &[usize], order: usize, columns: &[usize]) {
        let kept = positions.len();
        let rows = self.sensitivities.chunks_exact(kept.max(1)).map(|row| {
            let mut out = vec![0.0; order];
            positions.iter().zip(row).for_each(|(&k, x)| out[k] = *x);
            out
        });
        self.sensitivities = rows.collect::<Vec<_>>().concat();
        if self.spread.len() == kept * kept {
            let mut out = vec![0.0; order * order];
            for (i, &row) in positions.iter().enumerate() {
                positions.iter().enumerate().for_each(|(j, &c)| out[row * order + c] = self.spread[i * kept + j]);
            }
            self.spread = out;
        }
        for place in self.terms.iter_mut().chain(&mut self.joint).flat_map(|term| &mut term.at) {
            *place = positions[*place];
        }
        for term in self.terms.iter_mut().filter(|term| term.end > term.start && term.at.is_empty()) {
            (term.start, term.end) = (columns[term.start], columns[term.end - 1] + 1);
        }
    }

    /// Adds what the scale is needed for: tests of the terms, V″ and the corrected degrees of freedom.
    pub(super) fn complete(&mut self, fit: &Spread<'_>) {
        let columns = fit.beta.len() / fit.predictors.max(1);
        let covariance = scaled(fit.inverse, fit.scale);
        let frequentist = scaled(&frequentist_covariance(fit.inverse, fit.information), fit.scale);
        let terms = self.terms.iter_mut().chain(&mut self.joint);
        for term in terms.filter(|term| fit.scale > 0.0 && term.reference_edf.is_finite()) {
            let places = term.places(columns, fit.predictors);
            let beta: Vec<f64> = places.iter().map(|&k| fit.beta[k]).collect();
            let block = submatrix(&covariance, &places);
            let test = if term.fully_penalised {
                random_effect_test(&beta, &block, &submatrix(&frequentist, &places), fit.kind)
            } else {
                smooth_test(&beta, &block, &submatrix(fit.information, &places), term.reference_edf, fit.kind)
            };
            term.test = test.filter(|test| test.statistic.is_finite() && test.p_value.is_finite());
        }
        self.spread.iter_mut().for_each(|x| *x *= fit.scale);
        let excess = smoothing_corrected(&Symmetric::zeros(fit.beta.len()), self).filter(|_| fit.scale > 0.0);
        let trace = |excess: Symmetric| inner_product(&excess.data, &fit.information.data) / fit.scale;
        self.corrected_edf += excess.map_or(0.0, trace);
    }
}

/// V″ per unit of scale; nothing where the covariance is singular.
fn spread(found: &Estimate, places: &[Placed]) -> Vec<f64> {
    let evaluation = &found.found.evaluation;
    let uncertainty = || {
        let rho_covariance = criterion_covariance(&evaluation.hessian, &inside(evaluation.gradient.len(), places))?;
        let movement = Movement {
            beta: &evaluation.sensitivities,
            hessian: &found.hessian_changes,
            rho_covariance: &rho_covariance,
        };
        let same = found.hessian_changes.len() == evaluation.gradient.len();
        if same { SmoothingUncertainty::new(&found.optimum.inverse, 1.0, &movement) } else { None }
    };
    uncertainty().map_or_else(Vec::new, |uncertainty| uncertainty.spread.data)
}

/// Which coordinates have a finite optimum.
fn inside(coordinates: usize, places: &[Placed]) -> Vec<bool> {
    (0..coordinates).map(|i| places.get(i).is_none_or(|place| *place == Placed::Interior)).collect()
}

fn selection(method: Method, found: &Estimate, terms: Vec<TermDegrees>) -> Selection {
    let evaluation = &found.found.evaluation;
    let placed = |place: &Place| match place {
        Place::Interior => Placed::Interior,
        Place::NullSpace => Placed::NullSpace,
        Place::Unpenalised => Placed::Unpenalised,
    };
    let places: Vec<Placed> = found.found.places.iter().map(placed).collect();
    Selection {
        method,
        criterion: found.rating.value,
        gradient: found.rating.gradient.clone(),
        hessian: found.rating.hessian.data.clone(),
        log_strengths: found.found.z[..found.found.places.len()].to_vec(),
        spread: spread(found, &places),
        places,
        terms,
        joint: Vec::new(),
        sensitivities: evaluation.sensitivities.concat(),
        reference_edf: found.coefficient_reference.iter().sum(),
        corrected_edf: evaluation.edf,
        corrected_aic: f64::NAN,
    }
}

/// Σ + J V Jᵀ + V″, the covariance with the uncertainty of the log-strengths; V inverts the criterion's Hessian, from which a dispersion is
/// profiled out, over those inside.
///
/// `None` where that Hessian is not positive definite, and for GCV and UBRE, which are no likelihood.
#[must_use]
pub fn smoothing_corrected(covariance: &Symmetric, selection: &Selection) -> Option<Symmetric> {
    if matches!(selection.method, Method::Gcv | Method::Ubre) {
        return None;
    }
    let k = selection.gradient.len();
    let hessian = Symmetric { order: k, data: selection.hessian.clone() };
    let spread = criterion_covariance(&hessian, &inside(k, &selection.places))?;
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
            out.data[i * n + j] += sum + selection.spread.get(i * n + j).copied().unwrap_or(0.0);
        }
    }
    Some(out)
}
