//! A symmetric matrix without further structure.

use ndarray::ArrayViewMut2;

use super::Operator;
use crate::check::{CheckError, Code, allocation};
use crate::linalg::{Cholesky, Symmetric, dot, solve_symmetric};

/// The most bytes of a dense matrix that is made from another structure.
const MOST_BYTES: usize = 1 << 30;

/// n² numbers, row-major and symmetric.
#[derive(Debug, Clone, PartialEq)]
pub struct Dense {
    matrix: Symmetric,
}

impl Dense {
    /// The matrix as it is; both triangles must be filled.
    #[must_use]
    pub fn new(matrix: Symmetric) -> Self {
        Self { matrix }
    }

    /// What an operator does, written out; refused where that takes too much memory.
    pub fn of(operator: &(impl Operator + ?Sized)) -> Result<Self, CheckError> {
        let n = operator.dimension();
        allocation("curvature", n, n, MOST_BYTES)?;
        let mut matrix = Symmetric::zeros(n);
        if let Ok(view) = ArrayViewMut2::from_shape((n, n), &mut matrix.data) {
            operator.add_to(view);
        }
        Ok(Self { matrix })
    }

    /// The matrix.
    #[must_use]
    pub fn matrix(&self) -> &Symmetric {
        &self.matrix
    }

    fn shifted(&self, mu: f64) -> Symmetric {
        let mut shifted = self.matrix.clone();
        (0..shifted.order).for_each(|i| shifted.data[i * shifted.order + i] += mu);
        shifted
    }
}

impl Operator for Dense {
    fn dimension(&self) -> usize {
        self.matrix.order
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        let n = self.matrix.order;
        out.iter_mut().zip(self.matrix.data.chunks_exact(n.max(1))).for_each(|(out, row)| *out = dot(row, v));
    }

    fn diagonal(&self, out: &mut [f64]) {
        out.iter_mut().enumerate().take(self.matrix.order).for_each(|(i, out)| *out = self.matrix.get(i, i));
    }

    fn add_to(&self, mut h: ArrayViewMut2<'_, f64>) {
        h.iter_mut().zip(&self.matrix.data).for_each(|(h, c)| *h += c);
    }

    fn solve_shifted(&self, mu: f64, b: &[f64], out: &mut [f64]) -> Result<(), CheckError> {
        let solution = solve_symmetric(&self.shifted(mu), b).ok_or_else(|| refusal(mu, "not singular"))?;
        out.iter_mut().zip(&solution).for_each(|(out, x)| *out = *x);
        Ok(())
    }

    fn logdet_shifted(&self, mu: f64) -> Result<f64, CheckError> {
        let factor = Cholesky::new(&self.shifted(mu)).ok_or_else(|| refusal(mu, "positive definite"))?;
        Ok(factor.log_determinant())
    }
}

fn refusal(mu: f64, expected: &str) -> CheckError {
    CheckError::new(
        Code::Domain,
        "curvature",
        format!("a matrix that is not so at mu = {mu}"),
        format!("a curvature + mu that is {expected}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> Dense {
        Dense::new(Symmetric { order: 2, data: vec![1.0, 2.0, 2.0, 1.0] })
    }

    #[test]
    fn an_indefinite_matrix_solves_and_has_no_logarithm() {
        let mut x = [0.0; 2];
        path().solve_shifted(0.0, &[5.0, 4.0], &mut x).unwrap();
        assert!((x[0] - 1.0).abs() < 1e-15 && (x[1] - 2.0).abs() < 1e-15);
        assert!(path().logdet_shifted(0.0).is_err());
        assert!((path().logdet_shifted(2.0).unwrap() - 5_f64.ln()).abs() < 1e-15);
        assert!(path().solve_shifted(1.0, &[1.0, 1.0], &mut x).is_err(), "[[2, 2], [2, 2]] is singular");
    }
}
