//! The thresholds of JumpReLU as shape parameters: one for every column, which the other columns do not depend on.

use super::{Block, PenaltyError, Separable, Shaped};
use crate::check::length;
use crate::curvature::{Curvature, Diagonal};
use crate::kernels::{JumpRelu, Scalar};
use crate::linalg::Workers;

impl Shaped for Separable<JumpRelu> {
    fn shapes(&self) -> &'static [&'static str] {
        &["thresholds"]
    }

    /// One number for every threshold.
    fn gradient_log_shape(&self, theta: Block<'_>, workers: &Workers) -> Result<Vec<f64>, PenaltyError> {
        self.value_of(theta, workers)?;
        let (columns, mut sums) = (self.kernel().columns(), vec![]);
        sums.resize(columns, 0.0);
        for row in theta.values().chunks_exact(columns) {
            for (j, (sum, x)) in sums.iter_mut().zip(row).enumerate() {
                *sum += self.kernel().threshold_jet(j, *x).value;
            }
        }
        sums.iter_mut().for_each(|sum| *sum *= self.strength());
        self.checked(sums)
    }

    fn gradient_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        out: &mut [f64],
        workers: &Workers,
    ) -> Result<(), PenaltyError> {
        length("out", out.len(), theta.values().len())?;
        out.copy_from_slice(&self.column(shape, theta, workers, |j, x| self.kernel().threshold_jet(j, x).d1)?);
        Ok(())
    }

    fn hessian_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        workers: &Workers,
    ) -> Result<Curvature, PenaltyError> {
        let diagonal = self.column(shape, theta, workers, |j, x| self.kernel().threshold_jet(j, x).d2)?;
        Ok(Curvature::Diagonal(Diagonal::new(diagonal)))
    }
}

impl Separable<JumpRelu> {
    /// λ·f(j, x) in one column, 0 in the others.
    fn column(
        &self,
        column: usize,
        theta: Block<'_>,
        workers: &Workers,
        f: impl Fn(usize, f64) -> f64,
    ) -> Result<Vec<f64>, PenaltyError> {
        self.value_of(theta, workers)?;
        let (columns, mut out) = (self.kernel().columns(), vec![0.0; theta.values().len()]);
        for i in (column..out.len()).step_by(columns) {
            out[i] = self.strength() * f(column, theta.values()[i]);
        }
        self.checked(out)
    }

    fn value_of(&self, theta: Block<'_>, workers: &Workers) -> Result<(), PenaltyError> {
        // The first look at θ finds what is wrong with it.
        super::Penalty::value(self, theta, workers).map(drop)
    }

    fn checked(&self, numbers: Vec<f64>) -> Result<Vec<f64>, PenaltyError> {
        if crate::check::all_finite(&numbers) {
            return Ok(numbers);
        }
        Err(PenaltyError::Overflow { quantity: "the derivative in a shape" })
    }
}
