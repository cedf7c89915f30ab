//! Sequences, graphs, sheaves and grids.

use penlik_testkit::Random;
use serde_json::{Value, json};

use crate::instances::{Instance, below};

/// Fits parameters and shape to each other, for the kinds of this file.
pub fn arrange(kind: &str, instance: &mut Instance, random: &mut Random) {
    match kind {
        "TotalVariation" | "TrendFilter" | "LogDifferences" | "HuberDifferences" | "DifferencePenalty"
        | "Monotonicity" => sequences(kind, instance, random),
        "GraphTotalVariation" | "GraphLaplacian" => graph(instance, random),
        "Sheaf" => sheaf(instance, random),
        "TotalVariation2D" => (instance.rows, instance.columns) = (1 + below(random, 4), 1 + below(random, 4)),
        "HarmonicRoughness" => harmonics(instance, random),
        _ => {}
    }
}

fn set(instance: &mut Instance, name: &str, value: Value) {
    instance.spec.insert(name.to_owned(), value);
}

fn sequences(kind: &str, instance: &mut Instance, random: &mut Random) {
    (instance.rows, instance.columns) = (1 + below(random, 4), 1 + below(random, 6));
    let axis = below(random, 3);
    if axis > 0 {
        set(instance, "axis", json!(["rows", "columns"][axis - 1]));
    }
    let direction = below(random, 3);
    if kind == "Monotonicity" && direction > 0 {
        set(instance, "direction", json!(["increasing", "decreasing"][direction - 1]));
    }
}

fn edges(instance: &mut Instance, random: &mut Random) -> usize {
    (instance.rows, instance.columns) = (2 + below(random, 4), 1 + below(random, 3));
    let nodes = instance.rows;
    let pair = |random: &mut Random| {
        let i = below(random, nodes);
        [i, (i + 1 + below(random, nodes - 1)) % nodes]
    };
    let count = below(random, 7);
    let pairs: Vec<[usize; 2]> = (0..count).map(|_| pair(random)).collect();
    set(instance, "edges", json!(pairs));
    count
}

fn graph(instance: &mut Instance, random: &mut Random) {
    let count = edges(instance, random);
    if random.uniform() < 0.5 {
        let weights: Vec<f64> = (0..count).map(|e| if e % 5 == 4 { 0.0 } else { random.decade(-1.0, 1.0) }).collect();
        set(instance, "weights", json!(weights));
    }
}

fn sheaf(instance: &mut Instance, random: &mut Random) {
    let (count, columns) = (edges(instance, random), instance.columns);
    let one = |random: &mut Random| {
        let height = 1 + below(random, 2);
        let matrix = |random: &mut Random| (0..height).map(|_| random.vector(columns, -1.0, 0.5)).collect::<Vec<_>>();
        [matrix(random), matrix(random)]
    };
    let maps: Vec<_> = (0..count).map(|_| one(random)).collect();
    set(instance, "maps", json!(maps));
}

fn harmonics(instance: &mut Instance, random: &mut Random) {
    let pairs = 1 + below(random, 3);
    instance.columns = 2 * pairs;
    let frequencies: Vec<f64> = (0..pairs).map(|j| if j == 2 { 0.0 } else { random.decade(-1.0, 0.7) }).collect();
    set(instance, "frequencies", json!(frequencies));
}
