//! Instances of the kinds that see θ as one matrix.

use penlik_testkit::Random;
use serde_json::json;

use crate::instances::{Instance, below};

pub fn arrange(kind: &str, instance: &mut Instance, random: &mut Random) {
    if kind == "BlockOrthogonality" {
        let blocks: Vec<usize> = (0..instance.columns).map(|_| below(random, 3)).collect();
        instance.spec.insert("blocks".to_owned(), json!(blocks));
    }
}
