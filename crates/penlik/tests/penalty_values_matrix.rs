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

#[test]
fn the_nuclear_norm_has_its_known_value_and_its_limits() {
    let theta = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let of = |eps: f64, shifted: bool| {
        value(&penalty(json!({ "kind": "NuclearNorm", "eps": eps, "shifted": shifted })), &theta, 2)
    };
    near(of(0.01, true), 10.019921131505477, 1e-15);
    near(of(0.01, false), 10.039921131505477, 1e-15);
    let exact = value(&penalty(json!({ "kind": "TraceNorm" })), &theta, 2);
    near(of(1e-200, true), exact, 1e-15);
    near(value(&penalty(json!({ "kind": "SpectralHuber", "delta": 1e-200 })), &theta, 2), exact, 1e-15);
    for spec in [json!({ "kind": "NuclearNorm", "eps": 1 }), json!({ "kind": "TraceNorm" })] {
        assert_eq!(value(&penalty(spec), &[], 3), 0.0);
    }
}

/// With ε, δ and θ in other units, P of the nuclear norm is in these units and P of the logarithm has none.
#[test]
fn spectral_penalties_keep_their_digits_at_every_scale() {
    let theta = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    for (kind, parameter, unit) in [("NuclearNorm", "eps", 1.0), ("SpectralLog", "delta", 0.0)] {
        let at = |scale: f64| {
            let moved = theta.map(|x| x * scale);
            local(&penalty(json!({ "kind": kind, parameter: 0.5 * scale })), &moved, 2)
        };
        let one = at(1.0);
        for scale in [1e-150, 1e-30, 1e30, 1e150] {
            let (there, factor) = (at(scale), if unit == 1.0 { scale } else { 1.0 });
            near(there.value(), one.value() * factor, 1e-13);
            for (here, there) in one.gradient().iter().zip(there.gradient()) {
                near(there * (scale / factor), *here, 1e-12);
            }
            let (mut here, mut product, v) = ([0.0; 6], [0.0; 6], [0.3, -0.2, 0.5, 0.1, 0.7, -0.4]);
            one.hessian().apply(&v, &mut here);
            there.hessian().apply(&v.map(|x| x * scale), &mut product);
            for (here, there) in here.into_iter().zip(product) {
                near(there * (scale / factor), here, 1e-12);
            }
        }
    }
}

#[test]
fn singular_values_are_thresholded_by_the_prox() {
    let prox = |spec: Value, theta: &[f64], step: f64| {
        let mut out = vec![f64::NAN; theta.len()];
        penalty(spec)
            .prox()
            .unwrap()
            .prox(Block::new(theta, 2).unwrap(), step, &mut out, &Workers::sequential())
            .unwrap();
        out
    };
    let thresholded = prox(json!({ "kind": "TraceNorm" }), &[3.0, 0.0, 0.0, 1.0], 2.0);
    near(thresholded[0], 1.0, 1e-15);
    assert_eq!(thresholded[1..], [0.0; 3]);
    let kept = prox(json!({ "kind": "SpectralMCP", "gamma": 3.0 }), &[0.0, 4.0, 1.5, 0.0], 1.0);
    near(kept[1], 4.0, 1e-15);
    near(kept[2], 0.75, 1e-14);
}

/// At ties the basis of singular vectors is one of many, and the answers must not depend on which: for a multiple of an
/// orthogonal matrix they are known, σ(Q + sE) being the singular values of I + sQᵀE.
#[test]
fn equal_and_vanishing_singular_values_give_the_right_derivatives() {
    let (c, s) = (0.6, 0.8);
    let delta: f64 = 0.7;
    let log = penalty(json!({ "kind": "SpectralLog", "delta": delta }));
    for scale in [1.0, 0.3, 1e-9, 0.0] {
        let theta = [c, -s, s, c].map(|x| x * scale);
        let point = local(&log, &theta, 2);
        let (slope, bend) = {
            let h = scale * scale + delta * delta;
            (2.0 * scale / h, 2.0 * (delta * delta - scale * scale) / h / h)
        };
        // Along Q·E the Hessian is k″ for symmetric E and k′/σ for antisymmetric E.
        let ratio = 2.0 / (scale * scale + delta * delta);
        for (e, eigenvalue) in
            [([1.0, 0.0, 0.0, 0.0], bend), ([0.0, 1.0, 1.0, 0.0], bend), ([0.0, 1.0, -1.0, 0.0], ratio)]
        {
            let v = [c * e[0] - s * e[2], c * e[1] - s * e[3], s * e[0] + c * e[2], s * e[1] + c * e[3]];
            let mut product = [0.0; 4];
            point.hessian().apply(&v, &mut product);
            assert!((0..4).all(|i| (product[i] - eigenvalue * v[i]).abs() <= 1e-14 * ratio), "{scale}: {product:?}");
        }
        assert!(point.gradient().iter().zip([c, -s, s, c]).all(|(g, q)| (g - slope * q).abs() <= 1e-15), "{scale}");
    }
}

/// Third derivatives at and near ties: those of Σ k(σ_i) = Σ f((θᵀθ)_eigen) are smooth, so central differences of the Hessian tell.
#[test]
fn third_derivatives_at_ties_are_the_differences_of_hessians() {
    for spec in [
        json!({ "kind": "SpectralLog", "delta": 0.9 }),
        json!({ "kind": "NuclearNorm", "eps": 0.8 }),
        json!({ "kind": "SmoothedSpectralMCP", "gamma": 9.0, "eps": 0.7 }),
    ] {
        let penalty = penalty(spec);
        for gap in [0.0, 1e-12, 1e-7, 1e-3] {
            let theta = [0.5, 0.0, 0.0, 0.5 + gap, 0.0, 0.0];
            let (u, v, h) = ([0.3, -0.2, 0.5, 0.1, 0.7, -0.4], [-0.6, 0.1, 0.2, 0.4, -0.3, 0.8], 1e-4);
            let product = |step: f64| {
                let moved: Vec<f64> = theta.iter().zip(&u).map(|(x, u)| x + step * u).collect();
                let mut out = [0.0; 6];
                local(&penalty, &moved, 2).hessian().apply(&v, &mut out);
                out
            };
            let (plus, minus, mut third) = (product(h), product(-h), [0.0; 6]);
            local(&penalty, &theta, 2).hessian_along(&u).apply(&v, &mut third);
            for i in 0..6 {
                let difference = (plus[i] - minus[i]) / (2.0 * h);
                assert!((third[i] - difference).abs() < 3e-8, "{penalty:?} {gap}: {} {difference}", third[i]);
            }
        }
    }
}
