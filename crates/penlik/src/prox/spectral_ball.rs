//! Projection onto a ball of the spectral norm.
//!
//! {X: σ₁(X) ≤ r}, r ≥ 0: X itself inside, and singular values cut at r outside (N. Parikh and S. Boyd, "Proximal algorithms",
//! section 6.7.2, 2014).

use super::map::{Projection, undecomposed};
use crate::check::{CheckError, non_negative, rows};
use crate::linalg::Singular;

/// {X: σ₁(X) ≤ radius}.
///
/// ```
/// use penlik::prox::{Projection, SpectralBall};
/// let mut out = [0.0; 4];
/// SpectralBall::new(2, 2.0)?.project(&[3.0, 0.0, 0.0, 1.0], &mut out)?;
/// assert!(out.iter().zip([2.0, 0.0, 0.0, 1.0]).all(|(z, expected)| (z - expected).abs() < 1e-15));
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct SpectralBall {
    columns: usize,
    radius: f64,
}

impl SpectralBall {
    /// Rows of `columns` entries and the radius r ≥ 0.
    pub fn new(columns: usize, radius: f64) -> Result<Self, CheckError> {
        Ok(Self { columns, radius: non_negative("radius", radius)? })
    }
}

impl Projection for SpectralBall {
    fn fits(&self, n: usize) -> Result<(), CheckError> {
        rows("x", n, self.columns)
    }

    fn nearest(&self, x: &mut [f64]) -> Result<(), CheckError> {
        if x.is_empty() {
            return Ok(());
        }
        let parts = Singular::new(x, self.columns).ok_or_else(undecomposed)?;
        if parts.values().iter().any(|s| *s > self.radius) {
            let cut: Vec<f64> = parts.values().iter().map(|s| s.min(self.radius)).collect();
            parts.rebuild(&cut, x);
        }
        Ok(())
    }
}
