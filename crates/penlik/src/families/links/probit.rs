//! Probit: η = Φ⁻¹(μ).
//!
//! ln Φ(η) = −η²/2 + ln ∫_0^∞ e^{−t²/2 + ηt} dt − ½ln 2π, so that its derivatives are −η + κ₁, −1 + κ₂, κ₃, κ₄ with the cumulants κ
//! of the density ∝ e^{−t²/2 − xt}, x = −η, on t > 0. Its moments come from E tⁿ/n! = ρ₁⋯ρ_n with ρ_n = 1/(x + (n + 1)ρ_{n+1}), a
//! continued fraction of positive terms, taken for x ≥ 1. Elsewhere λ = φ/Φ itself, λ′ = −λ(η + λ).
//! Source: NIST Digital Library of Mathematical Functions, 7.18.

use super::{Link, Taylor, mirrored};
use std::f64::consts::{FRAC_1_SQRT_2, TAU};

/// η = Φ⁻¹(μ).
#[derive(Debug, Clone, Copy)]
pub struct Probit;

/// From this x = −η on the continued fraction is taken.
const FAR: f64 = 1.0;

impl Link for Probit {
    fn name(&self) -> &'static str {
        "probit"
    }

    fn predictor(&self, mu: f64, rest: f64) -> f64 {
        quantile(mu, rest)
    }

    fn mean(&self, eta: f64) -> Taylor {
        let phi = density(eta);
        let square = eta * eta;
        [cumulative(eta), phi, -eta * phi, (square - 1.0) * phi, eta * (3.0 - square) * phi]
    }

    fn shares(&self, eta: f64) -> [Taylor; 2] {
        [ln_cumulative(eta), mirrored(ln_cumulative(-eta))]
    }
}

/// φ(z), with the rounding of z² put back.
fn density(z: f64) -> f64 {
    let square = z * z;
    (-0.5 * square).exp() * (-0.5 * z.mul_add(z, -square)).exp() / TAU.sqrt()
}

/// Φ(z), with the rounding of z/√2 put back.
fn cumulative(z: f64) -> f64 {
    /// What the nearest float leaves of 1/√2.
    const REST: f64 = -4.833_646_656_726_457e-17;
    let x = z * FRAC_1_SQRT_2;
    let rest = z.mul_add(FRAC_1_SQRT_2, -x) + z * REST;
    0.5 * libm::erfc(-x) + rest * 2.0_f64.sqrt() * density(z)
}

fn ln_cumulative(eta: f64) -> Taylor {
    if eta <= -FAR {
        return ln_tail(-eta);
    }
    let whole = cumulative(eta);
    let value = if eta > 0.0 { (-cumulative(-eta)).ln_1p() } else { whole.ln() };
    let l = density(eta) / whole;
    let a = eta + l;
    let third = l * (a * (a + l) - 1.0);
    let fourth = l * (3.0 * a + l - a * (a * a + 4.0 * l * a + l * l));
    // Where the density is 0 so are they all.
    if l == 0.0 { [value, 0.0, 0.0, 0.0, 0.0] } else { [value, l, -l * a, third, fourth] }
}

/// ln Φ(−x), by −x, for x ≥ 1.
fn ln_tail(x: f64) -> Taylor {
    let terms = 30.0 + 400.0 / (x * x);
    let mut n = terms.trunc();
    let mut rho = [0.0; 6];
    let mut r = 0.0;
    while n >= 1.0 {
        r = 1.0 / (n + 1.0).mul_add(r, x);
        if n <= 5.0 {
            rho[n as usize] = r;
        }
        n -= 1.0;
    }
    let [_, a, b, c, d, _] = rho;
    let third = a * (6.0 * b * c - 6.0 * a * b + 2.0 * a * a);
    let fourth = a * (24.0 * b * c * d - 24.0 * a * b * c - 12.0 * a * b * b + 24.0 * a * a * b - 6.0 * a * a * a);
    let value = -0.5 * x * x - 0.5 * TAU.ln() - (x + a).ln();
    [value, x + a, a * (2.0 * b - a) - 1.0, third, fourth]
}

/// Newton's steps on ln Φ of the smaller tail, which is concave: from below they never overshoot.
fn quantile(mu: f64, rest: f64) -> f64 {
    let tail = mu.min(rest);
    if !(tail > 0.0) {
        return if mu < rest { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let wanted = tail.ln();
    let mut z = -(-2.0 * wanted).sqrt();
    for _ in 0..60 {
        let [value, slope, ..] = ln_cumulative(z);
        let step = (wanted - value) / slope;
        z += step;
        if step.abs() <= 1e-15 * z.abs() {
            break;
        }
    }
    if mu < rest { z } else { -z }
}
