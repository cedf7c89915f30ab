//! Smooth terms: f(x) = Σ_j b_j(x)·β_j with penalties ½λ_k βᵀS_kβ on how far f is from simple.
//!
//! A basis is a file of its own and a line of `catalog`. It knows its functions and its penalties; constraints, `by` and what the
//! formula says are common to all.

pub(crate) mod basis;
mod call;
pub(crate) mod catalog;
pub(crate) mod constraint;
mod cubic_regression;
mod cyclic_cubic;
mod make;
pub(crate) mod penalty_scale;
mod piecewise_cubic;
mod random_effect;
mod smooth;
#[cfg(test)]
mod tests;
mod univariate;
pub(in crate::design) mod value;

pub(super) use call::SmoothCall;
pub use make::SmoothPenalty;
pub(super) use make::{Made, Rows};
pub use smooth::UnseenLevels;
pub(super) use smooth::{Bound, Smooth};
