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

/// How much larger than ℓ its parts may be: so many units of rounding are lost.
const CANCELLED: f64 = 1e3;

impl Anchor {
    /// The point β, summed in twice the precision.
    #[must_use]
    pub fn new(sample: &Sample<'_>, beta: Vec<f64>) -> Self {
        let sums = sample.evaluate_refined(&beta, false);
        Self { beta, value: sums.value, score: sums.score.iter().map(|x| x.hi).collect() }
    }

    /// ℓ and its gradient at β; `None` where β is so far away that too many digits would cancel.
    pub(super) fn at(&self, beta: &[f64], information: &Symmetric) -> Option<(f64, Vec<f64>)> {
        let step: Vec<f64> = beta.iter().zip(&self.beta).map(|(b, from)| b - from).collect();
        let bent = information.product(&step);
        let (slope, square) = (dot(&self.score, &step), 0.5 * dot(&step, &bent));
        let value = self.value + (slope - square);
        let score = self.score.iter().zip(&bent).map(|(s, b)| s - b).collect();
        let parts = self.value.abs() + slope.abs() + square;
        (parts <= CANCELLED * value.abs()).then_some((value, score))
    }
}
