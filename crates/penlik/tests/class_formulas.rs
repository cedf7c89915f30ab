//! Multinomial models with a formula for each class against mgcv, which was run with tight tolerances (scripts/references/class_formulas.R).
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use penlik::check::Explain;
use penlik::design::{Column, Missing, Table};
use penlik::model::{
    Bias, Control, FamilySpec, FitOptions, Fitted, FormulaInput, Method, ModelError, PredictKind, Residual,
    SmoothRequest, fit_formula, fit_formulas,
};
use serde_json::{Value, json};

fn fixture() -> Value {
    serde_json::from_str(include_str!("fixtures/class_formulas.json")).unwrap()
}

/// The columns of the fixture as a table holds them.
struct Data {
    numbers: Vec<(String, Vec<f64>)>,
    words: Vec<(String, Vec<i32>, Vec<String>)>,
}

impl Data {
    fn new(columns: &Value) -> Self {
        let (mut numbers, mut words) = (Vec::new(), Vec::new());
        for (name, values) in columns.as_object().unwrap() {
            let values = values.as_array().unwrap();
            if values[0].is_number() && !["three", "four"].contains(&name.as_str()) {
                numbers.push((name.clone(), values.iter().map(|x| x.as_f64().unwrap()).collect()));
                continue;
            }
            let own: Vec<String> =
                values.iter().map(|x| x.as_str().map_or_else(|| x.to_string(), str::to_owned)).collect();
            let mut levels = own.clone();
            levels.sort();
            levels.dedup();
            let codes = own.iter().map(|x| levels.binary_search(x).unwrap() as i32).collect();
            words.push((name.clone(), codes, levels));
        }
        Self { numbers, words }
    }

    fn table(&self) -> Table<'_> {
        let numbers = self.numbers.iter().map(|(name, values)| (name.clone(), Column::Numeric(values)));
        let words =
            self.words.iter().map(|(name, codes, levels)| (name.clone(), Column::Categorical { codes, levels }));
        Table::new(self.numbers[0].1.len(), numbers.chain(words).collect()).unwrap()
    }
}

fn multinomial() -> FamilySpec {
    serde_json::from_value(json!({ "kind": "multinomial" })).unwrap()
}

fn input<'a, F>(formula: F, table: &'a Table<'a>) -> FormulaInput<'a, F> {
    let contrasts = penlik::design::Contrasts::default();
    let (weights, offset) = (None, None);
    FormulaInput { formula, table, weights, offset, missing: Missing::Fail, levels: &[], contrasts, select: false }
}

fn try_fit(data: &Data, formulas: &[(&str, &str)], options: &FitOptions) -> Result<Fitted, ModelError> {
    let formulas: Vec<(String, String)> = formulas.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    fit_formulas(&input(&formulas[..], &data.table()), &multinomial(), options, &Control::none())
}

fn fit(data: &Data, formulas: &[(&str, &str)]) -> Fitted {
    try_fit(data, formulas, &FitOptions::default()).unwrap()
}

fn data() -> Data {
    Data::new(&fixture()["data"])
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
    let data = Data::new(&fixture["data"]);
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
        let shown = differences.map(|d| format!("{d:.1e}")).join(" ");
        println!("{name}: {criterion:.10} {wanted:.10} {shown} {} {}", fitted.message(), fitted.iterations());
        println!("    {:?} {:?}", fitted.strength_labels(), fitted.strengths());
        if !fitted.converged() || differences.iter().any(|d| !(d.abs() < 1e-6)) {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}
