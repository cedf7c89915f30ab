//! What is learned in a term: the entries of ρ, by name.

use serde_json::Value;

use super::any::entry_of;
use super::shapes::Shape;
use super::{AnyPenalty, Interval, TermSpec};
use crate::check::{CheckError, Code, shown};

/// What an entry of ρ is the logarithm of.
#[derive(Debug, Clone)]
pub(super) enum Learned {
    /// The factor e^ρ of λ.
    Strength,
    /// The factor e^ρ of a shape parameter, with its index among them.
    Shape(usize, Shape),
}

impl Learned {
    /// The names of a specification resolved, in its order; the name of an array stands for all its numbers.
    pub(super) fn of(spec: &TermSpec) -> Result<Vec<Self>, CheckError> {
        let shapes = spec.penalty.shape_numbers();
        let mut all: Vec<Self> = Vec::new();
        for (i, wanted) in spec.learn.iter().enumerate() {
            if wanted == "strength" && spec.schedule.is_some() {
                return Err(scheduled(i));
            }
            let found = named(wanted, &shapes);
            if found.is_empty() {
                return Err(unknown(i, wanted, spec, &shapes));
            }
            if found.iter().any(|one| all.iter().any(|other| one.name() == other.name())) {
                let value = format!("{wanted:?} again");
                return Err(CheckError::new(Code::Domain, format!("learn[{i}]"), value, "every name once"));
            }
            all.extend(found);
        }
        Ok(all)
    }

    pub(super) fn name(&self) -> String {
        match self {
            Self::Strength => "strength".to_owned(),
            Self::Shape(_, shape) => shape.name(),
        }
    }

    /// The ρ at which a term of this weight is what it should be.
    pub(super) fn domain(&self, penalty: &AnyPenalty, weight: f64) -> Result<Interval, CheckError> {
        match self {
            Self::Shape(_, shape) => Ok(Interval::of(|factor| shape.domain.holds(shape.value * factor))),
            Self::Strength => {
                let written = penalty.spec().parameters();
                strengths(weight, written.get("strength").and_then(Value::as_f64).unwrap_or(1.0))
            }
        }
    }
}

fn named(wanted: &str, shapes: &[Shape]) -> Vec<Learned> {
    if wanted == "strength" {
        return vec![Learned::Strength];
    }
    let of = |(_, shape): &(usize, &Shape)| shape.parameter == wanted || shape.name() == wanted;
    shapes.iter().enumerate().filter(of).map(|(i, shape)| Learned::Shape(i, shape.clone())).collect()
}

fn strengths(weight: f64, strength: f64) -> Result<Interval, CheckError> {
    // Where one of them is 0, so is λ at every ρ.
    let normal = |x: f64| x.is_normal() || weight == 0.0 || strength == 0.0;
    let holds = |factor: f64| normal(weight * factor) && normal(weight * factor * strength);
    if holds(1.0) {
        return Ok(Interval::of(holds));
    }
    let expected = "0, or a number whose product with the strength of the penalty is neither subnormal nor infinite";
    Err(CheckError::new(Code::Domain, "weight", shown(weight), expected))
}

/// A schedule sets w while ρ is learned against it: each step of one would undo the other, as only their product matters.
fn scheduled(i: usize) -> CheckError {
    let expected = "shape parameters only, where a schedule sets the weight: the criterion would undo every step of it";
    CheckError::new(Code::Domain, format!("learn[{i}]"), "\"strength\"", expected)
}

fn unknown(i: usize, wanted: &str, spec: &TermSpec, shapes: &[Shape]) -> CheckError {
    const MOST: usize = 20;
    let mut known = vec!["\"strength\"".to_owned()];
    known.extend(shapes.iter().take(MOST).map(|shape| format!("{:?}", shape.name())));
    let kind = entry_of(&spec.penalty).kind;
    let expected = format!("one of {}, which {kind} has", known.join(", "));
    CheckError::new(Code::Domain, format!("learn[{i}]"), format!("{wanted:?}"), expected)
}
