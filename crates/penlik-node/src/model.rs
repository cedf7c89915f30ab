//! A fitted model, held for JavaScript.

use std::borrow::Cow;
use std::mem::size_of;

use napi::Env;
use napi::bindgen_prelude::{Float64ArraySlice, Int32ArraySlice, ObjectFinalize};
use napi_derive::napi;
use penlik::check::Code;
use penlik::design::{NewData, UnseenLevels};
use penlik::model::{Band, BandRequest, Fitted, IntervalKind, PredictKind, Prediction};
use serde::de::DeserializeOwned;

use crate::arrays::{fresh, view};
use crate::description::Description;
use crate::errors::{Failure, enter};
use crate::formula_job::{FormulaJob, FormulaRequest};
use crate::matrix_job::{MatrixJob, MatrixRequest};
use crate::residuals::{InfluenceReply, ResidualsReply, influence_reply, residual, residuals_reply};
use crate::tables::{HeldTable, TableRequest, count};

/// What [`Fitted`] knows; its memory is reported to the garbage collector until it is disposed of.
#[napi(custom_finalize)]
pub struct NativeModel {
    fitted: Option<Box<Fitted>>,
    bytes: i64,
}

impl ObjectFinalize for NativeModel {
    fn finalize(mut self, env: Env) -> napi::Result<()> {
        self.release(env)
    }
}

/// Predictions, row-major.
#[napi(object, object_from_js = false)]
pub struct PredictionReply<'env> {
    /// The number of rows that were kept.
    pub rows: i64,
    /// 1, or one column for each class.
    pub cols: i64,
    /// rows × cols numbers.
    pub values: Float64ArraySlice<'env>,
    /// The same shape, if asked for.
    pub standard_errors: Option<Float64ArraySlice<'env>>,
    /// Positions in the classes of the model, for the kind `class`.
    pub classes: Option<Int32ArraySlice<'env>>,
    /// The ends of the intervals in the same shape, if asked for.
    pub lower: Option<Float64ArraySlice<'env>>,
    /// The upper ends.
    pub upper: Option<Float64ArraySlice<'env>>,
    /// The rows of the input that were kept.
    pub kept: Int32ArraySlice<'env>,
}

/// What is asked of a model.
#[napi(object, object_to_js = false)]
pub struct PredictRequest {
    /// `link`, `response` or `class`.
    pub kind: String,
    /// Whether standard errors are wanted.
    pub standard_errors: bool,
    /// `fail` or `omit`.
    pub missing: String,
    /// Terms that are left at zero.
    pub exclude: Option<Vec<String>>,
    /// `fail` or `zero`; `fail` when absent.
    pub unseen_levels: Option<String>,
    /// `confidence`, `simultaneous` or `prediction`; none when absent.
    pub interval: Option<String>,
    /// The level of intervals.
    pub level: Option<f64>,
}

impl PredictRequest {
    fn interval(&self) -> Result<Option<(IntervalKind, BandRequest)>, Failure> {
        let Some(interval) = &self.interval else { return Ok(None) };
        let request = BandRequest::default();
        let level = self.level.unwrap_or(request.level);
        Ok(Some((word("interval", interval)?, BandRequest { level, ..request })))
    }

    /// How new data is to be encoded.
    pub fn new_data(&self) -> Result<NewData<'_>, Failure> {
        let unseen = match self.unseen_levels.as_deref() {
            Some("zero") => UnseenLevels::Zero,
            _ => UnseenLevels::Fail,
        };
        let exclude = self.exclude.as_deref().unwrap_or_default();
        Ok(NewData { missing: word("na", &self.missing)?, unseen, exclude, threads: 0 })
    }
}

#[napi]
impl NativeModel {
    /// JSON of every scalar, name, message and the certificate.
    #[napi(catch_unwind)]
    pub fn describe(&self) -> napi::Result<String> {
        enter(|| {
            let text = serde_json::to_string(&Description::of(self.fitted()?));
            text.map_err(|error| Failure::new(Code::Internal, error.to_string()))
        })
    }

    /// β, class by class for the multinomial.
    #[napi(catch_unwind)]
    pub fn coefficients<'env>(&self, env: &'env Env) -> napi::Result<Float64ArraySlice<'env>> {
        enter(|| fresh(env, &own(self.fitted()?, self.fitted()?.coefficients())))
    }

    /// Standard errors of β.
    #[napi(catch_unwind)]
    pub fn standard_errors<'env>(&self, env: &'env Env) -> napi::Result<Float64ArraySlice<'env>> {
        enter(|| fresh(env, &own(self.fitted()?, self.fitted()?.standard_errors())))
    }

    /// z or t.
    #[napi(catch_unwind)]
    pub fn statistics<'env>(&self, env: &'env Env) -> napi::Result<Float64ArraySlice<'env>> {
        enter(|| fresh(env, &own(self.fitted()?, self.fitted()?.statistics())))
    }

    /// Two-sided p-values.
    #[napi(catch_unwind)]
    pub fn p_values<'env>(&self, env: &'env Env) -> napi::Result<Float64ArraySlice<'env>> {
        enter(|| fresh(env, &own(self.fitted()?, self.fitted()?.p_values())))
    }

    /// The covariance of β, row-major: `bayesian`, `frequentist` or `corrected`.
    #[napi(catch_unwind)]
    pub fn covariance<'env>(&self, env: &'env Env, kind: String) -> napi::Result<Float64ArraySlice<'env>> {
        enter(|| {
            let fitted = self.fitted()?;
            fresh(env, &own_square(fitted, fitted.covariance_of(word("type", &kind)?)?))
        })
    }

    /// Predicts for a table.
    #[napi(catch_unwind)]
    pub fn predict<'env>(
        &self,
        env: &'env Env,
        table: TableRequest,
        request: PredictRequest,
    ) -> napi::Result<PredictionReply<'env>> {
        enter(|| {
            let kind: PredictKind = word("type", &request.kind)?;
            let held = HeldTable::keep(table, true)?;
            let (fitted, table, new) = (self.fitted()?, held.table()?, request.new_data()?);
            match request.interval()? {
                None => reply(env, &fitted.predict_new(&table, kind, request.standard_errors, &new)?),
                Some((interval, band)) => {
                    banded(env, &request, fitted.interval_new(&table, (kind, interval), &new, &band)?)
                }
            }
        })
    }

    /// Predicts for the rows of a design matrix.
    #[napi(catch_unwind)]
    pub fn predict_matrix<'env>(
        &self,
        env: &'env Env,
        design: &[f64],
        rows: i64,
        cols: i64,
        request: PredictRequest,
    ) -> napi::Result<PredictionReply<'env>> {
        enter(|| {
            let kind = word("type", &request.kind)?;
            let design = view("data", design, count("data.rows", rows)?, count("data.cols", cols)?)?;
            match request.interval()? {
                None => reply(env, &self.fitted()?.predict_matrix(design, kind, request.standard_errors)?),
                Some((interval, band)) => {
                    banded(env, &request, self.fitted()?.interval_matrix(design, (kind, interval), &band)?)
                }
            }
        })
    }

    /// The residuals of the rows of the fit; the seed is for those of type `quantile`.
    #[napi(catch_unwind)]
    pub fn residuals<'env>(&self, env: &'env Env, kind: String, seed: i64) -> napi::Result<ResidualsReply<'env>> {
        enter(|| residuals_reply(env, &self.fitted()?.residuals(residual(&kind, seed)?)?))
    }

    /// The influence of the rows of the fit on it, from its design matrix.
    #[napi(catch_unwind)]
    pub fn influence_matrix<'env>(&self, env: &'env Env, request: MatrixRequest) -> napi::Result<InfluenceReply<'env>> {
        enter(|| influence_reply(env, MatrixJob::keep(request, true)?.influence(self.fitted()?)?))
    }

    /// The same from its table.
    #[napi(catch_unwind)]
    pub fn influence_table<'env>(&self, env: &'env Env, request: FormulaRequest) -> napi::Result<InfluenceReply<'env>> {
        enter(|| influence_reply(env, FormulaJob::keep(request, true)?.influence(self.fitted()?)?))
    }

    /// The stored form.
    #[napi(catch_unwind)]
    pub fn to_json(&self) -> napi::Result<String> {
        enter(|| Ok(self.fitted()?.to_json()))
    }

    /// The inverse of `toJson`.
    #[napi(factory, catch_unwind)]
    pub fn from_json(env: Env, json: String) -> napi::Result<Self> {
        enter(|| Self::hold(env, Fitted::from_json(&json)?))
    }

    /// Frees the model now; every later question is refused.
    #[napi(catch_unwind)]
    pub fn dispose(&mut self, env: Env) -> napi::Result<()> {
        self.release(env)
    }
}

impl NativeModel {
    /// Takes a model into JavaScript's care.
    pub fn hold(env: Env, fitted: Fitted) -> Result<Self, Failure> {
        let bytes = size(&fitted);
        env.adjust_external_memory(bytes).map_err(|error| Failure::new(Code::Internal, error.reason.clone()))?;
        Ok(Self { fitted: Some(Box::new(fitted)), bytes })
    }

    pub(crate) fn fitted(&self) -> Result<&Fitted, Failure> {
        self.fitted.as_deref().ok_or_else(Failure::disposed)
    }

    fn release(&mut self, env: Env) -> napi::Result<()> {
        if self.fitted.take().is_some() {
            env.adjust_external_memory(-self.bytes)?;
        }
        Ok(())
    }
}

/// The numbers of the coefficients that the model has: of all, unless predictors have columns of their own.
pub(crate) fn own<'a>(fitted: &Fitted, values: &'a [f64]) -> Cow<'a, [f64]> {
    if fitted.own_columns().is_empty() {
        return Cow::Borrowed(values);
    }
    let (places, order) = (fitted.own_places(), fitted.coefficients().len());
    let rows = values.chunks_exact(order.max(1));
    Cow::Owned(rows.flat_map(|row| places.iter().map(|&k| row[k]).collect::<Vec<f64>>()).collect())
}

/// The same of a square matrix.
fn own_square(fitted: &Fitted, matrix: Vec<f64>) -> Vec<f64> {
    if fitted.own_columns().is_empty() {
        return matrix;
    }
    let (places, order) = (fitted.own_places(), fitted.coefficients().len());
    places.iter().flat_map(|&i| places.iter().map(move |&j| i * order + j)).map(|at| matrix[at]).collect()
}

/// About the bytes of the arrays, names and rows that a model holds.
fn size(fitted: &Fitted) -> i64 {
    let vectors = 4 * fitted.coefficients().len() + fitted.covariance().0.len();
    let names: usize = fitted.coefficient_names().iter().map(String::len).sum();
    let bytes = size_of::<Fitted>() + vectors * size_of::<f64>() + names + fitted.remembered_bytes();
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// A word that names a choice.
pub fn word<T: DeserializeOwned>(argument: &str, word: &str) -> Result<T, Failure> {
    serde_json::from_value(word.into()).map_err(|error| Failure::unreadable(argument, &error))
}

fn reply<'env>(env: &'env Env, prediction: &Prediction) -> Result<PredictionReply<'env>, Failure> {
    let errors = prediction.standard_errors.as_deref();
    let classes = prediction.classes.as_deref();
    Ok(PredictionReply {
        rows: whole(prediction.rows)?,
        cols: whole(prediction.cols)?,
        values: fresh(env, &prediction.values)?,
        standard_errors: errors.map(|errors| fresh(env, errors)).transpose()?,
        classes: classes.map(|classes| positions(env, classes.iter().copied())).transpose()?,
        lower: None,
        upper: None,
        kept: positions(env, prediction.kept.iter().copied())?,
    })
}

/// Predictions with intervals; their standard errors only where they were asked for.
fn banded<'env>(env: &'env Env, request: &PredictRequest, band: Band) -> Result<PredictionReply<'env>, Failure> {
    let Band { mut prediction, lower, upper, .. } = band;
    prediction.standard_errors = prediction.standard_errors.filter(|_| request.standard_errors);
    let told = reply(env, &prediction)?;
    Ok(PredictionReply { lower: Some(fresh(env, &lower)?), upper: Some(fresh(env, &upper)?), ..told })
}

pub(crate) fn positions<'env, T: TryInto<i32>>(
    env: &'env Env,
    positions: impl Iterator<Item = T>,
) -> Result<Int32ArraySlice<'env>, Failure> {
    let narrowed = positions.map(|position| position.try_into().map_err(|_| too_many()));
    let positions = narrowed.collect::<Result<Vec<i32>, Failure>>()?;
    Int32ArraySlice::copy_from(env, positions).map_err(|error| Failure::new(Code::Internal, error.reason.clone()))
}

pub(crate) fn whole(size: usize) -> Result<i64, Failure> {
    i64::try_from(size).map_err(|_| too_many())
}

fn too_many() -> Failure {
    Failure::new(Code::TooLarge, "the prediction has more than 2147483647 rows")
}
