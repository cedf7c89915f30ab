//! Smooths from radial functions: f(x) = Σ_j δ_j·φ(‖x − x_j‖) + a polynomial, δ orthogonal to the polynomials at the knots x_j.

mod basis;
mod kernel;
mod low_rank;
mod natural_cubic;
mod points;
mod polynomials;

pub(super) use basis::{Plan, RadialBasis};
pub(super) use kernel::Kernel;
pub(super) use points::Points;
pub(super) use polynomials::{count_below, exponents_below, monomial};
