//! When rounds over working sets end, whatever joins the sets: entries or groups.

use super::outcome::{Settings, Status};
use crate::inner::{Control, Phase, Progress};

/// Looks without anything new, and without half the residual, before the rounds are given up.
const MOST_IDLE: usize = 3;

/// What a look at all entries found.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// The value of the data fit.
    pub value: f64,
    /// The residual, in units of `scale`.
    pub residual: f64,
    /// The size against which the residual is measured.
    pub scale: f64,
    /// Rounds so far.
    pub rounds: usize,
}

impl Look {
    /// The same as an event.
    pub fn progress(self) -> Progress {
        let worst = self.residual * self.scale;
        Progress {
            phase: Phase::Coefficients,
            iteration: self.rounds,
            objective: self.value,
            gradient_norm: worst,
            decrement: worst,
            step: 1.0,
        }
    }

    /// Why there is no further round, if there is none; who watches is told of the look.
    pub fn ended(self, settings: Settings, control: &Control<'_>) -> Option<Status> {
        if !(self.value.is_finite() && self.residual.is_finite()) {
            return Some(Status::NotFinite);
        }
        (control.progress)(&self.progress());
        if !(self.residual * self.scale > settings.tolerance * self.scale) {
            return Some(Status::Converged);
        }
        if (control.cancelled)() {
            return Some(Status::Stopped);
        }
        (self.rounds >= settings.iterations).then_some(Status::IterationLimit)
    }
}

/// Looks that brought nothing.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    best: f64,
    idle: usize,
}

impl Patience {
    /// Before the first look.
    pub const FULL: Self = Self { best: f64::INFINITY, idle: 0 };

    /// Whether it ends with this look, which found new members or did not.
    pub fn is_over(&mut self, residual: f64, is_new: bool) -> bool {
        self.idle = if !is_new && residual >= 0.5 * self.best { self.idle + 1 } else { 0 };
        self.best = self.best.min(residual);
        self.idle > MOST_IDLE
    }
}
