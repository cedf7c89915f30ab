//! Penalties P(θ): lifts that carry scalar kernels to blocks of parameters, and the catalog of all kinds.
//!
//! What a penalty can do is said by the traits it implements, so that a solver asks for what it uses: every [`Penalty`] has a
//! value, a [`Smooth`] one has derivatives, a [`Prox`] one a proximal map, and so on. [`AnyPenalty`] is a penalty of a kind
//! known only when the program runs; it refuses by name what its kind lacks. A [`Term`] is a penalty with its strength.

pub mod along;
mod any;
mod block;
mod calculus;
mod catalog;
mod choice;
mod dense;
mod entry;
mod error;
mod grouped;
mod interval;
mod jump_relu;
mod labels;
mod learned;
mod parameter;
mod placed_term;
mod proximal;
mod quadratic;
mod rows;
mod schedule;
mod separable;
mod separable_entries;
mod separable_normalizer;
mod shapes;
mod spectral;
mod table;
mod table_value;
mod term;

pub use crate::kernels::LogNormalizer;
pub use any::AnyPenalty;
pub use block::Block;
pub use calculus::{Combination, conjugate_prox, moreau_envelope};
pub use catalog::{CATALOG, PenaltySpec};
pub use choice::Choice;
pub use dense::{MatrixFunction, MatrixPoint, Orthogonality, PrototypeDiversity, ShapedFunction, Whole};
pub use entry::{Domain, Entry, Json, Parameter, Properties, Structure};
pub use error::{Capability, PenaltyError};
pub use grouped::{Grouped, Grouping, NestedPrefix, SparseGrouped};
pub use interval::Interval;
pub use labels::{Label, Labels};
pub use placed_term::{LocalTerm, PlacedTerm};
pub use proximal::{Mapped, PerColumn, Projected, SoftmaxLoss, SpectralBall};
pub use quadratic::{Ard, Collapsed, Form, Matrices, QuadraticAnchor, RowPrecision, collapse};
pub use rows::{Hoyer, Leaf, RowCache, RowKernel, Rows, ShapedRowKernel, SoftmaxEntropy, TopK};
pub use schedule::Schedule;
pub use separable::Separable;
pub use spectral::Spectral;
pub use table_value::Table;
pub use term::{Term, TermSpec};

use crate::curvature::Curvature;
use crate::linalg::Workers;

/// A function P of a block of parameters θ, strength included.
pub trait Penalty: Send + Sync {
    /// P(θ), infinite outside the domain of a penalty that has one. Fails where θ has the wrong shape or is not finite, or where
    /// P(θ) overflows; so do all methods that return a result.
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

/// A penalty for which ∫ exp(−P(θ)) dθ is finite and known, so that exp(−P) is a prior up to that constant.
///
/// A quadratic whose matrix has a null space is integrated over the range of the matrix.
pub trait Normalized: Penalty {
    /// The rows and columns of the smallest block θ that it is about.
    fn smallest_block(&self) -> (usize, usize) {
        (1, 1)
    }

    /// ln ∫ exp(−factor·P(θ)) dθ over blocks θ of so many rows and columns, for a factor > 0, with its derivatives in the logarithms
    /// of the factor and of the shape parameters. Refused where the integral is not finite.
    fn log_normalizer(&self, rows: usize, columns: usize, factor: f64) -> Result<LogNormalizer, PenaltyError>;
}

/// A penalty with a proximal map prox_{tP}(θ) = argmin_φ P(φ) + ‖φ − θ‖²/(2t).
pub trait Prox: Penalty {
    /// The steps below it are allowed, those from it on are not: infinite for convex P, and where a closed form picks one of
    /// several minimisers. Where weights follow from the shape of θ, what it is for weights of 1; see [`Self::step_limit_for`].
    fn step_limit(&self) -> f64;

    /// The same for a θ of this shape, whose entries do not count.
    fn step_limit_for(&self, _theta: Block<'_>) -> f64 {
        self.step_limit()
    }

    /// out = prox_{tP}(θ) for t = step, 0 ≤ step < limit, and P(out) returned. t = 0 is the identity; exact zeros are +0.
    fn prox(&self, theta: Block<'_>, step: f64, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError>;

    /// P°(y) = max { xᵀy : P(x) ≤ 1 }, the dual norm, where P is a norm; it gives solvers a bound on how far they are from the
    /// optimum.
    fn polar(&self, _y: Block<'_>) -> Option<f64> {
        None
    }

    /// The penalty group by group, where the kind can be asked that way.
    fn groupwise(&self) -> Option<&dyn GroupProx> {
        None
    }

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

    /// The penalty entry by entry, where the kind can be asked that way.
    fn entrywise(&self) -> Option<&dyn EntryProx> {
        None
    }
}

/// A penalty Σ_i p_i(θ_i) that is asked one entry at a time, by solvers that move one coordinate after the other.
pub trait EntryProx: Send + Sync {
    /// p_i(x)
    fn value_entry(&self, i: usize, x: f64) -> f64;

    /// argmin_z p_i(z) + (z − x)²/(2t) for t = step, which the caller keeps below [`Prox::step_limit`].
    fn prox_entry(&self, i: usize, x: f64, step: f64) -> f64;

    /// The smallest and the largest x for which p_i(x) is finite, as far as a solver should know.
    fn domain_entry(&self, _i: usize) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}

/// A penalty Σ_g l·Σ|x_i| + k_g(‖x‖₂) over groups x = θ_g that do not overlap, asked one group at a time by solvers that move one
/// block after the other. A group is known by its weight c_g, on which k_g depends.
pub trait GroupProx: Send + Sync {
    /// The entries of each group with its weight, of a θ of n entries in rows of `columns`.
    fn groups(&self, n: usize, columns: usize) -> Result<Vec<(Vec<usize>, f64)>, PenaltyError>;

    /// l ≥ 0
    fn entry_weight(&self) -> f64 {
        0.0
    }

    /// k_g(r), r ≥ 0
    fn value_norm(&self, weight: f64, r: f64) -> f64;

    /// argmin_{s ≥ 0} k_g(s) + (s − r)²/(2t) for t = step, which the caller keeps below [`Self::norm_step_limit`].
    fn prox_norm(&self, weight: f64, r: f64, step: f64) -> f64;

    /// The steps below it are allowed.
    fn norm_step_limit(&self, weight: f64) -> f64;
}
