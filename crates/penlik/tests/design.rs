//! Designs against R's model.matrix, and the rules of levels, rows, weights and new data.

#![allow(clippy::unwrap_used, clippy::panic)]

use penlik::check::{Code, Explain};
use penlik::design::{Blueprint, Built, Column, DesignError, DesignOptions, Missing, Response, Table, build};
use penlik::formula::{explain, parse};
use penlik::linalg::Panels;
use proptest::prelude::*;
use serde_json::Value;

/// A column that owns its values.
#[derive(Clone)]
enum Owned {
    Numbers(Vec<f64>),
    Strings(Vec<i32>, Vec<String>),
}

impl Owned {
    fn borrowed(&self) -> Column<'_> {
        match self {
            Self::Numbers(values) => Column::Numeric(values),
            Self::Strings(codes, levels) => Column::Categorical { codes, levels },
        }
    }
}

#[derive(Clone)]
struct Frame(Vec<(String, Owned)>);

impl Frame {
    fn new() -> Self {
        Self(Vec::new())
    }

    fn numbers(mut self, name: &str, values: &[f64]) -> Self {
        self.0.push((name.to_owned(), Owned::Numbers(values.to_vec())));
        self
    }

    /// Strings, "" being a missing one; the dictionary holds them as they appear.
    fn strings(mut self, name: &str, values: &[&str]) -> Self {
        let mut levels: Vec<String> = Vec::new();
        let mut code = |value: &&str| {
            if value.is_empty() {
                return -1;
            }
            let found = levels.iter().position(|level| level == value);
            found.unwrap_or_else(|| {
                levels.push((*value).to_owned());
                levels.len() - 1
            }) as i32
        };
        let codes = values.iter().map(&mut code).collect();
        self.0.push((name.to_owned(), Owned::Strings(codes, levels)));
        self
    }

    fn rows(&self) -> usize {
        self.0.first().map_or(0, |(_, column)| match column {
            Owned::Numbers(values) => values.len(),
            Owned::Strings(codes, _) => codes.len(),
        })
    }

    fn table(&self) -> Table<'_> {
        let columns = self.0.iter().map(|(name, column)| (name.clone(), column.borrowed())).collect();
        Table::new(self.rows(), columns).unwrap()
    }

    fn permuted(&self, order: &[usize]) -> Self {
        let columns = self.0.iter().map(|(name, column)| {
            let column = match column {
                Owned::Numbers(values) => Owned::Numbers(order.iter().map(|&i| values[i]).collect()),
                // The dictionary is turned round as well, so that its order cannot matter.
                Owned::Strings(codes, levels) => {
                    let last = levels.len() as i32 - 1;
                    let code = |&i: &usize| if codes[i] < 0 { -1 } else { last - codes[i] };
                    Owned::Strings(order.iter().map(code).collect(), levels.iter().rev().cloned().collect())
                }
            };
            (name.clone(), column)
        });
        Self(columns.rev().collect())
    }
}

fn built(formula: &str, frame: &Frame, options: &DesignOptions<'_>) -> Result<Built, DesignError> {
    build(&parse(formula).unwrap_or_else(|e| panic!("{}", explain(&e, formula))), &frame.table(), options)
}

fn ok(formula: &str, frame: &Frame) -> Built {
    built(formula, frame, &DesignOptions::default()).unwrap_or_else(|error| panic!("{formula}: {error}"))
}

fn refused(formula: &str, frame: &Frame) -> DesignError {
    match built(formula, frame, &DesignOptions::default()) {
        Ok(_) => panic!("{formula} was built"),
        Err(error) => error,
    }
}

fn rows_of(x: &Panels) -> Vec<Vec<f64>> {
    (0..x.rows()).map(|i| (0..x.cols()).map(|j| x.get(i, j)).collect()).collect()
}

/// The rank by elimination with full pivoting; the numbers are small multiples of powers of two.
fn rank(mut a: Vec<Vec<f64>>) -> usize {
    let mut rank = 0;
    while let Some((i, j)) = (rank..a.len())
        .flat_map(|i| (0..a[0].len()).map(move |j| (i, j)))
        .max_by(|&(i, j), &(k, l)| a[i][j].abs().total_cmp(&a[k][l].abs()))
        .filter(|&(i, j)| a[i][j].abs() > 1e-9)
    {
        a.swap(rank, i);
        let pivot = a[rank].clone();
        for row in a.iter_mut().skip(rank + 1) {
            let factor = row[j] / pivot[j];
            row.iter_mut().zip(&pivot).for_each(|(x, p)| *x -= factor * p);
            row[j] = 0.0;
        }
        rank += 1;
    }
    rank
}

fn reference() -> (Value, Frame) {
    let json: Value = serde_json::from_str(include_str!("fixtures/design.json")).unwrap();
    let mut frame = Frame::new();
    // The order of R's data frame, which "." follows.
    for name in ["a", "b", "d", "race", "x", "z", "y"] {
        let values = json["columns"][name].as_array().unwrap();
        frame = match values[0].as_str() {
            Some(_) => frame.strings(name, &values.iter().map(|v| v.as_str().unwrap()).collect::<Vec<_>>()),
            None => frame.numbers(name, &values.iter().map(|v| v.as_f64().unwrap()).collect::<Vec<_>>()),
        };
    }
    (json, frame)
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
}

#[test]
fn designs_are_those_of_model_matrix() {
    let (json, frame) = reference();
    let cases = json["cases"].as_array().unwrap();
    assert!(cases.len() > 70);
    for case in cases {
        let formula = case["formula"].as_str().unwrap();
        let Built { blueprint, design, .. } = ok(formula, &frame);
        assert_eq!(blueprint.columns(), texts(&case["names"]), "{formula}");
        let entries: Vec<f64> = case["design"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
        assert_eq!(rows_of(&design.dense()).concat(), entries, "{formula}");
        let labels: Vec<&str> =
            blueprint.terms().iter().filter(|t| !t.is_intercept).map(|t| t.label.as_str()).collect();
        assert_eq!(labels, texts(&case["labels"]), "{formula}");
        let shift = usize::from(!blueprint.terms()[0].is_intercept);
        let assign: Vec<u64> = case["assign"].as_array().unwrap().iter().map(|v| v.as_u64().unwrap()).collect();
        let terms = blueprint.terms().iter().enumerate();
        let ours: Vec<u64> = terms.flat_map(|(k, t)| t.columns.clone().map(move |_| (k + shift) as u64)).collect();
        assert_eq!(ours, assign, "{formula}");
    }
}

#[test]
fn the_columns_span_what_the_terms_mean_even_where_r_misses_it() {
    let (json, frame) = reference();
    for group in ["cases", "oversights"] {
        for case in json[group].as_array().unwrap() {
            let formula = case["formula"].as_str().unwrap();
            let design = ok(formula, &frame).design;
            assert_eq!(rank(rows_of(&design.dense())) as u64, case["rank"].as_u64().unwrap(), "{formula}");
        }
    }
    for formula in ["y ~ 0 + x + x:a", "y ~ 0 + z + z:b + x"] {
        let design = ok(formula, &frame).design;
        assert_eq!(rank(rows_of(&design.dense())), design.cols(), "{formula} has no redundant column");
    }
}

#[test]
fn numbers_as_levels_carry_r_labels() {
    let (json, _) = reference();
    for pair in json["labels"].as_array().unwrap() {
        let (x, label) = (pair[0].as_f64().unwrap(), pair[1].as_str().unwrap());
        let frame = Frame::new().numbers("y", &[1.0, 2.0]).numbers("x", &[x, -1e305]);
        assert_eq!(ok("y ~ C(x)", &frame).blueprint.columns()[1], format!("C(x)={label}"));
    }
    let frame = Frame::new().numbers("y", &[0.0; 5]).numbers("x", &[10.0, 0.1 + 0.2, 9.0, 0.3, -0.0]);
    let names = ["(Intercept)", "C(x)=0.3", "C(x)=9", "C(x)=10"];
    assert_eq!(ok("y ~ C(x)", &frame).blueprint.columns(), names, "sorted as numbers, equal to 15 digits merged");
}

fn birds() -> Frame {
    Frame::new()
        .strings("species", &["b", "a", "c", "a", "b", "c"])
        .numbers("bill length", &[1.5, 2.0, 2.5, 3.0, 4.0, 5.0])
        .strings("sex", &["m", "f", "m", "f", "f", "m"])
        .numbers("y", &[1.0, 0.0, 3.0, 4.0, 2.0, 2.0])
        .numbers("n", &[4.0, 5.0, 6.0, 1.0, 0.0, 1.0])
        .numbers("t", &[0.5, 0.25, 0.5, 1.0, 1.0, 2.0])
}

#[test]
fn a_response_is_numbers_classes_or_counts() {
    let birds = birds();
    let classes = Response::Classes {
        name: "species".into(),
        codes: vec![1, 0, 2, 0, 1, 2],
        levels: vec!["a".into(), "b".into(), "c".into()],
    };
    assert_eq!(ok("species ~ sex", &birds).response, classes);
    assert_eq!(ok("C(species) ~ sex", &birds).response, classes);
    let numeric = Response::Numeric { name: "y".into(), values: vec![1.0, 0.0, 3.0, 4.0, 2.0, 2.0] };
    assert_eq!(ok("y ~ sex", &birds).response, numeric);
    let Response::Classes { codes, levels, .. } = ok("factor(y) ~ sex", &birds).response else { panic!("classes") };
    assert_eq!((codes, levels.join(" ")), (vec![1, 0, 3, 4, 2, 2], "0 1 2 3 4".to_owned()));
    let Response::Counts { names, values } = ok("cbind(y, n) ~ sex", &birds).response else { panic!("counts") };
    assert_eq!((names.join(" "), rows_of(&values)[2].clone()), ("y n".to_owned(), vec![3.0, 6.0]));
}

#[test]
fn a_dot_is_every_column_without_another_place() {
    let columns = |formula: &str| ok(formula, &birds()).blueprint.columns().join(" ");
    assert_eq!(columns("species ~ ."), "(Intercept) `bill length` sex=m y n t");
    assert_eq!(columns("cbind(y, n) ~ . - species + offset(t)"), "(Intercept) `bill length` sex=m");
    assert_eq!(columns("y ~ . - y - species - n + C(t) - 1"), "`bill length` sex=f sex=m C(t)=0.5 C(t)=1 C(t)=2");
    let alone = Frame::new().numbers("y", &[1.0, 2.0]);
    assert!(refused("y ~ .", &alone).to_string().contains("'.' stands for no column"));
}

#[test]
fn offsets_are_summed() {
    let extra = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let options = DesignOptions { offset: Some(&extra), ..DesignOptions::default() };
    let built = built("y ~ sex + offset(t) + offset(n)", &birds(), &options).unwrap();
    assert_eq!(built.offset.unwrap(), [5.5, 7.25, 9.5, 6.0, 6.0, 9.0]);
    assert_eq!(built.blueprint.columns(), ["(Intercept)", "sex=m"]);
    assert_eq!(built.blueprint.variables(), ["sex", "t", "n"]);
    assert_eq!(ok("y ~ sex", &birds()).offset, None);
}

#[test]
fn every_misused_formula_is_refused_at_its_place() {
    let frame = birds();
    for (formula, code, position, message) in [
        ("y ~ sex + sex", Code::Formula, 10, "the term 'sex' is written twice"),
        ("y ~ sex:n + n:sex", Code::Formula, 12, "the term 'sex:n' is written twice"),
        ("y ~ sex - n", Code::Formula, 10, "'n' cannot be taken away"),
        ("y ~ sex + y", Code::Formula, 10, "the response 'y' also stands"),
        ("y ~ sex + C(y)", Code::Formula, 12, "also stands among the terms"),
        ("y ~ sex + offset(y)", Code::Formula, 17, "also stands among the terms"),
        ("~ sex", Code::Formula, 0, "no response"),
        ("y + n ~ sex", Code::Formula, 0, "'y + n' cannot be a response"),
        ("1 ~ sex", Code::Formula, 0, "cannot be a response"),
        (". ~ sex", Code::Formula, 0, "cannot be a response"),
        ("y ~ 2", Code::Formula, 4, "the only numbers"),
        ("y ~ 'sex'", Code::Formula, 4, "without quotes"),
        ("y ~ 0", Code::Formula, 4, "no term and no intercept"),
        ("y ~ sex - sex - 1", Code::Formula, 4, "no term and no intercept"),
        ("y ~ sex:1", Code::Formula, 4, "an interaction is made of columns"),
        ("y ~ sex * offset(t)", Code::Formula, 4, "an interaction is made of columns"),
        ("y ~ (sex + n)^n", Code::Formula, 14, "a whole number"),
        ("y ~ (sex + n)^0", Code::Formula, 14, "a whole number"),
        ("y ~ sex + cbind(n, t)", Code::Formula, 10, "belongs before '~'"),
        ("y ~ C()", Code::Formula, 4, "takes one column"),
        ("y ~ sex + offset(n, t)", Code::Formula, 10, "takes one column"),
        ("cbind(y) ~ sex", Code::Formula, 0, "two columns of counts"),
        ("cbind(y, n, y) ~ sex", Code::Formula, 12, "'y' is given twice"),
        ("y ~ sex + s(n, k = 10)", Code::Formula, 19, "k is 10; expected at most 5"),
        ("y ~ sex + s(n, basis = 'cq')", Code::Formula, 23, "bs is \"cq\"; expected \"cr\" perhaps, or another of cr"),
        ("y ~ sex + s(n, kk = 4)", Code::Formula, 15, "'k' perhaps"),
        ("y ~ sex * s(n)", Code::Formula, 10, "write by = inside it"),
        ("y ~ s(n, k = 4) + s(n, k = 5)", Code::Formula, 18, "s(n)"),
        ("y ~ s()", Code::Formula, 4, "a column to smooth over"),
        ("y ~ s(poly(n, 2))", Code::Formula, 6, "the functions of arithmetic are I"),
        ("y ~ s(n, k = t)", Code::Formula, 13, "k is t; expected a whole number"),
        ("scale(y) ~ sex", Code::Unsupported, 0, "scale(y)"),
        ("y ~ C(log(n))", Code::Unsupported, 6, "'log(n)' is not available"),
        ("cbind(y, log(n)) ~ sex", Code::Unsupported, 9, "'log(n)' is not available"),
        ("y ~ sxe", Code::Column, 4, "no column 'sxe'; did you mean 'sex'?"),
        ("speces ~ sex", Code::Column, 0, "did you mean 'species'?"),
        ("y ~ . - wing", Code::Column, 8, "no column 'wing'"),
        ("y ~ offset(sex)", Code::Column, 11, "'sex' is categorical; expected numeric"),
        ("cbind(y, sex) ~ n", Code::Column, 9, "'sex' is categorical; expected numeric"),
    ] {
        let error = refused(formula, &frame);
        assert_eq!((error.code(), error.position()), (code, Some(position)), "{formula}: {error}");
        assert!(error.to_string().contains(message), "{formula}: {error}");
        assert!(![error.argument(), error.value(), error.expected()].contains(&String::new()), "{formula}");
    }
}

#[test]
fn a_table_must_be_regular() {
    let levels = ["a".to_owned()];
    let short = Table::new(2, vec![("x".into(), Column::Numeric(&[1.0]))]).unwrap_err();
    assert_eq!((short.code(), short.value()), (Code::Shape, "of length 1".to_owned()));
    for code in [1, -2, i32::MIN] {
        let column = Column::Categorical { codes: &[0, code], levels: &levels };
        let error = Table::new(2, vec![("x".into(), column)]).unwrap_err();
        assert_eq!((error.code(), error.value()), (Code::Level, format!("{code} at row 1")));
    }
    let twice = vec![("x".into(), Column::Numeric(&[])), ("x".into(), Column::Numeric(&[]))];
    assert_eq!(Table::new(0, twice).unwrap_err().code(), Code::Column);
}

#[test]
fn missing_values_matter_in_used_columns_only() {
    let nan = f64::NAN;
    let frame = Frame::new()
        .numbers("y", &[1.0, 2.0, 3.0, 4.0, 5.0])
        .numbers("x", &[1.0, nan, 3.0, nan, 5.0])
        .strings("g", &["b", "a", "", "b", "a"])
        .numbers("unused", &[nan, f64::INFINITY, nan, nan, nan]);
    let error = refused("y ~ g + x", &frame);
    assert_eq!(error, DesignError::MissingValues { column: "g".into(), row: 2, count: 1 });
    let error = refused("y ~ x", &frame);
    assert_eq!(
        error.to_string(),
        "column 'x' has 2 missing values, the first at row 1; expected none, or na \"omit\" to leave such rows out"
    );
    let omit = DesignOptions { missing: Missing::Omit, ..DesignOptions::default() };
    let kept = built("y ~ g + x", &frame, &omit).unwrap().kept;
    assert_eq!((kept.rows, kept.total, kept.missing, kept.zero_weight), (vec![0, 4], 5, 3, 0));
    assert_eq!(ok("y ~ 1", &frame).kept.rows.len(), 5);
    // Offsets and responses are used as well.
    assert_eq!(built("x ~ offset(unused)", &frame, &DesignOptions::default()).unwrap_err().code(), Code::NonFinite);
    assert_eq!(refused("x ~ 1", &frame).argument(), "x");
    let error = built("g ~ offset(x) + C(x)", &Frame(frame.0[1..3].to_vec()).permuted(&[1, 3, 2]), &omit).unwrap_err();
    assert_eq!(error, DesignError::NoRows { total: 3, missing: 3, zero_weight: 0 });
}

#[test]
fn an_infinite_number_is_refused_by_column_and_row() {
    let frame = Frame::new().numbers("y", &[1.0, 2.0]).numbers("x", &[0.0, f64::NEG_INFINITY]);
    for formula in ["y ~ x", "y ~ C(x)", "x ~ y", "y ~ offset(x)"] {
        let error = refused(formula, &frame);
        assert_eq!(error, DesignError::NonFinite { column: "x".into(), row: 1, value: f64::NEG_INFINITY });
    }
    let huge = Frame::new().numbers("y", &[1.0, 2.0]).numbers("x", &[1.0, 1e200]).numbers("z", &[1.0, -1e200]);
    let error = refused("y ~ x:z", &huge);
    assert_eq!(error, DesignError::NonFinite { column: "x:z".into(), row: 1, value: f64::NEG_INFINITY });
}

#[test]
fn rows_of_weight_zero_are_as_if_removed() {
    let whole = Frame::new()
        .numbers("y", &[1.0, f64::NAN, 3.0, 4.0])
        .numbers("x", &[1.0, f64::INFINITY, 3.0, 5.0])
        .strings("g", &["b", "only here", "a", "b"]);
    let weights = [2.0, 0.0, 1.0, 0.5];
    let options = DesignOptions { weights: Some(&weights), ..DesignOptions::default() };
    let a = built("y ~ g * x", &whole, &options).unwrap();
    let b = ok("y ~ g * x", &whole.permuted(&[0, 2, 3]));
    assert_eq!((&a.blueprint, &a.design, &a.response), (&b.blueprint, &b.design, &b.response));
    assert_eq!((a.weights, b.weights), (vec![2.0, 1.0, 0.5], vec![1.0; 3]));
    assert_eq!((a.kept.rows, a.kept.zero_weight, a.kept.missing), (vec![0, 2, 3], 1, 0));
    for (bad, code) in [(-1.0, Code::Domain), (f64::NAN, Code::NonFinite), (f64::INFINITY, Code::NonFinite)] {
        let weights = [1.0, 0.0, bad, 1.0];
        let error = built("y ~ x", &whole, &DesignOptions { weights: Some(&weights), ..options }).unwrap_err();
        assert_eq!((error.code(), error.value()), (code, format!("{} at row 2", penlik::check::shown(bad))));
    }
    let error = built("y ~ x", &whole, &DesignOptions { weights: Some(&weights[1..]), ..options }).unwrap_err();
    assert_eq!((error.code(), error.argument()), (Code::Shape, "weights".to_owned()));
    let error = built("y ~ x", &whole, &DesignOptions { weights: Some(&[0.0; 4]), ..options }).unwrap_err();
    assert_eq!(error, DesignError::NoRows { total: 4, missing: 0, zero_weight: 4 });
    for (offset, code) in [(&[1.0][..], Code::Shape), (&[0.0, f64::NAN, 0.0, f64::NAN], Code::NonFinite)] {
        let error = built("y ~ x", &whole, &DesignOptions { offset: Some(offset), ..options }).unwrap_err();
        assert_eq!((error.code(), error.argument()), (code, "offset".to_owned()));
    }
}

fn declare(column: &str, levels: &[&str]) -> Vec<(String, Vec<String>)> {
    vec![(column.to_owned(), levels.iter().map(|&level| level.to_owned()).collect())]
}

#[test]
fn declared_levels_give_the_order_and_the_base() {
    let frame = birds();
    let declared = declare("species", &["c", "a", "b"]);
    let options = DesignOptions { levels: &declared, ..DesignOptions::default() };
    let columns = built("y ~ species", &frame, &options).unwrap().blueprint.columns().join(" ");
    assert_eq!(columns, "(Intercept) species=a species=b");
    let declared = declare("t", &["2.0", "1e0", "0.25", "0.5"]);
    let options = DesignOptions { levels: &declared, ..DesignOptions::default() };
    let columns = built("y ~ C(t)", &frame, &options).unwrap().blueprint.columns().join(" ");
    assert_eq!(columns, "(Intercept) C(t)=1e0 C(t)=0.25 C(t)=0.5");
    let declared = declare("species", &["z", "c", "b", "a"]);
    let options = DesignOptions { levels: &declared, ..DesignOptions::default() };
    let Response::Classes { codes, levels, .. } = built("species ~ 1", &frame, &options).unwrap().response else {
        panic!("classes")
    };
    assert_eq!((codes, levels.len()), (vec![2, 3, 1, 3, 2, 1], 4), "an empty class of the response stays");
}

#[test]
fn declared_levels_that_do_not_fit_are_refused() {
    let frame = birds();
    for (formula, column, levels, code, message) in [
        ("y ~ species", "species", &["a", "b"][..], Code::Level, "has the level 'c' at row 2; known levels: 'a', 'b'"),
        ("species ~ y", "species", &["a", "b"], Code::Level, "has the level 'c' at row 2"),
        ("y ~ species", "species", &["a", "b", "c", "d"], Code::Level, "has the declared level 'd'"),
        ("y ~ species", "species", &["a", "b", "c", "a"], Code::Level, "name 'a' twice"),
        ("y ~ C(t)", "t", &["1", "1.0"], Code::Level, "name '1.0' twice"),
        ("y ~ species", "species", &[], Code::Level, "empty"),
        ("y ~ t", "t", &["1"], Code::Level, "write C() around it"),
        ("y ~ t", "y", &["1"], Code::Level, "write C() around it"),
        ("cbind(y, n) ~ t", "n", &["1"], Code::Level, "write C() around it"),
        ("y ~ species", "specie", &["a"], Code::Column, "levels has no column 'specie'; did you mean 'species'?"),
    ] {
        let declared = declare(column, levels);
        let options = DesignOptions { levels: &declared, ..DesignOptions::default() };
        let error = built(formula, &frame, &options).unwrap_err();
        assert_eq!(error.code(), code, "{formula}: {error}");
        assert!(error.to_string().contains(message), "{formula}: {error}");
    }
    let error = refused("y ~ g", &Frame::new().numbers("y", &[1.0, 2.0]).strings("g", &["a", "a"]));
    assert_eq!(error, DesignError::OneLevel { column: "g".into(), level: "a".into() });
}

#[test]
fn levels_that_imitate_an_interaction_are_refused() {
    let frame = Frame::new()
        .numbers("y", &[1.0, 2.0, 3.0, 4.0])
        .strings("a", &["p", "q", "q:b=v", "q"])
        .strings("b", &["u", "v", "u", "u"]);
    assert_eq!(ok("y ~ a + b", &frame).design.cols(), 4);
    let error = refused("y ~ a * b", &frame);
    assert_eq!((error.code(), error.to_string().contains("'a=q:b=v'")), (Code::Level, true));
}

#[test]
fn new_data_need_neither_the_response_nor_the_order_nor_all_levels() {
    let fitted = ok("y ~ species * `bill length` + C(n) + offset(t)", &birds());
    let whole = fitted.blueprint.encode(&birds().permuted(&[0, 1, 2, 3, 4, 5]).table(), Missing::Fail).unwrap().0;
    assert_eq!(whole, fitted.design.dense().into_owned());
    let new = Frame::new()
        .numbers("t", &[7.0, 8.0])
        .strings("n", &["4", "6"])
        .numbers("bill length", &[10.0, 20.0])
        .strings("species", &["c", "c"]);
    let (x, kept) = fitted.blueprint.encode(&new.table(), Missing::Fail).unwrap();
    let one = |name: &str| fitted.blueprint.columns().iter().position(|c| c == name).unwrap();
    for (name, values) in [
        ("(Intercept)", [1.0, 1.0]),
        ("species=b", [0.0, 0.0]),
        ("species=c", [1.0, 1.0]),
        ("`bill length`", [10.0, 20.0]),
        ("species=c:`bill length`", [10.0, 20.0]),
        ("C(n)=4", [1.0, 0.0]),
        ("C(n)=6", [0.0, 1.0]),
    ] {
        assert_eq!([x.get(0, one(name)), x.get(1, one(name))], values, "{name}");
    }
    assert_eq!(fitted.blueprint.offset(&new.table(), &kept).unwrap().unwrap(), [7.0, 8.0]);
    let (empty, kept) = fitted.blueprint.encode(&new.permuted(&[]).table(), Missing::Fail).unwrap();
    assert_eq!((empty.rows(), empty.cols(), kept.total), (0, fitted.design.cols(), 0));
}

#[test]
fn a_column_of_missing_values_only_can_stand_for_strings() {
    let blueprint = ok("y ~ species + t", &birds()).blueprint;
    let holes = Frame::new().numbers("t", &[1.0, 2.0]).numbers("species", &[f64::NAN, f64::NAN]);
    let (x, kept) = blueprint.encode(&holes.table(), Missing::Omit).unwrap();
    assert_eq!((x.rows(), kept.missing), (0, 2));
    let error = blueprint.encode(&holes.table(), Missing::Fail).unwrap_err();
    assert_eq!(error, DesignError::MissingValues { column: "species".into(), row: 0, count: 2 });
    let none = Frame::new().numbers("t", &[]).numbers("species", &[]);
    assert_eq!(blueprint.encode(&none.table(), Missing::Fail).unwrap().0.rows(), 0);
}

#[test]
fn new_data_that_do_not_fit_are_refused() {
    let blueprint = ok("y ~ species + t", &birds()).blueprint;
    let refused = |frame: &Frame| blueprint.encode(&frame.table(), Missing::Fail).unwrap_err();
    let t = [1.0, 2.0, 3.0];
    let error = refused(&Frame::new().numbers("t", &t).strings("species", &["a", "q", "q"]));
    assert_eq!(error.to_string(), "column 'species' has the level 'q' at row 1; known levels: 'a', 'b', 'c'");
    let error = refused(&Frame::new().numbers("t", &t).strings("Species", &["a", "b", "b"]));
    assert_eq!((error.code(), error.to_string().contains("did you mean 'Species'?")), (Code::Column, true));
    let error = refused(&Frame::new().numbers("t", &t).numbers("species", &t));
    assert_eq!((error.code(), error.value()), (Code::Column, "numeric".to_owned()));
    let error = refused(&Frame::new().strings("t", &["1", "2", "3"]).strings("species", &["a", "b", "b"]));
    assert_eq!((error.code(), error.value()), (Code::Column, "categorical".to_owned()));
    let holes = Frame::new().numbers("t", &[1.0, f64::NAN, 3.0]).strings("species", &["", "q", "b"]);
    assert_eq!(refused(&holes), DesignError::MissingValues { column: "species".into(), row: 0, count: 1 });
    // A level of a row that is left out anyway does no harm.
    let (x, kept) = blueprint.encode(&holes.table(), Missing::Omit).unwrap();
    assert_eq!((rows_of(&x), kept.rows, kept.missing), (vec![vec![1.0, 1.0, 0.0, 3.0]], vec![2], 2));
}

#[test]
fn a_blueprint_survives_storage_and_distrusts_it() {
    let fitted = ok("species ~ sex * `bill length` + C(n) + offset(t) - 1", &birds());
    let json = serde_json::to_string(&fitted.blueprint).unwrap();
    let back: Blueprint = serde_json::from_str(&json).unwrap();
    assert_eq!((&back, serde_json::to_string(&back).unwrap()), (&fitted.blueprint, json.clone()));
    assert_eq!(back.encode(&birds().table(), Missing::Fail).unwrap().0, fitted.design.dense().into_owned());
    for (from, to) in [
        ("\"intercept\":false", "\"intercept\":false,\"extra\":1"),
        ("\"variable\":2", "\"variable\":9"),
        ("\"variable\":1", "\"variable\":0"),
        ("{\"variable\":1", "{\"variable\":0,\"coding\":\"indicator\"},{\"variable\":0"),
        ("\"terms\":[[", "\"terms\":[[],["),
        ("\"coding\":\"value\"", "\"coding\":\"treatment\""),
        ("\"coding\":\"indicator\"", "\"coding\":\"value\""),
        ("\"coding\":\"indicator\"", "\"coding\":\"helmert\""),
        ("[\"f\",\"m\"]", "[\"f\",\"f\"]"),
        ("[\"f\",\"m\"]", "[]"),
        ("\"C\"", "\"eval\""),
        ("\"offsets\":[\"t\"]", "\"offset\":[\"t\"]"),
    ] {
        assert!(json.contains(from), "{from} in {json}");
        assert!(serde_json::from_str::<Blueprint>(&json.replacen(from, to, 1)).is_err(), "{to}");
    }
    // A product of a variable with itself, every other thing being right.
    let square = json.replacen("\"variable\":1,\"coding\":\"value\"", "\"variable\":0,\"coding\":\"indicator\"", 2);
    let error = serde_json::from_str::<Blueprint>(&square).unwrap_err().to_string();
    assert!(error.contains("ascending"), "{error}");
}

#[test]
fn sizes_are_refused_before_anything_is_allocated() {
    let n = 1200;
    let ids: Vec<f64> = (0..n).map(f64::from).collect();
    let frame = Frame::new().numbers("y", &ids).numbers("i", &ids).numbers("j", &ids);
    assert_eq!(ok("y ~ C(i)", &frame).design.cols(), 1200);
    let error = refused("y ~ C(i):C(j)", &frame);
    assert_eq!(error.code(), Code::TooLarge, "{error}");
    let wide = (0..20).fold(Frame::new().numbers("y", &[1.0]), |frame, k| frame.numbers(&format!("x{k}"), &[1.0]));
    for formula in ["y ~ .^20", "y ~ (. + .:.)^9", &format!("y ~ .^7{}", ":.^7".repeat(40))] {
        assert_eq!(refused(formula, &wide).code(), Code::TooLarge, "{formula}");
    }
    // All products of thirteen columns are few enough, all products of these products are too much work.
    let all = format!("({})", (0..13).map(|k| format!("x{k}")).collect::<Vec<_>>().join("*"));
    assert_eq!(ok(&format!("y ~ {all}"), &wide).design.cols(), 1 << 13);
    assert_eq!(refused(&format!("y ~ {all}:{all}"), &wide).code(), Code::TooLarge);
    let many = (0..70).fold(Frame::new().numbers("y", &[1.0]), |frame, k| frame.numbers(&format!("x{k}"), &[1.0]));
    let product = (0..70).map(|k| format!("x{k}")).collect::<Vec<_>>().join(":");
    assert_eq!(refused(&format!("y ~ {product}"), &many).code(), Code::TooLarge);
}

#[test]
fn formulas_at_the_limits_end_soon() {
    let n = 9_000;
    let wide = (0..n).fold(Frame::new().numbers("y", &[1.0]), |frame, k| frame.numbers(&format!("x{k}"), &[1.0]));
    assert_eq!(ok("y ~ .", &wide).design.cols(), n + 1);
    let removed: String = (0..n / 2).map(|k| format!("-x{k}")).collect();
    assert_eq!(ok(&format!("y ~ .{removed}"), &wide).design.cols(), n / 2 + 1);
    let sum: String = (0..n).map(|k| format!("+x{k}")).collect();
    assert_eq!(refused(&format!("y ~ ({sum})/x0"), &wide).code(), Code::TooLarge);
    assert_eq!(refused(&format!("y ~ x0 %in% ({sum})"), &wide).code(), Code::TooLarge);
    assert_eq!(refused(&format!("y ~ ({sum})^3"), &wide).code(), Code::TooLarge);
    assert_eq!(ok(&format!("y ~ ({sum}):x0"), &wide).design.cols(), n + 1);
}

#[test]
fn panels_are_filled_across_their_borders() {
    let n = 1000;
    let x: Vec<f64> = (0..n).map(f64::from).collect();
    let names: Vec<String> = (0..n).map(|i| format!("g{}", i % 3)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let frame = Frame::new().numbers("y", &x).numbers("x", &x).strings("g", &names);
    let design = ok("y ~ g * x", &frame).design.dense().into_owned();
    for (i, row) in rows_of(&design).iter().enumerate() {
        let (one, two) = (f64::from(i % 3 == 1), f64::from(i % 3 == 2));
        assert_eq!(*row, [1.0, one, two, x[i], one * x[i], two * x[i]]);
    }
    // Rows that pad the last panel stay zero, the intercept included.
    let sum: f64 = (0..design.count()).map(|p| design.panel(p)[..design.height(p)].iter().sum::<f64>()).sum();
    assert_eq!(sum, 1000.0);
}

/// Level, level, number and a chance of a missing value.
type Cell = (usize, usize, i32, usize);

/// What right sides are made of, sound and unsound.
const PIECES: &[&str] = &[
    "g",
    "x",
    "y",
    "k",
    "C(k)",
    "factor(g)",
    "offset(x)",
    "1",
    "0",
    "2",
    ".",
    "nope",
    "s(x)",
    " + ",
    " + ",
    " - ",
    ":",
    "*",
    "/",
    "^2",
    "^",
    " %in% ",
    "(",
    ")",
    "-",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn any_formula_is_built_or_refused(pieces in prop::collection::vec(prop::sample::select(PIECES), 1..12), left in 0usize..4) {
        let frame = Frame::new()
            .strings("g", &["b", "a", "b", "c"])
            .numbers("x", &[1.0, 2.0, 3.0, 4.0])
            .numbers("k", &[1.0, 1.0, 2.0, 2.0])
            .numbers("y", &[0.0, 1.0, 2.0, 1.0]);
        let text = format!("{} ~ {}", ["y", "C(y)", "cbind(x, y)", "g"][left], pieces.concat());
        let Ok(formula) = parse(&text) else { return Ok(()) };
        match build(&formula, &frame.table(), &DesignOptions::default()) {
            Ok(built) => {
                prop_assert_eq!(built.design.cols(), built.blueprint.columns().len());
                prop_assert!((1..=1000).contains(&built.design.cols()));
                let mut names = built.blueprint.columns().to_vec();
                names.sort();
                names.dedup();
                prop_assert_eq!(names.len(), built.design.cols(), "names are distinct in {}", text);
                let again = built.blueprint.encode(&frame.table(), Missing::Fail).unwrap().0;
                prop_assert_eq!(again, built.design.dense().into_owned());
            }
            Err(error) => {
                prop_assert!(error.position().is_none_or(|position| text.is_char_boundary(position)));
                prop_assert!(matches!(error.code(), Code::Formula | Code::Unsupported | Code::Column), "{}: {}", text, error);
            }
        }
    }

    #[test]
    fn permuted_rows_columns_and_dictionaries_give_permuted_designs(
        cells in prop::collection::vec((0usize..3, 0usize..4, -8i32..8, 0usize..7), 12..40),
        keys in prop::collection::vec(any::<u32>(), 40),
        formula in prop::sample::select(vec![
            "y ~ g * x", "y ~ 0 + g + C(k)", "y ~ g:C(k) + x", "g ~ C(k) * x + offset(y)", "C(k) ~ g + x:y",
        ]),
    ) {
        let names = ["b", "a", "ä", "c"];
        let numbers = |pick: &dyn Fn(&Cell) -> f64| cells.iter().map(pick).collect::<Vec<f64>>();
        let frame = Frame::new()
            .strings("g", &cells.iter().map(|cell| if cell.3 == 0 { "" } else { names[cell.1] }).collect::<Vec<_>>())
            .numbers("x", &numbers(&|cell| f64::from(cell.2) / 4.0))
            .numbers("k", &numbers(&|cell| cell.0 as f64 * 4.5))
            .numbers("y", &numbers(&|cell| if cell.3 == 1 { f64::NAN } else { f64::from(cell.2) }));
        let mut order: Vec<usize> = (0..cells.len()).collect();
        order.sort_by_key(|&i| (keys[i], i));
        let options = DesignOptions { missing: Missing::Omit, ..DesignOptions::default() };
        let (Ok(a), Ok(b)) = (built(formula, &frame, &options), built(formula, &frame.permuted(&order), &options)) else {
            // Too few rows for two levels: refused either way.
            prop_assert!(built(formula, &frame, &options).is_err());
            prop_assert!(built(formula, &frame.permuted(&order), &options).is_err());
            return Ok(());
        };
        prop_assert_eq!(&a.blueprint, &b.blueprint);
        let (rows, permuted) = (rows_of(&a.design.dense()), rows_of(&b.design.dense()));
        for (row, &i) in permuted.iter().zip(&b.kept.rows) {
            let place = a.kept.rows.iter().position(|&kept| kept == order[i]).unwrap();
            prop_assert_eq!(row, &rows[place]);
        }
        // No column is zero throughout unless its numbers are.
        for (j, name) in a.blueprint.columns().iter().enumerate().filter(|(_, name)| !name.contains(':')) {
            prop_assert!(name == "x" || rows.iter().any(|row| row[j] != 0.0), "{}", name);
        }
    }
}
