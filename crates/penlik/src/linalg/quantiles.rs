//! Quantiles of the normal law and of Student's law, by Halley's and Newton's steps on the tail that is the smaller one.

use super::incomplete_beta::f_tails;
use super::scaled_erfc::ScaledErfc;
use super::special::{half_step, normal_two_sided};
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// z with P(Z ≤ z) = p for a standard normal Z; −∞ at 0, ∞ at 1, NaN outside [0, 1].
///
/// ```
/// use penlik::linalg::quantiles::normal_quantile;
/// assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-15);
/// ```
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    normal_quantile_of_tails(p, 1.0 - p)
}

/// The same with P(Z ≤ z) and P(Z > z) both given, so that neither tail loses its digits.
#[must_use]
pub fn normal_quantile_of_tails(lower: f64, upper: f64) -> f64 {
    if !(lower >= 0.0 && upper >= 0.0) {
        return f64::NAN;
    }
    let size = upper_deviate(lower.min(upper));
    if lower < upper { -size } else { size }
}

/// z ≥ 0 with P(Z > z) = tail ≤ ½.
fn upper_deviate(tail: f64) -> f64 {
    /// Below this tail erfc has lost digits to underflow.
    const DEEP: f64 = 1e-290;
    if tail == 0.0 {
        return f64::INFINITY;
    }
    if tail > 0.25 {
        // The difference is exact.
        return central_deviate(0.5 - tail);
    }
    let mut z = first_deviate(tail);
    for _ in 0..2 {
        // Halley's step for ln P(Z > z) = ln(tail), with m the ratio of density to tail.
        let (gap, m) = if tail > DEEP { plain_gap(z, tail) } else { scaled_gap(z, tail) };
        let step = gap / m;
        z += step / (1.0 + 0.5 * step * (m - z));
    }
    z
}

/// ln(P(Z > z)/tail) and the ratio of density to tail, while neither underflows.
fn plain_gap(z: f64, tail: f64) -> (f64, f64) {
    let found = 0.5 * normal_two_sided(z);
    // The difference of near numbers is exact.
    (((found - tail) / tail).ln_1p(), (-0.5 * z * z).exp() / (2.0 * PI).sqrt() / found)
}

/// The same from e^(z²/2)·P(Z > z).
fn scaled_gap(z: f64, tail: f64) -> (f64, f64) {
    let scaled = 0.5 * ScaledErfc::at(z * FRAC_1_SQRT_2).value;
    (-0.5 * z * z + scaled.ln() - tail.ln(), 1.0 / ((2.0 * PI).sqrt() * scaled))
}

/// z ≥ 0 with P(0 < Z < z) = half ≤ ¼.
fn central_deviate(half: f64) -> f64 {
    let root = (2.0 * PI).sqrt();
    let mut z = half * root;
    for _ in 0..4 {
        let density = (-0.5 * z * z).exp() / root;
        let step = (half - 0.5 * libm::erf(z * FRAC_1_SQRT_2)) / density;
        z += step / (1.0 - 0.5 * step * z);
    }
    z
}

/// z within 4.5e-4. Source: M. Abramowitz and I. Stegun, Handbook of Mathematical Functions (1964), 26.2.23.
fn first_deviate(tail: f64) -> f64 {
    let t = (-2.0 * tail.ln()).sqrt();
    let above = (0.010_328 * t + 0.802_853) * t + 2.515_517;
    let below = ((0.001_308 * t + 0.189_269) * t + 1.432_788) * t + 1.0;
    t - above / below
}

/// t with P(T ≤ t) = p for Student's T with `df` > 0 degrees of freedom; df = ∞ is the normal law.
#[must_use]
pub fn student_quantile(p: f64, df: f64) -> f64 {
    /// From here on the correction to the normal quantile is below the last digit.
    const NORMAL: f64 = 1e17;
    if !(0.0..=1.0).contains(&p) || df >= NORMAL {
        return normal_quantile(p);
    }
    if p == 0.5 {
        return 0.0;
    }
    let tail = p.min(1.0 - p);
    let size = if tail == 0.0 { f64::INFINITY } else { student_deviate(2.0 * tail, (1.0 - 2.0 * p).abs(), df) };
    if p < 0.5 { -size } else { size }
}

/// t > 0 with P(|T| > t) = `outside` and P(|T| < t) = `inside`: Newton's steps in ln t on the logarithm of the smaller one, kept in a
/// bracket that shrinks.
fn student_deviate(outside: f64, inside: f64, df: f64) -> f64 {
    const STEPS: usize = 200;
    let central = inside < outside;
    let (mut low, mut high) = (-745.0_f64, 709.0_f64);
    let mut x = upper_deviate((0.5 * outside).max(f64::MIN_POSITIVE)).ln().clamp(low, high);
    for _ in 0..STEPS {
        let t = x.exp();
        let tails = f_tails(t * t, 1.0, df);
        let (found, wanted) = if central { (tails.lower, inside) } else { (tails.upper, outside) };
        let gap = if central { (wanted / found).ln() } else { (found / wanted).ln() };
        if gap > 0.0 {
            low = x
        } else {
            high = x
        }
        let step = gap * found / (2.0 * t * student_density(t, df));
        let next = x + step;
        if step.abs() <= 2.0 * f64::EPSILON {
            return next.exp();
        }
        x = if next > low && next < high { next } else { 0.5 * (low + high) };
    }
    x.exp()
}

/// The density of Student's law.
fn student_density(t: f64, df: f64) -> f64 {
    let front = half_step(df / 2.0) - 0.5 * (df * PI).ln();
    (front - 0.5 * (df + 1.0) * (t / df * t).ln_1p()).exp()
}
