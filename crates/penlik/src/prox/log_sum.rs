//! Sum of logarithms.
//!
//! f(x) = a·Σ ln(1 + |x_i|/ε), a ≥ 0, ε > 0, not convex. With s = ta, the stationary point is the larger root of
//! z² + (ε − |x|)z + s − ε|x| = 0; where it is positive, the value there is compared with the value at 0
//! (E. J. Candès, M. B. Wakin and S. P. Boyd, "Enhancing sparsity by reweighted ℓ1 minimization", Journal of Fourier Analysis
//! and Applications 14, 2008; P. Gong, C. Zhang, Z. Lu, J. Huang and J. Ye, "A general iterative shrinkage and thresholding
//! algorithm for non-convex regularized optimization problems", ICML 2013).

use super::map::{Entrywise, Proximal};
use crate::check::{CheckError, non_negative, positive};

/// From so many entries on the place of the jump is found first, by some sixty trials.
const MANY: usize = 256;

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

    /// The map for x > 0; `None` where it is 0.
    fn moved(&self, x: f64, s: f64) -> Option<f64> {
        // ½z² − xz + s·ln(1 + z/ε) is the value at z less the value at 0.
        self.stationary(x, s).filter(|z| z * (0.5 * z - x) + s * self.one(*z) < 0.0)
    }

    /// The largest x that the map sends to 0: the larger x, the better is the stationary point.
    fn jump(&self, s: f64) -> f64 {
        let (mut low, mut high) = (0.0, f64::MAX);
        // Numbers are ordered like their bits.
        while f64::to_bits(high) - f64::to_bits(low) > 1 {
            let middle = f64::from_bits(low.to_bits() / 2 + high.to_bits() / 2 + (low.to_bits() & high.to_bits() & 1));
            if self.moved(middle, s).is_some() { high = middle } else { low = middle }
        }
        low
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
        if x.len() < MANY {
            x.iter_mut().for_each(|x| *x = self.moved(x.abs(), s).map_or(0.0, |z| z.copysign(*x)));
        } else {
            let jump = self.jump(s);
            let kept = |size: f64| if size > jump { self.stationary(size, s) } else { None };
            x.iter_mut().for_each(|x| *x = kept(x.abs()).map_or(0.0, |z| z.copysign(*x)));
        }
        Ok(self.value(x))
    }
}
