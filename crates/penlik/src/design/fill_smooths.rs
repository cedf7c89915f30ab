//! The columns of smooths, panel by panel on as many threads as are wanted: a panel is one task, so that no number depends on their count.

use super::blueprint::TermSpan;
use super::error::DesignError;
use super::smooths::Bound;
use crate::linalg::{PANEL_ROWS, Panels, Workers};

/// Writes the columns of smooths over the rows that were kept.
///
/// # Errors
/// ERR_NON_FINITE for a value beyond floating point.
pub(super) fn fill_smooths(
    design: &mut Panels,
    smooths: &[(Bound<'_>, &TermSpan)],
    rows: &[usize],
    threads: usize,
) -> Result<(), DesignError> {
    if smooths.is_empty() || rows.is_empty() {
        return Ok(());
    }
    let cols = design.cols();
    let panel = |panel: usize, out: &mut [f64]| {
        let (start, height) = (panel * PANEL_ROWS, out.len() / cols);
        let here = &rows[start..rows.len().min(start + PANEL_ROWS)];
        smooths.iter().find_map(|(bound, span)| {
            let columns = &mut out[span.columns.start * height..span.columns.end * height];
            bound.fill(here, start, columns, height);
            let place = columns.iter().position(|x| !x.is_finite())?;
            let row = here[(place % height).min(here.len() - 1)];
            Some(DesignError::NonFinite { column: span.label.clone(), row, value: columns[place] })
        })
    };
    let workers = Workers::for_rows(rows.len(), threads);
    let found = workers.tree_mut(design.entries_mut(), PANEL_ROWS * cols, &panel, &|a, b| a.or(b));
    found.flatten().map_or(Ok(()), Err)
}
