//! Reading what a request says, with a refusal for what it cannot mean.

use super::basis::{Refusal, Request, Setting};

/// The covariates as columns of numbers.
pub fn all_numbers<'a>(request: &Request<'a>) -> Result<Vec<&'a [f64]>, Refusal> {
    let column = |(covariate, name): (&super::basis::Covariate<'a>, &String)| {
        let refusal = || Refusal::new(name.as_str(), "a categorical column", "numbers: this smooth has none of levels");
        covariate.numbers().ok_or_else(refusal)
    };
    request.covariates.iter().zip(request.names).map(column).collect()
}

/// Refuses options of other names, unless others are for bases within.
pub fn only(options: &[(String, Setting)], names: &[&str], others: bool) -> Result<(), Refusal> {
    match options.iter().find(|(name, _)| !names.contains(&name.as_str())) {
        None => Ok(()),
        Some(_) if others => Ok(()),
        Some((name, value)) => {
            let expected = match names {
                [] => "no options".to_owned(),
                _ => format!("one of the options {}", names.join(", ")),
            };
            Err(Refusal::new(name, shown(value), expected))
        }
    }
}

/// The option of a name.
pub fn option<'a>(request: &Request<'a>, name: &str) -> Option<&'a Setting> {
    request.options.iter().find(|(given, _)| given == name).map(|(_, value)| value)
}

/// A number among the options that passes a test.
pub fn number(
    request: &Request<'_>,
    name: &str,
    expected: &str,
    test: impl Fn(f64) -> bool,
) -> Result<Option<f64>, Refusal> {
    match option(request, name) {
        None => Ok(None),
        Some(Setting::Number(x)) if test(*x) => Ok(Some(*x)),
        Some(value) => Err(Refusal::new(name, shown(value), expected)),
    }
}

/// A word among the options that is one of a list.
pub fn word<'a>(request: &Request<'a>, name: &str, words: &[&str]) -> Result<Option<&'a str>, Refusal> {
    match option(request, name) {
        None => Ok(None),
        Some(Setting::Word(word)) if words.contains(&word.as_str()) => Ok(Some(word)),
        Some(value) => Err(Refusal::new(name, shown(value), format!("one of {}", words.join(", ")))),
    }
}

/// Refuses knots for a smooth that has none.
pub fn no_knots(request: &Request<'_>) -> Result<(), Refusal> {
    match request.knots.iter().find(|list| !list.is_empty()) {
        None => Ok(()),
        Some(list) => Err(Refusal::new("knots", format!("{} numbers", list.len()), "none: this smooth has no knots")),
    }
}

/// m as text.
pub fn listed(m: &[f64]) -> String {
    m.iter().map(f64::to_string).collect::<Vec<_>>().join(", ")
}

/// A setting as text.
pub fn shown(value: &Setting) -> String {
    match value {
        Setting::Number(x) => x.to_string(),
        Setting::Word(word) => format!("\"{}\"", crate::formula::snippet(word)),
        Setting::Numbers(list) => format!("a list of {} numbers", list.len()),
        Setting::Neighbours(list) => format!("the neighbours of {} levels", list.len()),
    }
}
