//! The lift of a proximal map: P(θ) = λ Σ_rows f(row), λ ≥ 0.
//!
//! The strength multiplies the step, prox_{tP} = prox_{tλf} on every row. Where f is infinite outside a domain, so is P there,
//! whatever λ; a step of 0 leaves such a point where it is.

use super::rows::{Cut, about_theta, enter};
use crate::check::{CheckError, finite, length, non_negative};
use crate::linalg::Workers;
use crate::penalties::{Block, DiagonalProx, EntryProx, Penalty, PenaltyError, Prox};
use crate::prox::{Entrywise, Proximal};

/// λ Σ_rows f(row).
///
/// ```
/// use penlik::linalg::Workers;
/// use penlik::penalties::{Block, Mapped, Prox};
/// use penlik::prox::MaximumNorm;
/// let (theta, mut out) = ([3.0, 1.0, -2.0], [0.0; 3]);
/// let penalty = Mapped::new(MaximumNorm::new(1.0)?, 2.0)?;
/// let value = penalty.prox(Block::row(&theta), 0.5, &mut out, &Workers::sequential())?;
/// assert_eq!((value, out), (4.0, [2.0, 1.0, -2.0]));
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Mapped<F> {
    map: F,
    strength: f64,
}

impl<F: Proximal> Mapped<F> {
    /// The function, multiplied by a strength λ ≥ 0.
    pub fn new(map: F, strength: f64) -> Result<Self, CheckError> {
        Ok(Self { map, strength: non_negative("strength", strength)? })
    }

    fn door(&self, columns: usize, n: usize) -> Result<Cut, PenaltyError> {
        if n > 0 {
            self.map.fits(columns).map_err(about_theta)?;
        }
        Ok(Cut::new(columns, self.map.is_entrywise()))
    }

    /// λ·total, infinite where a row is outside the domain and an error where it overflows.
    fn scaled(&self, total: f64, theta: &[f64], columns: usize) -> Result<f64, PenaltyError> {
        let value = self.strength * total;
        if value.is_finite() {
            return Ok(value);
        }
        let inside = theta.chunks(columns.max(1)).all(|row| self.map.contains(row));
        if inside { Err(PenaltyError::Overflow { quantity: "the value" }) } else { Ok(f64::INFINITY) }
    }

    /// θ ← prox, for a θ known to be finite.
    fn moved(&self, theta: &mut [f64], columns: usize, step: f64, workers: &Workers) -> Result<f64, PenaltyError> {
        let cut = self.door(columns, theta.len())?;
        let total = cut.update(theta, workers, |_, row| self.shrunk(row, step))?;
        self.scaled(total, theta, columns)
    }

    /// Moves one row, and returns the value there. A strength of 0, or a product that vanishes, leaves the domain what it is.
    fn shrunk(&self, row: &mut [f64], step: f64) -> Result<f64, CheckError> {
        match self.product(step) {
            0.0 if step > 0.0 && !self.map.contains(row) => self.map.shrink(row, f64::from_bits(1)),
            0.0 => Ok(self.map.value(row)),
            t => self.map.shrink(row, t),
        }
    }

    /// λ·step. Where the product overflows, any larger step gives the same.
    fn product(&self, step: f64) -> f64 {
        (self.strength * step).min(f64::MAX)
    }
}

impl<F: Proximal> Penalty for Mapped<F> {
    fn value(&self, theta: Block<'_>, workers: &Workers) -> Result<f64, PenaltyError> {
        let cut = self.door(theta.columns(), theta.values().len())?;
        let total = cut.sum(theta.values(), workers, |_, row| Ok(self.map.value(row)))?;
        self.scaled(total, theta.values(), theta.columns())
    }
}

impl<F: Proximal> Prox for Mapped<F> {
    fn step_limit(&self) -> f64 {
        f64::INFINITY
    }

    fn prox(&self, theta: Block<'_>, step: f64, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
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

    /// The largest of the rows, for a sum of norms.
    fn polar(&self, y: Block<'_>) -> Option<f64> {
        let rows = y.values().chunks(y.columns().max(1)).map(|row| self.map.polar(row));
        let mut largest = rows.map(|polar| polar.map(|polar| polar / self.strength).filter(|x| x.is_finite()));
        largest.try_fold(0.0_f64, |most, polar| Some(most.max(polar?)))
    }
}

impl<F: Entrywise> DiagonalProx for Mapped<F> {
    fn prox_diagonal(
        &self,
        theta: Block<'_>,
        steps: &[f64],
        out: &mut [f64],
        workers: &Workers,
    ) -> Result<f64, PenaltyError> {
        length("steps", steps.len(), theta.values().len())?;
        steps.iter().try_for_each(|&step| non_negative("steps", step).map(drop))?;
        enter(theta, 0.0, out)?;
        let total = Cut::new(1, false).update(out, workers, |i, x| self.shrunk(x, steps[i]))?;
        self.scaled(total, out, theta.columns())
    }

    fn entrywise(&self) -> Option<&dyn EntryProx> {
        Some(self)
    }
}

impl<F: Entrywise> EntryProx for Mapped<F> {
    fn value_entry(&self, _i: usize, x: f64) -> f64 {
        let value = self.strength * self.map.value(&[x]);
        // 0 · ∞ outside the domain.
        if value.is_nan() { f64::INFINITY } else { value }
    }

    fn prox_entry(&self, _i: usize, x: f64, step: f64) -> f64 {
        let (mut z, t) = ([x], self.product(step));
        if t > 0.0 && self.map.shrink(&mut z, t).is_err() {
            return f64::NAN;
        }
        z[0] + 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::stream::PARALLEL_FROM;
    use crate::penalties::{Projected, SoftmaxLoss};
    use crate::prox::{MaximumNorm, NonNegativeL1, Simplex, TotalVariation};

    #[test]
    fn many_rows_and_long_rows_give_the_same_bits_on_any_number_of_threads() {
        const COLUMNS: usize = 7;
        let n = COLUMNS * (PARALLEL_FROM / COLUMNS + 1000);
        let theta: Vec<f64> = (0..n).map(|i| (i as f64).sin() * 3.0).collect();
        let maps: [&dyn Prox; 5] = [
            &Mapped::new(MaximumNorm::new(1.0).unwrap(), 0.7).unwrap(),
            &Mapped::new(NonNegativeL1::new(1.0).unwrap(), 0.7).unwrap(),
            &Mapped::new(TotalVariation::new(0.5).unwrap(), 0.7).unwrap(),
            &Projected::new(Simplex::new(1.0).unwrap(), 1.0).unwrap(),
            &SoftmaxLoss::new((0..n / COLUMNS).map(|i| i % COLUMNS).collect(), 0.7).unwrap(),
        ];
        for map in maps {
            let mapped = |threads: usize| {
                let mut out = vec![f64::NAN; n];
                let block = Block::new(&theta, COLUMNS).unwrap();
                let value = map.prox(block, 0.3, &mut out, &Workers::new(threads)).unwrap();
                out.push(value);
                out.into_iter().map(f64::to_bits).collect::<Vec<_>>()
            };
            let one = mapped(1);
            assert!(mapped(2) == one && mapped(3) == one);
            // Each row is mapped as it would be alone.
            let mut row = [f64::NAN; COLUMNS];
            let found = map.prox(Block::row(&theta[..COLUMNS]), 0.3, &mut row, &Workers::sequential());
            // The labels are for all rows.
            assert!(found.is_err() || row.iter().zip(&one).all(|(x, bits)| x.to_bits() == *bits));
        }
    }
}
