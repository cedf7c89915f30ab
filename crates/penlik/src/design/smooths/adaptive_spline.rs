//! Adaptive P-splines (`ad`): cubic B-splines with second differences of coefficients penalised by strengths that vary along x.
//!
//! With the k − 2 differences d = Dβ and the m B-splines B of degree min(3, m − 1) over their places 1 … k − 2, the penalty is Σ_j ω_j d_j², ω = Bλ with
//! λ ≥ 0: one penalty Dᵀ·diag(B_l)·D for each of the m columns of B. `m` is the number of penalties, by default 5; `k` is by default 40.
//! Source: S. N. Wood, Generalized Additive Models, 2nd edition, 2017, §5.3.5. Two penalties are those of straight B-splines here, in mgcv of a constant
//! and a line.

use super::basis::{Basis, Covariate, Refusal, Request};
use super::bspline_basis::BSplines;
use super::bspline_knots::{equal, splines};
use super::p_spline::difference_weights;
use super::univariate::{MAX_SIZE, points};
use crate::linalg::Symmetric;
use serde::{Deserialize, Serialize};

/// `k` where a request leaves it open.
const DEFAULT_SIZE: usize = 40;
/// The penalties where a request leaves them open.
const DEFAULT_PENALTIES: usize = 5;
/// The order of the differences.
const ORDER: usize = 2;

/// P-splines whose strength is a spline itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdaptiveSpline {
    splines: BSplines,
    /// m.
    penalties: usize,
}

impl AdaptiveSpline {
    /// The spline of a request.
    ///
    /// # Errors
    /// `m`, `k`, `knots` and `spacing` that do not fit.
    pub fn new(request: &Request<'_>) -> Result<Self, Refusal> {
        let penalties = match request.m {
            [] => DEFAULT_PENALTIES,
            [m] if m.fract() == 0.0 && *m >= 1.0 && *m <= MAX_SIZE as f64 => *m as usize,
            m => return Err(Refusal::new("m", format!("{m:?}"), "a whole number of penalties, at least 1")),
        };
        let k = request.k.unwrap_or(DEFAULT_SIZE);
        let splines = splines(&Request { k: Some(k), m: &[], ..*request }, 3, ORDER)?;
        if penalties + ORDER > k {
            let expected = format!("at most {}, the number of differences of k functions", k.saturating_sub(ORDER));
            return Err(Refusal::new("m", penalties.to_string(), expected));
        }
        Ok(Self { splines, penalties })
    }

    /// B, column after column; ones for one penalty.
    fn weights(&self) -> Option<Vec<f64>> {
        let count = self.size() - ORDER;
        if self.penalties == 1 {
            return Some(vec![1.0; count]);
        }
        let degree = (self.penalties - 1).min(3);
        let over = equal(degree, self.penalties - degree, 1.0, count as f64).ok()?;
        let places: Vec<f64> = (1..=count).map(|j| j as f64).collect();
        let mut out = vec![0.0; self.penalties * count];
        over.fill(&places, 0, self.penalties, &mut out, count);
        Some(out)
    }
}

impl Basis for AdaptiveSpline {
    fn size(&self) -> usize {
        self.splines.size()
    }

    fn penalties(&self) -> Vec<Symmetric> {
        let (k, count) = (self.size(), self.size() - ORDER);
        let difference = difference_weights(ORDER);
        let penalty = |weights: &[f64]| {
            let mut out = Symmetric::zeros(k);
            for (j, weight) in weights.iter().enumerate() {
                for a in 0..=ORDER {
                    (0..=a).for_each(|b| out.add(j + a, j + b, weight * difference[a] * difference[b]));
                }
            }
            out
        };
        self.weights().unwrap_or_default().chunks_exact(count).map(penalty).collect()
    }

    fn fill(&self, at: &[Covariate<'_>], out: &mut [f64], stride: usize) {
        self.splines.fill(points(at), 0, self.size(), out, stride);
    }

    fn fill_derivative(&self, at: &[Covariate<'_>], _: usize, out: &mut [f64], stride: usize) -> bool {
        self.splines.fill(points(at), 1, self.size(), out, stride);
        true
    }

    fn breaks(&self) -> Option<Vec<f64>> {
        Some(self.splines.breaks())
    }

    fn takes(&self, levels: &[usize]) -> bool {
        levels == [0] && self.penalties > 0 && self.penalties + ORDER <= self.size()
    }
}
