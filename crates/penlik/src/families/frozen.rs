//! Products with the information W of each row when W itself is what was kept, M(M+1)/2 columns.

use super::{Family, Jet, Rows};
use crate::linalg::simd::dispatch;
use crate::linalg::weighted_gram::packed;

/// W of each row, packed.
pub(super) fn keep_information<F: Family + ?Sized>(family: &F, rows: &Rows<'_>, out: &mut [f64]) {
    let (mut value, mut score) = (vec![0.0; rows.height], vec![0.0; family.predictors() * rows.height]);
    family.jet(rows, &mut Jet { value: &mut value, score: &mut score, information: out });
}

/// z ← Wz.
pub(super) fn multiply(information: &[f64], z: &mut [f64], h: usize) {
    if z.len() == h {
        return z.iter_mut().zip(information).for_each(|(z, w)| *z *= w);
    }
    let from = z.to_vec();
    z.fill(0.0);
    for (a, z) in z.chunks_exact_mut(h.max(1)).enumerate() {
        for (b, from) in from.chunks_exact(h.max(1)).enumerate() {
            let w = &information[packed(a.max(b), a.min(b)) * h..][..h];
            dispatch(
                #[inline(always)]
                || z.iter_mut().zip(w.iter().zip(from)).for_each(|(z, (w, x))| *z = w.mul_add(*x, *z)),
            );
        }
    }
}

/// W itself for one predictor, and 0 for more.
pub(super) fn floor(predictors: usize, information: &[f64], out: &mut [f64]) {
    match predictors {
        1 => out.iter_mut().zip(information).for_each(|(out, w)| *out = w.max(0.0)),
        _ => out.fill(0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_matrix_multiplies_as_written() {
        // [[2, 1], [1, 3]] and [[5, −1], [−1, 4]] in two rows.
        let mut z = [1.0, 2.0, -1.0, 0.5];
        multiply(&[2.0, 5.0, 1.0, -1.0, 3.0, 4.0], &mut z, 2);
        assert_eq!(z, [1.0, 9.5, -2.0, 0.0]);
    }
}
