//! `bs()` and `ns()` of formulas.

use super::support::close;
use crate::design::smooths::regression_spline::{RegressionSpline, SplineColumns};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    x: Vec<f64>,
    /// Where R continues natural splines by lines as well.
    outside: Vec<f64>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    natural: bool,
    degree: usize,
    df: Option<usize>,
    knots: Option<Vec<f64>>,
    ends: Option<(f64, f64)>,
    intercept: bool,
    columns: Vec<f64>,
    outside: Vec<f64>,
}

fn reference() -> File {
    serde_json::from_str(include_str!("../../../../tests/fixtures/smooths/regression.json")).unwrap()
}

fn make(case: &Case, x: &[f64]) -> RegressionSpline {
    let columns =
        SplineColumns { x, df: case.df, knots: case.knots.as_deref(), ends: case.ends, intercept: case.intercept };
    let made = if case.natural {
        RegressionSpline::natural(&columns)
    } else {
        RegressionSpline::polynomial(&columns, case.degree)
    };
    made.unwrap()
}

/// Row after row.
fn rows(spline: &RegressionSpline, x: &[f64], derivative: bool) -> Vec<f64> {
    let stride = x.len() + 2;
    let mut out = vec![f64::NAN; spline.size() * stride];
    if derivative {
        spline.fill_derivative(x, &mut out, stride)
    } else {
        spline.fill(x, &mut out, stride)
    }
    (0..x.len()).flat_map(|i| (0..spline.size()).map(|j| out[j * stride + i]).collect::<Vec<_>>()).collect()
}

#[test]
fn columns_are_those_of_r() {
    let file = reference();
    assert!(file.cases.len() >= 12);
    for case in &file.cases {
        let spline = make(case, &file.x);
        let what = format!("natural {} degree {} df {:?} knots {:?}", case.natural, case.degree, case.df, case.knots);
        close(&what, &rows(&spline, &file.x, false), &case.columns, 1e-13);
        if case.natural {
            close(&what, &rows(&spline, &file.outside, false), &case.outside, 1e-13);
        }
        let text = serde_json::to_string(&spline).unwrap();
        let back: RegressionSpline = serde_json::from_str(&text).unwrap();
        assert_eq!(back, spline);
        assert_eq!(rows(&back, &file.x, false), rows(&spline, &file.x, false));
    }
}

#[test]
fn slopes_are_limits_of_differences_inside_and_outside() {
    let file = reference();
    // None of them is a knot or near one.
    let x = [-1.3017, 0.3017, 1.1013, 2.4519, 3.3023, 9.0];
    let h = 1e-4;
    for case in &file.cases {
        let spline = make(case, &file.x);
        let at = |h: f64| rows(&spline, &x.map(|x| x + h), false);
        let central = |h: f64| -> Vec<f64> { at(h).iter().zip(at(-h)).map(|(a, b)| (a - b) / (2.0 * h)).collect() };
        let (wide, narrow) = (central(h), central(h / 2.0));
        let limit: Vec<f64> = narrow.iter().zip(wide).map(|(n, w)| (4.0 * n - w) / 3.0).collect();
        close("slopes", &rows(&spline, &x, true), &limit, 1e-8);
    }
}

#[test]
fn natural_splines_hold_lines_and_do_not_bend_at_the_ends() {
    let file = reference();
    let columns = SplineColumns { x: &file.x, df: Some(5), knots: None, ends: None, intercept: true };
    let spline = RegressionSpline::natural(&columns).unwrap();
    let (low, high) = file.x.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(*x), b.max(*x)));
    for (end, inwards) in [(low, 1.0), (high, -1.0)] {
        // f‴ is constant in the first piece, so that f″ grows in proportion to the distance from the end.
        let slope = |steps: f64| rows(&spline, &[end + inwards * 1e-3 * steps], true);
        for ((zero, one), two) in slope(0.0).iter().zip(slope(1.0)).zip(slope(2.0)) {
            assert!(((two - zero) - 4.0 * (one - zero)).abs() < 1e-12, "{zero} {one} {two}");
        }
    }
}

#[test]
fn what_cannot_be_is_refused_with_its_name() {
    let x = [0.0, 1.0, 2.0, 3.0, 5.0];
    let open = SplineColumns { x: &x, df: None, knots: None, ends: None, intercept: false };
    let told =
        |columns: SplineColumns<'_>, degree| RegressionSpline::polynomial(&columns, degree).unwrap_err().to_string();
    assert_eq!(told(SplineColumns { df: Some(2), ..open }, 3), "df is 2, expected a number of columns from 3 to 1003");
    assert_eq!(told(open, 0), "degree is 0, expected a whole number from 1 to 20");
    let knots = [2.0, 1.0];
    assert_eq!(
        told(SplineColumns { knots: Some(&knots), ..open }, 3),
        "knots is 1 after 2, expected increasing numbers"
    );
    let knots = [2.0, 7.0];
    assert_eq!(
        told(SplineColumns { knots: Some(&knots), ..open }, 3),
        "knots is 7, expected numbers between the ends 0 and 5"
    );
    let knots = [2.0];
    let both = SplineColumns { knots: Some(&knots), df: Some(7), ..open };
    assert_eq!(told(both, 3), "df is 7, expected 4 beside 1 knots, or none");
    assert_eq!(
        told(SplineColumns { x: &[1.0, 1.0], ..open }, 3),
        "x is 1 to 1, expected at least two different values"
    );
    let none = RegressionSpline::natural(&SplineColumns { df: Some(0), ..open }).unwrap_err().to_string();
    assert_eq!(none, "df is 0, expected a number of columns from 1 to 1001");
}
