//! Quadratic penalties ½θᵀS_λθ with S_λ = Σ_t λ_t C_t ⊗ S_t.
//!
//! S_t acts on a group of coefficients, C_t on its copies, one for each predictor: the identity, or the centred metric of the multinomial.

use crate::linalg::{Symmetric, dot};
use std::ops::Range;

/// One term λ·½θᵀ(C ⊗ S)θ.
#[derive(Debug, Clone)]
pub struct QuadraticBlock {
    /// What the term is called in results.
    pub label: String,
    /// λ ≥ 0.
    pub strength: f64,
    /// C, positive semidefinite, of the order of the copies.
    pub metric: Symmetric,
    /// S, positive semidefinite, of the order of the group.
    pub matrix: Symmetric,
    /// The places of the group's coefficients, for each copy.
    pub copies: Vec<Vec<usize>>,
}

/// A sum of quadratic terms.
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

    /// ½θᵀS_λθ; `gradient` receives S_λθ.
    pub fn value_gradient(&self, beta: &[f64], gradient: &mut [f64]) -> f64 {
        gradient.fill(0.0);
        for block in &self.blocks {
            block.add_gradient(beta, gradient);
        }
        0.5 * dot(beta, gradient)
    }

    /// Adds S_λ to a matrix of the order of θ.
    pub fn add_to(&self, hessian: &mut Symmetric) {
        for block in &self.blocks {
            block.for_each_entry(|i, j, x| {
                if j <= i {
                    hessian.add(i, j, x);
                }
            });
        }
    }
}

/// The places of a range of the columns of a design, for each of `predictors` predictors.
#[must_use]
pub fn places(columns: &Range<usize>, design_columns: usize, predictors: usize) -> Vec<Vec<usize>> {
    (0..predictors).map(|a| columns.clone().map(|j| a * design_columns + j).collect()).collect()
}

impl QuadraticBlock {
    /// Adds λ(C ⊗ S)θ to `gradient`.
    pub fn add_gradient(&self, theta: &[f64], gradient: &mut [f64]) {
        let gather = |places: &Vec<usize>| places.iter().map(|&i| theta[i]).collect::<Vec<_>>();
        let rows: Vec<Vec<f64>> = self.copies.iter().map(|places| self.matrix.product(&gather(places))).collect();
        for (a, places) in self.copies.iter().enumerate() {
            for (b, row) in rows.iter().enumerate() {
                let factor = self.strength * self.metric.get(a, b);
                if factor != 0.0 {
                    places.iter().zip(row).for_each(|(&i, x)| gradient[i] += factor * x);
                }
            }
        }
    }

    /// Visits every entry (row, column, value) of λ(C ⊗ S) that is not 0.
    pub fn for_each_entry(&self, mut visit: impl FnMut(usize, usize, f64)) {
        for (a, rows) in self.copies.iter().enumerate() {
            for (b, columns) in self.copies.iter().enumerate() {
                let factor = self.strength * self.metric.get(a, b);
                for (i, &row) in rows.iter().enumerate() {
                    for (j, &column) in columns.iter().enumerate() {
                        let x = factor * self.matrix.get(i, j);
                        if x != 0.0 {
                            visit(row, column, x);
                        }
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
        let block = QuadraticBlock { label: "s".into(), strength: 1.5, metric, matrix, copies: places(&(1..3), 3, 2) };
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
