//! Cubic regression splines (`cr`): the natural cubic splines over knots t_1 < … < t_k, with β_j = f(t_j).
//!
//! The second derivatives at the knots are δ = Fβ with δ_1 = δ_k = 0 and, at the inner knots, Bδ = Dβ, where h_j = t_{j+1} − t_j,
//! D_jj = 1/h_j, D_j,j+1 = −1/h_j − 1/h_{j+1}, D_j,j+2 = 1/h_{j+1}, B_jj = (h_j + h_{j+1})/3, B_j,j+1 = B_j+1,j = h_{j+1}/6.
//! The penalty is ∫ f″(x)² dx = βᵀDᵀB⁻¹Dβ. Outside the knots f is linear, with its value and slope at the nearest one.
//!
//! Knots: those given, else k of them at equal shares of the different values of x. With `cs` ([`ShrunkenCubic`]) the penalty also bears on lines, so that
//! a large strength takes the whole term away: with e the smallest positive eigenvalue of S, S + e/10·uuᵀ + e/100·vvᵀ for the unit
//! vectors u of the centred knots and v of the constant.
//! Source: S. N. Wood, Generalized Additive Models, 2nd edition, 2017, §5.3.1.

use super::basis::{Basis, Covariate, Refusal, Request};
use super::piecewise_cubic::{Weights, fill};
use super::univariate::{cubic_knots, increasing, no_orders, points};
use crate::linalg::{Symmetric, SymmetricEigen};
use serde::{Deserialize, Serialize};

/// Natural cubic splines by their values at the knots.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Knots", into = "Knots")]
pub struct CubicRegression {
    knots: Vec<f64>,
    /// F: k rows of k entries.
    bends: Vec<f64>,
    penalty: Vec<f64>,
}

/// What a stored model keeps of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Knots {
    knots: Vec<f64>,
}

impl CubicRegression {
    /// The spline of a request.
    ///
    /// # Errors
    /// `k` < 3 or larger than the number of different values, knots that are not k increasing numbers, and any `m` but 2.
    pub fn new(request: &Request<'_>) -> Result<Self, Refusal> {
        no_orders(request, 2.0)?;
        Self::over(cubic_knots(request, 3, false)?)
    }

    /// The spline over increasing knots, at least three.
    fn over(knots: Vec<f64>) -> Result<Self, Refusal> {
        increasing(&knots, true)?;
        if knots.len() < 3 {
            return Err(Refusal::new("knots", format!("{} numbers", knots.len()), "at least 3"));
        }
        let k = knots.len();
        let h: Vec<f64> = knots.windows(2).map(|pair| pair[1] - pair[0]).collect();
        // B = LΔLᵀ with L unit lower bidiagonal; W = L⁻¹D and then F = L⁻ᵀΔ⁻¹W, S = WᵀΔ⁻¹W.
        let inner = k - 2;
        let (mut pivots, mut below) = (vec![0.0; inner], vec![0.0; inner]);
        let mut w = vec![0.0; inner * k];
        for j in 0..inner {
            pivots[j] = (h[j] + h[j + 1]) / 3.0;
            let row = [1.0 / h[j], -1.0 / h[j] - 1.0 / h[j + 1], 1.0 / h[j + 1]];
            w[j * k + j..j * k + j + 3].copy_from_slice(&row);
            if j > 0 {
                below[j] = h[j] / 6.0 / pivots[j - 1];
                pivots[j] -= below[j] * (h[j] / 6.0);
                let (above, row) = w.split_at_mut(j * k);
                row.iter_mut().zip(&above[(j - 1) * k..]).take(j + 2).for_each(|(x, above)| *x -= below[j] * above);
            }
        }
        let penalty = scaled_gram(&w, &pivots, k);
        let mut bends = vec![0.0; k * k];
        for j in (0..inner).rev() {
            let (row, rest) = bends[(j + 1) * k..].split_at_mut(k);
            let below = if j + 1 < inner { below[j + 1] } else { 0.0 };
            for (i, x) in row.iter_mut().enumerate() {
                *x = w[j * k + i] / pivots[j] - below * rest[i];
            }
        }
        Ok(Self { knots, bends, penalty })
    }

    fn penalty(&self) -> Symmetric {
        Symmetric { order: self.knots.len(), data: self.penalty.clone() }
    }
}

/// Σ_r w_r w_rᵀ/pivot_r for rows w_r of k entries.
pub(super) fn scaled_gram(w: &[f64], pivots: &[f64], k: usize) -> Vec<f64> {
    let mut out = vec![0.0; k * k];
    for (row, pivot) in w.chunks_exact(k).zip(pivots) {
        for i in 0..k {
            let scaled = row[i] / pivot;
            if scaled != 0.0 {
                (0..=i).for_each(|j| out[i * k + j] = scaled.mul_add(row[j], out[i * k + j]));
            }
        }
    }
    (0..k).for_each(|i| (0..i).for_each(|j| out[j * k + i] = out[i * k + j]));
    out
}

impl TryFrom<Knots> for CubicRegression {
    type Error = Refusal;

    fn try_from(parts: Knots) -> Result<Self, Refusal> {
        Self::over(parts.knots)
    }
}

impl From<CubicRegression> for Knots {
    fn from(spline: CubicRegression) -> Self {
        Self { knots: spline.knots }
    }
}

impl Basis for CubicRegression {
    fn size(&self) -> usize {
        self.knots.len()
    }

    fn penalties(&self) -> Vec<Symmetric> {
        vec![self.penalty()]
    }

    fn breaks(&self) -> Option<Vec<f64>> {
        Some(self.knots.clone())
    }

    fn fill(&self, at: &[Covariate<'_>], out: &mut [f64], stride: usize) {
        fill(|x| Weights::value(&self.knots, x), points(at), &self.bends, self.size(), out, stride);
    }

    fn fill_derivative(&self, at: &[Covariate<'_>], _: usize, out: &mut [f64], stride: usize) -> bool {
        fill(|x| Weights::slope(&self.knots, x), points(at), &self.bends, self.size(), out, stride);
        true
    }

    fn takes(&self, levels: &[usize]) -> bool {
        levels == [0]
    }
}

/// The same functions with a penalty on all of them (`cs`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ShrunkenCubic {
    spline: CubicRegression,
}

impl ShrunkenCubic {
    /// The spline of a request.
    ///
    /// # Errors
    /// As [`CubicRegression::new`].
    pub fn new(request: &Request<'_>) -> Result<Self, Refusal> {
        Ok(Self { spline: CubicRegression::new(request)? })
    }
}

impl Basis for ShrunkenCubic {
    fn size(&self) -> usize {
        self.spline.size()
    }

    fn penalties(&self) -> Vec<Symmetric> {
        let mut penalty = self.spline.penalty();
        let k = self.size();
        // Two eigenvalues are zero, those of lines.
        let least = SymmetricEigen::new(&penalty).map_or(f64::NAN, |eigen| eigen.values()[2]);
        let mean = self.spline.knots.iter().sum::<f64>() / k as f64;
        let centred: Vec<f64> = self.spline.knots.iter().map(|t| t - mean).collect();
        for (direction, share) in [(centred, 0.1), (vec![1.0; k], 0.01)] {
            let largest = direction.iter().fold(0.0_f64, |a, x| a.max(x.abs()));
            let unit: Vec<f64> = direction.iter().map(|x| x / largest).collect();
            let square: f64 = unit.iter().map(|x| x * x).sum();
            (0..k).for_each(|i| (0..=i).for_each(|j| penalty.add(i, j, share * least * unit[i] * (unit[j] / square))));
        }
        vec![penalty]
    }

    fn breaks(&self) -> Option<Vec<f64>> {
        self.spline.breaks()
    }

    fn fill(&self, at: &[Covariate<'_>], out: &mut [f64], stride: usize) {
        self.spline.fill(at, out, stride);
    }

    fn fill_derivative(&self, at: &[Covariate<'_>], variable: usize, out: &mut [f64], stride: usize) -> bool {
        self.spline.fill_derivative(at, variable, out, stride)
    }

    fn takes(&self, levels: &[usize]) -> bool {
        levels == [0]
    }
}
