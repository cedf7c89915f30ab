//! Which entries of θ follow each other, and which way they should go.

use serde::Serialize;
use serde_json::Value;

use crate::penalties::parameter::ParameterType;

/// The sequences in θ. In JSON `"rows"` or `"columns"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Axis {
    /// Each row of θ is a sequence.
    Rows,
    /// Each column of θ is a sequence, in the order of the rows.
    Columns,
}

impl ParameterType for Axis {
    const NAME: &'static str = "\"rows\" | \"columns\"";
    const WORDS: &'static str = "\"rows\" or \"columns\"";
    fn read(value: &Value) -> Option<Self> {
        match value.as_str()? {
            "rows" => Some(Self::Rows),
            "columns" => Some(Self::Columns),
            _ => None,
        }
    }
}

/// The sign that differences should have. In JSON `"increasing"` or `"decreasing"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// First differences ≥ 0; of second order, a convex sequence.
    Increasing,
    /// First differences ≤ 0; of second order, a concave sequence.
    Decreasing,
}

impl ParameterType for Direction {
    const NAME: &'static str = "\"increasing\" | \"decreasing\"";
    const WORDS: &'static str = "\"increasing\" or \"decreasing\"";
    fn read(value: &Value) -> Option<Self> {
        match value.as_str()? {
            "increasing" => Some(Self::Increasing),
            "decreasing" => Some(Self::Decreasing),
            _ => None,
        }
    }
}
