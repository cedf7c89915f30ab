//! From inputs to the rows of a problem: response columns by family, weights with trials in them, classes and their reference.

use super::ModelError;
use super::family::{Scalar, scalar};
use super::spec::{FamilySpec, PenaltyMetric};
use crate::check::{self, Code};
use crate::design::{MAX_BYTES, Response};
use crate::families::{Family, Multinomial, OrderedCategories};
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
    Numeric { name: String, y: Vec<f64> },
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

    /// Refuses responses outside the domain by column and row.
    fn domain(&self, name: &str, y: &[f64], valid: impl Fn(f64) -> bool, expected: &str) -> Result<(), ModelError> {
        match y.iter().position(|y| !valid(*y)) {
            Some(i) => {
                let count = y.iter().filter(|y| !valid(**y)).count();
                let column = if name == self.argument { String::new() } else { format!(" of {name:?}") };
                let value = format!("{} at row {}{column} ({count} in all)", check::shown(y[i]), self.row(i));
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
        (FamilySpec::Multinomial { .. }, Form::Numeric { .. }) => {
            let expected = "a categorical response; wrap a numeric column in C(...)";
            Err(origin.refuse(Code::Column, "numeric", expected))
        }
        (FamilySpec::OrderedCategories {}, Form::Labels { codes, labels }) => ordered(&codes, labels, &weights, origin),
        (FamilySpec::OrderedCategories {}, Form::Numeric { name, y }) => {
            let (codes, labels) = whole_numbers(&name, &y, origin)?;
            ordered(&codes, labels, &weights, origin)
        }
        (FamilySpec::Custom { .. }, Form::Numeric { .. }) => {
            let expected = "a family of this library: a fit takes a family of the caller's own with its functions";
            Err(ModelError::refuse(Code::Unsupported, "family", "custom", expected))
        }
        (spec, Form::Numeric { name, y }) => {
            let chosen = chosen(spec)?;
            origin.domain(&name, &y, chosen.valid, chosen.expected)?;
            Ok(numeric(chosen.family, &y, &weights))
        }
        (family, Form::Labels { labels, .. } | Form::Shares { labels, .. }) => {
            let value = format!("categorical, with the classes {}", listed(&labels));
            let expected = format!(
                "numbers for the family {}; classes need binomial, multinomial or orderedCategories",
                family.name()
            );
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
        Response::Numeric { values, name } => Ok(Form::Numeric { name, y: values }),
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
    let family = family.begun(y, weights).unwrap_or(family);
    let (response, weights) = (Panels::from_column(y), Panels::from_column(weights));
    Prepared { family, response, weights, classes: Classes::default(), warnings: Vec::new() }
}

/// Shares of successes: the second of two levels, or the first of two columns of counts, `cbind(successes, failures)`.
fn binomial(form: Form, weights: &[f64], spec: &FamilySpec, origin: &Origin<'_>) -> Result<Prepared, ModelError> {
    let Scalar { family, expected, valid } = chosen(spec)?;
    match form {
        Form::Numeric { name, y } => {
            origin.domain(&name, &y, valid, expected)?;
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

/// The classes that whole numbers name, in their order.
fn whole_numbers(name: &str, y: &[f64], origin: &Origin<'_>) -> Result<(Vec<u32>, Vec<String>), ModelError> {
    /// Beyond this many neither cut points nor probabilities for each would be of use.
    const MOST: usize = 200;
    /// Whole numbers beyond this are not all floats.
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    let expected = "whole numbers that name ordered categories, or labels";
    origin.domain(name, y, |y| y.fract() == 0.0 && y.abs() <= LARGEST, expected)?;
    let mut levels = y.to_vec();
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    if levels.len() > MOST {
        let value = format!("{} distinct numbers", levels.len());
        return Err(origin.refuse(Code::Level, value, format!("at most {MOST} ordered categories")));
    }
    let code = |y: &f64| levels.partition_point(|level| level < y) as u32;
    Ok((y.iter().map(code).collect(), levels.iter().map(|level| format!("{level}")).collect()))
}

/// Ordered classes; one without rows has no cut points of its own, and is left out.
fn ordered(codes: &[u32], labels: Vec<String>, weights: &[f64], origin: &Origin<'_>) -> Result<Prepared, ModelError> {
    let mut counted = vec![false; labels.len()];
    codes.iter().for_each(|c| counted[*c as usize] = true);
    let Chosen { classes, predictor, warnings } = Chosen::new(labels, &counted, None, origin)?;
    let last = classes.labels.len() - 1;
    let place = |code: &u32| predictor[*code as usize].unwrap_or(last) as f64;
    let y: Vec<f64> = codes.iter().map(place).collect();
    let family = Box::new(OrderedCategories::new(classes.labels.len()));
    let classes = Classes { reference: None, ..classes };
    Ok(Prepared { classes, warnings, ..numeric(family, &y, weights) })
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
