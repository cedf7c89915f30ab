//! The edges of a graph as a parameter.

use serde::Serialize;
use serde_json::Value;

use crate::check::{CheckError, Code};
use crate::penalties::parameter::ParameterType;

/// Pairs of different nodes, numbered from 0. In JSON `[[0, 1], [1, 2]]`. A pair may come more than once.
///
/// ```
/// use penlik::penalties::along::Edges;
/// let error = Edges::new(vec![[0, 1], [2, 2]]).unwrap_err();
/// assert_eq!(error.to_string(), "edges[1] is [2, 2]; expected two different whole numbers >= 0");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Edges {
    pairs: Vec<[usize; 2]>,
}

impl Edges {
    /// The pairs, in their order; one whose nodes are the same is refused by its position.
    pub fn new(pairs: Vec<[usize; 2]>) -> Result<Self, CheckError> {
        match pairs.iter().position(|[i, j]| i == j) {
            None => Ok(Self { pairs }),
            Some(e) => Err(refusal("edges", e, &format!("[{}, {}]", pairs[e][0], pairs[e][1]))),
        }
    }

    /// The pairs.
    #[must_use]
    pub fn pairs(&self) -> &[[usize; 2]] {
        &self.pairs
    }

    /// Every node must be one of `rows` rows of θ.
    pub(super) fn fit(&self, rows: usize) -> Result<(), CheckError> {
        let Some(e) = self.pairs.iter().position(|pair| pair[0].max(pair[1]) >= rows) else { return Ok(()) };
        let value = format!("[{}, {}]", self.pairs[e][0], self.pairs[e][1]);
        let expected = format!("nodes below {rows}, the number of rows of theta");
        Err(CheckError::new(Code::Shape, format!("edges[{e}]"), value, expected))
    }
}

fn refusal(name: &str, e: usize, value: &str) -> CheckError {
    CheckError::new(Code::Domain, format!("{name}[{e}]"), value, "two different whole numbers >= 0")
}

fn pair(value: &Value) -> Option<[usize; 2]> {
    match value.as_array()?.as_slice() {
        [i, j] => Some([usize::read(i)?, usize::read(j)?]),
        _ => None,
    }
}

impl ParameterType for Edges {
    const NAME: &'static str = "readonly (readonly [number, number])[]";
    const WORDS: &'static str = "an array of pairs of different whole numbers >= 0";

    fn read(value: &Value) -> Option<Self> {
        Self::named("edges", value).ok()
    }

    fn named(name: &str, value: &Value) -> Result<Self, CheckError> {
        let Some(list) = value.as_array() else { return Err(Self::unread(name, value)) };
        let one = |(e, value): (usize, &Value)| pair(value).ok_or_else(|| refusal(name, e, &value.to_string()));
        Self::new(list.iter().enumerate().map(one).collect::<Result<_, _>>()?)
    }
}
