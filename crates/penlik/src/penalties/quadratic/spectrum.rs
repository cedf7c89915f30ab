//! The normalizer of a quadratic anchor: the rank r of λF and ln det⁺(λF), the logarithm of the product of its eigenvalues that
//! are not 0.
//!
//! ln ∫ exp(−½f·θᵀ(λF)θ) dθ over the range of F is ½(r ln 2π − r ln f − ln det⁺(λF)). Blocks add up; det⁺(A ⊗ B) is
//! det⁺(A)^rank(B)·det⁺(B)^rank(A); det⁺(UUᵀ + diag(d)) is the product of the squared singular values of [U, √d].

use super::super::block::zeros;
use super::super::{Block, LogNormalizer, Normalized, PenaltyError};
use super::QuadraticAnchor;
use crate::check::{CheckError, Code, allocation, positive};
use crate::curvature::{Curvature, Factored, Operator, RowBlocks};
use crate::linalg::{Cholesky, Symmetric, SymmetricEigen, singular_values};

/// The most bytes of a factor that is decomposed.
const MOST_BYTES: usize = 1 << 30;

impl Normalized for QuadraticAnchor {
    fn smallest_block(&self) -> (usize, usize) {
        let entries = self.center().map_or_else(|| self.curvature().dimension(), <[f64]>::len);
        match (self.columns(), self.curvature()) {
            (Some(columns), _) => (entries / columns.max(1), columns),
            (None, Curvature::Kronecker(product)) => (product.left().order, product.right().order),
            _ => (1, entries),
        }
    }

    fn log_normalizer(&self, rows: usize, columns: usize, factor: f64) -> Result<LogNormalizer, PenaltyError> {
        positive("factor", factor)?;
        let theta = zeros(rows, columns)?;
        self.door(Block::new(&theta, columns)?)?;
        let all = LogNormalizer::quadratic(self.rank(theta.len()), log_product(self, theta.len())?, factor);
        if all.value.is_finite() { Ok(all) } else { Err(vanished().into()) }
    }
}

/// ln det⁺(λF) for θ of so many entries; −∞ where an eigenvalue has vanished.
fn log_product(anchor: &QuadraticAnchor, entries: usize) -> Result<f64, CheckError> {
    let ranks = anchor.ranks();
    match anchor.curvature() {
        Curvature::Diagonal(d) => Ok(of_diagonal(d.entries(), ranks[0])),
        Curvature::Dense(dense) => of_matrix(dense.matrix(), ranks[0]),
        Curvature::RowBlocks(blocks) => of_blocks(blocks, ranks, entries),
        Curvature::Kronecker(product) => {
            let (left, right) = (of_matrix(product.left(), ranks[0])?, of_matrix(product.right(), ranks[1])?);
            let part = |times: usize, ln: f64| if times == 0 { 0.0 } else { times as f64 * ln };
            Ok(part(ranks[1], left) + part(ranks[0], right))
        }
        Curvature::Factored(factored) => of_factors(factored, ranks[0]),
        other => of_matrix(other.to_dense()?.matrix(), ranks.iter().sum()),
    }
}

fn of_diagonal(d: &[f64], rank: usize) -> f64 {
    let held = d.iter().filter(|d| **d > 0.0);
    if held.clone().count() < rank { f64::NEG_INFINITY } else { held.map(|d| d.ln()).sum() }
}

fn of_blocks(blocks: &RowBlocks, ranks: &[usize], entries: usize) -> Result<f64, CheckError> {
    let size = blocks.size();
    let one = |(i, rank): (usize, &usize)| of_matrix(&Symmetric { order: size, data: blocks.block(i).to_vec() }, *rank);
    let sum = ranks.iter().enumerate().map(one).sum::<Result<f64, _>>()?;
    let repeated = if blocks.is_shared() { entries / size } else { 1 };
    Ok(if repeated == 0 { 0.0 } else { repeated as f64 * sum })
}

/// The logarithm of the product of the largest eigenvalues, as many as the rank.
fn of_matrix(a: &Symmetric, rank: usize) -> Result<f64, CheckError> {
    if rank == a.order
        && let Some(factor) = Cholesky::new(a)
    {
        return Ok(factor.log_determinant());
    }
    let eigen = SymmetricEigen::new(a).ok_or_else(|| undecomposed("matrix"))?;
    Ok(eigen.values().iter().rev().take(rank).map(|e| e.max(0.0).ln()).sum())
}

fn of_factors(factored: &Factored, rank: usize) -> Result<f64, CheckError> {
    let (d, columns) = (factored.entries(), factored.columns());
    if columns.is_empty() || factored.weights().iter().all(|w| *w == 0.0) {
        return Ok(of_diagonal(d, rank));
    }
    if d.iter().all(|d| *d > 0.0) {
        return factored.logdet_shifted(0.0);
    }
    let held: Vec<usize> = (0..d.len()).filter(|&i| d[i] > 0.0).collect();
    let width = columns.len() + held.len();
    let mut root = vec![0.0; allocation("lowRank", d.len(), width, MOST_BYTES)?];
    for (j, (column, weight)) in columns.iter().zip(factored.weights()).enumerate() {
        column.iter().enumerate().for_each(|(i, u)| root[i * width + j] = weight.sqrt() * u);
    }
    held.iter().enumerate().for_each(|(j, &i)| root[i * width + columns.len() + j] = d[i].sqrt());
    let values = singular_values(&root, width).ok_or_else(|| undecomposed("lowRank"))?;
    Ok(values.iter().take(rank).map(|sigma| 2.0 * sigma.ln()).sum())
}

fn undecomposed(name: &str) -> CheckError {
    CheckError::new(Code::NotConverged, name, "one whose eigenvalues were not found", "a matrix that decomposes")
}

fn vanished() -> CheckError {
    let expected = "a number > 0, so large that no eigenvalue of its product with the matrix vanishes";
    CheckError::new(Code::Domain, "strength", "0, or too small for the matrix", expected)
}
