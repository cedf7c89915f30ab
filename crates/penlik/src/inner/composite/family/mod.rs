//! Penalties of the catalog in a fit: minimise −ℓ(β) + ½βᵀS_λβ + Σ_j λ_jP_j(β_j) over the rows of a problem.
//!
//! A term with derivatives joins the smooth part; one without acts through its proximal map. Where −ℓ and all penalties are convex, a
//! vanishing step proves the minimum; elsewhere it proves a stationary point.

mod newton;
mod pieces;
mod terms;

pub use newton::{TermFit, solve_with_terms};
pub use terms::{FamilyTerm, FamilyTerms};
