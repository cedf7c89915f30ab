//! Several formulas over one table: one design with the terms of all of them, and which of its columns each formula has.
//!
//! η_a = X_a β_a + o_a for predictor a. What several formulas write alike (the same variables coded alike, the same smooth with the same settings) is
//! stored once; X_a are columns of the union X. Rows enter for all predictors or for none.

use serde::{Deserialize, Serialize};

use super::arithmetic::Expression;
use super::blueprint::{Blueprint, Factor, Parts};
use super::error::DesignError;
use super::response::ResponseSpec;
use super::rounded::{Rounded, SmoothTables};
use super::rows::Kept;
use super::smooths::{Made, Rows, SmoothCall};
use super::stored::{Stored, invalid};
use super::table::Table;
use super::tabulate::Cut;
use super::terms::{Expansion, expand};
use super::{Built, DesignOptions, SmoothPenalty, TermSpan, check_options, draw_variable, refuse_unused, rows};
use crate::check::{CheckError, Explain};
use crate::formula::{Formula, FormulaError};
use crate::linalg::Panels;

/// What one formula has of the parts of a blueprint, by their numbers in ascending order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Share {
    pub intercept: bool,
    pub terms: Vec<usize>,
    pub smooths: Vec<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub offsets: Vec<usize>,
}

/// The design of several formulas.
#[derive(Debug, Clone, PartialEq)]
pub struct BuiltSeveral {
    /// The union of the columns with all that belongs to its rows; neither penalties nor an offset.
    pub built: Built,
    /// The penalties of each formula's smooths.
    pub penalties: Vec<Vec<SmoothPenalty>>,
    /// A column for each formula, where some formula or the options have an offset.
    pub offsets: Option<Panels>,
}

/// What is wrong, and in which formula where it is in one.
#[derive(Debug, Clone, PartialEq)]
pub struct OfFormula {
    /// The place of the formula in the list.
    pub formula: Option<usize>,
    /// What is wrong.
    pub error: DesignError,
}

impl From<DesignError> for OfFormula {
    fn from(error: DesignError) -> Self {
        Self { formula: None, error }
    }
}

impl From<CheckError> for OfFormula {
    fn from(error: CheckError) -> Self {
        DesignError::from(error).into()
    }
}

/// Builds the design of several formulas with one response, which one of them at least has to name.
///
/// # Errors
/// As [`super::build`], with the place of the formula that is at fault; ERR_FORMULA for another response than the first one named.
pub fn build_several(
    formulas: &[&Formula],
    table: &Table<'_>,
    options: &DesignOptions<'_>,
) -> Result<BuiltSeveral, OfFormula> {
    let (first, spec) = one_response(formulas)?;
    let mut used = Vec::new();
    for (name, position) in &spec.columns {
        let column = table.require(name, Some(*position)).map_err(|error| of(first, error))?;
        used.push((name.as_str(), column));
    }
    spec.check(table).map_err(|error| of(first, error))?;
    let expanded = formulas.iter().enumerate();
    let expanded = expanded.map(|(k, formula)| expand(formula, table, &spec.columns).map_err(|error| of(k, error)));
    let expansions: Vec<Expansion> = expanded.collect::<Result<_, _>>()?;
    check_options(table, options)?;
    let mut seen = std::collections::HashSet::new();
    for (k, expansion) in expansions.iter().enumerate() {
        for (name, position) in expansion.columns() {
            if seen.insert(name) {
                used.push((name, table.require(name, position).map_err(|error| of(k, error))?));
            }
        }
    }
    let kept = rows::keep(table.rows(), &used, options.weights, options.missing)?;
    if kept.rows.is_empty() {
        let Kept { total, missing, zero_weight, .. } = kept;
        return Err(DesignError::NoRows { total, missing, zero_weight }.into());
    }
    let calls: Vec<SmoothCall> = expansions.iter().flat_map(|expansion| &expansion.smooths).cloned().collect();
    options.beside.check(&calls)?;
    let rounded = Rounded::new(table, &calls, &kept.rows, options.round_to);
    let smoothed = rounded.tables(table)?;
    let Drawn { blueprint, penalties, warnings } = drawn((table, &smoothed), &expansions, &kept.rows, options)?;
    let cut = Cut { blueprint: &blueprint, table, smoothed: &smoothed, rows: &kept.rows, threads: options.threads };
    let (design, _) = cut.design().map_err(|error| located(&expansions, error))?;
    let response = spec.decode(table, &kept.rows, options.levels).map_err(|error| of(first, error))?;
    let weights = kept.rows.iter().map(|&i| options.weights.map_or(1.0, |weights| weights[i])).collect();
    let offsets = blueprint.offsets(table, &kept).map_err(|error| located(&expansions, error))?;
    let offsets = with_option(offsets, options.offset, &kept, formulas.len())?;
    let built =
        Built { blueprint, design, rest: None, response, weights, offset: None, kept, penalties: Vec::new(), warnings };
    Ok(BuiltSeveral { built, penalties, offsets })
}

fn of(formula: usize, error: DesignError) -> OfFormula {
    OfFormula { formula: Some(formula), error }
}

/// An error about the values of a term, in the first formula that has the term.
fn located(expansions: &[Expansion], error: DesignError) -> OfFormula {
    for (k, expansion) in expansions.iter().enumerate() {
        let found = expansion.locate(error.clone());
        if found.position().is_some() {
            return of(k, found);
        }
    }
    error.into()
}

/// The response of the first formula that has one; the others name the same or none.
fn one_response(formulas: &[&Formula]) -> Result<(usize, ResponseSpec), OfFormula> {
    let mut found: Option<(usize, ResponseSpec)> = None;
    for (k, formula) in formulas.iter().enumerate() {
        let Some(id) = formula.response() else { continue };
        let own = ResponseSpec::read(formula).map_err(|error| of(k, error))?;
        match &found {
            Some((first, known)) if !known.is_same(&own) => {
                let known = formulas[*first];
                let first = known.response().map_or_else(String::new, |id| known.source(id).to_owned());
                let (position, found) = (formula.span(id).start, formula.source(id).to_owned());
                return Err(of(k, FormulaError::AnotherResponse { position, found, first }.into()));
            }
            Some(_) => {}
            None => found = Some((k, own)),
        }
    }
    found.ok_or_else(|| of(0, FormulaError::MissingResponse { position: 0 }.into()))
}

impl Expansion {
    /// The columns of the table that it uses, with the places where those of smooths stand.
    fn columns(&self) -> Vec<(&str, Option<usize>)> {
        let variables = self.variables.iter().flat_map(|(variable, _)| variable.columns());
        let plain = variables.chain(self.offsets.iter().flat_map(|offset| offset.of.columns()));
        let smoothed = self.smooths.iter().flat_map(SmoothCall::parts).flat_map(|part| &part.columns);
        let smoothed = smoothed.map(|(column, position)| (column.as_str(), Some(*position)));
        plain.map(|name| (name.as_str(), None)).chain(smoothed).collect()
    }
}

/// The union of the formulas' parts, the penalties of each, and what gave way.
struct Drawn {
    blueprint: Blueprint,
    penalties: Vec<Vec<SmoothPenalty>>,
    warnings: Vec<String>,
}

fn drawn(
    tables: (&Table<'_>, &SmoothTables<'_>),
    expansions: &[Expansion],
    rows: &[usize],
    options: &DesignOptions<'_>,
) -> Result<Drawn, OfFormula> {
    let mut union = Union::default();
    let mut penalties = Vec::new();
    for (k, expansion) in expansions.iter().enumerate() {
        let own = union.add(tables, expansion, rows, options);
        penalties.push(own.map_err(|error| of(k, expansion.locate(error)))?);
    }
    let warnings = union.made.iter().flat_map(|(_, made)| made.warnings.clone()).collect();
    let blueprint: Blueprint = union.parts.try_into()?;
    let spans: Vec<&TermSpan> = blueprint.terms().iter().filter(|term| term.is_smooth).collect();
    let placed =
        |(smooth, penalty): (usize, SmoothPenalty)| SmoothPenalty { columns: spans[smooth].columns.clone(), ..penalty };
    let penalties = penalties.into_iter().map(|own| own.into_iter().map(placed).collect()).collect();
    Ok(Drawn { blueprint, penalties, warnings })
}

/// Parts that grow formula by formula.
#[derive(Default)]
struct Union {
    parts: Parts,
    /// Calls that were made before, without their places.
    made: Vec<(SmoothCall, Made)>,
}

impl Union {
    /// Adds a formula; gives its penalties with the numbers of their smooths.
    fn add(
        &mut self,
        (table, smoothed): (&Table<'_>, &SmoothTables<'_>),
        expansion: &Expansion,
        rows: &[usize],
        options: &DesignOptions<'_>,
    ) -> Result<Vec<(usize, SmoothPenalty)>, DesignError> {
        let mut variables = Vec::with_capacity(expansion.variables.len());
        for (variable, position) in &expansion.variables {
            variables.push(draw_variable((variable, *position), table, rows, options)?);
        }
        refuse_unused(&variables, options)?;
        let categorical: Vec<bool> = variables.iter().map(Stored::is_categorical).collect();
        let coded = super::coding::code(&expansion.terms, &categorical, expansion.intercept);
        let numbers: Vec<usize> =
            variables.into_iter().map(|variable| place(&mut self.parts.variables, variable)).collect();
        let mut share = Share { intercept: expansion.intercept, ..Share::default() };
        self.parts.intercept |= expansion.intercept;
        for factors in coded {
            let renumbered = factors.into_iter().map(|f| Factor { variable: numbers[f.variable], ..f });
            let mut factors: Vec<Factor> = renumbered.collect();
            factors.sort_by_key(|factor| factor.variable);
            share.terms.push(place(&mut self.parts.terms, factors));
        }
        for offset in &expansion.offsets {
            let of: Expression = offset.of.clone();
            // An offset that a formula writes twice counts twice.
            let taken = |k: usize| share.offsets.contains(&k);
            let known = (0..self.parts.offsets.len()).find(|&k| self.parts.offsets[k] == of && !taken(k));
            share.offsets.push(known.unwrap_or_else(|| {
                self.parts.offsets.push(of);
                self.parts.offsets.len() - 1
            }));
        }
        let DesignOptions { levels: declared, select, threads, beside, .. } = *options;
        let mut penalties = Vec::new();
        for call in &expansion.smooths {
            let table = smoothed.of(call.covariates.len());
            let makers = Rows { table, kept: rows, declared, select, threads, beside };
            for (smooth, own) in self.made(call, &makers)?.smooths {
                let number = place(&mut self.parts.smooths, smooth);
                share.smooths.push(number);
                penalties.extend(own.into_iter().map(|penalty| (number, penalty)));
            }
        }
        share.terms.sort_unstable();
        share.smooths.sort_unstable();
        share.offsets.sort_unstable();
        self.parts.shares.push(share);
        Ok(penalties)
    }

    /// The smooths of a call, made once for all formulas that write it alike.
    fn made(&mut self, call: &SmoothCall, makers: &Rows<'_>) -> Result<Made, DesignError> {
        let bare = call.without_places();
        if let Some((_, made)) = self.made.iter().find(|(known, _)| *known == bare) {
            return Ok(made.clone());
        }
        let made = makers.make(call)?;
        self.made.push((bare, made.clone()));
        Ok(made)
    }
}

/// The number of a part among those known, at the end where it is new.
fn place<T: PartialEq>(known: &mut Vec<T>, part: T) -> usize {
    known.iter().position(|other| *other == part).unwrap_or_else(|| {
        known.push(part);
        known.len() - 1
    })
}

/// The offsets with that of the options, which every predictor has.
fn with_option(
    offsets: Option<Panels>,
    option: Option<&[f64]>,
    kept: &Kept,
    predictors: usize,
) -> Result<Option<Panels>, DesignError> {
    let Some(option) = option else { return Ok(offsets) };
    let mut out = offsets.unwrap_or_else(|| Panels::zeros(kept.rows.len(), predictors));
    for a in 0..out.cols() {
        let sum: Vec<f64> = out.column(a).zip(&kept.rows).map(|(o, &row)| o + option[row]).collect();
        if let Some(i) = sum.iter().position(|x| !x.is_finite()) {
            return Err(DesignError::NonFinite { column: "offset".to_owned(), row: kept.rows[i], value: sum[i] });
        }
        out.set_column(a, sum);
    }
    Ok(Some(out))
}

impl Share {
    /// The columns of a design whose terms lie as given, ascending.
    pub fn columns(&self, spans: &[TermSpan]) -> Vec<usize> {
        let own = |index: &usize, span: &&TermSpan| {
            if span.is_smooth { self.smooths.contains(index) } else { self.terms.contains(index) }
        };
        let intercept = spans.iter().filter(|span| span.is_intercept && self.intercept);
        let parametric = spans.iter().filter(|span| !span.is_intercept && !span.is_smooth).enumerate();
        let smooths = spans.iter().filter(|span| span.is_smooth).enumerate();
        let terms = parametric.chain(smooths).filter(|(index, span)| own(index, span)).map(|(_, span)| span);
        intercept.chain(terms).flat_map(|span| span.columns.clone()).collect()
    }

    /// Whether its numbers are distinct parts of so many.
    pub fn check(&self, parts: &Parts) -> Result<(), CheckError> {
        let fits = |numbers: &[usize], count: usize| {
            numbers.windows(2).all(|pair| pair[0] < pair[1]) && numbers.last().is_none_or(|last| *last < count)
        };
        let sound = fits(&self.terms, parts.terms.len())
            && fits(&self.smooths, parts.smooths.len())
            && fits(&self.offsets, parts.offsets.len())
            && (parts.intercept || !self.intercept);
        if sound { Ok(()) } else { Err(invalid("a formula with parts that are not there", "parts by their numbers")) }
    }
}

impl Blueprint {
    /// For a design of several formulas the columns of each, ascending; empty for a design of one.
    #[must_use]
    pub fn predictor_columns(&self) -> Vec<Vec<usize>> {
        self.parts.shares.iter().map(|share| share.columns(self.terms())).collect()
    }

    /// The same design with the formulas in another order.
    #[must_use]
    pub fn reordered(mut self, order: &[usize]) -> Self {
        self.parts.shares = order.iter().filter_map(|&k| self.parts.shares.get(k).cloned()).collect();
        self
    }

    /// The offsets of new data over the kept rows: one column, or one for each of several formulas; `None` where no formula has any.
    ///
    /// # Errors
    /// As [`Blueprint::offset`].
    pub fn offsets(&self, table: &Table<'_>, kept: &Kept) -> Result<Option<Panels>, DesignError> {
        if self.parts.shares.is_empty() || self.parts.offsets.is_empty() {
            return Ok(self.offset(table, kept)?.map(|offset| Panels::from_column(&offset)));
        }
        let mut out = Panels::zeros(kept.rows.len(), self.parts.shares.len());
        for (a, share) in self.parts.shares.iter().enumerate() {
            let own: Vec<&Expression> = share.offsets.iter().map(|&k| &self.parts.offsets[k]).collect();
            out.set_column(a, Self::sum_of(&own, table, kept)?);
        }
        Ok(Some(out))
    }
}
