//! Beta, scaled t and ordered categories: rows against their definitions in 80 digits, fits against optima in 40 digits and against mgcv.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use ndarray::{Array2, s};
use penlik::check::{Code, Explain};
use penlik::families::{
    Beta, Family, Jet, Linked, OrderedCategories, ParameterJet, ParameterPair, Rows, ScaledT, Slopes, link,
};
use penlik::model::{
    Control, FitOptions, Fitted, MatrixInput, MatrixResponse, ModelError, PenaltyInput, PredictKind, Residual,
    TermInput, fit_matrix,
};
use penlik::penalties::Term;
use serde_json::Value;
use support::{Answer, Ledger, json, matrix_fit, number, numbers, spec};

/// The digits that every quantity keeps, counted from its scale.
const WANTED: f64 = 2e-13;

fn family(name: &str, with: &str, tau: &[f64]) -> Box<dyn Family + Send> {
    let link = link(with).unwrap();
    let begun: Box<dyn Family + Send> = match name {
        "beta" => Box::new(Linked::new(Beta::estimated(1.0), link)),
        "scaledT" => Box::new(Linked::new(ScaledT::new(None, 3.0, None), link)),
        "orderedCategories" => Box::new(OrderedCategories::new(tau.len() + 2)),
        other => panic!("no family {other}"),
    };
    begun.with_parameters(tau).unwrap()
}

struct Worst {
    error: f64,
    place: String,
}

impl Worst {
    fn see(&mut self, what: &str, found: f64, truth: f64, scale: f64, place: &str) {
        let error = (found - truth).abs() / scale.max(truth.abs()).max(1e-300);
        if found != truth && !(error <= self.error) {
            *self = Self { error, place: format!("{what} at {place}: {found:e} for {truth:e}") };
        }
    }
}

/// value, score, W, W′, W″, deviance.
fn row(family: &dyn Family, rows: &Rows<'_>) -> [f64; 6] {
    let mut out = [[0.0]; 6];
    let [value, score, information, first, second, deviance] = &mut out;
    family.jet(rows, &mut Jet { value, score, information });
    family.slopes(rows, &mut Slopes { first, second });
    family.deviance(rows, deviance);
    out.map(|x| x[0])
}

fn first_row(family: &dyn Family, rows: &Rows<'_>, t: usize) -> [f64; 4] {
    let mut out = [[0.0]; 4];
    let [value, score, information, slope] = &mut out;
    family.parameter_jet(rows, t, &mut ParameterJet { value, score, information, slope });
    out.map(|x| x[0])
}

fn second_row(family: &dyn Family, rows: &Rows<'_>, t: usize, u: usize) -> [f64; 3] {
    let mut out = [[0.0]; 3];
    let [value, score, information] = &mut out;
    family.parameter_pair(rows, t, u, &mut ParameterPair { value, score, information });
    out.map(|x| x[0])
}

/// Compares numbers, of which those from the third on are those of −ℓ″.
fn derivatives(what: &str, found: &[f64], wanted: &Value, (worst, place): (&mut Worst, &str)) {
    let (values, scales) = (numbers(&wanted["values"]), numbers(&wanted["scales"]));
    assert_eq!(found.len(), values.len());
    for (k, found) in found.iter().enumerate() {
        let sign = if k > 1 { -1.0 } else { 1.0 };
        worst.see(&format!("{what} {k}"), sign * found, values[k], scales[k], place);
    }
}

fn compare(name: &str, family: &dyn Family, entry: &Value, worst: &mut Worst) {
    let (eta, y) = (number(&entry["eta"]), number(&entry["y"]));
    let place = format!("eta {eta}, y {y}");
    let rows = Rows { eta: &[eta], response: &[y], height: 1 };
    let [value, score, w, slope, bend, deviance] = row(family, &rows);
    let peak = numbers(&entry["saturated"]);
    let size = value.abs().max(peak[0].abs());
    let gap = numbers(&entry["row"]["values"])[0];
    worst.see("deviance", deviance, -2.0 * gap, 2.0 * numbers(&entry["row"]["scales"])[0].max(peak[0].abs()), &place);
    let against = (value - family.saturated(&[y]) - gap).abs() / size.max(gap.abs()).max(1e-300);
    worst.see("value", against, 0.0, 1.0, &place);
    let mut wanted = entry["row"].clone();
    wanted["values"][0] = "0".into();
    derivatives("row", &[0.0, score, w, slope, bend], &wanted, (worst, &place));
    let count = family.parameters().len();
    let density = family.saturated_density(&[y], 2.0, 1.0);
    let own = [&[density.value][..], &density.parameter, &density.parameter_parameter].concat();
    for (k, (found, truth)) in own.iter().zip(&peak).enumerate() {
        worst.see(&format!("saturated {k}"), *found, 2.0 * truth, 1.0, &place);
    }
    assert_eq!(own.len(), peak.len());
    let mut pair = 0;
    for t in 0..count {
        // The value's scale holds that of the saturated model, from which it is taken.
        let scaled = |wanted: &Value, k: usize| {
            let mut wanted = wanted.clone();
            wanted["scales"][0] = numbers(&wanted["scales"])[0].max(peak[k].abs()).to_string().into();
            wanted
        };
        derivatives(
            &format!("by {t}"),
            &first_row(family, &rows, t),
            &scaled(&entry["first"][t], 1 + t),
            (worst, &place),
        );
        for u in 0..=t {
            let wanted = scaled(&entry["second"][pair], 1 + count + pair);
            for (a, b) in [(t, u), (u, t)] {
                derivatives(&format!("by {a}, {b}"), &second_row(family, &rows, a, b), &wanted, (worst, &place));
            }
            pair += 1;
        }
    }
    let law = family.surroundings(eta, y, 1.0, 1.0).unwrap();
    for (found, truth) in [law.below, law.at, law.above].into_iter().zip(numbers(&entry["law"])) {
        // The tails keep relative digits, less what a change of the predictor in its last place does to them; where a shape of the beta
        // law is all but 0 one of them is all but 1, and what is left keeps its place alone.
        let moved = 10.0 * truth * (1.0 + truth.max(1e-300).ln().abs() * (1.0 + eta.abs()));
        let scale = if name == "beta" && eta.abs() >= 2.0 { moved.max(1.0) } else { moved };
        worst.see("law", found, truth, scale, &place);
    }
}

#[test]
fn rows_agree_with_the_definition_in_every_derivative() {
    let mut failures = Vec::new();
    for block in json("shape_families_rows.json").as_array().unwrap() {
        let (name, with, tau) =
            (block["family"].as_str().unwrap(), block["link"].as_str().unwrap(), numbers(&block["tau"]));
        let family = family(name, with, &tau);
        let mut worst = Worst { error: 0.0, place: String::new() };
        let entries = block["rows"].as_array().unwrap();
        entries.iter().for_each(|entry| compare(name, family.as_ref(), entry, &mut worst));
        let expected = numbers(&block["expected"]);
        let each = entries.len() / expected.len();
        for (k, wanted) in expected.into_iter().enumerate() {
            let (eta, mut found) = ([number(&entries[k * each]["eta"])], [0.0]);
            family.expected_information(&Rows { eta: &eta, response: &[0.5], height: 1 }, &mut found);
            // Far out the definition itself leaves its 80 digits.
            if wanted.is_nan() {
                assert!(name == "beta" && found[0] > 0.0 && found[0].is_finite());
                continue;
            }
            worst.see("E W", found[0], wanted, wanted * (1.0 + eta[0].abs()), &format!("{eta:?}"));
        }
        println!("{name:>18} {with:<10} {tau:<16?} {:.1e} {}", worst.error, worst.place);
        // Derivatives along many degrees of freedom vanish as their reciprocal, as differences of terms that do not.
        let wanted = if name == "scaledT" && tau[0] > 10.0 { 1e-9 } else { WANTED };
        if !(worst.error <= wanted) {
            failures.push(format!("{name} {with} {tau:?}: {:e} {}", worst.error, worst.place));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn means_and_their_slopes_are_those_of_the_law() {
    let ordered = family("orderedCategories", "logit", &[0.5, -1.0]);
    for eta in [-30.0, -2.0, 0.25, 3.0, 30.0_f64] {
        let (mut p, mut slope) = ([0.0; 4], [0.0; 4]);
        ordered.mean(&[eta], 1, &mut p);
        ordered.mean_slope(&[eta], &mut slope);
        assert!((p.iter().sum::<f64>() - 1.0).abs() < 4e-16 && slope.iter().sum::<f64>().abs() < 1e-16);
        for c in 0..4 {
            let law = ordered.surroundings(eta, c as f64, 1.0, 1.0).unwrap();
            let below: f64 = p[..c].iter().sum();
            assert!((law.at / p[c] - 1.0).abs() < 1e-15 && (law.below - below).abs() < 1e-15, "{eta} {c}");
            let rows = Rows { eta: &[eta], response: &[c as f64], height: 1 };
            let [value, score, ..] = row(ordered.as_ref(), &rows);
            assert!((value.exp() / p[c] - 1.0).abs() < 4e-15 && (slope[c] - p[c] * score).abs() < 1e-16);
            let mut pearson = [0.0];
            ordered.pearson(&rows, &mut pearson);
            assert!((pearson[0] / ((1.0 - p[c]) / p[c]) - 1.0).abs() < 1e-12 || pearson[0] < 1e-12);
        }
    }
}

fn shape(model: &Value) -> Fitted {
    let (rows, weights, y) = (numbers(&model["x"]), numbers(&model["weights"]), numbers(&model["y"]));
    let design = Array2::from_shape_vec((y.len(), rows.len() / y.len()), rows).unwrap();
    let p = design.ncols();
    let penalty = Array2::from_shape_vec((p, p), numbers(&model["penalty"])).unwrap();
    let penalty = penalty.slice(s![1.., 1..]);
    let input = MatrixInput {
        design: design.view(),
        names: None,
        response: MatrixResponse::Numeric(&y),
        weights: Some(&weights),
        offset: None,
        penalties: vec![PenaltyInput { matrix: penalty, columns: Some(1..p), label: None, strength: None }],
        terms: Vec::new(),
    };
    let family = spec(&format!(r#"{{"kind":{}}}"#, model["family"]));
    matrix_fit(&input, &family, &FitOptions::default())
}

/// What a fit calls its parameters, from τ.
fn named(family: &str, tau: &[f64]) -> Vec<(String, f64)> {
    match family {
        "beta" => vec![("precision".into(), tau[0].exp())],
        "scaledT" => vec![("df".into(), 3.0 + tau[0].exp()), ("scale".into(), tau[1].exp())],
        _ => {
            let cuts = tau.iter().scan(-1.0, |cut, tau| {
                *cut += tau.exp();
                Some(*cut)
            });
            let cuts = std::iter::once(-1.0).chain(cuts);
            cuts.enumerate().map(|(k, cut)| (format!("{k}|{}", k + 1), cut)).collect()
        }
    }
}

#[test]
fn strengths_and_parameters_are_those_of_the_optimum_in_forty_digits() {
    let mut ledger = Ledger::new("shape families");
    for model in json("shape_families_fits.json").as_array().unwrap() {
        let (name, solution, fitted) = (model["family"].as_str().unwrap(), &model["solution"], shape(model));
        let of = |key: &str| numbers(&solution[key]);
        let selection = fitted.selection().unwrap();
        let mut compare = |what: &str, found: &[f64], wanted: &[f64], digits: f64| {
            ledger.compare(&format!("{name}: {what}"), found, wanted, digits);
        };
        compare("criterion", &[selection.criterion], &of("criterion"), 13.0);
        compare("log-strength", &selection.log_strengths, &of("rho"), 12.0);
        compare("coefficients", fitted.coefficients(), &of("coefficients"), 12.0);
        compare("standard errors", fitted.standard_errors(), &of("standardErrors"), 12.0);
        compare("log-likelihood", &[fitted.log_likelihood()], &of("logLikelihood"), 13.0);
        compare("deviance", &[fitted.deviance()], &of("deviance"), 13.0);
        compare("edf", &[fitted.edf()], &of("edf"), 12.0);
        let wanted = named(name, &of("tau"));
        for ((found, x), (wanted, truth)) in fitted.family_parameters().iter().zip(&wanted) {
            assert_eq!(found, wanted, "{name}");
            compare(wanted, &[*x], &[*truth], 12.0);
        }
        assert_eq!(fitted.family_parameters().len(), wanted.len(), "{name}");
    }
    ledger.close();
}

/// mgcv 1.8 with its tolerances at their tightest. Its degrees of freedom are those of the expected information, which for ordered
/// categories alone is near the observed one.
#[test]
fn mgcv_finds_the_same_fits() {
    let mut ledger = Ledger::new("mgcv");
    for model in json("shape_families_fits.json").as_array().unwrap() {
        let (name, mgcv, fitted) = (model["family"].as_str().unwrap(), &model["mgcv"], shape(model));
        let of = |key: &str| numbers(&mgcv[key]);
        let selection = fitted.selection().unwrap();
        ledger.compare(&format!("{name}: criterion"), &[selection.criterion], &of("criterion"), 12.0);
        ledger.compare(&format!("{name}: strength"), &[selection.log_strengths[0].exp()], &of("lambda"), 6.0);
        ledger.compare(&format!("{name}: coefficients"), fitted.coefficients(), &of("coefficients"), 6.0);
        let parameters: Vec<f64> = fitted.family_parameters().iter().map(|(_, x)| *x).collect();
        ledger.compare(&format!("{name}: parameters"), &parameters, &of("theta"), 6.0);
        ledger.compare(&format!("{name}: deviance"), &[fitted.deviance()], &of("deviance"), 8.0);
        ledger.compare(&format!("{name}: edf"), &[fitted.edf()], &of("edf"), 2.0);
    }
    ledger.close();
}

/// A straight line with an intercept, and a response of 24 rows.
fn plain(family: &str, answer: &Answer, weights: Option<&[f64]>) -> Result<Fitted, ModelError> {
    let design = Array2::from_shape_fn((24, 2), |(i, j)| if j == 0 { 1.0 } else { (i * 37 % 24) as f64 / 12.0 - 1.0 });
    let input = MatrixInput {
        design: design.view(),
        names: None,
        response: match answer {
            Answer::Numbers(y) => MatrixResponse::Numeric(y),
            Answer::Classes(codes, labels) => MatrixResponse::Classes { codes, labels: labels.clone() },
        },
        weights,
        offset: None,
        penalties: Vec::new(),
        terms: Vec::new(),
    };
    fit_matrix(&input, &spec(family), &FitOptions::default(), &Control::none())
}

fn codes() -> Vec<i32> {
    let score = |i: i32| f64::from(i * 37 % 24) / 12.0 - 1.0 + 1.8 * (f64::from((i + 1) * 17 % 24) / 24.0 - 0.5);
    (0..24).map(|i| [-0.6, 0.0, 0.7].iter().filter(|cut| score(i) > **cut).count() as i32).collect()
}

#[test]
fn responses_outside_the_domain_are_refused_by_row_and_value() {
    let mut y = vec![0.5; 24];
    for (kind, bad, expected) in [
        ("beta", 1.0, "numbers > 0 and < 1"),
        ("beta", 0.0, "numbers > 0 and < 1"),
        ("orderedCategories", 2.5, "whole numbers that name ordered categories, or labels"),
    ] {
        y.fill(if kind == "beta" { 0.5 } else { 1.0 });
        y[5] = bad;
        let error = plain(&format!(r#"{{"kind":"{kind}"}}"#), &Answer::Numbers(y.clone()), None).unwrap_err();
        let value = format!("{} at row 5 (1 in all)", penlik::check::shown(bad));
        assert_eq!((error.argument(), error.value(), error.expected()), ("y".into(), value, expected.into()));
    }
    for (family, argument) in [
        (r#"{"kind":"beta","precision":0}"#, "precision"),
        (r#"{"kind":"beta","link":"log"}"#, "link"),
        (r#"{"kind":"scaledT","df":2}"#, "df"),
        (r#"{"kind":"scaledT","minDf":1}"#, "minDf"),
        (r#"{"kind":"scaledT","scale":-1}"#, "scale"),
    ] {
        let error = plain(family, &Answer::Numbers(vec![0.5; 24]), None).unwrap_err();
        assert_eq!((error.argument().as_str(), error.code()), (argument, Code::Domain), "{family}");
    }
}

#[test]
fn ordered_categories_without_rows_have_no_cut_points() {
    let (labels, codes) = (["a", "b", "none", "c", "d"].map(String::from).to_vec(), codes());
    let moved: Vec<i32> = codes.iter().map(|c| c + i32::from(*c > 1)).collect();
    let family = r#"{"kind":"orderedCategories"}"#;
    let fit = plain(family, &Answer::Classes(moved, labels), None).unwrap();
    assert_eq!(fit.classes(), ["a", "b", "c", "d"]);
    assert!(fit.warnings()[0].contains("\"none\" has no rows"), "{:?}", fit.warnings());
    let y: Vec<f64> = codes.iter().map(|c| f64::from(3 * c) - 4.0).collect();
    let numbered = plain(family, &Answer::Numbers(y), None).unwrap();
    assert_eq!(numbered.classes(), ["-4", "-1", "2", "5"]);
    assert_eq!(numbered.coefficients(), fit.coefficients());
    assert_eq!(numbered.family_parameters()[1].0, "-1|2");
    // The model of cut points alone has the shares of the classes.
    let share = |c: i32| codes.iter().filter(|own| **own == c).count() as f64;
    let null: f64 = (0..4).map(|c| -2.0 * share(c) * (share(c) / 24.0).ln()).sum();
    assert!((fit.null_deviance() / null - 1.0).abs() < 1e-12, "{} for {null}", fit.null_deviance());
    // Two parameters that are free beside two coefficients.
    assert!((fit.aic() - fit.deviance() - 8.0).abs() < 1e-11);
}

#[test]
fn residuals_of_ordered_categories_add_up_to_the_deviance_and_to_pearson_s_statistic() {
    let (labels, weights) = (["a", "b", "c", "d"].map(String::from).to_vec(), [2.0; 24]);
    let codes = codes();
    let answer = Answer::Classes(codes.clone(), labels);
    let fit = plain(r#"{"kind":"orderedCategories"}"#, &answer, Some(&weights)).unwrap();
    let squares = |kind| fit.residuals(kind).unwrap().values.iter().map(|r| r * r).sum::<f64>();
    assert!((squares(Residual::Deviance) / fit.deviance() - 1.0).abs() < 1e-13);
    let design = Array2::from_shape_fn((24, 2), |(i, j)| if j == 0 { 1.0 } else { (i * 37 % 24) as f64 / 12.0 - 1.0 });
    let p = fit.predict_matrix(design.view(), PredictKind::Response, true).unwrap();
    assert_eq!(p.cols, 4);
    let pearson: f64 =
        codes.iter().zip(p.values.chunks_exact(4)).map(|(c, p)| 2.0 * (1.0 / p[*c as usize] - 1.0)).sum();
    assert!((squares(Residual::Pearson) / pearson - 1.0).abs() < 1e-12);
    let response = fit.residuals(Residual::Response).unwrap();
    for (i, (row, p)) in response.values.chunks_exact(4).zip(p.values.chunks_exact(4)).enumerate() {
        for c in 0..4 {
            let y = f64::from(u8::from(codes[i] as usize == c));
            assert!((row[c] - (y - p[c])).abs() < 1e-15);
        }
    }
    let quantile = fit.residuals(Residual::Quantile { seed: 3 }).unwrap();
    assert_eq!((quantile.rows, quantile.cols), (24, 1));
    assert!(quantile.values.iter().all(|r| r.abs() < 4.0));
    let classes = fit.predict_matrix(design.view(), PredictKind::Class, false).unwrap().classes.unwrap();
    for (class, p) in classes.iter().zip(p.values.chunks_exact(4)) {
        assert!(p.iter().all(|q| *q <= p[*class as usize]));
    }
    // Standard errors by the delta method, from the variance of the linear predictor.
    let link = fit.predict_matrix(design.view(), PredictKind::Link, true).unwrap();
    let (errors, se) = (p.standard_errors.unwrap(), link.standard_errors.unwrap());
    let cuts: Vec<f64> = fit.family_parameters().iter().map(|(_, cut)| *cut).collect();
    let density = |x: f64| 0.25 / (0.5 * x).cosh().powi(2);
    for i in 0..24 {
        let slope = density(cuts[0] - link.values[i]) - density(cuts[1] - link.values[i]);
        assert!((errors[4 * i + 1] / (slope * se[i]).abs() - 1.0).abs() < 1e-9);
    }
}

#[test]
fn penalties_of_the_catalog_need_a_family_whose_parameters_are_given() {
    let design = Array2::from_shape_fn((24, 2), |(i, j)| if j == 0 { 1.0 } else { (i * 37 % 24) as f64 / 12.0 - 1.0 });
    let y: Vec<f64> = codes().iter().map(|c| 0.125 + 0.25 * f64::from(*c)).collect();
    let lasso = serde_json::json!({ "penalty": { "kind": "L1", "strength": 0.1 }, "weight": 1.0 });
    let term = Term::new(serde_json::from_value(lasso).unwrap()).unwrap();
    let fit = |family: &str| {
        let input = MatrixInput {
            design: design.view(),
            names: None,
            response: MatrixResponse::Numeric(&y),
            weights: None,
            offset: None,
            penalties: Vec::new(),
            terms: vec![TermInput { term: term.clone(), columns: Some(vec![1]), label: None }],
        };
        fit_matrix(&input, &spec(family), &FitOptions::default(), &Control::none())
    };
    let error = fit(r#"{"kind":"beta"}"#).unwrap_err();
    assert!(error.to_string().contains("estimates precision"), "{error}");
    assert!(fit(r#"{"kind":"beta","precision":5}"#).unwrap().converged());
    assert!(fit(r#"{"kind":"scaledT","df":5,"scale":0.1}"#).unwrap().converged());
}
