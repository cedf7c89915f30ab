//! One pass of a function over the rows of θ.
//!
//! Rows are cut into fixed leaves of about [`LEAF`] entries, whose sums are added in the fixed tree of [`Workers`]: the same bits
//! for any number of threads. A function of single entries may cut a row anywhere.

use crate::check::{CheckError, Explain, all_finite, finite, length, non_negative};
use crate::kernels::stream::{LEAF, PARALLEL_FROM};
use crate::linalg::Workers;
use crate::penalties::{Block, PenaltyError};
use crate::prox::positive_zeros;

/// How θ is cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    /// Entries that a function sees together.
    unit: usize,
    /// Entries of a leaf, a multiple of the unit.
    leaf: usize,
}

impl Cut {
    /// Row by row; `anywhere` lets a row be cut too.
    pub(super) fn new(columns: usize, anywhere: bool) -> Self {
        if anywhere {
            return Self { unit: LEAF, leaf: LEAF };
        }
        let unit = columns.max(1);
        Self { unit, leaf: unit * (LEAF / unit).max(1) }
    }

    /// The sum of f(index of the row, row), which may be infinite.
    pub(super) fn sum(
        self,
        theta: &[f64],
        workers: &Workers,
        f: impl Fn(usize, &[f64]) -> Result<f64, CheckError> + Sync,
    ) -> Result<f64, PenaltyError> {
        let one = |leaf: usize| {
            let base = leaf * self.leaf;
            let rows = theta[base..theta.len().min(base + self.leaf)].chunks(self.unit).enumerate();
            rows.map(|(i, row)| f(base / self.unit + i, row)).sum::<Result<f64, CheckError>>()
        };
        finite("theta", theta)?;
        let total = fitting(theta.len(), workers).tree(theta.len().div_ceil(self.leaf), &one, &plus);
        total.unwrap_or(Ok(0.0)).map_err(about_theta)
    }

    /// out ← f applied to each row of it, and the sum of what it returns. What is not finite among what a row becomes is an error.
    pub(super) fn update(
        self,
        out: &mut [f64],
        workers: &Workers,
        f: impl Fn(usize, &mut [f64]) -> Result<f64, CheckError> + Sync,
    ) -> Result<f64, PenaltyError> {
        let one = |leaf: usize, out: &mut [f64]| {
            let mut total = 0.0;
            for (i, row) in out.chunks_mut(self.unit).enumerate() {
                total += f(leaf * (self.leaf / self.unit) + i, row)?;
            }
            positive_zeros(out);
            Ok(if all_finite(out) { total } else { f64::NAN })
        };
        let total = fitting(out.len(), workers).tree_mut(out, self.leaf, &one, &plus).unwrap_or(Ok(0.0));
        let total = total.map_err(about_theta)?;
        if total.is_nan() { Err(PenaltyError::Overflow { quantity: "the result" }) } else { Ok(total) }
    }
}

/// Checks a step, which is 0 or more, and a result's length, and copies θ there.
pub(super) fn enter(theta: Block<'_>, step: f64, out: &mut [f64]) -> Result<(), PenaltyError> {
    let theta = theta.values();
    length("out", out.len(), theta.len())?;
    non_negative("step", step)?;
    finite("theta", theta)?;
    out.copy_from_slice(theta);
    Ok(())
}

/// A refusal of what a map calls x.
pub(super) fn about_theta(error: CheckError) -> PenaltyError {
    let argument = if error.argument() == "x" { "theta".to_owned() } else { error.argument() };
    CheckError::new(error.code(), argument, error.value(), error.expected()).into()
}

fn plus(a: Result<f64, CheckError>, b: Result<f64, CheckError>) -> Result<f64, CheckError> {
    Ok(a? + b?)
}

fn fitting(n: usize, workers: &Workers) -> &Workers {
    static ALONE: Workers = Workers::sequential();
    if n < PARALLEL_FROM { &ALONE } else { workers }
}
