//! Whole fits.

use criterion::{Criterion, criterion_group, criterion_main};
use ndarray::Array2;
use penlik::model::{Control, FamilySpec, FitOptions, MatrixInput, MatrixResponse, PenaltyMetric, fit_matrix};
use std::hint::black_box;

/// A small counter-based generator: uniform numbers in (0, 1).
fn uniform(k: u64) -> f64 {
    let mut z = k.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (((z ^ (z >> 31)) >> 11) as f64 + 0.5) / (1u64 << 53) as f64
}

fn normal(k: u64) -> f64 {
    (-2.0 * uniform(2 * k).ln()).sqrt() * (std::f64::consts::TAU * uniform(2 * k + 1)).cos()
}

/// An intercept and `cols` normal columns; classes drawn from a multinomial logit.
fn sample(rows: usize, cols: usize, classes: usize) -> (Array2<f64>, Vec<i32>) {
    let x = Array2::from_shape_fn((rows, cols + 1), |(i, j)| if j == 0 { 1.0 } else { normal((i * 1000 + j) as u64) });
    let beta = Array2::from_shape_fn((cols + 1, classes), |(j, c)| 0.5 * normal((1 << 40) + (j * classes + c) as u64));
    let eta = x.dot(&beta);
    let draw = |i: usize| {
        let weights: Vec<f64> = eta.row(i).iter().map(|e| e.exp()).collect();
        let mut rest = uniform((1 << 41) + i as u64) * weights.iter().sum::<f64>();
        weights
            .iter()
            .position(|w| {
                rest -= w;
                rest < 0.0
            })
            .unwrap_or(classes - 1) as i32
    };
    let y = (0..rows).map(draw).collect();
    (x, y)
}

fn multinomial(c: &mut Criterion) {
    let mut group = c.benchmark_group("fit multinomial");
    group.sample_size(10);
    for (rows, cols, classes, threads) in [(1_000, 4, 3, 1), (100_000, 20, 5, 1), (100_000, 20, 5, 2)] {
        let (x, codes) = sample(rows, cols, classes);
        let labels: Vec<String> = (0..classes).map(|c| c.to_string()).collect();
        let family = FamilySpec::Multinomial { reference: None, penalty_metric: PenaltyMetric::Centred };
        let options = FitOptions { threads, ..FitOptions::default() };
        group.bench_function(format!("{rows}x{cols}, {classes} classes, {threads} threads"), |b| {
            b.iter(|| {
                let response = MatrixResponse::Classes { codes: &codes, labels: labels.clone() };
                let input = MatrixInput {
                    design: x.view(),
                    names: None,
                    response,
                    weights: None,
                    offset: None,
                    penalties: Vec::new(),
                    terms: Vec::new(),
                };
                let fitted = fit_matrix(black_box(&input), &family, &options, &Control::none());
                let iterations = fitted.map(|fitted| fitted.iterations());
                assert!(iterations.is_ok_and(|n| n > 2));
            });
        });
    }
    group.finish();
}

criterion_group!(benches, multinomial);
criterion_main!(benches);
