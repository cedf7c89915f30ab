//! Sum of logarithms.
//!
//! f(x) = a·Σ ln(1 + |x_i|/ε), a ≥ 0, ε > 0, not convex. With s = ta, the stationary point is the larger root of
//! z² + (ε − |x|)z + s − ε|x| = 0; where it is positive, the value there is compared with the value at 0
//! (E. J. Candès, M. B. Wakin and S. P. Boyd, "Enhancing sparsity by reweighted ℓ1 minimization", Journal of Fourier Analysis
//! and Applications 14, 2008; P. Gong, C. Zhang, Z. Lu, J. Huang and J. Ye, "A general iterative shrinkage and thresholding
//! algorithm for non-convex regularized optimization problems", ICML 2013).

use super::map::{Entrywise, Proximal};
use crate::check::{CheckError, non_negative, positive};

/// weight·Σ ln(1 + |x_i|/eps).
///
/// ```
/// use penlik::prox::{LogSum, Proximal};
/// let mut out = [0.0; 2];
/// LogSum::new(2.0, 1.0)?.prox(&[0.5, -3.0], 1.0, &mut out)?;
/// assert_eq!(out[0], 0.0);
/// assert!((out[1] + 1.0 + 2_f64.sqrt()).abs() < 1e-15);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct LogSum {
    weight: f64,
    eps: f64,
}

impl LogSum {
    /// The weight a ≥ 0, and the scale ε > 0 at which an entry begins to count as large.
    pub fn new(weight: f64, eps: f64) -> Result<Self, CheckError> {
        Ok(Self { weight: non_negative("weight", weight)?, eps: positive("eps", eps)? })
    }

    fn one(&self, x: f64) -> f64 {
        let ratio = x.abs() / self.eps;
        if ratio.is_finite() { ratio.ln_1p() } else { x.abs().ln() - self.eps.ln() }
    }

    /// The larger stationary point for x > 0, if there is one above 0.
    fn stationary(&self, x: f64, s: f64) -> Option<f64> {
        let (q, r) = (x + self.eps, 2.0 * s.sqrt());
        let gap = x - self.eps;
        if !(q >= r) {
            return None;
        }
        let root = (q - r).sqrt() * (q + r).sqrt();
        let far = |d: f64| 2.0 * (x / d).mul_add(self.eps, -(s / d));
        let z = if gap >= 0.0 { 0.5 * (gap + root) } else { far(root - gap) };
        (z > 0.0).then_some(z)
    }
}

impl Entrywise for LogSum {}

impl Proximal for LogSum {
    fn is_entrywise(&self) -> bool {
        true
    }

    fn value(&self, x: &[f64]) -> f64 {
        self.weight * x.iter().map(|x| self.one(*x)).sum::<f64>()
    }

    fn shrink(&self, x: &mut [f64], t: f64) -> Result<f64, CheckError> {
        // Where the product overflows, any larger one gives the same.
        let s = (t * self.weight).min(f64::MAX);
        if s == 0.0 {
            return Ok(self.value(x));
        }
        for x in x.iter_mut() {
            let size = x.abs();
            // ½z² − |x|z + s·ln(1 + z/ε) is the value at z less the value at 0.
            let better = |z: &f64| z * (0.5 * z - size) + s * self.one(*z) < 0.0;
            *x = self.stationary(size, s).filter(better).map_or(0.0, |z| z.copysign(*x));
        }
        Ok(self.value(x))
    }
}
