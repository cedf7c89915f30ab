//! x_iᵀGx_i for every row: what a symmetric G weighs the sums of a Gram matrix with, in their layout.

use super::gram::{pair_places, powers};
use super::table::{CUBIC, STEP, Table};
use super::{Pair, Pairing, Tabulated};
use crate::linalg::weighted_gram::{Columns, packed, triangle};
use crate::linalg::{PANEL_ROWS, simd};

impl Tabulated {
    /// For a square matrix G of the order of the columns, row-major, what [`Tabulated::add_forms`] adds up: Σ_i w_i x_iᵀGx_i is its inner
    /// product with the sums of Xᵀdiag(w)X.
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
            let (own, crossed) = out[start..].split_at_mut(table.own_length());
            table.own_forms(&entry, own);
            for (k, &column) in self.rest_columns.iter().enumerate() {
                let form =
                    |row: &[f64]| 2.0 * row.iter().zip(&table.columns).map(|(x, &j)| x * entry(j, column)).sum::<f64>();
                let values = table.values.chunks_exact(table.stride).map(form);
                crossed.iter_mut().skip(k).step_by(others).zip(values).for_each(|(out, value)| *out = value);
            }
        }
        self.pairs.iter().for_each(|pair| self.form_pair(pair, &entry, &mut out));
        out
    }

    fn form_pair(&self, pair: &Pair, entry: &impl Fn(usize, usize) -> f64, out: &mut [f64]) {
        let (a, b) = (&self.tables[pair.a], &self.tables[pair.b]);
        match pair.pairing {
            Pairing::Single if a.cells() == 1 => {
                b.add_to_own(&a.doubled_forms(b, entry), &mut out[self.starts[pair.b]..])
            }
            Pairing::Single => a.add_to_own(&b.doubled_forms(a, entry), &mut out[self.starts[pair.a]..]),
            Pairing::Cells => {
                let forms = a.doubled_forms(b, entry);
                for (cell, forms) in forms.chunks_exact(b.cells()).enumerate() {
                    pair_places(a, b, cell).zip(forms).for_each(|(place, form)| out[pair.start + place] = *form);
                }
            }
            Pairing::ByFirst => copy_doubled(&a.times_block(b, entry), &mut out[pair.start..]),
            Pairing::BySecond => copy_doubled(&b.times_block(a, entry), &mut out[pair.start..]),
        }
    }

    /// Adds x_iᵀGx_i of the rows of a panel.
    pub fn add_forms(&self, panel: usize, values: &[f64], out: &mut [f64]) {
        let others = self.others(panel);
        add_quadratic(others, &values[..triangle(others.count())], out);
        let (start, height) = (panel * PANEL_ROWS, out.len());
        for (table, &first) in self.tables.iter().zip(&self.starts) {
            let (own, crossed) = values[first..].split_at(table.own_length());
            table.add_own_forms(start, own, out);
            let count = others.count();
            for k in 0..count {
                let cells: Vec<f64> = crossed[..table.cells() * count].iter().skip(k).step_by(count).copied().collect();
                let mut along = vec![0.0; height];
                table.add(&cells, start, &mut along);
                out.iter_mut().zip(along).zip(others.column(k)).for_each(|((sum, g), x)| *sum += g * x);
            }
        }
        for pair in &self.pairs {
            let (a, b) = (&self.tables[pair.a], &self.tables[pair.b]);
            let (here, there) = (a.places(start, height), b.places(start, height));
            let values = &values[pair.start..];
            match pair.pairing {
                Pairing::Single => {}
                Pairing::Cells => add_cells((a, b), start, values, out),
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
        let row = |i: usize| other.columns.iter().map(|&j| entry(i, j)).collect();
        let block: Vec<Vec<f64>> = self.columns.iter().map(|&i| row(i)).collect();
        let mut out = vec![0.0; self.cells() * other.stride];
        for (row, out) in self.values.chunks_exact(self.stride).zip(out.chunks_exact_mut(other.stride)) {
            for (x, entries) in row.iter().zip(&block) {
                out.iter_mut().zip(entries).for_each(|(out, g)| *out += x * g);
            }
        }
        out
    }

    /// 2·T_cᵀGU_d for every cell c and every cell d of another table.
    fn doubled_forms(&self, other: &Self, entry: &impl Fn(usize, usize) -> f64) -> Vec<f64> {
        let products = self.times_block(other, entry);
        let rows = products.chunks_exact(other.stride);
        let forms = |product: &[f64]| {
            other.values.chunks_exact(other.stride).map(|row| 2.0 * inner(product, row)).collect::<Vec<_>>()
        };
        rows.flat_map(forms).collect()
    }

    /// Σ_{j+k=m} T_ljᵀGT_lk for every place l and m.
    fn own_forms(&self, entry: &impl Fn(usize, usize) -> f64, out: &mut [f64]) {
        let products = self.times_block(self, entry);
        let size = self.powers * self.stride;
        let places = products.chunks_exact(size).zip(self.values.chunks_exact(size));
        for (out, (products, rows)) in out.chunks_exact_mut(self.moments()).zip(places) {
            for (j, product) in products.chunks_exact(self.stride).enumerate() {
                for (row, out) in rows.chunks_exact(self.stride).zip(&mut out[j..]) {
                    *out += inner(product, row);
                }
            }
        }
    }

    /// Adds one number for each cell to those of [`Table::own_forms`].
    fn add_to_own(&self, cells: &[f64], own: &mut [f64]) {
        for (own, cells) in own.chunks_exact_mut(self.moments()).zip(cells.chunks_exact(self.powers)) {
            own.iter_mut().zip(cells).for_each(|(own, cell)| *own += cell);
        }
    }

    fn add_own_forms(&self, start: usize, own: &[f64], out: &mut [f64]) {
        if self.powers == 1 {
            return self.add(own, start, out);
        }
        let (moments, _) = own.as_chunks::<{ 2 * CUBIC }>();
        let rows = self.places(start, out.len()).iter().zip(self.numbers(start, out.len()));
        let out = out.iter_mut();
        simd::dispatch(
            #[inline(always)]
            || {
                for (sum, (&place, t)) in out.zip(rows) {
                    let (lower, upper) = moments[usize::from(place)].split_at(CUBIC);
                    let (low, square) = (powers(*t), t * t);
                    let fourth = square * square;
                    let both: [f64; CUBIC] = std::array::from_fn(
                        #[inline(always)]
                        |k| low[k] * (lower[k] + fourth * upper[k]),
                    );
                    *sum += (both[0] + both[1]) + (both[2] + both[3]);
                }
            },
        );
    }
}

fn copy_doubled(from: &[f64], to: &mut [f64]) {
    to.iter_mut().zip(from).for_each(|(to, x)| *to = 2.0 * x);
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

/// out_i += Σ_kl (values at both places)_kl t_a^k t_b^l.
fn add_cells((a, b): (&Table, &Table), start: usize, values: &[f64], out: &mut [f64]) {
    let height = out.len();
    let pairs = a.places(start, height).iter().zip(b.places(start, height));
    let places = pairs.map(|(&i, &j)| usize::from(i) * b.rows + usize::from(j));
    let rows = out.iter_mut().zip(places);
    match (a.powers, b.powers) {
        (1, 1) => rows.for_each(|(sum, place)| *sum += values[place]),
        (1, _) => add_polynomials(rows.zip(b.numbers(start, height)), values),
        (_, 1) => add_polynomials(rows.zip(a.numbers(start, height)), values),
        _ => add_products(rows.zip(a.numbers(start, height).iter().zip(b.numbers(start, height))), values),
    }
}

fn add_polynomials<'a>(rows: impl Iterator<Item = ((&'a mut f64, usize), &'a f64)>, values: &[f64]) {
    let (cells, _) = values.as_chunks::<CUBIC>();
    rows.for_each(|((sum, place), t)| *sum += inner(&cells[place], &powers(*t)));
}

fn add_products<'a>(rows: impl Iterator<Item = ((&'a mut f64, usize), (&'a f64, &'a f64))>, values: &[f64]) {
    let (cells, _) = values.as_chunks::<{ CUBIC * CUBIC }>();
    simd::dispatch(
        #[inline(always)]
        || {
            for ((sum, place), (t, u)) in rows {
                let (cell, _) = cells[place].as_chunks::<CUBIC>();
                let mut along = [0.0; CUBIC];
                for (values, power) in cell.iter().zip(powers(*t)) {
                    along.iter_mut().zip(values).for_each(|(sum, value)| *sum += power * value);
                }
                let [a, b, c, d] = powers(*u);
                *sum += (along[0] * a + along[1] * b) + (along[2] * c + along[3] * d);
            }
        },
    );
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
