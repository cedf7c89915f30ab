//! A tall matrix cut into panels of rows, each panel stored by columns.
//!
//! Every pass over the rows of a problem works panel by panel: a column of a panel is contiguous, so that a row function is
//! evaluated over lanes, and a panel fits in cache. The cut depends on the number of rows alone, never on the number of
//! threads, which fixes the order of every sum. Rows that pad the last panel to a multiple of [`LANES`] hold zeros.

use ndarray::{ArrayView1, ArrayView2};

/// Rows in a panel.
pub const PANEL_ROWS: usize = 256;
/// Partial sums of every reduction over rows; panel heights are multiples of it.
pub const LANES: usize = 8;

/// An n × k matrix in panels.
#[derive(Debug, Clone, PartialEq)]
pub struct Panels {
    rows: usize,
    cols: usize,
    data: Vec<f64>,
}

impl Panels {
    /// An n × k matrix of zeros.
    #[must_use]
    pub fn zeros(rows: usize, cols: usize) -> Self {
        Self { rows, cols, data: vec![0.0; padded(rows) * cols] }
    }

    /// A copy of a matrix in any layout.
    #[must_use]
    pub fn from_view(view: ArrayView2<'_, f64>) -> Self {
        match view.as_slice() {
            Some(data) => Self::from_row_major(view.nrows(), view.ncols(), data),
            None => Self::from_rows(view.nrows(), view.ncols(), view.rows().into_iter()),
        }
    }

    /// Strips of [`LANES`] columns at a time: what is read of a row is then one line of the cache, and few columns are written at once.
    fn from_row_major(rows: usize, cols: usize, data: &[f64]) -> Self {
        let mut out = Self::zeros(rows, cols);
        for (panel, from) in data.chunks((PANEL_ROWS * cols).max(1)).enumerate() {
            let h = out.height(panel);
            let strips = out.panel_mut(panel).chunks_mut(LANES * h).enumerate();
            strips.for_each(|(at, strip)| {
                for (k, row) in from.chunks_exact(cols).enumerate() {
                    let row = &row[at * LANES..(at * LANES + LANES).min(cols)];
                    strip.iter_mut().skip(k).step_by(h).zip(row).for_each(|(entry, x)| *entry = *x);
                }
            });
        }
        out
    }

    /// Rows one after the other, `rows` of them with `cols` entries each.
    pub fn from_rows<'a>(rows: usize, cols: usize, views: impl Iterator<Item = ArrayView1<'a, f64>>) -> Self {
        let mut out = Self::zeros(rows, cols);
        let mut views = views;
        for panel in 0..out.count() {
            let h = out.height(panel);
            let entries = out.panel_mut(panel);
            for (k, row) in views.by_ref().take(PANEL_ROWS).enumerate() {
                row.iter().enumerate().for_each(|(j, x)| entries[j * h + k] = *x);
            }
        }
        out
    }

    /// A copy of one column.
    #[must_use]
    pub fn from_column(values: &[f64]) -> Self {
        let mut out = Self::zeros(values.len(), 1);
        out.data[..values.len()].copy_from_slice(values);
        out
    }

    /// A copy of the given rows, in the given order.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        let mut out = Self::zeros(rows.len(), self.cols);
        for (at, &i) in rows.iter().enumerate() {
            let (from, to) = (self.place(i), out.place(at));
            for j in 0..self.cols {
                out.data[to.start + j * to.stride] = self.data[from.start + j * from.stride];
            }
        }
        out
    }

    /// The number of rows n, padding not counted.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of columns k.
    #[must_use]
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// The number of panels.
    #[must_use]
    pub fn count(&self) -> usize {
        self.rows.div_ceil(PANEL_ROWS)
    }

    /// The height of a panel with its padding: a multiple of [`LANES`].
    #[must_use]
    pub fn height(&self, panel: usize) -> usize {
        (padded(self.rows) - panel * PANEL_ROWS).min(PANEL_ROWS)
    }

    /// A panel, column after column, each of [`Panels::height`] entries.
    #[must_use]
    pub fn panel(&self, panel: usize) -> &[f64] {
        let start = panel * PANEL_ROWS * self.cols;
        &self.data[start..start + self.height(panel) * self.cols]
    }

    /// The same, to be written.
    pub fn panel_mut(&mut self, panel: usize) -> &mut [f64] {
        let (start, len) = (panel * PANEL_ROWS * self.cols, self.height(panel) * self.cols);
        &mut self.data[start..start + len]
    }

    /// All panels, one after the other, to be written: [`PANEL_ROWS`]·k entries each, the last one shorter.
    pub fn entries_mut(&mut self) -> &mut [f64] {
        &mut self.data
    }

    /// Entry (i, j).
    #[must_use]
    pub fn get(&self, i: usize, j: usize) -> f64 {
        self.data[self.index(i, j)]
    }

    /// Writes entry (i, j).
    pub fn set(&mut self, i: usize, j: usize, x: f64) {
        let index = self.index(i, j);
        self.data[index] = x;
    }

    /// Writes column j from row 0 on.
    pub fn set_column(&mut self, j: usize, values: impl IntoIterator<Item = f64>) {
        let mut values = values.into_iter().take(self.rows);
        for panel in 0..self.count() {
            let h = self.height(panel);
            let column = &mut self.panel_mut(panel)[j * h..(j + 1) * h];
            column.iter_mut().zip(values.by_ref()).for_each(|(entry, x)| *entry = x);
        }
    }

    /// Column j from row 0 on.
    pub fn column(&self, j: usize) -> impl Iterator<Item = f64> {
        let entries = (0..self.count()).flat_map(move |panel| {
            let h = self.height(panel);
            self.panel(panel)[j * h..(j + 1) * h].iter().copied()
        });
        entries.take(self.rows)
    }

    /// A copy without some columns.
    #[must_use]
    pub fn without(&self, columns: &[usize]) -> Self {
        let kept: Vec<usize> = (0..self.cols).filter(|j| !columns.contains(j)).collect();
        let mut out = Self::zeros(self.rows, kept.len());
        for (k, &j) in kept.iter().enumerate() {
            out.set_column(k, self.column(j));
        }
        out
    }

    /// The first entry that is no finite number: its row, its column, and itself.
    #[must_use]
    pub fn not_finite(&self) -> Option<(usize, usize, f64)> {
        if crate::check::all_finite(&self.data) {
            return None;
        }
        let entries = (0..self.rows).flat_map(|i| (0..self.cols).map(move |j| (i, j)));
        entries.map(|(i, j)| (i, j, self.get(i, j))).find(|(_, _, x)| !x.is_finite())
    }

    fn index(&self, i: usize, j: usize) -> usize {
        let place = self.place(i);
        place.start + j * place.stride
    }

    fn place(&self, i: usize) -> Place {
        let panel = i / PANEL_ROWS;
        Place { start: panel * PANEL_ROWS * self.cols + i % PANEL_ROWS, stride: self.height(panel) }
    }
}

/// Where a row begins, and how far apart its entries are.
struct Place {
    start: usize,
    stride: usize,
}

pub(super) fn padded(rows: usize) -> usize {
    rows.div_ceil(LANES) * LANES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_in_rows_comes_into_panels_whatever_its_width() {
        for (rows, cols) in [(300, 1), (300, 8), (257, 19), (3, 16), (0, 4), (4, 0)] {
            let data: Vec<f64> = (0..rows * cols).map(|k| k as f64).collect();
            let view = ArrayView2::from_shape((rows, cols), &data).unwrap();
            assert_eq!(Panels::from_view(view), Panels::from_rows(rows, cols, view.rows().into_iter()));
        }
        let mut x = Panels::from_view(ArrayView2::from_shape((2, 3), &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).unwrap());
        assert_eq!(x.not_finite(), None);
        x.set(1, 0, f64::INFINITY);
        assert_eq!(x.not_finite(), Some((1, 0, f64::INFINITY)));
    }

    #[test]
    fn entries_come_back_and_padding_is_zero() {
        for rows in [0, 1, 7, 8, 255, 256, 257, 600] {
            let mut x = Panels::zeros(rows, 3);
            for i in 0..rows {
                for j in 0..3 {
                    x.set(i, j, (10 * i + j) as f64);
                }
            }
            assert!((0..rows).all(|i| (0..3).all(|j| x.get(i, j) == (10 * i + j) as f64)));
            let sum: f64 = (0..x.count()).flat_map(|p| x.panel(p).to_vec()).sum();
            let row_major: Vec<f64> = (0..rows).flat_map(|i| (0..3).map(move |j| (10 * i + j) as f64)).collect();
            assert_eq!(Panels::from_view(ArrayView2::from_shape((rows, 3), &row_major).unwrap()), x);
            let direct: f64 = (0..rows).flat_map(|i| (0..3).map(move |j| (10 * i + j) as f64)).sum();
            assert_eq!(sum, direct);
        }
    }
}
