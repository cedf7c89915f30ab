//! Designs of new data: with terms left out, with levels that the fit has not seen, and of one smooth alone.

use super::arithmetic::Expression;
use super::blueprint::Blueprint;
use super::error::DesignError;
use super::rows::{Kept, keep};
use super::smooths::{Lookup, Smooth, SmoothVariable, UnseenLevels};
use super::stored::Stored;
use super::table::{Column, Table};
use super::{MAX_BYTES, Missing, levels};
use crate::check::{CheckError, Code, allocation};
use crate::linalg::{LANES, PANEL_ROWS, Panels};
use std::ops::Range;

/// How new data is to be encoded.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewData<'a> {
    /// What to do with missing values.
    pub missing: Missing,
    /// What to do with levels of smooths that the fit has not seen.
    pub unseen: UnseenLevels,
    /// Terms that are left at zero, as the formula writes them. Columns that only they use need not be there where they are smooths.
    pub exclude: &'a [String],
    /// Threads; 0 takes every processor. The numbers do not depend on it.
    pub threads: usize,
}

/// What a user may know of a smooth.
#[derive(Debug, Clone, PartialEq)]
pub struct SmoothInfo {
    /// As the formula writes it, its options left out.
    pub label: String,
    /// The basis.
    pub basis: &'static str,
    /// Its columns of the design.
    pub columns: Range<usize>,
    /// Its covariates.
    pub covariates: Vec<CovariateInfo>,
    /// What it is multiplied by.
    pub by: Option<CovariateInfo>,
    /// The level of `by` in which it is there, where that has levels.
    pub level: Option<String>,
}

/// Rows in the covariates of a smooth.
pub(crate) struct SmoothPlaces {
    /// The numbers of each numeric covariate.
    pub numbers: Vec<Vec<f64>>,
    /// The levels that each row is at, as one number; `None` where the smooth is not there.
    pub groups: Vec<Option<u64>>,
}

/// What a user may know of a covariate.
#[derive(Debug, Clone, PartialEq)]
pub struct CovariateInfo {
    /// The column; the text of what is computed.
    pub name: String,
    /// The columns that it is computed of; itself for a column.
    pub columns: Vec<String>,
    /// Its levels; `None` for numbers.
    pub levels: Option<Vec<String>>,
    /// The smallest and the largest number of the fit.
    pub range: Option<(f64, f64)>,
}

impl Blueprint {
    /// The smooths, in the order of their columns.
    #[must_use]
    pub fn smooths(&self) -> Vec<SmoothInfo> {
        let spans = self.terms().iter().filter(|term| term.is_smooth);
        self.parts.smooths.iter().zip(spans).map(|(smooth, span)| smooth.info(span.columns.clone())).collect()
    }

    /// The columns that a table must have to be encoded, each once, with what the fit saw of them.
    #[must_use]
    pub fn covariates(&self) -> Vec<CovariateInfo> {
        let plain = |name: &String, levels: &Option<Vec<String>>| CovariateInfo {
            name: name.clone(),
            columns: vec![name.clone()],
            levels: levels.clone(),
            range: None,
        };
        let parametric = self.parts.variables.iter().flat_map(|stored| {
            let levels = if let Stored::Column(part) = stored { part.levels.clone() } else { None };
            stored.columns().iter().map(move |name| plain(name, &levels))
        });
        let offsets = self.parts.offsets.iter().flat_map(Expression::columns).map(|name| plain(name, &None));
        let smooths = self.parts.smooths.iter().flat_map(Smooth::variables).flat_map(SmoothVariable::column_infos);
        let mut all: Vec<CovariateInfo> = Vec::new();
        for covariate in parametric.chain(offsets).chain(smooths) {
            match all.iter_mut().find(|known| known.name == covariate.name) {
                // A smooth knows the range of a column that parametric terms hold too.
                Some(known) => known.range = known.range.or(covariate.range),
                None => all.push(covariate),
            }
        }
        all
    }

    /// The design of new data.
    ///
    /// # Errors
    /// As [`Blueprint::encode`]; ERR_DOMAIN for a term to be left out that there is not.
    pub fn encode_with(&self, table: &Table<'_>, new: &NewData<'_>) -> Result<(Panels, Kept), DesignError> {
        for label in new.exclude {
            if !self.terms().iter().any(|term| term.label == *label) {
                let known: Vec<&str> = self.terms().iter().map(|term| term.label.as_str()).collect();
                let expected = format!("one of the terms {}", known.join(", "));
                return Err(CheckError::new(Code::Domain, "exclude", format!("{label:?}"), expected).into());
            }
        }
        let kept = keep(table.rows(), &self.used_without(table, new.exclude)?, None, new.missing)?;
        let mut design = self.encode_rows(table, &kept.rows, new)?.design;
        for term in self.terms().iter().filter(|term| !term.is_smooth && new.exclude.contains(&term.label)) {
            term.columns.clone().for_each(|j| design.set_column(j, (0..kept.rows.len()).map(|_| 0.0)));
        }
        Ok((design, kept))
    }

    /// The design of rows that are known to be sound, such as those of the fit.
    pub(crate) fn encode_kept(&self, table: &Table<'_>, rows: &[usize]) -> Result<Panels, DesignError> {
        self.used_without(table, &[])?;
        Ok(self.encode_rows(table, rows, &NewData::default())?.design)
    }

    /// Where rows are in the covariates of a smooth.
    pub(crate) fn smooth_places(
        &self,
        place: usize,
        table: &Table<'_>,
        rows: &[usize],
    ) -> Result<SmoothPlaces, DesignError> {
        let smooth = &self.parts.smooths[place];
        let mut out = SmoothPlaces { numbers: Vec::new(), groups: vec![Some(0); rows.len()] };
        for variable in &smooth.covariates {
            match &variable.levels {
                None => out.numbers.push(variable.numbers(table, rows, Lookup::Computed)?),
                Some(levels) => {
                    let column = table.require(&variable.column, None)?;
                    let codes = levels::codes(&variable.column, &column, rows, levels)?;
                    let count = levels.len() as u64;
                    out.groups.iter_mut().zip(codes).for_each(|(group, code)| {
                        *group = group.map(|group| group * count + u64::from(code));
                    });
                }
            }
        }
        if let Some(by) = &smooth.by
            && let (Some(levels), Some(level)) = (&by.variable.levels, by.level)
        {
            let codes = levels::codes(&by.variable.column, &table.require(&by.variable.column, None)?, rows, levels)?;
            out.groups.iter_mut().zip(codes).for_each(|(group, code)| *group = group.filter(|_| code == level));
        }
        Ok(out)
    }

    /// The values in some rows of what smooths compute, such as `log(x)`, each once.
    pub(crate) fn computed(&self, table: &Table<'_>, rows: &[usize]) -> Result<Vec<(String, Vec<f64>)>, DesignError> {
        let mut out: Vec<(String, Vec<f64>)> = Vec::new();
        for variable in self.parts.smooths.iter().flat_map(Smooth::variables).filter(|own| own.of.is_some()) {
            if out.iter().all(|(name, _)| *name != variable.column) {
                out.push((variable.column.clone(), variable.numbers(table, rows, Lookup::Computed)?));
            }
        }
        Ok(out)
    }

    /// The columns of one smooth for new values of its covariates, or their derivatives in one of these.
    pub(crate) fn encode_smooth(
        &self,
        place: usize,
        table: &Table<'_>,
        derivative: Option<usize>,
        missing: Missing,
    ) -> Result<(Panels, Kept), DesignError> {
        let smooth = &self.parts.smooths[place];
        let kept = keep(table.rows(), &used_by(smooth, table, Lookup::Named)?, None, missing)?;
        allocation("the design", kept.rows.len().next_multiple_of(LANES), smooth.columns(), MAX_BYTES)?;
        let bound = smooth.bind(table, &kept.rows, UnseenLevels::Fail, Lookup::Named)?;
        let mut design = Panels::zeros(kept.rows.len(), smooth.columns());
        for (panel, rows) in kept.rows.chunks(PANEL_ROWS).enumerate() {
            let height = design.height(panel);
            let (start, out) = (panel * PANEL_ROWS, design.panel_mut(panel));
            let known = match derivative {
                None => {
                    bound.fill(rows, start, out, height);
                    true
                }
                Some(variable) => bound.fill_derivative(variable, rows, start, out, height),
            };
            if !known {
                let value = format!("of {} in covariate {}", smooth.label, derivative.unwrap_or(0));
                let expected = "a covariate of a basis that can be differentiated";
                return Err(CheckError::new(Code::Unsupported, "derivative", value, expected).into());
            }
        }
        Ok((design, kept))
    }
}

/// The columns of a table that a smooth is of.
pub(super) fn used_by<'s, 't>(
    smooth: &'s Smooth,
    table: &Table<'t>,
    lookup: Lookup,
) -> Result<Vec<(&'s str, Column<'t>)>, DesignError> {
    let mut used = Vec::new();
    for variable in smooth.variables() {
        used.extend(variable.used(table, lookup)?);
    }
    Ok(used)
}
