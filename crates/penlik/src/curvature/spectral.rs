//! Operators on n × k matrices that are diagonal in the basis of the singular vectors of one of them, U·diag(σ)·Vᵀ.
//!
//! With p = min(n, k) and orthonormal U (n × p), V (k × p), a matrix E has the parts C = UᵀEV and, beside them, (I − UUᵀ)E (n > k)
//! or E(I − VVᵀ) (k > n). The operator multiplies the symmetric part of C by a_ij, the antisymmetric part by b_ij, and of what is
//! beside them the part that belongs to singular vector i by w_i. Its n·k eigenvalues thus are a_ij for i ≤ j, b_ij for i < j, and
//! each w_i |n − k| times; whatever is a function of them is exact.
//! (A. S. Lewis and H. S. Sendov, "Twice differentiable spectral functions", SIAM Journal on Matrix Analysis 23, 2001.)

use std::sync::Arc;

use super::Operator;
use crate::check::{CheckError, Code};
use crate::linalg::Singular;
use crate::linalg::row_major::{add_product, add_product_transposed, add_transposed_product};

/// U and V.
#[derive(Debug)]
pub struct SingularBasis {
    rows: usize,
    columns: usize,
    rank: usize,
    left: Vec<f64>,
    right: Vec<f64>,
}

/// E in a basis: C = UᵀEV, and what lies beside the vectors, times the vectors of the short side: (I − UUᵀ)EV of n × p numbers
/// for n ≥ k, (I − VVᵀ)EᵀU of k × p numbers for n < k.
#[derive(Debug, Clone)]
pub struct Parts {
    /// p × p
    pub core: Vec<f64>,
    /// (longer side) × p
    pub beside: Vec<f64>,
}

impl SingularBasis {
    /// The basis of a matrix that has been decomposed, with rows of `columns` entries.
    #[must_use]
    pub fn new(parts: &Singular, columns: usize) -> Self {
        let rank = parts.values().len();
        let (left, right) = (parts.left(), parts.right());
        Self { rows: left.len() / rank.max(1), columns, rank, left, right }
    }

    /// p, the number of singular values.
    #[must_use]
    pub fn rank(&self) -> usize {
        self.rank
    }

    /// n·k
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.rows * self.columns
    }

    /// Whether there are at least as many rows as columns.
    #[must_use]
    pub fn is_tall(&self) -> bool {
        self.rows >= self.columns
    }

    /// |n − k|
    fn excess(&self) -> usize {
        self.rows.abs_diff(self.columns)
    }

    /// The parts of E.
    #[must_use]
    pub fn parts(&self, e: &[f64]) -> Parts {
        let (p, k) = (self.rank, self.columns);
        let e = &e[..self.dimension()];
        let mut core = vec![0.0; p * p];
        if self.is_tall() {
            let mut beside = vec![0.0; self.rows * p];
            add_product(e, &self.right, k, p, &mut beside);
            add_transposed_product(&self.left, &beside, p, p, &mut core);
            self.subtract(&self.left, &core, &mut beside);
            return Parts { core, beside };
        }
        let (mut beside, mut flipped) = (vec![0.0; k * p], vec![0.0; p * p]);
        add_transposed_product(e, &self.left, k, p, &mut beside);
        add_transposed_product(&self.right, &beside, p, p, &mut flipped);
        self.subtract(&self.right, &flipped, &mut beside);
        (0..p * p).for_each(|q| core[q] = flipped[q % p * p + q / p]);
        Parts { core, beside }
    }

    /// Y ← Y − Q·C; exactly 0 where nothing lies beside Q.
    fn subtract(&self, q: &[f64], core: &[f64], y: &mut [f64]) {
        if self.excess() == 0 {
            return y.fill(0.0);
        }
        let minus: Vec<f64> = core.iter().map(|c| -c).collect();
        add_product(q, &minus, self.rank, self.rank, y);
    }

    /// out = the matrix that has these parts.
    pub fn assemble(&self, parts: &Parts, out: &mut [f64]) {
        let p = self.rank;
        let out = &mut out[..self.dimension()];
        out.fill(0.0);
        if self.is_tall() {
            let mut left = parts.beside.clone();
            add_product(&self.left, &parts.core, p, p, &mut left);
            add_product_transposed(&left, &self.right, p, out);
        } else {
            let mut right = parts.beside.clone();
            let flipped: Vec<f64> = (0..p * p).map(|q| parts.core[q % p * p + q / p]).collect();
            add_product(&self.right, &flipped, p, p, &mut right);
            add_product_transposed(&self.left, &right, p, out);
        }
    }
}

/// a, b and w.
#[derive(Debug, Clone)]
pub struct Spectrum {
    /// p × p, symmetric
    pub symmetric: Vec<f64>,
    /// p × p, symmetric; its diagonal is not used
    pub antisymmetric: Vec<f64>,
    /// p
    pub beside: Vec<f64>,
}

/// The operator of a basis and a spectrum.
#[derive(Debug, Clone)]
pub struct Spectral {
    basis: Arc<SingularBasis>,
    spectrum: Spectrum,
}

impl Spectral {
    /// The spectrum must be of the size of the basis.
    #[must_use]
    pub fn new(basis: Arc<SingularBasis>, spectrum: Spectrum) -> Self {
        Self { basis, spectrum }
    }

    /// Every eigenvalue and how often it occurs.
    pub fn eigenvalues(&self) -> impl Iterator<Item = (f64, usize)> {
        let p = self.basis.rank;
        let above = |from: usize| (0..p).flat_map(move |i| (i + from..p).map(move |j| i * p + j));
        let symmetric = above(0).map(|q| (self.spectrum.symmetric[q], 1));
        let antisymmetric = above(1).map(|q| (self.spectrum.antisymmetric[q], 1));
        let beside = self.spectrum.beside.iter().map(|w| (*w, self.basis.excess()));
        symmetric.chain(antisymmetric).chain(beside.filter(|(_, times)| *times > 0))
    }

    /// out = the operator with f of its eigenvalues, applied to v.
    fn transform(&self, v: &[f64], out: &mut [f64], f: impl Fn(f64) -> f64) {
        let p = self.basis.rank;
        let Parts { core, mut beside } = self.basis.parts(v);
        let entry = |q: usize| {
            let (here, there) = (core[q], core[q % p * p + q / p]);
            let symmetric = f(self.spectrum.symmetric[q]) * (0.5 * here + 0.5 * there);
            if q.is_multiple_of(p + 1) {
                symmetric
            } else {
                symmetric + f(self.spectrum.antisymmetric[q]) * (0.5 * here - 0.5 * there)
            }
        };
        if self.basis.excess() > 0 {
            let factors: Vec<f64> = self.spectrum.beside.iter().map(|w| f(*w)).collect();
            beside.chunks_exact_mut(p.max(1)).for_each(|row| row.iter_mut().zip(&factors).for_each(|(x, w)| *x *= w));
        }
        self.basis.assemble(&Parts { core: (0..p * p).map(entry).collect(), beside }, out);
    }

    /// Entry (a, c) of the matrix that the diagonal is: the quadratic form at the unit matrix e_a e_cᵀ.
    fn quadratic(&self, u: &[f64], v: &[f64]) -> f64 {
        let p = self.basis.rank;
        let mut sum = 0.0;
        for i in 0..p {
            sum += self.spectrum.symmetric[i * p + i] * (u[i] * v[i]).powi(2);
            for j in 0..i {
                let (here, there) = (u[i] * v[j], u[j] * v[i]);
                let (plus, minus) = (self.spectrum.symmetric[i * p + j], self.spectrum.antisymmetric[i * p + j]);
                sum += 0.5 * (plus * (here + there).powi(2) + minus * (here - there).powi(2));
            }
        }
        if self.basis.excess() == 0 {
            return sum;
        }
        let (long, short) = if self.basis.is_tall() { (u, v) } else { (v, u) };
        let rest = (1.0 - long.iter().map(|x| x * x).sum::<f64>()).max(0.0);
        sum + rest * self.spectrum.beside.iter().zip(short).map(|(w, x)| w * x * x).sum::<f64>()
    }

    fn refusal(eigenvalue: f64, mu: f64, expected: &str) -> CheckError {
        CheckError::new(Code::Domain, "curvature", format!("{eigenvalue} + {mu} at an eigenvalue"), expected)
    }
}

impl Operator for Spectral {
    fn dimension(&self) -> usize {
        self.basis.dimension()
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        self.transform(v, out, |e| e);
    }

    fn diagonal(&self, out: &mut [f64]) {
        let p = self.basis.rank.max(1);
        let (left, right) = (self.basis.left.chunks_exact(p), self.basis.right.chunks_exact(p));
        for (u, row) in left.zip(out.chunks_exact_mut(self.basis.columns.max(1))) {
            row.iter_mut().zip(right.clone()).for_each(|(out, v)| *out = self.quadratic(u, v));
        }
    }

    fn solve_shifted(&self, mu: f64, b: &[f64], out: &mut [f64]) -> Result<(), CheckError> {
        match self.eigenvalues().find(|(e, _)| e + mu == 0.0 || !(e + mu).is_finite()) {
            Some((e, _)) => Err(Self::refusal(e, mu, "an eigenvalue + mu that is finite and not 0")),
            None => {
                self.transform(b, out, |e| 1.0 / (e + mu));
                Ok(())
            }
        }
    }

    fn logdet_shifted(&self, mu: f64) -> Result<f64, CheckError> {
        match self.eigenvalues().find(|(e, _)| !(e + mu > 0.0 && (e + mu).is_finite())) {
            Some((e, _)) => Err(Self::refusal(e, mu, "a positive finite eigenvalue + mu")),
            None => Ok(self.eigenvalues().map(|(e, times)| times as f64 * (e + mu).ln()).sum()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Curvature;
    use super::*;

    fn operator(columns: usize) -> Curvature {
        let parts = Singular::new(&[1.0, 2.0, 3.0, 4.0, 5.0, 7.0], columns).unwrap();
        let basis = Arc::new(SingularBasis::new(&parts, columns));
        let p = basis.rank();
        let symmetric = (0..p * p).map(|q| 1.0 + (q % p + q / p) as f64).collect();
        let antisymmetric = (0..p * p).map(|q| 0.5 + (q % p * (q / p)) as f64).collect();
        let beside = (0..p).map(|i| 3.0 + i as f64).collect();
        Curvature::Spectral(Spectral::new(basis, Spectrum { symmetric, antisymmetric, beside }))
    }

    #[test]
    fn solutions_and_determinants_belong_to_the_products() {
        for columns in [1, 2, 3, 6] {
            let c = operator(columns);
            let (b, mut x, mut back, mut diagonal) = ([1.0, -2.0, 0.5, 3.0, 0.0, 1.5], [0.0; 6], [0.0; 6], [0.0; 6]);
            c.solve_shifted(0.25, &b, &mut x).unwrap();
            c.apply(&x, &mut back);
            assert!((0..6).all(|i| (back[i] + 0.25 * x[i] - b[i]).abs() < 1e-14));
            let Curvature::Spectral(spectral) = &c else { return };
            assert_eq!(spectral.eigenvalues().map(|(_, times)| times).sum::<usize>(), 6);
            c.diagonal(&mut diagonal);
            let trace: f64 = spectral.eigenvalues().map(|(e, times)| e * times as f64).sum();
            assert!((diagonal.iter().sum::<f64>() - trace).abs() < 1e-13);
            assert!(c.solve_shifted(-1.0, &b, &mut x).is_err() && c.logdet_shifted(-3.0).is_err());
        }
    }
}
