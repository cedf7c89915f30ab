//! A quadratic log-likelihood around a point at which it is known: ℓ(β) = ℓ₀ + sᵀδ − ½δᵀIδ and its gradient s − Iδ, δ = β − β₀, without a pass over the rows.

use super::rows::Sample;
use crate::linalg::{Symmetric, dot};

/// Σ w ℓ and Xᵀ(w·score) at one β.
#[derive(Debug, Clone)]
pub struct Anchor {
    beta: Vec<f64>,
    value: f64,
    score: Vec<f64>,
}

/// How far from the point the quadratic part may go, in units of ℓ₀: so many units of rounding are lost.
const FAR: f64 = 1e3;

impl Anchor {
    /// The point β, summed in twice the precision.
    #[must_use]
    pub fn new(sample: &Sample<'_>, beta: Vec<f64>) -> Self {
        let sums = sample.evaluate_refined(&beta, false);
        Self { beta, value: sums.value, score: sums.score.iter().map(|x| x.hi).collect() }
    }

    /// ℓ and its gradient at β; `None` where β is too far away.
    pub(super) fn at(&self, beta: &[f64], information: &Symmetric) -> Option<(f64, Vec<f64>)> {
        let step: Vec<f64> = beta.iter().zip(&self.beta).map(|(b, from)| b - from).collect();
        let bent = information.product(&step);
        let square = 0.5 * dot(&step, &bent);
        let score = self.score.iter().zip(&bent).map(|(s, b)| s - b).collect();
        (square <= FAR * self.value.abs()).then(|| (self.value + (dot(&self.score, &step) - square), score))
    }
}
