//! Upper bounds of products with the rows, by the cells of the tables alone.

use super::Tabulated;
use super::table::Table;

impl Tabulated {
    /// A number that no |x_iᵀb| of a class exceeds, for the values of coefficients.
    #[must_use]
    pub fn largest(&self, values: &[f64]) -> f64 {
        let of_class = |values: &[f64]| {
            let (by_cell, others) = values.split_at(self.cells());
            let mut sum: f64 = others.iter().zip(&self.rest_sizes).map(|(b, size)| b.abs() * size).sum();
            for (table, own) in self.by_table(by_cell) {
                sum += table.largest(own);
            }
            sum
        };
        values.chunks_exact((self.cells() + self.rest_columns.len()).max(1)).map(of_class).fold(0.0, f64::max)
    }

    /// A number that no Σ_j |x_ij| s_j of a class exceeds, for s ≥ 0, class-major.
    #[must_use]
    pub fn largest_spread(&self, spreads: &[f64]) -> f64 {
        let of_class = |own: &[f64]| {
            let others: f64 = self.rest_columns.iter().zip(&self.rest_sizes).map(|(&j, size)| own[j] * size).sum();
            let in_table = |table: &Table| {
                let cells = (0..table.cells()).map(|cell| table.spread(cell, own)).collect::<Vec<_>>();
                table.largest(&cells)
            };
            others + self.tables.iter().map(in_table).sum::<f64>()
        };
        spreads.chunks_exact(self.cols().max(1)).map(of_class).fold(0.0, f64::max)
    }
}

impl Table {
    /// The largest over the places of the sum of the magnitudes at its powers: |t| is at most 1.
    fn largest(&self, cells: &[f64]) -> f64 {
        let size = |powers: &[f64]| powers.iter().map(|x| x.abs()).sum::<f64>();
        cells.chunks_exact(self.powers).map(size).fold(0.0, f64::max)
    }

    /// Σ_j |T_cj| s_j of a cell.
    fn spread(&self, cell: usize, spreads: &[f64]) -> f64 {
        let row = &self.values[cell * self.stride..(cell + 1) * self.stride];
        self.columns.iter().zip(row).map(|(&j, x)| x.abs() * spreads[j]).sum()
    }
}
