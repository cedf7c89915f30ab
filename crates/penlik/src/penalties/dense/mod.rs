//! Penalties of θ as one matrix: [`Whole`] is their lift, and each function has a file of its own.

mod orthogonality;
mod whole;

pub use orthogonality::Orthogonality;
pub use whole::{MatrixFunction, MatrixPoint, ShapedFunction, Whole};
