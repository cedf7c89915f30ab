//! The row level of the multinomial logit: every array is read and written in place.
//!
//! η is row-major, N × M with M = `classes` − 1. The response is `codes` (N classes, the last one the reference) or `rows`
//! (N × K shares), never both.

use napi::bindgen_prelude::{Float64ArraySlice, Int32ArraySlice};
use napi_derive::napi;
use ndarray::ArrayView2;
use penlik::check::Code;
use penlik::families::{Labels, MultinomialLogit};

use crate::arrays::{Out, view};
use crate::errors::{Failure, enter};

/// Whether a multinomial logit of so many classes exists.
#[napi(catch_unwind)]
pub fn multinomial_check(classes: u32) -> napi::Result<()> {
    enter(|| family(classes).map(drop))
}

/// Σ w·ℓ.
#[napi(catch_unwind)]
pub fn multinomial_log_likelihood(
    classes: u32,
    eta: &[f64],
    codes: Option<Int32ArraySlice<'_>>,
    rows: Option<Float64ArraySlice<'_>>,
    weights: Option<Float64ArraySlice<'_>>,
) -> napi::Result<f64> {
    enter(|| {
        let eta = predictor(classes, eta)?;
        let y = response(classes, eta.nrows(), codes.as_deref(), rows.as_deref())?;
        Ok(family(classes)?.log_likelihood(eta, y, weights.as_deref())?)
    })
}

/// ∂ℓ/∂η, N × M.
#[napi(catch_unwind)]
pub fn multinomial_score(
    classes: u32,
    eta: &[f64],
    codes: Option<Int32ArraySlice<'_>>,
    rows: Option<Float64ArraySlice<'_>>,
    weights: Option<Float64ArraySlice<'_>>,
    mut out: Out<'_>,
) -> napi::Result<()> {
    enter(|| {
        let eta = predictor(classes, eta)?;
        let y = response(classes, eta.nrows(), codes.as_deref(), rows.as_deref())?;
        Ok(family(classes)?.score_into(eta, y, weights.as_deref(), &mut out)?)
    })
}

/// −∂²ℓ/∂η∂ηᵀ, N × M × M; the response does not enter.
#[napi(catch_unwind)]
pub fn multinomial_information(
    classes: u32,
    eta: &[f64],
    weights: Option<Float64ArraySlice<'_>>,
    mut out: Out<'_>,
) -> napi::Result<()> {
    enter(|| Ok(family(classes)?.information_into(predictor(classes, eta)?, weights.as_deref(), &mut out)?))
}

/// Probabilities, N × K.
#[napi(catch_unwind)]
pub fn multinomial_probabilities(classes: u32, eta: &[f64], mut out: Out<'_>) -> napi::Result<()> {
    enter(|| Ok(family(classes)?.probabilities_into(predictor(classes, eta)?, &mut out)?))
}

fn family(classes: u32) -> Result<MultinomialLogit, Failure> {
    Ok(MultinomialLogit::new(classes as usize)?)
}

fn predictor(classes: u32, eta: &[f64]) -> Result<ArrayView2<'_, f64>, Failure> {
    let active = (classes as usize).saturating_sub(1).max(1);
    view("eta", eta, eta.len() / active, active)
}

fn response<'a>(
    classes: u32,
    count: usize,
    codes: Option<&'a [i32]>,
    rows: Option<&'a [f64]>,
) -> Result<Labels<'a>, Failure> {
    match (codes, rows) {
        (Some(codes), _) => Ok(Labels::Classes(codes)),
        (None, Some(rows)) => view("y", rows, count, classes as usize).map(Labels::Shares),
        (None, None) => Err(Failure::new(Code::Internal, "the response is neither codes nor rows")),
    }
}
