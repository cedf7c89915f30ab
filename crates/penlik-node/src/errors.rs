//! Refusals and defects on their way to JavaScript.
//!
//! Everything that goes wrong crosses the border as an error whose message is one JSON object,
//! `{ code, message, argument, value, expected, position, formulaOf }`, which the facade turns into a `PenlikError`.
//! A panic is a defect of the library: it is caught here, never printed, and crosses as `ERR_INTERNAL`.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::Once;

use napi::bindgen_prelude::{Error, Status};
use penlik::check::{Code, Explain};
use serde::Serialize;

/// What went wrong, as the facade is told. Boxed, so that a result costs a word on the way that succeeds.
#[derive(Debug)]
pub struct Failure(Box<Reason>);

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Reason {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    argument: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    value: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    expected: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<usize>,
    /// Whose formula the position is in, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    formula_of: Option<String>,
}

impl Failure {
    /// A failure that belongs to the border itself.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self(Box::new(Reason { code: code.name(), message: message.into(), ..Reason::default() }))
    }

    /// The caller cancelled.
    pub fn aborted() -> Self {
        Self::new(Code::Aborted, "the operation was aborted")
    }

    /// A model whose memory was freed.
    pub fn disposed() -> Self {
        let mut failure = Self::new(Code::Domain, "the model has been disposed of");
        "model".clone_into(&mut failure.0.argument);
        "disposed of".clone_into(&mut failure.0.value);
        "a model whose memory was not freed".clone_into(&mut failure.0.expected);
        failure
    }

    /// Text that is not the JSON it should be.
    pub fn unreadable(argument: &str, error: &serde_json::Error) -> Self {
        let mut failure = Self::new(Code::Domain, format!("{argument}: {error}"));
        argument.clone_into(&mut failure.0.argument);
        failure
    }
}

impl<E: Explain> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(Box::new(Reason {
            code: error.code().name(),
            message: error.to_string(),
            argument: error.argument(),
            value: error.value(),
            expected: error.expected(),
            position: error.position(),
            formula_of: error.formula_of().map(str::to_owned),
        }))
    }
}

impl From<Failure> for Error {
    fn from(Failure(reason): Failure) -> Self {
        let text = serde_json::to_string(&reason).unwrap_or(reason.message);
        Self::new(Status::GenericFailure, text)
    }
}

/// Runs `work`; a panic inside becomes a failure.
pub fn contain<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    install_hook();
    let guard = Containment::enter();
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    drop(guard);
    outcome.unwrap_or_else(|payload| Err(defect(payload)))
}

/// The same for an entry that JavaScript calls and waits for.
pub fn enter<T>(work: impl FnOnce() -> Result<T, Failure>) -> napi::Result<T> {
    contain(work).map_err(Error::from)
}

thread_local! {
    static CONTAINED: Cell<usize> = const { Cell::new(0) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Marks the thread while a panic on it is sure to be caught.
struct Containment;

impl Containment {
    fn enter() -> Self {
        CONTAINED.set(CONTAINED.get() + 1);
        Self
    }
}

impl Drop for Containment {
    fn drop(&mut self) {
        CONTAINED.set(CONTAINED.get() - 1);
    }
}

/// Keeps contained panics off the standard error stream; all others go to the hook that was there before.
fn install_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| if is_contained() { remember(info) } else { previous(info) }));
    });
}

/// On the core's own worker threads (named `penlik-…`) a panic is carried to the thread that waits for them, which contains it.
fn is_contained() -> bool {
    let here = CONTAINED.try_with(|depth| depth.get() > 0).unwrap_or(false);
    here || std::thread::current().name().is_some_and(|name| name.starts_with("penlik-"))
}

fn remember(info: &PanicHookInfo<'_>) {
    let place = info.location().map(|at| format!("{}:{}", at.file(), at.line()));
    // A thread that is being torn down has lost the slot; then the place stays unknown.
    let _ = PLACE.try_with(|slot| slot.replace(place));
}

fn defect(payload: Box<dyn Any + Send>) -> Failure {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("a panic without a message");
    let place = PLACE.take().map(|place| format!(" ({place})")).unwrap_or_default();
    let failure = Failure::new(Code::Internal, format!("internal error: {text}{place}; please report it"));
    // The payload may be of any type, and dropping it might panic again.
    std::mem::forget(payload);
    failure
}
