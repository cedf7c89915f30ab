//! Projection onto the non-negative orthant.
//!
//! {z: z ≥ 0}: max(x, 0) entry by entry (N. Parikh and S. Boyd, "Proximal algorithms", section 6.2.4, 2014).

use super::map::Projection;
use crate::check::CheckError;

/// {z: z ≥ 0}.
///
/// ```
/// use penlik::prox::{NonNegative, Projection};
/// let mut out = [0.0; 2];
/// NonNegative.project(&[-3.0, 0.5], &mut out)?;
/// assert_eq!(out, [0.0, 0.5]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct NonNegative;

impl Projection for NonNegative {
    fn contains(&self, x: &[f64]) -> Result<bool, CheckError> {
        Ok(x.iter().all(|x| *x >= 0.0))
    }

    fn is_entrywise(&self) -> bool {
        true
    }

    fn nearest(&self, x: &mut [f64]) -> Result<(), CheckError> {
        x.iter_mut().for_each(|x| *x = x.max(0.0));
        Ok(())
    }
}
