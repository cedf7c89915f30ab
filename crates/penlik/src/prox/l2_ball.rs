//! Projection onto an ℓ2 ball.
//!
//! {z: ‖z‖₂ ≤ r}, r ≥ 0: x·min(1, r/‖x‖₂) (N. Parikh and S. Boyd, "Proximal algorithms", section 6.5.1, 2014).

use super::map::{Projection, norm, rescale};
use crate::check::{CheckError, non_negative};

/// {z: ‖z‖₂ ≤ radius}.
///
/// ```
/// use penlik::prox::{L2Ball, Projection};
/// let mut out = [0.0; 2];
/// L2Ball::new(1.0)?.project(&[0.0, -4.0], &mut out)?;
/// assert_eq!(out, [0.0, -1.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct L2Ball {
    radius: f64,
}

impl L2Ball {
    /// The radius r ≥ 0.
    pub fn new(radius: f64) -> Result<Self, CheckError> {
        Ok(Self { radius: non_negative("radius", radius)? })
    }
}

impl Projection for L2Ball {
    fn nearest(&self, x: &mut [f64]) -> Result<(), CheckError> {
        if norm(x) > self.radius {
            rescale(x, self.radius);
        }
        Ok(())
    }
}
