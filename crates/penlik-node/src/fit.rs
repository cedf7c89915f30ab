//! Fits: the synchronous and the background entries share one job each, and differ only in where it runs and who owns its arrays.

use napi::Env;
use napi::bindgen_prelude::{Float64Array, Int32Array, Object};
use napi_derive::napi;
use penlik::check::Code;
use penlik::design::Missing;
use penlik::model::{
    Control, FamilySpec, FitOptions, Fitted, FormulaInput, MatrixInput, MatrixResponse, PenaltyInput, Progress,
    fit_formula as core_fit_formula, fit_matrix as core_fit_matrix,
};
use serde::Deserialize;

use crate::arrays::{Codes, Numbers, view};
use crate::cancel::CancelToken;
use crate::errors::{Failure, enter};
use crate::model::NativeModel;
use crate::progress::{Listener, ProgressEvent, tell};
use crate::runtime::Jobs;
use crate::tables::{HeldTable, TableRequest, count};

/// A fit by formula.
#[napi(object, object_to_js = false)]
pub struct FormulaRequest {
    /// The formula.
    pub formula: String,
    /// The table.
    pub table: TableRequest,
    /// Prior weights, one for each row.
    pub weights: Option<Float64Array>,
    /// Offsets, one for each row.
    pub offset: Option<Float64Array>,
    /// JSON of [`FormulaSettings`].
    pub settings: String,
    /// The arrays belong to the library alone.
    pub owned: Option<bool>,
}

/// ½·strength·βᵀ·matrix·β over columns start … start + size − 1.
#[napi(object, object_to_js = false)]
pub struct PenaltyRequest {
    /// Row-major, size × size.
    pub matrix: Float64Array,
    /// The number of columns it covers.
    pub size: i64,
    /// The first of them.
    pub start: i64,
    /// Its name in reports.
    pub label: Option<String>,
    /// λ.
    pub strength: f64,
}

/// Numbers, codes of classes with labels, or row-major counts with a label for each column.
#[napi(object, object_to_js = false)]
pub struct ResponseRequest {
    /// A numeric response.
    pub values: Option<Float64Array>,
    /// Codes of classes.
    pub codes: Option<Int32Array>,
    /// Counts by class.
    pub counts: Option<Float64Array>,
    /// The names of the classes.
    pub labels: Option<Vec<String>>,
}

/// A fit from a design matrix.
#[napi(object, object_to_js = false)]
pub struct MatrixRequest {
    /// Row-major, rows × cols.
    pub design: Float64Array,
    /// n.
    pub rows: i64,
    /// p.
    pub cols: i64,
    /// The names of the columns.
    pub names: Option<Vec<String>>,
    /// The response.
    pub response: ResponseRequest,
    /// Prior weights, one for each row.
    pub weights: Option<Float64Array>,
    /// Offsets, one for each row.
    pub offset: Option<Float64Array>,
    /// Quadratic penalties.
    pub penalties: Vec<PenaltyRequest>,
    /// JSON of [`MatrixSettings`].
    pub settings: String,
    /// The arrays belong to the library alone.
    pub owned: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormulaSettings {
    family: FamilySpec,
    options: FitOptions,
    missing: Missing,
    levels: Vec<(String, Vec<String>)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MatrixSettings {
    family: FamilySpec,
    options: FitOptions,
}

/// Fits on JavaScript's thread; reads every array in place.
#[napi(catch_unwind)]
pub fn fit_formula_sync(env: Env, request: FormulaRequest) -> napi::Result<NativeModel> {
    enter(|| NativeModel::hold(env, FormulaJob::keep(request, true)?.fit(&Control::none())?))
}

/// Fits on a background thread.
#[napi(catch_unwind, ts_return_type = "Promise<NativeModel>")]
pub fn fit_formula<'env>(
    env: &'env Env,
    request: FormulaRequest,
    token: Option<&CancelToken>,
    progress: Option<Listener>,
) -> napi::Result<Object<'env>> {
    enter(|| {
        let owned = request.owned.unwrap_or(false);
        let job = FormulaJob::keep(request, owned)?;
        in_background(env, token, progress, move |control| job.fit(control))
    })
}

/// Fits on JavaScript's thread; reads every array in place.
#[napi(catch_unwind)]
pub fn fit_matrix_sync(env: Env, request: MatrixRequest) -> napi::Result<NativeModel> {
    enter(|| NativeModel::hold(env, MatrixJob::keep(request, true)?.fit(&Control::none())?))
}

/// Fits on a background thread.
#[napi(catch_unwind, ts_return_type = "Promise<NativeModel>")]
pub fn fit_matrix<'env>(
    env: &'env Env,
    request: MatrixRequest,
    token: Option<&CancelToken>,
    progress: Option<Listener>,
) -> napi::Result<Object<'env>> {
    enter(|| {
        let owned = request.owned.unwrap_or(false);
        let job = MatrixJob::keep(request, owned)?;
        in_background(env, token, progress, move |control| job.fit(control))
    })
}

fn in_background<'env>(
    env: &'env Env,
    token: Option<&CancelToken>,
    progress: Option<Listener>,
    fit: impl FnOnce(&Control<'_>) -> Result<Fitted, Failure> + Send + 'static,
) -> Result<Object<'env>, Failure> {
    let work = move |cancellation: &crate::runtime::Cancellation| {
        let cancelled = || cancellation.requested();
        let progress = |at: &Progress| tell(progress.as_ref(), event(at));
        fit(&Control { cancelled: &cancelled, progress: &progress })
    };
    Jobs::of(env)?.promise(env, CancelToken::flag_of(token), work, |env, fitted| Ok(NativeModel::hold(env, fitted)?))
}

fn event(at: &Progress) -> ProgressEvent {
    ProgressEvent {
        iteration: u32::try_from(at.iteration).unwrap_or(u32::MAX),
        objective: at.objective,
        gradient_norm: at.gradient_norm,
        decrement: at.decrement,
        step: at.step,
    }
}

struct FormulaJob {
    formula: String,
    table: HeldTable,
    weights: Option<Numbers>,
    offset: Option<Numbers>,
    settings: FormulaSettings,
}

impl FormulaJob {
    fn keep(request: FormulaRequest, owned: bool) -> Result<Self, Failure> {
        Ok(Self {
            settings: settings(&request.settings)?,
            formula: request.formula,
            table: HeldTable::keep(request.table, owned)?,
            weights: request.weights.map(|array| Numbers::keep(array, owned)),
            offset: request.offset.map(|array| Numbers::keep(array, owned)),
        })
    }

    fn fit(&self, control: &Control<'_>) -> Result<Fitted, Failure> {
        let input = FormulaInput {
            formula: &self.formula,
            table: &self.table.table()?,
            weights: self.weights.as_ref().map(Numbers::as_slice),
            offset: self.offset.as_ref().map(Numbers::as_slice),
            missing: self.settings.missing,
            levels: &self.settings.levels,
        };
        Ok(core_fit_formula(&input, &self.settings.family, &self.settings.options, control)?)
    }
}

struct HeldPenalty {
    matrix: Numbers,
    size: usize,
    start: usize,
    label: Option<String>,
    strength: f64,
}

enum HeldResponse {
    Numeric(Numbers),
    Classes { codes: Codes, labels: Vec<String> },
    Counts { counts: Numbers, labels: Vec<String> },
}

struct MatrixJob {
    design: Numbers,
    rows: usize,
    cols: usize,
    names: Option<Vec<String>>,
    response: HeldResponse,
    weights: Option<Numbers>,
    offset: Option<Numbers>,
    penalties: Vec<HeldPenalty>,
    settings: MatrixSettings,
}

impl MatrixJob {
    fn keep(request: MatrixRequest, owned: bool) -> Result<Self, Failure> {
        let keep = |penalty| HeldPenalty::keep(penalty, owned);
        Ok(Self {
            settings: settings(&request.settings)?,
            rows: count("X.rows", request.rows)?,
            cols: count("X.cols", request.cols)?,
            design: Numbers::keep(request.design, owned),
            names: request.names,
            response: HeldResponse::keep(request.response, owned)?,
            weights: request.weights.map(|array| Numbers::keep(array, owned)),
            offset: request.offset.map(|array| Numbers::keep(array, owned)),
            penalties: request.penalties.into_iter().map(keep).collect::<Result<_, _>>()?,
        })
    }

    fn fit(&self, control: &Control<'_>) -> Result<Fitted, Failure> {
        let input = MatrixInput {
            design: view("X", self.design.as_slice(), self.rows, self.cols)?,
            names: self.names.clone(),
            response: self.response.view(self.rows)?,
            weights: self.weights.as_ref().map(Numbers::as_slice),
            offset: self.offset.as_ref().map(Numbers::as_slice),
            penalties: self.penalties.iter().map(HeldPenalty::view).collect::<Result<_, _>>()?,
        };
        Ok(core_fit_matrix(&input, &self.settings.family, &self.settings.options, control)?)
    }
}

impl HeldPenalty {
    fn keep(request: PenaltyRequest, owned: bool) -> Result<Self, Failure> {
        Ok(Self {
            matrix: Numbers::keep(request.matrix, owned),
            size: count("penalties.matrix.rows", request.size)?,
            start: count("penalties.columns", request.start)?,
            label: request.label,
            strength: request.strength,
        })
    }

    fn view(&self) -> Result<PenaltyInput<'_>, Failure> {
        Ok(PenaltyInput {
            matrix: view("penalties.matrix", self.matrix.as_slice(), self.size, self.size)?,
            columns: Some(self.start..self.start.saturating_add(self.size)),
            label: self.label.clone(),
            strength: self.strength,
        })
    }
}

impl HeldResponse {
    fn keep(request: ResponseRequest, owned: bool) -> Result<Self, Failure> {
        let labels = request.labels.unwrap_or_default();
        match (request.values, request.codes, request.counts) {
            (Some(values), None, None) => Ok(Self::Numeric(Numbers::keep(values, owned))),
            (None, Some(codes), None) => Ok(Self::Classes { codes: Codes::keep(codes, owned), labels }),
            (None, None, Some(counts)) => Ok(Self::Counts { counts: Numbers::keep(counts, owned), labels }),
            _ => Err(Failure::new(Code::Internal, "a response is one of values, codes and counts")),
        }
    }

    fn view(&self, rows: usize) -> Result<MatrixResponse<'_>, Failure> {
        Ok(match self {
            Self::Numeric(values) => MatrixResponse::Numeric(values.as_slice()),
            Self::Classes { codes, labels } => {
                MatrixResponse::Classes { codes: codes.as_slice(), labels: labels.clone() }
            }
            Self::Counts { counts, labels } => MatrixResponse::Counts {
                values: view("y", counts.as_slice(), rows, labels.len())?,
                labels: labels.clone(),
            },
        })
    }
}

fn settings<'json, T: Deserialize<'json>>(json: &'json str) -> Result<T, Failure> {
    serde_json::from_str(json).map_err(|error| Failure::unreadable("options", &error))
}
