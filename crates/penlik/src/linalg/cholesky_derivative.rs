//! The derivative of a Cholesky factor of an inverse.
//!
//! With V = H⁻¹ = C Cᵀ, C lower triangular, and Ḣ the derivative of H: V̇ = −V Ḣ V, and Ċ = C·Φ(C⁻¹ V̇ C⁻ᵀ) = −C·Φ(Cᵀ Ḣ C), where Φ
//! keeps the lower triangle and halves its diagonal; for ĊCᵀ + CĊᵀ = C(Φ(A) + Φ(A)ᵀ)Cᵀ = C A Cᵀ for symmetric A, and the factor
//! with that property that is lower triangular is the only one.
//! Source: S. F. Smith, Journal of Computational and Graphical Statistics 4 (1995), 134–147 (the rule for V̇).

use super::products::{square_product, transposed};
use super::semidefinite_root::Root;
use super::{Cholesky, Symmetric};

/// C of H⁻¹ = C Cᵀ and its derivatives.
#[derive(Debug, Clone)]
pub struct InverseRoot {
    root: Root,
}

impl InverseRoot {
    /// The root of the inverse itself; `None` when it is not positive definite.
    #[must_use]
    pub fn new(inverse: &Symmetric) -> Option<Self> {
        let lower = Cholesky::new(inverse)?.lower();
        Some(Self { root: Root { order: inverse.order, rank: inverse.order, data: lower } })
    }

    /// C, row-major.
    #[must_use]
    pub fn factor(&self) -> &[f64] {
        &self.root.data
    }

    /// Ċ for a derivative Ḣ, row-major.
    #[must_use]
    pub fn derivative(&self, h_dot: &Symmetric) -> Vec<f64> {
        let mut out = square_product(&self.root.data, &self.half(h_dot), self.root.order);
        out.iter_mut().for_each(|x| *x = -*x);
        out
    }

    /// Φ(CᵀḢC) of Ċ = −C·Φ(CᵀḢC), row-major.
    #[must_use]
    pub fn half(&self, h_dot: &Symmetric) -> Vec<f64> {
        let n = self.root.order;
        let mut lower = self.root.congruence(h_dot).data;
        for i in 0..n {
            lower[i * n + i] *= 0.5;
            lower[i * n + i + 1..(i + 1) * n].fill(0.0);
        }
        lower
    }

    /// C A Cᵀ for a symmetric A.
    #[must_use]
    pub fn spread(&self, a: &Symmetric) -> Symmetric {
        let n = self.root.order;
        let image = square_product(&self.root.data, &a.data, n);
        let mut out = square_product(&image, &transposed(&self.root.data, n), n);
        for i in 0..n {
            (0..i).for_each(|j| out[j * n + i] = out[i * n + j]);
        }
        Symmetric { order: n, data: out }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(t: f64) -> Symmetric {
        let mut h = Symmetric::zeros(3);
        for (i, j, x) in [
            (0, 0, 3.0 + t),
            (1, 0, 0.5 * (2.0 * t).sin()),
            (1, 1, 2.0 + t * t),
            (2, 0, -0.3),
            (2, 1, t.exp() / 3.0),
            (2, 2, 1.5 * t.exp()),
        ] {
            h.add(i, j, x);
        }
        h
    }

    fn factor(t: f64) -> Vec<f64> {
        let inverse = Cholesky::new(&matrix(t)).unwrap().inverse();
        InverseRoot::new(&inverse).unwrap().factor().to_vec()
    }

    #[test]
    fn the_derivative_is_the_limit_of_differences() {
        let t = 0.4_f64;
        let mut h_dot = Symmetric::zeros(3);
        for (i, j, x) in [
            (0, 0, 1.0),
            (1, 0, (2.0 * t).cos()),
            (1, 1, 2.0 * t),
            (2, 0, 0.0),
            (2, 1, t.exp() / 3.0),
            (2, 2, 1.5 * t.exp()),
        ] {
            h_dot.add(i, j, x);
        }
        let inverse = Cholesky::new(&matrix(t)).unwrap().inverse();
        let found = InverseRoot::new(&inverse).unwrap().derivative(&h_dot);
        // Richardson's extrapolation of central differences, three levels.
        let central = |h: f64| -> Vec<f64> {
            factor(t + h).iter().zip(factor(t - h)).map(|(a, b)| (a - b) / (2.0 * h)).collect()
        };
        let [a, b, c] = [central(0.02), central(0.01), central(0.005)];
        for k in 0..9 {
            let (first, second) = ((4.0 * b[k] - a[k]) / 3.0, (4.0 * c[k] - b[k]) / 3.0);
            let wanted = (16.0 * second - first) / 15.0;
            assert!((found[k] - wanted).abs() < 2e-12, "{k}: {} for {wanted}", found[k]);
        }
    }
}
