//! Roughness of a periodic function, from its coefficients.
//!
//! Let f(t) = Σ_j a_j cos(ω_j t) + b_j sin(ω_j t), with frequencies ω_j = 2πj/T of a period T, say. The mean of (f⁽ᵐ⁾)² over a
//! period is ½ Σ_j ω_j²ᵐ(a_j² + b_j²), by Parseval's identity. With the coefficients in columns a₁, b₁, a₂, b₂, … the kernel of
//! column i is k(x) = w x²/2, w = ω_j²ᵐ for the pair j = ⌊i/2⌋: k′ = w x, k″ = w; prox: x/(1 + t w). A frequency 0 goes free.

use std::sync::Arc;

use super::normalized::{LogNormalizer, NormalizedKernel};
use super::{EvenKernel, Jet, Scalar, ScalarKernel, ScalarProx};
use crate::check::{CheckError, Code, each, non_negative};

/// k(x) = ω_j²ᵐ x²/2 in columns 2j and 2j + 1, counted from 0.
///
/// ```
/// use penlik::kernels::{Harmonic, Scalar};
/// let kernel = Harmonic::new(&[1.0, 2.0], 2)?;
/// assert_eq!((kernel.columns(), kernel.value(1, 3.0), kernel.value(2, 3.0)), (4, 4.5, 72.0));
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Harmonic {
    weights: Arc<[f64]>,
}

impl Harmonic {
    /// At least one frequency ω ≥ 0, and the derivative m ≥ 1; ω²ᵐ must be finite.
    pub fn new(frequencies: &[f64], order: usize) -> Result<Self, CheckError> {
        each("frequencies", frequencies, non_negative)?;
        if frequencies.is_empty() {
            return Err(CheckError::new(Code::Domain, "frequencies", "empty", "at least one frequency"));
        }
        if order == 0 {
            return Err(CheckError::new(Code::Domain, "order", "0", "a whole number >= 1"));
        }
        let power = |omega: f64| omega.powf(2.0 * order as f64);
        if let Some(j) = frequencies.iter().position(|omega| !power(*omega).is_finite()) {
            let value = format!("{} of order {order}", frequencies[j]);
            let expected = "a frequency whose power 2 order is finite";
            return Err(CheckError::new(Code::Domain, format!("frequencies[{j}]"), value, expected));
        }
        Ok(Self { weights: frequencies.iter().flat_map(|omega| [power(*omega); 2]).collect() })
    }
}

impl Scalar for Harmonic {
    #[inline(always)]
    fn value(&self, j: usize, x: f64) -> f64 {
        0.5 * x * (self.weights[j] * x)
    }

    fn columns(&self) -> usize {
        self.weights.len()
    }
}

impl ScalarKernel for Harmonic {
    #[inline(always)]
    fn jet(&self, j: usize, x: f64) -> Jet {
        Jet { value: self.value(j, x), d1: self.weights[j] * x, d2: self.weights[j], d3: 0.0 }
    }

    #[inline(always)]
    fn bound(&self, j: usize, _x: f64) -> f64 {
        self.weights[j]
    }
}

impl EvenKernel for Harmonic {
    #[inline(always)]
    fn weight(&self, j: usize, _x: f64) -> f64 {
        self.weights[j]
    }

    #[inline(always)]
    fn weight_slope(&self, _j: usize, _x: f64) -> f64 {
        0.0
    }
}

impl ScalarProx for Harmonic {
    #[inline(always)]
    fn prox(&self, j: usize, x: f64, t: f64) -> f64 {
        // Adding 0 turns the zero of a vanished negative entry into +0.
        x / (1.0 + t * self.weights[j]) + 0.0
    }
}

impl NormalizedKernel for Harmonic {
    /// That of a Gaussian; 0 in a column that goes free, where nothing is integrated over.
    fn log_normalizer(&self, j: usize, lambda: f64) -> Result<LogNormalizer, CheckError> {
        let w = self.weights[j];
        Ok(if w > 0.0 { LogNormalizer::quadratic(1, w.ln(), lambda) } else { LogNormalizer::quadratic(0, 0.0, lambda) })
    }
}
