//! What is said at the end of a fit: of options that found nothing to do, and of fits that did not converge.

use super::ModelError;
use super::outcome::Outcome;
use super::spec::{FamilySpec, FitOptions, Method};
use crate::inner::Status;

/// What is said of a method that was asked for and found nothing to do.
pub(super) fn nothing_to_estimate(outcome: &Outcome, options: &FitOptions) -> Option<String> {
    let method = options.method.filter(|method| *method != Method::Fixed && outcome.selection.is_none())?;
    let name = method.name();
    Some(format!("method {name} had nothing to estimate: every strength is given, and a ridge stays as it is"))
}

/// Refuses a fit that was cancelled, and with `strict` one that did not converge.
pub(super) fn refuse_unconverged(outcome: &Outcome, spec: &FamilySpec, options: &FitOptions) -> Result<(), ModelError> {
    match outcome.optimum.status {
        Status::Cancelled => Err(ModelError::Aborted { iterations: outcome.optimum.iterations }),
        Status::Converged => Ok(()),
        status if options.strict => Err(match &outcome.separation {
            Some(found) => ModelError::Separated { message: found.message(outcome.rows, spec) },
            None => ModelError::NotConverged { message: status.message(outcome.optimum.iterations) },
        }),
        _ => Ok(()),
    }
}
