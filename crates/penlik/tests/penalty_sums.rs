//! ln det₊ of sums of penalties with its derivatives, against an arithmetic of 200 digits (scripts/references/penalty_sums.py).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use penlik::linalg::Symmetric;
use penlik::outer::PenaltySum;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    order: usize,
    rank: usize,
    terms: Vec<Vec<f64>>,
    points: Vec<Point>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Point {
    rho: Vec<f64>,
    log_determinant: String,
    gradient: Vec<String>,
    hessian: Vec<String>,
}

impl Case {
    fn matrices(&self) -> Vec<Symmetric> {
        self.terms.iter().map(|data| Symmetric { order: self.order, data: data.clone() }).collect()
    }
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("fixtures/penalty_sums.json")).unwrap()
}

/// The largest distance from the exact numbers.
fn distance(found: &[f64], exact: &[String]) -> f64 {
    let pairs = found.iter().zip(exact).map(|(x, y)| (x - y.parse::<f64>().unwrap()).abs());
    pairs.fold(0.0, |most, x| if x <= most { most } else { x })
}

#[test]
fn values_and_derivatives_have_fourteen_digits_at_every_ratio_of_strengths() {
    let mut faults = vec![];
    for case in cases() {
        let sum = PenaltySum::new(case.matrices()).unwrap();
        assert_eq!(sum.rank(), case.rank, "{}", case.name);
        for point in &case.points {
            let at = sum.at(&point.rho);
            let rank = case.rank as f64;
            // A sum of `rank` logarithms: what an ulp of each strength's share makes.
            let size = rank * point.rho.iter().fold(1.0_f64, |most, rho| most.max(rho.abs()));
            let errors = [
                distance(&[at.log_determinant], std::slice::from_ref(&point.log_determinant)) / size,
                distance(&at.gradient, &point.gradient) / rank,
                distance(&at.hessian.data, &point.hessian) / rank,
            ];
            if errors.iter().any(|e| !(*e <= 1e-14)) {
                faults.push(format!("{} at {:?}: {errors:?}", case.name, point.rho));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
