//! Penalties of θ as one matrix: [`Whole`] is their lift, and each function has a file of its own.

mod coincidence;
mod orthogonality;
mod prototype_class;
mod prototype_diversity;
mod prototype_products;
mod whole;

pub use orthogonality::Orthogonality;
pub use prototype_diversity::PrototypeDiversity;
pub use whole::{MatrixFunction, MatrixPoint, ShapedFunction, Whole};
