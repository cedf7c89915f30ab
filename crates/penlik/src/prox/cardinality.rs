//! Number of non-zero entries.
//!
//! f(x) = a·#{i: x_i ≠ 0}, a ≥ 0, not convex. Hard thresholding: an entry stays where x² > 2ta and becomes 0 elsewhere; at the
//! tie both are best, and 0 is taken (T. Blumensath and M. E. Davies, "Iterative thresholding for sparse approximations",
//! Journal of Fourier Analysis and Applications 14, 2008).

use super::map::{Proximal, root_of_product};
use crate::check::{CheckError, non_negative};

/// weight·#{i: x_i ≠ 0}.
///
/// ```
/// use penlik::prox::{Cardinality, Proximal};
/// let mut out = [0.0; 3];
/// assert_eq!(Cardinality::new(2.0)?.prox(&[3.0, 2.0, -0.5], 1.0, &mut out)?, 2.0);
/// assert_eq!(out, [3.0, 0.0, 0.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Cardinality {
    weight: f64,
}

impl Cardinality {
    /// The weight a ≥ 0.
    pub fn new(weight: f64) -> Result<Self, CheckError> {
        Ok(Self { weight: non_negative("weight", weight)? })
    }
}

impl Proximal for Cardinality {
    fn value(&self, x: &[f64]) -> f64 {
        self.weight * x.iter().filter(|x| **x != 0.0).count() as f64
    }

    fn shrink(&self, x: &mut [f64], t: f64) -> Result<f64, CheckError> {
        let threshold = 2.0 * root_of_product(0.5 * t, self.weight);
        x.iter_mut().filter(|x| !(x.abs() > threshold)).for_each(|x| *x = 0.0);
        Ok(self.value(x))
    }
}
