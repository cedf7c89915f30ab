//! What a penalty may refuse.

use std::fmt;

use serde::Serialize;

use crate::check::{CheckError, Code, Explain};

/// Something a kind of penalty may lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Capability {
    /// Gradient, Hessian, bound.
    Smooth,
    /// Weights of a global quadratic majorizer.
    Majorized,
    /// Derivatives in the logarithm of shape parameters.
    Shaped,
    /// A proximal map.
    Prox,
    /// A proximal map with a step for every entry.
    DiagonalProx,
    /// A normalizer.
    Normalized,
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Smooth => "derivatives",
            Self::Majorized => "majorize-minimize weights",
            Self::Shaped => "shape parameters",
            Self::Prox => "proximal map",
            Self::DiagonalProx => "proximal map with a step for every entry",
            Self::Normalized => "normalizer",
        })
    }
}

/// A refusal of a penalty.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PenaltyError {
    /// A parameter, a shape or an entry of θ.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// θ is finite, but what was asked for is beyond the largest number.
    #[error("theta is so large, or a parameter so small, that {quantity} overflows")]
    Overflow {
        /// What overflows.
        quantity: &'static str,
    },
    /// The kind has no such thing.
    #[error("{kind} has no {capability}")]
    Unsupported {
        /// The kind of the penalty.
        kind: &'static str,
        /// What was asked for.
        capability: Capability,
    },
    /// The kind has no normalizer.
    #[error("{kind} has no normalizer: {reason}; a strength that is fixed or chosen by cross-validation works")]
    NoNormalizer {
        /// The kind of the penalty.
        kind: &'static str,
        /// Why.
        reason: &'static str,
    },
}

impl Explain for PenaltyError {
    fn code(&self) -> Code {
        match self {
            Self::Check(error) => error.code(),
            Self::Overflow { .. } => Code::NonFinite,
            Self::Unsupported { .. } | Self::NoNormalizer { .. } => Code::Unsupported,
        }
    }

    fn argument(&self) -> String {
        match self {
            Self::Check(error) => error.argument(),
            Self::Overflow { .. } => "theta".to_owned(),
            Self::Unsupported { .. } | Self::NoNormalizer { .. } => "kind".to_owned(),
        }
    }

    fn value(&self) -> String {
        match self {
            Self::Check(error) => error.value(),
            Self::Overflow { quantity } => format!("one for which {quantity} overflows"),
            Self::Unsupported { kind, .. } | Self::NoNormalizer { kind, .. } => (*kind).to_owned(),
        }
    }

    fn expected(&self) -> String {
        match self {
            Self::Check(error) => error.expected(),
            Self::Overflow { quantity } => format!("entries for which {quantity} is finite"),
            Self::Unsupported { capability, .. } => format!("a kind that has {capability}"),
            Self::NoNormalizer { .. } => "a kind for which the integral of exp(-strength P) is known".to_owned(),
        }
    }
}
