//! A fitted model: everything known about it, and nothing of the data.

use super::prepare::Classes;
use super::residuals::Memory;
use super::selection::Selection;
use super::separated::Separated;
use super::spec::FamilySpec;
use crate::check::{Code, number_or_nan};
use crate::design::Blueprint;
use crate::inference::{CoefficientTests, StatisticKind};
use crate::inner::Certificate;
use serde::{Deserialize, Serialize};

/// A fitted model. Coefficients are stacked class by class: β[a·P + j] for active class a and column j.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fitted {
    pub(super) scope: Scope,
    pub(super) family: FamilySpec,
    pub(super) classes: Classes,
    pub(super) active_classes: Vec<String>,
    pub(super) column_names: Vec<String>,
    pub(super) aliased: Vec<usize>,
    /// The columns of each predictor, ascending; empty where every predictor has all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) own: Vec<Vec<usize>>,
    /// The places of those of them that were left out because they depend on columns before them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) left_out: Vec<usize>,
    pub(super) coefficients: Vec<f64>,
    pub(super) tests: CoefficientTests,
    pub(super) statistic: StatisticKind,
    /// The covariance of β, row-major, scale included.
    pub(super) covariance: Vec<f64>,
    /// The lower triangle of φH⁻¹IH⁻¹, row by row; empty where it is the covariance itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) frequentist: Vec<f64>,
    pub(super) numbers: Numbers,
    pub(super) strength_labels: Vec<String>,
    pub(super) strengths: Vec<f64>,
    /// Estimated parameters of the family, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) family_parameters: Vec<(String, f64)>,
    pub(super) certificate: Certificate,
    pub(super) converged: bool,
    pub(super) message: String,
    pub(super) warnings: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) separation: Option<Separated>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) selection: Option<Selection>,
    #[serde(skip)]
    pub(super) memory: Memory,
}

/// Where the model came from, and how to encode new data.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Scope {
    pub formula: Option<String>,
    /// The formula of each predictor, by its name, where they have formulas of their own; there is no other formula then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formulas: Vec<(String, String)>,
    pub blueprint: Option<Blueprint>,
}

/// The scalars of a fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Numbers {
    #[serde(deserialize_with = "number_or_nan")]
    pub edf: f64,
    #[serde(deserialize_with = "number_or_nan")]
    pub scale: f64,
    #[serde(deserialize_with = "number_or_nan")]
    pub log_likelihood: f64,
    #[serde(deserialize_with = "number_or_nan")]
    pub deviance: f64,
    #[serde(deserialize_with = "number_or_nan")]
    pub null_deviance: f64,
    #[serde(deserialize_with = "number_or_nan")]
    pub aic: f64,
    #[serde(deserialize_with = "number_or_nan")]
    pub bic: f64,
    #[serde(deserialize_with = "number_or_nan")]
    pub df_residual: f64,
    pub df_null: f64,
    #[serde(deserialize_with = "number_or_nan")]
    pub penalty: f64,
    pub iterations: usize,
    pub nobs: usize,
    pub dropped: usize,
}

impl Fitted {
    /// The formula, for models fitted by formula.
    #[must_use]
    pub fn formula(&self) -> Option<&str> {
        self.scope.formula.as_deref()
    }

    /// The formula of each class or predictor with its name, in their order, for models fitted with one for each; empty for others.
    #[must_use]
    pub fn formulas(&self) -> &[(String, String)] {
        &self.scope.formulas
    }

    /// The family.
    #[must_use]
    pub fn family(&self) -> &FamilySpec {
        &self.family
    }

    /// Parameters of the family that were estimated, by name: `theta` of the negative binomial.
    #[must_use]
    pub fn family_parameters(&self) -> &[(String, f64)] {
        &self.family_parameters
    }

    /// All classes in order; empty for a numeric response.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        &self.classes.labels
    }

    /// The reference class.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        self.classes.reference.map(|c| self.classes.labels[c].as_str())
    }

    /// The classes that have coefficients, for the multinomial; empty for other families.
    #[must_use]
    pub fn active_classes(&self) -> &[String] {
        &self.active_classes
    }

    /// Names of the columns of the design.
    #[must_use]
    pub fn column_names(&self) -> &[String] {
        &self.column_names
    }

    /// Names of the coefficients: those of the columns, for the multinomial `class:column`.
    #[must_use]
    pub fn coefficient_names(&self) -> Vec<String> {
        if self.active_classes.is_empty() {
            return self.column_names.clone();
        }
        let named = |class: &String| {
            self.column_names.iter().map(move |column| format!("{class}:{column}")).collect::<Vec<_>>()
        };
        self.active_classes.iter().flat_map(named).collect()
    }

    /// β̂; 0 for aliased columns, and for those that a predictor does not have (see [`Fitted::own_places`]).
    #[must_use]
    pub fn coefficients(&self) -> &[f64] {
        &self.coefficients
    }

    /// Standard errors of β̂.
    #[must_use]
    pub fn standard_errors(&self) -> &[f64] {
        &self.tests.standard_errors
    }

    /// β̂ over its standard errors.
    #[must_use]
    pub fn statistics(&self) -> &[f64] {
        &self.tests.statistics
    }

    /// Two-sided p-values of the statistics.
    #[must_use]
    pub fn p_values(&self) -> &[f64] {
        &self.tests.p_values
    }

    /// `z` or `t`.
    #[must_use]
    pub fn statistic_kind(&self) -> &'static str {
        match self.statistic {
            StatisticKind::Z => "z",
            StatisticKind::T { .. } => "t",
        }
    }

    /// The covariance of β̂, row-major, and its order.
    #[must_use]
    pub fn covariance(&self) -> (&[f64], usize) {
        (&self.covariance, self.coefficients.len())
    }

    /// Columns that were left out because they depend on columns before them; where predictors have columns of their own, `predictor:column`.
    #[must_use]
    pub fn aliased(&self) -> Vec<String> {
        let names = if self.left_out.is_empty() { Vec::new() } else { self.coefficient_names() };
        let own = self.left_out.iter().map(|&k| names[k].clone());
        self.aliased.iter().map(|&j| self.column_names[j].clone()).chain(own).collect()
    }

    /// For predictors with columns of their own the columns of each, ascending; empty where every predictor has all.
    #[must_use]
    pub fn own_columns(&self) -> &[Vec<usize>] {
        &self.own
    }

    /// The places in β of the coefficients that the model has: all of them, unless predictors have columns of their own.
    #[must_use]
    pub fn own_places(&self) -> Vec<usize> {
        let p = self.column_names.len();
        match self.own.as_slice() {
            [] => (0..self.coefficients.len()).collect(),
            own => own.iter().enumerate().flat_map(|(a, columns)| columns.iter().map(move |j| a * p + j)).collect(),
        }
    }

    /// Whether the coefficient at a place in β was left out because its column depends on columns before it.
    #[must_use]
    pub fn is_aliased(&self, place: usize) -> bool {
        self.left_out.contains(&place) || self.aliased.contains(&(place % self.column_names.len().max(1)))
    }

    /// Whether a predictor has some columns.
    pub(super) fn has_columns(&self, predictor: usize, columns: &std::ops::Range<usize>) -> bool {
        self.own.get(predictor).is_none_or(|own| columns.clone().all(|j| own.binary_search(&j).is_ok()))
    }

    /// λ of each penalty.
    #[must_use]
    pub fn strengths(&self) -> &[f64] {
        &self.strengths
    }

    /// The names of the penalties.
    #[must_use]
    pub fn strength_labels(&self) -> &[String] {
        &self.strength_labels
    }

    /// ln λ of each penalty.
    #[must_use]
    pub fn log_strengths(&self) -> Vec<f64> {
        let estimated = self.selection.as_ref().map_or(&[][..], |selection| &selection.log_strengths);
        let held = self.strengths.iter().skip(estimated.len()).map(|strength| strength.ln());
        estimated.iter().copied().chain(held).collect()
    }

    /// How the strengths were chosen, where they were.
    #[must_use]
    pub fn selection(&self) -> Option<&Selection> {
        self.selection.as_ref()
    }

    /// Effective degrees of freedom, tr(H⁻¹I).
    #[must_use]
    pub fn edf(&self) -> f64 {
        self.numbers.edf
    }

    /// The dispersion φ; 1 where the family has none.
    #[must_use]
    pub fn scale(&self) -> f64 {
        self.numbers.scale
    }

    /// ℓ(β̂), without the number of arrangements of grouped trials. With an estimated dispersion at its value deviance/Σw, a row of weight w
    /// counted w times (for the Gaussian RSS/n, with precisions w); a quasi family has its extended quasi-likelihood.
    #[must_use]
    pub fn log_likelihood(&self) -> f64 {
        self.numbers.log_likelihood
    }

    /// 2(ℓ of the saturated model − ℓ); for the Gaussian the residual sum of squares.
    #[must_use]
    pub fn deviance(&self) -> f64 {
        self.numbers.deviance
    }

    /// The deviance of the model without terms.
    #[must_use]
    pub fn null_deviance(&self) -> f64 {
        self.numbers.null_deviance
    }

    /// 1 − deviance/null deviance; 0 where the null deviance is 0.
    #[must_use]
    pub fn deviance_explained(&self) -> f64 {
        let null = self.numbers.null_deviance;
        if null > 0.0 { 1.0 - self.numbers.deviance / null } else { 0.0 }
    }

    /// −2ℓ + 2·EDF, the scale counted as one parameter where it is estimated.
    #[must_use]
    pub fn aic(&self) -> f64 {
        self.numbers.aic
    }

    /// −2ℓ + ln(n)·EDF with n the total weight (for the Gaussian the rows).
    #[must_use]
    pub fn bic(&self) -> f64 {
        self.numbers.bic
    }

    /// Rows times predictors minus EDF.
    #[must_use]
    pub fn df_residual(&self) -> f64 {
        self.numbers.df_residual
    }

    /// Rows times predictors minus the intercepts.
    #[must_use]
    pub fn df_null(&self) -> f64 {
        self.numbers.df_null
    }

    /// What the fit minimised beside −ℓ: ½β̂ᵀS_λβ̂, with Jeffreys' prior less ½ln|UᵀI(β̂)U|.
    #[must_use]
    pub fn penalty(&self) -> f64 {
        self.numbers.penalty
    }

    /// Iterations of the solver.
    #[must_use]
    pub fn iterations(&self) -> usize {
        self.numbers.iterations
    }

    /// The proof of convergence.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Whether the certificate holds.
    #[must_use]
    pub fn converged(&self) -> bool {
        self.converged
    }

    /// The code of what went wrong, if anything.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        let code = if self.separation.is_some() { Code::Separation } else { Code::NotConverged };
        (!self.converged).then_some(code)
    }

    /// What is known where no finite optimum exists: which coefficients are infinite, and the fit in the limit.
    #[must_use]
    pub fn separation(&self) -> Option<&Separated> {
        self.separation.as_ref()
    }

    /// How the fit ended, in words.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What a user should know.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Rows that entered.
    #[must_use]
    pub fn nobs(&self) -> usize {
        self.numbers.nobs
    }

    /// Rows left out for missing values or weight 0.
    #[must_use]
    pub fn dropped(&self) -> usize {
        self.numbers.dropped
    }
}
