//! What rows of logits are asked for at one point: Hessian, bound, and derivatives of the Hessian.

use std::sync::Arc;

use super::bound::gershgorin;
use super::pass::Softmax;
use super::{Leaf, keep};
use crate::curvature::{Centered, Curvature, Diagonal, Pair, Weights, moments};
use crate::linalg::simd::dispatch;
use crate::penalties::rows::{MOST_ROWS, RowCache};

/// The softmax of all rows, and c.
pub struct SoftmaxRows {
    pub(super) weights: Arc<Weights>,
    /// c = ln a − Σ a ln a, and anything finite where a is 0.
    pub(super) c: Vec<f64>,
    /// ∇P/τ = −λ a∘c/τ²
    bend: Vec<f64>,
    /// 1/τ
    inverse: f64,
    /// λ/τ²
    pub(super) scale: f64,
}

impl SoftmaxRows {
    #[inline(always)]
    pub(super) fn new(softmax: Softmax, all: Leaf<'_>, strength: f64, gradient: &[f64]) -> Self {
        let (n, width, inverse) = (all.x.len(), all.width, softmax.inverse);
        let rows = n / width;
        let mut weights = Weights { width, a: vec![0.0; n], reference: vec![0; rows], rest: vec![0.0; rows] };
        let mut c = vec![0.0; n];
        let size = width * MOST_ROWS;
        let leaves = all.x.chunks(size).zip(weights.a.chunks_mut(size)).zip(c.chunks_mut(size)).enumerate();
        for (i, ((x, a), c)) in leaves {
            let leaf = Leaf { x, width };
            let found = softmax.rows(leaf, keep(width, a));
            c.copy_from_slice(a);
            softmax.finish(leaf, &found, c, |_, _, c| c);
            softmax.finish(leaf, &found, a, |_, a, _| a);
            for (r, z) in x.chunks_exact(width).enumerate() {
                let row = i * MOST_ROWS + r;
                weights.reference[row] = z.iter().position(|z| *z == found.largest[r]).unwrap_or(0);
                weights.rest[row] = found.rest[r] * found.inverse[r];
            }
        }
        let bend = gradient.iter().map(|g| g * inverse).collect();
        Self { weights: Arc::new(weights), c, bend, inverse, scale: strength * inverse * inverse }
    }

    pub(super) fn row(&self, r: usize) -> std::ops::Range<usize> {
        r * self.weights.width..(r + 1) * self.weights.width
    }

    fn centered(&self, phi: f64, h: Vec<f64>, pair: Option<Pair>) -> Curvature {
        Curvature::Implicit(Arc::new(Centered::new(self.weights.clone(), phi, h, pair)))
    }

    /// The Fisher metric λτ⁻²(diag a − aaᵀ).
    pub(super) fn fisher(&self) -> Curvature {
        self.centered(self.scale, vec![0.0; self.c.len()], None)
    }

    /// Its derivative along v, λτ⁻³ Πᵀ diag(a∘(v − Σ a v)) Π.
    pub(super) fn fisher_along(&self, v: &[f64]) -> Curvature {
        let moved = self.moved(v);
        let scale = self.scale * self.inverse;
        self.centered(0.0, moved.p.iter().zip(&self.weights.a).map(|(p, a)| scale * a * p).collect(), None)
    }

    /// p = v − Σ a v and Σ a c v, by rows.
    fn moved(&self, v: &[f64]) -> Moved {
        dispatch(
            #[inline(always)]
            || self.moved_inline(v),
        )
    }

    #[inline(always)]
    fn moved_inline(&self, v: &[f64]) -> Moved {
        let mut moved = Moved { p: vec![0.0; v.len()], w: vec![0.0; self.weights.rows()] };
        for r in 0..self.weights.rows() {
            let row = self.row(r);
            let (a, c, v) = (&self.weights.a[row.clone()], &self.c[row.clone()], &v[row.clone()]);
            let origin = v[self.weights.reference[r]];
            let weighted: Vec<f64> = a.iter().zip(c).map(|(a, c)| a * c).collect();
            let [mean, w] = moments([a, &weighted], v, origin);
            moved.p[row].iter_mut().zip(v).for_each(|(p, v)| *p = (v - origin) - mean);
            moved.w[r] = w;
        }
        moved
    }

    /// f(row, a, c, p) for every entry.
    fn each(&self, p: &[f64], f: impl Fn(usize, f64, f64, f64) -> f64) -> Vec<f64> {
        let width = self.weights.width;
        (0..p.len()).map(|i| f(i / width, self.weights.a[i], self.c[i], p[i])).collect()
    }

    /// ∂H/∂ log τ
    pub(super) fn along_log_temperature(&self) -> Curvature {
        let mut variance = vec![0.0; self.weights.rows()];
        for (i, (a, c)) in self.weights.a.iter().zip(&self.c).enumerate() {
            variance[i / self.weights.width] += a * c * c;
        }
        let h = self.each(&self.c, |r, a, c, _| self.scale * a * (c.mul_add(c, 4.0 * c) - variance[r]));
        let u = self.each(&self.c, |_, a, c, _| a * c);
        self.centered(2.0 * self.scale, h, Some(Pair { scale: -self.scale, v: u.clone(), u }))
    }
}

struct Moved {
    p: Vec<f64>,
    w: Vec<f64>,
}

impl RowCache for SoftmaxRows {
    fn hessian(&self) -> Curvature {
        self.centered(-self.scale, self.bend.clone(), None)
    }

    fn bound(&self) -> Curvature {
        let mut bound = vec![0.0; self.c.len()];
        (0..self.weights.rows()).for_each(|r| gershgorin(self, r, &mut bound[self.row(r)]));
        Curvature::Diagonal(Diagonal::new(bound))
    }

    /// With a′ = a∘p/τ, c′ = (p − w)/τ, w = Σ a c v:
    /// λτ⁻³[−Πᵀ diag(a∘(p∘(c + 2) − w)) Π + (a∘p)(a∘c)ᵀ + (a∘c)(a∘p)ᵀ].
    fn hessian_along(&self, v: &[f64]) -> Curvature {
        let (Moved { p, w }, scale) = (self.moved(v), self.scale * self.inverse);
        let h = self.each(&p, |r, a, c, p| -scale * a * (p * (c + 2.0) - w[r]));
        let (u, v) = (self.each(&p, |_, a, _, p| a * p), self.each(&p, |_, a, c, _| a * c));
        self.centered(0.0, h, Some(Pair { scale, u, v }))
    }
}
