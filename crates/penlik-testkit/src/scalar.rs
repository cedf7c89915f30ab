//! What a naive value may compute with.

use std::fmt::Debug;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A field with the elementary functions that the naive values need.
pub trait Scalar:
    Copy + Debug + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + Neg<Output = Self>
{
    /// A constant.
    fn of(x: f64) -> Self;
    /// The number nearest to it.
    fn to_f64(self) -> f64;
    /// The square root.
    fn sqrt(self) -> Self;
    /// ln(1 + x)
    fn ln_1p(self) -> Self;
    /// eˣ
    fn exp(self) -> Self;

    /// ln x
    fn ln(self) -> Self {
        (self - Self::of(1.0)).ln_1p()
    }

    /// The larger of two.
    fn max(self, other: Self) -> Self {
        if self.to_f64() < other.to_f64() { other } else { self }
    }

    /// |x|, with the derivative of x at 0.
    fn abs(self) -> Self {
        if self.to_f64() < 0.0 { -self } else { self }
    }
}

impl Scalar for f64 {
    fn of(x: f64) -> Self {
        x
    }
    fn to_f64(self) -> f64 {
        self
    }
    fn sqrt(self) -> Self {
        f64::sqrt(self)
    }
    fn ln_1p(self) -> Self {
        f64::ln_1p(self)
    }
    fn exp(self) -> Self {
        f64::exp(self)
    }
    fn ln(self) -> Self {
        f64::ln(self)
    }
}
