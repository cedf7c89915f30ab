//! Points so large that threads start: the same bits for every number of them.

use penlik::linalg::Workers;
use penlik::penalties::{AnyPenalty, Block, CATALOG, Domain, Entry, Penalty};
use penlik_testkit::Random;
use serde_json::{Map, Value, json};

use crate::support::build;

/// A penalty, and a shape of θ that fits it and has more entries than one thread is given alone.
fn large(entry: &Entry) -> (AnyPenalty, usize, usize) {
    let mut spec = Map::from_iter([("kind".to_owned(), json!(entry.kind))]);
    for parameter in entry.parameters.iter().filter(|p| !p.optional || p.example.is_some()) {
        let inside = match parameter.domain {
            Domain::AboveOne | Domain::AboveTwo => json!(3.7),
            Domain::Counting => json!(1),
            _ => json!(0.5),
        };
        spec.insert(parameter.name.to_owned(), parameter.example.map_or(inside, |example| example.value()));
    }
    let point = entry.point.value();
    let rows = point.as_array().unwrap();
    let columns = rows.first().and_then(Value::as_array).map_or(rows.len(), Vec::len);
    let (rows, columns) = match entry.kind {
        "QuadraticAnchor" => {
            spec.remove("center");
            spec.insert("diagonal".to_owned(), json!((0..90_000).map(|i| f64::from(i % 7)).collect::<Vec<_>>()));
            (30_000, 3)
        }
        "GraphTotalVariation" | "GraphLaplacian" => (3, 30_000),
        "PrototypeDiversity" => (4, 20_000),
        "SoftmaxLoss" => {
            spec.insert("labels".to_owned(), json!((0..30_000).map(|i| i % 3).collect::<Vec<_>>()));
            (30_000, 3)
        }
        "SoftmaxEntropy" | "TopK" => (30_000, 3),
        "TotalVariation2D" => (300, 300),
        "TotalVariation" | "TrendFilter" | "LogDifferences" | "HuberDifferences" | "DifferencePenalty" => (3, 30_000),
        "Sheaf" => {
            let edges: Vec<[usize; 2]> = (0..40_000).map(|i| [i, i + 1]).collect();
            spec.insert("edges".to_owned(), json!(edges));
            spec.insert("maps".to_owned(), json!(vec![json!([[[1, 0.5]], [[0.25, 2]]]); 40_000]));
            (40_001, 2)
        }
        _ => (90_000 / columns + 1, columns),
    };
    (build(&spec).unwrap_or_else(|error| panic!("{}: {error}", entry.kind)), rows, columns)
}

#[test]
fn the_number_of_threads_changes_no_bit_of_a_large_point() {
    for entry in CATALOG {
        let (penalty, rows, columns) = large(entry);
        let mut theta = Random::new(7).vector(rows * columns, -1.0, 0.5);
        if entry.kind == "LogBarrier" {
            theta.iter_mut().for_each(|x| *x = 1.0 + x.abs());
        }
        let v = Random::new(8).vector(theta.len(), -1.0, 0.5);
        let one = answers(&penalty, Block::new(&theta, columns).unwrap(), &v, 1);
        for threads in [2, 3, 7] {
            let other = answers(&penalty, Block::new(&theta, columns).unwrap(), &v, threads);
            assert_eq!(one.len(), other.len(), "{}", entry.kind);
            for ((question, one), (_, other)) in one.iter().zip(&other) {
                assert!(one == other, "{question} of {} with {threads} threads", entry.kind);
            }
        }
    }
}

fn answers(penalty: &AnyPenalty, theta: Block<'_>, v: &[f64], threads: usize) -> Vec<(&'static str, Vec<u64>)> {
    let (workers, n) = (&Workers::new(threads), theta.values().len());
    let (mut all, mut out) = (vec![], vec![0.0; n]);
    let mut add = |name, numbers: &[f64]| all.push((name, numbers.iter().map(|x| x.to_bits()).collect::<Vec<_>>()));
    let what = penalty.entry().kind;
    add("the value", &[penalty.value(theta, workers).unwrap_or_else(|e| panic!("{what}: {e}"))]);
    if let Ok(smooth) = penalty.smooth() {
        add("the value of the pass", &[smooth.value_gradient(theta, &mut out, workers).unwrap()]);
        add("the gradient", &out);
        let local = smooth.at(theta, workers).unwrap();
        add("the local value", &[local.value()]);
        add("the local gradient", local.gradient());
        for (name, curvature) in [("the Hessian", local.hessian()), ("the bound", local.bound())] {
            curvature.apply(v, &mut out);
            add(name, &out);
        }
        local.hessian_along(v).apply(v, &mut out);
        add("the third derivative", &out);
    }
    if let Ok(majorized) = penalty.majorized() {
        majorized.mm_weights(theta, &mut out, workers).unwrap();
        add("the weights", &out);
    }
    if let Ok(shaped) = penalty.shaped() {
        add("the slope in a shape", &shaped.gradient_log_shape(theta, workers).unwrap());
        shaped.gradient_along_log_shape(0, theta, &mut out, workers).unwrap();
        add("the gradient along a shape", &out);
    }
    if let Ok(map) = penalty.prox() {
        let step = (0.5 * map.step_limit_for(theta)).min(0.1);
        add("the value of the prox", &[map.prox(theta, step, &mut out, workers).unwrap()]);
        add("the prox", &out);
    }
    if let Ok(map) = penalty.diagonal_prox() {
        let steps: Vec<f64> = v.iter().map(|v| v.abs().min(0.5 * map.step_limit_for(theta))).collect();
        add("the value of the diagonal prox", &[map.prox_diagonal(theta, &steps, &mut out, workers).unwrap()]);
        add("the diagonal prox", &out);
    }
    all
}
