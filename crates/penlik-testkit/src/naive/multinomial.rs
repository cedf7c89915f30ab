//! The joint multinomial log-likelihood, from its definition.

use crate::Scalar;

/// Rows of a multinomial with the last class as reference.
pub struct Multinomial<'a> {
    /// N rows of P entries.
    pub design: &'a [Vec<f64>],
    /// N rows of K shares or counts.
    pub y: &'a [Vec<f64>],
    /// N weights.
    pub weights: &'a [f64],
    /// N rows of K − 1 offsets.
    pub offset: &'a [Vec<f64>],
}

impl Multinomial<'_> {
    /// Σ_i w_i Σ_c y_ic (η_ic − ln Σ_b exp η_ib) with η_a = xᵀβ_a + offset_a, β class by class and η = 0 for the last class.
    pub fn log_likelihood<S: Scalar>(&self, beta: &[S]) -> S {
        (0..self.design.len()).fold(S::of(0.0), |sum, i| sum + S::of(self.weights[i]) * self.row(i, beta))
    }

    fn row<S: Scalar>(&self, i: usize, beta: &[S]) -> S {
        let (x, y) = (&self.design[i], &self.y[i]);
        let mut eta: Vec<S> = beta
            .chunks(x.len())
            .zip(&self.offset[i])
            .map(|(beta, offset)| beta.iter().zip(x).fold(S::of(*offset), |sum, (b, x)| sum + *b * S::of(*x)))
            .collect();
        eta.push(S::of(0.0));
        let top = eta.iter().fold(f64::MIN, |top, eta| top.max(eta.to_f64()));
        let total = eta.iter().fold(S::of(0.0), |sum, eta| sum + (*eta - S::of(top)).exp());
        let normalizer = S::of(top) + total.ln();
        eta.iter().zip(y).fold(S::of(0.0), |sum, (eta, y)| sum + S::of(*y) * (*eta - normalizer))
    }
}
