//! Smooths of arithmetic, zero at a point, in any unit, with knots, neighbours and strengths beside the formula, and of sizes that give way.
#![allow(clippy::panic, clippy::unwrap_used)]

use penlik::check::Explain;
use penlik::design::{Beside, Column, Missing, Neighbourhood, Table};
use penlik::model::{
    Control, FamilySpec, FitOptions, Fitted, FormulaInput, ModelError, PredictKind, SmoothRequest, fit_formula,
};

const N: usize = 150;

fn wave(i: usize, step: f64) -> f64 {
    (i as f64 * step).fract()
}

struct Data {
    numbers: Vec<(&'static str, Vec<f64>)>,
    codes: Vec<i32>,
    levels: Vec<String>,
}

fn data() -> Data {
    let column = |value: &dyn Fn(usize) -> f64| (0..N).map(value).collect::<Vec<f64>>();
    let (x, z) = (column(&|i| 0.05 + wave(i, 0.618_033_988_749_895)), column(&|i| wave(i, 0.414_213_562_373_095)));
    let y = column(&|i| (5.0 * x[i]).sin() + z[i] * z[i] + 0.2 * (i % 4) as f64 + wave(i, 0.732_050_807_568_877));
    let few = column(&|i| (i % 6) as f64);
    let codes = (0..N).map(|i| (i % 4) as i32).collect();
    let levels = ["A", "B", "C", "D"].map(str::to_owned).to_vec();
    Data { numbers: vec![("x", x), ("z", z), ("few", few), ("y", y)], codes, levels }
}

impl Data {
    fn table(&self) -> Table<'_> {
        let group = Column::Categorical { codes: &self.codes, levels: &self.levels };
        let numbers = self.numbers.iter().map(|(name, values)| ((*name).to_owned(), Column::Numeric(values)));
        Table::new(N, numbers.chain([("g".to_owned(), group)]).collect()).unwrap()
    }

    fn column(&self, name: &str) -> &[f64] {
        &self.numbers.iter().find(|(known, _)| *known == name).unwrap().1
    }

    /// The same with columns in other units.
    fn scaled(&self, names: &[&str], factor: f64) -> Self {
        let scaled = |name: &str, values: &[f64]| {
            values.iter().map(|x| if names.contains(&name) { x * factor } else { *x }).collect::<Vec<f64>>()
        };
        let numbers = self.numbers.iter().map(|(name, values)| (*name, scaled(name, values))).collect();
        Self { numbers, codes: self.codes.clone(), levels: self.levels.clone() }
    }

    fn with(mut self, name: &'static str, values: Vec<f64>) -> Self {
        self.numbers.push((name, values));
        self
    }
}

fn tried(data: &Data, formula: &str, beside: Beside<'_>) -> Result<Fitted, ModelError> {
    let table = data.table();
    let input = FormulaInput { beside, ..FormulaInput::new(formula, &table) };
    fit_formula(&input, &FamilySpec::gaussian(), &FitOptions::default(), &Control::none())
}

fn fitted(data: &Data, formula: &str) -> Fitted {
    tried(data, formula, Beside::default()).unwrap_or_else(|error| panic!("{formula}: {error}"))
}

fn refusal(data: &Data, formula: &str, beside: Beside<'_>) -> String {
    tried(data, formula, beside).unwrap_err().to_string()
}

fn eta(model: &Fitted, data: &Data) -> Vec<f64> {
    model.predict(&data.table(), PredictKind::Link, false, Missing::Fail).unwrap().values
}

fn apart(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).fold(0.0_f64, |m, (a, b)| m.max((a - b).abs()))
}

#[test]
fn smooths_of_arithmetic_are_those_of_columns_with_its_values() {
    let plain = data();
    let (x, z) = (plain.column("x").to_vec(), plain.column("z").to_vec());
    let made = data()
        .with("lx", x.iter().map(|x| x.ln()).collect())
        .with("rz", z.iter().map(|z| z.sqrt()).collect())
        .with("z2", z.iter().map(|z| z * z).collect());
    for (computed, column, label) in [
        ("y ~ s(log(x), bs = \"cr\")", "y ~ s(lx, bs = \"cr\")", "s(log(x))"),
        ("y ~ te(sqrt( z ), x, k = 4)", "y ~ te(rz, x, k = 4)", "te(sqrt(z),x)"),
        ("y ~ s(x, by = z^2, bs = \"ps\")", "y ~ s(x, by = z2, bs = \"ps\")", "s(x):z^2"),
        ("y ~ s(log(x), g, bs = \"fs\", k = 5)", "y ~ s(lx, g, bs = \"fs\", k = 5)", "s(log(x),g)"),
    ] {
        let (one, other) = (fitted(&plain, computed), fitted(&made, column));
        assert_eq!(one.smooths()[0].label, label);
        assert!(apart(&eta(&one, &plain), &eta(&other, &made)) < 1e-12, "{computed}");
        // Through a file, for new rows of the columns.
        let text = one.to_json();
        let back = Fitted::from_json(&text).unwrap_or_else(|error| panic!("{computed}: {error}"));
        assert_eq!(eta(&back, &plain), eta(&one, &plain));
        assert!(one.covariates().iter().all(|own| own.columns == [own.name.clone()]), "{computed}");
    }
}

#[test]
fn a_smooth_of_arithmetic_is_looked_at_in_its_own_units_or_those_of_its_columns() {
    let data = data();
    let model = fitted(&data, "y ~ s(log(x), bs = \"cr\")");
    let info = &model.smooths()[0].covariates[0];
    assert_eq!((info.name.as_str(), info.columns.as_slice()), ("log(x)", ["x".to_owned()].as_slice()));
    let (low, high) = info.range.unwrap();
    assert!((low - 0.05_f64.ln()).abs() < 1e-12 && high < 0.05, "{low} {high}");
    assert!((model.covariates()[0].range.unwrap().0 - 0.05).abs() < 1e-15);
    let x = [0.1, 0.3, 0.9];
    let logs = x.map(f64::ln);
    let at = |name: &str, values: &[f64], derivative| {
        let table = Table::new(values.len(), vec![(name.to_owned(), Column::Numeric(values))]).unwrap();
        model.smooth("s(log(x))", &table, &SmoothRequest { derivative, band: None }).unwrap().values
    };
    assert!(apart(&at("x", &x, None), &at("log(x)", &logs, None)) < 1e-14);
    let h = 1e-6;
    let (above, below) = (logs.map(|l| l + h), logs.map(|l| l - h));
    for (k, slope) in at("log(x)", &logs, Some(0)).iter().enumerate() {
        let wanted = (at("log(x)", &above, None)[k] - at("log(x)", &below, None)[k]) / (2.0 * h);
        assert!((slope - wanted).abs() < 1e-7 * slope.abs().max(1.0));
    }
    let computed = model.computed_covariates(&data.table()).unwrap();
    assert_eq!(computed.len(), 1);
    assert_eq!((computed[0].0.as_str(), computed[0].1[3]), ("log(x)", data.column("x")[3].ln()));
}

#[test]
fn arithmetic_without_a_value_names_row_and_value_at_its_place() {
    let mut data = data();
    data.numbers[0].1[7] = -0.25;
    for formula in ["y ~ z + s(log(x))", "y ~ z + te(log(x), z)", "y ~ z + s(z, by = log(x))"] {
        let error = tried(&data, formula, Beside::default()).unwrap_err();
        assert_eq!(error.to_string(), "'log(x)' is NaN at row 7: log(-0.25) where x = -0.25; expected a finite number");
        assert_eq!(error.position(), formula.find("log"), "{formula}");
    }
    let model = fitted(&self::data(), "y ~ s(log(x), k = 5)");
    let table = Table::new(2, vec![("x".into(), Column::Numeric(&[0.5, 0.0]))]).unwrap();
    let error = model.predict(&table, PredictKind::Link, false, Missing::Fail).unwrap_err().to_string();
    assert!(
        error.starts_with("'log(x)' is -Infinity at row 1: log(0)") || error.contains("at row 1: log(0)"),
        "{error}"
    );
    for (formula, said, place) in [
        ("y ~ s(log(w))", "no column 'w'", "w"),
        ("y ~ s(log(g))", "column 'g' is categorical", "g)"),
        ("y ~ s(2)", "'2' cannot be a term; a smooth is of columns", "2"),
        ("y ~ s(scale(x))", "the functions of arithmetic are", "scale"),
        ("y ~ s(log(y))", "the response 'y' also stands among the terms", "y))"),
        ("y ~ s(x, x)", "covariates is x twice", "x)"),
        ("y ~ s(x, by = C(g, sum))", "without contrasts", "C(g"),
    ] {
        let error = tried(&data, formula, Beside::default()).unwrap_err();
        assert!(error.to_string().contains(said), "{formula}: {error}");
        assert_eq!(error.position(), formula.rfind(place), "{formula}");
    }
}

#[test]
fn fits_do_not_depend_on_the_units_of_covariates() {
    let plain = data();
    for formula in [
        "y ~ s(x, k = 8)",
        "y ~ s(x, bs = \"ts\", k = 8)",
        "y ~ s(x, bs = \"cr\")",
        "y ~ s(x, bs = \"cs\")",
        "y ~ s(x, bs = \"cc\")",
        "y ~ s(x, bs = \"ps\")",
        "y ~ s(x, bs = \"cp\")",
        "y ~ s(x, bs = \"bs\", m = c(3, 2, 1))",
        "y ~ s(x, bs = \"gp\")",
        "y ~ s(x, bs = \"ds\")",
        "y ~ s(x, g, bs = \"fs\", k = 5)",
        "y ~ s(x, k = 5) + s(g, x, bs = \"sz\", k = 5)",
        "y ~ s(g, x, bs = \"re\")",
        "y ~ s(z, by = x, bs = \"cr\", k = 6)",
        "y ~ te(x, z, k = 4)",
        "y ~ ti(x, k = 5) + ti(x, z, k = 4)",
        "y ~ t2(x, z, k = 4)",
        "y ~ te(x, z, bs = c(\"tp\", \"ps\"), k = 4)",
        "y ~ s(log(x * 1), bs = \"cr\", k = 6)",
    ] {
        let wanted = fitted(&plain, formula);
        for factor in [1e10, 1e-18, 1e100, 1e-100, 1e200, 1e-290] {
            if formula.contains("log") && factor != 1e100 {
                continue;
            }
            let scaled = plain.scaled(&["x"], factor);
            let found = fitted(&scaled, formula);
            let (edf, values) =
                ((found.edf() - wanted.edf()).abs(), apart(&eta(&found, &scaled), &eta(&wanted, &plain)));
            assert!(edf < 1e-10 && values < 1e-10, "{formula}, {factor}: {edf:e} {values:e}");
        }
    }
    for formula in ["y ~ s(x, z, bs = \"ds\", m = c(1, 0.5), k = 20)", "y ~ s(x, z, bs = \"gp\", k = 20)"] {
        let wanted = fitted(&plain, formula);
        for factor in [1e100, 1e-200] {
            let scaled = plain.scaled(&["x", "z"], factor);
            assert!(
                apart(&eta(&fitted(&scaled, formula), &scaled), &eta(&wanted, &plain)) < 1e-8,
                "{formula}, {factor}"
            );
        }
    }
}

#[test]
fn knots_ranges_and_points_are_in_the_units_of_the_formula() {
    let plain = data();
    let large = plain.scaled(&["x"], 1e100);
    for (formula, other) in [
        (
            "y ~ s(x, bs = \"cr\", knots = c(0, 0.3, 0.5, 1.1))",
            "y ~ s(x, bs = \"cr\", knots = c(0, 3e99, 5e99, 1.1e100))",
        ),
        (
            "y ~ s(x, bs = \"gp\", range = 0.4, kernel = \"matern52\")",
            "y ~ s(x, bs = \"gp\", range = 4e99, kernel = \"matern52\")",
        ),
        ("y ~ s(x, bs = \"cr\", pc = 0.5)", "y ~ s(x, bs = \"cr\", pc = 5e99)"),
    ] {
        let (one, two) = (fitted(&plain, formula), fitted(&large, other));
        assert!(apart(&eta(&one, &plain), &eta(&two, &large)) < 1e-9, "{formula}");
        let slope = |model: &Fitted, x: f64| {
            let table = Table::new(1, vec![("x".into(), Column::Numeric(std::slice::from_ref(&x)))]).unwrap();
            model.smooth("s(x)", &table, &SmoothRequest { derivative: Some(0), band: None }).unwrap().values[0]
        };
        let (near, far) = (slope(&one, 0.37), slope(&two, 3.7e99));
        assert!((far * 1e100 / near - 1.0).abs() < 1e-6, "{formula}: {near} {far}");
    }
}

#[test]
fn a_smooth_is_zero_at_its_point() {
    let data = data();
    for (formula, label, point) in [
        ("y ~ s(x, bs = \"cr\", pc = 0.4)", "s(x)", vec![0.4]),
        ("y ~ te(x, z, k = 4, pc = c(0.4, 0.2))", "te(x,z)", vec![0.4, 0.2]),
        ("y ~ te(x, z, k = 4, pc = list(z = 0.2, x = 0.4))", "te(x,z)", vec![0.4, 0.2]),
        ("y ~ s(log(x), point = -1)", "s(log(x))", vec![(-1.0_f64).exp()]),
    ] {
        let model = fitted(&data, formula);
        let columns = point.iter().zip(["x", "z"]);
        let columns = columns.map(|(x, name)| (name.to_owned(), Column::Numeric(std::slice::from_ref(x)))).collect();
        let table = Table::new(1, columns).unwrap();
        let value = model.smooth(label, &table, &SmoothRequest::default()).unwrap().values[0];
        assert!(value.abs() < 1e-12, "{formula}: {value}");
    }
    for (formula, said) in [
        ("y ~ te(x, z, pc = 0.5)", "pc is 0.5; expected a number for each of x, z"),
        ("y ~ te(x, z, pc = list(x = 1, w = 2))", "pc is list(x = 1, w = 2)"),
        ("y ~ s(x, g, bs = \"fs\", k = 5, pc = c(0.5, 1))", "pc is beside 'g', which has levels"),
    ] {
        let error = tried(&data, formula, Beside::default()).unwrap_err();
        assert!(error.to_string().contains(said), "{formula}: {error}");
        assert_eq!(error.position(), formula.find("pc = ").map(|at| at + 5), "{formula}");
    }
}

#[test]
fn a_default_size_gives_way_and_one_that_is_written_is_refused() {
    let data = data();
    for (formula, wanted, said) in [
        ("y ~ s(few)", "y ~ s(few, k = 6)", "s(few): k is 6, not the default"),
        ("y ~ s(few, bs = \"cr\")", "y ~ s(few, bs = \"cr\", k = 6)", "s(few): k is 6"),
        ("y ~ s(few, bs = \"ps\")", "y ~ s(few, bs = \"ps\", k = 6)", "s(few): k is 6"),
        ("y ~ s(few, g, bs = \"fs\")", "y ~ s(few, g, bs = \"fs\", k = 6)", "s(few,g): k is 6"),
    ] {
        let (model, same) = (fitted(&data, formula), fitted(&data, wanted));
        assert_eq!(model.coefficients(), same.coefficients(), "{formula}");
        assert!(model.warnings()[0].starts_with(said), "{:?}", model.warnings());
        assert!(same.warnings().is_empty());
    }
    let three = data
        .with("three", (0..N).map(|i| (i % 3) as f64).collect())
        .with("two", (0..N).map(|i| (i % 2) as f64).collect());
    let model = fitted(&three, "y ~ te(x, three, few)");
    assert_eq!(model.warnings().len(), 1);
    assert!(model.warnings()[0].starts_with("te(x,three,few): k is 3 in margin 2"), "{:?}", model.warnings());
    let refused = refusal(&three, "y ~ s(few, k = 9)", Beside::default());
    assert!(refused.starts_with("s(few): k is 9; expected at most 6"), "{refused}");
    for bs in ["tp", "cr", "ps"] {
        let formula = format!("y ~ s(two, bs = \"{bs}\")");
        let refused = tried(&three, &formula, Beside::default()).unwrap_err();
        assert!(refused.to_string().contains("two is 2 different values; expected more"), "{refused}");
        assert_eq!(refused.position(), formula.find("two"));
    }
}

#[test]
fn knots_beside_the_formula_are_those_within() {
    let data = data();
    let knots = [("x".to_owned(), vec![0.0, 0.2, 0.6, 1.1]), ("log(z + 1)".to_owned(), vec![0.0, 0.3, 0.5, 0.7])];
    let beside = Beside { knots: &knots, ..Beside::default() };
    let formula = "y ~ s(x, bs = \"cr\", k = 4) + s(log(z + 1), bs = \"cr\", k = 4)";
    let within =
        "y ~ s(x, bs = \"cr\", knots = c(0, 0.2, 0.6, 1.1)) + s(log(z + 1), bs = \"cr\", knots = c(0, 0.3, 0.5, 0.7))";
    assert_eq!(tried(&data, formula, beside).unwrap().coefficients(), fitted(&data, within).coefficients());
    let margins = "y ~ te(x, few, k = 4)";
    let some = Beside { knots: &knots[..1], ..Beside::default() };
    let both = fitted(
        &data,
        "y ~ te(x, few, k = 4, knots = list(c(0, 0.2, 0.6, 1.1), c(0, 1.6666666666666665, 3.333333333333333, 5)))",
    );
    assert!(apart(&eta(&tried(&data, margins, some).unwrap(), &data), &eta(&both, &data)) < 1e-9);
    let unknown = refusal(&data, "y ~ s(x)", Beside { knots: &[("xx".to_owned(), vec![0.0])], ..Beside::default() });
    assert_eq!(unknown, "knots is of 'xx'; expected a covariate of a smooth, such as 'x'");
    let none = refusal(&data, "y ~ x", beside);
    assert_eq!(none, "knots is of 'x'; expected a covariate of a smooth, of which the formula has none");
}

fn ring(names: [&str; 4]) -> Vec<Neighbourhood> {
    let of = |k: usize| [names[(k + 1) % 4].to_owned(), names[(k + 3) % 4].to_owned()].to_vec();
    (0..4).map(|k| (names[k].to_owned(), of(k))).collect()
}

#[test]
fn neighbours_by_name_are_those_by_place() {
    let data = data();
    let neighbours = [("g".to_owned(), ring(["A", "B", "C", "D"]))];
    let beside = Beside { neighbours: &neighbours, ..Beside::default() };
    let places = "y ~ x + s(g, bs = \"mrf\", neighbours = list(c(2, 4), c(1, 3), c(2, 4), c(1, 3)))";
    let named = tried(&data, "y ~ x + s(g, bs = \"mrf\")", beside).unwrap();
    assert!(apart(&eta(&named, &data), &eta(&fitted(&data, places), &data)) < 1e-12);
    // A level without rows is in the middle of its neighbours.
    let mut lone = neighbours.clone();
    lone[0].1.push(("E".to_owned(), vec!["A".to_owned()]));
    lone[0].1[0].1.push("E".to_owned());
    let model = tried(&data, "y ~ s(g, bs = \"mrf\")", Beside { neighbours: &lone, ..Beside::default() }).unwrap();
    let levels = ["E".to_owned(), "A".to_owned()];
    let table = Table::new(2, vec![("g".into(), Column::Categorical { codes: &[0, 1], levels: &levels })]).unwrap();
    let found = model.predict(&table, PredictKind::Link, false, Missing::Fail).unwrap().values;
    assert!((found[0] - found[1]).abs() < 1e-9, "{found:?}");
}

#[test]
fn neighbourhoods_that_are_none_are_refused() {
    let data = data();
    let said = |change: &dyn Fn(&mut Vec<Neighbourhood>)| {
        let mut own = ring(["A", "B", "C", "D"]);
        change(&mut own);
        let neighbours = [("g".to_owned(), own)];
        refusal(&data, "y ~ s(g, bs = \"mrf\")", Beside { neighbours: &neighbours, ..Beside::default() })
    };
    let one_sided = said(&|own| {
        own[0].1.pop();
    });
    assert_eq!(one_sided, "neighbours.g is 'A' beside 'D'; expected 'D' among the neighbours of 'A' as well");
    let unknown = said(&|own| own[0].1.push("DD".to_owned()));
    assert_eq!(unknown, "neighbours.g is 'DD' beside 'A'; expected a level with neighbours of its own, such as 'D'");
    let own_neighbour = said(&|own| own[0].1.push("A".to_owned()));
    assert!(own_neighbour.contains("none is its own neighbour"), "{own_neighbour}");
    let short = said(&|own| {
        own.pop();
    });
    assert!(short.contains("the level 'D'") || short.contains("'D'"), "{short}");
    let neighbours = [("gg".to_owned(), ring(["A", "B", "C", "D"]))];
    let column = refusal(&data, "y ~ s(g, bs = \"mrf\")", Beside { neighbours: &neighbours, ..Beside::default() });
    assert_eq!(column, "neighbours is of 'gg'; expected a covariate of a smooth with bs = \"mrf\", such as 'g'");
}

#[test]
fn strengths_beside_the_formula_are_held() {
    let data = data();
    let logs = [("s(x)".to_owned(), 2.0_f64.ln()), ("te(x,z).2".to_owned(), 0.0)];
    let beside = Beside { log_strengths: &logs[..1], ..Beside::default() };
    let (held, within) =
        (tried(&data, "y ~ s(x, bs = \"cr\")", beside).unwrap(), fitted(&data, "y ~ s(x, bs = \"cr\", sp = 2)"));
    assert!(apart(&eta(&held, &data), &eta(&within, &data)) < 1e-12);
    let one = Beside { log_strengths: &logs[1..], ..Beside::default() };
    let (held, within) =
        (tried(&data, "y ~ te(x, z, k = 4)", one).unwrap(), fitted(&data, "y ~ te(x, z, k = 4, sp = c(-1, 1))"));
    assert!(apart(&eta(&held, &data), &eta(&within, &data)) < 1e-10);
    let unknown = [("s(xx)".to_owned(), 0.0)];
    let said = refusal(&data, "y ~ s(x)", Beside { log_strengths: &unknown, ..Beside::default() });
    assert_eq!(said, "logStrength is of 's(xx)'; expected the label of a penalty, such as 's(x)'");
    let infinite = [("s(x)".to_owned(), 800.0)];
    let said = refusal(&data, "y ~ s(x)", Beside { log_strengths: &infinite, ..Beside::default() });
    assert_eq!(said, "logStrength.s(x) is 800; expected a finite number that is the logarithm of one");
}
