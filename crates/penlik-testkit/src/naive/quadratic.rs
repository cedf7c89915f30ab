//! Quadratic penalties, from the entries of their matrices.

use serde_json::Value;

use super::Question;
use crate::Scalar;

/// P(θ) of a quadratic kind; `None` for other kinds.
pub fn value<S: Scalar>(kind: &str, question: &Question<'_, S>) -> Option<S> {
    match kind {
        "QuadraticAnchor" => anchor(question),
        "ARD" => Some(ard(question)),
        "RowPrecision" => row_precision(question),
        _ => None,
    }
}

fn anchor<S: Scalar>(q: &Question<'_, S>) -> Option<S> {
    let n = q.theta.len();
    let center = list(q.spec.get("center"));
    let d: Vec<S> = (0..n).map(|i| q.theta[i] - S::of(center.get(i).copied().unwrap_or(0.0))).collect();
    let f = metric(q, n)?;
    Some(half_form(&f, &d))
}

/// F, n² entries.
fn metric<S: Scalar>(q: &Question<'_, S>, n: usize) -> Option<Vec<S>> {
    let given = |name: &str| q.spec.get(name);
    let place = |f: &dyn Fn(usize, usize) -> S| (0..n * n).map(|p| f(p / n, p % n)).collect::<Vec<S>>();
    if let Some(matrix) = given("matrix") {
        let (_, data) = table(matrix);
        return Some(data.into_iter().map(S::of).collect());
    }
    if let Some(blocks) = given("blocks") {
        return Some(block_diagonal(&tables(blocks), n));
    }
    if let Some(factors) = given("kronecker").and_then(Value::as_array) {
        let (a, b) = (table(&factors[0]), table(&factors[1]));
        let (k, rows) = (b.0, a.0);
        return Some(place(&|i, j| S::of(a.1[i / k * rows + j / k]) * S::of(b.1[i % k * k + j % k])));
    }
    let diagonal = list(given("diagonal"));
    let (r, u) = given("lowRank").map_or((0, vec![]), table);
    Some(place(&|i, j| {
        let start = if i == j { S::of(diagonal.get(i).copied().unwrap_or(0.0)) } else { S::of(0.0) };
        (0..r).fold(start, |sum, k| sum + S::of(u[i * r + k]) * S::of(u[j * r + k]))
    }))
}

fn block_diagonal<S: Scalar>(blocks: &[(usize, Vec<f64>)], n: usize) -> Vec<S> {
    let m = blocks[0].0;
    let entry = |i: usize, j: usize| {
        let block = &blocks[if blocks.len() == 1 { 0 } else { i / m }].1;
        if i / m == j / m { S::of(block[i % m * m + j % m]) } else { S::of(0.0) }
    };
    (0..n * n).map(|p| entry(p / n, p % n)).collect()
}

fn ard<S: Scalar>(q: &Question<'_, S>) -> S {
    let precisions = (q.numbers)("precisions");
    let terms = q.rows().flat_map(|row| row.iter().zip(&precisions).map(|(x, l)| S::of(0.5) * *l * *x * *x));
    terms.fold(S::of(0.0), |sum, x| sum + x)
}

fn row_precision<S: Scalar>(q: &Question<'_, S>) -> Option<S> {
    let blocks = tables(q.spec.get("precision")?);
    let one = |(i, row): (usize, &[S])| {
        let block = &blocks[if blocks.len() == 1 { 0 } else { i }].1;
        half_form(&block.iter().map(|x| S::of(*x)).collect::<Vec<S>>(), row)
    };
    Some(q.rows().enumerate().map(one).fold(S::of(0.0), |sum, x| sum + x))
}

/// ½dᵀFd
fn half_form<S: Scalar>(f: &[S], d: &[S]) -> S {
    let n = d.len();
    let terms = (0..n * n).map(|p| d[p / n] * f[p] * d[p % n]);
    S::of(0.5) * terms.fold(S::of(0.0), |sum, x| sum + x)
}

fn list(value: Option<&Value>) -> Vec<f64> {
    let numbers = value.and_then(Value::as_array);
    numbers.map_or_else(Vec::new, |x| x.iter().filter_map(Value::as_f64).collect())
}

/// The columns and the entries of a matrix in either of its notations.
fn table(value: &Value) -> (usize, Vec<f64>) {
    match value {
        Value::Object(members) => (members["cols"].as_u64().unwrap_or_default() as usize, list(members.get("data"))),
        rows => {
            let rows: Vec<Vec<f64>> = rows.as_array().into_iter().flatten().map(|row| list(Some(row))).collect();
            (rows.first().map_or(0, Vec::len), rows.concat())
        }
    }
}

/// One matrix, or several.
fn tables(value: &Value) -> Vec<(usize, Vec<f64>)> {
    let several = |values: &&Vec<Value>| !values.iter().any(|row| row.get(0).is_some_and(Value::is_number));
    match value.as_array().filter(several) {
        Some(values) => values.iter().map(table).collect(),
        None => vec![table(value)],
    }
}
