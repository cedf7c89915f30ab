//! Variables → the columns of a term.

use super::blueprint::{Coding, Factor};
use super::error::DesignError;
use crate::linalg::{PANEL_ROWS, Panels};

/// The values of a variable.
pub(super) enum Encoded<'a> {
    /// By row of the table.
    Numbers(&'a [f64]),
    /// By kept row: the index of the level, and how many levels there are.
    Codes { codes: Vec<u32>, count: usize },
}

/// Writes the columns of one term from column `first` on: in each row the product of the numbers, in the column that the
/// levels choose. Columns are zero before, and the first variable changes fastest along them.
pub(super) fn fill(
    design: &mut Panels,
    first: usize,
    label: &str,
    factors: &[Factor],
    variables: &[Encoded<'_>],
    rows: &[usize],
) -> Result<(), DesignError> {
    for panel in 0..design.count() {
        let (height, start) = (design.height(panel), panel * PANEL_ROWS);
        let here = &rows[start..rows.len().min(start + PANEL_ROWS)];
        let out = design.panel_mut(panel);
        for (i, &row) in here.iter().enumerate() {
            let Some((column, value)) = entry(factors, variables, row, start + i) else { continue };
            if !value.is_finite() {
                return Err(DesignError::NonFinite { column: label.to_owned(), row, value });
            }
            out[(first + column) * height + i] = value;
        }
    }
    Ok(())
}

/// The one entry of a row that is not zero, or none where a contrast has its base level.
fn entry(factors: &[Factor], variables: &[Encoded<'_>], row: usize, kept: usize) -> Option<(usize, f64)> {
    let (mut column, mut stride, mut value) = (0, 1, 1.0);
    for factor in factors {
        match &variables[factor.variable] {
            Encoded::Numbers(values) => value *= values[row],
            Encoded::Codes { codes, count } => {
                let skipped = usize::from(factor.coding == Coding::Treatment);
                column += stride * (codes[kept] as usize).checked_sub(skipped)?;
                stride *= count - skipped;
            }
        }
    }
    Some((column, value))
}
