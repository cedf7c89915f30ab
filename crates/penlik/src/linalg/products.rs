//! Products of row-major matrices, compiled for the processor at hand; every sum runs over its index in order.

use super::simd::dispatch;
use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};

/// out = A·B for A in rows of `inner` entries, and B of as many rows.
pub fn product(a: &[f64], inner: usize, b: &[f64], out: &mut [f64]) {
    out.fill(0.0);
    if inner == 0 || a.is_empty() {
        return;
    }
    let columns = b.len() / inner;
    if columns == 1 {
        return times_vector(a, inner, b, out);
    }
    for (row, out) in a.chunks_exact(inner).zip(out.chunks_exact_mut(columns.max(1))) {
        dispatch(
            #[inline(always)]
            || {
                for (a, b) in row.iter().zip(b.chunks_exact(columns.max(1))) {
                    add_multiple(*a, b, out);
                }
            },
        );
    }
}

/// A·B of square row-major matrices of order n, blocked for the cache.
#[must_use]
pub fn square_product(a: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    let mut out = vec![0.0; n * n];
    large_product(a, n, b, n, &mut out);
    out
}

/// out = A·B for A in rows of `inner` entries and B in rows of `columns`, blocked for the cache.
pub fn large_product(a: &[f64], inner: usize, b: &[f64], columns: usize, out: &mut [f64]) {
    out.fill(0.0);
    if inner == 0 || columns == 0 || a.is_empty() {
        return;
    }
    let rows = a.len() / inner;
    let a = MatRef::from_row_major_slice(a, rows, inner);
    let b = MatRef::from_row_major_slice(b, inner, columns);
    matmul(MatMut::from_row_major_slice_mut(out, rows, columns), Accum::Replace, a, b, 1.0, Par::Seq);
}

/// Σ x_i y_i, in eight partial sums.
#[must_use]
pub fn inner_product(x: &[f64], y: &[f64]) -> f64 {
    dispatch(
        #[inline(always)]
        || lanes(x, y),
    )
}

/// Aᵀ for A in rows of `columns` entries.
#[must_use]
pub fn transposed(a: &[f64], columns: usize) -> Vec<f64> {
    (0..columns).flat_map(|j| a.iter().skip(j).step_by(columns.max(1))).copied().collect()
}

fn times_vector(a: &[f64], inner: usize, x: &[f64], out: &mut [f64]) {
    dispatch(
        #[inline(always)]
        || {
            for (row, out) in a.chunks_exact(inner).zip(out.iter_mut()) {
                *out = lanes(row, x);
            }
        },
    );
}

#[inline(always)]
fn add_multiple(a: f64, x: &[f64], out: &mut [f64]) {
    for (out, x) in out.iter_mut().zip(x) {
        *out = a.mul_add(*x, *out);
    }
}

/// Eight partial sums, and the rest after them.
#[inline(always)]
fn lanes(x: &[f64], y: &[f64]) -> f64 {
    let ((x, x_rest), (y, y_rest)) = (x.as_chunks::<8>(), y.as_chunks::<8>());
    let mut l = [0.0_f64; 8];
    for (x, y) in x.iter().zip(y) {
        for i in 0..8 {
            l[i] = x[i].mul_add(y[i], l[i]);
        }
    }
    let mut sum = ((l[0] + l[1]) + (l[2] + l[3])) + ((l[4] + l[5]) + (l[6] + l[7]));
    for (x, y) in x_rest.iter().zip(y_rest) {
        sum = x.mul_add(*y, sum);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_agree_with_their_definition() {
        for (rows, inner, columns) in [(1, 1, 1), (5, 5, 5), (3, 2, 4), (2, 17, 1), (4, 9, 3), (0, 2, 2), (2, 0, 2)] {
            let a: Vec<f64> = (0..rows * inner).map(|i| f64::from(i as u32 % 7) - 3.0).collect();
            let b: Vec<f64> = (0..inner * columns).map(|i| f64::from(i as u32 % 5) - 2.0).collect();
            let mut out = vec![f64::NAN; rows * columns];
            product(&a, inner, &b, &mut out);
            for (place, out) in out.iter().enumerate() {
                let (i, j) = (place / columns, place % columns);
                let expected: f64 = (0..inner).map(|k| a[i * inner + k] * b[k * columns + j]).sum();
                assert_eq!(*out, expected);
            }
            let mut large = vec![f64::NAN; rows * columns];
            large_product(&a, inner, &b, columns, &mut large);
            assert_eq!(large, out);
            if rows == inner && inner == columns {
                assert_eq!(square_product(&a, &b, rows), out);
            }
            assert_eq!(transposed(&transposed(&a, inner), rows), if rows == 0 { vec![] } else { a });
        }
    }
}
