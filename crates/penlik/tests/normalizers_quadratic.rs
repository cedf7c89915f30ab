//! Log-normalizers of quadratic penalties and of norms of groups: against eigenvalues by Jacobi rotations, and, where exp(−P) has
//! a finite integral over the plane, against quadrature.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use penlik::check::Explain;
use penlik::linalg::Workers;
use penlik::penalties::{AnyPenalty, Block, LogNormalizer, Penalty};
use penlik_testkit::{Random, checks};
use serde_json::{Value, json};

fn build(spec: &Value) -> AnyPenalty {
    AnyPenalty::new(serde_json::from_value(spec.clone()).unwrap()).unwrap()
}

fn normalizer(spec: &Value, (rows, columns): (usize, usize), factor: f64) -> LogNormalizer {
    let penalty = build(spec);
    penalty.normalized().unwrap().log_normalizer(rows, columns, factor).unwrap_or_else(|e| panic!("{spec}: {e}"))
}

/// The eigenvalues of the Hessian that are not 0.
fn eigenvalues(spec: &Value, (rows, columns): (usize, usize)) -> Vec<f64> {
    let (penalty, zeros, n) = (build(spec), vec![0.0; rows * columns], rows * columns);
    let theta = Block::new(&zeros, columns).unwrap();
    let local = penalty.smooth().unwrap().at(theta, &Workers::sequential()).unwrap();
    let mut h = ndarray::Array2::zeros((n, n));
    local.hessian().add_to(h.view_mut());
    let mut values = checks::eigenvalues(&h.into_raw_vec_and_offset().0, n);
    let largest = values.iter().copied().fold(0.0, f64::max);
    values.retain(|e| *e > 1e-11 * largest);
    values
}

fn meets_its_eigenvalues(spec: &Value, shape: (usize, usize)) {
    let (found, values) = (normalizer(spec, shape, 1.7), eigenvalues(spec, shape));
    let wanted: f64 = values.iter().map(|e| 0.5 * (std::f64::consts::TAU / (1.7 * e)).ln()).sum();
    let size = values.iter().fold(1.0, |size, e| size + 0.5 * e.ln().abs());
    // What rounding of the matrix does to its smallest eigenvalue.
    let (least, most) = values.iter().fold((f64::INFINITY, 0.0_f64), |(a, b), e| (a.min(*e), b.max(*e)));
    let rounding = if values.is_empty() { 0.0 } else { 2e-15 * most / least };
    assert!((found.value - wanted).abs() <= 1e-12 * size + rounding, "{spec} {shape:?}: {}, not {wanted}", found.value);
    assert_eq!(found.strength, -0.5 * values.len() as f64, "{spec} {shape:?}");
}

/// A matrix as an array of rows.
fn table(rows: usize, columns: usize, random: &mut Random) -> Value {
    json!((0..rows).map(|_| random.vector(columns, -1.0, 1.0)).collect::<Vec<_>>())
}

/// AAᵀ for an n × r matrix A: of rank min(n, r).
fn gram(n: usize, r: usize, random: &mut Random) -> Value {
    let a: Vec<Vec<f64>> = (0..n).map(|_| random.vector(r, -1.0, 1.0)).collect();
    let dot = |i: usize, j: usize| a[i].iter().zip(&a[j]).map(|(x, y)| x * y).sum::<f64>();
    json!((0..n).map(|i| (0..n).map(|j| dot(i.max(j), i.min(j))).collect::<Vec<_>>()).collect::<Vec<_>>())
}

#[test]
fn an_anchor_in_every_form_meets_its_eigenvalues() {
    for seed in 0..50 {
        let mut r = Random::new(seed);
        let of = |form: &str, value: Value| json!({ "kind": "QuadraticAnchor", form: value, "strength": 0.3 });
        for rank in 1..=4 {
            meets_its_eigenvalues(&of("matrix", gram(4, rank, &mut r)), (1, 4));
            meets_its_eigenvalues(&of("lowRank", table(4, rank, &mut r)), (2, 2));
            let blocks = json!([gram(3, rank, &mut r), gram(3, 2, &mut r)]);
            meets_its_eigenvalues(&of("blocks", blocks), (1, 6));
            meets_its_eigenvalues(&of("blocks", gram(2, rank, &mut r)), (3, 2));
            let factors = json!([gram(3, rank, &mut r), gram(2, 1 + rank % 2, &mut r)]);
            meets_its_eigenvalues(&of("kronecker", factors), (3, 2));
            for d in [[0.0, 0.0, 0.0, 0.0], [0.0, 2.0, 0.0, 0.5], [1.0, 2.0, 3.0, 0.5]] {
                let mut both = of("lowRank", table(4, rank, &mut r));
                both["diagonal"] = json!(d);
                meets_its_eigenvalues(&both, (1, 4));
                meets_its_eigenvalues(&of("diagonal", json!(d)), (1, 4));
            }
        }
        let rows = |precision: Value| json!({ "kind": "RowPrecision", "precision": precision, "strength": 2.5 });
        meets_its_eigenvalues(&rows(gram(3, 2, &mut r)), (4, 3));
        meets_its_eigenvalues(&rows(json!([gram(2, 2, &mut r), gram(2, 1, &mut r)])), (2, 2));
    }
}

#[test]
fn columns_with_precisions_meet_their_eigenvalues_and_know_the_slopes() {
    let ard = json!({ "kind": "ARD", "precisions": [1e-3, 0.5, 40], "strength": 0.7 });
    meets_its_eigenvalues(&ard, (1, 3));
    meets_its_eigenvalues(&ard, (5, 3));
    assert_eq!(normalizer(&ard, (5, 3), 2.0).shapes, [-2.5; 3]);
    let harmonic = json!({ "kind": "HarmonicRoughness", "frequencies": [0, 1, 2.5], "order": 2, "strength": 0.7 });
    meets_its_eigenvalues(&harmonic, (1, 6));
    meets_its_eigenvalues(&harmonic, (4, 6));
}

#[test]
fn differences_meet_their_eigenvalues_and_the_closed_form() {
    for (order, axis) in (1..=3).flat_map(|order| [(order, "rows"), (order, "columns")]) {
        let spec = json!({ "kind": "DifferencePenalty", "order": order, "axis": axis, "strength": 0.4 });
        for shape in [(1, 4), (2, 5), (5, 2), (4, 4), (3, 1), (7, 1), (1, 9)] {
            meets_its_eigenvalues(&spec, shape);
        }
    }
    let long = json!({ "kind": "DifferencePenalty", "order": 2 });
    let (l, found) = (1e5_f64, normalizer(&long, (1, 100_000), 1.0));
    let product = 2.0 * l.ln() + (l * l - 1.0).ln() - 12.0_f64.ln();
    let wanted = 0.5 * ((l - 2.0) * std::f64::consts::TAU.ln() - product);
    assert!((found.value - wanted).abs() <= 1e-14 * wanted);
}

#[test]
fn graphs_and_sheaves_meet_their_eigenvalues() {
    for seed in 0..100 {
        let mut r = Random::new(seed);
        let mut node = || (7.0 * r.uniform()) as usize;
        let pairs: Vec<[usize; 2]> = (0..9).map(|_| [node(), node()]).filter(|[i, j]| i != j).collect();
        let weights: Vec<f64> = pairs.iter().map(|_| (r.between(-0.5, 2.0)).max(0.0)).collect();
        let graph = json!({ "kind": "GraphLaplacian", "edges": pairs, "weights": weights, "strength": 0.9 });
        meets_its_eigenvalues(&graph, (8, 1));
        meets_its_eigenvalues(&json!({ "kind": "GraphLaplacian", "edges": pairs }), (7, 3));
        let maps: Vec<Value> = pairs.iter().map(|_| json!([table(1, 2, &mut r), table(1, 2, &mut r)])).collect();
        let sheaf = json!({ "kind": "Sheaf", "edges": pairs, "maps": maps, "strength": 2 });
        meets_its_eigenvalues(&sheaf, (7, 2));
        // With the identity as every map it is the graph.
        let one = json!([[[1, 0], [0, 1]], [[1, 0], [0, 1]]]);
        let trivial = json!({ "kind": "Sheaf", "edges": pairs, "maps": vec![one; pairs.len()] });
        let plain = json!({ "kind": "GraphLaplacian", "edges": pairs });
        let (a, b) = (normalizer(&trivial, (7, 2), 1.3), normalizer(&plain, (7, 2), 1.3));
        assert!((a.value - b.value).abs() <= 1e-12 * (1.0 + a.value.abs()) && a.strength == b.strength);
    }
}

/// ln ∫ exp(−factor·P) over the plane, along rays y = ux in each quadrant so that a corner of P at 0 costs nothing.
fn plane(spec: &Value, columns: usize, factor: f64) -> f64 {
    let penalty = build(spec);
    let density = |x: f64, y: f64| {
        let value = penalty.value(Block::new(&[x, y], columns).unwrap(), &Workers::sequential());
        value.map_or(0.0, |p| (-factor * p).exp())
    };
    let quadrant = |sx: f64, sy: f64| {
        let ray = |u: f64| checks::integral_from(&|x| x * density(sx * x, sy * u * x), 0.0);
        checks::integral_from(&ray, 0.0)
    };
    (quadrant(1.0, 1.0) + quadrant(1.0, -1.0) + quadrant(-1.0, 1.0) + quadrant(-1.0, -1.0)).ln()
}

#[test]
fn in_the_plane_it_is_the_integral() {
    for (spec, shape) in [
        (json!({ "kind": "QuadraticAnchor", "matrix": [[2, -1], [-1, 1.5]], "strength": 0.7 }), (1, 2)),
        (json!({ "kind": "QuadraticAnchor", "lowRank": [[1], [-2]], "diagonal": [0.5, 1] }), (1, 2)),
        (json!({ "kind": "ARD", "precisions": [0.25, 3], "strength": 1.5 }), (1, 2)),
        (json!({ "kind": "RowPrecision", "precision": [[1, 0.5], [0.5, 2]], "strength": 0.8 }), (1, 2)),
        (json!({ "kind": "GroupLasso", "groups": [[0, 1]], "strength": 0.8 }), (1, 2)),
        (json!({ "kind": "GroupLasso", "groups": [[0, 1]], "weights": [3] }), (1, 2)),
        (json!({ "kind": "GroupLasso", "groups": [[0], [1]], "weights": [3, 0.5] }), (1, 2)),
        (json!({ "kind": "GroupLasso", "groups": "columns" }), (2, 1)),
    ] {
        let (found, wanted) = (normalizer(&spec, shape, 1.3).value, plane(&spec, shape.1, 1.3));
        assert!((found - wanted).abs() <= 1e-12 * wanted.abs().max(1.0), "{spec}: {found}, not {wanted}");
    }
}

#[test]
fn a_group_of_any_size_has_the_integral_over_its_radius() {
    // The sphere in m dimensions has the area 2π, 4π, 2π² and 8π²/3.
    let pi = std::f64::consts::PI;
    for (m, area) in [(1, 2.0), (2, 2.0 * pi), (3, 4.0 * pi), (4, 2.0 * pi * pi), (5, 8.0 * pi * pi / 3.0)] {
        let spec = json!({ "kind": "GroupLasso", "groups": "rows", "strength": 0.6 });
        let a = 0.6 * 1.9 * (m as f64).sqrt();
        let wanted = (area * checks::integral_from(&|r: f64| r.powi(m - 1) * (-a * r).exp(), 0.0)).ln();
        let found = normalizer(&spec, (3, m as usize), 1.9);
        assert!((found.value - 3.0 * wanted).abs() <= 1e-12 * wanted.abs().max(1.0), "{m}: {found:?}, not {wanted}");
        assert_eq!(found.strength, -3.0 * f64::from(m));
    }
}

#[test]
fn the_smallest_block_is_one_that_fits() {
    for (spec, wanted) in [
        (json!({ "kind": "QuadraticAnchor", "kronecker": [[[1]], [[1, 0], [0, 1]]] }), (1, 2)),
        (json!({ "kind": "QuadraticAnchor", "blocks": [[1, 0], [0, 1]], "center": [1, 2, 3, 4] }), (1, 4)),
        (json!({ "kind": "RowPrecision", "precision": [[[1]], [[2]], [[3]]] }), (3, 1)),
        (json!({ "kind": "DifferencePenalty", "order": 3, "axis": "columns" }), (4, 1)),
        (json!({ "kind": "GraphLaplacian", "edges": [[0, 4]] }), (5, 1)),
        (json!({ "kind": "Sheaf", "edges": [[0, 2]], "maps": [[[[1, 2]], [[3, 4]]]] }), (3, 2)),
        (json!({ "kind": "GroupLasso", "groups": "rows", "weights": [1, 2] }), (2, 1)),
        (json!({ "kind": "GroupLasso", "groups": [[0, 2], [1]] }), (1, 3)),
    ] {
        let penalty = build(&spec);
        let block = penalty.normalized().unwrap().smallest_block();
        assert_eq!(block, wanted, "{spec}");
        assert!(normalizer(&spec, block, 1.0).strength < 0.0);
    }
}

#[test]
fn what_has_no_finite_integral_is_refused_by_name() {
    let refused = |spec: Value, (rows, columns): (usize, usize), factor: f64| {
        let error = build(&spec).normalized().unwrap().log_normalizer(rows, columns, factor).unwrap_err();
        (error.code().name(), error.argument())
    };
    let domain = |argument: &str| ("ERR_DOMAIN", argument.to_owned());
    for strengthless in [
        json!({ "kind": "QuadraticAnchor", "diagonal": [1, 2], "strength": 0 }),
        json!({ "kind": "QuadraticAnchor", "matrix": [[1, 1], [1, 1]], "strength": 0 }),
        json!({ "kind": "QuadraticAnchor", "lowRank": [[1], [2]], "strength": 0 }),
        json!({ "kind": "ARD", "precisions": [1, 2], "strength": 0 }),
        json!({ "kind": "DifferencePenalty", "order": 1, "strength": 0 }),
        json!({ "kind": "GroupLasso", "groups": [[0, 1]], "strength": 0 }),
    ] {
        assert_eq!(refused(strengthless, (1, 2), 1.0), domain("strength"));
    }
    let anchor = json!({ "kind": "QuadraticAnchor", "diagonal": [1, 2] });
    assert_eq!(refused(anchor.clone(), (1, 2), 0.0), domain("factor"));
    assert_eq!(refused(anchor, (1, 3), 1.0).0, "ERR_SHAPE");
    assert_eq!(refused(json!({ "kind": "GroupLasso", "groups": [[0, 1]] }), (1, 3), 1.0), domain("groups"));
    let free = json!({ "kind": "GroupLasso", "groups": [[0], [1]], "weights": [1, 0] });
    assert_eq!(refused(free, (1, 2), 1.0), domain("weights[1]"));
    assert_eq!(refused(json!({ "kind": "ARD", "precisions": [1, 2] }), (2, 3), 1.0).0, "ERR_SHAPE");
}
