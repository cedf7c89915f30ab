//! Estimated strengths as a user gets them, through `fit_matrix`: against optima in 70 digits, at boundaries, and NIST's one-way layouts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use ndarray::Array2;
use penlik::model::{
    Control, FamilySpec, FitOptions, Fitted, MatrixInput, MatrixResponse, Method, PenaltyInput, Placed, fit_matrix,
};
use serde_json::Value;
use support::{digits, json, number, spec, vector};

fn matrix(value: &Value) -> Array2<f64> {
    let rows: Vec<Vec<f64>> = value.as_array().unwrap().iter().map(vector).collect();
    Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).unwrap()
}

fn family(problem: &Value) -> FamilySpec {
    let kind = problem["family"].as_str().unwrap();
    match problem["link"].as_str() {
        Some(link) => spec(&format!(r#"{{"kind":"{kind}","link":"{link}"}}"#)),
        None => spec(&format!(r#"{{"kind":"{kind}"}}"#)),
    }
}

/// The fit of a problem of `fixtures/criterion`.
fn fitted(problem: &Value, method: Method) -> Fitted {
    let (design, y) = (matrix(&problem["x"]), vector(&problem["y"]));
    let list = problem["penalties"].as_array().unwrap();
    let matrices: Vec<Array2<f64>> = list.iter().map(|p| matrix(&p["matrix"])).collect();
    let bound = |p: &Value, k: usize| usize::try_from(p["columns"][k].as_u64().unwrap()).unwrap();
    let penalties = list.iter().zip(&matrices).enumerate().map(|(t, (p, matrix))| PenaltyInput {
        matrix: matrix.view(),
        columns: Some(bound(p, 0)..bound(p, 1)),
        label: Some(format!("penalty {t}")),
        strength: None,
    });
    let (weights, offset) = (problem.get("weights").map(vector), problem.get("offset").map(vector));
    let input = MatrixInput {
        design: design.view(),
        names: None,
        response: MatrixResponse::Numeric(&y),
        weights: weights.as_deref(),
        offset: offset.as_deref(),
        penalties: penalties.collect(),
        terms: Vec::new(),
    };
    let options = FitOptions { method: Some(method), ..FitOptions::default() };
    fit_matrix(&input, &family(problem), &options, &Control::none()).unwrap()
}

fn place(rho: &str) -> Placed {
    match rho {
        "inf" => Placed::NullSpace,
        "-inf" => Placed::Unpenalised,
        _ => Placed::Interior,
    }
}

/// The error of coefficients relative to the largest of them, in digits.
fn coefficient_digits(found: &[f64], wanted: &[f64]) -> f64 {
    assert_eq!(found.len(), wanted.len());
    let size = wanted.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    found.iter().zip(wanted).map(|(x, t)| digits(1.0 + (x - t) / size, 1.0)).fold(16.0, f64::min)
}

/// Digits of strengths, EDF, coefficients and criterion; each at least what is wanted.
fn check_optimum(problem: &Value, method: Method, wanted: [f64; 4], short: &mut Vec<String>) {
    let name = problem["name"].as_str().unwrap();
    let Some(optimum) = problem["optima"].get(method.name()) else { return };
    let fit = fitted(problem, method);
    let selection = fit.selection().unwrap();
    let mut reached = [16.0_f64; 4];
    for (k, rho) in optimum["rho"].as_array().unwrap().iter().take(selection.places.len()).enumerate() {
        let found = selection.places[k];
        if found != place(rho.as_str().unwrap()) {
            short.push(format!("{name}, {}: strength {k} is {found:?} for {rho}", method.name()));
        } else if found == Placed::Interior {
            reached[0] = reached[0].min(digits(fit.strengths()[k], number(rho).exp()));
        }
    }
    reached[1] = digits(fit.edf(), number(&optimum["edf"]));
    reached[2] = coefficient_digits(fit.coefficients(), &vector(&optimum["coefficients"]));
    reached[3] = digits(selection.criterion, number(&optimum[method.name()]["value"]));
    println!("{name:<34} {:<5} λ, EDF, β, V: {reached:.1?} {:?}", method.name(), selection.places);
    if !fit.converged() || !fit.warnings().is_empty() {
        short.push(format!("{name}, {}: {} {:?}", method.name(), fit.message(), fit.warnings()));
    }
    if reached.iter().zip(wanted).any(|(reached, wanted)| !(*reached >= wanted)) {
        short.push(format!("{name}, {}: {reached:.1?} of {wanted:?}", method.name()));
    }
}

fn check(files: &[&str], wanted: [f64; 4]) {
    let mut short = Vec::new();
    for file in files {
        for problem in json(&format!("criterion/{file}.json")).as_array().unwrap() {
            [Method::Reml, Method::Ml].iter().for_each(|method| check_optimum(problem, *method, wanted, &mut short));
        }
    }
    assert!(short.is_empty(), "{short:#?}");
}

#[test]
fn fits_reach_the_optima_of_the_motorcycle_and_the_pima_data() {
    check(&["mcycle", "pima"], [13.0, 14.0, 14.0, 14.0]);
}

#[test]
fn fits_of_every_family_of_the_fixtures_reach_their_optima() {
    check(&["gaussian", "poisson", "probit", "positive", "negative_binomial", "overlapping"], [11.0, 12.0, 12.0, 12.0]);
}

#[test]
fn terms_that_are_not_needed_and_penalties_that_are_not_end_at_infinity_and_at_nothing_and_converge() {
    check(&["boundaries"], [12.0, 12.0, 13.0, 13.0]);
}

#[test]
fn one_way_layouts_of_the_fixtures_reach_their_optima() {
    check(&["one_way"], [13.0, 13.0, 14.0, 14.0]);
}

/// λ̂ = m/(F − 1) of the one-way random effects model with m rows in each of k groups.
fn one_way(k: usize, y: &[f64]) -> Fitted {
    let m = y.len() / k;
    let design = Array2::from_shape_fn((y.len(), k + 1), |(i, j)| f64::from(u8::from(j == 0 || i / m == j - 1)));
    let identity = Array2::eye(k);
    let penalty = PenaltyInput { matrix: identity.view(), columns: Some(1..k + 1), label: None, strength: None };
    let input = MatrixInput {
        design: design.view(),
        names: None,
        response: MatrixResponse::Numeric(y),
        weights: None,
        offset: None,
        penalties: vec![penalty],
        terms: Vec::new(),
    };
    fit_matrix(&input, &FamilySpec::gaussian(), &FitOptions::default(), &Control::none()).unwrap()
}

/// The simulated sets of NIST: nine groups around 0.4, 0.3 and 0.5 above a level, within each one row at its mean and the others 0.1 beside it.
fn simulated(level: &str, m: usize) -> Vec<f64> {
    let centres = [4, 3, 5, 3, 5, 3, 5, 3, 5];
    let shift = |i: usize| {
        if i == 0 {
            0
        } else if i % 2 == 1 {
            -1
        } else {
            1
        }
    };
    let value = |(c, i): (i32, usize)| format!("{level}.{}", c + shift(i)).parse::<f64>().unwrap();
    centres.into_iter().flat_map(|c| (0..m).map(move |i| (c, i))).map(value).collect()
}

/// The certified strength, and F of the data as doubles hold them, which is the ceiling of what a fit can reach.
fn check_one_way(name: &str, k: usize, y: &[f64], certified_f: f64, f_of_doubles: f64, wanted: f64) {
    let fit = one_way(k, y);
    let m = (y.len() / k) as f64;
    let (certified, own) = (m / (certified_f - 1.0), m / (f_of_doubles - 1.0));
    let (to_certified, to_own) = (digits(fit.strengths()[0], certified), digits(fit.strengths()[0], own));
    println!(
        "{name}: λ {:.15} of {certified:.15}: {to_certified:.1} digits, {to_own:.1} of the data as read, ceiling {:.1}; {}",
        fit.strengths()[0],
        digits(own, certified),
        fit.message()
    );
    assert!(fit.converged(), "{name}: {}", fit.message());
    assert!(to_own >= wanted, "{name}: {to_own} digits of {wanted}");
}

#[test]
fn simulated_one_way_layouts_have_the_strengths_that_nist_certifies() {
    for (name, level, m, certified, own, wanted) in [
        ("SmLs01", "1", 21, 21.0, 21.000_000_000_000_001_48, 12.5),
        ("SmLs02", "1", 201, 201.0, 201.000_000_000_000_023_68, 12.5),
        ("SmLs03", "1", 2001, 2001.0, 2_001.000_000_000_000_245_7, 12.5),
        ("SmLs04", "1000000", 21, 21.0, 21.000_000_000_776_102_144, 12.5),
        ("SmLs05", "1000000", 201, 201.0, 201.000_000_012_417_634_31, 12.5),
        ("SmLs06", "1000000", 2001, 2001.0, 2_001.000_000_128_832_956, 12.5),
        ("SmLs07", "1000000000000", 21, 21.0, 21.000_811_887_818_771_237, 12.5),
        ("SmLs08", "1000000000000", 201, 201.0, 201.013_004_095_948_454_67, 12.5),
        ("SmLs09", "1000000000000", 2001, 2001.0, 2_001.134_926_220_950_9, 12.5),
    ] {
        check_one_way(name, 9, &simulated(level, m), certified, own, wanted);
    }
}

#[test]
fn measured_one_way_layouts_have_the_strengths_that_nist_certifies() {
    let problems = json("criterion/one_way.json");
    for (name, k, certified, own, wanted) in [
        ("SiRstv", 5, 1.180_462_374_402_55, 1.180_462_374_402_446_780_3, 13.0),
        ("AtmWtAg", 2, 15.946_733_567_793_0, 15.946_733_566_676_926_182, 13.0),
    ] {
        let problem = problems.as_array().unwrap().iter().find(|p| p["name"] == name).unwrap();
        check_one_way(name, k, &vector(&problem["y"]), certified, own, wanted);
    }
}
