//! k(x) = λ_j·x²/2 in column j, with a precision λ_j > 0 of its own.

use std::sync::Arc;

use super::{EvenKernel, Jet, Scalar, ScalarKernel, ScalarProx};
use crate::check::{CheckError, Code, each, positive};

/// Half the square, with a precision for every column.
#[derive(Debug, Clone)]
pub struct Precision {
    precisions: Arc<[f64]>,
}

impl Precision {
    /// One precision > 0 for each column, of which there is at least one.
    pub fn new(precisions: Vec<f64>) -> Result<Self, CheckError> {
        each("precisions", &precisions, positive)?;
        if precisions.is_empty() {
            return Err(CheckError::new(Code::Shape, "precisions", "empty", "a precision for each column"));
        }
        Ok(Self { precisions: precisions.into() })
    }

    /// λ
    #[must_use]
    pub fn precisions(&self) -> &[f64] {
        &self.precisions
    }
}

impl Scalar for Precision {
    #[inline(always)]
    fn value(&self, j: usize, x: f64) -> f64 {
        0.5 * (self.precisions[j] * x) * x
    }

    fn columns(&self) -> usize {
        self.precisions.len()
    }
}

impl ScalarKernel for Precision {
    #[inline(always)]
    fn jet(&self, j: usize, x: f64) -> Jet {
        let precision = self.precisions[j];
        Jet { value: 0.5 * (precision * x) * x, d1: precision * x, d2: precision, d3: 0.0 }
    }

    #[inline(always)]
    fn bound(&self, j: usize, _x: f64) -> f64 {
        self.precisions[j]
    }
}

impl EvenKernel for Precision {
    #[inline(always)]
    fn weight(&self, j: usize, _x: f64) -> f64 {
        self.precisions[j]
    }

    #[inline(always)]
    fn weight_slope(&self, _j: usize, _x: f64) -> f64 {
        0.0
    }
}

impl ScalarProx for Precision {
    #[inline(always)]
    fn prox(&self, j: usize, x: f64, t: f64) -> f64 {
        x / t.mul_add(self.precisions[j], 1.0) + 0.0
    }
}
