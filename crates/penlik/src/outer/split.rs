//! A subspace split into what a sum of positive semidefinite forms sees and what it does not.
//!
//! With T = Σ S_t and N an orthonormal basis of the subspace, the eigenvectors of NᵀTN beyond the tolerance give the seen part W,
//! the others the unseen part Z. An eigenvector is known to rounding divided by the distance of the eigenvalues, which for Z is the
//! smallest eigenvalue seen: one correction Z ← Z − WX, W ← W + ZXᵀ with X = (WᵀTW)⁻¹WᵀTZ, formed in twice the precision, takes that
//! loss away.

use crate::linalg::{Symmetric, SymmetricEigen, congruence, product, transposed};

/// Bases of the two parts, row-major with q rows.
#[derive(Debug, Clone)]
pub(super) struct Split {
    /// W.
    pub seen: Vec<f64>,
    /// Z.
    pub unseen: Vec<f64>,
    /// The columns of W.
    pub rank: usize,
}

/// An eigenvalue below this, relative to the largest of its matrix, is rounding.
pub(super) fn tolerance(order: usize) -> f64 {
    64.0 * f64::EPSILON * order as f64
}

/// Splits the span of N by the forms; an eigenvalue up to `rounding` is none. `None` when an eigenvalue iteration fails.
pub(super) fn split(forms: &[&Symmetric], basis: &[f64], rounding: f64) -> Option<Split> {
    let q = forms.first().map_or(0, |form| form.order);
    let m = basis.len() / q.max(1);
    let eigen = SymmetricEigen::new(&Symmetric { order: m, data: total(forms, basis, basis) })?;
    let unseen = eigen.values().iter().filter(|e| !(**e > rounding)).count();
    let rank = m - unseen;
    // The strongest directions first.
    let strong: Vec<f64> = (0..rank).flat_map(|k| eigen.rows()[(m - 1 - k) * m..][..m].iter().copied()).collect();
    let mut parts = Split {
        seen: combined(basis, m, &transposed(&strong, m)),
        unseen: combined(basis, m, &transposed(&eigen.rows()[..unseen * m], m)),
        rank,
    };
    let strengths: Vec<f64> = eigen.values()[unseen..].iter().rev().copied().collect();
    parts.correct(forms, &strengths);
    Some(parts)
}

impl Split {
    fn correct(&mut self, forms: &[&Symmetric], strengths: &[f64]) {
        let mixed = total(forms, &self.seen, &self.unseen);
        let unseen = mixed.len() / self.rank.max(1);
        if mixed.is_empty() {
            return;
        }
        let x: Vec<f64> = mixed.iter().enumerate().map(|(place, s)| s / strengths[place / unseen]).collect();
        let out = combined(&self.seen, self.rank, &x);
        let back = combined(&self.unseen, unseen, &transposed(&x, unseen));
        self.unseen.iter_mut().zip(&out).for_each(|(z, d)| *z -= d);
        self.seen.iter_mut().zip(&back).for_each(|(w, d)| *w += d);
    }
}

/// Σ_t XᵀS_tY.
fn total(forms: &[&Symmetric], x: &[f64], y: &[f64]) -> Vec<f64> {
    let mut parts = forms.iter().map(|form| congruence(x, form, y));
    let first = parts.next().unwrap_or_default();
    parts.fold(first, |mut sum, part| {
        sum.iter_mut().zip(&part).for_each(|(sum, x)| *sum += x);
        sum
    })
}

/// N·V.
fn combined(basis: &[f64], inner: usize, v: &[f64]) -> Vec<f64> {
    let columns = v.len() / inner.max(1);
    let mut out = vec![0.0; basis.len() / inner.max(1) * columns];
    product(basis, inner, v, &mut out);
    out
}
