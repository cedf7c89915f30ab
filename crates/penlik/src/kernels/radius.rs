//! r = √(x² + s²) for s > 0, without overflow or underflow on the way and without a call, so that loops over it vectorize.
//!
//! Both legs are multiplied by a power of two that brings the longer one into [1, 4); that is exact, and the square of the
//! shorter one can then vanish only where it does not count. The error is below 1 ulp.

/// The largest power of two whose double has a reciprocal that is a normal number.
const CEILING: f64 = f64::from_bits(0x7fd0_0000_0000_0000);
const EXPONENT: u64 = 0x7ff0_0000_0000_0000;
/// Twice the exponent bits of 1.
const TWICE_BIAS: u64 = 0x7fe0_0000_0000_0000;

/// Legs s for which s² is far from overflow and underflow.
pub(crate) const MODERATE: std::ops::RangeInclusive<f64> = 1e-120..=1e120;

/// The legs x and s times a power of two 1/scale that brings the longer one into [1, 4): (x, s, scale, 1/scale).
#[inline(always)]
pub(crate) fn scaled(x: f64, s: f64) -> (f64, f64, f64, f64) {
    let leg = if x.abs() > s { x.abs() } else { s };
    let leg = if leg < CEILING { leg } else { CEILING };
    let leg = if leg > f64::MIN_POSITIVE { leg } else { f64::MIN_POSITIVE };
    let exponent = leg.to_bits() & EXPONENT;
    let (scale, inverse) = (f64::from_bits(exponent), f64::from_bits(TWICE_BIAS - exponent));
    (x * inverse, s * inverse, scale, inverse)
}

/// The length of the legs x and s, for finite x and s > 0.
#[inline(always)]
pub(crate) fn radius(x: f64, s: f64) -> f64 {
    let (x, s, scale, _) = scaled(x, s);
    scale * x.mul_add(x, s * s).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_hypotenuse_at_every_scale() {
        let scales = [5e-324, 1e-310, f64::MIN_POSITIVE, 1e-300, 1e-160, 1e-8, 1.0, 3.7, 1e10, 1e155, 1e300, 1e308];
        for s in scales {
            for x in scales.into_iter().chain([0.0]) {
                let (found, expected) = (radius(-x, s), x.hypot(s));
                let ulp = (expected * f64::EPSILON).max(5e-324);
                assert!((found - expected).abs() <= ulp, "radius({x}, {s}) = {found}, not {expected}");
            }
        }
    }
}
