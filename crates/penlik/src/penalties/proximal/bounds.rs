//! Bounds that are one number for all columns or a number for each.

use serde::Serialize;
use serde_json::Value;

use super::super::parameter::ParameterType;
use crate::check::{CheckError, finite, length, non_negative};
use crate::prox::Interval;

/// A number, or a number for every column.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum PerColumn {
    /// For all columns.
    One(f64),
    /// One after the other.
    Each(Vec<f64>),
}

impl PerColumn {
    fn values(&self) -> &[f64] {
        match self {
            Self::One(x) => std::slice::from_ref(x),
            Self::Each(x) => x,
        }
    }
}

impl ParameterType for PerColumn {
    const NAME: &'static str = "number | Float64Array | readonly number[]";
    const WORDS: &'static str = "a number or an array of numbers";
    fn read(value: &Value) -> Option<Self> {
        f64::read(value).map(Self::One).or_else(|| Vec::read(value).map(Self::Each))
    }
}

/// The box between two bounds; one that is not given does not bound.
pub(in super::super) fn bounds(lower: Option<PerColumn>, upper: Option<PerColumn>) -> Result<Interval, CheckError> {
    let (lower, upper) = (checked("lower", &lower)?, checked("upper", &upper)?);
    let columns = lower.map_or(1, <[f64]>::len).max(upper.map_or(1, <[f64]>::len));
    let spread = |name: &str, bound: Option<&[f64]>, none: f64| match bound {
        None => Ok(vec![none; columns]),
        Some([x]) => Ok(vec![*x; columns]),
        Some(each) => length(name, each.len(), columns).map(|()| each.to_vec()),
    };
    Interval::new(&spread("lower", lower, f64::NEG_INFINITY)?, &spread("upper", upper, f64::INFINITY)?)
}

fn checked<'a>(name: &str, bound: &'a Option<PerColumn>) -> Result<Option<&'a [f64]>, CheckError> {
    let Some(bound) = bound else { return Ok(None) };
    finite(name, bound.values())?;
    Ok(Some(bound.values()))
}

/// The box of half-width `radius` around 0: the ball of the maximum norm.
pub(in super::super) fn cube(radius: f64) -> Result<Interval, CheckError> {
    let radius = non_negative("radius", radius)?;
    Interval::new(&[-radius], &[radius])
}
