//! The ball of the spectral norm: P(θ) = 0 where σ₁(θ) ≤ r, ∞ elsewhere, for the whole matrix θ.
//!
//! The proximal map cuts singular values at r, whatever the strength and the step > 0 (see [`crate::prox::SpectralBall`]).

use super::rows::{Cut, about_theta, enter};
use crate::check::{CheckError, non_negative};
use crate::linalg::Workers;
use crate::penalties::{Block, Penalty, PenaltyError, Prox};
use crate::prox::{self, Projection};

/// 0 on matrices of spectral norm up to a radius, infinite elsewhere.
///
/// ```
/// use penlik::linalg::Workers;
/// use penlik::penalties::{Block, Penalty, SpectralBall};
/// let ball = SpectralBall::new(3.0, 1.0)?;
/// assert_eq!(ball.value(Block::new(&[3.0, 0.0, 0.0, 1.0], 2)?, &Workers::sequential())?, 0.0);
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct SpectralBall {
    radius: f64,
}

impl SpectralBall {
    /// The radius r ≥ 0; the strength is checked, and changes nothing.
    pub fn new(radius: f64, strength: f64) -> Result<Self, CheckError> {
        let radius = non_negative("radius", radius)?;
        non_negative("strength", strength).map(|_| Self { radius })
    }

    fn set(&self, columns: usize) -> Result<prox::SpectralBall, PenaltyError> {
        prox::SpectralBall::new(columns, self.radius).map_err(about_theta)
    }
}

impl Penalty for SpectralBall {
    fn value(&self, theta: Block<'_>, _workers: &Workers) -> Result<f64, PenaltyError> {
        let set = self.set(theta.columns())?;
        let whole = Cut::new(theta.values().len(), false);
        let inside = |_, x: &[f64]| Ok(if set.contains(x)? { 0.0 } else { f64::INFINITY });
        whole.sum(theta.values(), &Workers::sequential(), inside)
    }
}

impl Prox for SpectralBall {
    fn step_limit(&self) -> f64 {
        f64::INFINITY
    }

    fn prox(&self, theta: Block<'_>, step: f64, out: &mut [f64], _workers: &Workers) -> Result<f64, PenaltyError> {
        let set = self.set(theta.columns())?;
        enter(theta, step, out)?;
        Cut::new(out.len(), false).update(out, &Workers::sequential(), |_, x| {
            if step > 0.0 {
                set.nearest(x)?;
            }
            Ok(if step > 0.0 || set.contains(x)? { 0.0 } else { f64::INFINITY })
        })
    }
}
