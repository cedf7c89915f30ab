//! The lift of functions f of a whole matrix: P(θ) = λ·f(θ).
//!
//! λ ≥ 0 is the strength. A function is written at unit strength and behind a door: what it is asked, θ fits it and is finite.

use std::fmt::Debug;
use std::sync::Arc;

use super::super::{Block, Local, Penalty, PenaltyError, Shaped, Smooth};
use crate::check::{CheckError, all_finite, finite, length, non_negative};
use crate::curvature::{Curvature, Operator};
use crate::linalg::Workers;

/// A function f of an n × k matrix.
pub trait MatrixFunction: Clone + Debug + Send + Sync + 'static {
    /// What is prepared at one point.
    type Point: MatrixPoint;

    /// Whether θ may have this shape.
    fn fits(&self, theta: Block<'_>) -> Result<(), CheckError>;

    /// f(θ)
    fn value(&self, theta: Block<'_>) -> Result<f64, PenaltyError>;

    /// out = ∇f(θ), and f(θ) returned.
    fn value_gradient(&self, theta: Block<'_>, out: &mut [f64]) -> Result<f64, PenaltyError>;

    /// What second and third derivatives at θ have in common.
    fn prepare(&self, theta: Block<'_>) -> Result<Self::Point, PenaltyError>;
}

/// f near one point.
pub trait MatrixPoint: Debug + Send + Sync + 'static {
    /// ∇²f
    fn hessian(self: &Arc<Self>) -> Arc<dyn Operator>;
    /// An operator above ∇²f and above 0.
    fn bound(self: &Arc<Self>) -> Arc<dyn Operator>;
    /// The derivative of ∇²f along u.
    fn along(self: &Arc<Self>, u: &[f64]) -> Arc<dyn Operator>;
}

/// A function with shape parameters s.
pub trait ShapedFunction: MatrixFunction {
    /// The names of the shape parameters.
    const SHAPES: &'static [&'static str];
    /// ∂f/∂ log s, for the shape parameter of the given index.
    fn along_shape(&self, shape: usize, point: &Arc<Self::Point>) -> f64;
    /// out = ∂∇f/∂ log s
    fn gradient_along_shape(&self, shape: usize, point: &Arc<Self::Point>, out: &mut [f64]);
    /// ∂∇²f/∂ log s
    fn hessian_along_shape(&self, shape: usize, point: &Arc<Self::Point>) -> Arc<dyn Operator>;
}

/// λ·f(θ).
///
/// ```
/// use penlik::linalg::Workers;
/// use penlik::penalties::{Block, Orthogonality, Penalty, Whole};
/// let penalty = Whole::new(Orthogonality::of_columns(), 2.0)?;
/// assert_eq!(penalty.value(Block::new(&[1.0, 0.0, 0.0, 3.0], 2)?, &Workers::sequential())?, 64.0);
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Whole<F> {
    function: F,
    strength: f64,
}

impl<F: MatrixFunction> Whole<F> {
    /// The function, multiplied by a strength λ ≥ 0.
    pub fn new(function: F, strength: f64) -> Result<Self, CheckError> {
        Ok(Self { function, strength: non_negative("strength", strength)? })
    }

    fn door(&self, theta: Block<'_>) -> Result<(), PenaltyError> {
        self.function.fits(theta)?;
        Ok(finite("theta", theta.values())?)
    }

    fn point(&self, theta: Block<'_>) -> Result<Arc<F::Point>, PenaltyError> {
        self.door(theta)?;
        Ok(Arc::new(self.function.prepare(theta)?))
    }

    fn scaled(&self, operator: Arc<dyn Operator>) -> Curvature {
        Curvature::Implicit(operator).scaled(self.strength)
    }

    /// out ← λ·out, and whether that and λ·value are numbers.
    fn strengthened(&self, value: f64, out: &mut [f64], quantity: &'static str) -> Result<f64, PenaltyError> {
        out.iter_mut().for_each(|x| *x *= self.strength);
        let value = self.strength * value;
        if value.is_finite() && all_finite(out) { Ok(value) } else { Err(PenaltyError::Overflow { quantity }) }
    }
}

impl<F: MatrixFunction> Penalty for Whole<F> {
    fn value(&self, theta: Block<'_>, _workers: &Workers) -> Result<f64, PenaltyError> {
        self.door(theta)?;
        self.strengthened(self.function.value(theta)?, &mut [], "the value")
    }
}

impl<F: MatrixFunction> Smooth for Whole<F> {
    fn value_gradient(&self, theta: Block<'_>, out: &mut [f64], _workers: &Workers) -> Result<f64, PenaltyError> {
        length("out", out.len(), theta.values().len())?;
        self.door(theta)?;
        let value = self.function.value_gradient(theta, out)?;
        self.strengthened(value, out, "the value or the gradient")
    }

    fn at(&self, theta: Block<'_>, workers: &Workers) -> Result<Box<dyn Local>, PenaltyError> {
        let mut gradient = vec![0.0; theta.values().len()];
        let value = self.value_gradient(theta, &mut gradient, workers)?;
        let point = self.point(theta)?;
        let (hessian, bound) = (self.scaled(point.hessian()), self.scaled(point.bound()));
        let (mut probe, ones) = (vec![0.0; gradient.len()], vec![1.0; gradient.len()]);
        for curvature in [&hessian, &bound] {
            // A product may overflow where the diagonal does not.
            curvature.diagonal(&mut probe);
            let is_finite = all_finite(&probe);
            curvature.apply(&ones, &mut probe);
            if !(is_finite && all_finite(&probe)) {
                return Err(PenaltyError::Overflow { quantity: "the Hessian" });
            }
        }
        Ok(Box::new(WholeLocal { lift: self.clone(), point, value, gradient, hessian, bound }))
    }
}

impl<F: ShapedFunction> Shaped for Whole<F> {
    fn shapes(&self) -> &'static [&'static str] {
        F::SHAPES
    }

    fn gradient_log_shape(&self, theta: Block<'_>, _workers: &Workers) -> Result<Vec<f64>, PenaltyError> {
        let point = self.point(theta)?;
        let one = |s| self.strengthened(self.function.along_shape(s, &point), &mut [], "the derivative in a shape");
        (0..F::SHAPES.len()).map(one).collect()
    }

    fn gradient_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        out: &mut [f64],
        _workers: &Workers,
    ) -> Result<(), PenaltyError> {
        length("out", out.len(), theta.values().len())?;
        let point = self.point(theta)?;
        self.function.gradient_along_shape(shape, &point, out);
        self.strengthened(0.0, out, "the derivative in a shape").map(drop)
    }

    fn hessian_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        _workers: &Workers,
    ) -> Result<Curvature, PenaltyError> {
        let point = self.point(theta)?;
        let curvature = self.scaled(self.function.hessian_along_shape(shape, &point));
        // One product tells: what is not finite in any part of it comes through.
        let n = curvature.dimension();
        let direction: Vec<f64> = (0..n).map(|i| i as f64 / n as f64).collect();
        let mut product = vec![0.0; n];
        curvature.apply(&direction, &mut product);
        if all_finite(&product) {
            return Ok(curvature);
        }
        Err(PenaltyError::Overflow { quantity: "the derivative in a shape" })
    }
}

struct WholeLocal<F: MatrixFunction> {
    lift: Whole<F>,
    point: Arc<F::Point>,
    value: f64,
    gradient: Vec<f64>,
    hessian: Curvature,
    bound: Curvature,
}

impl<F: MatrixFunction> Local for WholeLocal<F> {
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
        &self.bound
    }

    fn hessian_along(&self, v: &[f64]) -> Curvature {
        self.lift.scaled(self.point.along(v))
    }
}
