//! A matrix of which only the entries that are not 0 are kept, by rows and by columns.

/// Entries by rows and by columns, each in the order in which they were given.
#[derive(Debug, Clone, Default)]
pub(super) struct Sparse {
    rows: Lists,
    columns: Lists,
}

/// Lists of (place, entry), one after the other.
#[derive(Debug, Clone, Default)]
struct Lists {
    starts: Vec<usize>,
    entries: Vec<(usize, f64)>,
}

impl Lists {
    /// The lists of (list, place, entry), for `count` lists.
    fn new(count: usize, all: impl Iterator<Item = (usize, usize, f64)> + Clone) -> Self {
        let mut starts = vec![0; count + 1];
        all.clone().for_each(|(list, ..)| starts[list + 1] += 1);
        (0..count).for_each(|list| starts[list + 1] += starts[list]);
        let (mut next, mut entries) = (starts.clone(), vec![(0, 0.0); starts[count]]);
        for (list, place, x) in all {
            entries[next[list]] = (place, x);
            next[list] += 1;
        }
        Self { starts, entries }
    }

    /// One list; empty beyond the last.
    fn list(&self, list: usize) -> &[(usize, f64)] {
        match (self.starts.get(list), self.starts.get(list + 1)) {
            (Some(&from), Some(&to)) => &self.entries[from..to],
            _ => &[],
        }
    }
}

impl Sparse {
    /// The matrix of the entries (row, column, x), for rows and columns below the counts given.
    pub(super) fn new(rows: usize, columns: usize, entries: &[(usize, usize, f64)]) -> Self {
        let by_column = entries.iter().map(|&(i, j, x)| (j, i, x));
        Self { rows: Lists::new(rows, entries.iter().copied()), columns: Lists::new(columns, by_column) }
    }

    /// The number of rows.
    pub(super) fn height(&self) -> usize {
        self.rows.starts.len().saturating_sub(1)
    }

    pub(super) fn row(&self, i: usize) -> &[(usize, f64)] {
        self.rows.list(i)
    }

    pub(super) fn column(&self, j: usize) -> &[(usize, f64)] {
        self.columns.list(j)
    }
}
