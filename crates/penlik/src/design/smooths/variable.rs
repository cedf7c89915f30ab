//! What a smooth is of: a column of numbers or of levels, or numbers that are computed of columns, such as `log(x)`.
//!
//! Numbers far from 1 are taken by a basis in units of 2^e, so that neither cubes of them nor third powers of their inverses leave floating point.

use crate::design::arithmetic::{Expression, numeric};
use crate::design::error::DesignError;
use crate::design::levels;
use crate::design::new_data::CovariateInfo;
use crate::design::table::{Column, Table};
use crate::formula::written_name;
use serde::{Deserialize, Serialize};

use super::smooth::UnseenLevels;

/// A covariate of a smooth, or what it is multiplied by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::design) struct SmoothVariable {
    /// The column; the text of what is computed.
    pub column: String,
    /// What is computed; absent for a column.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub of: Option<Computed>,
    /// Its levels; absent for numbers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub levels: Option<Vec<String>>,
    /// The smallest and the largest number of the fit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub range: Option<(f64, f64)>,
    /// Whether it was written as `C(x)`, so that numbers are levels.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub as_levels: bool,
    /// e: a basis takes the numbers in units of 2^e.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub exponent: i32,
}

/// Arithmetic of columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::design) struct Computed {
    pub expression: Expression,
    /// For each of its columns the smallest and the largest number of the fit.
    #[serde(default)]
    pub ranges: Vec<(f64, f64)>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(exponent: &i32) -> bool {
    *exponent == 0
}

/// Whether a table may have the values of what is computed in a column that is called like it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::design) enum Lookup {
    /// They are computed, as in the fit.
    Computed,
    /// They are taken where there is such a column, as when a smooth is looked at over a grid.
    Named,
}

/// The values of a variable: numbers by row of the table or by kept row, levels by kept row.
pub(super) enum Values<'a> {
    Numbers { values: &'a [f64], exponent: i32 },
    Computed { values: Vec<f64>, exponent: i32 },
    Codes { codes: Vec<u32>, count: usize },
}

/// Stands for a level that the fit has not seen.
pub(super) const UNSEEN: u32 = u32::MAX;

impl Values<'_> {
    /// The number of a row of the table that is kept as number `kept`, in units of 2^e.
    pub(super) fn at(&self, row: usize, kept: usize) -> f64 {
        match self {
            Self::Numbers { values, exponent } => times_power(values[row], -exponent),
            Self::Computed { values, exponent } => times_power(values[kept], -exponent),
            Self::Codes { .. } => 0.0,
        }
    }
}

impl SmoothVariable {
    /// How a formula writes it.
    pub fn written(&self) -> String {
        if self.of.is_some() { self.column.clone() } else { written_name(&self.column) }
    }

    /// The columns of a table that it is made of.
    pub fn columns(&self) -> &[String] {
        self.of.as_ref().map_or(std::slice::from_ref(&self.column), |own| own.expression.columns())
    }

    /// What is computed and not in the table.
    fn computed(&self, table: &Table<'_>, lookup: Lookup) -> Option<&Expression> {
        let own = self.of.as_ref()?;
        let named = lookup == Lookup::Named && table.column(&self.column).is_some();
        (!named).then_some(&own.expression)
    }

    /// The columns of a table that it takes, of the right type.
    pub fn used<'s, 't>(
        &'s self,
        table: &Table<'t>,
        lookup: Lookup,
    ) -> Result<Vec<(&'s str, Column<'t>)>, DesignError> {
        if let Some(expression) = self.computed(table, lookup) {
            let names = expression.columns().iter();
            return names.map(|name| Ok((name.as_str(), Column::Numeric(numeric(name, table)?)))).collect();
        }
        let column = table.require(&self.column, None)?;
        self.accepts(&column)?;
        Ok(vec![(self.column.as_str(), column)])
    }

    /// The numbers of some rows.
    pub fn numbers(&self, table: &Table<'_>, rows: &[usize], lookup: Lookup) -> Result<Vec<f64>, DesignError> {
        match self.computed(table, lookup) {
            Some(expression) => expression.evaluate(&self.column, table, rows),
            None => numeric(&self.column, table).map(|values| rows.iter().map(|&row| values[row]).collect()),
        }
    }

    /// Its values in some rows.
    pub(super) fn bind<'t>(
        &self,
        table: &Table<'t>,
        rows: &[usize],
        unseen: UnseenLevels,
        lookup: Lookup,
    ) -> Result<Values<'t>, DesignError> {
        let exponent = self.exponent;
        if let Some(expression) = self.computed(table, lookup) {
            return Ok(Values::Computed { values: expression.evaluate(&self.column, table, rows)?, exponent });
        }
        let column = table.require(&self.column, None)?;
        match (&self.levels, column) {
            (None, Column::Numeric(values)) => Ok(Values::Numbers { values, exponent }),
            (Some(levels), column) => {
                let codes = match unseen {
                    UnseenLevels::Fail => levels::codes(&self.column, &column, rows, levels)?,
                    UnseenLevels::Zero => levels::codes_or(&column, rows, levels, UNSEEN),
                };
                Ok(Values::Codes { codes, count: levels.len() })
            }
            (None, column) => Err(self.mismatch(&column, "numeric, as in the fit")),
        }
    }

    /// Whether a column can stand for the variable.
    fn accepts(&self, column: &Column<'_>) -> Result<(), DesignError> {
        match (&self.levels, column) {
            (None, Column::Categorical { .. }) => Err(self.mismatch(column, "numeric, as in the fit")),
            (Some(_), Column::Numeric(values)) if !self.as_levels && values.iter().any(|x| !x.is_nan()) => {
                Err(self.mismatch(column, "categorical, as in the fit"))
            }
            _ => Ok(()),
        }
    }

    fn mismatch(&self, column: &Column<'_>, expected: &'static str) -> DesignError {
        let (column, found) = (self.column.clone(), column.type_name());
        DesignError::WrongType { column, found, expected, position: None }
    }

    /// What a user may know of it.
    pub fn info(&self) -> CovariateInfo {
        CovariateInfo {
            name: self.column.clone(),
            columns: self.columns().to_vec(),
            levels: self.levels.clone(),
            range: self.range,
        }
    }

    /// What a user may know of its columns.
    pub fn column_infos(&self) -> Vec<CovariateInfo> {
        let Some(own) = &self.of else { return vec![self.info()] };
        let columns = own.expression.columns().iter().enumerate();
        let told = |(place, name): (usize, &String)| CovariateInfo {
            name: name.clone(),
            columns: vec![name.clone()],
            levels: None,
            range: own.ranges.get(place).copied(),
        };
        columns.map(told).collect()
    }

    /// Whether a file says of it what a fit may make.
    pub fn is_sound(&self) -> bool {
        let computed = self.of.as_ref().is_none_or(|own| {
            self.levels.is_none() && own.expression.text() == self.column && !own.expression.columns().is_empty()
        });
        computed && self.exponent.abs() <= MAX_EXPONENT
    }
}

/// Floating point has no exponents beyond.
const MAX_EXPONENT: i32 = 1100;

/// Numbers between 2^−64 and 2^64 are taken as they are.
const ORDINARY: i32 = 64;

/// e of numbers whose largest magnitude is about 2^e, 0 for ordinary ones.
pub(super) fn exponent_of(numbers: &[f64]) -> i32 {
    let largest = numbers.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    if !(largest > 0.0 && largest.is_finite()) {
        return 0;
    }
    let exponent = largest.log2().floor() as i32;
    if exponent.abs() <= ORDINARY { 0 } else { exponent }
}

/// x·2^e in two steps, since 2^e alone may be beyond floating point.
pub(super) fn times_power(x: f64, exponent: i32) -> f64 {
    if exponent == 0 {
        return x;
    }
    let half = exponent / 2;
    x * 2.0_f64.powi(half) * 2.0_f64.powi(exponent - half)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_numbers_are_taken_as_they_are_and_others_near_one() {
        assert_eq!((exponent_of(&[0.0, -3.0, 1e-300]), exponent_of(&[1e15]), exponent_of(&[0.0])), (0, 0, 0));
        for x in [1e200, -3e-200, f64::MAX, f64::MIN_POSITIVE, 5e-324] {
            let near = times_power(x, -exponent_of(&[x]));
            assert!((0.5..2.0).contains(&near.abs()), "{x} {near}");
            assert_eq!(times_power(near, exponent_of(&[x])), x);
        }
    }
}
