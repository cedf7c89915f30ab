//! Typed arrays on both sides of the border.
//!
//! A synchronous call reads the caller's memory in place. A background job owns its numbers: either a copy made on the calling
//! thread, or a buffer that the facade has detached from every JavaScript object and handed over.
//! napi gives an empty slice, never one from a null pointer, for an array of length 0 or a detached one.

use std::ops::{Deref, DerefMut};

use napi::bindgen_prelude::{Float64Array, Float64ArraySlice, FromNapiValue, Int32Array};
use napi::{Env, sys};
use ndarray::ArrayView2;
use penlik::check::{CheckError, Code};

use crate::errors::Failure;

/// f64 numbers that stay readable for as long as this value lives.
pub enum Numbers {
    /// JavaScript's own memory.
    Held(Float64Array),
    /// A copy.
    Copied(Vec<f64>),
}

impl Numbers {
    /// Keeps the buffer alive and reads it in place.
    pub fn hold(array: Float64Array) -> Self {
        Self::Held(array)
    }

    /// Copies now, so that JavaScript may do with its buffer what it likes.
    pub fn copy(array: &Float64Array) -> Self {
        Self::Copied(array.to_vec())
    }

    /// In place if the buffer belongs to the library alone, a copy otherwise.
    pub fn keep(array: Float64Array, owned: bool) -> Self {
        if owned { Self::hold(array) } else { Self::copy(&array) }
    }

    /// The numbers.
    pub fn as_slice(&self) -> &[f64] {
        match self {
            Self::Held(array) => array,
            Self::Copied(copy) => copy,
        }
    }
}

/// i32 codes, under the same rules.
pub enum Codes {
    /// JavaScript's own memory.
    Held(Int32Array),
    /// A copy.
    Copied(Vec<i32>),
}

impl Codes {
    /// In place if the buffer belongs to the library alone, a copy otherwise.
    pub fn keep(array: Int32Array, owned: bool) -> Self {
        if owned { Self::Held(array) } else { Self::Copied(array.to_vec()) }
    }

    /// The codes.
    pub fn as_slice(&self) -> &[i32] {
        match self {
            Self::Held(array) => array,
            Self::Copied(copy) => copy,
        }
    }
}

/// An array of the caller that a result is written into. The facade's gate has made sure that no input overlaps it.
pub struct Out<'a>(&'a mut [f64]);

impl FromNapiValue for Out<'_> {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: napi calls this on JavaScript's thread with a live environment and a live value, which is what it asks of us;
        // the slice lives for the call that the value is an argument of, during which no JavaScript runs.
        unsafe { <&mut [f64]>::from_napi_value(env, value) }.map(Self)
    }
}

impl Deref for Out<'_> {
    type Target = [f64];
    fn deref(&self) -> &[f64] {
        self.0
    }
}

impl DerefMut for Out<'_> {
    fn deref_mut(&mut self) -> &mut [f64] {
        self.0
    }
}

/// A row-major matrix over borrowed numbers; the length must be rows·cols.
pub fn view<'a>(argument: &str, data: &'a [f64], rows: usize, cols: usize) -> Result<ArrayView2<'a, f64>, Failure> {
    let fits = rows.checked_mul(cols) == Some(data.len());
    let shaped = if fits { ArrayView2::from_shape((rows, cols), data).ok() } else { None };
    shaped.ok_or_else(|| {
        let (value, expected) = (format!("of length {}", data.len()), format!("{rows} x {cols} numbers"));
        CheckError::new(Code::Shape, argument, value, expected).into()
    })
}

/// A fresh array that JavaScript owns.
pub fn fresh<'env>(env: &'env Env, values: &[f64]) -> Result<Float64ArraySlice<'env>, Failure> {
    Float64ArraySlice::copy_from(env, values).map_err(|error| Failure::new(Code::Internal, error.reason.clone()))
}
