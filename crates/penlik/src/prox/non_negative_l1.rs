//! Sum of entries that may not be negative.
//!
//! f(x) = a·Σ x_i on x ≥ 0 and infinite elsewhere, a ≥ 0: the positive part of soft thresholding, max(x − t·a, 0) entry by entry
//! (N. Parikh and S. Boyd, "Proximal algorithms", section 6.5.2, 2014).

use super::map::{Convex, Entrywise, Proximal};
use crate::check::{CheckError, non_negative};

/// weight·Σ x_i on x ≥ 0.
///
/// ```
/// use penlik::prox::{NonNegativeL1, Proximal};
/// let mut out = [0.0; 3];
/// assert_eq!(NonNegativeL1::new(1.0)?.prox(&[3.0, 0.5, -4.0], 1.0, &mut out)?, 2.0);
/// assert_eq!(out, [2.0, 0.0, 0.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct NonNegativeL1 {
    weight: f64,
}

impl NonNegativeL1 {
    /// The weight a ≥ 0.
    pub fn new(weight: f64) -> Result<Self, CheckError> {
        Ok(Self { weight: non_negative("weight", weight)? })
    }
}

impl Convex for NonNegativeL1 {}

impl Entrywise for NonNegativeL1 {}

impl Proximal for NonNegativeL1 {
    fn contains(&self, x: &[f64]) -> bool {
        x.iter().all(|x| *x >= 0.0)
    }

    fn is_entrywise(&self) -> bool {
        true
    }

    fn value(&self, x: &[f64]) -> f64 {
        if self.contains(x) { self.weight * x.iter().sum::<f64>() } else { f64::INFINITY }
    }

    fn shrink(&self, x: &mut [f64], t: f64) -> Result<f64, CheckError> {
        let taken = t * self.weight;
        let mut total = 0.0;
        for x in x.iter_mut() {
            *x = (*x - taken).max(0.0);
            total += *x;
        }
        Ok(self.weight * total)
    }
}
