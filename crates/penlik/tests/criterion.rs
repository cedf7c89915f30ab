//! The criterion of the strengths: published check values, and derivatives against Richardson differences.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use penlik::families::Multinomial;
use penlik::inner::{Control, Problem, QuadraticPenalty, Settings};
use penlik::linalg::{Panels, Symmetric, Workers};
use penlik::outer::{Component, Evaluation, Laplace, Marginal, PenaltySum, Strength, Structure, metric};

const WEIGHTS: [f64; 15] = [3.0, 0.0, 1.0, 4.0, 2.0, 0.0, 1.0, 3.0, 2.0, 4.0, 1.0, 0.0, 2.0, 3.0, 1.0];
const CLASSES: [usize; 15] = [0, 1, 2, 2, 0, 1, 1, 0, 2, 1, 0, 2, 1, 0, 2];

fn check_rows(reference: usize) -> (Panels, Panels, Panels) {
    let (mut x, mut y) = (Panels::zeros(15, 3), Panels::zeros(15, 2));
    for r in 0..15 {
        let t = r as f64 + 0.5;
        x.set(r, 0, 1.0);
        x.set(r, 1, (t * 0.618033988749895).fract());
        x.set(r, 2, (t * 0.414213562373095).fract());
        let class = CLASSES[r];
        if class != reference {
            y.set(r, if class > reference { class - 1 } else { class }, 1.0);
        }
    }
    (x, y, Panels::from_column(&WEIGHTS))
}

fn one() -> Symmetric {
    Symmetric { order: 1, data: vec![1.0] }
}

/// Terms on columns 1 and 2 with the metric given, one strength each.
fn shared(metric: Symmetric) -> Structure {
    let term = |j: usize| Component {
        labels: vec![format!("s{j}")],
        copies: vec![vec![j], vec![3 + j]],
        metric: metric.clone(),
        sum: PenaltySum::new(vec![one()]).unwrap(),
        strengths: vec![Strength::Estimated(j - 1)],
    };
    Structure::new(6, None, vec![term(1), term(2)], 2)
}

fn at(structure: &Structure, reference: usize, z: &[f64]) -> Evaluation {
    let (x, y, w) = check_rows(reference);
    let (family, none, workers) = (Multinomial::new(3), QuadraticPenalty::default(), Workers::sequential());
    let problem = Problem::new((&x, &y, &w), None, &family, &none, &workers);
    let laplace = Laplace::new(problem, structure, Marginal::Restricted);
    let settings = Settings { max_iterations: 100, tolerance: Some(1e-14) };
    laplace.at(z, None, settings, &Control::none()).unwrap()
}

/// V without 2π terms: the check values leave them out.
fn bare(evaluation: &Evaluation, structure: &Structure) -> f64 {
    evaluation.value + 0.5 * structure.null_dimension() as f64 * std::f64::consts::TAU.ln()
}

fn close(found: f64, wanted: f64, digits: f64) {
    assert!((found - wanted).abs() <= 10f64.powf(-digits) * wanted.abs(), "{found} for {wanted}");
}

#[test]
fn the_centred_criterion_has_its_published_values_whatever_the_reference() {
    let structure = shared(metric::centred(3).unwrap());
    for reference in 0..3 {
        let v = at(&structure, reference, &[0.0, 0.0]);
        close(bare(&v, &structure), 29.37482445820201, 14.0);
        close(v.gradient[0], 0.3759503201534225, 13.0);
        close(v.gradient[1], 0.1523644350156911, 13.0);
        let v = at(&structure, reference, &[0.5f64.ln(), 3f64.ln()]);
        close(bare(&v, &structure), 29.25836084221469, 14.0);
        close(v.gradient[0], 0.4006401161607348, 13.0);
        close(v.gradient[1], 0.1207151401771936, 13.0);
        close(v.edf, 3.4787093466017622, 14.0);
    }
}

#[test]
fn second_derivatives_are_differences_of_the_first() {
    let structure = shared(metric::centred(3).unwrap());
    for rho in [[0.0, 0.0], [-0.7, 1.1], [13.8, 2.0]] {
        let v = at(&structure, 2, &rho);
        for k in 0..2 {
            let gradient = |h: f64| {
                let mut z = rho;
                z[k] += h;
                at(&structure, 2, &z).gradient
            };
            let central = |h: f64| -> Vec<f64> {
                let (up, down) = (gradient(h), gradient(-h));
                up.iter().zip(&down).map(|(a, b)| (a - b) / (2.0 * h)).collect()
            };
            let (wide, narrow) = (central(2e-3), central(1e-3));
            for l in 0..2 {
                let richardson = (4.0 * narrow[l] - wide[l]) / 3.0;
                let scale = v.hessian.get(k, k).abs().max(1e-3);
                assert!(
                    (v.hessian.get(k, l) - richardson).abs() < 1e-9 * scale.max(1.0),
                    "{rho:?} {k}{l}: {} {richardson}",
                    v.hessian.get(k, l)
                );
            }
        }
    }
}
