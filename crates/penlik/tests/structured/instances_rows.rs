//! Kinds whose parameters say how wide a row is.

use penlik_testkit::Random;
use serde_json::json;

use crate::instances::{Instance, below};

pub fn arrange(kind: &str, instance: &mut Instance, random: &mut Random) {
    let columns = instance.columns;
    let mut give = |name: &str, value| instance.spec.insert(name.to_owned(), value);
    match kind {
        "SoftmaxEntropy" => give("categories", json!(columns)),
        "TopK" => {
            give("width", json!(columns));
            give("k", json!(1 + below(random, columns)))
        }
        _ => {
            let thresholds: Vec<f64> = (0..columns).map(|_| random.decade(-2.0, 0.5)).collect();
            give("thresholds", json!(thresholds))
        }
    };
}

/// Logits have no origin. Two that are equal, as zeros would be, make third derivatives that vanish, next to which the rounding of
/// their terms is all there is to see.
pub fn settle(theta: &mut [f64], random: &mut Random) {
    theta.iter_mut().filter(|x| **x == 0.0).for_each(|x| *x = random.between(-2.0, 2.0));
}
