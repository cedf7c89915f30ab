//! Several anchors as one.
//!
//! Σ_k ½(θ − θ_k)ᵀF_k(θ − θ_k) = ½(θ − c)ᵀF(θ − c) + constant with F = ΣF_k, b = ΣF_kθ_k and the centre c = F⁺b; strengths are
//! in the F_k. The constant Σ_k ½(c − θ_k)ᵀF_k(c − θ_k) ≥ 0 says how far the anchors disagree. F keeps the structure that the F_k
//! have in common (see [`Sum`]).

use super::super::{Block, Penalty, PenaltyError, Table};
use super::QuadraticAnchor;
use super::form::{Checked, fitted, rank_beside};
use super::resolvent::Resolvent;
use super::semidefinite::semidefinite;
use crate::check::CheckError;
use crate::curvature::{Curvature, Factored, RowBlocks, Sum};
use crate::linalg::Workers;

/// An anchor and a constant whose sum is the sum of several anchors.
#[derive(Debug, Clone)]
pub struct Collapsed {
    /// ½(θ − c)ᵀF(θ − c)
    pub anchor: QuadraticAnchor,
    /// What the anchors add up to at c.
    pub constant: f64,
}

/// The sum of anchors for θ of so many entries; none give 0, and one is itself. Refused where an anchor does not fit them.
///
/// ```
/// use penlik::penalties::{Form, QuadraticAnchor, collapse};
/// let at = |f, center| QuadraticAnchor::new(Form::Diagonal(vec![f]), Some(vec![center]), 1.0);
/// let one = collapse(&[at(1.0, 0.0)?, at(3.0, 4.0)?], 1)?;
/// assert_eq!((one.anchor.center().unwrap(), one.constant), (&[3.0][..], 6.0));
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
pub fn collapse(anchors: &[QuadraticAnchor], entries: usize) -> Result<Collapsed, PenaltyError> {
    let zero = vec![0.0; entries];
    let (mut parts, mut b, mut one) = (Vec::new(), zero.clone(), zero.clone());
    for anchor in anchors {
        let own = fitted(anchor.curvature(), Block::row(&zero))?.map(Curvature::RowBlocks);
        let curvature = own.unwrap_or_else(|| anchor.curvature().clone());
        if let Some(center) = anchor.center() {
            curvature.apply(center, &mut one);
            b.iter_mut().zip(&one).for_each(|(b, x)| *b += x);
        }
        parts.push(curvature);
    }
    if let [only] = anchors {
        return Ok(Collapsed { anchor: only.clone(), constant: 0.0 });
    }
    let checked = ranked(Sum::of(entries, parts)?)?;
    let center = center(&checked, &b)?;
    let alone = Workers::sequential();
    let constant = anchors.iter().map(|anchor| anchor.value(Block::row(&center), &alone)).sum::<Result<f64, _>>()?;
    Ok(Collapsed { anchor: QuadraticAnchor::of(checked, Some(center)), constant })
}

/// F⁺b, refined once.
fn center(f: &Checked, b: &[f64]) -> Result<Vec<f64>, CheckError> {
    let resolvent = Resolvent::new(f.ranks.clone());
    let mut center = resolvent.pseudo_inverse(&f.curvature, b)?;
    let mut rest = vec![0.0; b.len()];
    f.curvature.apply(&center, &mut rest);
    rest.iter_mut().zip(b).for_each(|(r, b)| *r = b - *r);
    let correction = resolvent.pseudo_inverse(&f.curvature, &rest)?;
    center.iter_mut().zip(&correction).for_each(|(c, x)| *c += x);
    Ok(center)
}

/// A sum of positive semidefinite matrices in a structure that decomposes, with its ranks.
fn ranked(curvature: Curvature) -> Result<Checked, CheckError> {
    let ranks = match &curvature {
        Curvature::Diagonal(d) => vec![d.entries().iter().filter(|d| **d > 0.0).count()],
        Curvature::Dense(dense) => vec![rank(&dense.matrix().data, dense.matrix().order)?],
        Curvature::RowBlocks(blocks) => ranks(blocks)?,
        Curvature::Factored(factored) if decomposes(factored) => vec![rank_of(factored)?],
        other => return ranked(Curvature::Dense(other.to_dense()?)),
    };
    Ok(Checked { curvature, ranks })
}

/// Whether the pseudo-inverse has a closed form: no entry of the diagonal is 0, or all are.
fn decomposes(factored: &Factored) -> bool {
    let entries = factored.entries();
    entries.iter().all(|d| *d == 0.0) || entries.iter().all(|d| *d > 0.0)
}

fn rank_of(factored: &Factored) -> Result<usize, CheckError> {
    let (rows, columns) = (factored.entries().len(), factored.columns());
    let weighted = |i: usize| columns.iter().zip(factored.weights()).map(move |(u, w)| u[i] * w.sqrt());
    let data = (0..rows).flat_map(weighted).collect();
    rank_beside(&Table { rows, cols: columns.len(), data }, factored.entries())
}

fn ranks(blocks: &RowBlocks) -> Result<Vec<usize>, CheckError> {
    let m = blocks.size();
    blocks.blocks().chunks_exact(m * m).map(|block| rank(block, m)).collect()
}

fn rank(data: &[f64], n: usize) -> Result<usize, CheckError> {
    semidefinite("anchors", &Table { rows: n, cols: n, data: data.to_vec() }).map(|(_, rank)| rank)
}
