//! A smooth of a fitted design: its basis, what it is of, what it is multiplied by, and the constraint that was absorbed.

use super::basis::{Basis, Covariate, Refusal};
use super::call::SmoothCall;
use super::catalog::AnyBasis;
use super::constraint::Constraint;
use super::variable::{Lookup, SmoothVariable, UNSEEN, Values, times_power};
use crate::check::CheckError;
use crate::design::error::DesignError;
use crate::design::new_data::SmoothInfo;
use crate::design::stored::invalid;
use crate::design::table::Table;
use serde::{Deserialize, Serialize};
use std::ops::Range;

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
        let level = |by: &By| by.variable.levels.as_ref()?.get(by.level? as usize).cloned();
        SmoothInfo {
            label: self.label.clone(),
            basis: self.basis.name(),
            columns,
            covariates: self.covariates.iter().map(SmoothVariable::info).collect(),
            by: self.by.as_ref().map(|by| by.variable.info()),
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
        let variables = self.variables().all(SmoothVariable::is_sound);
        if size > 0 && constraint && level && variables && self.basis.takes(&levels) {
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
        lookup: Lookup,
    ) -> Result<Bound<'a>, DesignError> {
        let values = self.covariates.iter().map(|variable| variable.bind(table, rows, unseen, lookup));
        let values = values.collect::<Result<_, _>>()?;
        let by = self.by.as_ref().map(|by| by.variable.bind(table, rows, unseen, lookup)).transpose()?;
        Ok(Bound { smooth: self, values, by })
    }
}

/// f(x) = 0 at the point of a call.
pub(super) fn point_constraint(call: &SmoothCall, smooth: &Smooth) -> Result<Constraint, DesignError> {
    let refuse = |value: String, expected: &str| call.refuse_part(Refusal::new("pc", value, expected));
    if let Some(factor) = smooth.covariates.iter().find(|variable| variable.levels.is_some()) {
        return Err(refuse(format!("beside '{}', which has levels", factor.column), "a smooth of numbers alone"));
    }
    let places = smooth.covariates.iter().zip(&call.point);
    let points: Vec<[f64; 1]> = places.map(|(variable, x)| [times_power(*x, -variable.exponent)]).collect();
    let at: Vec<Covariate<'_>> = points.iter().map(|x| Covariate::Numbers(x)).collect();
    let mut values = vec![0.0; smooth.basis.size()];
    smooth.basis.fill(&at, &mut values, 1);
    let listed = || call.point.iter().map(f64::to_string).collect::<Vec<_>>().join(", ");
    Constraint::new(&values).ok_or_else(|| refuse(listed(), "a point at which some function of the basis is not zero"))
}

impl Bound<'_> {
    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.smooth.columns()
    }

    pub(super) fn basis(&self) -> &AnyBasis {
        &self.smooth.basis
    }

    pub(super) fn values(&self) -> &[Values<'_>] {
        &self.values
    }

    pub(super) fn by(&self) -> Option<&Values<'_>> {
        self.by.as_ref()
    }

    /// Whether a kept row is of the level of `by`.
    pub(super) fn is_in_level(&self, kept: usize) -> bool {
        let level = self.smooth.by.as_ref().and_then(|by| by.level);
        matches!(&self.by, Some(Values::Codes { codes, .. }) if Some(codes[kept]) == level)
    }

    /// The columns of a smooth of one number at some numbers, in the units of the basis and not multiplied.
    pub(super) fn columns_at(&self, numbers: &[f64]) -> Vec<f64> {
        let mut values = vec![0.0; self.smooth.basis.size() * numbers.len()];
        self.smooth.basis.fill(&[Covariate::Numbers(numbers)], &mut values, numbers.len());
        let mut out = vec![0.0; self.columns() * numbers.len()];
        self.constrain(&mut values, numbers.len(), &mut out, numbers.len());
        out
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
        let exponent = self.smooth.covariates.get(variable).map_or(0, |variable| variable.exponent);
        if exponent != 0 {
            out[..self.columns() * stride].iter_mut().for_each(|slope| *slope = times_power(*slope, -exponent));
        }
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
        let here = start..start + rows.len();
        let gathered: Vec<(Vec<f64>, Vec<u32>)> = self
            .values
            .iter()
            .map(|values| match values {
                Values::Codes { codes, .. } => {
                    let seen = |&code: &u32| if code == UNSEEN { 0 } else { code };
                    (Vec::new(), codes[here.clone()].iter().map(seen).collect())
                }
                numbers => {
                    (rows.iter().zip(here.clone()).map(|(&row, kept)| numbers.at(row, kept)).collect(), Vec::new())
                }
            })
            .collect();
        let at: Vec<Covariate<'_>> = self
            .values
            .iter()
            .zip(&gathered)
            .map(|(values, (numbers, codes))| match values {
                Values::Codes { count, .. } => Covariate::Levels { codes, count: *count },
                _ => Covariate::Numbers(numbers),
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
                Some(Values::Codes { codes, .. }) => f64::from(u8::from(Some(codes[start + i]) == level)),
                Some(numbers) => numbers.at(row, start + i),
            };
            let unseen = self.values.iter().any(|values| match values {
                Values::Codes { codes, .. } => codes[start + i] == UNSEEN,
                _ => false,
            });
            let factor = if unseen { 0.0 } else { factor };
            if factor != 1.0 {
                out.chunks_mut(stride).take(self.columns()).for_each(|column| column[i] *= factor);
            }
        }
    }
}
