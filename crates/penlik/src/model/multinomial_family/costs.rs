//! What questions about the Hessian cost, for a caller who chooses between the matrix and products with it.

use super::MultinomialFamily;
use crate::linalg::weighted_gram::triangle;

/// Floating-point operations, and bytes held beyond the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostHints {
    /// Operations that make the dense Hessian: N·M(M+1)/2·P(P+1).
    pub dense_flops: u64,
    /// Bytes of the dense Hessian: 8(PM)².
    pub dense_bytes: u64,
    /// Operations of one product: 4NPM for z = Xv and Xᵀr, and 6NM between them.
    pub product_flops: u64,
    /// Bytes that products need: the probabilities, 8NK.
    pub product_bytes: u64,
}

impl MultinomialFamily {
    /// The costs at this size.
    #[must_use]
    pub fn cost_hints(&self) -> CostHints {
        let (n, p, m) = self.shape();
        let product = |factors: &[usize]| factors.iter().fold(1_u64, |x, f| x.saturating_mul(*f as u64));
        CostHints {
            dense_flops: product(&[2, n, triangle(m), triangle(p)]),
            dense_bytes: product(&[8, p, m, p, m]),
            product_flops: product(&[4, n, p, m]).saturating_add(product(&[6, n, m])),
            product_bytes: product(&[8, n, m + 1]),
        }
    }
}
