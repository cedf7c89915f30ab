//! Folded functions K(r) of a radius r ≥ 0, made of quadratics, and their smoothing.
//!
//! On each of its pieces K(r) = c + b·r − ½m·r², and K is continuously differentiable, increasing and concave. At r = |x| that is a
//! function with a corner at 0, whose prox is its own affair. At r = √(x² + ε²), cut on r so that it stays continuous, it is
//! smooth; with u = x/r and q = ε/r: k′ = (b − m·r)·u, k″ = b·q²/r − m, k‴ = −3b·u·q²/r². Where two pieces meet, the Hessian
//! is the one of the inner piece. The bound b·q²/r drops the negative constant −m; b ≥ 0 on every piece.

use super::radius::radius;
use super::{EvenKernel, Jet, Scalar, ScalarKernel, ShapeJet, ShapedKernel};
use crate::check::{CheckError, positive};

/// c + b·r − ½m·r²
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece {
    pub(super) c: f64,
    pub(super) b: f64,
    pub(super) m: f64,
}

impl Piece {
    #[inline(always)]
    pub(super) fn constant(c: f64) -> Self {
        Self { c, b: 0.0, m: 0.0 }
    }

    #[inline(always)]
    pub(super) fn value(self, r: f64) -> f64 {
        (0.5 * self.m).mul_add(-r, self.b).mul_add(r, self.c)
    }

    /// The derivative in r.
    #[inline(always)]
    pub(super) fn slope(self, r: f64) -> f64 {
        self.m.mul_add(-r, self.b)
    }
}

/// K(r) for r ≥ 0.
pub trait Radial: Clone + Send + Sync + 'static {
    /// The names of the shape parameters; the last one is the ε of the smoothing.
    const SHAPES: &'static [&'static str];
    /// The piece that holds at r.
    fn piece(&self, r: f64) -> Piece;
    /// Its derivative in the logarithm of a shape parameter other than ε.
    fn shape_piece(&self, shape: usize, r: f64) -> Piece;

    /// K smoothed, at r = √(x² + ε²).
    #[inline(always)]
    fn smoothed(&self, r: f64, _x: f64, _eps: f64) -> f64 {
        self.piece(r).value(r)
    }

    /// Its derivative in the logarithm of a shape parameter.
    #[inline(always)]
    fn shape_smoothed(&self, shape: usize, r: f64, _x: f64, eps: f64) -> f64 {
        if shape + 1 < Self::SHAPES.len() {
            return self.shape_piece(shape, r).value(r);
        }
        // ∂r/∂ log ε = ε²/r
        self.piece(r).slope(r) * eps * (eps / r)
    }
}

/// k(x) = K(√(x² + ε²)), ε > 0.
///
/// ```
/// use penlik::kernels::{Mcp, Scalar, Smoothed};
/// let kernel = Smoothed::new(Mcp::new(1.0, 2.0)?, 3.0)?;
/// assert_eq!(kernel.value(0, 4.0), 1.0 + 9.0 / 4.0);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Smoothed<K> {
    pub(super) radial: K,
    pub(super) eps: f64,
}

impl<K: Radial> Smoothed<K> {
    /// The width ε > 0 of the rounding, in units of x.
    pub fn new(radial: K, eps: f64) -> Result<Self, CheckError> {
        Ok(Self { radial, eps: positive("eps", eps)? })
    }

    /// The piece that holds at all these points, if one does.
    pub(super) fn shared_piece(&self, points: &[f64]) -> Option<Piece> {
        let mut pieces = points.iter().map(|x| self.radial.piece(radius(*x, self.eps)));
        let first = pieces.next()?;
        pieces.all(|piece| piece == first).then_some(first)
    }
}

impl<K: Radial> Scalar for Smoothed<K> {
    #[inline(always)]
    fn value(&self, _j: usize, x: f64) -> f64 {
        let r = radius(x, self.eps);
        self.radial.smoothed(r, x, self.eps)
    }
}

impl<K: Radial> ScalarKernel for Smoothed<K> {
    #[inline(always)]
    fn jet(&self, _j: usize, x: f64) -> Jet {
        let r = radius(x, self.eps);
        let (u, q, piece) = (x / r, self.eps / r, self.radial.piece(r));
        let bend = piece.b * q * q / r;
        let value = self.radial.smoothed(r, x, self.eps);
        Jet { value, d1: piece.slope(r) * u, d2: bend - piece.m, d3: -3.0 * u * bend / r }
    }

    #[inline(always)]
    fn bound(&self, _j: usize, x: f64) -> f64 {
        let r = radius(x, self.eps);
        let q = self.eps / r;
        self.radial.piece(r).b * q * q / r
    }
}

impl<K: Radial> EvenKernel for Smoothed<K> {
    #[inline(always)]
    fn weight(&self, _j: usize, x: f64) -> f64 {
        let r = radius(x, self.eps);
        self.radial.piece(r).slope(r) / r
    }

    #[inline(always)]
    fn weight_slope(&self, _j: usize, x: f64) -> f64 {
        let r = radius(x, self.eps);
        // w = b/r − m
        -self.radial.piece(r).b * (x / r) / r / r
    }
}

impl<K: Radial> ShapedKernel for Smoothed<K> {
    fn shapes(&self) -> &'static [&'static str] {
        K::SHAPES
    }

    #[inline(always)]
    fn shape_jet(&self, shape: usize, _j: usize, x: f64) -> ShapeJet {
        let r = radius(x, self.eps);
        let (u, q, value) = (x / r, self.eps / r, self.radial.shape_smoothed(shape, r, x, self.eps));
        if shape + 1 < K::SHAPES.len() {
            let piece = self.radial.shape_piece(shape, r);
            return ShapeJet { value, d1: piece.slope(r) * u, d2: piece.b * q * q / r - piece.m };
        }
        // 2 − 3q² is 2u² − q², since u² + q² = 1.
        let piece = self.radial.piece(r);
        let d2 = piece.b * q * q / r * (2.0 * u).mul_add(u, -(q * q));
        ShapeJet { value, d1: -piece.b * u * q * q, d2 }
    }
}
