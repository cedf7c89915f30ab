//! Structured penalties at hard points, against values and gradients of an arithmetic of 500 digits (scripts/references/penalties.py).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use penlik::linalg::Workers;
use penlik::penalties::{AnyPenalty, Block, Penalty};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    spec: Value,
    columns: usize,
    theta: Vec<f64>,
    value: String,
    gradient: Vec<String>,
    /// How far the value moves when every entry moves by 1e-15 of itself, and the gradient.
    value_moves: f64,
    gradient_moves: f64,
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

#[test]
fn values_and_gradients_at_hard_points_have_thirteen_digits() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("fixtures/penalties_exact.json")).unwrap();
    let mut faults = vec![];
    for case in cases {
        let penalty = AnyPenalty::new(serde_json::from_value(case.spec.clone()).unwrap()).unwrap();
        let (block, workers) = (Block::new(&case.theta, case.columns).unwrap(), &Workers::sequential());
        let mut gradient = vec![f64::NAN; case.theta.len()];
        let streamed = penalty.smooth().unwrap().value_gradient(block, &mut gradient, workers).unwrap();
        let exact: Vec<f64> = case.gradient.iter().map(|g| number(g)).collect();
        let size = exact.iter().fold(0.0_f64, |m, g| m.max(g.abs()));
        for (found, what) in [(streamed, "pass"), (penalty.value(block, workers).unwrap(), "value")] {
            let (error, wanted) = ((found - number(&case.value)).abs(), number(&case.value));
            if !(error <= 1e-13 * wanted.abs() + case.value_moves) {
                faults.push(format!("{what} of {} at {:?}: {found:e}, not {wanted:e}", case.spec, case.theta));
            }
        }
        let error = gradient.iter().zip(&exact).fold(0.0_f64, |m, (a, b)| m.max((a - b).abs()));
        if !(error <= 1e-13 * size + case.gradient_moves) {
            faults.push(format!("gradient of {} at {:?}: {gradient:?}, not {exact:?}", case.spec, case.theta));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
