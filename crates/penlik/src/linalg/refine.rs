//! Products over rows summed in twice the precision, for the last step of a fit and for ill-conditioned information.

use super::simd::{self, Simd, WithSimd};
use super::twofold::{Twofold, two_product, two_sum};
use super::weighted_gram::{Columns, packed, triangle};
use super::{LANES, PANEL_ROWS};

/// η_a = Σ_j x_j β_a[j] + offset_a: what `eta` holds is the offset on entry and the sum on return, the rounding left over goes to `rest`.
pub fn apply(x: Columns<'_>, beta: &[f64], eta: &mut [f64], rest: &mut [f64]) {
    let (count, height) = (x.count().max(1), x.height().max(1));
    let outputs = eta.chunks_exact_mut(height).zip(rest.chunks_exact_mut(height));
    for (beta, (eta, rest)) in beta.chunks_exact(count).zip(outputs) {
        rest.fill(0.0);
        for (j, &b) in beta.iter().enumerate() {
            simd::dispatch(
                #[inline(always)]
                || {
                    for ((eta, rest), x) in eta.iter_mut().zip(rest.iter_mut()).zip(x.column(j)) {
                        let (p, product_error) = two_product(b, *x);
                        let (s, sum_error) = two_sum(*eta, p);
                        *eta = s;
                        *rest += sum_error + product_error;
                    }
                },
            );
        }
    }
}

/// Adds Xᵀ(r_a + rest_a) for every column of residuals to `out`, class-major.
pub fn add_adjoint(x: Columns<'_>, residuals: Columns<'_>, rest: Columns<'_>, out: &mut [Twofold]) {
    for (a, out) in out.chunks_exact_mut(x.count().max(1)).enumerate().take(residuals.count()) {
        let (r, rest) = (residuals.column(a), rest.column(a));
        for (j, out) in out.iter_mut().enumerate() {
            *out = *out + simd::run(Product { a: r, a_rest: rest, b: x.column(j) });
        }
    }
}

/// Adds Σ_i w_i x_i x_iᵀ to the packed lower triangle `out` for every column of weights.
pub fn add_gram(x: Columns<'_>, weights: Columns<'_>, out: &mut [Twofold]) {
    let (mut z, mut rest) = ([0.0; PANEL_ROWS], [0.0; PANEL_ROWS]);
    for (t, block) in out.chunks_exact_mut(triangle(x.count())).enumerate().take(weights.count()) {
        let w = weights.column(t);
        for i in 0..x.count() {
            for (k, (w, x)) in w.iter().zip(x.column(i)).enumerate() {
                (z[k], rest[k]) = two_product(*w, *x);
            }
            for j in 0..=i {
                let product = Product { a: &z[..w.len()], a_rest: &rest[..w.len()], b: x.column(j) };
                block[packed(i, j)] = block[packed(i, j)] + simd::run(product);
            }
        }
    }
}

/// Σ (a + a_rest)·b.
struct Product<'a> {
    a: &'a [f64],
    a_rest: &'a [f64],
    b: &'a [f64],
}

impl WithSimd for Product<'_> {
    type Output = Twofold;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Twofold {
        let [a, a_rest, b] = [self.a, self.a_rest, self.b].map(|x| S::as_simd_f64s(x).0);
        let width = LANES / S::F64_LANES;
        let zero = simd.splat_f64s(0.0);
        let (mut hi, mut lo) = ([zero; LANES], [zero; LANES]);
        for (k, ((a, rest), b)) in a.iter().zip(a_rest).zip(b).enumerate() {
            let v = k % width;
            let p = simd.mul_f64s(*a, *b);
            let product_error = simd.mul_add_f64s(*a, *b, simd.neg_f64s(p));
            let s = simd.add_f64s(hi[v], p);
            let t = simd.sub_f64s(s, hi[v]);
            let sum_error = simd.add_f64s(simd.sub_f64s(hi[v], simd.sub_f64s(s, t)), simd.sub_f64s(p, t));
            hi[v] = s;
            let error = simd.add_f64s(sum_error, simd.mul_add_f64s(*rest, *b, product_error));
            lo[v] = simd.add_f64s(lo[v], error);
        }
        let hi: &[f64] = pulp::bytemuck::cast_slice(&hi[..width]);
        let lo: &[f64] = pulp::bytemuck::cast_slice(&lo[..width]);
        hi.iter().zip(lo).fold(Twofold::default(), |sum, (&hi, &lo)| sum + Twofold::new(hi, lo))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_that_cancels_keeps_its_digits() {
        let mut a = vec![0.0; 16];
        a[..4].copy_from_slice(&[1e16, 1.0, -1e16, 1e-8]);
        let ones = vec![1.0; 16];
        let mut out = [Twofold::default()];
        let rest = [0.0; 16];
        add_adjoint(Columns::new(&ones, 16), Columns::new(&a, 16), Columns::new(&rest, 16), &mut out);
        assert_eq!(out[0].hi, 1.0 + 1e-8);
        let mut eta = vec![0.0; 16];
        let mut rest = vec![0.0; 16];
        apply(
            Columns::new(&[vec![1e16; 16], ones.clone(), vec![-1e16; 16]].concat(), 16),
            &[1.0; 3],
            &mut eta,
            &mut rest,
        );
        assert!(eta.iter().zip(&rest).all(|(eta, rest)| eta + rest == 1.0));
    }
}
