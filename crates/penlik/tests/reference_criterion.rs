//! REML, ML and LAML with gradient, Hessian, estimates and optima against values of 77 digits (see fixtures/criterion/README.md).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use penlik::families::{
    Binomial, Family, Gamma, Gaussian, InverseGaussian, Linked, Multinomial, NegativeBinomial, Normal, Poisson, Shares,
    link,
};
use penlik::inner::{Control, Problem, QuadraticPenalty, Settings, Status};
use penlik::linalg::{Panels, Symmetric, Workers};
use penlik::outer::{Component, Evaluation, Laplace, Marginal, PenaltySum, Place, Strength, Structure, metric, search};
use serde_json::Value;

/// Optima of values that are 1e-13 apart, of a criterion whose curvature is about 1.
const OPTIMUM: f64 = 1e-6;

fn number(value: &Value) -> f64 {
    value.as_str().unwrap().parse().unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

fn matrix(value: &Value) -> Symmetric {
    let rows: Vec<Vec<f64>> = value.as_array().unwrap().iter().map(numbers).collect();
    Symmetric { order: rows.len(), data: rows.concat() }
}

fn count(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

/// The problems of a file.
fn problems(file: &str) -> Vec<Value> {
    let path = format!("{}/tests/fixtures/criterion/{file}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn family(problem: &Value) -> Box<dyn Family> {
    let with = problem["link"].as_str().and_then(link);
    match (problem["family"].as_str().unwrap(), problem["link"].as_str()) {
        ("gaussian", Some("identity")) => Box::new(Gaussian),
        ("binomial", Some("logit")) => Box::new(Binomial),
        ("poisson", Some("log")) => Box::new(Poisson),
        ("multinomial", None) => Box::new(Multinomial::new(count(&problem["classes"]))),
        ("gaussian", Some(_)) => Box::new(Linked::new(Normal, with.unwrap())),
        ("binomial", Some(_)) => Box::new(Linked::new(Shares { quasi: false }, with.unwrap())),
        ("gamma", Some(_)) => Box::new(Linked::new(Gamma, with.unwrap())),
        ("inverseGaussian", Some(_)) => Box::new(Linked::new(InverseGaussian, with.unwrap())),
        ("negativeBinomial", Some(_)) => Box::new(Linked::new(NegativeBinomial::estimated(1.0), with.unwrap())),
        other => panic!("{other:?}"),
    }
}

/// The rows of a problem.
struct Data {
    design: Panels,
    response: Panels,
    weights: Panels,
    offset: Option<Panels>,
}

impl Data {
    fn new(problem: &Value) -> Self {
        let rows: Vec<Vec<f64>> = problem["x"].as_array().unwrap().iter().map(numbers).collect();
        let (n, p) = (rows.len(), rows[0].len());
        let mut design = Panels::zeros(n, p);
        rows.iter().enumerate().for_each(|(i, row)| row.iter().enumerate().for_each(|(j, x)| design.set(i, j, *x)));
        let column = |name: &str| problem.get(name).map(numbers);
        let response = match problem.get("classes") {
            None => Panels::from_column(&column("y").unwrap()),
            Some(classes) => {
                let (reference, mut y) = (count(&problem["reference"]), Panels::zeros(n, count(classes) - 1));
                for (i, class) in numbers(&problem["y"]).into_iter().map(|c| c as usize).enumerate() {
                    if class != reference {
                        y.set(i, if class > reference { class - 1 } else { class }, 1.0);
                    }
                }
                y
            }
        };
        let weights = Panels::from_column(&column("weights").unwrap_or_else(|| vec![1.0; n]));
        Self { design, response, weights, offset: column("offset").map(|o| Panels::from_column(&o)) }
    }
}

/// Columns, and the penalties on them with their numbers.
type Group = (Vec<usize>, Vec<(usize, Symmetric)>);

/// Penalties on the same columns belong together.
fn groups(problem: &Value) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::new();
    for (t, penalty) in problem["penalties"].as_array().unwrap().iter().enumerate() {
        let bounds = penalty["columns"].as_array().unwrap();
        let columns: Vec<usize> = (count(&bounds[0])..count(&bounds[1])).collect();
        let entry = (t, matrix(&penalty["matrix"]));
        match out.iter_mut().find(|(known, _)| *known == columns) {
            Some((_, members)) => members.push(entry),
            None => out.push((columns, vec![entry])),
        }
    }
    out
}

fn component(copies: Vec<Vec<usize>>, metric: Symmetric, terms: Vec<(usize, Symmetric)>) -> Component {
    let (places, matrices): (Vec<usize>, Vec<Symmetric>) = terms.into_iter().unzip();
    Component {
        labels: places.iter().map(|k| format!("s{k}")).collect(),
        copies,
        metric,
        sum: PenaltySum::new(matrices).unwrap(),
        strengths: places.into_iter().map(Strength::Estimated).collect(),
    }
}

fn kronecker(a: &Symmetric, b: &Symmetric) -> Symmetric {
    let mut out = Symmetric::zeros(a.order * b.order);
    for i in 0..out.order {
        for j in 0..=i {
            out.add(i, j, a.get(i / b.order, j / b.order) * b.get(i % b.order, j % b.order));
        }
    }
    out
}

fn structure(problem: &Value, p: usize, m: usize) -> Structure {
    let one = || Symmetric { order: 1, data: vec![1.0] };
    let at = |columns: &[usize], a: usize| -> Vec<usize> { columns.iter().map(|j| a * p + j).collect() };
    let all = |columns: &[usize]| -> Vec<Vec<usize>> { (0..m).map(|a| at(columns, a)).collect() };
    let mut components = Vec::new();
    for (columns, terms) in groups(problem) {
        match problem.get("metric").and_then(Value::as_str) {
            None => components.push(component(all(&columns), one(), terms)),
            Some("centred") => components.push(component(all(&columns), metric::centred(m + 1).unwrap(), terms)),
            Some("reference") => {
                for a in 0..m {
                    let own = terms.iter().map(|(t, s)| (t * m + a, s.clone())).collect();
                    components.push(component(vec![at(&columns, a)], one(), own));
                }
            }
            Some(_) => {
                // The library's order has the reference last, the fixture that of the classes.
                let reference = count(&problem["reference"]);
                let class = |c: usize| {
                    if c == m {
                        reference
                    } else if c >= reference {
                        c + 1
                    } else {
                        c
                    }
                };
                let squares = metric::per_class(m + 1).unwrap();
                let own = terms.iter().flat_map(|(t, s)| {
                    let entry = |(c, square)| (t * (m + 1) + class(c), kronecker(square, s));
                    squares.iter().enumerate().map(entry).collect::<Vec<_>>()
                });
                components.push(component(vec![all(&columns).concat()], one(), own.collect()));
            }
        }
    }
    let strengths =
        problem["coordinates"].as_array().unwrap().iter().filter(|c| c.as_str().unwrap().starts_with("penalty"));
    let strengths = strengths.count();
    Structure::new(p * m, None, components, strengths)
}

fn methods(point: &Value) -> Vec<(&'static str, Marginal)> {
    let known = [("REML", Marginal::Restricted), ("ML", Marginal::Full)];
    known.into_iter().filter(|(name, _)| point.get(name).is_some()).collect()
}

fn near(what: &str, found: &[f64], wanted: &[f64], tolerance: f64) {
    assert_eq!(found.len(), wanted.len(), "{what}");
    let size = wanted.iter().fold(1.0, |size: f64, x| size.max(x.abs()));
    let apart = found.iter().zip(wanted).fold(0.0, |apart: f64, (a, b)| apart.max((a - b).abs()));
    assert!(apart <= tolerance * size, "{what}: {found:?} for {wanted:?}, {:e} apart", apart / size);
}

/// Everything the fixture says of a point; at a face derivatives along the faces are left out.
fn compare(what: &str, evaluation: &Evaluation, point: &Value, method: &str, (rounding, loose): (f64, f64)) {
    let (wanted, loose) = (&point[method], loose * rounding);
    near(&format!("{what}: value"), &[evaluation.value], &[number(&wanted["value"])], 1e-12 * rounding);
    near(&format!("{what}: phi"), &[evaluation.phi], &[number(&wanted["scale"])], 1e-11 * loose);
    near(&format!("{what}: edf"), &[evaluation.edf], &[number(&point["edf"])], 1e-11 * loose);
    near(&format!("{what}: coefficients"), &evaluation.beta, &numbers(&point["coefficients"]), 1e-10 * loose);
    let gradient = numbers(&wanted["gradient"]);
    if gradient.len() == evaluation.gradient.len() {
        near(&format!("{what}: gradient"), &evaluation.gradient, &gradient, 1e-10 * loose);
        near(&format!("{what}: hessian"), &evaluation.hessian.data, &matrix(&wanted["hessian"]).data, 1e-9 * loose);
    }
}

/// Responses of a large mean, of which reading and residuals keep nine digits at most.
fn rounded(name: &str) -> f64 {
    if ["AtmWtAg", "SmLs04"].contains(&name) { 300.0 } else { 1.0 }
}

/// Checks all points and optima of a problem; returns how many.
fn check(problem: &Value) -> usize {
    let (name, data, family) = (problem["name"].as_str().unwrap(), Data::new(problem), family(problem));
    let structure = structure(problem, data.design.cols(), family.predictors());
    assert_eq!(structure.null_dimension(), count(&problem["nullDimension"]), "{name}");
    let (none, workers) = (QuadraticPenalty::default(), Workers::sequential());
    let rows = (&data.design, &data.response, &data.weights);
    let laplace = |marginal| {
        Laplace::new(Problem::new(rows, data.offset.as_ref(), family.as_ref(), &none, &workers), &structure, marginal)
    };
    let mut checked = 0;
    for point in problem["points"].as_array().unwrap() {
        for (method, marginal) in methods(point) {
            let tolerance = (!family.is_quadratic()).then_some(1e-12);
            let (rho, settings) = (numbers(&point["rho"]), Settings { max_iterations: 100, tolerance });
            let what = format!("{name}, {method} at {rho:?}");
            let found = laplace(marginal).at(&rho, None, settings, &Control::none());
            compare(
                &what,
                &found.unwrap_or_else(|status| panic!("{what}: {status:?}")),
                point,
                method,
                (rounded(name), 1.0),
            );
            checked += 1;
        }
    }
    for (method, point) in problem["optima"].as_object().unwrap() {
        for (_, marginal) in methods(point) {
            let what = format!("{name}, optimum of {method}");
            let found =
                search(&laplace(marginal), vec![0.0; laplace(marginal).coordinates()], &Control::none()).unwrap();
            assert_eq!(found.status, Status::Converged, "{what}");
            optimum(&what, &found.z, &found.places, point);
            compare(&what, &found.evaluation, point, method, (rounded(name), OPTIMUM / 1e-10));
            checked += 1;
        }
    }
    checked
}

fn optimum(what: &str, z: &[f64], places: &[Place], point: &Value) {
    for ((z, place), wanted) in z.iter().zip(places).zip(numbers(&point["rho"])) {
        if wanted.is_finite() {
            assert_eq!(*place, Place::Interior, "{what}");
            near(what, &[*z], &[wanted], OPTIMUM);
        } else {
            assert_eq!(*place, if wanted > 0.0 { Place::NullSpace } else { Place::Unpenalised }, "{what}: {z}");
        }
    }
}

fn check_file(file: &str, chosen: impl Fn(&str) -> bool, expected: usize) {
    let problems = problems(file);
    let checked: usize = problems.iter().filter(|p| chosen(p["name"].as_str().unwrap())).map(check).sum();
    assert_eq!(checked, expected, "{file}");
}

#[test]
fn the_check_problem_has_its_values_in_every_metric_and_for_every_reference() {
    check_file("multinomial_check", |_| true, 21);
}

#[test]
fn two_multinomial_smooths_have_their_values_in_every_metric() {
    check_file("multinomial", |_| true, 18);
}

#[test]
fn motorcycle_data_have_their_values() {
    check_file("mcycle", |_| true, 14);
}

#[test]
fn diabetes_data_have_their_values() {
    check_file("pima", |_| true, 10);
}

#[test]
fn one_way_random_effects_have_their_values() {
    check_file("one_way", |_| true, 20);
}

#[test]
fn poisson_smooths_with_weights_and_an_offset_have_their_values() {
    check_file("poisson", |_| true, 10);
}

#[test]
fn gaussian_smooths_with_weights_have_their_values() {
    check_file("gaussian", |_| true, 15);
}

#[test]
fn overlapping_penalties_have_their_values_at_any_ratio() {
    check_file("overlapping", |_| true, 30);
}

#[test]
fn optima_at_boundaries_are_found_and_named() {
    check_file("boundaries", |_| true, 14);
}

#[test]
fn gamma_and_inverse_gaussian_smooths_have_their_values() {
    check_file("positive", |_| true, 19);
}

#[test]
fn probit_smooths_have_their_values() {
    check_file("probit", |_| true, 9);
}

#[test]
fn negative_binomial_smooths_have_their_values_and_size() {
    check_file("negative_binomial", |_| true, 9);
}
