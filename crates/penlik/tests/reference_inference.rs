//! Laws behind tests of hypotheses, against references of 25 digits.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use penlik::inference::{
    ChiSquareMixture, EffectiveDegrees, StatisticKind, frequentist_covariance, random_effect_test, smooth_test,
    submatrix,
};
use penlik::linalg::Symmetric;
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

/// A model of `inference_mgcv.json`.
struct Model {
    fields: Value,
}

impl Model {
    fn read(name: &str) -> Self {
        let all: Value = serde_json::from_str(include_str!("fixtures/inference_mgcv.json")).unwrap();
        Self { fields: all[name].clone() }
    }

    fn vector(&self, name: &str) -> Vec<f64> {
        numbers(&self.fields[name])
    }

    fn matrix(&self, name: &str) -> Symmetric {
        Symmetric { order: self.vector("beta").len(), data: self.vector(name) }
    }

    fn terms(&self) -> &[Value] {
        self.fields["terms"].as_array().unwrap()
    }
}

fn positions(term: &Value) -> Vec<usize> {
    numbers(&term["positions"]).into_iter().map(|x| x as usize).collect()
}

#[test]
fn degrees_of_freedom_and_frequentist_covariance_agree_with_mgcv() {
    let mut ledger = Ledger::new("mgcv");
    for name in ["smooths", "effects"] {
        let model = Model::read(name);
        let (inverse, information) = (model.matrix("inverse"), model.matrix("information"));
        let degrees = EffectiveDegrees::new(&inverse, &information, &model.matrix("penalty"));
        for term in model.terms() {
            let at = positions(term);
            ledger.compare("edf", &[degrees.of(&at)], &numbers(&term["edf"]), 9.0);
            ledger.compare("edf1", &[degrees.reference_of(&at)], &numbers(&term["edf1"]), 9.0);
        }
        let found = frequentist_covariance(&inverse, &information);
        let largest = found.data.iter().fold(0.0, |m: f64, x| m.max(x.abs()));
        let gap = found.data.iter().zip(model.vector("frequentist")).fold(0.0, |m: f64, (x, y)| m.max((x - y).abs()));
        assert!(gap < 1e-10 * largest, "{gap:e} of {largest:e}");
    }
    ledger.close();
}

#[test]
fn tests_of_smooths_at_known_scale_agree_with_mgcv() {
    let model = Model::read("smooths");
    let mut ledger = Ledger::new("mgcv");
    // mgcv evaluates the mixture to a tolerance of 2e-5; these are the same laws by Imhof's integral, evaluated independently.
    for (term, exact) in model.terms().iter().zip([0.121_816_856_771_988_06, 0.083_834_378_034_450_87]) {
        let at = positions(term);
        let beta: Vec<f64> = at.iter().map(|&j| model.vector("beta")[j]).collect();
        let (covariance, gram) = (model.matrix("inverse"), model.matrix("information"));
        let (covariance, gram) = (submatrix(&covariance, &at), submatrix(&gram, &at));
        let rank = numbers(&term["edf1"])[0];
        let test = smooth_test(&beta, &covariance, &gram, rank, StatisticKind::Z).unwrap();
        ledger.compare("p-value", &[test.p_value], &[exact], 10.0);
        ledger.compare("p-value of mgcv", &[test.p_value], &numbers(&term["p"]), 4.5);
        // mgcv tells the statistic of one of the two signs of ρ.
        ledger.compare("statistic", &[test.statistic], &numbers(&term["statistic"]), 2.0);
    }
    ledger.close();
}

#[test]
fn a_test_of_a_random_effect_agrees_with_mgcv_to_the_digits_it_has() {
    let model = Model::read("effects");
    let term = &model.terms()[0];
    let at = positions(term);
    let beta: Vec<f64> = at.iter().map(|&j| model.vector("beta")[j]).collect();
    let covariance = submatrix(&model.matrix("inverse"), &at);
    let spread = submatrix(&model.matrix("frequentist"), &at);
    let test = random_effect_test(&beta, &covariance, &spread, StatisticKind::Z).unwrap();
    assert!(digits(test.statistic, numbers(&term["statistic"])[0]) > 9.0);
    assert!(digits(test.p_value, numbers(&term["p"])[0]) > 5.0);
    // The other coefficients are not penalised: the statistic expects as much as the term has degrees of freedom.
    assert!(digits(test.rank, numbers(&term["edf"])[0]) > 9.0);
}
