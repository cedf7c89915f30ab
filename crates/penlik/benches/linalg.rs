//! The kernels that every fit spends its time in.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use penlik::linalg::weighted_gram::{Columns, add_gram, apply, triangle};
use penlik::linalg::{PANEL_ROWS, Panels, vecmath};
use std::hint::black_box;

fn panel(cols: usize) -> Panels {
    let mut x = Panels::zeros(PANEL_ROWS, cols);
    for i in 0..PANEL_ROWS {
        for j in 0..cols {
            x.set(i, j, ((i * 37 + j * 101) % 89) as f64 / 16.0);
        }
    }
    x
}

fn gram(c: &mut Criterion) {
    let mut group = c.benchmark_group("weighted_gram");
    for (cols, pairs) in [(21, 10), (21, 1), (100, 10)] {
        let (x, w) = (panel(cols), panel(pairs));
        let (x, w) = (Columns::new(x.panel(0), PANEL_ROWS), Columns::new(w.panel(0), PANEL_ROWS));
        let mut out = vec![0.0; pairs * triangle(cols)];
        // Elements are multiply-adds, so the rate printed is their rate.
        group.throughput(Throughput::Elements((PANEL_ROWS * out.len()) as u64));
        group.bench_function(format!("{PANEL_ROWS}x{cols}, {pairs} weights"), |b| {
            b.iter(|| add_gram(black_box(x), black_box(w), &mut out));
        });
    }
    group.finish();
}

fn linear_predictor(c: &mut Criterion) {
    let x = panel(21);
    let beta = vec![0.25; 84];
    let mut eta = vec![0.0; 4 * PANEL_ROWS];
    c.bench_function("apply/256x21, 4 predictors", |b| {
        b.iter(|| apply(black_box(Columns::new(x.panel(0), PANEL_ROWS)), &beta, &mut eta));
    });
}

fn elementary(c: &mut Criterion) {
    let x: Vec<f64> = (0..4096).map(|i| f64::from(i) * 0.01 - 20.0).collect();
    let mut y = vec![0.0; x.len()];
    let mut group = c.benchmark_group("vecmath");
    group.throughput(Throughput::Elements(x.len() as u64));
    group.bench_function("exp, scalar dispatch", |b| {
        b.iter(|| y.iter_mut().zip(&x).for_each(|(y, x)| *y = vecmath::exp(black_box(*x))));
    });
    group.bench_function("exp of the system library", |b| {
        b.iter(|| y.iter_mut().zip(&x).for_each(|(y, x)| *y = black_box(*x).exp()));
    });
    group.finish();
}

criterion_group!(benches, gram, linear_predictor, elementary);
criterion_main!(benches);
