//! Least squares by Householder QR with one step of refinement, and the decision which columns depend on others.
//!
//! Columns are scaled to norms near one by powers of two, which is exact. The refinement solves the augmented system
//! [I A; Aᵀ 0] [r; x] = [b; 0] for the residuals of its first solution, formed in twice the precision.
//! Source: Å. Björck, BIT 7 (1967), 257–278; N. J. Higham, Accuracy and Stability of Numerical Algorithms, section 20.5.

use super::twofold::{Twofold, two_product, two_sum};
use super::weighted_gram::packed;
use super::{Panels, Symmetric, refined_inverse};
use faer::linalg::triangular_solve::{solve_lower_triangular_in_place, solve_upper_triangular_in_place};
use faer::{Mat, Par};

/// A column whose part outside the span of the columns before it is smaller than this, relative to its length, depends on them.
/// Rounding alone leaves about 1e-15; the eleventh power column of NIST's Filip keeps 4e-10.
const DEPENDENT: f64 = 1e-12;
/// Corrections of the refinement: the first removes what the factorisation lost, the second what is left in the hardest problems.
const STEPS: usize = 3;

/// argmin ‖b − Ax‖² with what follows from it.
#[derive(Debug, Clone)]
pub struct LeastSquares {
    /// The solution x.
    pub solution: Vec<f64>,
    /// The residual b − Ax.
    pub residual: Vec<f64>,
    /// (AᵀA)⁻¹.
    pub inverse_gram: Symmetric,
}

/// Minimises ‖b − Ax‖² for A of full column rank with at least as many rows as columns; `None` when rounding leaves no rank.
#[must_use]
pub fn least_squares(a: &Panels, b: &[f64]) -> Option<LeastSquares> {
    let scaled = UnitColumns::new(a, (0..a.cols()).collect());
    let factor = Factor::new(&scaled.matrix);
    let (mut x, mut r) = (vec![0.0; a.cols()], b.to_vec());
    for step in 0..=STEPS {
        let (f, g) = scaled.residuals(&x, &r, b);
        let (f, g) = if step == 0 { (b.to_vec(), vec![0.0; x.len()]) } else { (f, g) };
        let (dx, dr) = factor.solve(&f, &g)?;
        if step == 0 {
            (x, r) = (dx, dr);
        } else {
            x.iter_mut().zip(&dx).for_each(|(x, d)| *x += d);
            r.iter_mut().zip(&dr).for_each(|(r, d)| *r += d);
        }
    }
    let inverse_gram = scaled.inverse_gram()?;
    let solution = x.iter().zip(&scaled.scale).map(|(x, scale)| x * scale).collect();
    Some(LeastSquares { solution, residual: r, inverse_gram })
}

/// The columns that depend linearly on those before them, judged on columns of unit length.
#[must_use]
pub fn dependent_columns(a: &Panels) -> Vec<usize> {
    let mut dependent = Vec::new();
    let mut candidates: Vec<usize> = (0..a.cols()).collect();
    // A reflection after a dependent column would be noise, so the factorisation starts again without it.
    while let Some(bad) = first_dependent(a, &candidates) {
        dependent.push(candidates.remove(bad));
    }
    dependent.sort_unstable();
    dependent
}

fn first_dependent(a: &Panels, columns: &[usize]) -> Option<usize> {
    let unit = UnitColumns::new(a, columns.to_vec());
    let lengths: Vec<f64> = (0..columns.len()).map(|j| unit.matrix.col(j).norm_l2()).collect();
    if let Some(zero) = lengths.iter().position(|length| *length == 0.0) {
        return Some(zero);
    }
    let qr = unit.matrix.qr();
    let r = qr.thin_R();
    (0..columns.len()).find(|&j| j >= r.nrows() || r[(j, j)].abs() <= DEPENDENT * lengths[j])
}

/// A dense copy with columns scaled by powers of two.
struct UnitColumns {
    matrix: Mat<f64>,
    scale: Vec<f64>,
}

impl UnitColumns {
    fn new(a: &Panels, columns: Vec<usize>) -> Self {
        let largest = |j: usize| (0..a.rows()).fold(0.0_f64, |m, i| m.max(a.get(i, j).abs()));
        let scale: Vec<f64> = columns.iter().map(|&j| inverse_power(largest(j))).collect();
        let matrix = Mat::from_fn(a.rows(), columns.len(), |i, k| a.get(i, columns[k]) * scale[k]);
        Self { matrix, scale }
    }

    /// f = b − r − Ax and g = −Aᵀr, summed in twice the precision.
    fn residuals(&self, x: &[f64], r: &[f64], b: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let a = &self.matrix;
        let f = (0..a.nrows()).map(|i| {
            let start = Twofold::from(b[i]) - Twofold::from(r[i]);
            (0..a.ncols()).fold(start, |sum, j| sum - exact_product(a[(i, j)], x[j])).hi
        });
        let g = (0..a.ncols()).map(|j| {
            let terms = (0..a.nrows()).map(|i| exact_product(a[(i, j)], r[i]));
            -terms.fold(Twofold::default(), |sum, t| sum + t).hi
        });
        (f.collect(), g.collect())
    }

    fn inverse_gram(&self) -> Option<Symmetric> {
        let (a, n) = (&self.matrix, self.matrix.ncols());
        let mut gram = vec![Twofold::default(); n * (n + 1) / 2];
        for i in 0..n {
            for j in 0..=i {
                let (x, y) = (a.col(i), a.col(j));
                let (mut hi, mut lo) = (0.0, 0.0);
                for k in 0..a.nrows() {
                    let (p, product_error) = two_product(x[k], y[k]);
                    let (s, sum_error) = two_sum(hi, p);
                    hi = s;
                    lo += product_error + sum_error;
                }
                gram[packed(i, j)] = Twofold::new(hi, lo);
            }
        }
        let scaled = refined_inverse(n, &gram)?;
        let mut out = Symmetric::zeros(n);
        for i in 0..n {
            for j in 0..=i {
                out.add(i, j, scaled.get(i, j) * self.scale[i] * self.scale[j]);
            }
        }
        Some(out)
    }
}

fn exact_product(a: f64, b: f64) -> Twofold {
    let (hi, lo) = two_product(a, b);
    Twofold { hi, lo }
}

/// The power of two that brings x near one, or as near as floats allow for subnormal x.
fn inverse_power(x: f64) -> f64 {
    if x > 0.0 { (-x.log2().floor()).min(1023.0).exp2() } else { 1.0 }
}

/// A = QR with Q of as many columns as A.
struct Factor {
    q: Mat<f64>,
    r: Mat<f64>,
}

impl Factor {
    fn new(a: &Mat<f64>) -> Self {
        let qr = a.qr();
        Self { q: qr.compute_thin_Q(), r: qr.thin_R().to_owned() }
    }

    /// x and r with r + Ax = f and Aᵀr = g.
    fn solve(&self, f: &[f64], g: &[f64]) -> Option<(Vec<f64>, Vec<f64>)> {
        let mut h = column(g);
        solve_lower_triangular_in_place(self.r.transpose(), h.as_mut(), Par::Seq);
        let f = column(f);
        let d = self.q.transpose() * &f;
        let mut x = &d - &h;
        let r = &f - &self.q * &x;
        solve_upper_triangular_in_place(self.r.as_ref(), x.as_mut(), Par::Seq);
        let finite = (0..x.nrows()).all(|i| x[(i, 0)].is_finite());
        finite.then(|| (entries(&x), entries(&r)))
    }
}

fn column(x: &[f64]) -> Mat<f64> {
    Mat::from_fn(x.len(), 1, |i, _| x[i])
}

fn entries(x: &Mat<f64>) -> Vec<f64> {
    (0..x.nrows()).map(|i| x[(i, 0)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn powers(n: usize, degree: usize) -> Panels {
        let mut a = Panels::zeros(n, degree + 1);
        for i in 0..n {
            for j in 0..=degree {
                a.set(i, j, (i as f64).powi(j as i32));
            }
        }
        a
    }

    #[test]
    fn a_polynomial_with_integer_coefficients_comes_back_exactly() {
        // NIST's Wampler1: y = 1 + x + … + x⁵ at x = 0..20.
        let a = powers(21, 5);
        let b: Vec<f64> = (0..21).map(|i| (0..=5).map(|j| f64::from(i).powi(j)).sum()).collect();
        let fit = least_squares(&a, &b).unwrap();
        assert!(fit.solution.iter().all(|x| (x - 1.0).abs() < 1e-14), "{:?}", fit.solution);
    }

    #[test]
    fn dependent_columns_are_the_later_ones_whatever_their_units() {
        let mut a = powers(30, 4);
        for i in 0..30 {
            a.set(i, 2, 0.1 * a.get(i, 1) + 3.0);
            a.set(i, 3, 1e-200 * a.get(i, 3));
            a.set(i, 4, if i == 3 { 1.0 } else { 0.0 });
        }
        assert_eq!(dependent_columns(&a), [2]);
        assert_eq!(dependent_columns(&powers(4, 5)), [4, 5]);
        assert_eq!(dependent_columns(&Panels::zeros(5, 2)), [0, 1]);
        let mut tiny = powers(30, 3);
        for i in 0..30 {
            tiny.set(i, 1, 3e-310 * tiny.get(i, 1));
            tiny.set(i, 2, tiny.get(i, 0));
            tiny.set(i, 3, 0.0);
        }
        assert_eq!(dependent_columns(&tiny), [2, 3]);
    }
}
