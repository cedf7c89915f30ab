//! Fits with penalties of the catalog against glmnet, optimality conditions and forty digits.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use ndarray::Array2;
use penlik::check::{Code, Explain};
use penlik::model::{
    Bias, Control, FitOptions, Fitted, MatrixInput, MatrixResponse, ModelError, PenaltyInput, TermInput, fit_matrix,
};
use penlik::penalties::Term;
use serde_json::{Value, json};
use support::{Ledger, json as fixture_json, numbers, spec};

/// The data of `glm_terms.json`, with an intercept.
struct Data {
    all: Value,
    design: Array2<f64>,
}

impl Data {
    fn read() -> Self {
        let all = fixture_json("glm_terms.json");
        let (n, p) = (all["rows"].as_u64().unwrap() as usize, all["cols"].as_u64().unwrap() as usize);
        let x = numbers(&all["X"]);
        let design = Array2::from_shape_fn((n, p + 1), |(i, j)| if j == 0 { 1.0 } else { x[i * p + j - 1] });
        Self { all, design }
    }

    fn rows(&self) -> f64 {
        self.design.nrows() as f64
    }

    fn try_fit(&self, family: &str, terms: &[Value], options: &FitOptions) -> Result<Fitted, ModelError> {
        let y = numbers(&self.all[family]);
        let codes: Vec<i32> = y.iter().map(|&y| y as i32).collect();
        let response = match family {
            "multinomial" => {
                MatrixResponse::Classes { codes: &codes, labels: ["a", "b", "c"].map(str::to_owned).to_vec() }
            }
            _ => MatrixResponse::Numeric(&y),
        };
        let input = MatrixInput {
            design: self.design.view(),
            names: None,
            response,
            weights: None,
            offset: None,
            penalties: Vec::new(),
            terms: terms.iter().map(term).collect(),
        };
        fit_matrix(&input, &spec(&format!(r#"{{"kind":"{family}"}}"#)), options, &Control::none())
    }

    fn fit(&self, family: &str, terms: &[Value]) -> Fitted {
        let fitted = self.try_fit(family, terms, &FitOptions::default()).unwrap();
        assert!(fitted.converged(), "{family} {terms:?}: {} {:?}", fitted.message(), fitted.certificate());
        fitted
    }

    /// −∂ℓ/∂β at β, class by class, for canonical families.
    fn gradient(&self, family: &str, beta: &[f64]) -> Vec<f64> {
        let y = numbers(&self.all[family]);
        let (n, p) = self.design.dim();
        let m = beta.len() / p;
        let mut gradient = vec![0.0; beta.len()];
        for i in 0..n {
            let row = self.design.row(i);
            let eta: Vec<f64> = (0..m).map(|a| (0..p).map(|j| row[j] * beta[a * p + j]).sum()).collect();
            for a in 0..m {
                let (mean, observed) = match family {
                    "poisson" => (eta[a].exp(), y[i]),
                    "binomial" => (1.0 / (1.0 + (-eta[a]).exp()), y[i]),
                    "multinomial" => {
                        let total: f64 = 1.0 + eta.iter().map(|e| e.exp()).sum::<f64>();
                        (eta[a].exp() / total, f64::from(u8::from(y[i] == a as f64)))
                    }
                    _ => (eta[a], y[i]),
                };
                (0..p).for_each(|j| gradient[a * p + j] += (mean - observed) * row[j]);
            }
        }
        gradient
    }
}

fn term(json: &Value) -> TermInput {
    let spec = json!({ "penalty": json["penalty"], "weight": json.get("weight").cloned().unwrap_or(Value::from(1.0)) });
    let columns = json.get("columns").map(|c| numbers(c).iter().map(|&c| c as usize).collect());
    TermInput { term: Term::new(serde_json::from_value(spec).unwrap()).unwrap(), columns, label: None }
}

/// All columns but the intercept.
const REST: [usize; 8] = [1, 2, 3, 4, 5, 6, 7, 8];

fn on_rest(penalty: Value) -> Value {
    json!({ "penalty": penalty, "columns": REST })
}

#[test]
fn elastic_nets_agree_with_glmnet() {
    let data = Data::read();
    for fit in data.all["fits"].as_array().unwrap() {
        let family = fit["family"].as_str().unwrap();
        let (alpha, strength) = (fit["alpha"].as_f64().unwrap(), fit["lambda"].as_f64().unwrap() * data.rows());
        let penalty = match fit["kind"].as_str().unwrap() {
            "nonNegativeL1" => json!({ "kind": "NonNegativeL1", "strength": strength }),
            _ if alpha == 1.0 => json!({ "kind": "L1", "strength": strength }),
            _ => json!({ "kind": "ElasticNet", "l1": alpha, "l2": 1.0 - alpha, "strength": strength }),
        };
        let fitted = data.fit(family, &[on_rest(penalty)]);
        let truth = numbers(&fit["coefficients"]);
        let mut ledger = Ledger::new(&format!("{family}, alpha {alpha}, strength {strength}"));
        ledger.compare("coefficients", fitted.coefficients(), &truth, 10.0);
        ledger.close();
        for (found, truth) in fitted.coefficients().iter().zip(truth) {
            assert_eq!(*found == 0.0, truth == 0.0);
        }
    }
}

#[test]
fn a_multinomial_lasso_satisfies_its_optimality_conditions() {
    let data = Data::read();
    for strength in [0.5, 3.0] {
        let fitted = data.fit("multinomial", &[on_rest(json!({ "kind": "L1", "strength": strength }))]);
        let (beta, p) = (fitted.coefficients(), 9);
        let gradient = data.gradient("multinomial", beta);
        for (k, (b, g)) in beta.iter().zip(gradient).enumerate() {
            let gap = match *b {
                _ if k % p == 0 => g.abs(),
                0.0 => (g.abs() - strength).max(0.0),
                b => (g + strength * b.signum()).abs(),
            };
            assert!(gap < 1e-12, "{k}: {b} {g}");
            assert_eq!(fitted.standard_errors()[k] == 0.0, *b == 0.0, "{k}");
        }
        assert!(beta.iter().filter(|b| **b == 0.0).count() > 1);
        assert!(
            (fitted.penalty()
                - strength * beta.iter().enumerate().map(|(k, b)| if k % p == 0 { 0.0 } else { b.abs() }).sum::<f64>())
            .abs()
                < 1e-12
        );
    }
}

#[test]
fn rows_of_a_multinomial_are_columns_of_the_design_over_the_active_classes() {
    let data = Data::read();
    let strength = 4.0;
    let fitted = data.fit(
        "multinomial",
        &[on_rest(json!({ "kind": "GroupLasso", "groups": "rows", "weights": vec![1.0; 8], "strength": strength }))],
    );
    let (beta, p) = (fitted.coefficients(), 9);
    let gradient = data.gradient("multinomial", beta);
    let mut zeros = 0;
    for j in 1..p {
        let (b, g) = ([beta[j], beta[p + j]], [gradient[j], gradient[p + j]]);
        let norm = b[0].hypot(b[1]);
        if norm == 0.0 {
            zeros += 1;
            assert!(g[0].hypot(g[1]) <= strength + 1e-12);
        } else {
            (0..2).for_each(|a| assert!((g[a] + strength * b[a] / norm).abs() < 1e-11, "{j}"));
        }
    }
    assert!((1..8).contains(&zeros), "{zeros}");
}

#[test]
fn smooth_and_other_terms_agree_with_forty_digits() {
    let data = Data::read();
    let exact = fixture_json("glm_terms_exact.json");
    for model in exact.as_array().unwrap() {
        let name = model["name"].as_str().unwrap();
        let fitted = data.fit(model["family"].as_str().unwrap(), model["terms"].as_array().unwrap());
        let mut ledger = Ledger::new(name);
        ledger.compare("coefficients", fitted.coefficients(), &numbers(&model["coefficients"]), 12.0);
        ledger.compare("standard errors", fitted.standard_errors(), &numbers(&model["standardErrors"]), 10.0);
        let objective = fitted.penalty() + 0.5 * fitted.deviance();
        if fitted.family().name() != "poisson" {
            ledger.compare("objective", &[objective], &numbers(&model["objective"]), 13.0);
        }
        ledger.close();
    }
}

#[test]
fn a_ridge_as_a_term_is_the_ridge_as_a_penalty() {
    let data = Data::read();
    let y = numbers(&data.all["binomial"]);
    let matrix = Array2::eye(8);
    let input = MatrixInput {
        design: data.design.view(),
        names: None,
        response: MatrixResponse::Numeric(&y),
        weights: None,
        offset: None,
        penalties: vec![PenaltyInput { matrix: matrix.view(), columns: Some(1..9), label: None, strength: Some(0.75) }],
        terms: Vec::new(),
    };
    let family = spec(r#"{"kind":"binomial"}"#);
    let quadratic = fit_matrix(&input, &family, &FitOptions::default(), &Control::none()).unwrap();
    let halved = json!({ "penalty": { "kind": "Ridge", "strength": 1.5 }, "weight": 0.5, "columns": REST });
    let term = data.fit("binomial", &[halved]);
    for (a, b) in quadratic.coefficients().iter().zip(term.coefficients()) {
        assert!((a / b - 1.0).abs() < 1e-13, "{a} and {b}");
    }
    for (a, b) in quadratic.standard_errors().iter().zip(term.standard_errors()) {
        assert!((a / b - 1.0).abs() < 1e-12, "{a} and {b}");
    }
    assert!((quadratic.edf() - term.edf()).abs() < 1e-11 && (quadratic.penalty() - term.penalty()).abs() < 1e-12);
    assert_eq!(term.strengths(), [0.75]);
}

#[test]
fn constraints_hold_exactly() {
    let data = Data::read();
    let free = data.fit("binomial", &[]);
    assert!(free.coefficients()[2] < 0.0);
    let fitted = data.fit("binomial", &[on_rest(json!({ "kind": "NonNegative" }))]);
    assert!(fitted.coefficients()[1..].iter().all(|b| *b >= 0.0) && fitted.coefficients()[2] == 0.0);
    let boxed = data.fit("binomial", &[on_rest(json!({ "kind": "Box", "lower": -0.25, "upper": 0.5 }))]);
    let gradient = data.gradient("binomial", boxed.coefficients());
    for (b, g) in boxed.coefficients().iter().zip(gradient).skip(1) {
        let holds = if *b == 0.5 {
            g <= 0.0
        } else if *b == -0.25 {
            g >= 0.0
        } else {
            g.abs() < 1e-12
        };
        assert!(holds && (-0.25..=0.5).contains(b), "{b} {g}");
    }
    let simplex = data.fit("binomial", &[on_rest(json!({ "kind": "Simplex" }))]);
    let sum: f64 = simplex.coefficients()[1..].iter().sum();
    assert!((sum - 1.0).abs() < 1e-12 && simplex.coefficients()[1..].iter().all(|b| *b >= 0.0));
    assert!(simplex.standard_errors().iter().all(|e| *e == 0.0));
    assert!(simplex.warnings().iter().any(|w| w.contains("standard errors are unknown")), "{:?}", simplex.warnings());
}

#[test]
fn sorted_and_concave_penalties_reach_stationary_points() {
    let data = Data::read();
    for kind in ["MCP", "SCAD"] {
        let fitted =
            data.fit("poisson", &[on_rest(json!({ "kind": kind, "gamma": 3.7, "threshold": 0.2, "strength": 30 }))]);
        assert!(fitted.coefficients().contains(&0.0), "{:?}", fitted.coefficients());
        assert!(fitted.warnings().iter().any(|w| w.contains("not convex")));
    }
    let weights: Vec<f64> = (1..=8).rev().map(f64::from).collect();
    let slope = data.fit("binomial", &[on_rest(json!({ "kind": "SLOPE", "weights": weights }))]);
    let gradient = data.gradient("binomial", slope.coefficients());
    // The dual norm of the gradient is at most 1: partial sums of sorted sizes stay below those of the weights.
    let mut sizes: Vec<f64> = gradient[1..].iter().map(|g| g.abs()).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    let mut sums = (0.0, 0.0);
    for (size, weight) in sizes.iter().zip(&weights) {
        sums = (sums.0 + size, sums.1 + weight);
        assert!(sums.0 <= sums.1 * (1.0 + 1e-7), "{sums:?}");
    }
}

#[test]
fn a_start_reaches_the_same_minimum_and_costs_less() {
    let data = Data::read();
    let lasso = [on_rest(json!({ "kind": "L1", "strength": 2 }))];
    let cold = data.fit("binomial", &lasso);
    let options = FitOptions { start: Some(cold.coefficients().to_vec()), ..FitOptions::default() };
    let warm = data.try_fit("binomial", &lasso, &options).unwrap();
    assert!(warm.converged() && warm.iterations() < cold.iterations(), "{} {}", warm.iterations(), cold.iterations());
    for (a, b) in cold.coefficients().iter().zip(warm.coefficients()) {
        assert!((a - b).abs() <= 1e-14 * b.abs().max(1e-3), "{a} {b}");
    }
}

#[test]
fn more_columns_than_rows_are_no_obstacle_to_a_lasso() {
    let (n, p) = (20, 40);
    let at = |i: usize, j: usize| ((i * (j + 3) * 7919 + j * 31) % 1009) as f64 / 512.0 - 1.0;
    let design = Array2::from_shape_fn((n, p), |(i, j)| if j == 0 { 1.0 } else { at(i, j) });
    let y: Vec<f64> = (0..n).map(|i| f64::from(u8::from(at(i, 3) + 0.5 * at(i, 9) + 0.4 * at(i, 77) > 0.0))).collect();
    let input = MatrixInput {
        design: design.view(),
        names: None,
        response: MatrixResponse::Numeric(&y),
        weights: None,
        offset: None,
        penalties: Vec::new(),
        terms: vec![term(
            &json!({ "penalty": { "kind": "L1", "strength": 1 }, "columns": (1..p).collect::<Vec<_>>() }),
        )],
    };
    let fit = |threads: usize| {
        let options = FitOptions { threads, ..FitOptions::default() };
        fit_matrix(&input, &spec(r#"{"kind":"binomial"}"#), &options, &Control::none()).unwrap()
    };
    let fitted = fit(1);
    assert!(fitted.converged(), "{}", fitted.message());
    assert_eq!(fitted.coefficients(), fit(3).coefficients());
    let active = fitted.coefficients().iter().filter(|b| **b != 0.0).count();
    assert!(active <= n && fitted.edf() <= active as f64 && fitted.edf() > 1.0, "{active} {}", fitted.edf());
}

#[test]
fn separated_classes_do_not_converge_where_terms_leave_their_column_free() {
    let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let design = Array2::from_shape_fn((6, 3), |(i, j)| [1.0, x[i], ((i * 5) % 7) as f64][j]);
    let fit = |columns: Vec<usize>| {
        let input = MatrixInput {
            design: design.view(),
            names: None,
            response: MatrixResponse::Numeric(&[0.0, 0.0, 0.0, 1.0, 1.0, 1.0]),
            weights: None,
            offset: None,
            penalties: Vec::new(),
            terms: vec![term(&json!({ "penalty": { "kind": "L1", "strength": 0.1 }, "columns": columns }))],
        };
        fit_matrix(&input, &spec(r#"{"kind":"binomial"}"#), &FitOptions::default(), &Control::none()).unwrap()
    };
    let free = fit(vec![2]);
    assert!(!free.converged(), "{:?}", free.coefficients());
    assert!(fit(vec![1, 2]).converged());
}

#[test]
fn what_has_no_meaning_is_refused_by_name() {
    let data = Data::read();
    let refused = |terms: &[Value], options: &FitOptions| data.try_fit("binomial", terms, options).unwrap_err();
    let plain = FitOptions::default();
    let l1 = || on_rest(json!({ "kind": "L1" }));

    let error = refused(&[l1(), on_rest(json!({ "kind": "NonNegative" }))], &plain);
    assert_eq!(
        error.to_string(),
        "terms[1] is NonNegative on coefficients that the L1 of terms[0] lies on; expected at most one penalty without \
         derivatives on a coefficient"
    );
    let error = refused(&[json!({ "penalty": { "kind": "L1" }, "columns": [9] })], &plain);
    assert_eq!(error.to_string(), "terms[0].columns[0] is 9; expected distinct columns of X, from 0 to 8");
    let error = refused(&[l1(), json!({ "penalty": { "kind": "SLOPE", "weights": [2, 1] } })], &plain);
    assert_eq!(error.argument(), "terms[1]", "{error}");
    assert!(error.to_string().contains("SLOPE on 1 x 9 coefficients"), "{error}");
    let error = refused(&[l1()], &FitOptions { bias: Bias::Jeffreys, ..FitOptions::default() });
    assert_eq!((error.code(), error.argument().as_str()), (Code::Unsupported, "bias"));

    let spec = json!({ "penalty": { "kind": "L1" }, "learn": ["strength"] });
    let learning =
        TermInput { term: Term::new(serde_json::from_value(spec).unwrap()).unwrap(), columns: None, label: None };
    let y = numbers(&data.all["binomial"]);
    let input = MatrixInput {
        design: data.design.view(),
        names: None,
        response: MatrixResponse::Numeric(&y),
        weights: None,
        offset: None,
        penalties: Vec::new(),
        terms: vec![learning],
    };
    let error = fit_matrix(&input, &support::spec(r#"{"kind":"binomial"}"#), &plain, &Control::none()).unwrap_err();
    assert_eq!(error.to_string(), "terms[0] is L1; expected penalties with derivatives beside terms that learn");
}

#[test]
fn a_gaussian_lasso_follows_the_unit_of_its_response() {
    let data = Data::read();
    let y: Vec<f64> = numbers(&data.all["poisson"]);
    let fit = |unit: f64| {
        let y: Vec<f64> = y.iter().map(|y| y * unit).collect();
        let input = MatrixInput {
            design: data.design.view(),
            names: None,
            response: MatrixResponse::Numeric(&y),
            weights: None,
            offset: None,
            penalties: Vec::new(),
            terms: vec![term(&on_rest(json!({ "kind": "L1", "strength": 5.0 * unit })))],
        };
        fit_matrix(&input, &spec(r#"{"kind":"gaussian"}"#), &FitOptions::default(), &Control::none()).unwrap()
    };
    let plain = fit(1.0);
    assert!(plain.converged() && plain.coefficients().contains(&0.0), "{:?}", plain.coefficients());
    for unit in [1e-8, 1e8] {
        let other = fit(unit);
        assert!(other.converged(), "{unit}: {}", other.message());
        for (a, b) in plain.coefficients().iter().zip(other.coefficients()) {
            assert!((a * unit - b).abs() <= 1e-13 * b.abs(), "{a} {b}");
        }
        for (a, b) in plain.standard_errors().iter().zip(other.standard_errors()) {
            assert!((a * unit - b).abs() <= 1e-12 * b.abs(), "{a} {b}");
        }
    }
}
