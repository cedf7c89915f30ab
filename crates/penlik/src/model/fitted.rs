//! A fitted model: everything known about it, and nothing of the data.

use super::prepare::Classes;
use super::spec::FamilySpec;
use crate::check::Code;
use crate::design::Blueprint;
use crate::inference::{CoefficientTests, StatisticKind};
use crate::inner::{Certificate, Optimum, Status};
use crate::linalg::Symmetric;
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
    pub(super) coefficients: Vec<f64>,
    pub(super) tests: CoefficientTests,
    pub(super) statistic: StatisticKind,
    /// The covariance of β, row-major, scale included.
    pub(super) covariance: Vec<f64>,
    pub(super) numbers: Numbers,
    pub(super) strength_labels: Vec<String>,
    pub(super) strengths: Vec<f64>,
    pub(super) certificate: Certificate,
    pub(super) converged: bool,
    pub(super) message: String,
    pub(super) warnings: Vec<String>,
}

/// Where the model came from, and how to encode new data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Scope {
    pub formula: Option<String>,
    pub blueprint: Option<Blueprint>,
}

/// The scalars of a fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Numbers {
    pub edf: f64,
    pub scale: f64,
    pub log_likelihood: f64,
    pub deviance: f64,
    pub null_deviance: f64,
    pub aic: f64,
    pub bic: f64,
    pub df_residual: f64,
    pub df_null: f64,
    pub penalty: f64,
    pub iterations: usize,
    pub nobs: usize,
    pub dropped: usize,
}

/// What a fit hands over before scale and tests are worked out.
pub(super) struct Outcome {
    pub optimum: Optimum,
    pub covariance: Symmetric,
    pub edf: f64,
    pub log_likelihood: f64,
    pub log_weights: f64,
    pub total_weight: f64,
    pub largest_response: f64,
    pub deviance: f64,
    pub null_deviance: f64,
    pub penalty: f64,
    pub strengths: Vec<(String, f64)>,
    pub predictors: usize,
    pub rows: usize,
    pub intercept: bool,
    pub has_scale: bool,
    pub warnings: Vec<String>,
}

impl Outcome {
    fn df_residual(&self) -> f64 {
        (self.rows * self.predictors) as f64 - self.edf
    }

    /// Residual sum of squares that rounding alone may leave.
    fn rounding(&self) -> f64 {
        let unit = f64::EPSILON * self.largest_response;
        (self.rows as f64 * unit * unit).max(f64::MIN_POSITIVE)
    }

    /// φ = RSS/(n − EDF) where a scale is estimated, else 1.
    fn scale(&self) -> f64 {
        if !self.has_scale {
            return 1.0;
        }
        let df = self.df_residual();
        if df > 0.0 { self.deviance.max(self.rounding()) / df } else { 0.0 }
    }

    /// With an estimated scale the Gaussian log-likelihood at its own maximum over the scale, RSS/n.
    fn log_likelihood(&self) -> f64 {
        if !self.has_scale {
            return self.log_likelihood;
        }
        let n = self.rows as f64;
        let variance = self.deviance.max(self.rounding()) / n;
        -0.5 * n * ((2.0 * std::f64::consts::PI * variance).ln() + 1.0) + 0.5 * self.log_weights
    }
}

impl Fitted {
    pub(super) fn new(
        scope: Scope,
        family: &FamilySpec,
        classes: Classes,
        (column_names, aliased, dropped): (Vec<String>, Vec<usize>, usize),
        mut outcome: Outcome,
    ) -> Self {
        let multinomial = matches!(family, FamilySpec::Multinomial { .. });
        let labels = classes.active().into_iter().map(|c| classes.labels[c].clone());
        let active_classes = if multinomial { labels.collect() } else { Vec::new() };
        let numbers = numbers(&outcome, dropped);
        if outcome.has_scale && outcome.df_residual() <= 0.0 {
            outcome.warnings.push("no residual degrees of freedom: scale and standard errors are 0".into());
        } else if outcome.has_scale && outcome.deviance <= outcome.rounding() {
            outcome.warnings.push("the residuals are at the level of rounding: tests and criteria mean nothing".into());
        }
        let places = Places { full: column_names.len(), aliased: &aliased, predictors: outcome.predictors };
        let coefficients = places.spread(&outcome.optimum.beta);
        let covariance = places.spread_square(&outcome.covariance, numbers.scale);
        let order = coefficients.len();
        let variances: Vec<f64> = (0..order).map(|k| covariance[k * order + k]).collect();
        let statistic =
            if outcome.has_scale { StatisticKind::T { df: numbers.df_residual.max(0.0) } } else { StatisticKind::Z };
        let status = outcome.optimum.status;
        let (strength_labels, strengths) = outcome.strengths.into_iter().unzip();
        Self {
            scope,
            family: family.clone(),
            classes,
            active_classes,
            tests: CoefficientTests::new(&coefficients, &variances, statistic),
            column_names,
            aliased,
            coefficients,
            statistic,
            covariance,
            strength_labels,
            strengths,
            certificate: outcome.optimum.certificate,
            converged: status == Status::Converged,
            message: status.message(numbers.iterations),
            warnings: outcome.warnings,
            numbers,
        }
    }

    /// The formula, for models fitted by formula.
    #[must_use]
    pub fn formula(&self) -> Option<&str> {
        self.scope.formula.as_deref()
    }

    /// The family.
    #[must_use]
    pub fn family(&self) -> &FamilySpec {
        &self.family
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

    /// β̂; 0 for aliased columns.
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

    /// Columns that were left out because they depend on columns before them.
    #[must_use]
    pub fn aliased(&self) -> Vec<String> {
        self.aliased.iter().map(|&j| self.column_names[j].clone()).collect()
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

    /// ℓ(β̂), without the number of arrangements of grouped trials.
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

    /// ½β̂ᵀS_λβ̂.
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
        (!self.converged).then_some(Code::NotConverged)
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

fn numbers(outcome: &Outcome, dropped: usize) -> Numbers {
    let log_likelihood = outcome.log_likelihood();
    let parameters = outcome.edf + f64::from(u8::from(outcome.has_scale));
    let n = if outcome.has_scale { outcome.rows as f64 } else { outcome.total_weight };
    let intercepts = if outcome.intercept { outcome.predictors } else { 0 };
    Numbers {
        edf: outcome.edf,
        scale: outcome.scale(),
        log_likelihood,
        deviance: outcome.deviance,
        null_deviance: outcome.null_deviance,
        aic: -2.0 * log_likelihood + 2.0 * parameters,
        bic: -2.0 * log_likelihood + n.ln() * parameters,
        df_residual: outcome.df_residual(),
        df_null: (outcome.rows * outcome.predictors - intercepts) as f64,
        penalty: outcome.penalty,
        iterations: outcome.optimum.iterations,
        nobs: outcome.rows,
        dropped,
    }
}

/// Where the estimated coefficients stand among all.
struct Places<'a> {
    full: usize,
    aliased: &'a [usize],
    predictors: usize,
}

impl Places<'_> {
    fn positions(&self) -> Vec<usize> {
        (0..self.full * self.predictors).filter(|k| !self.aliased.contains(&(k % self.full))).collect()
    }

    fn spread(&self, values: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; self.full * self.predictors];
        // Adding 0 turns −0 into 0, which stored models could not tell apart.
        self.positions().into_iter().zip(values).for_each(|(k, x)| out[k] = x + 0.0);
        out
    }

    fn spread_square(&self, matrix: &Symmetric, scale: f64) -> Vec<f64> {
        let (order, positions) = (self.full * self.predictors, self.positions());
        let mut out = vec![0.0; order * order];
        for (i, &row) in positions.iter().enumerate() {
            for (j, &column) in positions.iter().enumerate() {
                out[row * order + column] = matrix.get(i, j) * scale + 0.0;
            }
        }
        out
    }
}
