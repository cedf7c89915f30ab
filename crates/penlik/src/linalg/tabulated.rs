//! A tall matrix X whose columns come in blocks of few distinct rows, or of rows that are cubics of a number within few pieces.
//!
//! Of a block a table is kept: row i of X is T_p, or T_p0 + T_p1 t + T_p2 t² + T_p3 t³ with |t| ≤ 1, for the place p of the row and its number t.
//! Sums over rows are then sums over the places: Xᵀr needs one addition a row and block, or four, and Xᵀdiag(w)X for two blocks one to sixteen
//! instead of a product for each pair of their columns (Lang, Umlauf, Wechselberger, Harttgen & Kneib 2014; Wood, Li, Shaddick & Augustin 2017 for
//! distinct rows). Such sums are kept by place while rows are added up, and multiplied by the tables at the end. Columns that belong to no
//! block are kept as they are.

mod bounds;
mod forms;
mod gram;
mod refined;
mod table;

use super::{PANEL_ROWS, Panels};
pub use table::{MAX_PLACES, Table};

/// How Σ w x_a x_bᵀ is summed for two tables a < b.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Pairing {
    /// One of them has a single row: from the sums by place of the other.
    Single,
    /// Σ w·t_a^k t_b^l for each pair of places.
    Cells,
    /// Σ w·x_b for each place of a.
    ByFirst,
    /// Σ w·x_a for each place of b.
    BySecond,
}

/// Two tables, and where their sums begin among those of a Gram matrix.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Pair {
    a: usize,
    b: usize,
    pairing: Pairing,
    start: usize,
}

/// X.
#[derive(Debug, Clone, PartialEq)]
pub struct Tabulated {
    rows: usize,
    cols: usize,
    tables: Vec<Table>,
    rest: Panels,
    rest_columns: Vec<usize>,
    /// Their largest magnitudes.
    rest_sizes: Vec<f64>,
    pairs: Vec<Pair>,
    /// Where the sums of each table begin, and after them those with the columns without a table.
    starts: Vec<usize>,
    gram_length: usize,
}

impl Tabulated {
    /// X of `rows` rows from tables, and the columns without one. Every column of X is in exactly one of them; `None` where that is not so.
    #[must_use]
    pub fn new(rows: usize, tables: Vec<Table>, (rest, rest_columns): (Panels, Vec<usize>)) -> Option<Self> {
        let mut columns: Vec<usize> =
            tables.iter().flat_map(|table| &table.columns).chain(&rest_columns).copied().collect();
        columns.sort_unstable();
        let places = super::panels::padded(rows);
        let fits = rest.rows() == rows && rest.cols() == rest_columns.len();
        let all = columns.iter().enumerate().all(|(j, &column)| j == column);
        if !fits || !all || tables.iter().any(|table| table.places.len() != places) {
            return None;
        }
        Some(Self::planned(rows, tables, (rest, rest_columns)))
    }

    fn planned(rows: usize, tables: Vec<Table>, (rest, rest_columns): (Panels, Vec<usize>)) -> Self {
        let others = rest_columns.len();
        let cols = others + tables.iter().map(Table::width).sum::<usize>();
        let mut start = super::weighted_gram::triangle(others);
        let (mut starts, mut pairs) = (Vec::new(), Vec::new());
        for table in &tables {
            starts.push(start);
            start += table.own_length() + table.cells() * others;
        }
        for b in 0..tables.len() {
            for a in 0..b {
                let (pairing, length) = pairing(&tables[a], &tables[b]);
                pairs.push(Pair { a, b, pairing, start });
                start += length;
            }
        }
        let size = |j: usize| rest.column(j).fold(0.0, |largest: f64, x| largest.max(x.abs()));
        let rest_sizes = (0..others).map(size).collect();
        Self { rows, cols, tables, rest, rest_columns, rest_sizes, pairs, starts, gram_length: start }
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of columns.
    #[must_use]
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// The cells of all tables together.
    fn cells(&self) -> usize {
        self.tables.iter().map(Table::cells).sum()
    }

    /// Each table with its part of what is kept for every cell.
    fn by_table<'a, T>(&'a self, mut cells: &'a [T]) -> impl Iterator<Item = (&'a Table, &'a [T])> {
        self.tables.iter().map(move |table| {
            let (own, left) = cells.split_at(table.cells());
            cells = left;
            (table, own)
        })
    }

    /// The same to be written.
    fn by_table_mut<'a, T>(&'a self, mut cells: &'a mut [T]) -> impl Iterator<Item = (&'a Table, &'a mut [T])> {
        self.tables.iter().map(move |table| {
            let (own, left) = std::mem::take(&mut cells).split_at_mut(table.cells());
            cells = left;
            (table, own)
        })
    }

    /// The table that holds a column, and which of its columns it is.
    fn own(&self, column: usize) -> Option<(&Table, usize)> {
        self.tables.iter().find_map(|table| Some((table, table.columns.iter().position(|c| *c == column)?)))
    }

    /// Entry (i, j).
    #[must_use]
    pub fn get(&self, i: usize, j: usize) -> f64 {
        match self.own(j) {
            Some((table, k)) => table.entry(i, k),
            None => self.rest_columns.iter().position(|c| *c == j).map_or(0.0, |k| self.rest.get(i, k)),
        }
    }

    /// Column j.
    #[must_use]
    pub fn column(&self, j: usize) -> Vec<f64> {
        match self.own(j) {
            Some((table, k)) => (0..self.rows).map(|i| table.entry(i, k)).collect(),
            None => (0..self.rows).map(|i| self.get(i, j)).collect(),
        }
    }

    /// Writes a panel, column after column.
    pub fn fill(&self, panel: usize, out: &mut [f64]) {
        let height = self.rest.height(panel);
        let live = self.live(panel);
        for table in &self.tables {
            for (k, &column) in table.columns.iter().enumerate() {
                let out = &mut out[column * height..][..height];
                table.fill(k, panel * PANEL_ROWS, out);
                out[live..].fill(0.0);
            }
        }
        for (&column, values) in self.rest_columns.iter().zip(self.rest.panel(panel).chunks_exact(height)) {
            out[column * height..][..height].copy_from_slice(values);
        }
    }

    /// The rows of a panel without those that pad it.
    fn live(&self, panel: usize) -> usize {
        (self.rows - panel * PANEL_ROWS).min(PANEL_ROWS)
    }

    /// The given rows, in the given order.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Panels {
        let mut out = Panels::zeros(rows.len(), self.cols);
        for table in &self.tables {
            let here = |k: usize| rows.iter().map(move |&i| table.entry(i, k));
            table.columns.iter().enumerate().for_each(|(k, &column)| out.set_column(column, here(k)));
        }
        for (k, &column) in self.rest_columns.iter().enumerate() {
            out.set_column(column, rows.iter().map(|&i| self.rest.get(i, k)));
        }
        out
    }

    /// A copy without some columns.
    #[must_use]
    pub fn without(&self, columns: &[usize]) -> Self {
        let all = 0..self.rest_columns.len();
        let (left, kept): (Vec<usize>, Vec<usize>) = all.partition(|&k| columns.contains(&self.rest_columns[k]));
        let tables = self.tables.iter().map(|table| table.without(columns)).filter(|table| table.width() > 0);
        let rest_columns = kept.iter().map(|&k| table::moved(self.rest_columns[k], columns)).collect();
        Self::planned(self.rows, tables.collect(), (self.rest.without(&left), rest_columns))
    }
}

/// The cheapest way: by pairs of places where their sums stay near the processor, else the fewer columns at the places of the other.
fn pairing(a: &Table, b: &Table) -> (Pairing, usize) {
    /// 512 KB of sums.
    const FEW_CELLS: usize = 1 << 16;
    if a.cells() == 1 || b.cells() == 1 {
        return (Pairing::Single, 0);
    }
    let cells = a.cells() * b.cells();
    if cells <= FEW_CELLS || a.powers > 1 || b.powers > 1 {
        return (Pairing::Cells, cells);
    }
    let (first, second) = (a.rows * b.stride, b.rows * a.stride);
    let by_first = b.stride < a.stride || (b.stride == a.stride && first <= second);
    if by_first { (Pairing::ByFirst, first) } else { (Pairing::BySecond, second) }
}

#[cfg(test)]
mod tests;
