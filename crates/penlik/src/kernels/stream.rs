//! One pass of a scalar function over many numbers.
//!
//! The numbers are cut into leaves of [`LEAF`]; within a leaf eight partial sums run over the lanes, and the leaves are added
//! in the fixed tree of [`Workers`]. The order of every sum thus depends on the length alone: the same bits for any number of
//! threads. Loops are plain and compiled for the processor at hand, which is looked up when the program runs. Every pass also
//! finds out whether all it read and wrote was finite, and none of them allocates.
//!
//! The function is cloned for each leaf: what it holds is then known to be untouched by what the loop writes and stays in
//! registers, without which the loop is not vectorized. Let it own what it uses, and let that be cheap to clone.

use crate::linalg::simd::dispatch;
use crate::linalg::{LANES, Workers};

/// Numbers per leaf: a quarter of a first-level cache.
pub const LEAF: usize = 2048;
/// Below this length the calling thread alone is faster than waking others.
pub const PARALLEL_FROM: usize = 1 << 16;

/// Entries that go through the two loops of a leaf together; what is kept of them stays in registers and the nearest cache.
const BLOCK: usize = 64;

/// What a pass found.
#[derive(Debug, Clone, Copy)]
pub struct Pass {
    sum: f64,
    probe: f64,
}

impl Pass {
    pub(crate) const EMPTY: Self = Self { sum: 0.0, probe: 0.0 };

    /// The sum of the terms.
    #[must_use]
    pub fn sum(self) -> f64 {
        self.sum
    }

    /// Whether every number read, written and summed was finite.
    #[must_use]
    pub fn is_finite(self) -> bool {
        self.probe == 0.0 && self.sum.is_finite()
    }

    pub(crate) fn merge(self, other: Self) -> Self {
        Self { sum: self.sum + other.sum, probe: self.probe + other.probe }
    }
}

/// Σ f(i, x_i).
pub fn sum(x: &[f64], workers: &Workers, f: impl Fn(usize, f64) -> f64 + Clone + Sync) -> Pass {
    let leaf = |leaf: usize| {
        let base = leaf * LEAF;
        let x = &x[base..x.len().min(base + LEAF)];
        dispatch(
            #[inline(always)]
            || sum_leaf(base, x, f.clone()),
        )
    };
    fitting(x.len(), workers).tree(x.len().div_ceil(LEAF), &leaf, &Pass::merge).unwrap_or(Pass::EMPTY)
}

/// Writes out_i and adds s_i, where (s_i, out_i) = f(i, x_i).
pub fn map(x: &[f64], out: &mut [f64], workers: &Workers, f: impl Fn(usize, f64) -> (f64, f64) + Clone + Sync) -> Pass {
    let n = x.len();
    let leaf = |leaf: usize, out: &mut [f64]| {
        let base = leaf * LEAF;
        let x = &x[base..n.min(base + LEAF)];
        dispatch(
            #[inline(always)]
            || map_leaf(base, x, out, f.clone()),
        )
    };
    fitting(n, workers).tree_mut(&mut out[..n], LEAF, &leaf, &Pass::merge).unwrap_or(Pass::EMPTY)
}

/// The same, written over x.
pub fn update(x: &mut [f64], workers: &Workers, f: impl Fn(usize, f64) -> (f64, f64) + Clone + Sync) -> Pass {
    let n = x.len();
    let leaf = |leaf: usize, x: &mut [f64]| {
        dispatch(
            #[inline(always)]
            || update_leaf(leaf * LEAF, x, f.clone()),
        )
    };
    fitting(n, workers).tree_mut(x, LEAF, &leaf, &Pass::merge).unwrap_or(Pass::EMPTY)
}

/// The workers, or none where the calling thread alone is faster.
pub(crate) fn fitting(n: usize, workers: &Workers) -> &Workers {
    static ALONE: Workers = Workers::sequential();
    if n < PARALLEL_FROM { &ALONE } else { workers }
}

/// Eight partial sums: entry i of a leaf goes to lane i mod 8. A probe stays 0 as long as 0 times what it sees is 0, and is NaN
/// from then on.
struct Lanes {
    sum: [f64; LANES],
    probe: [f64; LANES],
}

impl Lanes {
    const EMPTY: Self = Self { sum: [0.0; LANES], probe: [0.0; LANES] };

    #[inline(always)]
    fn take(&mut self, read: &[f64], terms: &[f64], written: &[f64]) {
        let terms = &terms[..read.len()];
        let ((x, x_tail), (k, k_tail), (z, z_tail)) = (read.as_chunks(), terms.as_chunks(), written.as_chunks());
        for ((x, k), z) in x.iter().zip(k).zip(z) {
            self.see(x, k, z);
        }
        for (lane, ((x, k), z)) in x_tail.iter().zip(k_tail).zip(z_tail).enumerate() {
            self.sum[lane] += k;
            self.probe[lane] = z.mul_add(0.0, x.mul_add(0.0, self.probe[lane]));
        }
    }

    #[inline(always)]
    fn see(&mut self, x: &[f64; LANES], k: &[f64; LANES], z: &[f64; LANES]) {
        for lane in 0..LANES {
            self.sum[lane] += k[lane];
            self.probe[lane] = z[lane].mul_add(0.0, x[lane].mul_add(0.0, self.probe[lane]));
        }
    }

    #[inline(always)]
    fn total(self) -> Pass {
        let tree = |l: [f64; LANES]| ((l[0] + l[1]) + (l[2] + l[3])) + ((l[4] + l[5]) + (l[6] + l[7]));
        Pass { sum: tree(self.sum), probe: tree(self.probe) }
    }
}

// Each leaf goes block by block through two loops, one that maps without a sum and one that sums without a map: compilers
// vectorize either, and not the two in one.

#[inline(always)]
fn sum_leaf(base: usize, x: &[f64], f: impl Fn(usize, f64) -> f64) -> Pass {
    let mut lanes = Lanes::EMPTY;
    let mut terms = [0.0; BLOCK];
    for (b, x) in x.chunks(BLOCK).enumerate() {
        for (i, (&x, term)) in x.iter().zip(&mut terms).enumerate() {
            *term = f(base + b * BLOCK + i, x);
        }
        lanes.take(x, &terms, x);
    }
    lanes.total()
}

#[inline(always)]
fn map_leaf(base: usize, x: &[f64], out: &mut [f64], f: impl Fn(usize, f64) -> (f64, f64)) -> Pass {
    let mut lanes = Lanes::EMPTY;
    let mut terms = [0.0; BLOCK];
    for (b, (x, out)) in x.chunks(BLOCK).zip(out.chunks_mut(BLOCK)).enumerate() {
        for (i, ((&x, term), out)) in x.iter().zip(&mut terms).zip(out.iter_mut()).enumerate() {
            (*term, *out) = f(base + b * BLOCK + i, x);
        }
        lanes.take(x, &terms, out);
    }
    lanes.total()
}

#[inline(always)]
fn update_leaf(base: usize, x: &mut [f64], f: impl Fn(usize, f64) -> (f64, f64)) -> Pass {
    let mut lanes = Lanes::EMPTY;
    let (mut terms, mut read) = ([0.0; BLOCK], [0.0; BLOCK]);
    for (b, x) in x.chunks_mut(BLOCK).enumerate() {
        let read = &mut read[..x.len()];
        read.copy_from_slice(x);
        for (i, ((&before, term), x)) in read.iter().zip(&mut terms).zip(x.iter_mut()).enumerate() {
            (*term, *x) = f(base + b * BLOCK + i, before);
        }
        lanes.take(read, &terms, x);
    }
    lanes.total()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_passes_agree_and_do_not_depend_on_threads() {
        for n in [0, 1, 7, 8, 9, LEAF - 1, LEAF + 1, PARALLEL_FROM + 13] {
            let x: Vec<f64> = (0..n).map(|i| (i as f64).sin()).collect();
            let f = |i: usize, x: f64| (x * x, x + i as f64);
            let expected = sum(&x, &Workers::sequential(), |i, x| f(i, x).0).sum();
            for threads in [1, 2, 3, 7] {
                let workers = Workers::new(threads);
                let (mut mapped, mut updated) = (vec![0.0; n], x.clone());
                assert_eq!(map(&x, &mut mapped, &workers, f).sum().to_bits(), expected.to_bits());
                assert_eq!(update(&mut updated, &workers, f).sum().to_bits(), expected.to_bits());
                assert!((0..n).all(|i| mapped[i] == x[i] + i as f64 && updated[i] == mapped[i]));
            }
        }
    }

    #[test]
    fn a_number_that_is_not_finite_is_seen_wherever_it_stands() {
        for n in [1, 8, 21] {
            for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                for at in 0..n {
                    let mut x = vec![1.0; n];
                    x[at] = bad;
                    assert!(!sum(&x, &Workers::sequential(), |_, _| 0.0).is_finite());
                    assert!(!map(&x, &mut vec![0.0; n], &Workers::sequential(), |_, _| (0.0, 0.0)).is_finite());
                    let x = vec![1.0; n];
                    let spoil = |i: usize, x: f64| (x, if i == at { bad } else { x });
                    assert!(!map(&x, &mut vec![0.0; n], &Workers::sequential(), spoil).is_finite());
                }
            }
        }
    }
}
