//! Hidden entries that prove the promises of the border: panics are contained, jobs can be cancelled, arrays are not copied.

// A panic is what is to be contained.
#![allow(clippy::panic)]

use std::panic::panic_any;
use std::time::Duration;

use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;
use penlik::check::length;

use crate::arrays::Out;
use crate::cancel::CancelToken;
use crate::errors::{Failure, enter};
use crate::progress::{Listener, ProgressEvent, tell};
use crate::runtime::{Cancellation, Jobs};

/// Panics on JavaScript's thread.
#[napi(namespace = "__selfTest", catch_unwind)]
pub fn panic_sync(message: String) -> napi::Result<()> {
    enter(|| panic_any(message))
}

/// Panics on a background thread.
#[napi(namespace = "__selfTest", catch_unwind, ts_return_type = "Promise<void>")]
pub fn panic_async(env: &Env, message: String) -> napi::Result<Object<'_>> {
    enter(|| Jobs::of(env)?.promise(env, CancelToken::flag_of(None), move |_| panic_any(message), |_, ()| Ok(())))
}

/// Sleeps `turns` times a millisecond, polls the flag before each and tells after each; gives the number of turns.
#[napi(namespace = "__selfTest", catch_unwind, ts_return_type = "Promise<number>")]
pub fn spin<'env>(
    env: &'env Env,
    turns: u32,
    token: Option<&CancelToken>,
    progress: Option<Listener>,
) -> napi::Result<Object<'env>> {
    let flag = CancelToken::flag_of(token);
    enter(|| {
        let turn = move |iteration| {
            std::thread::sleep(Duration::from_millis(1));
            let event =
                ProgressEvent { phase: None, iteration, objective: 0.0, gradient_norm: 0.0, decrement: 0.0, step: 1.0 };
            tell(progress.as_ref(), event);
        };
        let work = move |cancellation: &Cancellation| {
            (1..=turns).take_while(|_| !cancellation.requested()).for_each(turn);
            if cancellation.requested() { Err(Failure::aborted()) } else { Ok(turns) }
        };
        Jobs::of(env)?.promise(env, flag, work, |_, turns| Ok(turns))
    })
}

/// Copies `x` into `out`: what a call costs that borrows an array and writes another.
#[napi(namespace = "__selfTest", catch_unwind)]
pub fn mirror(x: &[f64], mut out: Out<'_>) -> napi::Result<()> {
    enter(|| {
        length("out", out.len(), x.len())?;
        out.copy_from_slice(x);
        Ok(())
    })
}

/// The sum of an array that is read in place.
#[napi(namespace = "__selfTest", catch_unwind)]
pub fn sum(x: &[f64]) -> f64 {
    x.iter().sum()
}

/// The bytes of native memory that the garbage collector has been told of.
#[napi(namespace = "__selfTest", catch_unwind)]
pub fn reported_memory(env: Env) -> napi::Result<i64> {
    env.adjust_external_memory(0)
}
