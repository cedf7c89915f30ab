//! One pass of a scalar function over many numbers.
//!
//! The numbers are cut into leaves of [`LEAF`]; within a leaf 32 partial sums run over the lanes, and the leaves are added
//! in the fixed tree of [`Workers`]. The order of every sum thus depends on the length alone: the same bits for any number of
//! threads. Loops are compiled for the processor at hand, which is looked up when the program runs. Every pass also
//! finds out whether all it read and wrote was finite, and none of them allocates.
//!
//! The function is cloned for each leaf: what it holds is then known to be untouched by what the loop writes and stays in
//! registers, without which the loop is not vectorized. Let it own what it uses, and let that be cheap to clone.

use crate::linalg::simd::{
    Scalar, Simd, WithSimd, add_lanes, folded, largest_of, multiply_lanes, probe_lanes, run, run_rarely,
};
use crate::linalg::vecmath::ln_1p;
use crate::linalg::{SUMS, Workers};

/// Numbers per leaf: a quarter of a first-level cache.
pub const LEAF: usize = 2048;
/// Below this length the calling thread alone is faster than waking others.
pub const PARALLEL_FROM: usize = 1 << 16;

/// Rounds of entries whose products are formed before their logarithm.
const FACTORS: usize = 8;

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

    /// Whether near terms are multiplied, as in Σ ln(1 + tᵢ) = ln Π(1 + tᵢ): one logarithm for up to eight of them. What is kept of a
    /// product is how far it is above 1, so that small terms keep their digits. Terms must be below 2¹²⁰.
    const IS_PRODUCT: bool = false;

    /// Whether little depends on the speed of the pass, as opposed to the size of its code.
    const IS_RARE: bool = false;
}

/// A pass that is rarely made, such as one for derivatives in a shape: the same bits from fewer copies of its code.
#[derive(Debug, Clone, Copy)]
pub struct Rare<F>(pub F);

impl<F: Fn(usize, f64) -> (f64, f64) + Clone + Sync> Entry for Rare<F> {
    #[inline(always)]
    fn safe(&self, i: usize, x: f64) -> (f64, f64) {
        (self.0)(i, x)
    }

    const IS_RARE: bool = true;
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
        run_leaf(&entry, SumLeaf { base, x: &x[base..x.len().min(base + LEAF)], entry: entry.clone() })
    };
    fitting(x.len(), workers).tree(x.len().div_ceil(LEAF), &leaf, &Pass::merge).unwrap_or(Pass::EMPTY)
}

/// Writes out_i and adds s_i, where (s_i, out_i) are those of the entry.
pub fn map(x: &[f64], out: &mut [f64], workers: &Workers, entry: impl Entry) -> Pass {
    let n = x.len();
    let leaf = |leaf: usize, out: &mut [f64]| {
        let base = leaf * LEAF;
        run_leaf(&entry, MapLeaf { base, x: &x[base..n.min(base + LEAF)], out, entry: entry.clone() })
    };
    fitting(n, workers).tree_mut(&mut out[..n], LEAF, &leaf, &Pass::merge).unwrap_or(Pass::EMPTY)
}

/// The same, written over x.
pub fn update(x: &mut [f64], workers: &Workers, entry: impl Entry) -> Pass {
    let n = x.len();
    let leaf = |leaf: usize, x: &mut [f64]| run_leaf(&entry, UpdateLeaf { base: leaf * LEAF, x, entry: entry.clone() });
    fitting(n, workers).tree_mut(x, LEAF, &leaf, &Pass::merge).unwrap_or(Pass::EMPTY)
}

/// A leaf, compiled for the processor at hand.
fn run_leaf<E: Entry, L: WithSimd>(_: &E, leaf: L) -> L::Output {
    if E::IS_RARE { run_rarely(leaf) } else { run(leaf) }
}

/// The workers for a pass over n numbers: the calling thread alone where they are few.
pub(crate) fn fitting(n: usize, workers: &Workers) -> &Workers {
    static ALONE: Workers = Workers::sequential();
    if n < PARALLEL_FROM { &ALONE } else { workers }
}

/// 32 partial sums: entry i of a leaf goes to lane i mod 32. A probe stays 0 as long as 0 times what it sees is 0, and is NaN
/// from then on. Products are kept by how far they are above 1.
struct Lanes {
    sum: [f64; SUMS],
    probe: [f64; SUMS],
    above_one: [f64; SUMS],
    factors: usize,
}

impl Lanes {
    const EMPTY: Self = Self { sum: [0.0; SUMS], probe: [0.0; SUMS], above_one: [0.0; SUMS], factors: 0 };

    /// Adds ln Π(1 + t) of each lane, and begins anew.
    #[inline(always)]
    fn settle(&mut self) {
        for (sum, p) in self.sum.iter_mut().zip(&mut self.above_one) {
            *sum += ln_1p(*p);
            *p = 0.0;
        }
        self.factors = 0;
    }

    /// One round: what the entries at `base` and after it write; their terms are added.
    #[inline(always)]
    fn round<S: Simd, E: Entry>(&mut self, simd: S, entry: &E, base: usize, x: &[f64; SUMS]) -> [f64; SUMS] {
        let reach = entry.reach();
        let is_near = reach >= 0.0 && largest_of(simd, x) <= reach;
        let (terms, written) = match is_near {
            _ if S::F64_LANES == 1 => plain(entry, base, x, if is_near { reach } else { -1.0 }),
            true => worked(x, base, |i, x| entry.near(i, x)),
            false => worked(x, base, |i, x| entry.safe(i, x)),
        };
        if S::F64_LANES == 1 {
            self.keep_apart(x, &terms, &written, is_near && E::IS_PRODUCT);
        } else {
            self.keep(simd, x, &terms, &written, is_near && E::IS_PRODUCT);
        }
        written
    }

    #[inline(always)]
    fn keep<S: Simd>(
        &mut self,
        simd: S,
        x: &[f64; SUMS],
        terms: &[f64; SUMS],
        written: &[f64; SUMS],
        are_factors: bool,
    ) {
        probe_lanes(simd, &mut self.probe, x, written);
        if !are_factors {
            return add_lanes(simd, &mut self.sum, terms);
        }
        multiply_lanes(simd, &mut self.above_one, terms);
        self.factors += 1;
        if self.factors == FACTORS {
            self.settle();
        }
    }

    /// The same where there are no vectors, compiled once.
    #[inline(never)]
    fn keep_apart(&mut self, x: &[f64; SUMS], terms: &[f64; SUMS], written: &[f64; SUMS], are_factors: bool) {
        self.keep(Scalar::new(), x, terms, written, are_factors);
    }

    /// The last, shorter round, as if the numbers that are missing added nothing.
    #[inline(always)]
    fn rest<S: Simd, E: Entry>(&mut self, entry: &E, base: usize, x: &[f64], mut write: impl FnMut(usize, f64)) {
        if self.factors > 0 {
            self.settle();
        }
        if S::F64_LANES == 1 {
            let (terms, written) = plain(entry, base, x, entry.reach());
            for (i, &x) in x.iter().enumerate() {
                let is_factor = E::IS_PRODUCT && x.abs() <= entry.reach();
                self.keep_one(i, x, terms[i], written[i], is_factor);
                write(i, written[i]);
            }
            return;
        }
        for (i, &x) in x.iter().enumerate() {
            let is_near = x.abs() <= entry.reach();
            let (term, written) = if is_near { entry.near(base + i, x) } else { entry.safe(base + i, x) };
            self.keep_one(i, x, term, written, is_near && E::IS_PRODUCT);
            write(i, written);
        }
    }

    #[inline(always)]
    fn keep_one(&mut self, lane: usize, x: f64, term: f64, written: f64, is_factor: bool) {
        self.sum[lane] += if is_factor { ln_1p(term) } else { term };
        self.probe[lane] = written.mul_add(0.0, x.mul_add(0.0, self.probe[lane]));
    }

    #[inline(always)]
    fn total(self) -> Pass {
        Pass { sum: added(self.sum), probe: added(self.probe) }
    }
}

/// Once per leaf, so one function for all passes.
#[inline(never)]
fn added(lanes: [f64; SUMS]) -> f64 {
    folded(lanes, |a, b| a + b)
}

/// Terms and what is written of one round: a loop without a sum, which the compiler vectorizes.
#[inline(always)]
fn worked(x: &[f64; SUMS], base: usize, entry: impl Fn(usize, f64) -> (f64, f64)) -> ([f64; SUMS], [f64; SUMS]) {
    let (mut terms, mut written) = ([0.0; SUMS], [0.0; SUMS]);
    for lane in 0..SUMS {
        (terms[lane], written[lane]) = entry(base + lane, x[lane]);
    }
    (terms, written)
}

/// The same for at most that many entries, near up to `reach`, where there are no vectors: one loop for all of a pass.
#[inline(never)]
fn plain<E: Entry>(entry: &E, base: usize, x: &[f64], reach: f64) -> ([f64; SUMS], [f64; SUMS]) {
    let (mut terms, mut written) = ([0.0; SUMS], [0.0; SUMS]);
    for (lane, (x, (term, written))) in x.iter().zip(terms.iter_mut().zip(&mut written)).enumerate() {
        let is_near = entry.reach() >= 0.0 && x.abs() <= reach;
        (*term, *written) = if is_near { entry.near(base + lane, *x) } else { entry.safe(base + lane, *x) };
    }
    (terms, written)
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
        let (rounds, rest) = self.x.as_chunks();
        for (k, x) in rounds.iter().enumerate() {
            lanes.round(simd, &self.entry, self.base + k * SUMS, x);
        }
        lanes.rest::<S, E>(&self.entry, self.base + rounds.len() * SUMS, rest, |_, _| {});
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
        let (rounds, rest) = self.x.as_chunks();
        let (outs, out_rest) = self.out.as_chunks_mut();
        for (k, (x, out)) in rounds.iter().zip(outs).enumerate() {
            *out = lanes.round(simd, &self.entry, self.base + k * SUMS, x);
        }
        lanes.rest::<S, E>(&self.entry, self.base + rounds.len() * SUMS, rest, |i, z| out_rest[i] = z);
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
        let mut lanes = Lanes::EMPTY;
        let (rounds, rest) = self.x.as_chunks_mut();
        let whole = rounds.len() * SUMS;
        for (k, x) in rounds.iter_mut().enumerate() {
            let read = *x;
            *x = lanes.round(simd, &self.entry, self.base + k * SUMS, &read);
        }
        let mut read = [0.0; SUMS];
        let read = &mut read[..rest.len()];
        read.copy_from_slice(rest);
        lanes.rest::<S, E>(&self.entry, self.base + whole, read, |i, z| rest[i] = z);
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

    /// ln(1 + x²) as a product up to 3, and without one above.
    #[derive(Clone)]
    struct Products;

    impl Entry for Products {
        fn safe(&self, _: usize, x: f64) -> (f64, f64) {
            (ln_1p(x * x), 2.0 * x / x.mul_add(x, 1.0))
        }

        fn reach(&self) -> f64 {
            3.0
        }

        fn near(&self, i: usize, x: f64) -> (f64, f64) {
            (x * x, self.safe(i, x).1)
        }

        const IS_PRODUCT: bool = true;
    }

    /// The bits of a pass and of what it writes, by each instruction set.
    fn by_every_instruction_set(x: &[f64], entry: impl Entry) -> Vec<Vec<u64>> {
        let mut found = Vec::new();
        let mut note = |pass: &dyn Fn(MapLeaf<'_, _>) -> Pass| {
            let mut out = vec![0.0; x.len()];
            let sum = pass(MapLeaf { base: 0, x, out: &mut out, entry: entry.clone() }).sum();
            found.push(out.iter().chain([&sum]).map(|y| y.to_bits()).collect());
        };
        note(&|leaf| leaf.with_simd(Scalar::new()));
        note(&|leaf| run_rarely(leaf));
        note(&|leaf| run(leaf));
        found
    }

    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        for n in [0, 1, 31, 32, 45, 32 * 9, 1000] {
            for size in [0.5, 4.0] {
                let x: Vec<f64> = (0..n).map(|i| size * (i as f64).sin()).collect();
                let cubed = |i: usize, x: f64| ((x * x).mul_add(x, i as f64), x / 3.0);
                for answers in [by_every_instruction_set(&x, cubed), by_every_instruction_set(&x, Products)] {
                    assert!(answers.iter().all(|answer| *answer == answers[0]), "{n} numbers of size {size}");
                }
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
