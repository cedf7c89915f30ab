//! Reading combinations from JSON.

use serde_json::{Map, Value};

use super::Combination;
use crate::check::{CheckError, Code};
use crate::penalties::parameter::Reader;
use crate::penalties::{PenaltySpec, Table};

/// Objects and arrays inside each other, at most: 32 sums of sums.
const DEEPEST: usize = 64;

impl Combination {
    /// The names.
    pub(in crate::penalties) const KINDS: [&'static str; 5] = ["Translated", "Scaled", "Restricted", "Rotated", "Sum"];

    /// A combination from the members of a JSON object, its kind taken out; `None` for another kind.
    pub(in crate::penalties) fn read(kind: &str, mut map: Map<String, Value>) -> Option<Result<Self, CheckError>> {
        let kind = Self::KINDS.into_iter().find(|known| *known == kind)?;
        if !is_shallow(map.values(), DEEPEST) {
            let expected = format!("at most {DEEPEST} levels of objects and arrays");
            return Some(Err(CheckError::new(Code::TooLarge, "penalty", "nested too deeply", expected)));
        }
        let (one, many) = (map.remove("penalty"), map.remove("penalties"));
        Some(Self::members(kind, one, many, map))
    }

    fn members(
        kind: &'static str,
        one: Option<Value>,
        many: Option<Value>,
        map: Map<String, Value>,
    ) -> Result<Self, CheckError> {
        if let (Some(_), "Sum") | (None, "Translated" | "Scaled" | "Restricted" | "Rotated") = (&one, kind) {
            let value = if one.is_some() { "given" } else { "missing" };
            return Err(CheckError::new(Code::Domain, "penalty", value, format!("what {kind} takes")));
        }
        if many.is_some() != (kind == "Sum") {
            let value = if many.is_some() { "given" } else { "missing" };
            return Err(CheckError::new(Code::Domain, "penalties", value, format!("what {kind} takes")));
        }
        let mut rest = Reader::new(kind, map);
        let strength = rest.take("strength", Some(1.0))?;
        let penalty = || penalty("penalty", one.clone().unwrap_or(Value::Null));
        let read = match kind {
            "Translated" => Self::Translated { penalty: penalty()?, center: rest.take("center", None)?, strength },
            "Scaled" => Self::Scaled {
                penalty: penalty()?,
                argument: rest.take("argument", Some(1.0))?,
                value: rest.take("value", Some(1.0))?,
                strength,
            },
            "Restricted" => Self::Restricted { penalty: penalty()?, columns: rest.take("columns", None)?, strength },
            "Rotated" => Self::Rotated { penalty: penalty()?, matrix: rest.take::<Table>("matrix", None)?, strength },
            _ => Self::Sum { penalties: list(many.unwrap_or(Value::Null))?, strength },
        };
        rest.finish()?;
        Ok(read)
    }
}

fn penalty(argument: &str, value: Value) -> Result<PenaltySpec, CheckError> {
    match value {
        Value::Object(map) => PenaltySpec::try_from(map),
        _ => Err(CheckError::new(Code::Domain, argument, "no object", "a penalty, with its kind")),
    }
}

fn list(value: Value) -> Result<Vec<PenaltySpec>, CheckError> {
    let Value::Array(values) = value else {
        return Err(CheckError::new(Code::Domain, "penalties", "no array", "an array of penalties"));
    };
    values.into_iter().enumerate().map(|(i, value)| penalty(&format!("penalties[{i}]"), value)).collect()
}

/// Whether penalties are nested no deeper than allowed.
fn is_shallow<'a>(mut values: impl Iterator<Item = &'a Value>, left: usize) -> bool {
    values.all(|value| match value {
        // An array in an array in … is no parameter of any kind; a matrix is one of two.
        Value::Array(values) => left > 0 && is_shallow(values.iter(), left - 1),
        Value::Object(map) => left > 0 && is_shallow(map.values(), left - 1),
        _ => true,
    })
}
