use super::Expression;
use crate::design::error::DesignError;
use crate::design::table::{Column, Table};
use crate::formula::parse;

fn expression(text: &str) -> Expression {
    let formula = parse(&format!("~{text}")).unwrap();
    Expression::read(&formula, formula.terms()).unwrap().0
}

fn at(text: &str, x: f64, z: f64) -> Result<f64, DesignError> {
    let (x, z) = ([f64::NAN, x], [f64::NAN, z]);
    let table = Table::new(2, vec![("x".into(), Column::Numeric(&x)), ("z w".into(), Column::Numeric(&z))]).unwrap();
    expression(text).evaluate(text, &table, &[1]).map(|values| values[0])
}

#[test]
fn operators_mean_arithmetic_and_bind_as_in_r() {
    for (text, value) in [
        ("I(x + 2 * x ^ 2)", 21.0),
        ("I(x ** 3 / 3)", 9.0),
        ("I(-x^2)", -9.0),
        ("I((-x)^2)", 9.0),
        ("I(2^-x)", 0.125),
        ("I(2^3^2)", 512.0),
        ("I(x - 1 - 1)", 1.0),
        ("I(x - (1 - 1))", 3.0),
        ("I(12 / 2 / 3)", 2.0),
        ("log2(8) + log10(100) + log1p(0) + exp(0) + sqrt(16) + abs(-x) + log(1)", 13.0),
        ("I(x / `z w`)", 1.5),
        ("I(x^0)", 1.0),
        ("I(+x)", 3.0),
        ("log(exp(I(x)))", 3.0),
    ] {
        assert_eq!(at(text, 3.0, 2.0).unwrap(), value, "{text}");
    }
}

#[test]
fn the_text_is_canonical_and_read_back_as_itself() {
    for (written, text) in [
        ("I( x+2*x^2 )", "I(x + 2 * x^2)"),
        ("I((x))", "I(x)"),
        ("I(x**2)", "I(x^2)"),
        ("I((x+1)*2)", "I((x + 1) * 2)"),
        ("I(x-(1-x))", "I(x - (1 - x))"),
        ("I((x-1)-x)", "I(x - 1 - x)"),
        ("I(x/(2*x))", "I(x/(2 * x))"),
        ("I(x*-x)", "I(x * -x)"),
        ("I(-(x*2))", "I(-(x * 2))"),
        ("I((-x)*2)", "I(-x * 2)"),
        ("I((-x)^2)", "I((-x)^2)"),
        ("I(-x^2)", "I(-x^2)"),
        ("I((x^2)^3)", "I((x^2)^3)"),
        ("I(x^(2^3))", "I(x^2^3)"),
        ("I(x^(-2))", "I(x^-2)"),
        ("I(x^(1+x))", "I(x^(1 + x))"),
        ("I(1e5+0.5)", "I(1e+05 + 0.5)"),
        ("I(0.30000000000000004)", "I(0.30000000000000004)"),
        ("log( `z w` )", "log(`z w`)"),
    ] {
        let first = expression(written);
        assert_eq!(first.text(), text, "{written}");
        assert_eq!(expression(text), first, "{written}");
        assert_eq!(Expression::try_from(text.to_owned()).unwrap(), first);
    }
    for text in ["I( x)", ".", "x + ", "f(x)", "poly(x, 2)", "x:z", "\"x\"", ""] {
        assert!(Expression::try_from(text.to_owned()).is_err(), "{text}");
    }
}

#[test]
fn a_result_that_is_no_number_names_the_operation_and_its_row() {
    for (text, message) in [
        ("log(x - 5)", "'log(x - 5)' is NaN at row 1: log(-2) where x = 3"),
        ("I(1 / (x - 3))", "'I(1 / (x - 3))' is Infinity at row 1: 1 / 0 where x = 3"),
        ("sqrt(`z w` - x)", "sqrt(-1) where z w = 2, x = 3"),
        ("exp(x * 1000)", "exp(3000)"),
        ("I((-x)^0.5)", "-3 ^ 0.5"),
        ("I(x^2000)", "3 ^ 2000"),
    ] {
        let error = at(text, 3.0, 2.0).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
    // An infinity on the way that leaves none behind is no mistake.
    assert_eq!(at("I(1 / exp(1000))", 3.0, 2.0).unwrap(), 0.0);
}

#[test]
fn a_sum_of_thousands_of_operands_is_read_written_and_run() {
    let text = format!("I({})", vec!["x"; 9000].join(" + "));
    assert_eq!(expression(&text).text(), text);
    assert_eq!(at(&text, 3.0, 0.0).unwrap(), 27000.0);
}
