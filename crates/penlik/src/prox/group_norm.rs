//! Norms of groups.
//!
//! f(x) = Σ_g a_g·‖x_g‖₂ over consecutive groups, a_g ≥ 0: each group keeps its direction and loses t·a_g of its length,
//! x_g·max(0, 1 − t·a_g/‖x_g‖₂) (M. Yuan and Y. Lin, "Model selection and estimation in regression with grouped variables",
//! Journal of the Royal Statistical Society B 68, 2006). Rows of a matrix as groups give the ℓ2,1 norm.

use super::map::{Convex, Proximal, norm, rescale};
use crate::check::{CheckError, Code, each, length, non_negative};

/// Σ_g weight_g·‖x_g‖₂.
///
/// ```
/// use penlik::prox::{GroupNorm, Proximal};
/// let mut out = [0.0; 3];
/// assert_eq!(GroupNorm::new(&[2, 1], &[1.0, 2.0])?.prox(&[0.0, 4.0, 1.5], 1.0, &mut out)?, 3.0);
/// assert_eq!(out, [0.0, 3.0, 0.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct GroupNorm {
    lengths: Vec<usize>,
    weights: Vec<f64>,
    total: usize,
}

impl GroupNorm {
    /// Consecutive groups of the given lengths with weights a_g ≥ 0.
    pub fn new(lengths: &[usize], weights: &[f64]) -> Result<Self, CheckError> {
        length("weights", weights.len(), lengths.len())?;
        each("weights", weights, non_negative)?;
        let total = lengths.iter().try_fold(0_usize, |sum, n| sum.checked_add(*n));
        let too_large = || CheckError::new(Code::TooLarge, "lengths", "a sum beyond the largest size", "a smaller sum");
        Ok(Self { lengths: lengths.to_vec(), weights: weights.to_vec(), total: total.ok_or_else(too_large)? })
    }

    fn groups(&self) -> impl Iterator<Item = (usize, f64)> {
        self.lengths.iter().copied().zip(self.weights.iter().copied())
    }
}

impl Convex for GroupNorm {}

impl Proximal for GroupNorm {
    fn value(&self, x: &[f64]) -> f64 {
        let mut rest = x;
        let one = |(n, weight): (usize, f64)| {
            let (group, after) = rest.split_at(n.min(rest.len()));
            rest = after;
            weight * norm(group)
        };
        self.groups().map(one).sum()
    }

    fn fits(&self, n: usize) -> Result<(), CheckError> {
        length("x", n, self.total)
    }

    fn shrink(&self, x: &mut [f64], t: f64) -> Result<f64, CheckError> {
        let (mut rest, mut value) = (x, 0.0);
        self.fits(rest.len())?;
        for (n, weight) in self.groups() {
            let (group, after) = std::mem::take(&mut rest).split_at_mut(n);
            value += weight * shorten(group, t * weight);
            rest = after;
        }
        Ok(value)
    }
}

/// Takes t from the length of x, and returns what is left of it.
pub(super) fn shorten(x: &mut [f64], t: f64) -> f64 {
    let left = norm(x) - t;
    if left > 0.0 {
        if t > 0.0 {
            rescale(x, left);
        }
        left
    } else {
        x.fill(0.0);
        0.0
    }
}
