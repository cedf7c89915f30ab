//! A quadratic penalty at one point: its curvature is the same everywhere and bounds itself.

use std::sync::Arc;

use super::super::Local;
use crate::curvature::{Curvature, Diagonal};

/// Value and gradient at a point, and the curvature.
pub(super) struct ConstantCurvature {
    pub(super) value: f64,
    pub(super) gradient: Vec<f64>,
    pub(super) hessian: Arc<Curvature>,
}

impl Local for ConstantCurvature {
    fn value(&self) -> f64 {
        self.value
    }

    fn gradient(&self) -> &[f64] {
        &self.gradient
    }

    fn hessian(&self) -> &Curvature {
        &self.hessian
    }

    fn bound(&self) -> &Curvature {
        &self.hessian
    }

    fn hessian_along(&self, _v: &[f64]) -> Curvature {
        Curvature::Diagonal(Diagonal::new(vec![0.0; self.gradient.len()]))
    }
}
