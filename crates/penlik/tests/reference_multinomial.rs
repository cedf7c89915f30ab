//! Multinomial logit models against references of 20 and 30 digits, at default settings.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use ndarray::{Array1, Array2};
use penlik::model::{FitOptions, Fitted, MatrixInput, MatrixResponse, PenaltyInput};
use serde_json::Value;
use support::{Exact, Frame, Ledger, formula_fit, json, levels, matrix_fit, numbers, spec};

/// The estimates of the named class-and-term pairs, in the reference's order, next to the reference's.
fn matched(fitted: &Fitted, values: &[f64], reference: &Value, key: &str) -> (Vec<f64>, Vec<f64>) {
    let names = fitted.coefficient_names();
    let (mut found, mut truth) = (Vec::new(), Vec::new());
    for class in reference["classes"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()) {
        for (term, value) in reference["terms"].as_array().unwrap().iter().zip(numbers(&reference[key][class])) {
            let name = format!("{class}:{}", term.as_str().unwrap());
            let at = names.iter().position(|n| *n == name).unwrap_or_else(|| panic!("{name} is not in {names:?}"));
            found.push(values[at]);
            truth.push(value);
        }
    }
    assert_eq!(found.len(), names.len(), "the model has no other coefficients");
    (found, truth)
}

fn check(set: &str, fitted: &Fitted) {
    let all = json("glm_reference.json");
    let reference = &all[set];
    let mut ledger = Ledger::new(set);
    let (found, truth) = matched(fitted, fitted.coefficients(), reference, "coef");
    ledger.compare("coefficients", &found, &truth, 12.0);
    let (found, truth) = matched(fitted, fitted.standard_errors(), reference, "se");
    ledger.compare("standard errors", &found, &truth, 12.0);
    ledger.compare("log-likelihood", &[fitted.log_likelihood()], &numbers(&reference["loglik"]), 12.0);
    ledger.compare("deviance", &[fitted.deviance()], &numbers(&reference["deviance"]), 12.0);
    ledger.close();
}

#[test]
fn high_school_programs_agree_with_the_reference() {
    let declared = levels(&[("ses", &["low", "middle", "high"])]);
    let family = spec(r#"{"kind":"multinomial","reference":"academic"}"#);
    let fitted =
        formula_fit("prog ~ ses + write", &Frame::read("hsb.csv"), &family, None, &declared, &FitOptions::default());
    assert_eq!(fitted.reference(), Some("academic"));
    check("hsbdemo_prog~ses+write", &fitted);
}

#[test]
fn housing_satisfaction_with_frequencies_as_weights_agrees_with_the_reference() {
    let declared = levels(&[
        ("Sat", &["Low", "Medium", "High"]),
        ("Infl", &["Low", "Medium", "High"]),
        ("Type", &["Tower", "Apartment", "Atrium", "Terrace"]),
        ("Cont", &["Low", "High"]),
    ]);
    let frame = Frame::read("housing.csv");
    let weights = frame.column("Freq");
    let family = spec(r#"{"kind":"multinomial","reference":"Low"}"#);
    let fitted =
        formula_fit("Sat ~ Infl + Type + Cont", &frame, &family, Some(&weights), &declared, &FitOptions::default());
    check("housing_Sat~Infl+Type+Cont", &fitted);
}

#[test]
fn iris_with_a_ridge_on_reference_coded_coefficients_agrees_with_the_reference() {
    let family = spec(r#"{"kind":"multinomial","reference":"setosa","penaltyMetric":"reference"}"#);
    let options = FitOptions { ridge: 1.0, ..FitOptions::default() };
    let formula = "Species ~ Sepal.Length + Sepal.Width + Petal.Length + Petal.Width";
    let fitted = formula_fit(formula, &Frame::read("iris.csv"), &family, None, &[], &options);
    check("iris_ridge_lambda=1", &fitted);
}

#[test]
fn small_models_with_and_without_a_ridge_agree_with_thirty_digits() {
    for name in
        ["multinomial of 60 rows, centred ridge", "multinomial of 60 rows, reference ridge", "multinomial of 200 rows"]
    {
        let exact = Exact::read(name);
        let fitted = exact.fit();
        let mut ledger = Ledger::new(name);
        ledger.compare("coefficients", fitted.coefficients(), &exact.truth("coefficients"), 13.0);
        ledger.compare("standard errors", fitted.standard_errors(), &exact.truth("standardErrors"), 13.0);
        ledger.compare("log-likelihood", &[fitted.log_likelihood()], &exact.truth("logLikelihood"), 13.0);
        ledger.compare("deviance", &[fitted.deviance()], &exact.truth("deviance"), 13.0);
        ledger.close();
    }
}

/// Fifteen weighted rows of three classes with one centred penalty on each of two columns.
fn two_penalties(strengths: [f64; 2], reference: usize) -> Fitted {
    let classes = [0, 1, 2, 2, 0, 1, 1, 0, 2, 1, 0, 2, 1, 0, 2];
    let weights = [3, 0, 1, 4, 2, 0, 1, 3, 2, 4, 1, 0, 2, 3, 1].map(f64::from);
    let column = |i: usize, step: f64| ((i as f64 + 0.5) * step).fract();
    let steps = [0.618033988749895, 0.414213562373095];
    let design = Array2::from_shape_fn((15, 3), |(i, j)| if j == 0 { 1.0 } else { column(i, steps[j - 1]) });
    let matrices =
        [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]].map(|diagonal| Array2::from_diag(&Array1::from(diagonal.to_vec())));
    let penalty =
        |j: usize| PenaltyInput { matrix: matrices[j].view(), columns: None, label: None, strength: strengths[j] };
    let labels = ["a", "b", "c"].map(str::to_owned);
    let family = spec(&format!(r#"{{"kind":"multinomial","reference":"{}"}}"#, labels[reference]));
    let input = MatrixInput {
        design: design.view(),
        names: None,
        response: MatrixResponse::Classes { codes: &classes, labels: labels.to_vec() },
        weights: Some(&weights),
        offset: None,
        penalties: vec![penalty(0), penalty(1)],
        terms: Vec::new(),
    };
    matrix_fit(&input, &family, &FitOptions::default())
}

#[test]
fn two_centred_penalties_reach_the_known_optimum_for_every_reference() {
    let mut ledger = Ledger::new("fifteen rows, two centred penalties");
    for reference in 0..3 {
        let even = two_penalties([1.0, 1.0], reference);
        ledger.compare("log-likelihood", &[even.log_likelihood()], &[-25.54758332780257], 13.0);
        let uneven = two_penalties([0.5, 3.0], reference);
        ledger.compare("effective degrees of freedom", &[uneven.edf()], &[3.4787093466017622], 13.0);
    }
    ledger.close();
}
