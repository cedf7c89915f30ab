//! Simultaneous bands of the linear predictors: η̂_ia ± c·se_ia for all rows i and active classes a at once.
//!
//! c is the `level` quantile of max |x_iᵀδ_a|/se_ia over rows and classes, δ ~ N(0, Σ) with the joint covariance Σ of all coefficients, as
//! [`crate::inference::simultaneous_critical_value`] finds it.

use super::ModelError;
use super::fitted::Fitted;
use super::matrix::finite_matrix;
use super::predict::{PredictKind, Prediction};
use crate::check::{self, Code};
use crate::design::{MAX_BYTES, Missing, NewData, Table};
use crate::inference::{BandSettings, simultaneous_critical_value};
use crate::linalg::{Panels, Symmetric, Workers};
use ndarray::ArrayView2;

/// What a band is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BandRequest {
    /// The probability of covering everything, in (0, 1).
    pub level: f64,
    /// Simulated directions.
    pub draws: usize,
    /// The seed.
    pub seed: u64,
}

impl Default for BandRequest {
    fn default() -> Self {
        Self { level: 0.95, draws: 10_000, seed: 1 }
    }
}

/// A band around predictions.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// η̂, or means, with standard errors.
    pub prediction: Prediction,
    /// c.
    pub critical: f64,
    /// η̂ − c·se, row-major, or its mean; for a new response its quantile.
    pub lower: Vec<f64>,
    /// The same above.
    pub upper: Vec<f64>,
}

impl Fitted {
    /// The band over the rows of a table.
    ///
    /// # Errors
    /// As [`Fitted::predict`]; ERR_DOMAIN for the level and the draws.
    pub fn band(&self, table: &Table<'_>, missing: Missing, request: &BandRequest) -> Result<Band, ModelError> {
        self.band_new(table, &NewData { missing, ..NewData::default() }, request)
    }

    /// The same with terms left out or levels that the fit has not seen.
    ///
    /// # Errors
    /// As [`Fitted::band`] and [`Fitted::predict_new`].
    pub fn band_new(&self, table: &Table<'_>, new: &NewData<'_>, request: &BandRequest) -> Result<Band, ModelError> {
        request.check()?;
        let prediction = self.predict_new(table, PredictKind::Link, true, new)?;
        let Some(blueprint) = &self.scope.blueprint else {
            return Err(ModelError::refuse(Code::Unsupported, "data", "a table", "a matrix"));
        };
        let (design, _) = blueprint.encode_with(table, new)?;
        self.around(&design, prediction, request)
    }

    /// The band over the rows of a design matrix.
    ///
    /// # Errors
    /// As [`Fitted::predict_matrix`]; ERR_DOMAIN for the level and the draws.
    pub fn band_matrix(&self, design: ArrayView2<'_, f64>, request: &BandRequest) -> Result<Band, ModelError> {
        request.check()?;
        finite_matrix("data", design)?;
        let prediction = self.predict_matrix(design, PredictKind::Link, true)?;
        self.around(&Panels::from_view(design), prediction, request)
    }

    pub(super) fn around(
        &self,
        design: &Panels,
        prediction: Prediction,
        request: &BandRequest,
    ) -> Result<Band, ModelError> {
        let (p, order, m) = (design.cols(), self.coefficients.len(), prediction.cols);
        check::allocation("data", design.rows() * m, order, MAX_BYTES)?;
        let mut rows = vec![0.0; design.rows() * m * order];
        for (k, row) in rows.chunks_exact_mut(order.max(1)).enumerate() {
            let (i, a) = (k / m, k % m);
            row[a * p..(a + 1) * p].iter_mut().enumerate().for_each(|(j, x)| *x = design.get(i, j));
        }
        let covariance = Symmetric { order, data: self.covariance.clone() };
        let BandRequest { level, draws, seed } = *request;
        let settings = BandSettings { level, draws, seed, kind: self.statistic };
        let critical = simultaneous_critical_value(&rows, &covariance, &settings, &Workers::new(0));
        let critical = critical.ok_or_else(|| {
            ModelError::refuse(
                Code::NonFinite,
                "data",
                "so far outside that variances overflow",
                "rows nearer to the data",
            )
        })?;
        let errors = prediction.standard_errors.iter().flatten();
        let pairs: Vec<(f64, f64)> = prediction.values.iter().zip(errors).map(|(x, e)| (*x, critical * e)).collect();
        let lower = pairs.iter().map(|(x, half)| x - half).collect();
        let upper = pairs.iter().map(|(x, half)| x + half).collect();
        Ok(Band { prediction, critical, lower, upper })
    }
}

impl BandRequest {
    pub(super) fn check(&self) -> Result<(), ModelError> {
        if !(self.level > 0.0 && self.level < 1.0) {
            let expected = "a number between 0 and 1";
            return Err(ModelError::refuse(Code::Domain, "level", check::shown(self.level), expected));
        }
        if self.draws == 0 {
            return Err(ModelError::refuse(Code::Domain, "draws", "0", "a whole number >= 1"));
        }
        Ok(())
    }
}
