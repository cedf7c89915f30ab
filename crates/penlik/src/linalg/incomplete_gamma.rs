//! The regularised incomplete gamma functions P(a, x) = γ(a, x)/Γ(a) and Q = 1 − P, and the χ² law they are the tails of:
//! P(χ²_h > q) = Q(h/2, q/2).
//!
//! The series of P where x < a + 1, Legendre's continued fraction of Q elsewhere; x^a·e^(−x)/Γ(a + 1) from Stirling's formula and
//! a·(ln(1 + t) − t), t = (x − a)/a, so that nothing cancels for large a.
//! Source: NIST Digital Library of Mathematical Functions, 8.7.1 and 8.9.2.

use super::ln_excess::ln_ratio_excess;
use super::special::stirling_error;

/// Both tails of a law at one place; each keeps its own relative accuracy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TailPair {
    /// P(X ≤ x).
    pub lower: f64,
    /// P(X > x).
    pub upper: f64,
}

impl TailPair {
    /// From the lower tail, at most about ½.
    pub(super) fn from_lower(lower: f64) -> Self {
        Self { lower, upper: 1.0 - lower }
    }

    /// From the upper tail, at most about ½.
    pub(super) fn from_upper(upper: f64) -> Self {
        Self { lower: 1.0 - upper, upper }
    }
}

/// P(a, x) and Q(a, x) for a > 0 and x ≥ 0.
///
/// ```
/// use penlik::linalg::incomplete_gamma::incomplete_gamma;
/// assert!((incomplete_gamma(1.0, 2.0).upper - (-2.0_f64).exp()).abs() < 1e-16);
/// ```
#[must_use]
pub fn incomplete_gamma(a: f64, x: f64) -> TailPair {
    if x <= 0.0 {
        return TailPair { lower: 0.0, upper: 1.0 };
    }
    if x == f64::INFINITY {
        return TailPair { lower: 1.0, upper: 0.0 };
    }
    // For small a the series would leave the upper tail too small a share of 1.
    if x < a.max(1.0) + f64::from(u8::from(a >= 1.0)) {
        return TailPair::from_lower(point_mass(a, x) * series(a, x));
    }
    TailPair::from_upper(point_mass(a, x) * a * fraction(a, x))
}

/// P(χ²_h > q) for h > 0.
#[must_use]
pub fn chi_square_upper(q: f64, h: f64) -> f64 {
    incomplete_gamma(h / 2.0, q / 2.0).upper
}

/// P(χ²_h ≤ q) for h > 0.
#[must_use]
pub fn chi_square_lower(q: f64, h: f64) -> f64 {
    incomplete_gamma(h / 2.0, q / 2.0).lower
}

/// x^a·e^(−x)/Γ(a + 1), for whole a the Poisson probability of a at mean x.
#[must_use]
pub fn point_mass(a: f64, x: f64) -> f64 {
    (a * ln_ratio_excess(x - a, a, x) - stirling_error(a)).exp() / (std::f64::consts::TAU * a).sqrt()
}

/// 1 + x/(a + 1) + x²/((a + 1)(a + 2)) + …
fn series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut n) = (1.0, 1.0, a);
    while term > sum * f64::EPSILON * 0.25 {
        n += 1.0;
        term *= x / n;
        sum += term;
    }
    sum
}

/// Γ(a, x)·e^x·x^(−a), the continued fraction by Lentz's evaluation.
fn fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    const STEPS: usize = 1_000_000;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut value = d;
    for step in 1..STEPS {
        let n = step as f64;
        b += 2.0;
        let numerator = n * (a - n);
        d = 1.0 / nonzero(numerator.mul_add(d, b));
        c = nonzero(b + numerator / c);
        let change = c * d;
        value *= change;
        if (change - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    value
}

fn nonzero(x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    if x.abs() < TINY { TINY } else { x }
}
