//! Automatic relevance determination: P(θ) = λ·Σ_j ½λ_j‖t_j‖² over the columns t_j of θ.
//!
//! λ_j > 0 is the precision of column j and λ ≥ 0 the strength. Precisions are shape parameters: ∂P/∂log λ_j = λ·½λ_j‖t_j‖², and
//! the log-normaliser of n rows is −½n·Σ_j (ρ + log λ_j). A column whose precision grows without bound is switched off.
//! Source: D. J. C. MacKay, "Bayesian non-linear modeling for the prediction competition", ASHRAE Transactions 100 (1994);
//! R. M. Neal, Bayesian Learning for Neural Networks (1996).

use super::super::block::zeros;
use super::super::{
    Block, DiagonalProx, EntryProx, Local, LogNormalizer, Majorized, Normalized, Penalty, PenaltyError, Prox,
    Separable, Shaped, Smooth,
};
use super::rows_of;
use crate::check::{CheckError, Code, finite, length, positive};
use crate::curvature::{Curvature, Diagonal};
use crate::kernels::Precision;
use crate::kernels::stream::sum;
use crate::linalg::Workers;

/// λ·Σ_j ½λ_j‖t_j‖².
///
/// ```
/// use penlik::linalg::Workers;
/// use penlik::penalties::{Ard, Block, Penalty, Shaped};
/// let penalty = Ard::new(vec![1.0, 0.5], 1.0)?;
/// let (theta, alone) = (Block::new(&[1.0, 2.0, 3.0, 4.0], 2)?, Workers::sequential());
/// assert_eq!(penalty.value(theta, &alone)?, 10.0);
/// assert_eq!(penalty.gradient_log_shape(theta, &alone)?, [5.0, 5.0]);
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Ard {
    kernel: Precision,
    strength: f64,
    sum: Separable<Precision>,
}

impl Ard {
    /// A precision > 0 for each column, and λ ≥ 0.
    pub fn new(precisions: Vec<f64>, strength: f64) -> Result<Self, CheckError> {
        let kernel = Precision::new(precisions)?;
        Ok(Self { sum: Separable::new(kernel.clone(), strength)?, kernel, strength })
    }

    /// θ has as many columns as there are precisions.
    fn door(&self, theta: Block<'_>) -> Result<(), CheckError> {
        rows_of(theta, self.kernel.precisions().len())
    }

    fn precision(&self, shape: usize) -> Result<f64, CheckError> {
        let precisions = self.kernel.precisions();
        precisions.get(shape).copied().ok_or_else(|| {
            let expected = format!("an index below {}", precisions.len());
            CheckError::new(Code::Domain, "shape", shape.to_string(), expected)
        })
    }

    /// λλ_j·½‖t_j‖², summed over the entries of column j alone.
    fn share(&self, j: usize, theta: &[f64], workers: &Workers) -> Result<f64, PenaltyError> {
        let k = self.kernel.precisions().len();
        let column: Vec<f64> = theta.iter().skip(j).step_by(k).copied().collect();
        let weight = self.kernel.precisions()[j];
        let pass = sum(
            &column,
            workers,
            #[inline(always)]
            move |_, x| 0.5 * (weight * x) * x,
        );
        let value = self.strength * pass.sum();
        if pass.is_finite() && value.is_finite() {
            return Ok(value);
        }
        finite("theta", theta)?;
        Err(PenaltyError::Overflow { quantity: "the derivative in a shape" })
    }

    /// (λλ_j·f(θ_i)) at the entries of column j, 0 elsewhere.
    fn fill(&self, j: usize, theta: &[f64], out: &mut [f64], f: impl Fn(f64) -> f64) -> Result<(), PenaltyError> {
        finite("theta", theta)?;
        let (k, weight) = (self.kernel.precisions().len(), self.precision(j)?);
        out.fill(0.0);
        for (out, x) in out.iter_mut().zip(theta).skip(j).step_by(k) {
            *out = self.strength * (weight * f(*x));
            if !out.is_finite() {
                return Err(PenaltyError::Overflow { quantity: "the derivative in a shape" });
            }
        }
        Ok(())
    }
}

impl Penalty for Ard {
    fn value(&self, theta: Block<'_>, workers: &Workers) -> Result<f64, PenaltyError> {
        self.door(theta)?;
        self.sum.value(theta, workers)
    }
}

impl Smooth for Ard {
    fn value_gradient(&self, theta: Block<'_>, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        self.door(theta)?;
        self.sum.value_gradient(theta, out, workers)
    }

    fn at(&self, theta: Block<'_>, workers: &Workers) -> Result<Box<dyn Local>, PenaltyError> {
        self.door(theta)?;
        self.sum.at(theta, workers)
    }
}

impl Majorized for Ard {
    fn mm_weights(&self, theta: Block<'_>, out: &mut [f64], workers: &Workers) -> Result<(), PenaltyError> {
        self.door(theta)?;
        self.sum.mm_weights(theta, out, workers)
    }
}

impl Shaped for Ard {
    fn shapes(&self) -> &'static [&'static str] {
        &["precisions"]
    }

    fn gradient_log_shape(&self, theta: Block<'_>, workers: &Workers) -> Result<Vec<f64>, PenaltyError> {
        self.door(theta)?;
        (0..self.kernel.precisions().len()).map(|j| self.share(j, theta.values(), workers)).collect()
    }

    fn gradient_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        out: &mut [f64],
        _workers: &Workers,
    ) -> Result<(), PenaltyError> {
        self.door(theta)?;
        length("out", out.len(), theta.values().len())?;
        self.fill(shape, theta.values(), out, |x| x)
    }

    fn hessian_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        _workers: &Workers,
    ) -> Result<Curvature, PenaltyError> {
        self.door(theta)?;
        let mut diagonal = vec![0.0; theta.values().len()];
        self.fill(shape, theta.values(), &mut diagonal, |_| 1.0)?;
        Ok(Curvature::Diagonal(Diagonal::new(diagonal)))
    }
}

impl Prox for Ard {
    fn step_limit(&self) -> f64 {
        self.sum.step_limit()
    }

    fn prox(&self, theta: Block<'_>, step: f64, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        self.door(theta)?;
        self.sum.prox(theta, step, out, workers)
    }

    fn prox_in_place(
        &self,
        theta: &mut [f64],
        columns: usize,
        step: f64,
        workers: &Workers,
    ) -> Result<f64, PenaltyError> {
        self.door(Block::new(theta, columns)?)?;
        self.sum.prox_in_place(theta, columns, step, workers)
    }
}

impl DiagonalProx for Ard {
    fn prox_diagonal(
        &self,
        theta: Block<'_>,
        steps: &[f64],
        out: &mut [f64],
        workers: &Workers,
    ) -> Result<f64, PenaltyError> {
        self.door(theta)?;
        self.sum.prox_diagonal(theta, steps, out, workers)
    }

    fn entrywise(&self) -> Option<&dyn EntryProx> {
        self.sum.entrywise()
    }
}

impl Normalized for Ard {
    fn smallest_block(&self) -> (usize, usize) {
        (1, self.kernel.precisions().len())
    }

    fn log_normalizer(&self, rows: usize, columns: usize, factor: f64) -> Result<LogNormalizer, PenaltyError> {
        let theta = zeros(rows, columns)?;
        self.door(Block::new(&theta, columns)?)?;
        let lambda = positive("strength", positive("factor", factor)? * self.strength)?;
        let precisions = self.kernel.precisions();
        let row = LogNormalizer::quadratic(precisions.len(), precisions.iter().map(|p| p.ln()).sum(), lambda);
        let all = LogNormalizer { shapes: vec![-0.5; precisions.len()], ..row }
            .times((theta.len() / precisions.len()) as f64);
        if all.value.is_finite() { Ok(all) } else { Err(PenaltyError::Overflow { quantity: "the log-normalizer" }) }
    }
}
