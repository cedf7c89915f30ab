//! Nested prefixes.
//!
//! P(θ) = λ Σ_k λ_k Σ_{i<m_k} r_i with r_i = √(‖column i‖² + ε²): the columns of θ are coordinates in an order, such as those of a
//! representation that is cut after m₁, m₂, … of them, and every prefix of m_k columns pays by λ_k for the columns it uses. Column
//! i thus has the weight Σ of the λ_k with m_k > i, and columns beyond every prefix are not penalized. One row of numbers has
//! r_i = √(x_i² + ε²). A grouped smoothed absolute value
//! (O. Rippel, M. A. Gelbart and R. P. Adams, "Learning ordered representations with nested dropout", ICML 2014).

use super::Grouped;
use super::plan::Plan;
use crate::check::{CheckError, Code, allocation, each, length, non_negative};
use crate::kernels::SmoothedAbsolute;

/// Makes the grouped smoothed absolute value over columns whose weights come from prefixes.
///
/// ```
/// use penlik::linalg::Workers;
/// use penlik::penalties::{Block, NestedPrefix, Penalty};
/// let penalty = NestedPrefix::new(vec![1, 2], Some(vec![1.0, 0.5]), 3.0, 1.0)?;
/// let value = penalty.value(Block::row(&[4.0, 0.0, 7.0]), &Workers::sequential())?;
/// assert_eq!(value, 1.5 * 5.0 + 0.5 * 3.0);
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub enum NestedPrefix {}

/// The most columns of a prefix, in bytes of their weights.
const MOST: usize = 1 << 28;

impl NestedPrefix {
    /// Lengths m_k ≥ 1 of prefixes with weights λ_k ≥ 0, each 1 unless given; the width ε > 0 of the rounding, in units of x;
    /// the strength λ ≥ 0. θ has at least as many columns as the longest prefix.
    #[allow(clippy::new_ret_no_self, reason = "it is a way to make a grouped penalty")]
    pub fn new(
        prefixes: Vec<usize>,
        weights: Option<Vec<f64>>,
        eps: f64,
        strength: f64,
    ) -> Result<Grouped<SmoothedAbsolute>, CheckError> {
        let weights = weights.unwrap_or_else(|| vec![1.0; prefixes.len()]);
        length("weights", weights.len(), prefixes.len())?;
        each("weights", &weights, non_negative)?;
        let kernel = SmoothedAbsolute::new(eps)?;
        Grouped::planned(kernel, Plan::leading_columns(of_columns(&prefixes, &weights)?), strength)
    }
}

/// Σ of the λ_k with m_k > i, for every column i of the longest prefix.
fn of_columns(prefixes: &[usize], weights: &[f64]) -> Result<Vec<f64>, CheckError> {
    if let Some(k) = prefixes.iter().position(|&m| m == 0) {
        return Err(CheckError::new(Code::Domain, format!("prefixes[{k}]"), "0", "a whole number >= 1"));
    }
    let longest = prefixes.iter().copied().max().unwrap_or(0);
    allocation("prefixes", longest, 1, MOST)?;
    let mut columns = vec![0.0; longest];
    for (m, weight) in prefixes.iter().zip(weights) {
        columns[m - 1] += weight;
    }
    (1..longest).rev().for_each(|i| columns[i - 1] += columns[i]);
    Ok(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_pays_for_every_prefix_that_holds_it() {
        assert_eq!(of_columns(&[3, 1, 3], &[1.0, 2.0, 4.0]).unwrap(), [7.0, 5.0, 5.0]);
        assert!(of_columns(&[], &[]).unwrap().is_empty());
        assert!(of_columns(&[2, 0], &[1.0; 2]).unwrap_err().to_string().starts_with("prefixes[1] is 0;"));
        assert!(of_columns(&[usize::MAX], &[1.0]).is_err());
    }
}
