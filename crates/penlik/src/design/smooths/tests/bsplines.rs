//! `ps`, `cp` and `bs`.

use super::support::{Ask, File, check_case, check_slopes, check_storage, close, rows, slopes};
use crate::design::smooths::basis::{Basis, Setting};
use crate::linalg::SymmetricEigen;

fn reference() -> File {
    serde_json::from_str(include_str!("../../../../tests/fixtures/smooths/bsplines.json")).unwrap()
}

#[test]
fn functions_and_penalties_are_those_of_mgcv() {
    let file = reference();
    assert_eq!(file.cases.len(), 20);
    for case in &file.cases {
        let basis = Ask::k(case.k).m(&case.m).knots(&case.knots).make(&case.bs, &[&file.data["x"]]).unwrap();
        check_case(&file, case, &basis, 1e-12);
    }
}

/// Knots at irregular distances for degree p, of which [0, 4] surrounds the data.
fn irregular(degree: usize) -> Vec<f64> {
    let inner = [0.0, 0.3, 0.5, 1.7, 2.0, 3.2, 4.0];
    let below = (1..=degree).rev().map(|j| -0.7 * j as f64);
    let above = (1..=degree).map(|j| 4.0 + 0.4 * (j * j) as f64);
    below.chain(inner).chain(above).collect()
}

fn value(basis: &dyn Basis, beta: &[f64], x: f64) -> f64 {
    rows(basis, &[&[x]])[0].iter().zip(beta).map(|(b, c)| b * c).sum()
}

#[test]
fn splines_sum_to_one_are_local_and_make_every_polynomial_of_their_degree() {
    for degree in 1..=6 {
        let k = 6 + degree;
        let knots = irregular(degree);
        let ask = Ask::k(k).m(&[degree as f64, 1.0]).knots(&knots);
        let basis = ask.make("bs", &[&[0.0, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 2.0, 3.0, 3.3, 3.5, 3.9, 4.0]]).unwrap();
        let x: Vec<f64> = (0..=80).map(|i| f64::from(i) / 20.0).collect();
        for (row, x) in rows(&basis, &[&x]).iter().zip(&x) {
            assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-14 && row.iter().all(|b| *b >= 0.0), "{x}");
            assert!(row.iter().filter(|b| **b != 0.0).count() <= degree + 1);
        }
        // x^p has the coefficients Π_{i = 1..p} t_{j+i} (Marsden's identity).
        let beta: Vec<f64> = (0..k).map(|j| knots[j + 1..=j + degree].iter().product()).collect();
        for x in x {
            let (found, wanted) = (value(&basis, &beta, x), x.powi(i32::try_from(degree).unwrap()));
            assert!((found - wanted).abs() < 1e-12 * 4_f64.powi(i32::try_from(degree).unwrap()), "{degree} {x}");
        }
    }
}

#[test]
fn penalties_are_integrals_of_squared_derivatives() {
    // f = x^p: ∫ f^(r)² over [0, 4] is (p!/(p − r)!)²·4^(2(p − r) + 1)/(2(p − r) + 1).
    for degree in 1..=6_usize {
        let knots = irregular(degree);
        let m: Vec<f64> = std::iter::once(degree).chain(0..=degree).map(|m| m as f64).collect();
        let x: Vec<f64> = (0..=12).map(|i| f64::from(i) / 3.0).collect();
        let basis = Ask::k(6 + degree).m(&m).knots(&knots).make("bs", &[&x]).unwrap();
        let beta: Vec<f64> = (0..6 + degree).map(|j| knots[j + 1..=j + degree].iter().product()).collect();
        for (r, penalty) in basis.penalties().iter().enumerate() {
            let form: f64 = penalty.product(&beta).iter().zip(&beta).map(|(a, b)| a * b).sum();
            let falling: f64 = (degree - r + 1..=degree).map(|i| i as f64).product();
            let rest = 2 * (degree - r) + 1;
            let wanted = falling * falling * 4_f64.powi(i32::try_from(rest).unwrap()) / rest as f64;
            assert!((form - wanted).abs() < 1e-11 * wanted, "{degree} {r}: {form} {wanted}");
        }
    }
    // A function that is no polynomial, by the trapezoidal rule's limit over each piece.
    let knots = irregular(3);
    let x: Vec<f64> = (0..=12).map(|i| f64::from(i) / 3.0).collect();
    let basis = Ask::k(9).m(&[3.0, 1.0]).knots(&knots).make("bs", &[&x]).unwrap();
    let beta: Vec<f64> = (0..9).map(|j| (1.0 + 2.7 * f64::from(j)).sin()).collect();
    let slope = |x: f64| -> f64 { slopes(&basis, &[&[x]], 0)[0].iter().zip(&beta).map(|(b, c)| b * c).sum() };
    let mut wanted = 0.0;
    for pair in knots[3..=9].windows(2) {
        // f′² is of degree 4 there: Boole's rule is exact.
        let h = (pair[1] - pair[0]) / 4.0;
        let weights = [7.0, 32.0, 12.0, 32.0, 7.0];
        wanted += (0..5).map(|i| weights[i] * slope(pair[0] + h * i as f64).powi(2)).sum::<f64>() * 2.0 * h / 45.0;
    }
    let form: f64 = basis.penalties()[0].product(&beta).iter().zip(&beta).map(|(a, b)| a * b).sum();
    assert!((form - wanted).abs() < 1e-13 * wanted, "{form} {wanted}");
}

#[test]
fn slopes_are_limits_of_differences_and_continue_by_lines() {
    let data: Vec<f64> = (0..=12).map(|i| f64::from(i) / 3.0).collect();
    let x = [-5.0, -0.37, 0.15, 0.41, 0.9, 1.85, 2.6, 3.93, 6.5];
    for degree in 1..=5 {
        let ask = Ask::k(6 + degree).m(&[degree as f64 - 1.0, 1.0]).knots(&irregular(degree));
        let basis = ask.make("ps", &[&data]).unwrap();
        check_slopes("ps", &basis, &[&x], 0, 0.01, 1e-8);
        check_storage(&basis, &[&x]);
        // Value and slope go on from the end, and stay a line.
        let ends = rows(&basis, &[&[4.0, 4.0 + 1e-9, 5.0, 6.0, 7.0]]);
        close("just outside", &ends[1], &ends[0], 1e-8);
        let wanted: Vec<f64> = (0..basis.size()).map(|j| 2.0 * ends[3][j] - ends[2][j]).collect();
        close("a line", &ends[4], &wanted, 1e-13);
    }
}

#[test]
fn derivatives_of_cyclic_splines_meet_around_the_circle() {
    let data: Vec<f64> = (0..=12).map(|i| f64::from(i) / 3.0).collect();
    let pieces = [0.0, 0.5, 0.8, 1.9, 2.2, 3.0, 3.3, 4.0];
    for degree in 2..=4 {
        let ask = Ask::k(7).m(&[degree as f64 - 1.0, 1.0]).knots(&pieces);
        let basis = ask.make("cp", &[&data]).unwrap();
        check_slopes("cp", &basis, &[&[-0.21, 0.1, 0.6, 1.3, 2.05, 3.7, 5.25]], 0, 0.01, 1e-8);
        check_storage(&basis, &[&pieces]);
        let around = rows(&basis, &[&[0.0, 4.0, 8.0, -4.0, 1.25, -2.75, 9.25]]);
        (1..4).for_each(|i| close("ends", &around[i], &around[0], 1e-14));
        (5..7).for_each(|i| close("inside", &around[i], &around[4], 1e-14));
        close("slopes", &slopes(&basis, &[&[0.0]], 0)[0], &slopes(&basis, &[&[4.0]], 0)[0], 1e-14);
        let row = &around[4];
        assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-15 && row.iter().all(|b| *b >= 0.0));
        let values = SymmetricEigen::new(&basis.penalties()[0]).unwrap().values().to_vec();
        assert!(values[0].abs() < 1e-14 && values[1] > 0.1, "the constant alone is free: {values:?}");
    }
}

#[test]
fn pieces_may_hold_equal_shares_of_the_values_or_be_given() {
    let x: Vec<f64> = (0..=20).map(|i| f64::from(i * i) / 100.0).collect();
    let quantile = Setting::Word("quantile".to_owned());
    let basis = Ask::k(7).option("spacing", quantile.clone()).make("bs", &[&x]).unwrap();
    let same = Ask::k(7).knots(&[0.0, 0.25, 1.0, 2.25, 4.0]).make("bs", &[&x]).unwrap();
    assert_eq!(basis, same);
    // Functions at the ends are one and zero, since the ends are repeated.
    let ends = rows(&basis, &[&[0.0, 4.0]]);
    assert_eq!((ends[0][0], ends[1][6]), (1.0, 1.0));
    // A line is free.
    let knots = [0.0, 0.0, 0.0, 0.0, 0.25, 1.0, 2.25, 4.0, 4.0, 4.0, 4.0];
    let line: Vec<f64> = (0..7).map(|j| (knots[j + 1] + knots[j + 2] + knots[j + 3]) / 3.0).collect();
    let penalty = basis.penalties().remove(0);
    let size = penalty.data.iter().fold(0.0_f64, |a, s| a.max(s.abs()));
    assert!(penalty.product(&line).iter().all(|s| s.abs() < 1e-14 * size));
    let told = Ask::k(7).option("spacing", quantile).knots(&[0.0, 4.0]).make("bs", &[&x]).unwrap_err().to_string();
    assert_eq!(told, "spacing is quantile, expected none beside knots");
    let told = Ask::k(7).option("spacing", Setting::Number(1.0)).make("bs", &[&x]).unwrap_err();
    assert_eq!((told.argument.as_str(), told.expected.as_str()), ("spacing", "one of equal, quantile"));
}

#[test]
fn units_of_the_covariate_do_not_matter() {
    let file = reference();
    let x = &file.data["x"];
    for (name, power) in [("ps", 0), ("cp", 0), ("bs", 3)] {
        let plain = Ask::k(8).make(name, &[x]).unwrap();
        for scale in [2.0_f64.powi(-60), 2.0_f64.powi(60)] {
            let scaled_x: Vec<f64> = x.iter().map(|x| x * scale).collect();
            let scaled = Ask::k(8).make(name, &[&scaled_x]).unwrap();
            close(name, &rows(&scaled, &[&scaled_x]).concat(), &rows(&plain, &[x]).concat(), 1e-14);
            let back: Vec<f64> = scaled.penalties()[0].data.iter().map(|s| s * scale.powi(power)).collect();
            close(name, &back, &plain.penalties()[0].data, 1e-13);
        }
    }
}

#[test]
fn what_cannot_be_is_refused_with_its_name() {
    let x = [0.0, 1.0, 1.0, 2.0, 3.0, 4.0, 5.0];
    let told = |name: &str, ask: Ask| ask.make(name, &[&x]).unwrap_err().to_string();
    assert_eq!(
        told("ps", Ask::default()),
        "k is 10 (the default), expected at most 6, the number of different values of x1"
    );
    let other = Ask::k(5).option("power", Setting::Number(1.0));
    assert_eq!(told("cp", other.clone()), "power is 1, expected no options");
    assert_eq!(told("bs", other), "power is 1, expected one of the options spacing");
    assert_eq!(told("ps", Ask::k(3)), "k is 3, expected a number of functions from 4 to 2000");
    assert_eq!(told("cp", Ask::k(5).m(&[1.0, 5.0])), "k is 5, expected a number of functions from 6 to 2000");
    assert_eq!(
        told("ps", Ask::k(5).m(&[1.0, 2.0, 3.0])),
        "m is [1.0, 2.0, 3.0], expected degree − 1 and the order of the differences"
    );
    assert_eq!(told("ps", Ask::k(5).m(&[1.5])), "m is [1.5], expected integers from 0 to 20");
    assert_eq!(told("bs", Ask::k(5).m(&[-1.0])), "m is [-1.0], expected integers from 0 to 20");
    assert_eq!(told("bs", Ask::k(5).m(&[f64::NAN])), "m is [NaN], expected integers from 0 to 20");
    assert_eq!(
        told("bs", Ask::k(5).m(&[2.0, 3.0])),
        "m is [2.0, 3.0], expected derivatives of orders up to the degree, which comes first"
    );
    assert_eq!(
        told("bs", Ask::k(5).m(&[3.0, 2.0, 2.0])),
        "m is [3.0, 2.0, 2.0], expected derivatives of different orders after the degree"
    );
    let counts = "knots is 4 numbers, expected 2, 3 or 9: ends, limits of the pieces, or all";
    assert_eq!(told("bs", Ask::k(5).knots(&[0.0, 1.0, 2.0, 5.0])), counts);
    assert_eq!(told("ps", Ask::k(5).knots(&[5.0, 0.0])), "knots is 0 after 5, expected increasing numbers");
    assert_eq!(
        told("ps", Ask::k(5).knots(&[0.0, 2.0, 4.0])),
        "knots is 0 to 4, expected a range around x1, which has 5"
    );
    assert_eq!(told("cp", Ask::k(5).knots(&[0.0, 4.0])), "knots is 0 to 4, expected a period around x1, which has 5");
    let counts = "knots is 3 numbers, expected 2 or 6: the ends of the period, or the limits of 5 pieces";
    assert_eq!(told("cp", Ask::k(5).knots(&[0.0, 4.0, 5.0])), counts);
}

#[test]
fn a_stored_spline_with_bad_parts_is_refused() {
    for text in [
        r#"{"kind":"ps","splines":{"degree":1,"knots":[0.0,1.0,0.5,2.0]},"difference":1}"#,
        r#"{"kind":"ps","splines":{"degree":99,"knots":[0.0,1.0,1.5,2.0]},"difference":1}"#,
        r#"{"kind":"bs","splines":{"degree":1,"knots":[0.0,1.0]},"derivatives":[1]}"#,
        r#"{"kind":"cp","degree":3,"difference":2,"knots":[0.0,1.0,2.0]}"#,
        r#"{"kind":"cp","degree":0,"difference":0,"knots":[]}"#,
    ] {
        assert!(serde_json::from_str::<crate::design::smooths::catalog::AnyBasis>(text).is_err(), "{text}");
    }
}
