//! Value and gradient of every smooth kind in one pass, beside the triad a_i = b_i + s·c_i, which moves memory and does little else.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use penlik::linalg::Workers;
use penlik::penalties::{AnyPenalty, Block, CATALOG, Domain, PenaltySpec, Rows, Smooth, SoftmaxEntropy};
use serde_json::{Map, Value, json};

const SIZES: [usize; 4] = [16, 1_000, 100_000, 4_000_000];

fn inside(domain: Domain) -> f64 {
    match domain {
        Domain::AboveOne | Domain::AboveTwo => 2.5,
        _ => 0.5,
    }
}

fn build(kind: &str) -> Option<AnyPenalty> {
    let entry = CATALOG.iter().find(|entry| entry.kind == kind)?;
    let mut spec = Map::from_iter([("kind".to_owned(), json!(kind))]);
    spec.extend(entry.parameters.iter().map(|parameter| {
        let example = parameter.example.map_or(json!(inside(parameter.domain)), |example| example.value());
        (parameter.name.to_owned(), example)
    }));
    let spec: PenaltySpec = serde_json::from_value(Value::Object(spec)).ok()?;
    AnyPenalty::new(spec).ok()
}

fn points(n: usize) -> Vec<f64> {
    (0..n).map(|i| (i as f64).sin()).collect()
}

fn value_gradient(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("value_gradient");
    for n in SIZES {
        group.throughput(Throughput::Elements(n as u64));
        let (theta, other, mut out) = (points(n), points(n), vec![0.0; n]);
        group.bench_function(BenchmarkId::new("triad", n), |bencher| {
            bencher.iter(|| {
                for ((a, b), c) in out.iter_mut().zip(&theta).zip(&other) {
                    *a = 3.0 * c + b;
                }
                black_box(&mut out);
            });
        });
        for threads in [1, 2] {
            let workers = Workers::new(threads);
            for penalty in CATALOG.iter().filter_map(|entry| build(entry.kind)) {
                let Ok(smooth) = penalty.smooth() else { continue };
                // Some kinds want a length that is a multiple of their width.
                if smooth.value_gradient(Block::row(&theta), &mut out, &workers).is_err() {
                    continue;
                }
                let id = BenchmarkId::new(format!("{}/{threads}", penalty.entry().kind), n);
                group.bench_function(id, |bencher| {
                    bencher.iter(|| black_box(smooth.value_gradient(Block::row(&theta), &mut out, &workers)));
                });
            }
        }
    }
    group.finish();
}

/// Softmax entropy of a million logits in rows of 16, 64, 1024 and 10⁴, on one thread.
fn softmax_entropy(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("softmax_entropy");
    let alone = Workers::sequential();
    for width in [16, 64, 1024, 10_000] {
        let n = 1_000_000 / width * width;
        group.throughput(Throughput::Elements(n as u64));
        let (theta, v, mut out) = (points(n), points(n), vec![0.0; n]);
        let Ok(kernel) = SoftmaxEntropy::new(width, 0.8) else { continue };
        let Ok(penalty) = Rows::new(kernel, 1.0) else { continue };
        group.bench_function(BenchmarkId::new("value_gradient", width), |bencher| {
            bencher.iter(|| black_box(penalty.value_gradient(Block::row(&theta), &mut out, &alone)));
        });
        let Ok(local) = penalty.at(Block::row(&theta), &alone) else { continue };
        group.bench_function(BenchmarkId::new("hessian_product", width), |bencher| {
            bencher.iter(|| local.hessian().apply(black_box(&v), &mut out));
        });
    }
    group.finish();
}

criterion_group!(benches, value_gradient, softmax_entropy);
criterion_main!(benches);
