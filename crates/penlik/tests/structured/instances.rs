//! Random parameters and points for the kinds that need more than a number for each parameter.

use penlik::penalties::{Domain, Entry, Parameter};
use penlik_testkit::Random;
use serde_json::{Map, Value, json};

use crate::{instances_grouped, instances_matrix, instances_quadratic, instances_rows};

/// Parameters, and the shape of θ that goes with them.
pub struct Instance {
    pub spec: Map<String, Value>,
    pub rows: usize,
    pub columns: usize,
}

/// An instance of a kind. Numbers come from their domains; what else a kind needs is said here, by its name.
pub fn instance(entry: &Entry, random: &mut Random) -> Instance {
    let (rows, columns) = (1 + below(random, 3), 1 + below(random, 5));
    let mut spec = Map::from_iter([("kind".to_owned(), json!(entry.kind))]);
    for parameter in entry.parameters {
        if let Some(value) = scalar(parameter, random) {
            spec.insert(parameter.name.to_owned(), value);
        }
    }
    let mut instance = Instance { spec, rows, columns };
    arrange(entry.kind, &mut instance, random);
    instance
}

/// Fits parameters and shape to each other.
fn arrange(kind: &str, instance: &mut Instance, random: &mut Random) {
    match kind {
        "QuadraticAnchor" => instances_quadratic::anchor(instance, random),
        "ARD" => instances_quadratic::ard(instance, random),
        "RowPrecision" => instances_quadratic::row_precision(instance, random),
        "NestedPrefix" => instances_grouped::prefixes(instance, random),
        "SoftmaxEntropy" | "TopK" | "JumpReLU" => instances_rows::arrange(kind, instance, random),
        _ if instances_grouped::has_groups(kind) => instances_grouped::arrange(instance, random),
        _ => {
            crate::instances_along::arrange(kind, instance, random);
            instances_matrix::arrange(kind, instance, random);
            crate::instances_proximal::arrange(kind, instance, random);
        }
    }
}

/// Moves a point to where a kind can be compared.
pub fn settle(kind: &str, theta: &mut [f64], random: &mut Random) {
    if kind == "SoftmaxEntropy" {
        instances_rows::settle(theta, random);
    }
}

fn scalar(parameter: &Parameter, random: &mut Random) -> Option<Value> {
    Some(match parameter.domain {
        Domain::Positive | Domain::NonNegative => json!(random.decade(-2.0, 1.0)),
        Domain::AboveOne => json!(1.0 + random.decade(-1.0, 1.0)),
        Domain::AboveTwo => json!(2.0 + random.decade(-1.0, 1.0)),
        Domain::Finite => json!(random.between(-2.0, 2.0)),
        Domain::Counting => json!(1 + below(random, 3)),
        Domain::Either => json!(random.uniform() < 0.5),
        _ => return None,
    })
}

/// A whole number from 0 to n − 1.
pub fn below(random: &mut Random, n: usize) -> usize {
    (random.uniform() * n as f64) as usize
}
