//! The shape parameters of a penalty as numbers that can be named and changed.
//!
//! A shape parameter that is an array is as many numbers, `thresholds[0]`, `thresholds[1]`, …, in the order in which
//! [`super::Shaped`] differentiates in them.

use serde_json::{Map, Value};

use super::any::entry_of;
use super::{Domain, PenaltySpec};
use crate::check::CheckError;

/// One number among the shape parameters.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    pub(super) parameter: &'static str,
    /// Its place, in an array.
    pub(super) place: Option<usize>,
    pub(super) value: f64,
    pub(super) domain: Domain,
}

impl Shape {
    pub(super) fn name(&self) -> String {
        match self.place {
            None => self.parameter.to_owned(),
            Some(place) => format!("{}[{place}]", self.parameter),
        }
    }

    fn write(&self, spec: &mut Map<String, Value>, value: f64) {
        let written = spec.get_mut(self.parameter);
        let entry = match self.place {
            None => written,
            Some(place) => written.and_then(entries_mut).and_then(|entries| entries.get_mut(place)),
        };
        if let Some(entry) = entry {
            *entry = Value::from(value);
        }
    }
}

/// The numbers of an array, or those of a matrix row after row.
fn entries(value: &Value) -> Option<&Vec<Value>> {
    match value {
        Value::Object(matrix) => matrix.get("data").and_then(Value::as_array),
        other => other.as_array(),
    }
}

fn entries_mut(value: &mut Value) -> Option<&mut Vec<Value>> {
    match value {
        Value::Object(matrix) => matrix.get_mut("data").and_then(Value::as_array_mut),
        other => other.as_array_mut(),
    }
}

impl PenaltySpec {
    /// The parameters by name.
    pub(crate) fn parameters(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(map)) => map,
            // A specification is written as an object.
            _ => Map::new(),
        }
    }

    /// The shape parameters, number by number.
    pub(super) fn shape_numbers(&self) -> Vec<Shape> {
        let entry = entry_of(self);
        if entry.shapes.is_empty() {
            return Vec::new();
        }
        let written = self.parameters();
        let mut numbers = Vec::new();
        for parameter in entry.shapes.iter().filter_map(|name| entry.parameters.iter().find(|p| p.name == *name)) {
            let one = |place, value: &Value| {
                value.as_f64().map(|value| Shape { parameter: parameter.name, place, value, domain: parameter.domain })
            };
            let Some(value) = written.get(parameter.name) else { continue };
            match entries(value) {
                Some(all) => numbers.extend(all.iter().enumerate().filter_map(|(i, value)| one(Some(i), value))),
                None => numbers.extend(one(None, value)),
            }
        }
        numbers
    }

    /// The same with other values of some shape parameters.
    pub(super) fn with_shapes<'a>(&self, changes: impl Iterator<Item = (&'a Shape, f64)>) -> Result<Self, CheckError> {
        let mut written = self.parameters();
        changes.for_each(|(shape, value)| shape.write(&mut written, value));
        Self::try_from(written)
    }
}

impl Domain {
    /// Whether a number that belongs to a parameter of this domain is allowed.
    pub(super) fn holds(self, x: f64) -> bool {
        let inside = match self {
            Self::Positive | Self::EachPositive => x > 0.0,
            Self::NonNegative | Self::EachNonNegative => x >= 0.0,
            Self::AboveOne => x > 1.0,
            Self::AboveTwo => x > 2.0,
            _ => true,
        };
        inside && x.is_finite()
    }
}
