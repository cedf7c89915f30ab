//! The terms of a model one by one: f_t(x) = X_t(x)β_t with standard errors √(xᵀΣ_tt x), over rows of a table.
//!
//! A smooth is looked at over a table of its own covariates alone; its derivative uses ∂X_t/∂x. Simultaneous bands are those of
//! [`crate::inference::simultaneous_critical_value`] with the covariance of the term.

use super::ModelError;
use super::band::BandRequest;
use super::fitted::Fitted;
use crate::check::{self, Code};
use crate::design::{Blueprint, Missing, NewData, SmoothInfo, Table};
use crate::inference::{BandSettings, simultaneous_critical_value};
use crate::linalg::{Panels, Symmetric, Workers};
use std::ops::Range;

/// The contributions of all terms but the intercept, row-major: for each row the terms of the first class, then those of the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Contributions {
    /// The terms as the formula writes them.
    pub labels: Vec<String>,
    /// rows × classes × terms numbers.
    pub values: Vec<f64>,
    /// Their standard errors.
    pub standard_errors: Vec<f64>,
    /// The rows of the input that were kept.
    pub kept: Vec<usize>,
}

/// What to know of a smooth over some rows.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SmoothRequest {
    /// The covariate in which the derivative is taken; the smooth itself when absent.
    pub derivative: Option<usize>,
    /// A simultaneous band instead of a pointwise one.
    pub band: Option<BandRequest>,
}

/// A smooth over some rows, row-major with a column for each class.
#[derive(Debug, Clone, PartialEq)]
pub struct SmoothValues {
    /// f or its derivative.
    pub values: Vec<f64>,
    /// Standard errors.
    pub standard_errors: Vec<f64>,
    /// The number of standard errors that a simultaneous band is wide on either side, where it was asked for.
    pub critical: Option<f64>,
    /// The rows of the input that were kept.
    pub kept: Vec<usize>,
}

impl Fitted {
    /// The smooths of the formula.
    #[must_use]
    pub fn smooths(&self) -> Vec<SmoothInfo> {
        self.scope.blueprint.as_ref().map_or_else(Vec::new, Blueprint::smooths)
    }

    /// The design of new data and the rows that were kept.
    ///
    /// # Errors
    /// As [`Fitted::predict`].
    pub fn design_matrix(&self, table: &Table<'_>, new: &NewData<'_>) -> Result<(Panels, Vec<usize>), ModelError> {
        let (design, kept) = self.blueprint()?.encode_with(table, new)?;
        Ok((design, kept.rows))
    }

    /// What each term contributes to the linear predictors.
    ///
    /// # Errors
    /// As [`Fitted::predict`].
    pub fn contributions(&self, table: &Table<'_>, new: &NewData<'_>) -> Result<Contributions, ModelError> {
        let blueprint = self.blueprint()?;
        let (design, kept) = blueprint.encode_with(table, new)?;
        let spans: Vec<_> = blueprint.terms().iter().filter(|term| !term.is_intercept).collect();
        let (mut values, mut standard_errors) = (Vec::new(), Vec::new());
        for i in 0..design.rows() {
            for class in 0..self.active_classes.len().max(1) {
                for span in &spans {
                    let x: Vec<f64> = span.columns.clone().map(|j| design.get(i, j)).collect();
                    let (value, error) = self.combination(&x, class, &span.columns);
                    values.push(value);
                    standard_errors.push(error);
                }
            }
        }
        let labels = spans.iter().map(|span| span.label.clone()).collect();
        Ok(Contributions { labels, values, standard_errors, kept: kept.rows })
    }

    /// A smooth over the rows of a table, which needs its covariates only.
    ///
    /// # Errors
    /// ERR_DOMAIN for a smooth that the model does not have, ERR_UNSUPPORTED for the derivative of a basis that has none; else as
    /// [`Fitted::predict`] and [`Fitted::band`].
    pub fn smooth(&self, label: &str, table: &Table<'_>, request: &SmoothRequest) -> Result<SmoothValues, ModelError> {
        let blueprint = self.blueprint()?;
        let smooths = blueprint.smooths();
        let Some(place) = smooths.iter().position(|smooth| smooth.label == label) else {
            let known: Vec<String> = smooths.into_iter().map(|smooth| smooth.label).collect();
            let expected =
                if known.is_empty() { "a model with smooths".into() } else { format!("one of {}", known.join(", ")) };
            return Err(ModelError::refuse(Code::Domain, "term", format!("{label:?}"), expected));
        };
        let columns = smooths[place].columns.clone();
        let (design, kept) = blueprint.encode_smooth(place, table, request.derivative, Missing::Fail)?;
        let m = self.active_classes.len().max(1);
        let (mut values, mut standard_errors) = (Vec::new(), Vec::new());
        for i in 0..design.rows() {
            let x: Vec<f64> = (0..design.cols()).map(|j| design.get(i, j)).collect();
            for class in 0..m {
                let (value, error) = self.combination(&x, class, &columns);
                values.push(value);
                standard_errors.push(error);
            }
        }
        let critical = match &request.band {
            Some(band) => Some(self.critical(&design, &columns, band)?),
            None => None,
        };
        Ok(SmoothValues { values, standard_errors, critical, kept: kept.rows })
    }

    fn blueprint(&self) -> Result<&Blueprint, ModelError> {
        let refused =
            || ModelError::refuse(Code::Unsupported, "data", "a table", "a matrix: this model was fitted from one");
        self.scope.blueprint.as_ref().ok_or_else(refused)
    }

    /// xᵀβ and its standard error for the coefficients of some columns in a class.
    fn combination(&self, x: &[f64], class: usize, columns: &Range<usize>) -> (f64, f64) {
        let (p, order) = (self.column_names.len(), self.coefficients.len());
        let start = class * p + columns.start;
        let beta = &self.coefficients[start..start + columns.len()];
        let row = |i: usize| &self.covariance[(start + i) * order + start..][..columns.len()];
        let variance: f64 = x.iter().enumerate().map(|(i, x_i)| x_i * crate::linalg::dot(row(i), x)).sum();
        (crate::linalg::dot(x, beta), variance.max(0.0).sqrt())
    }

    /// The number of standard errors that covers all rows and classes at once.
    fn critical(&self, design: &Panels, columns: &Range<usize>, band: &BandRequest) -> Result<f64, ModelError> {
        band.check()?;
        let (p, full, k) = (self.column_names.len(), self.coefficients.len(), columns.len());
        let m = self.active_classes.len().max(1);
        let order = m * k;
        check::allocation("data", design.rows() * m, order, crate::design::MAX_BYTES)?;
        let place = |a: usize| a / k * p + columns.start + a % k;
        let entry = |at: usize| self.covariance[place(at / order) * full + place(at % order)];
        let covariance = Symmetric { order, data: (0..order * order).map(entry).collect() };
        let mut rows = vec![0.0; design.rows() * m * order];
        for (at, row) in rows.chunks_exact_mut(order.max(1)).enumerate() {
            let (i, a) = (at / m, at % m);
            row[a * k..(a + 1) * k].iter_mut().enumerate().for_each(|(j, x)| *x = design.get(i, j));
        }
        let settings = BandSettings { level: band.level, draws: band.draws, seed: band.seed, kind: self.statistic };
        simultaneous_critical_value(&rows, &covariance, &settings, &Workers::new(0)).ok_or_else(|| {
            let expected = "rows nearer to the data";
            ModelError::refuse(Code::NonFinite, "data", "so far outside that variances overflow", expected)
        })
    }
}
