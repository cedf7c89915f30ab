//! Published and hand-computed values of the penalties of whole rows, their limits, and their behaviour far out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use ndarray::Array2;
use penlik::curvature::Curvature;
use penlik::kernels::{Gates, JumpRelu, jump_relu_gates};
use penlik::linalg::Workers;
use penlik::penalties::{Block, Hoyer, Local, Penalty, Rows, Separable, Shaped, Smooth, SoftmaxEntropy, TopK};
use penlik_testkit::{Random, checks};

fn at(penalty: &impl Smooth, theta: &[f64], columns: usize) -> Box<dyn Local> {
    penalty.at(Block::new(theta, columns).unwrap(), &Workers::sequential()).unwrap()
}

fn dense(c: &Curvature) -> Array2<f64> {
    let mut matrix = Array2::zeros((c.dimension(), c.dimension()));
    c.add_to(matrix.view_mut());
    matrix
}

fn diagonal(c: &Curvature) -> Vec<f64> {
    dense(c).diag().to_vec()
}

fn product(c: &Curvature, v: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; v.len()];
    c.apply(v, &mut out);
    out
}

/// Equal to the digits that were written down.
fn near(found: &[f64], expected: &[f64], error: f64) {
    assert_eq!(found.len(), expected.len());
    let close = found.iter().zip(expected).all(|(f, e)| (f - e).abs() <= error * e.abs().max(1e-3));
    assert!(close, "{found:?}, not {expected:?}");
}

fn entropy(categories: usize, temperature: f64, strength: f64) -> Rows<SoftmaxEntropy> {
    Rows::new(SoftmaxEntropy::new(categories, temperature).unwrap(), strength).unwrap()
}

#[test]
fn hoyer_has_its_known_values() {
    let hoyer = Rows::new(Hoyer, 1.0).unwrap();
    let local = at(&hoyer, &[3.0, 4.0], 2);
    near(&[local.value()], &[0.965685424949238], 1e-14);
    near(local.gradient(), &[0.077254833995939, -0.057941125496954], 1e-13);
    let (h, b) = (dense(local.hessian()), dense(local.bound()));
    let sorted = |matrix: Array2<f64>| {
        let mut values = checks::eigenvalues(matrix.as_slice().unwrap(), 2);
        values.sort_by(f64::total_cmp);
        values
    };
    near(&sorted(h.clone()), &[-0.1379009399, 0.002704980375], 1e-8);
    near(&sorted(b - h), &[0.13519596, 0.67872496], 1e-7);
    near(&[at(&hoyer, &[1.0, -2.0, 2.0], 3).value()], &[0.9106836025229591], 1e-15);
    // Rows add up.
    let both = at(&hoyer, &[1.0, -2.0, 2.0, 0.0, 5.0, 0.0], 3);
    near(&[both.value()], &[0.9106836025229591], 1e-15);
}

#[test]
fn hoyer_turns_its_point_into_its_gradient_and_does_not_see_its_scale() {
    let hoyer = Rows::new(Hoyer, 1.0).unwrap();
    let x = [0.3, -1.2, 0.0, 2.5];
    let unit = at(&hoyer, &x, 4);
    for power in [-498, -166, 0, 166, 498] {
        let scale = 2_f64.powi(power);
        let scaled = x.map(|x| x * scale);
        let local = at(&hoyer, &scaled, 4);
        assert_eq!(local.value(), unit.value());
        let (hx, g) = (product(local.hessian(), &scaled), local.gradient());
        (0..4).for_each(|i| assert!((hx[i] + g[i]).abs() * scale < 1e-15, "Hx = -g at 2^{power}"));
        assert!((0..4).map(|i| x[i] * g[i] * scale).sum::<f64>().abs() < 1e-15, "x'g = 0");
    }
}

#[test]
fn softmax_entropy_has_its_known_values() {
    let local = at(&entropy(4, 0.8, 1.1), &[0.3, -0.6, 0.9, 0.2], 4);
    near(&[local.value()], &[1.327708686057547], 1e-15);
    near(local.gradient(), &[0.081787272132536, 0.14269014460689, -0.33173165471804, 0.10725423797862], 1e-13);
    let bound = [0.53937869239125, 0.078425698726858, 0.87629124171179, 0.43994163214696];
    near(&diagonal(local.bound()), &bound, 1e-13);
    let three = entropy(3, 0.7, 1.4);
    let z = [0.4, -0.8, 1.3];
    near(&[three.row_hessian_derivative(&z, 0).unwrap()[(0, 0)]], &[-0.77768267925696], 1e-13);
    let derivative = three.row_bound_derivative(&z, 0).unwrap();
    near(&derivative.diag().to_vec(), &[1.58804512490829, -0.0775070855542455, 1.58804512490829], 1e-13);
    let two = entropy(2, 1.0, 1.0);
    let z = [19_f64.ln(), 0.0];
    near(
        &[two.row_hessian(&z).unwrap()[(0, 0)], two.row_fisher_metric(&z).unwrap()[(0, 0)]],
        &[0.0783747664, 0.0475],
        1e-8,
    );
}

/// The formulas as they are written in terms of L = ln a + 1 and m = Σ a L.
#[test]
fn the_row_operators_are_those_of_the_formula_and_of_the_whole() {
    let (z, tau, strength) = ([0.4, -0.8, 1.3, 0.1], 0.7, 1.4);
    let penalty = entropy(4, tau, strength);
    let total: f64 = z.iter().map(|z| (z / tau).exp()).sum();
    let a = z.map(|z| (z / tau).exp() / total);
    let l = a.map(|a| a.ln() + 1.0);
    let m: f64 = (0..4).map(|k| a[k] * l[k]).sum();
    let unit = |k: usize, j: usize| f64::from(u8::from(k == j));
    let (h, f) = (penalty.row_hessian(&z).unwrap(), penalty.row_fisher_metric(&z).unwrap());
    let local = at(&penalty, &z, 4);
    assert_eq!(h, dense(local.hessian()));
    assert_eq!(penalty.row_bound(&z).unwrap(), dense(local.bound()));
    for k in 0..4 {
        for j in 0..4 {
            let c = strength / tau / tau * a[k];
            let entry = c * (unit(k, j) * (m - l[k] - 1.0) + a[j] * (l[k] + l[j] + 1.0 - 2.0 * m));
            assert!((h[(k, j)] - entry).abs() < 1e-14);
            assert!((f[(k, j)] - c * (unit(k, j) - a[j])).abs() < 1e-14);
        }
    }
}

/// Central differences, to the few digits that they have; the Hessian itself is compared with dual numbers elsewhere.
#[test]
fn the_derivatives_of_the_row_operators_are_the_slopes_of_the_row_operators() {
    let penalty = entropy(4, 0.7, 1.4);
    let (z, h) = ([0.4, -0.8, 1.3, 0.1], 1e-5);
    type Operator<'a> = &'a dyn Fn(&[f64]) -> Array2<f64>;
    for w in 0..4 {
        let slope = |operator: Operator<'_>| {
            let moved = |h: f64| {
                let mut z = z;
                z[w] += h;
                operator(&z)
            };
            (moved(h) - moved(-h)) / (2.0 * h)
        };
        let pairs = [
            (slope(&|z| penalty.row_hessian(z).unwrap()), penalty.row_hessian_derivative(&z, w).unwrap()),
            (slope(&|z| penalty.row_bound(z).unwrap()), penalty.row_bound_derivative(&z, w).unwrap()),
            (slope(&|z| penalty.row_fisher_metric(z).unwrap()), penalty.row_fisher_metric_derivative(&z, w).unwrap()),
        ];
        for (expected, found) in pairs {
            assert!((&expected - &found).iter().all(|x| x.abs() < 1e-8), "{found}, not {expected}");
        }
    }
    assert!(penalty.row_hessian_derivative(&z, 4).is_err());
    assert!(penalty.row_hessian(&z[..3]).is_err());
}

#[test]
fn softmax_entropy_of_one_category_is_zero_everywhere() {
    let penalty = entropy(1, 0.5, 2.0);
    let local = at(&penalty, &[3.0, -1.0, 0.0], 3);
    assert_eq!((local.value(), local.gradient()), (0.0, &[0.0; 3][..]));
    assert!(dense(local.hessian()).iter().chain(&dense(local.bound())).all(|x| *x == 0.0));
    assert!(dense(&local.hessian_along(&[1.0, 2.0, 3.0])).iter().all(|x| *x == 0.0));
    assert_eq!(penalty.row_fisher_metric(&[7.0]).unwrap()[(0, 0)], 0.0);
}

#[test]
fn softmax_entropy_stays_right_for_logits_of_any_size_and_distance() {
    for z in [[1e300, -1e300, 1e300], [1e4, 0.0, -1e4], [1e-300, -1e-300, 0.0], [f64::MAX, -f64::MAX, 0.0]] {
        let penalty = entropy(3, 0.5, 1.0);
        let local = at(&penalty, &z, 3);
        let all = [vec![local.value()], local.gradient().to_vec(), diagonal(local.hessian()), diagonal(local.bound())];
        assert!(all.concat().iter().all(|x| x.is_finite()), "{z:?}: {all:?}");
        assert!(dense(&local.hessian_along(&[1.0, -1.0, 0.5])).iter().all(|x| x.is_finite()), "{z:?}");
        assert!(penalty.row_bound_derivative(&z, 1).unwrap().iter().all(|x| x.is_finite()));
    }
    near(&[at(&entropy(3, 1.0, 1.0), &[1e300, -1e300, 1e300], 3).value()], &[2_f64.ln()], 1e-15);
    near(&[at(&entropy(3, 1.0, 1.0), &[1e-300, 0.0, 0.0], 3).value()], &[3_f64.ln()], 1e-15);
    // Two categories at distance d: (1 + d)·exp(−d) but for its square.
    let d = 300.0_f64;
    let local = at(&entropy(2, 1.0, 1.0), &[d, 0.0], 2);
    let e = (-d).exp();
    near(&[local.value() / e], &[1.0 + d], 1e-13);
    near(&[local.gradient()[0] / e, local.gradient()[1] / e], &[-d, d], 1e-13);
    near(&[diagonal(local.hessian())[0] / e, diagonal(local.hessian())[1] / e], &[d - 1.0, d - 1.0], 1e-13);
    near(&[product(local.hessian(), &[1.0, 0.0])[0] / e], &[d - 1.0], 1e-13);
}

#[test]
fn a_length_that_is_no_multiple_of_the_categories_is_an_error() {
    let error = entropy(3, 1.0, 1.0).value(Block::row(&[1.0; 7]), &Workers::sequential()).unwrap_err();
    assert_eq!(error.to_string(), "theta is of length 7; expected a multiple of 3 columns");
    assert!(SoftmaxEntropy::new(0, 1.0).is_err() && SoftmaxEntropy::new(2, 0.0).is_err());
    assert!(SoftmaxEntropy::new(2, 1e-310).is_err(), "its inverse is infinite");
}

#[test]
fn softmax_entropy_does_not_see_a_shift_nor_an_order() {
    let mut random = Random::new(3);
    for k in [2, 5, 17, 100] {
        let z = random.vector(k, -1.0, 0.5);
        let penalty = entropy(k, 0.9, 1.0);
        let value = at(&penalty, &z, k).value();
        let shifted: Vec<f64> = z.iter().map(|z| z + 64.0).collect();
        let turned: Vec<f64> = z.iter().rev().copied().collect();
        near(&[at(&penalty, &shifted, k).value(), at(&penalty, &turned, k).value()], &[value, value], 1e-12);
        let h = product(at(&penalty, &z, k).hessian(), &vec![1.0; k]);
        assert!(h.iter().all(|h| h.abs() < 1e-15), "H·1 = 0");
    }
}

#[test]
fn the_bound_of_many_categories_is_the_row_sums_of_the_hessian() {
    let mut random = Random::new(5);
    for (k, spread) in [(65, 0.1), (80, 3.0), (200, 1.0), (300, 40.0)] {
        let z: Vec<f64> = (0..k).map(|_| spread * random.between(-1.0, 1.0)).collect();
        let local = at(&entropy(k, 1.0, 1.0), &z, k);
        let h = dense(local.hessian());
        let sums: Vec<f64> = h.rows().into_iter().map(|row| row.iter().map(|h| h.abs()).sum()).collect();
        let size = sums.iter().fold(0.0_f64, |m, s| m.max(*s));
        let bound = diagonal(local.bound());
        assert!((0..k).all(|i| (bound[i] - sums[i]).abs() <= 1e-13 * size), "{bound:?}, not {sums:?}");
    }
}

#[test]
fn top_k_counts_the_largest_and_with_all_of_them_is_the_ridge() {
    let x = [0.5, -3.0, 0.0, 2.0, 1.0, 1.0, -1.0, 0.25];
    let local = at(&Rows::new(TopK::new(2, 4).unwrap(), 2.0).unwrap(), &x, 8);
    assert_eq!(local.value(), 9.0 + 4.0 + 1.0 + 1.0);
    assert_eq!(local.gradient(), [0.0, -6.0, 0.0, 4.0, 2.0, 2.0, 0.0, 0.0]);
    assert_eq!(diagonal(local.hessian()), [0.0, 2.0, 0.0, 2.0, 2.0, 2.0, 0.0, 0.0]);
    assert_eq!(diagonal(local.bound()), diagonal(local.hessian()));
    let ridge = at(&Separable::new(penlik::kernels::Ridge, 2.0).unwrap(), &x, 8);
    let all = at(&Rows::new(TopK::new(4, 4).unwrap(), 2.0).unwrap(), &x, 8);
    assert_eq!((all.value(), all.gradient()), (ridge.value(), ridge.gradient()));
}

#[test]
fn jump_relu_has_its_known_values() {
    let penalty = Separable::new(JumpRelu::new(vec![0.25], 0.04).unwrap(), 1.3).unwrap();
    let local = at(&penalty, &[0.45], 1);
    near(&[local.value()], &[0.3228248234496074], 1e-14);
    near(local.gradient(), &[0.05401546045017001], 1e-13);
    near(&diagonal(local.hessian()), &[-1.332310640034271], 1e-13);
    near(&diagonal(local.bound()), &[1.332310640034271], 1e-13);
    let shapes = penalty.gradient_log_shape(Block::row(&[0.45]), &Workers::sequential()).unwrap();
    near(&shapes, &[0.3093209583370649], 1e-14);
    near(&diagonal(at(&penalty, &[0.25], 1).bound()), &[12.6953125], 1e-15);
}

#[test]
fn the_curvature_limit_of_jump_relu_bounds_the_rest_of_every_tangent() {
    let kernel = JumpRelu::new(vec![0.5], 0.1).unwrap();
    let limit = kernel.curvature_limit(0);
    let penalty = Separable::new(kernel, 1.0).unwrap();
    let mut random = Random::new(11);
    for _ in 0..10_000 {
        let (x, y) = (random.between(-0.5, 1.5), random.between(-0.5, 1.5));
        let (here, there) = (at(&penalty, &[x], 1), at(&penalty, &[y], 1));
        let rest = there.value() - here.value() - here.gradient()[0] * (y - x);
        assert!(rest.abs() <= 0.5 * limit * (y - x) * (y - x) + 1e-15);
    }
}

#[test]
fn the_gate_opens_above_its_threshold_with_the_slopes_of_its_formula() {
    let (x, thresholds, eps) = ([0.45, 0.2, -0.1, 0.5], [0.25, 0.5], 0.04);
    let (mut value, mut d_x, mut d_threshold) = ([0.0; 4], [0.0; 4], [0.0; 4]);
    let out = Gates { value: &mut value, d_x: &mut d_x, d_threshold: &mut d_threshold };
    jump_relu_gates(&x, &thresholds, eps, out).unwrap();
    assert_eq!(value, [0.45, 0.0, 0.0, 0.0], "closed at the threshold itself");
    for i in 0..4 {
        let q = 1.0 / (1.0 + (-(x[i] - thresholds[i % 2]) / eps).exp());
        let slope = x[i] * q * (1.0 - q) / eps;
        assert!((d_x[i] - (q + slope)).abs() < 1e-14 && (d_threshold[i] + slope).abs() < 1e-14);
    }
}

#[test]
fn the_gate_refuses_what_it_cannot_use_by_name() {
    let refused = |x: &[f64], thresholds: &[f64], smoothing: f64| {
        let (mut a, mut b, mut c) = (vec![0.0; x.len()], vec![0.0; x.len()], vec![0.0; x.len()]);
        let out = Gates { value: &mut a, d_x: &mut b, d_threshold: &mut c };
        jump_relu_gates(x, thresholds, smoothing, out).unwrap_err().to_string()
    };
    assert!(refused(&[1.0], &[0.0], 1.0).starts_with("threshold is 0"));
    assert!(refused(&[1.0], &[0.5], f64::NAN).starts_with("smoothing is NaN"));
    assert!(refused(&[1.0; 3], &[0.5; 2], 1.0).starts_with("x is of length 3; expected a multiple of 2"));
    assert!(refused(&[1.0, f64::NAN], &[0.5], 1.0).starts_with("x is NaN at index 1"));
}

#[test]
fn rows_of_many_leaves_give_the_same_bits_for_every_number_of_threads() {
    let mut random = Random::new(7);
    let theta = random.vector(90_000, -1.0, 1.0);
    for width in [1, 3, 16, 1000, 90_000] {
        let answer = |threads: usize| {
            let (workers, mut out) = (Workers::new(threads), vec![0.0; theta.len()]);
            let block = Block::new(&theta, width).unwrap();
            let mut all = vec![];
            let (softmax, top) = (entropy(width, 0.7, 1.0), Rows::new(TopK::new(1, width).unwrap(), 1.0).unwrap());
            let hoyer = Rows::new(Hoyer, 1.0).unwrap();
            let smooth: [&dyn Smooth; 3] = [&softmax, &top, &hoyer];
            for penalty in smooth {
                let value = penalty.value_gradient(block, &mut out, &workers).unwrap();
                assert!((penalty.value(block, &workers).unwrap() - value).abs() <= 1e-12 * value.abs());
                all.push(value.to_bits());
                all.extend(out.iter().map(|x| x.to_bits()));
            }
            all
        };
        let one = answer(1);
        assert!([2, 5].iter().all(|&threads| answer(threads) == one));
    }
}
