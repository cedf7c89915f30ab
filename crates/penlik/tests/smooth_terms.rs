//! The terms of a model one by one: contributions, smooths over grids, derivatives, terms left out, levels never seen.
#![allow(clippy::unwrap_used)]

use penlik::design::{Column, Missing, NewData, Table, UnseenLevels};
use penlik::model::{
    BandRequest, Control, FamilySpec, FitOptions, Fitted, FormulaInput, PredictKind, SmoothRequest, fit_formula,
};

fn wave(i: usize, step: f64) -> f64 {
    (i as f64 * step).fract()
}

struct Data {
    x: Vec<f64>,
    z: Vec<f64>,
    y: Vec<f64>,
    codes: Vec<i32>,
    levels: Vec<String>,
}

fn data(n: usize) -> Data {
    let x: Vec<f64> = (0..n).map(|i| wave(i, 0.618_033_988_749_895)).collect();
    let z: Vec<f64> = (0..n).map(|i| wave(i, 0.414_213_562_373_095)).collect();
    let codes: Vec<i32> = (0..n).map(|i| (i % 5) as i32).collect();
    let noise = |i: usize| wave(i, 0.732_050_807_568_877) - 0.5;
    let y = (0..n).map(|i| (6.0 * x[i]).sin() + z[i] + 0.3 * f64::from(codes[i]) + noise(i)).collect();
    Data { x, z, y, codes, levels: ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec() }
}

impl Data {
    fn table(&self) -> Table<'_> {
        let group = Column::Categorical { codes: &self.codes, levels: &self.levels };
        let numbers = [("x", &self.x), ("z", &self.z), ("y", &self.y)];
        let columns = numbers.into_iter().map(|(name, values)| (name.to_owned(), Column::Numeric(values)));
        Table::new(self.x.len(), columns.chain([("g".to_owned(), group)]).collect()).unwrap()
    }
}

fn fitted(data: &Data, formula: &str) -> Fitted {
    let table = data.table();
    let input = FormulaInput::new(formula, &table);
    fit_formula(&input, &FamilySpec::gaussian(), &FitOptions::default(), &Control::none()).unwrap()
}

const FORMULA: &str = "y ~ z + s(x, bs=\"cr\") + s(g, bs=\"re\")";

#[test]
fn contributions_and_the_intercept_add_up_to_the_linear_predictor() {
    let data = data(120);
    let model = fitted(&data, FORMULA);
    let terms = model.contributions(&data.table(), &NewData::default()).unwrap();
    assert_eq!(terms.labels, ["z", "s(x)", "s(g)"]);
    let eta = model.predict(&data.table(), PredictKind::Link, false, Missing::Fail).unwrap().values;
    for (row, eta) in terms.values.chunks_exact(3).zip(&eta) {
        assert!((row.iter().sum::<f64>() + model.coefficients()[0] - eta).abs() < 1e-13);
    }
    let sum: f64 = terms.values.iter().skip(1).step_by(3).sum();
    assert!(sum.abs() < 1e-10, "a smooth sums to zero over the data, not to {sum}");
}

#[test]
fn a_term_left_out_is_zero_and_needs_no_column() {
    let data = data(120);
    let model = fitted(&data, FORMULA);
    let exclude = ["s(g)".to_owned(), "z".to_owned()];
    let new = NewData { exclude: &exclude, ..NewData::default() };
    let table =
        Table::new(2, vec![("x".into(), Column::Numeric(&[0.2, 0.7])), ("z".into(), Column::Numeric(&[9.0, -9.0]))])
            .unwrap();
    let eta = model.predict_new(&table, PredictKind::Link, true, &new).unwrap();
    let smooth = model.smooth("s(x)", &table, &SmoothRequest::default()).unwrap();
    for (eta, f) in eta.values.iter().zip(&smooth.values) {
        assert!((eta - f - model.coefficients()[0]).abs() < 1e-14);
    }
    let unknown = ["s(h)".to_owned()];
    let error = model.predict_new(&table, PredictKind::Link, true, &NewData { exclude: &unknown, ..new }).unwrap_err();
    assert_eq!(error.to_string(), "exclude is \"s(h)\"; expected one of the terms (Intercept), z, s(x), s(g)");
}

#[test]
fn a_level_never_seen_is_refused_or_has_no_effect() {
    let data = data(120);
    let model = fitted(&data, FORMULA);
    let levels = ["new".to_owned(), "b".to_owned()];
    let table = Table::new(
        2,
        vec![
            ("x".into(), Column::Numeric(&[0.5, 0.5])),
            ("z".into(), Column::Numeric(&[0.5, 0.5])),
            ("g".into(), Column::Categorical { codes: &[0, 1], levels: &levels }),
        ],
    )
    .unwrap();
    let error = model.predict(&table, PredictKind::Link, false, Missing::Fail).unwrap_err().to_string();
    assert!(error.starts_with("column 'g' has the level 'new' at row 0"), "{error}");
    let new = NewData { unseen: UnseenLevels::Zero, ..NewData::default() };
    let terms = model.contributions(&table, &new).unwrap();
    assert_eq!((terms.values[2], terms.standard_errors[2]), (0.0, 0.0));
    assert!(terms.values[5].abs() > 0.0);
}

#[test]
fn derivatives_of_a_smooth_are_its_differences() {
    let data = data(120);
    let model = fitted(&data, FORMULA);
    let at = |x: &[f64], derivative| {
        let table = Table::new(x.len(), vec![("x".into(), Column::Numeric(x))]).unwrap();
        model.smooth("s(x)", &table, &SmoothRequest { derivative, band: None }).unwrap()
    };
    let x = [-0.2, 0.1, 0.37, 0.8, 1.3];
    let h = 1e-5;
    let slope = at(&x, Some(0)).values;
    let (above, below) = (at(&x.map(|x| x + h), None).values, at(&x.map(|x| x - h), None).values);
    for i in 0..x.len() {
        assert!((slope[i] - (above[i] - below[i]) / (2.0 * h)).abs() < 1e-8 * slope[i].abs().max(1.0));
    }
    let error = model.smooth("s(g)", &data.table(), &SmoothRequest { derivative: Some(0), band: None }).unwrap_err();
    assert!(error.to_string().contains("derivative"), "{error}");
}

#[test]
fn a_simultaneous_band_is_wider_than_a_pointwise_one() {
    let data = data(120);
    let model = fitted(&data, FORMULA);
    let band = SmoothRequest { derivative: None, band: Some(BandRequest::default()) };
    let critical = model.smooth("s(x)", &data.table(), &band).unwrap().critical.unwrap();
    assert!(critical > 2.3 && critical < 3.5, "{critical}");
}

#[test]
fn a_column_that_a_smooth_makes_superfluous_is_left_out_without_a_change() {
    let data = data(120);
    let (plain, twice) = (fitted(&data, "y ~ s(x, bs=\"cr\")"), fitted(&data, "y ~ x + s(x, bs=\"cr\")"));
    assert_eq!(twice.aliased().len(), 1);
    assert!(twice.converged());
    let eta = |model: &Fitted| model.predict(&data.table(), PredictKind::Link, true, Missing::Fail).unwrap();
    let (a, b) = (eta(&plain), eta(&twice));
    for i in 0..120 {
        assert!((a.values[i] - b.values[i]).abs() < 1e-9);
        assert!((a.standard_errors.as_ref().unwrap()[i] - b.standard_errors.as_ref().unwrap()[i]).abs() < 1e-8);
    }
    assert!((plain.edf() - twice.edf()).abs() < 1e-8);
    let again = Fitted::from_json(&twice.to_json()).unwrap();
    assert_eq!(eta(&again).values, b.values);
    assert_eq!(again.to_json(), twice.to_json());
}
