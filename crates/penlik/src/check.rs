//! The only number checks of the crate, and the vocabulary in which every refusal is told.
//!
//! Each check is written so that a NaN fails it. A check runs once, at the door of a room; behind the door values are trusted.

use std::fmt;

/// The machine-readable kind of an error, the same names that the Node facade shows as `error.code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Code {
    /// A length or a shape does not fit its neighbours.
    Shape,
    /// A value lies outside its domain.
    Domain,
    /// A number is NaN or infinite.
    NonFinite,
    /// A size is beyond what is allowed before anything is allocated.
    TooLarge,
    /// A formula cannot be read.
    Formula,
    /// A column is missing or has the wrong type.
    Column,
    /// A level of a categorical column is unknown or unusable.
    Level,
    /// The classes are separated, so that no finite maximum exists.
    Separation,
    /// Columns of the design depend on each other.
    Rank,
    /// The solver stopped before its certificate held.
    NotConverged,
    /// The caller cancelled.
    Aborted,
    /// A stored model cannot be read.
    ModelFile,
    /// The combination asked for does not exist.
    Unsupported,
    /// A defect of the library itself.
    Internal,
}

impl Code {
    /// The public name, such as `ERR_SHAPE`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Shape => "ERR_SHAPE",
            Self::Domain => "ERR_DOMAIN",
            Self::NonFinite => "ERR_NON_FINITE",
            Self::TooLarge => "ERR_TOO_LARGE",
            Self::Formula => "ERR_FORMULA",
            Self::Column => "ERR_COLUMN",
            Self::Level => "ERR_LEVEL",
            Self::Separation => "ERR_SEPARATION",
            Self::Rank => "ERR_RANK",
            Self::NotConverged => "ERR_NOT_CONVERGED",
            Self::Aborted => "ERR_ABORTED",
            Self::ModelFile => "ERR_MODEL_FILE",
            Self::Unsupported => "ERR_UNSUPPORTED",
            Self::Internal => "ERR_INTERNAL",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What every error of every room can tell: its code, the argument, the offending value, what was expected.
pub trait Explain: std::error::Error {
    /// The kind of the error.
    fn code(&self) -> Code;
    /// The name of the argument, as the caller knows it.
    fn argument(&self) -> String;
    /// The offending value in words short enough for one line.
    fn value(&self) -> String;
    /// What would have been right.
    fn expected(&self) -> String;
    /// For formulas: the byte offset of the offending place.
    fn position(&self) -> Option<usize> {
        None
    }
    /// Where each of several predictors has a formula: whose formula the position is in.
    fn formula_of(&self) -> Option<&str> {
        None
    }
}

/// A number or a shape that was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{argument} is {value}; expected {expected}")]
pub struct CheckError {
    code: Code,
    argument: String,
    value: String,
    expected: String,
}

impl CheckError {
    /// An error of the given kind.
    pub fn new(code: Code, argument: impl Into<String>, value: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { code, argument: argument.into(), value: value.into(), expected: expected.into() }
    }
}

impl Explain for CheckError {
    fn code(&self) -> Code {
        self.code
    }
    fn argument(&self) -> String {
        self.argument.clone()
    }
    fn value(&self) -> String {
        self.value.clone()
    }
    fn expected(&self) -> String {
        self.expected.clone()
    }
}

fn number(argument: &str, x: f64, holds: bool, expected: &str) -> Result<f64, CheckError> {
    if holds && x.is_finite() {
        return Ok(x);
    }
    let code = if x.is_finite() { Code::Domain } else { Code::NonFinite };
    Err(CheckError::new(code, argument, shown(x), expected))
}

/// A number as errors show it: short, and infinities spelled out.
#[must_use]
pub fn shown(x: f64) -> String {
    match x.abs() {
        f64::INFINITY if x > 0.0 => "Infinity".to_owned(),
        f64::INFINITY => "-Infinity".to_owned(),
        0.0 | 1e-5..1e15 => x.to_string(),
        _ => format!("{x:e}"),
    }
}

/// x > 0 and finite.
pub fn positive(argument: &str, x: f64) -> Result<f64, CheckError> {
    number(argument, x, x > 0.0, "a finite number > 0")
}

/// x > limit and finite.
pub fn above(argument: &str, x: f64, limit: f64) -> Result<f64, CheckError> {
    number(argument, x, x > limit, &format!("a finite number > {limit}"))
}

/// x ≥ 0 and finite.
pub fn non_negative(argument: &str, x: f64) -> Result<f64, CheckError> {
    number(argument, x, x >= 0.0, "a finite number >= 0")
}

/// 0 ≤ x ≤ 1.
pub fn unit_interval(argument: &str, x: f64) -> Result<f64, CheckError> {
    number(argument, x, (0.0..=1.0).contains(&x), "a number in [0, 1]")
}

/// Every entry finite; the error names the first that is not, with its index, and how many there are.
pub fn finite(argument: &str, xs: &[f64]) -> Result<(), CheckError> {
    if all_finite(xs) {
        return Ok(());
    }
    let count = xs.iter().filter(|x| !x.is_finite()).count();
    let index = xs.iter().position(|x| !x.is_finite()).unwrap_or(0);
    let value = format!("{} at index {index} ({count} in all)", shown(xs[index]));
    Err(CheckError::new(Code::NonFinite, argument, value, "finite numbers only"))
}

/// Reads a number that JSON cannot hold, which is written as null, as NaN.
pub fn number_or_nan<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<f64, D::Error> {
    <Option<f64> as serde::Deserialize>::deserialize(reader).map(|x| x.unwrap_or(f64::NAN))
}

/// Whether every entry is finite, in one branch-free pass.
#[must_use]
pub fn all_finite(xs: &[f64]) -> bool {
    // The exponent bits are all ones exactly for infinities and NaN.
    const EXPONENT: u64 = 0x7ff0_0000_0000_0000;
    xs.iter().fold(true, |ok, x| ok & (x.to_bits() & EXPONENT != EXPONENT))
}

/// A check of one number on every entry; the error names the first that fails, such as `weights[3]`.
pub fn each(argument: &str, xs: &[f64], check: fn(&str, f64) -> Result<f64, CheckError>) -> Result<(), CheckError> {
    xs.iter().enumerate().try_for_each(|(i, &x)| check(&format!("{argument}[{i}]"), x).map(|_| ()))
}

/// Entries that never grow along the list.
pub fn non_increasing(argument: &str, xs: &[f64]) -> Result<(), CheckError> {
    let Some(i) = xs.windows(2).position(|pair| !(pair[0] >= pair[1])) else { return Ok(()) };
    let value = format!("{} after {}", xs[i + 1], xs[i]);
    Err(CheckError::new(Code::Domain, format!("{argument}[{}]", i + 1), value, "numbers in non-increasing order"))
}

/// lower ≤ upper, with lower = −∞ and upper = ∞ allowed and an interval without a finite number refused.
pub fn interval(lower: f64, upper: f64) -> Result<(), CheckError> {
    if lower <= upper && lower < f64::INFINITY && upper > f64::NEG_INFINITY {
        return Ok(());
    }
    let code = if lower.is_nan() || upper.is_nan() { Code::NonFinite } else { Code::Domain };
    Err(CheckError::new(code, "lower", format!("{lower} with upper {upper}"), "lower <= upper with a number between"))
}

/// A length that is a whole number of rows.
pub fn rows(argument: &str, length: usize, columns: usize) -> Result<(), CheckError> {
    if length == 0 || columns > 0 && length.is_multiple_of(columns) {
        return Ok(());
    }
    let (value, expected) = (format!("of length {length}"), format!("a multiple of {columns} columns"));
    Err(CheckError::new(Code::Shape, argument, value, expected))
}

/// Two lengths that must agree.
pub fn length(argument: &str, found: usize, expected: usize) -> Result<(), CheckError> {
    if found == expected {
        return Ok(());
    }
    let (value, wanted) = (format!("of length {found}"), format!("length {expected}"));
    Err(CheckError::new(Code::Shape, argument, value, wanted))
}

/// rows·cols entries of f64, refused above `limit` bytes, or where memory has no room for them, before anything is allocated.
pub fn allocation(argument: &str, rows: usize, cols: usize, limit: usize) -> Result<usize, CheckError> {
    let bytes = rows.checked_mul(cols).and_then(|n| n.checked_mul(size_of::<f64>()));
    let expected = match bytes {
        Some(bytes) if bytes <= limit && has_room(bytes) => return Ok(rows * cols),
        Some(bytes) if bytes <= limit => "numbers that fit into memory".to_owned(),
        _ => format!("at most {limit} bytes"),
    };
    Err(CheckError::new(Code::TooLarge, argument, format!("{rows} x {cols} numbers"), expected))
}

/// Whether so many bytes can be had: an allocation that fails would end the process. Small ones are not tried.
fn has_room(bytes: usize) -> bool {
    const TRIED: usize = 1 << 28;
    bytes < TRIED || Vec::<u8>::new().try_reserve_exact(bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_check_refuses_nan_and_infinity() {
        for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let above_one = |argument: &str, x| above(argument, x, 1.0);
            assert_eq!(above_one("x", x).unwrap_err().code(), Code::NonFinite);
            for check in [positive, non_negative, unit_interval] {
                assert_eq!(check("x", x).unwrap_err().code(), Code::NonFinite);
            }
            assert!(!all_finite(&[0.0, x]));
        }
    }

    #[test]
    fn a_refusal_names_argument_value_and_expectation() {
        let error = positive("delta", -1.0).unwrap_err();
        assert_eq!(error.to_string(), "delta is -1; expected a finite number > 0");
        let error = finite("theta", &[0.0, f64::NAN, f64::INFINITY]).unwrap_err();
        assert_eq!(error.value(), "NaN at index 1 (2 in all)");
    }

    #[test]
    fn checks_of_lists_name_the_entry() {
        assert_eq!(each("weights", &[1.0, -2.0], non_negative).unwrap_err().argument(), "weights[1]");
        assert_eq!(non_increasing("weights", &[2.0, 1.0, 1.5]).unwrap_err().argument(), "weights[2]");
        assert!(non_increasing("weights", &[2.0, 2.0, 0.0]).is_ok());
        assert!(interval(f64::NEG_INFINITY, 0.0).is_ok());
        for (lower, upper) in [(1.0, 0.0), (f64::NAN, 0.0), (f64::INFINITY, f64::INFINITY)] {
            assert_eq!(interval(lower, upper).unwrap_err().argument(), "lower");
        }
        assert!(rows("x", 6, 3).is_ok() && rows("x", 0, 0).is_ok());
        assert!(rows("x", 7, 3).is_err() && rows("x", 1, 0).is_err());
    }

    #[test]
    fn a_number_is_shown_in_few_characters() {
        for (x, text) in [
            (f64::NEG_INFINITY, "-Infinity"),
            (f64::NAN, "NaN"),
            (0.0, "0"),
            (-0.5, "-0.5"),
            (123_456.0, "123456"),
            (-1e300, "-1e300"),
            (2.5e-9, "2.5e-9"),
        ] {
            assert_eq!(shown(x), text);
        }
    }

    #[test]
    fn a_size_that_memory_has_no_room_for_is_refused_and_does_not_end_the_process() {
        let error = allocation("X", 1 << 44, 4, usize::MAX).unwrap_err();
        assert_eq!((error.code(), error.expected().as_str()), (Code::TooLarge, "numbers that fit into memory"));
    }

    #[test]
    fn sizes_are_multiplied_with_care() {
        assert!(allocation("X", usize::MAX, 2, usize::MAX).is_err());
        assert_eq!(allocation("X", 3, 4, 1 << 20).unwrap(), 12);
    }
}
