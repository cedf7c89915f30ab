//! Projection onto a simplex.
//!
//! {z: z ≥ 0, Σ z = c}, c ≥ 0: z = max(x − τ, 0) with the one τ for which the entries add up to c. τ is the mean excess of the
//! entries above it; taken over all entries within c of the largest it is too low, and those below it are left out until none
//! is: O(n) but for made-up inputs, which are sorted in the end, O(n log n) (C. Michelot, Journal of Optimization Theory and
//! Applications 50, 1986; J. Duchi, S. Shalev-Shwartz, Y. Singer and T. Chandra, ICML 2008; L. Condat, Mathematical Programming
//! 158, 2016).

use super::map::{Projection, unusable};
use crate::check::{CheckError, Code, non_negative};
use crate::linalg::LANES;

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

/// Rounds of averaging before what is left is sorted. A round leaves a third of common inputs; only made-up ones need more.
const ROUNDS: usize = 40;

/// τ ≤ 0, counted from the largest entry, with Σ max(x − largest − τ, 0) = total.
pub(super) fn threshold(x: impl Iterator<Item = f64>, largest: f64, total: f64) -> f64 {
    let mut near: Vec<f64> = x.map(|x| x - largest).filter(|&x| x > -total).collect();
    let tau = averaged(&mut near, total).unwrap_or_else(|| sorted(&mut near, total));
    // What rounding left over is shared out once.
    let (excess, active) =
        near.iter().filter(|x| **x > tau).fold((-total, 0.0), |(sum, n), x| (sum + (x - tau), n + 1.0));
    if active > 0.0 && excess.is_finite() { tau + excess / active } else { tau }
}

/// The level at which all entries left would have the total, which is too low as long as some of them lie below it: those go.
fn averaged(near: &mut Vec<f64>, total: f64) -> Option<f64> {
    for _ in 0..ROUNDS {
        let before = near.len();
        let tau = if before == 0 { -total } else { (sum(near) - total) / before as f64 };
        if !tau.is_finite() {
            return None;
        }
        near.retain(|x| *x > tau);
        if near.len() == before {
            return Some(tau);
        }
    }
    None
}

/// The same from the largest entry down.
fn sorted(near: &mut [f64], total: f64) -> f64 {
    near.sort_unstable_by(|a, b| b.total_cmp(a));
    let mut tau = -total;
    for (i, &x) in near.iter().enumerate() {
        // The mean of the first entries less their share of the total, from one entry to the next.
        let next = if i == 0 { x - total } else { tau + (x - tau) / (i + 1) as f64 };
        if !(x > next) {
            break;
        }
        tau = next;
    }
    tau
}

/// The sum, in lanes: one chain of additions would be waited for.
fn sum(x: &[f64]) -> f64 {
    let (chunks, rest) = x.as_chunks::<LANES>();
    let mut lanes = [0.0; LANES];
    for chunk in chunks {
        lanes.iter_mut().zip(chunk).for_each(|(lane, x)| *lane += x);
    }
    lanes.iter().sum::<f64>() + rest.iter().sum::<f64>()
}
