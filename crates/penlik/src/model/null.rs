//! The model without terms: intercepts where the model has one, else the offset alone.

use crate::families::Family;
use crate::inner::{Control, Problem, QuadraticPenalty, Settings, solve};
use crate::linalg::{Panels, Workers};

/// The deviance of the model without terms.
pub(super) fn null_deviance(
    rows: (&Panels, &Panels),
    offset: Option<&Panels>,
    family: &dyn Family,
    intercept: bool,
    workers: &Workers,
) -> f64 {
    let (response, weights) = rows;
    let mut ones = Panels::zeros(response.rows(), 1);
    ones.set_column(0, std::iter::repeat_n(1.0, response.rows()));
    let penalty = QuadraticPenalty::default();
    let problem = Problem::new((&ones, response, weights), offset, family, &penalty, workers);
    if !intercept {
        return problem.deviance(&vec![0.0; problem.coefficients()]);
    }
    let (_, means) = problem.weighted_means();
    let beta = match offset {
        None => family.null_predictors(&means),
        Some(_) => solve(&problem, None, Settings { max_iterations: 100, tolerance: None }, &Control::none()).beta,
    };
    // A response that never varies is fitted without error in the limit.
    if beta.iter().all(|b| b.is_finite()) { problem.deviance(&beta) } else { 0.0 }
}
