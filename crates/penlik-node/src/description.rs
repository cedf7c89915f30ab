//! What a fitted model tells in one piece.

use penlik::check::Code;
use penlik::design::{CovariateInfo, SmoothInfo};
use penlik::model::{Certificate, FamilySpec, Fitted, Method, Placed, Separated, TermDegrees};
use serde::Serialize;
use std::ops::Range;

/// Everything about a fit that is no array. A number that JSON cannot hold becomes null.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Description<'a> {
    formula: Option<&'a str>,
    formulas: &'a [(String, String)],
    family: &'a FamilySpec,
    classes: &'a [String],
    reference: Option<&'a str>,
    active_classes: &'a [String],
    column_names: &'a [String],
    coefficient_names: Vec<String>,
    own_columns: &'a [Vec<usize>],
    aliased_places: Vec<usize>,
    strengths: &'a [f64],
    strength_labels: &'a [String],
    log_strengths: Vec<f64>,
    strength_places: Vec<&'static str>,
    method: &'static str,
    criterion: Option<f64>,
    criterion_gradient: Option<&'a [f64]>,
    edf_terms: Vec<Term<'a>>,
    joint_terms: Vec<Term<'a>>,
    family_parameters: &'a [(String, f64)],
    edf: f64,
    scale: f64,
    log_likelihood: f64,
    deviance: f64,
    null_deviance: f64,
    deviance_explained: f64,
    aic: f64,
    bic: f64,
    df_residual: f64,
    df_null: f64,
    penalty: f64,
    iterations: usize,
    certificate: &'a Certificate,
    converged: bool,
    code: Option<&'static str>,
    message: &'a str,
    warnings: &'a [String],
    nobs: usize,
    dropped: usize,
    statistic_kind: &'a str,
    aliased: Vec<String>,
    separation: Option<&'a Separated>,
    smooths: Vec<Smooth>,
    covariates: Vec<Covariate>,
}

/// A smooth of the formula.
#[derive(Serialize)]
struct Smooth {
    label: String,
    basis: &'static str,
    columns: Range<usize>,
    covariates: Vec<Covariate>,
    by: Option<Covariate>,
    level: Option<String>,
}

/// A covariate of a smooth.
#[derive(Serialize)]
struct Covariate {
    name: String,
    columns: Vec<String>,
    levels: Option<Vec<String>>,
    range: Option<(f64, f64)>,
}

impl From<CovariateInfo> for Covariate {
    fn from(CovariateInfo { name, columns, levels, range }: CovariateInfo) -> Self {
        Self { name, columns, levels, range }
    }
}

impl From<SmoothInfo> for Smooth {
    fn from(SmoothInfo { label, basis, columns, covariates, by, level }: SmoothInfo) -> Self {
        let covariates = covariates.into_iter().map(Covariate::from).collect();
        Self { label, basis, columns, covariates, by: by.map(Covariate::from), level }
    }
}

/// The effective degrees of freedom of a group of columns.
#[derive(Serialize)]
struct Term<'a> {
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<&'a str>,
    columns: Range<usize>,
    edf: f64,
    test: Option<Test>,
}

/// The test of no effect of a group of columns.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Test {
    statistic: f64,
    rank: f64,
    p_value: f64,
}

impl<'a> Term<'a> {
    fn of(term: &'a TermDegrees, classes: &'a [String]) -> Self {
        let test =
            term.test.as_ref().map(|test| Test { statistic: test.statistic, rank: test.rank, p_value: test.p_value });
        let class = term.predictor.and_then(|a| classes.get(a)).map(String::as_str);
        Self { label: &term.label, class, columns: term.start..term.end, edf: term.edf, test }
    }
}

impl<'a> Description<'a> {
    /// What a fit says of itself.
    pub fn of(fitted: &'a Fitted) -> Self {
        let selection = fitted.selection();
        let (names, places) = (fitted.coefficient_names(), fitted.own_places());
        let classes = fitted.active_classes();
        let terms = |terms: &'a [TermDegrees]| terms.iter().map(|term| Term::of(term, classes)).collect();
        Self {
            formula: fitted.formula(),
            formulas: fitted.formulas(),
            family: fitted.family(),
            classes: fitted.classes(),
            reference: fitted.reference(),
            active_classes: fitted.active_classes(),
            column_names: fitted.column_names(),
            coefficient_names: places.iter().map(|&k| names[k].clone()).collect(),
            own_columns: fitted.own_columns(),
            aliased_places: (0..places.len()).filter(|&k| fitted.is_aliased(places[k])).collect(),
            strengths: fitted.strengths(),
            strength_labels: fitted.strength_labels(),
            log_strengths: fitted.log_strengths(),
            strength_places: strength_places(fitted),
            method: selection.map_or(Method::Fixed, |selection| selection.method).name(),
            criterion: selection.map(|selection| selection.criterion),
            criterion_gradient: selection.map(|selection| selection.gradient.as_slice()),
            edf_terms: selection.map_or_else(Vec::new, |selection| terms(&selection.terms)),
            joint_terms: selection.map_or_else(Vec::new, |selection| terms(&selection.joint)),
            family_parameters: fitted.family_parameters(),
            edf: fitted.edf(),
            scale: fitted.scale(),
            log_likelihood: fitted.log_likelihood(),
            deviance: fitted.deviance(),
            null_deviance: fitted.null_deviance(),
            deviance_explained: fitted.deviance_explained(),
            aic: fitted.aic(),
            bic: fitted.bic(),
            df_residual: fitted.df_residual(),
            df_null: fitted.df_null(),
            penalty: fitted.penalty(),
            iterations: fitted.iterations(),
            certificate: fitted.certificate(),
            converged: fitted.converged(),
            code: fitted.code().map(Code::name),
            message: fitted.message(),
            warnings: fitted.warnings(),
            nobs: fitted.nobs(),
            dropped: fitted.dropped(),
            statistic_kind: fitted.statistic_kind(),
            aliased: fitted.aliased(),
            separation: fitted.separation(),
            smooths: fitted.smooths().into_iter().map(Smooth::from).collect(),
            covariates: fitted.covariates().into_iter().map(Covariate::from).collect(),
        }
    }
}

/// Where each strength ended; `fixed` for those that were given.
fn strength_places(fitted: &Fitted) -> Vec<&'static str> {
    let word = |placed: &Placed| match placed {
        Placed::Interior => "interior",
        Placed::NullSpace => "nullSpace",
        Placed::Unpenalised => "unpenalised",
    };
    let mut places: Vec<&str> = fitted.selection().map_or(&[][..], |s| &s.places).iter().map(word).collect();
    places.resize(fitted.strengths().len(), "fixed");
    places
}
