//! Projection onto a hyperplane.
//!
//! {z: aᵀz = b}, a ≠ 0: x − (aᵀx − b)·a/‖a‖², with aᵀx − b summed in twice the precision, so that the result fulfils the
//! equation up to the rounding of its own entries (N. Parikh and S. Boyd, "Proximal algorithms", section 6.2.2, 2014).

use super::map::{Projection, norm};
use crate::check::{CheckError, finite, length, positive};
use crate::linalg::{Twofold, two_product};

/// {z: normalᵀz = offset}.
///
/// ```
/// use penlik::prox::{Hyperplane, Projection};
/// let mut out = [0.0; 2];
/// Hyperplane::new(&[0.0, 2.0], 6.0)?.project(&[5.0, 1.0], &mut out)?;
/// assert_eq!(out, [5.0, 3.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Hyperplane {
    /// a/‖a‖₂, whose square is 1 up to rounding.
    normal: Vec<f64>,
    offset: f64,
    square: f64,
}

impl Hyperplane {
    /// The normal a, not all 0, and the offset b.
    pub fn new(normal: &[f64], offset: f64) -> Result<Self, CheckError> {
        finite("normal", normal)?;
        finite("offset", &[offset])?;
        let scale = positive("the length of the normal", norm(normal))?;
        let normal: Vec<f64> = normal.iter().map(|a| a / scale).collect();
        finite("offset over the length of the normal", &[offset / scale])?;
        let square = normal.iter().map(|a| a * a).sum();
        Ok(Self { normal, offset: offset / scale, square })
    }
}

impl Projection for Hyperplane {
    fn fits(&self, n: usize) -> Result<(), CheckError> {
        length("x", n, self.normal.len())
    }

    fn nearest(&self, x: &mut [f64]) -> Result<(), CheckError> {
        let product = |(a, x): (&f64, &f64)| {
            let (hi, lo) = two_product(*a, *x);
            Twofold { hi, lo }
        };
        // The second round takes away what rounding of a far x left over.
        for _ in 0..2 {
            let start = Twofold::from(-self.offset);
            let excess = self.normal.iter().zip(x.iter()).map(product).fold(start, |sum, p| sum + p).hi / self.square;
            x.iter_mut().zip(&self.normal).for_each(|(x, a)| *x = (-excess).mul_add(*a, *x));
        }
        Ok(())
    }
}
