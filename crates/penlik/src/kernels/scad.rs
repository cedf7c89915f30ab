//! Smoothly clipped absolute deviation.
//!
//! With a threshold a > 0 and γ > 2: K(r) = a·r for r ≤ a, (2γa·r − r² − a²)/(2(γ − 1)) for a < r ≤ γa, and a²(γ + 1)/2 beyond: the
//! absolute value up to a, no pull on entries beyond γa. Not convex, but ½x²/t + k is for t < γ − 1, and there the prox is
//! soft(x, t·a) for |x| ≤ a(1 + t), ((γ − 1)x − sign(x)·t·γa)/(γ − 1 − t) for |x| ≤ γa, and x beyond
//! (J. Fan and R. Li, "Variable selection via nonconcave penalized likelihood and its oracle properties", Journal of the
//! American Statistical Association 96, 2001).

use super::radial::{Piece, Radial};
use super::{Absolute, Scalar, ScalarProx};
use crate::check::{CheckError, above, positive};

/// k(x) = K(|x|); smooth as [`super::Smoothed`].
///
/// ```
/// use penlik::kernels::{Scad, ScalarProx};
/// let kernel = Scad::new(1.0, 3.0)?;
/// assert_eq!([0.5, 1.5, 2.5, 3.5].map(|x| kernel.prox(0, x, 1.0)), [0.0, 0.5, 2.0, 3.5]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Scad {
    threshold: f64,
    gamma: f64,
}

impl Scad {
    /// The slope a > 0 at zero, and γ > 2: entries beyond γa are not shrunk.
    pub fn new(threshold: f64, gamma: f64) -> Result<Self, CheckError> {
        Ok(Self { threshold: positive("threshold", threshold)?, gamma: above("gamma", gamma, 2.0)? })
    }
}

impl Radial for Scad {
    const SHAPES: &'static [&'static str] = &["threshold", "gamma", "eps"];

    #[inline(always)]
    fn piece(&self, r: f64) -> Piece {
        let (a, g) = (self.threshold, self.gamma);
        let m = 1.0 / (g - 1.0);
        if r <= a {
            Piece { c: 0.0, b: a, m: 0.0 }
        } else if r <= g * a {
            Piece { c: -0.5 * a * a * m, b: g * a * m, m }
        } else {
            Piece::constant(0.5 * a * a * (g + 1.0))
        }
    }

    #[inline(always)]
    fn shape_piece(&self, shape: usize, r: f64) -> Piece {
        let (a, g) = (self.threshold, self.gamma);
        let m = 1.0 / (g - 1.0);
        match (shape, r <= a, r <= g * a) {
            (0, true, _) => Piece { c: 0.0, b: a, m: 0.0 },
            (0, _, true) => Piece { c: -a * a * m, b: g * a * m, m: 0.0 },
            (0, ..) => Piece::constant(a * a * (g + 1.0)),
            (_, true, _) => Piece::constant(0.0),
            // ½γ(r − a)²/(γ − 1)²
            (_, _, true) => Piece { c: 0.5 * g * a * a * m * m, b: -g * a * m * m, m: -g * m * m },
            (..) => Piece::constant(0.5 * g * a * a),
        }
    }

    #[inline(always)]
    fn shape_smoothed(&self, shape: usize, r: f64, _x: f64, eps: f64) -> f64 {
        let (a, g) = (self.threshold, self.gamma);
        if shape == 2 {
            return self.piece(r).slope(r) * eps * (eps / r);
        }
        if shape == 1 && r > a && r <= g * a {
            // The square, not its terms, which cancel near r = a.
            let rise = (r - a) / (g - 1.0);
            return 0.5 * g * rise * rise;
        }
        self.shape_piece(shape, r).value(r)
    }
}

impl Scalar for Scad {
    #[inline(always)]
    fn value(&self, _j: usize, x: f64) -> f64 {
        self.piece(x.abs()).value(x.abs())
    }
}

impl ScalarProx for Scad {
    #[inline(always)]
    fn prox(&self, j: usize, x: f64, t: f64) -> f64 {
        let (a, g, size) = (self.threshold, self.gamma, x.abs());
        if size <= a * (1.0 + t) {
            Absolute.prox(j, x, t * a)
        } else if size <= g * a {
            // In this form a step of 0 changes nothing.
            (size - t * (g * a - size) / (g - 1.0 - t)).copysign(x)
        } else {
            x
        }
    }

    fn step_limit(&self) -> f64 {
        self.gamma - 1.0
    }
}
