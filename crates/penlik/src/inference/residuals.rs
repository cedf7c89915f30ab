//! Residuals of single rows.
//!
//! With the response y, its mean μ, the variance function V(μ), the slope μ′ = dμ/dη, the deviance contribution d and the weight w:
//! response y − μ, working (y − μ)/μ′, Pearson (y − μ)√(w/V), deviance sign(y − μ)·√(w·d).
//! Randomised quantile residuals are Φ⁻¹(F(y)) with the family's distribution function, for a response with point masses uniform between
//! P(Y < y) and P(Y ≤ y); under the model they are standard normal.
//! Sources: P. McCullagh and J. A. Nelder, Generalized Linear Models (1989), 2.4; P. K. Dunn and G. K. Smyth, Journal of
//! Computational and Graphical Statistics 5 (1996), 236–244.

use crate::families::Surroundings;
use crate::linalg::counter_random::CounterRandom;
use crate::linalg::quantiles::normal_quantile_of_tails;
use serde::{Deserialize, Serialize};

/// What a family says about one row at its fitted predictor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowValues {
    /// y
    pub response: f64,
    /// μ
    pub mean: f64,
    /// dμ/dη
    pub slope: f64,
    /// (y − μ)²/V(μ), per unit of scale and weight.
    pub pearson: f64,
    /// d, per unit of weight.
    pub deviance: f64,
    /// w
    pub weight: f64,
}

/// A kind of residual that is a function of the row's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ResidualKind {
    /// y − μ
    Response,
    /// (y − μ)/μ′
    Working,
    /// (y − μ)√(w/V)
    Pearson,
    /// sign(y − μ)·√(w·d)
    Deviance,
}

impl ResidualKind {
    /// The residual of a row; a row without variance that is met exactly has the residual 0.
    ///
    /// ```
    /// use penlik::inference::{ResidualKind, RowValues};
    /// let row = RowValues { response: 7.0, mean: 4.0, slope: 2.0, pearson: 2.25, deviance: 2.25, weight: 4.0 };
    /// let kinds = [ResidualKind::Response, ResidualKind::Working, ResidualKind::Pearson, ResidualKind::Deviance];
    /// assert_eq!(kinds.map(|kind| kind.of(&row)), [3.0, 1.5, 3.0, 3.0]);
    /// ```
    #[must_use]
    pub fn of(self, row: &RowValues) -> f64 {
        let gap = row.response - row.mean;
        if gap == 0.0 {
            return 0.0;
        }
        match self {
            Self::Response => gap,
            Self::Working => gap / row.slope,
            Self::Pearson => (row.weight * row.pearson).max(0.0).sqrt().copysign(gap),
            Self::Deviance => (row.weight * row.deviance).max(0.0).sqrt().copysign(gap),
        }
    }
}

/// The randomised quantile residual of row `row` under `seed`; the same for any order of rows. It is finite unless a continuous
/// tail has underflowed.
///
/// ```
/// use penlik::inference::{Surroundings, quantile_residual};
/// let continuous = Surroundings { below: 0.975, at: 0.0, above: 0.025 };
/// assert!((quantile_residual(&continuous, 1, 0) - 1.959_963_984_540_054).abs() < 1e-14);
/// ```
#[must_use]
pub fn quantile_residual(y: &Surroundings, seed: u64, row: u64) -> f64 {
    if !(y.at > 0.0) {
        return normal_quantile_of_tails(y.below, y.above);
    }
    let share = CounterRandom::new(seed, STREAM).uniform(row);
    normal_quantile_of_tails(share.mul_add(y.at, y.below), (1.0 - share).mul_add(y.at, y.above))
}

/// The stream of random numbers that residuals draw from.
const STREAM: u64 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_is_met_exactly_has_no_residual_of_any_kind() {
        let row = RowValues { response: 1.0, mean: 1.0, slope: 0.0, pearson: 0.0, deviance: 0.0, weight: 1.0 };
        for kind in [ResidualKind::Response, ResidualKind::Working, ResidualKind::Pearson, ResidualKind::Deviance] {
            assert_eq!(kind.of(&row), 0.0);
        }
        let below = RowValues { response: 0.0, deviance: 4.0, pearson: 1.0, slope: 1.0, ..row };
        assert_eq!(ResidualKind::Deviance.of(&below), -2.0);
    }

    /// A fair coin: residuals of zeros fill the negative half of the normal law, those of ones the positive half.
    #[test]
    fn residuals_of_a_discrete_response_are_standard_normal() {
        const N: u64 = 40_000;
        let coin = |row: u64| CounterRandom::new(9, 77).uniform(row) < 0.3;
        let residual = |row: u64| {
            let place = if coin(row) {
                Surroundings { below: 0.7, at: 0.3, above: 0.0 }
            } else {
                Surroundings { below: 0.0, at: 0.7, above: 0.3 }
            };
            quantile_residual(&place, 5, row)
        };
        let mut sorted: Vec<f64> = (0..N).map(residual).collect();
        assert!((0..N).all(|row| (residual(row) > -0.524_400_512_708_040_9) || !coin(row)));
        sorted.sort_by(f64::total_cmp);
        // Kolmogorov's distance, below its 0.1 % point.
        let cdf = |z: f64| 0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2);
        let distance = sorted.iter().enumerate().map(|(i, z)| (cdf(*z) - (i as f64 + 0.5) / N as f64).abs());
        assert!(distance.fold(0.0, f64::max) < 1.95 / (N as f64).sqrt());
        assert_eq!(residual(17), residual(17));
    }
}
