//! A ⊗ B on an (n, k) block X of rows: (A ⊗ B)·vec X = vec(A·X·B), for symmetric A of order n and B of order k.
//!
//! With A = V·diag(e)·Vᵀ and B = W·diag(f)·Wᵀ, A ⊗ B + μI = (V ⊗ W)·diag(e_i f_j + μ)·(V ⊗ W)ᵀ: one decomposition of either
//! factor answers every shift. Without a shift the factors are solved with themselves, which keeps the digits of badly scaled ones.
//! Source: C. F. Van Loan, "The ubiquitous Kronecker product", Journal of Computational and Applied Mathematics 123 (2000).

use std::sync::OnceLock;

use ndarray::ArrayViewMut2;

use super::Operator;
use crate::check::{CheckError, Code};
use crate::linalg::{Cholesky, Symmetric, SymmetricEigen, SymmetricSolver, power_of_two_near, product, transposed};

/// The Kronecker product of two symmetric matrices.
#[derive(Debug, Clone)]
pub struct Kronecker {
    left: Symmetric,
    right: Symmetric,
    eigen: OnceLock<Option<(SymmetricEigen, SymmetricEigen)>>,
}

impl Kronecker {
    /// left ⊗ right, the left factor over rows and the right one over columns.
    #[must_use]
    pub fn new(mut left: Symmetric, mut right: Symmetric) -> Self {
        // Factors of one scale overflow only where their product does.
        let ratio = power_of_two_near(&left.data).log2() - power_of_two_near(&right.data).log2();
        let shift = (ratio / 2.0).trunc();
        left.data.iter_mut().for_each(|a| *a *= (-shift).exp2());
        right.data.iter_mut().for_each(|b| *b *= shift.exp2());
        Self { left, right, eigen: OnceLock::new() }
    }

    /// The factor over rows, up to a power of two that the other one has.
    #[must_use]
    pub fn left(&self) -> &Symmetric {
        &self.left
    }

    /// The factor over columns.
    #[must_use]
    pub fn right(&self) -> &Symmetric {
        &self.right
    }

    /// Both factors decomposed, once; refused where the iteration fails.
    pub fn eigen(&self) -> Result<(&SymmetricEigen, &SymmetricEigen), CheckError> {
        let decompose = || Some((SymmetricEigen::new(&self.left)?, SymmetricEigen::new(&self.right)?));
        match self.eigen.get_or_init(decompose) {
            Some((left, right)) => Ok((left, right)),
            None => Err(refusal(0.0, "that decomposes")),
        }
    }

    /// out = (V ⊗ W)·diag(g(i, j))·(V ⊗ W)ᵀ x, where g of eigenvalues i of A and j of B is asked.
    pub fn rotated(&self, x: &[f64], out: &mut [f64], g: impl Fn(usize, usize) -> f64) -> Result<(), CheckError> {
        let (left, right) = self.eigen()?;
        let (n, k) = (self.left.order, self.right.order);
        let (mut a, mut b) = (vec![0.0; n * k], vec![0.0; n * k]);
        product(left.rows(), n, &x[..n * k], &mut a);
        product(&a, k, right.columns(), &mut b);
        b.iter_mut().enumerate().for_each(|(place, b)| *b *= g(place / k, place % k));
        product(left.columns(), n, &b, &mut a);
        product(&a, k, right.rows(), &mut out[..n * k]);
        Ok(())
    }

    /// A⁻¹·X·B⁻¹
    fn solve_factors(&self, b: &[f64], out: &mut [f64]) -> Result<(), CheckError> {
        let (n, k) = (self.left.order, self.right.order);
        let solver = |a| SymmetricSolver::new(a).ok_or_else(|| refusal(0.0, "that is not singular"));
        let (left, right) = (solver(&self.left)?, solver(&self.right)?);
        let half: Vec<f64> = b[..n * k].chunks_exact(k).flat_map(|row| right.solve(row)).collect();
        let done: Vec<f64> = transposed(&half, k).chunks_exact(n).flat_map(|column| left.solve(column)).collect();
        out[..n * k].copy_from_slice(&transposed(&done, n));
        Ok(())
    }

    /// e_i f_j + μ, in rows of k.
    fn spectrum(&self, mu: f64) -> Result<Vec<f64>, CheckError> {
        let (left, right) = self.eigen()?;
        Ok(left.values().iter().flat_map(|e| right.values().iter().map(move |f| e.mul_add(*f, mu))).collect())
    }
}

fn refusal(mu: f64, expected: &str) -> CheckError {
    let value = format!("a Kronecker product that is not so at mu = {mu}");
    CheckError::new(Code::Domain, "curvature", value, format!("a curvature + mu {expected}"))
}

impl Operator for Kronecker {
    fn dimension(&self) -> usize {
        self.left.order * self.right.order
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        let n = self.dimension();
        let mut half = vec![0.0; n];
        product(&v[..n], self.right.order, &self.right.data, &mut half);
        product(&self.left.data, self.left.order, &half, &mut out[..n]);
    }

    fn diagonal(&self, out: &mut [f64]) {
        let k = self.right.order;
        for (place, out) in out.iter_mut().enumerate().take(self.dimension()) {
            *out = self.left.get(place / k, place / k) * self.right.get(place % k, place % k);
        }
    }

    fn add_to(&self, mut h: ArrayViewMut2<'_, f64>) {
        let (n, k) = (self.dimension(), self.right.order);
        for i in 0..n {
            for j in 0..n {
                h[(i, j)] += self.left.get(i / k, j / k) * self.right.get(i % k, j % k);
            }
        }
    }

    fn solve_shifted(&self, mu: f64, b: &[f64], out: &mut [f64]) -> Result<(), CheckError> {
        let n = self.dimension();
        if n == 0 {
            return Ok(());
        }
        if mu == 0.0 {
            return self.solve_factors(b, out);
        }
        let (spectrum, k) = (self.spectrum(mu)?, self.right.order);
        let largest = spectrum.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
        if !spectrum.iter().all(|x| x.is_finite() && x.abs() > largest * f64::EPSILON) {
            return Err(refusal(mu, "that is not singular"));
        }
        let inverse = |i: usize, j: usize| 1.0 / spectrum[i * k + j];
        self.rotated(b, out, inverse)?;
        let (mut rest, mut correction) = (vec![0.0; n], vec![0.0; n]);
        self.apply(out, &mut rest);
        rest.iter_mut().zip(b).zip(&*out).for_each(|((r, b), x)| *r = b - mu.mul_add(*x, *r));
        self.rotated(&rest, &mut correction, inverse)?;
        out.iter_mut().zip(&correction).for_each(|(x, c)| *x += c);
        Ok(())
    }

    fn logdet_shifted(&self, mu: f64) -> Result<f64, CheckError> {
        let (n, k) = (self.left.order as f64, self.right.order as f64);
        if let (true, Some(a), Some(b)) = (mu == 0.0, Cholesky::new(&self.left), Cholesky::new(&self.right)) {
            return Ok(k * a.log_determinant() + n * b.log_determinant());
        }
        let spectrum = self.spectrum(mu)?;
        if spectrum.iter().all(|x| *x > 0.0 && x.is_finite()) {
            return Ok(spectrum.iter().map(|x| x.ln()).sum());
        }
        Err(refusal(mu, "that is positive definite"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_whose_scales_cancel_do_not_overflow() {
        let one = |x| Symmetric { order: 1, data: vec![x] };
        let c = Kronecker::new(one(1e200), one(1e-200));
        let mut out = [0.0];
        c.apply(&[1e150], &mut out);
        assert!((out[0] / 1e150 - 1.0).abs() < 1e-15);
        c.solve_shifted(1.0, &[1e150], &mut out).unwrap();
        assert!((out[0] / 5e149 - 1.0).abs() < 1e-15);
    }

    #[test]
    fn two_negative_definite_factors_make_a_positive_definite_product() {
        let minus = Symmetric { order: 2, data: vec![-2.0, 0.0, 0.0, -1.0] };
        let c = Kronecker::new(minus.clone(), minus.clone());
        assert!((c.logdet_shifted(0.0).unwrap() - 16_f64.ln()).abs() < 1e-14);
        let singular = Kronecker::new(minus, Symmetric::zeros(2));
        assert!(singular.solve_shifted(0.0, &[1.0; 4], &mut [0.0; 4]).is_err());
        assert!(singular.logdet_shifted(0.0).is_err() && singular.logdet_shifted(1.0).is_ok());
    }
}
