//! Known proximal maps through the catalog, as a user meets them, and known limits of the penalties of rows.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use penlik::linalg::Workers;
use penlik::penalties::{AnyPenalty, Block, Penalty};
use penlik::prox::{Projection, Sparsemax, soft_threshold};
use serde_json::{Value, json};

static ALONE: Workers = Workers::sequential();

/// A specification, the columns of θ, θ, the step, the result, and what of it is rounding.
type Row = (Value, usize, Vec<f64>, f64, Vec<f64>, f64);

fn build(spec: &Value) -> AnyPenalty {
    AnyPenalty::new(serde_json::from_value(spec.clone()).unwrap()).unwrap()
}

#[test]
fn the_table_of_proximal_maps_holds_through_the_catalog() {
    // Penalty, columns, point, step, result, digits that were written down.
    let table: Vec<Row> = vec![
        (json!({ "kind": "L1" }), 3, vec![1.0, -1.0, 0.5], 0.1, vec![0.9, -0.9, 0.4], 1e-15),
        (json!({ "kind": "NonNegativeL1" }), 3, vec![1.0, -1.0, 0.5], 0.1, vec![0.9, 0.0, 0.4], 1e-15),
        (
            json!({ "kind": "ElasticNet", "l1": 0.1, "l2": 0.1 }),
            3,
            vec![1.0, 0.05, -0.8],
            1.0,
            vec![0.818182, 0.0, -0.636364],
            5e-7,
        ),
        (
            json!({ "kind": "QuadraticAnchor", "center": [1, 2], "diagonal": [1, 1] }),
            2,
            vec![3.0, 0.0],
            1.0,
            vec![2.0, 1.0],
            1e-15,
        ),
        (
            json!({ "kind": "GroupLasso", "groups": [[0, 1]], "weights": [1] }),
            2,
            vec![3.0, 4.0],
            1.0,
            vec![2.4, 3.2],
            1e-15,
        ),
        (
            json!({ "kind": "SparseGroupLasso", "groups": [[0, 1]], "weights": [1], "l1": 1 }),
            2,
            vec![3.0, 4.0],
            1.0,
            vec![1.445300, 2.167950],
            5e-7,
        ),
        (json!({ "kind": "L0" }), 3, vec![1.4, 1.5, -2.0], 1.0, vec![0.0, 1.5, -2.0], 1e-15),
        (json!({ "kind": "LInfinity" }), 3, vec![3.0, 1.0, -2.0], 1.0, vec![2.0, 1.0, -2.0], 1e-15),
        (json!({ "kind": "TraceNorm" }), 2, vec![3.0, 0.0, 0.0, 1.0], 2.0, vec![1.0, 0.0, 0.0, 0.0], 1e-15),
        (json!({ "kind": "MCP", "gamma": 3 }), 2, vec![1.5, 2.5], 1.0, vec![0.75, 2.25], 1e-15),
        (json!({ "kind": "SCAD", "gamma": 3.7 }), 1, vec![2.5], 1.0, vec![1.794118], 5e-7),
        (
            json!({ "kind": "SLOPE", "weights": [2, 0.5, 0.25] }),
            3,
            vec![3.0, 2.0, -1.0],
            1.0,
            vec![1.25, 1.25, -0.75],
            1e-15,
        ),
        (json!({ "kind": "FusedLasso", "l1": 0, "tv": 1 }), 2, vec![1.0, 3.0], 0.5, vec![1.5, 2.5], 1e-15),
        (json!({ "kind": "Simplex" }), 3, vec![0.5, 1.2, -0.3], 1.0, vec![0.15, 0.85, 0.0], 1e-15),
        (json!({ "kind": "LogBarrier" }), 1, vec![0.0], 1.0, vec![1.0], 1e-15),
    ];
    for (spec, columns, theta, step, expected, digits) in table {
        let (penalty, mut out) = (build(&spec), vec![f64::NAN; theta.len()]);
        let value = penalty.prox().unwrap().prox(Block::new(&theta, columns).unwrap(), step, &mut out, &ALONE).unwrap();
        assert!(out.iter().zip(&expected).all(|(a, b)| (a - b).abs() <= digits), "{spec}: {out:?}, not {expected:?}");
        let there = penalty.value(Block::new(&out, columns).unwrap(), &ALONE).unwrap();
        assert!((there - value).abs() <= 1e-15 * value.abs(), "{spec}: {value}, not {there}");
    }
}

/// Thresholding logits before a softmax makes relevances alike; the projection onto the simplex makes some of them zero.
#[test]
fn relevances_are_made_sparse_by_projection_and_not_by_thresholded_logits() {
    let (logits, mut kept) = ([0.5, 0.01, -0.02, 0.3], [f64::NAN; 4]);
    soft_threshold(&logits, 0.1, &mut kept, &ALONE).unwrap();
    let total: f64 = kept.iter().map(|z| z.exp()).sum();
    let relevances = kept.map(|z| z.exp() / total);
    let expected = [0.3165, 0.2122, 0.2122, 0.2591];
    assert!(relevances.iter().zip(expected).all(|(a, b)| (a - b).abs() < 5e-5), "{relevances:?}");
    let mut sparse = [f64::NAN; 4];
    Sparsemax::new(4).unwrap().project(&logits.map(|z| 4.0 * z), &mut sparse).unwrap();
    assert!(sparse.iter().zip([0.9, 0.0, 0.0, 0.1]).all(|(a, b)| (a - b).abs() < 1e-15), "{sparse:?}");
    assert_eq!(sparse[1..3], [0.0, 0.0]);
}

#[test]
fn hoyer_is_zero_for_one_entry_one_for_equal_ones_and_zero_at_the_origin() {
    let hoyer = build(&json!({ "kind": "Hoyer" }));
    let value = |row: &[f64]| hoyer.value(Block::row(row), &ALONE).unwrap();
    assert_eq!(value(&[0.0, -7.0, 0.0]), 0.0);
    assert!((value(&[2.0, -2.0, 2.0, 2.0, -2.0]) - 1.0).abs() < 1e-15);
    assert_eq!((value(&[0.0; 4]), value(&[3.0]), value(&[])), (0.0, 0.0, 0.0));
}

/// The exact folded concave penalties at the point of the smoothed ones, by hand.
#[test]
fn the_exact_folded_concave_penalties_are_the_limits_of_the_smoothed_ones() {
    let theta = [0.02, 0.4, 0.9, 1.6, -1.1, -0.05];
    for (kind, gamma, smoothed) in [("MCP", 3.0, "SmoothedMCP"), ("SCAD", 3.7, "SmoothedSCAD")] {
        let of = |spec: Value| build(&spec).value(Block::row(&theta), &ALONE).unwrap();
        let exact = of(json!({ "kind": kind, "gamma": gamma, "threshold": 0.5 }));
        let near = of(json!({ "kind": smoothed, "gamma": gamma, "threshold": 0.5, "eps": 1e-200 }));
        assert!((exact - near).abs() <= 1e-15 * exact, "{kind}: {exact}, not {near}");
    }
}

#[test]
fn jump_relu_has_no_curvature_and_the_written_bound_at_its_threshold() {
    let penalty = build(&json!({ "kind": "JumpReLU", "thresholds": [0.25], "smoothing": 0.04, "strength": 1.3 }));
    let local = penalty.smooth().unwrap().at(Block::row(&[0.25]), &ALONE).unwrap();
    let (mut h, mut b) = ([f64::NAN], [f64::NAN]);
    local.hessian().diagonal(&mut h);
    local.bound().diagonal(&mut b);
    assert_eq!(h, [0.0]);
    assert!((b[0] - 12.6953125).abs() < 1e-14);
}
