//! Newton's method for many coefficients: directions by conjugate gradients from products with the Hessian, never the Hessian itself.

mod conjugate;
mod fit;
mod preconditioner;

pub(super) use fit::descend;
pub use fit::{IterativeOptimum, solve_iteratively};
