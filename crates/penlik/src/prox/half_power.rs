//! Power ½.
//!
//! f(x) = a·Σ √|x_i|, a ≥ 0, not convex. Half thresholding, with s = ta: 0 up to |x| = (3/2)·s^⅔, and beyond it
//! (2/3)·x·(1 + cos(2π/3 − (2/3)·arccos((s/4)·(3/|x|)^{3/2}))); at the tie both are best, and 0 is taken
//! (Z. Xu, X. Chang, F. Xu and H. Zhang, "L1/2 regularization: a thresholding representation theory and a fast solver", IEEE
//! Transactions on Neural Networks and Learning Systems 23, 2012).

use std::f64::consts::PI;

use super::map::{Entrywise, Proximal};
use crate::check::{CheckError, non_negative};

/// weight·Σ |x_i|^½.
///
/// ```
/// use penlik::prox::{HalfPower, Proximal};
/// let mut out = [0.0; 2];
/// HalfPower::new(1.0)?.prox(&[1.5, -3.0], 1.0, &mut out)?;
/// assert_eq!(out[0], 0.0);
/// // The stationary point: z − x + ½·z^{−½} = 0.
/// let z = -out[1];
/// assert!((z - 3.0 + 0.5 / z.sqrt()).abs() < 1e-15);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct HalfPower {
    weight: f64,
}

impl HalfPower {
    /// The weight a ≥ 0.
    pub fn new(weight: f64) -> Result<Self, CheckError> {
        Ok(Self { weight: non_negative("weight", weight)? })
    }
}

impl Entrywise for HalfPower {}

impl Proximal for HalfPower {
    fn is_entrywise(&self) -> bool {
        true
    }

    fn value(&self, x: &[f64]) -> f64 {
        self.weight * x.iter().map(|x| x.abs().sqrt()).sum::<f64>()
    }

    fn shrink(&self, x: &mut [f64], t: f64) -> Result<f64, CheckError> {
        // With s^⅔ as the unit no power of s or x can overflow, and a product ta that does is taken apart.
        let s = t * self.weight;
        let root = if s.is_normal() { libm::cbrt(s) } else { libm::cbrt(t) * libm::cbrt(self.weight) };
        let unit = root * root;
        x.iter_mut().for_each(|x| *x = if x.abs() > 1.5 * unit { *x * kept(unit / x.abs()) } else { 0.0 });
        Ok(self.value(x))
    }
}

/// z/x for s^⅔/|x| < ⅔.
fn kept(ratio: f64) -> f64 {
    let phi = libm::acos(0.25 * (3.0 * ratio) * (3.0 * ratio).sqrt());
    2.0 / 3.0 * (1.0 + libm::cos(2.0 / 3.0 * (PI - phi)))
}
