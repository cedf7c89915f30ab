//! Fits with estimated strengths: four smooth terms in P-spline bases.

use criterion::{Criterion, criterion_group, criterion_main};
use ndarray::{Array2, ArrayView2};
use penlik::model::{
    Control, FamilySpec, FitOptions, MatrixInput, MatrixResponse, PenaltyInput, PenaltyMetric, fit_matrix,
};
use std::hint::black_box;

/// A small counter-based generator: uniform numbers in (0, 1).
fn uniform(k: u64) -> f64 {
    let mut z = k.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (((z ^ (z >> 31)) >> 11) as f64 + 0.5) / (1u64 << 53) as f64
}

const TERMS: usize = 4;
const BASIS: usize = 10;
/// Columns of a term: the first basis function is left out, which the intercept stands for.
const COLUMNS: usize = BASIS - 1;

/// Cubic B-spline j of `BASIS` on equally spaced knots over [0, 1].
fn spline(j: usize, x: f64) -> f64 {
    let t = x * (BASIS - 3) as f64 - j as f64 + 3.0;
    match t {
        t if !(0.0..4.0).contains(&t) => 0.0,
        t if t < 1.0 => t * t * t / 6.0,
        t if t < 2.0 => (((-3.0 * t + 12.0) * t - 12.0) * t + 4.0) / 6.0,
        t if t < 3.0 => (((3.0 * t - 24.0) * t + 60.0) * t - 44.0) / 6.0,
        t => (4.0 - t).powi(3) / 6.0,
    }
}

fn design(rows: usize) -> Array2<f64> {
    Array2::from_shape_fn((rows, 1 + TERMS * COLUMNS), |(i, k)| match k {
        0 => 1.0,
        k => spline((k - 1) % COLUMNS + 1, uniform((i * TERMS + (k - 1) / COLUMNS) as u64)),
    })
}

/// DᵀD of second differences, without its first row and column.
fn roughness() -> Array2<f64> {
    let d = Array2::from_shape_fn((BASIS - 2, BASIS), |(i, j)| match j as i64 - i as i64 {
        0 | 2 => 1.0,
        1 => -2.0,
        _ => 0.0,
    });
    d.t().dot(&d).slice(ndarray::s![1.., 1..]).to_owned()
}

/// The predictor of a class: a smooth function of each variable.
fn predictor(i: usize, class: usize) -> f64 {
    let term = |t: usize| {
        let x = uniform((i * TERMS + t) as u64);
        ((t + 1) as f64 * 3.0 * x + class as f64).sin() * (1.0 - 0.2 * t as f64)
    };
    (0..TERMS).map(term).sum()
}

fn classes(rows: usize, count: usize) -> Vec<i32> {
    let draw = |i: usize| {
        let weights: Vec<f64> = (0..count).map(|c| predictor(i, c).exp()).collect();
        let mut rest = uniform((1 << 41) + i as u64) * weights.iter().sum::<f64>();
        let drawn = weights.iter().position(|w| {
            rest -= w;
            rest < 0.0
        });
        drawn.unwrap_or(count - 1) as i32
    };
    (0..rows).map(draw).collect()
}

fn penalties(matrix: ArrayView2<'_, f64>) -> Vec<PenaltyInput<'_>> {
    let term = |t: usize| PenaltyInput {
        matrix,
        columns: Some(1 + t * COLUMNS..1 + (t + 1) * COLUMNS),
        label: Some(format!("s{t}")),
        strength: None,
    };
    (0..TERMS).map(term).collect()
}

fn fit<'m>(
    (x, matrix): (&'m Array2<f64>, &'m Array2<f64>),
    response: MatrixResponse<'m>,
    family: &FamilySpec,
    threads: usize,
) -> f64 {
    let input = MatrixInput {
        design: x.view(),
        names: None,
        response,
        weights: None,
        offset: None,
        penalties: penalties(matrix.view()),
        terms: Vec::new(),
    };
    let options = FitOptions { threads, ..FitOptions::default() };
    match fit_matrix(&input, family, &options, &Control::none()) {
        Ok(fitted) if fitted.converged() => fitted.selection().map_or(f64::NAN, |s| s.criterion),
        _ => f64::NAN,
    }
}

fn multinomial(c: &mut Criterion) {
    for (rows, count, metric) in [
        (1_000, 5, PenaltyMetric::Reference),
        (1_000, 5, PenaltyMetric::Centred),
        (10_000, 3, PenaltyMetric::Reference),
    ] {
        let (x, y, matrix) = (design(rows), classes(rows, count), roughness());
        let family = FamilySpec::Multinomial { reference: None, penalty_metric: metric };
        for threads in [1, 2] {
            c.bench_function(&format!("multinomial n={rows} K={count} {metric:?} threads={threads}"), |b| {
                b.iter(|| {
                    let labels = (0..count).map(|c| c.to_string()).collect();
                    black_box(fit((&x, &matrix), MatrixResponse::Classes { codes: &y, labels }, &family, threads))
                });
            });
        }
    }
}

fn scalar(c: &mut Criterion) {
    let rows = 10_000;
    let (x, matrix) = (design(rows), roughness());
    let noise = |i: usize| uniform((1 << 42) + i as u64);
    let gaussian: Vec<f64> = (0..rows).map(|i| predictor(i, 0) + 2.0 * noise(i)).collect();
    let binomial: Vec<f64> =
        (0..rows).map(|i| f64::from(u8::from(noise(i) < 1.0 / (1.0 + (-predictor(i, 0)).exp())))).collect();
    let poisson: Vec<f64> = (0..rows).map(|i| (predictor(i, 0).exp() * 2.0 * noise(i)).round()).collect();
    let cases = [
        ("gaussian", FamilySpec::gaussian(), gaussian),
        ("binomial", FamilySpec::Binomial { link: None }, binomial),
        ("poisson", FamilySpec::Poisson { link: None }, poisson),
    ];
    for (name, family, y) in &cases {
        for threads in [1, 2] {
            c.bench_function(&format!("{name} n={rows} threads={threads}"), |b| {
                b.iter(|| black_box(fit((&x, &matrix), MatrixResponse::Numeric(y), family, threads)));
            });
        }
    }
}

criterion_group! { name = benches; config = Criterion::default().sample_size(10); targets = multinomial, scalar }
criterion_main!(benches);
