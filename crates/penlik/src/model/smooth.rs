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
use std::sync::Arc;

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

/// A smooth over some rows, row-major with a column for each class that has it.
#[derive(Debug, Clone, PartialEq)]
pub struct SmoothValues {
    /// The active classes of the columns, by their numbers; 0 alone where there are none.
    pub classes: Vec<usize>,
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
        let mut labels: Vec<String> = Vec::new();
        for span in blueprint.terms().iter().filter(|term| !term.is_intercept) {
            // Terms of one label with other settings belong to other classes.
            if self.own.is_empty() || !labels.contains(&span.label) {
                labels.push(span.label.clone());
            }
        }
        let classes = 0..self.active_classes.len().max(1);
        let spans: Vec<Vec<Option<Range<usize>>>> =
            classes.map(|class| labels.iter().map(|label| self.span_of(blueprint, label, class)).collect()).collect();
        let (mut values, mut standard_errors) = (Vec::new(), Vec::new());
        for i in 0..design.rows() {
            for (class, spans) in spans.iter().enumerate() {
                for span in spans {
                    let columns = span.clone().unwrap_or(0..0);
                    let x: Vec<f64> = columns.clone().map(|j| design.get(i, j)).collect();
                    let (value, error) = self.combination(&x, class, &columns);
                    values.push(value);
                    standard_errors.push(error);
                }
            }
        }
        Ok(Contributions { labels, values, standard_errors, kept: kept.rows })
    }

    /// A smooth over the rows of a table, which needs its covariates only. Where classes have formulas of their own, `s(x)` stands for the smooth of
    /// every class that has one, `class:s(x)` for that of one class.
    ///
    /// # Errors
    /// ERR_DOMAIN for a smooth that the model does not have, ERR_UNSUPPORTED for the derivative of a basis that has none; else as
    /// [`Fitted::predict`] and [`Fitted::band`].
    pub fn smooth(&self, label: &str, table: &Table<'_>, request: &SmoothRequest) -> Result<SmoothValues, ModelError> {
        let (pieces, kept) = self.smooth_pieces(label, table, request.derivative)?;
        self.over(&pieces, request.band.as_ref(), kept)
    }

    /// The difference of two smooths, or of one at two levels, row by row: f_a(x_i) − f_b(x_i), or of their derivatives. What each smooth
    /// is multiplied by is part of it; parametric terms are not. Only classes that have both take part.
    ///
    /// # Errors
    /// As [`Fitted::smooth`]; ERR_SHAPE for sides with other rows; ERR_DOMAIN for smooths that no class has both of.
    pub fn smooth_difference(
        &self,
        (label, table): (&str, &Table<'_>),
        (other_label, other_table): (&str, &Table<'_>),
        request: &SmoothRequest,
    ) -> Result<SmoothValues, ModelError> {
        let (pieces, kept) = self.smooth_pieces(label, table, request.derivative)?;
        let (others, other_kept) = self.smooth_pieces(other_label, other_table, request.derivative)?;
        check::length("rows of the second side", other_kept.len(), kept.len())?;
        let mut differences = Vec::new();
        for own in &pieces {
            let Some(other) = others.iter().find(|other| other.class == own.class) else { continue };
            differences.push(own.minus(other)?);
        }
        if differences.is_empty() {
            let value = format!("{label:?} and {other_label:?}");
            return Err(ModelError::refuse(Code::Domain, "term", value, "two smooths of one class"));
        }
        self.over(&differences, request.band.as_ref(), kept)
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

    /// The columns of a smooth over the rows of a table for every class that has it, and the rows that were kept.
    fn smooth_pieces(
        &self,
        label: &str,
        table: &Table<'_>,
        derivative: Option<usize>,
    ) -> Result<(Vec<Piece>, Vec<usize>), ModelError> {
        let blueprint = self.blueprint()?;
        let smooths = blueprint.smooths();
        let (mut pieces, mut rows): (Vec<Piece>, Vec<usize>) = (Vec::new(), Vec::new());
        for (place, smooth) in smooths.iter().enumerate() {
            let mut classes = self.classes_called(smooth, label);
            classes.sort_unstable();
            if classes.is_empty() {
                continue;
            }
            let (design, kept) = blueprint.encode_smooth(place, table, derivative, Missing::Fail)?;
            rows = kept.rows;
            let design = Arc::new(design);
            let columns = &smooth.columns;
            pieces.extend(classes.into_iter().map(|class| Piece {
                class,
                design: Arc::clone(&design),
                columns: columns.clone(),
            }));
        }
        if pieces.is_empty() {
            let known: Vec<String> = smooths.into_iter().map(|smooth| smooth.label).collect();
            let expected =
                if known.is_empty() { "a model with smooths".into() } else { format!("one of {}", known.join(", ")) };
            return Err(ModelError::refuse(Code::Domain, "term", format!("{label:?}"), expected));
        }
        pieces.sort_by_key(|piece| piece.class);
        Ok((pieces, rows))
    }

    /// The classes in which a smooth goes by a label.
    fn classes_called(&self, smooth: &SmoothInfo, label: &str) -> Vec<usize> {
        let own = |a: &usize| self.has_columns(*a, &smooth.columns);
        let all = 0..self.active_classes.len().max(1);
        if smooth.label == label {
            return all.filter(own).collect();
        }
        let called = |a: &usize| {
            label.strip_suffix(&smooth.label) == self.active_classes.get(*a).map(|c| format!("{c}:")).as_deref()
        };
        all.filter(own).filter(|a| !self.own.is_empty() && called(a)).collect()
    }

    /// The columns of a term in the predictor of a class; none where that does not have it.
    fn span_of(&self, blueprint: &Blueprint, label: &str, class: usize) -> Option<Range<usize>> {
        let mut spans = blueprint.terms().iter().filter(|term| !term.is_intercept && term.label == label);
        spans.find(|term| self.has_columns(class, &term.columns)).map(|term| term.columns.clone())
    }

    /// Xβ over some columns of each class with standard errors and the width of a band.
    fn over(&self, pieces: &[Piece], band: Option<&BandRequest>, kept: Vec<usize>) -> Result<SmoothValues, ModelError> {
        let (mut values, mut standard_errors) = (Vec::new(), Vec::new());
        for i in 0..kept.len() {
            for piece in pieces {
                let x: Vec<f64> = (0..piece.design.cols()).map(|j| piece.design.get(i, j)).collect();
                let (value, error) = self.combination(&x, piece.class, &piece.columns);
                values.push(value);
                standard_errors.push(error);
            }
        }
        let critical = band.map(|band| self.critical(pieces, kept.len(), band)).transpose()?;
        let classes = pieces.iter().map(|piece| piece.class).collect();
        Ok(SmoothValues { classes, values, standard_errors, critical, kept })
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
    fn critical(&self, pieces: &[Piece], count: usize, band: &BandRequest) -> Result<f64, ModelError> {
        band.check()?;
        let (p, full, m) = (self.column_names.len(), self.coefficients.len(), pieces.len());
        let places: Vec<usize> =
            pieces.iter().flat_map(|piece| piece.columns.clone().map(|j| piece.class * p + j)).collect();
        let order = places.len();
        check::allocation("data", count * m, order, MAX_BYTES)?;
        let entry = |at: usize| self.covariance[places[at / order] * full + places[at % order]];
        let covariance = Symmetric { order, data: (0..order * order).map(entry).collect() };
        let mut rows = vec![0.0; count * m * order];
        let mut first = 0;
        for (a, piece) in pieces.iter().enumerate() {
            let width = piece.columns.len();
            for i in 0..count {
                let row = &mut rows[(i * m + a) * order + first..][..width];
                row.iter_mut().enumerate().for_each(|(j, x)| *x = piece.design.get(i, j));
            }
            first += width;
        }
        let settings = BandSettings { level: band.level, draws: band.draws, seed: band.seed, kind: self.statistic };
        simultaneous_critical_value(&rows, &covariance, &settings, &Workers::new(0)).ok_or_else(|| {
            let expected = "rows nearer to the data";
            ModelError::refuse(Code::NonFinite, "data", "so far outside that variances overflow", expected)
        })
    }
}

/// A smooth in the predictor of one class, over some rows.
struct Piece {
    class: usize,
    design: Arc<Panels>,
    /// Where its columns are in the design of the model.
    columns: Range<usize>,
}

impl Piece {
    /// The difference of two smooths of a class, over all columns between theirs.
    fn minus(&self, other: &Self) -> Result<Self, ModelError> {
        let both = self.columns.start.min(other.columns.start)..self.columns.end.max(other.columns.end);
        let count = self.design.rows();
        check::allocation("data", count.next_multiple_of(LANES), both.len(), MAX_BYTES)?;
        let mut design = Panels::zeros(count, both.len());
        for (j, column) in both.clone().enumerate() {
            let entry = |piece: &Self, i: usize| {
                let own = &piece.columns;
                if own.contains(&column) { piece.design.get(i, column - own.start) } else { 0.0 }
            };
            design.set_column(j, (0..count).map(|i| entry(self, i) - entry(other, i)));
        }
        Ok(Self { class: self.class, design: Arc::new(design), columns: both })
    }
}
