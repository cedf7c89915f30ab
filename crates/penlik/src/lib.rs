//! Penalized likelihood.
//!
//! Everything in this crate belongs to one objective,
//!
//! J(θ; ρ) = −ℓ(θ) + Σ_j e^{ρ_j} P_j(θ_j),
//!
//! with a log-likelihood ℓ (`families`), penalties P (`kernels`, `penalties`, `prox`), a design that makes θ from a formula
//! (`formula`, `design`), a solver for θ̂ at fixed ρ (`inner`), uncertainty (`inference`) and what a user holds (`model`).

// A test may unwrap: a panic is how it fails.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod check;
pub mod curvature;
pub mod design;
pub mod families;
pub mod formula;
pub mod inference;
pub mod inner;
pub mod kernels;
pub mod linalg;
pub mod model;
pub mod outer;
pub mod penalties;
pub mod prox;
