//! The normalizer of the norms of groups: ∫ exp(−a‖x‖) dx over ℝᵐ is 2π^{m/2} Γ(m)/(Γ(m/2)·aᵐ), for a = λc_g and m entries.
//!
//! It is finite where every entry is in a group, and every group has a weight > 0.

use super::Grouped;
use crate::check::{CheckError, Code, positive};
use crate::kernels::Absolute;
use crate::linalg::special::ln_gamma;
use crate::penalties::block::zeros;
use crate::penalties::{Block, LogNormalizer, Normalized, PenaltyError};

impl Normalized for Grouped<Absolute> {
    fn smallest_block(&self) -> (usize, usize) {
        self.plan.smallest_block()
    }

    fn log_normalizer(&self, rows: usize, columns: usize, factor: f64) -> Result<LogNormalizer, PenaltyError> {
        let lambda = positive("strength", positive("factor", factor)? * self.strength)?;
        let theta = zeros(rows, columns)?;
        let layout = self.door(Block::new(&theta, columns)?)?;
        if layout.leaves_out() {
            let expected = "every column in a group: the integral of exp(-strength P) is infinite otherwise";
            return Err(CheckError::new(Code::Domain, "groups", "without some of the columns", expected).into());
        }
        let mut all = LogNormalizer { value: 0.0, strength: 0.0, shapes: Vec::new() };
        for q in 0..layout.count() {
            let (weight, mut m) = (positive(&format!("weights[{q}]"), layout.weight(q))?, 0_usize);
            layout.visit(q, theta.len(), |_| m += 1);
            all = all.plus(&group(m as f64, lambda, weight));
        }
        if all.value.is_finite() { Ok(all) } else { Err(PenaltyError::Overflow { quantity: "the log-normalizer" }) }
    }
}

/// That of one group of m entries.
fn group(m: f64, lambda: f64, weight: f64) -> LogNormalizer {
    let area = std::f64::consts::LN_2 + 0.5 * m * std::f64::consts::PI.ln() - ln_gamma(0.5 * m);
    let value = area + ln_gamma(m) - m * (lambda.ln() + weight.ln());
    LogNormalizer { value, strength: -m, shapes: Vec::new() }
}
