//! Variables → the columns of a term: in every row the product of what the variables hold, the first variable changing fastest.

use std::ops::Mul;

use super::blueprint::Factor;
use super::error::DesignError;
use super::stored::Coding;
use super::transform::Values;
use crate::linalg::{PANEL_ROWS, Panels, Twofold};

/// The values of a variable.
pub(super) enum Encoded<'a> {
    /// By row of the table.
    Numbers(&'a [f64]),
    /// By kept row.
    Codes(Codes),
    /// By kept row, `width` columns.
    Computed { values: Values, width: usize },
}

/// Levels by kept row.
pub(super) struct Codes {
    /// The index of the level.
    pub codes: Vec<u32>,
    /// How many levels there are.
    pub count: usize,
    /// The level without a column where there is no matrix.
    pub base: usize,
    /// The contrasts by rows, a row for each level; treatment contrasts have none.
    pub matrix: Option<Vec<f64>>,
}

/// A design being filled, and beside it what rounding took from its columns, where a term keeps that.
pub(super) struct Target {
    pub design: Panels,
    pub rest: Option<Panels>,
}

/// A term: where its columns begin, its label and its variables.
pub(super) struct Place<'a> {
    pub first: usize,
    pub label: &'a str,
    pub factors: &'a [Factor],
}

impl Encoded<'_> {
    fn has_rest(&self) -> bool {
        matches!(self, Self::Computed { values, .. } if !values.rest.is_empty())
    }
}

/// Writes the columns of one term, which are zero before.
///
/// # Errors
/// ERR_NON_FINITE for a product that is not finite.
pub(super) fn fill(
    target: &mut Target,
    place: &Place<'_>,
    variables: &[Encoded<'_>],
    rows: &[usize],
) -> Result<(), DesignError> {
    if place.factors.iter().any(|factor| variables[factor.variable].has_rest()) {
        let (height, width) = (target.design.rows(), target.design.cols());
        target.rest.get_or_insert_with(|| Panels::zeros(height, width));
        return fill_as::<Twofold>(target, place, variables, rows);
    }
    fill_as::<f64>(target, place, variables, rows)
}

fn fill_as<N: Number>(
    target: &mut Target,
    place: &Place<'_>,
    variables: &[Encoded<'_>],
    rows: &[usize],
) -> Result<(), DesignError> {
    let mut entries: Vec<(usize, N)> = Vec::new();
    for panel in 0..target.design.count() {
        let (height, start) = (target.design.height(panel), panel * PANEL_ROWS);
        let here = &rows[start..rows.len().min(start + PANEL_ROWS)];
        let out = target.design.panel_mut(panel);
        let mut rest = target.rest.as_mut().map(|rest| rest.panel_mut(panel));
        for (i, &row) in here.iter().enumerate() {
            multiply(place.factors, variables, (row, start + i), &mut entries);
            for (column, number) in &entries {
                let (value, left) = number.parts();
                if !value.is_finite() {
                    return Err(DesignError::NonFinite { column: place.label.to_owned(), row, value });
                }
                let at = (place.first + column) * height + i;
                out[at] = value;
                if let (true, Some(rest)) = (N::HAS_REST, rest.as_mut()) {
                    rest[at] = left;
                }
            }
        }
    }
    Ok(())
}

/// The entries of a row by column; none where a contrast has its base level.
fn multiply<N: Number>(
    factors: &[Factor],
    variables: &[Encoded<'_>],
    (row, kept): (usize, usize),
    entries: &mut Vec<(usize, N)>,
) {
    entries.clear();
    entries.push((0, N::of(1.0, 0.0)));
    let mut stride = 1;
    for factor in factors {
        stride *= match &variables[factor.variable] {
            Encoded::Numbers(values) => widen(entries, stride, 1, |_| N::of(values[row], 0.0)),
            Encoded::Computed { values: Values { columns, rest }, width } => {
                let at = |j: usize| j * (columns.len() / width) + kept;
                widen(entries, stride, *width, |j| N::of(columns[at(j)], rest.get(at(j)).copied().unwrap_or(0.0)))
            }
            Encoded::Codes(Codes { codes, count, base, matrix }) => {
                let code = codes[kept] as usize;
                match (factor.coding, matrix) {
                    (Coding::Contrast, Some(matrix)) => {
                        let row = &matrix[code * (count - 1)..][..count - 1];
                        widen(entries, stride, count - 1, |j| N::of(row[j], 0.0))
                    }
                    (Coding::Contrast, None) if code == *base => return entries.clear(),
                    (Coding::Contrast, None) => {
                        shift(entries, stride * (code - usize::from(code > *base)));
                        count - 1
                    }
                    _ => {
                        shift(entries, stride * code);
                        *count
                    }
                }
            }
        };
    }
}

fn shift<N>(entries: &mut [(usize, N)], by: usize) {
    entries.iter_mut().for_each(|(column, _)| *column += by);
}

/// Multiplies every entry by each of `width` numbers. Returns the width.
fn widen<N: Number>(entries: &mut Vec<(usize, N)>, stride: usize, width: usize, number: impl Fn(usize) -> N) -> usize {
    let before = entries.len();
    for j in 1..width {
        let factor = number(j);
        for k in 0..before {
            let (column, value) = entries[k];
            entries.push((column + stride * j, value * factor));
        }
    }
    let factor = number(0);
    entries[..before].iter_mut().for_each(|(_, value)| *value = *value * factor);
    width
}

/// A float, or two of them for twice the precision.
trait Number: Copy + Mul<Output = Self> {
    const HAS_REST: bool;
    fn of(value: f64, rest: f64) -> Self;
    fn parts(self) -> (f64, f64);
}

impl Number for f64 {
    const HAS_REST: bool = false;
    fn of(value: f64, _: f64) -> Self {
        value
    }
    fn parts(self) -> (f64, f64) {
        (self, 0.0)
    }
}

impl Number for Twofold {
    const HAS_REST: bool = true;
    fn of(value: f64, rest: f64) -> Self {
        Self { hi: value, lo: rest }
    }
    fn parts(self) -> (f64, f64) {
        (self.hi, self.lo)
    }
}
