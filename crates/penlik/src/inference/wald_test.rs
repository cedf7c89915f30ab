//! The joint Wald test of coefficients that are not penalised: T = βᵀV⁻¹β against χ²_p, or T/p against F_{p,n} where the scale in V is
//! estimated on n degrees of freedom.
//! Source: A. Wald, Transactions of the American Mathematical Society 54 (1943), 426–482.

use super::coefficients::StatisticKind;
use super::smooth_test::TermTest;
use crate::linalg::incomplete_beta::f_upper;
use crate::linalg::incomplete_gamma::chi_square_upper;
use crate::linalg::{Cholesky, Symmetric, dot};

/// The test of β = 0 with covariance V, the scale in it; the statistic told is T. `None` where V is not positive definite.
///
/// ```
/// use penlik::inference::{StatisticKind, wald_test};
/// use penlik::linalg::Symmetric;
/// let covariance = Symmetric { order: 2, data: vec![1.0, 0.0, 0.0, 4.0] };
/// let test = wald_test(&[1.0, 4.0], &covariance, StatisticKind::Z).unwrap();
/// assert_eq!(test.statistic, 5.0);
/// assert!((test.p_value / (-2.5_f64).exp() - 1.0).abs() < 1e-14);
/// ```
#[must_use]
pub fn wald_test(beta: &[f64], covariance: &Symmetric, kind: StatisticKind) -> Option<TermTest> {
    let statistic = dot(beta, &Cholesky::new(covariance)?.solve(beta)).max(0.0);
    let rank = beta.len() as f64;
    let p_value = match kind {
        StatisticKind::Z => chi_square_upper(statistic, rank),
        StatisticKind::T { df } => f_upper(statistic / rank, rank, df),
    };
    Some(TermTest { statistic, rank, p_value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::special::{normal_two_sided, student_two_sided};

    #[test]
    fn one_coefficient_gives_its_own_two_sided_test() {
        let variance = Symmetric { order: 1, data: vec![0.49] };
        let z = wald_test(&[1.4], &variance, StatisticKind::Z).unwrap();
        assert!((z.p_value / normal_two_sided(2.0) - 1.0).abs() < 1e-13);
        let t = wald_test(&[1.4], &variance, StatisticKind::T { df: 7.0 }).unwrap();
        assert!((t.p_value / student_two_sided(2.0, 7.0) - 1.0).abs() < 1e-13);
        assert!(wald_test(&[1.0, 1.0], &Symmetric { order: 2, data: vec![1.0; 4] }, StatisticKind::Z).is_none());
    }
}
