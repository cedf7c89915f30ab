//! What the catalog says about a kind, as data: read by the tests that walk it and by the generators of other languages.

use serde::Serialize;
use serde_json::{Map, Value};

use super::Capability;
use crate::check::{CheckError, Code};

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
    /// What is taken when it is not given; without one it must be given.
    pub default: Option<f64>,
    /// One sentence.
    pub summary: &'static str,
}

/// The values that a number may take.
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
    /// exp(−λP) has a finite integral that is known in closed form, so that λ can be learned from the data.
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
}

/// A type that a parameter may have.
pub(super) trait ParameterType: Sized {
    /// Its name in TypeScript.
    const NAME: &'static str;
    /// Reads it from JSON.
    fn read(value: &Value) -> Option<Self>;
}

impl ParameterType for f64 {
    const NAME: &'static str = "number";
    fn read(value: &Value) -> Option<Self> {
        value.as_f64()
    }
}

/// The parameters of a specification that have not been read yet.
pub(super) struct Reader {
    kind: &'static str,
    left: Map<String, Value>,
}

impl Reader {
    pub(super) fn new(kind: &'static str, left: Map<String, Value>) -> Self {
        Self { kind, left }
    }

    pub(super) fn take<T: ParameterType>(&mut self, name: &str, default: Option<T>) -> Result<T, CheckError> {
        let expected = || format!("a {}", T::NAME);
        match (self.left.remove(name), default) {
            (Some(value), _) => {
                T::read(&value).ok_or_else(|| CheckError::new(Code::Domain, name, value.to_string(), expected()))
            }
            (None, Some(default)) => Ok(default),
            (None, None) => Err(CheckError::new(Code::Domain, name, "missing", expected())),
        }
    }

    /// Nothing may be left over.
    pub(super) fn finish(self) -> Result<(), CheckError> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(name) => Err(CheckError::new(
                Code::Domain,
                name.clone(),
                "given",
                format!("no parameter of this name: {} has none", self.kind),
            )),
        }
    }
}
