//! ln(1 + t) − t without its cancellation.

/// ln(1 + t) − t ≤ 0 for t > −1: near 0 by the series of 2·artanh(v), v = t/(2 + t), in which t itself has been taken out.
///
/// ```
/// use penlik::linalg::ln_excess::ln_excess;
/// assert!((ln_excess(1e-9) + 5e-19).abs() < 1e-27);
/// ```
#[must_use]
pub fn ln_excess(t: f64) -> f64 {
    /// From here on the closed form loses less than a digit.
    const NEAR: f64 = 0.4;
    /// v³⁶ is below the last digit at |t| = 0.4.
    const TERMS: u32 = 16;
    if t.abs() > NEAR {
        return t.ln_1p() - t;
    }
    let v = t / (2.0 + t);
    let s = v * v;
    // 2·artanh(v) = 2v + 2v³/3 + …, and 2v − t = −t·v.
    let tail = (1..=TERMS).rev().fold(0.0, |sum, k| (sum + 2.0 / f64::from(2 * k + 1)) * s);
    v * (tail - t)
}

/// ln(whole/a) − gap/a where whole = a + gap: the same at t = gap/a, with 1 + t kept apart for t near −1.
#[must_use]
pub fn ln_ratio_excess(gap: f64, a: f64, whole: f64) -> f64 {
    let t = gap / a;
    if t > -0.5 { ln_excess(t) } else { (whole / a).ln() - t }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_agree_with_forty_digits() {
        for (t, wanted) in [
            (-0.99, -3.6151701859880905),
            (-0.5, -0.19314718055994531),
            (-0.4, -0.1108256237659907),
            (-0.25, -0.037682072451780927),
            (1e-8, -4.9999999666666671e-17),
            (0.3, -0.037635735532508945),
            (0.4, -0.063527763378787076),
            (0.41, -0.066410295609923083),
            (5.0, -3.208240530771945),
        ] {
            assert!((ln_excess(t) / wanted - 1.0).abs() < 2e-14, "{t}: {:e}", ln_excess(t));
        }
    }
}
