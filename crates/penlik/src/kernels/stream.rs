//! One pass of a scalar function over many numbers.
//!
//! The numbers are cut into leaves of [`LEAF`]; within a leaf 32 partial sums run over the lanes, and the leaves are added
//! in the fixed tree of [`Workers`]. The order of every sum thus depends on the length alone: the same bits for any number of
//! threads. Loops are compiled for the processor at hand, which is looked up when the program runs. Every pass also
//! finds out whether all it read and wrote was finite, and none of them allocates.
//!
//! The function is cloned for each leaf: what it holds is then known to be untouched by what the loop writes and stays in
//! registers, without which the loop is not vectorized. Let it own what it uses, and let that be cheap to clone.

use crate::linalg::simd::{Simd, WithSimd, add_lanes, folded, largest_of, probe_lanes, run};
use crate::linalg::vecmath::ln_1p;
use crate::linalg::{SUMS, Workers};

/// Numbers per leaf: a quarter of a first-level cache.
pub const LEAF: usize = 2048;
/// Below this length the calling thread alone is faster than waking others.
pub const PARALLEL_FROM: usize = 1 << 16;

/// Entries that go through the loops of a leaf together; what is kept of them stays in the nearest cache.
const BLOCK: usize = 8 * SUMS;

/// What a pass found.
#[derive(Debug, Clone, Copy)]
pub struct Pass {
    sum: f64,
    probe: f64,
}

impl Pass {
    /// That of no numbers.
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

    /// What two passes found together.
    pub(crate) fn merge(self, other: Self) -> Self {
        Self { sum: self.sum + other.sum, probe: self.probe + other.probe }
    }
}

/// What a pass does with entry i, which is x: a term to add, and a number to write.
pub trait Entry: Clone + Sync {
    /// (term, written), for every x.
    fn safe(&self, i: usize, x: f64) -> (f64, f64);

    /// The |x| up to which `near` holds; negative where it never does.
    fn reach(&self) -> f64 {
        -1.0
    }

    /// The same by a shorter way, or, where [`Self::IS_PRODUCT`], with the term t ≥ 0 of which ln(1 + t) is to be added.
    fn near(&self, i: usize, x: f64) -> (f64, f64) {
        self.safe(i, x)
    }

    /// Whether near terms are multiplied, as in Σ ln(1 + tᵢ) = ln Π(1 + tᵢ): one logarithm for eight of them. What is kept of a
    /// product is how far it is above 1, so that small terms keep their digits. Terms must be below 2¹²⁰.
    const IS_PRODUCT: bool = false;
}

impl<F: Fn(usize, f64) -> (f64, f64) + Clone + Sync> Entry for F {
    #[inline(always)]
    fn safe(&self, i: usize, x: f64) -> (f64, f64) {
        self(i, x)
    }
}

/// Σ f(i, x_i).
pub fn sum(x: &[f64], workers: &Workers, f: impl Fn(usize, f64) -> f64 + Clone + Sync) -> Pass {
    sum_entries(
        x,
        workers,
        #[inline(always)]
        move |i: usize, x: f64| (f(i, x), 0.0),
    )
}

/// The sum alone; what the entries would write is not formed.
pub fn sum_entries(x: &[f64], workers: &Workers, entry: impl Entry) -> Pass {
    let leaf = |leaf: usize| {
        let base = leaf * LEAF;
        run(SumLeaf { base, x: &x[base..x.len().min(base + LEAF)], entry: entry.clone() })
    };
    fitting(x.len(), workers).tree(x.len().div_ceil(LEAF), &leaf, &Pass::merge).unwrap_or(Pass::EMPTY)
}

/// Writes out_i and adds s_i, where (s_i, out_i) are those of the entry.
pub fn map(x: &[f64], out: &mut [f64], workers: &Workers, entry: impl Entry) -> Pass {
    let n = x.len();
    let leaf = |leaf: usize, out: &mut [f64]| {
        let base = leaf * LEAF;
        run(MapLeaf { base, x: &x[base..n.min(base + LEAF)], out, entry: entry.clone() })
    };
    fitting(n, workers).tree_mut(&mut out[..n], LEAF, &leaf, &Pass::merge).unwrap_or(Pass::EMPTY)
}

/// The same, written over x.
pub fn update(x: &mut [f64], workers: &Workers, entry: impl Entry) -> Pass {
    let n = x.len();
    let leaf = |leaf: usize, x: &mut [f64]| run(UpdateLeaf { base: leaf * LEAF, x, entry: entry.clone() });
    fitting(n, workers).tree_mut(x, LEAF, &leaf, &Pass::merge).unwrap_or(Pass::EMPTY)
}

/// The workers for a pass over n numbers: the calling thread alone where they are few.
pub(crate) fn fitting(n: usize, workers: &Workers) -> &Workers {
    static ALONE: Workers = Workers::sequential();
    if n < PARALLEL_FROM { &ALONE } else { workers }
}

/// 32 partial sums: entry i of a leaf goes to lane i mod 32. A probe stays 0 as long as 0 times what it sees is 0, and is NaN
/// from then on.
struct Lanes {
    sum: [f64; SUMS],
    probe: [f64; SUMS],
}

impl Lanes {
    const EMPTY: Self = Self { sum: [0.0; SUMS], probe: [0.0; SUMS] };

    #[inline(always)]
    fn total(self) -> Pass {
        Pass { sum: folded(self.sum, |a, b| a + b), probe: folded(self.probe, |a, b| a + b) }
    }
}

/// Adds ln Π(1 + t) of each lane's terms.
#[inline(always)]
fn add_products(sum: &mut [f64; SUMS], terms: &[f64]) {
    let mut above_one = [0.0; SUMS];
    for round in terms.chunks(SUMS) {
        for (p, t) in above_one.iter_mut().zip(round) {
            *p = t.mul_add(*p, *p + t);
        }
    }
    for (sum, p) in sum.iter_mut().zip(above_one) {
        *sum += ln_1p(p);
    }
}

// Each leaf goes block by block through loops that map without a sum and loops that sum without a map: compilers vectorize
// either, and not the two in one.

/// Fills the terms of a block, and hands every number to write on to `write`; then adds the terms up.
#[inline(always)]
fn block<S: Simd, E: Entry>(
    simd: S,
    lanes: &mut Lanes,
    base: usize,
    x: &[f64],
    entry: &E,
    mut write: impl FnMut(usize, f64),
) {
    let mut terms = [0.0; BLOCK];
    let terms = &mut terms[..x.len()];
    let reach = entry.reach();
    let is_near = reach >= 0.0 && largest_of(simd, x) <= reach;
    if is_near {
        for (i, (&x, term)) in x.iter().zip(terms.iter_mut()).enumerate() {
            let (t, z) = entry.near(base + i, x);
            *term = t;
            write(i, z);
        }
    } else {
        for (i, (&x, term)) in x.iter().zip(terms.iter_mut()).enumerate() {
            let (t, z) = entry.safe(base + i, x);
            *term = t;
            write(i, z);
        }
    }
    if is_near && E::IS_PRODUCT { add_products(&mut lanes.sum, terms) } else { add_lanes(simd, &mut lanes.sum, terms) }
}

struct SumLeaf<'a, E> {
    base: usize,
    x: &'a [f64],
    entry: E,
}

impl<E: Entry> WithSimd for SumLeaf<'_, E> {
    type Output = Pass;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Pass {
        let mut lanes = Lanes::EMPTY;
        for (b, x) in self.x.chunks(BLOCK).enumerate() {
            block(simd, &mut lanes, self.base + b * BLOCK, x, &self.entry, |_, _| {});
            probe_lanes(simd, &mut lanes.probe, x, x);
        }
        lanes.total()
    }
}

struct MapLeaf<'a, E> {
    base: usize,
    x: &'a [f64],
    out: &'a mut [f64],
    entry: E,
}

impl<E: Entry> WithSimd for MapLeaf<'_, E> {
    type Output = Pass;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Pass {
        let mut lanes = Lanes::EMPTY;
        for (b, (x, out)) in self.x.chunks(BLOCK).zip(self.out.chunks_mut(BLOCK)).enumerate() {
            let out = &mut out[..x.len()];
            block(
                simd,
                &mut lanes,
                self.base + b * BLOCK,
                x,
                &self.entry,
                #[inline(always)]
                |i, z| out[i] = z,
            );
            probe_lanes(simd, &mut lanes.probe, x, out);
        }
        lanes.total()
    }
}

struct UpdateLeaf<'a, E> {
    base: usize,
    x: &'a mut [f64],
    entry: E,
}

impl<E: Entry> WithSimd for UpdateLeaf<'_, E> {
    type Output = Pass;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Pass {
        let (mut lanes, mut read) = (Lanes::EMPTY, [0.0; BLOCK]);
        for (b, x) in self.x.chunks_mut(BLOCK).enumerate() {
            let read = &mut read[..x.len()];
            read.copy_from_slice(x);
            block(
                simd,
                &mut lanes,
                self.base + b * BLOCK,
                read,
                &self.entry,
                #[inline(always)]
                |i, z| x[i] = z,
            );
            probe_lanes(simd, &mut lanes.probe, read, x);
        }
        lanes.total()
    }
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
