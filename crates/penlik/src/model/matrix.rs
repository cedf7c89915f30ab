//! The door of matrix inputs: shapes, finiteness, weights; rows of weight 0 left out.

use super::ModelError;
use super::spec::{MatrixInput, MatrixResponse};
use crate::check::{self, Code};
use crate::design::Response;
use crate::linalg::Panels;
use ndarray::ArrayView2;

/// The checked rows of a matrix input: rows of weight 0 left out.
pub(super) struct MatrixRows {
    pub design: Panels,
    pub response: Response,
    pub weights: Vec<f64>,
    pub offset: Option<Vec<f64>>,
    /// The rows of the input that were kept.
    pub kept: Vec<usize>,
    pub dropped: usize,
}

/// A design matrix as it comes.
pub(super) trait Design {
    fn shape(&self) -> (usize, usize);

    /// Every entry finite.
    fn check(&self) -> Result<(), ModelError>;

    /// The given rows in panels.
    fn panels(self, kept: &[usize]) -> Panels;
}

impl Design for ArrayView2<'_, f64> {
    fn shape(&self) -> (usize, usize) {
        self.dim()
    }

    fn check(&self) -> Result<(), ModelError> {
        finite_matrix("X", *self)
    }

    fn panels(self, kept: &[usize]) -> Panels {
        if kept.len() == self.nrows() {
            return Panels::from_view(self);
        }
        Panels::from_rows(kept.len(), self.ncols(), kept.iter().map(|&i| self.row(i)))
    }
}

impl Design for Panels {
    fn shape(&self) -> (usize, usize) {
        (self.rows(), self.cols())
    }

    fn check(&self) -> Result<(), ModelError> {
        self.not_finite().map_or(Ok(()), |(i, j, x)| Err(not_finite("X", i, j, x)))
    }

    fn panels(self, kept: &[usize]) -> Panels {
        if kept.len() == self.rows() { self } else { self.select(kept) }
    }
}

pub(super) fn matrix_rows<D: Design, E>(
    design: D,
    input: &MatrixInput<'_, E>,
    limit: usize,
) -> Result<MatrixRows, ModelError> {
    let (n, p) = design.shape();
    check::allocation("X", n, p, limit)?;
    if n == 0 || p == 0 {
        return Err(ModelError::refuse(Code::Shape, "X", format!("{n} x {p}"), "at least one row and one column"));
    }
    design.check()?;
    for (name, values) in [("weights", input.weights), ("offset", input.offset)] {
        if let Some(values) = values {
            check::length(name, values.len(), n)?;
            check::finite(name, values)?;
        }
    }
    let negative = input.weights.and_then(|weights| weights.iter().position(|w| *w < 0.0).map(|i| (i, weights[i])));
    if let Some((i, weight)) = negative {
        let value = format!("{} at row {i}", check::shown(weight));
        return Err(ModelError::refuse(Code::Domain, "weights", value, "finite numbers >= 0"));
    }
    let weight = |i: usize| input.weights.map_or(1.0, |w| w[i]);
    let kept: Vec<usize> = (0..n).filter(|&i| weight(i) > 0.0).collect();
    if kept.is_empty() {
        return Err(ModelError::refuse(Code::Domain, "weights", "zero in every row", "a row with a positive weight"));
    }
    Ok(MatrixRows {
        response: matrix_response(&input.response, &kept, n)?,
        design: design.panels(&kept),
        weights: kept.iter().map(|&i| weight(i)).collect(),
        offset: input.offset.map(|offset| kept.iter().map(|&i| offset[i]).collect()),
        dropped: n - kept.len(),
        kept,
    })
}

/// Every entry finite; the error names the first that is not by row and column.
pub(super) fn finite_matrix(name: &str, matrix: ArrayView2<'_, f64>) -> Result<(), ModelError> {
    if matrix.as_slice().is_some_and(check::all_finite) {
        return Ok(());
    }
    match matrix.indexed_iter().find(|(_, x)| !x.is_finite()) {
        Some(((i, j), x)) => Err(not_finite(name, i, j, *x)),
        None => Ok(()),
    }
}

fn not_finite(name: &str, i: usize, j: usize, x: f64) -> ModelError {
    let value = format!("{} in row {i}, column {j}", check::shown(x));
    ModelError::refuse(Code::NonFinite, name, value, "finite numbers only")
}

fn matrix_response(response: &MatrixResponse<'_>, kept: &[usize], n: usize) -> Result<Response, ModelError> {
    let name = || "y".to_owned();
    match response {
        MatrixResponse::Numeric(y) => {
            check::length("y", y.len(), n)?;
            check::finite("y", y)?;
            Ok(Response::Numeric { name: name(), values: kept.iter().map(|&i| y[i]).collect() })
        }
        MatrixResponse::Classes { codes, labels } => {
            check::length("y", codes.len(), n)?;
            let valid = |c: &i32| usize::try_from(*c).is_ok_and(|c| c < labels.len());
            if let Some(i) = codes.iter().position(|c| !valid(c)) {
                let expected = format!("a class from 0 to {}", labels.len().saturating_sub(1));
                return Err(ModelError::refuse(Code::Domain, "y", format!("{} in row {i}", codes[i]), expected));
            }
            let codes = kept.iter().map(|&i| codes[i].unsigned_abs()).collect();
            Ok(Response::Classes { name: name(), codes, levels: labels.clone() })
        }
        MatrixResponse::Counts { values, labels } => {
            check::length("y", values.nrows(), n)?;
            check::length("columns of y", values.ncols(), labels.len())?;
            finite_matrix("y", *values)?;
            let mut counts = Panels::zeros(kept.len(), labels.len());
            for c in 0..labels.len() {
                counts.set_column(c, kept.iter().map(|&i| values[[i, c]]));
            }
            Ok(Response::Counts { names: labels.clone(), values: counts })
        }
    }
}
