//! The normalizer of squares along a map, ∫ exp(−½λ θᵀSθ) dθ over the range of S = DᵀCD: what D takes to 0 is left out.

use super::{Along, Layout};
use crate::check::positive;
use crate::kernels::Ridge;
use crate::penalties::block::zeros;
use crate::penalties::{Block, LogNormalizer, Normalized, PenaltyError};

impl<L: Layout> Normalized for Along<Ridge, L> {
    fn smallest_block(&self) -> (usize, usize) {
        self.layout.smallest_block()
    }

    fn log_normalizer(&self, rows: usize, columns: usize, factor: f64) -> Result<LogNormalizer, PenaltyError> {
        let lambda = positive("strength", positive("factor", factor)? * self.strength)?;
        let theta = zeros(rows, columns)?;
        let map = self.layout.map(Block::new(&theta, columns)?)?;
        let (rank, product) = (self.layout.rank(&map, columns)?, self.layout.log_product(&map, columns)?);
        let all = LogNormalizer::quadratic(rank, product, lambda);
        if all.value.is_finite() { Ok(all) } else { Err(PenaltyError::Overflow { quantity: "the log-normalizer" }) }
    }
}
