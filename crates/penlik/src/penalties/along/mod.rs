//! The lift along a linear map: P(θ) = λ Σ_e c_e k((Dθ)_e).
//!
//! λ ≥ 0 is the strength, c_e ≥ 0 are weights of the terms, k is any scalar kernel (its first column where it has several), and
//! D is a [`Layout`]: differences along sequences, differences over the edges of a graph, restriction maps of a sheaf. With
//! u = Dθ: ∇P = λDᵀ(c∘k′(u)), ∇²P = λDᵀ diag(c∘k″(u)) D, and DᵀB_kD is a bound where B_k ≥ max(k″, 0) is one of the kernel.
//! Where D has no output, because a sequence is too short or a graph has no edge, P = 0.
//!
//! The weights of an even kernel belong to the terms and not to entries of θ; there is thus no majorizer by weights for entries.

mod axis;
mod differences;
mod edges;
mod elimination;
mod graph;
mod grid;
mod isotropic;
mod local;
mod normalizer;
mod ordering;
mod sheaf;
mod sparse;

pub use axis::{Axis, Direction};
pub use differences::{Difference, Differences};
pub use edges::Edges;
pub use graph::{Graph, Incidence};
pub use isotropic::IsotropicVariation;
pub use sheaf::{Coboundary, Restrictions, Sheaf};

use std::sync::Arc;

use local::AlongLocal;

use super::{Block, Local, Penalty, PenaltyError, Shaped, Smooth};
use crate::check::{CheckError, all_finite, finite, length, non_negative};
use crate::curvature::{Congruence, Curvature, LinearMap, Operator};
use crate::kernels::stream::{LEAF, Pass, fitting, sum, update};
use crate::kernels::{Ridge, Scalar, ScalarKernel, ShapedKernel};
use crate::linalg::Workers;

/// A linear map for every shape of θ.
pub trait Layout: Clone + Send + Sync + 'static {
    /// The maps.
    type Map: LinearMap + 'static;

    /// D for a θ of this shape; refused where the shape does not fit.
    fn map(&self, theta: Block<'_>) -> Result<Self::Map, CheckError>;

    /// c_e, the weight of output e, for a θ of so many columns.
    fn weight(&self, _e: usize, _columns: usize) -> f64 {
        1.0
    }

    /// The rank of √c·D, which is that of the Hessian where k is a square.
    fn rank(&self, map: &Self::Map, columns: usize) -> Result<usize, CheckError>;

    /// ln det⁺(DᵀCD), the logarithm of the product of the eigenvalues that are not 0.
    fn log_product(&self, map: &Self::Map, columns: usize) -> Result<f64, CheckError>;

    /// The rows and columns of the smallest θ with an output.
    fn smallest_block(&self) -> (usize, usize);
}

/// λ Σ_e c_e k((Dθ)_e).
///
/// ```
/// use penlik::kernels::Ridge;
/// use penlik::linalg::Workers;
/// use penlik::penalties::along::{Along, Axis, Differences};
/// use penlik::penalties::{Block, Smooth};
/// let penalty = Along::new(Ridge, Differences::new(1, Axis::Rows)?, 2.0)?;
/// let mut gradient = [0.0; 3];
/// let value = penalty.value_gradient(Block::row(&[1.0, 2.0, 5.0]), &mut gradient, &Workers::sequential())?;
/// assert_eq!((value, gradient), (10.0, [-2.0, -4.0, 6.0]));
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Along<K, L> {
    kernel: K,
    layout: L,
    strength: f64,
}

impl<K: Scalar, L: Layout> Along<K, L> {
    /// The kernel along the map, multiplied by a strength λ ≥ 0.
    pub fn new(kernel: K, layout: L, strength: f64) -> Result<Self, CheckError> {
        Ok(Self { kernel, layout, strength: non_negative("strength", strength)? })
    }

    /// D, and Dθ for a finite θ.
    fn outputs(&self, theta: Block<'_>, workers: &Workers) -> Result<(L::Map, Vec<f64>), CheckError> {
        let map = self.layout.map(theta)?;
        finite("theta", theta.values())?;
        let mut u = vec![0.0; map.outputs()];
        let leaf = |leaf: usize, out: &mut [f64]| map.apply(leaf * LEAF, theta.values(), out);
        fitting(u.len(), workers).tree_mut(&mut u, LEAF, &leaf, &|(), ()| ());
        Ok((map, u))
    }

    /// c_e·f(k, u_e) for output e.
    fn weighted(
        &self,
        columns: usize,
        f: impl Fn(&K, f64) -> f64 + Clone + Sync,
    ) -> impl Fn(usize, f64) -> f64 + Clone + Sync {
        let (kernel, layout) = (self.kernel.clone(), &self.layout);
        #[inline(always)]
        move |e, u| layout.weight(e, columns) * f(&kernel, u)
    }

    /// λ times the sum of a pass, or why that is not a number.
    fn scaled(&self, pass: Pass, quantity: &'static str) -> Result<f64, PenaltyError> {
        let value = self.strength * pass.sum();
        if pass.is_finite() && value.is_finite() { Ok(value) } else { Err(PenaltyError::Overflow { quantity }) }
    }

    /// λ Σ_e c_e f(k, u_e)
    fn total(
        &self,
        theta: Block<'_>,
        workers: &Workers,
        quantity: &'static str,
        f: impl Fn(&K, f64) -> f64 + Clone + Sync,
    ) -> Result<f64, PenaltyError> {
        let map = self.layout.map(theta)?;
        finite("theta", theta.values())?;
        let f = self.weighted(theta.columns(), f);
        let leaf = |leaf: usize| {
            let (base, mut u) = (leaf * LEAF, [0.0; LEAF]);
            let u = &mut u[..LEAF.min(map.outputs() - base)];
            map.apply(base, theta.values(), u);
            let f = &f;
            sum(
                u,
                workers,
                #[inline(always)]
                move |e, u| f(base + e, u),
            )
        };
        let tree = fitting(map.outputs(), workers).tree(map.outputs().div_ceil(LEAF), &leaf, &Pass::merge);
        self.scaled(tree.unwrap_or(Pass::EMPTY), quantity)
    }

    /// The numbers λc_e f(k, u_e).
    fn each(&self, u: &[f64], columns: usize, f: impl Fn(&K, f64) -> f64) -> Vec<f64> {
        let scale = |e: usize| self.strength * self.layout.weight(e, columns);
        u.iter().enumerate().map(|(e, &u)| scale(e) * f(&self.kernel, u)).collect()
    }
}

impl<L: Layout> Along<Ridge, L> {
    /// The rank r of the quadratic ½θᵀSθ on a θ of this shape; −½·r·ρ is the logarithm of its normalizer at strength e^ρ, up to
    /// a constant.
    pub fn rank(&self, theta: Block<'_>) -> Result<usize, CheckError> {
        self.layout.rank(&self.layout.map(theta)?, theta.columns())
    }
}

/// out = Dᵀu.
fn adjoint(map: &impl LinearMap, u: &[f64], out: &mut [f64], workers: &Workers) {
    let leaf = |leaf: usize, out: &mut [f64]| map.adjoint(leaf * LEAF, u, out);
    fitting(out.len(), workers).tree_mut(out, LEAF, &leaf, &|(), ()| ());
}

/// DᵀCD, or why it is not a matrix of numbers.
fn congruence(map: Arc<dyn LinearMap>, group: usize, inner: Vec<f64>) -> Result<Curvature, PenaltyError> {
    let curvature = Congruence::of_blocks(map, group, inner)?;
    let mut diagonal = vec![0.0; curvature.dimension()];
    curvature.diagonal(&mut diagonal);
    if all_finite(&diagonal) {
        return Ok(Curvature::Congruence(curvature));
    }
    Err(PenaltyError::Overflow { quantity: "the Hessian" })
}

/// A vector of numbers, or which of them overflows.
fn numbers(out: &[f64], quantity: &'static str) -> Result<(), PenaltyError> {
    if all_finite(out) { Ok(()) } else { Err(PenaltyError::Overflow { quantity }) }
}

impl<K: Scalar, L: Layout> Penalty for Along<K, L> {
    fn value(&self, theta: Block<'_>, workers: &Workers) -> Result<f64, PenaltyError> {
        self.total(
            theta,
            workers,
            "the value",
            #[inline(always)]
            |k, u| k.value(0, u),
        )
    }
}

impl<K: ScalarKernel, L: Layout> Smooth for Along<K, L> {
    fn value_gradient(&self, theta: Block<'_>, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        length("out", out.len(), theta.values().len())?;
        let (map, mut u) = self.outputs(theta, workers)?;
        let (kernel, layout, strength, columns) = (self.kernel.clone(), &self.layout, self.strength, theta.columns());
        let pass = update(
            &mut u,
            workers,
            #[inline(always)]
            move |e, u| {
                let (jet, c) = (kernel.jet(0, u), layout.weight(e, columns));
                (c * jet.value, strength * c * jet.d1)
            },
        );
        let value = self.scaled(pass, "the value or the gradient")?;
        adjoint(&map, &u, out, workers);
        numbers(out, "the gradient")?;
        Ok(value)
    }

    fn at(&self, theta: Block<'_>, workers: &Workers) -> Result<Box<dyn Local>, PenaltyError> {
        let mut gradient = vec![0.0; theta.values().len()];
        let value = self.value_gradient(theta, &mut gradient, workers)?;
        let (map, u) = self.outputs(theta, workers)?;
        let hessian = self.each(&u, theta.columns(), |k, u| k.jet(0, u).d2);
        if u.iter().any(|u| self.strength * self.kernel.bound(0, *u) == f64::INFINITY) {
            return Err(PenaltyError::Overflow { quantity: "the bound on the Hessian" });
        }
        Ok(Box::new(AlongLocal::new(self.clone(), Arc::new(map), u, theta.columns(), value, gradient, hessian)?))
    }
}

impl<K: ShapedKernel, L: Layout> Shaped for Along<K, L> {
    fn shapes(&self) -> &'static [&'static str] {
        self.kernel.shapes()
    }

    fn gradient_log_shape(&self, theta: Block<'_>, workers: &Workers) -> Result<Vec<f64>, PenaltyError> {
        let one = |shape| {
            let quantity = "the derivative in a shape";
            self.total(
                theta,
                workers,
                quantity,
                #[inline(always)]
                move |k, u| k.shape_jet(shape, 0, u).value,
            )
        };
        (0..self.shapes().len()).map(one).collect()
    }

    fn gradient_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        out: &mut [f64],
        workers: &Workers,
    ) -> Result<(), PenaltyError> {
        length("out", out.len(), theta.values().len())?;
        let (map, u) = self.outputs(theta, workers)?;
        let slopes = self.each(&u, theta.columns(), |k, u| k.shape_jet(shape, 0, u).d1);
        adjoint(&map, &slopes, out, workers);
        numbers(out, "the derivative in a shape")
    }

    fn hessian_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        workers: &Workers,
    ) -> Result<Curvature, PenaltyError> {
        let (map, u) = self.outputs(theta, workers)?;
        congruence(Arc::new(map), 1, self.each(&u, theta.columns(), |k, u| k.shape_jet(shape, 0, u).d2))
    }
}
