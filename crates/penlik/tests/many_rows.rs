//! Many rows: the search for strengths begins with a part of them and ends where it would have ended anyway.
#![allow(clippy::unwrap_used)]

use penlik::design::{Column, Table};
use penlik::model::{Control, FamilySpec, FitOptions, Fitted, FormulaInput, fit_formula};

fn wave(i: usize, step: f64) -> f64 {
    (i as f64 * step).fract()
}

/// More rows than four parts of 8192.
const ROWS: usize = 33_000;

fn fit(rows: usize, threads: usize, family: &FamilySpec) -> Fitted {
    let x: Vec<f64> = (0..rows).map(|i| wave(i, 0.618_033_988_749_895)).collect();
    let z: Vec<f64> = (0..rows).map(|i| wave(i, 0.414_213_562_373_095)).collect();
    let y: Vec<f64> = (0..rows)
        .map(|i| (4.0 * wave(i, 0.732_050_807_568_877) + (6.0 * x[i]).sin() + z[i]).floor().max(0.0))
        .collect();
    let columns = [("x", &x), ("z", &z), ("y", &y)].map(|(name, values)| (name.to_owned(), Column::Numeric(values)));
    let table = Table::new(rows, columns.to_vec()).unwrap();
    let input = FormulaInput::new("y ~ s(x, bs = \"cr\") + s(z, bs = \"cr\")", &table);
    let options = FitOptions { threads, ..FitOptions::default() };
    fit_formula(&input, family, &options, &Control::none()).unwrap()
}

#[test]
fn strengths_of_many_rows_are_an_optimum_to_the_last_digits() {
    for family in [FamilySpec::gaussian(), FamilySpec::Poisson { link: None }] {
        let fitted = fit(ROWS, 2, &family);
        assert!(fitted.converged(), "{}", fitted.message());
        let selection = fitted.selection().unwrap();
        let slope = selection.gradient.iter().fold(0.0_f64, |m, g| m.max(g.abs()));
        assert!(slope < 1e-8, "{slope:e}");
        assert_eq!(fitted.to_json(), fit(ROWS, 1, &family).to_json());
    }
}
