//! A fit without a finite optimum, in the user's names.

use super::prepare::Classes;
use super::spec::FamilySpec;
use crate::check::number_or_nan;
use crate::inner::separation::{Kind, Limit, NullSpace, Separation, Sign, Verdict, limit, separation, worth_trying};
use crate::inner::{Control, Coordinates, Optimum, Problem, QuadraticBlock, QuadraticPenalty};
use serde::{Deserialize, Serialize};

/// What is known about a fit whose classes are separated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Separated {
    /// The coefficients without a finite limit.
    pub coefficients: Vec<InfiniteCoefficient>,
    /// The classes told apart from every other class, or if there is none, from any; for a numeric response `0` and `1`, and none for counts.
    pub classes: Vec<String>,
    /// Pairs of classes that some row tells apart with certainty.
    pub pairs: Vec<(String, String)>,
    /// Rows in which some class has probability 0 in the limit.
    pub rows: usize,
    /// Whether the fit is perfect in the limit.
    pub complete: bool,
    /// What stays finite; absent where the fit in the limit did not converge.
    pub limit: Option<FiniteLimit>,
}

/// A coefficient without a finite limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InfiniteCoefficient {
    /// Its name, such as `NV` or `virginica:Petal.Width`.
    pub name: String,
    /// Where it goes.
    pub sign: Sign,
}

/// The fit in the limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FiniteLimit {
    /// The coefficients that have a finite limit.
    pub coefficients: Vec<FiniteCoefficient>,
    /// The infimum of the deviance.
    #[serde(deserialize_with = "number_or_nan")]
    pub deviance: f64,
    /// The supremum of the log-likelihood.
    #[serde(deserialize_with = "number_or_nan")]
    pub log_likelihood: f64,
}

/// A coefficient with a finite limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FiniteCoefficient {
    /// Its name.
    pub name: String,
    /// Its value.
    #[serde(deserialize_with = "number_or_nan")]
    pub estimate: f64,
    /// Its standard error.
    #[serde(deserialize_with = "number_or_nan")]
    pub standard_error: f64,
}

/// A separation found, and the fit in the limit.
pub(super) struct Found {
    separation: Box<Separation>,
    limit: Option<Limit>,
}

/// How a family loses its optimum, if it can.
fn kind(spec: &FamilySpec) -> Option<Kind> {
    /// Links of shares whose both ends lie at infinity.
    const UNBOUNDED: [&str; 5] = ["logit", "probit", "cloglog", "loglog", "cauchit"];
    match spec {
        FamilySpec::Multinomial { .. } => Some(Kind::Shares),
        FamilySpec::Binomial { link } if link.as_deref().is_none_or(|link| UNBOUNDED.contains(&link)) => {
            Some(Kind::Shares)
        }
        FamilySpec::Poisson { link } if link.as_deref().is_none_or(|link| link == "log") => Some(Kind::Counts),
        _ => None,
    }
}

/// Looks for a separation where a fit ended without a certificate.
pub(super) fn examine(
    problem: &Problem<'_>,
    spec: &FamilySpec,
    optimum: &Optimum,
    control: &Control<'_>,
) -> Option<Found> {
    let kind = kind(spec).filter(|_| worth_trying(optimum))?;
    let space = null_space(problem)?;
    match separation(problem, kind, &space, control) {
        Verdict::Separated(separation) => {
            let limit = limit(problem, &separation, control);
            Some(Found { separation, limit })
        }
        Verdict::Overlap | Verdict::Undecided => None,
    }
}

/// What no penalty touches, among the coefficients that are estimated.
fn null_space(problem: &Problem<'_>) -> Option<NullSpace> {
    let Some(kept) = problem.coordinates().and_then(Coordinates::kept) else {
        return NullSpace::of(problem.penalty(), problem.design(), problem.family().predictors());
    };
    if problem.penalty().is_zero() {
        return Some(NullSpace::Places(kept.to_vec()));
    }
    let outside = |block: &QuadraticBlock| {
        let copies = block.copies.iter().map(|places| places.iter().map(|&k| kept[k]).collect()).collect();
        QuadraticBlock { copies, ..block.clone() }
    };
    let penalty = QuadraticPenalty::new(problem.penalty().blocks().iter().map(outside).collect());
    match NullSpace::of(&penalty, problem.design(), problem.family().predictors())? {
        NullSpace::All => Some(NullSpace::Places(kept.to_vec())),
        NullSpace::Places(free) => {
            Some(NullSpace::Places(free.into_iter().filter(|k| kept.binary_search(k).is_ok()).collect()))
        }
        NullSpace::Basis { .. } => None,
    }
}

impl Found {
    /// The same in names: of the estimated columns, of the classes, with the deviance and the log-likelihood that the fit ended at.
    pub fn named(
        self,
        columns: &[&str],
        classes: &Classes,
        multinomial: bool,
        (deviance, log_likelihood): (f64, f64),
    ) -> Separated {
        let active = classes.active();
        let name = |k: usize| match active.get(k / columns.len()) {
            Some(&c) if multinomial => format!("{}:{}", classes.labels[c], columns[k % columns.len()]),
            _ => columns[k % columns.len()].to_owned(),
        };
        // The reference comes after the active classes; a numeric response is of success, 1, against failure.
        let place = |c: usize| match active.get(c).copied().or(classes.reference) {
            Some(place) => place,
            None => 1 - c.min(1),
        };
        let label = |c: usize| classes.labels.get(c).cloned().unwrap_or_else(|| c.to_string());
        let mut places: Vec<usize> = self.separation.classes().into_iter().map(place).collect();
        places.sort_unstable();
        let pair = |(a, b): &(usize, usize)| {
            let (a, b) = (place(*a), place(*b));
            (label(a.min(b)), label(a.max(b)))
        };
        let infinite = |(k, sign): &(usize, Sign)| InfiniteCoefficient { name: name(*k), sign: *sign };
        let finite = |(k, estimate, standard_error): (usize, f64, f64)| FiniteCoefficient {
            name: name(k),
            estimate,
            standard_error,
        };
        Separated {
            coefficients: self.separation.coefficients.iter().map(infinite).collect(),
            classes: places.into_iter().map(label).collect(),
            pairs: self.separation.pairs.iter().map(pair).collect(),
            rows: self.separation.rows_strict,
            complete: self.separation.complete,
            limit: self.limit.map(|limit| FiniteLimit {
                log_likelihood: log_likelihood + 0.5 * (deviance - limit.deviance),
                deviance: limit.deviance,
                coefficients: limit.coefficients.into_iter().map(finite).collect(),
            }),
        }
    }
}

/// Names that a message lists at most.
const LISTED: usize = 6;

impl Separated {
    /// What a person should know, for a fit of so many rows.
    pub(super) fn message(&self, rows: usize, spec: &FamilySpec) -> String {
        let share = if self.complete { String::new() } else { format!(" in {} of {rows} rows", self.rows) };
        let who = match self.classes.as_slice() {
            [] => "the counts of 0 are separated from the others".to_owned(),
            [class] => format!("the class {class} is separated from the others"),
            classes => format!("the classes {} are separated", listed(classes.iter().cloned(), " and ")),
        };
        let either = self.coefficients.iter().any(|c| c.sign == Sign::Either);
        let note = if either { " (± where either sign fits as well)" } else { "" };
        let goes = listed(self.coefficients.iter().map(InfiniteCoefficient::shown), ", ");
        let remedy = if spec.has_jeffreys_prior() {
            "a ridge or bias \"jeffreys\" gives finite estimates"
        } else {
            "a ridge gives finite estimates"
        };
        format!("{who}{share}, so that no finite maximum exists: {goes}{note}; {remedy}")
    }
}

impl InfiniteCoefficient {
    fn shown(&self) -> String {
        let sign = match self.sign {
            Sign::Plus => '+',
            Sign::Minus => '−',
            Sign::Either => '±',
        };
        format!("{} → {sign}∞", self.name)
    }
}

fn listed(names: impl Iterator<Item = String>, last: &str) -> String {
    let names: Vec<String> = names.collect();
    match names.split_last() {
        Some((end, first)) if !first.is_empty() && names.len() <= LISTED => {
            format!("{}{last}{end}", first.join(", "))
        }
        _ if names.len() > LISTED => format!("{} and {} more", names[..LISTED].join(", "), names.len() - LISTED),
        _ => names.join(", "),
    }
}
