//! Products of small row-major matrices, added to what is there. Rows run innermost, so that the loops vectorize; every sum has
//! one order.

use super::simd::dispatch;

/// C += A·B, with A in rows of `inner` entries and B, C in rows of `columns`.
pub fn add_product(a: &[f64], b: &[f64], inner: usize, columns: usize, c: &mut [f64]) {
    if inner == 0 || columns == 0 {
        return;
    }
    dispatch(
        #[inline(always)]
        || {
            for (a, c) in a.chunks_exact(inner).zip(c.chunks_exact_mut(columns)) {
                for (a, b) in a.iter().zip(b.chunks_exact(columns)) {
                    add_multiple(*a, b, c);
                }
            }
        },
    );
}

/// C += Aᵀ·B, with A and C of `inner` columns and rows, and B, C in rows of `columns`.
pub fn add_transposed_product(a: &[f64], b: &[f64], inner: usize, columns: usize, c: &mut [f64]) {
    if inner == 0 || columns == 0 {
        return;
    }
    dispatch(
        #[inline(always)]
        || {
            for (a, b) in a.chunks_exact(inner).zip(b.chunks_exact(columns)) {
                for (a, c) in a.iter().zip(c.chunks_exact_mut(columns)) {
                    add_multiple(*a, b, c);
                }
            }
        },
    );
}

/// C += A·Bᵀ, with A and B in rows of `inner` entries and C in rows of as many as B has.
pub fn add_product_transposed(a: &[f64], b: &[f64], inner: usize, c: &mut [f64]) {
    if inner == 0 || b.is_empty() {
        return;
    }
    let columns = b.len() / inner;
    for (a, c) in a.chunks_exact(inner).zip(c.chunks_exact_mut(columns)) {
        b.chunks_exact(inner).zip(c).for_each(|(b, c)| *c += super::dot(a, b));
    }
}

#[inline(always)]
fn add_multiple(factor: f64, x: &[f64], y: &mut [f64]) {
    for (x, y) in x.iter().zip(y) {
        *y = factor.mul_add(*x, *y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_products_are_those_of_the_textbook() {
        // A = [[1, 2], [3, 4], [5, 6]], B = [[1, 0, 2], [0, 1, 1]]
        let (a, b) = ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [1.0, 0.0, 2.0, 0.0, 1.0, 1.0]);
        let mut c = [1.0; 9];
        add_product(&a, &b, 2, 3, &mut c);
        assert_eq!(c, [2.0, 3.0, 5.0, 4.0, 5.0, 11.0, 6.0, 7.0, 17.0]);
        let mut c = [0.0; 4];
        add_transposed_product(&a, &a, 2, 2, &mut c);
        assert_eq!(c, [35.0, 44.0, 44.0, 56.0]);
        let mut c = [0.0; 4];
        add_product_transposed(&b, &b, 3, &mut c);
        assert_eq!(c, [5.0, 2.0, 2.0, 2.0]);
    }
}
