//! Quadratic penalties: one matrix in every form, limits of the proximal map, sums of anchors, ranks, and what is refused.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use penlik::check::Explain;
use penlik::curvature::Curvature;
use penlik::kernels::Ridge;
use penlik::linalg::Workers;
use penlik::penalties::{
    AnyPenalty, Ard, Block, Form, Matrices, Penalty, PenaltySpec, Prox, QuadraticAnchor, RowPrecision, Separable,
    Shaped, Smooth, Table, collapse,
};
use penlik_testkit::Random;

fn alone() -> Workers {
    Workers::sequential()
}

fn table(rows: usize, data: &[f64]) -> Table {
    Table { rows, cols: data.len() / rows, data: data.to_vec() }
}

fn build(json: &str) -> Result<AnyPenalty, String> {
    let spec: PenaltySpec = serde_json::from_str(json).map_err(|e| e.to_string())?;
    AnyPenalty::new(spec).map_err(|e| e.to_string())
}

fn prox(penalty: &impl Prox, theta: &[f64], step: f64) -> Vec<f64> {
    let mut out = vec![f64::NAN; theta.len()];
    penalty.prox(Block::row(theta), step, &mut out, &alone()).unwrap();
    out
}

fn apart(a: &[f64], b: &[f64]) -> f64 {
    let size = b.iter().fold(1e-300_f64, |m, x| m.max(x.abs()));
    a.iter().zip(b).fold(0.0_f64, |m, (a, b)| m.max((a - b).abs())) / size
}

/// diag(4, 9, 4, 9) in every form that can hold it, in units of `scale`.
fn forms(scale: f64) -> Vec<Form> {
    let d: Vec<f64> = [4.0, 9.0, 4.0, 9.0].map(|d| d * scale).into();
    let full: Vec<f64> = (0..16).map(|p| if p / 4 == p % 4 { d[p / 4] } else { 0.0 }).collect();
    let block = table(2, &[d[0], 0.0, 0.0, d[1]]);
    let roots: Vec<f64> = (0..16).map(|p| if p / 4 == p % 4 { d[p / 4].sqrt() } else { 0.0 }).collect();
    let first = vec![d[0].sqrt(), 0.0, 0.0, 0.0];
    vec![
        Form::Full(table(4, &full)),
        Form::Blocks(Matrices::Shared(block.clone())),
        Form::Blocks(Matrices::Each(vec![block.clone(), block.clone()])),
        Form::Kronecker(table(2, &[1.0, 0.0, 0.0, 1.0]), block),
        Form::LowRank(table(4, &roots), None),
        Form::LowRank(table(4, &first), Some(vec![0.0, d[1], d[2], d[3]])),
        Form::Diagonal(d),
    ]
}

#[test]
fn one_matrix_is_one_penalty_in_every_form_and_at_every_scale() {
    let theta = [1.0, -2.0, 0.5, 3.0];
    for scale in [1e-150, 1e-100, 1.0, 1e100, 1e150] {
        for form in forms(scale) {
            let anchor = QuadraticAnchor::new(form, Some(vec![0.5, 0.0, 0.5, 1.0]), 2.0).unwrap();
            let mut gradient = [0.0; 4];
            let value = anchor.value_gradient(Block::row(&theta), &mut gradient, &alone()).unwrap();
            assert!((value / scale - 73.0).abs() < 1e-13 * 73.0, "{anchor:?}: {value}");
            assert!(apart(&gradient, &[4.0 * scale, -36.0 * scale, 0.0, 36.0 * scale]) < 1e-14, "{gradient:?}");
            assert_eq!(anchor.rank(4), 4);
            // z − c = (θ − c)/(1 + 2·step·d)
            let z = prox(&anchor, &theta, 0.5 / scale);
            assert!(apart(&z, &[0.6, -0.2, 0.5, 1.2]) < 1e-14, "{anchor:?}: {z:?}");
        }
    }
}

#[test]
fn the_prox_of_one_column_is_the_closed_form() {
    let mut random = Random::new(7);
    for _ in 0..200 {
        let (v, u) = (random.vector(5, -2.0, 2.0), random.vector(5, -2.0, 2.0));
        let (t, tau) = (random.decade(-3.0, 3.0), random.decade(-3.0, 3.0));
        let anchor = QuadraticAnchor::new(Form::LowRank(table(5, &v), None), None, tau).unwrap();
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let share = t * tau * dot(&v, &u) / (1.0 + t * tau * dot(&v, &v));
        let expected: Vec<f64> = u.iter().zip(&v).map(|(u, v)| u - share * v).collect();
        assert!(apart(&prox(&anchor, &u, t), &expected) < 1e-12);
        assert_eq!(anchor.rank(5), 1);
    }
}

/// As the step grows, the prox is the projection onto the points of value 0: the centre plus the null space.
#[test]
fn a_step_without_bound_projects_onto_the_points_of_value_zero() {
    let path = [1.0, -1.0, 0.0, -1.0, 2.0, -1.0, 0.0, -1.0, 1.0];
    let differences = [1.0, 0.0, -1.0, 1.0, 0.0, -1.0];
    let center = vec![1.0, 2.0, 4.0];
    for form in [
        Form::Full(table(3, &path)),
        Form::Blocks(Matrices::Shared(table(3, &path))),
        Form::Kronecker(table(1, &[1.0]), table(3, &path)),
        Form::Kronecker(table(3, &path), table(1, &[1.0])),
        Form::LowRank(table(3, &differences), None),
    ] {
        let anchor = QuadraticAnchor::new(form, Some(center.clone()), 1.0).unwrap();
        assert_eq!(anchor.rank(3), 2);
        for step in [1e20, 1e100, 1e300] {
            let z = prox(&anchor, &[3.0, 0.0, 1.0], step);
            assert!(apart(&z, &[0.0, 1.0, 3.0]) < 1e-14, "{anchor:?}: {z:?} at {step:e}");
        }
        assert_eq!(prox(&anchor, &[3.0, -0.0, 1.0], 0.0), [3.0, 0.0, 1.0]);
    }
}

#[test]
fn weight_zero_leaves_an_entry_alone_and_a_large_one_puts_it_at_the_center() {
    let anchor = QuadraticAnchor::new(Form::Diagonal(vec![0.0, 1e300, 1.0]), Some(vec![0.1, 0.7, 0.2]), 1.0).unwrap();
    assert_eq!(prox(&anchor, &[0.3, 5.0, 0.2], 1e300), [0.3, 0.7, 0.2]);
    assert_eq!(anchor.rank(3), 2);
    let ridge = Separable::new(Ridge, 3.0).unwrap();
    let same = QuadraticAnchor::new(Form::Diagonal(vec![1.0; 3]), None, 3.0).unwrap();
    let theta = [1.0, -2.0, 0.5];
    assert_eq!(same.value(Block::row(&theta), &alone()), ridge.value(Block::row(&theta), &alone()));
    assert!(apart(&prox(&same, &theta, 0.3), &prox(&ridge, &theta, 0.3)) < 1e-15);
}

/// Random anchors of one form, or of any.
fn anchors(form: usize, random: &mut Random) -> Vec<QuadraticAnchor> {
    let semidefinite = |n: usize, random: &mut Random| {
        let g = random.vector(n * 2, -0.5, 0.5);
        table(n, &(0..n * n).map(|p| (0..2).map(|k| g[p / n * 2 + k] * g[p % n * 2 + k]).sum()).collect::<Vec<f64>>())
    };
    let one = |i: usize, random: &mut Random| {
        let diagonal = random.vector(6, -1.0, 1.0).iter().map(|x| x.abs()).collect();
        let form = match if form == 5 { i } else { form } {
            0 => Form::Diagonal(diagonal),
            1 => Form::Full(semidefinite(6, random)),
            2 => Form::Blocks(Matrices::Each(vec![semidefinite(3, random), semidefinite(3, random)])),
            3 => Form::LowRank(table(6, &random.vector(6, -1.0, 0.5)), None),
            _ => Form::Kronecker(semidefinite(2, random), semidefinite(3, random)),
        };
        let center = (random.uniform() < 0.8).then(|| random.vector(6, -1.0, 0.5));
        QuadraticAnchor::new(form, center, random.decade(-1.0, 1.0)).unwrap()
    };
    (0..5).map(|i| one(i, random)).collect()
}

#[test]
fn several_anchors_are_one_and_a_constant() {
    let mut random = Random::new(11);
    for form in 0..6 {
        for _ in 0..50 {
            let anchors = anchors(form, &mut random);
            let one = collapse(&anchors, 6).unwrap();
            assert!(one.constant >= 0.0);
            for _ in 0..3 {
                let theta = random.vector(6, -1.0, 1.0);
                let (mut sum, mut gradient) = (0.0, vec![0.0; 6]);
                for anchor in &anchors {
                    let mut g = vec![0.0; 6];
                    sum += anchor.value_gradient(Block::row(&theta), &mut g, &alone()).unwrap();
                    gradient.iter_mut().zip(&g).for_each(|(sum, g)| *sum += g);
                }
                let mut found = vec![0.0; 6];
                let value = one.anchor.value_gradient(Block::row(&theta), &mut found, &alone()).unwrap();
                assert!((value + one.constant - sum).abs() < 1e-11 * sum, "form {form}: {value} {sum}");
                assert!(apart(&found, &gradient) < 1e-10, "form {form}: {found:?} not {gradient:?}");
            }
            let structure = match one.anchor.curvature() {
                Curvature::Diagonal(_) => 0,
                Curvature::Dense(_) => 1,
                Curvature::RowBlocks(_) => 2,
                Curvature::Factored(_) => 3,
                _ => 9,
            };
            assert_eq!(structure, [0, 1, 2, 3, 1, 1][form]);
        }
    }
    assert_eq!(collapse(&[], 2).unwrap().anchor.rank(2), 0);
    assert!(collapse(&anchors(0, &mut random), 5).is_err());
}

#[test]
fn a_shared_block_joins_others_for_the_rows_there_are() {
    let shared = |x: f64| {
        let form = Form::Blocks(Matrices::Shared(table(2, &[2.0 * x, x, x, 2.0 * x])));
        QuadraticAnchor::new(form, None, 1.0).unwrap()
    };
    let one = collapse(&[shared(1.0), shared(2.0)], 6).unwrap();
    assert!(matches!(one.anchor.curvature(), Curvature::RowBlocks(b) if b.is_shared()));
    assert_eq!(one.anchor.rank(6), 6);
    assert_eq!(one.anchor.value(Block::row(&[1.0; 6]), &alone()).unwrap(), 27.0);
}

#[test]
fn precisions_of_rows_and_columns_meet_in_the_diagonal() {
    let theta = [1.0, -2.0, 0.5, 3.0, 0.0, -1.0];
    let ard = Ard::new(vec![2.0, 0.5, 4.0], 1.5).unwrap();
    let diagonal = table(3, &[2.0, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 4.0]);
    let rows = RowPrecision::new(Matrices::Shared(diagonal), 1.5).unwrap();
    let block = Block::new(&theta, 3).unwrap();
    assert!((ard.value(block, &alone()).unwrap() - rows.value(block, &alone()).unwrap()).abs() < 1e-13);
    assert!(apart(&prox(&ard, &theta, 0.7), &prox(&rows, &theta, 0.7)) < 1e-15);
    assert_eq!(rows.rank(6), 6);
    // Columns sum to the whole: P is of degree one in its precisions.
    let shares: f64 = ard.gradient_log_shape(block, &alone()).unwrap().iter().sum();
    assert!((shares - ard.value(block, &alone()).unwrap()).abs() < 1e-13);
    let equal = Ard::new(vec![3.0; 3], 1.0).unwrap();
    let ridge = Separable::new(Ridge, 3.0).unwrap();
    assert!((equal.value(block, &alone()).unwrap() - ridge.value(block, &alone()).unwrap()).abs() < 1e-13);
    for wrong in [2, 1] {
        let error = ard.value(Block::new(&theta, wrong).unwrap(), &alone()).unwrap_err();
        assert_eq!((error.code().name(), error.argument().as_str()), ("ERR_SHAPE", "theta"));
        assert!(rows.value(Block::new(&theta, wrong).unwrap(), &alone()).is_err());
    }
}

#[test]
fn what_is_no_anchor_is_refused_by_name() {
    for (parameters, expected) in [
        ("", "matrix is missing; expected exactly one of matrix, blocks, kronecker, diagonal and lowRank"),
        (r#""center": [1]"#, "matrix is missing"),
        (r#""matrix": [[1]], "diagonal": [1]"#, "matrix is given more than once; expected exactly one of"),
        (r#""matrix": [[1, 2]]"#, "matrix is 1 x 2; expected a square matrix"),
        (r#""matrix": [[1, 2], [0, 1]]"#, "matrix is 0 at (1, 0) and 2 at (0, 1); expected a symmetric matrix"),
        (r#""matrix": [[1, 2], [2, 1]]"#, "matrix is a matrix with the eigenvalue -"),
        (r#""blocks": [[[1]], [[-1]]]"#, "blocks[1] is -1 at diagonal entry 0; expected a positive semidefinite"),
        (r#""blocks": [[[1]], [[1, 0], [0, 1]]]"#, "blocks[1] is 2 x 2; expected 1 x 1"),
        (r#""blocks": []"#, "blocks is empty"),
        (r#""kronecker": [[[1]]]"#, "kronecker is 1 matrices; expected two matrices"),
        (r#""kronecker": [[[1]], [[-2]]]"#, "kronecker[1] is -2 at diagonal entry 0"),
        (r#""diagonal": [1, -1]"#, "diagonal[1] is -1; expected a finite number >= 0"),
        (r#""lowRank": [[1], [2]], "diagonal": [1]"#, "diagonal is of length 1; expected length 2"),
        (r#""diagonal": [1, 1], "center": [1]"#, "center is of length 1; expected length 2"),
        (r#""blocks": [[1, 0], [0, 1]], "center": [1, 2, 3]"#, "center is of length 3; expected length 4"),
        (r#""diagonal": [1e200], "strength": 1e200"#, "strength is 1e200; expected a strength whose product"),
    ] {
        let comma = if parameters.is_empty() { "" } else { ", " };
        let error = build(&format!(r#"{{ "kind": "QuadraticAnchor"{comma}{parameters} }}"#)).unwrap_err();
        assert!(error.starts_with(expected), "{parameters}: {error}");
    }
    assert!(build(r#"{ "kind": "ARD", "precisions": [] }"#).unwrap_err().starts_with("precisions is empty"));
    assert!(build(r#"{ "kind": "ARD", "precisions": [1, 0] }"#).unwrap_err().starts_with("precisions[1] is 0"));
    let error = build(r#"{ "kind": "RowPrecision", "precision": [[1, 2], [2, 1]] }"#).unwrap_err();
    assert!(error.starts_with("precision is a matrix with the eigenvalue -"));
}

#[test]
fn a_point_of_another_shape_is_refused() {
    let kronecker =
        Form::Kronecker(table(2, &[1.0, 0.0, 0.0, 1.0]), table(3, &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]));
    let anchor = QuadraticAnchor::new(kronecker, None, 1.0).unwrap();
    let theta = [1.0; 6];
    assert!(anchor.value(Block::new(&theta, 3).unwrap(), &alone()).is_ok());
    assert!(anchor.value(Block::row(&theta), &alone()).is_ok());
    for (entries, columns) in [(6, 2), (3, 3), (6, 1)] {
        let error = anchor.value(Block::new(&theta[..entries], columns).unwrap(), &alone()).unwrap_err();
        assert_eq!((error.code().name(), error.argument().as_str()), ("ERR_SHAPE", "theta"));
    }
    for form in forms(1.0) {
        let anchor = QuadraticAnchor::new(form, None, 1.0).unwrap();
        assert!(anchor.value(Block::row(&[1.0; 5]), &alone()).is_err());
    }
}

/// A diagonal beyond one leaf of the stream: every thread count gives the same bits, and the sum is the sum.
#[test]
fn a_long_diagonal_is_one_pass_whose_bits_do_not_depend_on_threads() {
    let n = 200_003;
    let d: Vec<f64> = (0..n).map(|i| f64::from(i % 17)).collect();
    let theta: Vec<f64> = (0..n).map(|i| f64::from(i % 5) - 2.0).collect();
    let expected: f64 = d.iter().zip(&theta).map(|(d, x)| 0.5 * d * (x - 1.0) * (x - 1.0)).sum();
    let anchor = QuadraticAnchor::new(Form::Diagonal(d), Some(vec![1.0; n as usize]), 1.0).unwrap();
    let mut out = vec![0.0; n as usize];
    for threads in [1, 2, 3] {
        let workers = Workers::new(threads);
        assert_eq!(anchor.value(Block::row(&theta), &workers).unwrap(), expected);
        assert_eq!(anchor.value_gradient(Block::row(&theta), &mut out, &workers).unwrap(), expected);
    }
}
