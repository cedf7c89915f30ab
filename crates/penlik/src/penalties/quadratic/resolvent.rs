//! (I + tC)⁻¹u for a positive semidefinite C, the proximal map of ½θᵀCθ; and C⁺u.
//!
//! In the eigenvectors of C it divides by 1 + t·e, and by 1 exactly where the rank says that e is 0: then every t up to infinity
//! is as good as any other. Rounding alone would leave e of 1e-16, which a large t blows up. A diagonal with few columns has a
//! closed form instead, which for one column alone is u − tτv(vᵀu)/(1 + tτvᵀv).

use std::sync::OnceLock;

use crate::check::{CheckError, Code};
use crate::curvature::{Curvature, Operator, RowBlocks};
use crate::linalg::{Symmetric, SymmetricEigen};

/// The parts of C decomposed, once they are asked for.
#[derive(Debug, Clone)]
pub(super) struct Resolvent {
    ranks: Vec<usize>,
    parts: OnceLock<Option<Vec<SymmetricEigen>>>,
}

impl Resolvent {
    pub(super) fn new(ranks: Vec<usize>) -> Self {
        Self { ranks, parts: OnceLock::new() }
    }

    /// (I + tC)⁻¹u
    pub(super) fn solve(&self, c: &Curvature, t: f64, u: &[f64]) -> Result<Vec<f64>, CheckError> {
        match c {
            Curvature::Factored(factored) => {
                let mut out = vec![0.0; u.len()];
                factored.scaled(t).solve_shifted(1.0, u, &mut out)?;
                Ok(out)
            }
            // What rounding left below 0 is 0.
            other => self.map(other, u, 1.0, |e| 1.0 / t.mul_add(e.max(0.0), 1.0)),
        }
    }

    /// C⁺u, the least-norm minimiser of ½zᵀCz − uᵀz where u is in the range of C.
    pub(super) fn pseudo_inverse(&self, c: &Curvature, u: &[f64]) -> Result<Vec<f64>, CheckError> {
        let mut out = vec![0.0; u.len()];
        match c {
            Curvature::Factored(factored) if factored.entries().iter().all(|d| *d == 0.0) => {
                factored.pseudo_inverse(self.ranks[0], u)
            }
            Curvature::Factored(factored) => factored.solve_shifted(0.0, u, &mut out).map(|()| out),
            other => self.map(other, u, 0.0, |e| 1.0 / e),
        }
    }

    /// g(C)·u, with g(0) where the rank says that an eigenvalue is 0.
    fn map(&self, c: &Curvature, u: &[f64], at_zero: f64, g: impl Fn(f64) -> f64) -> Result<Vec<f64>, CheckError> {
        match c {
            Curvature::Diagonal(d) => {
                let each = |(u, d): (&f64, &f64)| u * if *d == 0.0 { at_zero } else { g(*d) };
                Ok(u.iter().zip(d.entries()).map(each).collect())
            }
            Curvature::Dense(dense) => {
                let parts = self.parts(|| vec![dense.matrix().clone()])?;
                Ok(mapped(&parts[0], self.ranks[0], u, at_zero, &g))
            }
            Curvature::RowBlocks(blocks) => self.map_blocks(blocks, u, at_zero, &g),
            Curvature::Kronecker(product) => {
                let (left, right) = product.eigen()?;
                let (e, f) = (left.values(), right.values());
                let (i0, j0) = (e.len() - self.ranks[0], f.len() - self.ranks[1]);
                let largest = e.last().zip(f.last()).map(|(e, f)| e * f);
                let base = base(i0 + j0 == 0, largest, at_zero, &g);
                let mut out = vec![0.0; u.len()];
                product.rotated(
                    u,
                    &mut out,
                    |i, j| {
                        if i < i0 || j < j0 { at_zero - base } else { g(e[i] * f[j]) - base }
                    },
                )?;
                out.iter_mut().zip(u).for_each(|(out, u)| *out += base * u);
                Ok(out)
            }
            _ => Err(CheckError::new(
                Code::Unsupported,
                "matrix",
                "of a structure without eigenvectors",
                "a dense matrix",
            )),
        }
    }

    fn map_blocks(
        &self,
        blocks: &RowBlocks,
        u: &[f64],
        at_zero: f64,
        g: &impl Fn(f64) -> f64,
    ) -> Result<Vec<f64>, CheckError> {
        let m = blocks.size();
        let one = |data: &[f64]| Symmetric { order: m, data: data.to_vec() };
        let parts = self.parts(|| blocks.blocks().chunks_exact(m * m).map(one).collect())?;
        let place = |i: usize| if blocks.is_shared() { 0 } else { i };
        let row = |(i, u): (usize, &[f64])| mapped(&parts[place(i)], self.ranks[place(i)], u, at_zero, g);
        Ok(u.chunks_exact(m).enumerate().flat_map(row).collect())
    }

    fn parts(&self, matrices: impl Fn() -> Vec<Symmetric>) -> Result<&[SymmetricEigen], CheckError> {
        let decomposed = self.parts.get_or_init(|| matrices().iter().map(SymmetricEigen::new).collect());
        decomposed.as_deref().ok_or_else(|| {
            let value = "one whose eigenvalues were not found";
            CheckError::new(Code::NotConverged, "matrix", value, "a matrix that decomposes")
        })
    }
}

/// g(A)·u for A of this rank.
fn mapped(a: &SymmetricEigen, rank: usize, u: &[f64], at_zero: f64, g: &impl Fn(f64) -> f64) -> Vec<f64> {
    let zeros = a.values().len() - rank;
    let base = base(zeros == 0, a.values().last().copied(), at_zero, g);
    let mut out = a.map(u, |i, e| if i < zeros { at_zero - base } else { g(e) - base });
    out.iter_mut().zip(u).for_each(|(out, u)| *out += base * u);
    out
}

/// What of g is taken from u itself rather than through the eigenvectors: g(0) where that is most of it, so that what is not
/// touched stays as it is; nothing where u may shrink as a whole, so that what is left is exact to its own size.
fn base(full: bool, largest: Option<f64>, at_zero: f64, g: &impl Fn(f64) -> f64) -> f64 {
    if full && largest.is_some_and(|e| g(e) < 0.5 * at_zero) { 0.0 } else { at_zero }
}
