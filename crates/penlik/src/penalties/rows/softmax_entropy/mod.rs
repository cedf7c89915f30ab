//! Entropy of the softmax of each row of logits.
//!
//! P(z) = −Σ a ln a for a row z of K logits, a = softmax(z/τ), temperature τ > 0. With c = ln a − Σ a ln a = (z − Σ a z)/τ, which
//! has mean 0 under a:
//!   g = −a∘c/τ,  H = −τ⁻² Πᵀ diag(a∘(c + 1)) Π,  Π = I − 1aᵀ,
//! so that H·1 = 0. P depends on z/τ alone, whence with V = Σ a c²
//!   ∂P/∂ log τ = V,  ∂g/∂ log τ = a∘(c² + 2c − V)/τ,
//!   ∂H/∂ log τ = τ⁻²[Πᵀ diag(a∘(c² + 4c + 2 − V)) Π − 2(a∘c)(a∘c)ᵀ].
//! B = diag(Σ_j |H_kj|) by Gershgorin. Where a = 0 in floating point its terms are 0, as in the limit. One exponential for each
//! logit and one logarithm for each row; all finite logits are allowed, however far apart.
//!
//! The entries are those of H_kj = (a_k/τ²)[δ_kj(m − L_k − 1) + a_j(L_k + L_j + 1 − 2m)] with L = ln a + 1 and m = Σ a L, since
//! c = L − m.

mod bound;
mod cache;
mod operators;
mod pass;

pub use cache::SoftmaxRows;

use super::{Leaf, RowKernel, ShapedRowKernel};
use crate::check::{CheckError, Code, positive};
use crate::curvature::Curvature;
use pass::Softmax;

/// −Σ a ln a, a = softmax(z/τ), of rows of K logits.
///
/// ```
/// use penlik::linalg::Workers;
/// use penlik::penalties::{Block, Penalty, Rows, SoftmaxEntropy};
/// let penalty = Rows::new(SoftmaxEntropy::new(4, 0.8)?, 1.1)?;
/// let value = penalty.value(Block::row(&[0.3, -0.6, 0.9, 0.2]), &Workers::sequential())?;
/// assert!((value - 1.327708686057547).abs() < 1e-15);
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct SoftmaxEntropy {
    categories: usize,
    /// 1/τ
    inverse: f64,
}

impl SoftmaxEntropy {
    /// K ≥ 1 categories, which are the entries of a row; a temperature τ > 0, in units of the logits, whose inverse is finite.
    pub fn new(categories: usize, temperature: f64) -> Result<Self, CheckError> {
        if categories == 0 {
            return Err(CheckError::new(Code::Domain, "categories", "0", "a whole number >= 1"));
        }
        let inverse = positive("temperature", temperature)?.recip();
        if !inverse.is_finite() {
            let expected = "a number whose inverse is finite";
            return Err(CheckError::new(Code::Domain, "temperature", temperature.to_string(), expected));
        }
        Ok(Self { categories, inverse })
    }

    /// K
    #[must_use]
    pub fn categories(&self) -> usize {
        self.categories
    }

    #[inline(always)]
    fn softmax(&self) -> Softmax {
        Softmax { inverse: self.inverse }
    }
}

impl RowKernel for SoftmaxEntropy {
    type Cache = SoftmaxRows;

    fn width(&self, _columns: usize) -> usize {
        self.categories
    }

    #[inline(always)]
    fn value(&self, leaf: Leaf<'_>) -> f64 {
        self.softmax().rows(leaf, |_, _, _| {}).entropy()
    }

    #[inline(always)]
    fn value_gradient(&self, leaf: Leaf<'_>, scale: f64, out: &mut [f64]) -> f64 {
        let softmax = self.softmax();
        let rows = softmax.rows(leaf, keep(leaf.width, out));
        let factor = -scale * self.inverse;
        softmax.finish(leaf, &rows, out, |_, a, c| factor * a * c);
        rows.entropy()
    }

    #[inline(always)]
    fn prepare(&self, all: Leaf<'_>, scale: f64, gradient: &[f64]) -> SoftmaxRows {
        SoftmaxRows::new(self.softmax(), all, scale, gradient)
    }
}

impl ShapedRowKernel for SoftmaxEntropy {
    fn shapes(&self) -> &'static [&'static str] {
        &["temperature"]
    }

    #[inline(always)]
    fn shape_gradient(&self, _shape: usize, leaf: Leaf<'_>, scale: f64, out: &mut [f64]) -> f64 {
        let softmax = self.softmax();
        let rows = softmax.rows(leaf, keep(leaf.width, out));
        let mut variance = [0.0; super::MOST_ROWS];
        softmax.finish(leaf, &rows, out, |r, a, c| {
            variance[r] = (a * c).mul_add(c, variance[r]);
            a
        });
        let factor = scale * self.inverse;
        softmax.again(leaf, &rows, out, |r, a, c| factor * a * (c.mul_add(c, 2.0 * c) - variance[r]));
        variance.iter().sum()
    }

    fn shape_hessian(&self, _shape: usize, cache: &SoftmaxRows) -> Curvature {
        cache.along_log_temperature()
    }
}

/// Writes the exponentials of a row to their places.
#[inline(always)]
fn keep(width: usize, out: &mut [f64]) -> impl FnMut(usize, usize, &[f64]) {
    #[inline(always)]
    move |row, k, e| out[row * width + k..][..e.len()].copy_from_slice(e)
}
