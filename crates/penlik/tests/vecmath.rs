//! The elementary functions against values that are correct to 30 digits.
//!
//! Errors are measured in units in the last place of the correctly rounded result, over random points of every magnitude.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use penlik::linalg::vecmath::{exp, ln, ln_1p, logistic};
use penlik_testkit::{DoubleDouble, Random, Scalar};

type Reference = fn(DoubleDouble) -> DoubleDouble;

/// Random points for each function: 60 for each property's point that the environment asks for, 60 000 without.
fn points() -> usize {
    60 * std::env::var("PENLIK_CASES").map_or(1000, |n| n.parse::<usize>().expect("PENLIK_CASES is a whole number"))
}

fn dd(x: f64) -> DoubleDouble {
    DoubleDouble::of(x)
}

/// |found − wanted| in units in the last place of wanted.
fn ulps(found: f64, wanted: DoubleDouble) -> f64 {
    let size = wanted.to_f64().abs();
    let ulp = if size < f64::MIN_POSITIVE { 5e-324 } else { f64::from_bits(size.to_bits() + 1) - size };
    // In units of the last place first: a difference of subnormal numbers has no digits left.
    ((dd(found) - wanted).to_f64() / ulp).abs()
}

fn worst(name: &str, f: fn(f64) -> f64, reference: Reference, point: &mut dyn FnMut() -> f64) {
    let mut most = (0.0, 0.0);
    for _ in 0..points() {
        let x = point();
        let error = ulps(f(x), reference(dd(x)));
        if !(error <= most.0) {
            most = (error, x);
        }
    }
    println!("{name}: {:.3} ulp at {:e}", most.0, most.1);
    assert!(most.0 <= 1.0, "{name}({:e}) is off by {} ulp", most.1, most.0);
}

/// A number of either sign whose magnitude is uniform on the logarithmic scale.
fn spread(random: &mut Random, lo: f64, hi: f64) -> f64 {
    let size = random.decade(lo, hi);
    if random.uniform() < 0.5 { -size } else { size }
}

fn exact_logistic(x: DoubleDouble) -> DoubleDouble {
    let e = (if x.to_f64() < 0.0 { x } else { -x }).exp();
    let over = if x.to_f64() < 0.0 { e } else { dd(1.0) };
    over / (dd(1.0) + e)
}

#[test]
fn exp_is_within_one_ulp() {
    let mut random = Random::new(1);
    worst("exp", exp, DoubleDouble::exp, &mut || random.between(-690.0, 709.7));
    worst("exp", exp, DoubleDouble::exp, &mut || spread(&mut random, -20.0, 2.0));
}

#[test]
fn ln_is_within_one_ulp_from_the_smallest_number_to_the_largest() {
    let mut random = Random::new(2);
    worst("ln", ln, DoubleDouble::ln, &mut || random.decade(-307.0, 308.2));
    worst("ln", ln, DoubleDouble::ln, &mut || random.between(0.4, 2.5));
    worst("ln", ln, DoubleDouble::ln, &mut || 1.0 + spread(&mut random, -15.0, -2.0));
}

#[test]
fn ln_1p_is_within_one_ulp() {
    let mut random = Random::new(3);
    worst("ln_1p", ln_1p, DoubleDouble::ln_1p, &mut || random.decade(-300.0, 308.2));
    worst("ln_1p", ln_1p, DoubleDouble::ln_1p, &mut || random.decade(-16.0, 1.0));
    worst("ln_1p", ln_1p, DoubleDouble::ln_1p, &mut || -random.decade(-16.0, 0.0));
}

#[test]
fn logistic_is_within_one_ulp() {
    let mut random = Random::new(4);
    worst("logistic", logistic, exact_logistic, &mut || random.between(-690.0, 690.0));
    worst("logistic", logistic, exact_logistic, &mut || spread(&mut random, -18.0, 1.6));
}

#[test]
fn ends_of_the_range_are_the_limits() {
    assert_eq!([exp(0.0), exp(-1e300), exp(f64::NEG_INFINITY)], [1.0, 0.0, 0.0]);
    assert_eq!([exp(1e300), exp(f64::INFINITY), exp(709.8)], [f64::INFINITY; 3]);
    assert_eq!(
        [ln(1.0), ln(0.0), ln(-0.0), ln(f64::INFINITY)],
        [0.0, f64::NEG_INFINITY, f64::NEG_INFINITY, f64::INFINITY]
    );
    assert_eq!([ln_1p(0.0), ln_1p(-1.0), ln_1p(f64::INFINITY)], [0.0, f64::NEG_INFINITY, f64::INFINITY]);
    assert_eq!([logistic(0.0), logistic(800.0), logistic(f64::INFINITY)], [0.5, 1.0, 1.0]);
    assert_eq!([logistic(-800.0), logistic(f64::NEG_INFINITY)], [0.0, 0.0]);
    assert!([exp(f64::NAN), ln(f64::NAN), ln_1p(f64::NAN), logistic(f64::NAN)].iter().all(|y| y.is_nan()));
    assert!([ln(-1.0), ln(f64::NEG_INFINITY), ln_1p(-1.5)].iter().all(|y| y.is_nan()));
}

#[test]
fn subnormal_numbers_are_numbers_like_others() {
    let mut random = Random::new(5);
    for _ in 0..1000 {
        let x = random.decade(-323.0, -308.0);
        assert!((ln(x) - x.ln()).abs() <= 2.0 * f64::EPSILON * 745.0 / 4.0, "ln({x:e})");
        assert_eq!(ln_1p(x), x);
        let y = -random.between(708.5, 744.0);
        assert!((exp(y) - y.exp()).abs() <= 5e-324, "exp({y})");
        assert!((logistic(y) - y.exp()).abs() <= 5e-324, "logistic({y})");
    }
}
