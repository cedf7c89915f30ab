//! The multinomial loss as a function of scores: P(θ) = λ Σ_i (ln Σ_j e^{θ_ij} − θ_{i, c_i}) for rows of K scores with labels c_i.
//!
//! The proximal map solves each row in one unknown (see [`crate::prox::SoftmaxLoss`]).

use super::rows::{Cut, enter};
use crate::check::{CheckError, Code, length, non_negative};
use crate::linalg::Workers;
use crate::penalties::{Block, Penalty, PenaltyError, Prox};
use crate::prox;

/// λ Σ_i (ln Σ_j e^{θ_ij} − θ_{i, label_i}).
///
/// ```
/// use penlik::linalg::Workers;
/// use penlik::penalties::{Block, Penalty, SoftmaxLoss};
/// let loss = SoftmaxLoss::new(vec![0, 1], 1.0)?;
/// let value = loss.value(Block::new(&[0.0, 0.0, 1.0, 1.0], 2)?, &Workers::sequential())?;
/// assert!((value - 2.0 * 2_f64.ln()).abs() < 1e-15);
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct SoftmaxLoss {
    labels: Vec<usize>,
    strength: f64,
}

impl SoftmaxLoss {
    /// A label for every row, and a strength λ ≥ 0.
    pub fn new(labels: Vec<usize>, strength: f64) -> Result<Self, CheckError> {
        Ok(Self { labels, strength: non_negative("strength", strength)? })
    }

    fn door(&self, theta: Block<'_>) -> Result<Cut, CheckError> {
        let columns = theta.columns();
        length("theta", theta.values().len(), self.labels.len().saturating_mul(columns))?;
        if let Some(i) = self.labels.iter().position(|label| *label >= columns) {
            let (argument, value) = (format!("labels[{i}]"), self.labels[i].to_string());
            return Err(CheckError::new(
                Code::Domain,
                argument,
                value,
                format!("below the {columns} columns of theta"),
            ));
        }
        Ok(Cut::new(columns, false))
    }

    fn scaled(&self, total: f64) -> Result<f64, PenaltyError> {
        let value = self.strength * total;
        if value.is_finite() { Ok(value) } else { Err(PenaltyError::Overflow { quantity: "the value" }) }
    }
}

impl Penalty for SoftmaxLoss {
    fn value(&self, theta: Block<'_>, workers: &Workers) -> Result<f64, PenaltyError> {
        let loss = |i: usize, row: &[f64]| Ok(prox::SoftmaxLoss::value(row, self.labels[i]));
        self.scaled(self.door(theta)?.sum(theta.values(), workers, loss)?)
    }
}

impl Prox for SoftmaxLoss {
    fn step_limit(&self) -> f64 {
        f64::INFINITY
    }

    fn prox(&self, theta: Block<'_>, step: f64, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        let cut = self.door(theta)?;
        enter(theta, step, out)?;
        let t = (self.strength * step).min(f64::MAX);
        let total = cut.update(out, workers, |i, row| {
            let label = self.labels[i];
            Ok(if t > 0.0 { prox::SoftmaxLoss::shrink(row, label, t) } else { prox::SoftmaxLoss::value(row, label) })
        })?;
        self.scaled(total)
    }
}
