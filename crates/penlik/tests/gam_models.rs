//! Generalized additive models by formula against mgcv, which was run with tight tolerances (scripts/references/gam_models.R).
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use penlik::design::{Beside, Missing};
use penlik::model::{Control, FamilySpec, FitOptions, Fitted, FormulaInput, Method, PredictKind, fit_formula};
use serde_json::Value;
use support::Data;

fn fixture() -> Value {
    serde_json::from_str(include_str!("fixtures/gam_models.json")).unwrap()
}

fn family(options: &Value) -> FamilySpec {
    match &options["family"] {
        Value::Null => FamilySpec::gaussian(),
        Value::String(kind) => serde_json::from_value(serde_json::json!({ "kind": kind })).unwrap(),
        object => serde_json::from_value(object.clone()).unwrap(),
    }
}

fn fit(data: &Data, model: &Value) -> Fitted {
    let options = &model["options"];
    let method: Option<Method> = options.get("method").map(|m| serde_json::from_value(m.clone()).unwrap());
    let table = data.table();
    let knots: Vec<(String, Vec<f64>)> = match &options["knots"] {
        Value::Object(lists) => lists.iter().map(|(name, list)| (name.clone(), numbers(list))).collect(),
        _ => Vec::new(),
    };
    let input = FormulaInput {
        beside: Beside { knots: &knots, ..Beside::default() },
        weights: options["weights"].as_str().map(|name| data.column(name)),
        select: options["select"].as_bool().unwrap_or(false),
        ..FormulaInput::new(model["formula"].as_str().unwrap(), &table)
    };
    let fit_options = FitOptions { method, ..FitOptions::default() };
    fit_formula(&input, &family(options), &fit_options, &Control::none()).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap_or(f64::NAN)).collect()
}

/// The largest difference relative to the largest wanted magnitude.
fn apart(found: &[f64], wanted: &[f64]) -> f64 {
    assert_eq!(found.len(), wanted.len());
    let size = wanted.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    found.iter().zip(wanted).fold(0.0_f64, |m, (a, b)| m.max((a - b).abs())) / size
}

/// For links that are not canonical mgcv takes degrees of freedom and standard errors from the expected information, penlik from the observed one
/// that belongs to the criterion.
fn uses_expected_information(name: &str) -> bool {
    ["binomial, probit", "gamma with log link", "negative binomial", "Tweedie of given power"].contains(&name)
}

/// Functions without a penalty in other units than mgcv's move REML by a constant, and nothing else.
fn has_other_null_space(name: &str) -> bool {
    name == "gaussian, Gaussian process"
}

/// The log-likelihood of mgcv's multinom is too large by 1 for each row of the reference class.
fn offset_of_mgcv(name: &str, data: &Data) -> f64 {
    if name == "multinomial" { data.column("class").iter().filter(|class| **class == 0.0).count() as f64 } else { 0.0 }
}

#[test]
fn models_agree_with_mgcv() {
    let fixture = fixture();
    let data = Data::new(&fixture["data"], &[]);
    let only = std::env::var("ONLY").unwrap_or_default();
    let mut wrong = Vec::new();
    for model in fixture["models"].as_array().unwrap() {
        let name = model["name"].as_str().unwrap();
        if !name.contains(&only) {
            continue;
        }
        let fitted = match std::panic::catch_unwind(|| fit(&data, model)) {
            Ok(fitted) => fitted,
            Err(_) => {
                wrong.push(name);
                continue;
            }
        };
        let predicted = fitted.predict(&data.table(), PredictKind::Link, true, Missing::Fail).unwrap();
        let criterion = fitted.selection().map_or(f64::NAN, |selection| selection.criterion);
        let wanted = model["criterion"].as_f64().unwrap() + offset_of_mgcv(name, &data);
        let differences = [
            if has_other_null_space(name) { 0.0 } else { (criterion - wanted) / wanted.abs() },
            (fitted.edf() - model["edf"].as_f64().unwrap()) / fitted.edf(),
            apart(&predicted.values, &numbers(&model["fitted"])),
            apart(&predicted.standard_errors.unwrap(), &numbers(&model["errors"])),
        ];
        let shown = differences.map(|d| format!("{d:.1e}")).join(" ");
        println!("{name}: {criterion:.10} {wanted:.10} {shown} {}", fitted.message());
        let bounds = match name {
            // What mgcv penalises one by one in the null space of "fs" depends on how rounding turns it.
            "gaussian, factor smooths" => [1e-3, 1e-2, 1e-2, 1e-2],
            _ if uses_expected_information(name) => [1e-7, 5e-3, 1e-6, 5e-2],
            _ => [1e-7, 1e-6, 1e-6, 1e-6],
        };
        if !fitted.converged() || differences.iter().zip(bounds).any(|(d, bound)| !(d.abs() < bound)) {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}
