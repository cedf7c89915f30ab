//! Dual numbers a + bε with ε² = 0 over any scalar: exact first derivatives, and by nesting all higher ones.

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::Scalar;

/// A value and its derivative.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dual<S> {
    /// The value.
    pub value: S,
    /// The derivative.
    pub slope: S,
}

impl<S: Scalar> Dual<S> {
    /// A number and its derivative.
    pub fn new(value: S, slope: S) -> Self {
        Self { value, slope }
    }

    /// The variable that is differentiated in.
    pub fn variable(value: S) -> Self {
        Self { value, slope: S::of(1.0) }
    }

    /// A constant.
    pub fn constant(value: S) -> Self {
        Self { value, slope: S::of(0.0) }
    }
}

impl<S: Scalar> Add for Dual<S> {
    type Output = Self;
    fn add(self, b: Self) -> Self {
        Self::new(self.value + b.value, self.slope + b.slope)
    }
}

impl<S: Scalar> Sub for Dual<S> {
    type Output = Self;
    fn sub(self, b: Self) -> Self {
        Self::new(self.value - b.value, self.slope - b.slope)
    }
}

impl<S: Scalar> Mul for Dual<S> {
    type Output = Self;
    fn mul(self, b: Self) -> Self {
        Self::new(self.value * b.value, self.slope * b.value + self.value * b.slope)
    }
}

impl<S: Scalar> Div for Dual<S> {
    type Output = Self;
    fn div(self, b: Self) -> Self {
        let quotient = self.value / b.value;
        Self::new(quotient, (self.slope - quotient * b.slope) / b.value)
    }
}

impl<S: Scalar> Neg for Dual<S> {
    type Output = Self;
    fn neg(self) -> Self {
        Self::new(-self.value, -self.slope)
    }
}

impl<S: Scalar> Scalar for Dual<S> {
    fn of(x: f64) -> Self {
        Self::constant(S::of(x))
    }

    fn to_f64(self) -> f64 {
        self.value.to_f64()
    }

    fn sqrt(self) -> Self {
        let root = self.value.sqrt();
        Self::new(root, self.slope / (root + root))
    }

    fn ln_1p(self) -> Self {
        Self::new(self.value.ln_1p(), self.slope / (S::of(1.0) + self.value))
    }

    fn exp(self) -> Self {
        let e = self.value.exp();
        Self::new(e, self.slope * e)
    }

    fn ln(self) -> Self {
        Self::new(self.value.ln(), self.slope / self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_duals_give_the_derivatives_of_a_quotient_of_roots() {
        type Second = Dual<Dual<f64>>;
        let x = Second::variable(Dual::variable(4.0));
        let f = x.sqrt() / (Second::of(1.0) + x);
        // f = x^½/(1+x): f′ = (1−x)/(2x^½(1+x)²), f″ = (3x² − 6x − 1)/(4x^{3/2}(1+x)³)
        assert!((f.slope.value - (-3.0 / 100.0)).abs() < 1e-16);
        assert!((f.slope.slope - 23.0 / 4000.0).abs() < 1e-16);
        let g = x.ln_1p();
        assert_eq!(g.slope.slope, -1.0 / 25.0);
    }
}
