//! A linear constraint cᵀβ = 0 absorbed into a basis: β = Zθ with orthonormal Z, cᵀZ = 0.
//!
//! H = I − uuᵀ with ‖u‖² = 2 reflects c onto the first axis; Z are its other columns. A row costs O(k): xᵀZ = (xᵀ − (xᵀu)uᵀ) without its first entry.
//!
//! Source: G. H. Golub and C. F. Van Loan, Matrix Computations, 2013, §5.1; S. N. Wood, Generalized Additive Models, 2017, §5.4.1.

use crate::linalg::Symmetric;
use serde::{Deserialize, Serialize};

/// The reflection that absorbs a constraint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Constraint {
    /// u.
    reflector: Vec<f64>,
}

impl Constraint {
    /// The constraint cᵀβ = 0; `None` where c is zero or not finite, which constrains nothing.
    pub fn new(c: &[f64]) -> Option<Self> {
        let largest = c.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
        if !(largest > 0.0 && largest.is_finite()) {
            return None;
        }
        let mut u: Vec<f64> = c.iter().map(|x| x / largest).collect();
        let norm = u.iter().map(|x| x * x).sum::<f64>().sqrt();
        u[0] += norm.copysign(u[0]);
        let length = u.iter().map(|x| x * x).sum::<f64>().sqrt();
        u.iter_mut().for_each(|x| *x *= std::f64::consts::SQRT_2 / length);
        Some(Self { reflector: u })
    }

    /// The number of coefficients before it is absorbed.
    pub fn size(&self) -> usize {
        self.reflector.len()
    }

    /// XZ for points stored by columns: X in `values`, k columns `stride` apart, k − 1 columns to `out`.
    pub fn absorb(&self, values: &[f64], out: &mut [f64], rows: usize, stride: usize) {
        let mut along = vec![0.0; rows];
        for (column, u) in values.chunks_exact(stride).zip(&self.reflector) {
            along.iter_mut().zip(column).for_each(|(sum, x)| *sum += u * x);
        }
        let columns = values.chunks_exact(stride).zip(&self.reflector).skip(1);
        for (out, (column, u)) in out.chunks_exact_mut(stride).zip(columns) {
            for ((out, x), sum) in out.iter_mut().zip(column).zip(&along) {
                *out = x - sum * u;
            }
        }
    }

    /// ZᵀSZ.
    pub fn congruence(&self, s: &Symmetric) -> Symmetric {
        let (k, u) = (s.order, &self.reflector);
        let su: Vec<f64> = (0..k).map(|i| (0..k).map(|j| s.get(i, j) * u[j]).sum()).collect();
        let usu: f64 = su.iter().zip(u).map(|(a, b)| a * b).sum();
        let entry = |i: usize, j: usize| s.get(i, j) - su[i] * u[j] - u[i] * su[j] + usu * u[i] * u[j];
        let mut out = Symmetric::zeros(k - 1);
        for i in 1..k {
            for j in 1..=i {
                out.add(i - 1, j - 1, entry(i, j));
            }
        }
        out
    }

    /// Zθ.
    pub fn expand(&self, theta: &[f64]) -> Vec<f64> {
        let along: f64 = theta.iter().zip(&self.reflector[1..]).map(|(t, u)| t * u).sum();
        let mut beta = vec![0.0; self.size()];
        beta[1..].copy_from_slice(theta);
        beta.iter_mut().zip(&self.reflector).for_each(|(b, u)| *b -= along * u);
        beta
    }

    /// Whether a constraint read from a file is one.
    pub fn is_sound(&self) -> bool {
        let square: f64 = self.reflector.iter().map(|x| x * x).sum();
        self.reflector.len() > 1 && (square - 2.0).abs() < 1e-8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constrained_coefficients_are_orthogonal_to_the_constraint() {
        let c = [3.0, -1.0, 2.0, 0.5];
        let constraint = Constraint::new(&c).unwrap();
        let theta = [0.3, -2.0, 1.5];
        let beta = constraint.expand(&theta);
        assert!(beta.iter().zip(&c).map(|(b, c)| b * c).sum::<f64>().abs() < 1e-14);
        let norm = |x: &[f64]| x.iter().map(|x| x * x).sum::<f64>();
        assert!((norm(&beta) - norm(&theta)).abs() < 1e-14);
        // x'β = (x'Z)θ, and θ'Z'SZθ = β'Sβ.
        let x = [1.0, 2.0, -1.0, 4.0];
        let mut out = [0.0; 3];
        constraint.absorb(&x, &mut out, 1, 1);
        let direct: f64 = x.iter().zip(&beta).map(|(x, b)| x * b).sum();
        assert!((out.iter().zip(&theta).map(|(x, t)| x * t).sum::<f64>() - direct).abs() < 1e-13);
        let mut s = Symmetric::zeros(4);
        (0..4).for_each(|i| (0..=i).for_each(|j| s.add(i, j, if i == j { 3.0 } else { (i * j) as f64 * 0.1 })));
        let form = |s: &Symmetric, b: &[f64]| -> f64 {
            (0..b.len()).map(|i| (0..b.len()).map(|j| b[i] * s.get(i, j) * b[j]).sum::<f64>()).sum()
        };
        assert!((form(&constraint.congruence(&s), &theta) - form(&s, &beta)).abs() < 1e-12);
    }

    #[test]
    fn nothing_is_constrained_by_zero() {
        assert_eq!(Constraint::new(&[0.0, 0.0]), None);
        assert_eq!(Constraint::new(&[f64::NAN, 1.0]), None);
    }
}
