//! Fits of families with any link against maximum likelihood in 60 digits, at default settings.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use ndarray::Array2;
use penlik::model::{FitOptions, Fitted, MatrixInput, MatrixResponse};
use serde_json::Value;
use support::{Frame, Ledger, formula_fit, json, matrix_fit, numbers, spec};

fn fit(model: &Value, scale: f64) -> Fitted {
    let y: Vec<f64> = numbers(&model["y"]).iter().map(|y| y * scale).collect();
    let (rows, weights) = (numbers(&model["x"]), numbers(&model["weights"]));
    let design = Array2::from_shape_vec((y.len(), rows.len() / y.len()), rows).unwrap();
    let (kind, link) = (model["family"].as_str().unwrap(), model["link"].as_str().unwrap());
    let theta = model["tau"].as_f64().map_or_else(String::new, |tau| format!(r#","theta":{}"#, tau.exp()));
    let family = spec(&format!(r#"{{"kind":"{kind}","link":"{link}"{theta}}}"#));
    let input = MatrixInput {
        design: design.view(),
        names: None,
        response: MatrixResponse::Numeric(&y),
        weights: Some(&weights),
        offset: None,
        penalties: Vec::new(),
    };
    matrix_fit(&input, &family, &FitOptions::default())
}

fn name(model: &Value) -> String {
    format!("{} {}", model["family"].as_str().unwrap(), model["link"].as_str().unwrap())
}

#[test]
fn families_with_their_links_agree_with_maximum_likelihood_in_sixty_digits() {
    let mut ledger = Ledger::new("families with their links");
    for model in json("families_fits.json").as_array().unwrap() {
        let (fitted, name, solution) = (fit(model, 1.0), name(model), &model["solution"]);
        let mut compare = |what: &str, found: &[f64], wanted| {
            ledger.compare(&format!("{name}: {what}"), found, &numbers(&solution[what]), wanted);
        };
        compare("coefficients", fitted.coefficients(), 12.0);
        compare("standardErrors", fitted.standard_errors(), 12.0);
        compare("deviance", &[fitted.deviance()], 12.0);
        compare("scale", &[fitted.scale()], 12.0);
        compare("logLikelihood", &[fitted.log_likelihood()], 12.0);
        if let Some((parameter, value)) = fitted.family_parameters().first() {
            compare(parameter, &[*value], 11.0);
        }
    }
    ledger.close();
}

#[test]
fn clotting_times_agree_with_fifty_digits() {
    let frame = Frame::read("clotting.csv");
    let reference = &json("glm_reference.json")["clotting_gamma_inverse_lot1"];
    let fitted = formula_fit("lot1 ~ log(u)", &frame, &spec(r#"{"kind":"gamma"}"#), None, &[], &FitOptions::default());
    let mut ledger = Ledger::new("clotting");
    ledger.compare("coefficients", fitted.coefficients(), &numbers(&reference["coef"]), 12.0);
    ledger.compare("standard errors", fitted.standard_errors(), &numbers(&reference["se"]), 12.0);
    ledger.compare("deviance", &[fitted.deviance()], &numbers(&reference["deviance"]), 12.0);
    ledger.compare("dispersion", &[fitted.scale()], &numbers(&reference["pearson_dispersion"]), 12.0);
    ledger.close();
}

#[test]
fn the_unit_of_a_positive_response_changes_nothing_but_units() {
    for model in json("families_fits.json").as_array().unwrap() {
        let (kind, link) = (model["family"].as_str().unwrap(), model["link"].as_str().unwrap());
        let power = match link {
            "inverse" => -1,
            "identity" => 1,
            "inverseSquare" => -2,
            _ => continue,
        };
        if !["gamma", "inverseGaussian", "gaussian"].contains(&kind) {
            continue;
        }
        for k in [-27, 27] {
            let (plain, scaled) = (fit(model, 1.0), fit(model, 2.0_f64.powi(k)));
            let factor = 2.0_f64.powi(k * power);
            for (a, b) in plain.coefficients().iter().zip(scaled.coefficients()) {
                assert!((a * factor - b).abs() <= 1e-12 * b.abs(), "{kind} {link} {k}: {} for {b}", a * factor);
            }
        }
    }
}
