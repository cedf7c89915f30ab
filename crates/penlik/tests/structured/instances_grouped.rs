//! Random groups, and weights for them.

use penlik::penalties::CATALOG;
use penlik_testkit::Random;
use serde_json::{Value, json};

use crate::instances::{Instance, below};

/// Whether a kind acts on groups.
pub fn has_groups(kind: &str) -> bool {
    let entry = CATALOG.iter().find(|entry| entry.kind == kind);
    entry.is_some_and(|entry| entry.parameters.iter().any(|parameter| parameter.name == "groups"))
}

/// Groups of one of the forms, with weights now and then.
pub fn arrange(instance: &mut Instance, random: &mut Random) {
    let k = instance.columns;
    let (groups, count) = match below(random, 6) {
        0 => (json!("rows"), instance.rows),
        1 => (json!("columns"), k),
        2 => {
            let (labels, count) = labels(k, random);
            (json!(labels), count)
        }
        3 => runs(instance, random),
        _ => {
            let (labels, count) = labels(k + 1, random);
            // The last group is left out, unless it is the only one.
            let used = count.saturating_sub(1).max(1);
            let lists: Vec<Vec<usize>> =
                (0..used).map(|g| (0..k).rev().filter(|&j| labels[j] == g).collect()).collect();
            let lists: Vec<Vec<usize>> = lists.into_iter().filter(|list| !list.is_empty()).collect();
            let count = lists.len();
            if count == 0 { (json!([[0]]), 1) } else { (json!(lists), count) }
        }
    };
    instance.spec.insert("groups".to_owned(), groups);
    weigh(count, instance, random);
}

/// Prefixes that fit into the columns.
pub fn prefixes(instance: &mut Instance, random: &mut Random) {
    let count = 1 + below(random, 3);
    let prefixes: Vec<usize> = (0..count).map(|_| 1 + below(random, instance.columns)).collect();
    instance.spec.insert("prefixes".to_owned(), json!(prefixes));
    weigh(count, instance, random);
}

fn weigh(count: usize, instance: &mut Instance, random: &mut Random) {
    if random.uniform() < 0.5 {
        let one = |random: &mut Random| if random.uniform() < 0.1 { 0.0 } else { random.decade(-1.0, 0.5) };
        let weights: Vec<f64> = (0..count).map(|_| one(random)).collect();
        instance.spec.insert("weights".to_owned(), json!(weights));
    }
}

/// Labels 0, 1, … of k columns without a gap, and how many there are.
fn labels(k: usize, random: &mut Random) -> (Vec<usize>, usize) {
    let mut count = 0;
    let mut one = |_| {
        let label = below(random, count + 1);
        count = count.max(label + 1);
        label
    };
    let labels = (0..k).map(&mut one).collect();
    (labels, count)
}

/// Groups of one length after one another, of short lengths and of a long one.
fn runs(instance: &mut Instance, random: &mut Random) -> (Value, usize) {
    let (size, count) = (1 + below(random, 9), 1 + below(random, 2));
    instance.columns = size * count;
    instance.rows = 1 + below(random, 2);
    let lists: Vec<Vec<usize>> = (0..count).map(|g| (g * size..(g + 1) * size).collect()).collect();
    (json!(lists), count)
}
