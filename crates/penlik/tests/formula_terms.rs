//! Arithmetic, polynomials, splines and contrasts in formulas, against R's model.matrix and lm.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use penlik::check::{Code, Explain};
use penlik::design::{
    Blueprint, Built, Column, Contrast, Contrasts, DesignError, DesignOptions, Missing, Response, Table, build,
};
use penlik::formula::parse;
use penlik::linalg::Panels;
use penlik::model::{Control, FitOptions, FormulaInput, fit_formula};
use serde_json::Value;
use support::{json, numbers, spec};

/// Named columns that own their values.
struct Data(Vec<(String, Owned)>);

enum Owned {
    Numbers(Vec<f64>),
    Levels(Vec<i32>, Vec<String>),
}

impl Data {
    fn read(columns: &Value) -> Self {
        let own = |(name, values): (&String, &Value)| (name.clone(), Owned::read(values.as_array().unwrap()));
        Self(columns.as_object().unwrap().iter().map(own).collect())
    }

    fn numeric(columns: &[(&str, &[f64])]) -> Self {
        Self(columns.iter().map(|(name, x)| ((*name).to_owned(), Owned::Numbers(x.to_vec()))).collect())
    }

    fn with_levels(mut self, name: &str, values: &[&str]) -> Self {
        let values: Vec<Value> = values.iter().map(|value| Value::from(*value)).collect();
        self.0.push((name.to_owned(), Owned::read(&values)));
        self
    }

    fn table(&self) -> Table<'_> {
        let rows = match &self.0[0].1 {
            Owned::Numbers(x) => x.len(),
            Owned::Levels(codes, _) => codes.len(),
        };
        Table::new(rows, self.0.iter().map(|(name, owned)| (name.clone(), owned.borrowed())).collect()).unwrap()
    }
}

impl Owned {
    fn borrowed(&self) -> Column<'_> {
        match self {
            Self::Numbers(x) => Column::Numeric(x),
            Self::Levels(codes, levels) => Column::Categorical { codes, levels },
        }
    }

    fn read(values: &[Value]) -> Self {
        if values[0].is_number() {
            return Self::Numbers(values.iter().map(|x| x.as_f64().unwrap()).collect());
        }
        let mut levels: Vec<String> = values.iter().map(|x| x.as_str().unwrap().to_owned()).collect();
        let all = levels.clone();
        levels.sort();
        levels.dedup();
        Self::Levels(all.iter().map(|x| levels.iter().position(|level| level == x).unwrap() as i32).collect(), levels)
    }
}

fn built(formula: &str, data: &Data) -> Result<Built, DesignError> {
    build(&parse(formula).unwrap(), &data.table(), &DesignOptions::default())
}

fn names(formula: &str, data: &Data) -> Vec<String> {
    built(formula, data).unwrap_or_else(|e| panic!("{formula}: {e}")).blueprint.columns().to_vec()
}

fn by_rows(x: &Panels) -> Vec<f64> {
    (0..x.rows()).flat_map(|i| (0..x.cols()).map(move |j| (i, j))).map(|(i, j)| x.get(i, j)).collect()
}

/// Entries that agree to a share of the largest entry of their column.
fn agree(found: &[f64], wanted: &[f64], columns: usize, share: f64, what: &str) {
    assert_eq!(found.len(), wanted.len(), "{what}");
    for j in 0..columns {
        let column = |x: &[f64]| x.iter().skip(j).step_by(columns).copied().collect::<Vec<f64>>();
        let (found, wanted) = (column(found), column(wanted));
        let size = wanted.iter().fold(1e-300_f64, |m, x| m.max(x.abs()));
        for (i, (f, w)) in found.iter().zip(&wanted).enumerate() {
            assert!((f - w).abs() <= share * size, "{what}: column {j}, row {i}: {f} for {w}");
        }
    }
}

fn contrasts(case: &Value) -> Vec<(String, Contrast)> {
    let chosen = case["contrasts"].as_object().unwrap().iter();
    chosen.map(|(name, contrast)| (name.clone(), Contrast::from_name(contrast.as_str().unwrap()).unwrap())).collect()
}

#[test]
fn designs_of_fitted_and_of_new_rows_are_those_of_r() {
    let reference = json("formula_terms.json");
    let (rows, new) = (Data::read(&reference["rows"]), Data::read(&reference["new"]));
    let cases = reference["cases"].as_array().unwrap();
    assert!(cases.len() > 60);
    for case in cases {
        let formula = case["formula"].as_str().unwrap();
        let chosen = contrasts(case);
        let options = DesignOptions {
            contrasts: Contrasts { columns: &chosen, ..Contrasts::default() },
            ..DesignOptions::default()
        };
        let Built { blueprint, design, response, .. } =
            build(&parse(formula).unwrap(), &rows.table(), &options).unwrap_or_else(|e| panic!("{formula}: {e}"));
        let columns = case["columns"].as_u64().unwrap() as usize;
        // R's own columns of degree 8 have 12 digits; ours have all of them.
        let share = if formula.contains("poly(x, 8)") { 1e-12 } else { 3e-14 };
        agree(&by_rows(&design.dense()), &numbers(&case["design"]), columns, share, formula);
        let Response::Numeric { values, .. } = response else { panic!("{formula}") };
        agree(&values, &numbers(&case["response"]), 1, 1e-15, formula);
        let (ahead, _) = blueprint.encode(&new.table(), Missing::Fail).unwrap();
        agree(&by_rows(&ahead), &numbers(&case["new"]), columns, 1e-12, &format!("{formula}, new rows"));
        // Through a file to the same bits.
        let text = serde_json::to_string(&blueprint).unwrap();
        let back: Blueprint = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{formula}: {e} in {text}"));
        assert_eq!(serde_json::to_string(&back).unwrap(), text);
        assert_eq!(back.encode(&new.table(), Missing::Fail).unwrap().0, ahead, "{formula}");
        assert_eq!(back.encode(&rows.table(), Missing::Fail).unwrap().0, design.dense().into_owned(), "{formula}");
    }
}

#[test]
fn coefficients_are_those_of_lm() {
    let reference = json("formula_terms.json");
    let rows = Data::read(&reference["rows"]);
    let mut compared = 0;
    for case in reference["cases"].as_array().unwrap() {
        let formula = case["formula"].as_str().unwrap();
        let wanted = case["coefficients"].as_array().unwrap();
        if wanted.iter().any(Value::is_null) {
            continue;
        }
        let wanted: Vec<f64> = wanted.iter().map(|b| b.as_f64().unwrap()).collect();
        let chosen = contrasts(case);
        let table = rows.table();
        let contrasts = Contrasts { columns: &chosen, ..Contrasts::default() };
        let input = FormulaInput { contrasts, ..FormulaInput::new(formula, &table) };
        let family = spec(r#"{"kind":"gaussian"}"#);
        let fitted = fit_formula(&input, &family, &FitOptions::default(), &Control::none()).unwrap();
        let size = wanted.iter().fold(0.0_f64, |m, b| m.max(b.abs()));
        for (found, wanted) in fitted.coefficients().iter().zip(&wanted) {
            assert!((found - wanted).abs() <= 2e-11 * size, "{formula}: {found} for {wanted}");
        }
        compared += 1;
    }
    assert!(compared > 60);
}

fn small() -> Data {
    Data::numeric(&[
        ("x", &[1.0, 2.0, 4.0, 5.0, 7.0, 8.0, 8.5, 9.0]),
        ("z", &[-1.0, 0.5, 2.0, 3.0, 1.0, 2.5, 0.0, 4.0]),
        ("k", &[1.0, 2.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0]),
        ("y", &[1.0, 3.0, 2.0, 5.0, 4.0, 6.0, 5.5, 7.0]),
        ("n t", &[1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 4.0, 5.0]),
    ])
    .with_levels("g", &["a", "b", "c", "a", "b", "c", "a", "b"])
}

#[test]
fn columns_carry_the_canonical_text_of_their_terms() {
    for (formula, wanted) in [
        ("y ~ I( x^2 ) + log(x+1)", "I(x^2) | log(x + 1)"),
        ("y ~ poly( x,degree=2 )", "poly(x, 2)1 | poly(x, 2)2"),
        (
            "y ~ poly(`n t`, 2, raw=TRUE):I(z/2)",
            "poly(`n t`, 2, raw = TRUE)1:I(z/2) | poly(`n t`, 2, raw = TRUE)2:I(z/2)",
        ),
        ("y ~ scale(x, scale = F)", "scale(x, scale = FALSE)"),
        (
            "y ~ bs(x, degree = 1, knots = c(3, 6))",
            "bs(x, knots = c(3, 6), degree = 1)1 | bs(x, knots = c(3, 6), degree = 1)2 | bs(x, knots = c(3, 6), degree = 1)3",
        ),
        ("y ~ ns(x, 2)", "ns(x, df = 2)1 | ns(x, df = 2)2"),
        ("y ~ C(g, contr.sum)", "C(g, sum)=sum.a | C(g, sum)=sum.b"),
        ("y ~ C(k, helmert)", "C(k, helmert)=helmert.2 | C(k, helmert)=helmert.3"),
        ("y ~ C(g, base = 2)", "C(g, treatment, base = 2)=a | C(g, treatment, base = 2)=c"),
        ("y ~ ordered(k)", "ordered(k)=linear | ordered(k)=quadratic"),
        ("y ~ x:poly(z, 2)", "x:poly(z, 2)1 | x:poly(z, 2)2"),
    ] {
        assert_eq!(names(formula, &small())[1..].join(" | "), wanted, "{formula}");
    }
    let all = Contrasts { default: Contrast::Sum, columns: &[("k".to_owned(), Contrast::Poly)] };
    let options = DesignOptions { contrasts: all, ..DesignOptions::default() };
    let drawn = build(&parse("y ~ g + C(k) + g:x").unwrap(), &small().table(), &options).unwrap();
    let wanted = "(Intercept) g=sum.a g=sum.b C(k)=linear C(k)=quadratic g=a:x g=b:x g=c:x";
    assert_eq!(drawn.blueprint.columns().join(" "), wanted, "indicators where the rule of marginality asks for them");
}

#[test]
fn a_dot_keeps_what_arithmetic_uses_and_leaves_what_bases_hold() {
    for (formula, wanted) in [
        ("y ~ . + log(x)", "x z k `n t` g=b g=c log(x)"),
        ("y ~ . + poly(x, 2) - g", "z k `n t` poly(x, 2)1 poly(x, 2)2"),
        ("log(y) ~ . + scale(z) + C(k) + offset(log(`n t`))", "x g=b g=c scale(z) C(k)=2 C(k)=3"),
        ("y ~ ns(x, 2) + . - k - `n t` - g", "ns(x, df = 2)1 ns(x, df = 2)2 z"),
        ("I(y / x) ~ . - g", "z k `n t`"),
    ] {
        assert_eq!(names(formula, &small())[1..].join(" "), wanted, "{formula}");
    }
}

#[test]
fn offsets_and_responses_are_computed() {
    let Built { offset, response, blueprint, .. } =
        built("log(y) ~ x + offset(log(`n t`) - z) + offset(2 * z)", &small()).unwrap();
    let (n, z) = ([1.0_f64, 2.0, 3.0, 1.0, 2.0, 3.0, 4.0, 5.0], [-1.0, 0.5, 2.0, 3.0, 1.0, 2.5, 0.0, 4.0]);
    let wanted: Vec<f64> = n.iter().zip(z).map(|(n, z)| (n.ln() - z) + 2.0 * z).collect();
    assert_eq!(offset.unwrap(), wanted);
    let Response::Numeric { name, values } = response else { panic!() };
    assert_eq!((name.as_str(), values[1]), ("log(y)", 3.0_f64.ln()));
    assert_eq!(blueprint.variables(), ["x", "n t", "z"]);
}

#[test]
fn rows_that_miss_a_value_of_an_expression_are_left_out() {
    let data = Data::numeric(&[
        ("x", &[1.0, f64::NAN, 3.0, 4.0, 0.0]),
        ("z", &[1.0, 2.0, f64::NAN, 4.0, 1.0]),
        ("y", &[1.0, 2.0, 3.0, 4.0, 5.0]),
    ]);
    let omit =
        DesignOptions { missing: Missing::Omit, weights: Some(&[1.0, 1.0, 1.0, 1.0, 0.0]), ..DesignOptions::default() };
    let kept = build(&parse("y ~ log(x) + I(z^2)").unwrap(), &data.table(), &omit).unwrap();
    assert_eq!(kept.kept.rows, [0, 3], "the row of weight 0, whose logarithm is infinite, has no say");
    assert_eq!(by_rows(&kept.design.dense()), [1.0, 0.0, 1.0, 1.0, 4.0_f64.ln(), 16.0]);
}

#[test]
fn every_mistake_is_refused_at_its_place() {
    let data = small();
    for (formula, code, position, message) in [
        ("y ~ log(x, 2)", Code::Formula, 11, "log() takes one expression"),
        ("y ~ log(x, base = 2)", Code::Formula, 11, "log() has no argument 'base'"),
        ("y ~ log()", Code::Formula, 4, "log() takes one expression"),
        ("y ~ I(x, z)", Code::Formula, 9, "I() takes one expression"),
        ("y ~ I(x:z)", Code::Formula, 6, "the operators of arithmetic"),
        ("y ~ I(x %in% z)", Code::Formula, 6, "the operators of arithmetic"),
        ("y ~ I('x')", Code::Formula, 6, "text has no place in arithmetic"),
        ("y ~ I(.)", Code::Formula, 6, "'.' has no place in arithmetic"),
        ("y ~ log(poly(x, 2))", Code::Formula, 8, "the functions of arithmetic"),
        ("y ~ log(C(g))", Code::Formula, 8, "the functions of arithmetic"),
        ("y ~ I(g + 1)", Code::Column, 6, "'g' is categorical; expected numeric"),
        ("y ~ poly(g, 2)", Code::Column, 9, "'g' is categorical; expected numeric"),
        ("log(g) ~ x", Code::Column, 4, "'g' is categorical; expected numeric"),
        ("y ~ offset(z + g)", Code::Column, 15, "'g' is categorical; expected numeric"),
        ("y ~ log(1 + w)", Code::Column, 12, "no column 'w'"),
        ("log(yy) ~ x", Code::Column, 4, "did you mean 'y'?"),
        ("y ~ poly(x, 2, 3, 4)", Code::Formula, 18, "poly() takes an expression"),
        ("y ~ poly(degree = 2)", Code::Formula, 4, "poly() takes an expression"),
        ("y ~ poly(x, degre = 2)", Code::Formula, 12, "no argument 'degre'; did you mean 'degree'?"),
        ("y ~ poly(x, 2, raww = TRUE)", Code::Formula, 15, "did you mean 'raw'?"),
        ("y ~ poly(x, 1.5)", Code::Formula, 12, "degree of poly() is '1.5'; expected a whole number from 1"),
        ("y ~ poly(x, 0)", Code::Formula, 12, "a whole number from 1"),
        ("y ~ poly(x, -1)", Code::Formula, 12, "a whole number from 1"),
        ("y ~ poly(x, 'two')", Code::Formula, 12, "a whole number from 1"),
        ("y ~ poly(x, z)", Code::Formula, 12, "a whole number from 1"),
        ("y ~ poly(x, 2, raw = 1)", Code::Formula, 21, "raw of poly() is '1'; expected TRUE or FALSE"),
        ("y ~ poly(k, 3)", Code::Formula, 12, "degree of poly() is 3, with 3 distinct values; expected at most 2"),
        ("y ~ x + poly(k, 3, TRUE)", Code::Formula, 16, "expected at most 2"),
        ("y ~ poly(2, 2)", Code::Formula, 9, "expected a column"),
        ("y ~ scale(I(x^0))", Code::Formula, 4, "x of scale() is the same in all rows"),
        ("y ~ bs(x, df = 2)", Code::Formula, 15, "a whole number from 3"),
        ("y ~ bs(x, df = 5, knots = 4)", Code::Formula, 26, "df or knots, not both"),
        ("y ~ bs(x, knots = c(4, 3))", Code::Formula, 18, "ascending order"),
        ("y ~ bs(x, knots = 12)", Code::Formula, 18, "knots of bs() is 12; expected distinct knots between c(1, 9)"),
        ("y ~ ns(k, df = 6)", Code::Formula, 15, "df of ns() is 6; expected fewer"),
        ("y ~ ns(x, knot = 6)", Code::Formula, 10, "did you mean 'knots'?"),
        ("y ~ ns(x, degree = 2)", Code::Formula, 10, "ns() has no argument 'degree'"),
        ("y ~ C(g, sums)", Code::Formula, 9, "contrast of C() is 'sums'; expected a contrast, such as sum"),
        ("y ~ C(g, 2)", Code::Formula, 9, "treatment, sum, helmert or poly"),
        ("y ~ C(g, sum, base = 2)", Code::Formula, 21, "treatment contrasts alone"),
        ("y ~ C(g, bas = 2)", Code::Formula, 9, "did you mean 'base'?"),
        ("y ~ factor(g, sum)", Code::Formula, 14, "factor() takes one column"),
        ("y ~ log(x) + log( x )", Code::Formula, 13, "the term 'log(x)' is written twice"),
        ("y ~ I(x+1):g + g:I(x + 1)", Code::Formula, 15, "written twice"),
        ("y ~ poly(x, 2) + poly(x, degree = 2)", Code::Formula, 17, "the term 'poly(x, 2)' is written twice"),
        ("y ~ x - log(x)", Code::Formula, 8, "'log(x)' cannot be taken away"),
        ("y ~ log(y)", Code::Formula, 4, "the response 'log(y)' also stands"),
        ("log(y) ~ I(y^2)", Code::Formula, 9, "also stands among the terms"),
        ("I(y / x) ~ offset(log(x))", Code::Formula, 22, "the response 'x' also stands"),
        ("I(2) ~ x", Code::Formula, 0, "cannot be a response"),
        ("poly(y, 2) ~ x", Code::Unsupported, 0, "poly(y, 2)"),
        ("C(g, sum) ~ x", Code::Unsupported, 0, "C(g, sum)"),
        ("y ~ x + log(z - 1)", Code::NonFinite, 8, "'log(z - 1)' is NaN at row 0: log(-2) where z = -1"),
        ("y ~ x:sqrt(z)", Code::NonFinite, 6, "sqrt(-1) where z = -1"),
        ("y ~ poly(1 / z, 2)", Code::NonFinite, 4, "1 / 0 where z = 0"),
        ("log(z) ~ x", Code::NonFinite, 0, "log(-1) where z = -1"),
        ("y ~ x + offset(log(z))", Code::NonFinite, 8, "log(-1) where z = -1"),
    ] {
        let error = match built(formula, &data) {
            Ok(_) => panic!("{formula} was built"),
            Err(error) => error,
        };
        assert_eq!((error.code(), error.position()), (code, Some(position)), "{formula}: {error}");
        assert!(error.to_string().contains(message), "{formula}: {error}");
        assert!(![error.argument(), error.value(), error.expected()].contains(&String::new()), "{formula}");
    }
    let error = built("y ~ C(g, base = 4)", &data).unwrap_err();
    assert!(error.to_string().contains("the levels of column 'g' are 3"), "{error}");
}

#[test]
fn contrasts_of_columns_without_levels_are_refused() {
    for (column, formula, message) in [
        ("x", "y ~ x", "which the formula uses as numbers"),
        ("x", "y ~ log(x)", "which the formula uses as numbers"),
        ("q", "y ~ x", "contrasts has no column 'q'"),
    ] {
        let columns = [(column.to_owned(), Contrast::Sum)];
        let contrasts = Contrasts { default: Contrast::Treatment, columns: &columns };
        let options = DesignOptions { contrasts, ..DesignOptions::default() };
        let error = build(&parse(formula).unwrap(), &small().table(), &options).unwrap_err();
        assert!(error.code() == Code::Column && error.to_string().contains(message), "{error}");
    }
}

#[test]
fn a_stored_state_that_does_not_fit_its_term_is_refused() {
    let formula = "y ~ poly(x, 2) + scale(z) + bs(x, df = 5) + I(x^2) + C(g, sum) + offset(log(x)) + ns(z, knots = 1)";
    let blueprint = built(formula, &small()).unwrap().blueprint;
    let text = serde_json::to_string(&blueprint).unwrap();
    assert!(serde_json::from_str::<Blueprint>(&text).is_ok());
    for (from, to) in [
        ("\"poly(x, 2)\"", "\"poly(x, 3)\""),
        ("\"poly(x, 2)\"", "\"poly(x,2)\""),
        ("\"poly(x, 2)\"", "\"poly(x, 2, raw = TRUE)\""),
        ("\"poly(x, 2)\"", "\"scale(x)\""),
        ("\"I(x^2)\"", "\"I(x^2\""),
        ("\"I(x^2)\"", "\"x\""),
        ("\"I(x^2)\"", "\"C(x)\""),
        ("\"I(x^2)\"", "\"system(x)\""),
        ("\"log(x)\"", "\"log( x)\""),
        ("\"scale\":", "\"scale\":-"),
        ("\"kind\":\"scale\"", "\"kind\":\"powers\""),
        ("\"kind\":\"scale\"", "\"kind\":\"scale\",\"more\":1"),
        ("\"bs(x, df = 5)\"", "\"bs(x, df = 6)\""),
        ("\"ns(z, knots = 1)\"", "\"ns(z, knots = 2)\""),
        ("\"boundary\":[1.0,", "\"boundary\":[100.0,"),
        ("\"contrast\":\"sum\"", "\"contrast\":\"sums\""),
        ("\"coding\":\"value\"", "\"coding\":\"contrast\""),
    ] {
        assert!(text.contains(from), "{from} in {text}");
        assert!(serde_json::from_str::<Blueprint>(&text.replacen(from, to, 1)).is_err(), "{to}");
    }
}

#[test]
fn raw_polynomials_keep_what_rounding_takes_in_products_too() {
    let data = Data::numeric(&[("x", &[1.1, 2.3, 3.7]), ("z", &[0.1, 0.2, 0.3]), ("y", &[1.0, 2.0, 3.0])]);
    let drawn = built("y ~ x + z:poly(x, 2, raw = TRUE)", &data).unwrap();
    let (design, rest) = (drawn.design, drawn.rest.unwrap());
    let square = 1.1_f64.mul_add(1.1, -(1.1 * 1.1));
    assert!(square != 0.0 && rest.get(0, 3) != 0.0 && rest.get(0, 1) == 0.0);
    // 0.1·1.1² in exact arithmetic of the binary inputs, to 32 digits: hi + lo against the product of the parts.
    let (hi, lo) = (design.get(0, 3), rest.get(0, 3));
    let first = 1.1 * 1.1;
    let product = 0.1 * first;
    let exact_rest = 0.1_f64.mul_add(first, -product) + 0.1 * square;
    assert!(((product - hi) + (exact_rest - lo)).abs() < 1e-31, "{hi} {lo}");
    assert!(built("y ~ x + poly(x, 2)", &data).unwrap().rest.is_none());
}
