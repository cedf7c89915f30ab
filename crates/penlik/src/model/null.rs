//! The model without terms: intercepts where the model has one, else the offset alone.

use crate::families::{Family, Jet, Rows};
use crate::inner::{Control, Coordinates, Problem, QuadraticPenalty, Settings, solve, solve_with_parameters};
use crate::linalg::weighted_gram::triangle;
use crate::linalg::{Panels, Workers};

/// The deviance of the model without terms; only families of this library (`is_ours`) know it from the mean response alone.
pub(super) fn null_deviance(
    rows: (&Panels, &Panels),
    offset: Option<&Panels>,
    (family, is_ours): (&dyn Family, bool),
    intercepts: &[bool],
    workers: &Workers,
    saturated: f64,
) -> f64 {
    let (response, weights) = rows;
    let mut ones = Panels::zeros(response.rows(), 1);
    ones.set_column(0, std::iter::repeat_n(1.0, response.rows()));
    let penalty = QuadraticPenalty::default();
    let problem = Problem::new((&ones, response, weights), offset, family, &penalty, workers);
    let having: Vec<usize> = (0..intercepts.len()).filter(|&a| intercepts[a]).collect();
    if having.is_empty() {
        return problem.deviance(&vec![0.0; problem.coefficients()]);
    }
    if having.len() < intercepts.len() {
        return of_some(&problem, having);
    }
    let (total, means) = problem.weighted_means();
    let known = offset.is_none() && is_ours && family.has_null_mean();
    if family.outputs() > 1 && !family.parameters().is_empty() {
        return cut_anew(&problem);
    }
    if saturated == 0.0 && known && !family.has_scale() {
        return labelled(family, total, &means);
    }
    let beta = match known {
        true => family.null_predictors(&means),
        false => solve(&problem, None, Settings { max_iterations: 100, tolerance: None }, &Control::none()).beta,
    };
    // A response that never varies is fitted without error in the limit.
    if beta.iter().all(|b| b.is_finite()) { problem.deviance(&beta) } else { 0.0 }
}

/// The null deviance where only some predictors have an intercept.
fn of_some(problem: &Problem<'_>, having: Vec<usize>) -> f64 {
    let (none, full) = (QuadraticPenalty::default(), problem.coefficients());
    let coordinates = Coordinates::new(full, Some(having), Vec::new());
    let problem = problem.within(&coordinates, &none);
    let optimum = solve(&problem, None, Settings { max_iterations: 100, tolerance: None }, &Control::none());
    problem.deviance(&optimum.beta)
}

/// The null deviance of ordered classes, their cut points estimated for the model without terms as well.
fn cut_anew(problem: &Problem<'_>) -> f64 {
    let settings = Settings { max_iterations: 100, tolerance: None };
    solve_with_parameters(problem, None, settings, &Control::none())
        .map_or(f64::NAN, |profile| problem.with_family(profile.family.as_ref()).deviance(&profile.optimum.beta))
}

/// The null deviance when every row belongs to one class: −2ℓ, and ℓ is linear in the response, so that one row of means stands for all.
fn labelled(family: &dyn Family, total: f64, means: &[f64]) -> f64 {
    let eta = family.null_predictors(means);
    if !eta.iter().all(|eta| eta.is_finite()) {
        return 0.0;
    }
    let (mut value, mut score, mut information) = ([0.0], vec![0.0; eta.len()], vec![0.0; triangle(eta.len())]);
    let rows = Rows { eta: &eta, response: means, height: 1 };
    family.jet(&rows, &mut Jet { value: &mut value, score: &mut score, information: &mut information });
    (-2.0 * total * value[0]).max(0.0)
}
