//! Strengths chosen in a fit: by GCV and UBRE, and under priors.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use ndarray::Array2;
use penlik::linalg::Symmetric;
use penlik::model::{
    Control, FamilySpec, FitOptions, Fitted, MatrixInput, MatrixResponse, Method, ModelError, PenaltyInput, Prior,
    Selection, StrengthPrior, fit_matrix, smoothing_corrected,
};
use serde_json::Value;
use support::{number, spec, vector};

/// Problem 0 of a file of criteria: X, y, S of its only penalty, and the columns of S.
struct Rows {
    json: Value,
    x: Array2<f64>,
    y: Vec<f64>,
    s: Array2<f64>,
}

fn matrix(json: &Value) -> Array2<f64> {
    let rows: Vec<Vec<f64>> = json.as_array().unwrap().iter().map(vector).collect();
    Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).unwrap()
}

impl Rows {
    fn new(file: &str) -> Self {
        let json = support::json(&format!("criterion/{file}.json"))[0].clone();
        assert_eq!(json["penalties"].as_array().unwrap().len(), 1);
        let (x, s) = (matrix(&json["x"]), matrix(&json["penalties"][0]["matrix"]));
        Self { x, y: vector(&json["y"]), s, json }
    }

    fn fit(&self, family: &FamilySpec, options: &FitOptions) -> Result<Fitted, ModelError> {
        let bounds = &self.json["penalties"][0]["columns"];
        let columns = bounds[0].as_u64().unwrap() as usize..bounds[1].as_u64().unwrap() as usize;
        let (matrix, label) = (self.s.view(), Some("smooth".to_owned()));
        let penalty = PenaltyInput { matrix, columns: Some(columns), label, strength: None };
        let input = MatrixInput {
            design: self.x.view(),
            names: None,
            response: MatrixResponse::Numeric(&self.y),
            weights: None,
            offset: None,
            penalties: vec![penalty],
            terms: Vec::new(),
        };
        fit_matrix(&input, family, options, &Control::none())
    }

    fn chosen(&self, family: &FamilySpec, options: &FitOptions) -> Selection {
        let fitted = self.fit(family, options).unwrap();
        assert!(fitted.converged(), "{}", fitted.message());
        fitted.selection().unwrap().clone()
    }
}

fn by(method: Method) -> FitOptions {
    FitOptions { method: Some(method), ..FitOptions::default() }
}

fn under(label: Option<&str>, prior: Prior) -> FitOptions {
    FitOptions { prior: vec![StrengthPrior { label: label.map(str::to_owned), prior }], ..by(Method::Reml) }
}

#[test]
fn a_fit_by_prediction_error_ends_at_its_minimum() {
    for (file, family, method) in [("mcycle", "gaussian", Method::Gcv), ("pima", "binomial", Method::Ubre)] {
        let rows = Rows::new(file);
        let selection = rows.chosen(&spec(&format!(r#"{{"kind":"{family}"}}"#)), &by(method));
        let wanted = &rows.json["optima"][method.name()];
        let (rho, value) = (number(&wanted["rho"][0]), number(&wanted[method.name()]["value"]));
        assert!((selection.log_strengths[0] - rho).abs() < 1e-10 * rho.abs().max(1.0), "{selection:?} for {rho}");
        assert!((selection.criterion - value).abs() < 1e-12 * value.abs(), "{} for {value}", selection.criterion);
        assert_eq!(selection.method, method);
        // Neither is a likelihood, whose curvature would say how uncertain the strengths are.
        assert!(smoothing_corrected(&Symmetric::zeros(rows.x.ncols()), &selection).is_none());
    }
}

#[test]
fn prediction_error_is_refused_where_it_says_too_little() {
    let rows = Rows::new("mcycle");
    let error = rows.fit(&FamilySpec::gaussian(), &by(Method::Ubre)).unwrap_err().to_string();
    assert!(error.starts_with("method is \"UBRE\" with the family gaussian; expected \"GCV\""), "{error}");
    let mut counts = Rows::new("pima");
    counts.y = vec![3.0; counts.y.len()];
    let family = spec(r#"{"kind":"negativeBinomial"}"#);
    let error = counts.fit(&family, &by(Method::Gcv)).unwrap_err().to_string();
    assert!(error.starts_with("method is \"GCV\" with the family negativeBinomial; expected"), "{error}");
}

#[test]
fn a_prior_centred_at_the_estimate_leaves_it_and_a_narrow_one_moves_it() {
    let rows = Rows::new("mcycle");
    let family = FamilySpec::gaussian();
    let flat = rows.chosen(&family, &by(Method::Reml));
    let rho = flat.log_strengths[0];
    let same = rows.chosen(&family, &under(None, Prior::Normal { mean: rho, sd: 0.5 }));
    assert!((same.log_strengths[0] - rho).abs() < 1e-10);
    assert!((same.hessian[0] - flat.hessian[0] - 4.0).abs() < 1e-8);
    let sd = 1e-4;
    let narrow = rows.chosen(&family, &under(Some("smooth"), Prior::Normal { mean: rho + 3.0, sd }));
    assert!((narrow.log_strengths[0] - rho - 3.0).abs() < 1e-4);
    assert!(narrow.gradient[0].abs() < 1e-6, "{:?}", narrow.gradient);
}

#[test]
fn every_prior_ends_where_the_slopes_of_criterion_and_prior_cancel() {
    let rows = Rows::new("pima");
    let family = spec(r#"{"kind":"binomial"}"#);
    let priors = [
        Prior::Normal { mean: 2.0, sd: 0.7 },
        Prior::Gamma { shape: 2.0, rate: 0.1 },
        Prior::PenalizedComplexity { upper: 0.5, probability: 0.01 },
    ];
    let flat = rows.chosen(&family, &by(Method::Reml));
    for prior in priors {
        let found = rows.chosen(&family, &under(Some("smooth"), prior));
        let rho = found.log_strengths[0];
        assert!((rho - flat.log_strengths[0]).abs() > 1e-3, "{prior:?} moved nothing");
        assert!(found.gradient[0].abs() < 1e-9, "{prior:?}: {:?}", found.gradient);
        // Under the normal prior that is tangent to it, the optimum is the same.
        let at = prior.at(rho);
        let (sd, mean) = (at.curvature.sqrt().recip(), rho - at.slope / at.curvature);
        let tangent = rows.chosen(&family, &under(None, Prior::Normal { mean, sd }));
        assert!((tangent.log_strengths[0] - rho).abs() < 1e-9, "{prior:?}");
    }
}

#[test]
fn a_prior_without_a_strength_to_belong_to_is_refused() {
    let rows = Rows::new("mcycle");
    let family = FamilySpec::gaussian();
    let normal = Prior::Normal { mean: 0.0, sd: 1.0 };
    let refused = |options: &FitOptions| rows.fit(&family, options).unwrap_err().to_string();
    assert!(refused(&under(Some("rough"), normal)).starts_with("prior[0].label is \"rough\"; expected"));
    assert!(refused(&under(None, Prior::Normal { mean: 0.0, sd: -1.0 })).starts_with("prior[0].sd is -1"));
    let prior = under(None, normal).prior;
    assert!(refused(&FitOptions { prior: prior.clone(), ..by(Method::Gcv) }).starts_with("prior is "));
    assert!(refused(&FitOptions { prior, ..by(Method::Fixed) }).starts_with("prior is a prior where no strength"));
}
