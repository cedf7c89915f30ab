//! Projection onto a box.
//!
//! {z: l ≤ z ≤ u} entry by entry: min(max(x, l), u). Bounds may be infinite; one bound may serve all entries
//! (N. Parikh and S. Boyd, "Proximal algorithms", section 6.2.4, 2014).

use super::map::Projection;
use crate::check::{self, CheckError, length};
use crate::kernels::stream::{Pass, map};
use crate::linalg::Workers;

/// {z: lower ≤ z ≤ upper}.
///
/// ```
/// use penlik::prox::{Interval, Projection};
/// let mut out = [0.0; 3];
/// Interval::new(&[-1.0], &[2.0])?.project(&[-3.0, 0.5, 7.0], &mut out)?;
/// assert_eq!(out, [-1.0, 0.5, 2.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Interval {
    bounds: Vec<(f64, f64)>,
}

impl Interval {
    /// A lower and an upper bound for each entry, or one of each for all.
    pub fn new(lower: &[f64], upper: &[f64]) -> Result<Self, CheckError> {
        length("upper", upper.len(), lower.len())?;
        let bounds: Vec<(f64, f64)> = lower.iter().copied().zip(upper.iter().copied()).collect();
        bounds.iter().try_for_each(|&(l, u)| check::interval(l, u))?;
        Ok(Self { bounds })
    }

    /// The bounds of entry i of rows after one another.
    pub(crate) fn bounds_of(&self, i: usize) -> (f64, f64) {
        let place = i.checked_rem(self.bounds.len()).unwrap_or(0);
        self.bounds.get(place).copied().unwrap_or((f64::NEG_INFINITY, f64::INFINITY))
    }
}

impl Projection for Interval {
    fn contains(&self, x: &[f64]) -> Result<bool, CheckError> {
        let bounds = self.bounds.iter().cycle();
        Ok(x.iter().zip(bounds).all(|(x, (l, u))| l <= x && x <= u))
    }

    fn is_entrywise(&self) -> bool {
        self.bounds.len() == 1
    }

    fn stream(&self, x: &[f64], out: &mut [f64], workers: &Workers) -> Option<Pass> {
        let [(l, u)] = self.bounds[..] else { return None };
        Some(map(
            x,
            out,
            workers,
            #[inline(always)]
            move |_, x: f64| (0.0, x.max(l).min(u) + 0.0),
        ))
    }

    fn fits(&self, n: usize) -> Result<(), CheckError> {
        if self.bounds.len() == 1 { Ok(()) } else { length("x", n, self.bounds.len()) }
    }

    fn nearest(&self, x: &mut [f64]) -> Result<(), CheckError> {
        if let [(l, u)] = self.bounds[..] {
            x.iter_mut().for_each(|x| *x = x.max(l).min(u));
        } else {
            x.iter_mut().zip(&self.bounds).for_each(|(x, (l, u))| *x = x.max(*l).min(*u));
        }
        Ok(())
    }
}
