//! The digamma function ψ = (ln Γ)′ and its derivatives for x > 0, and what is left of them beside logarithm and powers.
//!
//! Recurrence up to 16, asymptotic series with Bernoulli numbers from there.
//! Source: NIST Digital Library of Mathematical Functions, 5.5.2, 5.11.2 and 5.15.

/// From here on seven Bernoulli terms leave less than the last digit.
const FAR: f64 = 16.0;

/// B_{2n}/2n for n = 1 … 8.
const BERNOULLI: [f64; 8] =
    [1.0 / 12.0, -1.0 / 120.0, 1.0 / 252.0, -1.0 / 240.0, 1.0 / 132.0, -691.0 / 32_760.0, 1.0 / 12.0, -3617.0 / 8160.0];

/// ψ, ψ′, ψ″, ψ‴ at x > 0.
#[must_use]
pub fn polygamma(x: f64) -> [f64; 4] {
    let (mut sums, mut x) = ([0.0; 4], x);
    while x < FAR {
        let r = 1.0 / x;
        let s = r * r;
        sums = [sums[0] - r, sums[1] + s, sums[2] - 2.0 * s * r, sums[3] + 6.0 * s * s];
        x += 1.0;
    }
    let r = 1.0 / x;
    let s = r * r;
    // Σ B_{2n}/2n x^−2n and its derivatives, each with the power x^−2−k taken out.
    let mut tails = [0.0; 4];
    for (n, b) in BERNOULLI.iter().enumerate().rev() {
        let k = 2.0 * (n + 1) as f64;
        let factors = [1.0, k, k * (k + 1.0), k * (k + 1.0) * (k + 2.0)];
        tails.iter_mut().zip(factors).for_each(|(tail, factor)| *tail = b.mul_add(factor, *tail * s));
    }
    [
        sums[0] + (x.ln() - 0.5 * r - tails[0] * s),
        sums[1] + (r + 0.5 * s + tails[1] * s * r),
        sums[2] - (s + s * r + tails[2] * s * s),
        sums[3] + (2.0 * s * r + 3.0 * s * s + tails[3] * s * s * r),
    ]
}

/// x(ln x − ψ(x)) and x(xψ′(x) − 1), both near ½ for large x, where ψ and ψ′ themselves would cancel.
#[must_use]
pub fn scaled_excess(x: f64) -> (f64, f64) {
    if x < FAR {
        let [digamma, trigamma, ..] = polygamma(x);
        return (x * (x.ln() - digamma), x * x.mul_add(trigamma, -1.0));
    }
    let r = 1.0 / x;
    let s = r * r;
    let (mut first, mut second) = (0.0, 0.0);
    for (n, b) in BERNOULLI.iter().enumerate().rev() {
        first = b + first * s;
        second = b.mul_add(2.0 * (n + 1) as f64, second * s);
    }
    (0.5 + first * r, 0.5 + second * r)
}

/// ψ(x + y) − ψ(x) − ln(1 + y/x) and its derivative along x, for x > 0 and y ≥ 0: differences of x^−k are formed as products.
#[must_use]
pub fn digamma_step_excess(x: f64, y: f64) -> (f64, f64) {
    let (mut value, mut slope, mut a) = (0.0, 0.0, x);
    while a < FAR {
        let (r, s) = (1.0 / a, 1.0 / (a + y));
        let gap = y * r * s;
        value += gap;
        slope -= gap * (r + s);
        a += 1.0;
    }
    if a > x {
        // ln(1 + y/a) − ln(1 + y/x) with its derivative.
        let m = a - x;
        value -= (y * m / (x * (a + y))).ln_1p();
        slope += y / (x * (x + y)) - y / (a * (a + y));
    }
    let (r, s) = (1.0 / a, 1.0 / (a + y));
    let gap = y * r * s;
    // (rᵏ − sᵏ)/(r − s)
    let ratio = |k: u32| (0..k).fold(0.0, |sum, i| sum + r.powi((k - 1 - i) as i32) * s.powi(i as i32));
    value += 0.5 * gap;
    slope -= 0.5 * gap * ratio(2);
    for (n, b) in BERNOULLI.iter().enumerate() {
        let k = 2 * (n as u32 + 1);
        value += b * gap * ratio(k);
        slope -= b * f64::from(k) * gap * ratio(k + 1);
    }
    (value, slope)
}
