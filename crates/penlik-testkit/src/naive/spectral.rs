//! Functions of singular values, as functions of the eigenvalues s = σ² of the smaller Gram matrix.
//!
//! The eigenvalues are found in double precision and refined as simple roots of the characteristic polynomial by Newton's
//! iteration in the scalar at hand, which then knows how they depend on the entries. Two that are equal have no such dependence:
//! points with ties are for tests of their own.

use super::Question;
use crate::{Scalar, checks};

/// Σ k(σ_i) of a kind.
pub fn value<S: Scalar>(kind: &str, q: &Question<'_, S>) -> Option<S> {
    let term = kernel(kind, q)?;
    Some(squares(q.theta, q.columns).into_iter().fold(S::of(0.0), |sum, s| sum + term(s)))
}

type Term<'a, S> = Box<dyn Fn(S) -> S + 'a>;

/// k as a function of s = σ².
fn kernel<'a, S: Scalar>(kind: &str, q: &'a Question<'_, S>) -> Option<Term<'a, S>> {
    let number = q.number;
    let half = S::of(0.5);
    let root = |s: S| s.max(S::of(0.0)).sqrt();
    Some(match kind {
        "NuclearNorm" => {
            let eps = number("eps");
            let shift = if q.spec["shifted"].as_bool()? { eps } else { S::of(0.0) };
            Box::new(move |s| (s + eps * eps).sqrt() - shift)
        }
        "TraceNorm" => Box::new(root),
        "SpectralLog" => Box::new(move |s| (s / number("delta") / number("delta")).ln_1p()),
        "SpectralHuber" => {
            let d = number("delta");
            Box::new(move |s| if root(s).to_f64() <= d.to_f64() { half * s / d } else { s.sqrt() - half * d })
        }
        "SpectralMCP" => Box::new(move |s| folded(root(s), number("threshold"), number("gamma"))),
        "SmoothedSpectralMCP" => Box::new(move |s| {
            let (a, g, eps) = (number("threshold"), number("gamma"), number("eps"));
            let r = (s + eps * eps).sqrt();
            // The cut is on r, and ε²/(2γ) more keeps it continuous.
            if r.to_f64() <= (g * a).to_f64() { a * r - half * s / g } else { half * (g * a * a + eps * eps / g) }
        }),
        _ => return None,
    })
}

fn folded<S: Scalar>(r: S, a: S, g: S) -> S {
    let half = S::of(0.5);
    if r.to_f64() <= (g * a).to_f64() { a * r - half * r * r / g } else { half * g * a * a }
}

/// The eigenvalues of θᵀθ or θθᵀ, whichever is smaller.
fn squares<S: Scalar>(theta: &[S], columns: usize) -> Vec<S> {
    let rows = theta.len() / columns.max(1);
    let p = rows.min(columns);
    let entry = |i: usize, m: usize| if rows < columns { theta[i * columns + m] } else { theta[m * columns + i] };
    let inner = |i: usize, j: usize| (0..rows.max(columns)).fold(S::of(0.0), |sum, m| sum + entry(i, m) * entry(j, m));
    let gram: Vec<S> = (0..p * p).map(|q| inner(q / p, q % p)).collect();
    let coefficients = characteristic(&gram, p);
    let starts = checks::eigenvalues(&gram.iter().map(|x| x.to_f64()).collect::<Vec<_>>(), p);
    starts.into_iter().map(|start| refined(&coefficients, S::of(start))).collect()
}

/// x ↦ det(xI − A) by its coefficients, the leading 1 first (Faddeev and Le Verrier).
fn characteristic<S: Scalar>(a: &[S], p: usize) -> Vec<S> {
    let mut coefficients = vec![S::of(1.0)];
    let mut m = vec![S::of(0.0); p * p];
    for step in 1..=p {
        let last = coefficients[step - 1];
        for i in 0..p {
            m[i * p + i] = m[i * p + i] + last;
        }
        let product: Vec<S> =
            (0..p * p).map(|q| (0..p).fold(S::of(0.0), |sum, k| sum + a[q / p * p + k] * m[k * p + q % p])).collect();
        let trace = (0..p).fold(S::of(0.0), |sum, i| sum + product[i * p + i]);
        coefficients.push(-(trace / S::of(step as f64)));
        m = product;
    }
    coefficients
}

fn refined<S: Scalar>(coefficients: &[S], start: S) -> S {
    let mut x = start;
    // Each step doubles the digits and the order of the derivatives that are right.
    for _ in 0..6 {
        let (mut value, mut slope) = (S::of(0.0), S::of(0.0));
        for c in coefficients {
            slope = slope * x + value;
            value = value * x + *c;
        }
        if slope.to_f64() == 0.0 {
            return x;
        }
        x = x - value / slope;
    }
    x
}
