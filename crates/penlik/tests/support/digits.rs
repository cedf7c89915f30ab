//! Digits of agreement with a reference.

use serde_json::Value;

/// LRE = −log₁₀(|x − t| / |t|), at most 16; the absolute error where t = 0. A NaN agrees in no digit.
pub fn digits(found: f64, truth: f64) -> f64 {
    let scale = if truth == 0.0 { 1.0 } else { truth.abs() };
    let error = (found - truth).abs() / scale;
    if error.is_nan() { f64::NEG_INFINITY } else { (-error.log10()).min(16.0) }
}

/// The smallest number of digits over a vector; the lengths must agree.
pub fn smallest_digits(found: &[f64], truth: &[f64]) -> f64 {
    assert_eq!(found.len(), truth.len(), "as many values as in the reference");
    found.iter().zip(truth).map(|(&x, &t)| digits(x, t)).fold(16.0, f64::min)
}

/// A number or a list of numbers that a fixture holds as text or as numbers.
pub fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        Value::String(text) => vec![text.parse().unwrap()],
        other => vec![other.as_f64().unwrap()],
    }
}

/// Collects the digits reached, prints them as a table, then fails once for everything that fell short.
pub struct Ledger {
    title: String,
    lines: Vec<(String, f64, f64)>,
}

impl Ledger {
    pub fn new(title: &str) -> Self {
        Self { title: title.to_owned(), lines: Vec::new() }
    }

    /// Records `found` against `truth`, of which at least `wanted` digits must agree.
    pub fn compare(&mut self, what: &str, found: &[f64], truth: &[f64], wanted: f64) {
        self.lines.push((what.to_owned(), smallest_digits(found, truth), wanted));
    }

    /// Prints the table and checks it.
    pub fn close(self) {
        println!("{}", self.title);
        for (what, reached, wanted) in &self.lines {
            println!("  {what:<56} {reached:5.1} digits ({wanted} wanted)");
        }
        let short: Vec<_> = self.lines.iter().filter(|(_, reached, wanted)| reached < wanted).collect();
        assert!(short.is_empty(), "{}: too few digits in {short:?}", self.title);
    }
}
