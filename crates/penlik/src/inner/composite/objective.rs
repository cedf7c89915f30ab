//! The smooth part f of F(x) = f(x) + Σ_j P_j(x_j), as a solver asks for it.

use crate::penalties::PenaltyError;

/// A function with a gradient.
pub trait Objective {
    /// f(x), and gradient = ∇f(x). An infinite value says that x lies outside the domain of f.
    fn value_gradient(&self, x: &[f64], gradient: &mut [f64]) -> Result<f64, PenaltyError>;

    /// Whether f is quadratic: then its gradient between two points follows from those at the points.
    fn is_quadratic(&self) -> bool {
        false
    }
}

impl<F: Fn(&[f64], &mut [f64]) -> f64> Objective for F {
    fn value_gradient(&self, x: &[f64], gradient: &mut [f64]) -> Result<f64, PenaltyError> {
        Ok(self(x, gradient))
    }
}
