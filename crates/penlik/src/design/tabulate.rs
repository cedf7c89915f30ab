//! The design of many rows by tables: the columns of each smooth, and those of the other terms together, at the distinct values of what they are of.

use super::blueprint::{Blueprint, TermSpan};
use super::distinct::Distinct;
use super::encode::Target;
use super::error::DesignError;
use super::fill_smooths::fill_smooths;
use super::new_data::NewData;
use super::rounded::SmoothTables;
use super::smooths::{Bound, Lookup, Pieces, Smooth, SmoothVariable, UnseenLevels};
use super::stored::Stored;
use super::table::Table;
use crate::linalg::tabulated::{Table as RowTable, Tabulated};
use crate::linalg::{DesignMatrix, Panels};

/// Rows from which on tables are worth their making.
pub(super) const MANY_ROWS: usize = 1 << 14;
/// Distinct rows that a table may have where cubics would do, for each piece of them.
const FEW_ROWS: usize = 8;
/// Rows that share a distinct one on average, at least.
pub(super) const SHARED: usize = 8;

/// What is known while a design is cut into tables.
pub(super) struct Cut<'a> {
    pub blueprint: &'a Blueprint,
    pub table: &'a Table<'a>,
    /// What smooths see.
    pub smoothed: &'a SmoothTables<'a>,
    pub rows: &'a [usize],
    pub threads: usize,
}

impl Cut<'_> {
    /// The design, by tables where that is worth it, and what rounding took from it.
    pub fn design(&self) -> Result<(DesignMatrix, Option<Panels>), DesignError> {
        if let Some(tables) = self.tabulated()? {
            return Ok((DesignMatrix::Tabulated(tables), None));
        }
        let new = NewData { threads: self.threads, ..NewData::default() };
        let Target { design, rest } = self.blueprint.encode_seen((self.table, self.smoothed), self.rows, &new)?;
        Ok((DesignMatrix::Dense(design), rest))
    }

    /// The design by tables; `None` where rows are few or no smooth has many that share their values.
    pub fn tabulated(&self) -> Result<Option<Tabulated>, DesignError> {
        if self.rows.len() < MANY_ROWS {
            return Ok(None);
        }
        let spans = self.blueprint.terms().iter().filter(|span| span.is_smooth);
        let (mut tables, mut left) = (Vec::new(), Vec::new());
        for (smooth, span) in self.blueprint.parts.smooths.iter().zip(spans) {
            match self.smooth_table(smooth, span)? {
                Some(table) => tables.push(table),
                None => left.push((smooth, span)),
            }
        }
        if tables.is_empty() {
            return Ok(None);
        }
        let parametric = self.parametric_width();
        let whole = match self.parametric_distinct() {
            Some(distinct) => {
                let Some(own) = self.parametric(&rows_of(&distinct, self.rows), parametric)? else { return Ok(None) };
                tables.extend(RowTable::new((0..parametric).collect(), &distinct.places, &own));
                0
            }
            None => parametric,
        };
        let width = whole + left.iter().map(|(_, span)| span.columns.len()).sum::<usize>();
        let mut rest = Panels::zeros(self.rows.len(), width);
        if whole > 0 {
            let Some(own) = self.parametric(self.rows, parametric)? else { return Ok(None) };
            (0..whole).for_each(|j| rest.set_column(j, own.column(j)));
        }
        let columns = (0..whole).chain(left.iter().flat_map(|(_, span)| span.columns.clone())).collect();
        self.fill_left(&left, whole, &mut rest)?;
        Ok(Tabulated::new(self.rows.len(), tables, (rest, columns)))
    }

    fn most(&self) -> usize {
        self.rows.len() / SHARED
    }

    fn distinct(&self, smooth: &Smooth) -> Option<Distinct> {
        let names = smooth.variables().flat_map(SmoothVariable::columns).map(String::as_str);
        Distinct::of_columns(self.smoothed.of(smooth.covariates.len()), names, self.rows, self.most())
    }

    fn parametric_distinct(&self) -> Option<Distinct> {
        let names = self.blueprint.parts.variables.iter().flat_map(Stored::columns).map(String::as_str);
        Distinct::of_columns(self.table, names, self.rows, self.most())
    }

    fn parametric_width(&self) -> usize {
        self.blueprint.terms().iter().filter(|span| !span.is_smooth).map(|span| span.columns.end).max().unwrap_or(0)
    }

    /// The columns of all terms but smooths at some rows; `None` where they have digits beyond those of floats.
    fn parametric(&self, rows: &[usize], width: usize) -> Result<Option<Panels>, DesignError> {
        let mut target = Target { design: Panels::zeros(rows.len(), width), rest: None };
        self.blueprint.fill_parametric(&mut target, self.table, rows)?;
        Ok(target.rest.is_none().then_some(target.design))
    }

    /// The columns of a smooth at their distinct rows, or as cubics where these take fewer sums.
    fn smooth_table(&self, smooth: &Smooth, span: &TermSpan) -> Result<Option<RowTable>, DesignError> {
        let distinct = self.distinct(smooth);
        if distinct.as_ref().is_none_or(|distinct| distinct.first.len() > FEW_ROWS) {
            let seen = self.smoothed.of(smooth.covariates.len());
            let bound = smooth.bind(seen, self.rows, UnseenLevels::Fail, Lookup::Computed)?;
            let pieces = bound.pieces(self.rows);
            let less =
                |pieces: &Pieces| distinct.as_ref().is_none_or(|own| own.first.len() > FEW_ROWS * pieces.count());
            if let Some(Pieces { places, numbers, coefficients }) = pieces.filter(less) {
                return Ok(RowTable::cubic(span.columns.clone().collect(), &places, &numbers, &coefficients));
            }
        }
        match distinct {
            Some(distinct) => self.distinct_table((smooth, span), &distinct),
            None => Ok(None),
        }
    }

    fn distinct_table(
        &self,
        (smooth, span): (&Smooth, &TermSpan),
        distinct: &Distinct,
    ) -> Result<Option<RowTable>, DesignError> {
        let rows = rows_of(distinct, self.rows);
        let mut own = Panels::zeros(rows.len(), span.columns.len());
        let bound =
            smooth.bind(self.smoothed.of(smooth.covariates.len()), &rows, UnseenLevels::Fail, Lookup::Computed)?;
        fill_smooths(&mut own, &[(bound, &moved(span, 0))], &rows, self.threads)?;
        Ok(RowTable::new(span.columns.clone().collect(), &distinct.places, &own))
    }

    /// Smooths of which few rows share their values.
    fn fill_left(&self, left: &[(&Smooth, &TermSpan)], first: usize, out: &mut Panels) -> Result<(), DesignError> {
        let mut start = first;
        let spans: Vec<TermSpan> = left
            .iter()
            .map(|(_, span)| {
                let own = moved(span, start);
                start = own.columns.end;
                own
            })
            .collect();
        let seen = |smooth: &Smooth| self.smoothed.of(smooth.covariates.len());
        let bound =
            left.iter().map(|&(smooth, _)| smooth.bind(seen(smooth), self.rows, UnseenLevels::Fail, Lookup::Computed));
        let bound: Vec<Bound<'_>> = bound.collect::<Result<_, _>>()?;
        fill_smooths(out, &bound.into_iter().zip(&spans).collect::<Vec<_>>(), self.rows, self.threads)
    }
}

/// The rows of the table in which distinct rows first appear.
fn rows_of(distinct: &Distinct, rows: &[usize]) -> Vec<usize> {
    distinct.first.iter().map(|&first| rows[first]).collect()
}

/// The same columns from another place on.
fn moved(span: &TermSpan, start: usize) -> TermSpan {
    TermSpan { columns: start..start + span.columns.len(), ..span.clone() }
}
