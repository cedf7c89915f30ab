//! Projection onto an ℓ1 ball.
//!
//! {z: ‖z‖₁ ≤ r}, r ≥ 0: x itself inside, and soft thresholding outside, at the level that projects the magnitudes onto the
//! simplex of total r (J. Duchi, S. Shalev-Shwartz, Y. Singer and T. Chandra, ICML 2008).

use super::map::{Projection, largest};
use super::simplex::threshold;
use crate::check::{CheckError, non_negative};

/// {z: ‖z‖₁ ≤ radius}.
///
/// ```
/// use penlik::prox::{L1Ball, Projection};
/// let mut out = [0.0; 3];
/// L1Ball::new(2.0)?.project(&[3.0, -2.0, 0.5], &mut out)?;
/// assert_eq!(out, [1.5, -0.5, 0.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct L1Ball {
    radius: f64,
}

impl L1Ball {
    /// The radius r ≥ 0.
    pub fn new(radius: f64) -> Result<Self, CheckError> {
        Ok(Self { radius: non_negative("radius", radius)? })
    }
}

impl Projection for L1Ball {
    fn nearest(&self, x: &mut [f64]) -> Result<(), CheckError> {
        if let Some((top, tau)) = level(x, self.radius) {
            // The largest entries are reduced exactly first, so that what is left has the digits of the radius, not of x.
            x.iter_mut().for_each(|x| *x = ((x.abs() - top) - tau).max(0.0).copysign(*x));
        }
        Ok(())
    }
}

/// ‖x‖∞, and what to add to it for the level of soft thresholding at which ‖x‖₁ becomes r; `None` inside the ball.
pub(super) fn level(x: &[f64], radius: f64) -> Option<(f64, f64)> {
    if x.iter().map(|x| x.abs()).sum::<f64>() <= radius {
        return None;
    }
    let top = largest(x);
    Some((top, threshold(x.iter().map(|x| x.abs()), top, radius)))
}
