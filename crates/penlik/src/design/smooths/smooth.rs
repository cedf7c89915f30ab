//! A smooth of a fitted design: its basis, its columns of a table, what it is multiplied by, and the constraint that was absorbed.

use super::basis::{Basis, Covariate};
use super::catalog::AnyBasis;
use super::constraint::Constraint;
use crate::check::CheckError;
use crate::design::error::DesignError;
use crate::design::levels;
use crate::design::new_data::{CovariateInfo, SmoothInfo};
use crate::design::stored::invalid;
use crate::design::table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A column that a smooth is of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::design) struct SmoothVariable {
    pub column: String,
    /// Its levels; absent for numbers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub levels: Option<Vec<String>>,
    /// The smallest and the largest number of the fit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub range: Option<(f64, f64)>,
    /// Whether it was written as `C(x)`, so that numbers are levels.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub as_levels: bool,
}

/// What a smooth is multiplied by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::design) struct By {
    pub variable: SmoothVariable,
    /// The level in which the smooth is there; absent for numbers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub level: Option<u32>,
}

/// A smooth term.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::design) struct Smooth {
    pub label: String,
    pub basis: AnyBasis,
    pub covariates: Vec<SmoothVariable>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by: Option<By>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub constraint: Option<Constraint>,
}

/// What happens to a level that the fit has not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnseenLevels {
    /// It is refused.
    #[default]
    Fail,
    /// A smooth of it is 0, as for a new group whose effect is at its mean.
    Zero,
}

/// A smooth with the columns of a table.
pub(in crate::design) struct Bound<'a> {
    smooth: &'a Smooth,
    values: Vec<Values<'a>>,
    by: Option<Values<'a>>,
}

/// The values of a variable, by row of the table for numbers, by kept row for levels.
enum Values<'a> {
    Numbers(&'a [f64]),
    Codes { codes: Vec<u32>, count: usize },
}

/// Stands for a level that the fit has not seen.
const UNSEEN: u32 = u32::MAX;

impl SmoothVariable {
    fn bind<'t>(&self, table: &Table<'t>, rows: &[usize], unseen: UnseenLevels) -> Result<Values<'t>, DesignError> {
        let column = table.require(&self.column, None)?;
        match (&self.levels, column) {
            (None, Column::Numeric(values)) => Ok(Values::Numbers(values)),
            (Some(levels), column) => {
                let codes = match unseen {
                    UnseenLevels::Fail => levels::codes(&self.column, &column, rows, levels)?,
                    UnseenLevels::Zero => levels::codes_or(&column, rows, levels, UNSEEN),
                };
                Ok(Values::Codes { codes, count: levels.len() })
            }
            (None, column) => {
                let (name, found) = (self.column.clone(), column.type_name());
                Err(DesignError::WrongType { column: name, found, expected: "numeric, as in the fit", position: None })
            }
        }
    }

    /// Whether a column can stand for the variable.
    pub fn accepts(&self, column: &Column<'_>) -> Result<(), DesignError> {
        let expected = match (&self.levels, column) {
            (None, Column::Categorical { .. }) => "numeric, as in the fit",
            (Some(_), Column::Numeric(values)) if !self.as_levels && values.iter().any(|x| !x.is_nan()) => {
                "categorical, as in the fit"
            }
            _ => return Ok(()),
        };
        let (column, found) = (self.column.clone(), column.type_name());
        Err(DesignError::WrongType { column, found, expected, position: None })
    }
}

impl Smooth {
    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.basis.size() - usize::from(self.constraint.is_some())
    }

    /// The variables, those of `by` last.
    pub fn variables(&self) -> impl Iterator<Item = &SmoothVariable> {
        self.covariates.iter().chain(self.by.iter().map(|by| &by.variable))
    }

    /// What a user may know of it.
    pub fn info(&self, columns: Range<usize>) -> SmoothInfo {
        let told = |variable: &SmoothVariable| CovariateInfo {
            name: variable.column.clone(),
            levels: variable.levels.clone(),
            range: variable.range,
        };
        let level = |by: &By| by.variable.levels.as_ref()?.get(by.level? as usize).cloned();
        SmoothInfo {
            label: self.label.clone(),
            basis: self.basis.name(),
            columns,
            covariates: self.covariates.iter().map(told).collect(),
            by: self.by.as_ref().map(|by| told(&by.variable)),
            level: self.by.as_ref().and_then(level),
        }
    }

    /// Refuses what a file may say but no fit makes.
    pub fn check(&self) -> Result<(), CheckError> {
        let size = self.basis.size();
        let constraint = self.constraint.as_ref().is_none_or(|own| own.is_sound() && own.size() == size);
        let level = self.by.as_ref().is_none_or(|by| match (&by.variable.levels, by.level) {
            (Some(levels), Some(level)) => (level as usize) < levels.len(),
            (levels, level) => levels.is_none() && level.is_none(),
        });
        let levels: Vec<usize> = self.covariates.iter().map(|v| v.levels.as_ref().map_or(0, Vec::len)).collect();
        if size > 0 && constraint && level && self.basis.takes(&levels) {
            return Ok(());
        }
        Err(invalid(format!("the smooth {}", self.label), "a basis that fits its columns and its constraint"))
    }

    /// The smooth over the rows of a table.
    pub fn bind<'a>(
        &'a self,
        table: &Table<'a>,
        rows: &[usize],
        unseen: UnseenLevels,
    ) -> Result<Bound<'a>, DesignError> {
        let values = self.covariates.iter().map(|variable| variable.bind(table, rows, unseen));
        let values = values.collect::<Result<_, _>>()?;
        let by = self.by.as_ref().map(|by| by.variable.bind(table, rows, unseen)).transpose()?;
        Ok(Bound { smooth: self, values, by })
    }
}

impl Bound<'_> {
    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.smooth.columns()
    }

    /// Writes the columns for some kept rows, the first of which is number `start`: entry (i, j) to `out[j·stride + i]`.
    pub fn fill(&self, rows: &[usize], start: usize, out: &mut [f64], stride: usize) {
        let mut values = vec![0.0; self.smooth.basis.size() * stride];
        self.with_covariates(rows, start, |at| self.smooth.basis.fill(at, &mut values, stride));
        self.constrain(&mut values, rows.len(), out, stride);
        self.multiply(rows, start, out, stride);
    }

    /// The same for the derivatives in a covariate; false where there are none.
    pub fn fill_derivative(
        &self,
        variable: usize,
        rows: &[usize],
        start: usize,
        out: &mut [f64],
        stride: usize,
    ) -> bool {
        let mut values = vec![0.0; self.smooth.basis.size() * stride];
        let mut known = false;
        self.with_covariates(rows, start, |at| {
            known = self.smooth.basis.fill_derivative(at, variable, &mut values, stride)
        });
        self.constrain(&mut values, rows.len(), out, stride);
        self.multiply(rows, start, out, stride);
        known
    }

    /// The columns that the constraint leaves.
    fn constrain(&self, values: &mut [f64], rows: usize, out: &mut [f64], stride: usize) {
        if let Some(constraint) = &self.smooth.constraint {
            constraint.absorb_columns(values, rows, stride);
        }
        let length = self.columns() * stride;
        out[..length].copy_from_slice(&values[..length]);
    }

    fn with_covariates(&self, rows: &[usize], start: usize, then: impl FnOnce(&[Covariate<'_>])) {
        // Numbers are gathered; unseen levels stand at the first one until they are blanked.
        let gathered: Vec<(Vec<f64>, Vec<u32>)> = self
            .values
            .iter()
            .map(|values| match values {
                Values::Numbers(values) => (rows.iter().map(|&row| values[row]).collect(), Vec::new()),
                Values::Codes { codes, .. } => {
                    let seen = |&code: &u32| if code == UNSEEN { 0 } else { code };
                    (Vec::new(), codes[start..start + rows.len()].iter().map(seen).collect())
                }
            })
            .collect();
        let at: Vec<Covariate<'_>> = self
            .values
            .iter()
            .zip(&gathered)
            .map(|(values, (numbers, codes))| match values {
                Values::Numbers(_) => Covariate::Numbers(numbers),
                Values::Codes { count, .. } => Covariate::Levels { codes, count: *count },
            })
            .collect();
        then(&at);
    }

    /// Multiplies by `by`, and by 0 where a level is unseen.
    fn multiply(&self, rows: &[usize], start: usize, out: &mut [f64], stride: usize) {
        let level = self.smooth.by.as_ref().and_then(|by| by.level);
        for (i, &row) in rows.iter().enumerate() {
            let factor = match &self.by {
                None => 1.0,
                Some(Values::Numbers(values)) => values[row],
                Some(Values::Codes { codes, .. }) => f64::from(u8::from(Some(codes[start + i]) == level)),
            };
            let unseen = self.values.iter().any(|values| match values {
                Values::Codes { codes, .. } => codes[start + i] == UNSEEN,
                Values::Numbers(_) => false,
            });
            let factor = if unseen { 0.0 } else { factor };
            if factor != 1.0 {
                out.chunks_mut(stride).take(self.columns()).for_each(|column| column[i] *= factor);
            }
        }
    }
}
