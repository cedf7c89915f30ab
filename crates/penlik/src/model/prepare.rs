//! From inputs to the rows of a problem: response columns by family, weights with trials in them, classes and their reference.

use super::ModelError;
use super::family::{Scalar, scalar};
use super::spec::{FamilySpec, PenaltyMetric};
use crate::check::{self, Code};
use crate::design::{MAX_BYTES, Response};
use crate::families::{Family, Multinomial};
use crate::formula::snippet;
use crate::linalg::{Panels, Symmetric};

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

/// A response in one form: numbers, a class for each row, or n × K shares with trials.
enum Form {
    Numeric(Vec<f64>),
    Labels { codes: Vec<u32>, labels: Vec<String> },
    Shares { shares: Panels, trials: Vec<f64>, labels: Vec<String> },
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
        (spec, form) if spec.is_binomial() => binomial(form, &weights, spec, origin),
        (FamilySpec::Multinomial { reference, .. }, Form::Labels { codes, labels }) => {
            labelled(&codes, labels, reference.as_deref(), &weights, origin)
        }
        (FamilySpec::Multinomial { reference, .. }, Form::Shares { shares, trials, labels }) => {
            shared((&shares, &trials), labels, reference.as_deref(), &weights, origin)
        }
        (FamilySpec::Multinomial { .. }, Form::Numeric(_)) => {
            let expected = "a categorical response; wrap a numeric column in C(...)";
            Err(origin.refuse(Code::Column, "numeric", expected))
        }
        (FamilySpec::Custom { .. }, Form::Numeric(_)) => {
            let expected = "a family of this library: a fit takes a family of the caller's own with its functions";
            Err(ModelError::refuse(Code::Unsupported, "family", "custom", expected))
        }
        (spec, Form::Numeric(y)) => {
            let chosen = chosen(spec)?;
            origin.domain(&y, chosen.valid, chosen.expected)?;
            Ok(numeric(chosen.family, &y, &weights))
        }
        (family, Form::Labels { labels, .. } | Form::Shares { labels, .. }) => {
            let value = format!("categorical, with the classes {}", listed(&labels));
            let expected = format!("numbers for the family {}; classes need binomial or multinomial", family.name());
            Err(origin.refuse(Code::Column, value, expected))
        }
    }
}

/// The family of one predictor.
fn chosen(spec: &FamilySpec) -> Result<Scalar, ModelError> {
    scalar(spec)?.ok_or_else(|| {
        let expected = "a family of one linear predictor";
        ModelError::refuse(Code::Internal, "family", spec.name(), expected)
    })
}

fn form(response: Response, origin: &Origin<'_>) -> Result<Form, ModelError> {
    match response {
        Response::Numeric { values, .. } => Ok(Form::Numeric(values)),
        Response::Classes { codes, levels, .. } => Ok(Form::Labels { codes, labels: levels }),
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
            Ok(Form::Shares { shares, trials, labels: names })
        }
    }
}

fn numeric(family: Box<dyn Family + Send>, y: &[f64], weights: &[f64]) -> Prepared {
    let (response, weights) = (Panels::from_column(y), Panels::from_column(weights));
    Prepared { family, response, weights, classes: Classes::default(), warnings: Vec::new() }
}

/// Shares of successes: the second of two levels, or the first of two columns of counts, `cbind(successes, failures)`.
fn binomial(form: Form, weights: &[f64], spec: &FamilySpec, origin: &Origin<'_>) -> Result<Prepared, ModelError> {
    let Scalar { family, expected, valid } = chosen(spec)?;
    match form {
        Form::Numeric(y) => {
            origin.domain(&y, valid, expected)?;
            Ok(numeric(family, &y, weights))
        }
        Form::Labels { codes, labels } if labels.len() == 2 => {
            let y: Vec<f64> = codes.iter().map(|c| f64::from(*c)).collect();
            let classes = Classes { labels, reference: Some(0) };
            Ok(Prepared { classes, ..numeric(family, &y, weights) })
        }
        Form::Shares { shares, trials, labels } if labels.len() == 2 => {
            let y: Vec<f64> = shares.column(0).collect();
            let weights: Vec<f64> = weights.iter().zip(&trials).map(|(w, n)| w * n).collect();
            let classes = Classes { labels, reference: Some(1) };
            Ok(Prepared { classes, ..numeric(family, &y, &weights) })
        }
        Form::Labels { labels, .. } | Form::Shares { labels, .. } => {
            let value = match labels.as_slice() {
                [only] => format!("of the one class {only:?}"),
                _ => format!("of {} classes", labels.len()),
            };
            Err(origin.refuse(Code::Level, value, "two classes; use the multinomial family for more"))
        }
    }
}

/// A multinomial response with one class a row.
fn labelled(
    codes: &[u32],
    labels: Vec<String>,
    reference: Option<&str>,
    weights: &[f64],
    origin: &Origin<'_>,
) -> Result<Prepared, ModelError> {
    let mut counted = vec![false; labels.len()];
    codes.iter().for_each(|c| counted[*c as usize] = true);
    let chosen = Chosen::new(labels, &counted, reference, origin)?;
    let mut response = chosen.response(codes.len())?;
    for (i, code) in codes.iter().enumerate() {
        if let Some(a) = chosen.predictor[*code as usize] {
            response.set(i, a, 1.0);
        }
    }
    Ok(chosen.prepared(response, weights))
}

/// A multinomial response with a share for each class.
fn shared(
    (shares, trials): (&Panels, &[f64]),
    labels: Vec<String>,
    reference: Option<&str>,
    weights: &[f64],
    origin: &Origin<'_>,
) -> Result<Prepared, ModelError> {
    let counted: Vec<bool> = (0..labels.len()).map(|c| shares.column(c).any(|share| share > 0.0)).collect();
    let chosen = Chosen::new(labels, &counted, reference, origin)?;
    let mut response = chosen.response(shares.rows())?;
    for (c, predictor) in chosen.predictor.iter().enumerate() {
        if let Some(a) = predictor {
            response.set_column(*a, shares.column(c));
        }
    }
    let weights: Vec<f64> = weights.iter().zip(trials).map(|(w, n)| w * n).collect();
    Ok(chosen.prepared(response, &weights))
}

/// The classes of a multinomial that have rows, and the linear predictor of each declared class that has one.
struct Chosen {
    classes: Classes,
    predictor: Vec<Option<usize>>,
    warnings: Vec<String>,
}

impl Chosen {
    fn new(
        labels: Vec<String>,
        counted: &[bool],
        reference: Option<&str>,
        origin: &Origin<'_>,
    ) -> Result<Self, ModelError> {
        let (present, empty): (Vec<usize>, Vec<usize>) = (0..labels.len()).partition(|&c| counted[c]);
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
        let mut predictor = vec![None; labels.len()];
        classes.active().into_iter().enumerate().for_each(|(a, c)| predictor[present[c]] = Some(a));
        Ok(Self { classes, predictor, warnings })
    }

    fn response(&self, rows: usize) -> Result<Panels, ModelError> {
        let predictors = self.classes.labels.len() - 1;
        check::allocation("classes", rows, predictors, MAX_BYTES)?;
        Ok(Panels::zeros(rows, predictors))
    }

    fn prepared(self, response: Panels, weights: &[f64]) -> Prepared {
        let family = Box::new(Multinomial::new(self.classes.labels.len()));
        let weights = Panels::from_column(weights);
        Prepared { family, response, weights, classes: self.classes, warnings: self.warnings }
    }
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
