//! The terms of a model one by one: f_t(x) = X_t(x)β_t with standard errors √(xᵀΣ_tt x), over rows of a table.
//!
//! A smooth is looked at over a table of its own covariates alone; its derivative uses ∂X_t/∂x. Simultaneous bands are those of
//! [`crate::inference::simultaneous_critical_value`] with the covariance of the term.

use super::ModelError;
use super::band::BandRequest;
use super::fitted::Fitted;
use crate::check::{self, Code};
use crate::design::{Blueprint, CovariateInfo, MAX_BYTES, Missing, NewData, SmoothInfo, Table};
use crate::inference::{BandSettings, pointwise_critical_value, simultaneous_critical_value};
use crate::linalg::{LANES, Panels, Symmetric, Workers};
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

    /// The columns of a table that the formula's right side is of, each once; ranges are known of those that smooths are of.
    #[must_use]
    pub fn covariates(&self) -> Vec<CovariateInfo> {
        self.scope.blueprint.as_ref().map_or_else(Vec::new, Blueprint::covariates)
    }

    /// What smooths compute of columns, such as `log(x)`, for every row of a table: by its text the values.
    ///
    /// # Errors
    /// As [`Fitted::predict`].
    pub fn computed_covariates(&self, table: &Table<'_>) -> Result<Vec<(String, Vec<f64>)>, ModelError> {
        let rows: Vec<usize> = (0..table.rows()).collect();
        Ok(self.blueprint()?.computed(table, &rows)?)
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
        let (design, columns, kept) = self.smooth_design(label, table, request.derivative)?;
        self.over(&design, &columns, request.band.as_ref(), kept)
    }

    /// The difference of two smooths, or of one at two levels, row by row: f_a(x_i) − f_b(x_i), or of their derivatives. What each smooth
    /// is multiplied by is part of it; parametric terms are not.
    ///
    /// # Errors
    /// As [`Fitted::smooth`]; ERR_SHAPE for sides with other rows.
    pub fn smooth_difference(
        &self,
        (label, table): (&str, &Table<'_>),
        (other_label, other_table): (&str, &Table<'_>),
        request: &SmoothRequest,
    ) -> Result<SmoothValues, ModelError> {
        let (design, columns, kept) = self.smooth_design(label, table, request.derivative)?;
        let (other, other_columns, other_kept) = self.smooth_design(other_label, other_table, request.derivative)?;
        check::length("rows of the second side", other_kept.len(), kept.len())?;
        let both = columns.start.min(other_columns.start)..columns.end.max(other_columns.end);
        check::allocation("data", kept.len().next_multiple_of(LANES), both.len(), MAX_BYTES)?;
        let mut difference = Panels::zeros(kept.len(), both.len());
        for (j, column) in both.clone().enumerate() {
            let entry = |design: &Panels, own: &Range<usize>, i: usize| {
                if own.contains(&column) { design.get(i, column - own.start) } else { 0.0 }
            };
            let rows = 0..kept.len();
            difference.set_column(j, rows.map(|i| entry(&design, &columns, i) - entry(&other, &other_columns, i)));
        }
        self.over(&difference, &both, request.band.as_ref(), kept)
    }

    /// The number of standard errors within which a predictor is with the given probability, by the normal law or, where the scale is
    /// estimated, Student's.
    ///
    /// # Errors
    /// ERR_DOMAIN for a level that is not between 0 and 1.
    pub fn pointwise_critical(&self, level: f64) -> Result<f64, ModelError> {
        BandRequest { level, ..BandRequest::default() }.check()?;
        Ok(pointwise_critical_value(level, self.statistic))
    }

    /// The columns of a smooth over the rows of a table, where they are in the design, and the rows that were kept.
    fn smooth_design(
        &self,
        label: &str,
        table: &Table<'_>,
        derivative: Option<usize>,
    ) -> Result<(Panels, Range<usize>, Vec<usize>), ModelError> {
        let blueprint = self.blueprint()?;
        let smooths = blueprint.smooths();
        let Some(place) = smooths.iter().position(|smooth| smooth.label == label) else {
            let known: Vec<String> = smooths.into_iter().map(|smooth| smooth.label).collect();
            let expected =
                if known.is_empty() { "a model with smooths".into() } else { format!("one of {}", known.join(", ")) };
            return Err(ModelError::refuse(Code::Domain, "term", format!("{label:?}"), expected));
        };
        let (design, kept) = blueprint.encode_smooth(place, table, derivative, Missing::Fail)?;
        Ok((design, smooths[place].columns.clone(), kept.rows))
    }

    /// Xβ over some columns with standard errors and the width of a band.
    fn over(
        &self,
        design: &Panels,
        columns: &Range<usize>,
        band: Option<&BandRequest>,
        kept: Vec<usize>,
    ) -> Result<SmoothValues, ModelError> {
        let m = self.active_classes.len().max(1);
        let (mut values, mut standard_errors) = (Vec::new(), Vec::new());
        for i in 0..design.rows() {
            let x: Vec<f64> = (0..design.cols()).map(|j| design.get(i, j)).collect();
            for class in 0..m {
                let (value, error) = self.combination(&x, class, columns);
                values.push(value);
                standard_errors.push(error);
            }
        }
        let critical = band.map(|band| self.critical(design, columns, band)).transpose()?;
        Ok(SmoothValues { values, standard_errors, critical, kept })
    }

    pub(super) fn blueprint(&self) -> Result<&Blueprint, ModelError> {
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
        check::allocation("data", design.rows() * m, order, MAX_BYTES)?;
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
