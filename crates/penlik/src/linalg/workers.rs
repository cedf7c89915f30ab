//! Threads and the fixed reduction tree.
//!
//! Sums over rows are cut into leaves of a fixed size and combined in a binary tree keyed by leaf index alone, so that the bits
//! of a result do not depend on how many threads worked on it.
//!
//! Leaves are called through a pointer: a leaf is long enough for that to cost nothing, and the tree is compiled once for each
//! type of result instead of once for each pass.

use super::PANEL_ROWS;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::OnceLock;

type Leaf<'a, T> = &'a (dyn Fn(usize) -> T + Sync + 'a);
type LeafMut<'a, T> = &'a (dyn Fn(usize, &mut [f64]) -> T + Sync + 'a);
type Merge<'a, T> = &'a (dyn Fn(T, T) -> T + Sync + 'a);

/// Threads that work on one problem; one thread means the caller's own.
pub struct Workers {
    threads: usize,
    /// Made for the first tree of more than one leaf, so that small problems start no thread.
    pool: OnceLock<Option<ThreadPool>>,
}

impl Workers {
    /// Work on the calling thread alone.
    #[must_use]
    pub const fn sequential() -> Self {
        Self { threads: 1, pool: OnceLock::new() }
    }

    /// `threads` workers; 0 means as many as the machine has processors. Where threads cannot be had, the calling thread works alone.
    #[must_use]
    pub fn new(threads: usize) -> Self {
        let available = || std::thread::available_parallelism().map_or(1, usize::from);
        Self { threads: if threads == 0 { available() } else { threads }, pool: OnceLock::new() }
    }

    /// The same for work on so many rows: the calling thread alone where they are too few for threads to be worth their start.
    #[must_use]
    pub fn for_rows(rows: usize, threads: usize) -> Self {
        const MANY_ROWS: usize = 16 * PANEL_ROWS;
        if rows < MANY_ROWS { Self::sequential() } else { Self::new(threads) }
    }

    fn pool(&self, leaves: usize) -> Option<&ThreadPool> {
        if self.threads == 1 || leaves < 2 {
            return None;
        }
        let named = || ThreadPoolBuilder::new().num_threads(self.threads).thread_name(|i| format!("penlik-{i}"));
        self.pool.get_or_init(|| named().build().ok()).as_ref()
    }

    /// Maps every leaf and folds the results in a fixed binary tree; `None` when there are no leaves.
    ///
    /// The tree over `lo..hi` splits at the largest power of two below the length, so its shape depends on `leaves` alone.
    pub fn tree<T: Send>(&self, leaves: usize, map: Leaf<'_, T>, merge: Merge<'_, T>) -> Option<T> {
        match self.pool(leaves) {
            _ if leaves == 0 => None,
            Some(pool) => Some(pool.install(|| parallel(0, leaves, map, merge))),
            None => Some(sequential(0, leaves, map, merge)),
        }
    }

    /// The same over the leaves of `out`, `leaf` entries each and the last one shorter: `map` gets the index of a leaf and the
    /// leaf itself to write.
    pub fn tree_mut<T: Send>(
        &self,
        out: &mut [f64],
        leaf: usize,
        map: LeafMut<'_, T>,
        merge: Merge<'_, T>,
    ) -> Option<T> {
        let leaves = out.len().div_ceil(leaf);
        match self.pool(leaves) {
            _ if leaves == 0 => None,
            Some(pool) => Some(pool.install(|| parallel_mut(0, leaves, out, leaf, map, merge))),
            None => Some(sequential_mut(0, leaves, out, leaf, map, merge)),
        }
    }
}

fn split(lo: usize, hi: usize) -> usize {
    lo + (hi - lo).next_power_of_two() / 2
}

fn sequential<T>(lo: usize, hi: usize, map: Leaf<'_, T>, merge: Merge<'_, T>) -> T {
    if hi - lo == 1 {
        return map(lo);
    }
    let mid = split(lo, hi);
    let left = sequential(lo, mid, map, merge);
    merge(left, sequential(mid, hi, map, merge))
}

fn parallel<T: Send>(lo: usize, hi: usize, map: Leaf<'_, T>, merge: Merge<'_, T>) -> T {
    if hi - lo == 1 {
        return map(lo);
    }
    let mid = split(lo, hi);
    let (left, right) = rayon::join(|| parallel(lo, mid, map, merge), || parallel(mid, hi, map, merge));
    merge(left, right)
}

fn sequential_mut<T>(
    lo: usize,
    hi: usize,
    out: &mut [f64],
    leaf: usize,
    map: LeafMut<'_, T>,
    merge: Merge<'_, T>,
) -> T {
    if hi - lo == 1 {
        return map(lo, out);
    }
    let mid = split(lo, hi);
    let (left, right) = out.split_at_mut((mid - lo) * leaf);
    let left = sequential_mut(lo, mid, left, leaf, map, merge);
    merge(left, sequential_mut(mid, hi, right, leaf, map, merge))
}

fn parallel_mut<T: Send>(
    lo: usize,
    hi: usize,
    out: &mut [f64],
    leaf: usize,
    map: LeafMut<'_, T>,
    merge: Merge<'_, T>,
) -> T {
    if hi - lo == 1 {
        return map(lo, out);
    }
    let mid = split(lo, hi);
    let (left, right) = out.split_at_mut((mid - lo) * leaf);
    let (left, right) = rayon::join(
        || parallel_mut(lo, mid, left, leaf, map, merge),
        || parallel_mut(mid, hi, right, leaf, map, merge),
    );
    merge(left, right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_has_one_shape_for_every_number_of_threads() {
        let shape =
            |workers: &Workers, n| workers.tree(n, &|i| format!("{i}"), &|a: String, b: String| format!("({a} {b})"));
        let one = Workers::sequential();
        assert_eq!(shape(&one, 0), None);
        assert_eq!(shape(&one, 5).as_deref(), Some("(((0 1) (2 3)) 4)"));
        for threads in [2, 3, 7] {
            let many = Workers::new(threads);
            for n in [1, 2, 5, 64, 100] {
                assert_eq!(shape(&many, n), shape(&one, n));
            }
        }
    }

    #[test]
    fn every_leaf_of_a_slice_is_written_once_in_the_same_tree() {
        for threads in [1, 2, 3, 7] {
            let workers = Workers::new(threads);
            for n in [0, 1, 4, 5, 23] {
                let mut out = vec![0.0; n];
                let write = |leaf: usize, part: &mut [f64]| {
                    part.iter_mut().for_each(|x| *x += leaf as f64);
                    leaf.to_string()
                };
                let merge = |a: String, b: String| format!("({a} {b})");
                let shape = workers.tree_mut(&mut out, 4, &write, &merge);
                assert_eq!(shape, workers.tree(n.div_ceil(4), &|i| i.to_string(), &merge));
                assert!(out.iter().enumerate().all(|(i, &x)| x == (i / 4) as f64));
            }
        }
    }
}
