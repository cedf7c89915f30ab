//! Ridge.
//!
//! k(x) = x²/2, k′ = x, k″ = 1; prox: x/(1 + t). ln Z = ½ ln(2π/λ), in n dimensions −½·n·ln λ
//! and a constant (A. E. Hoerl and R. W. Kennard, "Ridge regression", Technometrics 12, 1970).

use super::{EvenKernel, Jet, LogNormalizer, NormalizedKernel, Scalar, ScalarKernel, ScalarProx};
use crate::check::{CheckError, positive};

/// k(x) = x²/2.
#[derive(Debug, Clone, Default)]
pub struct Ridge;

impl Scalar for Ridge {
    #[inline(always)]
    fn value(&self, _j: usize, x: f64) -> f64 {
        0.5 * x * x
    }
}

impl ScalarKernel for Ridge {
    #[inline(always)]
    fn jet(&self, _j: usize, x: f64) -> Jet {
        Jet { value: 0.5 * x * x, d1: x, d2: 1.0, d3: 0.0 }
    }

    #[inline(always)]
    fn bound(&self, _j: usize, _x: f64) -> f64 {
        1.0
    }
}

impl EvenKernel for Ridge {
    #[inline(always)]
    fn weight(&self, _j: usize, _x: f64) -> f64 {
        1.0
    }

    #[inline(always)]
    fn weight_slope(&self, _j: usize, _x: f64) -> f64 {
        0.0
    }
}

impl ScalarProx for Ridge {
    #[inline(always)]
    fn prox(&self, _j: usize, x: f64, t: f64) -> f64 {
        // Adding 0 turns the zero of a vanished negative entry into +0.
        x / (1.0 + t) + 0.0
    }
}

impl NormalizedKernel for Ridge {
    fn log_normalizer(&self, _j: usize, lambda: f64) -> Result<LogNormalizer, CheckError> {
        Ok(LogNormalizer::quadratic(1, 0.0, positive("strength", lambda)?))
    }
}
