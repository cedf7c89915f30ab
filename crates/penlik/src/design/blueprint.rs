//! What is kept of a design to encode new data the same way.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::encode::{Encoded, fill};
use super::error::DesignError;
use super::new_data::{NewData, used_by};
use super::rows::{Kept, Used};
use super::smooths::{Bound, Smooth};
use super::table::{Column, Table};
use super::{MAX_BYTES, MAX_COLUMNS, Missing, levels};
use crate::check::{CheckError, Code, allocation};
use crate::formula::{snippet, written_name};
use crate::linalg::{LANES, PANEL_ROWS, Panels};

/// How a variable enters a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Coding {
    /// Its numbers.
    Value,
    /// A column for every level but the first.
    Treatment,
    /// A column for every level.
    Indicator,
}

/// A variable of a term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Factor {
    pub variable: usize,
    pub coding: Coding,
}

/// A variable: a column, and its levels if it is categorical.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct VariablePart {
    pub column: String,
    /// The function around the column.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub call: Option<Wrapper>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub levels: Option<Vec<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Wrapper {
    #[serde(rename = "C")]
    C,
    #[serde(rename = "factor")]
    Factor,
}

/// What is stored; all else follows from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Parts {
    pub variables: Vec<VariablePart>,
    pub intercept: bool,
    pub terms: Vec<Vec<Factor>>,
    pub offsets: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub smooths: Vec<Smooth>,
}

/// The columns of one term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermSpan {
    /// The term as a formula writes it, such as `a:C(b)`; `(Intercept)` for the intercept.
    pub label: String,
    /// Its columns in the design.
    pub columns: Range<usize>,
    /// Whether it is the intercept.
    pub is_intercept: bool,
    /// Whether it is a smooth.
    pub is_smooth: bool,
}

/// All that is needed to encode new data as those that a model was fitted to, independent of the order of columns and of
/// the response. Stored as JSON it keeps the variables, their levels, the coding of the terms and the bases of the smooths; names follow
/// from these.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct Blueprint {
    pub(super) parts: Parts,
    columns: Vec<String>,
    terms: Vec<TermSpan>,
}

impl Blueprint {
    /// The names of the columns of the design: `(Intercept)`, `age`, `ses=middle`, `C(race)=2`, `age:ses=middle`.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The terms, in the order of their columns.
    #[must_use]
    pub fn terms(&self) -> &[TermSpan] {
        &self.terms
    }

    /// The columns that a table must have to be encoded, each once.
    #[must_use]
    pub fn variables(&self) -> Vec<String> {
        let variables = self.parts.variables.iter().map(|variable| &variable.column);
        let smoothed = self.parts.smooths.iter().flat_map(Smooth::variables).map(|variable| &variable.column);
        let mut seen = std::collections::HashSet::new();
        variables
            .chain(smoothed)
            .chain(&self.parts.offsets)
            .filter(|name| seen.insert(name.as_str()))
            .cloned()
            .collect()
    }

    /// The design of new data.
    ///
    /// # Errors
    /// ERR_COLUMN for a column that is missing or of the other type, ERR_LEVEL for a level that was not there when the
    /// blueprint was made, ERR_NON_FINITE for an infinite number or (with [`Missing::Fail`]) a missing value, ERR_TOO_LARGE.
    pub fn encode(&self, table: &Table<'_>, missing: Missing) -> Result<(Panels, Kept), DesignError> {
        self.encode_with(table, &NewData { missing, ..NewData::default() })
    }

    /// The sum of the `offset()` columns of new data over the kept rows; `None` where the formula has none.
    ///
    /// # Errors
    /// As [`Blueprint::encode`]; ERR_NON_FINITE also for a sum that overflows.
    pub fn offset(&self, table: &Table<'_>, kept: &Kept) -> Result<Option<Vec<f64>>, DesignError> {
        if self.parts.offsets.is_empty() {
            return Ok(None);
        }
        let mut sum = vec![0.0; kept.rows.len()];
        for name in &self.parts.offsets {
            let values = numeric(name, table)?;
            sum.iter_mut().zip(&kept.rows).for_each(|(sum, &row)| *sum += values[row]);
        }
        match sum.iter().position(|x| !x.is_finite()) {
            Some(i) => Err(DesignError::NonFinite { column: "offset".to_owned(), row: kept.rows[i], value: sum[i] }),
            None => Ok(Some(sum)),
        }
    }

    /// The columns of the table that are used, in the order of the formula.
    pub(super) fn used_without<'s, 't>(
        &'s self,
        table: &Table<'t>,
        exclude: &[String],
    ) -> Result<Vec<(&'s str, Column<'t>)>, DesignError> {
        let mut used: Vec<(&'s str, Column<'t>)> = Vec::new();
        for variable in &self.parts.variables {
            let column = table.require(&variable.column, None)?;
            variable.accepts(&column)?;
            used.push((&variable.column, column));
        }
        for smooth in self.parts.smooths.iter().filter(|smooth| !exclude.contains(&smooth.label)) {
            used.extend(used_by(smooth, table)?);
        }
        for name in &self.parts.offsets {
            used.push((name, Column::Numeric(numeric(name, table)?)));
        }
        Ok(used)
    }

    /// The design of the rows, whose values have been checked.
    pub(super) fn encode_rows(
        &self,
        table: &Table<'_>,
        rows: &[usize],
        new: &NewData<'_>,
    ) -> Result<Panels, DesignError> {
        allocation("the design", rows.len().next_multiple_of(LANES), self.columns.len(), MAX_BYTES)?;
        let used: Vec<Used<'_>> = self.used_without(table, new.exclude)?;
        let mut encoded = Vec::with_capacity(self.parts.variables.len());
        for (variable, (name, column)) in self.parts.variables.iter().zip(used) {
            encoded.push(match (&variable.levels, column) {
                (None, Column::Numeric(values)) => Encoded::Numbers(values),
                (levels, column) => {
                    let levels = levels.as_deref().unwrap_or_default();
                    Encoded::Codes { codes: levels::codes(name, &column, rows, levels)?, count: levels.len() }
                }
            });
        }
        let mut design = Panels::zeros(rows.len(), self.columns.len());
        if self.parts.intercept {
            fill(&mut design, 0, "(Intercept)", &[], &encoded, rows)?;
        }
        let spans = self.terms.iter().filter(|span| !span.is_intercept && !span.is_smooth);
        for (factors, span) in self.parts.terms.iter().zip(spans) {
            fill(&mut design, span.columns.start, &span.label, factors, &encoded, rows)?;
        }
        let spans = self.terms.iter().filter(|span| span.is_smooth);
        for (smooth, span) in
            self.parts.smooths.iter().zip(spans).filter(|(smooth, _)| !new.exclude.contains(&smooth.label))
        {
            let bound = smooth.bind(table, rows, new.unseen)?;
            fill_smooth(&mut design, span, &bound, rows)?;
        }
        Ok(design)
    }
}

/// Writes the columns of a smooth.
fn fill_smooth(design: &mut Panels, span: &TermSpan, bound: &Bound<'_>, rows: &[usize]) -> Result<(), DesignError> {
    for (panel, here) in rows.chunks(PANEL_ROWS).enumerate() {
        let height = design.height(panel);
        let out = &mut design.panel_mut(panel)[span.columns.start * height..span.columns.end * height];
        bound.fill(here, panel * PANEL_ROWS, out, height);
        if let Some(place) = out.iter().position(|x| !x.is_finite()) {
            let (column, row, value) = (span.label.clone(), here[(place % height).min(here.len() - 1)], out[place]);
            return Err(DesignError::NonFinite { column, row, value });
        }
    }
    Ok(())
}

fn numeric<'t>(name: &str, table: &Table<'t>) -> Result<&'t [f64], DesignError> {
    match table.require(name, None)? {
        Column::Numeric(values) => Ok(values),
        other => {
            let (column, found) = (name.to_owned(), other.type_name());
            Err(DesignError::WrongType { column, found, expected: "numeric", position: None })
        }
    }
}

impl VariablePart {
    /// Whether a column can stand for the variable: strings for strings, numbers for numbers, either within `C()`. A column
    /// of missing values only has no type of its own, so it can stand for strings too.
    fn accepts(&self, column: &Column<'_>) -> Result<(), DesignError> {
        let expected = match (&self.levels, column, self.call) {
            (None, Column::Categorical { .. }, _) => "numeric, as in the fit",
            (Some(_), Column::Numeric(values), None) if values.iter().any(|x| !x.is_nan()) => {
                "categorical, as in the fit"
            }
            _ => return Ok(()),
        };
        let (column, found) = (self.column.clone(), column.type_name());
        Err(DesignError::WrongType { column, found, expected, position: None })
    }

    fn label(&self) -> String {
        let column = written_name(&self.column);
        match self.call {
            None => column,
            Some(Wrapper::C) => format!("C({column})"),
            Some(Wrapper::Factor) => format!("factor({column})"),
        }
    }

    /// The names of the columns that the variable alone would have.
    fn names(&self, coding: Coding) -> Result<Vec<String>, CheckError> {
        let label = self.label();
        let skipped = match coding {
            Coding::Value => return if self.levels.is_none() { Ok(vec![label]) } else { Err(mismatch(&label)) },
            Coding::Treatment => 1,
            Coding::Indicator => 0,
        };
        match &self.levels {
            Some(levels) if levels.len() > 1 => {
                Ok(levels.iter().skip(skipped).map(|level| format!("{label}={level}")).collect())
            }
            _ => Err(mismatch(&label)),
        }
    }
}

fn mismatch(label: &str) -> CheckError {
    invalid(format!("{label} coded against its levels"), "numbers without levels, or two levels or more")
}

fn too_many_columns() -> CheckError {
    let (value, limit) = (format!("more than {MAX_COLUMNS} columns"), format!("at most {MAX_COLUMNS}"));
    CheckError::new(Code::TooLarge, "the design", value, limit)
}

pub(super) fn invalid(value: impl Into<String>, expected: &str) -> CheckError {
    CheckError::new(Code::ModelFile, "blueprint", value, expected)
}

impl TryFrom<Parts> for Blueprint {
    type Error = CheckError;

    /// Checks everything, since the parts may come from a file.
    fn try_from(parts: Parts) -> Result<Self, CheckError> {
        let mut blueprint = Self { columns: Vec::new(), terms: Vec::new(), parts };
        if blueprint.parts.intercept {
            blueprint.push("(Intercept)".to_owned(), vec!["(Intercept)".to_owned()], true);
        }
        for factors in &blueprint.parts.terms.clone() {
            let (label, names) = blueprint.parts.term_names(factors, blueprint.columns.len())?;
            blueprint.push(label, names, false);
        }
        blueprint.push_smooths()?;
        distinct_levels(&blueprint.parts.variables)?;
        distinct_names(&blueprint.columns)?;
        Ok(blueprint)
    }
}

impl Blueprint {
    fn push(&mut self, label: String, names: Vec<String>, is_intercept: bool) {
        let start = self.columns.len();
        self.columns.extend(names);
        self.terms.push(TermSpan { label, columns: start..self.columns.len(), is_intercept, is_smooth: false });
    }

    fn push_smooths(&mut self) -> Result<(), CheckError> {
        for smooth in self.parts.smooths.clone() {
            smooth.check()?;
            let count = smooth.columns();
            if self.columns.len() + count > MAX_COLUMNS {
                return Err(too_many_columns());
            }
            self.push(smooth.label.clone(), (1..=count).map(|j| format!("{}.{j}", smooth.label)).collect(), false);
            self.terms.iter_mut().rev().take(1).for_each(|term| term.is_smooth = true);
        }
        Ok(())
    }
}

impl From<Blueprint> for Parts {
    fn from(blueprint: Blueprint) -> Self {
        blueprint.parts
    }
}

impl Parts {
    /// The label of a term and the names of its columns, the first variable changing fastest.
    fn term_names(&self, factors: &[Factor], before: usize) -> Result<(String, Vec<String>), CheckError> {
        if factors.is_empty() || factors.windows(2).any(|pair| pair[0].variable >= pair[1].variable) {
            return Err(invalid("a term without ascending variables", "one variable or more, in ascending order"));
        }
        let (mut labels, mut names) = (Vec::new(), vec![String::new()]);
        for factor in factors {
            let variable = self.variables.get(factor.variable);
            let variable = variable.ok_or_else(|| invalid(format!("variable {}", factor.variable), "a listed one"))?;
            labels.push(variable.label());
            let own = variable.names(factor.coding)?;
            let count = names.len().checked_mul(own.len()).and_then(|count| count.checked_add(before));
            if count.is_none_or(|count| count > MAX_COLUMNS) {
                return Err(too_many_columns());
            }
            let joined = |own: &String| names.iter().map(|name| join(name, own)).collect::<Vec<_>>();
            names = own.iter().flat_map(joined).collect();
        }
        Ok((labels.join(":"), names))
    }
}

fn join(left: &str, right: &str) -> String {
    if left.is_empty() { right.to_owned() } else { format!("{left}:{right}") }
}

fn distinct_levels(variables: &[VariablePart]) -> Result<(), CheckError> {
    for variable in variables {
        let mut seen = std::collections::HashSet::new();
        let twice = variable.levels.iter().flatten().find(|level| !seen.insert(level.as_str()));
        if let Some(level) = twice {
            return Err(invalid(format!("level '{level}' of {} twice", variable.label()), "each level once"));
        }
    }
    Ok(())
}

/// A level such as "x:b=y" can make a column look like one of an interaction; a coefficient must be told by its name.
fn distinct_names(columns: &[String]) -> Result<(), CheckError> {
    let mut seen = std::collections::HashSet::new();
    match columns.iter().find(|name| !seen.insert(name.as_str())) {
        None => Ok(()),
        Some(name) => {
            let value = format!("the name of two columns, '{}'", snippet(name));
            Err(CheckError::new(Code::Level, "the design", value, "levels whose names do not imitate an interaction"))
        }
    }
}
