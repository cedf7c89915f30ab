//! Reading formulas: precedence, spans, errors and their places, totality.

#![allow(clippy::unwrap_used, clippy::panic)]

use penlik::check::{Code, Explain};
use penlik::formula::{Function, MAX_BYTES, MAX_DEPTH, MAX_TERMS, Node, caret, explain, parse};
use proptest::prelude::*;

fn tree(text: &str) -> String {
    parse(text).unwrap_or_else(|error| panic!("{}", explain(&error, text))).prefix_form()
}

#[test]
fn operators_bind_as_in_r() {
    for (text, expected) in [
        ("y ~ a", "(~ y a)"),
        ("~ a", "(~ a)"),
        ("y ~ a + b - c + d", "(~ y (+ (- (+ a b) c) d))"),
        ("y ~ a + b * c", "(~ y (+ a (* b c)))"),
        ("y ~ a * b / c * d", "(~ y (* (/ (* a b) c) d))"),
        ("y ~ a * b %in% c", "(~ y (* a (%in% b c)))"),
        ("y ~ a %in% b:c", "(~ y (%in% a (: b c)))"),
        ("y ~ a:b:c", "(~ y (: (: a b) c))"),
        ("y ~ a:b^2", "(~ y (: a (^ b 2)))"),
        ("y ~ a^b^c", "(~ y (^ a (^ b c)))"),
        ("y ~ a ** 2", "(~ y (^ a 2))"),
        ("y ~ -a^2", "(~ y (- (^ a 2)))"),
        ("y ~ -a:b", "(~ y (: (- a) b))"),
        ("y ~ -a * b", "(~ y (* (- a) b))"),
        ("y ~ a ^ -2", "(~ y (^ a (- 2)))"),
        ("y ~ - - + a", "(~ y (- (- (+ a))))"),
        ("y ~ x + -1", "(~ y (+ x (- 1)))"),
        ("y ~ -1 + x", "(~ y (+ (- 1) x))"),
        ("y ~ (a + b) * c", "(~ y (* (+ a b) c))"),
        ("y ~ a - (b - c)", "(~ y (- a (- b c)))"),
        ("y ~ ((a))", "(~ y a)"),
        ("y ~ .^2", "(~ y (^ . 2))"),
        ("cbind(a, b) ~ .", "(~ (cbind a b) .)"),
        ("log(y) ~ a", "(~ (log y) a)"),
    ] {
        assert_eq!(tree(text), expected, "{text}");
    }
}

#[test]
fn calls_hold_names_numbers_strings_and_expressions() {
    for (text, expected) in [
        (r#"y ~ s(x, k = 10, bs = "cr")"#, r#"(~ y (s x k=10 bs="cr"))"#),
        ("y ~ te(x, z, k = -1)", "(~ y (te x z k=(- 1)))"),
        ("y ~ log(x + 1.5e-3)", "(~ y (log (+ x 0.0015)))"),
        ("y ~ poly(log(x), .5)", "(~ y (poly (log x) 0.5))"),
        ("y ~ I((a + b)^2) : c", "(~ y (: (I (^ (+ a b) 2)) c))"),
        ("y ~ s()", "(~ y (s))"),
        (r#"y ~ s(x, bs = 'it''s')"#, ""),
    ] {
        if expected.is_empty() {
            assert!(parse(text).is_err(), "{text}");
        } else {
            assert_eq!(tree(text), expected, "{text}");
        }
    }
}

#[test]
fn names_are_of_any_script_or_in_back_ticks() {
    for (text, expected) in [
        ("Größe ~ 体重 + возраст_2", "(~ Größe (+ 体重 возраст_2))"),
        ("y ~ .x + _y + a.b + x1", "(~ y (+ (+ (+ .x _y) a.b) x1))"),
        ("y ~ `bill length` + `a``b`", ""),
        ("y ~ `bill length (mm)`", "(~ y bill length (mm))"),
        (r"y ~ `a\`b\\c`", r"(~ y a`b\c)"),
        ("y\n\t~\u{a0}a", "(~ y a)"),
    ] {
        if expected.is_empty() {
            assert!(parse(text).is_err(), "{text}");
        } else {
            assert_eq!(tree(text), expected, "{text}");
        }
    }
}

#[test]
fn spans_cover_what_was_written() {
    let text = "größe ~ (a + b) * s(x, k = 3) - `c d`";
    let formula = parse(text).unwrap();
    assert_eq!(formula.source(formula.terms()), "(a + b) * s(x, k = 3) - `c d`");
    assert_eq!(formula.source(formula.response().unwrap()), "größe");
    let Node::Binary { left, right, .. } = formula.node(formula.terms()) else { panic!("a difference") };
    assert_eq!((formula.source(*left), formula.source(*right)), ("(a + b) * s(x, k = 3)", "`c d`"));
    let Node::Binary { left, right, .. } = formula.node(*left) else { panic!("a product") };
    assert_eq!(formula.source(*left), "a + b");
    let Node::Call { function: Function::S, arguments } = formula.node(*right) else { panic!("a call") };
    assert_eq!(&text[arguments[1].span.start..arguments[1].span.end], "k = 3");
    assert_eq!(formula.source(arguments[1].value), "3");
}

#[test]
fn every_mistake_is_told_with_its_place() {
    for (text, position, message) in [
        ("", 0, "the formula is empty"),
        ("  ", 0, "the formula is empty"),
        ("y", 1, "no '~'"),
        ("y + x", 5, "no '~'"),
        ("y = x", 2, "'~', not with '='"),
        ("y ~ a = b", 6, "'=' belongs between the name and the value"),
        ("y ~ a ~ b", 6, "one '~' only"),
        ("y ~ (a ~ b)", 7, "'~' belongs outside all parentheses"),
        ("y ~", 3, "expected a term after '~', found the end of the formula"),
        ("y ~ a +", 7, "expected a term after '+', found the end of the formula"),
        ("y ~ a + )", 8, "expected a term after '+', found ')'"),
        ("y ~ + ", 6, "expected a term after '+'"),
        ("y ~ a + * b", 8, "expected a term after '+', found '*'"),
        ("* ~ a", 0, "expected a term at the start, found '*'"),
        ("y ~ ()", 5, "expected a term after '(', found ')'"),
        ("y ~ a b", 6, "expected an operator before 'b'"),
        ("y x ~ a", 2, "expected an operator before 'x'"),
        ("y ~ 2x", 5, "expected an operator before 'x'"),
        ("y ~ a (b)", 4, "'a' is not a function"),
        ("y ~ (a + b", 4, "this parenthesis is never closed"),
        ("y ~ s(a, b", 5, "this parenthesis is never closed"),
        ("y ~ a)", 5, "this parenthesis closes nothing"),
        ("y ~ a, b", 5, "',' belongs between the arguments"),
        ("y ~ s(a,)", 8, "expected a term after ','"),
        ("y ~ s(,a)", 6, "expected a term after '('"),
        ("y ~ s(x, k = 1, k = 2)", 16, "'k' is given twice"),
        ("y ~ s(2 = x)", 8, "before '=' stands one plain name"),
        ("y ~ s(x k)", 8, "expected an operator before 'k'"),
        ("y ~ lgo(x)", 4, "did you mean 'log'?"),
        ("y ~ K(x)", 4, "'K' is not a function"),
        ("y ~ Factor(x)", 4, "did you mean 'factor'?"),
        ("y ~ system(x)", 4, "'system' is not a function of the formula language"),
        ("y ~ a | b", 6, "'|' has no meaning"),
        ("y ~ a$b", 5, "'$' has no meaning"),
        ("y ~ a %x% b", 6, "'%x%' is not an operator"),
        ("y ~ a % b", 6, "no closing %"),
        ("y ~ `a", 4, "the back-ticked name has no closing `"),
        ("y ~ ``", 4, "empty"),
        (r"y ~ `a\b`", 6, "is not an escape"),
        ("y ~ s(x, bs = 'cr)", 14, "the string has no closing '"),
        ("y ~ 1e999", 4, "'1e999' is not a finite number"),
        ("y ~ 1e+", 4, "'1e+' is not a finite number"),
        ("größe ~ a + )", 14, "expected a term"),
    ] {
        let error = parse(text).unwrap_err();
        assert_eq!(error.code(), Code::Formula, "{text}");
        assert_eq!(error.position(), Some(position), "{text}: {error}");
        assert!(error.to_string().contains(message), "{text}: {error}");
        assert!(explain(&error, text).ends_with('^'));
        assert!(!error.value().is_empty() && !error.expected().is_empty());
    }
}

#[test]
fn a_long_sum_is_read_written_and_dropped_without_deep_recursion() {
    let thread = std::thread::Builder::new().stack_size(128 * 1024).spawn(|| {
        let formula = parse(&format!("y ~ a{}", "+a".repeat(MAX_TERMS - 2))).unwrap();
        formula.prefix_form().len()
    });
    assert_eq!(thread.unwrap().join().unwrap(), "(~ y a)".len() + (MAX_TERMS - 2) * "(+  a)".len());
}

#[test]
fn limits_are_refused_at_the_place_that_passes_them() {
    let long = format!("y ~ {}", "a".repeat(MAX_BYTES));
    assert_eq!(parse(&long).unwrap_err().code(), Code::TooLarge);
    for (open, close) in [("(", ")"), ("s(", ")"), ("-", ""), ("a^", "")] {
        let nested = |n: usize| format!("y ~ {}a{}", open.repeat(n), close.repeat(n));
        assert!(parse(&nested(MAX_DEPTH)).is_ok(), "{open}");
        let error = parse(&nested(MAX_DEPTH + 1)).unwrap_err();
        assert_eq!(error.code(), Code::TooLarge, "{open}");
        let place = 4 + MAX_DEPTH * open.len() + usize::from(open == "a^");
        assert_eq!(error.position(), Some(place), "{open}");
    }
    let terms = |n: usize| format!("y ~ a{}", "+a".repeat(n));
    assert!(parse(&terms(MAX_TERMS - 2)).is_ok());
    let error = parse(&terms(MAX_TERMS - 1)).unwrap_err();
    assert_eq!((error.code(), error.position()), (Code::TooLarge, Some(4 + 2 * (MAX_TERMS - 1))));
}

/// Pieces of which both right and wrong formulas are made.
const PIECES: &[&str] = &[
    "+", "-", "*", "/", ":", "^", "**", "%in%", "~", "(", ")", ",", "=", ".", "1", "0", "2.5e3", "a", "b_1", "größe",
    "体", "`x y`", "`", "\"s\"", "'", "s(", "C(", "factor", "cbind(", "offset(", "log", "%", "\\", " ", "\n", "k = 3",
    "e\u{301}", "\u{202e}", "|",
];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![4 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)]
}

fn is_total(text: &str) -> Result<(), TestCaseError> {
    match parse(text) {
        Ok(formula) => {
            prop_assert_eq!(formula.text(), text);
            // The tree does not depend on the blanks around it, and its spans lie on letters.
            let padded = format!("  {text} ");
            prop_assert_eq!(parse(&padded).unwrap().prefix_form(), formula.prefix_form());
            prop_assert!(text.contains(formula.source(formula.terms())));
        }
        Err(error) => {
            let position = error.position().unwrap();
            prop_assert!(position <= text.len() && text.is_char_boundary(position));
            let rendered = explain(&error, text);
            prop_assert!(rendered.ends_with('^') && rendered.lines().all(|line| line.chars().count() < 1000));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        is_total(&text)?;
    }

    #[test]
    fn any_sequence_of_pieces_is_read_or_refused(pieces in prop::collection::vec(piece(), 0..24)) {
        is_total(&pieces.concat())?;
    }

    #[test]
    fn a_damaged_formula_is_read_or_refused(place in 0usize..80, cut in 0usize..6, insert in piece()) {
        let good = "cbind(a, b) ~ x * `y z` + s(w, k = 10, bs = \"cr\") - 1 + (größe : C(v))^2 + offset(t) %in% .";
        is_total(good)?;
        prop_assert!(parse(good).is_ok());
        let mut letters: Vec<char> = good.chars().collect();
        let start = place.min(letters.len());
        let end = (start + cut).min(letters.len());
        letters.splice(start..end, insert.chars());
        is_total(&letters.into_iter().collect::<String>())?;
    }

    #[test]
    fn a_caret_can_be_drawn_anywhere(text in any::<String>(), position in 0usize..200) {
        let drawn = caret(&text, position);
        prop_assert!(drawn.ends_with('^') && drawn.matches('\n').count() == 1);
    }
}
