//! Xb, Xᵀr and Xᵀdiag(w)X over the tables.

use super::{Pair, Pairing, STEP, Table, Tabulated};
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
        self.places() + self.rest_columns.len()
    }

    /// The rows of a panel times the coefficients whose values are given, class after class.
    pub fn apply(&self, panel: usize, values: &[f64], out: &mut [f64]) {
        let height = self.rest.height(panel);
        for (values, out) in values.chunks_exact(self.class_length()).zip(out.chunks_exact_mut(height)) {
            let (mut by_place, coefficients) = values.split_at(self.places());
            weighted_gram::apply(self.others(panel), coefficients, out);
            if coefficients.is_empty() {
                out.fill(0.0);
            }
            for table in &self.tables {
                let (own, left) = by_place.split_at(table.rows);
                by_place = left;
                let places = table.panel(panel, height);
                out.iter_mut().zip(places).for_each(|(sum, &place)| *sum += own[usize::from(place)]);
            }
            out[self.live(panel)..].fill(0.0);
        }
    }

    /// The rows of a panel without those that pad it.
    pub(super) fn live(&self, panel: usize) -> usize {
        (self.rows - panel * PANEL_ROWS).min(PANEL_ROWS)
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
            let (mut by_place, others) = sums.split_at_mut(self.places());
            for table in &self.tables {
                let (own, left) = by_place.split_at_mut(table.rows);
                by_place = left;
                add_by_place(table.panel(panel, r.len()), r, own);
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
            let (mut by_place, others) = sums.split_at(self.places());
            for table in &self.tables {
                let (own, left) = by_place.split_at(table.rows);
                by_place = left;
                table.scatter(&table.transposed_times(own), out);
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
        for (t, sums) in sums.chunks_exact_mut(self.gram_length).enumerate() {
            let w = weights.column(t);
            let others = self.others(panel);
            if others.count() > 0 {
                weighted_gram::add_gram(others, Columns::new(w, w.len()), &mut sums[..triangle(others.count())]);
            }
            for (table, &start) in self.tables.iter().zip(&self.starts) {
                let (by_place, crossed) = sums[start..][..table.rows * (1 + others.count())].split_at_mut(table.rows);
                let places = table.panel(panel, w.len());
                add_by_place(places, w, by_place);
                add_crossed(places, w, others, crossed);
            }
            for pair in &self.pairs {
                self.add_pair(panel, pair, w, sums);
            }
        }
    }

    fn add_pair(&self, panel: usize, pair: &Pair, w: &[f64], sums: &mut [f64]) {
        let (a, b) = (&self.tables[pair.a], &self.tables[pair.b]);
        let (here, there) = (a.panel(panel, w.len()), b.panel(panel, w.len()));
        let sums = &mut sums[pair.start..];
        match pair.pairing {
            Pairing::Single => {}
            Pairing::Cells => {
                for ((&i, &j), w) in here.iter().zip(there).zip(w) {
                    sums[usize::from(i) * b.rows + usize::from(j)] += w;
                }
            }
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
                let (by_place, crossed) = sums[start..][..table.rows * (1 + others)].split_at(table.rows);
                table.write_own(by_place, &mut block);
                for (k, &column) in self.rest_columns.iter().enumerate() {
                    let sums: Vec<f64> = crossed.iter().skip(k).step_by(others).copied().collect();
                    let entries = table.columns.iter().zip(table.transposed_times(&sums));
                    entries.for_each(|(&row, sum)| block[lower(row, column)] = sum);
                }
            }
            for pair in &self.pairs {
                self.write_pair(pair, sums, &mut block);
            }
            out.extend(block);
        }
        out
    }

    fn write_pair(&self, pair: &Pair, sums: &[f64], block: &mut [f64]) {
        let (a, b) = (&self.tables[pair.a], &self.tables[pair.b]);
        let own = &sums[pair.start..];
        // Σ w x_b at each place of a, or of Σ w x_a at each place of b.
        let (first, second, at) = match pair.pairing {
            Pairing::Single if a.rows == 1 => (a, b, b.transposed_times(&sums[self.starts[pair.b]..][..b.rows])),
            Pairing::Single => (b, a, a.transposed_times(&sums[self.starts[pair.a]..][..a.rows])),
            Pairing::Cells => (
                a,
                b,
                own[..a.rows * b.rows].chunks_exact(b.rows).flat_map(|cells| b.transposed_times(cells)).collect(),
            ),
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

impl Table {
    /// Σ_l s_l T_l, with the padding of a row.
    fn transposed_times(&self, sums: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; self.stride];
        for (row, sum) in self.values.chunks_exact(self.stride).zip(sums) {
            out.iter_mut().zip(row).for_each(|(out, x)| *out += x * sum);
        }
        out
    }

    fn scatter(&self, values: &[f64], out: &mut [f64]) {
        self.columns.iter().zip(values).for_each(|(&column, value)| out[column] = *value);
    }

    /// Σ_l s_l T_l T_lᵀ.
    fn write_own(&self, sums: &[f64], block: &mut [f64]) {
        let mut own = vec![0.0; self.stride * self.stride];
        for (row, sum) in self.values.chunks_exact(self.stride).zip(sums) {
            for (x, out) in row.iter().zip(own.chunks_exact_mut(self.stride)) {
                let factor = x * sum;
                out.iter_mut().zip(row).for_each(|(out, y)| *out += factor * y);
            }
        }
        for (i, &row) in self.columns.iter().enumerate() {
            (0..=i).for_each(|j| block[lower(row, self.columns[j])] = own[i * self.stride + j]);
        }
    }
}

/// The place of an entry of a symmetric matrix in its packed lower triangle.
fn lower(i: usize, j: usize) -> usize {
    packed(i.max(j), i.min(j))
}

/// sums[place_i] += r_i.
fn add_by_place(places: &[u16], r: &[f64], sums: &mut [f64]) {
    if let [only] = sums {
        *only += simd::column_sum(r);
        return;
    }
    for (&place, r) in places.iter().zip(r) {
        sums[usize::from(place)] += r;
    }
}

/// sums[place_i] += w_i·z_i for the columns without a table.
fn add_crossed(places: &[u16], w: &[f64], others: Columns<'_>, sums: &mut [f64]) {
    let count = others.count();
    for k in 0..count {
        for ((&place, w), x) in places.iter().zip(w).zip(others.column(k)) {
            sums[usize::from(place) * count + k] += w * x;
        }
    }
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
