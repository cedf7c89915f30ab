//! Nuclear norm.
//!
//! f(X) = a·Σ_i σ_i(X), a ≥ 0, the sum of the singular values. The map subtracts t·a from each of them, cuts at 0, and keeps the
//! singular vectors (J.-F. Cai, E. J. Candès and Z. Shen, "A singular value thresholding algorithm for matrix completion", SIAM
//! Journal on Optimization 20, 2010).

use super::map::{Convex, Proximal, soft, undecomposed};
use crate::check::{CheckError, non_negative, rows};
use crate::linalg::{Singular, singular_values};

/// weight·Σ_i σ_i(X).
///
/// ```
/// use penlik::prox::{NuclearNorm, Proximal};
/// let mut out = [0.0; 4];
/// let value = NuclearNorm::new(2, 1.0)?.prox(&[3.0, 0.0, 0.0, 1.0], 2.0, &mut out)?;
/// assert!((value - 1.0).abs() < 1e-15 && (out[0] - 1.0).abs() < 1e-15);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct NuclearNorm {
    columns: usize,
    weight: f64,
}

impl NuclearNorm {
    /// Rows of `columns` entries and the weight a ≥ 0.
    pub fn new(columns: usize, weight: f64) -> Result<Self, CheckError> {
        Ok(Self { columns, weight: non_negative("weight", weight)? })
    }
}

impl Convex for NuclearNorm {}

impl Proximal for NuclearNorm {
    fn value(&self, x: &[f64]) -> f64 {
        if x.is_empty() {
            return 0.0;
        }
        self.weight * singular_values(x, self.columns).map_or(f64::NAN, |s| s.iter().sum())
    }

    fn fits(&self, n: usize) -> Result<(), CheckError> {
        rows("x", n, self.columns)
    }

    fn shrink(&self, x: &mut [f64], t: f64) -> Result<f64, CheckError> {
        if x.is_empty() {
            return Ok(0.0);
        }
        let parts = Singular::new(x, self.columns).ok_or_else(undecomposed)?;
        let left: Vec<f64> = parts.values().iter().map(|s| soft(*s, t * self.weight)).collect();
        parts.rebuild(&left, x);
        Ok(self.weight * left.iter().sum::<f64>())
    }
}
