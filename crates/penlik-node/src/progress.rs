//! What a running job tells JavaScript.

use napi::Status;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi_derive::napi;
use penlik::model::{Phase, Progress};

/// One iteration of a solver.
#[napi(object)]
pub struct ProgressEvent {
    /// What a fit is looking for: `coefficients` or `strengths`.
    pub phase: Option<String>,
    /// The iteration that was just finished, from 1.
    pub iteration: u32,
    /// J(θ), or the criterion of the strengths.
    pub objective: f64,
    /// The norm of the gradient.
    pub gradient_norm: f64,
    /// The Newton decrement.
    pub decrement: f64,
    /// The fraction of the step that was taken, or the radius of the trust region.
    pub step: f64,
}

impl ProgressEvent {
    /// The event of a fit, which has phases.
    pub fn of_fit(at: &Progress) -> Self {
        let phase = match at.phase {
            Phase::Coefficients => "coefficients",
            Phase::Strengths => "strengths",
        };
        Self { phase: Some(phase.into()), ..at.into() }
    }
}

impl From<&Progress> for ProgressEvent {
    fn from(at: &Progress) -> Self {
        Self {
            phase: None,
            iteration: u32::try_from(at.iteration).unwrap_or(u32::MAX),
            objective: at.objective,
            gradient_norm: at.gradient_norm,
            decrement: at.decrement,
            step: at.step,
        }
    }
}

/// Weak, so that it does not keep the process alive, and bounded, so that a busy event loop drops events instead of piling them up.
pub type Listener = ThreadsafeFunction<ProgressEvent, (), ProgressEvent, Status, false, true, 64>;

/// Tells the listener, if there is one; never waits.
pub fn tell(listener: Option<&Listener>, event: ProgressEvent) {
    if let Some(listener) = listener {
        // A full queue or a closing environment loses the event, which is all that can be done about it.
        let _ = listener.call(event, ThreadsafeFunctionCallMode::NonBlocking);
    }
}
