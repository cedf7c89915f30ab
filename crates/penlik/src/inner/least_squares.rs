//! The optimum of an unpenalized quadratic problem by QR, for columns that depend on each other too closely for normal equations.

use super::certificate::Certificate;
use super::newton::{Optimum, Status};
use super::problem::Problem;
use crate::linalg::{LeastSquares, Panels, Twofold, dot, least_squares, twofold_least_squares};

/// β̂ of a family whose log-likelihood is quadratic, or `None` for other families and for designs without full rank. `rest` is what rounding
/// took from the design, where that is known.
#[must_use]
pub fn least_squares_optimum(problem: &Problem<'_>, rest: Option<&Panels>) -> Option<Optimum> {
    if !problem.family().is_quadratic() || problem.family().predictors() != 1 {
        return None;
    }
    let sample = problem.sample();
    let (n, p) = (sample.design.rows(), sample.design.cols());
    if n < p {
        return None;
    }
    if let Some(rest) = rest.filter(|rest| (rest.rows(), rest.cols()) == (n, p)) {
        return twofold_optimum(problem, rest);
    }
    let root = |i: usize| sample.weights.get(i, 0).sqrt();
    let mut design = Panels::zeros(n, p);
    for j in 0..p {
        design.set_column(j, (0..n).map(|i| root(i) * sample.design.get(i, j)));
    }
    let offset = |i: usize| sample.offset.map_or(0.0, |offset| offset.get(i, 0));
    let response: Vec<f64> = (0..n).map(|i| root(i) * (sample.response.get(i, 0) - offset(i))).collect();
    let mut fit = least_squares(&design, &response)?;
    let mut log_likelihood = -0.5 * dot(&fit.residual, &fit.residual);
    if sample.offset.is_some() || sample.weights.column(0).any(|w| w != 1.0) {
        log_likelihood = undo_rounding(problem, &mut fit);
    }
    let local = problem.at(&fit.solution, true);
    let refined = problem.at_refined(&fit.solution);
    let decrement = dot(&refined.gradient, &fit.inverse_gram.product(&refined.gradient)).max(0.0).sqrt();
    let gradient_norm = refined.gradient.iter().fold(0.0_f64, |m, g| m.max(g.abs()));
    Some(Optimum {
        beta: fit.solution,
        log_likelihood,
        information: local.information?,
        inverse: fit.inverse_gram,
        smallest_pivot: 1.0,
        iterations: 1,
        certificate: Certificate { gradient_norm, decrement, kappa: 0.0, distance_bound: decrement },
        status: Status::Converged,
    })
}

/// The same where the columns are known to twice the precision.
fn twofold_optimum(problem: &Problem<'_>, rest: &Panels) -> Option<Optimum> {
    let sample = problem.sample();
    let roots: Vec<Twofold> = sample.weights.column(0).map(|w| Twofold::from(w).sqrt()).collect();
    let column = |j: usize| {
        let entries = sample.design.column(j).into_iter().zip(rest.column(j)).zip(&roots);
        entries.map(|((hi, lo), root)| Twofold { hi, lo } * *root).collect()
    };
    let offset = |i: usize| Twofold::from(sample.offset.map_or(0.0, |offset| offset.get(i, 0)));
    let response = roots.iter().enumerate();
    let response = response.map(|(i, root)| (Twofold::from(sample.response.get(i, 0)) - offset(i)) * *root).collect();
    let fit = twofold_least_squares((0..rest.cols()).map(column).collect(), response)?;
    let gradient_norm = fit.gradient.iter().fold(0.0_f64, |m, g| m.max(g.abs()));
    Some(Optimum {
        information: problem.at(&fit.solution, true).information?,
        beta: fit.solution,
        log_likelihood: -0.5 * fit.residual_square,
        inverse: fit.inverse_gram,
        smallest_pivot: 1.0,
        iterations: 1,
        certificate: Certificate { gradient_norm, decrement: fit.rounding, kappa: 0.0, distance_bound: fit.rounding },
        status: Status::Converged,
    })
}

/// Steps with refined scores; the first one leaves what the rounded rows cost squared.
const STEPS: usize = 3;

/// √w·x and y − offset are rounded, which columns that explain each other multiply by their condition: steps with scores of the rows themselves
/// take that back. Returns the log-likelihood at the optimum, to which the nearest floats to the solution are still ½gᵀH⁻¹g short.
fn undo_rounding(problem: &Problem<'_>, fit: &mut LeastSquares) -> f64 {
    if let Some(covariance) = problem.refined_covariance(&fit.solution) {
        fit.inverse_gram = covariance;
    }
    for _ in 0..STEPS {
        let step = fit.inverse_gram.product(&problem.at_refined(&fit.solution).gradient);
        fit.solution.iter_mut().zip(&step).for_each(|(b, d)| *b -= d);
    }
    let last = problem.at_refined(&fit.solution);
    last.log_likelihood + 0.5 * dot(&last.gradient, &fit.inverse_gram.product(&last.gradient))
}
