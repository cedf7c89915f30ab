//! Fits without a finite optimum against references of 20 digits: what is infinite, what stays finite, and how a user is told.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use penlik::check::{Code, Explain};
use penlik::model::{Control, FitOptions, Fitted, FormulaInput, ModelError, Separated, Sign, fit_formula};
use support::{Frame, Ledger, json, numbers, spec};

const BINOMIAL: &str = r#"{"kind":"binomial"}"#;
const POISSON: &str = r#"{"kind":"poisson"}"#;
const IRIS: &str = "Species ~ Sepal.Length + Sepal.Width + Petal.Length + Petal.Width";

fn fit(formula: &str, frame: &Frame, family: &str, options: &FitOptions) -> Result<Fitted, ModelError> {
    let table = frame.table();
    let input = FormulaInput::new(formula, &table);
    fit_formula(&input, &spec(family), options, &Control::none())
}

fn separated(formula: &str, frame: &Frame, family: &str) -> (Fitted, Separated) {
    let fitted = fit(formula, frame, family, &FitOptions::default()).unwrap();
    assert!(!fitted.converged());
    assert_eq!(fitted.code(), Some(Code::Separation), "{}", fitted.message());
    let found = fitted.separation().unwrap().clone();
    println!("{}", fitted.message());
    (fitted, found)
}

fn infinite(found: &Separated) -> Vec<(&str, Sign)> {
    found.coefficients.iter().map(|c| (c.name.as_str(), c.sign)).collect()
}

#[test]
fn endometrial_cancer_has_the_limit_of_the_reference() {
    let (fitted, found) = separated("HG ~ NV + PI + EH", &Frame::read("endometrial.csv"), BINOMIAL);
    assert_eq!(infinite(&found), [("NV", Sign::Plus)]);
    assert_eq!((found.rows, found.complete), (13, false));
    let wanted = "the classes 0 and 1 are separated in 13 of 79 rows, so that no finite maximum exists: NV → +∞; a ridge or bias \"jeffreys\" gives finite estimates";
    assert!(fitted.message() == wanted, "{}", fitted.message());
    let all = json("glm_reference.json");
    let reference = &all["endometrial_ml_limit (quasi-complete separation)"];
    let limit = found.limit.unwrap();
    let mut ledger = Ledger::new("endometrial, in the limit");
    let names: Vec<&str> = limit.coefficients.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["(Intercept)", "PI", "EH"]);
    let truth: Vec<f64> = names.iter().map(|name| numbers(&reference["finite_coef"][*name])[0]).collect();
    let estimates: Vec<f64> = limit.coefficients.iter().map(|c| c.estimate).collect();
    let errors: Vec<f64> = limit.coefficients.iter().map(|c| c.standard_error).collect();
    ledger.compare("coefficients", &estimates, &truth, 13.0);
    ledger.compare("standard errors", &errors, &numbers(&reference["finite_se"]), 13.0);
    ledger.compare("deviance", &[limit.deviance], &numbers(&reference["deviance_infimum"]), 13.0);
    ledger.compare("log-likelihood", &[-2.0 * limit.log_likelihood], &numbers(&reference["deviance_infimum"]), 13.0);
    ledger.close();
}

#[test]
fn of_three_irises_setosa_is_separated_and_the_other_two_keep_their_fit() {
    let (fitted, found) = separated(IRIS, &Frame::read("iris.csv"), r#"{"kind":"multinomial"}"#);
    assert_eq!(found.classes, ["setosa"]);
    assert!(fitted.message().starts_with("the class setosa is separated from the others in 150 of 150 rows"));
    assert_eq!(found.coefficients.len(), 5);
    assert!(found.coefficients.iter().all(|c| c.name.starts_with("setosa:")));
    let all = json("glm_reference.json");
    let reference = &all["iris2_virginica~all (near-separated logistic)"];
    let limit = found.limit.unwrap();
    // The reference set takes versicolor as the reference class, so that the signs are the other way round.
    let estimates: Vec<f64> = limit.coefficients.iter().map(|c| -c.estimate).collect();
    let errors: Vec<f64> = limit.coefficients.iter().map(|c| c.standard_error).collect();
    let mut ledger = Ledger::new("iris of three classes, in the limit");
    ledger.compare("coefficients", &estimates, &numbers(&reference["coef"]["virginica"]), 12.0);
    ledger.compare("standard errors", &errors, &numbers(&reference["se"]["virginica"]), 12.0);
    ledger.compare("deviance", &[limit.deviance], &numbers(&reference["deviance"]), 12.0);
    ledger.close();
}

#[test]
fn the_limit_of_the_deviance_does_not_depend_on_the_reference_class() {
    let truth = numbers(&json("glm_reference.json")["iris2_virginica~all (near-separated logistic)"]["deviance"]);
    for reference in ["setosa", "versicolor"] {
        let family = format!(r#"{{"kind":"multinomial","reference":"{reference}"}}"#);
        let (_, found) = separated(IRIS, &Frame::read("iris.csv"), &family);
        assert_eq!(found.classes, ["setosa"]);
        // Against setosa every coefficient is infinite, and only their differences stay finite.
        assert_eq!(found.coefficients.len(), if reference == "setosa" { 10 } else { 5 });
        let mut ledger = Ledger::new(&format!("iris with the reference {reference}, in the limit"));
        ledger.compare("deviance", &[found.limit.unwrap().deviance], &truth, 12.0);
        ledger.close();
    }
}

#[test]
fn a_strict_fit_refuses_separated_classes() {
    let frame = Frame::numeric(&[("y", &[0.0, 0.0, 1.0, 1.0]), ("x", &[1.0, 2.0, 3.0, 4.0])]);
    let options = FitOptions { strict: true, ..FitOptions::default() };
    let error = fit("y ~ x", &frame, BINOMIAL, &options).unwrap_err();
    assert_eq!((error.code(), error.argument().as_str()), (Code::Separation, "strict"));
    assert!(error.to_string().contains("(Intercept) → −∞, x → +∞"), "{error}");
}

#[test]
fn counts_of_a_group_without_events_are_separated_and_the_rest_keeps_its_fit() {
    let (y, g): (&[f64], &[f64]) = (&[0.0, 0.0, 0.0, 2.0, 5.0, 3.0], &[1.0, 1.0, 1.0, 0.0, 0.0, 0.0]);
    let (_, found) = separated("y ~ g", &Frame::numeric(&[("y", y), ("g", g)]), POISSON);
    assert_eq!(infinite(&found), [("g", Sign::Minus)]);
    assert!(found.classes.is_empty() && found.pairs.is_empty());
    let limit = found.limit.unwrap();
    let wanted = (10.0_f64 / 3.0).ln();
    assert!((limit.coefficients[0].estimate - wanted).abs() < 1e-15);
    assert!((limit.coefficients[0].standard_error - 0.1_f64.sqrt()).abs() < 1e-15);
}

#[test]
fn a_ridge_is_the_remedy_and_a_separated_model_is_stored_and_read() {
    let frame = Frame::read("endometrial.csv");
    let options = FitOptions { ridge: 1e-3, ..FitOptions::default() };
    let ridged = fit("HG ~ NV + PI + EH", &frame, BINOMIAL, &options).unwrap();
    assert!(ridged.converged() && ridged.separation().is_none());
    let (fitted, _) = separated("HG ~ NV + PI + EH", &frame, BINOMIAL);
    assert_eq!(Fitted::from_json(&fitted.to_json()).unwrap(), fitted);
}

#[test]
fn a_fit_cut_short_is_not_called_separated_when_a_finite_optimum_exists() {
    let frame = Frame::numeric(&[("y", &[0.0, 1.0, 0.0, 1.0]), ("x", &[1.0, 2.0, 3.0, 4.0])]);
    let options = FitOptions { max_iterations: 1, ..FitOptions::default() };
    let fitted = fit("y ~ x", &frame, BINOMIAL, &options).unwrap();
    assert_eq!(fitted.code(), Some(Code::NotConverged));
    assert!(fitted.separation().is_none());
}
