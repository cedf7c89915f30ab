//! Every structured curvature answers every question as the matrix that it stands for, also where it is badly conditioned or its
//! entries are very large or small. Solutions and determinants are compared with those of a factorisation in 32 digits.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use ndarray::Array2;
use penlik::curvature::{Curvature, Dense, Diagonal, Factored, Kronecker, RowBlocks, Sum};
use penlik::linalg::Symmetric;
use penlik_testkit::{DoubleDouble, Random, Scalar};

/// GGᵀ for G with orthogonal-ish columns of the given sizes: about their squares as eigenvalues.
fn positive(n: usize, spread: f64, random: &mut Random) -> Symmetric {
    let mut a = Symmetric::zeros(n);
    for k in 0..n {
        let size = 10_f64.powf(-spread * k as f64 / (n.max(2) - 1) as f64);
        let u: Vec<f64> = (0..n).map(|_| random.between(-1.0, 1.0)).collect();
        for i in 0..n {
            for j in 0..=i {
                a.add(i, j, size * u[i] * u[j]);
            }
        }
    }
    a
}

/// D·A·D with the diagonal of D over the given decades.
fn graded(a: &Symmetric, decades: f64, random: &mut Random) -> Symmetric {
    let d: Vec<f64> = (0..a.order).map(|_| 10_f64.powf(random.between(-decades, decades))).collect();
    let mut out = Symmetric::zeros(a.order);
    for i in 0..a.order {
        for j in 0..=i {
            out.add(i, j, a.get(i, j) * d[i] * d[j]);
        }
    }
    out
}

fn times(a: &Symmetric, x: f64) -> Symmetric {
    Symmetric { order: a.order, data: a.data.iter().map(|a| a * x).collect() }
}

/// One of each structure, of eigenvalues over so many decades, in units of `scale`.
fn structures(spread: f64, scale: f64, random: &mut Random) -> Vec<(&'static str, Curvature)> {
    let each: Vec<f64> = (0..3).flat_map(|_| times(&positive(3, spread, random), scale).data).collect();
    let blocks = RowBlocks::new(3, each).unwrap();
    let shared = RowBlocks::shared(times(&positive(2, spread, random), scale), 4);
    let kronecker = Kronecker::new(positive(3, spread / 2.0, random), times(&positive(4, spread / 2.0, random), scale));
    let columns: Vec<Vec<f64>> = (0..2).map(|_| random.vector(6, -0.5, 0.5)).collect();
    let weights = [scale, scale * 10_f64.powf(spread / 2.0)];
    let factored = |diagonal: Vec<f64>, take: usize| {
        Curvature::Factored(Factored::new(diagonal, columns[..take].to_vec(), weights[..take].to_vec()).unwrap())
    };
    let plain =
        |n: usize, random: &mut Random| (0..n).map(|_| scale * random.decade(-spread / 2.0, 0.0)).collect::<Vec<_>>();
    let diagonal = |d: Vec<f64>| Curvature::Diagonal(Diagonal::new(d));
    let dense = Curvature::Dense(Dense::new(times(&positive(12, spread / 3.0, random), scale)));
    let sum = |n: usize, parts: Vec<Curvature>| Sum::of(n, parts).unwrap();
    let product = Curvature::Kronecker(kronecker);
    vec![
        ("sum of blocks", sum(9, vec![diagonal(plain(9, random)), Curvature::RowBlocks(blocks.clone())])),
        ("blocks", Curvature::RowBlocks(blocks)),
        ("shared block", Curvature::RowBlocks(shared)),
        ("one column", factored(plain(6, random), 1)),
        ("two columns", factored(plain(6, random), 2)),
        ("sum of columns", sum(6, vec![factored(plain(6, random), 2), factored(plain(6, random), 1)])),
        ("constant beside a product", sum(12, vec![diagonal(vec![scale; 12]), product.clone()])),
        ("diagonal beside a product", sum(12, vec![diagonal(plain(12, random)), product.clone()])),
        ("dense beside a product", sum(12, vec![product.clone(), dense])),
        ("product", product),
    ]
}

fn written_out(c: &Curvature) -> Array2<f64> {
    let mut h = Array2::zeros((c.dimension(), c.dimension()));
    c.add_to(h.view_mut());
    h
}

/// (x, ln det) of A x = b in 32 digits, by Cholesky; `None` where A is not positive definite.
fn exact(a: &[DoubleDouble], b: &[f64]) -> Option<(Vec<f64>, f64)> {
    let n = b.len();
    let zero = DoubleDouble::of(0.0);
    let (mut l, mut logdet) = (vec![zero; n * n], zero);
    for i in 0..n {
        for j in 0..=i {
            let rest = (0..j).fold(a[i * n + j], |sum, k| sum - l[i * n + k] * l[j * n + k]);
            if i == j && rest.to_f64() <= 0.0 {
                return None;
            }
            l[i * n + j] = if i == j { rest.sqrt() } else { rest / l[j * n + j] };
        }
        logdet = logdet + l[i * n + i].ln() + l[i * n + i].ln();
    }
    let mut x: Vec<DoubleDouble> = b.iter().map(|b| DoubleDouble::of(*b)).collect();
    for i in 0..n {
        x[i] = (0..i).fold(x[i], |sum, k| sum - l[i * n + k] * x[k]) / l[i * n + i];
    }
    for i in (0..n).rev() {
        x[i] = (i + 1..n).fold(x[i], |sum, k| sum - l[k * n + i] * x[k]) / l[i * n + i];
    }
    Some((x.into_iter().map(Scalar::to_f64).collect(), logdet.to_f64()))
}

fn largest(x: impl IntoIterator<Item = f64>) -> f64 {
    x.into_iter().fold(0.0, |m, x| m.max(x.abs()))
}

#[test]
fn products_and_diagonals_are_those_of_the_matrix() {
    let mut random = Random::new(1);
    for scale in [1e-150, 1e-100, 1.0, 1e100, 1e150] {
        for (name, c) in structures(2.0, scale, &mut random) {
            let (n, h) = (c.dimension(), written_out(&c));
            let v = random.vector(n, -1.0, 1.0);
            let (mut product, mut diagonal) = (vec![f64::NAN; n + 1], vec![f64::NAN; n]);
            c.apply(&v, &mut product[..n]);
            c.diagonal(&mut diagonal);
            let size = largest(h.iter().copied()) * largest(v.iter().copied()) * n as f64;
            for i in 0..n {
                let expected: f64 = (0..n).map(|j| h[(i, j)] * v[j]).sum();
                assert!((product[i] - expected).abs() <= 1e-15 * size, "{name} at {scale:e}");
                assert!((diagonal[i] - h[(i, i)]).abs() <= 4e-16 * h[(i, i)].abs(), "{name} at {scale:e}");
                assert!((0..n).all(|j| (h[(i, j)] - h[(j, i)]).abs() <= 4e-16 * largest([h[(i, j)]])));
            }
            assert!(product[n].is_nan(), "nothing is written beyond the dimension");
        }
    }
}

/// A solution and a determinant are as good as the matrix determines them: to rounding times its condition number.
#[test]
fn solutions_and_determinants_are_as_good_as_the_condition_number_allows() {
    let mut random = Random::new(2);
    for spread in [0.0, 3.0, 6.0, 9.0, 12.0] {
        for scale in [1e-100, 1.0, 1e100] {
            for shift in [0.0, 1e-3 * scale] {
                for (name, c) in structures(spread, scale, &mut random) {
                    let n = c.dimension();
                    let b = random.vector(n, -1.0, 1.0);
                    let h: Vec<DoubleDouble> =
                        (written_out(&c) + shift * Array2::eye(n)).iter().map(|x| DoubleDouble::of(*x)).collect();
                    let Some((expected, logdet)) = exact(&h, &b) else { panic!("{name} is positive definite") };
                    let (mut x, mut back) = (vec![0.0; n], vec![0.0; n]);
                    c.solve_shifted(shift, &b, &mut x).unwrap_or_else(|e| panic!("{name}, spread {spread}: {e}"));
                    c.apply(&x, &mut back);
                    let norm = n as f64 * (largest(h.iter().map(|x| x.to_f64())) + shift);
                    let residual = largest((0..n).map(|i| back[i] + shift * x[i] - b[i]));
                    let size = norm * largest(x.iter().copied()) + largest(b.iter().copied());
                    assert!(residual <= 1e-14 * size, "{name}, spread {spread}: residual {:e}", residual / size);
                    let condition = norm * inverse_norm(&h, n);
                    let off = largest((0..n).map(|i| x[i] - expected[i])) / largest(expected.iter().copied());
                    assert!(off <= 1e-15 * condition + 1e-14, "{name}, spread {spread}: {off:e} at {condition:e}");
                    let found = c.logdet_shifted(shift).unwrap();
                    let allowed = 1e-15 * condition + 1e-14 * logdet.abs().max(1.0);
                    assert!((found - logdet).abs() <= allowed, "{name}, spread {spread}: {found} not {logdet}");
                }
            }
        }
    }
}

/// ‖A⁻¹‖ from its columns.
fn inverse_norm(h: &[DoubleDouble], n: usize) -> f64 {
    let column = |j: usize| {
        let unit: Vec<f64> = (0..n).map(|i| f64::from(u8::from(i == j))).collect();
        largest(exact(h, &unit).unwrap().0)
    };
    n as f64 * largest((0..n).map(column))
}

/// Scales of rows and columns alone cost no digit: not in blocks, not in factors, not beside columns.
#[test]
fn units_that_differ_by_a_hundred_decades_cost_no_digit() {
    let mut random = Random::new(3);
    for _ in 0..50 {
        let blocks: Vec<f64> =
            (0..3).flat_map(|_| graded(&positive(3, 0.0, &mut random), 50.0, &mut random).data).collect();
        let (a, b) = (positive(2, 0.0, &mut random), positive(3, 0.0, &mut random));
        let product = Kronecker::new(graded(&a, 50.0, &mut random), graded(&b, 50.0, &mut random));
        let d: Vec<f64> = (0..5).map(|_| random.decade(-100.0, 100.0)).collect();
        let column: Vec<f64> = d.iter().map(|d| d.sqrt() * random.between(-1.0, 1.0)).collect();
        let columns = Factored::new(d, vec![column], vec![4.0]).unwrap();
        let all = [
            Curvature::RowBlocks(RowBlocks::new(3, blocks).unwrap()),
            Curvature::Kronecker(product),
            Curvature::Factored(columns),
        ];
        for c in all {
            let n = c.dimension();
            let h = written_out(&c);
            let unit: Vec<f64> = (0..n).map(|i| h[(i, i)].sqrt().log2().round().exp2()).collect();
            let scaled: Vec<DoubleDouble> =
                h.indexed_iter().map(|((i, j), x)| DoubleDouble::of(x / unit[i] / unit[j])).collect();
            let right = random.vector(n, -1.0, 1.0);
            let (expected, logdet) = exact(&scaled, &right).unwrap();
            let condition = n as f64 * inverse_norm(&scaled, n);
            let b: Vec<f64> = right.iter().zip(&unit).map(|(b, u)| b * u).collect();
            let mut x = vec![0.0; n];
            c.solve_shifted(0.0, &b, &mut x).unwrap();
            let off = largest((0..n).map(|i| x[i] * unit[i] - expected[i])) / largest(expected.iter().copied());
            assert!(off <= 1e-15 * condition, "{c:?}: {off:e} at {condition:e}");
            let logdet = logdet + unit.iter().map(|u| 2.0 * u.ln()).sum::<f64>();
            let found = c.logdet_shifted(0.0).unwrap();
            assert!(
                (found - logdet).abs() <= 1e-15 * condition + 1e-14 * logdet.abs().max(100.0),
                "{found}, not {logdet}"
            );
        }
    }
}

#[test]
fn a_sum_keeps_the_structure_that_its_parts_have_in_common() {
    let mut random = Random::new(4);
    let parts: Vec<Curvature> = structures(1.0, 1.0, &mut random).into_iter().map(|(_, c)| c).collect();
    let kind = |c: &Curvature| match c {
        Curvature::Diagonal(_) => "diagonal",
        Curvature::Dense(_) => "dense",
        Curvature::RowBlocks(blocks) if blocks.is_shared() => "shared block",
        Curvature::RowBlocks(_) => "blocks",
        Curvature::Kronecker(_) => "product",
        Curvature::Factored(_) => "columns",
        _ => "sum",
    };
    let kinds: Vec<&str> = parts.iter().map(kind).collect();
    let expected =
        ["blocks", "blocks", "shared block", "columns", "columns", "columns", "sum", "sum", "dense", "product"];
    assert_eq!(kinds, expected);
    let twice = Sum::of(8, vec![parts[2].clone(), parts[2].clone()]).unwrap();
    assert_eq!(kind(&twice), "shared block");
    assert_eq!(written_out(&twice), 2.0 * written_out(&parts[2]));
    assert_eq!(kind(&Sum::of(8, vec![]).unwrap()), "diagonal");
    assert_eq!(kind(&Sum::of(12, vec![parts[9].clone()]).unwrap()), "product");
    assert!(Sum::of(3, vec![parts[9].clone()]).is_err());
    // A sum within a sum is one sum.
    let nested = Sum::of(12, vec![parts[7].clone(), parts[6].clone()]).unwrap();
    let difference = written_out(&nested) - written_out(&parts[7]) - written_out(&parts[6]);
    assert!(difference.iter().all(|x| x.abs() < 1e-13));
}

/// The Hessian of a penalty that is not convex may be indefinite: it has solutions, and no logarithm.
#[test]
fn an_indefinite_curvature_solves_and_has_no_logarithm() {
    let path = Symmetric { order: 2, data: vec![1.0, 2.0, 2.0, 1.0] };
    let all = [
        Curvature::RowBlocks(RowBlocks::shared(path.clone(), 2)),
        Curvature::Kronecker(Kronecker::new(path.clone(), Symmetric { order: 2, data: vec![1.0, 0.0, 0.0, 3.0] })),
        Curvature::Factored(Factored::new(vec![-1.0, 2.0, -3.0, 4.0], vec![vec![0.1; 4]], vec![1.0]).unwrap()),
    ];
    for c in all {
        let (b, mut x, mut back) = ([1.0, -2.0, 0.5, 3.0], [0.0; 4], [0.0; 4]);
        for mu in [0.0, 0.25] {
            c.solve_shifted(mu, &b, &mut x).unwrap();
            c.apply(&x, &mut back);
            assert!((0..4).all(|i| (back[i] + mu * x[i] - b[i]).abs() < 1e-14), "{c:?}");
            assert!(c.logdet_shifted(mu).is_err(), "{c:?}");
        }
    }
}
