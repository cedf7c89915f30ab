//! Tests of whole terms of a penalized fit.
//!
//! A smooth f = Xβ with covariance V of β: in the inner product βᵀGβ, G = XᵀX, let d_1 ≥ d_2 ≥ … be the eigenvalues of the
//! covariance of f and z_i the standardised coordinates of f̂ along its eigenvectors. Directions of small d_i were shrunk away and
//! carry no evidence, so that only r of them count, r the term's reference degrees of freedom, in general k + ν with 0 ≤ ν < 1:
//!
//! T = z_1² + … + z_k² + 2ρ z_k z_{k+1} + ν z_{k+1}², ρ² = ν(1 − ν)/2.
//!
//! This ρ gives T the mean r and the variance 2r of χ²_r; its law under f = 0 is exactly χ²_{k−1} + ν₊χ²_1 + ν₋χ²_1 with
//! ν± = (1 + ν ± √(1 − ν²))/2. Eigenvectors have no sign, hence neither has ρ: the p-value is the mean over both, the statistic told
//! the one with ρ = 0, the mean of both.
//!
//! A term that is penalised in every direction, such as a random effect, has f = 0 on the edge of its strengths, λ = ∞. There
//! T = β̂ᵀV⁻¹β̂ with the Bayesian V, while β̂ spreads by H⁻¹IH⁻¹ only: its law is the mixture of χ² whose weights are the eigenvalues of
//! V^−½(H⁻¹IH⁻¹)V^−½.
//!
//! G weighs the rows by their information where they have different ones: the term's block of I, which for several predictors, β stacking
//! a term's coefficients of all of them, is its joint block. Then T does not depend on the reference of a multinomial, nor does it with
//! G = M⊗XᵀX and the centred metric M = 1 − 11ᵀ/K, which sums over all K classes alike.
//! Sources: S. N. Wood, Biometrika 100 (2013), 221–228 and 1005–1010.

use super::coefficients::StatisticKind;
use super::mixture::ChiSquareMixture;
use crate::linalg::semidefinite_root::Root;
use crate::linalg::{Cholesky, Symmetric, SymmetricEigen, dot};
use serde::{Deserialize, Serialize};

/// The outcome of a test of a term.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TermTest {
    /// T; its expectation without an effect is `rank` where the scale is known.
    pub statistic: f64,
    /// Degrees of freedom that T counts.
    pub rank: f64,
    /// P(T at least this large) without an effect.
    pub p_value: f64,
}

impl StatisticKind {
    /// P(Q > q), or P(Q/(χ²_df/df) > q) where a scale is estimated.
    #[must_use]
    pub fn upper(self, law: &ChiSquareMixture, q: f64) -> f64 {
        match self {
            Self::Z => law.upper(q),
            Self::T { df } => law.ratio_upper(q, df),
        }
    }
}

/// The test of f = Xβ = 0. `covariance` is the term's block of the Bayesian covariance with the scale in it, `gram` is the term's
/// block of the information XᵀWX, or XᵀX, or [`stacked_gram`] of it, `rank` the term's reference degrees of freedom; it counts as 1 where it is less, and as the rank of the
/// covariance of f where it is more. `None` where f has no covariance at all.
#[must_use]
pub fn smooth_test(
    beta: &[f64],
    covariance: &Symmetric,
    gram: &Symmetric,
    rank: f64,
    kind: StatisticKind,
) -> Option<TermTest> {
    let root = Root::new(gram)?;
    let z = standardised(&root.congruence(covariance), &root.transposed_product(beta))?;
    let rank = rank.max(1.0).min(z.len() as f64);
    let k = rank.floor() as usize;
    let nu = rank - rank.floor();
    let whole = dot(&z[..k], &z[..k]);
    let Some(last) = z.get(k).filter(|_| nu > 0.0) else {
        let p_value = kind.upper(&ChiSquareMixture::new(&[(1.0, rank)]), whole);
        return Some(TermTest { statistic: whole, rank, p_value });
    };
    let statistic = (nu * last).mul_add(*last, whole);
    let cross = 2.0 * (0.5 * nu * (1.0 - nu)).sqrt() * z[k - 1] * last;
    let spread = ((1.0 - nu) * (1.0 + nu)).sqrt();
    // The product of the two is ν(1 + ν)/2, which gives the smaller one without cancellation.
    let more = 0.5 * (1.0 + nu + spread);
    let law = ChiSquareMixture::new(&[(1.0, (k - 1) as f64), (more, 1.0), (0.5 * nu * (1.0 + nu) / more, 1.0)]);
    let p_value = 0.5 * (kind.upper(&law, statistic + cross) + kind.upper(&law, statistic - cross));
    Some(TermTest { statistic, rank, p_value })
}

/// u_iᵀx/√d_i for the eigenpairs of a covariance from the largest on, without those that are rounding.
fn standardised(covariance: &Symmetric, x: &[f64]) -> Option<Vec<f64>> {
    let n = covariance.order;
    let eigen = SymmetricEigen::new(covariance)?;
    let floor = eigen.values().last()? * f64::EPSILON * n as f64;
    let pairs = eigen.values().iter().zip(eigen.rows().chunks_exact(n.max(1))).rev();
    let z: Vec<f64> = pairs.filter(|(d, _)| **d > floor.max(0.0)).map(|(d, u)| dot(u, x) / d.sqrt()).collect();
    (!z.is_empty()).then_some(z)
}

/// The test of a term that is penalised in every direction. `covariance` is its block of the Bayesian covariance and `spread` that of the
/// frequentist H⁻¹IH⁻¹, both with the scale in them; the rank told is the expectation of T without an effect. `None` where the
/// covariance is not positive definite or β̂ does not spread.
#[must_use]
pub fn random_effect_test(
    beta: &[f64],
    covariance: &Symmetric,
    spread: &Symmetric,
    kind: StatisticKind,
) -> Option<TermTest> {
    let factor = Cholesky::new(covariance)?;
    let statistic = dot(beta, &factor.solve(beta)).max(0.0);
    // V⁻¹ = A Aᵀ: the weights are the eigenvalues of Aᵀ·spread·A.
    let eigen = SymmetricEigen::new(&Root::new(&factor.inverse())?.congruence(spread))?;
    let weights: Vec<f64> = eigen.values().iter().map(|e| e.max(0.0)).collect();
    let rank: f64 = weights.iter().sum();
    let p_value = kind.upper(&ChiSquareMixture::of_weights(&weights), statistic);
    (rank > 0.0).then_some(TermTest { statistic, rank, p_value })
}

/// M ⊗ G for coefficients stacked predictor by predictor.
#[must_use]
pub fn stacked_gram(metric: &Symmetric, gram: &Symmetric) -> Symmetric {
    let (m, p) = (metric.order, gram.order);
    let entry = |i: usize, j: usize| metric.get(i / p, j / p) * gram.get(i % p, j % p);
    let data = (0..m * p).flat_map(|i| (0..m * p).map(move |j| (i, j))).map(|(i, j)| entry(i, j)).collect();
    Symmetric { order: m * p, data }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::incomplete_gamma::chi_square_upper;

    fn identity(n: usize) -> Symmetric {
        let mut out = Symmetric::zeros(n);
        (0..n).for_each(|i| out.add(i, i, 1.0));
        out
    }

    fn symmetric(n: usize, entry: impl Fn(usize, usize) -> f64) -> Symmetric {
        let mut out = Symmetric::zeros(n);
        (0..n).for_each(|i| (0..=i).for_each(|j| out.add(i, j, entry(i, j))));
        out
    }

    #[test]
    fn a_whole_rank_is_the_chi_square_test_of_the_leading_directions() {
        let covariance = symmetric(3, |i, j| if i == j { [4.0, 1.0, 0.25][i] } else { 0.0 });
        let beta = [2.0, 3.0, 10.0];
        let test = smooth_test(&beta, &covariance, &identity(3), 2.0, StatisticKind::Z).unwrap();
        assert!((test.statistic - 10.0).abs() < 1e-13);
        assert!((test.p_value / chi_square_upper(10.0, 2.0) - 1.0).abs() < 1e-12);
        // A rank beyond the term's own counts every direction.
        let test = smooth_test(&beta, &covariance, &identity(3), 7.0, StatisticKind::Z).unwrap();
        assert!((test.rank - 3.0).abs() < 1e-15 && (test.statistic - 410.0).abs() < 1e-11);
    }

    #[test]
    fn a_broken_rank_lies_between_its_neighbours_and_joins_them() {
        let covariance = symmetric(3, |i, j| if i == j { [4.0, 1.0, 0.25][i] } else { 0.0 });
        let p = |rank: f64| smooth_test(&[2.0, 1.5, 0.3], &covariance, &identity(3), rank, StatisticKind::Z).unwrap();
        for whole in [1.0, 2.0] {
            assert!((p(whole + 1e-12).p_value - p(whole).p_value).abs() < 1e-5);
            assert!((p(whole + 1.0 - 1e-12).p_value - p(whole + 1.0).p_value).abs() < 1e-5);
        }
        assert!(p(1.0).statistic < p(1.5).statistic && p(1.5).statistic < p(2.0).statistic);
    }

    /// Under f = 0 the p-value of each sign of ρ is uniform; so is their mean nearly, and exactly in law at whole ranks.
    #[test]
    fn the_statistic_has_the_mean_and_variance_of_its_rank() {
        for nu in [0.1, 0.5, 0.9_f64] {
            let spread = ((1.0 - nu) * (1.0 + nu)).sqrt();
            let (more, less) = (0.5 * (1.0 + nu + spread), 0.5 * (1.0 + nu - spread));
            assert!((more + less - (1.0 + nu)).abs() < 1e-15);
            assert!((more * more + less * less - (1.0 + nu)).abs() < 1e-14);
            // The eigenvalues of [[1, ρ], [ρ, ν]].
            assert!((more * less - (nu - 0.5 * nu * (1.0 - nu))).abs() < 1e-15);
        }
    }

    /// Three classes, two columns: from one reference to another η′ = Tη with an invertible T, β′ = (T⊗1)β.
    #[test]
    fn the_joint_test_over_classes_is_the_same_for_every_reference() {
        let k = 3;
        let gram = symmetric(2, |i, j| if i == j { 30.0 } else { 7.0 });
        let metric = symmetric(k - 1, |i, j| f64::from(u8::from(i == j)) - 1.0 / k as f64);
        let beta = [0.8, -0.4, 0.1, 0.5];
        let covariance = symmetric(4, |i, j| if i == j { 0.05 + 0.02 * i as f64 } else { 0.01 / (1 + i + j) as f64 });
        for kind in [StatisticKind::Z, StatisticKind::T { df: 17.0 }] {
            for rank in [1.0, 1.6, 2.7, 4.0] {
                let wanted = smooth_test(&beta, &covariance, &stacked_gram(&metric, &gram), rank, kind).unwrap();
                // Reference 3 → 1 (active 2, 3): η′_2 = η_2 − η_1, η′_3 = −η_1; and reference 2 (active 1, 3).
                for t in [[[-1.0, 1.0], [-1.0, 0.0]], [[1.0, -1.0], [0.0, -1.0]]] {
                    let entry = |i: usize, j: usize| if i % 2 == j % 2 { t[i / 2][j / 2] } else { 0.0_f64 };
                    let other: Vec<f64> = (0..4).map(|i| (0..4).map(|j| entry(i, j) * beta[j]).sum()).collect();
                    let moved = symmetric(4, |i, j| {
                        (0..4)
                            .flat_map(|a| (0..4).map(move |b| (a, b)))
                            .map(|(a, b)| entry(i, a) * covariance.get(a, b) * entry(j, b))
                            .sum()
                    });
                    let found = smooth_test(&other, &moved, &stacked_gram(&metric, &gram), rank, kind).unwrap();
                    assert!((found.statistic / wanted.statistic - 1.0).abs() < 1e-12, "{found:?} {wanted:?}");
                    assert!((found.p_value / wanted.p_value - 1.0).abs() < 1e-11, "{found:?} {wanted:?}");
                }
            }
        }
    }

    #[test]
    fn a_fully_penalised_term_is_tested_by_the_mixture_of_its_spread() {
        // Balanced groups of 5 rows, λ = 3, φ = 2: I = 5, H = 8, V = φ/8, spread φ·5/64: every weight is 5/8.
        let beta = [0.9, -0.4, 0.2];
        let diagonal = |x: f64| symmetric(3, |i, j| if i == j { x } else { 0.0 });
        let test = random_effect_test(&beta, &diagonal(0.25), &diagonal(10.0 / 64.0), StatisticKind::Z).unwrap();
        let t = 4.0 * beta.iter().map(|b| b * b).sum::<f64>();
        assert!((test.statistic - t).abs() < 1e-14 && (test.rank - 15.0 / 8.0).abs() < 1e-14);
        assert!((test.p_value / chi_square_upper(t * 8.0 / 5.0, 3.0) - 1.0).abs() < 1e-12);
        assert!(random_effect_test(&beta, &diagonal(0.25), &Symmetric::zeros(3), StatisticKind::Z).is_none());
    }
}
