//! The response of a joint multinomial model: a class for each row, or a row of shares or counts.

use crate::check::{self, Code, shown};
use crate::linalg::Panels;
use crate::model::ModelError;
use crate::model::matrix::finite_matrix;
use ndarray::{ArrayView1, ArrayView2};

/// Which class each row belongs to, or how it is spread over the classes.
#[derive(Debug, Clone, Copy)]
pub enum MultinomialResponse<'a> {
    /// Positions in the classes, from 0.
    Codes(&'a [i32]),
    /// N × K: shares ≥ 0 that sum to 1 (one-hot and smoothed labels), or whole counts, whose sum is the number of trials of the row.
    Rows(ArrayView2<'a, f64>),
}

/// How far the shares of a row may be from 1 in sum: what a few roundings of a long row leave.
const SHARE_ROUNDING: f64 = 1e-12;

/// Shares of every class but the reference, and the trials of each row where they are not 1 everywhere.
pub(super) fn read(
    response: &MultinomialResponse<'_>,
    rows: usize,
    classes: usize,
    reference: usize,
) -> Result<(Panels, Option<Vec<f64>>), ModelError> {
    match response {
        MultinomialResponse::Codes(codes) => Ok((from_codes(codes, rows, classes, reference)?, None)),
        MultinomialResponse::Rows(y) => from_rows(*y, rows, classes, reference),
    }
}

/// The predictor of a class.
fn predictor(class: usize, reference: usize) -> Option<usize> {
    (class != reference).then(|| class - usize::from(class > reference))
}

fn from_codes(codes: &[i32], rows: usize, classes: usize, reference: usize) -> Result<Panels, ModelError> {
    check::length("y", codes.len(), rows)?;
    let mut out = Panels::zeros(rows, classes - 1);
    for (i, &code) in codes.iter().enumerate() {
        let Some(class) = usize::try_from(code).ok().filter(|class| *class < classes) else {
            let expected = format!("a class from 0 to {}", classes - 1);
            return Err(ModelError::refuse(Code::Domain, "y", format!("{code} in row {i}"), expected));
        };
        if let Some(a) = predictor(class, reference) {
            out.set(i, a, 1.0);
        }
    }
    Ok(out)
}

fn from_rows(
    y: ArrayView2<'_, f64>,
    rows: usize,
    classes: usize,
    reference: usize,
) -> Result<(Panels, Option<Vec<f64>>), ModelError> {
    check::length("y", y.nrows(), rows)?;
    check::length("columns of y", y.ncols(), classes)?;
    finite_matrix("y", y)?;
    let mut out = Panels::zeros(rows, classes - 1);
    let mut all = Vec::with_capacity(rows);
    for (i, row) in y.rows().into_iter().enumerate() {
        let n = trials(i, row)?;
        for (class, share) in row.iter().enumerate().filter(|(_, share)| **share > 0.0) {
            if let Some(a) = predictor(class, reference) {
                out.set(i, a, share / n);
            }
        }
        all.push(n);
    }
    let ones = all.iter().all(|n| *n == 1.0);
    Ok((out, (!ones).then_some(all)))
}

/// 1 for a row of shares, the total for a row of whole counts.
fn trials(i: usize, row: ArrayView1<'_, f64>) -> Result<f64, ModelError> {
    let refuse = |value: String| {
        Err(ModelError::refuse(Code::Domain, "y", value, "rows of shares >= 0 that sum to 1, or of whole counts"))
    };
    if let Some((c, y)) = row.iter().enumerate().find(|(_, y)| !(**y >= 0.0)) {
        return refuse(format!("{} in row {i}, column {c}", shown(*y)));
    }
    let sum = row.sum();
    if (sum - 1.0).abs() <= SHARE_ROUNDING {
        return Ok(1.0);
    }
    if sum.is_finite() && row.iter().all(|y| y.fract() == 0.0) {
        return Ok(sum);
    }
    refuse(format!("row {i}, which sums to {}", shown(sum)))
}
