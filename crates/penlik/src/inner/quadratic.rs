//! Quadratic penalties ½βᵀS_λβ with S_λ = Σ_t λ_t C_t ⊗ S_t, for coefficients stacked class by class.
//!
//! S_t acts on a range of the columns of the design, C_t on the predictors: the identity, or the centred metric of the multinomial.

use crate::linalg::{Symmetric, dot};
use std::ops::Range;

/// One term λ·½βᵀ(C ⊗ S)β.
#[derive(Debug, Clone)]
pub struct QuadraticBlock {
    /// What the term is called in results.
    pub label: String,
    /// λ ≥ 0.
    pub strength: f64,
    /// C, M × M and positive semidefinite.
    pub metric: Symmetric,
    /// S, positive semidefinite, of the order of the range.
    pub matrix: Symmetric,
    /// The columns of the design that S acts on.
    pub columns: Range<usize>,
}

/// A sum of quadratic terms on coefficients of P columns and M predictors.
#[derive(Debug, Clone, Default)]
pub struct QuadraticPenalty {
    blocks: Vec<QuadraticBlock>,
}

impl QuadraticPenalty {
    /// The sum of `blocks`; terms of strength 0 stay listed and change nothing.
    #[must_use]
    pub fn new(blocks: Vec<QuadraticBlock>) -> Self {
        Self { blocks }
    }

    /// The terms.
    #[must_use]
    pub fn blocks(&self) -> &[QuadraticBlock] {
        &self.blocks
    }

    /// Whether no coefficient is penalised.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.blocks.iter().all(|block| block.strength == 0.0)
    }

    /// ½βᵀS_λβ; `gradient` receives S_λβ.
    pub fn value_gradient(&self, beta: &[f64], gradient: &mut [f64]) -> f64 {
        gradient.fill(0.0);
        for block in &self.blocks {
            block.add_gradient(beta, gradient);
        }
        0.5 * dot(beta, gradient)
    }

    /// Adds S_λ to a matrix of order PM.
    pub fn add_to(&self, hessian: &mut Symmetric) {
        for block in &self.blocks {
            block.for_each_entry(hessian.order, |i, j, x| {
                if j <= i {
                    hessian.add(i, j, x);
                }
            });
        }
    }
}

impl QuadraticBlock {
    fn add_gradient(&self, beta: &[f64], gradient: &mut [f64]) {
        let (m, order) = (self.metric.order, beta.len());
        let stride = order / m;
        let rows: Vec<Vec<f64>> =
            (0..m).map(|a| self.matrix.product(&beta[a * stride..][self.columns.clone()])).collect();
        for a in 0..m {
            let out = &mut gradient[a * stride..][self.columns.clone()];
            for (b, row) in rows.iter().enumerate() {
                let factor = self.strength * self.metric.get(a, b);
                out.iter_mut().zip(row).for_each(|(out, x)| *out = factor.mul_add(*x, *out));
            }
        }
    }

    /// Visits every entry of λ(C ⊗ S) in place.
    fn for_each_entry(&self, order: usize, mut visit: impl FnMut(usize, usize, f64)) {
        let (m, start) = (self.metric.order, self.columns.start);
        let stride = order / m;
        for a in 0..m {
            for b in 0..m {
                let factor = self.strength * self.metric.get(a, b);
                for i in 0..self.matrix.order {
                    for j in 0..self.matrix.order {
                        let (row, column) = (a * stride + start + i, b * stride + start + j);
                        visit(row, column, factor * self.matrix.get(i, j));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gradient_and_hessian_are_one_quadratic_form() {
        let mut metric = Symmetric::zeros(2);
        let mut matrix = Symmetric::zeros(2);
        for (i, j, c, s) in [(0, 0, 2.0, 1.0), (1, 0, -1.0, 0.5), (1, 1, 3.0, 4.0)] {
            metric.add(i, j, c);
            matrix.add(i, j, s);
        }
        let block = QuadraticBlock { label: "s".into(), strength: 1.5, metric, matrix, columns: 1..3 };
        let penalty = QuadraticPenalty::new(vec![block]);
        let beta = [9.0, 1.0, -2.0, 9.0, 0.5, 1.0];
        let mut gradient = [0.0; 6];
        let value = penalty.value_gradient(&beta, &mut gradient);
        let mut hessian = Symmetric::zeros(6);
        penalty.add_to(&mut hessian);
        assert_eq!(hessian.product(&beta), gradient);
        assert_eq!((gradient[0], gradient[3]), (0.0, 0.0));
        assert_eq!(value, 0.5 * dot(&beta, &gradient));
    }
}
