//! How fast elementwise penalties move memory, beside the triad a_i = b_i + s·c_i, which does little else.
//!
//! Both run in one process, turn by turn, and the fastest of many turns counts, so that what else the machine does touches both
//! alike. The figure is the rate in bytes a second over that of the triad on the same number of threads; a triad reads two arrays
//! and writes one, a value with its gradient (or a prox with its value) reads one and writes one.
//!
//! Prints JSON: `[{ "name", "n", "threads", "rate", "ofTriad" }]`, rates in GB/s.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::hint::black_box;
use std::time::Instant;

use penlik::linalg::Workers;
use penlik::penalties::{AnyPenalty, Block, PenaltySpec};
use penlik::prox::{ElasticNetStep, soft_threshold};
use serde_json::{Value, json};

const SIZES: [usize; 3] = [1_000, 100_000, 1_000_000];
const CHUNK: usize = 2048;

type Work<'a> = (&'static str, f64, Box<dyn FnMut() + 'a>);

fn penalty(spec: Value) -> AnyPenalty {
    AnyPenalty::new(serde_json::from_value::<PenaltySpec>(spec).unwrap()).unwrap()
}

fn triad(a: &mut [f64], b: &[f64], c: &[f64], s: f64) {
    a.iter_mut().zip(b).zip(c).for_each(|((a, b), c)| *a = c.mul_add(s, *b));
}

fn triad_dispatched(a: &mut [f64], b: &[f64], c: &[f64]) {
    penlik::linalg::simd::dispatch(
        #[inline(always)]
        || triad(a, b, c, black_box(3.0)),
    );
}

fn measured(n: usize, threads: usize) -> Vec<Value> {
    let workers = Workers::new(threads);
    let theta: Vec<f64> = (0..n).map(|i| (i as f64).sin()).collect();
    let other = theta.clone();
    let kinds: Vec<(&str, AnyPenalty)> = vec![
        ("SmoothedL1", penalty(json!({ "kind": "SmoothedL1", "eps": 1e-3 }))),
        ("LogSparsity", penalty(json!({ "kind": "LogSparsity", "delta": 0.5 }))),
        ("Huber", penalty(json!({ "kind": "Huber", "delta": 0.5 }))),
    ];
    let nets = [penalty(json!({ "kind": "L1" })), penalty(json!({ "kind": "ElasticNet", "l1": 0.3, "l2": 0.2 }))];
    let step = ElasticNetStep::new(0.3, 0.2, 0.1).unwrap();
    let mut outs = vec![vec![0.0; n]; 8];
    let mut out = outs.iter_mut();
    let mut next = || out.next().unwrap();
    let a = next();
    let mut work: Vec<Work<'_>> = vec![(
        "triad",
        24.0,
        Box::new(|| {
            let leaf = |leaf: usize, a: &mut [f64]| {
                let from = leaf * CHUNK;
                triad_dispatched(a, &theta[from..from + a.len()], &other[from..from + a.len()]);
            };
            workers.tree_mut(black_box(&mut a[..]), CHUNK, &leaf, &|(), ()| ());
        }),
    )];
    for (name, penalty) in &kinds {
        let out = next();
        let smooth = penalty.smooth().unwrap();
        work.push((
            name,
            16.0,
            Box::new(|| {
                black_box(smooth.value_gradient(Block::row(&theta), &mut out[..], &workers).unwrap());
            }),
        ));
    }
    for (name, penalty) in ["L1 prox", "ElasticNet prox"].into_iter().zip(&nets) {
        let out = next();
        let prox = penalty.prox().unwrap();
        work.push((
            name,
            16.0,
            Box::new(|| {
                black_box(prox.prox(Block::row(&theta), 0.1, &mut out[..], &workers).unwrap());
            }),
        ));
    }
    let (first, second) = (next(), next());
    work.push(("softThreshold", 16.0, Box::new(|| soft_threshold(&theta, 0.1, &mut first[..], &workers).unwrap())));
    work.push(("elasticNetProximal", 16.0, Box::new(|| step.apply(&theta, &mut second[..], &workers).unwrap())));
    rates(&mut work, n, threads)
}

fn rates(work: &mut [Work<'_>], n: usize, threads: usize) -> Vec<Value> {
    let mut best = vec![f64::INFINITY; work.len()];
    for _ in 0..40_000_000 / n.max(100_000) {
        for (best, (_, _, run)) in best.iter_mut().zip(work.iter_mut()) {
            let calls = 100_000_usize.div_ceil(n);
            let start = Instant::now();
            (0..calls).for_each(|_| run());
            *best = best.min(start.elapsed().as_secs_f64() / calls as f64);
        }
    }
    let rate = |i: usize| work[i].1 * n as f64 / best[i] * 1e-9;
    let row = |i: usize| json!({ "name": work[i].0, "n": n, "threads": threads, "rate": rate(i), "ofTriad": rate(i) / rate(0) });
    (0..work.len()).map(row).collect()
}

fn main() {
    let all: Vec<Value> =
        SIZES.iter().flat_map(|&n| [1, 2].into_iter().flat_map(move |threads| measured(n, threads))).collect();
    println!("{}", serde_json::to_string_pretty(&all).unwrap());
}
