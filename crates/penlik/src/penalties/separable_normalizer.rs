//! The normalizer of a sum over entries: entries are independent under exp(−λP), so ln Z is a sum over them.

use super::{LogNormalizer, Normalized, PenaltyError, Separable};
use crate::check::positive;
use crate::kernels::NormalizedKernel;

impl<K: NormalizedKernel> Normalized for Separable<K> {
    fn smallest_block(&self) -> (usize, usize) {
        (1, self.kernel.columns())
    }

    fn log_normalizer(&self, rows: usize, columns: usize, factor: f64) -> Result<LogNormalizer, PenaltyError> {
        let n = rows.saturating_mul(columns);
        self.door(n)?;
        let lambda = positive("strength", positive("factor", factor)? * self.strength)?;
        let columns = self.kernel.columns();
        let mut row = self.kernel.log_normalizer(0, lambda)?;
        for j in 1..columns {
            row = row.plus(&self.kernel.log_normalizer(j, lambda)?);
        }
        let all = row.times((n / columns) as f64);
        if all.value.is_finite() { Ok(all) } else { Err(PenaltyError::Overflow { quantity: "the log-normalizer" }) }
    }
}
