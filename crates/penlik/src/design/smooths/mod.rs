//! Smooth terms: f(x) = Σ_j b_j(x)·β_j with penalties ½λ_k βᵀS_kβ on how far f is from simple.
//!
//! A basis is a file of its own and a line of `catalog`. It knows its functions and its penalties; constraints, `by` and what the
//! formula says are common to all.

mod arguments;
pub(crate) mod basis;
pub(crate) mod catalog;
mod duchon;
mod gaussian_process;
mod radial;
mod random_effect;
mod thin_plate;

#[cfg(test)]
#[path = "tests/spatial.rs"]
mod spatial_tests;
