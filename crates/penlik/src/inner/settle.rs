//! θ̂ for the criterion of the strengths: plain Newton steps from a warm start, ending where the Hessian is known.

use super::certificate::definite;
use super::newton::{Control, Run, Settings, Status};
use super::problem::Problem;
use crate::linalg::{Cholesky, Symmetric};

/// θ̂ and the Hessian of F there.
#[derive(Debug, Clone)]
pub struct Settled {
    /// θ̂.
    pub theta: Vec<f64>,
    /// Σ w ℓ without constants of the response.
    pub log_likelihood: f64,
    /// The information of the rows, without the penalty.
    pub information: Symmetric,
    /// The factor of H = information + S_λ.
    pub factor: Cholesky,
    /// √(gᵀH⁻¹g) of the last step.
    pub decrement: f64,
    /// Newton iterations.
    pub iterations: usize,
}

/// Newton steps from `theta` until the decrement is at most `tolerance`.
///
/// # Errors
/// The status that stopped the steps.
pub fn settle(
    problem: &Problem<'_>,
    theta: Vec<f64>,
    settings: Settings,
    control: &Control<'_>,
) -> Result<Settled, Status> {
    let quiet = Control { progress: &|_| (), ..*control };
    let mut run = Run::new(problem, theta, settings, &quiet);
    let (factor, decrement) = run.settle()?;
    run.settled(factor, decrement).ok_or(Status::Singular)
}

/// What [`settle`] would return at θ itself, with no step; `None` where H is not positive definite.
#[must_use]
pub fn settled_at(
    problem: &Problem<'_>,
    theta: Vec<f64>,
    log_likelihood: f64,
    information: Symmetric,
) -> Option<Settled> {
    let factor = definite(&problem.hessian(&information))?;
    Some(Settled { theta, log_likelihood, information, factor, decrement: 0.0, iterations: 0 })
}
