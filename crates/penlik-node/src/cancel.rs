//! The flag by which JavaScript cancels a job.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use napi::Env;
use napi_derive::napi;

use crate::errors::enter;
use crate::runtime::Jobs;

/// Raised by the facade when its `AbortSignal` is aborted; polled by the job that it was given to.
#[napi]
#[derive(Default)]
pub struct CancelToken {
    flag: Arc<AtomicBool>,
}

#[napi]
impl CancelToken {
    /// A flag that is down.
    #[napi(constructor, catch_unwind)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Raises the flag; a job that still waits is settled at once.
    #[napi(catch_unwind)]
    pub fn cancel(&self, env: Env) -> napi::Result<()> {
        enter(|| {
            self.flag.store(true, Ordering::Relaxed);
            Jobs::of(&env)?.sweep();
            Ok(())
        })
    }

    /// Whether the flag is up.
    #[napi(getter, catch_unwind)]
    pub fn cancelled(&self) -> bool {
        self.flag.load(Ordering::Relaxed)
    }
}

impl CancelToken {
    /// The flag to hand to a job; a fresh one when the caller brought none.
    pub fn flag_of(token: Option<&Self>) -> Arc<AtomicBool> {
        token.map(|token| Arc::clone(&token.flag)).unwrap_or_default()
    }
}
