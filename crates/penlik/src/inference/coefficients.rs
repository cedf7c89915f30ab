//! Tests of single coefficients: estimate over standard error, against the normal law, or Student's where a scale is estimated.

use crate::linalg::special::{normal_two_sided, student_two_sided};
use serde::{Deserialize, Serialize};

/// The law that the statistics are held against.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, tag = "kind")]
pub enum StatisticKind {
    /// The standard normal law.
    Z,
    /// Student's law.
    T {
        /// Residual degrees of freedom.
        df: f64,
    },
}

/// Standard errors, statistics and two-sided p-values of coefficients.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CoefficientTests {
    /// √Σ_jj; 0 where it is unknown: a coefficient left out, or no curvature to invert.
    pub standard_errors: Vec<f64>,
    /// β_j/√Σ_jj; 0 where the standard error is 0, that is unknown.
    pub statistics: Vec<f64>,
    /// P(|statistic| at least this large) under β_j = 0.
    pub p_values: Vec<f64>,
}

impl CoefficientTests {
    /// Tests of `beta` with variances `variances`.
    #[must_use]
    pub fn new(beta: &[f64], variances: &[f64], kind: StatisticKind) -> Self {
        let standard_errors: Vec<f64> = variances.iter().map(|v| v.max(0.0).sqrt()).collect();
        let statistics: Vec<f64> = beta.iter().zip(&standard_errors).map(|(b, se)| ratio(*b, *se)).collect();
        let p_values = statistics.iter().map(|s| kind.two_sided(*s)).collect();
        Self { standard_errors, statistics, p_values }
    }
}

impl StatisticKind {
    /// P(|S| > |s|).
    #[must_use]
    pub fn two_sided(self, s: f64) -> f64 {
        match self {
            Self::Z => normal_two_sided(s),
            Self::T { df } => student_two_sided(s, df.max(f64::MIN_POSITIVE)),
        }
    }
}

fn ratio(estimate: f64, error: f64) -> f64 {
    if error == 0.0 {
        return 0.0;
    }
    (estimate / error).clamp(-f64::MAX, f64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coefficient_of_unknown_error_has_no_evidence_against_zero() {
        let tests = CoefficientTests::new(&[2.0, 0.0, -1.0], &[4.0, 0.0, 0.0], StatisticKind::Z);
        assert_eq!(tests.statistics, [1.0, 0.0, 0.0]);
        assert!((tests.p_values[0] - 0.317_310_507_862_914_1).abs() < 1e-15);
        assert_eq!(tests.p_values[1..], [1.0, 1.0]);
    }
}
