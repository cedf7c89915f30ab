//! Minimise F(x) = f(x) + Σ_j P_j(x_j): an objective f with a gradient, and penalties on blocks x_j of the entries.
//!
//! A penalty with derivatives joins f; one without acts through its proximal map, and at most one such penalty may lie on an
//! entry. [`descend`] is the accelerated proximal gradient method for any f, convex or not; [`solve`] minimises a
//! quadratic f and moves along entries or groups with Newton steps where the penalties allow it; [`solve_many`] does so for many
//! right-hand sides of one matrix; [`solve_with_terms`] fits a family with penalties of the catalog.

mod batch;
mod block_newton;
mod block_step;
mod blocks;
mod entries;
mod family;
mod gap;
mod newton_step;
mod objective;
mod outcome;
mod proximal_gradient;
mod proximal_newton;
mod quadratic_fit;
mod rounds;
mod rows;
mod terms;
mod working_set;

pub use batch::solve_many;
pub use family::{FamilyTerm, FamilyTerms, TermFit, solve_with_terms};
pub use objective::Objective;
pub use outcome::{Method, Settings, Solution, Status};
pub use proximal_gradient::{ProximalGradient, descend};
pub use proximal_newton::solve;
pub use quadratic_fit::QuadraticFit;
pub use terms::{Term, Terms};
