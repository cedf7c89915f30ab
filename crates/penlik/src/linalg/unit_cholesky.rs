//! Cholesky factorisation C = L·Lᵀ of a symmetric matrix with ones on its diagonal, which keeps the digits of ln det C when C is
//! near the identity: with p_j = 1 − s_j the squared pivots, s_j a sum of squares, ln det C = Σ ln(1 − s_j).

use super::simd::dispatch;

/// L, and what its pivots tell.
#[derive(Debug, Clone)]
pub struct UnitCholesky {
    order: usize,
    factor: Vec<f64>,
    log_determinant: f64,
    smallest_pivot: f64,
}

impl UnitCholesky {
    /// Factorises the matrix with these entries below its diagonal, row-major, which are written over; what stands on the
    /// diagonal and above is not read. `None` when it is not positive definite in floating point.
    #[must_use]
    pub fn new(order: usize, mut entries: Vec<f64>) -> Option<Self> {
        let (mut column, mut log_determinant, mut smallest_pivot) = (vec![0.0; order], 0.0, 1.0_f64);
        (0..order).for_each(|i| entries[i * order + i] = 0.0);
        for j in 0..order {
            let lost = entries[j * order + j];
            let pivot = 1.0 - lost;
            if !(pivot > 0.0) {
                return None;
            }
            log_determinant += (-lost).ln_1p();
            smallest_pivot = smallest_pivot.min(pivot);
            entries[j * order + j] = pivot.sqrt();
            dispatch(
                #[inline(always)]
                || eliminate(order, j, &mut entries, &mut column),
            );
        }
        Some(Self { order, factor: entries, log_determinant, smallest_pivot })
    }

    /// ln det C
    #[must_use]
    pub fn log_determinant(&self) -> f64 {
        self.log_determinant
    }

    /// The smallest p_j; what is below rounding of it in C is lost in everything here.
    #[must_use]
    pub fn smallest_pivot(&self) -> f64 {
        self.smallest_pivot
    }

    /// C⁻¹ = L⁻ᵀ·L⁻¹, row-major.
    #[must_use]
    pub fn inverse(&self) -> Vec<f64> {
        let n = self.order;
        let (mut root, mut out) = (vec![0.0; n * n], vec![0.0; n * n]);
        dispatch(
            #[inline(always)]
            || {
                (0..n).for_each(|i| inverse_row(n, i, &self.factor, &mut root));
                for row in 0..n {
                    let x = &root[row * n..=row * n + row];
                    (0..=row).for_each(|i| add_multiple(x[i], &x[..=i], &mut out[i * n..=i * n + i]));
                }
            },
        );
        for i in 0..n {
            (0..i).for_each(|j| out[j * n + i] = out[i * n + j]);
        }
        out
    }
}

/// Divides column j by its pivot and takes its products from the columns to the right; on the diagonal they are added up.
#[inline(always)]
fn eliminate(n: usize, j: usize, entries: &mut [f64], column: &mut [f64]) {
    let pivot = entries[j * n + j];
    for i in j + 1..n {
        let x = entries[i * n + j] / pivot;
        (entries[i * n + j], column[i]) = (x, x);
        add_multiple(-x, &column[j + 1..i], &mut entries[i * n + j + 1..i * n + i]);
        entries[i * n + i] = x.mul_add(x, entries[i * n + i]);
    }
}

/// Row i of L⁻¹ from those above it.
#[inline(always)]
fn inverse_row(n: usize, i: usize, factor: &[f64], root: &mut [f64]) {
    let (above, row) = root.split_at_mut(i * n);
    let row = &mut row[..=i];
    row[i] = 1.0;
    for k in 0..i {
        add_multiple(-factor[i * n + k], &above[k * n..=k * n + k], row);
    }
    let pivot = factor[i * n + i];
    row.iter_mut().for_each(|x| *x /= pivot);
}

#[inline(always)]
fn add_multiple(factor: f64, x: &[f64], y: &mut [f64]) {
    x.iter().zip(y).for_each(|(x, y)| *y = factor.mul_add(*x, *y));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn determinant_and_inverse_are_those_of_the_matrix() {
        // 1 on the diagonal and a beside it: eigenvalues 1 + 2a, 1 − a, 1 − a.
        for a in [-0.4, 0.0, 0.3, 0.9] {
            let c = UnitCholesky::new(3, vec![7.0, 0.0, 0.0, a, 7.0, 0.0, a, a, 7.0]).unwrap();
            let expected = (1.0 + 2.0 * a).ln() + 2.0 * (1.0 - a).ln();
            assert!((c.log_determinant() - expected).abs() <= 1e-15 * (1.0 + expected.abs()));
            let m = c.inverse();
            for i in 0..3 {
                for j in 0..3 {
                    let x: f64 = (0..3).map(|k| m[3 * i + k] * if k == j { 1.0 } else { a }).sum();
                    assert!((x - f64::from(u8::from(i == j))).abs() < 1e-14, "{m:?}");
                }
            }
        }
        assert!(UnitCholesky::new(2, vec![0.0, 0.0, 1.0, 0.0]).is_none());
        assert!(UnitCholesky::new(2, vec![0.0, 0.0, f64::NAN, 0.0]).is_none());
    }

    #[test]
    fn a_matrix_near_the_identity_keeps_the_digits_of_its_determinant() {
        let c = UnitCholesky::new(2, vec![0.0, 0.0, 1e-12, 0.0]).unwrap();
        assert_eq!(c.log_determinant(), -1e-24);
        assert_eq!(UnitCholesky::new(0, vec![]).unwrap().log_determinant(), 0.0);
    }
}
