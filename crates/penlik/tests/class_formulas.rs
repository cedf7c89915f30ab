//! Multinomial models with a formula for each class against mgcv, which was run with tight tolerances (scripts/references/class_formulas.R).
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use penlik::check::Explain;
use penlik::design::{Column, Missing, Table};
use penlik::model::{
    Bias, Control, FamilySpec, FitOptions, Fitted, FormulaInput, Method, ModelError, PredictKind, Residual,
    SmoothRequest, fit_formula, fit_formulas,
};
use serde_json::{Value, json};
use support::Data;

/// Columns of numbers that are classes.
const CLASSES: [&str; 2] = ["three", "four"];

fn fixture() -> Value {
    serde_json::from_str(include_str!("fixtures/class_formulas.json")).unwrap()
}

fn multinomial() -> FamilySpec {
    serde_json::from_value(json!({ "kind": "multinomial" })).unwrap()
}

fn input<'a, F>(formula: F, table: &'a Table<'a>) -> FormulaInput<'a, F> {
    FormulaInput::new(formula, table)
}

fn try_fit(data: &Data, formulas: &[(&str, &str)], options: &FitOptions) -> Result<Fitted, ModelError> {
    let formulas: Vec<(String, String)> = formulas.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    fit_formulas(&input(&formulas[..], &data.table()), &multinomial(), options, &Control::none())
}

fn fit(data: &Data, formulas: &[(&str, &str)]) -> Fitted {
    try_fit(data, formulas, &FitOptions::default()).unwrap()
}

fn data() -> Data {
    Data::new(&fixture()["data"], &CLASSES)
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap_or(f64::NAN)).collect()
}

/// The largest difference relative to the largest wanted magnitude.
fn apart(found: &[f64], wanted: &[f64]) -> f64 {
    assert_eq!(found.len(), wanted.len());
    let size = wanted.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    found.iter().zip(wanted).fold(0.0_f64, |m, (a, b)| m.max((a - b).abs())) / size
}

fn of_case(data: &Data, case: &Value) -> Fitted {
    let (response, own) = (case["response"].as_str().unwrap(), case["formulas"].as_array().unwrap());
    // Class 0 is mgcv's reference; the response is named once, with the last formula.
    let last = own.len();
    let text = |(k, right): (usize, &Value)| {
        let left = if k + 1 == last { response } else { "" };
        ((k + 1).to_string(), format!("{left} ~ {}", right.as_str().unwrap()))
    };
    let formulas: Vec<(String, String)> = own.iter().enumerate().map(text).collect();
    fit_formulas(&input(&formulas[..], &data.table()), &multinomial(), &FitOptions::default(), &Control::none())
        .unwrap()
}

#[test]
fn models_agree_with_mgcv() {
    let fixture = fixture();
    let data = Data::new(&fixture["data"], &CLASSES);
    let mut wrong = Vec::new();
    for case in fixture["models"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let fitted = of_case(&data, case);
        assert_eq!(fitted.reference(), Some("0"));
        let predicted = fitted.predict(&data.table(), PredictKind::Link, true, Missing::Fail).unwrap();
        // The log-likelihood of mgcv's multinom is too large by 1 for each row of the reference class.
        let response = data.words.iter().find(|(known, ..)| *known == case["response"].as_str().unwrap()).unwrap();
        let shift = response.1.iter().filter(|code| **code == 0).count() as f64;
        let wanted = case["criterion"].as_f64().unwrap_or(f64::NAN) + shift;
        let criterion = fitted.selection().map_or(wanted, |selection| selection.criterion);
        let edf: Vec<f64> = fitted.selection().map_or_else(Vec::new, |s| s.terms.iter().map(|term| term.edf).collect());
        let differences = [
            (criterion - wanted) / wanted.abs(),
            (fitted.edf() - case["edf"].as_f64().unwrap()) / fitted.edf(),
            if edf.is_empty() { 0.0 } else { apart(&edf, &numbers(&case["edfTerms"])) },
            apart(&predicted.values, &numbers(&case["links"])),
            apart(&predicted.standard_errors.unwrap(), &numbers(&case["errors"])),
        ];
        // edf, reference df, statistic and p-value of mgcv's summary.
        let rows = numbers(&case["tests"]);
        for (term, row) in fitted.selection().into_iter().flat_map(|s| &s.terms).zip(rows.chunks_exact(4)) {
            let Some(test) = term.test else { continue };
            println!(
                "    {} {:.6} {:.6} | {:.6} {:.6} | p {:.3e} {:.3e}",
                term.label, term.reference_edf, row[1], test.statistic, row[2], test.p_value, row[3]
            );
        }
        let shown = differences.map(|d| format!("{d:.1e}")).join(" ");
        println!("{name}: {criterion:.10} {wanted:.10} {shown} {} {}", fitted.message(), fitted.iterations());
        println!("    {:?} {:?}", fitted.strength_labels(), fitted.strengths());
        if !fitted.converged() || differences.iter().any(|d| !(d.abs() < 1e-6)) {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

const CR: &str = "s(x, bs=\"cr\", k=8) + z";

/// Formulas that are alike are the model of one formula with penalties in the reference-coded form.
#[test]
fn one_formula_for_every_class_is_the_model_of_that_formula() {
    let data = data();
    let family: FamilySpec =
        serde_json::from_value(json!({ "kind": "multinomial", "reference": "1", "penaltyMetric": "reference" }))
            .unwrap();
    for method in [Method::Reml, Method::Ml, Method::Fixed] {
        let options = FitOptions { method: Some(method), ..FitOptions::default() };
        let text = format!("three ~ {CR}");
        let joint = fit_formula(&input(text.as_str(), &data.table()), &family, &options, &Control::none()).unwrap();
        let own = try_fit(&data, &[("2", &text), ("0", &text)], &options).unwrap();
        assert_eq!((own.reference(), own.active_classes()), (Some("1"), joint.active_classes()));
        assert_eq!((own.own_places(), own.column_names()), (joint.own_places(), joint.column_names()));
        if method != Method::Fixed {
            assert_eq!(own.strength_labels(), joint.strength_labels());
        }
        let same = [
            (own.coefficients(), joint.coefficients()),
            (own.standard_errors(), joint.standard_errors()),
            (own.covariance().0, joint.covariance().0),
        ];
        same.into_iter().for_each(|(own, joint)| assert!(apart(own, joint) < 1e-9, "{method:?}"));
        let (a, b) = (own.selection().unwrap(), joint.selection().unwrap());
        assert!((a.criterion - b.criterion).abs() < 1e-9 * b.criterion.abs());
        assert!((own.edf() - joint.edf()).abs() < 1e-8);
        assert!((a.corrected_aic - b.corrected_aic).abs() < 1e-6);
        // The test over both classes is the one that the common formula has.
        let (joined, test) = (a.joint[0].test.unwrap(), b.terms[0].test.unwrap());
        assert_eq!((a.joint.len(), a.joint[0].label.as_str()), (1, "s(x)"));
        assert!((joined.statistic - test.statistic).abs() < 1e-6 * test.statistic, "{joined:?} {test:?}");
        assert!((a.joint[0].edf - b.terms[0].edf).abs() < 1e-8);
        assert_eq!(a.terms.iter().map(|term| term.label.as_str()).collect::<Vec<_>>(), ["0:s(x)", "2:s(x)"]);
        let spread = |model: &Fitted| model.covariance_of(penlik::model::CovarianceKind::Frequentist).unwrap();
        assert!(apart(&spread(&own), &spread(&joint)) < 1e-8);
    }
}

fn own_model(data: &Data) -> Fitted {
    fit(
        data,
        &[
            ("1", "three ~ s(x, bs=\"cr\", k=8) + z"),
            ("2", "~ s(x, bs=\"cr\", k=5) + s(v, bs=\"cr\", k=6) + a + offset(o)"),
        ],
    )
}

#[test]
fn a_class_has_no_coefficients_of_the_terms_of_another() {
    let data = data();
    let model = own_model(&data);
    let (names, places) = (model.coefficient_names(), model.own_places());
    let own: Vec<&str> = places.iter().map(|&k| names[k].as_str()).filter(|name| !name.contains(").")).collect();
    assert_eq!(own, ["1:(Intercept)", "1:z", "2:(Intercept)", "2:a=q", "2:a=r"]);
    let outside = (0..names.len()).filter(|k| !places.contains(k));
    assert!(outside.clone().count() > 10);
    outside.for_each(|k| assert_eq!((model.coefficients()[k], model.standard_errors()[k]), (0.0, 0.0)));
    let labels: Vec<&str> = model.strength_labels().iter().map(String::as_str).collect();
    assert_eq!(labels, ["1:s(x)", "2:s(x)", "2:s(v)"]);
    assert_eq!(model.formulas().iter().map(|(class, _)| class.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(model.df_null(), (2 * model.nobs() - 2) as f64);
}

#[test]
fn a_stored_model_predicts_the_same_bits() {
    let data = data();
    let model = own_model(&data);
    let again = Fitted::from_json(&model.to_json()).unwrap();
    assert_eq!(again, model);
    for kind in [PredictKind::Link, PredictKind::Response] {
        let [a, b] = [&model, &again].map(|model| model.predict(&data.table(), kind, true, Missing::Fail).unwrap());
        let bits = |x: &[f64]| x.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&a.values), bits(&b.values));
        assert_eq!(bits(&a.standard_errors.unwrap()), bits(&b.standard_errors.unwrap()));
    }
    let spoilt = model.to_json().replacen("\"own\":[[0,1,", "\"own\":[[0,2,", 1);
    assert!(Fitted::from_json(&spoilt).is_err());
}

#[test]
fn terms_smooths_and_the_looks_at_rows_know_the_classes_that_have_them() {
    let data = data();
    let (table, model) = (data.table(), own_model(&data));
    let link = model.predict(&table, PredictKind::Link, false, Missing::Fail).unwrap();
    let terms = model.contributions(&table, &penlik::design::NewData::default()).unwrap();
    assert_eq!(terms.labels, ["z", "a", "s(x)", "s(v)"]);
    let offset = &data.numbers.iter().find(|(name, _)| name == "o").unwrap().1;
    let p = model.column_names().len();
    for i in [0, 17, 211] {
        for class in 0..2 {
            let own = &terms.values[(i * 2 + class) * 4..][..4];
            let sum =
                own.iter().sum::<f64>() + model.coefficients()[class * p] + if class == 1 { offset[i] } else { 0.0 };
            assert!((sum - link.values[i * 2 + class]).abs() < 1e-12);
        }
        // Class 1 has no a and no s(v), class 2 no z.
        assert_eq!((terms.values[i * 8 + 1], terms.values[i * 8 + 3], terms.values[i * 8 + 4]), (0.0, 0.0, 0.0));
    }
    let request = SmoothRequest { band: Some(penlik::model::BandRequest::default()), ..SmoothRequest::default() };
    let both = model.smooth("s(x)", &table, &request).unwrap();
    let first = model.smooth("1:s(x)", &table, &request).unwrap();
    let only = model.smooth("s(v)", &table, &request).unwrap();
    assert_eq!((both.classes, first.classes, only.classes), (vec![0, 1], vec![0], vec![1]));
    assert!((0..300).all(|i| both.values[2 * i] == first.values[i]));
    assert!((0..300).all(|i| (both.values[2 * i] - terms.values[i * 8 + 2]).abs() < 1e-12));
    assert!(both.critical.unwrap() > first.critical.unwrap());
    assert!(model.smooth("1:s(v)", &table, &request).is_err());
    let checks = model.basis_check(&table, &penlik::model::BasisCheckRequest::default()).unwrap();
    let sizes: Vec<(&str, usize)> = checks.iter().map(|check| (check.label.as_str(), check.size)).collect();
    assert_eq!(sizes, [("s(x)", 7), ("s(x)", 4), ("s(v)", 5)]);
    let concurvity = model.concurvity(&penlik::model::FitData::Table(&table)).unwrap();
    let labels: Vec<&str> = concurvity.iter().map(|c| c.label.as_str()).collect();
    assert_eq!(labels, ["1:(parametric)", "1:s(x)", "2:(parametric)", "2:s(x)", "2:s(v)"]);
    assert!(concurvity.iter().all(|c| c.worst >= 0.0 && c.worst < 0.6), "{concurvity:?}");
    let influence = model.influence_table(&input("", &table)).unwrap();
    assert!((influence.leverages.iter().sum::<f64>() - model.edf()).abs() < 1e-6);
    let residuals = model.residuals(Residual::Response).unwrap();
    let mean = model.predict(&table, PredictKind::Response, false, Missing::Fail).unwrap();
    let codes = &data.words.iter().find(|(name, ..)| name == "three").unwrap().1;
    for (i, code) in codes.iter().enumerate() {
        for c in 0..3 {
            let y = f64::from(u8::from(*code as usize == c));
            assert!((residuals.values[3 * i + c] - (y - mean.values[3 * i + c])).abs() < 1e-12);
        }
    }
    let smaller = fit(&data, &[("1", "three ~ z"), ("2", "~ s(v, bs=\"cr\", k=6) + offset(o)")]);
    assert!(smaller.is_within(&model) && !model.is_within(&smaller));
    assert!(model.deviance_test(&smaller).unwrap().p_value < 1.0);
    assert!(!fit(&data, &[("1", "three ~ a"), ("2", "~ 1")]).is_within(&model));
}

#[test]
fn columns_that_depend_on_others_are_left_out_of_their_own_class_alone() {
    let data = data();
    let model = fit(&data, &[("1", "three ~ z + I(2*z)"), ("2", "~ I(2*z)")]);
    assert_eq!(model.aliased(), ["1:I(2 * z)"]);
    assert!(model.warnings().iter().any(|warning| warning.contains("left out of 1")), "{:?}", model.warnings());
    let plain = fit(&data, &[("1", "three ~ z"), ("2", "~ z")]);
    assert!((model.deviance() - plain.deviance()).abs() < 1e-9 && (model.edf() - 4.0).abs() < 1e-12);
    let strict = FitOptions { strict: true, ..FitOptions::default() };
    let error = try_fit(&data, &[("1", "three ~ z + I(2*z)"), ("2", "~ z")], &strict).unwrap_err();
    assert!(error.to_string().contains("1:I(2 * z)"), "{error}");
    let smooth = fit(&data, &[("1", "three ~ x + s(x, bs=\"cr\", k=6)"), ("2", "~ s(x, bs=\"cr\", k=6)")]);
    assert_eq!(smooth.aliased().len(), 1);
    assert!(smooth.converged() && smooth.aliased()[0].starts_with("1:s(x)."), "{:?}", smooth.aliased());
}

#[test]
fn a_class_that_its_own_columns_separate_is_found() {
    let (x, z) = ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0], [0.0, 1.0, 0.0, 1.0, 0.5, 0.2, 0.8, 0.4, 0.1]);
    let levels = ["a", "b", "c"].map(str::to_owned);
    let codes = [0, 0, 0, 1, 2, 1, 2, 2, 1];
    let columns = vec![
        ("y".into(), Column::Categorical { codes: &codes, levels: &levels }),
        ("x".into(), Column::Numeric(&x)),
        ("z".into(), Column::Numeric(&z)),
    ];
    let table = Table::new(9, columns).unwrap();
    let fitted = |formulas: &[(&str, &str)], options: &FitOptions| {
        let formulas: Vec<(String, String)> =
            formulas.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        fit_formulas(&input(&formulas[..], &table), &multinomial(), options, &Control::none()).unwrap()
    };
    let own = [("a", "y ~ x"), ("b", "~ z")];
    let model = fitted(&own, &FitOptions::default());
    let found = model.separation().unwrap();
    let infinite: Vec<&str> = found.coefficients.iter().map(|c| c.name.as_str()).collect();
    assert_eq!((infinite, found.classes.as_slice()), (vec!["a:(Intercept)", "a:x"], &["a".to_owned()][..]));
    let limit = found.limit.as_ref().unwrap();
    let finite: Vec<&str> = limit.coefficients.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(finite, ["b:(Intercept)", "b:z"]);
    // In the limit b against c is a logistic regression among the other rows: 3 and 3 of them, and z with a slope.
    let rest = [0.5, 0.2, 0.8, 0.4, 0.1, 1.0];
    assert!(limit.deviance < 2.0 * 6.0 * std::f64::consts::LN_2 && limit.deviance > 0.0 && rest.len() == 6);
    // Where only z may tell a from the others nothing is separated.
    assert!(fitted(&[("a", "y ~ z"), ("b", "~ z")], &FitOptions::default()).converged());
    let firth = fitted(&own, &FitOptions { bias: Bias::Jeffreys, ..FitOptions::default() });
    assert!(firth.converged() && firth.coefficients().iter().all(|b| b.abs() < 20.0), "{:?}", firth.coefficients());
    let ridge = fitted(&own, &FitOptions { ridge: 0.1, ..FitOptions::default() });
    assert!(ridge.converged());
}

#[test]
fn null_deviance_counts_the_intercepts_that_there_are() {
    let data = data();
    let model = fit(&data, &[("1", "three ~ z - 1"), ("2", "~ z")]);
    let alone = fit(&data, &[("1", "three ~ x - 1"), ("2", "~ 1")]);
    assert_eq!(model.df_null(), (2 * model.nobs() - 1) as f64);
    assert!((model.null_deviance() - alone.null_deviance()).abs() < 1e-10);
    assert!(alone.deviance() < model.null_deviance());
}

#[test]
fn mistakes_name_the_class_and_the_place() {
    let data = data();
    let refused = |formulas: &[(&str, &str)]| try_fit(&data, formulas, &FitOptions::default()).unwrap_err();
    for (formulas, of, position, words) in [
        (
            &[("1", "three ~ x"), ("2", "~ s(x")][..],
            Some("2"),
            Some(3),
            "in the formula of 2: this parenthesis is never closed",
        ),
        (&[("1", "three ~ x"), ("2", "~ w")], Some("2"), Some(2), "no column 'w'"),
        (
            &[("1", "three ~ x"), ("2", "four ~ x")],
            Some("2"),
            Some(0),
            "'four' is not that of the first formula, 'three'",
        ),
        (&[("1", "~ x"), ("2", "~ x")], Some("1"), Some(0), "no response"),
        (
            &[("1", "three ~ x"), ("2", "~ three")],
            Some("2"),
            Some(2),
            "the response 'three' also stands among the terms",
        ),
        (&[("1", "three ~ x"), ("2", "~ s(x, k=2)")], Some("2"), Some(9), "in the formula of 2"),
        (&[("1", "three ~ x"), ("2", "~ s(g)")], Some("2"), None, "in the formula of 2"),
        (
            &[("1", "three ~ x"), ("7", "~ x")],
            None,
            None,
            "given for the class \"7\"; expected one of the classes \"0\", \"1\", \"2\"",
        ),
        (&[("1", "three ~ x")], None, None, "absent for the classes \"0\", \"2\""),
        (&[("0", "three ~ x"), ("1", "~ x"), ("2", "~ x")], None, None, "given for every class"),
        (&[("1", "three ~ x"), ("1", "~ x")], None, None, "two for \"1\""),
        (&[], None, None, "formula is empty"),
        (&[("1", "x ~ z"), ("2", "~ z")], None, None, "response is numeric"),
    ] {
        let error = refused(formulas);
        assert!(error.to_string().contains(words), "{error}\nwanted {words}");
        assert_eq!(error.formula_of(), of, "{error}");
        if position.is_some() {
            assert_eq!(error.position(), position, "{error}");
        }
    }
    let with = |family: Value| {
        let formulas = [("1".to_owned(), "three ~ x".to_owned()), ("2".to_owned(), "~ x".to_owned())];
        let family: FamilySpec = serde_json::from_value(family).unwrap();
        fit_formulas(&input(&formulas[..], &data.table()), &family, &FitOptions::default(), &Control::none())
    };
    let words = |family: Value| with(family).unwrap_err().to_string();
    assert!(words(json!({ "kind": "gaussian" })).contains("with the family gaussian"));
    assert!(words(json!({ "kind": "multinomial", "reference": "1" })).contains("\"1\", which has a formula"));
    assert!(words(json!({ "kind": "multinomial", "reference": "9" })).contains("reference is \"9\""));
    assert!(words(json!({ "kind": "multinomial", "penaltyMetric": "perClass" })).contains("penaltyMetric"));
    assert!(with(json!({ "kind": "multinomial", "reference": "0" })).is_ok());
}

/// A root of rounding, as a penalty whose null space is only found to rounding leaves it, is no direction of its own.
#[test]
fn a_line_beside_a_smooth_of_the_same_column_changes_nothing() {
    let data = data();
    let gaussian = |text: &str| {
        fit_formula(&input(text, &data.table()), &FamilySpec::gaussian(), &FitOptions::default(), &Control::none())
            .unwrap()
    };
    for smooth in
        ["s(x, bs=\"cr\", k=6)", "s(x, bs=\"cr\", k=10)", "s(x, bs=\"ps\", k=8)", "s(x, k=8)", "s(z, bs=\"cr\", k=6)"]
    {
        let line = &smooth[2..3];
        let (with, without) = (gaussian(&format!("o ~ {line} + {smooth}")), gaussian(&format!("o ~ {smooth}")));
        assert_eq!(with.aliased().len(), 1, "{smooth}");
        assert!((with.deviance() / without.deviance() - 1.0).abs() < 1e-8, "{smooth}");
        assert!((with.edf() - without.edf()).abs() < 1e-5, "{smooth}");
    }
}
