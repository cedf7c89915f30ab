//! XᵀAY for symmetric A, accumulated in twice the precision and rounded once.
//!
//! The entry of a small form vᵀAv is then right in its own digits, also where it comes from entries that cancel: the error is
//! about 2⁻¹⁰⁶·Σ|x||A||y| beside the final rounding. Source: T. Ogita, S. M. Rump, S. Oishi, SIAM Journal on Scientific Computing 26
//! (2005), 1955–1988.

use super::Symmetric;
use super::simd::dispatch;
use super::twofold::{two_product, two_sum};

/// XᵀAY, row-major, for X and Y row-major with as many rows as A.
#[must_use]
pub fn congruence(x: &[f64], a: &Symmetric, y: &[f64]) -> Vec<f64> {
    let q = a.order;
    let (m, n) = (x.len() / q.max(1), y.len() / q.max(1));
    if m == 0 || n == 0 {
        return vec![];
    }
    let (mut row, mut sums) = (Sums::zeros(n), Sums::zeros(m * n));
    for (i, x) in x.chunks_exact(m).enumerate() {
        row.clear();
        let entries = (0..q).map(|k| if k <= i { a.get(i, k) } else { a.get(k, i) });
        entries.zip(y.chunks_exact(n)).for_each(|(entry, y)| row.add(0, entry, y, None));
        x.iter().enumerate().for_each(|(c, x)| sums.add(c * n, *x, &row.high, Some(&row.low)));
    }
    sums.high.iter().zip(&sums.low).map(|(high, low)| high + low).collect()
}

/// Running sums, each with what its roundings left out.
struct Sums {
    high: Vec<f64>,
    low: Vec<f64>,
}

impl Sums {
    fn zeros(n: usize) -> Self {
        Self { high: vec![0.0; n], low: vec![0.0; n] }
    }

    fn clear(&mut self) {
        self.high.fill(0.0);
        self.low.fill(0.0);
    }

    /// Adds factor·(high + low) to the sums from `first` on.
    fn add(&mut self, first: usize, factor: f64, high: &[f64], low: Option<&[f64]>) {
        if factor == 0.0 {
            return;
        }
        let places = first..first + high.len();
        let (sums, rests) = (&mut self.high[places.clone()], &mut self.low[places]);
        dispatch(
            #[inline(always)]
            || {
                for ((sum, rest), y) in sums.iter_mut().zip(rests.iter_mut()).zip(high) {
                    let (p, e) = two_product(factor, *y);
                    let (s, f) = two_sum(*sum, p);
                    *sum = s;
                    *rest += e + f;
                }
                for (rest, y) in rests.iter_mut().zip(low.unwrap_or_default()) {
                    *rest = factor.mul_add(*y, *rest);
                }
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_cancels_keeps_its_digits() {
        // (1, −1 + 2⁻⁴⁰) on the all-one matrix: 2⁻⁸⁰, where floats in order give 0 or noise of 2⁻⁵³.
        let a = Symmetric { order: 2, data: vec![1.0; 4] };
        let v = [1.0, -1.0 + 2f64.powi(-40)];
        assert_eq!(congruence(&v, &a, &v), [2f64.powi(-80)]);
    }

    #[test]
    fn only_the_lower_triangle_is_read_and_shapes_may_differ() {
        let a = Symmetric { order: 2, data: vec![2.0, f64::NAN, 1.0, 3.0] };
        let (x, y) = ([1.0, 0.0, 0.0, 1.0], [1.0, 4.0]);
        assert_eq!(congruence(&x, &a, &y), [6.0, 13.0]);
        assert!(congruence(&[], &a, &y).is_empty());
    }
}
