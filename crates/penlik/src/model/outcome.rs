//! From the end of a fit to a fitted model: scale, criteria, tests, and the places of the estimated coefficients among all.

use super::ModelError;
use super::covariance::packed;
use super::fitted::{Fitted, Numbers, Scope};
use super::own_columns::OwnColumns;
use super::prepare::Classes;
use super::residuals::Memory;
use super::selection::{Selection, Spread};
use super::separated::Separated;
use super::spec::FamilySpec;
use crate::check::{Code, all_finite};
use crate::inference::{CoefficientTests, StatisticKind};
use crate::inner::{Optimum, Status};
use crate::linalg::Symmetric;

/// What a fit hands over before scale and tests are worked out.
pub(super) struct Outcome {
    pub optimum: Optimum,
    pub covariance: Symmetric,
    /// H⁻¹IH⁻¹, where it is not the covariance.
    pub frequentist: Option<Symmetric>,
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
    /// Predictors with an intercept.
    pub intercepts: usize,
    pub has_scale: bool,
    /// What laws of another variance than the normal have in its place.
    pub law: Option<Law>,
    /// Estimated parameters of the family.
    pub parameters: Vec<(String, f64)>,
    /// How many of them are free: the first cut point of ordered classes is not.
    pub free_parameters: usize,
    pub warnings: Vec<String>,
    /// Coefficients that a penalty leaves without a standard error; none where it is empty.
    pub undetermined: Vec<bool>,
    pub separation: Option<Separated>,
    pub selection: Option<Selection>,
}

/// A fit of a family with a dispersion and a variance function.
pub(super) struct Law {
    /// Σ w (y − μ)²/V(μ).
    pub pearson: f64,
    /// The log-likelihood at φ = deviance/Σw, a row of weight w counted w times.
    pub log_likelihood: f64,
}

/// The deviance of a unit of weight that rounding alone may leave, for families whose deviance has no unit.
pub(super) fn unit_rounding(total_weight: f64) -> f64 {
    total_weight * f64::EPSILON * f64::EPSILON
}

/// Responses of a family with a scale whose largest is outside have squares outside the range of floats.
const RESPONSE_SIZES: std::ops::RangeInclusive<f64> = 1e-150..=1e150;

impl Outcome {
    /// Refuses numbers whose squares were lost: their sums are finite, but wrong.
    pub(super) fn refuse_lost_range(&self) -> Result<(), ModelError> {
        let size = self.largest_response;
        if self.has_scale && size > 0.0 && !RESPONSE_SIZES.contains(&size) {
            let expected = "numbers of sizes from 1e-150 to 1e150";
            return Err(ModelError::refuse(Code::Domain, "response", format!("of size {size:e}"), expected));
        }
        let order = self.covariance.order;
        let lost = (0..order).any(|k| !self.is_undetermined(k) && !self.covariance.get(k, k).is_normal());
        if lost && self.optimum.status == Status::Converged { Err(out_of_range()) } else { Ok(()) }
    }

    /// Calls cut points by the classes on both sides.
    pub(super) fn name_cuts(&mut self, spec: &FamilySpec, classes: &Classes) {
        if !matches!(spec, FamilySpec::OrderedCategories {}) {
            return;
        }
        let sides = classes.labels.iter().zip(classes.labels.iter().skip(1));
        self.parameters.iter_mut().zip(sides).for_each(|((name, _), (a, b))| *name = format!("{a}|{b}"));
    }

    fn is_undetermined(&self, k: usize) -> bool {
        self.undetermined.get(k).copied().unwrap_or(false)
    }

    fn df_residual(&self) -> f64 {
        (self.rows * self.predictors) as f64 - self.edf
    }

    /// Residual sum of squares that rounding alone may leave.
    fn rounding(&self) -> f64 {
        if self.law.is_some() {
            return unit_rounding(self.total_weight);
        }
        let unit = f64::EPSILON * self.largest_response;
        (self.total_weight * unit * unit).max(f64::MIN_POSITIVE)
    }

    /// φ = RSS/(n − EDF) where a scale is estimated, with Pearson's statistic for RSS under a variance function; else 1.
    fn scale(&self) -> f64 {
        if !self.has_scale {
            return 1.0;
        }
        let df = self.df_residual();
        let squares = self.law.as_ref().map_or(self.deviance, |law| law.pearson);
        if df > 0.0 { squares.max(self.rounding()) / df } else { 0.0 }
    }

    /// With an estimated scale the Gaussian log-likelihood at its own maximum over the scale, RSS/n.
    fn log_likelihood(&self) -> f64 {
        if !self.has_scale {
            return self.log_likelihood;
        }
        if let Some(law) = &self.law {
            return law.log_likelihood;
        }
        let n = self.rows as f64;
        let variance = self.deviance.max(self.rounding()) / n;
        -0.5 * n * ((2.0 * std::f64::consts::PI * variance).ln() + 1.0) + 0.5 * self.log_weights
    }
}

fn out_of_range() -> ModelError {
    let value = "of such sizes that the fit leaves the range of floating point";
    ModelError::refuse(Code::NonFinite, "data", value, "weights, offsets, responses and columns nearer to 1")
}

impl Fitted {
    /// Refuses a fit with a number that is not finite.
    pub(super) fn refuse_overflow(&self) -> Result<(), ModelError> {
        let (n, c) = (&self.numbers, &self.certificate);
        let numbers = [n.edf, n.scale, n.log_likelihood, n.deviance, n.null_deviance, n.aic, n.bic, n.penalty];
        let certificate = [c.gradient_norm, c.decrement, c.kappa, c.distance_bound];
        let tests = [&self.tests.standard_errors, &self.tests.statistics, &self.tests.p_values];
        let finite = [&numbers[..], &certificate, &self.coefficients, &self.covariance].into_iter().all(all_finite)
            && tests.into_iter().all(|values| all_finite(values));
        if finite { Ok(()) } else { Err(out_of_range()) }
    }

    pub(super) fn new(
        scope: Scope,
        family: &FamilySpec,
        classes: Classes,
        (column_names, aliased, dropped): (Vec<String>, Vec<usize>, usize),
        own: Option<&OwnColumns>,
        mut outcome: Outcome,
    ) -> Self {
        let labels = classes.active().into_iter().map(|c| classes.labels[c].clone());
        let active_classes = match family {
            FamilySpec::Multinomial { .. } => labels.collect(),
            FamilySpec::Custom { predictors, .. } if predictors.len() > 1 => predictors.clone(),
            _ => Vec::new(),
        };
        let numbers = numbers(&outcome, dropped);
        if outcome.has_scale && outcome.df_residual() <= 0.0 {
            outcome.warnings.push("no residual degrees of freedom: scale and standard errors are 0".into());
        } else if outcome.has_scale && outcome.deviance <= outcome.rounding() {
            outcome.warnings.push("the residuals are at the level of rounding: tests and criteria mean nothing".into());
        }
        let places = Places {
            full: column_names.len(),
            aliased: &aliased,
            predictors: outcome.predictors,
            kept: own.map(OwnColumns::kept),
        };
        let coefficients = places.spread(&outcome.optimum.beta);
        let mut covariance = places.spread_square(&outcome.covariance, numbers.scale);
        let order = coefficients.len();
        drop_overflow(&mut covariance, order);
        let frequentist = outcome.frequentist.as_ref().map_or_else(Vec::new, |matrix| {
            let mut full = places.spread_square(matrix, numbers.scale);
            drop_overflow(&mut full, order);
            packed(&full, order)
        });
        let variances: Vec<f64> = (0..order).map(|k| covariance[k * order + k]).collect();
        let lost =
            places.positions().iter().enumerate().any(|(k, &at)| !outcome.is_undetermined(k) && variances[at] == 0.0);
        if lost && numbers.scale > 0.0 && outcome.optimum.status == Status::Converged {
            outcome
                .warnings
                .push("some standard errors are too large or too small for a number: rescale the columns".into());
        }
        if [numbers.deviance, numbers.log_likelihood, numbers.null_deviance].iter().any(|x| x.is_nan()) {
            outcome.warnings.push("the deviance or the log-likelihood is too large for a number".into());
        }
        let statistic =
            if outcome.has_scale { StatisticKind::T { df: numbers.df_residual.max(0.0) } } else { StatisticKind::Z };
        if let Some(selection) = &mut outcome.selection {
            selection.complete(&Spread {
                beta: &outcome.optimum.beta,
                inverse: &outcome.covariance,
                information: &outcome.optimum.information,
                scale: numbers.scale,
                kind: statistic,
                predictors: outcome.predictors,
            });
            if !aliased.is_empty() || own.is_some() {
                let columns: Vec<usize> = (0..column_names.len()).filter(|j| !aliased.contains(j)).collect();
                selection.spread_over(&places.positions(), order, &columns);
            }
            selection.corrected_aic = numbers.aic + 2.0 * (selection.corrected_edf - numbers.edf);
        }
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
            own: own.map_or_else(Vec::new, |own| own.asked.clone()),
            left_out: own.map_or_else(Vec::new, OwnColumns::aliased),
            coefficients,
            statistic,
            covariance,
            frequentist,
            strength_labels,
            strengths,
            family_parameters: outcome.parameters,
            certificate: outcome.optimum.certificate,
            converged: status == Status::Converged,
            message: outcome
                .separation
                .as_ref()
                .map_or_else(|| status.message(numbers.iterations), |found| found.message(numbers.nobs, family)),
            separation: outcome.separation,
            selection: outcome.selection,
            memory: Memory::default(),
            warnings: outcome.warnings,
            numbers,
        }
    }
}

fn numbers(outcome: &Outcome, dropped: usize) -> Numbers {
    let log_likelihood = outcome.log_likelihood();
    let parameters = outcome.edf + f64::from(u8::from(outcome.has_scale)) + outcome.free_parameters as f64;
    let n = if outcome.has_scale { outcome.rows as f64 } else { outcome.total_weight };
    Numbers {
        edf: known(outcome.edf),
        scale: known(outcome.scale()),
        log_likelihood: known(log_likelihood),
        deviance: known(outcome.deviance),
        null_deviance: known(outcome.null_deviance),
        aic: known(-2.0 * log_likelihood + 2.0 * parameters),
        bic: known(-2.0 * log_likelihood + n.ln() * parameters),
        df_residual: known(outcome.df_residual()),
        df_null: (outcome.rows * outcome.predictors - outcome.intercepts) as f64,
        penalty: known(outcome.penalty),
        iterations: outcome.optimum.iterations,
        nobs: outcome.rows,
        dropped,
    }
}

/// NaN where a number has overflowed, which is how an unknown number is stored.
fn known(x: f64) -> f64 {
    if x.is_finite() { x } else { f64::NAN }
}

/// Makes the errors of a coefficient unknown, that is 0, where its variance or a covariance overflows.
fn drop_overflow(covariance: &mut [f64], order: usize) {
    for k in 0..order {
        if !covariance[k * order + k].is_finite() {
            (0..order).for_each(|j| (covariance[k * order + j], covariance[j * order + k]) = (0.0, 0.0));
        }
    }
    if !all_finite(covariance) {
        covariance.fill(0.0);
    }
}

/// Where the estimated coefficients stand among all.
struct Places<'a> {
    full: usize,
    aliased: &'a [usize],
    predictors: usize,
    /// The places themselves, where predictors have columns of their own.
    kept: Option<Vec<usize>>,
}

impl Places<'_> {
    fn positions(&self) -> Vec<usize> {
        if let Some(kept) = &self.kept {
            return kept.clone();
        }
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
