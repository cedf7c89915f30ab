//! Strengths and shapes of terms by the marginal likelihood: the quadratic case is REML, derivatives agree with differences.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use penlik::inner::{Control, Settings};
use penlik::linalg::Symmetric;
use penlik::model::{
    FamilySpec, FitOptions, Fitted, MatrixInput, MatrixResponse, Method as Chosen, ModelError, PenaltyInput, TermInput,
    fit_matrix,
};
use penlik::outer::{
    Approach, Criterion, Curvature, Laplace, LearnedTerm, Marginal, MatrixPenalty, Method, Metric, TermLaplace,
    assemble, estimate,
};
use penlik::penalties::Term;
use support::{CriterionProblem, problems};

const EXACT: Settings = Settings { max_iterations: 200, tolerance: Some(1e-14) };

fn term(text: &str) -> Term {
    Term::new(serde_json::from_str(text).unwrap()).unwrap()
}

fn on<'a>(term: &'a Term, places: std::ops::Range<usize>) -> LearnedTerm<'a> {
    LearnedTerm { name: "terms[0]".into(), term, width: places.len(), places: places.collect() }
}

fn criterion<'a>(problem: &'a CriterionProblem, term: &'a Term) -> TermLaplace<'a> {
    let p = problem.design.cols();
    TermLaplace::new(problem.problem(), vec![on(term, 1..p)], (0.0, 0)).unwrap()
}

fn near(what: &str, found: f64, wanted: f64, tolerance: f64) {
    let error = (found - wanted).abs() / wanted.abs().max(1.0);
    println!("{what}: {found} for {wanted}, error {error:.1e}");
    assert!(error <= tolerance, "{what}: {found} for {wanted}");
}

fn difference(f: impl Fn(f64) -> f64, h: f64) -> f64 {
    let central = |h: f64| (f(h) - f(-h)) / (2.0 * h);
    (4.0 * central(0.5 * h) - central(h)) / 3.0
}

#[test]
fn a_ridge_that_learns_is_the_quadratic_penalty_by_reml() {
    let ridge = term(r#"{ "penalty": { "kind": "Ridge" }, "weight": 2, "learn": ["strength"] }"#);
    for file in ["pima", "poisson"] {
        let problem = &problems(file)[0];
        let p = problem.design.cols();
        let mut matrix = Symmetric::zeros(p - 1);
        (0..p - 1).for_each(|i| matrix.add(i, i, 1.0));
        let penalty = MatrixPenalty { label: "ridge".into(), matrix, columns: 1..p, fixed: None };
        let structure = assemble(&[penalty], p, 1, Metric::Centred, &[]).unwrap().structure;
        let laplace = Laplace::new(problem.problem(), &structure, Marginal::Restricted);
        let learned = criterion(problem, &ridge);
        for rho in [-2.0, 0.5, 3.0] {
            let wanted = laplace.at(&[rho + 2.0_f64.ln()], None, EXACT, &Control::none()).unwrap();
            let found = learned
                .evaluate(
                    &[rho],
                    &Approach { near: None, tolerance: 0.0, curvature: Curvature::Exact },
                    &Control::none(),
                )
                .unwrap();
            near("value", found.value, wanted.value, 1e-12);
            near("slope", found.gradient[0], wanted.gradient[0], 1e-10);
            near("bend", found.hessian.get(0, 0), wanted.hessian.get(0, 0), 1e-6);
            near("edf", found.edf, wanted.edf, 1e-11);
        }
        let wanted = estimate(problem.problem(), &structure, Method::Reml, None, &Control::none()).unwrap();
        let found = learned.minimum(&Control::none()).unwrap();
        println!("{:?} in {}", found.status, found.iterations);
        near("strength", found.z[0] + 2.0_f64.ln(), wanted.found.z[0], 1e-9);
        near("optimum", found.evaluation.value, wanted.found.evaluation.value, 1e-12);
        near("edf", found.evaluation.edf, wanted.found.evaluation.edf, 1e-9);
    }
}

#[test]
fn slopes_of_strengths_and_shapes_agree_with_differences() {
    let terms = [
        r#"{ "penalty": { "kind": "SmoothedL1", "eps": 0.5 }, "weight": 3, "learn": ["strength", "eps"] }"#,
        r#"{ "penalty": { "kind": "LogSparsity", "delta": 2 }, "weight": 3, "learn": ["strength", "delta"] }"#,
    ];
    for text in terms {
        let (term, problem) = (term(text), &problems("pima")[0]);
        let learned = criterion(problem, &term);
        let z = [0.3, -0.2];
        let here = learned.at(&z, None, &Control::none()).unwrap();
        for k in 0..2 {
            let moved = |h: f64| {
                let mut z = z;
                z[k] += h;
                learned.at(&z, None, &Control::none()).unwrap().value
            };
            near("slope", here.gradient[k], difference(moved, 1e-2), 1e-8);
        }
    }
}

#[test]
fn the_optimum_of_a_shape_and_a_strength_has_no_slope() {
    let term = term(r#"{ "penalty": { "kind": "SmoothedL1", "eps": 0.5 }, "learn": ["strength"] }"#);
    let problem = &problems("pima")[0];
    let learned = criterion(problem, &term);
    let found = learned.minimum(&Control::none()).unwrap();
    assert_eq!(format!("{:?}", found.status), "Converged");
    assert!(found.evaluation.gradient[0].abs() < 1e-8, "{:?}", found.evaluation.gradient);
    for h in [-0.1, 0.1] {
        let other = learned.at(&[found.z[0] + h], None, &Control::none()).unwrap();
        assert!(other.value > found.evaluation.value);
    }
}

#[test]
fn what_has_no_derivatives_or_no_integral_or_no_coefficients_of_its_own_is_refused_by_name() {
    let refused = |problem: &CriterionProblem, terms: Vec<LearnedTerm<'_>>| {
        TermLaplace::new(problem.problem(), terms, (0.0, 0)).err().unwrap().to_string()
    };
    let (pima, mcycle) = (&problems("pima")[0], &problems("mcycle")[0]);
    let ridge = term(r#"{ "penalty": { "kind": "Ridge" }, "learn": ["strength"] }"#);
    let lasso = term(r#"{ "penalty": { "kind": "L1" }, "learn": ["strength"] }"#);
    let bounded = term(r#"{ "penalty": { "kind": "GemanMcClure", "sigma": 1 }, "learn": ["strength"] }"#);
    assert!(refused(mcycle, vec![on(&ridge, 1..3)]).starts_with("family is one with an unknown scale"));
    assert!(refused(pima, vec![on(&lasso, 1..3)]).starts_with("terms[0] is L1; expected penalties with derivatives"));
    let text = refused(pima, vec![on(&bounded, 1..3)]);
    assert!(text.starts_with("terms[0] is GemanMcClure; expected a penalty whose exp(-P)"), "{text}");
    let text = refused(pima, vec![on(&ridge, 1..3), on(&ridge, 2..4)]);
    assert!(text.starts_with("terms[0] is on coefficients of another penalty"), "{text}");
}

fn design() -> (ndarray::Array2<f64>, Vec<f64>) {
    let frac = |i: usize, a: f64| ((i as f64 + 0.5) * a).fract();
    let angles = [0.414_213_562_373_095, 0.618_033_988_749_895, 0.732_050_807_568_877, 0.236_067_977_499_79];
    let x =
        ndarray::Array2::from_shape_fn((80, 5), |(i, j)| if j == 0 { 1.0 } else { 2.0 * frac(i, angles[j - 1]) - 1.0 });
    let counts = (0..80).map(|i| (4.0 * frac(i, 0.873_2) * x[[i, 1]].exp()).round()).collect();
    (x, counts)
}

fn fitted(terms: &[(&str, Option<Vec<usize>>)], matrices: bool, options: &FitOptions) -> Result<Fitted, ModelError> {
    let (x, y) = design();
    let matrix = ndarray::Array2::eye(3);
    let penalty =
        PenaltyInput { matrix: matrix.view(), columns: Some(1..4), label: Some("Ridge".into()), strength: None };
    let input = |(text, columns): &(&str, Option<Vec<usize>>)| TermInput {
        term: term(text),
        columns: columns.clone(),
        label: None,
    };
    let input = MatrixInput {
        design: x.view(),
        names: None,
        response: MatrixResponse::Numeric(&y),
        weights: None,
        offset: None,
        penalties: if matrices { vec![penalty] } else { Vec::new() },
        terms: terms.iter().map(input).collect(),
    };
    fit_matrix(&input, &FamilySpec::Poisson { link: None }, options, &Control::none())
}

#[test]
fn a_fit_with_a_ridge_that_learns_is_the_fit_with_a_quadratic_penalty() {
    let text = r#"{ "penalty": { "kind": "Ridge" }, "weight": 2, "learn": ["strength"] }"#;
    let learned = fitted(&[(text, Some(vec![1, 2, 3]))], false, &FitOptions::default()).unwrap();
    let wanted = fitted(&[], true, &FitOptions::default()).unwrap();
    assert!(learned.converged() && wanted.converged());
    assert_eq!(learned.strength_labels(), wanted.strength_labels());
    let close = |a: f64, b: f64, what: &str| near(what, a, b, 1e-7);
    close(learned.strengths()[0].ln(), wanted.strengths()[0].ln(), "strength");
    close(learned.edf(), wanted.edf(), "edf");
    close(learned.penalty(), wanted.penalty(), "penalty");
    let (a, b) = (learned.selection().unwrap(), wanted.selection().unwrap());
    close(a.criterion, b.criterion, "criterion");
    close(a.terms[0].edf, b.terms[0].edf, "edf of the term");
    for k in 0..5 {
        close(learned.coefficients()[k], wanted.coefficients()[k], "coefficient");
        close(learned.standard_errors()[k], wanted.standard_errors()[k], "error");
    }
    assert_eq!(Fitted::from_json(&learned.to_json()).unwrap().to_json(), learned.to_json());
}

#[test]
fn shapes_are_reported_beside_strengths_and_terms_that_learn_nothing_are_held() {
    let smooth = r#"{ "penalty": { "kind": "LogSparsity", "delta": 2, "strength": 0.5 }, "weight": 3, "learn": ["delta", "strength"] }"#;
    let huber = r#"{ "penalty": { "kind": "Ridge", "strength": 0.25 }, "weight": 2 }"#;
    let terms = [(smooth, Some(vec![1, 2])), (huber, Some(vec![4]))];
    let model = fitted(&terms, false, &FitOptions::default()).unwrap();
    assert_eq!(model.strength_labels(), ["LogSparsity", "LogSparsity.delta", "Ridge"]);
    assert_eq!(model.strengths()[2], 0.5);
    let selection = model.selection().unwrap();
    println!("{:?} {:?} {:?}", model.strengths(), selection.places, selection.gradient);
    // The same fit with everything held where it was found.
    let [strength, delta] = [model.strengths()[0], model.strengths()[1]];
    let held = format!(r#"{{ "penalty": {{ "kind": "LogSparsity", "delta": {delta}, "strength": {strength} }} }}"#);
    let same = fitted(&[(&held, Some(vec![1, 2])), terms[1].clone()], false, &FitOptions::default()).unwrap();
    for k in 0..5 {
        near("coefficient", same.coefficients()[k], model.coefficients()[k], 1e-9);
        near("error", same.standard_errors()[k], model.standard_errors()[k], 1e-7);
    }
    near("edf", same.edf(), model.edf(), 1e-9);
    let fixed = FitOptions { method: Some(Chosen::Fixed), ..FitOptions::default() };
    assert_eq!(fitted(&terms, false, &fixed).unwrap().strengths(), [1.5, 0.5]);
}

#[test]
fn a_fit_refuses_what_cannot_learn_by_name() {
    let told = |text: &str, method: Option<Chosen>, ridge: f64| {
        let options = FitOptions { method, ridge, ..FitOptions::default() };
        fitted(&[(text, None)], false, &options).unwrap_err().to_string()
    };
    let lasso = r#"{ "penalty": { "kind": "L1" }, "learn": ["strength"] }"#;
    let smooth = r#"{ "penalty": { "kind": "SmoothedL1", "eps": 1 }, "learn": ["strength"] }"#;
    assert!(told(lasso, None, 0.0).starts_with("terms[0] is L1; expected penalties with derivatives"));
    let text = told(smooth, Some(Chosen::Gcv), 0.0);
    assert!(text.starts_with("method is GCV with a term that learns; expected \"REML\""), "{text}");
    assert!(told(smooth, None, 1.0).starts_with("terms[0] is on coefficients of another penalty"));
}
