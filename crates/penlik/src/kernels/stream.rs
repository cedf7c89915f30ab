//! One pass of a scalar function over many numbers.
//!
//! The numbers are cut into leaves of [`LEAF`]; within a leaf eight partial sums run over the lanes, and the leaves are added
//! in the fixed tree of [`Workers`]. The order of every sum thus depends on the length alone: the same bits for any number of
//! threads. Loops are plain and compiled for the processor at hand, which is looked up when the program runs. Every pass also
//! finds out whether all it read and wrote was finite, and none of them allocates.

use crate::linalg::Workers;

/// Numbers per leaf: a quarter of a first-level cache.
pub const LEAF: usize = 2048;
/// Below this length the calling thread alone is faster than waking others.
pub const PARALLEL_FROM: usize = 1 << 16;

const LANES: usize = 8;

/// What a pass found.
#[derive(Debug, Clone, Copy)]
pub struct Pass {
    sum: f64,
    probe: f64,
}

impl Pass {
    const EMPTY: Self = Self { sum: 0.0, probe: 0.0 };

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

    fn merge(self, other: Self) -> Self {
        Self { sum: self.sum + other.sum, probe: self.probe + other.probe }
    }
}

/// Σ f(i, x_i).
pub fn sum(x: &[f64], workers: &Workers, f: impl Fn(usize, f64) -> f64 + Sync) -> Pass {
    let leaf = |leaf: usize| {
        let base = leaf * LEAF;
        let x = &x[base..x.len().min(base + LEAF)];
        simd(
            #[inline(always)]
            || sum_leaf(base, x, &f),
        )
    };
    fitting(x.len(), workers).tree(x.len().div_ceil(LEAF), &leaf, &Pass::merge).unwrap_or(Pass::EMPTY)
}

/// Writes out_i and adds s_i, where (s_i, out_i) = f(i, x_i).
pub fn map(x: &[f64], out: &mut [f64], workers: &Workers, f: impl Fn(usize, f64) -> (f64, f64) + Sync) -> Pass {
    let n = x.len();
    let leaf = |leaf: usize, out: &mut [f64]| {
        let base = leaf * LEAF;
        let x = &x[base..n.min(base + LEAF)];
        simd(
            #[inline(always)]
            || map_leaf(base, x, out, &f),
        )
    };
    fitting(n, workers).tree_mut(&mut out[..n], LEAF, &leaf, &Pass::merge).unwrap_or(Pass::EMPTY)
}

/// The same, written over x.
pub fn update(x: &mut [f64], workers: &Workers, f: impl Fn(usize, f64) -> (f64, f64) + Sync) -> Pass {
    let n = x.len();
    let leaf = |leaf: usize, x: &mut [f64]| {
        simd(
            #[inline(always)]
            || update_leaf(leaf * LEAF, x, &f),
        )
    };
    fitting(n, workers).tree_mut(x, LEAF, &leaf, &Pass::merge).unwrap_or(Pass::EMPTY)
}

fn fitting(n: usize, workers: &Workers) -> &Workers {
    static ALONE: Workers = Workers::sequential();
    if n < PARALLEL_FROM { &ALONE } else { workers }
}

#[inline(always)]
fn simd<R>(work: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(work)
}

/// Eight partial sums. A probe stays 0 as long as 0 times what it sees is 0, and is NaN from then on.
struct Lanes {
    sum: [f64; LANES],
    probe: [f64; LANES],
}

impl Lanes {
    const EMPTY: Self = Self { sum: [0.0; LANES], probe: [0.0; LANES] };

    #[inline(always)]
    fn see(&mut self, lane: usize, read: f64, term: f64, written: f64) {
        self.sum[lane] += term;
        self.probe[lane] = written.mul_add(0.0, read.mul_add(0.0, self.probe[lane]));
    }

    #[inline(always)]
    fn total(self) -> Pass {
        let tree = |l: [f64; LANES]| ((l[0] + l[1]) + (l[2] + l[3])) + ((l[4] + l[5]) + (l[6] + l[7]));
        Pass { sum: tree(self.sum), probe: tree(self.probe) }
    }
}

#[inline(always)]
fn sum_leaf(base: usize, x: &[f64], f: &impl Fn(usize, f64) -> f64) -> Pass {
    let mut lanes = Lanes::EMPTY;
    let (blocks, tail) = x.as_chunks::<LANES>();
    for (b, x) in blocks.iter().enumerate() {
        for (lane, &x) in x.iter().enumerate() {
            lanes.see(lane, x, f(base + LANES * b + lane, x), 0.0);
        }
    }
    for (lane, &x) in tail.iter().enumerate() {
        lanes.see(lane, x, f(base + LANES * blocks.len() + lane, x), 0.0);
    }
    lanes.total()
}

#[inline(always)]
fn map_leaf(base: usize, x: &[f64], out: &mut [f64], f: &impl Fn(usize, f64) -> (f64, f64)) -> Pass {
    let mut lanes = Lanes::EMPTY;
    let (blocks, tail) = x.as_chunks::<LANES>();
    let (outs, out_tail) = out.as_chunks_mut::<LANES>();
    for (b, (x, out)) in blocks.iter().zip(outs).enumerate() {
        for lane in 0..LANES {
            let (term, written) = f(base + LANES * b + lane, x[lane]);
            lanes.see(lane, x[lane], term, written);
            out[lane] = written;
        }
    }
    for (lane, (&x, out)) in tail.iter().zip(out_tail).enumerate() {
        let (term, written) = f(base + LANES * blocks.len() + lane, x);
        lanes.see(lane, x, term, written);
        *out = written;
    }
    lanes.total()
}

#[inline(always)]
fn update_leaf(base: usize, x: &mut [f64], f: &impl Fn(usize, f64) -> (f64, f64)) -> Pass {
    let mut lanes = Lanes::EMPTY;
    let start = x.len() / LANES * LANES;
    let (blocks, tail) = x.as_chunks_mut::<LANES>();
    for (b, x) in blocks.iter_mut().enumerate() {
        for (lane, x) in x.iter_mut().enumerate() {
            let (term, written) = f(base + LANES * b + lane, *x);
            lanes.see(lane, *x, term, written);
            *x = written;
        }
    }
    for (lane, x) in tail.iter_mut().enumerate() {
        let (term, written) = f(base + start + lane, *x);
        lanes.see(lane, *x, term, written);
        *x = written;
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
