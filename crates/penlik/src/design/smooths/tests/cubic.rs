//! `cr`, `cs` and `cc`.

use super::support::{Ask, File, check_case, check_functions, check_slopes, check_storage, close, rows, slopes};
use crate::design::smooths::basis::Basis;
use crate::linalg::SymmetricEigen;

fn reference() -> File {
    serde_json::from_str(include_str!("../../../../tests/fixtures/smooths/cubic.json")).unwrap()
}

#[test]
fn functions_and_penalties_are_those_of_mgcv() {
    let file = reference();
    for case in &file.cases {
        let basis = Ask::k(case.k).m(&case.m).knots(&case.knots).make(&case.bs, &[&file.data["x"]]).unwrap();
        if case.bs != "cs" {
            check_case(&file, case, &basis, 1e-12);
            continue;
        }
        // Which line gets which share is left to rounding there, so that eigenvalues alone can be compared.
        check_functions(&file, case, &basis, 1e-12);
        let wanted = crate::linalg::Symmetric { order: case.k, data: case.penalties[0].clone() };
        let values = |s| SymmetricEigen::new(s).unwrap().values().to_vec();
        let (found, wanted) = (values(&basis.penalties()[0]), values(&wanted));
        close("cs", &found, &wanted, 1e-13);
        close("shares of cs", &found[..2], &wanted[..2], 1e-9);
    }
}

const IRREGULAR: [f64; 7] = [-1.0, -0.4, 0.1, 0.3, 1.7, 2.0, 3.5];

/// ∫ (f″)² over the knots from second differences of exact slopes, which are quadratic between knots.
fn bending(basis: &dyn Basis, knots: &[f64], beta: &[f64]) -> f64 {
    let slope = |x: f64| -> f64 { slopes(basis, &[&[x]], 0)[0].iter().zip(beta).map(|(b, c)| b * c).sum() };
    let mut sum = 0.0;
    for pair in knots.windows(2) {
        let h = pair[1] - pair[0];
        let [s0, s1, s2] = [pair[0], pair[0] + h / 2.0, pair[1]].map(slope);
        let (first, last) = ((-3.0 * s0 + 4.0 * s1 - s2) / h, (s0 - 4.0 * s1 + 3.0 * s2) / h);
        sum += h * (first * first + first * last + last * last) / 3.0;
    }
    sum
}

#[test]
fn a_penalty_is_the_integral_of_the_squared_second_derivative() {
    for name in ["cr", "cc"] {
        let basis = Ask::default().knots(&IRREGULAR).make(name, &[&[0.0, 1.0]]).unwrap();
        let beta: Vec<f64> = (0..basis.size()).map(|j| (1.0 + 2.3 * j as f64).sin()).collect();
        let form: f64 = basis.penalties()[0].product(&beta).iter().zip(&beta).map(|(a, b)| a * b).sum();
        let wanted = bending(&basis, &IRREGULAR, &beta);
        assert!((form - wanted).abs() < 1e-12 * wanted, "{name}: {form} {wanted}");
    }
}

#[test]
fn coefficients_are_values_at_the_knots_and_lines_come_back_everywhere() {
    for name in ["cr", "cs"] {
        let basis = Ask::default().knots(&IRREGULAR).make(name, &[&[0.0, 1.0]]).unwrap();
        for (i, row) in rows(&basis, &[&IRREGULAR]).iter().enumerate() {
            let unit: Vec<f64> = (0..7).map(|j| f64::from(u8::from(i == j))).collect();
            close(name, row, &unit, 1e-15);
        }
        let x = [-7.0, -1.0, -0.9, 0.2, 1.0, 3.4, 3.5, 12.0];
        for (row, x) in rows(&basis, &[&x]).iter().zip(x) {
            let constant: f64 = row.iter().sum();
            let line: f64 = row.iter().zip(IRREGULAR).map(|(b, t)| b * (2.0 * t - 5.0)).sum();
            assert!((constant - 1.0).abs() < 1e-13 && (line - (2.0 * x - 5.0)).abs() < 1e-12, "{x} {constant} {line}");
        }
        let values = IRREGULAR.map(|t| 2.0 * t - 5.0);
        let penalty = basis.penalties().remove(0);
        let size = penalty.data.iter().fold(0.0_f64, |a, s| a.max(s.abs()));
        let free = penalty.product(&values).iter().all(|x| x.abs() < 1e-14 * size);
        assert_eq!(free, name == "cr", "lines are free of the penalty of cr alone");
    }
}

#[test]
fn slopes_are_limits_of_differences_and_meet_at_the_knots() {
    let x = [-3.0, -0.97, -0.6, -0.2, 0.2, 0.35, 1.0, 1.85, 2.5, 3.47, 6.0];
    for name in ["cr", "cs", "cc"] {
        let basis = Ask::default().knots(&IRREGULAR).make(name, &[&[0.0, 1.0]]).unwrap();
        check_slopes(name, &basis, &[&x], 0, 0.008, 1e-9);
        for t in IRREGULAR {
            let around = slopes(&basis, &[&[t * (1.0 - 4e-16) - 1e-16, t, t * (1.0 + 4e-16) + 1e-16]], 0);
            close("slope before a knot", &around[0], &around[1], 1e-13);
            close("slope after a knot", &around[2], &around[1], 1e-13);
        }
        check_storage(&basis, &[&x]);
    }
}

#[test]
fn a_cyclic_spline_repeats_itself() {
    let basis = Ask::default().knots(&IRREGULAR).make("cc", &[&[0.0, 1.0]]).unwrap();
    let ends = rows(&basis, &[&[-1.0, 3.5, 8.0, -1e-9 - 1.0, 3.5 - 1e-9]]);
    close("ends", &ends[0], &ends[1], 1e-15);
    close("a period on", &ends[2], &ends[1], 1e-15);
    close("just before", &ends[3], &ends[4], 1e-13);
    let slopes = slopes(&basis, &[&[-1.0, 3.5]], 0);
    close("slopes at the ends", &slopes[0], &slopes[1], 1e-14);
    // The constant alone is free.
    let penalty = basis.penalties().remove(0);
    let values = SymmetricEigen::new(&penalty).unwrap().values().to_vec();
    assert!(values[0].abs() < 1e-13 * values[5] && values[1] > 1e-3 * values[5], "{values:?}");
}

#[test]
fn units_of_the_covariate_do_not_matter() {
    let file = reference();
    let x = &file.data["x"];
    for name in ["cr", "cs", "cc"] {
        let plain = Ask::k(8).make(name, &[x]).unwrap();
        for scale in [2.0_f64.powi(-60), 2.0_f64.powi(60)] {
            let scaled_x: Vec<f64> = x.iter().map(|x| x * scale).collect();
            let scaled = Ask::k(8).make(name, &[&scaled_x]).unwrap();
            close(name, &rows(&scaled, &[&scaled_x]).concat(), &rows(&plain, &[x]).concat(), 1e-14);
            let back: Vec<f64> = scaled.penalties()[0].data.iter().map(|s| s * scale.powi(3)).collect();
            close(name, &back, &plain.penalties()[0].data, 1e-12);
        }
    }
}

#[test]
fn what_cannot_be_is_refused_with_its_name() {
    let x = [0.0, 1.0, 1.0, 2.0, 3.0, 4.0];
    let told = |name: &str, ask: Ask, x: &[f64]| ask.make(name, &[x]).unwrap_err().to_string();
    assert_eq!(told("cr", Ask::k(2), &x), "k is 2, expected a number of functions from 3 to 2000");
    assert_eq!(told("cs", Ask::k(6), &x), "k is 6, expected at most 5, the number of different values of x1");
    let default = "k is 10 (the default), expected at most 5, the number of different values of x1";
    assert_eq!(told("cr", Ask::default(), &x), default);
    assert_eq!(told("cc", Ask::default(), &x), default);
    assert_eq!(told("cc", Ask::k(3), &x), "k is 3, expected a number of functions from 4 to 2000");
    assert_eq!(
        told("cr", Ask::k(5).m(&[3.0]), &x),
        "m is [3.0], expected 2 or nothing: the order of the penalty is fixed"
    );
    assert_eq!(told("cr", Ask::k(4).knots(&[0.0, 1.0, 2.0]), &x), "knots is 3 numbers, expected 4, as many as k");
    assert_eq!(told("cr", Ask::k(3).knots(&[0.0, 2.0, 2.0]), &x), "knots is 2 after 2, expected increasing numbers");
    assert_eq!(
        told("cr", Ask::default().knots(&[0.0, 2.0]), &x),
        "k is 2, expected a number of functions from 3 to 2000"
    );
    assert_eq!(told("cr", Ask::k(3).knots(&[0.0, f64::NAN, 2.0]), &x), "knots is NaN, expected finite numbers");
    assert_eq!(
        told("cc", Ask::default().knots(&[0.0, 1.0, 2.0, 3.5]), &x),
        "knots is 0 to 3.5, expected a period around x1, which has 4"
    );
    let two = Ask::k(4).make("cr", &[&x, &x]).unwrap_err().to_string();
    assert_eq!(two, "x1, x2 is several covariates, expected one covariate");
}

#[test]
fn a_stored_spline_with_bad_knots_is_refused() {
    for (kind, knots) in
        [("cr", "[0.0,1.0]"), ("cr", "[0.0,2.0,1.0]"), ("cs", "[0.0,1.0,1.0]"), ("cc", "[0.0,1.0,2.0]")]
    {
        let text = format!("{{\"kind\":\"{kind}\",\"knots\":{knots}}}");
        assert!(serde_json::from_str::<crate::design::smooths::catalog::AnyBasis>(&text).is_err(), "{text}");
    }
}
