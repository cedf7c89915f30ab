//! What fits elsewhere got wrong, one test for each.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use ndarray::Array2;
use penlik::check::Code;
use penlik::design::Missing;
use penlik::model::{Control, FitOptions, Fitted, FormulaInput, Method, Placed, PredictKind, fit_formula};
use penlik::outer::Marginal;
use support::{
    Answer, Frame, Penalties, Trial, cases, close, cubic_splines, differences, exactly, formula_fit, interior, spec,
    trials,
};

const METHODS: [Method; 2] = [Method::Reml, Method::Ml];

/// A spline of equally spaced x without an intercept, with second differences.
fn spline(x: &[f64], k: usize, answer: Answer, family: &str) -> Trial {
    let (low, high) = x.iter().fold((f64::MAX, f64::MIN), |(a, b), x| (a.min(*x), b.max(*x)));
    Trial {
        name: family.to_owned(),
        family: family.to_owned(),
        design: cubic_splines(x, k, (low, high)),
        answer,
        weights: None,
        penalties: vec![(differences(k, 2), 0..k)],
        options: FitOptions { threads: 1, ..FitOptions::default() },
    }
}

/// y = 1 + 2x, with deviations that have no trend and no curvature a spline could follow.
fn straight(n: usize) -> (Vec<f64>, Vec<f64>) {
    let x: Vec<f64> = (0..n).map(|i| i as f64 / (n - 1) as f64).collect();
    let y = x.iter().enumerate().map(|(i, x)| 1.0 + 2.0 * x + if i % 2 == 0 { 0.3 } else { -0.3 }).collect();
    (x, y)
}

#[test]
fn rank_is_decided_once_so_the_slope_of_the_criterion_vanishes_at_both_ends() {
    for case in cases(Penalties::Overlapping).iter().filter(|case| !case.name.contains("tweedie")) {
        let laplace = case.laplace(Marginal::Restricted);
        for rho in [34.0, 28.0] {
            let mut z = vec![rho; laplace.structure().strengths()];
            z.extend(case.family.parameters());
            let v = exactly(&laplace, &z, None).unwrap();
            // A rank by magnitude here and by count there would leave multiples of 1/2.
            for slope in &v.gradient[..laplace.structure().strengths()] {
                assert!(slope.abs() < 1e-5, "{} at {rho}: {slope}", case.name);
            }
        }
        // Below everything the slope is minus half the rank: of all eight dimensions that the two cover together.
        if laplace.structure().strengths() == 2 {
            let mut z = vec![-30.0, -30.0];
            z.extend(case.family.parameters());
            if let Some(v) = exactly(&laplace, &z, None) {
                let (sum, ranks) = (v.gradient[0] + v.gradient[1], v.ranks[0] + v.ranks[1]);
                assert!((ranks.round() - ranks).abs() < 1e-9, "{}: {ranks}", case.name);
                assert!((sum + 0.5 * ranks).abs() < 1e-4, "{}: {sum} for rank {ranks}", case.name);
            }
        }
    }
}

#[test]
fn a_strength_at_infinity_leaks_nothing_from_its_penalty_into_the_null_space() {
    let (x, y) = straight(60);
    let trial = spline(&x, 15, Answer::Numbers(y.clone()), r#"{"kind":"gaussian"}"#);
    let fit = trial.fit();
    assert_eq!(fit.selection().unwrap().places, [Placed::NullSpace]);
    assert!(fit.strengths()[0] > 1e10);
    let line = Trial {
        design: Array2::from_shape_fn((60, 2), |(i, j)| if j == 0 { 1.0 } else { x[i] }),
        penalties: Vec::new(),
        ..trial.clone()
    };
    let line = line.fit();
    assert!((fit.edf() - 2.0).abs() < 1e-9, "{}", fit.edf());
    close(
        "fitted values",
        trial.design.dot(&ndarray::aview1(fit.coefficients())).as_slice().unwrap(),
        Array2::from_shape_fn((60, 2), |(i, j)| if j == 0 { 1.0 } else { x[i] })
            .dot(&ndarray::aview1(line.coefficients()))
            .as_slice()
            .unwrap(),
        1e-9,
    );
    // At any strength the criterion has the same value, as nothing is amplified.
    let values: Vec<f64> = METHODS.map(|method| trial.by(method).fit().selection().unwrap().criterion).to_vec();
    assert!(values.iter().all(|v| v.is_finite()));
}

#[test]
fn a_strength_at_infinity_is_an_optimum_not_a_bound() {
    let (x, y) = straight(60);
    for method in METHODS {
        let fit = spline(&x, 15, Answer::Numbers(y.clone()), r#"{"kind":"gaussian"}"#).by(method).fit();
        let selection = fit.selection().unwrap();
        assert_eq!(selection.places, [Placed::NullSpace]);
        assert!(selection.gradient[0].abs() < 1e-9, "{:?}", selection.gradient);
        assert!(
            fit.converged() && fit.warnings().is_empty() && fit.code().is_none(),
            "{} {:?}",
            fit.message(),
            fit.warnings()
        );
    }
}

#[test]
fn a_multinomial_smooth_that_is_a_line_ends_at_the_linear_model() {
    let frame = Frame::read("hsb.csv");
    let (write, prog) = (frame.column("write"), frame.text("prog"));
    let labels: Vec<String> = ["academic", "general", "vocation"].map(String::from).into();
    let codes: Vec<i32> = prog.iter().map(|p| labels.iter().position(|l| l == p).unwrap() as i32).collect();
    let trial = spline(&write, 10, Answer::Classes(codes, labels), r#"{"kind":"multinomial"}"#);
    let fit = trial.fit();
    println!("{:?} edf {} λ {:?}", fit.selection().unwrap().places, fit.edf(), fit.strengths());
    assert_eq!(fit.selection().unwrap().places, [Placed::NullSpace]);
    assert!((fit.edf() - 4.0).abs() < 1e-9 && fit.warnings().is_empty(), "{} {:?}", fit.edf(), fit.warnings());
    let design = Array2::from_shape_fn((write.len(), 2), |(i, j)| if j == 0 { 1.0 } else { write[i] });
    let linear = Trial { design, penalties: Vec::new(), ..trial }.fit();
    close("deviance", &[fit.deviance()], &[linear.deviance()], 1e-11);
    close("log-likelihood", &[fit.log_likelihood()], &[linear.log_likelihood()], 1e-11);
}

#[test]
fn one_term_of_two_that_is_not_needed_ends_at_its_null_space_and_the_other_inside() {
    let (x, y) = straight(80);
    let z: Vec<f64> = (0..80).map(|i| ((i as f64 + 0.5) * 0.618_033_988_749_895).fract()).collect();
    let y: Vec<f64> = y.iter().zip(&z).map(|(y, z)| y + (7.0 * z).sin()).collect();
    let (first, second) = (cubic_splines(&x, 10, (0.0, 1.0)), cubic_splines(&z, 10, (0.0, 1.0)));
    let design = Array2::from_shape_fn((80, 19), |(i, j)| if j < 10 { first[[i, j]] } else { second[[i, j - 9]] });
    let penalty = differences(10, 2).slice(ndarray::s![1.., 1..]).to_owned();
    let trial = spline(&x, 10, Answer::Numbers(y), r#"{"kind":"gaussian"}"#);
    let fit = Trial { design, penalties: vec![(differences(10, 2), 0..10), (penalty, 10..19)], ..trial }.fit();
    assert_eq!(fit.selection().unwrap().places, [Placed::NullSpace, Placed::Interior]);
    assert!((fit.selection().unwrap().terms[0].edf - 2.0).abs() < 1e-8, "{:?}", fit.selection().unwrap().terms);
}

#[test]
fn no_ridge_hides_in_a_determinant_so_the_criterion_has_no_jump() {
    for case in cases(Penalties::One).iter().filter(|case| !case.name.contains("tweedie")) {
        let laplace = case.laplace(Marginal::Restricted);
        let at = |rho: f64| {
            let mut z = vec![rho; laplace.structure().strengths()];
            z.extend(case.family.parameters());
            exactly(&laplace, &z, None).map(|v| {
                (v.value, v.gradient[..laplace.structure().strengths()].iter().sum::<f64>(), v.hessian.get(0, 0).abs())
            })
        };
        for start in [6.0, 14.0, 22.0, 30.0] {
            // Simpson's rule over a short interval: the value moves as its slope says.
            let h = 0.25;
            let (Some(a), Some(m), Some(b)) = (at(start), at(start + h), at(start + 2.0 * h)) else {
                panic!("{}", case.name)
            };
            let moved = h / 3.0 * (a.1 + 4.0 * m.1 + b.1);
            assert!(
                (b.0 - a.0 - moved).abs() < 1e-3 * a.1.abs().max(a.2) + 1e-10 * (1.0 + a.0.abs()),
                "{} at {start}: {} {moved}",
                case.name,
                b.0 - a.0
            );
        }
    }
}

#[test]
fn no_floor_breaks_the_scale_of_a_response_or_a_column() {
    for trial in trials(90, 0.0).into_iter().filter(|t| t.family.contains("gaussian")) {
        let fit = trial.fit();
        let other = trial.answering(trial.numbers().iter().map(|y| 1e-8 * y)).fit();
        close("scale", &[other.scale()], &[1e-16 * fit.scale()], 1e-10);
        close(
            "standard errors",
            &other.standard_errors().iter().map(|s| s * 1e8).collect::<Vec<_>>(),
            fit.standard_errors(),
            1e-10,
        );
        let tiny = Array2::from_diag(&ndarray::Array1::from_elem(14, 1e-9));
        close("degrees", &[trial.mapped(&tiny).fit().edf()], &[fit.edf()], 1e-10);
    }
}

#[test]
fn the_effective_degrees_of_overlapping_penalties_are_counted_once() {
    for mut trial in trials(90, 0.0) {
        trial.penalties.push((Array2::eye(8), 1..9));
        let fit = trial.fit();
        let selection = fit.selection().unwrap();
        let predictors = fit.active_classes().len().max(1);
        assert_eq!(selection.terms.len(), 2, "{:?}", selection.terms);
        let total: f64 = selection.terms.iter().map(|term| term.edf).sum();
        // What is left is the intercept of each predictor.
        assert!(
            (fit.edf() - total - predictors as f64).abs() < 1e-7,
            "{}: {} {:?}",
            trial.name,
            fit.edf(),
            selection.terms
        );
    }
}

#[test]
fn no_penalty_is_not_a_missing_penalty() {
    for trial in trials(90, 0.0) {
        let fit = Trial {
            penalties: Vec::new(),
            design: trial.design.slice(ndarray::s![.., ..4]).to_owned(),
            ..trial.clone()
        }
        .fit();
        assert!(fit.selection().is_none() && fit.strengths().is_empty() && fit.penalty() == 0.0, "{}", trial.name);
        assert!((fit.edf() - 4.0 * fit.active_classes().len().max(1) as f64).abs() < 1e-9);
    }
}

#[test]
fn a_fit_that_stops_early_says_so() {
    for trial in trials(90, 0.0).into_iter().filter(|t| {
        !["gaussian", "negative", "tweedie", "beta", "scaledT", "ordered"].iter().any(|name| t.family.contains(name))
    }) {
        let mut early =
            Trial { penalties: Vec::new(), design: trial.design.slice(ndarray::s![.., ..4]).to_owned(), ..trial };
        early.options.max_iterations = 1;
        let fit = early.attempt().unwrap();
        assert!(!fit.converged() && fit.code() == Some(Code::NotConverged), "{}: {}", early.name, fit.message());
        early.options.strict = true;
        assert!(early.attempt().is_err());
    }
}

/// Rows with integer weights, and each of them as often as its weight says. Families with a dispersion take weights as precisions.
#[test]
fn row_weights_equal_repetition() {
    for mut trial in trials(90, 0.0) {
        if ["gaussian", "gamma", "inverse", "tweedie", "quasi", "perClass", "reference"]
            .iter()
            .any(|name| trial.family.contains(name))
        {
            continue;
        }
        let weights: Vec<usize> = (0..90).map(|i| 1 + i % 3).collect();
        let repeated: Vec<usize> = (0..90).flat_map(|i| std::iter::repeat_n(i, weights[i])).collect();
        let many = trial.rows(&repeated).fit();
        trial.weights = Some(weights.iter().map(|w| *w as f64).collect());
        let weighted = trial.fit();
        close(&trial.name, &[weighted.edf(), weighted.deviance()], &[many.edf(), many.deviance()], 1e-8);
        close(&trial.name, weighted.coefficients(), many.coefficients(), 1e-8);
        close(&trial.name, &[weighted.selection().unwrap().criterion], &[many.selection().unwrap().criterion], 1e-11);
    }
}

#[test]
fn zero_weight_rows_change_nothing() {
    for mut trial in trials(90, 0.0) {
        let kept: Vec<usize> = (0..90).filter(|i| i % 7 != 3).collect();
        let fit = trial.rows(&kept).fit();
        trial.weights = Some((0..90).map(|i| f64::from(u8::from(i % 7 != 3))).collect());
        let other = trial.fit();
        assert_eq!(other.coefficients(), fit.coefficients(), "{}", trial.name);
        assert_eq!((other.strengths(), other.nobs()), (fit.strengths(), fit.nobs()), "{}", trial.name);
        assert_eq!(other.selection().unwrap().criterion, fit.selection().unwrap().criterion);
        assert_eq!(other.dropped(), 90 - kept.len());
    }
}

#[test]
fn a_constant_response_is_fitted_by_its_constant_or_refused_by_name() {
    for mut trial in trials(60, 0.0) {
        if let Answer::Numbers(y) = &mut trial.answer {
            let constant =
                if trial.family.contains("binomial") && !trial.family.contains("negative") { 0.5 } else { 2.0 };
            y.fill(constant);
            match trial.attempt() {
                Ok(fit) => {
                    println!(
                        "{}: {} {:?} φ {:e}",
                        trial.name,
                        fit.message(),
                        fit.selection().map(|s| &s.places),
                        fit.scale()
                    );
                    assert!(fit.coefficients().iter().all(|b| b.is_finite()), "{}", trial.name);
                    assert!(fit.deviance().abs() < 1e-9 || !fit.converged(), "{}: {}", trial.name, fit.deviance());
                }
                Err(error) => {
                    println!("{}: {error}", trial.name);
                    assert!(!error.to_string().is_empty());
                }
            }
        }
    }
}

fn classes_frame() -> Frame {
    let x: Vec<f64> = (0..40).map(|i| ((i as f64 + 0.5) * 0.618_033_988_749_895).fract()).collect();
    let y: Vec<f64> = (0..40).map(|i| f64::from((i * 7 % 5) as u8 % 2)).collect();
    Frame::numeric(&[("y", &y), ("x", &x)]).factor("y")
}

#[test]
fn an_empty_declared_class_is_not_chosen_as_reference() {
    let frame = classes_frame();
    let levels = support::levels(&[("y", &["0", "1", "never"])]);
    let table = frame.table();
    let input = FormulaInput { levels: &levels, ..FormulaInput::new("y ~ x", &table) };
    match fit_formula(&input, &spec(r#"{"kind":"multinomial"}"#), &FitOptions::default(), &Control::none()) {
        Ok(fit) => assert_ne!(fit.reference(), Some("never"), "{:?} {:?}", fit.reference(), fit.warnings()),
        Err(error) => assert!(error.to_string().contains("never"), "{error}"),
    }
}

#[test]
fn the_automatic_answer_does_not_depend_on_the_reference_class() {
    for trial in trials(120, 0.0).into_iter().filter(|t| t.family == r#"{"kind":"multinomial"}"#) {
        let fits = ["u", "v", "w"].map(|reference| {
            Trial { family: format!(r#"{{"kind":"multinomial","reference":"{reference}"}}"#), ..trial.clone() }.fit()
        });
        for fit in &fits[1..] {
            assert_ne!(fit.reference(), fits[0].reference());
            close("strengths", &interior(fit), &interior(&fits[0]), 1e-8);
            close("degrees", &[fit.edf(), fit.deviance()], &[fits[0].edf(), fits[0].deviance()], 1e-10);
            close("criterion", &[fit.selection().unwrap().criterion], &[fits[0].selection().unwrap().criterion], 1e-12);
        }
    }
}

#[test]
fn the_order_of_class_labels_survives_storage_and_prediction_needs_neither_response_nor_the_order_of_columns() {
    let frame = classes_frame();
    let levels = support::levels(&[("y", &["1", "0"])]);
    let fit = formula_fit("y ~ x", &frame, &spec(r#"{"kind":"multinomial"}"#), None, &levels, &FitOptions::default());
    assert_eq!(fit.classes(), ["1", "0"]);
    let again = Fitted::from_json(&fit.to_json()).unwrap();
    assert_eq!((again.classes(), again.coefficients()), (fit.classes(), fit.coefficients()));
    let x = frame.column("x");
    let other: Vec<f64> = x.iter().map(|x| -x).collect();
    let new = Frame::numeric(&[("unrelated", &other), ("x", &x)]);
    let at = |model: &Fitted, frame: &Frame| {
        model.predict(&frame.table(), PredictKind::Response, false, Missing::Fail).unwrap().values
    };
    assert_eq!(at(&again, &new), at(&fit, &frame));
}

#[test]
fn covariance_and_coefficients_stand_in_one_order() {
    for trial in trials(120, 0.0).into_iter().filter(|t| t.family.contains("multinomial")) {
        let fit = trial.fit();
        let (covariance, n) = fit.covariance();
        let own: Vec<f64> = (0..n).map(|k| covariance[k * n + k].sqrt()).collect();
        close("standard errors", &own, fit.standard_errors(), 1e-14);
        // Another scale of the intercept's column shows at its own places alone.
        let mut scale = Array2::eye(14);
        scale[[0, 0]] = 4.0;
        let other = trial.mapped(&scale).fit();
        let wanted: Vec<f64> =
            fit.standard_errors().iter().enumerate().map(|(k, s)| if k % 14 == 0 { s / 4.0 } else { *s }).collect();
        close("standard errors", other.standard_errors(), &wanted, 1e-7);
    }
}
