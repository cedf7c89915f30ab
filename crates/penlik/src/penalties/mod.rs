//! Penalties P(θ): lifts that carry scalar kernels to blocks of parameters, and the catalog of all kinds.
//!
//! What a penalty can do is said by the traits it implements, so that a solver asks for what it uses: every [`Penalty`] has a
//! value, a [`Smooth`] one has derivatives, a [`Prox`] one a proximal map, and so on. [`AnyPenalty`] is a penalty of a kind
//! known only when the program runs; it refuses by name what its kind lacks.

mod any;
mod block;
mod catalog;
mod entry;
mod error;
mod jump_relu;
mod parameter;
mod rows;
mod separable;
mod table;
mod table_value;

pub use any::AnyPenalty;
pub use block::Block;
pub use catalog::{CATALOG, PenaltySpec};
pub use entry::{Domain, Entry, Json, Parameter, Properties, Structure};
pub use error::{Capability, PenaltyError};
pub use rows::{Hoyer, Leaf, RowCache, RowKernel, Rows, ShapedRowKernel, SoftmaxEntropy, TopK};
pub use separable::Separable;
pub use table_value::Table;

use crate::curvature::Curvature;
use crate::linalg::Workers;

/// A function P of a block of parameters θ, strength included.
pub trait Penalty: Send + Sync {
    /// P(θ). Fails where θ has the wrong shape or is not finite, or where P(θ) overflows; so do all methods that return a result.
    fn value(&self, theta: Block<'_>, workers: &Workers) -> Result<f64, PenaltyError>;
}

/// A penalty with derivatives.
pub trait Smooth: Penalty {
    /// out = ∇P(θ), and P(θ) returned: one pass that stores nothing. On an error the content of `out` is not specified.
    fn value_gradient(&self, theta: Block<'_>, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError>;

    /// P near θ, prepared for many questions at this one point.
    fn at(&self, theta: Block<'_>, workers: &Workers) -> Result<Box<dyn Local>, PenaltyError>;
}

/// A penalty at one point θ of n entries. Answers come from one preparation and cannot fail.
pub trait Local: Send + Sync {
    /// P(θ)
    fn value(&self) -> f64;
    /// ∇P(θ)
    fn gradient(&self) -> &[f64];
    /// H = ∇²P(θ)
    fn hessian(&self) -> &Curvature;
    /// B with B ⪰ H and B ⪰ 0, at this point alone.
    fn bound(&self) -> &Curvature;
    /// d/ds ∇²P(θ + s·v) at s = 0.
    fn hessian_along(&self, v: &[f64]) -> Curvature;
}

/// A penalty with a global quadratic majorizer P(φ) ≤ P(θ) + ½ Σ w_i (φ_i² − θ_i²).
pub trait Majorized: Smooth {
    /// out = w(θ).
    fn mm_weights(&self, theta: Block<'_>, out: &mut [f64], workers: &Workers) -> Result<(), PenaltyError>;
}

/// A penalty with shape parameters s that it can be differentiated in.
pub trait Shaped: Smooth {
    /// The names of the shape parameters.
    fn shapes(&self) -> &'static [&'static str];
    /// ∂P/∂ log s, for every shape parameter.
    fn gradient_log_shape(&self, theta: Block<'_>, workers: &Workers) -> Result<Vec<f64>, PenaltyError>;
    /// out = ∂∇P/∂ log s, for the shape parameter of the given index.
    fn gradient_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        out: &mut [f64],
        workers: &Workers,
    ) -> Result<(), PenaltyError>;
    /// ∂∇²P/∂ log s, for the shape parameter of the given index.
    fn hessian_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        workers: &Workers,
    ) -> Result<Curvature, PenaltyError>;
}

/// A penalty with a proximal map prox_{tP}(θ) = argmin_φ P(φ) + ‖φ − θ‖²/(2t).
pub trait Prox: Penalty {
    /// The steps below it are allowed: infinite for convex P, and where a closed form picks one of several minimisers.
    fn step_limit(&self) -> f64;

    /// out = prox_{tP}(θ) for t = step, 0 ≤ step < limit, and P(out) returned. t = 0 is the identity; exact zeros are +0.
    fn prox(&self, theta: Block<'_>, step: f64, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError>;

    /// θ ← prox_{tP}(θ), θ in rows of `columns` entries. Where the input is refused, θ is left as it was.
    fn prox_in_place(
        &self,
        theta: &mut [f64],
        columns: usize,
        step: f64,
        workers: &Workers,
    ) -> Result<f64, PenaltyError> {
        let copy = theta.to_vec();
        let value = self.prox(Block::new(&copy, columns)?, step, theta, workers);
        if value.is_err() {
            theta.copy_from_slice(&copy);
        }
        value
    }
}

/// A penalty with a proximal map in a diagonal metric, argmin_φ P(φ) + Σ (φ_i − θ_i)²/(2t_i): a step for every entry.
pub trait DiagonalProx: Prox {
    /// out = that argmin for t = steps, each as [`Prox::prox`] allows it, and P(out) returned.
    fn prox_diagonal(
        &self,
        theta: Block<'_>,
        steps: &[f64],
        out: &mut [f64],
        workers: &Workers,
    ) -> Result<f64, PenaltyError>;
}
