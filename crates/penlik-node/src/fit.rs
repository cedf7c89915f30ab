//! Fits: the synchronous and the background entries share one job each, and differ only in where it runs and who owns its arrays.

use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;
use penlik::model::{Control, Fitted, Progress};

use crate::cancel::CancelToken;
use crate::errors::{Failure, enter};
use crate::formula_job::{FormulaJob, FormulaRequest};
use crate::matrix_job::{MatrixJob, MatrixRequest};
use crate::model::NativeModel;
use crate::progress::{Listener, ProgressEvent, tell};
use crate::runtime::{Cancellation, Jobs};

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
    let work = move |cancellation: &Cancellation| {
        let cancelled = || cancellation.requested();
        let progress = |at: &Progress| tell(progress.as_ref(), event(at));
        fit(&Control { cancelled: &cancelled, progress: &progress })
    };
    Jobs::of(env)?.promise(env, CancelToken::flag_of(token), work, |env, fitted| Ok(NativeModel::hold(env, fitted)?))
}

/// An iteration as JavaScript is told of it.
pub fn event(at: &Progress) -> ProgressEvent {
    ProgressEvent {
        iteration: u32::try_from(at.iteration).unwrap_or(u32::MAX),
        objective: at.objective,
        gradient_norm: at.gradient_norm,
        decrement: at.decrement,
        step: at.step,
    }
}
