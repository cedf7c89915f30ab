//! One value per kind of penalty, at unit strength, written from the formula alone.
//!
//! Kinds that are sums of scalar kernels are in [`separable`]; the others answer a [`Question`], one file for each structure.

pub mod along;
pub mod grouped;
pub mod multinomial;
pub mod orthogonality;
pub mod prototypes;
pub mod proximal;
pub mod quadratic;
pub mod rows;
pub mod separable;
pub mod spectral;

use serde_json::{Map, Value};

use crate::Scalar;

/// A point, and the parameters of a kind: by name as numbers that can be differentiated in, and as they were given.
pub struct Question<'a, S> {
    /// θ, row after row.
    pub theta: &'a [S],
    /// The entries of a row.
    pub columns: usize,
    /// A number parameter.
    pub number: &'a dyn Fn(&str) -> S,
    /// An array parameter, flattened.
    pub numbers: &'a dyn Fn(&str) -> Vec<S>,
    /// All of them.
    pub spec: &'a Map<String, Value>,
}

impl<S: Scalar> Question<'_, S> {
    /// The rows of θ.
    pub fn rows(&self) -> impl Iterator<Item = &[S]> {
        self.theta.chunks(self.columns.max(1))
    }

    /// A parameter that counts.
    #[must_use]
    pub fn count(&self, name: &str) -> usize {
        self.spec.get(name).and_then(Value::as_u64).unwrap_or_default() as usize
    }
}

/// P(θ) of a kind; `None` for a kind that has no naive value yet.
pub fn value<S: Scalar>(kind: &str, question: &Question<'_, S>) -> Option<S> {
    separable::value(kind, question.number, question.theta)
        .or_else(|| along::value(kind, question))
        .or_else(|| grouped::value(kind, question))
        .or_else(|| orthogonality::value(kind, question))
        .or_else(|| prototypes::value(kind, question))
        .or_else(|| proximal::value(kind, question))
        .or_else(|| quadratic::value(kind, question))
        .or_else(|| rows::value(kind, question))
        .or_else(|| spectral::value(kind, question))
}
