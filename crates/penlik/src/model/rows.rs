//! The rows of a problem: response, weights, design and offset, every row of positive weight.

use super::ModelError;
use super::prepare::Prepared;
use crate::check::Code;
use crate::linalg::{DesignMatrix, Panels, dependent_columns};

/// Columns whose largest entry is outside have Gram matrices outside the range of floats.
const COLUMN_SIZES: std::ops::RangeInclusive<f64> = 1e-150..=1e150;

/// The rows of a problem, every one of positive weight.
pub(super) struct Rows {
    pub prepared: Prepared,
    pub design: DesignMatrix,
    /// What rounding took from the design, where that is known.
    pub rest: Option<Panels>,
    /// One column, or one for each predictor.
    pub offset: Option<Panels>,
    pub dropped: usize,
    /// The rows of the data that they are.
    pub kept: Vec<usize>,
    /// To how many values covariates were rounded.
    pub round_to: Option<usize>,
}

impl Rows {
    /// Rows without a trial count as rows of weight 0: they are left out.
    pub fn new(
        prepared: Prepared,
        design: impl Into<DesignMatrix>,
        offset: Option<Vec<f64>>,
        kept: (Vec<usize>, usize),
    ) -> Result<Self, ModelError> {
        Self::with_offsets(prepared, design, offset.map(|offset| Panels::from_column(&offset)), kept)
    }

    /// The same with offsets of one column, or one for each predictor.
    pub fn with_offsets(
        mut prepared: Prepared,
        design: impl Into<DesignMatrix>,
        offset: Option<Panels>,
        (kept, dropped): (Vec<usize>, usize),
    ) -> Result<Self, ModelError> {
        let design = design.into();
        let total: f64 = prepared.weights.column(0).sum();
        if !total.is_finite() {
            let expected = "weights, times trials where there are any, with a finite sum";
            return Err(ModelError::refuse(Code::Domain, "weights", format!("{total} in all"), expected));
        }
        if prepared.weights.column(0).all(|w| w > 0.0) {
            return Ok(Self { prepared, design, rest: None, offset, dropped, kept, round_to: None });
        }
        let live = prepared.weights.column(0).enumerate().filter(|(_, w)| *w > 0.0);
        let live: Vec<usize> = live.map(|(i, _)| i).collect();
        if live.is_empty() {
            return Err(ModelError::refuse(Code::Domain, "response", "0 trials in every row", "a row with a trial"));
        }
        let dropped = dropped + design.rows() - live.len();
        (prepared.response, prepared.weights) = (prepared.response.select(&live), prepared.weights.select(&live));
        let offset = offset.map(|offset| offset.select(&live));
        let kept = live.iter().map(|&i| kept[i]).collect();
        Ok(Self { prepared, design: design.select(&live).into(), rest: None, offset, dropped, kept, round_to: None })
    }

    /// Columns that depend on those before them, looked for where a Gram matrix seems singular. It also does for columns whose squares
    /// leave the range of floats, which are refused.
    pub fn dependent_columns(&self, names: &[String]) -> Result<Vec<usize>, ModelError> {
        for (j, name) in names.iter().enumerate() {
            let size = self.design.rows_of().column(j).into_iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
            if size > 0.0 && !COLUMN_SIZES.contains(&size) {
                let value = format!("of size {size:e} in column {name}");
                return Err(ModelError::refuse(Code::Domain, "design", value, "columns of sizes from 1e-150 to 1e150"));
            }
        }
        Ok(dependent_columns(&self.design.rows_of().dense()))
    }
}
