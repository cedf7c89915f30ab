//! The door of the joint multinomial: shapes, finiteness, weights, classes, penalties.

use super::response::{self, MultinomialResponse};
use super::{JointPenalty, MultinomialFamily};
use crate::check::{self, Code};
use crate::design::MAX_BYTES;
use crate::families::Multinomial;
use crate::formula::snippet;
use crate::inner::QuadraticPenalty;
use crate::linalg::{Panels, Workers};
use crate::model::ModelError;
use crate::model::fit::column_names;
use crate::model::matrix::finite_matrix;
use crate::model::spec::PenaltyMetric;
use ndarray::ArrayView2;

/// ½λ·β_aᵀSβ_a on the columns of the design, across classes as the metric says.
#[derive(Debug, Clone, Copy)]
pub struct JointPenaltyInput<'a> {
    /// S, P × P, symmetric and positive semidefinite.
    pub matrix: ArrayView2<'a, f64>,
    /// P − rank S; found when it is not given, checked against the matrix when it is.
    pub null_dimension: Option<usize>,
}

/// What a joint multinomial model is made of.
#[derive(Debug, Clone)]
pub struct MultinomialInput<'a> {
    /// X, N × P.
    pub design: ArrayView2<'a, f64>,
    /// The classes of the rows.
    pub response: MultinomialResponse<'a>,
    /// Names of the K classes.
    pub classes: Vec<String>,
    /// The class whose predictor is 0; the last one when absent.
    pub reference: Option<String>,
    /// w ≥ 0, one a row; 1 when absent.
    pub weights: Option<&'a [f64]>,
    /// Added to the predictors: N × 1 for all active classes, or N × M.
    pub offset: Option<ArrayView2<'a, f64>>,
    /// Names of the P columns; x1, x2, … when absent.
    pub names: Option<Vec<String>>,
    /// Penalties on the columns.
    pub penalties: Vec<JointPenaltyInput<'a>>,
    /// How penalties act across classes.
    pub penalty_metric: PenaltyMetric,
    /// Threads; 0 takes every processor. The numbers do not depend on it.
    pub threads: usize,
}

impl<'a> MultinomialInput<'a> {
    /// Without weights, offset and penalties, the last class as the reference.
    #[must_use]
    pub fn new(design: ArrayView2<'a, f64>, response: MultinomialResponse<'a>, classes: Vec<String>) -> Self {
        Self {
            design,
            response,
            classes,
            reference: None,
            weights: None,
            offset: None,
            names: None,
            penalties: Vec::new(),
            penalty_metric: PenaltyMetric::default(),
            threads: 0,
        }
    }
}

impl MultinomialFamily {
    /// Checks everything once.
    ///
    /// # Errors
    /// ERR_SHAPE, ERR_DOMAIN, ERR_NON_FINITE, ERR_LEVEL, ERR_COLUMN or ERR_TOO_LARGE, naming design, y, weights, offset, classes, reference,
    /// names or a penalty: fewer than two classes, a class twice, a row of y that is neither a class, shares that sum to 1 nor
    /// whole counts, a weight below 0, a penalty that is not symmetric positive semidefinite or whose null space has another dimension.
    pub fn new(input: &MultinomialInput<'_>) -> Result<Self, ModelError> {
        let (n, p) = input.design.dim();
        check::allocation("design", n, p, MAX_BYTES)?;
        if n == 0 || p == 0 {
            return Err(refuse(Code::Shape, "design", format!("{n} x {p}"), "at least one row and one column"));
        }
        finite_matrix("design", input.design)?;
        let reference = check_classes(input)?;
        let m = input.classes.len() - 1;
        check::allocation("y", n, m, MAX_BYTES)?;
        let names = column_names(input.names.clone(), p)?;
        let (response, trials) = response::read(&input.response, n, input.classes.len(), reference)?;
        let penalties = input.penalties.iter().enumerate().map(|(k, penalty)| JointPenalty::new(k, penalty, p));
        Ok(Self {
            penalties: penalties.collect::<Result<_, _>>()?,
            offset: offset(input, m)?,
            weights: weights(input, trials)?,
            design: Panels::from_view(input.design),
            response,
            classes: input.classes.clone(),
            reference,
            names,
            metric: input.penalty_metric,
            family: Multinomial::new(input.classes.len()),
            workers: Workers::new(input.threads),
            unpenalized: QuadraticPenalty::default(),
        })
    }
}

/// The position of the reference among at least two distinct classes.
fn check_classes(input: &MultinomialInput<'_>) -> Result<usize, ModelError> {
    let classes = &input.classes;
    if classes.len() < 2 {
        return Err(refuse(Code::Domain, "classes", format!("{} in all", classes.len()), "at least 2 classes"));
    }
    let mut seen = std::collections::HashSet::new();
    if let Some(twice) = classes.iter().find(|class| !seen.insert(class.as_str())) {
        return Err(refuse(Code::Level, "classes", format!("{:?} twice", snippet(twice)), "distinct classes"));
    }
    let Some(name) = &input.reference else { return Ok(classes.len() - 1) };
    classes
        .iter()
        .position(|class| class == name)
        .ok_or_else(|| refuse(Code::Level, "reference", format!("{:?}", snippet(name)), "one of the classes"))
}

/// w·n with a finite sum above 0.
fn weights(input: &MultinomialInput<'_>, trials: Option<Vec<f64>>) -> Result<Panels, ModelError> {
    let n = input.design.nrows();
    let mut weights = trials.unwrap_or_else(|| vec![1.0; n]);
    if let Some(given) = input.weights {
        check::length("weights", given.len(), n)?;
        check::each("weights", given, check::non_negative)?;
        weights.iter_mut().zip(given).for_each(|(weight, w)| *weight *= w);
    }
    let total: f64 = weights.iter().sum();
    if total > 0.0 && total.is_finite() {
        return Ok(Panels::from_column(&weights));
    }
    let value = format!("{} in all, times trials", check::shown(total));
    Err(refuse(Code::Domain, "weights", value, "a row of positive weight, and a finite sum"))
}

fn offset(input: &MultinomialInput<'_>, predictors: usize) -> Result<Option<Panels>, ModelError> {
    let Some(offset) = input.offset else { return Ok(None) };
    check::length("offset", offset.nrows(), input.design.nrows())?;
    if offset.ncols() != 1 && offset.ncols() != predictors {
        let expected = format!("1 column, or {predictors}: one for each class but the reference");
        return Err(refuse(Code::Shape, "offset", format!("of {} columns", offset.ncols()), expected));
    }
    finite_matrix("offset", offset)?;
    Ok(Some(Panels::from_view(offset)))
}

fn refuse(code: Code, argument: &str, value: String, expected: impl Into<String>) -> ModelError {
    ModelError::refuse(code, argument, value, expected)
}
