//! Binary and grouped logit models against references of 20 and 30 digits, at default settings.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use penlik::model::{FitOptions, Fitted};
use support::{Exact, Frame, Ledger, formula_fit, json, levels, numbers, spec};

fn binomial_fit(formula: &str, frame: &Frame, weights: Option<&[f64]>, declared: &[(String, Vec<String>)]) -> Fitted {
    formula_fit(formula, frame, &spec(r#"{"kind":"binomial"}"#), weights, declared, &FitOptions::default())
}

/// Compares with a set whose only active class has the given name; `renamed` maps its terms to ours.
fn check(set: &str, class: &str, fitted: &Fitted, renamed: impl Fn(&str) -> String, deviance: &str) {
    let all = json("glm_reference.json");
    let reference = &all[set];
    let terms: Vec<_> =
        reference["terms"].as_array().unwrap().iter().map(|term| renamed(term.as_str().unwrap())).collect();
    assert_eq!(fitted.coefficient_names(), terms);
    let mut ledger = Ledger::new(set);
    ledger.compare("coefficients", fitted.coefficients(), &numbers(&reference["coef"][class]), 12.0);
    ledger.compare("standard errors", fitted.standard_errors(), &numbers(&reference["se"][class]), 12.0);
    ledger.compare("log-likelihood", &[fitted.log_likelihood()], &numbers(&reference["loglik"]), 12.0);
    ledger.compare("deviance", &[fitted.deviance()], &numbers(&reference[deviance]), 12.0);
    ledger.close();
}

const BIRTH_WEIGHT: &str = "birthwt_low~age+lwt+race+smoke+ptl+ht+ui+ftv";
const MENARCHE: &str = "menarche_grouped~Age";

#[test]
fn birth_weights_with_race_as_a_factor_agree_with_the_reference() {
    let frame = Frame::read("birthwt.csv").factor("race");
    let fitted = binomial_fit("low ~ age + lwt + race + smoke + ptl + ht + ui + ftv", &frame, None, &[]);
    check(BIRTH_WEIGHT, "1", &fitted, str::to_owned, "deviance");
}

#[test]
fn birth_weights_with_race_made_a_factor_in_the_formula_agree_with_the_reference() {
    let frame = Frame::read("birthwt.csv");
    let fitted = binomial_fit("low ~ age + lwt + C(race) + smoke + ptl + ht + ui + ftv", &frame, None, &[]);
    check(BIRTH_WEIGHT, "1", &fitted, |term| term.replace("race", "C(race)"), "deviance");
}

fn menarche() -> (Frame, Vec<f64>) {
    let frame = Frame::read("menarche.csv");
    let (total, yes) = (frame.column("Total"), frame.column("Menarche"));
    let no = total.iter().zip(&yes).map(|(n, y)| n - y).collect();
    let share = total.iter().zip(&yes).map(|(n, y)| y / n).collect();
    (frame.with("yes", yes).with("no", no).with("share", share), total)
}

#[test]
fn menarche_as_counts_of_successes_and_failures_agrees_with_the_reference() {
    let fitted = binomial_fit("cbind(yes, no) ~ Age", &menarche().0, None, &[]);
    check(MENARCHE, "yes", &fitted, str::to_owned, "binomial_deviance");
}

#[test]
fn menarche_as_proportions_with_trials_as_weights_agrees_with_the_reference() {
    let (frame, total) = menarche();
    let fitted = binomial_fit("share ~ Age", &frame, Some(&total), &[]);
    check(MENARCHE, "yes", &fitted, str::to_owned, "binomial_deviance");
}

#[test]
fn nearly_separated_iris_classes_agree_with_the_reference() {
    let frame = Frame::read("iris.csv").without("Species", "setosa");
    let declared = levels(&[("Species", &["versicolor", "virginica"])]);
    let formula = "Species ~ Sepal.Length + Sepal.Width + Petal.Length + Petal.Width";
    let fitted = binomial_fit(formula, &frame, None, &declared);
    check("iris2_virginica~all (near-separated logistic)", "virginica", &fitted, str::to_owned, "deviance");
}

#[test]
fn proportions_with_weights_and_offset_agree_with_thirty_digits() {
    let name = "binomial of 200 rows with proportions, weights and offset";
    let exact = Exact::read(name);
    let fitted = exact.fit();
    let mut ledger = Ledger::new(name);
    ledger.compare("coefficients", fitted.coefficients(), &exact.truth("coefficients"), 13.0);
    ledger.compare("standard errors", fitted.standard_errors(), &exact.truth("standardErrors"), 13.0);
    ledger.compare("log-likelihood", &[fitted.log_likelihood()], &exact.truth("logLikelihood"), 13.0);
    ledger.compare("deviance", &[fitted.deviance()], &exact.truth("deviance"), 13.0);
    ledger.close();
}
