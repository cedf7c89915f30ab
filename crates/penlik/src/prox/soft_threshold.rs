//! Soft thresholding.
//!
//! S(x, t) = sign(x)·max(|x| − t, 0), the proximal map of t·|x|, entry by entry; t ≥ 0. Zeros are +0.
//! (D. L. Donoho, "De-noising by soft-thresholding", IEEE Transactions on Information Theory 41, 1995.)

use super::told;
use crate::check::{CheckError, finite, length, non_negative};
use crate::kernels::stream::{map, update};
use crate::kernels::{Absolute, ScalarProx};
use crate::linalg::Workers;

/// out = S(x, threshold). On an error the content of `out` is not specified.
///
/// ```
/// use penlik::linalg::Workers;
/// use penlik::prox::soft_threshold;
/// let mut out = [0.0; 3];
/// soft_threshold(&[3.0, -0.5, -2.0], 1.0, &mut out, &Workers::sequential())?;
/// assert_eq!(out, [2.0, 0.0, -1.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
pub fn soft_threshold(x: &[f64], threshold: f64, out: &mut [f64], workers: &Workers) -> Result<(), CheckError> {
    let t = non_negative("threshold", threshold)?;
    length("out", out.len(), x.len())?;
    told(map(x, out, workers, shrink(t)), "x", x)
}

/// x ← S(x, threshold). On an error x is left as it was.
pub fn soft_threshold_in_place(x: &mut [f64], threshold: f64, workers: &Workers) -> Result<(), CheckError> {
    let t = non_negative("threshold", threshold)?;
    finite("x", x)?;
    let pass = update(x, workers, shrink(t));
    told(pass, "x", x)
}

#[inline(always)]
fn shrink(t: f64) -> impl Fn(usize, f64) -> (f64, f64) + Clone + Sync {
    #[inline(always)]
    move |j, x| (0.0, Absolute.prox(j, x, t))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Code, Explain};

    #[test]
    fn entries_shrink_and_small_ones_become_positive_zero() {
        let x = [1.0, -1.0, 0.5, 0.05, -0.05, -0.0, 0.1];
        let (mut out, mut place) = ([f64::NAN; 7], x);
        soft_threshold(&x, 0.1, &mut out, &Workers::sequential()).unwrap();
        soft_threshold_in_place(&mut place, 0.1, &Workers::sequential()).unwrap();
        assert_eq!(out.map(f64::to_bits), [0.9, -0.9, 0.4, 0.0, 0.0, 0.0, 0.0].map(f64::to_bits));
        assert_eq!(out, place);
    }

    #[test]
    fn bad_input_is_named_and_work_in_place_leaves_it_alone() {
        let alone = Workers::sequential();
        let refused = |x: &[f64], t, n| soft_threshold(x, t, &mut vec![0.0; n], &alone).unwrap_err();
        assert_eq!(refused(&[1.0], -1.0, 1).argument(), "threshold");
        assert_eq!(refused(&[1.0], f64::NAN, 1).code(), Code::NonFinite);
        assert_eq!(refused(&[1.0], 1.0, 2).code(), Code::Shape);
        assert_eq!(refused(&[1.0, f64::NEG_INFINITY], 1.0, 2).value(), "-Infinity at index 1 (1 in all)");
        let mut x = [3.0, f64::INFINITY];
        assert!(soft_threshold_in_place(&mut x, 1.0, &alone).is_err());
        assert_eq!(x, [3.0, f64::INFINITY]);
    }
}
