//! Normalizers: the constant that makes exp(−λk) a density.
//!
//! Z(λ, s) = ∫ exp(−λ·k(x)) dx over the real line. Where it is finite, exp(−λk)/Z is a prior for one entry, and ln Z is what a
//! criterion that learns λ or a shape s must subtract: without it the criterion has no optimum inside its domain. Its derivatives
//! are expectations under that prior, ∂ ln Z/∂ ln λ = −λ·E k and ∂ ln Z/∂ ln s = −λ·E ∂k/∂ ln s.

use super::Scalar;
use crate::check::{CheckError, Code};

/// ln Z and its derivatives.
#[derive(Debug, Clone, PartialEq)]
pub struct LogNormalizer {
    /// ln Z
    pub value: f64,
    /// ∂ ln Z/∂ ln λ
    pub strength: f64,
    /// ∂ ln Z/∂ ln s, for every shape parameter s.
    pub shapes: Vec<f64>,
}

impl LogNormalizer {
    /// That of a quadratic ½λ·θᵀFθ over the range of F: ½(r ln 2π − r ln λ − ln det⁺F), for F of rank r with the product det⁺F of
    /// its eigenvalues that are not 0.
    #[must_use]
    pub fn quadratic(rank: usize, ln_determinant: f64, lambda: f64) -> Self {
        let r = rank as f64;
        let value = 0.5 * (r * (std::f64::consts::TAU.ln() - lambda.ln()) - ln_determinant);
        Self { value, strength: -0.5 * r, shapes: Vec::new() }
    }

    /// That of `count` independent blocks that are each like this one.
    #[must_use]
    pub fn times(mut self, count: f64) -> Self {
        self.value *= count;
        self.strength *= count;
        self.shapes.iter_mut().for_each(|slope| *slope *= count);
        self
    }

    /// That of two independent blocks.
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        self.value += other.value;
        self.strength += other.strength;
        self.shapes.iter_mut().zip(&other.shapes).for_each(|(slope, other)| *slope += other);
        self
    }
}

/// A function whose normalizer is known.
pub trait NormalizedKernel: Scalar {
    /// ln ∫ exp(−λ·k(x)) dx for λ > 0; refused where the integral is not finite.
    fn log_normalizer(&self, j: usize, lambda: f64) -> Result<LogNormalizer, CheckError>;
}

/// A strength for which the integral is not finite.
pub(super) fn improper(lambda: f64, expected: &str) -> CheckError {
    let expected = format!("{expected}: the integral of exp(-strength P) is infinite below");
    CheckError::new(Code::Domain, "strength", crate::check::shown(lambda), expected)
}
