//! Minimisation with sets, barriers, concave penalties and penalties of groups, against optimality conditions.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use ndarray::{Array2, aview1};
use penlik::inner::Control;
use penlik::inner::composite::{Method, QuadraticFit, Settings, Solution, Status, Term, Terms, solve, solve_many};
use penlik::linalg::Workers;
use penlik::penalties::{AnyPenalty, Block, PenaltySpec};
use penlik_testkit::Random;

fn penalty(json: &str) -> AnyPenalty {
    AnyPenalty::new(serde_json::from_str::<PenaltySpec>(json).unwrap()).unwrap()
}

fn random_matrix(n: usize, p: usize, seed: u64) -> Array2<f64> {
    let mut random = Random::new(seed);
    Array2::from_shape_fn((n, p), |_| random.between(-1.0, 1.0))
}

fn random_vector(n: usize, seed: u64) -> Vec<f64> {
    random_matrix(n, 1, seed).into_raw_vec_and_offset().0
}

fn run(a: &Array2<f64>, b: &[f64], terms: Vec<Term<'_>>, method: Method, tolerance: f64) -> Solution {
    let workers = Workers::sequential();
    let fit = QuadraticFit::rows(a.view(), b, None, &workers).unwrap();
    let terms = Terms::new(a.ncols(), terms).unwrap();
    let settings = Settings { tolerance, iterations: 100_000, method };
    let solution = solve(&fit, &terms, None, settings, &Control::none()).unwrap();
    assert_eq!(solution.status, Status::Converged, "{:?} {}", solution.method, solution.residual);
    solution
}

/// Aᵀ(Ax − b).
fn slope(a: &Array2<f64>, b: &[f64], x: &[f64]) -> Vec<f64> {
    a.t().dot(&(a.dot(&aview1(x)) - aview1(b))).to_vec()
}

fn norm(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn apart(x: &[f64], y: &[f64]) -> f64 {
    assert_eq!(x.len(), y.len());
    x.iter().zip(y).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max)
}

const BOTH: [Method; 2] = [Method::ProximalNewton, Method::ProximalGradient];

#[test]
fn entry_by_entry_is_what_the_map_of_the_whole_says() {
    let alone = Workers::sequential();
    for json in [
        r#"{ "kind": "NonNegative" }"#,
        r#"{ "kind": "Box", "lower": [-1, 0, 1], "upper": 2 }"#,
        r#"{ "kind": "LInfinityBall", "radius": 0.5 }"#,
        r#"{ "kind": "NonNegativeL1", "strength": 0.3 }"#,
        r#"{ "kind": "HalfPower", "strength": 0.3 }"#,
        r#"{ "kind": "TwoThirdsPower", "strength": 0.3 }"#,
        r#"{ "kind": "LogSum", "scale": 0.1, "strength": 0.2 }"#,
        r#"{ "kind": "LogBarrier", "strength": 0.2 }"#,
        r#"{ "kind": "ARD", "precisions": [1, 2, 3] }"#,
        r#"{ "kind": "Translated", "penalty": { "kind": "L1" }, "center": [1, -1, 0.5], "strength": 0.4 }"#,
        r#"{ "kind": "Scaled", "penalty": { "kind": "Box", "lower": -1, "upper": 3 }, "argument": -2 }"#,
    ] {
        let p = penalty(json);
        let diagonal = p.diagonal_prox().unwrap();
        let entries = diagonal.entrywise().expect(json);
        for seed in 0..50 {
            let theta: Vec<f64> = random_vector(6, seed).iter().map(|x| 3.0 * x).collect();
            let steps: Vec<f64> = random_vector(6, seed + 1000).iter().map(|x| 1.0 + x).collect();
            let mut out = [0.0; 6];
            let block = Block::new(&theta, 3).unwrap();
            let value = diagonal.prox_diagonal(block, &steps, &mut out, &alone).unwrap();
            let mut total = 0.0;
            for i in 0..6 {
                let z = entries.prox_entry(i, theta[i], steps[i]);
                assert_eq!(z.to_bits(), out[i].to_bits(), "{json}: {z} {}", out[i]);
                total += entries.value_entry(i, z);
                let (lower, upper) = entries.domain_entry(i);
                assert!(lower <= z && z <= upper, "{json}: {lower} {z} {upper}");
            }
            assert!((total - value).abs() <= 1e-14 * value.abs(), "{json}: {total} {value}");
        }
    }
}

#[test]
fn bounded_least_squares_satisfies_its_conditions_to_rounding() {
    for (n, p, seed) in [(30, 12, 1), (80, 200, 2), (300, 120, 3)] {
        let (a, b) = (random_matrix(n, p, seed), random_vector(n, seed + 50));
        for (json, lower, upper) in [
            (r#"{ "kind": "NonNegative" }"#, 0.0, f64::INFINITY),
            (r#"{ "kind": "Box", "lower": -0.05, "upper": 0.02 }"#, -0.05, 0.02),
            (r#"{ "kind": "Box", "lower": 0.01, "upper": 0.04 }"#, 0.01, 0.04),
        ] {
            let set = penalty(json);
            let found = run(&a, &b, vec![Term::new(&set)], Method::Automatic, 1e-13);
            assert_eq!(found.method, Method::ProximalNewton);
            let g = slope(&a, &b, &found.x);
            for (x, g) in found.x.iter().zip(&g) {
                assert!(lower <= *x && *x <= upper);
                let off = if *x == lower {
                    -g
                } else if *x == upper {
                    *g
                } else {
                    g.abs()
                };
                assert!(off < 1e-11, "{json}: {x} {g}");
            }
            assert!(found.x.contains(&lower));
        }
    }
}

type Derivative = fn(f64) -> f64;

#[test]
fn barriers_and_concave_sums_come_to_stationary_points() {
    let (a, b) = (random_matrix(60, 25, 5), random_vector(60, 6));
    let cases: [(&str, Derivative); 4] = [
        (r#"{ "kind": "LogBarrier", "strength": 0.01 }"#, |x| -0.01 / x),
        (r#"{ "kind": "LogSum", "scale": 0.5, "strength": 0.4 }"#, |x| 0.4 * x.signum() / (x.abs() + 0.5)),
        (r#"{ "kind": "HalfPower", "strength": 0.3 }"#, |x| 0.15 * x.signum() / x.abs().sqrt()),
        (r#"{ "kind": "TwoThirdsPower", "strength": 0.3 }"#, |x| 0.2 * x.signum() / x.abs().cbrt()),
    ];
    for (json, derivative) in cases {
        let p = penalty(json);
        let found = run(&a, &b, vec![Term::new(&p)], Method::Automatic, 1e-12);
        assert_eq!(found.method, Method::ProximalNewton);
        for (x, g) in found.x.iter().zip(slope(&a, &b, &found.x)) {
            assert!(*x == 0.0 || (g + derivative(*x)).abs() < 1e-10, "{json}: {x} {g}");
        }
        assert!(found.x.iter().any(|x| *x != 0.0));
    }
}

/// The violation of stationarity under l1·|x_i| + c·‖x_g‖ on every group.
fn group_violation(x: &[f64], g: &[f64], groups: &[Vec<usize>], weights: &[f64], l1: f64) -> f64 {
    let mut worst = 0.0_f64;
    for (list, c) in groups.iter().zip(weights) {
        let [x, g] = [x, g].map(|v| list.iter().map(|&i| v[i]).collect::<Vec<f64>>());
        let r = norm(&x);
        if r == 0.0 {
            let left: Vec<f64> = g.iter().map(|g| (g.abs() - l1).max(0.0)).collect();
            worst = worst.max(norm(&left) - c);
            continue;
        }
        for (x, g) in x.iter().zip(&g) {
            let off = if *x == 0.0 { g.abs() - l1 } else { (g + l1 * x.signum() + c * x / r).abs() };
            worst = worst.max(off);
        }
    }
    worst
}

/// Groups of 1 to 5 columns that are not neighbours.
fn groups_of(p: usize) -> Vec<Vec<usize>> {
    let count = p / 3;
    (0..count)
        .map(|g| (0..p).filter(|i| (i * 7 + i / 5) % count == g).collect())
        .filter(|g: &Vec<_>| !g.is_empty())
        .collect()
}

#[test]
fn group_lasso_and_sparse_group_lasso_satisfy_their_conditions_to_rounding() {
    for (n, p, strength) in [(40, 30, 1.0), (60, 150, 1.5), (200, 90, 2.0)] {
        let (a, b) = (random_matrix(n, p, 11), random_vector(n, 12));
        let groups = groups_of(p);
        let weights: Vec<f64> = groups.iter().map(|list| strength * (list.len() as f64).sqrt()).collect();
        for l1 in [0.0, 0.4] {
            let json = match l1 {
                0.0 => format!(r#"{{ "kind": "GroupLasso", "groups": {groups:?}, "strength": {strength} }}"#),
                _ => format!(
                    r#"{{ "kind": "SparseGroupLasso", "groups": {groups:?}, "l1": {l1}, "group": {strength} }}"#
                ),
            };
            let p = penalty(&json);
            let found = run(&a, &b, vec![Term::new(&p)], Method::Automatic, 1e-13);
            assert_eq!(found.method, Method::ProximalNewton);
            let violation = group_violation(&found.x, &slope(&a, &b, &found.x), &groups, &weights, l1);
            assert!(violation < 1e-11, "{n} {l1}: {violation}");
            assert!(found.x.contains(&0.0) && found.x.iter().any(|x| *x != 0.0));
            assert!(found.gap.unwrap() < 1e-11 * found.value(), "{:?}", found.gap);
            let slow = run(&a, &b, vec![Term::new(&p)], Method::ProximalGradient, 1e-11);
            assert!(apart(&found.x, &slow.x) < 1e-7 && slow.gap.unwrap() < 1e-8);
        }
    }
}

#[test]
fn concave_groups_come_to_stationary_points_below_those_of_the_gradient_method() {
    let (a, b) = (random_matrix(60, 30, 21), random_vector(60, 22));
    let groups = groups_of(30);
    for json in [
        format!(r#"{{ "kind": "GroupMCP", "groups": {groups:?}, "threshold": 1, "gamma": 3, "strength": 0.8 }}"#),
        format!(r#"{{ "kind": "GroupSCAD", "groups": {groups:?}, "threshold": 1, "gamma": 3.7, "strength": 0.8 }}"#),
        format!(r#"{{ "kind": "GroupL0", "groups": {groups:?}, "strength": 0.2 }}"#),
    ] {
        let p = penalty(&json);
        for method in BOTH {
            let found = run(&a, &b, vec![Term::new(&p)], method, 1e-11);
            assert_eq!(found.method, method);
            assert!(found.gap.is_none());
            let g = slope(&a, &b, &found.x);
            let (workers, mut ahead) = (Workers::sequential(), vec![0.0; 30]);
            let step = 1e-3;
            let u: Vec<f64> = found.x.iter().zip(&g).map(|(x, g)| x - step * g).collect();
            p.prox().unwrap().prox(Block::row(&u), step, &mut ahead, &workers).unwrap();
            assert!(apart(&ahead, &found.x) / step < 1e-8, "{json} {method:?}");
        }
    }
}

#[test]
fn rows_of_a_matrix_vanish_together() {
    // vec(X) of 10 rows of 3: the multitask lasso.
    let (a, b) = (random_matrix(50, 30, 31), random_vector(50, 32));
    let p = penalty(r#"{ "kind": "GroupLasso", "groups": "rows", "strength": 0.8 }"#);
    let found = run(&a, &b, vec![Term::new(&p).in_rows_of(3)], Method::ProximalNewton, 1e-13);
    let groups: Vec<Vec<usize>> = (0..10).map(|i| vec![3 * i, 3 * i + 1, 3 * i + 2]).collect();
    let weights = vec![0.8 * 3_f64.sqrt(); 10];
    assert!(group_violation(&found.x, &slope(&a, &b, &found.x), &groups, &weights, 0.0) < 1e-11);
}

#[test]
fn groups_entries_and_ridges_go_together() {
    let (a, b) = (random_matrix(50, 20, 41), random_vector(50, 42));
    let group = penalty(r#"{ "kind": "GroupLasso", "groups": [[0, 1, 2], [3, 4]], "weights": [1.5, 1] }"#);
    let (l1, ridge) =
        (penalty(r#"{ "kind": "L1", "strength": 0.7 }"#), penalty(r#"{ "kind": "Ridge", "strength": 0.3 }"#));
    let columns = [9, 7, 5, 3, 1];
    let terms =
        || vec![Term::new(&group).on(columns.to_vec()), Term::new(&l1).on(vec![0, 2, 4, 6, 8]), Term::new(&ridge)];
    let found = run(&a, &b, terms(), Method::ProximalNewton, 1e-13);
    let mut g = slope(&a, &b, &found.x);
    g.iter_mut().zip(&found.x).for_each(|(g, x)| *g += 0.3 * x);
    let groups = vec![vec![9, 7, 5], vec![3, 1]];
    assert!(group_violation(&found.x, &g, &groups, &[1.5, 1.0], 0.0) < 1e-11);
    for i in 0..20 {
        let (x, l1) = (found.x[i], if i < 9 && i % 2 == 0 { 0.7 } else { 0.0 });
        let off = if x == 0.0 { g[i].abs() - l1 } else { (g[i] + l1 * x.signum()).abs() };
        assert!(columns.contains(&i) || off < 1e-11, "{i}: {off}");
    }
    assert!(apart(&found.x, &run(&a, &b, terms(), Method::ProximalGradient, 1e-11).x) < 1e-8);
}

#[test]
fn many_right_hand_sides_under_groups_are_their_single_solutions() {
    let (a, b) = (random_matrix(30, 24, 51), random_matrix(30, 4, 52));
    let p = penalty(&format!(r#"{{ "kind": "GroupLasso", "groups": {:?} }}"#, groups_of(24)));
    let terms = Terms::new(24, vec![Term::new(&p)]).unwrap();
    let settings = Settings { tolerance: 1e-12, ..Settings::default() };
    let many = [1, 3].map(|threads| {
        let workers = Workers::new(threads);
        solve_many(a.view(), b.view(), None, &terms, settings, &Control::none(), &workers).unwrap()
    });
    assert_eq!(many[0], many[1]);
    for (k, solution) in many[0].iter().enumerate() {
        let single = run(&a, &b.column(k).to_vec(), vec![Term::new(&p)], Method::Automatic, 1e-12);
        assert_eq!((solution.status, &solution.x), (Status::Converged, &single.x));
    }
}

#[test]
fn dual_norms_give_gaps() {
    let (a, b) = (random_matrix(40, 12, 61), random_vector(40, 62));
    for (json, width) in [
        (r#"{ "kind": "TraceNorm", "strength": 1 }"#, 4),
        (r#"{ "kind": "LInfinity", "strength": 3 }"#, 12),
        (r#"{ "kind": "GroupLasso", "groups": "columns", "strength": 0.7 }"#, 4),
        (r#"{ "kind": "SparseGroupLasso", "groups": "rows", "l1": 0.3, "group": 0.5 }"#, 4),
    ] {
        let p = penalty(json);
        let best = run(&a, &b, vec![Term::new(&p).in_rows_of(width)], Method::Automatic, 1e-11);
        assert!(best.gap.unwrap() < 1e-8, "{json}: {:?}", best.gap);
        for tolerance in [1e-1, 1e-2, 1e-4, 1e-6] {
            let rough = run(&a, &b, vec![Term::new(&p).in_rows_of(width)], Method::Automatic, tolerance);
            let excess = rough.value() - best.value();
            assert!(excess <= rough.gap.unwrap() + 1e-12, "{json}: {excess} {:?}", rough.gap);
        }
    }
}

#[test]
fn shapes_that_do_not_fit_are_refused_by_name() {
    let (a, b) = (random_matrix(4, 3, 71), random_vector(4, 72));
    let workers = Workers::sequential();
    let fit = QuadraticFit::rows(a.view(), &b, None, &workers).unwrap();
    for json in [
        r#"{ "kind": "Box", "lower": [0, 1] }"#,
        r#"{ "kind": "GroupLasso", "groups": [[0, 3]] }"#,
        r#"{ "kind": "Translated", "penalty": { "kind": "L1" }, "center": [] }"#,
    ] {
        let terms = Terms::new(3, vec![Term::new(&penalty(json))]).unwrap();
        assert!(solve(&fit, &terms, None, Settings::default(), &Control::none()).is_err(), "{json}");
    }
}
