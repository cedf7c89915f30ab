//! Where a fit begins: the family's own first step, made better on a part of the rows where there are many.
//!
//! Newton steps on one row of s cost 1/s of a step on all rows, and the estimate from them is about √(s·PM) standard errors away
//! from the optimum of all rows, close enough for quadratic convergence. Weights are multiplied by s, so that the penalty keeps
//! its share. What goes wrong on few rows (a class that they do not show, say) only costs time: the fit then begins from the first
//! step on all rows.

use super::newton::{Control, approach};
use super::part::Part;
use super::problem::Problem;

/// One row of so many, one level after the other.
const LEVELS: [usize; 2] = [32, 8];
/// Rows a coefficient that a part must have.
const ROWS_PER_COEFFICIENT: usize = 20;
/// A decrement that is good enough on one row of s, over √s: below the distance to the optimum of all rows.
const ENOUGH: f64 = 2.5;

impl Problem<'_> {
    /// Coefficients to begin with, in the problem's own coordinates.
    #[must_use]
    pub fn start_coefficients(&self, control: &Control<'_>) -> Vec<f64> {
        start(self, control)
    }
}

/// Coefficients to begin with.
pub(super) fn start(problem: &Problem<'_>, control: &Control<'_>) -> Vec<f64> {
    let quadratic = problem.family().is_quadratic();
    let rows = problem.sample().design.rows();
    let levels = LEVELS.into_iter().filter(|s| !quadratic && rows / s >= ROWS_PER_COEFFICIENT * problem.coefficients());
    let quiet = Control { progress: &|_| (), ..*control };
    let mut beta = None;
    for s in levels {
        let part = Part::new(problem, s);
        let part = part.problem(problem);
        match approach(&part, beta.unwrap_or_else(|| part.start()), ENOUGH * (s as f64).sqrt(), &quiet) {
            Some(near) => beta = Some(near),
            None => return problem.start(),
        }
    }
    // What is possible on a part need not be so on all rows.
    let possible = |beta: &Vec<f64>| {
        problem.family().self_concordance().is_some() || problem.at(beta, false).objective.is_finite()
    };
    beta.filter(possible).unwrap_or_else(|| problem.start())
}

#[cfg(test)]
mod tests {
    use super::super::part::scatter;
    use super::super::{QuadraticPenalty, Settings, Status, solve};
    use super::*;
    use crate::families::Multinomial;
    use crate::linalg::{Panels, Workers};

    const ROWS: usize = 20_000;

    fn design() -> Panels {
        let mut x = Panels::zeros(ROWS, 3);
        for i in 0..ROWS {
            x.set(i, 0, 1.0);
            x.set(i, 1, (scatter(i) % 2048) as f64 / 512.0 - 2.0);
            x.set(i, 2, (scatter(i + ROWS) % 2048) as f64 / 512.0 - 2.0);
        }
        x
    }

    /// Fits from the start chosen here and from zero; the classes are shares of two active ones.
    fn both(class: impl Fn(usize, &Panels) -> usize) -> [super::super::Optimum; 2] {
        let (x, mut y, weights) = (design(), Panels::zeros(ROWS, 2), Panels::from_column(&vec![1.0; ROWS]));
        for i in 0..ROWS {
            match class(i, &x) {
                reference if reference > 1 => {}
                active => y.set(i, active, 1.0),
            }
        }
        let (family, penalty, workers) = (Multinomial::new(3), QuadraticPenalty::default(), Workers::sequential());
        let problem = Problem::new((&x, &y, &weights), None, &family, &penalty, &workers);
        let settings = Settings { max_iterations: 100, tolerance: None };
        [None, Some(&[0.0; 6][..])].map(|start| solve(&problem, start, settings, &Control::none()))
    }

    fn noisy(i: usize, x: &Panels) -> usize {
        let noise = |c: usize| (scatter(3 * i + c + 7) % 1024) as f64 / 256.0;
        let scores = [x.get(i, 1) + noise(0), x.get(i, 2) + noise(1), 0.5 + noise(2)];
        (0..3).fold(0, |best, c| if scores[c] > scores[best] { c } else { best })
    }

    fn assert_same(fits: &[super::super::Optimum; 2]) {
        for (a, b) in fits[0].beta.iter().zip(&fits[1].beta) {
            assert!((a - b).abs() <= 1e-12 * b.abs(), "{a} against {b}");
        }
    }

    #[test]
    fn a_start_from_few_rows_reaches_the_same_optimum_in_fewer_steps() {
        let fits = both(noisy);
        assert_eq!(fits[0].status, Status::Converged);
        assert_same(&fits);
        assert!(fits[0].iterations < fits[1].iterations, "{} against {}", fits[0].iterations, fits[1].iterations);
    }

    #[test]
    fn classes_in_a_regular_order_are_met_by_every_part() {
        let fits = both(|i, x| if i % 8 < 4 { i % 4 } else { noisy(i, x) });
        assert_eq!(fits[0].status, Status::Converged);
        assert_same(&fits);
    }

    #[test]
    fn a_class_that_few_rows_do_not_show_is_estimated_all_the_same() {
        let fits = both(|i, x| if i % 2000 == 5 { 0 } else { noisy(i, x).max(1) });
        assert_eq!(fits[0].status, Status::Converged);
        assert_same(&fits);
    }
}
