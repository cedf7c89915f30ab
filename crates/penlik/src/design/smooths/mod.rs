//! Smooth terms: f(x) = Σ_j b_j(x)·β_j with penalties ½λ_k βᵀS_kβ on how far f is from simple.
//!
//! A basis is a file of its own and a line of `catalog`. It knows its functions and its penalties; constraints, `by` and what the
//! formula says are common to all.

mod adaptive_spline;
mod arguments;
mod asked;
pub(crate) mod basis;
mod bspline_basis;
mod bspline_knots;
mod call;
pub(crate) mod catalog;
pub(crate) mod constraint;
mod cubic_regression;
mod cyclic_cubic;
mod cyclic_p_spline;
mod derivative_spline;
mod duchon;
mod factor_smooth;
mod gaussian_process;
mod levelled_base;
mod make;
mod markov_field;
mod p_spline;
pub(crate) mod penalty_scale;
mod pieces;
mod piecewise_cubic;
mod radial;
mod random_effect;
mod smooth;
mod sum_to_zero;
mod tensor;
mod tensor_margin;
mod tensor_split;
#[cfg(test)]
mod tests;
mod thin_plate;
mod univariate;
pub(in crate::design) mod value;
mod variable;

pub(super) use basis::Refusal;
pub(super) use bspline_basis::{BSplines, MAX_DEGREE};
pub(super) use call::{Covariate, SmoothCall};
pub(super) use constraint::Constraint;
pub use make::SmoothPenalty;
pub(super) use make::{Made, Rows};
pub(super) use pieces::Pieces;
pub use smooth::UnseenLevels;
pub(super) use smooth::{Bound, Smooth};
pub(super) use variable::{Lookup, SmoothVariable};
#[cfg(test)]
#[path = "tests/spatial.rs"]
mod spatial_tests;
