//! Published and hand-computed values of single kinds, and their limits.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use penlik::linalg::Workers;
use penlik::penalties::{AnyPenalty, Block, Penalty, PenaltySpec};

fn smoothed_l1(eps: f64) -> AnyPenalty {
    AnyPenalty::new(PenaltySpec::SmoothedL1 { eps, shifted: false, strength: 1.0 }).unwrap()
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

/// The prox at the given step, and the value that it returns.
fn moved<const N: usize>(spec: PenaltySpec, theta: [f64; N], step: f64) -> ([f64; N], f64) {
    let (penalty, mut out) = (AnyPenalty::new(spec).unwrap(), [f64::NAN; N]);
    let value = penalty.prox().unwrap().prox(Block::row(&theta), step, &mut out, &Workers::sequential()).unwrap();
    (out, value)
}

fn all_near<const N: usize>(found: [f64; N], expected: [f64; N], tolerance: f64) {
    assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() <= tolerance), "{found:?}, not {expected:?}");
}

#[test]
fn huber_is_a_square_inside_and_an_absolute_value_outside() {
    let huber = AnyPenalty::new(PenaltySpec::Huber { delta: 0.5, strength: 1.0 }).unwrap();
    // x: value, slope, curvature, weight
    let known = [
        (0.0, [0.0, 0.0, 2.0, 2.0]),
        (0.25, [0.0625, 0.5, 2.0, 2.0]),
        (-0.5, [0.25, -1.0, 2.0, 2.0]),
        (2.0, [1.75, 1.0, 0.0, 0.5]),
        (-1e300, [1e300, -1.0, 0.0, 1e-300]),
    ];
    for (x, expected) in known {
        assert_eq!(entry(&huber, x), expected);
    }
    // δ + t is the border: inside an entry shrinks by δ/(δ + t), outside it moves by t.
    let (out, _) = moved(PenaltySpec::Huber { delta: 0.5, strength: 1.0 }, [0.6, -1.5, -3.0], 1.0);
    all_near(out, [0.2, -0.5, -2.0], 1e-15);
}

#[test]
fn the_elastic_net_thresholds_and_then_shrinks() {
    let net = |l1, l2, strength| PenaltySpec::ElasticNet { l1, l2, strength };
    let (out, _) = moved(net(1.0, 1.0, 1.0), [1.0, 0.05, -0.8], 0.1);
    all_near(out, [0.9 / 1.1, 0.0, -0.7 / 1.1], 1e-15);
    all_near(out, [0.818182, 0.0, -0.636364], 5e-7);
    // Without one of its weights it is the other penalty, and without both the identity, for any step.
    assert_eq!(moved(net(0.0, 3.0, 1.0), [2.0, -4.0], 1.0).0, [0.5, -1.0]);
    assert_eq!(moved(net(1.0, 0.0, 1.0), [2.0, -0.5], 1.0).0, [1.0, 0.0]);
    assert_eq!(moved(net(0.0, 0.0, 4.0), [2.0, -0.5], f64::MAX).0, [2.0, -0.5]);
}

#[test]
fn the_folded_concave_penalties_have_their_known_values() {
    let theta = [0.02, 0.4, 0.9, 1.6, -1.1, -0.05];
    let value = |spec| AnyPenalty::new(spec).unwrap().value(Block::row(&theta), &Workers::sequential()).unwrap();
    near(
        value(PenaltySpec::SmoothedMCP { gamma: 3.0, eps: 1e-4, threshold: 0.5, strength: 1.0 }),
        1.246_183_521_299_673_7,
    );
    near(
        value(PenaltySpec::SmoothedSCAD { gamma: 3.7, eps: 1e-4, threshold: 0.5, strength: 1.0 }),
        1.714_629_814_385_509_2,
    );
}

#[test]
fn the_folded_concave_penalties_have_their_known_proximal_maps() {
    let (mcp, value) =
        moved(PenaltySpec::MCP { gamma: 3.0, threshold: 1.0, strength: 1.0 }, [0.5, 1.5, -2.5, 3.5], 1.0);
    all_near(mcp, [0.0, 0.75, -2.25, 3.5], 1e-15);
    near(value, (0.75 - 0.09375) + (2.25 - 0.84375) + 1.5);
    let (scad, _) = moved(PenaltySpec::SCAD { gamma: 3.7, threshold: 1.0, strength: 1.0 }, [0.5, 1.5, -2.5, 4.0], 1.0);
    all_near(scad, [0.0, 0.5, -3.05 / 1.7, 4.0], 1e-15);
    all_near(scad, [0.0, 0.5, -1.794118, 4.0], 5e-7);
}

#[test]
fn a_step_for_which_the_minimiser_may_not_be_unique_is_refused() {
    let refused = |spec, step| {
        let penalty = AnyPenalty::new(spec).unwrap();
        let error = penalty.prox().unwrap().prox(Block::row(&[1.0]), step, &mut [0.0], &Workers::sequential());
        error.unwrap_err().to_string()
    };
    let words = "for which the minimiser is unique";
    let mcp = PenaltySpec::MCP { gamma: 3.0, threshold: 1.0, strength: 2.0 };
    assert_eq!(refused(mcp, 1.5), format!("step is 1.5; expected a number below 1.5, {words}"));
    let scad = PenaltySpec::SCAD { gamma: 3.0, threshold: 0.1, strength: 1.0 };
    assert_eq!(refused(scad, 7.0), format!("step is 7; expected a number below 2, {words}"));
}

#[test]
fn l0_keeps_an_entry_or_drops_it() {
    let (out, value) = moved(PenaltySpec::L0 { strength: 2.0 }, [1.0, -2.0, 2.1, -1e-200], 1.0);
    assert_eq!((out, value), ([0.0, 0.0, 2.1, 0.0], 2.0));
    assert_eq!(moved(PenaltySpec::L0 { strength: 2.0 }, [1e-200], 0.0).0, [1e-200]);
}
