//! Numbers of twice the precision: an unevaluated sum hi + lo with |lo| ≤ ½ulp(hi), about 32 digits.
//!
//! Built from the error-free sum and product. Source: T. J. Dekker, Numerische Mathematik 18 (1971); D. E. Knuth, The Art of
//! Computer Programming, volume 2, section 4.2.2.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// hi + lo.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Twofold {
    /// The nearest float.
    pub hi: f64,
    /// What the nearest float leaves.
    pub lo: f64,
}

/// a + b = s + e exactly.
#[inline(always)]
pub fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let s = a + b;
    let t = s - a;
    (s, (a - (s - t)) + (b - t))
}

/// a·b = p + e exactly.
#[inline(always)]
pub fn two_product(a: f64, b: f64) -> (f64, f64) {
    let p = a * b;
    (p, a.mul_add(b, -p))
}

impl Twofold {
    /// hi + lo, brought to the normal form |lo| ≤ ½ulp(hi).
    #[inline(always)]
    #[must_use]
    pub fn new(hi: f64, lo: f64) -> Self {
        let s = hi + lo;
        Self { hi: s, lo: lo - (s - hi) }
    }

    /// The square root of a number > 0, by one Newton step.
    #[must_use]
    pub fn sqrt(self) -> Self {
        let root = self.hi.sqrt();
        let (p, e) = two_product(root, root);
        let rest = (self - Self { hi: p, lo: e }).hi;
        Self::new(root, rest / (2.0 * root))
    }
}

impl From<f64> for Twofold {
    #[inline(always)]
    fn from(x: f64) -> Self {
        Self { hi: x, lo: 0.0 }
    }
}

impl Neg for Twofold {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self { hi: -self.hi, lo: -self.lo }
    }
}

impl Add for Twofold {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        let (s, e) = two_sum(self.hi, other.hi);
        let (t, f) = two_sum(self.lo, other.lo);
        let first = Self::new(s, e + t);
        Self::new(first.hi, first.lo + f)
    }
}

impl Sub for Twofold {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self + (-other)
    }
}

impl Mul for Twofold {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        let (p, e) = two_product(self.hi, other.hi);
        Self::new(p, e + self.hi.mul_add(other.lo, self.lo * other.hi))
    }
}

impl Div for Twofold {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        let q = self.hi / other.hi;
        let rest = self - other * Self::from(q);
        let r = rest.hi / other.hi;
        let last = (rest - other * Self::from(r)).hi / other.hi;
        Self::new(q, r) + Self::from(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_and_a_root_keep_thirty_digits() {
        let third = Twofold::from(1.0) / Twofold::from(3.0);
        let rest = third * Twofold::from(3.0) - Twofold::from(1.0);
        assert!(rest.hi.abs() < 1e-31);
        let two = Twofold::from(2.0);
        let rest = two.sqrt() * two.sqrt() - two;
        assert!(rest.hi.abs() < 1e-31);
    }

    #[test]
    fn sums_keep_what_floats_lose() {
        let sum = Twofold::from(1e17) + Twofold::from(1.0) + Twofold::from(-1e17);
        assert_eq!(sum.hi, 1.0);
    }
}
