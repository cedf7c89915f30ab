//! Sums of scalar kernels of the norms of groups.

use serde_json::Value;

use super::{Question, separable};
use crate::Scalar;

/// P(θ) of a kind; `None` for a kind that is not of this structure.
pub fn value<S: Scalar>(kind: &str, question: &Question<'_, S>) -> Option<S> {
    match kind {
        "NestedPrefix" => return Some(nested_prefix(question)),
        _ if !kind.contains("Group") => return None,
        _ => {}
    }
    let mut total = S::of(0.0);
    for (g, group) in groups(question).iter().enumerate() {
        let square = sum_of(group, |x| x * x);
        let size = if square.to_f64() == 0.0 { S::of(0.0) } else { square.sqrt() };
        let weight = S::of(weight(question, g, group.len()));
        total = total + weight * of_norm(kind, question, square, size)?;
        if kind == "SparseGroupLasso" {
            total = total + (question.number)("l1") * sum_of(group, S::abs);
        }
    }
    Some(total)
}

fn of_norm<S: Scalar>(kind: &str, question: &Question<'_, S>, square: S, size: S) -> Option<S> {
    let name = match kind {
        "GroupLasso" => "L1".to_owned(),
        "SmoothedGroupLasso" => "SmoothedL1".to_owned(),
        "GroupLog" => "LogSparsity".to_owned(),
        "SparseGroupLasso" => return Some((question.number)("group") * size),
        _ => kind.replace("Group", ""),
    };
    separable::kernel(&name, question.number, square, size)
}

fn sum_of<S: Scalar>(group: &[S], f: impl Fn(S) -> S) -> S {
    group.iter().fold(S::of(0.0), |total, &x| total + f(x))
}

fn weight<S: Scalar>(question: &Question<'_, S>, g: usize, size: usize) -> f64 {
    let given = question.spec.get("weights").and_then(Value::as_array);
    given.map_or((size as f64).sqrt(), |weights| weights[g % weights.len()].as_f64().unwrap_or(f64::NAN))
}

/// The entries of every group.
fn groups<S: Scalar>(question: &Question<'_, S>) -> Vec<Vec<S>> {
    let column = |j: usize| question.rows().map(|row| row[j]).collect();
    let lists = match &question.spec["groups"] {
        Value::String(word) if word == "rows" => return question.rows().map(<[S]>::to_vec).collect(),
        Value::String(_) => return (0..question.columns).map(column).collect(),
        groups => lists(groups),
    };
    question.rows().flat_map(|row| lists.iter().map(|list| list.iter().map(|&j| row[j]).collect())).collect()
}

fn lists(groups: &Value) -> Vec<Vec<usize>> {
    let whole = |value: &Value| value.as_u64().unwrap_or_default() as usize;
    let items: &[Value] = groups.as_array().map_or(&[], Vec::as_slice);
    if items.first().is_some_and(Value::is_array) {
        return items.iter().map(|list| list.as_array().into_iter().flatten().map(whole).collect()).collect();
    }
    let labels: Vec<usize> = items.iter().map(whole).collect();
    let of = |g: usize| (0..labels.len()).filter(|&j| labels[j] == g).collect();
    (0..=labels.iter().copied().max().unwrap_or_default()).map(of).collect()
}

/// Σ_k λ_k Σ_{i<m_k} √(‖column i‖² + ε²)
fn nested_prefix<S: Scalar>(question: &Question<'_, S>) -> S {
    let eps = (question.number)("eps");
    let radius = |i: usize| {
        let column: Vec<S> = question.rows().map(|row| row[i]).collect();
        (sum_of(&column, |x| x * x) + eps * eps).sqrt()
    };
    let weights = question.spec.get("weights").and_then(Value::as_array);
    let prefixes = question.spec["prefixes"].as_array().into_iter().flatten();
    prefixes.enumerate().fold(S::of(0.0), |total, (k, prefix)| {
        let weight = weights.map_or(Some(1.0), |weights| weights[k].as_f64()).unwrap_or(f64::NAN);
        let count = prefix.as_u64().unwrap_or_default() as usize;
        (0..count).fold(total, |total, i| total + S::of(weight) * radius(i))
    })
}
