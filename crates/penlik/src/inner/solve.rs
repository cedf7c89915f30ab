//! A whole fit at fixed strengths: where it begins, and Newton from there.

use super::newton::{Control, Optimum, Run, Settings, Status};
use super::pcg;
use super::problem::Problem;
use super::start;

/// Minimises F from given coefficients, or from a first step that the family and a part of the rows give. Given coefficients that are worse
/// than zeros are no help and set aside.
#[must_use]
pub fn solve(problem: &Problem<'_>, from: Option<&[f64]>, settings: Settings, control: &Control<'_>) -> Optimum {
    let from = from.filter(|beta| helps(problem, beta));
    let beta = from.map_or_else(|| start::start(problem, control), <[f64]>::to_vec);
    let (beta, before) = nearer(problem, beta, settings, control);
    let mut run = Run::new(problem, beta, settings, control).after(before);
    let status = run.descend().unwrap_or(Status::Converged);
    // So far from the data the curvature may be too small for floating point; the problem's own start is nearer.
    if status == Status::Singular && from.is_some() {
        return solve(problem, None, settings, control);
    }
    run.finish(status)
}

/// From so many coefficients on, steps by conjugate gradients are cheaper than steps by factorisation.
const ITERATIVE: usize = 400;

/// Coefficients that dense steps need only finish, and the steps that led there.
fn nearer(problem: &Problem<'_>, beta: Vec<f64>, settings: Settings, control: &Control<'_>) -> (Vec<f64>, usize) {
    let large = problem.coefficients() >= ITERATIVE && problem.coordinates().is_none();
    if !large || problem.family().is_quadratic() {
        return (beta, 0);
    }
    pcg::descend(problem, beta.clone(), settings, control).unwrap_or((beta, 0))
}

fn helps(problem: &Problem<'_>, beta: &[f64]) -> bool {
    let objective = problem.at(beta, false).objective;
    objective.is_finite() && objective <= problem.at(&vec![0.0; beta.len()], false).objective
}
