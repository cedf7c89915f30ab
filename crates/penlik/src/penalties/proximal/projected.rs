//! The lift of a set: P(θ) = 0 where every row of θ lies in the set, ∞ elsewhere.
//!
//! The proximal map is the projection of each row, whatever the strength and the step, as any multiple of the function is the
//! function itself; a step of 0 alone leaves θ where it is. A row counts as inside up to rounding, see
//! [`Projection::contains`], so that what the projection gives is inside.

use super::rows::{Cut, about_theta, enter};
use crate::check::{CheckError, finite, length, non_negative};
use crate::kernels::stream::Pass;
use crate::linalg::Workers;
use crate::penalties::{Block, DiagonalProx, EntryProx, Penalty, PenaltyError, Prox};
use crate::prox::Projection;

/// 0 on the rows of a set, infinite elsewhere.
///
/// ```
/// use penlik::linalg::Workers;
/// use penlik::penalties::{Block, Penalty, Projected, Prox};
/// use penlik::prox::Simplex;
/// let (theta, mut out, alone) = ([0.75, 1.25, -0.5], [0.0; 3], Workers::sequential());
/// let penalty = Projected::new(Simplex::new(1.0)?, 1.0)?;
/// assert_eq!(penalty.value(Block::row(&theta), &alone)?, f64::INFINITY);
/// assert_eq!(penalty.prox(Block::row(&theta), 1.0, &mut out, &alone)?, 0.0);
/// assert_eq!(out, [0.25, 0.75, 0.0]);
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Projected<S> {
    set: S,
}

impl<S: Projection> Projected<S> {
    /// The set; the strength is checked, and changes nothing.
    pub fn new(set: S, strength: f64) -> Result<Self, CheckError> {
        non_negative("strength", strength).map(|_| Self { set })
    }

    fn door(&self, columns: usize, n: usize) -> Result<Cut, PenaltyError> {
        if n > 0 {
            self.set.fits(columns).map_err(about_theta)?;
        }
        Ok(Cut::new(columns, self.set.is_entrywise()))
    }

    fn moved(&self, theta: &mut [f64], columns: usize, step: f64, workers: &Workers) -> Result<f64, PenaltyError> {
        self.door(columns, theta.len())?.update(theta, workers, |_, row| {
            if step > 0.0 {
                self.set.nearest(row)?;
            }
            // What the map gives is inside; a step of 0 leaves everything where it is.
            Ok(if step > 0.0 || self.set.contains(row)? { 0.0 } else { f64::INFINITY })
        })
    }
}

impl<S: Projection> Penalty for Projected<S> {
    fn value(&self, theta: Block<'_>, workers: &Workers) -> Result<f64, PenaltyError> {
        let inside = |_, row: &[f64]| Ok(if self.set.contains(row)? { 0.0 } else { f64::INFINITY });
        self.door(theta.columns(), theta.values().len())?.sum(theta.values(), workers, inside)
    }
}

impl<S: Projection> Prox for Projected<S> {
    fn step_limit(&self) -> f64 {
        f64::INFINITY
    }

    fn prox(&self, theta: Block<'_>, step: f64, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        length("out", out.len(), theta.values().len())?;
        // A step that is not a number goes the long way, where it is refused.
        let pass =
            if step > 0.0 && step < f64::INFINITY { self.set.stream(theta.values(), out, workers) } else { None };
        if pass.is_some_and(Pass::is_finite) {
            return Ok(0.0);
        }
        enter(theta, step, out)?;
        self.moved(out, theta.columns(), step, workers)
    }

    fn prox_in_place(
        &self,
        theta: &mut [f64],
        columns: usize,
        step: f64,
        workers: &Workers,
    ) -> Result<f64, PenaltyError> {
        Block::new(theta, columns)?;
        non_negative("step", step)?;
        finite("theta", theta)?;
        self.moved(theta, columns, step, workers)
    }
}

/// Sets that are a product of intervals: the metric does not matter.
impl DiagonalProx for Projected<crate::prox::Interval> {
    fn prox_diagonal(
        &self,
        theta: Block<'_>,
        steps: &[f64],
        out: &mut [f64],
        workers: &Workers,
    ) -> Result<f64, PenaltyError> {
        length("steps", steps.len(), theta.values().len())?;
        steps.iter().try_for_each(|&step| non_negative("steps", step).map(drop))?;
        self.prox(theta, 1.0, out, workers)?;
        let stays = steps.iter().zip(theta.values()).zip(out.iter_mut()).filter(|((step, _), _)| **step == 0.0);
        stays.for_each(|((_, x), out)| *out = *x + 0.0);
        self.value(Block::new(out, theta.columns())?, workers)
    }

    fn entrywise(&self) -> Option<&dyn EntryProx> {
        Some(self)
    }
}

impl EntryProx for Projected<crate::prox::Interval> {
    fn value_entry(&self, i: usize, x: f64) -> f64 {
        let (lower, upper) = self.set.bounds_of(i);
        if lower <= x && x <= upper { 0.0 } else { f64::INFINITY }
    }

    fn prox_entry(&self, i: usize, x: f64, step: f64) -> f64 {
        let (lower, upper) = self.set.bounds_of(i);
        if step > 0.0 { x.max(lower).min(upper) + 0.0 } else { x }
    }

    fn domain_entry(&self, i: usize) -> (f64, f64) {
        self.set.bounds_of(i)
    }
}
