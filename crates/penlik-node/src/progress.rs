//! What a running job tells JavaScript.

use napi::Status;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi_derive::napi;

/// One iteration of a solver.
#[napi(object)]
pub struct ProgressEvent {
    /// The iteration that was just finished, from 1.
    pub iteration: u32,
    /// J(θ).
    pub objective: f64,
    /// The norm of the gradient.
    pub gradient_norm: f64,
    /// The Newton decrement.
    pub decrement: f64,
    /// The fraction of the step that was taken.
    pub step: f64,
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
