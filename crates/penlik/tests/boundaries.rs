//! Fits at the edges of what data can be: separated, enormous, tiny, too large for memory, or refused by row.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use ndarray::{Array2, array};
use penlik::check::{Code, Explain};
use penlik::design::Missing;
use penlik::model::{
    Control, FamilySpec, FitOptions, Fitted, FormulaInput, MatrixInput, MatrixResponse, ModelError, PenaltyInput,
    fit_formula, fit_matrix,
};
use support::{Frame, spec};

const X: [f64; 6] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.5];
const Y: [f64; 6] = [1.0, 2.0, 3.5, 4.0, 5.2, 6.0];

/// A fit by formula without a claim about its end.
fn fit(formula: &str, frame: &Frame, family: &str, weights: Option<&[f64]>) -> Result<Fitted, ModelError> {
    let table = frame.table();
    let input = FormulaInput { weights, missing: Missing::Omit, ..FormulaInput::new(formula, &table) };
    fit_formula(&input, &spec(family), &FitOptions::default(), &Control::none())
}

fn frame(y: &[f64], x: &[f64]) -> Frame {
    Frame::numeric(&[("y", y), ("x", x)])
}

const BINOMIAL: &str = r#"{"kind":"binomial"}"#;
const GAUSSIAN: &str = r#"{"kind":"gaussian"}"#;

#[test]
fn separated_classes_never_count_as_converged() {
    let y = [0.0, 0.0, 0.0, 1.0, 1.0, 1.0];
    for x in [
        // All rows, all rows but a shared value, all rows but a shared value at the end.
        [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        [1.0, 2.0, 3.0, 3.0, 4.0, 5.0],
        [1.0, 2.0, 3.0, 3.0, 3.0, 3.0],
        [1e-9, 2e-9, 3e-9, 3e-9, 4e-9, 5e-9],
    ] {
        let fitted = fit("y ~ x", &frame(&y, &x), BINOMIAL, None).unwrap();
        assert!(!fitted.converged(), "{x:?}: {:?}", fitted.coefficients());
        assert!(fitted.message().contains("separated"), "{}", fitted.message());
    }
    let overlapping = fit("y ~ x", &frame(&y, &[1.0, 2.0, 4.0, 3.0, 5.0, 6.0]), BINOMIAL, None).unwrap();
    assert!(overlapping.converged());
}

#[test]
fn standard_errors_of_a_gaussian_do_not_depend_on_the_unit_of_its_weights() {
    let frame = frame(&Y, &X);
    let plain = fit("y ~ x", &frame, GAUSSIAN, None).unwrap();
    for unit in [1e-280, 1e280] {
        let scaled = fit("y ~ x", &frame, GAUSSIAN, Some(&[unit; 6])).unwrap();
        assert!(scaled.warnings().is_empty(), "{:?}", scaled.warnings());
        for (a, b) in plain.standard_errors().iter().zip(scaled.standard_errors()) {
            assert!((a / b - 1.0).abs() < 1e-10, "{a} and {b}");
        }
    }
}

#[test]
fn columns_and_responses_whose_squares_leave_the_range_of_numbers_are_refused_by_name() {
    for unit in [1e-300, 1e300] {
        let error = fit("y ~ x", &frame(&Y, &X.map(|x| x * unit)), GAUSSIAN, None).unwrap_err();
        assert_eq!((error.code(), error.argument().as_str()), (Code::Domain, "design"));
        let error = fit("y ~ x", &frame(&Y.map(|y| y * unit), &X), GAUSSIAN, None).unwrap_err();
        assert_eq!((error.code(), error.argument().as_str()), (Code::Domain, "response"));
    }
}

#[test]
fn a_fit_at_the_edge_of_the_range_of_numbers_is_stored_and_read_all_the_same() {
    let fitted = fit("y ~ x", &frame(&Y.map(|y| y * 1e140), &X), GAUSSIAN, None).unwrap();
    assert!(fitted.standard_errors().iter().all(|error| error.is_finite() && *error > 0.0));
    let text = fitted.to_json();
    assert_eq!(Fitted::from_json(&text).unwrap().to_json(), text);
}

#[test]
fn a_refused_response_is_named_by_its_row_in_the_data() {
    let nan = f64::NAN;
    let y = [0.0, 1.0, 0.0, -3.0, 1.0, 7.0];
    let error = fit("y ~ x", &frame(&y, &[nan, 1.0, nan, 2.0, 3.0, 4.0]), BINOMIAL, None).unwrap_err();
    assert_eq!((error.argument().as_str(), error.value().as_str()), ("response", "-3 at row 3 of \"y\" (2 in all)"));
    let design = Array2::from_shape_fn((6, 1), |(i, _)| X[i]);
    let input = MatrixInput {
        design: design.view(),
        names: None,
        response: MatrixResponse::Numeric(&y),
        weights: Some(&[0.0, 0.0, 1.0, 1.0, 1.0, 1.0]),
        offset: None,
        penalties: Vec::new(),
        terms: Vec::new(),
    };
    let poisson = spec(r#"{"kind":"poisson"}"#);
    let error = fit_matrix(&input, &poisson, &FitOptions::default(), &Control::none()).unwrap_err();
    assert_eq!((error.argument().as_str(), error.value().as_str()), ("y", "-3 at row 3 (1 in all)"));
}

#[test]
fn a_categorical_response_of_a_numeric_family_tells_which_families_take_it() {
    let frame = Frame::numeric(&[("u", &[0.0, 1.0, 0.0]), ("x", &[1.0, 2.0, 4.0])]).factor("u");
    let error = fit("u ~ x", &frame, GAUSSIAN, None).unwrap_err().to_string();
    let expected = "expected numbers for the family gaussian; classes need binomial, multinomial or orderedCategories";
    assert_eq!(error, format!("response is categorical, with the classes \"0\", \"1\"; {expected}"));
}

#[test]
fn a_penalty_that_is_refused_is_named_by_its_place() {
    let (good, bad) = (array![[1.0]], array![[-1.0]]);
    let penalty = |matrix: &'static Array2<f64>| PenaltyInput {
        matrix: matrix.view(),
        columns: None,
        label: None,
        strength: Some(1.0),
    };
    let (good, bad): (&'static _, &'static _) = (Box::leak(Box::new(good)), Box::leak(Box::new(bad)));
    let design = Array2::from_shape_fn((6, 1), |(i, _)| X[i]);
    let input = MatrixInput {
        design: design.view(),
        names: None,
        response: MatrixResponse::Numeric(&Y),
        weights: None,
        offset: None,
        penalties: vec![penalty(good), penalty(bad)],
        terms: Vec::new(),
    };
    let error = fit_matrix(&input, &FamilySpec::gaussian(), &FitOptions::default(), &Control::none()).unwrap_err();
    assert_eq!(error.argument(), "penalties[1]");
}

#[test]
fn more_classes_than_memory_has_room_for_are_refused() {
    let count = 100_000;
    let ids: Vec<f64> = (0..count).map(f64::from).collect();
    let x: Vec<f64> = (0..count).map(|i| f64::from(i % 7)).collect();
    let frame = Frame::numeric(&[("id", &ids), ("x", &x)]).factor("id");
    let error = fit("id ~ x", &frame, r#"{"kind":"multinomial"}"#, None).unwrap_err();
    assert_eq!(error.code(), Code::TooLarge, "{error}");
}

#[test]
fn an_offset_beside_the_formula_is_told_to_be_missing_from_predictions() {
    let data = frame(&Y, &X);
    let table = data.table();
    let input = FormulaInput { offset: Some(&X), ..FormulaInput::new("y ~ x", &table) };
    let fitted = fit_formula(&input, &FamilySpec::gaussian(), &FitOptions::default(), &Control::none()).unwrap();
    assert!(fitted.warnings()[0].starts_with("predictions leave out the option offset"));
    assert!(fit("y ~ offset(x)", &data, GAUSSIAN, None).unwrap().warnings().is_empty());
}
