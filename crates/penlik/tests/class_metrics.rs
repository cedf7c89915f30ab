//! The determinants of the multinomial metrics, against an arithmetic of 200 digits (scripts/references/class_metrics.py).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use penlik::check::{Code, Explain};
use penlik::linalg::{Cholesky, Symmetric};
use penlik::outer::{PenaltySum, metric};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Point {
    /// None stands for −∞.
    rho: Vec<Option<f64>>,
    log_determinant: String,
    gradient: Vec<String>,
    hessian: Vec<String>,
}

impl Point {
    fn rho(&self) -> Vec<f64> {
        self.rho.iter().map(|rho| rho.unwrap_or(f64::NEG_INFINITY)).collect()
    }
}

fn points() -> Vec<Point> {
    serde_json::from_str(include_str!("fixtures/class_metrics.json")).unwrap()
}

/// The largest error of any number relative to itself; what is 0 to rounding in 200 digits must be 0.
fn relative(found: &[f64], exact: &[String]) -> f64 {
    let errors = found.iter().zip(exact).map(|(x, y)| {
        let y: f64 = y.parse().unwrap();
        if y.abs() < 1e-100 { x.abs() } else { ((x - y) / y).abs() }
    });
    errors.fold(0.0, |most, x| if x <= most { most } else { x })
}

#[test]
fn every_derivative_of_the_per_class_metric_has_fourteen_digits_of_its_own() {
    for point in points() {
        let rho = point.rho();
        let found = metric::per_class_log_determinant(&rho).unwrap();
        let exact: f64 = point.log_determinant.parse().unwrap();
        let size: f64 = rho.iter().filter(|rho| rho.is_finite()).map(|rho| rho.abs()).sum();
        assert!((found.value - exact).abs() <= 1e-15 * (size + 4.0), "{rho:?}: {} {exact}", found.value);
        assert!(relative(&found.gradient, &point.gradient) <= 1e-14, "{rho:?}: {:?}", found.gradient);
        assert!(relative(&found.hessian.data, &point.hessian) <= 1e-14, "{rho:?}: {:?}", found.hessian);
    }
}

#[test]
fn the_matrices_have_the_determinants_of_the_closed_forms() {
    for point in points() {
        let rho = point.rho();
        let sum = PenaltySum::new(metric::per_class(rho.len()).unwrap()).unwrap();
        assert_eq!(sum.rank(), rho.len() - 1);
        let (found, closed) = (sum.log_determinant(&rho), metric::per_class_log_determinant(&rho).unwrap());
        let size: f64 = rho.iter().filter(|rho| rho.is_finite()).map(|rho| rho.abs()).sum();
        assert!((found.value - closed.value).abs() <= 1e-14 * (size + 1.0), "{rho:?}: {found:?} {closed:?}");
        let pairs =
            found.gradient.iter().zip(&closed.gradient).chain(found.hessian.data.iter().zip(&closed.hessian.data));
        pairs.for_each(|(a, b)| assert!((a - b).abs() <= 1e-14, "{rho:?}: {found:?} {closed:?}"));
    }
    for classes in 2..8 {
        let centred = metric::centred(classes).unwrap();
        let log_determinant = Cholesky::new(&centred).unwrap().log_determinant();
        assert!((log_determinant - metric::centred_log_determinant(classes)).abs() < 1e-14);
        // Equal strengths make the centred metric: Σ_c C_cᵀC_c = I − 11ᵀ/K.
        let squares = metric::per_class(classes).unwrap();
        for place in 0..centred.data.len() {
            let sum: f64 = squares.iter().map(|square| square.data[place]).sum();
            assert!((sum - centred.data[place]).abs() < 1e-15);
        }
    }
}

#[test]
fn the_centred_metric_over_two_terms_gives_the_determinant_of_the_worked_example() {
    // K = 3, S₁ = diag(0, 1, 0), S₂ = diag(0, 0, 1), λ = (1, 1): ln det₊ = −2 ln 3.
    let metric = metric::centred(3).unwrap();
    let terms = [1, 2].map(|j| {
        let mut out = Symmetric::zeros(6);
        for a in 0..2 {
            for b in 0..=a {
                out.add(a * 3 + j, b * 3 + j, metric.get(a, b));
            }
        }
        out
    });
    let sum = PenaltySum::new(terms.into()).unwrap();
    assert_eq!(sum.rank(), 4);
    assert!((sum.at(&[0.0, 0.0]).log_determinant + 2.197_224_577_336_219).abs() < 1e-15);
}

#[test]
fn strengths_without_a_positive_definite_matrix_are_refused_by_name() {
    let none = f64::NEG_INFINITY;
    let code = |rho: &[f64]| metric::per_class_log_determinant(rho).map_err(|error| (error.code(), error.argument()));
    assert_eq!(code(&[none, 0.0, none]).unwrap_err(), (Code::Domain, "rho[2]".into()));
    assert_eq!(code(&[0.0, f64::NAN]).unwrap_err(), (Code::NonFinite, "rho[1]".into()));
    assert_eq!(code(&[f64::INFINITY, 0.0]).unwrap_err(), (Code::NonFinite, "rho[0]".into()));
    assert_eq!(code(&[0.0]).unwrap_err().0, Code::Domain);
    assert!(metric::centred(1).is_err() && metric::per_class(1).is_err());
}
