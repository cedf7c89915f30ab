//! DᵀCD: the curvature of a function of Dθ.
//!
//! C is symmetric and consists of blocks of g × g along its diagonal, most often of single numbers; D is any [`LinearMap`].
//! Products never form the matrix. Where the inputs that D takes together are near each other, as in a sequence, C + μI is
//! factorised as a band, in O(n b²) for bandwidth b; where they are not, or where it is indefinite, as a dense matrix.

use std::sync::Arc;

use ndarray::ArrayViewMut2;

use super::{Dense, LinearMap, Operator};
use crate::check::{CheckError, length};
use crate::linalg::{Band, BandFactor};

/// Bandwidths up to this one are always narrow enough.
const NARROW: usize = 8;

/// DᵀCD, n × n for n inputs of D.
///
/// ```
/// use std::sync::Arc;
/// use penlik::curvature::{Congruence, Curvature};
/// use penlik::penalties::along::{Axis, Differences, Layout};
/// use penlik::penalties::Block;
/// let differences = Differences::new(1, Axis::Rows)?.map(Block::row(&[0.0; 3]))?;
/// let c = Curvature::Congruence(Congruence::new(Arc::new(differences), vec![2.0, 5.0])?);
/// let mut diagonal = [0.0; 3];
/// c.diagonal(&mut diagonal);
/// assert_eq!(diagonal, [2.0, 7.0, 5.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Congruence {
    map: Arc<dyn LinearMap>,
    /// g, the order of a block.
    group: usize,
    /// g² numbers for each block, row after row.
    inner: Vec<f64>,
}

impl Congruence {
    /// C = diag(inner), a number for every output of D.
    pub fn new(map: Arc<dyn LinearMap>, inner: Vec<f64>) -> Result<Self, CheckError> {
        Self::of_blocks(map, 1, inner)
    }

    /// C of symmetric g × g blocks, each belonging to g outputs of D that follow each other.
    pub fn of_blocks(map: Arc<dyn LinearMap>, group: usize, inner: Vec<f64>) -> Result<Self, CheckError> {
        length("inner", inner.len(), map.outputs().saturating_mul(group))?;
        Ok(Self { map, group: group.max(1), inner })
    }

    /// The same for blocks that were made output by output, so that their number is known to be right.
    pub(crate) fn made(map: Arc<dyn LinearMap>, group: usize, inner: Vec<f64>) -> Self {
        Self { map, group, inner }
    }

    /// Tells i, j and a part of entry (i, j), whose sum over all that is told is the entry.
    fn entries(&self, tell: &mut dyn FnMut(usize, usize, f64)) {
        let g = self.group;
        for (e, c) in self.inner.chunks(g).enumerate() {
            let first = e / g * g;
            self.map.row(e, &mut |i, d| {
                for (f, c) in c.iter().enumerate() {
                    self.map.row(first + f, &mut |j, other| tell(i, j, d * c * other));
                }
            });
        }
    }

    /// u ← C·u
    fn inner_product(&self, u: &mut [f64]) {
        if self.group == 1 {
            u.iter_mut().zip(&self.inner).for_each(|(u, c)| *u *= c);
            return;
        }
        let mut copy = vec![0.0; self.group];
        for (u, block) in u.chunks_mut(self.group).zip(self.inner.chunks(self.group * self.group)) {
            copy.copy_from_slice(u);
            for (u, row) in u.iter_mut().zip(block.chunks(self.group)) {
                *u = row.iter().zip(&copy).fold(0.0, |sum, (c, u)| sum + c * u);
            }
        }
    }

    /// The largest distance of two inputs of one row, or of one group of rows.
    fn bandwidth(&self) -> usize {
        let spread = |first: usize| {
            let (mut low, mut high) = (usize::MAX, 0);
            for e in first..first + self.group {
                self.map.row(e, &mut |i, _| {
                    let at = self.map.position(i);
                    (low, high) = (low.min(at), high.max(at));
                });
            }
            high.saturating_sub(low)
        };
        (0..self.map.outputs()).step_by(self.group).map(spread).max().unwrap_or(0)
    }

    /// DᵀCD + μI as a band, where that is narrow and positive definite.
    fn band(&self, mu: f64) -> Option<BandFactor> {
        let (n, b) = (self.map.inputs(), self.bandwidth());
        if b > NARROW && b > n / 6 {
            return None;
        }
        let mut band = Band::zeros(n, b).ok()?;
        self.entries(&mut |i, j, x| band.add(self.map.position(i), self.map.position(j), x));
        (0..n).for_each(|i| band.add(i, i, mu));
        band.factor()
    }
}

impl Operator for Congruence {
    fn dimension(&self) -> usize {
        self.map.inputs()
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        let mut u = vec![0.0; self.map.outputs()];
        self.map.apply(0, v, &mut u);
        self.inner_product(&mut u);
        let n = out.len().min(self.map.inputs());
        self.map.adjoint(0, &u, &mut out[..n]);
    }

    fn diagonal(&self, out: &mut [f64]) {
        out.iter_mut().take(self.map.inputs()).for_each(|out| *out = 0.0);
        self.entries(&mut |i, j, x| {
            if i == j {
                out[i] += x;
            }
        });
    }

    fn add_to(&self, mut h: ArrayViewMut2<'_, f64>) {
        self.entries(&mut |i, j, x| h[(i, j)] += x);
    }

    fn solve_shifted(&self, mu: f64, b: &[f64], out: &mut [f64]) -> Result<(), CheckError> {
        let Some(factor) = self.band(mu) else { return Dense::of(self)?.solve_shifted(mu, b, out) };
        let mut x = vec![0.0; self.map.inputs()];
        (0..x.len()).for_each(|i| x[self.map.position(i)] = b[i]);
        factor.solve_in_place(&mut x);
        out.iter_mut().enumerate().take(x.len()).for_each(|(i, out)| *out = x[self.map.position(i)]);
        Ok(())
    }

    fn logdet_shifted(&self, mu: f64) -> Result<f64, CheckError> {
        match self.band(mu) {
            Some(factor) => Ok(factor.log_determinant()),
            None => Dense::of(self)?.logdet_shifted(mu),
        }
    }
}
