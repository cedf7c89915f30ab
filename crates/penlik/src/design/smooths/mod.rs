//! Smooth terms: f(x) = Σ_j b_j(x)·β_j with penalties ½λ_k βᵀS_kβ on how far f is from simple.
//!
//! A basis is a file of its own and a line of `catalog`. It knows its functions and its penalties; constraints, `by` and what the
//! formula says are common to all.

pub(crate) mod basis;
mod call;
pub(crate) mod catalog;
mod constraint;
mod make;
mod random_effect;
mod smooth;
mod value;

pub(super) use call::SmoothCall;
pub use make::SmoothPenalty;
pub(super) use make::{Made, Rows};
pub use smooth::UnseenLevels;
pub(super) use smooth::{Bound, Smooth};
