//! Log-determinants of similarities.

use serde_json::Value;

use super::Question;
use crate::Scalar;

/// −Σ ln det(K + εI) over the classes of two members or more, as −Σ ln det((K + εI)/(1 + ε)) − Σ m·ln(1 + ε).
pub fn value<S: Scalar>(kind: &str, q: &Question<'_, S>) -> Option<S> {
    if kind != "PrototypeDiversity" {
        return None;
    }
    let labels: Vec<String> = q.spec["labels"].as_array()?.iter().map(Value::to_string).collect();
    let mut total = S::of(0.0);
    for (first, label) in labels.iter().enumerate() {
        let members: Vec<&[S]> =
            q.rows().enumerate().filter(|(i, _)| labels[*i] == *label).map(|(_, row)| row).collect();
        if labels[..first].contains(label) || members.len() < 2 {
            continue;
        }
        let jitter = (q.number)("jitter");
        let (near, far) =
            (similarities(&members, (q.number)("bandwidth")), S::of(members.len() as f64) * jitter.ln_1p());
        let scaled = near.into_iter().map(|row| row.into_iter().map(|k| k / (S::of(1.0) + jitter)).collect()).collect();
        total = total - log_determinant(scaled);
        if q.spec["normalize"] != Value::Bool(true) {
            total = total - far;
        }
    }
    Some(total)
}

/// K without its diagonal.
fn similarities<S: Scalar>(members: &[&[S]], bandwidth: S) -> Vec<Vec<S>> {
    let entry = |i: usize, j: usize| {
        let square = members[i].iter().zip(members[j]).fold(S::of(0.0), |sum, (a, b)| sum + (*a - *b) * (*a - *b));
        if i == j { S::of(0.0) } else { (-(square / (S::of(2.0) * bandwidth * bandwidth))).exp() }
    };
    (0..members.len()).map(|i| (0..members.len()).map(|j| entry(i, j)).collect()).collect()
}

/// ln det(I + A) by elimination; the diagonal of A is kept without the 1, beside which it may vanish.
fn log_determinant<S: Scalar>(mut a: Vec<Vec<S>>) -> S {
    let mut total = S::of(0.0);
    for j in 0..a.len() {
        let pivot = S::of(1.0) + a[j][j];
        total = total + a[j][j].ln_1p();
        for i in j + 1..a.len() {
            let (above, factor) = (a[j].clone(), a[i][j] / pivot);
            a[i].iter_mut().zip(above).skip(j + 1).for_each(|(x, y)| *x = *x - factor * y);
        }
    }
    total
}
