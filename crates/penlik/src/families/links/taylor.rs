//! A function of one predictor with its first four derivatives, and the chain rule for them.
//!
//! Source: F. Faà di Bruno, Annali di scienze matematiche e fisiche 6 (1855), 479–480.

/// f, f′, f″, f‴, f⁗ at one place.
pub type Taylor = [f64; 5];

/// f∘g from the derivatives of f at g and those of g.
#[must_use]
pub fn compose(f: Taylor, g: Taylor) -> Taylor {
    let [_, g1, g2, g3, g4] = g;
    let square = g1 * g1;
    [
        f[0],
        f[1] * g1,
        f[2] * square + f[1] * g2,
        f[3] * square * g1 + 3.0 * f[2] * g1 * g2 + f[1] * g3,
        f[4] * square * square + 6.0 * f[3] * square * g2 + f[2] * (3.0 * g2 * g2 + 4.0 * g1 * g3) + f[1] * g4,
    ]
}

/// xᶜ.
#[must_use]
pub fn power(x: f64, c: f64) -> Taylor {
    let mut out = [1.0; 5];
    let mut factor = 1.0;
    for (n, entry) in out.iter_mut().enumerate() {
        let exponent = c - n as f64;
        *entry = if factor == 0.0 { 0.0 } else { factor * raised(x, exponent) };
        factor *= exponent;
    }
    out
}

fn raised(x: f64, c: f64) -> f64 {
    match c {
        0.0 => 1.0,
        1.0 => x,
        2.0 => x * x,
        -1.0 => 1.0 / x,
        -2.0 => 1.0 / (x * x),
        0.5 => x.sqrt(),
        -0.5 => 1.0 / x.sqrt(),
        _ => x.powf(c),
    }
}

/// ln x.
#[must_use]
pub fn ln(x: f64) -> Taylor {
    let r = 1.0 / x;
    let s = r * r;
    [x.ln(), r, -s, 2.0 * s * r, -6.0 * s * s]
}

/// ln f from f, without what the logarithm of a tiny f would lose: the value is given.
#[must_use]
pub fn ln_of(value: f64, f: Taylor) -> Taylor {
    let [r1, r2, r3, r4] = [f[1] / f[0], f[2] / f[0], f[3] / f[0], f[4] / f[0]];
    let s = r1 * r1;
    [
        value,
        r1,
        r2 - s,
        r3 - 3.0 * r1 * r2 + 2.0 * s * r1,
        r4 - 4.0 * r1 * r3 - 3.0 * r2 * r2 + 12.0 * s * r2 - 6.0 * s * s,
    ]
}

/// f(−x) from the derivatives of f at −x.
#[must_use]
pub fn mirrored(f: Taylor) -> Taylor {
    [f[0], -f[1], f[2], -f[3], f[4]]
}
