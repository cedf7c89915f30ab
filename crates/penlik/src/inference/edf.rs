//! Effective degrees of freedom.
//!
//! With the information I of the rows, the penalty S_λ, H = I + S_λ and F = H⁻¹I, coefficient j has F_jj of them, and
//! (2F − FF)_jj as the reference of tests; a term has the sum over its coefficients, the model the trace. With the covariance
//! V_c that knows of the uncertainty of λ, tr(V_c I)/φ.
//!
//! With B = H⁻¹S_λ = 1 − F these are 1 − B_jj and 1 − (BB)_jj. Each coefficient takes the form whose sum has the smaller terms, so
//! that neither an unpenalised coefficient nor one that is shrunk to nothing loses its digits.
//! Source: S. N. Wood, Generalized Additive Models, 2nd ed. (2017), 6.1.2, 6.11.3 and 6.12.1.

use crate::linalg::{Symmetric, product};

/// Effective degrees of freedom of each coefficient.
#[derive(Debug, Clone, PartialEq)]
pub struct EffectiveDegrees {
    edf: Vec<f64>,
    reference: Vec<f64>,
}

impl EffectiveDegrees {
    /// From H⁻¹, I and S_λ, all of one order.
    ///
    /// ```
    /// use penlik::inference::EffectiveDegrees;
    /// use penlik::linalg::Symmetric;
    /// let one = |x: f64| Symmetric { order: 1, data: vec![x] };
    /// let degrees = EffectiveDegrees::new(&one(1.0 / 8.0), &one(6.0), &one(2.0));
    /// assert_eq!((degrees.total(), degrees.reference_total()), (0.75, 0.9375));
    /// ```
    #[must_use]
    pub fn new(inverse: &Symmetric, information: &Symmetric, penalty: &Symmetric) -> Self {
        let n = inverse.order;
        let (f, b) = (times(inverse, information), times(inverse, penalty));
        let (mut edf, mut reference) = (vec![0.0; n], vec![0.0; n]);
        for j in 0..n {
            let size = |other: &Symmetric| (0..n).map(|k| (inverse.get(j, k) * other.get(k, j)).abs()).sum::<f64>();
            let square = |a: &[f64]| (0..n).map(|k| a[j * n + k] * a[k * n + j]).sum::<f64>();
            (edf[j], reference[j]) = if size(penalty) <= size(information) {
                (1.0 - b[j * n + j], 1.0 - square(&b))
            } else {
                (f[j * n + j], 2.0 * f[j * n + j] - square(&f))
            };
        }
        Self { edf, reference }
    }

    /// F_jj for each coefficient.
    #[must_use]
    pub fn coefficients(&self) -> &[f64] {
        &self.edf
    }

    /// tr F.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.edf.iter().sum()
    }

    /// Σ F_jj over the coefficients of a term.
    #[must_use]
    pub fn of(&self, positions: &[usize]) -> f64 {
        positions.iter().map(|&j| self.edf[j]).sum()
    }

    /// tr(2F − FF).
    #[must_use]
    pub fn reference_total(&self) -> f64 {
        self.reference.iter().sum()
    }

    /// Σ (2F − FF)_jj over the coefficients of a term.
    #[must_use]
    pub fn reference_of(&self, positions: &[usize]) -> f64 {
        positions.iter().map(|&j| self.reference[j]).sum()
    }

    /// (V_c I)_jj/φ for each coefficient, where `excess` is (V_c − φH⁻¹)/φ: F_jj + (excess·I)_jj.
    #[must_use]
    pub fn corrected(&self, excess: &Symmetric, information: &Symmetric) -> Vec<f64> {
        let n = self.edf.len();
        let more = |j: usize| (0..n).map(|k| excess.get(j, k) * information.get(k, j)).sum::<f64>();
        self.edf.iter().enumerate().map(|(j, edf)| edf + more(j)).collect()
    }
}

/// AB, row-major.
fn times(a: &Symmetric, b: &Symmetric) -> Vec<f64> {
    let mut out = vec![0.0; a.data.len()];
    product(&a.data, a.order, &b.data, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::Cholesky;

    fn degrees(lambda: f64) -> EffectiveDegrees {
        let information = Symmetric { order: 3, data: vec![4.0, 1.0, 0.5, 1.0, 3.0, -1.0, 0.5, -1.0, 2.0] };
        let penalty =
            Symmetric { order: 3, data: [0.0, 0.0, 0.0, 0.0, 2.0, 1.0, 0.0, 1.0, 2.0].map(|x| x * lambda).into() };
        let sum = information.data.iter().zip(&penalty.data).map(|(i, s)| i + s).collect();
        let inverse = Cholesky::new(&Symmetric { order: 3, data: sum }).unwrap().inverse();
        EffectiveDegrees::new(&inverse, &information, &penalty)
    }

    #[test]
    fn a_term_keeps_its_digits_from_no_penalty_to_an_overwhelming_one() {
        assert_eq!(degrees(0.0).coefficients(), [1.0; 3]);
        assert_eq!(degrees(0.0).reference_total(), 3.0);
        // Wanted: (H⁻¹I)₁₁ + (H⁻¹I)₂₂ from 50 digits; for λ → ∞ it falls like 1/λ.
        for (lambda, wanted) in TERMS {
            let found = degrees(lambda).of(&[1, 2]);
            assert!((found / wanted - 1.0).abs() < 1e-14, "{lambda}: {found:e} for {wanted:e}");
        }
    }

    #[test]
    fn reference_degrees_are_the_trace_of_their_definition() {
        for (lambda, wanted) in REFERENCES {
            let found = degrees(lambda).reference_total();
            assert!((found / wanted - 1.0).abs() < 1e-14, "{lambda}: {found:e} for {wanted:e}");
        }
    }

    const TERMS: [(f64, f64); 3] =
        [(0.7, 1.1896488661302122), (40.0, 0.089793013463021173), (1e12, 3.8749999999876927e-12)];
    const REFERENCES: [(f64, f64); 2] = [(0.7, 2.5584005350810114), (40.0, 1.1730652617055326)];
}
