//! The joint multinomial model against its definition: values known to many digits, dual numbers, and what must not change an answer.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;

use ndarray::{Array2, ArrayView2};
use penlik::check::{Code, Explain};
use penlik::linalg::{Cholesky, Symmetric, dot};
use penlik::model::{
    JointPenaltyInput, Method, ModelError, MultinomialFamily, MultinomialInput, MultinomialResponse, PenaltyMetric,
};
use penlik_testkit::naive::multinomial::Multinomial as Naive;
use penlik_testkit::{DoubleDouble, Dual, Random, Scalar};

fn labels(k: usize) -> Vec<String> {
    (0..k).map(|c| c.to_string()).collect()
}

fn input<'a>(x: &'a Array2<f64>, y: MultinomialResponse<'a>, k: usize) -> MultinomialInput<'a> {
    MultinomialInput { threads: 1, ..MultinomialInput::new(x.view(), y, labels(k)) }
}

fn model(input: &MultinomialInput<'_>) -> Arc<MultinomialFamily> {
    Arc::new(MultinomialFamily::new(input).unwrap())
}

fn close(found: &[f64], wanted: &[f64], tolerance: f64) {
    assert_eq!(found.len(), wanted.len());
    let size = wanted.iter().fold(1e-300, |m: f64, x| m.max(x.abs()));
    for (k, (found, wanted)) in found.iter().zip(wanted).enumerate() {
        assert!((found - wanted).abs() <= tolerance * size, "entry {k}: {found:e} for {wanted:e}");
    }
}

// ---- one row with X = I₁, so that β is η ----

fn one_row(y: i32) -> Arc<MultinomialFamily> {
    let (x, y) = (Array2::ones((1, 1)), [y]);
    model(&input(&x, MultinomialResponse::Codes(&y), 3))
}

#[test]
fn one_row_has_the_published_probabilities_information_and_change_of_it() {
    let beta = [1.0, -2.0];
    let gradient = one_row(2).gradient(&beta).unwrap();
    close(&gradient, &[-0.705384512698241, -0.0351190269593397], 1e-15);
    let hessian = one_row(0).joint_hessian(&beta).unwrap();
    close(&hessian.data, &[0.207817201943706, -0.0247724177181502, -0.0247724177181502, 0.0338856809047689], 4e-15);
    let workspace = one_row(1).workspace(&beta).unwrap();
    assert_eq!(workspace.hessian().unwrap().data, hessian.data);
    let change = workspace.directional_derivative(&[0.5, 1.0]).unwrap();
    close(&change.data, &[-0.0325066928687209, -0.0179445803653672, -0.0179445803653672, 0.0199893909689252], 4e-15);
}

#[test]
fn far_from_the_reference_its_log_likelihood_is_exact() {
    assert_eq!(one_row(2).log_likelihood(&[800.0, -5.0]).unwrap(), -800.0);
    assert_eq!(one_row(0).log_likelihood(&[800.0, -5.0]).unwrap(), 0.0);
    // 1 − p by subtraction would be 0 from η = 37 on.
    let hessian = one_row(0).joint_hessian(&[40.0, -5.0]).unwrap();
    let q = (-40.0_f64).exp() + (-45.0_f64).exp();
    assert!((hessian.get(0, 0) / q - 1.0).abs() < 1e-15);
}

// ---- random rows ----

struct Data {
    x: Array2<f64>,
    y: Array2<f64>,
    weights: Vec<f64>,
    offset: Array2<f64>,
    beta: Vec<f64>,
}

fn between(random: &mut Random, n: usize, lo: f64, hi: f64) -> Vec<f64> {
    (0..n).map(|_| random.between(lo, hi)).collect()
}

fn data(rows: usize, p: usize, k: usize, seed: u64) -> Data {
    let mut random = Random::new(seed);
    let x = Array2::from_shape_fn((rows, p), |(_, j)| if j == 0 { 1.0 } else { random.between(-2.0, 2.0) });
    let mut y = Array2::from_shape_fn((rows, k), |_| random.uniform());
    for mut row in y.rows_mut() {
        let sum = row.sum();
        row.mapv_inplace(|y| y / sum);
    }
    let weights = between(&mut random, rows, 0.0, 3.0);
    let offset = Array2::from_shape_fn((rows, k - 1), |_| random.between(-1.0, 1.0));
    Data { x, y, weights, offset, beta: between(&mut random, p * (k - 1), -1.0, 1.0) }
}

impl Data {
    fn k(&self) -> usize {
        self.y.ncols()
    }

    fn input(&self) -> MultinomialInput<'_> {
        MultinomialInput {
            weights: Some(&self.weights),
            offset: Some(self.offset.view()),
            ..input(&self.x, MultinomialResponse::Rows(self.y.view()), self.k())
        }
    }
}

fn rows_of(a: ArrayView2<'_, f64>) -> Vec<Vec<f64>> {
    a.rows().into_iter().map(|row| row.to_vec()).collect()
}

/// −ℓ along β + t·d for each nesting of dual numbers.
fn naive<S: Scalar>(data: &Data, beta: &[S]) -> S {
    let (design, y, offset) = (rows_of(data.x.view()), rows_of(data.y.view()), rows_of(data.offset.view()));
    -Naive { design: &design, y: &y, weights: &data.weights, offset: &offset }.log_likelihood(beta)
}

fn lifted<S: Scalar>(beta: &[S], along: &[f64]) -> Vec<Dual<S>> {
    beta.iter().zip(along).map(|(b, d)| Dual::new(*b, S::of(*d))).collect()
}

fn unit(n: usize, i: usize) -> Vec<f64> {
    (0..n).map(|j| f64::from(u8::from(i == j))).collect()
}

fn exact(beta: &[f64]) -> Vec<DoubleDouble> {
    beta.iter().map(|b| DoubleDouble::of(*b)).collect()
}

#[test]
fn value_gradient_and_hessian_are_those_of_the_definition() {
    for k in [2, 3, 5] {
        let data = data(23, 3, k, 7 + k as u64);
        let (model, n) = (model(&data.input()), data.beta.len());
        let base = exact(&data.beta);
        close(&[-model.log_likelihood(&data.beta).unwrap()], &[naive(&data, &base).to_f64()], 1e-14);
        let (mut gradient, mut hessian) = (vec![0.0; n], vec![0.0; n * n]);
        for i in 0..n {
            let first = lifted(&base, &unit(n, i));
            gradient[i] = -naive(&data, &first).slope.to_f64();
            for j in 0..n {
                hessian[i * n + j] = naive(&data, &lifted(&first, &unit(n, j))).slope.slope.to_f64();
            }
        }
        close(&model.gradient(&data.beta).unwrap(), &gradient, 1e-14);
        close(&model.joint_hessian(&data.beta).unwrap().data, &hessian, 1e-14);
        let diagonal: Vec<f64> = (0..n).map(|i| hessian[i * n + i]).collect();
        close(&model.workspace(&data.beta).unwrap().hessian_diagonal(), &diagonal, 1e-14);
    }
}

#[test]
fn derivatives_of_the_hessian_are_those_of_the_definition() {
    let data = data(19, 2, 4, 3);
    let workspace = model(&data.input()).workspace(&data.beta).unwrap();
    let (n, mut random) = (data.beta.len(), Random::new(5));
    let (u, v) = (between(&mut random, n, -1.0, 1.0), between(&mut random, n, -1.0, 1.0));
    let (mut first, mut second) = (vec![0.0; n * n], vec![0.0; n * n]);
    for i in 0..n {
        for j in 0..n {
            let along = lifted(&lifted(&lifted(&exact(&data.beta), &unit(n, i)), &unit(n, j)), &u);
            first[i * n + j] = naive(&data, &along).slope.slope.slope.to_f64();
            second[i * n + j] = naive(&data, &lifted(&along, &v)).slope.slope.slope.slope.to_f64();
        }
    }
    close(&workspace.directional_derivative(&u).unwrap().data, &first, 1e-13);
    close(&workspace.second_directional_derivative(&u, &v).unwrap().data, &second, 1e-13);
}

#[test]
fn a_product_is_that_of_the_dense_hessian() {
    for (rows, p, k) in [(1, 1, 2), (40, 4, 3), (300, 3, 7), (2100, 5, 4)] {
        let data = data(rows, p, k, 11);
        let workspace = model(&data.input()).workspace(&data.beta).unwrap();
        let v = between(&mut Random::new(2), data.beta.len(), -1.0, 1.0);
        let dense = workspace.hessian().unwrap();
        close(&workspace.hessian_vector_product(&v).unwrap(), &dense.product(&v), 4e-15);
        assert_eq!(dense.data, workspace.model().joint_hessian(&data.beta).unwrap().data);
    }
}

#[test]
fn bits_do_not_depend_on_the_number_of_threads() {
    let data = data(5000, 4, 4, 13);
    let answers = |threads: usize| {
        let model = model(&MultinomialInput { threads, ..data.input() });
        let (workspace, b) = (model.workspace(&data.beta).unwrap(), &data.beta);
        let mut all = vec![model.log_likelihood(b).unwrap()];
        all.extend(model.gradient(b).unwrap());
        all.extend(workspace.hessian_vector_product(b).unwrap());
        all.extend(workspace.hessian_diagonal());
        all.extend(workspace.hessian().unwrap().data);
        all.extend(workspace.directional_derivative(b).unwrap().data);
        all.extend(workspace.second_directional_derivative(b, b).unwrap().data);
        all.into_iter().map(f64::to_bits).collect::<Vec<_>>()
    };
    let one = answers(1);
    for threads in [2, 3, 7] {
        assert_eq!(answers(threads), one, "{threads} threads");
    }
}

#[test]
fn a_working_set_makes_the_newton_step_of_its_block() {
    let data = data(50, 3, 4, 17);
    let model = model(&data.input());
    let sets = model.block_working_sets(&data.beta).unwrap();
    let (hessian, gradient) = (model.joint_hessian(&data.beta).unwrap(), model.gradient(&data.beta).unwrap());
    for (a, set) in sets.iter().enumerate() {
        assert_eq!(set.name, format!("class_{a}"));
        let (mut gram, mut right, mut score) = (Symmetric::zeros(3), [0.0; 3], [0.0; 3]);
        for (i, x) in data.x.rows().into_iter().enumerate() {
            for j in 0..3 {
                right[j] += x[j] * set.weights[i] * set.response[i];
                score[j] += x[j] * set.score[i];
                (0..=j).for_each(|l| gram.add(j, l, x[j] * set.weights[i] * x[l]));
            }
        }
        let block: Vec<f64> = (0..9).map(|k| hessian.get(3 * a + k / 3, 3 * a + k % 3)).collect();
        close(&gram.data, &block, 1e-14);
        close(&score, &gradient[3 * a..3 * a + 3], 1e-14);
        let step = Cholesky::new(&gram).unwrap().solve(&gradient[3 * a..3 * a + 3]);
        let next: Vec<f64> = step.iter().zip(&data.beta[3 * a..]).map(|(d, b)| b + d).collect();
        close(&Cholesky::new(&gram).unwrap().solve(&right), &next, 1e-12);
    }
}

#[test]
fn a_working_set_stays_finite_where_a_probability_vanishes() {
    let x = Array2::ones((2, 1));
    let model = model(&input(&x, MultinomialResponse::Codes(&[0, 1]), 3));
    let sets = model.block_working_sets(&[-900.0, 900.0]).unwrap();
    assert_eq!((sets[0].weights[0], sets[0].response[0], sets[0].score[0]), (0.0, -900.0, 1.0));
}

#[test]
fn the_third_derivative_is_bounded_by_self_concordance() {
    for seed in 0..20 {
        let data = data(30, 3, 4, seed);
        let workspace = model(&data.input()).workspace(&data.beta).unwrap();
        let d = between(&mut Random::new(seed + 100), data.beta.len(), -2.0, 2.0);
        let third = dot(&d, &workspace.directional_derivative(&d).unwrap().product(&d));
        let second = dot(&d, &workspace.hessian_vector_product(&d).unwrap());
        let largest = data
            .x
            .rows()
            .into_iter()
            .flat_map(|x| d.chunks(3).map(move |d| dot(d, &x.to_vec()).abs()).collect::<Vec<_>>());
        assert!(third.abs() <= 2.0 * largest.fold(0.0, f64::max) * second);
    }
}

// ---- what must not change an answer ----

fn answers(model: &Arc<MultinomialFamily>, beta: &[f64]) -> Vec<f64> {
    let mut all = vec![model.log_likelihood(beta).unwrap()];
    all.extend(model.gradient(beta).unwrap());
    all.extend(model.joint_hessian(beta).unwrap().data);
    all.extend(model.workspace(beta).unwrap().hessian_vector_product(beta).unwrap());
    all
}

#[test]
fn labels_one_hot_rows_and_counts_of_one_are_the_same_to_the_bit() {
    let data = data(40, 3, 3, 19);
    let codes: Vec<i32> = (0..40).map(|i| i * 7 % 3).collect();
    let one_hot = Array2::from_shape_fn((40, 3), |(i, c)| f64::from(u8::from(codes[i] == c as i32)));
    let with = |y| answers(&model(&MultinomialInput { response: y, ..data.input() }), &data.beta);
    assert_eq!(with(MultinomialResponse::Codes(&codes)), with(MultinomialResponse::Rows(one_hot.view())));
}

#[test]
fn counts_are_shares_whose_weight_is_their_total() {
    let data = data(30, 3, 3, 23);
    let counts = Array2::from_shape_fn((30, 3), |(i, c)| ((i * 5 + c * 3) % 4) as f64 + f64::from(u8::from(c == 1)));
    let totals: Vec<f64> = counts.rows().into_iter().map(|row| row.sum()).collect();
    let shares = Array2::from_shape_fn((30, 3), |(i, c)| counts[[i, c]] / totals[i]);
    let weights: Vec<f64> = totals.iter().zip(&data.weights).map(|(n, w)| n * w).collect();
    let counted = model(&MultinomialInput { response: MultinomialResponse::Rows(counts.view()), ..data.input() });
    let y = MultinomialResponse::Rows(shares.view());
    let shared = model(&MultinomialInput { response: y, weights: Some(&weights), ..data.input() });
    assert_eq!(answers(&counted, &data.beta), answers(&shared, &data.beta));
    // The definition: Σ_c y_c ln p_c with the counts themselves.
    let whole = Data { y: counts.clone(), ..data };
    close(&[counted.log_likelihood(&whole.beta).unwrap()], &[-naive(&whole, &exact(&whole.beta)).to_f64()], 1e-14);
}

#[test]
fn a_whole_weight_is_that_many_rows() {
    // Blocks of 1024 rows are leaves of the tree of sums: a weight of 2 or 4 is repetition to the last bit.
    let data = data(1024, 3, 3, 29);
    let all = |times: usize, weight: f64| {
        let x = Array2::from_shape_fn((1024 * times, 3), |(i, j)| data.x[[i % 1024, j]]);
        let codes: Vec<i32> = (0..1024 * times).map(|i| (i % 1024 * 7 % 3) as i32).collect();
        let weights = vec![weight; 1024 * times];
        let response = MultinomialResponse::Codes(&codes);
        let model = model(&MultinomialInput { weights: Some(&weights), ..input(&x, response, 3) });
        answers(&model, &data.beta)
    };
    for times in [2, 4] {
        assert_eq!(all(times, 1.0), all(1, times as f64));
    }
    // Other whole numbers round once more or less.
    let (repeated, weighted) = (all(3, 1.0), all(1, 3.0));
    for (a, b) in repeated.iter().zip(&weighted) {
        assert!((a - b).abs() <= 1e-13 * (1.0 + b.abs()));
    }
}

#[test]
fn rows_of_weight_zero_and_rows_without_a_count_change_nothing() {
    let data = data(24, 2, 3, 31);
    let mut weights = data.weights.clone();
    weights[7] = 0.0;
    let with = model(&MultinomialInput { weights: Some(&weights), ..data.input() });
    let mut counts = data.y.mapv(|y| (8.0 * y).round());
    counts.row_mut(7).fill(0.0);
    let empty = model(&MultinomialInput { response: MultinomialResponse::Rows(counts.view()), ..data.input() });
    let mut other = data.x.clone();
    other.row_mut(7).fill(1e3);
    let moved = model(&MultinomialInput { design: other.view(), weights: Some(&weights), ..data.input() });
    assert_eq!(answers(&with, &data.beta), answers(&moved, &data.beta));
    let response = MultinomialResponse::Rows(counts.view());
    let moved = model(&MultinomialInput { design: other.view(), response, ..data.input() });
    assert_eq!(answers(&empty, &data.beta), answers(&moved, &data.beta));
}

#[test]
fn one_column_of_offset_serves_every_class() {
    let data = data(20, 2, 4, 37);
    let column = data.offset.slice(ndarray::s![.., ..1]).to_owned();
    let wide = Array2::from_shape_fn((20, 3), |(i, _)| column[[i, 0]]);
    let with = |offset: &Array2<f64>| {
        answers(&model(&MultinomialInput { offset: Some(offset.view()), ..data.input() }), &data.beta)
    };
    assert_eq!(with(&column), with(&wide));
}

#[test]
fn the_reference_is_any_class_by_name_and_changes_no_likelihood() {
    let data = data(25, 3, 3, 41);
    let beta = |c: usize| &data.beta[3 * c..3 * c + 3];
    let without = MultinomialInput { offset: None, ..data.input() };
    let last = model(&without);
    let first = model(&MultinomialInput { reference: Some("0".into()), ..without.clone() });
    assert_eq!((last.reference(), first.reference()), ("2", "0"));
    assert_eq!(first.block_specs()[0].name, "class_1");
    // Against class 0: β₁ − β₀ and 0 − β₀.
    let turned: Vec<f64> = (0..3).map(|j| beta(1)[j] - beta(0)[j]).chain((0..3).map(|j| -beta(0)[j])).collect();
    close(&[first.log_likelihood(&turned).unwrap()], &[last.log_likelihood(&data.beta).unwrap()], 1e-14);
}

// ---- what solvers are told ----

#[test]
fn priorities_decrease_strictly_however_many_classes_there_are() {
    let x = Array2::ones((1, 1));
    for k in [2, 3, 300, 70_000] {
        let model = model(&input(&x, MultinomialResponse::Codes(&[0]), k));
        let specs = model.block_specs();
        assert_eq!(specs.len(), k - 1);
        assert!(specs.windows(2).all(|pair| pair[0].gauge_priority > pair[1].gauge_priority));
        assert_eq!(specs[k - 2].columns, k - 2..k - 1);
    }
}

fn diagonal(entries: &[f64]) -> Array2<f64> {
    Array2::from_diag(&ndarray::Array1::from(entries.to_vec()))
}

fn unpenalized(matrix: &Array2<f64>) -> JointPenaltyInput<'_> {
    JointPenaltyInput { matrix: matrix.view(), null_dimension: None }
}

#[test]
fn blocks_share_one_design_and_tell_of_their_penalties() {
    let data = data(20, 3, 3, 43);
    let (s, t) = (diagonal(&[0.0, 1.0, 0.0]), diagonal(&[0.0, 0.0, 4.0]));
    let penalties = vec![unpenalized(&s), JointPenaltyInput { matrix: t.view(), null_dimension: Some(2) }];
    let names = Some(["one", "a", "b"].map(String::from).to_vec());
    let model = model(&MultinomialInput { penalties, names, ..data.input() });
    let specs = model.block_specs();
    assert!(std::ptr::eq(specs[0].design, specs[1].design));
    assert_eq!((specs[1].null_dimension, specs[1].penalties[0].null_dimension()), (1, 2));
    let sum: f64 = (0..20).map(|i| data.weights[i] * data.x[[i, 2]] * data.x[[i, 2]]).sum();
    assert!((specs[0].initial_log_strengths[1] - (sum / 12.0).ln()).abs() < 1e-14);
    assert_eq!(model.parameter_names()[3..], ["class_1:one", "class_1:a", "class_1:b"]);
    let costs = model.cost_hints();
    assert_eq!((costs.dense_bytes, costs.product_bytes), (8 * 36, 8 * 60));
    assert_eq!((costs.dense_flops, costs.product_flops), (2 * 20 * 3 * 6, 20 * (24 + 12)));
}

#[test]
fn metrics_are_those_of_their_formulas() {
    let x = Array2::ones((1, 1));
    let metrics = |penalty_metric, reference: &str| {
        let base = input(&x, MultinomialResponse::Codes(&[0]), 4);
        model(&MultinomialInput { penalty_metric, reference: Some(reference.into()), ..base }).metrics()
    };
    let log_determinant = |a: &Symmetric| Cholesky::new(a).unwrap().log_determinant();
    for reference in ["0", "2", "3"] {
        let centred = metrics(PenaltyMetric::Centred, reference);
        assert!((log_determinant(&centred[0]) - 0.25_f64.ln()).abs() < 1e-15);
        let lambda = [0.5, 3.0, 1.25, 7.0];
        let mut sum = Symmetric::zeros(3);
        for (metric, lambda) in metrics(PenaltyMetric::PerClass, reference).iter().zip(lambda) {
            sum.data.iter_mut().zip(&metric.data).for_each(|(sum, x)| *sum += lambda * x);
        }
        // e₃(λ)/K²
        let product: f64 = lambda.iter().product();
        let e: f64 = lambda.iter().map(|x| product / x).sum();
        assert!((log_determinant(&sum) - (e / 16.0).ln()).abs() < 1e-14);
    }
    assert_eq!(metrics(PenaltyMetric::Reference, "3")[1].data, [0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
}

// ---- the criterion of fifteen rows, from what the model exposes ----

const WEIGHTS: [f64; 15] = [3.0, 0.0, 1.0, 4.0, 2.0, 0.0, 1.0, 3.0, 2.0, 4.0, 1.0, 0.0, 2.0, 3.0, 1.0];
const CODES: [i32; 15] = [0, 1, 2, 2, 0, 1, 1, 0, 2, 1, 0, 2, 1, 0, 2];

fn fifteen(reference: usize, penalty_metric: PenaltyMetric) -> Arc<MultinomialFamily> {
    let x = Array2::from_shape_fn((15, 3), |(r, j)| {
        [1.0, ((r as f64 + 0.5) * 0.618033988749895).fract(), ((r as f64 + 0.5) * 0.414213562373095).fract()][j]
    });
    let (s, t) = (diagonal(&[0.0, 1.0, 0.0]), diagonal(&[0.0, 0.0, 1.0]));
    model(&MultinomialInput {
        weights: Some(&WEIGHTS),
        reference: Some(reference.to_string()),
        penalties: vec![unpenalized(&s), unpenalized(&t)],
        penalty_metric,
        ..input(&x, MultinomialResponse::Codes(&CODES), 3)
    })
}

struct Evidence {
    value: f64,
    gradient: Vec<f64>,
    log_likelihood: f64,
    log_determinant: f64,
    edf: f64,
}

/// V and ∂V/∂ρ by Newton's method and the formulas of the Laplace approximation, with dense matrices throughout.
fn evidence(model: &Arc<MultinomialFamily>, lambda: &[f64]) -> Evidence {
    let rho: Vec<f64> = lambda.iter().map(|l| l.ln()).collect();
    let penalty = model.penalty(&rho).unwrap();
    let n = model.coefficients();
    let (mut beta, mut s) = (vec![0.0; n], Symmetric::zeros(n));
    penalty.add_to(&mut s);
    let total = |beta: &[f64]| {
        let mut h = model.joint_hessian(beta).unwrap();
        penalty.add_to(&mut h);
        Cholesky::new(&h).unwrap()
    };
    for _ in 0..30 {
        let mut g = model.gradient(&beta).unwrap();
        g.iter_mut().zip(s.product(&beta)).for_each(|(g, s)| *g -= s);
        let step = total(&beta).solve(&g);
        beta.iter_mut().zip(step).for_each(|(b, d)| *b += d);
    }
    let (factor, workspace) = (total(&beta), model.workspace(&beta).unwrap());
    let inverse = factor.inverse();
    let trace = |a: &Symmetric, b: &Symmetric| dot(&a.data, &b.data);
    // S_λ acts on columns 1 and 2 alone, where it is positive definite.
    let seen: Vec<usize> = (0..n).filter(|k| k % 3 != 0).collect();
    let mut inner = Symmetric::zeros(seen.len());
    (0..seen.len()).for_each(|i| (0..=i).for_each(|j| inner.add(i, j, s.get(seen[i], seen[j]))));
    let inner = Cholesky::new(&inner).unwrap();
    let (log_likelihood, log_determinant) = (model.log_likelihood(&beta).unwrap(), factor.log_determinant());
    let value =
        -log_likelihood + 0.5 * dot(&beta, &s.product(&beta)) + 0.5 * log_determinant - 0.5 * inner.log_determinant();
    let pseudo = inner.inverse();
    let gradient = penalty.blocks().iter().map(|block| {
        let mut s_j = Symmetric::zeros(n);
        block.for_each_entry(|i, j, x| {
            if j <= i {
                s_j.add(i, j, x)
            }
        });
        let s_beta = s_j.product(&beta);
        let beta_j: Vec<f64> = factor.solve(&s_beta).iter().map(|x| -x).collect();
        let change = workspace.directional_derivative(&beta_j).unwrap();
        let on_range: f64 = (0..seen.len())
            .map(|i| (0..seen.len()).map(|j| pseudo.get(i, j) * s_j.get(seen[i], seen[j])).sum::<f64>())
            .sum();
        0.5 * (dot(&beta, &s_beta) + trace(&inverse, &s_j) + trace(&inverse, &change) - on_range)
    });
    let edf = n as f64 - trace(&inverse, &s);
    Evidence { value, gradient: gradient.collect(), log_likelihood, log_determinant, edf }
}

#[test]
fn the_criterion_of_fifteen_rows_has_its_known_digits_for_every_reference() {
    for reference in [0, 1, 2] {
        let v = evidence(&fifteen(reference, PenaltyMetric::Centred), &[1.0, 1.0]);
        close(&[v.value, v.log_likelihood], &[29.37482445820201, -25.54758332780257], 1e-14);
        close(&v.gradient, &[0.3759503201534225, 0.1523644350156911], 4e-14);
        if reference == 2 {
            close(&[v.log_determinant], &[3.015702374930736], 1e-14);
        }
        let v = evidence(&fifteen(reference, PenaltyMetric::Centred), &[0.5, 3.0]);
        close(&[v.value], &[29.25836084221469], 1e-14);
        close(&v.gradient, &[0.4006401161607348, 0.1207151401771936], 4e-14);
        close(&[v.edf], &[3.4787093466017622], 1e-14);
    }
}

#[test]
fn the_criterion_of_the_other_metrics_is_known_too() {
    let wanted = [29.12620246997519, 30.13912630308494, 29.72184820504361];
    for (reference, wanted) in wanted.into_iter().enumerate() {
        close(&[evidence(&fifteen(reference, PenaltyMetric::Reference), &[1.0; 4]).value], &[wanted], 1e-14);
        // One strength for all classes is the centred metric.
        let each = evidence(&fifteen(reference, PenaltyMetric::PerClass), &[0.5, 0.5, 0.5, 3.0, 3.0, 3.0]);
        close(&[each.value], &[29.25836084221469], 1e-14);
        let mixed = evidence(&fifteen(reference, PenaltyMetric::PerClass), &[0.5, 2.0, 1.0, 3.0, 0.25, 7.0]);
        let first = evidence(&fifteen(0, PenaltyMetric::PerClass), &[0.5, 2.0, 1.0, 3.0, 0.25, 7.0]);
        close(&[mixed.value], &[first.value], 1e-14);
        close(&mixed.gradient, &first.gradient, 1e-13);
    }
}

#[test]
fn the_criterion_that_the_model_gives_is_that_of_the_formulas_with_its_constant() {
    let ln_tau = std::f64::consts::TAU.ln();
    for (metric, lambda) in [
        (PenaltyMetric::Centred, &[0.5, 3.0][..]),
        (PenaltyMetric::PerClass, &[0.5, 2.0, 1.0, 3.0, 0.25, 7.0]),
        (PenaltyMetric::Reference, &[0.5, 2.0, 3.0, 0.25]),
    ] {
        let rho: Vec<f64> = lambda.iter().map(|l: &f64| l.ln()).collect();
        for reference in 0..3 {
            let model = fifteen(reference, metric);
            let (wanted, found) = (evidence(&model, lambda), model.criterion(&rho, Method::Reml).unwrap());
            // The intercepts of two predictors are free: M_p = 2.
            close(
                &[found.value + ln_tau, found.log_likelihood, found.edf],
                &[wanted.value, wanted.log_likelihood, wanted.edf],
                1e-14,
            );
            close(&found.gradient, &wanted.gradient, 1e-13);
            let at = |k: usize, step: f64, method: Method| {
                let mut moved = rho.clone();
                moved[k] += step;
                model.criterion(&moved, method).unwrap()
            };
            for k in 0..rho.len() {
                let difference = |h: f64, method: Method| -> Vec<f64> {
                    let (up, down) = (at(k, h, method), at(k, -h, method));
                    let slopes = up.gradient.iter().zip(&down.gradient).map(|(a, b)| (a - b) / (2.0 * h));
                    [(up.value - down.value) / (2.0 * h)].into_iter().chain(slopes).collect()
                };
                for method in [Method::Reml, Method::Ml] {
                    let (coarse, fine) = (difference(2e-3, method), difference(1e-3, method));
                    let wanted: Vec<f64> = coarse.iter().zip(&fine).map(|(a, b)| (4.0 * b - a) / 3.0).collect();
                    let found = model.criterion(&rho, method).unwrap();
                    close(&[found.gradient[k]], &wanted[..1], 1e-9);
                    let row: Vec<f64> = (0..rho.len()).map(|l| found.hessian.get(k, l)).collect();
                    close(&row, &wanted[1..], 1e-9);
                }
            }
        }
    }
}

// ---- one thing broken at a time ----

fn refused(result: Result<impl Sized, ModelError>, code: Code, argument: &str) {
    match result {
        Ok(_) => panic!("{argument} was accepted"),
        Err(error) => assert_eq!((error.code(), error.argument().as_str()), (code, argument), "{error}"),
    }
}

fn good() -> Data {
    data(6, 2, 3, 1)
}

fn broken(input: &MultinomialInput<'_>, code: Code, argument: &str) {
    refused(MultinomialFamily::new(input), code, argument);
}

fn broken_penalty(matrix: &Array2<f64>, null_dimension: Option<usize>, code: Code, argument: &str) {
    let penalties = vec![JointPenaltyInput { matrix: matrix.view(), null_dimension }];
    broken(&MultinomialInput { penalties, ..good().input() }, code, argument);
}

#[test]
fn the_whole_input_is_accepted() {
    let (data, s) = (good(), diagonal(&[0.0, 1.0]));
    let penalties = vec![JointPenaltyInput { matrix: s.view(), null_dimension: Some(1) }];
    MultinomialFamily::new(&MultinomialInput { penalties, ..data.input() }).unwrap();
}

#[test]
fn a_design_must_have_entries_and_finite_ones() {
    let (empty, narrow) = (Array2::zeros((0, 2)), Array2::zeros((6, 0)));
    let mut infinite = good().x;
    infinite[[4, 1]] = f64::INFINITY;
    for (design, code) in [(&empty, Code::Shape), (&narrow, Code::Shape), (&infinite, Code::NonFinite)] {
        broken(&MultinomialInput { design: design.view(), ..good().input() }, code, "design");
    }
}

#[test]
fn classes_must_be_two_or_more_and_distinct() {
    let y = Array2::ones((6, 1));
    let response = MultinomialResponse::Rows(y.view());
    broken(&MultinomialInput { classes: labels(1), response, ..good().input() }, Code::Domain, "classes");
    let classes = ["a", "b", "a"].map(String::from).to_vec();
    broken(&MultinomialInput { classes, ..good().input() }, Code::Level, "classes");
    broken(&MultinomialInput { reference: Some("4".into()), ..good().input() }, Code::Level, "reference");
}

#[test]
fn a_response_must_be_classes_shares_or_whole_counts() {
    let codes: [(&[i32], Code); 3] =
        [(&[0, 1, 2, 3, 0, 1], Code::Domain), (&[0, 1, 2, -1, 0, 1], Code::Domain), (&[0, 1], Code::Shape)];
    for (codes, code) in codes {
        broken(&MultinomialInput { response: MultinomialResponse::Codes(codes), ..good().input() }, code, "y");
    }
    let rows = |row: [f64; 3]| {
        let mut y = good().y;
        y.row_mut(2).iter_mut().zip(row).for_each(|(y, x)| *y = x);
        y
    };
    let bad =
        [[0.5, 0.5, 1.0], [0.5, 0.4, 0.0], [0.2, 0.2, 0.1], [1.5, -0.5, 0.0], [3.0, -1.0, 0.0], [1e308, 1e308, 0.0]];
    for y in bad.map(rows) {
        broken(
            &MultinomialInput { response: MultinomialResponse::Rows(y.view()), ..good().input() },
            Code::Domain,
            "y",
        );
    }
    let y = rows([f64::NAN, 0.0, 1.0]);
    broken(&MultinomialInput { response: MultinomialResponse::Rows(y.view()), ..good().input() }, Code::NonFinite, "y");
    for (y, argument) in [(Array2::ones((5, 3)), "y"), (Array2::ones((6, 2)), "columns of y")] {
        let response = MultinomialResponse::Rows(y.view());
        broken(&MultinomialInput { response, ..good().input() }, Code::Shape, argument);
    }
    for y in [rows([4.0, 0.0, 3.0]), rows([0.0, 0.0, 0.0]), rows([0.1, 0.2, 0.7])] {
        MultinomialFamily::new(&MultinomialInput { response: MultinomialResponse::Rows(y.view()), ..good().input() })
            .unwrap();
    }
}

#[test]
fn weights_must_be_finite_not_negative_and_not_all_zero() {
    let cases: [(&[f64], Code, &str); 5] = [
        (&[1.0, -1.0, 1.0, 1.0, 1.0, 1.0], Code::Domain, "weights[1]"),
        (&[1.0, 1.0, f64::NAN, 1.0, 1.0, 1.0], Code::NonFinite, "weights[2]"),
        (&[1.0; 5], Code::Shape, "weights"),
        (&[0.0; 6], Code::Domain, "weights"),
        (&[1e308; 6], Code::Domain, "weights"),
    ];
    for (weights, code, argument) in cases {
        broken(&MultinomialInput { weights: Some(weights), ..good().input() }, code, argument);
    }
}

#[test]
fn an_offset_must_have_a_row_for_each_row_and_fit_the_classes() {
    let mut infinite = good().offset;
    infinite[[1, 1]] = f64::NEG_INFINITY;
    for (offset, code) in
        [(Array2::zeros((5, 1)), Code::Shape), (Array2::zeros((6, 3)), Code::Shape), (infinite, Code::NonFinite)]
    {
        broken(&MultinomialInput { offset: Some(offset.view()), ..good().input() }, code, "offset");
    }
}

#[test]
fn names_must_be_distinct_and_one_for_each_column() {
    let names = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
    broken(&MultinomialInput { names: names(&["a"]), ..good().input() }, Code::Shape, "names");
    broken(&MultinomialInput { names: names(&["a", "a"]), ..good().input() }, Code::Column, "names");
}

#[test]
fn a_penalty_must_be_square_finite_symmetric_and_semidefinite_with_the_null_space_it_says() {
    broken_penalty(&Array2::eye(3), None, Code::Shape, "penalties[0]");
    broken_penalty(&Array2::zeros((2, 3)), None, Code::Shape, "penalties[0]");
    broken_penalty(&diagonal(&[1.0, f64::NAN]), None, Code::NonFinite, "penalties[0]");
    broken_penalty(&ndarray::array![[1.0, 0.5], [0.4, 1.0]], None, Code::Domain, "penalties[0]");
    broken_penalty(&diagonal(&[1.0, -0.1]), None, Code::Domain, "penalties[0]");
    for null_dimension in [0, 2] {
        let s = diagonal(&[0.0, 1e-9]);
        broken_penalty(&s, Some(null_dimension), Code::Domain, "penalties[0].nullDimension");
    }
}

#[test]
fn the_rank_of_a_penalty_is_that_of_unit_columns() {
    // Second differences of 20 coefficients, in units that differ by 1e12.
    let unit = |j: usize| 10.0_f64.powi((j % 3) as i32 * 6);
    let difference =
        |r: usize, j: usize| if j == r || j == r + 2 { 1.0 } else { -2.0 * f64::from(u8::from(j == r + 1)) };
    let s = Array2::from_shape_fn((20, 20), |(i, j)| {
        (0..18).map(|r| difference(r, i) * difference(r, j)).sum::<f64>() * unit(i) * unit(j)
    });
    let data = data(40, 20, 3, 1);
    let model = model(&MultinomialInput { penalties: vec![unpenalized(&s)], ..data.input() });
    assert_eq!(model.penalties()[0].null_dimension(), 2);
}

#[test]
fn coefficients_and_directions_must_fit_and_be_finite() {
    let data = good();
    let model = model(&data.input());
    let (short, mut nan) = ([0.0; 3], [0.0; 4]);
    nan[1] = f64::NAN;
    type Call<'a> = &'a dyn Fn(&[f64]) -> Result<(), ModelError>;
    let calls: [(&str, Call<'_>); 5] = [
        ("log_likelihood", &|b| model.log_likelihood(b).map(drop)),
        ("gradient", &|b| model.gradient(b).map(drop)),
        ("block_working_sets", &|b| model.block_working_sets(b).map(drop)),
        ("joint_hessian", &|b| model.joint_hessian(b).map(drop)),
        ("workspace", &|b| model.workspace(b).map(drop)),
    ];
    for (name, call) in calls {
        refused(call(&short), Code::Shape, "beta");
        refused(call(&nan), Code::NonFinite, "beta");
        refused(call(&[1e308, 1e308, -1e308, 1e308]), Code::NonFinite, "beta");
        assert!(call(&data.beta).is_ok(), "{name}");
    }
    refused(model.gradient_into(&data.beta, &mut [0.0; 3]), Code::Shape, "out");
    let workspace = model.workspace(&data.beta).unwrap();
    refused(workspace.hessian_vector_product(&short), Code::Shape, "v");
    refused(workspace.hessian_vector_product(&nan), Code::NonFinite, "v");
    refused(workspace.hessian_vector_product_into(&data.beta, &mut [0.0; 3]), Code::Shape, "out");
    refused(workspace.directional_derivative(&nan), Code::NonFinite, "d");
    refused(workspace.second_directional_derivative(&short, &data.beta), Code::Shape, "u");
    refused(workspace.second_directional_derivative(&data.beta, &nan), Code::NonFinite, "v");
}

#[test]
fn strengths_must_be_as_many_as_the_metric_has_and_finite() {
    let model = fifteen(2, PenaltyMetric::PerClass);
    assert_eq!(model.log_strengths(), 6);
    refused(model.penalty(&[0.0; 2]), Code::Shape, "rho");
    refused(model.criterion(&[0.0; 2], Method::Reml), Code::Shape, "rho");
    refused(model.criterion(&[0.0; 6], Method::Fixed), Code::Unsupported, "method");
    refused(model.penalty(&[0.0, 0.0, 0.0, 0.0, 0.0, f64::NAN]), Code::NonFinite, "rho");
    refused(model.penalty(&[0.0, 0.0, 0.0, 800.0, 0.0, 0.0]), Code::NonFinite, "exp(rho[3])");
}

#[test]
fn criteria_of_prediction_error_are_their_definitions_and_have_their_slopes() {
    let rho = [0.3, -0.5, 0.1, 1.0, -1.0, 0.4];
    let model = fifteen(2, PenaltyMetric::PerClass);
    for method in [Method::Gcv, Method::Ubre] {
        let at = |rho: &[f64]| model.criterion(rho, method).unwrap();
        let here = at(&rho);
        // Rows of weight 0 do not count: 3 of the 15.
        let (n, deviance) = (12.0, -2.0 * here.log_likelihood);
        let wanted = match method {
            Method::Gcv => n * deviance / (n - here.edf).powi(2),
            _ => deviance / n + 2.0 * here.edf / n - 1.0,
        };
        assert!((here.value - wanted).abs() < 1e-12 * wanted.abs(), "{method:?}: {} for {wanted}", here.value);
        for k in 0..6 {
            let moved = |h: f64| {
                let mut rho = rho;
                rho[k] += h;
                at(&rho)
            };
            let central = |h: f64| (moved(h).value - moved(-h).value) / (2.0 * h);
            let slope = (4.0 * central(5e-3) - central(1e-2)) / 3.0;
            assert!((here.gradient[k] - slope).abs() < 1e-8, "{method:?} {k}: {} for {slope}", here.gradient[k]);
            let bend = |l: usize| {
                let central = |h: f64| (moved(h).gradient[l] - moved(-h).gradient[l]) / (2.0 * h);
                (4.0 * central(5e-3) - central(1e-2)) / 3.0
            };
            for l in 0..6 {
                assert!((here.hessian.get(k, l) - bend(l)).abs() < 1e-8, "{method:?} {k} {l}");
            }
        }
    }
}
