//! Fits with Jeffreys' prior against references of 20 and 40 digits, and what holds for all of them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use ndarray::Array2;
use penlik::check::{Code, Explain};
use penlik::model::{Bias, Control, FitOptions, Fitted, MatrixInput, MatrixResponse, PenaltyInput, fit_matrix};
use serde_json::Value;
use support::{Frame, Ledger, formula_fit, json, matrix_fit, numbers, spec};

fn jeffreys() -> FitOptions {
    FitOptions { bias: Bias::Jeffreys, ..FitOptions::default() }
}

const ENDOMETRIAL: &str = "HG ~ NV + PI + EH";

fn endometrial(options: &FitOptions) -> Fitted {
    let frame = Frame::read("endometrial.csv");
    formula_fit(ENDOMETRIAL, &frame, &spec(r#"{"kind":"binomial"}"#), None, &[], options)
}

#[test]
fn the_separated_endometrial_data_agree_with_the_reference() {
    let all = json("glm_reference.json");
    let reference = &all["endometrial_firth_HG~NV+PI+EH"];
    let fitted = endometrial(&jeffreys());
    let mut ledger = Ledger::new("endometrial, Jeffreys' prior");
    ledger.compare("coefficients", fitted.coefficients(), &numbers(&reference["coef"]), 12.0);
    ledger.compare("standard errors", fitted.standard_errors(), &numbers(&reference["se"]), 12.0);
    ledger.compare("log-likelihood", &[fitted.log_likelihood()], &numbers(&reference["loglik"]), 12.0);
    let penalized = fitted.log_likelihood() - fitted.penalty();
    ledger.compare("penalized log-likelihood", &[penalized], &numbers(&reference["penalized_loglik"]), 12.0);
    ledger.close();
    assert!(fitted.iterations() < 20, "{}", fitted.iterations());
}

#[test]
fn a_start_anywhere_reaches_the_same_estimate() {
    let plain = endometrial(&jeffreys());
    for start in [vec![0.0; 4], vec![3.0, 20.0, 0.1, -1.0], plain.coefficients().to_vec()] {
        let fitted = endometrial(&FitOptions { start: Some(start), ..jeffreys() });
        for (a, b) in fitted.coefficients().iter().zip(plain.coefficients()) {
            assert!((a / b - 1.0).abs() < 1e-12, "{a} and {b}");
        }
    }
}

/// A model of `jeffreys.json`.
struct Model {
    json: Value,
    design: Array2<f64>,
}

impl Model {
    fn read(name: &str) -> Self {
        let json = json("jeffreys.json")[name].clone();
        let rows = json["x"].as_array().unwrap().len();
        let x = numbers(&json["x"]);
        Self { design: Array2::from_shape_vec((rows, x.len() / rows), x).unwrap(), json }
    }

    /// The fit of X·scale, with the penalty that the model has.
    fn fit(&self, scale: Option<&Array2<f64>>, threads: usize) -> Fitted {
        let y = numbers(&self.json["y"]);
        let codes: Vec<i32> = y.iter().map(|&y| y as i32).collect();
        let response = match self.json["classes"].as_u64().unwrap() {
            0 => MatrixResponse::Numeric(&y),
            k => MatrixResponse::Classes { codes: &codes, labels: (0..k).map(|c| c.to_string()).collect() },
        };
        let design = scale.map_or_else(|| self.design.clone(), |scale| self.design.dot(scale));
        let entries =
            numbers(&self.json["penalty"].as_array().map_or(Value::Array(vec![]), |rows| rows.clone().into()));
        let order = entries.len().isqrt();
        let matrix = Array2::from_shape_vec((order, order), entries).unwrap();
        let start = self.json["start"].as_u64().unwrap_or_default() as usize;
        let strength = self.json["strength"].as_f64().unwrap_or_default();
        let penalty =
            PenaltyInput { matrix: matrix.view(), columns: Some(start..start + order), label: None, strength };
        let input = MatrixInput {
            design: design.view(),
            names: None,
            response,
            weights: Some(&numbers(&self.json["weights"])),
            offset: None,
            penalties: if order > 0 { vec![penalty] } else { Vec::new() },
            terms: Vec::new(),
        };
        let family = spec(&format!(r#"{{"kind":"{}"}}"#, self.json["family"].as_str().unwrap()));
        matrix_fit(&input, &family, &FitOptions { threads, ..jeffreys() })
    }
}

const MODELS: [&str; 4] = [
    "three classes with weights",
    "three classes with a penalty that has a null space",
    "counts that are zero in a group",
    "separated iris species",
];

#[test]
fn classes_counts_penalties_and_separation_agree_with_forty_digits() {
    for name in MODELS {
        let model = Model::read(name);
        let fitted = model.fit(None, 1);
        let truth = |key: &str| numbers(&model.json[key]);
        let mut ledger = Ledger::new(name);
        ledger.compare("coefficients", fitted.coefficients(), &truth("coefficients"), 12.0);
        ledger.compare("standard errors", fitted.standard_errors(), &truth("standardErrors"), 12.0);
        if model.json["family"] != "poisson" {
            ledger.compare("log-likelihood", &[fitted.log_likelihood()], &truth("logLikelihood"), 12.0);
        }
        if model.json["penalty"].is_null() {
            ledger.compare("half log-determinant", &[-fitted.penalty()], &truth("halfLogDeterminant"), 12.0);
        }
        ledger.close();
        assert!(fitted.iterations() < 20, "{name}: {}", fitted.iterations());
    }
}

#[test]
fn without_a_penalty_a_change_of_the_columns_changes_the_coefficients_alone() {
    let model = Model::read(MODELS[0]);
    let scale = ndarray::array![[2.0, -1.0, 0.5], [0.0, 1e3, 3.0], [1.0, 0.0, 1e-4]];
    let (plain, turned) = (model.fit(None, 1), model.fit(Some(&scale), 1));
    for a in 0..2 {
        let back = scale.dot(&ndarray::Array1::from(turned.coefficients()[a * 3..a * 3 + 3].to_vec()));
        for (x, y) in back.iter().zip(&plain.coefficients()[a * 3..]) {
            assert!((x / y - 1.0).abs() < 1e-10, "{x} and {y}");
        }
    }
    assert!((plain.log_likelihood() / turned.log_likelihood() - 1.0).abs() < 1e-12);
}

#[test]
fn bits_do_not_depend_on_threads() {
    let rows = 5000;
    let at = |i: usize, j: usize| ((i * (j + 3) * 7919) % 1009) as f64 / 512.0 - 1.0;
    let design = Array2::from_shape_fn((rows, 3), |(i, j)| if j == 0 { 1.0 } else { at(i, j) });
    let codes: Vec<i32> = (0..rows).map(|i| ((i * 31) % 7 % 3) as i32).collect();
    let fit = |threads: usize| {
        let response = MatrixResponse::Classes { codes: &codes, labels: ["a", "b", "c"].map(str::to_owned).to_vec() };
        let input = MatrixInput {
            design: design.view(),
            names: None,
            response,
            weights: None,
            offset: None,
            penalties: Vec::new(),
            terms: Vec::new(),
        };
        matrix_fit(&input, &spec(r#"{"kind":"multinomial"}"#), &FitOptions { threads, ..jeffreys() })
    };
    let one = fit(1);
    for threads in [2, 5] {
        let many = fit(threads);
        assert_eq!(one.coefficients(), many.coefficients());
        assert_eq!(one.penalty().to_bits(), many.penalty().to_bits());
    }
}

#[test]
fn the_prior_changes_nothing_of_a_gaussian() {
    let frame = Frame::numeric(&[("y", &[1.0, 2.0, 3.5, 4.0, 5.2]), ("x", &[1.0, 2.0, 3.0, 4.0, 5.5])]);
    let fit = |options: &FitOptions| formula_fit("y ~ x", &frame, &spec(r#"{"kind":"gaussian"}"#), None, &[], options);
    assert_eq!(fit(&jeffreys()).coefficients(), fit(&FitOptions::default()).coefficients());
}

#[test]
fn columns_that_nothing_determines_are_no_estimate() {
    let design = Array2::from_shape_fn((6, 3), |(i, j)| [1.0, i as f64, 1.0 + i as f64][j]);
    let input = MatrixInput {
        design: design.view(),
        names: None,
        response: MatrixResponse::Numeric(&[0.0, 1.0, 0.0, 1.0, 1.0, 1.0]),
        weights: None,
        offset: None,
        penalties: Vec::new(),
        terms: Vec::new(),
    };
    let family = spec(r#"{"kind":"binomial"}"#);
    let fitted = fit_matrix(&input, &family, &jeffreys(), &Control::none()).unwrap();
    assert_eq!(fitted.aliased(), ["x3"]);
    let error = fit_matrix(&input, &family, &FitOptions { strict: true, ..jeffreys() }, &Control::none()).unwrap_err();
    assert_eq!(error.code(), Code::Rank);
}
