//! A table of distinct rows, or of cubics, and where each row of X stands in it.

use crate::linalg::panels::padded;
use crate::linalg::{Panels, simd};

/// The most places of a table.
pub const MAX_PLACES: usize = 1 << 16;
/// Entries of a row of a table are a multiple of it, those that pad are 0.
pub(super) const STEP: usize = 4;
/// Coefficients of a cubic.
pub(super) const CUBIC: usize = 4;

/// Some columns of X: for each place one row, or the four coefficients of a row that is a cubic of t.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub(super) columns: Vec<usize>,
    pub(super) places: Vec<u16>,
    /// t, empty for distinct rows.
    pub(super) numbers: Vec<f64>,
    /// 1, or 4 for cubics.
    pub(super) powers: usize,
    pub(super) stride: usize,
    pub(super) rows: usize,
    /// `stride` entries for each power within each place.
    pub(super) values: Vec<f64>,
    /// The same column after column, without padding.
    by_column: Vec<f64>,
}

impl Table {
    /// A table of the columns of X whose distinct rows `rows` holds; `None` where a place is not in it.
    #[must_use]
    pub fn new(columns: Vec<usize>, places: &[u16], rows: &Panels) -> Option<Self> {
        Self::checked(columns, (places, Vec::new()), rows, 1)
    }

    /// A table of columns that are cubics: rows 4p … 4p + 3 of `coefficients` belong to place p. `numbers` holds t, |t| ≤ 1, for every row of X.
    #[must_use]
    pub fn cubic(columns: Vec<usize>, places: &[u16], numbers: &[f64], coefficients: &Panels) -> Option<Self> {
        let mut numbers = numbers.to_vec();
        if numbers.len() != places.len() || numbers.iter().any(|t| !(t.abs() <= 1.0)) {
            return None;
        }
        numbers.resize(padded(places.len()), 0.0);
        Self::checked(columns, (places, numbers), coefficients, CUBIC)
    }

    fn checked(
        columns: Vec<usize>,
        (places, numbers): (&[u16], Vec<f64>),
        coefficients: &Panels,
        powers: usize,
    ) -> Option<Self> {
        let rows = coefficients.rows() / powers;
        let fits = coefficients.cols() == columns.len() && rows <= MAX_PLACES && rows * powers == coefficients.rows();
        if !fits || places.iter().any(|&place| usize::from(place) >= rows) {
            return None;
        }
        let by_column: Vec<f64> = (0..columns.len()).flat_map(|j| coefficients.column(j)).collect();
        let mut all = places.to_vec();
        all.resize(padded(places.len()), 0);
        Some(Self::of((columns, all, numbers), (rows, powers), by_column))
    }

    fn of(
        (columns, places, numbers): (Vec<usize>, Vec<u16>, Vec<f64>),
        (rows, powers): (usize, usize),
        by_column: Vec<f64>,
    ) -> Self {
        let stride = columns.len().next_multiple_of(STEP);
        let mut values = vec![0.0; rows * powers * stride];
        for (j, column) in by_column.chunks_exact((rows * powers).max(1)).enumerate() {
            values.iter_mut().skip(j).step_by(stride).zip(column).for_each(|(value, x)| *value = *x);
        }
        Self { columns, places, numbers, powers, stride, rows, values, by_column }
    }

    /// The columns.
    pub(super) fn width(&self) -> usize {
        self.columns.len()
    }

    /// Coefficients of a column: places times powers.
    pub(super) fn cells(&self) -> usize {
        self.rows * self.powers
    }

    /// The length of the sums Σ w t^m for each place, m up to twice the degree and one more.
    pub(super) fn own_length(&self) -> usize {
        self.rows * self.moments()
    }

    pub(super) fn moments(&self) -> usize {
        if self.powers == 1 { 1 } else { 2 * self.powers }
    }

    pub(super) fn column(&self, k: usize) -> &[f64] {
        &self.by_column[k * self.cells()..(k + 1) * self.cells()]
    }

    /// The places of some rows of X.
    pub(super) fn places(&self, start: usize, height: usize) -> &[u16] {
        &self.places[start..][..height]
    }

    /// Their numbers t.
    pub(super) fn numbers(&self, start: usize, height: usize) -> &[f64] {
        &self.numbers[start..][..height]
    }

    /// Entry i of the table's column k.
    pub(super) fn entry(&self, i: usize, k: usize) -> f64 {
        let mut out = [0.0];
        self.fill(k, i, &mut out);
        out[0]
    }

    /// Writes the table's column k from a row of X on.
    pub(super) fn fill(&self, k: usize, start: usize, out: &mut [f64]) {
        out.fill(0.0);
        self.add(self.column(k), start, out);
    }

    /// Adds what coefficients of the table's cells give in some rows of X.
    pub(super) fn add(&self, cells: &[f64], start: usize, out: &mut [f64]) {
        let places = self.places(start, out.len());
        if self.powers == 1 {
            out.iter_mut().zip(places).for_each(|(sum, &place)| *sum += cells[usize::from(place)]);
            return;
        }
        let (cubics, _) = cells.as_chunks::<CUBIC>();
        let numbers = self.numbers(start, places.len());
        simd::dispatch(
            #[inline(always)]
            || {
                for ((sum, &place), t) in out.iter_mut().zip(places).zip(numbers) {
                    let [a, b, c, d] = cubics[usize::from(place)];
                    *sum += d.mul_add(*t, c).mul_add(*t, b).mul_add(*t, a);
                }
            },
        );
    }

    /// T·b for coefficients of the columns of X.
    pub(super) fn times(&self, coefficients: &[f64]) -> impl Iterator<Item = f64> {
        let own: Vec<f64> = self.columns.iter().map(|&j| coefficients[j]).collect();
        self.values.chunks_exact(self.stride.max(1)).map(move |row| row.iter().zip(&own).map(|(x, b)| x * b).sum())
    }

    pub(super) fn without(&self, columns: &[usize]) -> Self {
        let kept: Vec<usize> = (0..self.width()).filter(|&k| !columns.contains(&self.columns[k])).collect();
        let by_column = kept.iter().flat_map(|&k| self.column(k)).copied().collect();
        let renumbered = kept.iter().map(|&k| moved(self.columns[k], columns)).collect();
        let of_rows = (renumbered, self.places.clone(), self.numbers.clone());
        Self::of(of_rows, (self.rows, self.powers), by_column)
    }
}

/// The number of a column when some are left out.
pub(super) fn moved(column: usize, without: &[usize]) -> usize {
    column - without.iter().filter(|j| **j < column).count()
}
