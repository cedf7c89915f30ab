//! Linear models against NIST's least-squares sets and references of 30 digits, at default settings.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use ndarray::Array2;
use penlik::model::{FitOptions, MatrixInput, MatrixResponse};
use serde_json::Value;
use support::{Exact, Frame, Ledger, formula_fit, json, matrix_fit, numbers, spec};

#[test]
fn measurements_with_and_without_weights_and_offset_agree_with_thirty_digits() {
    for name in ["gaussian of 12 rows", "gaussian of 200 rows with weights and offset"] {
        let exact = Exact::read(name);
        let fitted = exact.fit();
        let mut ledger = Ledger::new(name);
        ledger.compare("coefficients", fitted.coefficients(), &exact.truth("coefficients"), 13.0);
        ledger.compare("standard errors", fitted.standard_errors(), &exact.truth("standardErrors"), 13.0);
        ledger.compare("scale", &[fitted.scale()], &exact.truth("scale"), 13.0);
        ledger.compare("log-likelihood", &[fitted.log_likelihood()], &exact.truth("logLikelihood"), 13.0);
        ledger.compare("deviance", &[fitted.deviance()], &exact.truth("deviance"), 13.0);
        ledger.close();
    }
}

/// The intercept and the predictors, or the powers of the only one, as plain doubles.
fn design(set: &Value) -> (Array2<f64>, Vec<f64>) {
    let columns = set["columns"].as_object().unwrap();
    let y = numbers(&columns["y"]);
    let predictors: Vec<_> = columns.iter().filter(|(name, _)| *name != "y").map(|(_, x)| numbers(x)).collect();
    let first = usize::from(set["intercept"].as_bool().unwrap());
    let parameters = usize::try_from(set["parameters"].as_u64().unwrap()).unwrap();
    let entry = |i: usize, j: usize| match (predictors.as_slice(), j + 1 - first) {
        (_, 0) => 1.0,
        ([x], power) => x[i].powi(i32::try_from(power).unwrap()),
        (many, k) => many[k - 1][i],
    };
    (Array2::from_shape_fn((y.len(), parameters), |(i, j)| entry(i, j)), y)
}

/// The whole digits that the set allows once its powers are rounded to doubles, 13 where it allows more.
fn wanted(set: &Value) -> f64 {
    set["digitsFromRoundedPowers"].as_f64().unwrap().floor().min(13.0)
}

#[test]
fn nist_sets_with_plain_power_columns_reach_the_digits_that_doubles_allow() {
    let sets = json("nist_lls.json");
    let mut ledger = Ledger::new("NIST linear least squares, powers as plain doubles");
    for (name, set) in sets.as_object().unwrap() {
        let (design, y) = design(set);
        let input = MatrixInput {
            design: design.view(),
            names: None,
            response: MatrixResponse::Numeric(&y),
            weights: None,
            offset: None,
            penalties: Vec::new(),
            terms: Vec::new(),
        };
        let fitted = matrix_fit(&input, &spec(r#"{"kind":"gaussian"}"#), &FitOptions::default());
        ledger.compare(
            &format!("{name} coefficients"),
            fitted.coefficients(),
            &numbers(&set["coefficients"]),
            wanted(set),
        );
        // An exact fit has standard errors of rounding size and no digits to compare.
        if numbers(&set["residualSumOfSquares"]) != [0.0] {
            let truth = numbers(&set["standardErrors"]);
            ledger.compare(&format!("{name} standard errors"), fitted.standard_errors(), &truth, wanted(set).min(12.0));
        }
    }
    ledger.close();
}

/// The model of a set as a formula.
fn formula(set: &Value) -> String {
    let predictors =
        set["columns"].as_object().unwrap().keys().filter(|name| *name != "y").cloned().collect::<Vec<_>>();
    let intercept = set["intercept"].as_bool().unwrap();
    let degree = set["parameters"].as_u64().unwrap() - u64::from(intercept);
    let terms = match predictors.as_slice() {
        [x] => format!("poly({x}, {degree}, raw = TRUE)"),
        many => many.join(" + "),
    };
    format!("y ~ {terms}{}", if intercept { "" } else { " - 1" })
}

#[test]
fn nist_sets_by_formula_reach_thirteen_digits() {
    let sets = json("nist_lls.json");
    let mut ledger = Ledger::new("NIST linear least squares by formula");
    for (name, set) in sets.as_object().unwrap() {
        let columns: Vec<(String, Vec<f64>)> =
            set["columns"].as_object().unwrap().iter().map(|(name, x)| (name.clone(), numbers(x))).collect();
        let columns: Vec<(&str, &[f64])> = columns.iter().map(|(name, x)| (name.as_str(), x.as_slice())).collect();
        let frame = Frame::numeric(&columns);
        let family = spec(r#"{"kind":"gaussian"}"#);
        let fitted = formula_fit(&formula(set), &frame, &family, None, &[], &FitOptions::default());
        ledger.compare(&format!("{name} coefficients"), fitted.coefficients(), &numbers(&set["coefficients"]), 13.0);
        if numbers(&set["residualSumOfSquares"]) != [0.0] {
            let truth = numbers(&set["standardErrors"]);
            ledger.compare(&format!("{name} standard errors"), fitted.standard_errors(), &truth, 12.0);
        }
    }
    ledger.close();
}
