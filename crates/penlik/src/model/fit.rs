//! From a specification to a fitted model.

use super::ending::{nothing_to_estimate, refuse_unconverged};
use super::fitted::{Fitted, Scope};
use super::given_penalty::check_penalty;
use super::learning;
use super::matrix::{Design, matrix_rows};
use super::outcome::{Law, Outcome, unit_rounding};
use super::own_columns::OwnSetup;
use super::prepare::{Origin, prepare};
use super::residuals::{Memory, Seen};
use super::rows::Rows;
use super::selection;
use super::separated::examine;
use super::solve::{Request, Solved, check_bias, solved};
use super::spec::{Bias, FamilySpec, FitOptions, MatrixInput, Method, PenaltyInput, TermInput};
use super::terms::{check_terms, place_terms, strength};
use super::{ModelError, null};
use crate::check::{self, Code};
use crate::design::MAX_BYTES;
use crate::inference::{covariance, effective_degrees_of_freedom, frequentist_covariance};
use crate::inner::{Control, Optimum, Problem, QuadraticPenalty, has_suspicious_columns};
use crate::linalg::{DesignMatrix, Panels, Workers};
use std::ops::Range;
use std::sync::Arc;

/// Fits a model given by a design matrix and a response.
///
/// # Errors
/// As [`super::fit_formula`], with the names of the matrix form: X, y, weights, offset, penalties, names.
pub fn fit_matrix(
    input: &MatrixInput<'_>,
    family: &FamilySpec,
    options: &FitOptions,
    control: &Control<'_>,
) -> Result<Fitted, ModelError> {
    fit_design(input.design, input, family, options, control)
}

/// The same for a design in panels, which the fit takes over: it holds no second copy of it.
///
/// # Errors
/// As [`fit_matrix`].
pub fn fit_panels(
    input: MatrixInput<'_, Panels>,
    family: &FamilySpec,
    options: &FitOptions,
    control: &Control<'_>,
) -> Result<Fitted, ModelError> {
    let (design, input) = input.split();
    fit_design(design, &input, family, options, control)
}

fn fit_design<D: Design, E>(
    design: D,
    input: &MatrixInput<'_, E>,
    family: &FamilySpec,
    options: &FitOptions,
    control: &Control<'_>,
) -> Result<Fitted, ModelError> {
    options.check()?;
    if let Some(given) = &options.log_strengths {
        let (value, expected) =
            (format!("of length {}", given.len()), "the log-strength of each penalty beside its matrix");
        return Err(ModelError::refuse(Code::Unsupported, "logStrength", value, expected));
    }
    let rows = matrix_rows(design, input, MAX_BYTES)?;
    let names = column_names(input.names.clone(), rows.design.cols())?;
    for (k, penalty) in input.penalties.iter().enumerate() {
        check_penalty(k, penalty, rows.design.cols())?;
    }
    check_terms(&input.terms, rows.design.cols(), options)?;
    let prepared = prepare(rows.response, rows.weights, family, &Origin { argument: "y", rows: &rows.kept })?;
    let rows = Rows::new(prepared, rows.design, rows.offset, (rows.kept, rows.dropped))?;
    // One intercept is enough: a second constant column takes part in the ridge, which tells the two apart.
    let intercepts = (0..rows.design.cols()).find(|j| is_constant(&rows.design, *j)).into_iter().collect();
    let setup = Setup {
        rows,
        intercepts,
        names,
        penalties: &input.penalties,
        terms: &input.terms,
        smooths: Vec::new(),
        aliased: Vec::new(),
        own: None,
    };
    setup.fit(Scope::default(), family, options, control)
}

/// The given names of p columns, or x1, x2, …
pub(super) fn column_names(names: Option<Vec<String>>, p: usize) -> Result<Vec<String>, ModelError> {
    let names = names.unwrap_or_else(|| (1..=p).map(|j| format!("x{j}")).collect());
    check::length("names", names.len(), p)?;
    let mut seen = std::collections::HashSet::new();
    match names.iter().find(|name| !seen.insert(name.as_str())) {
        Some(twice) => Err(ModelError::refuse(Code::Column, "names", format!("{twice:?} twice"), "distinct names")),
        None => Ok(names),
    }
}

/// Refuses so many coefficients that the matrices of the solver would not fit into memory.
fn check_order(columns: usize, predictors: usize) -> Result<(), ModelError> {
    /// Hessian, factor, inverse and covariance, some of them in twice the precision.
    const MATRICES: usize = 6;
    let order = columns.saturating_mul(predictors);
    check::allocation("coefficients", order, order.saturating_mul(MATRICES), MAX_BYTES).map(drop).map_err(|error| {
        let value = format!("{columns} columns for {predictors} linear predictors");
        let refused = |expected| ModelError::refuse(Code::TooLarge, "coefficients", value, expected);
        refused(format!("{} in square matrices; {}", order, check::Explain::expected(&error)))
    })
}

pub(super) fn is_constant(design: &DesignMatrix, j: usize) -> bool {
    let first = design.rows_of().get(0, j);
    first != 0.0 && (1..design.rows()).all(|i| design.rows_of().get(i, j) == first)
}

/// A problem before its columns are checked for dependence.
pub(super) struct Setup<'a, 'm> {
    pub rows: Rows,
    pub intercepts: Vec<usize>,
    pub names: Vec<String>,
    pub penalties: &'a [PenaltyInput<'m>],
    pub terms: &'a [TermInput],
    /// Names and columns of the smooths of a formula.
    pub smooths: Vec<(String, Range<usize>)>,
    /// Columns that were left out already.
    pub aliased: Vec<usize>,
    /// What each predictor has, where they have columns of their own; smooths and penalties are then here alone.
    pub own: Option<OwnSetup>,
}

impl<'m> Setup<'_, 'm> {
    pub(super) fn fit(
        mut self,
        scope: Scope,
        spec: &FamilySpec,
        options: &FitOptions,
        control: &Control<'_>,
    ) -> Result<Fitted, ModelError> {
        check_bias(spec, options)?;
        let m = self.rows.prepared.family.predictors();
        check_order(self.rows.design.cols(), m)?;
        let workers = Workers::new(options.threads);
        let own = self.own_columns(options, &workers)?;
        let penalty = match (&own, &self.own) {
            (Some(own), Some(setup)) => self.own_penalty((own, setup), options),
            _ => self.penalty(spec, options),
        };
        let wants_selection = self.wants_selection(options);
        let plain = own.is_none() && self.terms.is_empty() && !wants_selection;
        let weak = plain && self.is_suspicious(&penalty, &workers);
        let mut aliased = std::mem::take(&mut self.aliased);
        if weak {
            aliased = self.rows.dependent_columns(&self.names)?;
        }
        if weak && !aliased.is_empty() {
            self.refuse_aliased(&aliased, options)?;
            self.rows.design = self.rows.design.without(&aliased);
            self.rows.rest = self.rows.rest.map(|rest| rest.without(&aliased));
        }
        let start = match &own {
            Some(own) => own.start(options)?,
            None => self.start(options, &aliased, m)?,
        };
        let prepared = &self.rows.prepared;
        let rows = (&self.rows.design, &prepared.response, &prepared.weights);
        let problem = Problem::new(rows, self.rows.offset.as_ref(), prepared.family.as_ref(), &penalty, &workers);
        let problem = own.as_ref().map_or(problem, |own| problem.within(&own.coordinates, &penalty));
        let terms = place_terms(self.terms, prepared.family.as_ref(), self.rows.design.cols(), &workers, None)?;
        let terms = (!self.terms.is_empty()).then_some(&terms);
        let mut solved = if wants_selection {
            self.refuse_beside_selection(options)?;
            let ridge = self.ridge(options);
            Solved::chosen(match (&self.own, &own) {
                (Some(setup), Some(own)) => {
                    selection::choose_own(problem, (setup, own, ridge.as_ref()), spec, options, control)?
                }
                _ => {
                    let inputs = (self.penalties(), ridge);
                    selection::choose(problem, inputs, (spec, &prepared.classes), options, control)?
                }
            })
        } else if learning::is_asked(self.terms, options) {
            learning::choose(problem, self.terms, options, control)?
        } else {
            selection::refuse_priors(options)?;
            solved(
                &problem,
                &Request { options, start: start.as_deref(), weak, rest: self.rows.rest.as_ref(), terms },
                control,
            )?
        };
        // With terms or a prior beside the likelihood its own optimum says nothing of theirs.
        let plain = terms.is_none() && options.bias == Bias::None;
        let found = plain.then(|| examine(&problem, spec, &solved.optimum, control)).flatten();
        let parameters = solved.family.take();
        let problem = parameters.as_deref().map_or(problem, |family| problem.with_family(family));
        let mut outcome = self.outcome(&problem, solved, spec, &workers);
        let named = parameters.iter().flat_map(|family| family.named_parameters());
        outcome.parameters = named.collect();
        outcome.name_cuts(spec, &self.rows.prepared.classes);
        outcome.separation = found.map(|found| {
            let kept: Vec<&str> = self.kept_names(&aliased);
            let multinomial = matches!(spec, FamilySpec::Multinomial { .. });
            found.named(&kept, &self.rows.prepared.classes, multinomial, (outcome.deviance, outcome.log_likelihood))
        });
        let (dropped, classes) = (self.rows.dropped, std::mem::take(&mut self.rows.prepared.classes));
        outcome.warnings.splice(0..0, std::mem::take(&mut self.rows.prepared.warnings));
        let beta = match &own {
            Some(own) => own.coordinates.to_coefficients(&outcome.optimum.beta),
            None => outcome.optimum.beta.clone(),
        };
        let seen = Seen::new(self.rows, &beta);
        outcome.warnings.extend(nothing_to_estimate(&outcome, options));
        refuse_unconverged(&outcome, spec, options)?;
        outcome.refuse_lost_range()?;
        let mut fitted = Fitted::new(scope, spec, classes, (self.names, aliased, dropped), own.as_ref(), outcome);
        fitted.refuse_overflow()?;
        fitted.memory = Memory(Some(Arc::new(seen)));
        Ok(fitted)
    }

    fn start(&self, options: &FitOptions, aliased: &[usize], m: usize) -> Result<Option<Vec<f64>>, ModelError> {
        let Some(start) = &options.start else { return Ok(None) };
        let p = self.names.len();
        check::length("start", start.len(), p * m)?;
        let kept = start.iter().enumerate().filter(|(k, _)| !aliased.contains(&(k % p)));
        Ok(Some(kept.map(|(_, b)| *b).collect()))
    }

    fn kept_names(&self, aliased: &[usize]) -> Vec<&str> {
        let kept = self.names.iter().enumerate().filter(|(j, _)| !aliased.contains(j));
        kept.map(|(_, name)| name.as_str()).collect()
    }

    fn refuse_aliased(&mut self, aliased: &[usize], options: &FitOptions) -> Result<(), ModelError> {
        let names: Vec<&str> = aliased.iter().map(|&j| self.names[j].as_str()).collect();
        let listed = names.join(", ");
        if options.strict {
            return Err(ModelError::refuse(
                Code::Rank,
                "design",
                format!("dependent in {listed}"),
                "independent columns",
            ));
        }
        if aliased.len() == self.names.len() {
            return Err(ModelError::refuse(Code::Rank, "design", "zero in every column", "a column that is not zero"));
        }
        self.rows.prepared.warnings.push(format!("left out as linear combinations of columns before them: {listed}"));
        Ok(())
    }

    /// Whether some column might depend on the others, judged by the Gram matrix alone.
    fn is_suspicious(&self, penalty: &QuadraticPenalty, workers: &Workers) -> bool {
        let (none, prepared) = (QuadraticPenalty::default(), &self.rows.prepared);
        let rows = (&self.rows.design, &prepared.response, &prepared.weights);
        let problem = Problem::new(rows, None, prepared.family.as_ref(), &none, workers);
        penalty.is_zero() && has_suspicious_columns(&problem)
    }

    /// Refuses what an estimate of strengths cannot be combined with so far.
    fn refuse_beside_selection(&self, options: &FitOptions) -> Result<(), ModelError> {
        let method = options.method.unwrap_or(Method::Reml).name();
        let refused = |argument: &str, value: &str, expected: &str| {
            Err(ModelError::refuse(Code::Unsupported, argument, value.to_owned(), expected.to_owned()))
        };
        if !self.rows.prepared.family.has_slopes() {
            let expected = "\"fixed\" with a logStrength for every penalty, or a family that gives the derivatives of its information";
            return refused("method", &format!("{method} for a family without them"), expected);
        }
        if !self.terms.is_empty() {
            let expected = "no terms, or method \"fixed\" with a logStrength for every penalty";
            return refused("terms", &format!("terms beside strengths estimated by {method}"), expected);
        }
        if options.bias == Bias::Jeffreys {
            return refused("bias", "\"jeffreys\" beside estimated strengths", "\"none\", or method \"fixed\"");
        }
        Ok(())
    }

    fn outcome(&self, problem: &Problem<'_>, solved: Solved, spec: &FamilySpec, workers: &Workers) -> Outcome {
        let Solved { optimum, added, pieces, warnings: said, chosen, .. } = solved;
        let family = problem.family();
        let rows = (&self.rows.prepared.response, &self.rows.prepared.weights);
        let intercepts = self.with_intercept(family.predictors());
        let is_ours = !matches!(spec, FamilySpec::Custom { .. });
        let covariance = covariance(problem, &optimum);
        let edf = pieces.as_ref().map(|pieces| pieces.edf);
        let edf = edf.or(chosen.as_ref().map(|chosen| chosen.edf));
        let edf = edf.unwrap_or_else(|| effective_degrees_of_freedom(problem, &optimum, &covariance));
        let (undetermined, mut warnings) = pieces.map_or_else(Default::default, |p| (p.undetermined, p.warnings));
        warnings.extend(said);
        let penalised = chosen.is_some() || !self.terms.is_empty() || !problem.penalty().is_zero();
        let frequentist = penalised.then(|| frequentist_covariance(&covariance, &optimum.information));
        let quadratic = problem.penalty().blocks().iter().map(|b| (b.label.clone(), b.strength));
        let mut gradient = vec![0.0; optimum.beta.len()];
        let penalty = problem.penalty().value_gradient(&optimum.beta, &mut gradient);
        let named = chosen.iter().flat_map(|chosen| chosen.named.iter().cloned());
        let given = quadratic.chain(self.terms.iter().map(strength));
        let saturated = problem.sum_rows(&|y, w| w * family.saturated(y));
        let deviance = deviance(problem, &optimum, saturated);
        // Rows of labels have their peak at 0, and a peak need not be looked for.
        let peak = |y: &[f64], w: f64| w * if saturated == 0.0 { family.constant(y) } else { family.peak(y) };
        let total_weight = problem.weighted_means().0;
        let law = (family.has_scale() && !matches!(spec, FamilySpec::Gaussian { .. })).then(|| {
            let phi = deviance.max(unit_rounding(total_weight)) / total_weight;
            let density = |y: &[f64], w: f64| w * family.saturated_density(y, 1.0, phi).value;
            let log_likelihood = problem.sum_rows(&density) - 0.5 * deviance / phi;
            Law { pearson: problem.pearson(&optimum.beta), log_likelihood }
        });
        Outcome {
            law,
            parameters: Vec::new(),
            free_parameters: family.parameters().len(),
            log_likelihood: problem.sum_rows(&peak) - 0.5 * deviance,
            log_weights: problem.sum_rows(&|_, w| w.ln()),
            total_weight,
            largest_response: problem.largest_response(),
            deviance,
            null_deviance: null::null_deviance(
                rows,
                self.rows.offset.as_ref(),
                (family, is_ours),
                &intercepts,
                workers,
                saturated,
            ),
            penalty: chosen.as_ref().map_or(penalty + added, |chosen| chosen.penalty),
            strengths: if chosen.is_some() { named.collect() } else { given.collect() },
            selection: chosen.map(|chosen| chosen.selection),
            predictors: family.predictors(),
            rows: self.rows.design.rows(),
            intercepts: intercepts.iter().filter(|has| **has).count(),
            has_scale: family.has_scale(),
            warnings,
            undetermined,
            covariance,
            frequentist,
            edf,
            optimum,
            separation: None,
        }
    }
}

/// 2(ℓ of the saturated model − ℓ), taken row by row unless every row of the saturated model has ℓ = 0.
fn deviance(problem: &Problem<'_>, optimum: &Optimum, saturated: f64) -> f64 {
    if !problem.family().has_saturated_model() {
        return -2.0 * optimum.log_likelihood;
    }
    if saturated == 0.0 { (-2.0 * optimum.log_likelihood).max(0.0) } else { problem.deviance(&optimum.beta) }
}
