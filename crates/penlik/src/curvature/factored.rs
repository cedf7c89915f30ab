//! diag(d) + U·diag(w)·Uᵀ with w ≥ 0 and few columns in U.
//!
//! Where D = diag(d) + μI is positive, D^(−½) splits off, and with the thin decomposition D^(−½)·U·diag(√w) = Q·diag(σ)·Vᵀ
//!
//! (D + U diag(w) Uᵀ)⁻¹ = D^(−½)·[(I − QQᵀ) + Q·diag(1/(1 + σ²))·Qᵀ]·D^(−½),  ln det = Σ ln D_i + Σ ln(1 + σ_j²):
//!
//! the identities of Woodbury and of Sylvester without the cancellation of the usual form. O(N·r²).

use ndarray::ArrayViewMut2;

use super::{Dense, Operator};
use crate::check::{CheckError, Code, all_finite, each, length, non_negative};
use crate::linalg::{Singular, inner_product, power_of_two_near};

/// Where σ² is larger than its square, a residual is so badly rounded that it corrects nothing.
const REFINED: f64 = 1e7;

/// A diagonal and a product of few columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Factored {
    diagonal: Vec<f64>,
    /// Column after column.
    columns: Vec<Vec<f64>>,
    weights: Vec<f64>,
}

/// An orthonormal basis of the span of D^(−½)·U·diag(√w), with its singular values.
struct Basis {
    vectors: Vec<Vec<f64>>,
    sigma: Vec<f64>,
}

impl Factored {
    /// diag(d) + Σ_j w_j u_j u_jᵀ, for columns u_j as long as d and w_j ≥ 0.
    pub fn new(diagonal: Vec<f64>, columns: Vec<Vec<f64>>, weights: Vec<f64>) -> Result<Self, CheckError> {
        length("weights", weights.len(), columns.len())?;
        columns.iter().try_for_each(|u| length("columns", u.len(), diagonal.len()))?;
        each("weights", &weights, non_negative)?;
        Ok(Self { diagonal, columns, weights })
    }

    /// d
    #[must_use]
    pub fn entries(&self) -> &[f64] {
        &self.diagonal
    }

    /// The columns of U.
    #[must_use]
    pub fn columns(&self) -> &[Vec<f64>] {
        &self.columns
    }

    /// w
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The same with d and w multiplied by t ≥ 0, products beyond the largest number taken as that.
    #[must_use]
    pub fn scaled(&self, t: f64) -> Self {
        let times = |x: &[f64]| x.iter().map(|x| (x * t).min(f64::MAX)).collect();
        Self { diagonal: times(&self.diagonal), columns: self.columns.clone(), weights: times(&self.weights) }
    }

    /// (U·diag(w)·Uᵀ)⁺b for d = 0 and U of this rank; refused where the decomposition fails.
    pub fn pseudo_inverse(&self, rank: usize, b: &[f64]) -> Result<Vec<f64>, CheckError> {
        let weighted = |(u, w): (&Vec<f64>, &f64)| u.iter().map(|u| u * w.sqrt()).collect();
        let basis = Basis::of(self.columns.iter().zip(&self.weights).map(weighted).collect()).ok_or_else(|| {
            let expected = "columns that decompose";
            CheckError::new(Code::NotConverged, "columns", "some whose singular values were not found", expected)
        })?;
        let mut out = vec![0.0; b.len()];
        for (q, sigma) in basis.vectors.iter().zip(&basis.sigma).take(rank) {
            let share = inner_product(q, b) / sigma / sigma;
            out.iter_mut().zip(q).for_each(|(out, q)| *out += share * q);
        }
        Ok(out)
    }

    /// D^(−½) and the basis of what is left of U: `None` where D is not positive, or the decomposition fails.
    fn split(&self, mu: f64) -> Option<(Vec<f64>, Basis)> {
        let positive = |d: f64| (d > 0.0 && d.is_finite()).then(|| d.sqrt().recip());
        let root: Vec<f64> = self.diagonal.iter().map(|d| positive(d + mu)).collect::<Option<_>>()?;
        let scaled = |(u, w): (&Vec<f64>, &f64)| u.iter().zip(&root).map(|(u, s)| u * s * w.sqrt()).collect();
        let columns: Vec<Vec<f64>> = self.columns.iter().zip(&self.weights).map(scaled).collect();
        Some((root, Basis::of(columns)?))
    }

    /// x ← x + (C + μI)⁻¹(b − (C + μI)x)
    fn refine(&self, mu: f64, b: &[f64], root: &[f64], basis: &Basis, x: &mut [f64]) {
        let mut rest = vec![0.0; x.len()];
        self.apply(x, &mut rest);
        rest.iter_mut().zip(b).zip(&*x).for_each(|((r, b), x)| *r = b - mu.mul_add(*x, *r));
        let correction = Self::solve_once(root, basis, &rest);
        if all_finite(&correction) {
            x.iter_mut().zip(&correction).for_each(|(x, c)| *x += c);
        }
    }

    fn solve_once(root: &[f64], basis: &Basis, b: &[f64]) -> Vec<f64> {
        let mut y: Vec<f64> = b.iter().zip(root).map(|(b, s)| b * s).collect();
        let mut inside = vec![0.0; basis.sigma.len()];
        // What rounding leaves of the span after the first pass is gone after the second.
        for _ in 0..2 {
            for (q, inside) in basis.vectors.iter().zip(&mut inside) {
                let along = inner_product(q, &y);
                *inside += along;
                y.iter_mut().zip(q).for_each(|(y, q)| *y -= along * q);
            }
        }
        for ((q, sigma), inside) in basis.vectors.iter().zip(&basis.sigma).zip(&inside) {
            let h = sigma.hypot(1.0);
            let share = inside / h / h;
            y.iter_mut().zip(q).for_each(|(y, q)| *y += share * q);
        }
        y.iter_mut().zip(root).for_each(|(y, s)| *y *= s);
        y
    }
}

impl Basis {
    fn of(mut columns: Vec<Vec<f64>>) -> Option<Self> {
        if !columns.iter().flatten().all(|x| x.is_finite()) {
            return None;
        }
        if columns.len() == 1 {
            let scale = power_of_two_near(&columns[0]);
            columns[0].iter_mut().for_each(|x| *x /= scale);
            let norm = inner_product(&columns[0], &columns[0]).sqrt();
            if norm > 0.0 {
                columns[0].iter_mut().for_each(|x| *x /= norm);
            }
            return Some(Self { vectors: columns, sigma: vec![norm * scale] });
        }
        let (rows, count) = (columns.first().map_or(0, Vec::len), columns.len());
        if rows == 0 || count == 0 {
            return Some(Self { vectors: vec![], sigma: vec![] });
        }
        let matrix: Vec<f64> = (0..rows * count).map(|place| columns[place % count][place / count]).collect();
        let parts = Singular::new(&matrix, count)?;
        let vectors = (0..parts.values().len()).map(|k| parts.left_vector(k)).collect();
        Some(Self { vectors, sigma: parts.values().to_vec() })
    }
}

impl Operator for Factored {
    fn dimension(&self) -> usize {
        self.diagonal.len()
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        out.iter_mut().zip(v).zip(&self.diagonal).for_each(|((out, v), d)| *out = d * v);
        for (u, w) in self.columns.iter().zip(&self.weights) {
            let along = w * inner_product(u, &v[..u.len()]);
            out.iter_mut().zip(u).for_each(|(out, u)| *out += along * u);
        }
    }

    fn diagonal(&self, out: &mut [f64]) {
        out.iter_mut().zip(&self.diagonal).for_each(|(out, d)| *out = *d);
        for (u, w) in self.columns.iter().zip(&self.weights) {
            out.iter_mut().zip(u).for_each(|(out, u)| *out += w * u * u);
        }
    }

    fn add_to(&self, mut h: ArrayViewMut2<'_, f64>) {
        h.diag_mut().iter_mut().zip(&self.diagonal).for_each(|(h, d)| *h += d);
        for (u, w) in self.columns.iter().zip(&self.weights) {
            for (i, mut row) in h.rows_mut().into_iter().enumerate().take(u.len()) {
                row.iter_mut().zip(u).for_each(|(h, x)| *h += w * (u[i] * x));
            }
        }
    }

    fn solve_shifted(&self, mu: f64, b: &[f64], out: &mut [f64]) -> Result<(), CheckError> {
        let Some((root, basis)) = self.split(mu) else { return Dense::of(self)?.solve_shifted(mu, b, out) };
        let mut x = Self::solve_once(&root, &basis, b);
        if basis.sigma.iter().all(|sigma| *sigma < REFINED) {
            self.refine(mu, b, &root, &basis, &mut x);
        }
        if !all_finite(&x) {
            let value = format!("a low-rank matrix that is not so at mu = {mu}");
            return Err(CheckError::new(Code::Domain, "curvature", value, "a curvature + mu with finite solutions"));
        }
        out[..x.len()].copy_from_slice(&x);
        Ok(())
    }

    fn logdet_shifted(&self, mu: f64) -> Result<f64, CheckError> {
        let Some((root, basis)) = self.split(mu) else { return Dense::of(self)?.logdet_shifted(mu) };
        let diagonal: f64 = root.iter().map(|s| -2.0 * s.ln()).sum();
        let inside = |sigma: &f64| if *sigma < 1e100 { (sigma * sigma).ln_1p() } else { 2.0 * sigma.ln() };
        Ok(diagonal + basis.sigma.iter().map(inside).sum::<f64>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direction_that_dominates_by_far_costs_no_digit_of_the_others() {
        // D = I, u = 1e8·(1, 1): b along (1, −1) is left alone, b along (1, 1) is divided by 1 + 2e16.
        let c = Factored::new(vec![1.0; 2], vec![vec![1e8; 2]], vec![1.0]).unwrap();
        let mut x = [0.0; 2];
        c.solve_shifted(0.0, &[1.0, 1.0], &mut x).unwrap();
        assert!(x.iter().all(|x| (x * (1.0 + 2e16) - 1.0).abs() < 1e-9), "{x:?}");
        c.solve_shifted(0.0, &[1.0, -1.0], &mut x).unwrap();
        assert!((x[0] - 1.0).abs() < 1e-15 && (x[1] + 1.0).abs() < 1e-15);
        assert!((c.logdet_shifted(0.0).unwrap() - (2e16_f64).ln_1p()).abs() < 1e-13);
    }

    #[test]
    fn a_diagonal_with_zeros_is_solved_all_the_same() {
        let c = Factored::new(vec![0.0, 2.0], vec![vec![1.0, 1.0]], vec![3.0]).unwrap();
        let mut x = [0.0; 2];
        c.solve_shifted(0.0, &[3.0, 5.0], &mut x).unwrap();
        assert!((x[0] - 0.0).abs() < 1e-15 && (x[1] - 1.0).abs() < 1e-15, "{x:?}");
        assert!((c.logdet_shifted(0.0).unwrap() - 6_f64.ln()).abs() < 1e-15);
    }

    #[test]
    fn lengths_and_signs_are_checked() {
        assert!(Factored::new(vec![1.0], vec![vec![1.0, 2.0]], vec![1.0]).is_err());
        assert!(Factored::new(vec![1.0], vec![vec![1.0]], vec![]).is_err());
        assert!(Factored::new(vec![1.0], vec![vec![1.0]], vec![-1.0]).is_err());
    }
}
