//! What is kept of a design to encode new data the same way.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::arithmetic::{Expression, numeric};
use super::encode::{Encoded, Place, Target, fill};
use super::error::DesignError;
use super::fill_smooths::fill_smooths;
use super::new_data::{NewData, used_by};
use super::rounded::SmoothTables;
use super::rows::Kept;
use super::rows::Used;
use super::several::Share;
use super::smooths::{Lookup, Smooth, SmoothVariable};
use super::stored::{Coding, Stored, VariablePart, invalid};
use super::table::{Column, Table};
use super::{MAX_BYTES, MAX_COLUMNS, Missing};
use crate::check::{CheckError, Code, allocation};
use crate::formula::snippet;
use crate::linalg::{LANES, Panels};

/// A variable of a term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Factor {
    pub variable: usize,
    pub coding: Coding,
}

/// What is stored; all else follows from it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Parts {
    pub variables: Vec<Stored>,
    pub intercept: bool,
    pub terms: Vec<Vec<Factor>>,
    pub offsets: Vec<Expression>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub smooths: Vec<Smooth>,
    /// For a design of several formulas what each of them has; empty for one formula, which has everything.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub shares: Vec<Share>,
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
        let variables = self.parts.variables.iter().flat_map(Stored::columns);
        let smoothed = self.parts.smooths.iter().flat_map(Smooth::variables).flat_map(SmoothVariable::columns);
        let offsets = self.parts.offsets.iter().flat_map(Expression::columns);
        let mut seen = std::collections::HashSet::new();
        variables.chain(smoothed).chain(offsets).filter(|name| seen.insert(name.as_str())).cloned().collect()
    }

    /// The design of new data.
    ///
    /// # Errors
    /// ERR_COLUMN for a column that is missing or of the other type, ERR_LEVEL for a level that was not there when the
    /// blueprint was made, ERR_NON_FINITE for an infinite number or (with [`Missing::Fail`]) a missing value, and for arithmetic without a
    /// finite result, ERR_TOO_LARGE.
    pub fn encode(&self, table: &Table<'_>, missing: Missing) -> Result<(Panels, Kept), DesignError> {
        self.encode_with(table, &NewData { missing, ..NewData::default() })
    }

    /// The sum of the `offset()` columns of new data over the kept rows; `None` where the formula has none. Of several formulas see
    /// [`Blueprint::offsets`].
    ///
    /// # Errors
    /// As [`Blueprint::encode`]; ERR_NON_FINITE also for a sum that overflows.
    pub fn offset(&self, table: &Table<'_>, kept: &Kept) -> Result<Option<Vec<f64>>, DesignError> {
        if self.parts.offsets.is_empty() {
            return Ok(None);
        }
        Self::sum_of(&self.parts.offsets.iter().collect::<Vec<_>>(), table, kept).map(Some)
    }

    /// The sum of expressions over the kept rows.
    pub(super) fn sum_of(expressions: &[&Expression], table: &Table<'_>, kept: &Kept) -> Result<Vec<f64>, DesignError> {
        let mut sum = vec![0.0; kept.rows.len()];
        for expression in expressions {
            let label = format!("offset({})", expression.text());
            let values = expression.evaluate(&label, table, &kept.rows)?;
            sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        }
        match sum.iter().position(|x| !x.is_finite()) {
            Some(i) => Err(DesignError::NonFinite { column: "offset".to_owned(), row: kept.rows[i], value: sum[i] }),
            None => Ok(sum),
        }
    }

    /// The columns of the table that are used, each once, in the order of the formula.
    pub(super) fn used_without<'s, 't>(
        &'s self,
        table: &Table<'t>,
        exclude: &[String],
    ) -> Result<Vec<Used<'s>>, DesignError>
    where
        't: 's,
    {
        let mut used: Vec<(&'s str, Column<'t>)> = Vec::new();
        for variable in &self.parts.variables {
            used.extend(variable.used(table)?);
        }
        for smooth in self.parts.smooths.iter().filter(|smooth| !exclude.contains(&smooth.label)) {
            used.extend(used_by(smooth, table, Lookup::Computed)?);
        }
        for name in self.parts.offsets.iter().flat_map(Expression::columns) {
            used.push((name, Column::Numeric(numeric(name, table)?)));
        }
        let mut seen = std::collections::HashSet::new();
        used.retain(|(name, _)| seen.insert(*name));
        Ok(used)
    }

    /// The design of the rows, whose columns have been checked.
    pub(super) fn encode_rows(
        &self,
        table: &Table<'_>,
        rows: &[usize],
        new: &NewData<'_>,
    ) -> Result<Target, DesignError> {
        self.encode_seen((table, &SmoothTables::plain(table)), rows, new)
    }

    /// The same where smooths see tables of their own.
    pub(super) fn encode_seen(
        &self,
        (table, smoothed): (&Table<'_>, &SmoothTables<'_>),
        rows: &[usize],
        new: &NewData<'_>,
    ) -> Result<Target, DesignError> {
        allocation("the design", rows.len().next_multiple_of(LANES), self.columns.len(), MAX_BYTES)?;
        let mut target = Target { design: Panels::zeros(rows.len(), self.columns.len()), rest: None };
        self.fill_parametric(&mut target, table, rows)?;
        let spans = self.terms.iter().filter(|span| span.is_smooth);
        let wanted = self.parts.smooths.iter().zip(spans).filter(|(smooth, _)| !new.exclude.contains(&smooth.label));
        let seen = |smooth: &Smooth| smoothed.of(smooth.covariates.len());
        let bound =
            wanted.map(|(smooth, span)| Ok((smooth.bind(seen(smooth), rows, new.unseen, Lookup::Computed)?, span)));
        fill_smooths(&mut target.design, &bound.collect::<Result<Vec<_>, DesignError>>()?, rows, new.threads)?;
        Ok(target)
    }
}

impl Blueprint {
    /// Writes the columns of all terms but smooths, which come first.
    pub(super) fn fill_parametric(
        &self,
        target: &mut Target,
        table: &Table<'_>,
        rows: &[usize],
    ) -> Result<(), DesignError> {
        let variables = self.parts.variables.iter().map(|variable| variable.encoded(table, rows));
        let encoded: Vec<Encoded<'_>> = variables.collect::<Result<_, _>>()?;
        if self.parts.intercept {
            fill(target, &Place { first: 0, label: "(Intercept)", factors: &[] }, &encoded, rows)?;
        }
        let spans = self.terms.iter().filter(|span| !span.is_intercept && !span.is_smooth);
        for (factors, span) in self.parts.terms.iter().zip(spans) {
            fill(target, &Place { first: span.columns.start, label: &span.label, factors }, &encoded, rows)?;
        }
        Ok(())
    }
}

fn too_many_columns() -> CheckError {
    let (value, limit) = (format!("more than {MAX_COLUMNS} columns"), format!("at most {MAX_COLUMNS}"));
    CheckError::new(Code::TooLarge, "the design", value, limit)
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
        blueprint.check_names()?;
        Ok(blueprint)
    }
}

impl Blueprint {
    /// Names tell the columns of a predictor apart: of several formulas each by itself.
    fn check_names(&self) -> Result<(), CheckError> {
        if self.parts.shares.is_empty() {
            return distinct_names(&self.columns);
        }
        for share in &self.parts.shares {
            share.check(&self.parts)?;
            let own: Vec<String> = share.columns(&self.terms).into_iter().map(|j| self.columns[j].clone()).collect();
            distinct_names(&own)?;
        }
        Ok(())
    }

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

fn distinct_levels(variables: &[Stored]) -> Result<(), CheckError> {
    for variable in variables {
        let Stored::Column(VariablePart { levels, .. }) = variable else { continue };
        let mut seen = std::collections::HashSet::new();
        let twice = levels.iter().flatten().find(|level| !seen.insert(level.as_str()));
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
