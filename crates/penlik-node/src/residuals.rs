//! Residuals and influence of single rows on their way to JavaScript.

use napi::Env;
use napi::bindgen_prelude::{Float64ArraySlice, Int32ArraySlice};
use napi_derive::napi;
use penlik::model::{Influence, Residual, Residuals};

use crate::arrays::fresh;
use crate::errors::Failure;
use crate::model::{positions, whole, word};

/// Residuals, row-major.
#[napi(object, object_from_js = false)]
pub struct ResidualsReply<'env> {
    /// The rows that entered the fit.
    pub rows: i64,
    /// 1, or one column for each class.
    pub cols: i64,
    /// rows × cols numbers.
    pub values: Float64ArraySlice<'env>,
    /// The rows of the data that entered.
    pub kept: Int32ArraySlice<'env>,
}

/// What single rows do to a fit.
#[napi(object, object_from_js = false)]
pub struct InfluenceReply<'env> {
    /// Leverages.
    pub leverages: Float64ArraySlice<'env>,
    /// Cook's distances; absent for the multinomial, like the following.
    pub cooks: Option<Float64ArraySlice<'env>>,
    /// Standardised Pearson residuals.
    pub pearson: Option<Float64ArraySlice<'env>>,
    /// Standardised deviance residuals.
    pub deviance: Option<Float64ArraySlice<'env>>,
    /// The rows of the data that entered.
    pub kept: Int32ArraySlice<'env>,
}

/// The kind of a name.
pub fn residual(kind: &str, seed: i64) -> Result<Residual, Failure> {
    match kind {
        "quantile" => Ok(Residual::Quantile { seed: seed.unsigned_abs() }),
        _ => word("type", kind),
    }
}

/// Residuals for JavaScript.
pub fn residuals_reply<'env>(env: &'env Env, found: &Residuals) -> Result<ResidualsReply<'env>, Failure> {
    Ok(ResidualsReply {
        rows: whole(found.rows)?,
        cols: whole(found.cols)?,
        values: fresh(env, &found.values)?,
        kept: positions(env, found.kept.iter().copied())?,
    })
}

/// Influence for JavaScript.
pub fn influence_reply(env: &Env, found: Influence) -> Result<InfluenceReply<'_>, Failure> {
    let distances = found.distances.as_ref();
    Ok(InfluenceReply {
        leverages: fresh(env, &found.leverages)?,
        cooks: distances.map(|all| fresh(env, &all.cooks)).transpose()?,
        pearson: distances.map(|all| fresh(env, &all.standardised_pearson)).transpose()?,
        deviance: distances.map(|all| fresh(env, &all.standardised_deviance)).transpose()?,
        kept: positions(env, found.kept.iter().copied())?,
    })
}
