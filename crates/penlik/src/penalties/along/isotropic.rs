//! Isotropic total variation of a grid, rounded off.
//!
//! P(θ) = λ Σ_p r_p, r_p = √(dx_p² + dy_p² + ε²), over the points of the grid that have a difference dx to the right or dy below
//! (one that would leave the grid is 0); on a single row or column it is the total variation along it. With u = (dx, dy) and
//! p = u/r, per point: gradient p, Hessian (I − p pᵀ)/r; the bound is the Hessian, since P is convex
//! (L. I. Rudin, S. Osher and E. Fatemi, "Nonlinear total variation based noise removal algorithms", Physica D 60, 1992).

use std::sync::Arc;

use super::grid::Grid;
use super::{adjoint, congruence, numbers};
use crate::check::{CheckError, finite, length, non_negative, positive};
use crate::curvature::{Congruence, Curvature, LinearMap};
use crate::kernels::radius::radius;
use crate::kernels::stream::{LEAF, fitting};
use crate::linalg::Workers;
use crate::penalties::{Block, Local, Penalty, PenaltyError, Shaped, Smooth};

/// λ Σ √(dx² + dy² + ε²) over the points of the grid θ.
///
/// ```
/// use penlik::linalg::Workers;
/// use penlik::penalties::along::IsotropicVariation;
/// use penlik::penalties::{Block, Penalty};
/// let penalty = IsotropicVariation::new(1e-9, 1.0)?;
/// let theta = [0.0, 3.0, 4.0, 0.0];
/// let value = penalty.value(Block::new(&theta, 2)?, &Workers::sequential())?;
/// assert!((value - (5.0 + 3.0 + 4.0)).abs() < 1e-12);
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct IsotropicVariation {
    eps: f64,
    strength: f64,
}

/// The unit vector p = u/r and r at one point.
#[derive(Clone, Copy)]
struct Slope {
    p: [f64; 2],
    q: f64,
    r: f64,
}

impl Slope {
    /// 3x² − 1, which is 2x² − y² − q² since x² + y² + q² = 1.
    fn excess(&self, x: f64, y: f64) -> f64 {
        2.0 * x * x - y * y - self.q * self.q
    }
}

/// A symmetric 2 × 2 block.
type Square = [f64; 4];

impl IsotropicVariation {
    /// The width ε > 0 of the rounding, in units of θ, and a strength λ ≥ 0.
    pub fn new(eps: f64, strength: f64) -> Result<Self, CheckError> {
        Ok(Self { eps: positive("eps", eps)?, strength: non_negative("strength", strength)? })
    }

    fn outputs(&self, theta: Block<'_>, workers: &Workers) -> Result<(Grid, Vec<f64>), CheckError> {
        finite("theta", theta.values())?;
        let map = Grid::new(theta);
        let mut u = vec![0.0; map.outputs()];
        let leaf = |leaf: usize, out: &mut [f64]| map.apply(leaf * LEAF, theta.values(), out);
        fitting(u.len(), workers).tree_mut(&mut u, LEAF, &leaf, &|(), ()| ());
        Ok((map, u))
    }

    fn slope(&self, u: &[f64]) -> Slope {
        let (x, y) = (u.first().copied().unwrap_or(0.0), u.get(1).copied().unwrap_or(0.0));
        let r = radius(y, radius(x, self.eps));
        Slope { p: [x / r, y / r], q: self.eps / r, r }
    }

    /// u ← what `write` makes of each pair, and λ times the sum of the numbers it returns.
    fn pass(
        &self,
        u: &mut [f64],
        workers: &Workers,
        quantity: &'static str,
        write: impl Fn(Slope, &mut [f64]) -> f64 + Sync,
    ) -> Result<f64, PenaltyError> {
        let leaf = |_: usize, u: &mut [f64]| {
            u.chunks_mut(2).fold(0.0, |sum, u| {
                let slope = self.slope(u);
                sum + write(slope, u)
            })
        };
        let sum = fitting(u.len(), workers).tree_mut(u, LEAF, &leaf, &|a, b| a + b);
        let value = self.strength * sum.unwrap_or(0.0);
        if value.is_finite() { Ok(value) } else { Err(PenaltyError::Overflow { quantity }) }
    }

    /// DᵀCD with the block λ·f of each point.
    fn blocks(&self, u: &[f64], f: impl Fn(usize, Slope) -> Square) -> Vec<f64> {
        let blocks = u.chunks(2).enumerate().map(|(point, u)| f(point, self.slope(u)));
        blocks.flatten().map(|x| self.strength * x).collect()
    }
}

/// (I − p pᵀ)/r; the diagonal without a difference.
fn hessian(Slope { p: [x, y], q, r }: Slope) -> Square {
    let off = -x * y / r;
    [y.mul_add(y, q * q) / r, off, off, x.mul_add(x, q * q) / r]
}

/// The change of the Hessian as u moves along w, (3(p·w) p pᵀ − w pᵀ − p wᵀ − (p·w) I)/r². Its entries are written without the
/// differences 1 − x² and 3x² − 1, in which a u far beyond ε would lose its digits.
fn hessian_along(slope: Slope, w: &[f64]) -> Square {
    let Slope { p: [x, y], q, r } = slope;
    let (a, b) = (w[0] / r / r, w[1] / r / r);
    let (of_x, of_y) = (slope.excess(x, y), slope.excess(y, x));
    let off = a * y * of_x + b * x * of_y;
    let along_x = y * b * of_x - 3.0 * x * a * y.mul_add(y, q * q);
    [along_x, off, off, x * a * of_y - 3.0 * y * b * x.mul_add(x, q * q)]
}

/// ∂/∂ log ε of the Hessian: q²(3 p pᵀ − I)/r with q = ε/r.
fn hessian_along_width(slope: Slope) -> Square {
    let Slope { p: [x, y], q, r } = slope;
    let (c, off) = (q * q / r, 3.0 * x * y);
    [c * slope.excess(x, y), c * off, c * off, c * slope.excess(y, x)]
}

impl Penalty for IsotropicVariation {
    fn value(&self, theta: Block<'_>, workers: &Workers) -> Result<f64, PenaltyError> {
        let (_, mut u) = self.outputs(theta, workers)?;
        self.pass(&mut u, workers, "the value", |slope, _| slope.r)
    }
}

impl Smooth for IsotropicVariation {
    fn value_gradient(&self, theta: Block<'_>, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        length("out", out.len(), theta.values().len())?;
        let (map, mut u) = self.outputs(theta, workers)?;
        let value = self.pass(&mut u, workers, "the value", |slope, u| {
            u.iter_mut().zip(slope.p).for_each(|(u, p)| *u = self.strength * p);
            slope.r
        })?;
        adjoint(&map, &u, out, workers);
        numbers(out, "the gradient")?;
        Ok(value)
    }

    fn at(&self, theta: Block<'_>, workers: &Workers) -> Result<Box<dyn Local>, PenaltyError> {
        let mut gradient = vec![0.0; theta.values().len()];
        let value = self.value_gradient(theta, &mut gradient, workers)?;
        let (map, u) = self.outputs(theta, workers)?;
        let map = Arc::new(map);
        let curvature = congruence(map.clone(), 2, self.blocks(&u, |_, slope| hessian(slope)))?;
        Ok(Box::new(GridLocal { penalty: self.clone(), map, u, value, gradient, hessian: curvature }))
    }
}

impl Shaped for IsotropicVariation {
    fn shapes(&self) -> &'static [&'static str] {
        &["eps"]
    }

    fn gradient_log_shape(&self, theta: Block<'_>, workers: &Workers) -> Result<Vec<f64>, PenaltyError> {
        let (_, mut u) = self.outputs(theta, workers)?;
        let slope = self.pass(&mut u, workers, "the derivative in a shape", |slope, _| self.eps * slope.q)?;
        Ok(vec![slope])
    }

    fn gradient_along_log_shape(
        &self,
        _shape: usize,
        theta: Block<'_>,
        out: &mut [f64],
        workers: &Workers,
    ) -> Result<(), PenaltyError> {
        length("out", out.len(), theta.values().len())?;
        let (map, mut u) = self.outputs(theta, workers)?;
        self.pass(&mut u, workers, "the derivative in a shape", |slope, u| {
            let c = self.strength * slope.q * slope.q;
            u.iter_mut().zip(slope.p).for_each(|(u, p)| *u = -c * p);
            0.0
        })?;
        adjoint(&map, &u, out, workers);
        numbers(out, "the derivative in a shape")
    }

    fn hessian_along_log_shape(
        &self,
        _shape: usize,
        theta: Block<'_>,
        workers: &Workers,
    ) -> Result<Curvature, PenaltyError> {
        let (map, u) = self.outputs(theta, workers)?;
        congruence(Arc::new(map), 2, self.blocks(&u, |_, slope| hessian_along_width(slope)))
    }
}

struct GridLocal {
    penalty: IsotropicVariation,
    map: Arc<Grid>,
    u: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
    hessian: Curvature,
}

impl Local for GridLocal {
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
        &self.hessian
    }

    fn hessian_along(&self, v: &[f64]) -> Curvature {
        let mut w = vec![0.0; self.map.outputs()];
        self.map.apply(0, v, &mut w);
        let blocks = self.penalty.blocks(&self.u, |point, slope| hessian_along(slope, &w[2 * point..]));
        Curvature::Congruence(Congruence::made(self.map.clone(), 2, blocks))
    }
}
