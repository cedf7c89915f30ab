//! Which rows enter: those of positive weight with every used value present.

use super::Missing;
use super::error::DesignError;
use super::table::Column;
use crate::check::{all_finite, length};

/// The rows that entered a design, and why the others did not. A row counts under one heading only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The kept rows of the table, ascending.
    pub rows: Vec<usize>,
    /// The rows of the table.
    pub total: usize,
    /// Rows of positive weight left out for a missing value in a used column.
    pub missing: usize,
    /// Rows left out for weight 0. What else they hold is not looked at.
    pub zero_weight: usize,
}

/// A used column and its name.
pub(super) type Used<'a> = (&'a str, Column<'a>);

pub(super) fn keep(
    total: usize,
    used: &[Used<'_>],
    weights: Option<&[f64]>,
    missing: Missing,
) -> Result<Kept, DesignError> {
    let mut live = match weights {
        Some(weights) => positive_weights(weights, total)?,
        None => vec![true; total],
    };
    let weighted = live.iter().filter(|live| **live).count();
    for (name, column) in used {
        all_bounded(name, column, &live)?;
    }
    for (name, column) in used {
        if missing == Missing::Fail {
            none_missing(name, column, &live)?;
        } else {
            live.iter_mut().enumerate().for_each(|(i, live)| *live &= !column.is_missing(i));
        }
    }
    let rows: Vec<usize> = (0..total).filter(|&i| live[i]).collect();
    Ok(Kept { missing: weighted - rows.len(), zero_weight: total - weighted, rows, total })
}

fn positive_weights(weights: &[f64], total: usize) -> Result<Vec<bool>, DesignError> {
    length("weights", weights.len(), total)?;
    match weights.iter().position(|w| !(w.is_finite() && *w >= 0.0)) {
        Some(row) => Err(DesignError::BadWeight { row, value: weights[row] }),
        None => Ok(weights.iter().map(|w| *w > 0.0).collect()),
    }
}

fn all_bounded(name: &str, column: &Column<'_>, live: &[bool]) -> Result<(), DesignError> {
    let Column::Numeric(values) = column else { return Ok(()) };
    if all_finite(values) {
        return Ok(());
    }
    match (0..live.len()).find(|&i| live[i] && values[i].is_infinite()) {
        Some(row) => Err(DesignError::NonFinite { column: name.to_owned(), row, value: values[row] }),
        None => Ok(()),
    }
}

fn none_missing(name: &str, column: &Column<'_>, live: &[bool]) -> Result<(), DesignError> {
    let mut rows = (0..live.len()).filter(|&i| live[i] && column.is_missing(i));
    match rows.next() {
        Some(row) => Err(DesignError::MissingValues { column: name.to_owned(), row, count: 1 + rows.count() }),
        None => Ok(()),
    }
}
