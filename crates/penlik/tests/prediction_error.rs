//! GCV and UBRE against values in 70 digits, at given strengths and at their optima; differences; invariance to units.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use penlik::inner::{Control, Settings};
use penlik::linalg::Panels;
use penlik::outer::{Evaluation, Method, PredictionError, Risk, estimate, search, start::balanced};
use support::{CriterionProblem, number, problems, vector};

const CRITERIA: [(&str, Risk); 2] = [("GCV", Risk::CrossValidation), ("UBRE", Risk::Unbiased)];
const EXACT: Settings = Settings { max_iterations: 200, tolerance: Some(1e-14) };

fn assert_near(what: &str, found: f64, wanted: f64, scale: f64, tolerance: f64) {
    let error = (found - wanted).abs() / wanted.abs().max(scale);
    println!("{what}: {found} for {wanted}, error {error:.1e}");
    assert!(error <= tolerance, "{what}: {found} for {wanted}");
}

fn at(criterion: &PredictionError<'_>, rho: &[f64]) -> Evaluation {
    criterion.at(rho, None, EXACT, &Control::none()).unwrap()
}

fn check_points(problem: &CriterionProblem) -> usize {
    let mut count = 0;
    for point in problem.json["points"].as_array().unwrap() {
        for (name, risk) in CRITERIA {
            let Some(wanted) = point.get(name) else { continue };
            count += 1;
            let criterion = PredictionError::new(problem.problem(), &problem.assembled.structure, risk).unwrap();
            let evaluation = at(&criterion, &problem.z(&vector(&point["rho"])));
            let rating = criterion.rating(&evaluation);
            let value = number(&wanted["value"]);
            assert_near("value", rating.value, value, 0.0, 1e-12);
            assert_near("edf", evaluation.edf, number(&point["edf"]), 0.0, 1e-12);
            let gradient = vector(&wanted["gradient"]);
            let hessian: Vec<Vec<f64>> = wanted["hessian"].as_array().unwrap().iter().map(vector).collect();
            for k in 0..gradient.len() {
                let i = problem.place(k);
                assert_near("gradient", rating.gradient[k], gradient[i], value.abs(), 1e-11);
                for l in 0..gradient.len() {
                    let wanted = hessian[i][problem.place(l)];
                    assert_near("hessian", rating.hessian.get(k, l), wanted, value.abs(), 1e-10);
                }
            }
        }
    }
    count
}

fn check_optima(problem: &CriterionProblem) {
    for (name, risk) in CRITERIA {
        let Some(wanted) = problem.json["optima"].get(name) else { continue };
        let criterion = PredictionError::new(problem.problem(), &problem.assembled.structure, risk).unwrap();
        let rho = problem.z(&vector(&wanted["rho"]));
        let mut starts = vec![balanced(&problem.problem(), &problem.assembled.structure)];
        starts.extend([-8.0, 8.0].map(|rho| vec![rho; starts[0].len()]));
        for start in starts {
            let found = search(&criterion, start.clone(), &Control::none()).unwrap();
            println!("{name} from {start:?}: {:?} in {}", found.status, found.iterations);
            for (found, wanted) in found.z.iter().zip(&rho) {
                assert_near("log-strength", *found, *wanted, 1.0, 1e-10);
            }
            let value = criterion.rating(&found.evaluation).value;
            assert_near("optimal value", value, number(&wanted[name]["value"]), 0.0, 1e-12);
            assert_near("optimal edf", found.evaluation.edf, number(&wanted["edf"]), 0.0, 1e-11);
        }
    }
}

fn check(file: &str) {
    let mut count = 0;
    for problem in &problems(file) {
        count += check_points(problem);
        check_optima(problem);
    }
    assert!(count >= 4, "{count} points");
}

#[test]
fn mcycle_by_gcv() {
    check("mcycle");
}

#[test]
fn a_weighted_normal_response_with_two_smooths_by_gcv() {
    check("gaussian");
}

#[test]
fn pima_by_ubre() {
    check("pima");
}

#[test]
fn counts_with_two_smooths_by_ubre() {
    check("poisson");
}

/// Richardson's difference of f at 0, of fourth order.
fn difference(f: impl Fn(f64) -> f64, h: f64) -> f64 {
    let central = |h: f64| (f(h) - f(-h)) / (2.0 * h);
    (4.0 * central(0.5 * h) - central(h)) / 3.0
}

#[test]
fn derivatives_of_the_multinomial_agree_with_differences_in_every_metric() {
    for problem in problems("multinomial_check") {
        for (_, risk) in CRITERIA {
            let criterion = PredictionError::new(problem.problem(), &problem.assembled.structure, risk).unwrap();
            let point = &problem.json["points"].as_array().unwrap()[0];
            let z = problem.z(&vector(&point["rho"]));
            let here = at(&criterion, &z);
            for k in 0..z.len() {
                let moved = |h: f64| {
                    let mut z = z.clone();
                    z[k] += h;
                    at(&criterion, &z)
                };
                assert_near("slope", here.gradient[k], difference(|h| moved(h).value, 2e-2), 1.0, 1e-8);
                for l in 0..z.len() {
                    let wanted = difference(|h| moved(h).gradient[l], 2e-2);
                    assert_near("bend", here.hessian.get(k, l), wanted, 1.0, 1e-8);
                }
            }
        }
    }
}

#[test]
fn the_unit_of_the_response_does_not_matter() {
    let all = problems("mcycle");
    let problem = &all[0];
    let structure = &problem.assembled.structure;
    let wanted = estimate(problem.problem(), structure, Method::Gcv, None, &Control::none()).unwrap();
    for factor in [1e-8, 1024.0] {
        let y: Vec<f64> = vector(&problem.json["y"]).iter().map(|y| factor * y).collect();
        let response = Panels::from_column(&y);
        let scaled = problem.problem().with_response(&response);
        let found = estimate(scaled, structure, Method::Gcv, None, &Control::none()).unwrap();
        assert_near("log-strength", found.found.z[0], wanted.found.z[0], 1.0, 1e-11);
        assert_near("value", found.rating.value, factor * factor * wanted.rating.value, 0.0, 1e-12);
        assert_near("edf", found.found.evaluation.edf, wanted.found.evaluation.edf, 0.0, 1e-11);
    }
}

#[test]
fn unbiased_risk_asks_for_a_known_scale() {
    let all = problems("mcycle");
    assert!(PredictionError::new(all[0].problem(), &all[0].assembled.structure, Risk::Unbiased).is_none());
}
