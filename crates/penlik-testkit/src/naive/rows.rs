//! Functions of whole rows.

use super::Question;
use crate::Scalar;

/// P(θ) of a kind; `None` for a kind that is not one of rows.
pub fn value<S: Scalar>(kind: &str, question: &Question<'_, S>) -> Option<S> {
    let total = |width: usize, k: &dyn Fn(&[S]) -> S| {
        question.theta.chunks(width.max(1)).fold(S::of(0.0), |total, row| total + k(row))
    };
    Some(match kind {
        "Hoyer" => total(question.columns, &hoyer),
        "SoftmaxEntropy" => {
            let temperature = (question.number)("temperature");
            total(question.count("categories"), &|row| entropy(row, temperature))
        }
        "TopK" => {
            let k = question.count("k");
            total(question.count("width"), &|row| top(row, k))
        }
        "JumpReLU" => {
            let (thresholds, smoothing) = ((question.numbers)("thresholds"), (question.number)("smoothing"));
            total(thresholds.len(), &|row| {
                let one = |(x, threshold): (&S, &S)| *threshold * logistic((*x - *threshold) / smoothing);
                sum(row.iter().zip(&thresholds).map(one))
            })
        }
        _ => return None,
    })
}

fn sum<S: Scalar>(terms: impl Iterator<Item = S>) -> S {
    terms.fold(S::of(0.0), |sum, term| sum + term)
}

fn hoyer<S: Scalar>(row: &[S]) -> S {
    let present: Vec<S> = row.iter().copied().filter(|x| x.to_f64() != 0.0).collect();
    if present.is_empty() || row.len() < 2 {
        return S::of(0.0);
    }
    // Entries that are 0 count to the second order alone, so that |x| has slope 0 there.
    let squares = sum(row.iter().map(|&x| x * x));
    let one = S::of(1.0);
    (sum(present.iter().map(|x| x.abs())) / squares.sqrt() - one) / (S::of(row.len() as f64).sqrt() - one)
}

fn entropy<S: Scalar>(row: &[S], temperature: S) -> S {
    // ln Σ exp(z/τ) − Σ a z/τ, each less the largest logit, which is the one term exp(0) = 1 of the sum.
    let largest = (1..row.len()).fold(0, |m, k| if row[k].to_f64() > row[m].to_f64() { k } else { m });
    let d: Vec<S> = row.iter().map(|&z| (z - row[largest]) / temperature).collect();
    // Where the exponential is no normal number of double precision there is nothing to add.
    let d: Vec<S> = d.into_iter().filter(|d| d.to_f64() > -708.0).collect();
    let rest = sum(row.iter().enumerate().filter(|(k, _)| *k != largest).map(|(_, &z)| {
        let d = (z - row[largest]) / temperature;
        if d.to_f64() > -708.0 { d.exp() } else { S::of(0.0) }
    }));
    rest.ln_1p() - sum(d.into_iter().map(|d| d * d.exp())) / (S::of(1.0) + rest)
}

fn top<S: Scalar>(row: &[S], k: usize) -> S {
    let mut order: Vec<usize> = (0..row.len()).collect();
    order.sort_by(|&i, &j| row[j].to_f64().abs().total_cmp(&row[i].to_f64().abs()));
    sum(order.into_iter().take(k).map(|i| row[i] * row[i])) / S::of(2.0)
}

fn logistic<S: Scalar>(t: S) -> S {
    let one = S::of(1.0);
    // Of the two forms the one whose exponential is small.
    if t.to_f64() < 0.0 { t.exp() / (one + t.exp()) } else { one / (one + (-t).exp()) }
}
