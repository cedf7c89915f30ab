//! The passes over rows of logits.
//!
//! With d = (z − max z)/τ ≤ 0 and e = exp d, the first pass finds s = Σ e − 1, without the 1 of the largest logit, and Σ e d. Then
//! ln Σ e = ln(1 + s), a = e/(1 + s), Σ a d = Σ e d/(1 + s), c = d − Σ a d and the entropy ln(1 + s) − Σ a d: sums of terms of one
//! sign, which keep their digits however near the largest a is to 1.

use super::super::{Leaf, MOST_ROWS};
use crate::linalg::LANES;
use crate::linalg::simd::lane_sum;
use crate::linalg::vecmath::{exp, ln_1p};

/// Below it e counts as 0: exp would leave the normal numbers, among which processors are fast. No d becomes infinite.
const LOWEST: f64 = -708.0;

/// a = softmax(z·inverse).
#[derive(Debug, Clone, Copy)]
pub(super) struct Softmax {
    pub(super) inverse: f64,
}

/// What the first pass finds, for every row of a leaf.
pub(super) struct Found {
    count: usize,
    /// max z
    pub(super) largest: [f64; MOST_ROWS],
    /// Σ e − 1
    pub(super) rest: [f64; MOST_ROWS],
    /// Σ a d
    pub(super) mean: [f64; MOST_ROWS],
    /// 1/Σ e
    pub(super) inverse: [f64; MOST_ROWS],
}

impl Found {
    /// Σ of the entropies of the rows.
    #[inline(always)]
    pub(super) fn entropy(&self) -> f64 {
        let mut each = [0.0; MOST_ROWS];
        for r in 0..self.count {
            each[r] = ln_1p(self.rest[r]) - self.mean[r];
        }
        let mut sums = [0.0; LANES];
        for each in each[..self.count.next_multiple_of(LANES)].as_chunks::<LANES>().0 {
            for l in 0..LANES {
                sums[l] += each[l];
            }
        }
        lane_sum(sums)
    }
}

impl Softmax {
    /// The first pass; keep(row, k, e) is told the exponentials from place k of a row on. A leaf has at most [`MOST_ROWS`] rows.
    #[inline(always)]
    pub(super) fn rows(self, leaf: Leaf<'_>, mut keep: impl FnMut(usize, usize, &[f64])) -> Found {
        let blank = [0.0; MOST_ROWS];
        let mut found =
            Found { count: leaf.x.len() / leaf.width, largest: blank, rest: blank, mean: blank, inverse: blank };
        for (r, z) in leaf.x.chunks_exact(leaf.width).enumerate().take(MOST_ROWS) {
            found.largest[r] = largest(z);
            (found.rest[r], found.mean[r]) = self.row(
                z,
                found.largest[r],
                #[inline(always)]
                |k, e| keep(r, k, e),
            );
        }
        for r in 0..found.count {
            found.inverse[r] = 1.0 / (1.0 + found.rest[r]);
            found.mean[r] *= found.inverse[r];
        }
        found
    }

    /// Σ e − 1 and Σ e d.
    #[inline(always)]
    fn row(self, z: &[f64], largest: f64, mut keep: impl FnMut(usize, &[f64])) -> (f64, f64) {
        let mut sums = Sums { rest: [0.0; LANES], ties: [0.0; LANES], mean: [0.0; LANES] };
        let (chunks, tail) = z.as_chunks::<LANES>();
        // The last entries are filled up with the largest, whose distance is 0 and which only the count of ties sees.
        let mut last = [largest; LANES];
        last[..tail.len()].copy_from_slice(tail);
        let filled = if tail.is_empty() { 0 } else { LANES - tail.len() };
        let last = if tail.is_empty() { None } else { Some(&last) };
        // One loop for both, so that both are vectorized.
        for (i, z) in chunks.iter().chain(last).enumerate() {
            let e = self.lanes(z, largest, &mut sums);
            if i < chunks.len() { keep(i * LANES, &e) } else { keep(i * LANES, &e[..tail.len()]) }
        }
        let ties = lane_sum(sums.ties) - (1 + filled) as f64;
        (lane_sum(sums.rest) + ties, lane_sum(sums.mean))
    }

    #[inline(always)]
    fn lanes(self, z: &[f64; LANES], largest: f64, sums: &mut Sums) -> [f64; LANES] {
        let mut exponentials = [0.0; LANES];
        for l in 0..LANES {
            let d = self.distance(z[l], largest);
            let e = if d > LOWEST { exp(d) } else { 0.0 };
            sums.rest[l] += if z[l] == largest { 0.0 } else { e };
            sums.ties[l] += if z[l] == largest { 1.0 } else { 0.0 };
            sums.mean[l] = e.mul_add(d, sums.mean[l]);
            exponentials[l] = e;
        }
        exponentials
    }

    /// d
    #[inline(always)]
    fn distance(self, z: f64, largest: f64) -> f64 {
        let d = (z - largest) * self.inverse;
        if d > LOWEST { d } else { LOWEST }
    }

    /// out = f(row, a, c), where out held the exponentials.
    #[inline(always)]
    pub(super) fn finish(
        self,
        leaf: Leaf<'_>,
        found: &Found,
        out: &mut [f64],
        mut f: impl FnMut(usize, f64, f64) -> f64,
    ) {
        for (r, (z, out)) in leaf.x.chunks_exact(leaf.width).zip(out.chunks_exact_mut(leaf.width)).enumerate() {
            let (largest, mean, inverse) = (found.largest[r], found.mean[r], found.inverse[r]);
            for (z, out) in z.iter().zip(out) {
                *out = f(r, *out * inverse, self.distance(*z, largest) - mean);
            }
        }
    }

    /// out = f(row, a, c), where out held a.
    #[inline(always)]
    pub(super) fn again(
        self,
        leaf: Leaf<'_>,
        found: &Found,
        out: &mut [f64],
        mut f: impl FnMut(usize, f64, f64) -> f64,
    ) {
        for (r, (z, out)) in leaf.x.chunks_exact(leaf.width).zip(out.chunks_exact_mut(leaf.width)).enumerate() {
            let (largest, mean) = (found.largest[r], found.mean[r]);
            for (z, out) in z.iter().zip(out) {
                *out = f(r, *out, self.distance(*z, largest) - mean);
            }
        }
    }
}

struct Sums {
    rest: [f64; LANES],
    ties: [f64; LANES],
    mean: [f64; LANES],
}

/// max z
#[inline(always)]
fn largest(z: &[f64]) -> f64 {
    let (chunks, tail) = z.as_chunks::<LANES>();
    let mut most = [f64::NEG_INFINITY; LANES];
    for z in chunks {
        for l in 0..LANES {
            most[l] = if z[l] > most[l] { z[l] } else { most[l] };
        }
    }
    for (z, most) in tail.iter().zip(&mut most) {
        *most = if *z > *most { *z } else { *most };
    }
    let larger = |a: f64, b: f64| if a > b { a } else { b };
    let half = [larger(most[0], most[4]), larger(most[1], most[5]), larger(most[2], most[6]), larger(most[3], most[7])];
    larger(larger(half[0], half[2]), larger(half[1], half[3]))
}
