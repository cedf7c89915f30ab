//! The design of the rows of a fit, made again from its data: a model holds response and predictors of its rows, not their design.

use super::ModelError;
use super::fitted::Fitted;
use super::matrix::finite_matrix;
use super::residuals::Seen;
use crate::check::{self, Code};
use crate::design::{MAX_BYTES, Table};
use crate::linalg::Panels;
use ndarray::ArrayView2;

/// The data of a fit: its table, or its design matrix.
#[derive(Debug, Clone, Copy)]
pub enum FitData<'a> {
    /// Columns by name, those of the formula's right side at least.
    Table(&'a Table<'a>),
    /// The design, all rows of it.
    Matrix(ArrayView2<'a, f64>),
}

impl Fitted {
    /// What is known of the rows of the fit.
    pub(super) fn seen(&self) -> Result<&Seen, ModelError> {
        self.memory.0.as_deref().ok_or_else(|| {
            let expected = "a model in memory: one that was read from a file holds no rows";
            ModelError::refuse(Code::Unsupported, "model", "read from a file", expected)
        })
    }

    /// The design of the rows of the fit.
    pub(super) fn own_design(&self, data: &FitData<'_>) -> Result<(Panels, &Seen), ModelError> {
        let seen = self.seen()?;
        let rows = match data {
            FitData::Table(table) => table.rows(),
            FitData::Matrix(design) => design.nrows(),
        };
        if let Some(last) = seen.kept.last().filter(|last| **last >= rows) {
            let expected = format!("the data of the fit, of which row {last} entered");
            return Err(ModelError::refuse(Code::Shape, "data", format!("of {rows} rows"), expected));
        }
        let design = match data {
            FitData::Table(table) => self.blueprint()?.encode_kept(table, &seen.kept)?,
            FitData::Matrix(design) => {
                check::length("columns of data", design.ncols(), self.column_names.len())?;
                check::allocation("data", seen.kept.len(), design.ncols(), MAX_BYTES)?;
                let own = seen.kept.iter().map(|&row| design.row(row));
                let own = Panels::from_rows(seen.kept.len(), design.ncols(), own);
                finite_matrix("data", *design)?;
                own
            }
        };
        Ok((design, seen))
    }

    /// The linear predictors of the rows of the fit, offsets included: row-major with a column for each active class, and the rows of
    /// the data that they are.
    ///
    /// # Errors
    /// ERR_UNSUPPORTED for a model that was read from a file.
    pub fn own_predictors(&self) -> Result<(Vec<f64>, Vec<usize>), ModelError> {
        let seen = self.seen()?;
        let eta = (0..seen.eta.rows()).flat_map(|i| (0..seen.eta.cols()).map(move |a| seen.eta.get(i, a)));
        Ok((eta.collect(), seen.kept.clone()))
    }
}
