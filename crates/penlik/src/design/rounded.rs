//! Covariates of smooths rounded to few values, so that many rows share them.
//!
//! A covariate of more than L distinct values is cut at the middles between L points that are evenly spaced over its range; each number becomes the
//! mean of those of its bin, those at the ends the smallest and the largest. A smooth then moves by second-order terms in the width of a bin. A smooth of
//! one covariate has L values; of those of two each has L^⅔, of more √L (as in Wood, Li, Shaddick & Augustin 2017).

use super::distinct::Distinct;
use super::error::DesignError;
use super::smooths::{Covariate, SmoothCall};
use super::table::{Column, Table};

/// The fewest values that a covariate is rounded to.
pub const FEWEST_VALUES: usize = 16;
/// The most.
pub const MOST_VALUES: usize = 1 << 16;

/// Covariates that jointly count as many.
const MANY: usize = 3;

/// Rounded copies of columns: the name, how many covariates the smooth has, the numbers.
#[derive(Debug, Default)]
pub(super) struct Rounded {
    columns: Vec<(String, usize, Vec<f64>)>,
}

impl Rounded {
    /// Rounds what smooths are of; nothing where `values` is absent.
    pub fn new(table: &Table<'_>, calls: &[SmoothCall], rows: &[usize], values: Option<usize>) -> Self {
        let mut out = Self::default();
        let Some(values) = values else { return out };
        for call in calls {
            let joint = call.covariates.len().min(MANY);
            for name in call.covariates.iter().filter(|covariate| !covariate.as_levels).flat_map(Covariate::columns) {
                let is_there = out.columns.iter().any(|(known, other, _)| (known, *other) == (name, joint));
                if let (false, Some(Column::Numeric(numbers))) = (is_there, table.column(name))
                    && let Some(rounded) = rounded(numbers, rows, points(values, joint))
                {
                    out.columns.push((name.clone(), joint, rounded));
                }
            }
        }
        out
    }

    /// The table that smooths of one, two or more covariates see.
    pub fn tables<'a>(&'a self, table: &Table<'a>) -> Result<SmoothTables<'a>, DesignError> {
        let seen = |joint: usize| {
            let column = |name: &str| {
                let own = self.columns.iter().find(|(known, other, _)| (known.as_str(), *other) == (name, joint));
                own.map(|(_, _, values)| Column::Numeric(values)).or_else(|| table.column(name))
            };
            let columns = table.names().filter_map(|name| Some((name.to_owned(), column(name)?)));
            Table::new(table.rows(), columns.collect())
        };
        match self.columns.is_empty() {
            true => Ok(SmoothTables::plain(table)),
            false => Ok(SmoothTables { tables: (1..=MANY).map(seen).collect::<Result<_, _>>()? }),
        }
    }
}

/// What smooths see, by the number of their covariates.
#[derive(Debug)]
pub(super) struct SmoothTables<'a> {
    tables: Vec<Table<'a>>,
}

impl<'a> SmoothTables<'a> {
    /// One table for all.
    pub fn plain(table: &Table<'a>) -> Self {
        Self { tables: vec![table.clone()] }
    }

    /// The table for a smooth of so many covariates.
    pub fn of(&self, covariates: usize) -> &Table<'a> {
        &self.tables[covariates.clamp(1, self.tables.len()) - 1]
    }
}

fn points(values: usize, joint: usize) -> usize {
    let power = match joint {
        1 => 1.0,
        2 => 2.0 / 3.0,
        _ => 0.5,
    };
    ((values as f64).powf(power).round() as usize).max(FEWEST_VALUES)
}

/// The numbers, those of kept rows rounded to `points` values; `None` where they have no more distinct ones.
fn rounded(numbers: &[f64], rows: &[usize], points: usize) -> Option<Vec<f64>> {
    let bounds = (f64::INFINITY, f64::NEG_INFINITY);
    let (low, high) = rows.iter().fold(bounds, |(low, high), &row| (low.min(numbers[row]), high.max(numbers[row])));
    if !(high - low).is_finite() || !Distinct::more_than(numbers, rows, points) {
        return None;
    }
    let last = points - 1;
    let step = (high - low) / last as f64;
    let bin = |x: f64| (((x - low) / step).round() as usize).min(last);
    let (mut sums, mut counts) = (vec![0.0; points], vec![0.0; points]);
    for &row in rows {
        let at = bin(numbers[row]);
        // Sums of distances from a point of the bin lose nothing to a large mean.
        sums[at] += numbers[row] - (low + at as f64 * step);
        counts[at] += 1.0;
    }
    let mut means: Vec<f64> =
        (0..points).map(|at| low + at as f64 * step + sums[at] / f64::max(counts[at], 1.0)).collect();
    (means[0], means[last]) = (low, high);
    let mut out = numbers.to_vec();
    rows.iter().for_each(|&row| out[row] = means[bin(numbers[row])]);
    Some(out)
}
