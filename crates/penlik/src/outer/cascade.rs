//! The basis in which a sum of penalties of very different strengths is used without loss.
//!
//! The terms are taken in order of their strength. Block 1 spans the range of the strongest; block b what term b adds to the
//! ranges before it, inside their common null space. So UᵀS_tU of the t-th strongest has entries in blocks 1..t alone, and what rounding leaves
//! elsewhere is an exact zero that no λ can amplify. The blocks depend on the order of the strengths only, and every rank is decided on
//! the matrices alone. Idea: S. N. Wood, Journal of the Royal Statistical Society B 73 (2011), 3–36, appendix B; one term for each
//! block instead of groups of similar strength, since diagonal scaling makes groups unnecessary.

use std::f64::consts::LN_2;

use super::split::{Split, split, tolerance};
use crate::linalg::{Symmetric, Twofold, congruence, two_product};

/// A matrix brought near 1 by a power of two.
#[derive(Debug, Clone)]
pub(super) struct Scaled {
    pub matrix: Symmetric,
    /// The exponent of that power.
    pub exponent: f64,
    /// The largest eigenvalue of what is kept; 0 for a zero matrix.
    pub largest: f64,
}

impl Scaled {
    /// ln of the power.
    pub fn log_scale(&self) -> f64 {
        self.exponent * LN_2
    }
}

/// Blocks for one order of the strengths.
#[derive(Debug, Clone)]
pub(super) struct Cascade {
    /// The terms that are not zero, from the strongest to the weakest.
    pub order: Vec<usize>,
    /// The dimension of each one's block.
    pub dimensions: Vec<usize>,
    /// U, q×q row-major, the common null space last.
    pub basis: Vec<f64>,
    /// The leading part of UᵀS_tU that is not zero, in the same order.
    pub forms: Vec<Symmetric>,
    /// ln det of UᵀU over the blocks: what rounding adds to every log-determinant in these coordinates.
    pub log_volume: f64,
}

impl Cascade {
    /// The blocks inside the ranges' span; `None` when an eigenvalue iteration fails or the blocks do not fill the span.
    pub fn new(terms: &[Scaled], order: Vec<usize>, span: &Split) -> Option<Self> {
        let q = terms.first().map_or(0, |term| term.matrix.order);
        let (mut rest, mut blocks, mut dimensions) = (span.seen.clone(), vec![], vec![]);
        for &t in &order {
            let parts = split(&[&terms[t].matrix], &rest, tolerance(q) * terms[t].largest)?;
            dimensions.push(parts.rank);
            blocks.push(parts.seen);
            rest = parts.unseen;
        }
        if !rest.is_empty() {
            return None;
        }
        blocks.push(span.unseen.clone());
        let basis = beside(q, &blocks);
        let rank = dimensions.iter().sum();
        let log_volume = log_volume(&first_columns(&basis, q, rank), rank);
        let mut leading = 0;
        let forms = order.iter().zip(&dimensions).map(|(&t, d)| {
            leading += d;
            transformed(&terms[t], &first_columns(&basis, q, leading), leading, order.len() == 1)
        });
        Some(Self { forms: forms.collect(), order, dimensions, basis, log_volume })
    }
}

/// Σ_j (‖u_j‖² − 1), the first order of ln det UᵀU.
fn log_volume(columns: &[f64], rank: usize) -> f64 {
    let squares = columns.iter().fold(Twofold::from(-(rank as f64)), |sum, x| {
        let (p, e) = two_product(*x, *x);
        sum + Twofold { hi: p, lo: e }
    });
    squares.hi
}

/// Matrices of q rows side by side.
fn beside(q: usize, blocks: &[Vec<f64>]) -> Vec<f64> {
    (0..q)
        .flat_map(|i| blocks.iter().flat_map(move |block| block[i * (block.len() / q)..][..block.len() / q].iter()))
        .copied()
        .collect()
}

fn first_columns(basis: &[f64], q: usize, count: usize) -> Vec<f64> {
    basis.chunks_exact(q.max(1)).flat_map(|row| &row[..count]).copied().collect()
}

/// UᵀSU with exact zeros in the directions that S does not see; alone, S is diagonal there.
fn transformed(term: &Scaled, basis: &[f64], order: usize, alone: bool) -> Symmetric {
    let mut out = Symmetric { order, data: congruence(basis, &term.matrix, basis) };
    // A unit vector known to rounding leaves the square of it in a form that vanishes.
    let zero = tolerance(term.matrix.order).powi(2) * term.largest;
    let seen: Vec<bool> = (0..order).map(|i| out.get(i, i) > zero).collect();
    for i in 0..order {
        for j in 0..order {
            let kept = seen[i] && seen[j] && (i == j || !alone);
            out.data[i * order + j] = match (kept, i >= j) {
                (false, _) => 0.0,
                (true, true) => out.get(i, j),
                // The triangle above is written from the one below.
                (true, false) => out.get(j, i),
            };
        }
    }
    out
}
