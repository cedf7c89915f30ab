//! Power ⅔.
//!
//! f(x) = a·Σ |x_i|^⅔, a ≥ 0, not convex. With c = (2ta/3)^¼ the map is 0 up to |x| = 2c³, and x − x/(ξv) beyond it, where
//! ξ = |x|/c³ and v is the larger root of v⁴ − ξv + 1 = 0, to which Newton's steps fall from ξ^⅓; at the tie both are best, and
//! 0 is taken (W. Cao, J. Sun and Z. Xu, "Fast image deconvolution using closed-form thresholding formulas of Lq (q = 1/2, 2/3)
//! regularization", Journal of Visual Communication and Image Representation 24, 2013).

use super::map::{Entrywise, Proximal, root_of_product};
use crate::check::{CheckError, non_negative};

/// Above this ξ what is taken from x is below its rounding.
const FAR: f64 = 1e30;

/// weight·Σ |x_i|^⅔.
///
/// ```
/// use penlik::prox::{Proximal, TwoThirdsPower};
/// let mut out = [0.0; 2];
/// TwoThirdsPower::new(1.5)?.prox(&[2.0, -8.125], 1.0, &mut out)?;
/// assert_eq!(out[0], 0.0);
/// // The stationary point: z − x + z^{−⅓} = 0.
/// let z = -out[1];
/// assert!((z - 8.125 + z.powf(-1.0 / 3.0)).abs() < 1e-14);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct TwoThirdsPower {
    weight: f64,
}

impl TwoThirdsPower {
    /// The weight a ≥ 0.
    pub fn new(weight: f64) -> Result<Self, CheckError> {
        Ok(Self { weight: non_negative("weight", weight)? })
    }
}

impl Entrywise for TwoThirdsPower {}

impl Proximal for TwoThirdsPower {
    fn is_entrywise(&self) -> bool {
        true
    }

    fn value(&self, x: &[f64]) -> f64 {
        let one = |x: &f64| libm::cbrt(*x) * libm::cbrt(*x);
        self.weight * x.iter().map(one).sum::<f64>()
    }

    fn shrink(&self, x: &mut [f64], t: f64) -> Result<f64, CheckError> {
        let root = root_of_product(t, self.weight / 1.5);
        let cube = root * root.sqrt();
        x.iter_mut().for_each(|x| *x = if x.abs() > 2.0 * cube { *x * kept(x.abs() / cube) } else { 0.0 });
        Ok(self.value(x))
    }
}

/// z/x = 1 − 1/(ξv) for ξ > 2.
fn kept(xi: f64) -> f64 {
    if !(xi < FAR) {
        return 1.0;
    }
    let mut v = libm::cbrt(xi);
    loop {
        let cube = v * v * v;
        let next = v - (v * (cube - xi) + 1.0) / (4.0 * cube - xi);
        if !(next < v) {
            return 1.0 - 1.0 / (xi * v);
        }
        v = next;
    }
}
