//! x_iᵀGx_i for every row: what a symmetric G weighs the sums of a Gram matrix with, in their layout.

use super::{Pair, Pairing, STEP, Table, Tabulated};
use crate::linalg::simd;
use crate::linalg::weighted_gram::{Columns, packed, triangle};

impl Tabulated {
    /// For a square matrix G of the order of the columns, row-major, what [`Tabulated::forms`] adds up: Σ_i w_i x_iᵀGx_i is its inner product
    /// with the sums of Xᵀdiag(w)X.
    #[must_use]
    pub fn form_values(&self, g: &[f64]) -> Vec<f64> {
        let entry = |i: usize, j: usize| 0.5 * (g[i * self.cols + j] + g[j * self.cols + i]);
        let mut out = vec![0.0; self.gram_length];
        for (i, &row) in self.rest_columns.iter().enumerate() {
            (0..i).for_each(|j| out[packed(i, j)] = 2.0 * entry(row, self.rest_columns[j]));
            out[packed(i, i)] = entry(row, row);
        }
        let others = self.rest_columns.len();
        for (table, &start) in self.tables.iter().zip(&self.starts) {
            let (own, crossed) = out[start..][..table.rows * (1 + others)].split_at_mut(table.rows);
            let matrix = table.times_block(table, &entry);
            let forms = matrix.chunks_exact(table.stride).zip(table.values.chunks_exact(table.stride));
            own.iter_mut().zip(forms).for_each(|(own, (product, row))| *own = inner(product, row));
            for (k, &column) in self.rest_columns.iter().enumerate() {
                let values = table
                    .values
                    .chunks_exact(table.stride)
                    .map(|row| 2.0 * row.iter().zip(&table.columns).map(|(x, &j)| x * entry(j, column)).sum::<f64>());
                crossed.iter_mut().skip(k).step_by(others).zip(values).for_each(|(out, value)| *out = value);
            }
        }
        for pair in &self.pairs {
            self.form_pair(pair, &entry, &mut out);
        }
        out
    }

    fn form_pair(&self, pair: &Pair, entry: &impl Fn(usize, usize) -> f64, out: &mut [f64]) {
        let (a, b) = (&self.tables[pair.a], &self.tables[pair.b]);
        let doubled = |mut values: Vec<f64>| {
            values.iter_mut().for_each(|x| *x *= 2.0);
            values
        };
        // Forms of every row of one table with the rows of the other.
        let cells = |first: &Table, second: &Table| {
            let products = doubled(first.times_block(second, entry));
            let rows = products.chunks_exact(second.stride);
            let forms = |product: &[f64]| {
                second.values.chunks_exact(second.stride).map(|row| inner(product, row)).collect::<Vec<_>>()
            };
            rows.flat_map(forms).collect::<Vec<_>>()
        };
        let (start, values) = match pair.pairing {
            Pairing::Single if a.rows == 1 => (self.starts[pair.b], cells(a, b)),
            Pairing::Single => (self.starts[pair.a], cells(b, a)),
            Pairing::Cells => (pair.start, cells(a, b)),
            Pairing::ByFirst => (pair.start, doubled(a.times_block(b, entry))),
            Pairing::BySecond => (pair.start, doubled(b.times_block(a, entry))),
        };
        out[start..].iter_mut().zip(values).for_each(|(out, value)| *out += value);
    }

    /// Adds x_iᵀGx_i of the rows of a panel.
    pub fn add_forms(&self, panel: usize, values: &[f64], out: &mut [f64]) {
        let others = self.others(panel);
        add_quadratic(others, &values[..triangle(others.count())], out);
        for (table, &start) in self.tables.iter().zip(&self.starts) {
            let (own, crossed) = values[start..][..table.rows * (1 + others.count())].split_at(table.rows);
            let places = table.panel(panel, out.len());
            out.iter_mut().zip(places).for_each(|(sum, &place)| *sum += own[usize::from(place)]);
            for k in 0..others.count() {
                for ((sum, &place), x) in out.iter_mut().zip(places).zip(others.column(k)) {
                    *sum += crossed[usize::from(place) * others.count() + k] * x;
                }
            }
        }
        for pair in &self.pairs {
            let (a, b) = (&self.tables[pair.a], &self.tables[pair.b]);
            let (here, there) = (a.panel(panel, out.len()), b.panel(panel, out.len()));
            let values = &values[pair.start..];
            match pair.pairing {
                Pairing::Single => {}
                Pairing::Cells => {
                    for ((sum, &i), &j) in out.iter_mut().zip(here).zip(there) {
                        *sum += values[usize::from(i) * b.rows + usize::from(j)];
                    }
                }
                Pairing::ByFirst => add_inner(here, there, b, values, out),
                Pairing::BySecond => add_inner(there, here, a, values, out),
            }
        }
        out[self.live(panel)..].fill(0.0);
    }
}

impl Table {
    /// T·G over the columns of another table, each row with that one's padding.
    fn times_block(&self, other: &Self, entry: &impl Fn(usize, usize) -> f64) -> Vec<f64> {
        let block: Vec<Vec<f64>> =
            self.columns.iter().map(|&i| other.columns.iter().map(|&j| entry(i, j)).collect()).collect();
        let mut out = vec![0.0; self.rows * other.stride];
        for (row, out) in self.values.chunks_exact(self.stride).zip(out.chunks_exact_mut(other.stride)) {
            for (x, entries) in row.iter().zip(&block) {
                out.iter_mut().zip(entries).for_each(|(out, g)| *out += x * g);
            }
        }
        out
    }
}

fn inner(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

/// Σ_jk g_jk x_j x_k over the lower triangle.
fn add_quadratic(x: Columns<'_>, g: &[f64], out: &mut [f64]) {
    for j in 0..x.count() {
        for k in 0..=j {
            let g = g[packed(j, k)];
            let pairs = x.column(j).iter().zip(x.column(k));
            out.iter_mut().zip(pairs).for_each(|(sum, (x, y))| *sum += g * x * y);
        }
    }
}

/// out_i += (values at a place)·(row of `table` at its own place).
fn add_inner(places: &[u16], own: &[u16], table: &Table, values: &[f64], out: &mut [f64]) {
    simd::dispatch(
        #[inline(always)]
        || {
            let (rows, _) = table.values.as_chunks::<STEP>();
            let (values, _) = values.as_chunks::<STEP>();
            let steps = table.stride / STEP;
            for ((&place, &own), out) in places.iter().zip(own).zip(out) {
                let x = &rows[usize::from(own) * steps..][..steps];
                let g = &values[usize::from(place) * steps..][..steps];
                let mut sums = [0.0; STEP];
                for (x, g) in x.iter().zip(g) {
                    sums.iter_mut().zip(x.iter().zip(g)).for_each(|(sum, (x, g))| *sum += x * g);
                }
                *out += (sums[0] + sums[1]) + (sums[2] + sums[3]);
            }
        },
    );
}
