//! One block diag(d) + U W Uᵀ, shifted: solved and its determinant taken through an r × r matrix.
//!
//! With D = d + μ and S = UᵀD⁻¹U, (D + U W Uᵀ)⁻¹b = D⁻¹(b − U W t) where (I + S W) t = UᵀD⁻¹b (M. A. Woodbury, 1950), and
//! det(D + U W Uᵀ) = det D · det(I + S W). Both lose digits where D has entries near 0 or of both signs; every answer is
//! therefore tested, and one that does not hold is found again from the dense block.

use super::Operator;
use super::dense::Dense;
use crate::check::CheckError;
use crate::linalg::dot;

/// The most columns of U.
pub(super) const MOST_RANK: usize = 8;
/// An entry of D, or a pivot, this small beside the largest ends the short way.
const SMALL: f64 = 1e-8;
/// The part of its terms that a residual may be.
const REST: f64 = 16.0 * f64::EPSILON;

type Small = [[f64; MOST_RANK]; MOST_RANK];

/// A block, and an operator that is the same block and multiplies without loss of digits.
pub(super) struct Woodbury<'a, 'u> {
    pub(super) diagonal: &'a [f64],
    pub(super) factors: &'a [&'u [f64]],
    pub(super) weights: &'a [f64],
    pub(super) block: &'a dyn Operator,
}

impl Woodbury<'_, '_> {
    /// out = (C + μI)⁻¹b.
    pub(super) fn solve(&self, mu: f64, b: &[f64], out: &mut [f64]) -> Result<(), CheckError> {
        match self.short_solution(mu, b) {
            Some(x) => out.copy_from_slice(&x),
            None => Dense::of(self.block)?.solve_shifted(mu, b, out)?,
        }
        Ok(())
    }

    /// ln det(C + μI).
    pub(super) fn logdet(&self, mu: f64) -> Result<f64, CheckError> {
        match self.short_logdet(mu) {
            Some(logdet) => Ok(logdet),
            None => Dense::of(self.block)?.logdet_shifted(mu),
        }
    }

    fn short_solution(&self, mu: f64, b: &[f64]) -> Option<Vec<f64>> {
        let inverse = self.inverse(mu)?;
        let m = self.inner(&inverse);
        let mut x = self.step(&m, &inverse, b)?;
        // One refinement; then what is left must be rounding.
        let (rest, _) = self.residual(mu, b, &x);
        let correction = self.step(&m, &inverse, &rest)?;
        x.iter_mut().zip(&correction).for_each(|(x, c)| *x += c);
        let (rest, size) = self.residual(mu, b, &x);
        (largest(&rest) <= REST * size).then_some(x)
    }

    /// 1/D, unless an entry of D is too near to 0.
    fn inverse(&self, mu: f64) -> Option<Vec<f64>> {
        let shifted: Vec<f64> = self.diagonal.iter().map(|d| d + mu).collect();
        let limit = SMALL * largest(&shifted);
        shifted.iter().all(|d| d.is_finite() && d.abs() > limit).then(|| shifted.iter().map(|d| d.recip()).collect())
    }

    /// S = UᵀD⁻¹U
    fn gram(&self, inverse: &[f64]) -> Small {
        let mut s = Small::default();
        for (a, u) in self.factors.iter().enumerate() {
            let weighted: Vec<f64> = u.iter().zip(inverse).map(|(u, d)| u * d).collect();
            for (b, v) in self.factors.iter().enumerate() {
                s[a][b] = dot(&weighted, v);
            }
        }
        s
    }

    fn weight(&self, a: usize, b: usize) -> f64 {
        self.weights[a * self.factors.len() + b]
    }

    /// I + S W
    fn inner(&self, inverse: &[f64]) -> Small {
        let (s, r) = (self.gram(inverse), self.factors.len());
        let mut m = Small::default();
        for a in 0..r {
            for b in 0..r {
                m[a][b] = f64::from(u8::from(a == b)) + (0..r).map(|c| s[a][c] * self.weight(c, b)).sum::<f64>();
            }
        }
        m
    }

    fn step(&self, m: &Small, inverse: &[f64], b: &[f64]) -> Option<Vec<f64>> {
        let r = self.factors.len();
        let mut x: Vec<f64> = b.iter().zip(inverse).map(|(b, d)| b * d).collect();
        let mut t = [0.0; MOST_RANK];
        self.factors.iter().zip(&mut t).for_each(|(u, t)| *t = dot(u, &x));
        let t = eliminated(*m, t, r)?;
        for (a, u) in self.factors.iter().enumerate() {
            let s: f64 = (0..r).map(|c| self.weight(a, c) * t[c]).sum();
            x.iter_mut().zip(*u).zip(inverse).for_each(|((x, u), d)| *x -= d * u * s);
        }
        Some(x)
    }

    /// b − (C + μI)x, and the size of its terms.
    fn residual(&self, mu: f64, b: &[f64], x: &[f64]) -> (Vec<f64>, f64) {
        let mut rest = vec![0.0; x.len()];
        self.block.apply(x, &mut rest);
        let size = largest(&rest) + mu.abs() * largest(x) + largest(b);
        rest.iter_mut().zip(b).zip(x).for_each(|((c, b), x)| *c = b - *c - mu * x);
        (rest, size)
    }

    /// With S = LLᵀ the determinant is that of D and of the symmetric I + LᵀWL; positive definite where both are.
    fn short_logdet(&self, mu: f64) -> Option<f64> {
        let inverse = self.inverse(mu)?;
        if !inverse.iter().all(|d| *d > 0.0) {
            return None;
        }
        let r = self.factors.len();
        let s = self.gram(&inverse);
        let trace: f64 = (0..r).map(|a| s[a][a]).sum();
        let weight = self.weights.iter().fold(0.0_f64, |m, w| m.max(w.abs()));
        let l = semidefinite_cholesky(s, r)?;
        let mut n = Small::default();
        for a in 0..r {
            for b in 0..r {
                let product = |i: usize| (0..r).map(|j| l[i][a] * self.weight(i, j) * l[j][b]).sum::<f64>();
                n[a][b] = f64::from(u8::from(a == b)) + (0..r).map(product).sum::<f64>();
            }
        }
        // Pivots below 0.01 have lost two digits, and so have they where the terms are large.
        let factor = cholesky(n, r)?;
        let pivots = (0..r).map(|a| factor[a][a] * factor[a][a]);
        let smallest = pivots.clone().fold(1.0, f64::min);
        let logdet = pivots.map(f64::ln).sum::<f64>() - inverse.iter().map(|d| d.ln()).sum::<f64>();
        (weight * trace <= 100.0 * smallest && logdet.is_finite()).then_some(logdet)
    }
}

fn largest(x: &[f64]) -> f64 {
    x.iter().fold(0.0, |m, x| if x.abs() > m { x.abs() } else { m })
}

/// The solution of M t = b by elimination with partial pivoting; `None` where a pivot is small.
fn eliminated(mut m: Small, mut t: [f64; MOST_RANK], r: usize) -> Option<[f64; MOST_RANK]> {
    let scale = m.iter().flatten().fold(0.0_f64, |s, x| s.max(x.abs()));
    for k in 0..r {
        let p = (k..r).fold(k, |p, i| if m[i][k].abs() > m[p][k].abs() { i } else { p });
        if !(m[p][k].abs() > SMALL * scale) {
            return None;
        }
        m.swap(k, p);
        t.swap(k, p);
        for i in k + 1..r {
            let f = m[i][k] / m[k][k];
            (k..r).for_each(|j| m[i][j] -= f * m[k][j]);
            t[i] -= f * t[k];
        }
    }
    for k in (0..r).rev() {
        let known: f64 = (k + 1..r).map(|j| m[k][j] * t[j]).sum();
        t[k] = (t[k] - known) / m[k][k];
    }
    Some(t)
}

/// A column of L with LLᵀ = A, from those before it: the pivot, and the entries below before they are divided by its root.
fn column(a: &Small, l: &Small, r: usize, j: usize) -> (f64, [f64; MOST_RANK]) {
    let left = |i: usize| a[i][j] - (0..j).map(|k| l[i][k] * l[j][k]).sum::<f64>();
    let mut below = [0.0; MOST_RANK];
    (j + 1..r).for_each(|i| below[i] = left(i));
    (left(j), below)
}

/// L with LLᵀ = A; `None` where a pivot is below 0.01.
fn cholesky(a: Small, r: usize) -> Option<Small> {
    let mut l = Small::default();
    for j in 0..r {
        let (pivot, below) = column(&a, &l, r, j);
        if !(pivot > 0.01) {
            return None;
        }
        l[j][j] = pivot.sqrt();
        (j + 1..r).for_each(|i| l[i][j] = below[i] / l[j][j]);
    }
    Some(l)
}

/// The same for a matrix that may be singular; a column that depends on those before it becomes 0. `None` where it is not clear
/// whether one does.
fn semidefinite_cholesky(a: Small, r: usize) -> Option<Small> {
    const ROUNDING: f64 = 16.0 * f64::EPSILON;
    let mut l = Small::default();
    for j in 0..r {
        let (pivot, below) = column(&a, &l, r, j);
        if pivot > ROUNDING * a[j][j] {
            l[j][j] = pivot.sqrt();
            (j + 1..r).for_each(|i| l[i][j] = below[i] / l[j][j]);
        } else if !(j + 1..r).all(|i| below[i].abs() <= ROUNDING * (a[i][i] * a[j][j]).sqrt()) {
            return None;
        }
    }
    Some(l)
}
