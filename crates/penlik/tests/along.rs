//! Penalties along linear maps: invariances, limits, known values, sizes, and what they refuse.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use penlik::check::Explain;
use penlik::kernels::{Log, Ridge};
use penlik::linalg::Workers;
use penlik::penalties::along::{Along, Axis, Differences, Edges, Graph, Restrictions, Sheaf};
use penlik::penalties::{AnyPenalty, Block, Penalty, PenaltySpec, Smooth, Table};
use penlik_testkit::Random;

/// One of every kind on sequences, by its order.
const SEQUENCES: [(&str, &str); 6] = [
    ("TotalVariation", r#""eps": 0.01"#),
    ("TrendFilter", r#""eps": 0.01"#),
    ("LogDifferences", r#""delta": 0.5"#),
    ("HuberDifferences", r#""delta": 0.5"#),
    ("DifferencePenalty", ""),
    ("Monotonicity", r#""eps": 0.1"#),
];

fn build(text: &str) -> Result<AnyPenalty, String> {
    let spec: PenaltySpec = serde_json::from_str(text).map_err(|e| e.to_string())?;
    AnyPenalty::new(spec).map_err(|e| e.to_string())
}

fn sequence(kind: (&str, &str), order: usize, axis: &str) -> AnyPenalty {
    let comma = if kind.1.is_empty() { "" } else { "," };
    build(&format!(r#"{{ "kind": "{}", "order": {order}, "axis": "{axis}"{comma} {} }}"#, kind.0, kind.1)).unwrap()
}

fn value(penalty: &AnyPenalty, theta: &[f64], columns: usize) -> f64 {
    penalty.value(Block::new(theta, columns).unwrap(), &Workers::sequential()).unwrap()
}

fn gradient(penalty: &AnyPenalty, theta: &[f64], columns: usize) -> Vec<f64> {
    let mut out = vec![f64::NAN; theta.len()];
    let theta = Block::new(theta, columns).unwrap();
    penalty.smooth().unwrap().value_gradient(theta, &mut out, &Workers::sequential()).unwrap();
    out
}

fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs().max(1.0), "{found}, not {expected}");
}

#[test]
fn polynomials_of_degree_below_the_order_change_nothing() {
    let mut random = Random::new(7);
    for kind in SEQUENCES {
        for order in 1..=4 {
            let theta = random.vector(9, -1.0, 0.5);
            let polynomial =
                |t: usize| (0..order).map(|p| 0.3 * (p + 1) as f64 * (t as f64 / 8.0).powi(p as i32)).sum::<f64>();
            let moved: Vec<f64> = theta.iter().enumerate().map(|(t, x)| x + polynomial(t)).collect();
            let penalty = sequence(kind, order, "rows");
            near(value(&penalty, &moved, 9), value(&penalty, &theta, 9), 1e-12);
            let (g, h) = (gradient(&penalty, &theta, 9), gradient(&penalty, &moved, 9));
            g.iter().zip(&h).for_each(|(g, h)| near(*h, *g, 1e-9));
            // The gradient is at right angles to what changes nothing.
            near(g.iter().enumerate().map(|(t, g)| g * polynomial(t)).sum(), 0.0, 1e-11);
        }
    }
}

#[test]
fn a_sequence_read_backwards_costs_the_same_and_falls_where_it_rose() {
    let mut random = Random::new(8);
    for kind in SEQUENCES {
        for order in 1..=4 {
            let theta = random.vector(7, -1.0, 0.5);
            let back: Vec<f64> = theta.iter().rev().copied().collect();
            let penalty = sequence(kind, order, "rows");
            let reversed = if kind.0 == "Monotonicity" && order % 2 == 1 {
                let text =
                    format!(r#"{{ "kind": "Monotonicity", "order": {order}, "direction": "decreasing", {} }}"#, kind.1);
                build(&text).unwrap()
            } else {
                penalty.clone()
            };
            near(value(&reversed, &back, 7), value(&penalty, &theta, 7), 1e-13);
        }
    }
}

#[test]
fn columns_of_a_block_are_rows_of_the_transposed_one() {
    let (rows, columns) = (6, 4);
    let theta = Random::new(9).vector(rows * columns, -1.0, 0.5);
    let transposed: Vec<f64> =
        (0..columns).flat_map(|j| (0..rows).map(move |i| (i, j))).map(|(i, j)| theta[i * columns + j]).collect();
    for kind in SEQUENCES {
        for order in 1..=3 {
            let (down, across) = (sequence(kind, order, "columns"), sequence(kind, order, "rows"));
            near(value(&down, &theta, columns), value(&across, &transposed, rows), 1e-14);
            let (g, h) = (gradient(&down, &theta, columns), gradient(&across, &transposed, rows));
            (0..rows).for_each(|i| (0..columns).for_each(|j| assert_eq!(g[i * columns + j], h[j * rows + i])));
        }
    }
}

#[test]
fn a_sequence_that_is_too_short_has_no_differences() {
    for kind in SEQUENCES {
        for (order, n) in [(1, 1), (2, 2), (3, 1), (5, 5), (32, 4)] {
            for (axis, columns) in [("rows", n), ("columns", 1)] {
                let (penalty, theta) = (sequence(kind, order, axis), vec![1.5; n]);
                assert_eq!(value(&penalty, &theta, columns), 0.0);
                assert_eq!(gradient(&penalty, &theta, columns), vec![0.0; n]);
            }
        }
        assert_eq!(value(&sequence(kind, 1, "rows"), &[], 0), 0.0);
    }
}

#[test]
fn known_values_come_out() {
    let alone = |text: &str, theta: &[f64], columns| value(&build(text).unwrap(), theta, columns);
    // Squares: the second differences are 2.
    near(alone(r#"{ "kind": "DifferencePenalty" }"#, &[1.0, 4.0, 9.0, 16.0, 25.0], 5), 6.0, 1e-15);
    near(alone(r#"{ "kind": "TotalVariation", "eps": 1e-200 }"#, &[1.0, 1.0, 4.0, 2.0], 4), 5.0, 1e-15);
    near(alone(r#"{ "kind": "Monotonicity", "eps": 1e-9 }"#, &[1.0, 3.0, 2.5, 7.0, 5.0], 5), 2.5, 1e-15);
    near(alone(r#"{ "kind": "Monotonicity", "eps": 1e-9, "order": 2 }"#, &[0.0, 1.0, 4.0, 9.0, 7.0], 5), 7.0, 1e-15);
    let laplacian = r#"{ "kind": "GraphLaplacian", "edges": [[0, 1], [2, 1]], "weights": [2, 3] }"#;
    near(alone(laplacian, &[1.0, 0.0, 3.0, 1.0, 5.0, 0.0], 2), 4.0 + 1.0 + 6.0 + 1.5, 1e-15);
    let sheaf = r#"{ "kind": "Sheaf", "edges": [[0, 1]], "maps": [[[[1, 2]], [[0, 3]]]] }"#;
    near(alone(sheaf, &[1.0, 1.0, 7.0, 2.0], 2), 4.5, 1e-15);
    near(alone(r#"{ "kind": "TotalVariation2D", "eps": 1e-200 }"#, &[0.0, 3.0, 4.0, 0.0], 2), 12.0, 1e-15);
}

#[test]
fn a_sheaf_of_identities_is_the_graph_laplacian_and_a_path_a_sequence() {
    let theta = Random::new(3).vector(10, -1.0, 0.5);
    let path = "[[1, 0], [2, 1], [3, 2], [4, 3]]";
    let one = "[[[1, 0], [0, 1]], [[1, 0], [0, 1]]]";
    let sheaf = format!(r#"{{ "kind": "Sheaf", "edges": {path}, "maps": [{one}, {one}, {one}, {one}] }}"#);
    let graph = format!(r#"{{ "kind": "GraphLaplacian", "edges": {path} }}"#);
    let differences = r#"{ "kind": "DifferencePenalty", "order": 1, "axis": "columns" }"#;
    let [a, b, c] = [&sheaf, &graph, differences].map(|text| gradient(&build(text).unwrap(), &theta, 2));
    for i in 0..10 {
        near(a[i], c[i], 1e-14);
        near(b[i], c[i], 1e-14);
    }
}

#[test]
fn a_grid_of_one_row_or_column_is_a_sequence_and_a_transposed_grid_costs_the_same() {
    let theta = Random::new(4).vector(12, -1.0, 0.5);
    let grid = build(r#"{ "kind": "TotalVariation2D", "eps": 0.1 }"#).unwrap();
    let sequence = build(r#"{ "kind": "TotalVariation", "eps": 0.1 }"#).unwrap();
    for columns in [1, 12] {
        near(value(&grid, &theta, columns), value(&sequence, &theta, 12), 1e-14);
        gradient(&grid, &theta, columns)
            .iter()
            .zip(gradient(&sequence, &theta, 12))
            .for_each(|(a, b)| near(*a, b, 1e-14));
    }
    let transposed: Vec<f64> = (0..12).map(|p| theta[p % 3 * 4 + p / 3]).collect();
    near(value(&grid, &transposed, 3), value(&grid, &theta, 4), 1e-14);
}

/// ∫ (f″)² over a period by the trapezoidal rule, which is exact for trigonometric polynomials.
#[test]
fn harmonic_roughness_is_the_mean_square_of_the_derivative() {
    let c = [0.7, -1.1, 0.3, 0.4];
    let penalty = build(r#"{ "kind": "HarmonicRoughness", "frequencies": [1, 3] }"#).unwrap();
    let bend = |t: f64| {
        let one = |w: f64, a: f64, b: f64| -w * w * (a * (w * t).cos() + b * (w * t).sin());
        one(1.0, c[0], c[1]) + one(3.0, c[2], c[3])
    };
    let n = 64;
    let mean = (0..n).map(|i| bend(std::f64::consts::TAU * i as f64 / n as f64).powi(2)).sum::<f64>() / n as f64;
    near(value(&penalty, &c, 4), mean, 1e-14);
}

#[test]
fn the_rank_is_what_the_null_space_leaves() {
    let theta = [0.0; 24];
    let block = Block::new(&theta, 6).unwrap();
    let along =
        |axis, order| Along::new(Ridge, Differences::new(order, axis).unwrap(), 1.0).unwrap().rank(block).unwrap();
    assert_eq!([along(Axis::Rows, 2), along(Axis::Columns, 1), along(Axis::Columns, 4)], [16, 18, 0]);
    // Two components among four nodes, the third edge closing a cycle, the last without weight.
    let edges = Edges::new(vec![[0, 1], [1, 2], [2, 0], [2, 3]]).unwrap();
    let graph = Graph::new(edges.clone(), Some(vec![1.0, 2.0, 1.0, 0.0])).unwrap();
    assert_eq!(Along::new(Ridge, graph, 1.0).unwrap().rank(block).unwrap(), 12);
    let one = |i: usize| Table { rows: 1, cols: 6, data: (0..6).map(|j| f64::from(u8::from(i == j))).collect() };
    let maps = Restrictions::new(vec![[one(0), one(0)], [one(0), one(0)], [one(0), one(0)], [one(1), one(2)]]).unwrap();
    assert_eq!(Along::new(Ridge, Sheaf::new(edges, maps).unwrap(), 1.0).unwrap().rank(block).unwrap(), 3);
}

#[test]
fn a_chain_of_a_million_numbers_solves() {
    let n = 1_000_000;
    let theta: Vec<f64> = (0..n).map(|i| (i as f64 * 0.01).sin()).collect();
    for order in [1, 2] {
        let penalty = Along::new(Ridge, Differences::new(order, Axis::Rows).unwrap(), 3.0).unwrap();
        let local = penalty.at(Block::row(&theta), &Workers::sequential()).unwrap();
        let (mut x, mut back) = (vec![0.0; n], vec![0.0; n]);
        local.hessian().solve_shifted(0.5, &theta, &mut x).unwrap();
        local.hessian().apply(&x, &mut back);
        assert!((0..n).all(|i| (back[i] + 0.5 * x[i] - theta[i]).abs() < 1e-13));
        assert!(local.hessian().logdet_shifted(0.5).unwrap().is_finite());
        // Without a shift constants have no curvature.
        assert!(local.hessian().solve_shifted(0.0, &theta, &mut x).is_err());
    }
}

#[test]
fn a_ring_of_scattered_numbers_solves_as_a_band() {
    let n = 20_001;
    let place = |i: usize| 7919 * i % n;
    let pairs: Vec<[usize; 2]> = (0..n).map(|i| [place(i), place(i + 1)]).collect();
    let identity = || Table { rows: 1, cols: 1, data: vec![1.0] };
    let maps = Restrictions::new((0..n).map(|_| [identity(), identity()]).collect()).unwrap();
    let edges = Edges::new(pairs).unwrap();
    let graph = Along::new(Ridge, Graph::new(edges.clone(), None).unwrap(), 2.0).unwrap();
    let sheaf = Along::new(Ridge, Sheaf::new(edges, maps).unwrap(), 2.0).unwrap();
    let theta = Random::new(6).vector(n, -1.0, 0.5);
    let block = Block::new(&theta, 1).unwrap();
    for penalty in [&graph as &dyn Smooth, &sheaf] {
        let local = penalty.at(block, &Workers::sequential()).unwrap();
        let (mut x, mut back) = (vec![0.0; n], vec![0.0; n]);
        local.hessian().solve_shifted(0.3, &theta, &mut x).unwrap();
        local.hessian().apply(&x, &mut back);
        assert!((0..n).all(|i| (back[i] + 0.3 * x[i] - theta[i]).abs() < 1e-13));
    }
}

#[test]
fn the_determinant_of_a_path_is_that_of_its_known_eigenvalues() {
    let n = 50;
    let theta = vec![0.0; n];
    let penalty = Along::new(Ridge, Differences::new(1, Axis::Rows).unwrap(), 1.0).unwrap();
    let local = penalty.at(Block::row(&theta), &Workers::sequential()).unwrap();
    let eigenvalue = |k: usize| 2.0 - 2.0 * (std::f64::consts::PI * k as f64 / n as f64).cos();
    let expected: f64 = (0..n).map(|k| (eigenvalue(k) + 0.1).ln()).sum();
    near(local.hessian().logdet_shifted(0.1).unwrap(), expected, 1e-13);
}

#[test]
fn an_indefinite_curvature_solves_and_has_no_logarithm() {
    let theta: Vec<f64> = (0..30).map(|i| (1.7 * f64::from(i)).sin() * 3.0).collect();
    let penalty = Along::new(Log::new(0.5).unwrap(), Differences::new(1, Axis::Rows).unwrap(), 1.0).unwrap();
    let local = penalty.at(Block::row(&theta), &Workers::sequential()).unwrap();
    let (mut x, mut back) = (vec![0.0; 30], vec![0.0; 30]);
    local.hessian().solve_shifted(1e-3, &theta, &mut x).unwrap();
    local.hessian().apply(&x, &mut back);
    let size = x.iter().fold(1.0_f64, |m, x| m.max(x.abs()));
    assert!((0..30).all(|i| (back[i] + 1e-3 * x[i] - theta[i]).abs() < 1e-12 * size));
    assert!(local.hessian().logdet_shifted(1e-3).is_err() && local.bound().logdet_shifted(1e-3).is_ok());
}

#[test]
fn many_threads_give_the_same_bits_where_there_is_work_for_them() {
    let n = 200_000;
    let theta = Random::new(5).vector(n, -1.0, 0.5);
    let ring: Vec<[usize; 2]> = (0..n / 4).map(|i| [i, (7 * i + 1) % (n / 4)]).filter(|[i, j]| i != j).collect();
    let ring = serde_json::to_string(&ring).unwrap();
    let specs = [
        r#"{ "kind": "TotalVariation", "eps": 0.01 }"#.to_owned(),
        r#"{ "kind": "TrendFilter", "eps": 0.01, "axis": "columns" }"#.to_owned(),
        format!(r#"{{ "kind": "GraphTotalVariation", "eps": 0.01, "edges": {ring} }}"#),
        r#"{ "kind": "TotalVariation2D", "eps": 0.01 }"#.to_owned(),
    ];
    for text in specs {
        let penalty = build(&text).unwrap();
        let answer = |threads| {
            let (workers, mut out) = (Workers::new(threads), vec![0.0; n]);
            let theta = Block::new(&theta, 4).unwrap();
            let value = penalty.smooth().unwrap().value_gradient(theta, &mut out, &workers).unwrap();
            let other = penalty.value(theta, &workers).unwrap();
            out.iter().chain(&[value, other]).map(|x| x.to_bits()).collect::<Vec<_>>()
        };
        let one = answer(1);
        assert!([2, 3, 7].into_iter().all(|threads| answer(threads) == one), "{text:.60}");
    }
}

#[test]
fn scales_from_1e_150_to_1e150_change_digits_only_where_they_must() {
    let theta = [0.3, -1.2, 2.0, 0.7, 0.7, -0.4];
    for kind in ["TotalVariation", "TrendFilter", "Monotonicity", "TotalVariation2D"] {
        let at = |scale: f64| {
            let penalty = build(&format!(r#"{{ "kind": "{kind}", "eps": {:e} }}"#, 0.1 * scale)).unwrap();
            let theta: Vec<f64> = theta.iter().map(|x| x * scale).collect();
            (value(&penalty, &theta, 3) / scale, gradient(&penalty, &theta, 3))
        };
        let (one, slopes) = at(1.0);
        for scale in [1e-150, 1e150] {
            let (found, moved) = at(scale);
            near(found, one, 1e-13);
            moved.iter().zip(&slopes).for_each(|(a, b)| near(*a, *b, 1e-12));
        }
    }
    // A value beyond the largest number is told, and not returned.
    let penalty = build(r#"{ "kind": "DifferencePenalty", "order": 1 }"#).unwrap();
    let huge = [1e200, -1e200];
    let error = penalty.value(Block::row(&huge), &Workers::sequential()).unwrap_err();
    assert_eq!(error.code().name(), "ERR_NON_FINITE");
}

#[test]
fn what_does_not_fit_is_refused_by_name_and_position() {
    let refused = |text: &str| build(text).unwrap_err();
    let graph = |edges: &str, more: &str| format!(r#"{{ "kind": "GraphLaplacian", "edges": {edges}{more} }}"#);
    let pair = "expected two different whole numbers >= 0";
    assert_eq!(refused(&graph("[[0, 1], [2, -1]]", "")), format!("edges[1] is [2,-1]; {pair}"));
    assert_eq!(refused(&graph("[[0, 1], [1, 1.5]]", "")), format!("edges[1] is [1,1.5]; {pair}"));
    assert_eq!(refused(&graph("[[0, 1], [2, 0], [3]]", "")), format!("edges[2] is [3]; {pair}"));
    assert_eq!(refused(&graph("[[4, 4]]", "")), format!("edges[0] is [4, 4]; {pair}"));
    assert!(refused(&graph("7", "")).starts_with("edges is 7; expected an array of pairs"));
    assert!(refused(&graph("[[0, 9007199254740991]]", "")).starts_with("edges is "));
    assert!(
        refused(&graph("[[0, 1]]", r#", "weights": [1, 2]"#)).starts_with("weights is of length 2; expected a weight")
    );
    assert!(refused(&graph("[[0, 1]]", r#", "weights": [-1]"#)).starts_with("weights[0] is -1; expected"));
    let sheaf = |maps: &str| refused(&format!(r#"{{ "kind": "Sheaf", "edges": [[0, 1]], "maps": {maps} }}"#));
    assert!(
        sheaf("[[[[1]], [[1], [2]]]]").starts_with("maps[0] is 1 x 1 and 2 x 1; expected two matrices of one shape")
    );
    assert!(sheaf("[]").starts_with("maps is of length 0; expected a pair for each of 1 edges"));
    assert!(sheaf("[[[[1]]]]").starts_with("maps[0] is [[[1]]]; expected"));
    for order in ["0", "33"] {
        let error = refused(&format!(r#"{{ "kind": "DifferencePenalty", "order": {order} }}"#));
        assert_eq!(error, format!("order is {order}; expected a whole number from 1 to 32"));
    }
    let axis = refused(r#"{ "kind": "DifferencePenalty", "axis": "diagonal" }"#);
    assert_eq!(axis, r#"axis is "diagonal"; expected "rows" or "columns""#);
    assert!(refused(r#"{ "kind": "HarmonicRoughness", "frequencies": [] }"#).starts_with("frequencies is empty"));
    assert!(refused(r#"{ "kind": "HarmonicRoughness", "frequencies": [1, 1e200] }"#).starts_with("frequencies[1] is"));
}

#[test]
fn a_theta_of_another_shape_is_refused() {
    let graph = build(r#"{ "kind": "GraphTotalVariation", "eps": 1, "edges": [[0, 1], [1, 3]] }"#).unwrap();
    let theta = [1.0; 6];
    let error = graph.value(Block::new(&theta, 2).unwrap(), &Workers::sequential()).unwrap_err();
    assert_eq!(error.to_string(), "edges[1] is [1, 3]; expected nodes below 3, the number of rows of theta");
    let sheaf = build(r#"{ "kind": "Sheaf", "edges": [[0, 1]], "maps": [[[[1]], [[1]]]] }"#).unwrap();
    let error = sheaf.value(Block::new(&theta, 2).unwrap(), &Workers::sequential()).unwrap_err();
    assert_eq!(error.to_string(), "theta is of 2 columns; expected 1 columns, as the restriction maps have");
}
