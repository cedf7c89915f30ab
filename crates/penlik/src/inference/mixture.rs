//! The law of a weighted sum of χ² variables, Q = Σ_i e_i χ²_{h_i}, with weights e_i of either sign and real h_i > 0.
//!
//! With the cumulant generating function K(s) = −½ Σ h_i ln(1 − 2e_i s),
//!
//! P(Q > q) = (1/2πi) ∫ exp(K(s) − s q)/s ds
//!
//! along any path from −i∞ to i∞ that crosses the real axis between 0 and the first branch point 1/(2 max e). The path used is
//! a hyperbola through the saddle point of the integrand, s = c + b(sin(α + iu) − sin α), bent towards where e^(−sq) decays;
//! the trapezoidal rule in u converges geometrically, and since the integrand is largest where the path crosses the axis, the
//! result keeps its relative accuracy in both tails. The lower tail is the same with a path that crosses left of 0.
//!
//! An estimated scale: P(Q/(χ²_ν/ν) > q) = P(Q − (q/ν)·χ²_ν > 0), one more weight.
//!
//! Sources: J. P. Imhof, Biometrika 48 (1961), 419–426 (inversion); H. E. Daniels, Annals of Mathematical Statistics 25 (1954)
//! (saddle point); J. A. C. Weideman and L. N. Trefethen, Mathematics of Computation 76 (2007) (hyperbolic paths).

use crate::linalg::incomplete_gamma::TailPair;
use std::f64::consts::PI;

/// A weighted sum of independent χ² variables.
#[derive(Debug, Clone, PartialEq)]
pub struct ChiSquareMixture {
    /// (e_i, h_i), none of them 0.
    parts: Vec<(f64, f64)>,
}

impl ChiSquareMixture {
    /// Σ e_i χ²_{h_i}; parts with e_i = 0 or h_i = 0 add nothing.
    ///
    /// ```
    /// use penlik::inference::ChiSquareMixture;
    /// // Two degrees of freedom of equal weight: an exponential law.
    /// let law = ChiSquareMixture::new(&[(3.0, 1.0), (3.0, 1.0)]);
    /// assert!((law.upper(12.0) / (-2.0_f64).exp() - 1.0).abs() < 1e-13);
    /// ```
    #[must_use]
    pub fn new(parts: &[(f64, f64)]) -> Self {
        Self { parts: parts.iter().copied().filter(|&(e, h)| e != 0.0 && h > 0.0).collect() }
    }

    /// Σ e_i χ²_1.
    #[must_use]
    pub fn of_weights(weights: &[f64]) -> Self {
        Self::new(&weights.iter().map(|&e| (e, 1.0)).collect::<Vec<_>>())
    }

    /// P(Q > q).
    #[must_use]
    pub fn upper(&self, q: f64) -> f64 {
        self.tails(q).upper
    }

    /// P(Q ≤ q) and P(Q > q).
    #[must_use]
    pub fn tails(&self, q: f64) -> TailPair {
        let sure = |lower: f64| TailPair { lower, upper: 1.0 - lower };
        if q.is_nan() || self.parts.iter().any(|(e, h)| !e.is_finite() || !h.is_finite()) {
            return TailPair { lower: f64::NAN, upper: f64::NAN };
        }
        let largest = self.parts.iter().fold(0.0, |m: f64, (e, _)| m.max(*e));
        let smallest = self.parts.iter().fold(0.0, |m: f64, (e, _)| m.min(*e));
        if largest == 0.0 && q >= 0.0 {
            return sure(1.0);
        }
        if smallest == 0.0 && q <= 0.0 {
            return sure(0.0);
        }
        let scale = largest.max(-smallest);
        let parts: Vec<(f64, f64)> = self.parts.iter().map(|(e, h)| (e / scale, *h)).collect();
        let upper = Path::new(parts.clone(), q / scale).map_or(0.0, |path| path.integral());
        if upper <= 0.5 {
            return TailPair { lower: 1.0 - upper, upper: upper.max(0.0) };
        }
        // P(Q ≤ q) = P(−Q ≥ −q).
        let mirrored = parts.iter().map(|(e, h)| (-e, *h)).collect();
        let lower = Path::new(mirrored, -q / scale).map_or(0.0, |path| path.integral()).clamp(0.0, 1.0);
        TailPair { lower, upper: 1.0 - lower }
    }

    /// P(Q/(χ²_ν/ν) > q) with an independent χ²_ν, as where a scale is estimated on ν degrees of freedom; ν = ∞ is P(Q > q).
    #[must_use]
    pub fn ratio_upper(&self, q: f64, nu: f64) -> f64 {
        if nu == f64::INFINITY {
            return self.upper(q);
        }
        let mut parts = self.parts.clone();
        parts.push((-q / nu, nu));
        Self::new(&parts).upper(0.0)
    }
}

/// Two trapezoidal sums that agree so well, relatively, leave the finer one at rounding.
const AGREED: f64 = 1e-10;

/// A complex number, real and imaginary part.
type Complex = (f64, f64);

/// The path of integration of an upper tail.
struct Path {
    /// For each factor (1 + r·(s − c))^(−p): r and p. The last is the pole, s = c(1 + (s − c)/c).
    factors: Vec<(f64, f64)>,
    q: f64,
    /// ln of the integrand at the crossing.
    peak: f64,
    /// b
    width: f64,
}

impl Path {
    /// `None` where the tail is 0.
    fn new(parts: Vec<(f64, f64)>, q: f64) -> Option<Self> {
        let largest = parts.iter().fold(0.0, |m: f64, (e, _)| m.max(*e));
        let c = saddle(&parts, q, largest)?;
        let mut factors: Vec<(f64, f64)> =
            parts.iter().map(|&(e, h)| (-2.0 * e / (-2.0 * e).mul_add(c, 1.0), 0.5 * h)).collect();
        let powers = parts.iter().map(|&(e, h)| -0.5 * h * log_factor(e, c)).sum::<f64>();
        factors.push((1.0 / c, 1.0));
        let curvature: f64 = factors.iter().map(|(r, p)| p * r * r).sum();
        // No wider than the way to the nearest singularity.
        let nearest = factors.iter().fold(0.0, |m: f64, (r, _)| m.max(r.abs()));
        let width = (1.0 / curvature.sqrt()).min(1.0 / nearest);
        Some(Self { factors, q, peak: powers - c * q - c.ln(), width })
    }

    /// (1/π) ∫₀^∞ Im(f(s(u)) s′(u)) du along the path that settles first.
    fn integral(&self) -> f64 {
        let side = self.side();
        let mut best = (f64::INFINITY, 0.0);
        for tilt in [side, 0.0, -side] {
            let (gap, value) = self.along(tilt);
            if gap < best.0 {
                best = (gap, value);
            }
            if gap <= AGREED {
                break;
            }
        }
        best.1 / PI * self.peak.exp()
    }

    /// sin α: where e^(−sq) decays; without it, where the factors of more degrees of freedom do, since they turn faster.
    fn side(&self) -> f64 {
        let turning: f64 = self.factors.iter().map(|(r, p)| p * r.signum()).sum();
        let towards = if self.q == 0.0 { turning } else { self.q };
        0.5 * towards.signum()
    }

    /// The trapezoidal rule, its step halved until two results agree: their relative distance, and the finer one.
    fn along(&self, sin: f64) -> (f64, f64) {
        const HALVINGS: u32 = 7;
        let tilt = (sin, (1.0 - sin * sin).sqrt());
        let (mut step, mut gap) = (0.5, f64::INFINITY);
        let mut sum = 0.5 * self.at(0.0, tilt).0 + self.sum(step, step, tilt);
        for _ in 0..HALVINGS {
            let finer = sum + self.sum(0.5 * step, step, tilt);
            gap = (finer - 2.0 * sum).abs() / finer.abs();
            (sum, step) = (finer, 0.5 * step);
            if gap <= AGREED {
                break;
            }
        }
        (gap, sum * step)
    }

    /// Σ of the integrand at first, first + step, … until it is negligible.
    fn sum(&self, first: f64, step: f64, tilt: (f64, f64)) -> f64 {
        const NEGLIGIBLE: f64 = 1e-18;
        const NODES: usize = 20_000;
        let power: f64 = self.factors.iter().map(|(_, p)| p).sum::<f64>() - 1.0;
        let floor = NEGLIGIBLE * power.min(1.0) * self.width;
        let mut total = 0.0;
        for k in 0..NODES {
            let (value, size) = self.at(k as f64 * step + first, tilt);
            total += value;
            if size < floor {
                break;
            }
        }
        total
    }

    /// Im(f s′) at u over the integrand's value at the crossing, and |f s′|.
    fn at(&self, u: f64, (sin, cos): (f64, f64)) -> (f64, f64) {
        let (half, sinh) = ((0.5 * u).sinh(), u.sinh());
        // s − c and ds/du; cosh u − 1 = 2 sinh²(u/2).
        let (x, y) = (self.width * sin * 2.0 * half * half, self.width * cos * sinh);
        let (dx, dy) = (self.width * sin * sinh, self.width * cos * u.cosh());
        let mut ln: Complex = (-self.q * x, -self.q * y);
        for &(r, p) in &self.factors {
            let (re, im) = (r * x, r * y);
            ln.0 -= 0.5 * p * (re.mul_add(2.0 + re, im * im)).ln_1p();
            ln.1 -= p * im.atan2(1.0 + re);
        }
        let (size, slope) = (ln.0.exp(), dx.hypot(dy));
        (size * (ln.1.cos() * dy + ln.1.sin() * dx), size * slope)
    }
}

/// ln(1 − 2e·c), near the branch point from the rounded difference, elsewhere by ln_1p.
fn log_factor(e: f64, c: f64) -> f64 {
    let z = -2.0 * e * c;
    if z < -0.5 { (-2.0 * e).mul_add(c, 1.0).ln() } else { z.ln_1p() }
}

/// The minimiser c of K(s) − s q − ln s between 0 and 1/(2·largest), by bisection; `None` where there is none: a tail of 0.
fn saddle(parts: &[(f64, f64)], q: f64, largest: f64) -> Option<f64> {
    const STEPS: usize = 64;
    let place = |w: f64| if largest > 0.0 { 0.5 / largest / (1.0 + (-w).exp()) } else { w.exp() };
    let slope = |s: f64| {
        let along: f64 = parts.iter().map(|&(e, h)| h * e / (-2.0 * e).mul_add(s, 1.0)).sum();
        along - q - 1.0 / s
    };
    let (mut low, mut high) = (-700.0, if largest > 0.0 { 36.0 } else { 700.0 });
    if largest == 0.0 && q >= 0.0 {
        return None;
    }
    for _ in 0..STEPS {
        let mid = 0.5 * (low + high);
        if slope(place(mid)) < 0.0 { low = mid } else { high = mid }
    }
    Some(place(low))
}
