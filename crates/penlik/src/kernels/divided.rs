//! Divided differences of a kernel's slope, of which the derivatives of a spectral penalty are made.
//!
//! With f = k′: f[a, b] = (f(a) − f(b))/(a − b), continued by k″(a) to a = b, and f[a, b, c] = (f[a, b] − f[b, c])/(a − c). Where
//! arguments are near each other the quotients lose their digits; each kernel has closed forms that do not.
//! Since f is odd, f[−a, −b] = f[a, b] and f[−a, −b, −c] = −f[a, b, c].

use super::radius::radius;
use super::rounded::Rounded;
use super::{
    EvenKernel, Huber, Log, Radial, Ridge, ScalarKernel, ShapedKernel, ShiftedAbsolute, Smoothed, SmoothedAbsolute,
};

/// An even kernel whose slope has divided differences.
pub trait SpectralKernel: EvenKernel {
    /// k′[a, b]
    fn divided(&self, a: f64, b: f64) -> f64;

    /// k′[a, b, c]
    fn divided_twice(&self, a: f64, b: f64, c: f64) -> f64;
}

/// The same in the logarithm of shape parameters.
pub trait ShapedSpectralKernel: SpectralKernel + ShapedKernel {
    /// ∂k′[a, b]/∂ log s, for the shape parameter s of the given index.
    fn shape_divided(&self, shape: usize, a: f64, b: f64) -> f64;
}

/// f[a, b, c] by its definition, over the widest of the three differences; for arguments that do not all lie on one piece.
fn twice_apart(divided: impl Fn(f64, f64) -> f64, a: f64, b: f64, c: f64) -> f64 {
    let (low, high) = (a.min(b).min(c), a.max(b).max(c));
    let middle = a.max(b).min(a.min(b).max(c));
    (divided(high, middle) - divided(middle, low)) / (high - low)
}

impl SpectralKernel for Ridge {
    fn divided(&self, _a: f64, _b: f64) -> f64 {
        1.0
    }

    fn divided_twice(&self, _a: f64, _b: f64, _c: f64) -> f64 {
        0.0
    }
}

impl SpectralKernel for SmoothedAbsolute {
    fn divided(&self, a: f64, b: f64) -> f64 {
        Rounded::divided(self.eps, a, b)
    }

    fn divided_twice(&self, a: f64, b: f64, c: f64) -> f64 {
        Rounded::divided_twice(self.eps, a, b, c)
    }
}

impl ShapedSpectralKernel for SmoothedAbsolute {
    fn shape_divided(&self, _shape: usize, a: f64, b: f64) -> f64 {
        Rounded::log_eps_divided(self.eps, a, b)
    }
}

impl SpectralKernel for ShiftedAbsolute {
    fn divided(&self, a: f64, b: f64) -> f64 {
        self.smoothed.divided(a, b)
    }

    fn divided_twice(&self, a: f64, b: f64, c: f64) -> f64 {
        self.smoothed.divided_twice(a, b, c)
    }
}

impl ShapedSpectralKernel for ShiftedAbsolute {
    fn shape_divided(&self, shape: usize, a: f64, b: f64) -> f64 {
        self.smoothed.shape_divided(shape, a, b)
    }
}

/// f = 2·Re 1/(x + iδ), so that f[a, b] = −2·Re 1/((a + iδ)(b + iδ)) and so on; with u = x/h, q = δ/h, h = √(x² + δ²).
impl SpectralKernel for Log {
    fn divided(&self, a: f64, b: f64) -> f64 {
        let [(u, q, h), (v, p, g)] = [a, b].map(|x| self.angle(x));
        2.0 * q.mul_add(p, -(u * v)) / h / g
    }

    fn divided_twice(&self, a: f64, b: f64, c: f64) -> f64 {
        let [(u, q, h), (v, p, g), (w, o, k)] = [a, b, c].map(|x| self.angle(x));
        2.0 * (u * v * w - (u * p * o + q * v * o + q * p * w)) / h / g / k
    }
}

impl Log {
    fn angle(&self, x: f64) -> (f64, f64, f64) {
        let h = radius(x, self.delta);
        (x / h, self.delta / h, h)
    }
}

impl ShapedSpectralKernel for Log {
    fn shape_divided(&self, _shape: usize, a: f64, b: f64) -> f64 {
        let [(u, q, h), (v, p, g)] = [a, b].map(|x| self.angle(x));
        let factor = 1.0 - q.mul_add(p, -(u * v)) * (h / g + g / h);
        4.0 * q * p / h / g * factor
    }
}

/// f is x/δ between −δ and δ, and ±1 beyond.
impl SpectralKernel for Huber {
    fn divided(&self, a: f64, b: f64) -> f64 {
        let d = self.delta;
        match (a.abs() <= d, b.abs() <= d) {
            (true, true) => 1.0 / d,
            (false, false) if a * b.signum() > 0.0 => 0.0,
            (false, false) => 2.0 / (a - b).abs(),
            (false, true) => (d.copysign(a) - b) / (a - b) / d,
            (true, false) => (d.copysign(b) - a) / (b - a) / d,
        }
    }

    fn divided_twice(&self, a: f64, b: f64, c: f64) -> f64 {
        let place = |x: f64| if x.abs() <= self.delta { 0.0 } else { x.signum() };
        if place(a) == place(b) && place(b) == place(c) {
            return 0.0;
        }
        twice_apart(|a, b| self.divided(a, b), a, b, c)
    }
}

impl ShapedSpectralKernel for Huber {
    fn shape_divided(&self, _shape: usize, a: f64, b: f64) -> f64 {
        let d = self.delta;
        match (a.abs() <= d, b.abs() <= d) {
            (true, true) => -1.0 / d,
            (false, false) => 0.0,
            (false, true) => b / d / (a - b),
            (true, false) => a / d / (b - a),
        }
    }
}

/// f = b·x/r − m·x on each piece.
impl<K: Radial> SpectralKernel for Smoothed<K> {
    fn divided(&self, a: f64, b: f64) -> f64 {
        match self.shared_piece(&[a, b]) {
            Some(piece) => piece.b * Rounded::divided(self.eps, a, b) - piece.m,
            None => (self.jet(0, a).d1 - self.jet(0, b).d1) / (a - b),
        }
    }

    fn divided_twice(&self, a: f64, b: f64, c: f64) -> f64 {
        match self.shared_piece(&[a, b, c]) {
            Some(piece) => piece.b * Rounded::divided_twice(self.eps, a, b, c),
            None => twice_apart(|a, b| self.divided(a, b), a, b, c),
        }
    }
}

impl<K: Radial> ShapedSpectralKernel for Smoothed<K> {
    fn shape_divided(&self, shape: usize, a: f64, b: f64) -> f64 {
        let Some(piece) = self.shared_piece(&[a, b]) else {
            return (self.shape_jet(shape, 0, a).d1 - self.shape_jet(shape, 0, b).d1) / (a - b);
        };
        if shape + 1 < K::SHAPES.len() {
            let piece = self.radial.shape_piece(shape, radius(a, self.eps));
            return piece.b * Rounded::divided(self.eps, a, b) - piece.m;
        }
        piece.b * Rounded::log_eps_divided(self.eps, a, b)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Mcp, Scad};
    use super::*;

    const POINTS: [f64; 9] = [-3.0, -0.7, -0.1, 0.0, 0.05, 0.1, 0.6, 1.9, 4.0];

    fn differences_agree(kernel: &impl ShapedSpectralKernel) {
        let slope = |x: f64| kernel.jet(0, x).d1;
        for a in POINTS {
            assert!((kernel.divided(a, a) - kernel.jet(0, a).d2).abs() <= 1e-13 * (1.0 + kernel.jet(0, a).d2.abs()));
            for b in POINTS.into_iter().filter(|b| *b != a) {
                let direct = (slope(a) - slope(b)) / (a - b);
                assert!((kernel.divided(a, b) - direct).abs() <= 1e-13 * (1.0 + direct.abs()), "{a} {b}");
                for s in 0..kernel.shapes().len() {
                    let slope = |x: f64| kernel.shape_jet(s, 0, x).d1;
                    let (found, direct) = (kernel.shape_divided(s, a, b), (slope(a) - slope(b)) / (a - b));
                    assert!((found - direct).abs() <= 1e-12 * (1.0 + direct.abs()), "{s} {a} {b}: {found} {direct}");
                }
                for c in POINTS.into_iter().filter(|c| *c != a) {
                    let direct = (kernel.divided(a, b) - kernel.divided(b, c)) / (a - c);
                    let found = kernel.divided_twice(a, b, c);
                    assert!((found - direct).abs() <= 1e-11 * (1.0 + direct.abs()), "{a} {b} {c}: {found} {direct}");
                }
            }
        }
    }

    #[test]
    fn closed_forms_are_the_quotients_that_define_them() {
        differences_agree(&SmoothedAbsolute::new(0.3).unwrap());
        differences_agree(&ShiftedAbsolute::new(2.0).unwrap());
        differences_agree(&Log::new(0.4).unwrap());
        differences_agree(&Huber::new(0.8).unwrap());
        differences_agree(&Smoothed::new(Mcp::new(0.5, 3.0).unwrap(), 0.2).unwrap());
        differences_agree(&Smoothed::new(Scad::new(0.5, 3.7).unwrap(), 0.2).unwrap());
    }

    #[test]
    fn three_equal_arguments_give_half_the_third_derivative() {
        let (absolute, log) = (SmoothedAbsolute::new(0.3).unwrap(), Log::new(0.4).unwrap());
        for x in POINTS {
            let near = |found: f64, d3: f64| assert!((found - 0.5 * d3).abs() <= 1e-14 * (1.0 + d3.abs()), "{x}");
            near(absolute.divided_twice(x, x, x), absolute.jet(0, x).d3);
            near(log.divided_twice(x, x, x), log.jet(0, x).d3);
        }
    }
}
