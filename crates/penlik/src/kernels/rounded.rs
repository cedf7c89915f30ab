//! Divided differences of g(x) = x/r, r = √(x² + ε²), without cancellation.
//!
//! With τ = x/(ε + r), x = 2ετ/(1 − τ²) and g = 2τ/(1 + τ²): everything is rational in τ. For q = ε/r = (1 − τ²)/(1 + τ²) and the
//! τ of three points s, t, u:
//!
//! g[a, b] = (q_a q_b/ε)·(1 − st)/(1 + st),
//! g[a, b, c] = −(q_a q_b q_c/ε²)·N/((1 + st)(1 + su)(1 + tu)), N = s + t + u − stu(st + su + tu).
//!
//! Where |τ| is near 1, what it lacks from 1 is kept beside it, 1 − |τ| = ε(1 + ε/(r + |x|))/(ε + r). For u = −w with s, t, w ≥ 0,
//! N = (s + t)(1 − stw²) − w(1 − st)(1 + st).

use super::radius::radius;

/// A point in the coordinate τ.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rounded {
    /// r
    r: f64,
    /// ε/r
    q: f64,
    /// |τ|
    size: f64,
    /// 1 − |τ|
    lack: f64,
    negative: bool,
}

impl Rounded {
    fn new(eps: f64, x: f64) -> Self {
        let (r, size) = (radius(x, eps), x.abs());
        // Halves, since r and ε may be near the largest number.
        let half = 0.5 * r + 0.5 * eps;
        let lack = 0.5 * eps * (1.0 + eps / (0.5 * r + 0.5 * size) * 0.5) / half;
        Self { r, q: eps / r, size: 0.5 * size / half, lack, negative: x < 0.0 }
    }

    /// g[a, b]
    pub(super) fn divided(eps: f64, a: f64, b: f64) -> f64 {
        let (a, b) = (Self::new(eps, a), Self::new(eps, b));
        let (product, rest) = (a.size * b.size, lacking(a.lack, b.lack));
        let quotient = if a.negative == b.negative { rest / (1.0 + product) } else { (1.0 + product) / rest };
        a.q / b.r * quotient
    }

    /// g[a, b, c]
    pub(super) fn divided_twice(eps: f64, a: f64, b: f64, c: f64) -> f64 {
        let points = [a, b, c].map(|x| Self::new(eps, x));
        match points.map(|x| x.negative) {
            [false, false, false] => Self::one_side(points),
            [true, true, true] => -Self::one_side(points),
            [false, false, true] => Self::two_sides(points),
            [true, true, false] => -Self::two_sides(points),
            [false, true, false] => Self::two_sides([points[0], points[2], points[1]]),
            [true, false, true] => -Self::two_sides([points[0], points[2], points[1]]),
            [true, false, false] => Self::two_sides([points[1], points[2], points[0]]),
            [false, true, true] => -Self::two_sides([points[1], points[2], points[0]]),
        }
    }

    /// ∂g[a, b]/∂ log ε = g[a, b]·(u_a² + u_b² + u_a u_b − 1) with u = x/r; for |a| ≥ |b| the factor is u_b(u_a + u_b) − q_a².
    pub(super) fn log_eps_divided(eps: f64, a: f64, b: f64) -> f64 {
        let (a, b) = if a.abs() < b.abs() { (b, a) } else { (a, b) };
        let (far, near) = (Self::new(eps, a), Self::new(eps, b));
        let (u, v) = (a.abs() / far.r, b.abs() / near.r);
        // 1 − |x|/r = (1 − |τ|)²/(1 + τ²)
        let lack = |x: Self| x.lack * x.lack / x.size.mul_add(x.size, 1.0);
        let sum = if far.negative == near.negative { v * (u + v) } else { -v * (lack(near) - lack(far)) };
        Self::divided(eps, a, b) * (sum - far.q * far.q)
    }

    /// All three of one sign, taken as positive.
    fn one_side([a, b, c]: [Self; 3]) -> f64 {
        let (s, t, u) = (a.size, b.size, c.size);
        let (st, su, tu) = (s * t, s * u, t * u);
        let numerator = s + t + u - st * u * (st + su + tu);
        -(a.q / b.r / c.r) * numerator / ((1.0 + st) * (1.0 + su) * (1.0 + tu))
    }

    /// The third of the other sign; the first two are taken as positive.
    fn two_sides([a, b, c]: [Self; 3]) -> f64 {
        let (s, t, w) = (a.size, b.size, c.size);
        let st = s * t;
        let (less_st, less_w2) = (lacking(a.lack, b.lack), lacking(c.lack, c.lack));
        let numerator = (s + t) * lacking(less_st, less_w2) - w * less_st * (1.0 + st);
        -(a.q / b.r / c.r) * numerator / ((1.0 + st) * lacking(a.lack, c.lack) * lacking(b.lack, c.lack))
    }
}

/// 1 − xy from 1 − x and 1 − y.
fn lacking(x: f64, y: f64) -> f64 {
    x + y - x * y
}
