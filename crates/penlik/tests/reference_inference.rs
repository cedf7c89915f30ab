//! Laws behind tests of hypotheses, against references of 25 digits.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use penlik::inference::ChiSquareMixture;
use penlik::linalg::incomplete_beta::f_tails;
use penlik::linalg::incomplete_gamma::incomplete_gamma;
use penlik::linalg::quantiles::{normal_quantile, student_quantile};
use serde_json::Value;
use support::{Ledger, digits, numbers};

fn fixture(name: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("fixtures/inference_exact.json")).unwrap();
    all[name].as_array().unwrap().clone()
}

/// Compares values of rows [inputs…, wanted…] with the relative error made of the fixture's own list.
fn compare(name: &str, inputs: usize, wanted_digits: f64, found: impl Fn(&[f64]) -> Vec<f64>) {
    let mut ledger = Ledger::new(name);
    for row in fixture(name) {
        let row = numbers(&row);
        let (inputs, wanted) = row.split_at(inputs);
        for (found, wanted) in found(inputs).into_iter().zip(wanted) {
            // Below the smallest normal float there are fewer digits.
            if *wanted > 1e-300 || *wanted < 0.0 {
                ledger.compare(&format!("{inputs:?}"), &[found], &[*wanted], wanted_digits);
            }
        }
    }
    ledger.close();
}

#[test]
fn both_tails_of_the_gamma_law_keep_their_digits() {
    compare("gamma", 2, 12.5, |x| {
        let tails = incomplete_gamma(x[0], x[1]);
        vec![tails.lower, tails.upper]
    });
}

#[test]
fn both_tails_of_the_f_law_keep_their_digits() {
    compare("fisher", 3, 12.5, |x| {
        let tails = f_tails(x[2], x[0], x[1]);
        vec![tails.lower, tails.upper]
    });
}

#[test]
fn quantiles_of_the_normal_law_are_right_to_the_last_digits() {
    compare("normal_quantiles", 1, 15.0, |x| vec![normal_quantile(x[0])]);
}

#[test]
fn quantiles_of_students_law_are_right_in_the_centre_and_far_out() {
    compare("student_quantiles", 2, 12.5, |x| vec![student_quantile(x[1], x[0])]);
}

fn law(entry: &Value) -> ChiSquareMixture {
    let parts = numbers(&entry["parts"]);
    ChiSquareMixture::new(&parts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>())
}

#[test]
fn both_tails_of_mixtures_keep_their_relative_accuracy() {
    let mut ledger = Ledger::new("mixtures");
    for entry in fixture("mixtures") {
        let (law, q) = (law(&entry), entry["q"].as_f64().unwrap());
        let tails = law.tails(q);
        for (found, side) in [(tails.lower, "lower"), (tails.upper, "upper")] {
            let wanted = numbers(&entry[side]);
            if wanted[0] > 1e-300 {
                ledger.compare(&format!("{} at {q}, {side} {:e}", entry["parts"], wanted[0]), &[found], &wanted, 12.0);
            }
        }
    }
    ledger.close();
}

#[test]
fn ratios_to_an_estimated_scale_keep_their_relative_accuracy() {
    let mut ledger = Ledger::new("ratios");
    for entry in fixture("ratios") {
        let (q, nu) = (entry["q"].as_f64().unwrap(), entry["nu"].as_f64().unwrap());
        let found = law(&entry).ratio_upper(q, nu);
        let wanted = numbers(&entry["upper"]);
        ledger.compare(&format!("{} at {q}, {nu}: {:e}", entry["parts"], wanted[0]), &[found], &wanted, 12.0);
    }
    ledger.close();
}

#[test]
fn a_mixture_of_one_weight_is_the_chi_square_law_and_its_ratio_the_f_law() {
    for (h, q) in [(1.0, 1e-8), (1.0, 3.84), (4.0, 700.0), (0.3, 2.0), (250.0, 260.0)] {
        let wanted = incomplete_gamma(h / 2.0, q / 2.0);
        let found = ChiSquareMixture::new(&[(2.0, h)]).tails(2.0 * q);
        assert!(digits(found.upper, wanted.upper) > 12.0 && digits(found.lower, wanted.lower) > 12.0, "{h} {q}");
        for nu in [0.5, 3.0, 1e4, 1e9] {
            let wanted = f_tails(q / h, h, nu).upper;
            let found = ChiSquareMixture::new(&[(2.0, h)]).ratio_upper(2.0 * q, nu);
            assert!(digits(found, wanted) > 11.5, "{h} {q} {nu}: {found:e} for {wanted:e}");
        }
    }
}

#[test]
fn mixtures_end_where_their_support_ends_and_know_no_scale() {
    let law = ChiSquareMixture::of_weights(&[1.0, 0.4]);
    assert_eq!((law.upper(0.0), law.upper(-1.0)), (1.0, 1.0));
    assert_eq!(ChiSquareMixture::of_weights(&[-1.0]).upper(0.0), 0.0);
    assert_eq!(ChiSquareMixture::of_weights(&[]).upper(0.5), 0.0);
    assert_eq!(ChiSquareMixture::of_weights(&[]).upper(-0.5), 1.0);
    assert!(ChiSquareMixture::of_weights(&[1.0]).upper(f64::NAN).is_nan());
    for scale in [1e-200, 1e200] {
        let scaled = ChiSquareMixture::of_weights(&[scale, 0.4 * scale]);
        assert!(digits(scaled.upper(3.0 * scale), law.upper(3.0)) > 14.0);
    }
}
