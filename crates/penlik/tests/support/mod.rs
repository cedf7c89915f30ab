//! What the reference tests share: fixtures, data frames, digits of agreement, synthetic data.

// Each test file is a crate of its own and uses a part of this.
#![allow(dead_code, unused_imports)]

mod cases;
mod columns;
mod criteria;
mod digits;
mod fits;
mod frame;
mod splines;
mod synthetic;
mod trial;

pub use cases::{Case, Penalties, cases, exactly};
pub use columns::Data;
pub use criteria::{CriterionProblem, number, problems, vector};
pub use digits::{Ledger, digits, numbers, smallest_digits};
pub use fits::{Exact, formula_fit, levels, matrix_fit, spec};
pub use frame::Frame;
pub use splines::{cubic_splines, differences};
pub use synthetic::{Synthetic, synthetic};
pub use trial::{Answer, NOWHERE, Trial, close, interior, trials};

/// The text of a file in `tests/fixtures`.
pub fn fixture(name: &str) -> String {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A JSON fixture.
pub fn json(name: &str) -> serde_json::Value {
    serde_json::from_str(&fixture(name)).unwrap()
}
