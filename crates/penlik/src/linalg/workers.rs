//! Threads and the fixed reduction tree.
//!
//! Sums over rows are cut into leaves of a fixed size and combined in a binary tree keyed by leaf index alone, so that the bits
//! of a result do not depend on how many threads worked on it.

/// Threads that work on one problem; one thread means the caller's own.
pub struct Workers {
    pool: Option<rayon::ThreadPool>,
}

impl Workers {
    /// Work on the calling thread alone.
    #[must_use]
    pub fn sequential() -> Self {
        Self { pool: None }
    }

    /// `threads` workers; 0 means as many as the machine has processors. Where threads cannot be had, the calling thread works alone.
    #[must_use]
    pub fn new(threads: usize) -> Self {
        let available = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = if threads == 0 { available() } else { threads };
        if threads == 1 {
            return Self::sequential();
        }
        let named = rayon::ThreadPoolBuilder::new().num_threads(threads).thread_name(|i| format!("penlik-{i}"));
        Self { pool: named.build().ok() }
    }

    /// Maps every leaf and folds the results in a fixed binary tree; `None` when there are no leaves.
    ///
    /// The tree over `lo..hi` splits at the largest power of two below the length, so its shape depends on `leaves` alone.
    pub fn tree<T: Send>(
        &self,
        leaves: usize,
        map: &(impl Fn(usize) -> T + Sync),
        merge: &(impl Fn(T, T) -> T + Sync),
    ) -> Option<T> {
        match (&self.pool, leaves) {
            (_, 0) => None,
            (Some(pool), 2..) => Some(pool.install(|| parallel(0, leaves, map, merge))),
            _ => Some(sequential(0, leaves, map, merge)),
        }
    }
}

fn split(lo: usize, hi: usize) -> usize {
    lo + (hi - lo).next_power_of_two() / 2
}

fn sequential<T>(lo: usize, hi: usize, map: &impl Fn(usize) -> T, merge: &impl Fn(T, T) -> T) -> T {
    if hi - lo == 1 {
        return map(lo);
    }
    let mid = split(lo, hi);
    let left = sequential(lo, mid, map, merge);
    merge(left, sequential(mid, hi, map, merge))
}

fn parallel<T: Send>(
    lo: usize,
    hi: usize,
    map: &(impl Fn(usize) -> T + Sync),
    merge: &(impl Fn(T, T) -> T + Sync),
) -> T {
    if hi - lo == 1 {
        return map(lo);
    }
    let mid = split(lo, hi);
    let (left, right) = rayon::join(|| parallel(lo, mid, map, merge), || parallel(mid, hi, map, merge));
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
}
