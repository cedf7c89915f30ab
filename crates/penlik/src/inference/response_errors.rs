//! Standard errors on the scale of the response, by the delta method gᵀΣg.
//!
//! One predictor: dμ/dη times the error of η. Multinomial: the gradient of p_c is g_{a,i} = x_i p_c(δ_ca − p_a) in the coefficients of
//! class a, so that with the joint covariance G_ab = x_iᵀΣ_ab x_i of the row's predictors the variance of p_c is p_c²·(e_c − p)ᵀG(e_c − p),
//! the reference having no predictor. The blocks beside the diagonal matter: without them the errors are off by a tenth and more.
//! Source: A. Agresti, Categorical Data Analysis (2002), 14.1.

use crate::linalg::{Symmetric, dot};

/// |dμ/dη|·se(η).
#[must_use]
pub fn mean_error(slope: f64, predictor_error: f64) -> f64 {
    slope.abs() * predictor_error
}

/// G_ab = xᵀΣ_ab x, the covariance of the M predictors of a row x, for coefficients stacked predictor by predictor.
#[must_use]
pub fn predictor_covariance(x: &[f64], covariance: &Symmetric) -> Symmetric {
    let p = x.len();
    let m = covariance.order.checked_div(p).unwrap_or(0);
    let mut out = Symmetric::zeros(m);
    for a in 0..m {
        for b in 0..=a {
            let block = (0..p).map(|i| x[i] * dot(&covariance.data[(a * p + i) * m * p + b * p..][..p], x));
            out.add(a, b, block.sum());
        }
    }
    out
}

/// The standard errors of all K class probabilities of a row, from the probabilities in the order of the classes, the place of the
/// reference, and the covariance of the K − 1 predictors in the order of the other classes.
#[must_use]
pub fn class_errors(probabilities: &[f64], reference: usize, predictors: &Symmetric) -> Vec<f64> {
    let active: Vec<usize> = (0..probabilities.len()).filter(|&c| c != reference).collect();
    let error = |c: usize| {
        let direction: Vec<f64> =
            active.iter().map(|&a| if a == c { rest(probabilities, c) } else { -probabilities[a] }).collect();
        // On unit size, so that squares of small probabilities do not underflow.
        let size = direction.iter().fold(f64::MIN_POSITIVE, |m: f64, d| m.max(d.abs()));
        let unit: Vec<f64> = direction.iter().map(|d| d / size).collect();
        probabilities[c] * size * dot(&unit, &predictors.product(&unit)).max(0.0).sqrt()
    };
    (0..probabilities.len()).map(error).collect()
}

/// 1 − p_c, summed from the other classes.
fn rest(probabilities: &[f64], c: usize) -> f64 {
    probabilities.iter().enumerate().filter(|(a, _)| *a != c).map(|(_, p)| p).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: [f64; 2] = [1.0, 0.7];

    fn covariance() -> Symmetric {
        let mut out = Symmetric::zeros(6);
        for i in 0..6 {
            for j in 0..=i {
                out.add(i, j, if i == j { 0.3 + 0.05 * i as f64 } else { 0.08 / (1 + i - j) as f64 });
            }
        }
        out
    }

    fn probabilities(beta: &[f64], reference: usize) -> Vec<f64> {
        let mut eta: Vec<f64> = beta.chunks_exact(2).map(|b| dot(b, &X)).collect();
        eta.insert(reference, 0.0);
        let sum: f64 = eta.iter().map(|e| e.exp()).sum();
        eta.iter().map(|e| e.exp() / sum).collect()
    }

    #[test]
    fn errors_of_four_classes_agree_with_the_gradient_of_the_probabilities() {
        let beta = [0.4, -0.3, 1.1, 0.2, -0.5, 0.9];
        for reference in 0..4 {
            let p = probabilities(&beta, reference);
            let found = class_errors(&p, reference, &predictor_covariance(&X, &covariance()));
            for c in 0..4 {
                let gradient: Vec<f64> = (0..6)
                    .map(|k| {
                        let at = |h: f64| {
                            let mut moved = beta;
                            moved[k] += h;
                            probabilities(&moved, reference)[c]
                        };
                        let slope = |h: f64| (at(h) - at(-h)) / (2.0 * h);
                        (4.0 * slope(1e-3) - slope(2e-3)) / 3.0
                    })
                    .collect();
                let wanted = dot(&gradient, &covariance().product(&gradient)).sqrt();
                assert!((found[c] / wanted - 1.0).abs() < 1e-10, "{} for {wanted}", found[c]);
            }
        }
    }

    /// Two classes are the binomial: p(1 − p)·se(η) for both, whichever is the reference; and nothing cancels far out.
    #[test]
    fn two_classes_are_the_binomial_to_the_last_probability() {
        for eta in [0.3, 40.0, 700.0_f64] {
            let (p, q) = (1.0 / (1.0 + (-eta).exp()), (-eta).exp() / (1.0 + (-eta).exp()));
            let g = Symmetric { order: 1, data: vec![4.0] };
            let found = class_errors(&[p, q], 1, &g);
            let wanted = mean_error(p * q, 2.0);
            assert!(found.iter().all(|f| (f / wanted - 1.0).abs() < 1e-14), "{found:?} for {wanted:e}");
        }
    }
}
