//! The model without terms: intercepts where the model has one, else the offset alone.

use crate::families::Family;
use crate::inner::{Control, Problem, QuadraticPenalty, Settings, solve};
use crate::linalg::{Panels, Workers};

/// 2Σ w (saturated − ℓ) of the coefficients `beta`.
pub(super) fn deviance(problem: &Problem<'_>, beta: &[f64]) -> f64 {
    let family = problem.family();
    let term = |eta: &[f64], y: &[f64], w: f64| 2.0 * w * (family.saturated(y) - value(family, eta, y));
    problem.sum_rows(beta, &term).max(0.0)
}

/// ℓ of one row, without the constant of the response.
pub(super) fn value(family: &dyn Family, eta: &[f64], y: &[f64]) -> f64 {
    let (mut value, mut score) = ([0.0], vec![0.0; eta.len()]);
    let mut information = vec![0.0; eta.len() * (eta.len() + 1) / 2];
    let rows = crate::families::Rows { eta, response: y, height: 1 };
    let (score, information) = (&mut score[..], &mut information[..]);
    family.jet(&rows, &mut crate::families::Jet { value: &mut value, score, information });
    value[0]
}

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
        return deviance(&problem, &vec![0.0; problem.coefficients()]);
    }
    let means = raw_means(&problem);
    let beta = match offset {
        None => family.null_predictors(&means),
        Some(_) => solve(&problem, None, Settings { max_iterations: 100, tolerance: None }, &Control::none()).beta,
    };
    // A response that never varies is fitted without error in the limit.
    if beta.iter().all(|b| b.is_finite()) { deviance(&problem, &beta) } else { 0.0 }
}

fn raw_means(problem: &Problem<'_>) -> Vec<f64> {
    let zeros = vec![0.0; problem.coefficients()];
    let total = problem.sum_rows(&zeros, &|_, _, w| w);
    (0..zeros.len()).map(|a| problem.sum_rows(&zeros, &|_, y, w| w * y[a]) / total).collect()
}
