//! Tests of terms with estimated strengths, against mgcv; their invariance; corrected covariance; joint errors and bands.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use ndarray::{Array2, ArrayView2};
use penlik::inference::{StatisticKind, random_effect_test, scaled, smooth_test, submatrix};
use penlik::linalg::Symmetric;
use penlik::model::{
    BandRequest, Control, FamilySpec, FitOptions, Fitted, MatrixInput, MatrixResponse, Method, PenaltyInput,
    PenaltyMetric, PredictKind, fit_matrix, smoothing_corrected,
};
use serde_json::Value;
use support::{digits, numbers};

fn reml() -> FitOptions {
    FitOptions { method: Some(Method::Reml), ..FitOptions::default() }
}

fn fitted<'m>(
    x: ArrayView2<'m, f64>,
    response: MatrixResponse<'m>,
    penalties: &'m [(Array2<f64>, std::ops::Range<usize>)],
    family: &FamilySpec,
) -> Fitted {
    let penalties = penalties
        .iter()
        .map(|(matrix, columns)| PenaltyInput {
            matrix: matrix.view(),
            columns: Some(columns.clone()),
            strength: None,
            label: None,
        })
        .collect();
    let input =
        MatrixInput { design: x, names: None, response, weights: None, offset: None, penalties, terms: Vec::new() };
    fit_matrix(&input, family, &reml(), &Control::none()).unwrap()
}

fn covariance(model: &Fitted) -> Symmetric {
    let (data, order) = model.covariance();
    Symmetric { order, data: data.to_vec() }
}

#[test]
fn smooth_terms_and_a_random_effect_agree_with_mgcv() {
    let all: Value = serde_json::from_str(include_str!("fixtures/term_tests.json")).unwrap();
    let (n, p) = (60, all["columns"].as_u64().unwrap() as usize);
    let x = Array2::from_shape_vec((n, p), numbers(&all["x"])).unwrap();
    let smooths = all["smooths"].as_array().unwrap();
    let penalties: Vec<_> = smooths
        .iter()
        .map(|s| {
            let (start, end) = (s["start"].as_u64().unwrap() as usize, s["end"].as_u64().unwrap() as usize);
            (Array2::from_shape_vec((end - start, end - start), numbers(&s["penalty"])).unwrap(), start..end)
        })
        .collect();
    let y = numbers(&all["y"]);
    let model = fitted(x.view(), MatrixResponse::Numeric(&y), &penalties, &FamilySpec::Poisson { link: None });
    let selection = model.selection().unwrap();
    let (statistics, ps) = (numbers(&all["statistic"]), numbers(&all["p"]));
    for (k, term) in selection.terms.iter().enumerate() {
        let test = term.test.unwrap();
        println!("{k}: edf {} {} rho {} test {test:?}", term.edf, term.reference_edf, selection.log_strengths[k]);
        assert!(digits(term.edf, numbers(&smooths[k]["edf"])[0]) > 5.0);
        assert!(digits(term.reference_edf, numbers(&smooths[k]["edf1"])[0]) > 5.0);
        assert_eq!(term.fully_penalised, k == 2);
        // mgcv tells the statistic of one of two signs, and its p-values to an absolute 2e-5.
        assert!(digits(test.statistic, statistics[k]) > if k == 2 { 5.0 } else { 1.0 });
        assert!((test.p_value - ps[k]).abs() < 3e-5);
    }
    // mgcv takes another root of the covariance for the second-order term.
    println!("edf2 {} for {}", selection.corrected_edf, all["edf2"]);
    assert!((selection.corrected_edf / numbers(&all["edf2"])[0] - 1.0).abs() < 0.02);
    assert!(selection.corrected_edf > model.edf());
    assert!((selection.corrected_aic - model.aic() - 2.0 * (selection.corrected_edf - model.edf())).abs() < 1e-12);
    let corrected = smoothing_corrected(&covariance(&model), selection).unwrap();
    let first = penlik::model::Selection { spread: Vec::new(), ..selection.clone() };
    let first = smoothing_corrected(&covariance(&model), &first).unwrap();
    for k in 0..p {
        let (plain, first, both) = (covariance(&model).get(k, k), first.get(k, k), corrected.get(k, k));
        assert!(plain <= first && first < both && both < 3.0 * plain, "{plain} {first} {both}");
    }
    assert_eq!(Fitted::from_json(&model.to_json()).unwrap(), model);
}

/// Under a known design the information of least squares is XᵀX, so that the tests can be put together from what a model tells.
#[test]
fn with_an_estimated_scale_tests_refer_to_its_degrees_of_freedom() {
    let x = design(80, 7);
    let y: Vec<f64> = (0..80).map(|i| (3.0 * x[[i, 1]]).sin() + ((i * 29) % 13) as f64 / 20.0).collect();
    let penalties = [(ridge(3, 1), 1..4), (ridge(3, 0), 4..7)];
    let model = fitted(x.view(), MatrixResponse::Numeric(&y), &penalties, &FamilySpec::gaussian());
    let kind = StatisticKind::T { df: model.df_residual() };
    let mut information = Symmetric::zeros(7);
    for i in 0..7 {
        (0..=i).for_each(|j| information.add(i, j, x.column(i).dot(&x.column(j))));
    }
    let unit = scaled(&covariance(&model), 1.0 / model.scale());
    let spread = scaled(&penlik::inference::frequentist_covariance(&unit, &information), model.scale());
    for (term, at) in model.selection().unwrap().terms.iter().zip([[1, 2, 3], [4, 5, 6]]) {
        let beta: Vec<f64> = at.iter().map(|&j| model.coefficients()[j]).collect();
        let block = submatrix(&covariance(&model), &at);
        let wanted = if at[0] == 4 {
            random_effect_test(&beta, &block, &submatrix(&spread, &at), kind)
        } else {
            smooth_test(&beta, &block, &submatrix(&information, &at), term.reference_edf, kind)
        };
        let (found, wanted) = (term.test.unwrap(), wanted.unwrap());
        assert!((found.statistic / wanted.statistic - 1.0).abs() < 1e-8, "{found:?} for {wanted:?}");
        assert!((found.p_value - wanted.p_value).abs() < 1e-8 * wanted.p_value, "{found:?} for {wanted:?}");
    }
}

fn design(n: usize, p: usize) -> Array2<f64> {
    Array2::from_shape_fn((n, p), |(i, j)| match j {
        0 => 1.0,
        _ => ((i * (31 + 6 * j) + 11 * j + (i * i) % 7) % 61) as f64 / 30.0 - 1.0,
    })
}

/// The identity without its first `free` directions.
fn ridge(n: usize, free: usize) -> Array2<f64> {
    Array2::from_shape_fn((n, n), |(i, j)| f64::from(u8::from(i == j && i >= free)))
}

fn classes(reference: &str, penalties: &[(Array2<f64>, std::ops::Range<usize>)], x: &Array2<f64>) -> Fitted {
    let lively = |i: usize| (2.0 * x[[i, 1]] + x[[i, 4]] * x[[i, 2]] + ((i * 7) % 11) as f64 / 3.0).abs() as i32 % 4;
    let codes: Vec<i32> = (0..x.nrows()).map(lively).collect();
    let labels = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
    let spec =
        FamilySpec::Multinomial { reference: Some(reference.to_owned()), penalty_metric: PenaltyMetric::Centred };
    fitted(x.view(), MatrixResponse::Classes { codes: &codes, labels }, penalties, &spec)
}

#[test]
fn tests_over_all_classes_do_not_depend_on_the_reference() {
    let x = design(200, 7);
    let penalties = [(ridge(3, 1), 1..4), (ridge(3, 0), 4..7)];
    let [one, other] = ["a", "d"].map(|reference| classes(reference, &penalties, &x));
    let terms = |model: &Fitted| model.selection().unwrap().terms.clone();
    for (a, b) in terms(&one).iter().zip(terms(&other)) {
        let (s, t) = (a.test.unwrap(), b.test.unwrap());
        println!("{s:?} {t:?}");
        assert!((a.reference_edf - b.reference_edf).abs() < 1e-7);
        assert!((s.statistic - t.statistic).abs() < 1e-6 && (s.p_value / t.p_value - 1.0).abs() < 1e-5);
    }
}

/// Standard errors of class probabilities against the gradient by Richardson differences, with the covariance that the model tells.
#[test]
fn errors_of_class_probabilities_are_those_of_the_joint_delta_method() {
    let x = design(200, 7);
    let model = classes("b", &[(ridge(6, 0), 1..7)], &x);
    let rows = x.slice(ndarray::s![..5, ..]);
    let found = model.predict_matrix(rows, PredictKind::Response, true).unwrap();
    let (sigma, beta) = (covariance(&model), model.coefficients());
    let probabilities = |i: usize, beta: &[f64]| {
        let mut eta: Vec<f64> = beta.chunks_exact(7).map(|b| (0..7).map(|j| b[j] * rows[[i, j]]).sum()).collect();
        eta.insert(1, 0.0_f64);
        let sum: f64 = eta.iter().map(|e| e.exp()).sum();
        eta.iter().map(|e| e.exp() / sum).collect::<Vec<f64>>()
    };
    for i in 0..5 {
        for c in 0..4 {
            let slope = |k: usize, h: f64| {
                let at = |h: f64| {
                    let mut moved = beta.to_vec();
                    moved[k] += h;
                    probabilities(i, &moved)[c]
                };
                (at(h) - at(-h)) / (2.0 * h)
            };
            let g: Vec<f64> = (0..21).map(|k| (4.0 * slope(k, 1e-3) - slope(k, 2e-3)) / 3.0).collect();
            let wanted = (0..21).map(|k| g[k] * sigma.product(&g)[k]).sum::<f64>().sqrt();
            let error = found.standard_errors.as_ref().unwrap()[4 * i + c];
            assert!((error / wanted - 1.0).abs() < 1e-8, "{error} for {wanted}");
        }
    }
}

#[test]
fn a_band_is_wider_than_intervals_and_exact_for_one_row() {
    let x = design(200, 7);
    let model = classes("b", &[(ridge(6, 0), 1..7)], &x);
    let band = model.band_matrix(x.view(), &BandRequest { draws: 2000, ..BandRequest::default() }).unwrap();
    assert!(band.critical > 2.8 && band.critical < 5.0, "{}", band.critical);
    assert_eq!(band.lower.len(), 600);
    let errors = band.prediction.standard_errors.as_ref().unwrap();
    for k in 0..600 {
        assert!((band.upper[k] - band.lower[k] - 2.0 * band.critical * errors[k]).abs() < 1e-12);
    }
    let y: Vec<f64> = (0..200).map(|i| ((i * 29) % 7) as f64).collect();
    let poisson = FamilySpec::Poisson { link: None };
    let model = fitted(x.view(), MatrixResponse::Numeric(&y), &[(ridge(6, 0), 1..7)], &poisson);
    let one = model.band_matrix(x.slice(ndarray::s![3..4, ..]), &BandRequest::default()).unwrap();
    assert!((one.critical - 1.959_963_984_540_054).abs() < 1e-9);
    assert!(model.band_matrix(x.view(), &BandRequest { level: 1.0, ..BandRequest::default() }).is_err());
}
