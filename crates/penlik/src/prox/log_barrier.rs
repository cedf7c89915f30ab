//! Logarithmic barrier.
//!
//! f(x) = −m·Σ ln x_i on x > 0, m > 0. The map is the positive root of z² − xz − tm, taken in the form that does not cancel:
//! (x + h)/2 for x ≥ 0 and 2tm/(h − x) for x < 0, h = √(x² + 4tm) (N. Parikh and S. Boyd, "Proximal algorithms", section 6.1.3,
//! 2014).

use super::map::{Convex, Entrywise, Proximal, root_of_product};
use crate::check::{CheckError, positive};

/// −weight·Σ ln x_i.
///
/// ```
/// use penlik::prox::{LogBarrier, Proximal};
/// let mut out = [0.0; 2];
/// LogBarrier::new(1.0)?.prox(&[0.0, -1.5], 1.0, &mut out)?;
/// assert_eq!(out, [1.0, 0.5]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct LogBarrier {
    weight: f64,
}

impl LogBarrier {
    /// The weight m > 0.
    pub fn new(weight: f64) -> Result<Self, CheckError> {
        Ok(Self { weight: positive("weight", weight)? })
    }
}

impl Convex for LogBarrier {}

impl Entrywise for LogBarrier {}

impl Proximal for LogBarrier {
    fn contains(&self, x: &[f64]) -> bool {
        x.iter().all(|x| *x > 0.0)
    }

    fn is_entrywise(&self) -> bool {
        true
    }

    fn value(&self, x: &[f64]) -> f64 {
        let one = |x: &f64| if *x > 0.0 { -x.ln() } else { f64::INFINITY };
        self.weight * x.iter().map(one).sum::<f64>()
    }

    fn shrink(&self, x: &mut [f64], t: f64) -> Result<f64, CheckError> {
        let leg = root_of_product(t, self.weight);
        for x in x.iter_mut() {
            let h = x.hypot(2.0 * leg);
            // Halves do not overflow; where the root is too small for a number, the smallest one is the nearest in the domain.
            let z = if *x < 0.0 { leg * (leg / (0.5 * h - 0.5 * *x)) } else { 0.5 * *x + 0.5 * h };
            *x = if z == 0.0 { f64::from_bits(1) } else { z };
        }
        Ok(self.value(x))
    }
}
