//! Xb and Xᵀr over the tables in twice the precision; cubics by Horner's scheme with its errors carried along.
//!
//! Source: S. Graillat, P. Langlois & N. Louvet, Compensated Horner scheme, Université de Perpignan research report 04, 2005.

use super::Tabulated;
use super::table::{CUBIC, Table};
use crate::linalg::weighted_gram::Columns;
use crate::linalg::{PANEL_ROWS, Twofold, refine, simd, two_product, two_sum};

impl Tabulated {
    /// T·b for every table and class of coefficients, with the coefficients of the other columns after them.
    #[must_use]
    pub fn values_refined(&self, coefficients: &[f64]) -> Vec<Twofold> {
        let mut out = Vec::new();
        for own in coefficients.chunks_exact(self.cols().max(1)) {
            self.tables.iter().for_each(|table| out.extend(table.times_refined(own)));
            out.extend(self.rest_columns.iter().map(|&j| Twofold::from(own[j])));
        }
        out
    }

    /// Adds the rows of a panel times the coefficients whose values are given to `eta`; what rounding takes goes to `rest`.
    pub fn apply_refined(&self, panel: usize, values: &[Twofold], eta: &mut [f64], rest: &mut [f64]) {
        let others = self.others(panel);
        let (height, start) = (others.height(), panel * PANEL_ROWS);
        let class_length = self.cells() + others.count();
        let classes = values.chunks_exact(class_length);
        for (values, (eta, rest)) in classes.zip(eta.chunks_exact_mut(height).zip(rest.chunks_exact_mut(height))) {
            let (by_cell, coefficients) = values.split_at(self.cells());
            rest.fill(0.0);
            if !coefficients.is_empty() {
                refine::apply(others, &coefficients.iter().map(|b| b.hi).collect::<Vec<_>>(), eta, rest);
            }
            for (table, own) in self.by_table(by_cell) {
                simd::dispatch(
                    #[inline(always)]
                    || table.add_refined(own, start, eta, rest),
                );
            }
            eta[self.live(panel)..].fill(0.0);
            rest[self.live(panel)..].fill(0.0);
        }
    }

    /// Adds the rows of a panel to the sums of Xᵀ(r + rest).
    pub fn add_adjoint_refined(&self, panel: usize, residuals: Columns<'_>, rest: Columns<'_>, sums: &mut [Twofold]) {
        let others = self.others(panel);
        for (a, sums) in sums.chunks_exact_mut(self.cells() + others.count()).enumerate() {
            let (r, rest) = (residuals.column(a), rest.column(a));
            let (by_cell, left_over) = sums.split_at_mut(self.cells());
            for (table, own) in self.by_table_mut(by_cell) {
                simd::dispatch(
                    #[inline(always)]
                    || table.add_by_cell_refined(panel, r, rest, own),
                );
            }
            refine::add_adjoint(others, Columns::new(r, r.len()), Columns::new(rest, r.len()), left_over);
        }
    }

    /// Xᵀr from its sums, class after class.
    #[must_use]
    pub fn adjoint_refined(&self, sums: &[Twofold]) -> Vec<Twofold> {
        let class_length = (self.cells() + self.rest_columns.len()).max(1);
        let mut out = vec![Twofold::default(); sums.len() / class_length * self.cols()];
        for (sums, out) in sums.chunks_exact(class_length).zip(out.chunks_exact_mut(self.cols().max(1))) {
            let (by_cell, others) = sums.split_at(self.cells());
            for (table, own) in self.by_table(by_cell) {
                for (k, &column) in table.columns.iter().enumerate() {
                    let terms = table.column(k).iter().zip(own).map(|(x, sum)| Twofold::from(*x) * normal(*sum));
                    out[column] = terms.fold(Twofold::default(), |sum, term| sum + term);
                }
            }
            self.rest_columns.iter().zip(others).for_each(|(&j, sum)| out[j] = *sum);
        }
        out
    }
}

/// Sums whose second part has grown.
fn normal(sum: Twofold) -> Twofold {
    let (hi, lo) = two_sum(sum.hi, sum.lo);
    Twofold { hi, lo }
}

/// sum + r·x, what rounding takes in the second part.
#[inline(always)]
fn add_product(sum: &mut Twofold, (r, r_rest): (f64, f64), (x, x_rest): (f64, f64)) {
    let (product, product_error) = two_product(r, x);
    let (hi, sum_error) = two_sum(sum.hi, product);
    sum.hi = hi;
    sum.lo += (sum_error + product_error) + (r * x_rest + r_rest * x);
}

impl Table {
    fn times_refined(&self, coefficients: &[f64]) -> Vec<Twofold> {
        let mut out = vec![Twofold::default(); self.cells()];
        for (k, &column) in self.columns.iter().enumerate() {
            for (out, x) in out.iter_mut().zip(self.column(k)) {
                *out = *out + Twofold::from(*x) * Twofold::from(coefficients[column]);
            }
        }
        out
    }

    #[inline(always)]
    fn add_refined(&self, cells: &[Twofold], start: usize, eta: &mut [f64], rest: &mut [f64]) {
        let places = self.places(start, eta.len());
        let rows = eta.iter_mut().zip(rest).zip(places);
        if self.powers == 1 {
            for ((eta, rest), &place) in rows {
                let value = cells[usize::from(place)];
                let (sum, error) = two_sum(*eta, value.hi);
                *eta = sum;
                *rest += error + value.lo;
            }
            return;
        }
        let (cubics, _) = cells.as_chunks::<CUBIC>();
        for (((eta, rest), &place), t) in rows.zip(self.numbers(start, places.len())) {
            let [a, b, c, d] = cubics[usize::from(place)];
            let (mut value, mut carried) = (d.hi, d.lo);
            for next in [c, b, a] {
                let (product, product_error) = two_product(value, *t);
                let (sum, sum_error) = two_sum(product, next.hi);
                carried = carried * t + ((product_error + sum_error) + next.lo);
                value = sum;
            }
            let (sum, error) = two_sum(*eta, value);
            *eta = sum;
            *rest += error + carried;
        }
    }

    #[inline(always)]
    fn add_by_cell_refined(&self, panel: usize, r: &[f64], rest: &[f64], sums: &mut [Twofold]) {
        let start = panel * PANEL_ROWS;
        let rows = self.places(start, r.len()).iter().zip(r.iter().zip(rest));
        if self.powers == 1 {
            rows.for_each(|(&place, (r, rest))| add_product(&mut sums[usize::from(place)], (*r, *rest), (1.0, 0.0)));
            return;
        }
        let (cells, _) = sums.as_chunks_mut::<CUBIC>();
        for ((&place, (r, rest)), t) in rows.zip(self.numbers(start, r.len())) {
            let [zeroth, first, second, third] = &mut cells[usize::from(place)];
            let row = (*r, *rest);
            let (square, square_error) = two_product(*t, *t);
            let (cube, cube_error) = two_product(square, *t);
            add_product(zeroth, row, (1.0, 0.0));
            add_product(first, row, (*t, 0.0));
            add_product(second, row, (square, square_error));
            add_product(third, row, (cube, cube_error + square_error * t));
        }
    }
}
