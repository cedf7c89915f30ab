//! `bs()` and `ns()` against R's package splines: columns at the data, and of natural splines beyond the ends.
#![allow(clippy::unwrap_used)]

use penlik::design::{Column, DesignOptions, Missing, Table, build};
use penlik::formula::parse;
use penlik::linalg::Panels;
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn written(name: &str, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Array(list) => {
            let list: Vec<String> = list.iter().map(ToString::to_string).collect();
            format!(", {name} = c({})", list.join(", "))
        }
        other => format!(", {name} = {other}"),
    }
}

fn formula(case: &Value) -> String {
    let natural = case["natural"].as_bool().unwrap();
    let degree = if natural { String::new() } else { written("degree", &case["degree"]) };
    let intercept = if case["intercept"].as_bool().unwrap() { ", intercept = TRUE" } else { "" };
    let function = if natural { "ns" } else { "bs" };
    let (df, knots, ends) =
        (written("df", &case["df"]), written("knots", &case["knots"]), written("Boundary.knots", &case["ends"]));
    format!("y ~ 0 + {function}(x{df}{knots}{degree}{intercept}{ends})")
}

/// Every entry of the columns, row after row.
fn near(found: &Panels, wanted: &Value, what: &str) {
    let wanted = numbers(wanted);
    assert_eq!(found.rows() * found.cols(), wanted.len(), "{what}");
    for (k, wanted) in wanted.iter().enumerate() {
        let (i, j) = (k / found.cols(), k % found.cols());
        assert!((found.get(i, j) - wanted).abs() <= 1e-12 * wanted.abs().max(1.0), "{what} ({i}, {j})");
    }
}

#[test]
fn columns_are_those_of_r() {
    let fixture: Value = serde_json::from_str(include_str!("fixtures/smooths/regression.json")).unwrap();
    let (x, outside) = (numbers(&fixture["x"]), numbers(&fixture["outside"]));
    let y = vec![0.0; x.len()];
    let table =
        Table::new(x.len(), vec![("x".into(), Column::Numeric(&x)), ("y".into(), Column::Numeric(&y))]).unwrap();
    let new = Table::new(outside.len(), vec![("x".into(), Column::Numeric(&outside))]).unwrap();
    for case in fixture["cases"].as_array().unwrap() {
        let formula = formula(case);
        let built = build(&parse(&formula).unwrap(), &table, &DesignOptions::default()).unwrap();
        near(&built.design.dense(), &case["columns"], &formula);
        if !case["outside"].as_array().unwrap().is_empty() {
            near(&built.blueprint.encode(&new, Missing::Fail).unwrap().0, &case["outside"], &formula);
        }
    }
}
