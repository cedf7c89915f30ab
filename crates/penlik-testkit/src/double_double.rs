//! Numbers of about 31 digits as an unevaluated sum of two doubles
//! (T. J. Dekker, "A floating-point technique for extending the available precision", Numerische Mathematik 18, 1971).

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::Scalar;

/// high + low with |low| at most half an ulp of high.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DoubleDouble {
    high: f64,
    low: f64,
}

const LN_2: DoubleDouble = DoubleDouble { high: std::f64::consts::LN_2, low: 2.319_046_813_846_299_6e-17 };

impl DoubleDouble {
    fn two_sum(a: f64, b: f64) -> Self {
        let high = a + b;
        let of_b = high - a;
        Self { high, low: (a - (high - of_b)) + (b - of_b) }
    }

    fn fast_two_sum(a: f64, b: f64) -> Self {
        let high = a + b;
        Self { high, low: b - (high - a) }
    }

    fn two_product(a: f64, b: f64) -> Self {
        let high = a * b;
        Self { high, low: a.mul_add(b, -high) }
    }

    fn scaled(self, power: f64) -> Self {
        Self { high: self.high * power, low: self.low * power }
    }

    /// 2·artanh(z) for |z| ≤ 0.2.
    fn log_ratio(z: Self) -> Self {
        let square = z * z;
        let mut sum = Self::of(0.0);
        for k in (0..30).rev() {
            sum = sum * square + Self::of(1.0) / Self::of(f64::from(2 * k + 1));
        }
        z.scaled(2.0) * sum
    }
}

impl Add for DoubleDouble {
    type Output = Self;
    fn add(self, b: Self) -> Self {
        let (high, low) = (Self::two_sum(self.high, b.high), Self::two_sum(self.low, b.low));
        let carried = Self::fast_two_sum(high.high, high.low + low.high);
        Self::fast_two_sum(carried.high, carried.low + low.low)
    }
}

impl Sub for DoubleDouble {
    type Output = Self;
    fn sub(self, b: Self) -> Self {
        self + -b
    }
}

impl Mul for DoubleDouble {
    type Output = Self;
    fn mul(self, b: Self) -> Self {
        let p = Self::two_product(self.high, b.high);
        Self::fast_two_sum(p.high, p.low + (self.high * b.low + self.low * b.high))
    }
}

impl Div for DoubleDouble {
    type Output = Self;
    fn div(self, b: Self) -> Self {
        let first = self.high / b.high;
        let rest = self - b * Self::of(first);
        let second = rest.high / b.high;
        let rest = rest - b * Self::of(second);
        Self::fast_two_sum(first, second) + Self::of(rest.high / b.high)
    }
}

impl Neg for DoubleDouble {
    type Output = Self;
    fn neg(self) -> Self {
        Self { high: -self.high, low: -self.low }
    }
}

impl Scalar for DoubleDouble {
    fn of(x: f64) -> Self {
        Self { high: x, low: 0.0 }
    }

    fn to_f64(self) -> f64 {
        self.high
    }

    fn sqrt(self) -> Self {
        if self.high == 0.0 {
            return self;
        }
        let mut root = Self::of(self.high.sqrt());
        for _ in 0..2 {
            root = (root + self / root).scaled(0.5);
        }
        root
    }

    fn ln_1p(self) -> Self {
        if self.high.abs() < 0.25 {
            return Self::log_ratio(self / (self + Self::of(2.0)));
        }
        (self + Self::of(1.0)).ln()
    }

    fn ln(self) -> Self {
        let x = self;
        let exponent = x.high.log2().round();
        // Two factors, since one power of two may overflow where the quotient does not.
        let (half, rest) = ((exponent / 2.0).trunc(), exponent - (exponent / 2.0).trunc());
        let mantissa = x.scaled((-half).exp2()).scaled((-rest).exp2());
        let one = Self::of(1.0);
        LN_2 * Self::of(exponent) + Self::log_ratio((mantissa - one) / (mantissa + one))
    }

    fn exp(self) -> Self {
        let exponent = (self.high / LN_2.high).round();
        // e^x = 2^k (e^(r/64))^64 with |r| ≤ ½ ln 2; through e^y − 1, whose squaring keeps the digits below 1.
        let y = (self - LN_2 * Self::of(exponent)).scaled(1.0 / 64.0);
        let mut less_one = Self::of(0.0);
        for k in (1..=14).rev() {
            less_one = y * (less_one + Self::of(1.0)) / Self::of(f64::from(k));
        }
        for _ in 0..6 {
            less_one = less_one * (less_one + Self::of(2.0));
        }
        let (half, rest) = ((exponent / 2.0).trunc(), exponent - (exponent / 2.0).trunc());
        (less_one + Self::of(1.0)).scaled(half.exp2()).scaled(rest.exp2())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: DoubleDouble, high: f64, low: f64) {
        let error = (found - DoubleDouble { high, low }).to_f64();
        assert!(error.abs() <= 4e-31 * high.abs(), "{found:?} is off by {error}");
    }

    #[test]
    fn thirty_digits_of_known_constants_come_out() {
        let of = DoubleDouble::of;
        near(of(2.0).sqrt(), std::f64::consts::SQRT_2, -9.667_293_313_452_913e-17);
        near(of(1.0).ln_1p(), std::f64::consts::LN_2, 2.319_046_813_846_299_6e-17);
        near(of(9.0).ln_1p(), std::f64::consts::LN_10, -2.170_756_223_382_249_4e-16);
        near(of(1.0) / of(3.0), 1.0 / 3.0, 1.850_371_707_708_594e-17);
    }

    #[test]
    fn the_exponential_is_the_inverse_of_the_logarithm() {
        near(DoubleDouble::of(1.0).exp(), std::f64::consts::E, 1.445_646_891_729_250_2e-16);
        for x in [-600.0, -3.7, -1e-3, 0.0, 0.4, 17.0, 650.0] {
            let error = (DoubleDouble::of(x).exp().ln() - DoubleDouble::of(x)).to_f64();
            assert!(error.abs() <= 1e-30 * x.abs().max(1.0), "{x}: {error}");
        }
    }

    #[test]
    fn the_logarithm_keeps_its_digits_near_zero_and_far_away() {
        let of = DoubleDouble::of;
        // ln(1 + x) = x − x²/2 + … is exact to 31 digits after two terms here.
        let x = of(1e-20);
        near(x.ln_1p(), 1e-20, -5e-41);
        // ln(1 + x) + ln(1 + y) = ln(1 + x + y + xy)
        for (x, y) in [(0.3, 7.0), (1e10, 1e-10), (1e150, 1e150), (-0.2, 0.21)] {
            let (x, y) = (of(x), of(y));
            let error = (x.ln_1p() + y.ln_1p() - (x + y + x * y).ln_1p()).to_f64();
            assert!(error.abs() <= 1e-29, "{error}");
        }
    }
}
