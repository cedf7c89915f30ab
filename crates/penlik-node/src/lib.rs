//! The Node binding: arrays, errors, background jobs, and one file per room of the facade. No arithmetic.

mod anchors;
mod arrays;
mod cancel;
mod custom_family;
mod custom_fit;
mod description;
mod errors;
mod fit;
mod formula_job;
mod looks;
mod matrix_job;
mod minimize;
mod model;
mod multinomial;
mod multinomial_family;
mod penalties;
mod progress;
mod prototypes;
mod residuals;
mod runtime;
mod self_test;
mod softmax_entropy;
mod tables;
mod terms;
mod views;

use napi::Env;
use napi_derive::napi;

/// Cancels every job of this environment and waits for its threads; called when the process exits.
#[napi(catch_unwind)]
pub fn shutdown(env: Env) -> napi::Result<()> {
    errors::enter(|| {
        runtime::Jobs::of(&env)?.close();
        Ok(())
    })
}
