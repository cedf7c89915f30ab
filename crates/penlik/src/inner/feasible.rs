//! Coefficients at which every predictor has a mean, for links that are not defined everywhere.

use super::problem::Problem;

/// The halvings of the way to the average predictor.
const HALVINGS: i32 = 50;

/// `theta` if F is finite there; else the first point with a finite F on the way, halved again and again, from there to the
/// coefficients that fit the average predictor to every row.
pub(super) fn feasible(problem: &Problem<'_>, theta: Vec<f64>) -> Vec<f64> {
    let finite = |theta: &[f64]| problem.at(theta, false).objective.is_finite();
    if problem.family().self_concordance().is_some() || finite(&theta) {
        return theta;
    }
    let level = problem.level_start();
    let at = |share: f64| level.iter().zip(&theta).map(|(l, t)| share.mul_add(t - l, *l)).collect::<Vec<_>>();
    (1..HALVINGS).map(|k| at(0.5_f64.powi(k))).find(|point| finite(point)).unwrap_or(level)
}
