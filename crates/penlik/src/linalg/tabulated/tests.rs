use super::*;
use crate::linalg::weighted_gram::{Columns, packed, triangle};
use crate::linalg::{DesignMatrix, DesignRows, PANEL_ROWS};

const ROWS: usize = 2 * PANEL_ROWS + 43;

fn noise(seed: usize) -> f64 {
    let mut z = (seed as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x1234_5678;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 40) as f64 / (1u64 << 23) as f64 - 1.0
}

fn table(columns: Vec<usize>, rows: usize, seed: usize) -> Table {
    let mut values = Panels::zeros(rows, columns.len());
    for j in 0..columns.len() {
        values.set_column(j, (0..rows).map(|i| noise(seed + 31 * i + j)));
    }
    let places: Vec<u16> = (0..ROWS).map(|i| ((i * 7919 + seed * i * i) % rows) as u16).collect();
    Table::new(columns, &places, &values).unwrap()
}

fn cubic(columns: Vec<usize>, pieces: usize, seed: usize) -> Table {
    let mut values = Panels::zeros(4 * pieces, columns.len());
    for j in 0..columns.len() {
        values.set_column(j, (0..4 * pieces).map(|i| noise(seed + 17 * i + j)));
    }
    let places: Vec<u16> = (0..ROWS).map(|i| ((i * 104_729 + seed * i * i) % pieces) as u16).collect();
    let numbers: Vec<f64> = (0..ROWS).map(|i| noise(i + 3000 * seed)).collect();
    Table::cubic(columns, &places, &numbers, &values).unwrap()
}

/// Tables of every pairing: a single row, few cells, more cells than are kept with the narrower one first and second; and columns without one.
fn design(others: usize) -> Tabulated {
    let mut rest = Panels::zeros(ROWS, others);
    (0..others).for_each(|j| rest.set_column(j, (0..ROWS).map(|i| noise(5 * i + j))));
    let tables = vec![
        table(vec![0], 1, 1),
        table(vec![3, 1, 2, 9, 10], 300, 2),
        table(vec![4, 5], 400, 3),
        table(vec![6, 7, 8, 11, 12, 13], 500, 4),
        table(vec![14], 3, 5),
        cubic(vec![18, 15], 9, 6),
        cubic(vec![16, 17, 19, 20, 21], 1, 7),
    ];
    Tabulated::new(ROWS, tables, (rest, (22..22 + others).collect())).unwrap()
}

fn close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    let size = expected.iter().fold(1.0_f64, |m, x| m.max(x.abs()));
    for (k, (x, y)) in found.iter().zip(expected).enumerate() {
        assert!((x - y).abs() <= 1e-12 * size, "{k}: {x} and {y}");
    }
}

#[test]
fn every_pairing_is_there() {
    let all = design(2).pairs.iter().map(|pair| pair.pairing).collect::<Vec<_>>();
    for pairing in [Pairing::Single, Pairing::Cells, Pairing::ByFirst, Pairing::BySecond] {
        assert!(all.contains(&pairing), "{pairing:?} of {all:?}");
    }
}

#[test]
fn sums_over_places_are_sums_over_rows() {
    for others in [0, 2] {
        let tables = DesignMatrix::Tabulated(design(others));
        let dense = DesignMatrix::Dense(tables.rows_of().dense().into_owned());
        let cols = 22 + others;
        let mut columns = Panels::zeros(ROWS, 3);
        (0..3).for_each(|t| columns.set_column(t, (0..ROWS).map(|i| 1.0 + noise(i + 1000 * t))));
        let beta: Vec<f64> = (0..3 * cols).map(noise).collect();
        let g: Vec<f64> = (0..cols * cols).map(|k| noise(k + 77)).collect();
        let sums = |design: DesignRows<'_>| {
            let (mut adjoint, mut gram) = (vec![0.0; design.adjoint_length(3)], vec![0.0; design.gram_length(3)]);
            let (values, weights) = (design.values(&beta), design.form_values(&g));
            let (mut eta, mut forms) = (Vec::new(), Vec::new());
            for panel in 0..design.count() {
                let h = design.height(panel);
                let own = Columns::new(columns.panel(panel), h);
                design.add_adjoint(panel, own, &mut adjoint);
                design.add_gram(panel, own, &mut gram);
                let mut out = vec![0.0; 3 * h];
                design.apply(panel, &values, &mut out);
                eta.extend(out);
                let mut out = vec![0.0; h];
                design.forms(panel, &weights, &mut out);
                forms.extend(out.iter().take(ROWS - panel * PANEL_ROWS));
            }
            eta.truncate(3 * 2 * PANEL_ROWS);
            (design.adjoint(adjoint), design.gram(gram), eta, forms)
        };
        let (found, expected) = (sums(tables.rows_of()), sums(dense.rows_of()));
        assert_eq!(expected.1.len(), 3 * triangle(cols));
        close(&found.0, &expected.0);
        close(&found.1, &expected.1);
        close(&found.2, &expected.2);
        close(&found.3, &expected.3);
        // The dense sums themselves, by definition.
        let x = tables.rows_of();
        let direct = |i: usize, j: usize| (0..ROWS).map(|r| columns.get(r, 1) * x.get(r, i) * x.get(r, j)).sum::<f64>();
        let at = |i: usize, j: usize| found.1[triangle(cols) + packed(i, j)];
        for (i, j) in [(0, 0), (9, 3), (13, 5), (14, 2), (cols - 1, 8)] {
            assert!((at(i, j) - direct(i, j)).abs() < 1e-11);
        }
    }
}

#[test]
fn bounds_hold_and_are_no_more_than_the_cells_allow() {
    let tables = design(2);
    let dense = DesignRows::Tabulated(&tables).dense().into_owned();
    let beta: Vec<f64> = (0..2 * 24).map(noise).collect();
    let spreads: Vec<f64> = beta.iter().map(|b| b.abs()).collect();
    let (bound, spread) = (tables.largest(&tables.values(&beta)), tables.largest_spread(&spreads));
    let largest = |size: &dyn Fn(f64, f64) -> f64| {
        let row = |i: usize, a: usize| (0..24).map(|j| size(dense.get(i, j), beta[24 * a + j])).sum::<f64>().abs();
        (0..ROWS).map(|i| row(i, 0).max(row(i, 1))).fold(0.0, f64::max)
    };
    let (change, reach) = (largest(&|x, b| x * b), largest(&|x, b| (x * b).abs()));
    assert!((change..20.0 * change).contains(&bound), "{change} {bound}");
    assert!((reach..6.0 * reach).contains(&spread), "{reach} {spread}");
}

#[test]
fn columns_and_rows_can_be_left_out() {
    let whole = design(2);
    let dense = DesignRows::Tabulated(&whole).dense().into_owned();
    let left = [0, 2, 6, 15, 22];
    assert_eq!(*DesignRows::Tabulated(&whole.without(&left)).dense(), dense.without(&left));
    let rows: Vec<usize> = (0..ROWS).rev().step_by(3).collect();
    assert_eq!(whole.select(&rows), dense.select(&rows));
    assert_eq!(whole.column(9), dense.column(9).collect::<Vec<_>>());
    assert_eq!(whole.column(16), dense.column(16).collect::<Vec<_>>());
    assert_eq!(whole.column(23), dense.column(23).collect::<Vec<_>>());
}

#[test]
fn what_does_not_fit_is_no_design() {
    let one = || table(vec![0, 1], 3, 1);
    assert!(Tabulated::new(ROWS, vec![one()], (Panels::zeros(ROWS, 1), vec![1])).is_none());
    assert!(Tabulated::new(ROWS, vec![one()], (Panels::zeros(ROWS, 1), vec![3])).is_none());
    assert!(Tabulated::new(ROWS - 40, vec![one()], (Panels::zeros(ROWS - 40, 0), vec![])).is_none());
    assert!(Table::new(vec![0], &[0, 3], &Panels::zeros(3, 1)).is_none());
    for t in [1.5, f64::NAN] {
        assert!(Table::cubic(vec![0], &[0, 0], &[0.5, t], &Panels::zeros(4, 1)).is_none());
    }
    assert!(Table::cubic(vec![0], &[0, 0], &[0.5, -1.0], &Panels::zeros(6, 1)).is_none());
}
