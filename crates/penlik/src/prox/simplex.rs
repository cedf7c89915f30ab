//! Projection onto a simplex.
//!
//! {z: z ≥ 0, Σ z = c}, c ≥ 0: z = max(x − τ, 0) with the one τ for which the entries add up to c. Entries are sorted from the
//! largest down, and τ is the mean excess of those above it: O(n log n) at worst, and only entries within c of the largest are
//! sorted at all (J. Duchi, S. Shalev-Shwartz, Y. Singer and T. Chandra, "Efficient projections onto the ℓ1-ball", ICML 2008).

use super::map::{Projection, unusable};
use crate::check::{CheckError, Code, non_negative};

/// {z: z ≥ 0, Σ z = total}.
///
/// ```
/// use penlik::prox::{Projection, Simplex};
/// let mut out = [0.0; 3];
/// Simplex::new(1.0)?.project(&[0.75, 1.25, -0.5], &mut out)?;
/// assert_eq!(out, [0.25, 0.75, 0.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Simplex {
    total: f64,
}

impl Simplex {
    /// The sum c ≥ 0 of the entries.
    pub fn new(total: f64) -> Result<Self, CheckError> {
        Ok(Self { total: non_negative("total", total)? })
    }
}

impl Projection for Simplex {
    fn fits(&self, length: usize) -> Result<(), CheckError> {
        if length > 0 || self.total == 0.0 {
            return Ok(());
        }
        Err(unusable(Code::Shape, "of length 0", "at least one entry to hold the total"))
    }

    fn nearest(&self, x: &mut [f64]) -> Result<(), CheckError> {
        let largest = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let tau = threshold(x.iter().copied(), largest, self.total);
        x.iter_mut().for_each(|x| *x = ((*x - largest) - tau).max(0.0));
        Ok(())
    }
}

/// τ ≤ 0, counted from the largest entry, with Σ max(x − largest − τ, 0) = total.
pub(super) fn threshold(x: impl Iterator<Item = f64>, largest: f64, total: f64) -> f64 {
    let mut near: Vec<f64> = x.map(|x| x - largest).filter(|&x| x > -total).collect();
    near.sort_unstable_by(|a, b| b.total_cmp(a));
    let (mut tau, mut active) = (-total, 0);
    for (i, &x) in near.iter().enumerate() {
        // The mean of the first entries less their share of the total, from one entry to the next.
        let next = if i == 0 { x - total } else { tau + (x - tau) / (i + 1) as f64 };
        if !(x > next) {
            break;
        }
        (tau, active) = (next, i + 1);
    }
    // What rounding left over is shared out once.
    let excess = near[..active].iter().fold(-total, |sum, x| sum + (x - tau));
    if active > 0 && excess.is_finite() { tau + excess / active as f64 } else { tau }
}
