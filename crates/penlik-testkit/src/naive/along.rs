//! Kinds that look at differences, or at other linear functions of θ.

use serde_json::Value;

use super::Question;
use crate::Scalar;

/// P(θ) of a kind; `None` for a kind that is not of this sort.
pub fn value<S: Scalar>(kind: &str, question: &Question<'_, S>) -> Option<S> {
    let number = question.number;
    let (half, one) = (S::of(0.5), S::of(1.0));
    Some(match kind {
        "TotalVariation" | "TrendFilter" => {
            let eps = number("eps");
            sum(differences(question), |d| (d * d + eps * eps).sqrt())
        }
        "LogDifferences" => {
            let delta = number("delta");
            sum(differences(question), |d| (d / delta * (d / delta)).ln_1p())
        }
        "HuberDifferences" => {
            let delta = number("delta");
            let inside = |d: S| d.abs().to_f64() <= delta.to_f64();
            sum(differences(question), |d| if inside(d) { half * d * d / delta } else { d.abs() - half * delta })
        }
        "DifferencePenalty" => sum(differences(question), |d| half * d * d),
        "Monotonicity" => {
            let eps = number("eps");
            let falls = question.spec.get("direction").and_then(Value::as_str) == Some("decreasing");
            sum(differences(question), |d| {
                let blocked = if falls { d } else { -d };
                let t = blocked / eps;
                // ε·ln(1 + eᵗ), in the form that does not overflow.
                if t.to_f64() > 0.0 { blocked + eps * (-t).exp().ln_1p() } else { eps * t.exp().ln_1p() }
            })
        }
        "GraphTotalVariation" => {
            let eps = number("eps");
            edges(question, |d| (d * d + eps * eps).sqrt())
        }
        "GraphLaplacian" => edges(question, |d| half * d * d),
        "Sheaf" => sheaf(question),
        "TotalVariation2D" => grid(question, number("eps")),
        "HarmonicRoughness" => {
            let frequencies = (question.numbers)("frequencies");
            let power = |w: S| (0..2 * question.count("order")).fold(one, |p, _| p * w);
            let row = |row: &[S]| sum(row.iter().enumerate(), |(i, &x)| half * power(frequencies[i / 2]) * x * x);
            sum(question.rows(), row)
        }
        _ => return None,
    })
}

fn sum<T, S: Scalar>(items: impl IntoIterator<Item = T>, f: impl Fn(T) -> S) -> S {
    items.into_iter().fold(S::of(0.0), |total, item| total + f(item))
}

/// The differences of all sequences, each taken again and again.
fn differences<S: Scalar>(question: &Question<'_, S>) -> Vec<S> {
    let by_columns = question.spec.get("axis").and_then(Value::as_str) == Some("columns");
    let sequences: Vec<Vec<S>> = if by_columns {
        (0..question.columns).map(|j| question.rows().map(|row| row[j]).collect()).collect()
    } else {
        question.rows().map(<[S]>::to_vec).collect()
    };
    let once = |x: Vec<S>| x.windows(2).map(|pair| pair[1] - pair[0]).collect();
    sequences.into_iter().flat_map(|x| (0..question.count("order")).fold(x, |x, _| once(x))).collect()
}

fn pairs<S>(question: &Question<'_, S>) -> Vec<[usize; 2]> {
    serde_json::from_value(question.spec["edges"].clone()).unwrap_or_default()
}

fn edges<S: Scalar>(question: &Question<'_, S>, k: impl Fn(S) -> S) -> S {
    let rows: Vec<&[S]> = question.rows().collect();
    let weights = question.spec.contains_key("weights").then(|| (question.numbers)("weights"));
    sum(pairs(question).into_iter().enumerate(), |(e, [i, j])| {
        let all = sum(rows[i].iter().zip(rows[j]), |(&x, &y)| k(x - y));
        weights.as_ref().map_or(all, |weights| weights[e] * all)
    })
}

fn sheaf<S: Scalar>(question: &Question<'_, S>) -> S {
    let rows: Vec<&[S]> = question.rows().collect();
    let maps: Vec<[Vec<Vec<f64>>; 2]> = serde_json::from_value(question.spec["maps"].clone()).unwrap_or_default();
    let product = |row: &[f64], x: &[S]| sum(row.iter().zip(x), |(&a, &x)| S::of(a) * x);
    sum(pairs(question).into_iter().zip(&maps), |([i, j], [f, g])| {
        sum(f.iter().zip(g), |(f, g)| {
            let gap = product(f, rows[i]) - product(g, rows[j]);
            S::of(0.5) * gap * gap
        })
    })
}

fn grid<S: Scalar>(question: &Question<'_, S>, eps: S) -> S {
    let rows: Vec<&[S]> = question.rows().collect();
    let points = (0..rows.len()).flat_map(|r| (0..question.columns).map(move |c| (r, c)));
    sum(points, |(r, c)| {
        let at = rows[r][c];
        let (right, below) = (rows[r].get(c + 1), rows.get(r + 1).map(|row| row[c]));
        let (dx, dy) = (right.map_or(S::of(0.0), |&x| x - at), below.map_or(S::of(0.0), |x| x - at));
        let last = right.is_none() && below.is_none();
        if last { S::of(0.0) } else { (dx * dx + dy * dy + eps * eps).sqrt() }
    })
}
