//! Random quadratic penalties: every form of the matrix, of full and of lower rank, with and without a centre.

use penlik_testkit::Random;
use serde_json::{Value, json};

use crate::instances::{Instance, below};

pub fn anchor(instance: &mut Instance, random: &mut Random) {
    let (rows, columns) = (instance.rows, instance.columns);
    let n = rows * columns;
    let spec = &mut instance.spec;
    if random.uniform() < 0.7 {
        spec.insert("center".to_owned(), json!(random.vector(n, -1.5, 0.7)));
    }
    match below(random, 7) {
        0 => spec.insert("matrix".to_owned(), semidefinite(n, random)),
        1 => spec.insert("blocks".to_owned(), semidefinite(columns, random)),
        2 => spec.insert("blocks".to_owned(), (0..rows).map(|_| semidefinite(columns, random)).collect()),
        3 => spec.insert("kronecker".to_owned(), json!([semidefinite(rows, random), semidefinite(columns, random)])),
        4 => spec.insert("diagonal".to_owned(), diagonal(n, random)),
        5 => spec.insert("lowRank".to_owned(), table(n, below(random, 3) + 1, random)),
        _ => {
            spec.insert("diagonal".to_owned(), diagonal(n, random));
            let columns = below(random, 3);
            spec.insert("lowRank".to_owned(), table(n, columns, random))
        }
    };
}

pub fn ard(instance: &mut Instance, random: &mut Random) {
    let precisions: Vec<f64> = (0..instance.columns).map(|_| random.decade(-2.0, 1.0)).collect();
    instance.spec.insert("precisions".to_owned(), json!(precisions));
}

pub fn row_precision(instance: &mut Instance, random: &mut Random) {
    let columns = instance.columns;
    let precision = match below(random, 2) {
        0 => semidefinite(columns, random),
        _ => (0..instance.rows).map(|_| semidefinite(columns, random)).collect(),
    };
    instance.spec.insert("precision".to_owned(), precision);
}

fn diagonal(n: usize, random: &mut Random) -> Value {
    json!((0..n).map(|_| if random.uniform() < 0.1 { 0.0 } else { random.decade(-2.0, 1.0) }).collect::<Vec<_>>())
}

fn table(rows: usize, cols: usize, random: &mut Random) -> Value {
    json!({ "rows": rows, "cols": cols, "data": random.vector(rows * cols, -1.5, 0.5) })
}

/// GGᵀ for G of n rows and 1 to n + 1 columns, as rows.
fn semidefinite(n: usize, random: &mut Random) -> Value {
    let r = 1 + below(random, n + 1);
    let g = random.vector(n * r, -1.5, 0.5);
    let entry = |i: usize, j: usize| (0..r).map(|k| g[i * r + k] * g[j * r + k]).sum::<f64>();
    (0..n).map(|i| (0..n).map(|j| entry(i, j)).collect::<Vec<_>>()).map(Value::from).collect()
}
