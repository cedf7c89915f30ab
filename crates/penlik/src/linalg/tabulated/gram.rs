//! Xb, Xᵀr and Xᵀdiag(w)X over the tables.

use super::table::{CUBIC, STEP, Table};
use super::{Pair, Pairing, Tabulated};
use crate::linalg::weighted_gram::{self, Columns, packed, triangle};
use crate::linalg::{PANEL_ROWS, simd};

impl Tabulated {
    /// T·b for every table and class of coefficients, with the coefficients of the other columns after them: what [`Tabulated::apply`] takes.
    #[must_use]
    pub fn values(&self, coefficients: &[f64]) -> Vec<f64> {
        let mut out = Vec::new();
        for own in coefficients.chunks_exact(self.cols.max(1)) {
            self.tables.iter().for_each(|table| out.extend(table.times(own)));
            out.extend(self.rest_columns.iter().map(|&j| own[j]));
        }
        out
    }

    /// The values of one class.
    fn class_length(&self) -> usize {
        self.cells() + self.rest_columns.len()
    }

    /// The rows of a panel times the coefficients whose values are given, class after class.
    pub fn apply(&self, panel: usize, values: &[f64], out: &mut [f64]) {
        let height = self.rest.height(panel);
        for (values, out) in values.chunks_exact(self.class_length()).zip(out.chunks_exact_mut(height)) {
            let (by_cell, coefficients) = values.split_at(self.cells());
            weighted_gram::apply(self.others(panel), coefficients, out);
            if coefficients.is_empty() {
                out.fill(0.0);
            }
            for (table, own) in self.by_table(by_cell) {
                table.add(own, panel * PANEL_ROWS, out);
            }
            out[self.live(panel)..].fill(0.0);
        }
    }

    pub(super) fn others(&self, panel: usize) -> Columns<'_> {
        Columns::new(self.rest.panel(panel), self.rest.height(panel))
    }

    /// The length of the sums of Xᵀr for some classes.
    #[must_use]
    pub fn adjoint_length(&self, classes: usize) -> usize {
        classes * self.class_length()
    }

    /// Adds the rows of a panel to the sums of Xᵀr.
    pub fn add_adjoint(&self, panel: usize, residuals: Columns<'_>, sums: &mut [f64]) {
        for (a, sums) in sums.chunks_exact_mut(self.class_length()).enumerate() {
            let r = residuals.column(a);
            let (by_cell, others) = sums.split_at_mut(self.cells());
            for (table, own) in self.by_table_mut(by_cell) {
                table.add_by_cell(panel, r, own);
            }
            weighted_gram::add_adjoint(self.others(panel), Columns::new(r, r.len()), others);
        }
    }

    /// Xᵀr from its sums, class after class.
    #[must_use]
    pub fn adjoint(&self, sums: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; sums.len() / self.class_length().max(1) * self.cols];
        let classes = sums.chunks_exact(self.class_length().max(1)).zip(out.chunks_exact_mut(self.cols.max(1)));
        for (sums, out) in classes {
            let (by_cell, others) = sums.split_at(self.cells());
            for (table, own) in self.by_table(by_cell) {
                let entries = table.columns.iter().zip(table.transposed_times(own.iter().copied()));
                entries.for_each(|(&column, value)| out[column] = value);
            }
            self.rest_columns.iter().zip(others).for_each(|(&j, sum)| out[j] = *sum);
        }
        out
    }

    /// The length of the sums of a Gram matrix for some columns of weights.
    #[must_use]
    pub fn gram_length(&self, weights: usize) -> usize {
        weights * self.gram_length
    }

    /// Adds the rows of a panel to the sums of Xᵀdiag(w)X for every column of weights.
    pub fn add_gram(&self, panel: usize, weights: Columns<'_>, sums: &mut [f64]) {
        if self.gram_length == 0 {
            return;
        }
        let others = self.others(panel);
        for (t, sums) in sums.chunks_exact_mut(self.gram_length).enumerate() {
            let w = weights.column(t);
            if others.count() > 0 {
                weighted_gram::add_gram(others, Columns::new(w, w.len()), &mut sums[..triangle(others.count())]);
            }
            for (table, &start) in self.tables.iter().zip(&self.starts) {
                let (own, crossed) = sums[start..].split_at_mut(table.own_length());
                table.add_own(panel, w, own);
                table.add_crossed(panel, w, others, crossed);
            }
            for pair in &self.pairs {
                self.add_pair(panel, pair, w, &mut sums[pair.start..]);
            }
        }
    }

    fn add_pair(&self, panel: usize, pair: &Pair, w: &[f64], sums: &mut [f64]) {
        let (a, b) = (&self.tables[pair.a], &self.tables[pair.b]);
        let start = panel * PANEL_ROWS;
        let (here, there) = (a.places(start, w.len()), b.places(start, w.len()));
        match pair.pairing {
            Pairing::Single => {}
            Pairing::Cells => add_cells((a, b), start, w, sums),
            Pairing::ByFirst => add_rows(here, there, b, w, sums),
            Pairing::BySecond => add_rows(there, here, a, w, sums),
        }
    }

    /// The packed lower triangles of Xᵀdiag(w)X from their sums, one after the other.
    #[must_use]
    pub fn gram(&self, sums: &[f64]) -> Vec<f64> {
        let mut out = Vec::new();
        for sums in sums.chunks_exact(self.gram_length.max(1)) {
            let mut block = vec![0.0; triangle(self.cols)];
            let others = self.rest_columns.len();
            self.rest_columns.iter().enumerate().for_each(|(i, &row)| {
                (0..=i).for_each(|j| block[lower(row, self.rest_columns[j])] = sums[packed(i, j)]);
            });
            for (table, &start) in self.tables.iter().zip(&self.starts) {
                let (own, crossed) = sums[start..].split_at(table.own_length());
                table.write_own(own, &mut block);
                for (k, &column) in self.rest_columns.iter().enumerate() {
                    let sums = crossed[..table.cells() * others].iter().skip(k).step_by(others).copied();
                    let entries = table.columns.iter().zip(table.transposed_times(sums));
                    entries.for_each(|(&row, sum)| block[lower(row, column)] = sum);
                }
            }
            self.pairs.iter().for_each(|pair| self.write_pair(pair, sums, &mut block));
            out.extend(block);
        }
        out
    }

    fn write_pair(&self, pair: &Pair, sums: &[f64], block: &mut [f64]) {
        let (a, b) = (&self.tables[pair.a], &self.tables[pair.b]);
        let own = &sums[pair.start..];
        // Σ w t^k x_b for each cell of a, or of Σ w t^k x_a for each cell of b.
        let (first, second, at) = match pair.pairing {
            Pairing::Single if a.cells() == 1 => {
                (a, b, b.transposed_times(b.cells_of_own(&sums[self.starts[pair.b]..])))
            }
            Pairing::Single => (b, a, a.transposed_times(a.cells_of_own(&sums[self.starts[pair.a]..]))),
            Pairing::Cells => {
                let row = |cell| b.transposed_times(pair_places(a, b, cell).map(|place| own[place]));
                (a, b, (0..a.cells()).flat_map(row).collect())
            }
            Pairing::ByFirst => (a, b, own[..a.rows * b.stride].to_vec()),
            Pairing::BySecond => (b, a, own[..b.rows * a.stride].to_vec()),
        };
        let mut crossed = vec![0.0; first.stride * second.stride];
        for (row, sums) in first.values.chunks_exact(first.stride).zip(at.chunks_exact(second.stride)) {
            for (x, out) in row.iter().zip(crossed.chunks_exact_mut(second.stride)) {
                out.iter_mut().zip(sums).for_each(|(out, sum)| *out += x * sum);
            }
        }
        for (&row, crossed) in first.columns.iter().zip(crossed.chunks_exact(second.stride)) {
            second.columns.iter().zip(crossed).for_each(|(&column, sum)| block[lower(row, column)] = *sum);
        }
    }
}

/// Where the sums of a cell of a with every cell of b stand: the powers of two places lie together.
pub(super) fn pair_places(a: &Table, b: &Table, cell: usize) -> impl Iterator<Item = usize> {
    let (row, power) = (cell / a.powers, cell % a.powers);
    let (rows, (first, second)) = (b.rows, (a.powers, b.powers));
    (0..b.cells()).map(move |other| ((row * rows + other / second) * first + power) * second + other % second)
}

impl Table {
    /// sums[cell] += r_i t_i^k.
    fn add_by_cell(&self, panel: usize, r: &[f64], sums: &mut [f64]) {
        let start = panel * PANEL_ROWS;
        let places = self.places(start, r.len());
        match (sums, self.powers) {
            ([only], _) => *only += simd::column_sum(r),
            (sums, 1) => places.iter().zip(r).for_each(|(&place, r)| sums[usize::from(place)] += r),
            (sums, _) => {
                let rows = places.iter().map(|&place| usize::from(place)).zip(r);
                add_powers(rows.zip(self.numbers(start, r.len())), sums);
            }
        }
    }

    /// sums[place] += w_i t_i^m for m from 0 to 7, of which 0 to 6 are needed; for distinct rows += w_i.
    fn add_own(&self, panel: usize, w: &[f64], sums: &mut [f64]) {
        if self.powers == 1 {
            return self.add_by_cell(panel, w, sums);
        }
        let start = panel * PANEL_ROWS;
        let (moments, _) = sums.as_chunks_mut::<{ 2 * CUBIC }>();
        let rows = self.places(start, w.len()).iter().zip(w).zip(self.numbers(start, w.len()));
        simd::dispatch(
            #[inline(always)]
            || {
                for ((&place, w), t) in rows {
                    let (low, square) = (powers(*t), t * t);
                    let high = w * (square * square);
                    let (lower, upper) = moments[usize::from(place)].split_at_mut(CUBIC);
                    lower.iter_mut().zip(low).for_each(|(sum, power)| *sum += w * power);
                    upper.iter_mut().zip(low).for_each(|(sum, power)| *sum += high * power);
                }
            },
        );
    }

    /// sums[cell] += w_i t_i^k z_i for the columns without a table.
    fn add_crossed(&self, panel: usize, w: &[f64], others: Columns<'_>, sums: &mut [f64]) {
        let (start, count) = (panel * PANEL_ROWS, others.count());
        for k in 0..count {
            for (i, (w, x)) in w.iter().zip(others.column(k)).enumerate() {
                let place = usize::from(self.places[start + i]) * self.powers;
                let t = self.numbers.get(start + i).copied().unwrap_or(0.0);
                for (p, power) in powers(t).into_iter().enumerate().take(self.powers) {
                    sums[(place + p) * count + k] += w * x * power;
                }
            }
        }
    }

    /// Σ w t^k for each cell from the sums of [`Table::add_own`].
    fn cells_of_own<'a>(&'a self, own: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        let places = own[..self.own_length()].chunks_exact(self.moments());
        places.flat_map(|moments| moments[..self.powers].iter().copied())
    }

    /// Σ_c s_c T_c over the cells, with the padding of a row.
    fn transposed_times(&self, sums: impl Iterator<Item = f64>) -> Vec<f64> {
        let mut out = vec![0.0; self.stride];
        for (row, sum) in self.values.chunks_exact(self.stride).zip(sums) {
            out.iter_mut().zip(row).for_each(|(out, x)| *out += x * sum);
        }
        out
    }

    /// Σ_l Σ_jk s_l,j+k T_lj T_lkᵀ.
    fn write_own(&self, sums: &[f64], block: &mut [f64]) {
        let mut own = vec![0.0; self.stride * self.stride];
        let places = self.values.chunks_exact(self.powers * self.stride).zip(sums.chunks_exact(self.moments()));
        for (rows, moments) in places {
            for (j, left) in rows.chunks_exact(self.stride).enumerate() {
                for (right, moment) in rows.chunks_exact(self.stride).zip(&moments[j..]) {
                    for (x, out) in left.iter().zip(own.chunks_exact_mut(self.stride)) {
                        let factor = x * moment;
                        out.iter_mut().zip(right).for_each(|(out, y)| *out += factor * y);
                    }
                }
            }
        }
        for (i, &row) in self.columns.iter().enumerate() {
            (0..=i).for_each(|j| block[lower(row, self.columns[j])] = own[i * self.stride + j]);
        }
    }
}

/// 1, t, t², t³.
#[inline(always)]
pub(super) fn powers(t: f64) -> [f64; CUBIC] {
    let square = t * t;
    [1.0, t, square, square * t]
}

/// The place of an entry of a symmetric matrix in its packed lower triangle.
fn lower(i: usize, j: usize) -> usize {
    packed(i.max(j), i.min(j))
}

/// sums[place_a, place_b] += w_i t_a^k t_b^l.
fn add_cells((a, b): (&Table, &Table), start: usize, w: &[f64], sums: &mut [f64]) {
    let pairs = a.places(start, w.len()).iter().zip(b.places(start, w.len()));
    let places = pairs.map(|(&i, &j)| usize::from(i) * b.rows + usize::from(j)).zip(w);
    match (a.powers, b.powers) {
        (1, 1) => places.for_each(|(place, w)| sums[place] += w),
        (1, _) => add_powers(places.zip(b.numbers(start, w.len())), sums),
        (_, 1) => add_powers(places.zip(a.numbers(start, w.len())), sums),
        _ => {
            let numbers = a.numbers(start, w.len()).iter().zip(b.numbers(start, w.len()));
            add_products(places.zip(numbers), sums);
        }
    }
}

fn add_powers<'a>(rows: impl Iterator<Item = ((usize, &'a f64), &'a f64)>, sums: &mut [f64]) {
    let (cells, _) = sums.as_chunks_mut::<CUBIC>();
    simd::dispatch(
        #[inline(always)]
        || {
            for ((place, w), t) in rows {
                cells[place].iter_mut().zip(powers(*t)).for_each(|(sum, power)| *sum += w * power);
            }
        },
    );
}

fn add_products<'a>(rows: impl Iterator<Item = ((usize, &'a f64), (&'a f64, &'a f64))>, sums: &mut [f64]) {
    let (cells, _) = sums.as_chunks_mut::<{ CUBIC * CUBIC }>();
    simd::dispatch(
        #[inline(always)]
        || {
            for ((place, w), (t, u)) in rows {
                let second = powers(*u).map(|power| w * power);
                let (cell, _) = cells[place].as_chunks_mut::<CUBIC>();
                for (sums, first) in cell.iter_mut().zip(powers(*t)) {
                    sums.iter_mut().zip(second).for_each(|(sum, power)| *sum += first * power);
                }
            }
        },
    );
}

/// sums[place_i] += w_i·(row of `table` at its own place).
fn add_rows(places: &[u16], own: &[u16], table: &Table, w: &[f64], sums: &mut [f64]) {
    simd::dispatch(
        #[inline(always)]
        || {
            let (rows, _) = table.values.as_chunks::<STEP>();
            let (sums, _) = sums.as_chunks_mut::<STEP>();
            let steps = table.stride / STEP;
            for ((&place, &own), w) in places.iter().zip(own).zip(w) {
                let from = &rows[usize::from(own) * steps..][..steps];
                let to = &mut sums[usize::from(place) * steps..][..steps];
                for (to, from) in to.iter_mut().zip(from) {
                    to.iter_mut().zip(from).for_each(|(to, x)| *to += w * x);
                }
            }
        },
    );
}
