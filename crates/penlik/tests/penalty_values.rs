//! Published and hand-computed values of single kinds, and their limits.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use penlik::linalg::Workers;
use penlik::penalties::{AnyPenalty, Block, Penalty, PenaltySpec};

fn smoothed_l1(eps: f64) -> AnyPenalty {
    AnyPenalty::new(PenaltySpec::SmoothedL1 { eps, strength: 1.0 }).unwrap()
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-15 * expected.abs(), "{found}, not {expected}");
}

/// Value, first, second derivative and weight of one entry.
fn entry(penalty: &AnyPenalty, x: f64) -> [f64; 4] {
    let (alone, theta) = (Workers::sequential(), [x]);
    let local = penalty.smooth().unwrap().at(Block::row(&theta), &alone).unwrap();
    let (mut h, mut w) = ([0.0], [0.0]);
    local.hessian().diagonal(&mut h);
    penalty.majorized().unwrap().mm_weights(Block::row(&theta), &mut w, &alone).unwrap();
    [local.value(), local.gradient()[0], h[0], w[0]]
}

#[test]
fn smoothed_l1_has_its_known_values() {
    let penalty = smoothed_l1(1e-3);
    let known = [
        (0.0, 0.001, 0.0, 1000.0),
        (1.0, 1.000000499999875, 0.999999500000375, 9.99998500001875e-7),
        (-2.0, 2.000000249999984, -0.9999998750000234, 1.249999531250146e-7),
    ];
    for (x, value, slope, curvature) in known {
        let found = entry(&penalty, x);
        near(found[0], value);
        near(found[1], slope);
        near(found[2], curvature);
    }
}

#[test]
fn smoothed_l1_stays_finite_from_the_smallest_normal_width_to_the_largest_entries() {
    for eps in [f64::MIN_POSITIVE, 1e-300, 1e-160, 1e-8, 1.0, 1e150, 1e300] {
        for x in [0.0, f64::MIN_POSITIVE, 1e-300, -1e-200, 1e-160, 1.0, -1e155, 1e300] {
            let [value, slope, curvature, weight] = entry(&smoothed_l1(eps), x);
            assert!([value, slope, curvature, weight].iter().all(|y| y.is_finite()), "eps {eps}, x {x}");
            assert!(value >= x.abs() && value >= eps && slope.abs() <= 1.0 && curvature >= 0.0 && weight > 0.0);
        }
    }
}

#[test]
fn smoothed_l1_tends_to_the_absolute_value_as_its_width_vanishes() {
    for x in [-3.0, -1e-3, 0.0, 1e-5, 7.0] {
        let found = entry(&smoothed_l1(1e-200), x);
        assert_eq!(found[0], f64::max(x.abs(), 1e-200));
        assert_eq!(found[1], if x == 0.0 { 0.0 } else { x.signum() });
    }
}

#[test]
fn log_sparsity_has_its_known_values() {
    let penalty = AnyPenalty::new(PenaltySpec::LogSparsity { delta: 0.5, strength: 1.587823585608221 }).unwrap();
    let known = [
        (0.0, 0.0),
        (0.25, 0.3543125937530805),
        (0.5, 1.100595441590921),
        (1.0, 2.555503476934923),
        (2.0, 4.498642970752399),
    ];
    for (x, value) in known {
        near(entry(&penalty, x)[0], value);
    }
    let theta = [0.0, 0.25, 0.5, 1.0, 2.0, -2.0, -0.1];
    let shape = penalty.shaped().unwrap().gradient_log_shape(Block::row(&theta), &Workers::sequential()).unwrap();
    near(shape[0], -10.86329982551869);
}

#[test]
fn log_sparsity_does_not_overflow_where_its_square_would() {
    let penalty = AnyPenalty::new(PenaltySpec::LogSparsity { delta: 1e-100, strength: 1.0 }).unwrap();
    for x in [1e100, -1e300] {
        let [value, slope, curvature, weight] = entry(&penalty, x);
        near(value, 2.0 * (x.abs().ln() + 100.0 * 10_f64.ln()));
        near(slope, 2.0 / x);
        assert!(curvature <= 0.0 && weight >= 0.0 && weight.is_finite());
    }
}

#[test]
fn what_overflows_is_refused_and_not_returned() {
    let ridge = AnyPenalty::new(PenaltySpec::Ridge { strength: 1.0 }).unwrap();
    let (alone, theta) = (Workers::sequential(), [1e200]);
    let error = ridge.value(Block::row(&theta), &alone).unwrap_err();
    assert_eq!(error.to_string(), "theta is so large, or a parameter so small, that the value overflows");
    let log = AnyPenalty::new(PenaltySpec::LogSparsity { delta: 1e-200, strength: 1.0 }).unwrap();
    assert!(log.smooth().unwrap().at(Block::row(&[0.0]), &alone).is_err());
}

#[test]
fn an_empty_block_has_value_zero() {
    let penalty = smoothed_l1(0.1);
    assert_eq!(penalty.value(Block::row(&[]), &Workers::sequential()).unwrap(), 0.0);
    assert!(penalty.smooth().unwrap().at(Block::row(&[]), &Workers::sequential()).unwrap().gradient().is_empty());
}

#[test]
fn soft_thresholding_is_the_prox_of_l1() {
    let l1 = AnyPenalty::new(PenaltySpec::L1 { strength: 1.0 }).unwrap();
    let mut out = [0.0; 3];
    let value = l1.prox().unwrap().prox(Block::row(&[1.0, -1.0, 0.5]), 0.1, &mut out, &Workers::sequential()).unwrap();
    assert_eq!(out, [0.9, -0.9, 0.4]);
    assert_eq!(value, 2.2);
}
