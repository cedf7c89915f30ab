//! The proximal map of the grouped lift.
//!
//! Among all points of norm s, that of the direction of θ_g is the nearest to θ_g; so the best s minimises
//! t·λc_g·k(s) + ½(s − r)², and the map scales the group by s/r, whether k is convex or not.

use super::Grouped;
use super::layout::Layout;
use super::pass::{self, Answer};
use crate::check::{CheckError, Code, length, non_negative};
use crate::kernels::{Scalar, ScalarProx};
use crate::linalg::Workers;
use crate::penalties::{Block, GroupProx, PenaltyError, Prox};

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

    /// max_g ‖y_g‖/(λc_g) for the sum of norms, where every entry is in a group that counts.
    fn polar(&self, y: Block<'_>) -> Option<f64> {
        if !self.kernel.is_absolute() {
            return None;
        }
        let layout = self.door(y).ok().filter(|layout| !layout.leaves_out())?;
        let share = |c: f64, r: f64| r / (self.strength * c);
        let largest = (0..layout.count()).map(|q| share(layout.weight(q), self.norm_of(&layout, q, y.values())));
        largest.map(|x| x.is_finite().then_some(x)).try_fold(0.0_f64, |most, x| Some(most.max(x?)))
    }

    fn groupwise(&self) -> Option<&dyn GroupProx> {
        Some(self)
    }
}

impl<K: Scalar> Grouped<K> {
    fn norm_of(&self, layout: &Layout<'_>, q: usize, y: &[f64]) -> f64 {
        let (mut largest, mut sum) = (0.0_f64, 0.0);
        layout.visit(q, y.len(), |i| largest = largest.max(y[i].abs()));
        layout.visit(q, y.len(), |i| sum += (y[i] / largest) * (y[i] / largest));
        if largest > 0.0 { largest * sum.sqrt() } else { 0.0 }
    }
}

impl<K: ScalarProx> GroupProx for Grouped<K> {
    fn groups(&self, n: usize, columns: usize) -> Result<Vec<(Vec<usize>, f64)>, PenaltyError> {
        let layout = self.plan.layout(n, columns)?;
        let entries = |q: usize| {
            let mut entries = Vec::new();
            layout.visit(q, n, |i| entries.push(i));
            (entries, layout.weight(q))
        };
        Ok((0..layout.count()).map(entries).collect())
    }

    fn value_norm(&self, weight: f64, r: f64) -> f64 {
        self.strength * weight * self.kernel.value(0, r)
    }

    fn prox_norm(&self, weight: f64, r: f64, step: f64) -> f64 {
        self.kernel.prox(0, r, (step * self.strength * weight).min(f64::MAX))
    }

    fn norm_step_limit(&self, weight: f64) -> f64 {
        self.limit(weight)
    }
}
