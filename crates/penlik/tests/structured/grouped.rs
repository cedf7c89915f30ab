//! Grouped penalties: check values, what groups of different forms have in common, and the ends of the range of doubles.

use penlik::kernels::{Absolute, Log, SmoothedAbsolute};
use penlik::linalg::Workers;
use penlik::penalties::{Block, Grouped, Grouping, Majorized, Penalty, PenaltyError, Prox, Separable, Shaped, Smooth};
use penlik_testkit::Random;
use serde_json::{Value, json};

use crate::support::{alone, build};

fn penalty(spec: Value) -> penlik::penalties::AnyPenalty {
    build(spec.as_object().unwrap()).unwrap()
}

fn prox(spec: Value, theta: &[f64], step: f64) -> Vec<f64> {
    let mut out = vec![f64::NAN; theta.len()];
    penalty(spec).prox().unwrap().prox(Block::row(theta), step, &mut out, &alone()).unwrap();
    out
}

fn near(found: &[f64], expected: &[f64], tolerance: f64) {
    let agree = found.iter().zip(expected).all(|(a, b)| (a - b).abs() <= tolerance * b.abs().max(f64::MIN_POSITIVE));
    assert!(found.len() == expected.len() && agree, "{found:?}, not {expected:?}");
}

#[test]
fn a_group_loses_length_and_keeps_its_direction() {
    let groups = json!([[0, 1]]);
    near(&prox(json!({"kind": "GroupLasso", "groups": groups, "weights": [1]}), &[3.0, 4.0], 1.0), &[2.4, 3.2], 1e-15);
    let root = 2_f64.sqrt();
    let left = 1.0 - root / 5.0;
    near(&prox(json!({"kind": "GroupLasso", "groups": groups}), &[3.0, 4.0], 1.0), &[3.0 * left, 4.0 * left], 1e-15);
    assert_eq!(prox(json!({"kind": "GroupLasso", "groups": groups}), &[0.3, -0.4], 1.0), [0.0, 0.0]);
}

#[test]
fn entries_are_thresholded_before_groups_are() {
    let spec = json!({"kind": "SparseGroupLasso", "groups": "rows", "l1": 1, "weights": [1]});
    near(&prox(spec.clone(), &[3.0, 4.0], 1.0), &[1.445_299_803_774_771, 2.167_949_705_662_156_4], 1e-14);
    assert_eq!(prox(spec, &[3.0, 0.5], 0.0), [3.0, 0.5]);
    let spec = json!({"kind": "SparseGroupLasso", "groups": [[0, 1]], "l1": 1, "group": 0});
    assert_eq!(prox(spec, &[3.0, -0.5, -7.0], 1.0), [2.0, 0.0, -7.0]);
}

#[test]
fn folded_maps_act_on_the_norm() {
    let theta = [0.6 * 1.5, 0.8 * 1.5, 0.0, 2.5, 9.0];
    let groups = json!([[0, 1], [2, 3]]);
    let weights = json!([1, 1]);
    let mcp = prox(json!({"kind": "GroupMCP", "gamma": 3, "groups": groups, "weights": weights}), &theta, 1.0);
    near(&mcp, &[0.6 * 0.75, 0.8 * 0.75, 0.0, 2.25, 9.0], 1e-15);
    let scad = prox(json!({"kind": "GroupSCAD", "gamma": 3.7, "groups": groups, "weights": weights}), &theta, 1.0);
    near(&scad, &[0.3, 0.4, 0.0, 1.794_117_647_058_823_6, 9.0], 1e-15);
    let count = prox(json!({"kind": "GroupL0", "groups": groups, "weights": weights}), &theta, 2.0);
    assert_eq!(count, [0.0, 0.0, 0.0, 2.5, 9.0]);
}

#[test]
fn a_step_limit_knows_the_weights_that_come_from_sizes() {
    let four = [1.0, 2.0, -3.0, 0.5];
    let penalty = penalty(json!({"kind": "GroupMCP", "gamma": 3, "groups": "rows"}));
    let (map, mut out) = (penalty.prox().unwrap(), [0.0; 4]);
    assert_eq!((map.step_limit(), map.step_limit_for(Block::row(&four))), (3.0, 1.5));
    assert!(map.prox(Block::row(&four), 1.49, &mut out, &alone()).is_ok());
    let error = map.prox(Block::row(&four), 1.5, &mut out, &alone()).unwrap_err();
    assert_eq!(error.to_string(), "step is 1.5; expected a number below 1.5, for which the minimiser is unique");
}

#[test]
fn a_shifted_penalty_is_0_at_0_and_has_the_same_gradient() {
    for kind in [json!({"kind": "SmoothedL1"}), json!({"kind": "SmoothedGroupLasso", "groups": [[0, 1], [2]]})] {
        let with = |shifted: bool| {
            let mut spec = kind.clone();
            (spec["shifted"], spec["eps"]) = (json!(shifted), json!(0.5));
            penalty(spec)
        };
        let (theta, mut g, mut h) = ([0.3, -1e-9, 2.0], [0.0; 3], [0.0; 3]);
        let (yes, no) = (with(true), with(false));
        assert_eq!(yes.value(Block::row(&[0.0; 3]), &alone()).unwrap(), 0.0);
        assert!(no.value(Block::row(&[0.0; 3]), &alone()).unwrap() > 1.0);
        yes.smooth().unwrap().value_gradient(Block::row(&theta), &mut g, &alone()).unwrap();
        no.smooth().unwrap().value_gradient(Block::row(&theta), &mut h, &alone()).unwrap();
        assert_eq!(g, h);
        assert_eq!(penalty(serde_json::to_value(yes.spec()).unwrap()).spec(), yes.spec());
    }
    // ½x²/ε, where r − ε has no digits left.
    let tiny = penalty(json!({"kind": "SmoothedL1", "eps": 1, "shifted": true}));
    assert_eq!(tiny.value(Block::row(&[1e-50]), &alone()).unwrap(), 0.5e-100);
}

/// The same groups in every form that can say them, over a θ large enough to be cut into leaves.
#[test]
fn a_group_is_the_same_however_it_is_given_and_whatever_the_threads() {
    for (m, rows) in [(1, 3), (2, 70_000), (3, 1), (7, 900), (16, 5_000), (40, 3_000), (3_000, 30)] {
        let (mut random, n) = (Random::new(m as u64), m * rows);
        let theta = random.vector(n, -3.0, 2.0);
        let mut turned = vec![0.0; n];
        for (i, x) in theta.iter().enumerate() {
            turned[i % m * rows + i / m] = *x;
        }
        let answers = |groups: Grouping, theta: &[f64], k: usize, threads: usize| {
            let (kernel, workers) = (Log::new(0.7).unwrap(), Workers::new(threads));
            let lift = Grouped::new(kernel, groups, None, 0.3).unwrap();
            let block = Block::new(theta, k).unwrap();
            let (mut gradient, mut weights, mut along) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
            let value = lift.value_gradient(block, &mut gradient, &workers).unwrap();
            assert!((lift.value(block, &workers).unwrap() - value).abs() <= 1e-13 * value);
            lift.mm_weights(block, &mut weights, &workers).unwrap();
            lift.gradient_along_log_shape(0, block, &mut along, &workers).unwrap();
            let agree = |((g, w), x): ((&f64, &f64), &f64)| (g - w * x).abs() <= 1e-14 * g.abs();
            assert!(gradient.iter().zip(&weights).zip(theta).all(agree));
            (value, gradient, along)
        };
        let rows_of = answers(Grouping::Rows, &theta, m, 1);
        for threads in [2, 3] {
            let again = answers(Grouping::Rows, &theta, m, threads);
            assert_eq!((again.0.to_bits(), again.1), (rows_of.0.to_bits(), rows_of.1.clone()));
        }
        let mut others = vec![
            answers(Grouping::Labels(vec![0; m]), &theta, m, 2),
            answers(Grouping::Lists(vec![(0..m).rev().collect()]), &theta, m, 2),
        ];
        if rows < 100_000 && m < 100 {
            let consecutive = (0..rows).map(|g| (g * m..(g + 1) * m).collect()).collect();
            others.push(answers(Grouping::Lists(consecutive), &theta, n, 2));
            others.push(answers(Grouping::Labels((0..n).map(|i| i / m).collect()), &theta, n, 2));
        }
        let (value, gradient, along) = answers(Grouping::Columns, &turned, rows, 2);
        let back = |x: Vec<f64>| (0..n).map(|i| x[i % m * rows + i / m]).collect::<Vec<f64>>();
        others.push((value, back(gradient), back(along)));
        for (value, gradient, along) in others {
            assert!((value - rows_of.0).abs() <= 1e-12 * value, "{value}, not {}", rows_of.0);
            near(&gradient, &rows_of.1, 1e-12);
            near(&along, &rows_of.2, 1e-12);
        }
    }
}

#[test]
fn groups_of_one_are_the_separable_lift() {
    let theta = Random::new(5).vector(200, -3.0, 3.0);
    let kernel = || SmoothedAbsolute::new(0.1).unwrap();
    let (one, other) =
        (Grouped::new(kernel(), Grouping::Columns, None, 2.0).unwrap(), Separable::new(kernel(), 2.0).unwrap());
    let (mut g, mut h) = (vec![0.0; 200], vec![0.0; 200]);
    let value = one.value_gradient(Block::row(&theta), &mut g, &alone()).unwrap();
    let expected = other.value_gradient(Block::row(&theta), &mut h, &alone()).unwrap();
    assert!((value - expected).abs() <= 1e-13 * expected);
    near(&g, &h, 1e-15);
}

#[test]
fn a_rotation_inside_a_group_changes_nothing_but_the_direction() {
    let spec = json!({"kind": "SmoothedGroupMCP", "gamma": 2.5, "eps": 0.1, "groups": [[0, 2]]});
    let (x, y, c, s) = (0.7, -1.1, 0.28, 0.96);
    let (theta, turned) = ([x, 5.0, y], [c * x - s * y, 5.0, s * x + c * y]);
    let at = |theta: &[f64]| {
        let mut gradient = vec![0.0; 3];
        let value = penalty(spec.clone()).smooth().unwrap().value_gradient(Block::row(theta), &mut gradient, &alone());
        (value.unwrap(), gradient)
    };
    let ((value, g), (there, h)) = (at(&theta), at(&turned));
    assert!((value - there).abs() < 1e-15);
    near(&h, &[c * g[0] - s * g[2], 0.0, s * g[0] + c * g[2]], 1e-14);
}

/// Homogeneous kernels: P(c·θ; c·ε) is c·P(θ; ε) or P(θ; ε) for every c that is a power of two, to the bit, and for others nearly.
#[test]
fn scales_from_one_end_of_the_doubles_to_the_other_give_the_same_answers() {
    let theta = [3.0, -4.0, 12.0, 0.0, 0.0, 0.7];
    let grouping = || Grouping::Lists(vec![vec![0, 1, 2], vec![3, 4], vec![5]]);
    for scale in [1e-300, 1e-150, 1e-100, 1.0, 1e100, 1e150, 1e300] {
        let scaled = theta.map(|x| x * scale);
        let block = Block::row(&scaled);
        let smooth = Grouped::new(SmoothedAbsolute::new(0.5 * scale).unwrap(), grouping(), None, 1.0).unwrap();
        let unit = Grouped::new(SmoothedAbsolute::new(0.5).unwrap(), grouping(), None, 1.0).unwrap();
        let (mut g, mut h) = ([0.0; 6], [0.0; 6]);
        let value = smooth.value_gradient(block, &mut g, &alone()).unwrap();
        let expected = unit.value_gradient(Block::row(&theta), &mut h, &alone()).unwrap();
        assert!((value / scale - expected).abs() <= 1e-14 * expected);
        near(&g, &h, 1e-14);
        let (here, there) = (smooth.at(block, &alone()).unwrap(), unit.at(Block::row(&theta), &alone()).unwrap());
        let v = [1.0, 0.5, -0.25, 2.0, -1.0, 1.0];
        here.hessian().apply(&v, &mut g);
        there.hessian().apply(&v, &mut h);
        near(&g.map(|x| x * scale), &h, 1e-13);
        let lasso = Grouped::new(Absolute, grouping(), None, 1.0).unwrap();
        lasso.prox(block, 0.5 * scale, &mut g, &alone()).unwrap();
        lasso.prox(Block::row(&theta), 0.5, &mut h, &alone()).unwrap();
        near(&g.map(|x| x / scale), &h, 1e-14);
        let log = Grouped::new(Log::new(0.5 * scale).unwrap(), grouping(), None, 1.0).unwrap();
        let unit = Grouped::new(Log::new(0.5).unwrap(), grouping(), None, 1.0).unwrap();
        let value = log.value_gradient(block, &mut g, &alone()).unwrap();
        assert!((value - unit.value_gradient(Block::row(&theta), &mut h, &alone()).unwrap()).abs() <= 1e-13 * value);
        near(&g.map(|x| x * scale), &h, 1e-13);
    }
}

#[test]
fn a_norm_that_overflows_is_told_apart_from_entries_that_are_not_finite() {
    let lift = Grouped::new(Absolute, Grouping::Rows, None, 1.0).unwrap();
    let told = |theta: &[f64]| lift.value(Block::row(theta), &alone()).unwrap_err();
    assert!(matches!(told(&[f64::MAX; 2]), PenaltyError::Overflow { .. }));
    assert!(told(&[1.0, f64::NAN]).to_string().starts_with("theta is NaN at index 1"));
    let partial = Grouped::new(Absolute, Grouping::Lists(vec![vec![1]]), None, 1.0).unwrap();
    let error = partial.prox(Block::row(&[f64::INFINITY, 1.0]), 1.0, &mut [0.0; 2], &alone()).unwrap_err();
    assert!(error.to_string().starts_with("theta is Infinity at index 0"));
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    let told = |spec: Value| build(spec.as_object().unwrap()).unwrap_err();
    let lasso = |groups: Value| json!({"kind": "GroupLasso", "groups": groups});
    assert!(told(lasso(json!([[0, 1], [1]]))).starts_with("groups is column 1 in group 0 and in group 1; expected"));
    assert!(told(lasso(json!("row"))).starts_with("groups is \"row\"; expected \"rows\", \"columns\", a label >= 0"));
    assert!(told(lasso(json!([0, -1]))).starts_with("groups is [0,-1]; expected"));
    let weighted = json!({"kind": "GroupLasso", "groups": [0, 0, 1], "weights": [1, -2]});
    assert!(told(weighted).starts_with("weights[1] is -2; expected a finite number >= 0"));
    let error = penalty(lasso(json!([[0, 5]]))).value(Block::row(&[1.0; 3]), &alone()).unwrap_err();
    assert_eq!(error.to_string(), "theta is of 3 columns; expected rows of at least 6 columns");
    let prefix = penalty(json!({"kind": "NestedPrefix", "prefixes": [4], "eps": 1}));
    assert!(
        prefix.value(Block::row(&[1.0; 3]), &alone()).unwrap_err().to_string().starts_with("theta is of 3 columns")
    );
}
