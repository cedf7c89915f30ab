//! Published and hand-computed values of the penalties that see θ as one matrix, and their limits.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use penlik::check::Explain;
use penlik::linalg::Workers;
use penlik::penalties::{AnyPenalty, Block, Local, Penalty};
use serde_json::{Value, json};

fn penalty(spec: Value) -> AnyPenalty {
    AnyPenalty::new(serde_json::from_value(spec).unwrap()).unwrap()
}

fn diversity(labels: Value, jitter: f64) -> AnyPenalty {
    penalty(json!({ "kind": "PrototypeDiversity", "labels": labels, "jitter": jitter }))
}

fn value(penalty: &AnyPenalty, theta: &[f64], columns: usize) -> f64 {
    penalty.value(Block::new(theta, columns).unwrap(), &Workers::sequential()).unwrap()
}

fn local(penalty: &AnyPenalty, theta: &[f64], columns: usize) -> Box<dyn Local> {
    penalty.smooth().unwrap().at(Block::new(theta, columns).unwrap(), &Workers::sequential()).unwrap()
}

fn near(found: f64, expected: f64, relative: f64) {
    assert!((found - expected).abs() <= relative * expected.abs(), "{found}, not {expected}");
}

#[test]
fn diversity_has_its_known_values() {
    let known = [
        (json!([1, 1]), vec![0.0, 1.0], 0.4586719814),
        (json!(["a", "a", "b", "b"]), vec![1.0, 2.0, 5.0, 6.0], 0.9173439629),
        (json!([7, 7, 7]), vec![0.0, 1.0, 2.0], 1.0627572481),
        (json!([7, 7]), vec![3.0, 3.0], 13.1223628775),
    ];
    for (labels, theta, expected) in known {
        near(value(&diversity(labels, 1e-6), &theta, 1), expected, 1e-10);
    }
}

#[test]
fn diversity_has_its_known_gradient_and_product() {
    let gradient = local(&diversity(json!([1, 1]), 1e-6), &[0.0, 1.0], 1).gradient().to_vec();
    near(gradient[0], 1.1639497, 1e-7);
    assert_eq!(gradient[1], -gradient[0]);
    let mut product = [0.0; 3];
    local(&diversity(json!([1, 1, 1]), 1e-6), &[0.0, 1.0, 2.0], 1).hessian().apply(&[1.0, 0.0, 0.0], &mut product);
    for (found, expected) in product.into_iter().zip([3.0357673, -2.4177402, -0.6180270]) {
        near(found, expected, 1e-7);
    }
}

#[test]
fn prototypes_alone_in_their_class_count_for_nothing() {
    let penalty = diversity(json!([1, "1", 2]), 1e-6);
    let local = local(&penalty, &[0.5, 0.5, 0.5, 0.5, 0.5, 0.5], 2);
    assert_eq!((local.value(), local.gradient()), (0.0, &[0.0; 6][..]));
    assert_eq!(value(&diversity(json!([]), 1e-6), &[], 2), 0.0);
}

#[test]
fn coincident_prototypes_have_the_largest_value_and_no_gradient() {
    let penalty = diversity(json!([1, 1, 1]), 1e-6);
    let local = local(&penalty, &[2.0; 6], 2);
    assert_eq!(local.gradient(), [0.0; 6]);
    assert!(local.value() > value(&penalty, &[2.0, 2.0, 2.0, 2.0, 2.0, 2.001], 2));
}

/// Values to 20 digits from an arithmetic of 60 (mpmath).
#[test]
fn a_tiny_jitter_and_prototypes_close_to_each_other_keep_their_digits() {
    let bed = [0.0, 1.0, 1e-5, 1.0, 2e-5, 1.0, 3.0, 1.0];
    near(value(&diversity(json!([1, 1]), 1e-18), &[0.0, 0.0], 1), 40.753384493332876931, 1e-15);
    near(value(&diversity(json!([1, 1, 1]), 1e-14), &[0.0, 1e-8, 0.0], 1), 63.367125772446497573, 1e-15);
    near(value(&diversity(json!([1, 1, 1, 1]), 1e-9), &bed, 2), 40.165906416574057981, 1e-14);
    let wide = json!({ "kind": "PrototypeDiversity", "labels": [1, 1, 1, 1, 1, 1], "jitter": 1e-12, "bandwidth": 4 });
    near(value(&penalty(wide), &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], 1), 32.215044096870028857, 1e-11);
}

#[test]
fn a_jitter_that_no_arithmetic_at_hand_can_tell_from_zero_is_refused() {
    let spec = json!({
        "kind": "PrototypeDiversity", "labels": [1, 1, 1, 1, 1, 1], "jitter": 1e-300, "bandwidth": 1e5,
    });
    let theta = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
    let error = penalty(spec).value(Block::new(&theta, 1).unwrap(), &Workers::sequential()).unwrap_err();
    assert_eq!((error.argument().as_str(), error.value().as_str()), ("jitter", "1e-300"));
}

#[test]
fn diversity_depends_on_distances_over_the_bandwidth_alone_and_labels_on_equality_alone() {
    let of = |labels: Value, bandwidth: f64| {
        penalty(json!({ "kind": "PrototypeDiversity", "labels": labels, "bandwidth": bandwidth, "normalize": true }))
    };
    let theta = [0.25, 1.0, -0.5, 2.0, 1.5, 0.75];
    let one = value(&of(json!([1, 1, 1]), 1.0), &theta, 2);
    for scale in [-1e150, 1e-150, 4.0] {
        let moved: Vec<f64> = theta.iter().map(|x| x * scale).collect();
        near(value(&of(json!(["x", "x", "x"]), scale.abs()), &moved, 2), one, 1e-13);
    }
    assert_eq!(value(&of(json!([1, 1, 1]), 1e-3), &theta, 2), 0.0);
}

#[test]
fn as_many_rows_as_labels_are_asked_for() {
    let error =
        diversity(json!([1, 1, 2]), 1e-6).value(Block::row(&[1.0, 2.0, 3.0]), &Workers::sequential()).unwrap_err();
    assert_eq!(error.to_string(), "theta is of 1 rows; expected 3 rows, one for each of labels");
    assert_eq!(error.code().name(), "ERR_SHAPE");
}

#[test]
fn orthogonality_vanishes_at_orthonormal_columns_and_between_orthogonal_blocks() {
    let (c, s) = (0.6, 0.8);
    let local = local(&penalty(json!({ "kind": "Orthogonality" })), &[c, -s, s, c], 2);
    assert!(local.value() < 1e-30 && local.gradient().iter().all(|g| g.abs() < 1e-15));
    let blocks = penalty(json!({ "kind": "BlockOrthogonality", "blocks": [0, 0, 1] }));
    assert_eq!(value(&blocks, &[1.0, 5.0, 0.0, 0.0, 0.0, 9.0], 3), 0.0);
    let error = blocks.value(Block::row(&[1.0, 2.0]), &Workers::sequential()).unwrap_err();
    assert_eq!(error.to_string(), "theta is of 2 columns; expected 3 columns, as blocks has");
}
