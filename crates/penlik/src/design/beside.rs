//! What options say about smooths beside the formula: knots by covariate, neighbours by level, strengths by penalty.

use super::error::DesignError;
use super::smooths::{SmoothCall, SmoothPenalty};
use crate::check::{CheckError, Code, shown};
use crate::formula::{nearest, snippet};

/// A level with its neighbours.
pub type Neighbourhood = (String, Vec<String>);

/// Options that the formula leaves to others. What it says itself goes before.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Beside<'a> {
    /// By covariate of a smooth its knots.
    pub knots: &'a [(String, Vec<f64>)],
    /// By categorical column for each level the neighbours of a Markov random field.
    pub neighbours: &'a [(String, Vec<Neighbourhood>)],
    /// By label of a penalty ln λ, which is then not estimated.
    pub log_strengths: &'a [(String, f64)],
}

impl<'a> Beside<'a> {
    /// Refuses names that the smooths do not have.
    pub(super) fn check(&self, smooths: &[SmoothCall]) -> Result<(), DesignError> {
        let covariates = || smooths.iter().flat_map(|call| &call.covariates);
        let names = || covariates().map(|covariate| covariate.column.as_str());
        let what = "a covariate of a smooth";
        known("knots", self.knots.iter().map(|(name, _)| name), names, what)?;
        let is_field = |call: &&SmoothCall| call.bases.iter().any(|basis| basis == FIELD);
        let fields =
            || smooths.iter().filter(is_field).flat_map(|call| &call.covariates).map(|own| own.column.as_str());
        known(
            "neighbours",
            self.neighbours.iter().map(|(name, _)| name),
            fields,
            "a covariate of a smooth with bs = \"mrf\"",
        )?;
        for (column, knots) in self.knots {
            if let Some(knot) = knots.iter().find(|knot| !knot.is_finite()) {
                return Err(refusal(format!("knots.{column}"), shown(*knot), "finite numbers"));
            }
        }
        Ok(())
    }

    /// The knots of a covariate.
    pub(super) fn knots_of(&self, column: &str) -> Option<&'a [f64]> {
        self.knots.iter().find(|(name, _)| name == column).map(|(_, knots)| knots.as_slice())
    }

    /// The neighbours of the levels of a column.
    pub(super) fn neighbours_of(&self, column: &str) -> Option<&'a [Neighbourhood]> {
        self.neighbours.iter().find(|(name, _)| name == column).map(|(_, levels)| levels.as_slice())
    }

    /// Fixes strengths.
    pub(crate) fn fix(&self, penalties: &mut [SmoothPenalty]) -> Result<(), DesignError> {
        let labels: Vec<String> = penalties.iter().map(|penalty| penalty.label.clone()).collect();
        let names = || labels.iter().map(String::as_str);
        known("logStrength", self.log_strengths.iter().map(|(name, _)| name), names, "the label of a penalty")?;
        for (label, value) in self.log_strengths {
            let strength = value.exp();
            if !(value.is_finite() && strength.is_finite() && strength > 0.0) {
                let expected = "a finite number that is the logarithm of one";
                return Err(refusal(format!("logStrength.{label}"), shown(*value), expected));
            }
            let own = penalties.iter_mut().filter(|penalty| penalty.label == *label);
            own.for_each(|penalty| penalty.strength = Some(strength));
        }
        Ok(())
    }
}

/// The basis with neighbours.
const FIELD: &str = "mrf";

fn refusal(argument: impl Into<String>, value: impl Into<String>, expected: impl Into<String>) -> DesignError {
    CheckError::new(Code::Domain, argument, value, expected).into()
}

/// Each name one of the known ones.
fn known<'n, Names: Iterator<Item = &'n str>>(
    argument: &str,
    mut given: impl Iterator<Item = &'n String>,
    known: impl Fn() -> Names,
    what: &str,
) -> Result<(), DesignError> {
    match given.find(|name| !known().any(|other| other == *name)) {
        None => Ok(()),
        Some(name) => Err(refusal(argument, format!("of '{}'", snippet(name)), suggested(name, known(), what))),
    }
}

/// What was expected in place of a name: the nearest one, or all of a few.
fn suggested<'n>(name: &str, names: impl Iterator<Item = &'n str>, what: &str) -> String {
    let mut all: Vec<&str> = Vec::new();
    names.for_each(|name| {
        if !all.contains(&name) {
            all.push(name)
        }
    });
    if let Some(near) = nearest(name, all.iter().copied()) {
        return format!("{what}, such as '{}'", snippet(near));
    }
    match all.as_slice() {
        [] => format!("{what}, of which the formula has none"),
        few if few.len() <= LISTED => format!("{what}: {}", few.join(", ")),
        many => format!("{what}: {} and {} more", many[..LISTED].join(", "), many.len() - LISTED),
    }
}

/// Names that are listed at most.
const LISTED: usize = 12;

/// For each level its neighbours by their places among the levels, and the levels: those declared, else those that the neighbourhoods are of.
pub(super) fn places(
    column: &str,
    neighbourhoods: &[Neighbourhood],
    levels: &[String],
) -> Result<Vec<Vec<usize>>, DesignError> {
    let argument = || format!("neighbours.{}", snippet(column));
    let of = |level: &str| neighbourhoods.iter().find(|(name, _)| name == level);
    let names = || neighbourhoods.iter().map(|(name, _)| name.as_str());
    let place = |name: &str| levels.iter().position(|level| level == name);
    if let Some((extra, _)) = neighbourhoods.iter().find(|(name, _)| place(name).is_none()) {
        let expected = suggested(extra, levels.iter().map(String::as_str), "a level of the column");
        return Err(refusal(argument(), format!("of '{}'", snippet(extra)), expected));
    }
    let mut out = Vec::with_capacity(levels.len());
    for level in levels {
        let Some((_, list)) = of(level) else {
            let value = format!("without '{}', a level of the column", snippet(level));
            return Err(refusal(argument(), value, "the neighbours of every level"));
        };
        let mut own = Vec::with_capacity(list.len());
        for other in list {
            let value = || format!("'{}' beside '{}'", snippet(other), snippet(level));
            let Some((_, back)) = of(other) else {
                return Err(refusal(
                    argument(),
                    value(),
                    suggested(other, names(), "a level with neighbours of its own"),
                ));
            };
            if other == level {
                return Err(refusal(argument(), value(), "other levels: none is its own neighbour"));
            }
            if !back.contains(level) {
                let expected = format!("'{}' among the neighbours of '{}' as well", snippet(level), snippet(other));
                return Err(refusal(argument(), value(), expected));
            }
            own.extend(place(other));
        }
        out.push(own);
    }
    Ok(out)
}
