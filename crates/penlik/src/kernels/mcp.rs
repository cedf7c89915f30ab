//! Minimax concave penalty.
//!
//! K(r) = a·r − r²/(2γ) for r ≤ γa and γa²/2 beyond, with a threshold a > 0 and γ > 1: the absolute value near zero, no pull on
//! entries beyond γa. Not convex, but ½x²/t + k is for t < γ, and there the prox is soft(x, t·a)/(1 − t/γ) for |x| ≤ γa and x
//! beyond (C.-H. Zhang, "Nearly unbiased variable selection under minimax concave penalty", The Annals of Statistics 38, 2010).

use super::radial::{Piece, Radial};
use super::{Absolute, Scalar, ScalarProx};
use crate::check::{CheckError, above, positive};

/// k(x) = K(|x|); smooth as [`super::Smoothed`].
///
/// ```
/// use penlik::kernels::{Mcp, ScalarProx};
/// let kernel = Mcp::new(1.0, 2.0)?;
/// assert_eq!([0.5, 1.5, 2.5].map(|x| kernel.prox(0, x, 1.0)), [0.0, 1.0, 2.5]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Mcp {
    threshold: f64,
    gamma: f64,
}

impl Mcp {
    /// The slope a > 0 at zero, and γ > 1: entries beyond γa are not shrunk.
    pub fn new(threshold: f64, gamma: f64) -> Result<Self, CheckError> {
        Ok(Self { threshold: positive("threshold", threshold)?, gamma: above("gamma", gamma, 1.0)? })
    }
}

impl Radial for Mcp {
    const SHAPES: &'static [&'static str] = &["threshold", "gamma", "eps"];

    #[inline(always)]
    fn piece(&self, r: f64) -> Piece {
        let (a, g) = (self.threshold, self.gamma);
        if r <= g * a { Piece { c: 0.0, b: a, m: 1.0 / g } } else { Piece::constant(0.5 * g * a * a) }
    }

    #[inline(always)]
    fn shape_piece(&self, shape: usize, r: f64) -> Piece {
        let (a, g) = (self.threshold, self.gamma);
        match (shape, r <= g * a) {
            (0, true) => Piece { c: 0.0, b: a, m: 0.0 },
            (0, false) => Piece::constant(g * a * a),
            (_, true) => Piece { c: 0.0, b: 0.0, m: -1.0 / g },
            (_, false) => Piece::constant(0.5 * g * a * a),
        }
    }

    /// a·r − x²/(2γ) near zero: with x², not r², so that what is small keeps its digits.
    #[inline(always)]
    fn smoothed(&self, r: f64, x: f64, eps: f64) -> f64 {
        let (a, g) = (self.threshold, self.gamma);
        if r <= g * a { a * r - 0.5 * x * (x / g) } else { 0.5 * g * a * a + 0.5 * eps * (eps / g) }
    }

    #[inline(always)]
    fn shape_smoothed(&self, shape: usize, r: f64, x: f64, eps: f64) -> f64 {
        let (a, g) = (self.threshold, self.gamma);
        match (shape, r <= g * a) {
            (0, true) => a * r,
            (0, false) => g * a * a,
            (1, true) => 0.5 * x * (x / g),
            (1, false) => 0.5 * g * a * a - 0.5 * eps * (eps / g),
            (_, true) => a * eps * (eps / r),
            (_, false) => eps * (eps / g),
        }
    }
}

impl Scalar for Mcp {
    #[inline(always)]
    fn value(&self, _j: usize, x: f64) -> f64 {
        self.piece(x.abs()).value(x.abs())
    }
}

impl ScalarProx for Mcp {
    #[inline(always)]
    fn prox(&self, j: usize, x: f64, t: f64) -> f64 {
        let (a, g) = (self.threshold, self.gamma);
        if x.abs() > g * a { x } else { Absolute.prox(j, x, t * a) / (1.0 - t / g) + 0.0 }
    }

    fn step_limit(&self) -> f64 {
        self.gamma
    }
}
