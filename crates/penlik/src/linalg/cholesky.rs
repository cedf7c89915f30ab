//! Cholesky factorisation of a symmetric positive definite matrix, its rows and columns first scaled by powers of two to a
//! diagonal near one, so that the units of the columns change no decision and no digit.

use super::products::product;
use super::simd::dispatch;
use super::twofold::Twofold;
use faer::linalg::triangular_solve::{solve_lower_triangular_in_place, solve_upper_triangular_in_place};
use faer::{Mat, MatRef, Par, Side};

/// A symmetric matrix, square and row-major; only the lower triangle is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Symmetric {
    /// The order n.
    pub order: usize,
    /// n² entries.
    pub data: Vec<f64>,
}

impl Symmetric {
    /// The zero matrix.
    #[must_use]
    pub fn zeros(order: usize) -> Self {
        Self { order, data: vec![0.0; order * order] }
    }

    /// Entry (i, j).
    #[inline]
    #[must_use]
    pub fn get(&self, i: usize, j: usize) -> f64 {
        self.data[i * self.order + j]
    }

    /// Adds x to entries (i, j) and (j, i), once where they are the same.
    #[inline]
    pub fn add(&mut self, i: usize, j: usize, x: f64) {
        self.data[i * self.order + j] += x;
        if i != j {
            self.data[j * self.order + i] += x;
        }
    }

    /// Hv.
    #[must_use]
    pub fn product(&self, v: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; self.order];
        product(&self.data, self.order, v, &mut out);
        out
    }
}

/// Σ x_i y_i in order.
#[must_use]
pub fn dot(x: &[f64], y: &[f64]) -> f64 {
    dispatch(
        #[inline(always)]
        || {
            let mut sum = 0.0;
            for (x, y) in x.iter().zip(y) {
                sum = x.mul_add(*y, sum);
            }
            sum
        },
    )
}

/// A = D⁻¹ L Lᵀ D⁻¹ with D a diagonal of powers of two.
#[derive(Debug, Clone)]
pub struct Cholesky {
    factor: Mat<f64>,
    scale: Vec<f64>,
}

impl Cholesky {
    /// Factorises A; `None` when A is not positive definite in floating point.
    #[must_use]
    pub fn new(a: &Symmetric) -> Option<Self> {
        let scale: Vec<f64> = (0..a.order).map(|i| unit_scale(a.get(i, i))).collect();
        let scaled = Mat::from_fn(a.order, a.order, |i, j| a.get(i, j) * scale[i] * scale[j]);
        let factor = scaled.llt(Side::Lower).ok()?.L().to_owned();
        let sound = (0..a.order).all(|i| factor[(i, i)].is_finite() && factor[(i, i)] > 0.0);
        sound.then_some(Self { factor, scale })
    }

    /// A⁻¹b.
    #[must_use]
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let mut x = Mat::from_fn(b.len(), 1, |i, _| b[i] * self.scale[i]);
        let factor: MatRef<'_, f64> = self.factor.as_ref();
        solve_lower_triangular_in_place(factor, x.as_mut(), Par::Seq);
        solve_upper_triangular_in_place(factor.transpose(), x.as_mut(), Par::Seq);
        self.scale.iter().enumerate().map(|(i, scale)| x[(i, 0)] * scale).collect()
    }

    /// A⁻¹.
    #[must_use]
    pub fn inverse(&self) -> Symmetric {
        let n = self.scale.len();
        let mut root = Mat::<f64>::identity(n, n);
        let factor: MatRef<'_, f64> = self.factor.as_ref();
        solve_lower_triangular_in_place(factor, root.as_mut(), Par::Seq);
        let inverse = root.transpose() * &root;
        let mut out = Symmetric::zeros(n);
        for i in 0..n {
            for j in 0..=i {
                out.add(i, j, inverse[(i, j)] * self.scale[i] * self.scale[j]);
            }
        }
        out
    }

    /// L⁻¹D, row-major, so that A⁻¹ = (L⁻¹D)ᵀ(L⁻¹D).
    #[must_use]
    pub fn inverse_root(&self) -> Vec<f64> {
        let n = self.scale.len();
        let mut root = Mat::<f64>::identity(n, n);
        solve_lower_triangular_in_place(self.factor.as_ref(), root.as_mut(), Par::Seq);
        (0..n * n).map(|k| root[(k / n, k % n)] * self.scale[k % n]).collect()
    }

    /// The lower triangular C of A = C Cᵀ, row-major.
    #[must_use]
    pub fn lower(&self) -> Vec<f64> {
        let n = self.scale.len();
        let entry = |i: usize, j: usize| if j <= i { self.factor[(i, j)] / self.scale[i] } else { 0.0 };
        (0..n).flat_map(|i| (0..n).map(move |j| (i, j))).map(|(i, j)| entry(i, j)).collect()
    }

    /// ln det A.
    #[must_use]
    pub fn log_determinant(&self) -> f64 {
        let terms = self.scale.iter().enumerate();
        terms.map(|(i, scale)| 2.0 * (self.factor[(i, i)].ln() - scale.ln())).sum()
    }

    /// The smallest squared pivot of the scaled matrix, relative to its diagonal: 1 − R² of a column given those before it.
    #[must_use]
    pub fn smallest_pivot(&self, a: &Symmetric) -> f64 {
        let pivots = (0..self.scale.len()).map(|i| {
            let diagonal = a.get(i, i) * self.scale[i] * self.scale[i];
            self.factor[(i, i)] * self.factor[(i, i)] / diagonal
        });
        pivots.fold(1.0, f64::min)
    }
}

/// The power of two that brings a diagonal entry into [½, 2) when it is applied on both sides.
fn unit_scale(diagonal: f64) -> f64 {
    if diagonal > 0.0 && diagonal.is_finite() { (-(diagonal.log2() / 2.0).round()).exp2() } else { 1.0 }
}

/// The smallest eigenvalue; `None` when the iteration fails or the matrix is not finite.
#[must_use]
pub fn smallest_eigenvalue(a: &Symmetric) -> Option<f64> {
    let matrix = Mat::from_fn(a.order, a.order, |i, j| a.get(i, j));
    let values = matrix.self_adjoint_eigenvalues(Side::Lower).ok()?;
    Some(values.into_iter().fold(f64::MAX, f64::min)).filter(|least| least.is_finite())
}

/// A⁻¹ of a matrix given in twice the precision (packed lower triangle), rounded to floats at the end; `None` when not positive definite.
#[must_use]
pub fn refined_inverse(order: usize, packed: &[Twofold]) -> Option<Symmetric> {
    refined_inverse_and_log_determinant(order, packed).map(|(inverse, _)| inverse)
}

/// The same, and ln det A.
#[must_use]
pub fn refined_inverse_and_log_determinant(order: usize, packed: &[Twofold]) -> Option<(Symmetric, f64)> {
    let root = inverse_factor(order, packed)?;
    let mut out = Symmetric::zeros(order);
    for i in 0..order {
        for j in 0..=i {
            let terms = (i..order).map(|k| root[k * order + i] * root[k * order + j]);
            out.add(i, j, terms.fold(Twofold::default(), |sum, x| sum + x).hi);
        }
    }
    let log_determinant = (0..order).map(|i| -2.0 * root[i * order + i].hi.ln()).sum();
    Some((out, log_determinant))
}

/// L⁻¹ where A = L Lᵀ, row-major.
fn inverse_factor(n: usize, packed: &[Twofold]) -> Option<Vec<Twofold>> {
    let mut l = vec![Twofold::default(); n * n];
    let mut inverse = l.clone();
    for i in 0..n {
        for j in 0..=i {
            let rest =
                (0..j).fold(packed[super::weighted_gram::packed(i, j)], |sum, k| sum - l[i * n + k] * l[j * n + k]);
            l[i * n + j] = if i > j { rest / l[j * n + j] } else { positive_root(rest)? };
        }
        inverse[i * n + i] = Twofold::from(1.0) / l[i * n + i];
        for j in 0..i {
            let sum = (j..i).fold(Twofold::default(), |sum, k| sum + l[i * n + k] * inverse[k * n + j]);
            inverse[i * n + j] = -(sum * inverse[i * n + i]);
        }
    }
    Some(inverse)
}

fn positive_root(x: Twofold) -> Option<Twofold> {
    (x.hi > 0.0 && x.hi.is_finite()).then(|| x.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hilbert(n: usize) -> Symmetric {
        let mut a = Symmetric::zeros(n);
        for i in 0..n {
            for j in 0..=i {
                a.add(i, j, 1.0 / (i + j + 1) as f64);
            }
        }
        a
    }

    #[test]
    fn solve_inverse_and_determinant_belong_together() {
        let a = hilbert(5);
        let cholesky = Cholesky::new(&a).unwrap();
        let x = cholesky.solve(&a.product(&[1.0, 2.0, 3.0, 4.0, 5.0]));
        assert!(x.iter().zip([1.0, 2.0, 3.0, 4.0, 5.0]).all(|(x, y)| (x - y).abs() < 1e-9));
        assert!((cholesky.inverse().get(0, 0) - 25.0).abs() < 1e-9);
        assert!((cholesky.log_determinant() - (1.0 / 266_716_800_000.0_f64).ln()).abs() < 1e-10);
        assert!(Cholesky::new(&Symmetric::zeros(2)).is_none());
    }

    #[test]
    fn the_refined_inverse_of_a_hilbert_matrix_is_exact_to_its_inputs() {
        // With entries 1/(i+j+1) in twice the precision the inverse holds integers.
        let n = 8;
        let mut packed = Vec::new();
        for i in 0..n {
            for j in 0..=i {
                packed.push(Twofold::from(1.0) / Twofold::from((i + j + 1) as f64));
            }
        }
        let inverse = refined_inverse(n, &packed).unwrap();
        assert_eq!(inverse.get(0, 0), 64.0);
        assert_eq!(inverse.get(7, 7), 176_679_360.0);
    }

    #[test]
    fn powers_of_two_in_the_units_change_no_bit() {
        let a = hilbert(4);
        let units = [1.0, 1024.0, 2f64.powi(-300), 4.0];
        let mut b = Symmetric::zeros(4);
        for i in 0..4 {
            for j in 0..=i {
                b.add(i, j, a.get(i, j) * units[i] * units[j]);
            }
        }
        let (a, b) = (Cholesky::new(&a).unwrap().inverse(), Cholesky::new(&b).unwrap().inverse());
        assert!((0..16).all(|k| a.data[k] == b.data[k] * units[k / 4] * units[k % 4]));
    }
}
