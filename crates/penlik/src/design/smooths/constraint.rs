//! A linear constraint cᵀβ = 0 absorbed: β = Zγ with k − 1 free coefficients γ.
//!
//! Z is the Householder reflection H = I − τvvᵀ that takes c to a multiple of the first unit vector, without its first column, so that
//! cᵀZ = 0 and ZᵀZ = I. Products with Z take O(k) for each row. For a smooth that sums to zero over the data c = Xᵀ1.
//! Source: G. H. Golub and C. F. Van Loan, Matrix Computations, 4th edition, 2013, §5.1; S. N. Wood, Generalized Additive Models, 2017, §5.4.1.

use crate::linalg::Symmetric;
use crate::linalg::simd::dispatch;
use serde::{Deserialize, Serialize};

/// Z of one constraint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Constraint {
    /// v, with v_1 = 1.
    direction: Vec<f64>,
    /// τ.
    tau: f64,
}

impl Constraint {
    /// The constraint with coefficients c; `None` where c is zero or not finite.
    pub fn new(c: &[f64]) -> Option<Self> {
        let largest = c.iter().fold(0.0_f64, |a, c| a.max(c.abs()));
        if !(largest > 0.0 && c.iter().all(|c| c.is_finite())) {
            return None;
        }
        let scaled: Vec<f64> = c.iter().map(|c| c / largest).collect();
        let norm = scaled.iter().map(|c| c * c).sum::<f64>().sqrt().copysign(scaled[0]);
        // The sign that adds avoids cancellation.
        let first = scaled[0] + norm;
        let mut direction: Vec<f64> = scaled.iter().map(|c| c / first).collect();
        direction[0] = 1.0;
        Some(Self { direction, tau: first / norm })
    }

    /// Whether it is a reflection, as one that was read from a file need not be.
    pub fn is_sound(&self) -> bool {
        let square: f64 = self.direction.iter().map(|v| v * v).sum();
        self.direction.len() > 1 && (self.tau * square - 2.0).abs() < 1e-8
    }

    /// k.
    pub fn size(&self) -> usize {
        self.direction.len()
    }

    /// The columns of XZ from those of X, of which there are k of `rows` entries at steps of `stride`; the k − 1 come first, the last is left as it falls.
    pub fn absorb_columns(&self, x: &mut [f64], rows: usize, stride: usize) {
        let mut along = vec![0.0; rows];
        dispatch(
            #[inline(always)]
            || {
                for (v, column) in self.direction.iter().zip(x.chunks(stride)) {
                    along.iter_mut().zip(column).for_each(|(sum, x)| *sum = v.mul_add(*x, *sum));
                }
                for (j, v) in self.direction.iter().enumerate().skip(1) {
                    let step = -self.tau * v;
                    let (before, from) = x.split_at_mut(j * stride);
                    let columns = before[(j - 1) * stride..].iter_mut().zip(&*from);
                    columns.zip(&along).for_each(|((to, from), sum)| *to = step.mul_add(*sum, *from));
                }
            },
        );
    }

    /// ZᵀSZ = (S − vwᵀ − wvᵀ) without its first row and column, w = τSv − ½τ²(vᵀSv)v.
    pub fn absorb_penalty(&self, penalty: &Symmetric) -> Symmetric {
        let v = &self.direction;
        let along = penalty.product(v);
        let half = 0.5 * self.tau * v.iter().zip(&along).map(|(v, s)| v * s).sum::<f64>();
        let w: Vec<f64> = v.iter().zip(&along).map(|(v, s)| self.tau * (s - half * v)).collect();
        let mut out = Symmetric::zeros(v.len() - 1);
        for i in 1..v.len() {
            for j in 1..=i {
                out.add(i - 1, j - 1, penalty.get(i, j) - (v[i] * w[j] + w[i] * v[j]));
            }
        }
        out
    }

    /// β = Zγ.
    pub fn coefficients(&self, gamma: &[f64]) -> Vec<f64> {
        let along: f64 = self.direction[1..].iter().zip(gamma).map(|(v, g)| v * g).sum();
        let full = std::iter::once(&0.0).chain(gamma);
        full.zip(&self.direction).map(|(g, v)| (-self.tau * along).mul_add(*v, *g)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Z, column by column.
    fn columns(constraint: &Constraint) -> Vec<Vec<f64>> {
        let unit = |j: usize| (0..constraint.size() - 1).map(|i| f64::from(u8::from(i == j))).collect::<Vec<f64>>();
        (0..constraint.size() - 1).map(|j| constraint.coefficients(&unit(j))).collect()
    }

    #[test]
    fn the_columns_are_orthonormal_and_meet_the_constraint_at_every_scale() {
        for c in [[3.0, -1.0, 0.5, 2.0], [-2.0, 0.0, 0.0, 0.0], [0.0, 1.0, 1.0, 0.0], [1e-200, 2e-200, -3e-200, 0.0]] {
            for scale in [1.0, 1e-100, 1e100] {
                let c = c.map(|c| c * scale);
                let z = columns(&Constraint::new(&c).unwrap());
                let largest = c.iter().fold(0.0_f64, |a, c| a.max(c.abs()));
                for (i, x) in z.iter().enumerate() {
                    let along: f64 = x.iter().zip(&c).map(|(x, c)| x * (c / largest)).sum();
                    assert!(along.abs() < 1e-15 * 4.0, "{c:?} {along}");
                    for (j, y) in z.iter().enumerate() {
                        let product: f64 = x.iter().zip(y).map(|(x, y)| x * y).sum();
                        assert!((product - f64::from(u8::from(i == j))).abs() < 1e-15 * 4.0);
                    }
                }
            }
        }
        assert!(Constraint::new(&[0.0, 0.0]).is_none() && Constraint::new(&[]).is_none());
        assert!(Constraint::new(&[f64::NAN, 1.0]).is_none() && Constraint::new(&[f64::INFINITY, 1.0]).is_none());
    }

    #[test]
    fn columns_and_penalty_are_those_of_the_free_coefficients() {
        let constraint = Constraint::new(&[0.3, -1.0, 0.5]).unwrap();
        let z = columns(&constraint);
        let (rows, stride) = (2, 4);
        let x: Vec<f64> = (0..12).map(|i| (f64::from(i) * 1.3).sin()).collect();
        let mut absorbed = x.clone();
        constraint.absorb_columns(&mut absorbed, rows, stride);
        let mut penalty = Symmetric::zeros(3);
        for (i, j, s) in [(0, 0, 2.0), (1, 0, -0.5), (1, 1, 3.0), (2, 1, 0.25), (2, 2, 1.0)] {
            penalty.add(i, j, s);
        }
        let free = constraint.absorb_penalty(&penalty);
        for j in 0..2 {
            for i in 0..rows {
                let wanted: f64 = (0..3).map(|l| x[l * stride + i] * z[j][l]).sum();
                assert!((absorbed[j * stride + i] - wanted).abs() < 1e-15 * 2.0);
            }
            for l in 0..2 {
                let wanted: f64 = penalty.product(&z[l]).iter().zip(&z[j]).map(|(a, b)| a * b).sum();
                assert!((free.get(j, l) - wanted).abs() < 1e-15 * 4.0);
                assert_eq!(free.get(j, l), free.get(l, j));
            }
        }
    }
}
