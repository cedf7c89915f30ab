//! A semismooth Newton step on the blocks of a working set that are not zero.
//!
//! On the entries that are not zero, with u = x − tq, z = prox_{tP}(u) and its derivative D = s′·eeᵀ + (s/r)(I − eeᵀ), Newton's
//! equation of x − z = 0 is (G + (D⁻¹ − I)/t)·d = D⁻¹(z − x)/t (Y. Zhang, N. Zhang, D. Sun and K.-C. Toh, "An efficient Hessian
//! based algorithm for solving large-scale sparse group Lasso problems", Math. Program. 179, 2020). The step, or a share of it, is
//! kept only if it does not raise the objective.

use super::block_newton::BlockSet;
use super::blocks::{Blocks, Slope, Unit};
use super::working_set::WorkingSet;
use crate::linalg::{Cholesky, Symmetric};

/// Newton steps factorise a matrix; beyond this many entries blocks go on alone.
const LARGEST_FACTOR: usize = 1500;

/// Tries a step; says whether one was taken.
pub fn take(set: &mut BlockSet<'_>, blocks: &Blocks<'_>) -> bool {
    let pieces = pieces(set, blocks);
    let free: Vec<usize> = pieces.iter().flat_map(|piece| piece.free.iter().copied()).collect();
    if free.is_empty() || free.len() > LARGEST_FACTOR {
        return false;
    }
    let mut matrix = Symmetric::zeros(free.len());
    for (i, k) in free.iter().enumerate() {
        let row = &set.set.gram[k * set.set.stride..];
        for (j, l) in free.iter().enumerate().take(i + 1) {
            matrix.data[i * free.len() + j] = row[*l];
        }
    }
    let (mut right, mut at) = (Vec::with_capacity(free.len()), 0);
    for piece in &pieces {
        piece.add_curvature(&mut matrix, at);
        right.extend(piece.inverse(&piece.gap).iter().map(|x| x / piece.step));
        at += piece.free.len();
    }
    let Some(factor) = Cholesky::new(&matrix) else { return false };
    let mut d = factor.solve(&right);
    if !d.iter().all(|d| d.is_finite()) {
        return false;
    }
    let whole = ends(set, blocks, &free, &d);
    d.iter_mut().for_each(|d| *d *= 0.25);
    accept(set, blocks, &free, &whole) || accept(set, blocks, &free, &ends(set, blocks, &free, &d))
}

/// What of a block moves.
struct Piece {
    /// Places in the working set.
    free: Vec<usize>,
    slope: Slope,
    /// z − x there.
    gap: Vec<f64>,
    step: f64,
}

impl Piece {
    /// D⁻¹v
    fn inverse(&self, v: &[f64]) -> Vec<f64> {
        let Slope { direction, along, across } = &self.slope;
        let part: f64 = direction.iter().zip(v).map(|(e, v)| e * v).sum();
        let along = part * (1.0 / along - 1.0 / across);
        direction.iter().zip(v).map(|(e, v)| along.mul_add(*e, v / across)).collect()
    }

    /// Adds (D⁻¹ − I)/t from place `at` on.
    fn add_curvature(&self, matrix: &mut Symmetric, at: usize) {
        let Slope { direction, along, across } = &self.slope;
        let (order, around) = (matrix.order, (1.0 / across - 1.0) / self.step);
        let radial = (1.0 / along - 1.0) / self.step - around;
        for (i, e) in direction.iter().enumerate() {
            for (j, f) in direction.iter().enumerate().take(i + 1) {
                matrix.data[(at + i) * order + at + j] += radial * e * f + if i == j { around } else { 0.0 };
            }
        }
    }
}

fn pieces(set: &BlockSet<'_>, blocks: &Blocks<'_>) -> Vec<Piece> {
    let WorkingSet { x, q, .. } = &set.set;
    let one = |&(unit, place, step): &(&Unit<'_>, usize, f64)| {
        let range = place..place + unit.entries.len();
        if range.clone().all(|k| x[k] == 0.0) {
            return None;
        }
        let u: Vec<f64> = range.clone().map(|k| x[k] - step * q[k]).collect();
        let mut z = u.clone();
        blocks.prox(unit, &mut z, step);
        let mut slope = blocks.slope(unit, &u, step)?;
        let moves = |k: usize| x[k] != 0.0 && z[k - place] != 0.0;
        slope.direction = range.clone().filter(|&k| moves(k)).map(|k| slope.direction[k - place]).collect();
        let free: Vec<usize> = range.filter(|&k| moves(k)).collect();
        let gap = free.iter().map(|&k| z[k - place] - x[k]).collect();
        Some(Piece { free, slope, gap, step })
    };
    set.members.iter().filter_map(one).collect()
}

/// Where d leads: not beyond zero where that is a kink, nor beyond bounds.
fn ends(set: &BlockSet<'_>, blocks: &Blocks<'_>, free: &[usize], d: &[f64]) -> Vec<f64> {
    let mut ends = set.set.x.clone();
    free.iter().zip(d).for_each(|(&k, d)| ends[k] += d);
    for &(unit, place, _) in &set.members {
        let kink = unit.group.is_none_or(|(penalty, _)| penalty.entry_weight() > 0.0);
        for k in place..place + unit.entries.len() {
            if kink && ends[k] * set.set.x[k] < 0.0 {
                ends[k] = 0.0;
            }
            if unit.group.is_none() {
                ends[k] = blocks.entries.inside(set.set.members[k], ends[k]);
            }
        }
    }
    ends
}

/// Moves there if the objective does not grow, beyond rounding.
fn accept(set: &mut BlockSet<'_>, blocks: &Blocks<'_>, free: &[usize], ends: &[f64]) -> bool {
    let count = set.set.members.len();
    let mut change = vec![0.0; count];
    for &k in free {
        let (d, row) = (ends[k] - set.set.x[k], &set.set.gram[k * set.set.stride..][..count]);
        change.iter_mut().zip(row).for_each(|(sum, g)| *sum = d.mul_add(*g, *sum));
    }
    let (mut total, mut size) = (0.0, 0.0_f64);
    for &k in free {
        let fit = (ends[k] - set.set.x[k]) * (set.set.q[k] + 0.5 * change[k]);
        total += fit;
        size += fit.abs();
    }
    for &(unit, place, _) in &set.members {
        let range = place..place + unit.entries.len();
        let [before, after] = [&set.set.x[..], ends].map(|x| blocks.value(unit, &x[range.clone()]));
        total += after - before;
        size += before.abs();
    }
    if !(total <= 1e-15 * size) {
        return false;
    }
    set.set.x.copy_from_slice(ends);
    set.set.q.iter_mut().zip(&change).for_each(|(q, change)| *q += change);
    true
}
