//! What the catalog says about a kind, as data: read by the tests that walk it and by the generators of other languages.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::Capability;

/// One kind of penalty.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The name, the same in every language.
    pub kind: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// P(θ) at unit strength.
    pub formula: &'static str,
    /// The parameters, the strength last.
    pub parameters: &'static [Parameter],
    /// The parameters that it can be differentiated in, by their logarithm.
    pub shapes: &'static [&'static str],
    /// What it can do.
    pub capabilities: &'static [Capability],
    /// What it is.
    pub properties: Properties,
    /// Why it has no normalizer, if it has none.
    #[serde(skip)]
    pub no_normalizer: &'static str,
    /// A point to try it at: a row of numbers, or rows of them.
    pub point: Json,
}

/// One parameter of a kind.
#[derive(Debug, Clone, Serialize)]
pub struct Parameter {
    /// The name.
    pub name: &'static str,
    /// What sort of value it is, in words of TypeScript.
    #[serde(rename = "type")]
    pub sort: &'static str,
    /// The values allowed.
    pub domain: Domain,
    /// What is taken when it is not given.
    pub default: Option<Json>,
    /// Whether it may be left out: it has a default, or being absent means something.
    pub optional: bool,
    /// A value to try it with, where the domain does not say one.
    pub example: Option<Json>,
    /// One sentence.
    pub summary: &'static str,
}

/// A value in the notation of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Json(pub &'static str);

impl Json {
    /// The value; null if the notation is wrong.
    #[must_use]
    pub fn value(self) -> Value {
        serde_json::from_str(self.0).unwrap_or(Value::Null)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

/// The values that a parameter may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum Domain {
    /// x > 0
    #[serde(rename = "a finite number > 0")]
    Positive,
    /// x ≥ 0
    #[serde(rename = "a finite number >= 0")]
    NonNegative,
    /// x > 1
    #[serde(rename = "a finite number > 1")]
    AboveOne,
    /// x > 2
    #[serde(rename = "a finite number > 2")]
    AboveTwo,
    /// x
    #[serde(rename = "a finite number")]
    Finite,
    /// 0, 1, 2, … each
    #[serde(rename = "whole numbers >= 0")]
    EachCount,
    /// Numbers or strings.
    #[serde(rename = "an array of numbers or strings")]
    EachLabel,
    /// 1, 2, …
    #[serde(rename = "a whole number >= 1")]
    Counting,
    /// true or false
    #[serde(rename = "true or false")]
    Either,
    /// x > 0 each
    #[serde(rename = "finite numbers > 0")]
    EachPositive,
    /// x ≥ 0 each
    #[serde(rename = "finite numbers >= 0")]
    EachNonNegative,
    /// x each
    #[serde(rename = "finite numbers")]
    EachFinite,
    /// The rows or the columns of θ
    #[serde(rename = "\"rows\" or \"columns\"")]
    Axis,
    /// Up or down
    #[serde(rename = "\"increasing\" or \"decreasing\"")]
    Direction,
    /// Pairs of rows of θ
    #[serde(rename = "pairs of different rows of theta, numbered from 0")]
    Edges,
    /// Pairs of matrices
    #[serde(rename = "for every edge two matrices of one shape, with a column for each column of theta")]
    Restrictions,
    /// m ≥ 1 each
    #[serde(rename = "whole numbers >= 1")]
    EachCounting,
    /// A partition of columns, or of rows.
    #[serde(rename = "\"rows\", \"columns\", a label 0, 1, ... for every column, or disjoint lists of columns")]
    Groups,
}

/// The facts about a kind that decide where it can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Properties {
    /// P is convex for every value of its parameters.
    pub convex: bool,
    /// P has a gradient everywhere, and a Hessian that is unique but where pieces of its formula meet.
    pub smooth: bool,
    /// P is a sum over entries.
    pub separable: bool,
    /// How θ enters.
    pub structure: Structure,
    /// There is a positive semidefinite pointwise bound on the Hessian.
    pub has_bound: bool,
    /// There is a proximal map.
    pub has_prox: bool,
    /// exp(−λP) has a finite integral that is known in closed form, so that λ can be learned from the data; where a quadratic P
    /// is constant along some directions, over the complement of those.
    pub has_normalizer: bool,
}

impl Properties {
    /// The properties that follow from the lift and the capabilities, and the two that do not.
    pub(super) const fn of(structure: Structure, can: &[Capability], convex: bool, has_normalizer: bool) -> Self {
        let smooth = includes(can, Capability::Smooth);
        let has_prox = includes(can, Capability::Prox);
        let separable = matches!(structure, Structure::Separable);
        Self { convex, smooth, separable, structure, has_bound: smooth, has_prox, has_normalizer }
    }
}

const fn includes(can: &[Capability], wanted: Capability) -> bool {
    let mut i = 0;
    while i < can.len() {
        if can[i] as u8 == wanted as u8 {
            return true;
        }
        i += 1;
    }
    false
}

/// How θ enters a penalty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Structure {
    /// Entry by entry.
    Separable,
    /// Through the norms of groups of entries.
    Grouped,
    /// Each row of θ by itself.
    Rows,
    /// Through the singular values of θ.
    Spectral,
    /// Through differences or other linear functions of θ.
    Along,
    /// All entries together.
    Dense,
}
