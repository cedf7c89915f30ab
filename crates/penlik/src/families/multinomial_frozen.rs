//! Products with W = diag p − ppᵀ of the multinomial logit from the K probabilities of each row, the reference last.
//!
//! (Wz)_a = p_a(z_a − s) with s = Σ p_b z_b over all classes, z = 0 for the reference. Adding one number to every z changes nothing, so
//! the z of the likeliest class is taken off first: then no term cancels, where p_a is 1 to the last digit as anywhere else.
//! W⁻¹ = diag(1/p_a) + 11ᵀ/p_ref gives a bound of the smallest eigenvalue, 1/tr W⁻¹.

use crate::linalg::PANEL_ROWS;
use crate::linalg::simd::dispatch;
use crate::linalg::weighted_gram::packed;

/// z ← Wz.
pub(super) fn product(p: &[f64], z: &mut [f64], height: usize) {
    dispatch(
        #[inline(always)]
        || centred_product(p, z, height),
    );
}

#[inline(always)]
fn centred_product(p: &[f64], z: &mut [f64], h: usize) {
    let (active, reference) = p.split_at(z.len());
    let (mut best, mut pivot, mut mean) = ([0.0; PANEL_ROWS], [0.0; PANEL_ROWS], [0.0; PANEL_ROWS]);
    let (best, pivot, mean) = (&mut best[..h], &mut pivot[..h], &mut mean[..h]);
    best.copy_from_slice(&reference[..h]);
    for (p, z) in active.chunks_exact(h).zip(z.chunks_exact(h)) {
        for ((best, pivot), (p, z)) in best.iter_mut().zip(pivot.iter_mut()).zip(p.iter().zip(z)) {
            let better = *p > *best;
            (*best, *pivot) = (if better { *p } else { *best }, if better { *z } else { *pivot });
        }
    }
    for ((mean, pivot), p) in mean.iter_mut().zip(pivot.iter()).zip(reference) {
        *mean = -pivot * p;
    }
    for (p, z) in active.chunks_exact(h).zip(z.chunks_exact_mut(h)) {
        for ((mean, pivot), (p, z)) in mean.iter_mut().zip(pivot.iter()).zip(p.iter().zip(z)) {
            *z -= pivot;
            *mean = p.mul_add(*z, *mean);
        }
    }
    for (p, z) in active.chunks_exact(h).zip(z.chunks_exact_mut(h)) {
        for (mean, (p, z)) in mean.iter().zip(p.iter().zip(z)) {
            *z = p * (*z - mean);
        }
    }
}

/// W, packed; each 1 − p_a is the sum of the other probabilities.
pub(super) fn information(p: &[f64], out: &mut [f64], height: usize) {
    dispatch(
        #[inline(always)]
        || fill(p, out, height),
    );
}

#[inline(always)]
fn fill(p: &[f64], out: &mut [f64], h: usize) {
    let classes = p.len() / h.max(1);
    for a in 0..classes - 1 {
        let mut others = [0.0; PANEL_ROWS];
        others[..h].copy_from_slice(&p[(classes - 1) * h..]);
        for b in (0..classes - 1).filter(|b| *b != a) {
            others[..h].iter_mut().zip(&p[b * h..][..h]).for_each(|(others, p)| *others += p);
        }
        for b in 0..=a {
            let (x, sign) = if a == b { (&others[..h], 1.0) } else { (&p[b * h..][..h], -1.0) };
            let columns = p[a * h..][..h].iter().zip(x);
            out[packed(a, b) * h..][..h].iter_mut().zip(columns).for_each(|(out, (p, x))| *out = sign * p * x);
        }
    }
}

/// 1/(Σ 1/p_a + M/p_ref), which the smallest eigenvalue of W is not below.
pub(super) fn floor(p: &[f64], out: &mut [f64]) {
    let h = out.len();
    let (active, reference) = p.split_at(p.len() - h);
    let predictors = (active.len() / h.max(1)) as f64;
    out.iter_mut().zip(reference).for_each(|(out, p)| *out = predictors / p);
    for p in active.chunks_exact(h.max(1)) {
        out.iter_mut().zip(p).for_each(|(out, p)| *out += 1.0 / p);
    }
    out.iter_mut().for_each(|out| *out = 1.0 / *out);
}

#[cfg(test)]
mod tests {
    use super::super::{Family, Multinomial, Rows};
    use super::*;
    use crate::linalg::{Symmetric, smallest_eigenvalue};

    fn frozen(eta: &[f64]) -> Vec<f64> {
        let family = Multinomial::new(eta.len() + 1);
        let mut out = vec![0.0; eta.len() + 1];
        let response = vec![0.0; eta.len()];
        family.freeze(&Rows { eta, response: &response, height: 1 }, &mut out);
        out
    }

    fn matrix(p: &[f64]) -> Symmetric {
        let m = p.len() - 1;
        let mut packed_entries = vec![0.0; m * (m + 1) / 2];
        information(p, &mut packed_entries, 1);
        let mut w = Symmetric::zeros(m);
        (0..m).for_each(|a| (0..=a).for_each(|b| w.add(a, b, packed_entries[packed(a, b)])));
        w
    }

    #[test]
    fn the_information_has_the_published_values() {
        let w = matrix(&frozen(&[1.0, -2.0]));
        let wanted = [0.207817201943706, -0.0247724177181502, -0.0247724177181502, 0.0338856809047689];
        assert!(w.data.iter().zip(wanted).all(|(x, y)| (x - y).abs() < 1e-15));
    }

    #[test]
    fn a_product_is_that_of_the_matrix_where_one_class_is_certain_too() {
        for eta in [[0.3, -0.2, 1.0], [40.0, 1.0, -3.0], [-90.0, -50.0, -60.0], [300.0, 280.0, -700.0]] {
            let p = frozen(&eta);
            let mut z = [0.7, -1.3, 2.0];
            let wanted = matrix(&p).product(&z);
            product(&p, &mut z, 1);
            for (z, wanted) in z.iter().zip(&wanted) {
                assert!(
                    (z - wanted).abs()
                        <= 4e-16 * wanted.abs().max(p.iter().fold(0.0, |m: f64, p| m.max(p * (1.0 - p)))),
                    "{z:e} for {wanted:e}"
                );
                assert!(*wanted == 0.0 || *z != 0.0);
            }
        }
    }

    #[test]
    fn the_floor_is_below_every_eigenvalue_and_the_majorizer_above() {
        for eta in [[0.0, 0.0], [0.0, -1.5], [4.0, -3.0], [-2.0, 3.0], [1.0, 1.2]] {
            let (p, mut least) = (frozen(&eta), [0.0]);
            floor(&p, &mut least);
            let w = matrix(&p);
            let smallest = smallest_eigenvalue(&w).unwrap();
            assert!(least[0] > 0.0 && least[0] <= smallest && 3.0 * least[0] >= smallest, "{least:?} {smallest}");
            let mut rest = Symmetric { order: 2, data: Multinomial::new(3).majorizer().unwrap() };
            rest.data.iter_mut().zip(&w.data).for_each(|(b, w)| *b -= w);
            assert!(smallest_eigenvalue(&rest).unwrap() >= -1e-16, "{eta:?}");
        }
    }
}
