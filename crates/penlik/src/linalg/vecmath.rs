//! Elementary functions that vectorise: branch-free, fused, the same bits at every width. Errors stay below 1 ulp everywhere.
//!
//! exp reduces to |r| ≤ ½ln 2 and sums the Taylor series; ln reduces to [√½, √2] and sums the series of 2·artanh. The number of
//! terms leaves a truncation error below 2⁻⁵⁶ of the result.

const LN2_HI: f64 = 0.693_147_180_369_123_8;
const LN2_LO: f64 = 1.908_214_929_270_587_7e-10;
/// Adding and subtracting 1.5·2⁵² rounds to an integer.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// 1/2!, 1/3!, …, 1/13!.
const EXP: [f64; 12] = [
    0.5,
    1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 120.0,
    1.0 / 720.0,
    1.0 / 5040.0,
    1.0 / 40_320.0,
    1.0 / 362_880.0,
    1.0 / 3_628_800.0,
    1.0 / 39_916_800.0,
    1.0 / 479_001_600.0,
    1.0 / 6_227_020_800.0,
];

/// 2/3, 2/5, …, 2/25.
const ARTANH: [f64; 12] = [
    2.0 / 3.0,
    2.0 / 5.0,
    2.0 / 7.0,
    2.0 / 9.0,
    2.0 / 11.0,
    2.0 / 13.0,
    2.0 / 15.0,
    2.0 / 17.0,
    2.0 / 19.0,
    2.0 / 21.0,
    2.0 / 23.0,
    2.0 / 25.0,
];

#[inline(always)]
fn horner<const N: usize>(x: f64, coefficients: &[f64; N]) -> f64 {
    let mut sum = coefficients[N - 1];
    for k in (0..N - 1).rev() {
        sum = sum.mul_add(x, coefficients[k]);
    }
    sum
}

/// 2ᵏ for an integer −1022 ≤ k ≤ 1023 held in a float.
#[inline(always)]
fn power_of_two(k: f64) -> f64 {
    f64::from_bits((((k + ROUND).to_bits() as i64 + 1023) << 52) as u64)
}

/// eˣ = (1 + t)·2ᵏ with |t| < 0.42, for −746 ≤ x ≤ 710.
#[inline(always)]
fn reduced(x: f64) -> (f64, f64) {
    let k = x.mul_add(std::f64::consts::LOG2_E, ROUND) - ROUND;
    let r = k.mul_add(-LN2_LO, k.mul_add(-LN2_HI, x));
    ((r * r).mul_add(horner(r, &EXP), r), k)
}

/// x·2ᵏ in two factors, so that results near both ends of the range are formed without overflow of the power itself.
#[inline(always)]
fn scaled(x: f64, k: f64) -> f64 {
    let half = (k * 0.5 + ROUND) - ROUND;
    x * power_of_two(half) * power_of_two(k - half)
}

/// eˣ for every x: 0 below the subnormal range, ∞ above 709.78, NaN for NaN.
#[inline(always)]
#[must_use]
pub fn exp(x: f64) -> f64 {
    let low = if x < -746.0 { -746.0 } else { x };
    let (t, k) = reduced(if low > 710.0 { 710.0 } else { low });
    scaled(1.0 + t, k)
}

/// eˣ and eˣ − 1 for x ≤ 0, each to its own last digits; 0 and −1 far below.
#[inline(always)]
#[must_use]
pub fn exp_and_exp_m1(x: f64) -> (f64, f64) {
    let x = if x < -746.0 { -746.0 } else { x };
    let k = x.mul_add(std::f64::consts::LOG2_E, ROUND) - ROUND;
    let r = k.mul_add(-LN2_LO, k.mul_add(-LN2_HI, x));
    // The result less 1, before its scaling by 2ᵏ; for k = 0 nothing is lost.
    let small = (r * r).mul_add(horner(r, &EXP), r);
    let half = (k * 0.5 + ROUND) - ROUND;
    let (p, q) = (power_of_two(half), power_of_two(k - half));
    ((1.0 + small) * p * q, (p * q - 1.0) + small * p * q)
}

/// The logistic function 1/(1 + e⁻ˣ) for every x, small values included: e⁻ˡˣˡ is kept with what its rounding lost.
#[inline(always)]
#[must_use]
pub fn logistic(x: f64) -> f64 {
    let size = x.abs();
    let (t, k) = reduced(-(if size > 746.0 { 746.0 } else { size }));
    let high = 1.0 + t;
    let (e, lost) = (scaled(high, k), scaled(t - (high - 1.0), k));
    let whole = 1.0 + e;
    let part = (e - (whole - 1.0)) + lost;
    let (over, over_lost) = if x < 0.0 { (e, lost) } else { (1.0, 0.0) };
    let quotient = over / whole;
    // One step of refinement makes up for the roundings of sum and quotient.
    let rest = (-quotient).mul_add(part, (-quotient).mul_add(whole, over)) + over_lost;
    quotient + rest / whole
}

/// ln(x + cx) for x > 0 and a relative correction c of at most half an ulp of 1.
#[inline(always)]
fn ln_corrected(x: f64, c: f64) -> f64 {
    const SQRT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    const SUBNORMAL: f64 = 18_014_398_509_481_984.0;
    let is_small = x < f64::MIN_POSITIVE;
    let normal = if is_small { x * SUBNORMAL } else { x };
    let bits = normal.to_bits().wrapping_sub(SQRT_HALF);
    let mantissa = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) + SQRT_HALF);
    // The exponent as a float without an integer conversion, which few instruction sets have for 64 bits.
    let exponent = f64::from_bits(((bits as i64 >> 52) as u64).wrapping_add(ROUND.to_bits())) - ROUND;
    let exponent = if is_small { exponent - 54.0 } else { exponent };
    let f = mantissa - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    // 2s is replaced by f − s·f, whose leading part f is exact.
    let tail = (s * z).mul_add(horner(z, &ARTANH), (-s).mul_add(f, c));
    exponent.mul_add(LN2_HI, f + exponent.mul_add(LN2_LO, tail))
}

/// ln x for every x: −∞ at 0, NaN below.
#[inline(always)]
#[must_use]
pub fn ln(x: f64) -> f64 {
    special(x, ln_corrected(x, 0.0))
}

/// ln(1 + x) for every x: −∞ at −1, NaN below.
#[inline(always)]
#[must_use]
pub fn ln_1p(x: f64) -> f64 {
    let u = 1.0 + x;
    let of_x = u - 1.0;
    let lost = (1.0 - (u - of_x)) + (x - of_x);
    let lost = if u.abs() < f64::INFINITY { lost } else { 0.0 };
    special(u, ln_corrected(u, lost / u))
}

/// The logarithm of x where it is finite, and its limits elsewhere.
#[inline(always)]
fn special(x: f64, finite: f64) -> f64 {
    let end = if x == 0.0 { f64::NEG_INFINITY } else { f64::NAN };
    let inside = if x > 0.0 { finite } else { end };
    if x == f64::INFINITY { x } else { inside }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ulps(found: f64, wanted: f64) -> f64 {
        if found == wanted {
            return 0.0;
        }
        let ulp = f64::from_bits(wanted.abs().to_bits() + 1) - wanted.abs();
        ((found - wanted) / ulp).abs()
    }

    #[test]
    fn exp_agrees_with_the_system_library_to_one_ulp_everywhere() {
        let mut x = -745.0;
        while x < 709.7 {
            assert!(ulps(exp(x), x.exp()) <= 1.0, "exp({x})");
            x += 0.000_913_7;
        }
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(-1e300), 0.0);
        assert_eq!(exp(f64::NEG_INFINITY), 0.0);
        assert_eq!(exp(1e300), f64::INFINITY);
        assert!(exp(f64::NAN).is_nan());
    }

    #[test]
    fn the_exponential_less_one_keeps_tiny_arguments() {
        let mut x = -1e-300;
        while x > -800.0 {
            let (e, less) = exp_and_exp_m1(x);
            assert!(ulps(e, x.exp()) <= 1.0 && ulps(less, x.exp_m1()) <= 2.0, "{x}: {e}, {less}");
            x *= 1.013;
        }
        assert_eq!(exp_and_exp_m1(0.0), (1.0, 0.0));
        assert_eq!(exp_and_exp_m1(-1e300), (0.0, -1.0));
    }

    #[test]
    fn ln_agrees_with_the_system_library_to_one_ulp() {
        let mut x = 1e-300;
        while x < 1e300 {
            assert!(ulps(ln(x), x.ln()) <= 1.0, "ln({x})");
            x *= 1.001_3;
        }
        let mut x = 0.25;
        while x < 4.0 {
            assert!(ulps(ln(x), x.ln()) <= 1.0, "ln({x})");
            x += 3.7e-6;
        }
        assert_eq!(ln(1.0), 0.0);
    }

    #[test]
    fn ln_1p_keeps_tiny_arguments() {
        for k in 0..400 {
            let x = 0.93_f64.powi(k * 8);
            assert!(ulps(ln_1p(x), x.ln_1p()) <= 1.25, "ln_1p({x})");
        }
        assert_eq!(ln_1p(0.0), 0.0);
    }
}
