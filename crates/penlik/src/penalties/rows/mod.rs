//! Penalties of whole rows: P(θ) = λ Σ_r k(θ_r), and the lift that carries a function k of one row over all rows of θ.
//!
//! Rows go through in leaves of about [`LEAF`] numbers, each compiled for the processor at hand, and the leaves are added in the
//! fixed tree of [`Workers`]: the same bits for any number of threads.

mod hoyer;
mod softmax_entropy;
mod top_k;

pub use hoyer::Hoyer;
pub use softmax_entropy::SoftmaxEntropy;
pub use top_k::TopK;

use super::{Block, Local, Penalty, PenaltyError, Shaped, Smooth};
use crate::check::{CheckError, all_finite, finite, length, non_negative, rows};
use crate::curvature::Curvature;
use crate::kernels::stream::{LEAF, PARALLEL_FROM};
use crate::linalg::Workers;
use crate::linalg::simd::{dispatch, is_finite};

/// Rows of a leaf at most.
const MOST_ROWS: usize = 128;

/// Rows of finite numbers, one after the other: at least one of them, of at least one entry.
#[derive(Debug, Clone, Copy)]
pub struct Leaf<'a> {
    /// The numbers.
    pub x: &'a [f64],
    /// The entries of a row.
    pub width: usize,
}

/// A function k of one row, of unit strength; it answers for the rows of a leaf at once. What it does with them is
/// `#[inline(always)]`, free of allocations, and compiled for the processor at hand.
pub trait RowKernel: Clone + Send + Sync + 'static {
    /// What is known at one point.
    type Cache: RowCache;

    /// The entries of a row, where θ has so many columns.
    fn width(&self, columns: usize) -> usize;

    /// Σ k over the rows.
    fn value(&self, leaf: Leaf<'_>) -> f64;

    /// The same, with scale·∇k written to `out`.
    fn value_gradient(&self, leaf: Leaf<'_>, scale: f64, out: &mut [f64]) -> f64;

    /// Computes once, for all rows, what `scale`·k is asked for at one point, where its gradient is known.
    fn prepare(&self, all: Leaf<'_>, scale: f64, gradient: &[f64]) -> Self::Cache;
}

/// A function of rows, strength included, at one point.
pub trait RowCache: Send + Sync + 'static {
    /// Its Hessian.
    fn hessian(&self) -> Curvature;
    /// A bound on it and on 0.
    fn bound(&self) -> Curvature;
    /// The derivative of the Hessian along v.
    fn hessian_along(&self, v: &[f64]) -> Curvature;
}

/// A function of rows that is differentiable in the logarithm of its shape parameters.
pub trait ShapedRowKernel: RowKernel {
    /// The names of the shape parameters.
    fn shapes(&self) -> &'static [&'static str];
    /// Σ ∂k/∂ log s over the rows, for the shape of the given index; scale·∂∇k/∂ log s is written to `out`.
    fn shape_gradient(&self, shape: usize, leaf: Leaf<'_>, scale: f64, out: &mut [f64]) -> f64;
    /// ∂∇²/∂ log s of what was prepared.
    fn shape_hessian(&self, shape: usize, cache: &Self::Cache) -> Curvature;
}

/// λ Σ_r k(θ_r).
///
/// ```
/// use penlik::linalg::Workers;
/// use penlik::penalties::{Block, Hoyer, Penalty, Rows};
/// let penalty = Rows::new(Hoyer, 1.0)?;
/// let value = penalty.value(Block::row(&[3.0, 4.0]), &Workers::sequential())?;
/// assert!((value - 0.965685424949238).abs() < 1e-15);
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Rows<K> {
    kernel: K,
    strength: f64,
}

impl<K: RowKernel> Rows<K> {
    /// The function of a row, multiplied by a strength λ ≥ 0.
    pub fn new(kernel: K, strength: f64) -> Result<Self, CheckError> {
        Ok(Self { kernel, strength: non_negative("strength", strength)? })
    }

    /// The width of a row, where θ consists of such rows.
    fn door(&self, theta: Block<'_>) -> Result<usize, CheckError> {
        let width = self.kernel.width(theta.columns());
        rows("theta", theta.values().len(), width).map(|()| width)
    }

    /// λ times a sum over θ, or why that is not a number.
    fn scaled(&self, sum: f64, theta: &[f64], quantity: &'static str) -> Result<f64, PenaltyError> {
        let value = self.strength * sum;
        if value.is_finite() {
            return Ok(value);
        }
        finite("theta", theta)?;
        Err(PenaltyError::Overflow { quantity })
    }

    /// A pass that writes `out` leaf by leaf and adds up what it returns. NaN where a number read or written is not finite.
    fn pass(
        &self,
        theta: &[f64],
        width: usize,
        out: &mut [f64],
        workers: &Workers,
        f: impl Fn(&K, Leaf<'_>, &mut [f64]) -> f64 + Sync,
    ) -> f64 {
        let size = leaf_size(width);
        let leaf = |leaf: usize, out: &mut [f64]| {
            let x = &theta[leaf * size..][..out.len()];
            dispatch(
                #[inline(always)]
                || {
                    let sum = if is_finite(x) { f(&self.kernel, Leaf { x, width }, out) } else { f64::NAN };
                    if is_finite(out) { sum } else { f64::NAN }
                },
            )
        };
        fitting(theta.len(), workers).tree_mut(out, size, &leaf, &|a, b| a + b).unwrap_or(0.0)
    }

    fn prepared(&self, theta: &[f64], width: usize, gradient: &[f64]) -> K::Cache {
        dispatch(
            #[inline(always)]
            || self.kernel.prepare(Leaf { x: theta, width: width.max(1) }, self.strength, gradient),
        )
    }
}

fn leaf_size(width: usize) -> usize {
    width.max(1) * (LEAF / width.max(1)).clamp(1, MOST_ROWS)
}

fn fitting(n: usize, workers: &Workers) -> &Workers {
    static ALONE: Workers = Workers::sequential();
    if n < PARALLEL_FROM { &ALONE } else { workers }
}

fn is_finite_curvature(curvature: &Curvature) -> bool {
    let mut diagonal = vec![0.0; curvature.dimension()];
    curvature.diagonal(&mut diagonal);
    all_finite(&diagonal)
}

impl<K: RowKernel> Penalty for Rows<K> {
    fn value(&self, theta: Block<'_>, workers: &Workers) -> Result<f64, PenaltyError> {
        let (width, theta) = (self.door(theta)?, theta.values());
        let size = leaf_size(width);
        let leaf = |leaf: usize| {
            let x = &theta[leaf * size..theta.len().min((leaf + 1) * size)];
            dispatch(
                #[inline(always)]
                || if is_finite(x) { self.kernel.value(Leaf { x, width }) } else { f64::NAN },
            )
        };
        let sum = fitting(theta.len(), workers).tree(theta.len().div_ceil(size), &leaf, &|a, b| a + b);
        self.scaled(sum.unwrap_or(0.0), theta, "the value")
    }
}

impl<K: RowKernel> Smooth for Rows<K> {
    fn value_gradient(&self, theta: Block<'_>, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        let (width, theta, strength) = (self.door(theta)?, theta.values(), self.strength);
        length("out", out.len(), theta.len())?;
        let sum = self.pass(
            theta,
            width,
            out,
            workers,
            #[inline(always)]
            |k, leaf, out| k.value_gradient(leaf, strength, out),
        );
        self.scaled(sum, theta, "the value or the gradient")
    }

    fn at(&self, theta: Block<'_>, workers: &Workers) -> Result<Box<dyn Local>, PenaltyError> {
        let mut gradient = vec![0.0; theta.values().len()];
        let value = self.value_gradient(theta, &mut gradient, workers)?;
        let cache = self.prepared(theta.values(), self.door(theta)?, &gradient);
        let hessian = cache.hessian();
        if !is_finite_curvature(&hessian) {
            return Err(PenaltyError::Overflow { quantity: "the Hessian" });
        }
        Ok(Box::new(RowsLocal { value, gradient, hessian, cache, bound: std::sync::OnceLock::new() }))
    }
}

impl<K: ShapedRowKernel> Shaped for Rows<K> {
    fn shapes(&self) -> &'static [&'static str] {
        self.kernel.shapes()
    }

    fn gradient_log_shape(&self, theta: Block<'_>, workers: &Workers) -> Result<Vec<f64>, PenaltyError> {
        let (width, theta) = (self.door(theta)?, theta.values());
        let mut unused = vec![0.0; theta.len()];
        let mut one = |shape| {
            let sum =
                self.pass(theta, width, &mut unused, workers, |k, leaf, out| k.shape_gradient(shape, leaf, 1.0, out));
            self.scaled(sum, theta, "the derivative in a shape")
        };
        (0..self.shapes().len()).map(&mut one).collect()
    }

    fn gradient_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        out: &mut [f64],
        workers: &Workers,
    ) -> Result<(), PenaltyError> {
        let (width, theta, strength) = (self.door(theta)?, theta.values(), self.strength);
        length("out", out.len(), theta.len())?;
        let sum = self.pass(theta, width, out, workers, |k, leaf, out| k.shape_gradient(shape, leaf, strength, out));
        self.scaled(sum, theta, "the derivative in a shape").map(drop)
    }

    fn hessian_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        workers: &Workers,
    ) -> Result<Curvature, PenaltyError> {
        let mut gradient = vec![0.0; theta.values().len()];
        self.value_gradient(theta, &mut gradient, workers)?;
        let cache = self.prepared(theta.values(), self.door(theta)?, &gradient);
        let curvature = self.kernel.shape_hessian(shape, &cache);
        if is_finite_curvature(&curvature) {
            return Ok(curvature);
        }
        Err(PenaltyError::Overflow { quantity: "the derivative in a shape" })
    }
}

struct RowsLocal<C> {
    value: f64,
    gradient: Vec<f64>,
    hessian: Curvature,
    cache: C,
    bound: std::sync::OnceLock<Curvature>,
}

impl<C: RowCache> Local for RowsLocal<C> {
    fn value(&self) -> f64 {
        self.value
    }

    fn gradient(&self) -> &[f64] {
        &self.gradient
    }

    fn hessian(&self) -> &Curvature {
        &self.hessian
    }

    fn bound(&self) -> &Curvature {
        self.bound.get_or_init(|| self.cache.bound())
    }

    fn hessian_along(&self, v: &[f64]) -> Curvature {
        self.cache.hessian_along(v)
    }
}
