//! Groups of a θ of known shape.

use super::Weights;
use crate::curvature::Groups;
use crate::kernels::stream::LEAF;

/// The lists of every row from group `first` on, each with the place where its row begins.
#[inline(always)]
pub(super) fn in_rows(lists: &[Vec<usize>], columns: usize, first: usize) -> impl Iterator<Item = (usize, &[usize])> {
    let count = lists.len().max(1);
    let (mut base, mut next) = (first / count * columns, first % count);
    std::iter::from_fn(move || {
        let here = (base, lists.get(next)?.as_slice());
        next += 1;
        if next == count {
            (base, next) = (base + columns, 0);
        }
        Some(here)
    })
}

/// How groups lie in memory.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape<'a> {
    /// `size` entries after one another.
    Runs { size: usize },
    /// Every `columns`-th entry.
    Columns { columns: usize },
    /// In each row of `columns` entries the same lists.
    Lists { lists: &'a [Vec<usize>], columns: usize },
}

/// The weight of a group, by its index.
#[derive(Debug, Clone, Copy)]
enum Share<'a> {
    Same(f64),
    /// Repeated from row to row.
    Cycle(&'a [f64]),
    /// And 0 for the groups after them.
    Leading(&'a [f64]),
}

/// Groups, numbered from 0 on, their weights, and the leaves in which they are worked on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout<'a> {
    pub(super) shape: Shape<'a>,
    share: Share<'a>,
    count: usize,
    leaf: usize,
    leaves_out: bool,
}

impl<'a> Layout<'a> {
    pub(super) fn runs(size: usize, count: usize, weights: &'a Weights) -> Self {
        let leaf = (LEAF / size.max(1)).max(1) * size.max(1);
        Self { shape: Shape::Runs { size }, share: Share::new(weights, size), count, leaf, leaves_out: false }
    }

    /// Sums run over rows, so that all of θ is one leaf.
    pub(super) fn columns(columns: usize, rows: usize, weights: &'a Weights) -> Self {
        let (shape, share) = (Shape::Columns { columns }, Share::new(weights, rows));
        let leaf = (columns * rows).max(1);
        Self { shape, share, count: if rows == 0 { 0 } else { columns }, leaf, leaves_out: false }
    }

    pub(super) fn sets(lists: &'a [Vec<usize>], columns: usize, rows: usize, weights: &'a Weights) -> Self {
        let leaf = (LEAF / columns.max(1)).max(1) * columns.max(1);
        let leaves_out = lists.iter().map(Vec::len).sum::<usize>() < columns;
        let (shape, share) = (Shape::Lists { lists, columns }, Share::new(weights, 1));
        Self { shape, share, count: rows * lists.len(), leaf, leaves_out }
    }

    /// The number of groups.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Whether some entries are in no group.
    pub(super) fn leaves_out(&self) -> bool {
        self.leaves_out
    }

    /// The entries of a leaf, which holds whole groups.
    pub(super) fn leaf(&self) -> usize {
        self.leaf
    }

    /// The number of groups in so many entries.
    pub(super) fn groups_in(&self, entries: usize) -> usize {
        match self.shape {
            Shape::Runs { size } => entries.checked_div(size).unwrap_or(0),
            Shape::Columns { .. } => self.count,
            Shape::Lists { lists, columns } => entries.checked_div(columns).unwrap_or(0) * lists.len(),
        }
    }

    /// Calls f with every entry of group q of a leaf of n entries.
    pub(super) fn visit(&self, q: usize, n: usize, f: impl FnMut(usize)) {
        match self.shape {
            Shape::Runs { size } => (q * size..(q + 1) * size).for_each(f),
            Shape::Columns { columns } => (q..n).step_by(columns).for_each(f),
            Shape::Lists { lists, columns } => {
                let (base, list) = (q / lists.len() * columns, &lists[q % lists.len()]);
                list.iter().map(|i| base + i).for_each(f);
            }
        }
    }

    /// The weight of group q.
    pub(super) fn weight(&self, q: usize) -> f64 {
        match self.share {
            Share::Same(weight) => weight,
            Share::Cycle(weights) => weights[q % weights.len()],
            Share::Leading(weights) => weights.get(q).copied().unwrap_or(0.0),
        }
    }

    /// The weights of consecutive groups from `first` on.
    pub(super) fn weights(&self, first: usize, out: &mut [f64]) {
        match self.share {
            Share::Same(weight) => out.fill(weight),
            _ => out.iter_mut().enumerate().for_each(|(i, out)| *out = self.weight(first + i)),
        }
    }

    /// The largest weight.
    pub(super) fn largest_weight(&self) -> f64 {
        match self.share {
            Share::Same(weight) => weight,
            Share::Cycle(weights) | Share::Leading(weights) => weights.iter().copied().fold(0.0, f64::max),
        }
    }

    /// The groups as sets of entries, for a θ of n.
    pub(super) fn groups(&self, n: usize) -> Groups {
        let entries = |q: usize| {
            let mut entries = Vec::new();
            self.visit(q, n, |i| entries.push(i));
            entries.into_iter()
        };
        Groups::trusted(n, (0..self.count).map(entries))
    }
}

impl<'a> Share<'a> {
    fn new(weights: &'a Weights, size: usize) -> Self {
        match weights {
            Weights::Size => Self::Same((size as f64).sqrt()),
            Weights::Given(weights) => Self::Cycle(weights),
            Weights::Leading(weights) => Self::Leading(weights),
        }
    }
}
