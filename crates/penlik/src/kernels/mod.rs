//! Scalar functions k: ℝ → ℝ of unit strength, one file each; the lifts of `penalties` carry them to θ.
//!
//! A kernel says what it can do by the traits it implements, and a lift offers exactly what its kernel can do. The index `j` of
//! every method is the column of the entry, so that parameters that differ by column need no second type.

mod absolute;
mod count;
mod divided;
mod elastic_net;
mod geman_mcclure;
mod harmonic;
mod huber;
mod jump_relu;
mod jump_relu_gate;
mod log;
mod mcp;
mod normalized;
mod precision;
mod radial;
pub(crate) mod radius;
mod ridge;
mod rounded;
mod scad;
mod shifted_absolute;
mod smoothed_absolute;
mod softplus_gate;
pub mod stream;

pub use absolute::Absolute;
pub use count::Count;
pub use divided::{ShapedSpectralKernel, SpectralKernel};
pub use elastic_net::ElasticNet;
pub use geman_mcclure::GemanMcClure;
pub use harmonic::Harmonic;
pub use huber::Huber;
pub use jump_relu::JumpRelu;
pub use jump_relu_gate::{Gate, Gates, jump_relu_gates};
pub use log::Log;
pub use mcp::Mcp;
pub use normalized::{LogNormalizer, NormalizedKernel};
pub use precision::Precision;
pub use radial::{Piece, Radial, Smoothed};
pub use ridge::Ridge;
pub use scad::Scad;
pub use shifted_absolute::ShiftedAbsolute;
pub use smoothed_absolute::SmoothedAbsolute;
pub use softplus_gate::SoftplusGate;

/// The value of a function of one number and its first three derivatives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Jet {
    /// k(x)
    pub value: f64,
    /// k′(x)
    pub d1: f64,
    /// k″(x)
    pub d2: f64,
    /// k‴(x)
    pub d3: f64,
}

/// Derivatives in the logarithm of a shape parameter s.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShapeJet {
    /// ∂k/∂ log s
    pub value: f64,
    /// ∂k′/∂ log s
    pub d1: f64,
    /// ∂k″/∂ log s
    pub d2: f64,
}

/// A function k: ℝ → ℝ.
pub trait Scalar: Clone + Send + Sync + 'static {
    /// k(x) in column j.
    fn value(&self, j: usize, x: f64) -> f64;

    /// The number of columns that have parameters of their own; 1 when every column shares them.
    fn columns(&self) -> usize {
        1
    }

    /// The |x| up to which there is a shorter way to the value; negative where there is none. What the shorter way writes must
    /// have the same bits, so that no entry depends on its neighbours.
    fn reach(&self) -> f64 {
        -1.0
    }

    /// The shorter way; see [`stream::Entry`].
    #[inline(always)]
    fn near_value(&self, j: usize, x: f64) -> f64 {
        self.value(j, x)
    }

    /// Whether what the shorter way gives is not k(x) but the t of which k(x) = ln(1 + t).
    const IS_PRODUCT: bool = false;
}

/// A kernel with three derivatives and a pointwise bound.
pub trait ScalarKernel: Scalar {
    /// Value and derivatives in one evaluation. Implementations are `#[inline(always)]` and free of calls where they can be:
    /// what a caller does not read is not computed, and loops over them are compiled for the processor at hand.
    fn jet(&self, j: usize, x: f64) -> Jet;

    /// k(x) and k′(x), or its shorter way.
    #[inline(always)]
    fn near_slope(&self, j: usize, x: f64) -> (f64, f64) {
        (self.near_value(j, x), self.jet(j, x).d1)
    }

    /// B(x) ≥ max(k″(x), 0): what stands for the curvature where it must not be negative. It bounds at the point x alone;
    /// a quadratic that bounds everywhere is [`EvenKernel::weight`].
    fn bound(&self, j: usize, x: f64) -> f64;
}

/// An even kernel that is concave in x².
///
/// Then k(y) ≤ k(x) + ½·w(x)·(y² − x²) for all y, with w(x) = k′(x)/x: a quadratic that touches at x and lies above everywhere
/// (D. R. Hunter and K. Lange, "A tutorial on MM algorithms", The American Statistician 58, 2004).
pub trait EvenKernel: ScalarKernel {
    /// w(x) = k′(x)/x, continued to x = 0.
    fn weight(&self, j: usize, x: f64) -> f64;

    /// w′(x) = (k″(x) − w(x))/x, without that difference: what a lift to norms needs for its third derivative.
    fn weight_slope(&self, j: usize, x: f64) -> f64;
}

/// A kernel that is differentiable in the logarithm of its shape parameters.
pub trait ShapedKernel: ScalarKernel {
    /// The names of the shape parameters.
    fn shapes(&self) -> &'static [&'static str];

    /// ∂/∂ log s of k, k′ and k″, for the shape parameter s of the given index.
    fn shape_jet(&self, shape: usize, j: usize, x: f64) -> ShapeJet;
}

/// A function with a proximal map.
pub trait ScalarProx: Scalar {
    /// argmin_z t·k(z) + ½(z − x)², for 0 ≤ t < [`Self::step_limit`]; an exact zero is +0.
    fn prox(&self, j: usize, x: f64, t: f64) -> f64;

    /// The steps t below it have one minimiser, which is the prox. Infinite where every step is allowed: for convex k, and
    /// where a closed form picks one of several minimisers.
    fn step_limit(&self) -> f64 {
        f64::INFINITY
    }

    /// Whether k(x) = |x|: then lifts of it to vectors are norms.
    fn is_absolute(&self) -> bool {
        false
    }
}
