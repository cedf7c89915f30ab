//! From inputs to the rows of a problem: response columns by family, weights with trials in them, classes and their reference.

use super::ModelError;
use super::spec::{FamilySpec, MatrixInput, MatrixResponse, PenaltyMetric};
use crate::check::{self, Code};
use crate::design::{MAX_BYTES, Response};
use crate::families::{Binomial, Family, Gaussian, Multinomial, Poisson};
use crate::formula::snippet;
use crate::linalg::{Panels, Symmetric};
use ndarray::ArrayView2;

/// The response side of a problem.
pub(super) struct Prepared {
    pub family: Box<dyn Family + Send>,
    pub response: Panels,
    pub weights: Panels,
    pub classes: Classes,
    pub warnings: Vec<String>,
}

/// The classes of a categorical model, the reference among them; empty for numeric responses.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Classes {
    pub labels: Vec<String>,
    pub reference: Option<usize>,
}

impl Classes {
    /// Positions of the classes that have predictors, in order.
    pub fn active(&self) -> Vec<usize> {
        (0..self.labels.len()).filter(|c| Some(*c) != self.reference).collect()
    }
}

/// A response in one form: numbers, or n × K shares with trials.
enum Form {
    Numeric(Vec<f64>),
    Shares { shares: Panels, trials: Vec<f64>, labels: Vec<String>, counted: bool },
}

/// What the response is called, and the rows of the data that its rows are, for errors.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    /// The argument or the part of the formula.
    pub argument: &'static str,
    pub rows: &'a [usize],
}

impl Origin<'_> {
    fn refuse(&self, code: Code, value: impl Into<String>, expected: impl Into<String>) -> ModelError {
        ModelError::refuse(code, self.argument, value, expected)
    }

    /// The row of the data that row i of the response is.
    fn row(&self, i: usize) -> usize {
        self.rows.get(i).copied().unwrap_or(i)
    }

    fn domain(&self, y: &[f64], valid: impl Fn(f64) -> bool, expected: &str) -> Result<(), ModelError> {
        match y.iter().position(|y| !valid(*y)) {
            Some(i) => {
                let count = y.iter().filter(|y| !valid(**y)).count();
                let value = format!("{} at row {} ({count} in all)", check::shown(y[i]), self.row(i));
                Err(self.refuse(Code::Domain, value, expected))
            }
            None => Ok(()),
        }
    }
}

pub(super) fn prepare(
    response: Response,
    weights: Vec<f64>,
    spec: &FamilySpec,
    origin: &Origin<'_>,
) -> Result<Prepared, ModelError> {
    let form = form(response, origin)?;
    match (spec, form) {
        (FamilySpec::Gaussian {}, Form::Numeric(y)) => Ok(numeric(Box::new(Gaussian), &y, &weights)),
        (FamilySpec::Poisson {}, Form::Numeric(y)) => {
            origin.domain(&y, |y| y >= 0.0, "numbers >= 0")?;
            Ok(numeric(Box::new(Poisson), &y, &weights))
        }
        (FamilySpec::Binomial { link }, form) => {
            check_link(link.as_deref())?;
            binomial(form, &weights, origin)
        }
        (FamilySpec::Multinomial { reference, .. }, Form::Shares { shares, trials, labels, .. }) => {
            multinomial((shares, &trials), labels, reference.as_deref(), &weights, origin)
        }
        (FamilySpec::Multinomial { .. }, Form::Numeric(_)) => {
            let expected = "a categorical response; wrap a numeric column in C(...)";
            Err(origin.refuse(Code::Column, "numeric", expected))
        }
        (family, Form::Shares { labels, .. }) => {
            let value = format!("categorical, with the classes {}", listed(&labels));
            let expected = format!("numbers for the family {}; classes need binomial or multinomial", family.name());
            Err(origin.refuse(Code::Column, value, expected))
        }
    }
}

fn check_link(link: Option<&str>) -> Result<(), ModelError> {
    match link {
        None | Some("logit") => Ok(()),
        Some(other) => {
            let expected = "\"logit\", the only link so far";
            Err(ModelError::refuse(Code::Unsupported, "link", format!("{other:?}"), expected))
        }
    }
}

fn form(response: Response, origin: &Origin<'_>) -> Result<Form, ModelError> {
    match response {
        Response::Numeric { values, .. } => Ok(Form::Numeric(values)),
        Response::Classes { codes, levels, .. } => {
            check::allocation(origin.argument, codes.len(), levels.len(), MAX_BYTES)?;
            let mut shares = Panels::zeros(codes.len(), levels.len());
            codes.iter().enumerate().for_each(|(i, c)| shares.set(i, *c as usize, 1.0));
            Ok(Form::Shares { shares, trials: vec![1.0; codes.len()], labels: levels, counted: false })
        }
        Response::Counts { names, values } => {
            let (rows, cols) = (values.rows(), values.cols());
            let (mut shares, mut trials) = (Panels::zeros(rows, cols), Vec::with_capacity(rows));
            for i in 0..rows {
                let valid = |c: usize| values.get(i, c) >= 0.0;
                if let Some(c) = (0..cols).find(|&c| !valid(c)) {
                    let count = check::shown(values.get(i, c));
                    let value = format!("{count} at row {} of {:?}", origin.row(i), names[c]);
                    return Err(origin.refuse(Code::Domain, value, "counts >= 0"));
                }
                let total: f64 = (0..cols).map(|c| values.get(i, c)).sum();
                (0..cols).filter(|_| total > 0.0).for_each(|c| shares.set(i, c, values.get(i, c) / total));
                trials.push(total);
            }
            Ok(Form::Shares { shares, trials, labels: names, counted: true })
        }
    }
}

fn numeric(family: Box<dyn Family + Send>, y: &[f64], weights: &[f64]) -> Prepared {
    let (response, weights) = (Panels::from_column(y), Panels::from_column(weights));
    Prepared { family, response, weights, classes: Classes::default(), warnings: Vec::new() }
}

/// Shares of successes: the second of two levels, or the first of two columns of counts, `cbind(successes, failures)`.
fn binomial(form: Form, weights: &[f64], origin: &Origin<'_>) -> Result<Prepared, ModelError> {
    match form {
        Form::Numeric(y) => {
            origin.domain(&y, |y| (0.0..=1.0).contains(&y), "0, 1 or shares of successes in [0, 1]")?;
            Ok(numeric(Box::new(Binomial), &y, weights))
        }
        Form::Shares { shares, trials, labels, counted } if labels.len() == 2 => {
            let success = usize::from(!counted);
            let y: Vec<f64> = (0..shares.rows()).map(|i| shares.get(i, success)).collect();
            let weights: Vec<f64> = weights.iter().zip(&trials).map(|(w, n)| w * n).collect();
            let classes = Classes { labels, reference: Some(1 - success) };
            Ok(Prepared { classes, ..numeric(Box::new(Binomial), &y, &weights) })
        }
        Form::Shares { labels, .. } => {
            let value = match labels.as_slice() {
                [only] => format!("of the one class {only:?}"),
                _ => format!("of {} classes", labels.len()),
            };
            Err(origin.refuse(Code::Level, value, "two classes; use the multinomial family for more"))
        }
    }
}

fn multinomial(
    (shares, trials): (Panels, &[f64]),
    labels: Vec<String>,
    reference: Option<&str>,
    weights: &[f64],
    origin: &Origin<'_>,
) -> Result<Prepared, ModelError> {
    let weights: Vec<f64> = weights.iter().zip(trials).map(|(w, n)| w * n).collect();
    let counted = |c: usize| (0..shares.rows()).any(|i| weights[i] > 0.0 && shares.get(i, c) > 0.0);
    let (present, empty): (Vec<usize>, Vec<usize>) = (0..labels.len()).partition(|&c| counted(c));
    if present.len() < 2 {
        let value = match present.as_slice() {
            [only] => format!("of the one class {:?} in every row", labels[*only]),
            _ => "without classes".to_owned(),
        };
        return Err(origin.refuse(Code::Level, value, "at least 2 classes with rows"));
    }
    let warnings = empty.iter().map(|&c| format!("class {:?} has no rows and is left out", labels[c])).collect();
    let kept: Vec<String> = present.iter().map(|&c| labels[c].clone()).collect();
    let reference = match reference {
        None => kept.len() - 1,
        Some(name) => kept.iter().position(|label| label == name).ok_or_else(|| {
            let value = format!("{:?}", snippet(name));
            ModelError::refuse(Code::Level, "reference", value, format!("one of {}", listed(&kept)))
        })?,
    };
    let classes = Classes { labels: kept, reference: Some(reference) };
    let mut response = Panels::zeros(shares.rows(), classes.labels.len() - 1);
    for (a, c) in classes.active().into_iter().enumerate() {
        response.set_column(a, shares.column(present[c]));
    }
    let family = Box::new(Multinomial::new(classes.labels.len()));
    Ok(Prepared { family, response, weights: Panels::from_column(&weights), classes, warnings })
}

/// The names, the first of them when they are many.
fn listed(names: &[String]) -> String {
    const LISTED: usize = 8;
    let mut out: Vec<String> = names.iter().take(LISTED).map(|name| format!("{:?}", snippet(name))).collect();
    if names.len() > LISTED {
        out.push(format!("and {} more", names.len() - LISTED));
    }
    out.join(", ")
}

/// C of `C ⊗ S`: the identity, or the centred metric across the classes of a multinomial.
pub(super) fn metric(spec: &FamilySpec, predictors: usize) -> Symmetric {
    let centred = match spec {
        FamilySpec::Multinomial { penalty_metric, .. } => *penalty_metric != PenaltyMetric::Reference,
        _ => false,
    };
    let shared = if centred { -1.0 / (predictors + 1) as f64 } else { 0.0 };
    let mut metric = Symmetric::zeros(predictors);
    for a in 0..predictors {
        for b in 0..=a {
            metric.add(a, b, if a == b { 1.0 + shared } else { shared });
        }
    }
    metric
}

/// The checked rows of a matrix input: rows of weight 0 left out.
pub(super) struct MatrixRows {
    pub design: Panels,
    pub response: Response,
    pub weights: Vec<f64>,
    pub offset: Option<Vec<f64>>,
    /// The rows of the input that were kept.
    pub kept: Vec<usize>,
    pub dropped: usize,
}

pub(super) fn matrix_rows(input: &MatrixInput<'_>, limit: usize) -> Result<MatrixRows, ModelError> {
    let (n, p) = input.design.dim();
    check::allocation("X", n, p, limit)?;
    if n == 0 || p == 0 {
        return Err(ModelError::refuse(Code::Shape, "X", format!("{n} x {p}"), "at least one row and one column"));
    }
    finite_matrix("X", input.design)?;
    for (name, values) in [("weights", input.weights), ("offset", input.offset)] {
        if let Some(values) = values {
            check::length(name, values.len(), n)?;
            check::finite(name, values)?;
        }
    }
    let negative = input.weights.and_then(|weights| weights.iter().position(|w| *w < 0.0).map(|i| (i, weights[i])));
    if let Some((i, weight)) = negative {
        let value = format!("{} at row {i}", check::shown(weight));
        return Err(ModelError::refuse(Code::Domain, "weights", value, "finite numbers >= 0"));
    }
    let weight = |i: usize| input.weights.map_or(1.0, |w| w[i]);
    let kept: Vec<usize> = (0..n).filter(|&i| weight(i) > 0.0).collect();
    if kept.is_empty() {
        return Err(ModelError::refuse(Code::Domain, "weights", "zero in every row", "a row with a positive weight"));
    }
    let design = Panels::from_rows(kept.len(), p, kept.iter().map(|&i| input.design.row(i)));
    Ok(MatrixRows {
        design,
        response: matrix_response(&input.response, &kept, n)?,
        weights: kept.iter().map(|&i| weight(i)).collect(),
        offset: input.offset.map(|offset| kept.iter().map(|&i| offset[i]).collect()),
        dropped: n - kept.len(),
        kept,
    })
}

/// Every entry finite; the error names the first that is not by row and column.
pub(super) fn finite_matrix(name: &str, matrix: ArrayView2<'_, f64>) -> Result<(), ModelError> {
    if matrix.as_slice().is_some_and(check::all_finite) {
        return Ok(());
    }
    match matrix.indexed_iter().find(|(_, x)| !x.is_finite()) {
        Some(((i, j), x)) => {
            let value = format!("{} in row {i}, column {j}", check::shown(*x));
            Err(ModelError::refuse(Code::NonFinite, name, value, "finite numbers only"))
        }
        None => Ok(()),
    }
}

fn matrix_response(response: &MatrixResponse<'_>, kept: &[usize], n: usize) -> Result<Response, ModelError> {
    let name = || "y".to_owned();
    match response {
        MatrixResponse::Numeric(y) => {
            check::length("y", y.len(), n)?;
            check::finite("y", y)?;
            Ok(Response::Numeric { name: name(), values: kept.iter().map(|&i| y[i]).collect() })
        }
        MatrixResponse::Classes { codes, labels } => {
            check::length("y", codes.len(), n)?;
            let valid = |c: &i32| usize::try_from(*c).is_ok_and(|c| c < labels.len());
            if let Some(i) = codes.iter().position(|c| !valid(c)) {
                let expected = format!("a class from 0 to {}", labels.len().saturating_sub(1));
                return Err(ModelError::refuse(Code::Domain, "y", format!("{} in row {i}", codes[i]), expected));
            }
            let codes = kept.iter().map(|&i| codes[i].unsigned_abs()).collect();
            Ok(Response::Classes { name: name(), codes, levels: labels.clone() })
        }
        MatrixResponse::Counts { values, labels } => {
            check::length("y", values.nrows(), n)?;
            check::length("columns of y", values.ncols(), labels.len())?;
            finite_matrix("y", *values)?;
            let mut counts = Panels::zeros(kept.len(), labels.len());
            for c in 0..labels.len() {
                counts.set_column(c, kept.iter().map(|&i| values[[i, c]]));
            }
            Ok(Response::Counts { names: labels.clone(), values: counts })
        }
    }
}
