//! Proximal Newton for a quadratic f with penalties of groups: blocks descend on working sets of whole groups.
//!
//! As for single entries, a round looks at the whole gradient and takes the blocks that violate stationarity most into the
//! working set, on which the quadratic is exact. A block moves to prox_{tP}(x − tq) with t = 1/λ_max of its part of the Gram
//! matrix, which decreases F (Y. Yang and H. Zou, "A fast unified algorithm for solving group-lasso penalize learning problems",
//! Stat. Comput. 25, 2015); semismooth Newton steps on the blocks that are not zero end the descent (see [`super::block_step`]).

use super::block_step;
use super::blocks::{Blocks, Unit, norm};
use super::outcome::{Method, Settings, Solution, Status};
use super::proximal_newton::{LEAST_NEW, MOST_MEMBERS};
use super::quadratic_fit::QuadraticFit;
use super::rounds::{Look, Patience};
use super::terms::Terms;
use super::working_set::WorkingSet;
use crate::inner::Control;
use crate::linalg::{Symmetric, SymmetricEigen, Workers};
use crate::penalties::PenaltyError;

/// Epochs in one descent at most.
const MOST_EPOCHS: usize = 20_000;
/// Epochs after which a Newton step is tried although blocks still come and go.
const PATIENCE: usize = 12;
/// Beyond this size the trace stands for the largest eigenvalue.
const LARGEST_EIGEN: usize = 256;

/// One minimisation on the way.
pub struct BlockRun<'a> {
    fit: &'a QuadraticFit<'a>,
    blocks: &'a Blocks<'a>,
    /// Curvature along every entry.
    diagonal: Vec<f64>,
    /// Where it stands.
    pub x: Vec<f64>,
    gradient: Vec<f64>,
    value: f64,
    scale: f64,
    residual: f64,
    rounds: usize,
}

/// Blocks in the working set.
pub struct BlockSet<'a> {
    /// Their entries with the Gram matrix.
    pub set: WorkingSet<'static>,
    /// Each with its first place and its step.
    pub members: Vec<(&'a Unit<'a>, usize, f64)>,
}

impl<'a> BlockRun<'a> {
    pub fn new(fit: &'a QuadraticFit<'a>, blocks: &'a Blocks<'a>, mut diagonal: Vec<f64>, x: Vec<f64>) -> Self {
        diagonal.iter_mut().zip(&blocks.entries.ridge).for_each(|(d, ridge)| *d += ridge);
        let gradient = vec![0.0; x.len()];
        Self { fit, blocks, diagonal, x, gradient, value: 0.0, scale: 0.0, residual: f64::INFINITY, rounds: 0 }
    }

    /// Rounds until the end; None where the working set outgrows its limit.
    pub fn rounds(&mut self, settings: Settings, control: &Control<'_>) -> Option<Status> {
        let mut set = BlockSet { set: WorkingSet::new(&self.fit.form), members: Vec::new() };
        let mut inside = vec![false; self.blocks.units.len()];
        let mut patience = Patience::FULL;
        loop {
            let violations = self.look();
            if let Some(status) = self.found().ended(settings, control) {
                return Some(status);
            }
            let goal = settings.tolerance * self.scale;
            let new = self.candidates(&violations, &inside, goal);
            if patience.is_over(self.residual, !new.is_empty()) {
                return Some(Status::Stalled);
            }
            let added: usize = new.iter().map(|&u| self.blocks.units[u].entries.len()).sum();
            if set.set.members.len() + added > MOST_MEMBERS {
                return None;
            }
            new.iter().for_each(|&u| inside[u] = true);
            self.extend(&mut set, &new);
            let worst = self.residual * self.scale;
            let target = if new.is_empty() { 0.05 * worst.min(goal) } else { (0.01 * worst).max(0.3 * goal) };
            self.minimise_on(&mut set, target, control);
            self.rounds += 1;
        }
    }

    /// The value and the whole gradient; the violation of every block, in units of the gradient.
    fn look(&mut self) -> Vec<f64> {
        (self.value, _) = self.fit.evaluate(&self.x, &mut self.gradient);
        for i in 0..self.x.len() {
            self.gradient[i] += self.blocks.entries.ridge[i] * self.x[i];
            self.scale = self.scale.max(self.gradient[i].abs()).max(self.x[i].abs() * self.diagonal[i]);
        }
        let violations: Vec<f64> = self.blocks.units.iter().map(|unit| self.violation(unit)).collect();
        let largest = violations.iter().fold(0.0, |most: f64, v| if v.is_nan() { f64::INFINITY } else { most.max(*v) });
        self.residual = if largest > 0.0 { largest / self.scale } else { 0.0 };
        violations
    }

    /// ‖x − prox(x − tg)‖∞/t with t = 1/trace.
    fn violation(&self, unit: &Unit<'_>) -> f64 {
        let step = self.blocks.step(unit, unit.entries.iter().map(|&i| self.diagonal[i]).sum());
        let mut z: Vec<f64> = unit.entries.iter().map(|&i| self.x[i] - step * self.gradient[i]).collect();
        self.blocks.prox(unit, &mut z, step);
        let apart = unit.entries.iter().zip(&z).map(|(&i, z)| (self.x[i] - z).abs());
        apart.fold(0.0, |most: f64, x| if x.is_nan() { x } else { most.max(x) }) / step
    }

    /// The worst violators outside the set, and every block outside it that is not zero.
    fn candidates(&self, violations: &[f64], inside: &[bool], goal: f64) -> Vec<usize> {
        let units = &self.blocks.units;
        let zero = |u: usize| units[u].entries.iter().all(|&i| self.x[i] == 0.0);
        let support = (0..units.len()).filter(|&u| !zero(u)).count();
        let most = (LEAST_NEW / 4).max(support).max(if self.rounds == 0 { units.len() / 16 } else { 0 });
        let outside = (0..units.len()).filter(|&u| !inside[u] && (!zero(u) || violations[u] > 0.3 * goal));
        let (mut violators, mut new): (Vec<usize>, Vec<usize>) = outside.partition(|&u| zero(u));
        violators.sort_by(|&u, &v| violations[v].total_cmp(&violations[u]).then(u.cmp(&v)));
        violators.truncate(most);
        violators.sort_unstable();
        new.append(&mut violators);
        new
    }

    fn extend(&self, set: &mut BlockSet<'a>, new: &[usize]) {
        let mut place = set.set.members.len();
        let entries: Vec<usize> = new.iter().flat_map(|&u| self.blocks.units[u].entries.iter().copied()).collect();
        set.set.extend(&entries, &self.fit.form, &self.blocks.entries, self.fit.workers);
        for &u in new {
            let unit = &self.blocks.units[u];
            let curvature = largest_eigenvalue(&set.set, place, unit.entries.len());
            set.members.push((unit, place, self.blocks.step(unit, curvature)));
            place += unit.entries.len();
        }
    }

    fn minimise_on(&mut self, set: &mut BlockSet<'_>, target: f64, control: &Control<'_>) {
        for (k, &i) in set.set.members.iter().enumerate() {
            (set.set.x[k], set.set.q[k]) = (self.x[i], self.gradient[i]);
        }
        set.descend(self.blocks, target, control.cancelled);
        for (k, &i) in set.set.members.iter().enumerate() {
            self.x[i] = set.set.x[k];
        }
    }

    fn found(&self) -> Look {
        Look { value: self.value, residual: self.residual, scale: self.scale, rounds: self.rounds }
    }

    /// The end.
    pub fn finish(self, status: Status, terms: &Terms<'_>) -> Result<Solution, PenaltyError> {
        let penalties = terms.values_at(&self.x, &Workers::sequential())?;
        let (fit, method) = (self.value, Method::ProximalNewton);
        let (residual, iterations) = (self.residual, self.rounds);
        Ok(Solution { x: self.x, fit, penalties, residual, gap: None, iterations, status, method })
    }
}

impl BlockSet<'_> {
    /// Descends until no block moves by more than `tolerance` in units of the gradient, or until asked to stop.
    fn descend(&mut self, blocks: &Blocks<'_>, tolerance: f64, stopped: &dyn Fn() -> bool) {
        let (mut since, mut wait) = (0, 1);
        for epoch in 0..MOST_EPOCHS {
            let (change, turned) = self.epoch(blocks);
            if !(change > tolerance) || epoch % 64 == 63 && stopped() {
                return;
            }
            since += 1;
            if since > if turned { PATIENCE.max(wait) } else { wait } {
                wait = if block_step::take(self, blocks) { 1 } else { 2 * wait };
                since = 0;
            }
        }
    }

    /// Every block once: the largest move in units of the gradient, and whether entries left zero or came to it.
    fn epoch(&mut self, blocks: &Blocks<'_>) -> (f64, bool) {
        let (mut change, mut turned, mut z) = (0.0_f64, false, Vec::new());
        let set = &mut self.set;
        let count = set.members.len();
        for &(unit, place, step) in &self.members {
            let range = place..place + unit.entries.len();
            z.clear();
            z.extend(range.clone().map(|k| set.x[k] - step * set.q[k]));
            blocks.prox(unit, &mut z, step);
            for (k, &z) in range.zip(&z) {
                let delta = z - set.x[k];
                if delta == 0.0 {
                    continue;
                }
                turned |= (set.x[k] == 0.0) != (z == 0.0);
                change = change.max(delta.abs() / step);
                set.x[k] = z;
                let row = &set.gram[k * set.stride..][..count];
                set.q[..count].iter_mut().zip(row).for_each(|(q, g)| *q = delta.mul_add(*g, *q));
            }
        }
        (change, turned)
    }
}

/// λ_max of a diagonal block of G, or a bound on it.
fn largest_eigenvalue(set: &WorkingSet<'_>, place: usize, size: usize) -> f64 {
    let mut block = Symmetric::zeros(size);
    for (k, row) in block.data.chunks_exact_mut(size.max(1)).enumerate() {
        row.copy_from_slice(&set.gram[(place + k) * set.stride + place..][..size]);
    }
    let trace = (0..size).map(|k| block.get(k, k)).sum::<f64>();
    let columns = block.data.chunks_exact(size.max(1)).map(norm).map(|r| r * (size as f64).sqrt());
    let bound = trace.min(columns.fold(0.0, f64::max));
    if size == 1 || size > LARGEST_EIGEN {
        return bound;
    }
    // Rounding must not make it too small.
    let found = SymmetricEigen::new(&block).and_then(|eigen| eigen.values().last().map(|e| e * (1.0 + 1e-12)));
    found.map_or(bound, |found| found.min(bound))
}
