//! A tall matrix X whose columns come in blocks of few distinct rows: of each block a table of its distinct rows is kept, and for every
//! row of X its place in the table. Columns that belong to no block are kept as they are.
//!
//! Sums over rows are then sums over the places: Xᵀr needs one addition a row and block, and Xᵀdiag(w)X for two blocks of q columns at most
//! q additions a row instead of q² (Lang, Umlauf, Wechselberger, Harttgen & Kneib 2014; Wood, Li, Shaddick & Augustin 2017). Such a sum is kept
//! by place while rows are added up, and multiplied by the tables at the end.

mod forms;
mod gram;

use super::{PANEL_ROWS, Panels};

/// The most rows of a table.
pub const MAX_PLACES: usize = 1 << 16;

/// The distinct rows of some columns, and where each row of X has its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    columns: Vec<usize>,
    places: Vec<u16>,
    stride: usize,
    rows: usize,
    values: Vec<f64>,
    /// The same column after column, without padding.
    by_column: Vec<f64>,
}

/// Entries of a row of a table are a multiple of it, those that pad are 0.
const STEP: usize = 4;

impl Table {
    /// A table of the columns of X that `rows` holds, one of its rows for each place; `None` where a place is not in it.
    #[must_use]
    pub fn new(columns: Vec<usize>, places: &[u16], rows: &Panels) -> Option<Self> {
        let fits = rows.cols() == columns.len() && rows.rows() <= MAX_PLACES;
        if !fits || places.iter().any(|&place| usize::from(place) >= rows.rows()) {
            return None;
        }
        let by_column: Vec<f64> = (0..columns.len()).flat_map(|j| rows.column(j)).collect();
        let mut padded = places.to_vec();
        padded.resize(super::panels::padded(places.len()), 0);
        Some(Self::of(columns, padded, rows.rows(), by_column))
    }

    fn of(columns: Vec<usize>, places: Vec<u16>, rows: usize, by_column: Vec<f64>) -> Self {
        let stride = columns.len().next_multiple_of(STEP);
        let mut values = vec![0.0; rows * stride];
        for (j, column) in by_column.chunks_exact(rows.max(1)).enumerate() {
            values.iter_mut().skip(j).step_by(stride).zip(column).for_each(|(value, x)| *value = *x);
        }
        Self { columns, places, stride, rows, values, by_column }
    }

    fn column(&self, k: usize) -> &[f64] {
        &self.by_column[k * self.rows..(k + 1) * self.rows]
    }

    /// The distinct rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The places of the rows of a panel.
    fn panel(&self, panel: usize, height: usize) -> &[u16] {
        &self.places[panel * PANEL_ROWS..][..height]
    }

    fn width(&self) -> usize {
        self.columns.len()
    }

    /// T·b for coefficients of the columns of X.
    fn times(&self, coefficients: &[f64]) -> impl Iterator<Item = f64> {
        let own: Vec<f64> = self.columns.iter().map(|&j| coefficients[j]).collect();
        self.values.chunks_exact(self.stride.max(1)).map(move |row| row.iter().zip(&own).map(|(x, b)| x * b).sum())
    }

    fn without(&self, columns: &[usize]) -> Self {
        let kept: Vec<usize> = (0..self.width()).filter(|&k| !columns.contains(&self.columns[k])).collect();
        let by_column = kept.iter().flat_map(|&k| self.column(k)).copied().collect();
        let renumbered = kept.iter().map(|&k| moved(self.columns[k], columns)).collect();
        Self::of(renumbered, self.places.clone(), self.rows, by_column)
    }
}

/// The number of a column when some are left out.
fn moved(column: usize, without: &[usize]) -> usize {
    column - without.iter().filter(|j| **j < column).count()
}

/// How Σ w x_a x_bᵀ is summed for two tables a < b.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Pairing {
    /// One of them has a single row: from the sums by place of the other.
    Single,
    /// Σ w for each pair of places.
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
    pairs: Vec<Pair>,
    /// Where the sums by place of each table begin, and after them those with the columns without a table.
    starts: Vec<usize>,
    gram_length: usize,
}

impl Tabulated {
    /// X of `rows` rows from tables, and the columns without one. Every column of X is in exactly one of them; `None` where that is not so.
    #[must_use]
    pub fn new(rows: usize, tables: Vec<Table>, (rest, rest_columns): (Panels, Vec<usize>)) -> Option<Self> {
        let mut columns: Vec<usize> =
            tables.iter().flat_map(|table| &table.columns).chain(&rest_columns).copied().collect();
        let cols = columns.len();
        columns.sort_unstable();
        let places = super::panels::padded(rows);
        let fits = rest.rows() == rows && rest.cols() == rest_columns.len();
        if !fits
            || columns.iter().enumerate().any(|(j, &column)| j != column)
            || tables.iter().any(|t| t.places.len() != places)
        {
            return None;
        }
        let mut out =
            Self { rows, cols, tables, rest, rest_columns, pairs: Vec::new(), starts: Vec::new(), gram_length: 0 };
        out.plan();
        Some(out)
    }

    fn plan(&mut self) {
        let others = self.rest_columns.len();
        let mut start = super::weighted_gram::triangle(others);
        for table in &self.tables {
            self.starts.push(start);
            start += table.rows * (1 + others);
        }
        for b in 0..self.tables.len() {
            for a in 0..b {
                let (pairing, length) = pairing(&self.tables[a], &self.tables[b]);
                self.pairs.push(Pair { a, b, pairing, start });
                start += length;
            }
        }
        self.gram_length = start;
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

    /// The rows of all tables together.
    #[must_use]
    pub fn places(&self) -> usize {
        self.tables.iter().map(Table::rows).sum()
    }

    /// Entry (i, j).
    #[must_use]
    pub fn get(&self, i: usize, j: usize) -> f64 {
        let own = self.tables.iter().find_map(|table| Some((table, table.columns.iter().position(|c| *c == j)?)));
        match own {
            Some((table, k)) => table.column(k)[usize::from(table.places[i])],
            None => self.rest_columns.iter().position(|c| *c == j).map_or(0.0, |k| self.rest.get(i, k)),
        }
    }

    /// Column j.
    #[must_use]
    pub fn column(&self, j: usize) -> Vec<f64> {
        let own = self.tables.iter().find_map(|table| Some((table, table.columns.iter().position(|c| *c == j)?)));
        match own {
            Some((table, k)) => {
                table.places[..self.rows].iter().map(|&place| table.column(k)[usize::from(place)]).collect()
            }
            None => (0..self.rows).map(|i| self.get(i, j)).collect(),
        }
    }

    /// Writes a panel, column after column.
    pub fn fill(&self, panel: usize, out: &mut [f64]) {
        let height = self.rest.height(panel);
        for table in &self.tables {
            let places = table.panel(panel, height);
            for (k, &column) in table.columns.iter().enumerate() {
                let values = table.column(k);
                let out = &mut out[column * height..][..height];
                out.iter_mut().zip(places).for_each(|(x, &place)| *x = values[usize::from(place)]);
                out[self.live(panel)..].fill(0.0);
            }
        }
        for (&column, values) in self.rest_columns.iter().zip(self.rest.panel(panel).chunks_exact(height)) {
            out[column * height..][..height].copy_from_slice(values);
        }
    }

    /// The given rows, in the given order.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Panels {
        let mut out = Panels::zeros(rows.len(), self.cols);
        for table in &self.tables {
            let here = |k: usize| rows.iter().map(move |&i| table.column(k)[usize::from(table.places[i])]);
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
        let kept: Vec<usize> =
            (0..self.rest_columns.len()).filter(|&k| !columns.contains(&self.rest_columns[k])).collect();
        let left: Vec<usize> = (0..self.rest_columns.len()).filter(|k| !kept.contains(k)).collect();
        let tables = self.tables.iter().map(|table| table.without(columns)).filter(|table| table.width() > 0);
        let rest_columns = kept.iter().map(|&k| moved(self.rest_columns[k], columns)).collect();
        let mut out = Self {
            rows: self.rows,
            cols: self.cols - columns.len(),
            tables: tables.collect(),
            rest: self.rest.without(&left),
            rest_columns,
            pairs: Vec::new(),
            starts: Vec::new(),
            gram_length: 0,
        };
        out.plan();
        out
    }
}

/// The cheapest way: one addition a row where the pairs of places stay near the processor, else the fewer columns at the places of the other.
fn pairing(a: &Table, b: &Table) -> (Pairing, usize) {
    /// 512 KB of sums.
    const FEW_CELLS: usize = 1 << 16;
    if a.rows == 1 || b.rows == 1 {
        return (Pairing::Single, 0);
    }
    if a.rows * b.rows <= FEW_CELLS {
        return (Pairing::Cells, a.rows * b.rows);
    }
    let (first, second) = (a.rows * b.stride, b.rows * a.stride);
    let by_first = b.stride < a.stride || (b.stride == a.stride && first <= second);
    if by_first { (Pairing::ByFirst, first) } else { (Pairing::BySecond, second) }
}

#[cfg(test)]
mod tests;
