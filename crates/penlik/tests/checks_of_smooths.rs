//! Concurvity, checks of bases and comparisons of models beside mgcv (scripts/references/concurvity_mgcv.R), and simulated responses.
#![allow(clippy::unwrap_used)]

use penlik::design::{Column, Missing, Table};
use penlik::model::{
    BasisCheckRequest, Control, FamilySpec, FitData, FitOptions, Fitted, FormulaInput, SimulateRequest, fit_formula,
};

const ROWS: usize = 200;

fn wave(step: f64) -> Vec<f64> {
    (0..ROWS).map(|i| (i as f64 * step).fract()).collect()
}

struct Data {
    x: Vec<f64>,
    z: Vec<f64>,
    w: Vec<f64>,
    y: Vec<f64>,
}

fn data() -> Data {
    let (x, w) = (wave(0.618_033_988_749_895), wave(0.236_067_977_499_790));
    let (shift, noise) = (wave(0.414_213_562_373_095), wave(0.732_050_807_568_877));
    let z: Vec<f64> = x.iter().zip(&shift).map(|(x, s)| x * x + 0.3 * s).collect();
    let y = (0..ROWS).map(|i| (9.0 * x[i]).sin() + 0.5 * z[i] + 0.4 * (noise[i] - 0.5)).collect();
    Data { x, z, w, y }
}

impl Data {
    fn table(&self) -> Table<'_> {
        let columns = [("x", &self.x), ("z", &self.z), ("w", &self.w), ("y", &self.y)];
        Table::new(ROWS, columns.map(|(name, x)| (name.to_owned(), Column::Numeric(x))).to_vec()).unwrap()
    }
}

fn fitted(data: &Data, formula: &str) -> Fitted {
    let table = data.table();
    let input = FormulaInput::new(formula, &table);
    fit_formula(&input, &FamilySpec::gaussian(), &FitOptions::default(), &Control::none()).unwrap()
}

const FORMULA: &str = "y ~ w + s(x, bs=\"cr\", k=5) + s(z, bs=\"cr\", k=7)";

#[test]
fn concurvity_is_that_of_mgcv() {
    let data = data();
    let found = fitted(&data, FORMULA).concurvity(&FitData::Table(&data.table())).unwrap();
    let wanted = [
        ("s(x)", 0.946_564_303_491, 0.534_653_927_205, 0.703_053_330_601),
        ("s(z)", 0.945_393_967_132, 0.911_074_734_849, 0.456_053_217_516),
    ];
    assert_eq!(found[0].label, "(parametric)");
    for (found, (label, worst, observed, estimate)) in found[1..].iter().zip(wanted) {
        assert_eq!(found.label, label);
        // mgcv's strengths are not converged to more digits than these.
        assert!((found.worst - worst).abs() < 1e-10, "{found:?}");
        assert!((found.observed - observed).abs() < 1e-6, "{found:?}");
        assert!((found.estimate - estimate).abs() < 1e-10, "{found:?}");
    }
}

#[test]
fn k_indices_are_differences_of_neighbours_over_the_variance() {
    let data = data();
    let model = fitted(&data, FORMULA);
    let check = |seed| model.basis_check(&data.table(), &BasisCheckRequest { permutations: 4000, seed }).unwrap();
    let found = check(1);
    for (found, (label, size, edf, index, p)) in
        found.iter().zip([("s(x)", 4, 3.99603, 0.771_826_95, 0.0006), ("s(z)", 6, 4.96582, 0.804_168_36, 0.0018)])
    {
        assert_eq!((found.label.as_str(), found.size), (label, size));
        assert!((found.edf - edf).abs() < 1e-4, "{found:?}");
        assert!((found.index.unwrap() - index).abs() < 1e-5, "{found:?}");
        assert!((found.p_value.unwrap() - p).abs() < 2e-3, "{found:?}");
    }
    assert_eq!(check(1), found);
    assert!(check(2)[1].p_value != found[1].p_value);
}

/// With mgcv's deviances 4.2786508 and 3.6140222, its edf 10.96186 and its edf1 5.999997 and 11.59747.
#[test]
fn a_test_of_nested_models_refers_to_the_degrees_of_freedom_of_tests() {
    let data = data();
    let (small, large) = (fitted(&data, "y ~ w + s(x, bs=\"cr\", k=5)"), fitted(&data, FORMULA));
    assert!(small.is_within(&large) && !large.is_within(&small));
    let test = large.deviance_test(&small).unwrap();
    let degrees = 11.597_47 - 5.999_997;
    assert!((test.degrees - degrees).abs() < 1e-5, "{test:?}");
    assert!((test.residual.unwrap() - (200.0 - 11.597_47)).abs() < 1e-5, "{test:?}");
    let scale = 3.614_022_2 / (200.0 - 10.961_86);
    assert!((test.statistic - (4.278_650_8 - 3.614_022_2) / degrees / scale).abs() < 1e-4, "{test:?}");
    // R: pf(6.210774072466015, 5.597472387623662, 188.40253094990362, lower.tail = FALSE)
    assert!((test.p_value / 1.004_949e-5 - 1.0).abs() < 1e-4, "{test:?}");
}

#[test]
fn simulated_responses_have_the_spread_of_the_law_and_of_the_coefficients() {
    let data = data();
    let model = fitted(&data, FORMULA);
    let request = SimulateRequest { draws: 500, seed: 3, own_rows: true };
    let drawn = model.simulate(&FitData::Table(&data.table()), &request).unwrap();
    let eta = model.predict(&data.table(), penlik::model::PredictKind::Link, true, Missing::Fail).unwrap();
    let errors = eta.standard_errors.unwrap();
    let ratio = |i: usize| {
        let row = &drawn.values[i * 500..(i + 1) * 500];
        let spread = row.iter().map(|y| (y - eta.values[i]).powi(2)).sum::<f64>() / 500.0;
        spread / (model.scale() + errors[i] * errors[i])
    };
    let mean = (0..ROWS).map(ratio).sum::<f64>() / ROWS as f64;
    assert!((mean - 1.0).abs() < 0.02, "{mean}");
    let again = model.simulate(&FitData::Table(&data.table()), &SimulateRequest { draws: 3, ..request }).unwrap();
    assert_eq!(again.values[3], drawn.values[500]);
}
