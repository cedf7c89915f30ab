//! The proximal map of the grouped lift.
//!
//! Among all points of norm s, that of the direction of θ_g is the nearest to θ_g; so the best s minimises
//! t·λc_g·k(s) + ½(s − r)², and the map scales the group by s/r, whether k is convex or not.

use super::Grouped;
use super::pass::{self, Answer};
use crate::check::{CheckError, Code, length, non_negative};
use crate::kernels::ScalarProx;
use crate::linalg::Workers;
use crate::penalties::{Block, PenaltyError, Prox};

impl<K: ScalarProx> Grouped<K> {
    /// The step of the kernel in a group of weight 1, λ·step, where the largest weight is as given.
    pub(super) fn step(&self, step: f64, weight: f64) -> Result<f64, CheckError> {
        let t = (non_negative("step", step)? * self.strength).min(f64::MAX);
        let limit = self.limit(weight);
        if step < limit && (t * weight).min(f64::MAX) < self.kernel.step_limit() {
            return Ok(t);
        }
        let expected = format!("a number below {limit}, for which the minimiser is unique");
        Err(CheckError::new(Code::Domain, "step", step.to_string(), expected))
    }

    fn limit(&self, weight: f64) -> f64 {
        let limit = self.kernel.step_limit();
        if weight == 0.0 { f64::INFINITY } else { limit / self.strength / weight }
    }
}

impl<K: ScalarProx> Prox for Grouped<K> {
    fn step_limit(&self) -> f64 {
        self.limit(self.plan.largest_weight().unwrap_or(1.0))
    }

    fn step_limit_for(&self, theta: Block<'_>) -> f64 {
        let layout = self.plan.layout(theta.values().len(), theta.columns());
        layout.map_or_else(|_| self.step_limit(), |layout| self.limit(layout.largest_weight()))
    }

    fn prox(&self, theta: Block<'_>, step: f64, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        let (layout, kernel) = (self.door(theta)?, self.kernel.clone());
        length("out", out.len(), theta.values().len())?;
        let t = self.step(step, layout.largest_weight())?;
        let pass = pass::map(
            &layout,
            theta.values(),
            out,
            workers,
            Answer::Prox,
            #[inline(always)]
            move |c, r| {
                // Where the product overflows, any larger step gives the same.
                let s = kernel.prox(0, r, (t * c).min(f64::MAX));
                (c * kernel.value(0, s), s)
            },
        );
        self.scaled(pass, theta.values(), "the value at the result")
    }
}
