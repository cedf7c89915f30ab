//! Instances of the kinds that see θ as one matrix.

use penlik_testkit::Random;
use serde_json::json;

use crate::instances::{Instance, below};

pub fn arrange(kind: &str, instance: &mut Instance, random: &mut Random) {
    if kind == "BlockOrthogonality" {
        let blocks: Vec<usize> = (0..instance.columns).map(|_| below(random, 3)).collect();
        instance.spec.insert("blocks".to_owned(), json!(blocks));
    }
    if kind == "PrototypeDiversity" {
        (instance.rows, instance.columns) = (1 + below(random, 5), 1 + below(random, 3));
        let names = [json!("a"), json!(1), json!("1"), json!(-2.5)];
        let classes = 1 + below(random, 3);
        let labels: Vec<_> = (0..instance.rows).map(|_| names[below(random, classes)].clone()).collect();
        instance.spec.insert("labels".to_owned(), json!(labels));
        // Points are at most 17 apart: beyond 26 bandwidths squares of similarities are below the normal numbers, and their digits go.
        instance.spec.insert("bandwidth".to_owned(), json!(random.decade(-0.15, 1.0)));
    }
}
