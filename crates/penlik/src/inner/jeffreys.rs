//! Fits with Jeffreys' prior on what the penalty leaves free: the bias-reduced estimate of Firth, finite under separation.
//!
//! Minimises −ℓ(β) + ½βᵀS_λβ − ½ln|K| with K = UᵀI(β)U, U an orthonormal basis of null(S_λ), all coordinates where nothing is penalised.
//! With A = UK⁻¹Uᵀ the gradient of ½ln|K| is ½∂tr(A·I)/∂β at fixed A, and its Hessian ½∂²tr(A·I) − ½T, T_jk = tr(A I_j A I_k),
//! I_j = ∂I/∂β_j. For families whose link is canonical, where I is the expected information as well.
//! Sources: D. Firth, Biometrika 80 (1993), 27–38; G. Heinze and M. Schemper, Statistics in Medicine 21 (2002), 2409–2419.

use super::certificate::{Certificate, decrement, definite, largest};
use super::newton::{Control, Optimum, Phase, Progress, Settings, Status};
use super::null_space::NullSpace;
use super::problem::Problem;
use super::row_derivatives::Contracted;
use crate::linalg::{Cholesky, Symmetric, product};

/// From here on a full step needs no judge.
const NEAR: f64 = 1e-3;
/// A step must achieve this share of the decrease that its slope promises.
const SUFFICIENT: f64 = 1e-4;
/// Halvings of a step at most.
const HALVINGS: usize = 50;
/// A step that leaves more than this share of the decrement, near the end, has met rounding.
const SHRINKS: f64 = 0.9;
/// The decrement of a converged fit, in standard errors.
const ENOUGH: f64 = 1e-6;
/// Coefficients up to which T is formed; beyond, the information stands for the whole Hessian and steps converge linearly.
const EXACT_ORDER: usize = 128;

/// The end of a fit with Jeffreys' prior.
#[derive(Debug, Clone)]
pub struct Jeffreys {
    /// β̂ with information and inverse of I + S_λ there; gradient and decrement are those of the whole objective.
    pub optimum: Optimum,
    /// ½ln|UᵀI(β̂)U|.
    pub half_log_determinant: f64,
}

/// Minimises −ℓ(β) + ½βᵀS_λβ − ½ln|UᵀI(β)U|. Coefficients to start from are set aside where they are worse than the problem's own start.
#[must_use]
pub fn solve_jeffreys(
    problem: &Problem<'_>,
    from: Option<&[f64]>,
    settings: Settings,
    control: &Control<'_>,
) -> Jeffreys {
    let fit = Fit { problem, null: NullSpace::new(problem.penalty(), problem.coefficients()), settings, control };
    let zeros = vec![0.0; problem.coefficients()];
    let start = [from.map(<[f64]>::to_vec), Some(problem.start()), Some(zeros.clone())]
        .into_iter()
        .flatten()
        .filter_map(|theta| fit.at(theta))
        .min_by(|a, b| a.objective.total_cmp(&b.objective));
    match start {
        Some(start) => fit.descend(start),
        None => fit.hopeless(zeros),
    }
}

/// The objective at one θ.
struct Point {
    theta: Vec<f64>,
    objective: f64,
    log_likelihood: f64,
    half_log_determinant: f64,
    gradient: Vec<f64>,
    information: Symmetric,
    /// ZAZᵀ in the coordinates of β, and the derivatives of tr(A·I).
    weights: Symmetric,
    trace: Contracted,
}

struct Fit<'a> {
    problem: &'a Problem<'a>,
    null: NullSpace,
    settings: Settings,
    control: &'a Control<'a>,
}

/// A Newton direction with what it came from.
struct Step {
    factor: Cholesky,
    direction: Vec<f64>,
    decrement: f64,
}

impl Fit<'_> {
    /// Where K is positive definite and the objective finite.
    fn at(&self, theta: Vec<f64>) -> Option<Point> {
        let problem = self.problem;
        let information = problem.at(&theta, true).information?;
        let restricted = Cholesky::new(&self.null.restricted(&information))?;
        let weights = problem.spread_square(&self.null.spread(&restricted.inverse())).into_owned();
        let trace = problem.contracted(&problem.stacked(&theta), &weights, true);
        let refined = problem.at_refined(&theta);
        let half_log_determinant = 0.5 * restricted.log_determinant();
        let objective = refined.objective - half_log_determinant;
        let mut gradient = refined.gradient;
        let pull = problem.inside(trace.first.clone());
        gradient.iter_mut().zip(pull).for_each(|(g, t)| *g = (-0.5f64).mul_add(t, *g));
        let log_likelihood = refined.log_likelihood;
        let point =
            Point { theta, objective, log_likelihood, half_log_determinant, gradient, information, weights, trace };
        (objective.is_finite() && point.gradient.iter().all(|g| g.is_finite())).then_some(point)
    }

    /// The exact Hessian; I + S_λ where there are too many coefficients.
    fn hessian(&self, point: &Point) -> Symmetric {
        let problem = self.problem;
        let mut hessian = problem.hessian(&point.information);
        if problem.sample().coefficients() > EXACT_ORDER {
            return hessian;
        }
        let second = problem.congruence(point.trace.second.clone());
        let products = problem.congruence(self.products(point));
        let parts = second.data.iter().zip(&products.data);
        hessian.data.iter_mut().zip(parts).for_each(|(h, (s, t))| *h += 0.5 * (t - s));
        hessian
    }

    /// T_jk = tr(A I_j A I_k).
    fn products(&self, point: &Point) -> Symmetric {
        let problem = self.problem;
        let n = problem.sample().coefficients();
        let unit = |k: usize| (0..n).map(|j| if j == k { 1.0 } else { 0.0 }).collect::<Vec<f64>>();
        let units: Vec<Vec<f64>> = (0..n).map(unit).collect();
        let slopes = problem.hessian_along(&problem.stacked(&point.theta), &units);
        let one = |slope: Symmetric| {
            let mut out = vec![0.0; n * n];
            product(&point.weights.data, n, &slope.data, &mut out);
            out
        };
        let halves: Vec<Vec<f64>> = slopes.into_iter().map(one).collect();
        let mut out = Symmetric::zeros(n);
        for (j, left) in halves.iter().enumerate() {
            for (k, right) in halves.iter().enumerate().take(j + 1) {
                let trace = (0..n * n).fold(0.0, |sum: f64, at| left[at].mul_add(right[at % n * n + at / n], sum));
                out.add(j, k, trace);
            }
        }
        out
    }

    /// From the exact Hessian where it is positive definite, else from I + S_λ.
    fn step(&self, point: &Point) -> Option<Step> {
        let factor = definite(&self.hessian(point)).or_else(|| definite(&self.problem.hessian(&point.information)))?;
        let direction: Vec<f64> = factor.solve(&point.gradient).iter().map(|d| -d).collect();
        let decrement = decrement(&point.gradient, &direction);
        direction.iter().all(|d| d.is_finite()).then_some(Step { factor, direction, decrement })
    }

    fn descend(&self, mut point: Point) -> Jeffreys {
        let (mut iterations, mut last) = (0, f64::MAX);
        loop {
            let Some(step) = self.step(&point) else { return self.finish(point, None, iterations, Status::Singular) };
            let status = self.ended(&point, &step, last, iterations);
            if let Some(status) = status {
                return self.finish(point, Some(&step), iterations, status);
            }
            let near = self.is_near(&step);
            let Some((next, length)) = self.moved(&point, &step, near) else {
                return self.finish(point, Some(&step), iterations, Status::Stalled);
            };
            (point, last) = (next, if near { step.decrement } else { f64::MAX });
            iterations += 1;
            (self.control.progress)(&Progress {
                phase: Phase::Coefficients,
                iteration: iterations,
                objective: point.objective,
                gradient_norm: largest(&point.gradient),
                decrement: step.decrement,
                step: length,
            });
        }
    }

    fn ended(&self, point: &Point, step: &Step, last: f64, iterations: usize) -> Option<Status> {
        if (self.control.cancelled)() {
            return Some(Status::Cancelled);
        }
        let done = step.decrement <= self.settings.tolerance.unwrap_or(0.0)
            || step.decrement >= SHRINKS * last
            || point.theta.iter().zip(&step.direction).all(|(b, d)| d.abs() <= f64::EPSILON * b.abs());
        if done {
            return Some(Status::Converged);
        }
        (iterations >= self.settings.max_iterations).then_some(Status::IterationLimit)
    }

    fn is_near(&self, step: &Step) -> bool {
        let problem = self.problem;
        let change = problem.sample().largest_change(&problem.stacked(&step.direction));
        step.decrement <= NEAR && change <= NEAR
    }

    /// The point after a full step, or after the first of its halvings that decreases the objective enough.
    fn moved(&self, point: &Point, step: &Step, near: bool) -> Option<(Point, f64)> {
        let mut length = 1.0;
        for _ in 0..HALVINGS {
            let theta = point.theta.iter().zip(&step.direction).map(|(b, d)| d.mul_add(length, *b)).collect();
            let promised = SUFFICIENT * length * step.decrement * step.decrement;
            match self.at(theta) {
                Some(next) if near || next.objective <= point.objective - promised => return Some((next, length)),
                _ => length *= 0.5,
            }
        }
        None
    }

    fn finish(&self, point: Point, step: Option<&Step>, iterations: usize, status: Status) -> Jeffreys {
        let hessian = self.problem.hessian(&point.information);
        let factor = definite(&hessian);
        let inverse = factor.as_ref().map_or_else(|| Symmetric::zeros(hessian.order), Cholesky::inverse);
        let certificate = match step {
            Some(step) => {
                Certificate::new(self.problem, &point.theta, &point.gradient, &step.factor, &step.factor.inverse())
            }
            None => Certificate::none(&point.gradient, f64::MAX),
        };
        let enough = self.settings.tolerance.unwrap_or(0.0).max(ENOUGH);
        let proved = certificate.decrement <= enough && certificate.distance_bound < f64::MAX;
        let status = match status {
            Status::Converged if factor.is_none() => Status::Singular,
            Status::Converged if !proved => Status::Stalled,
            other => other,
        };
        let smallest_pivot = factor.map_or(0.0, |factor| factor.smallest_pivot(&hessian));
        Jeffreys {
            half_log_determinant: point.half_log_determinant,
            optimum: Optimum {
                beta: point.theta,
                log_likelihood: point.log_likelihood,
                information: point.information,
                inverse,
                smallest_pivot,
                iterations,
                certificate,
                status,
            },
        }
    }

    /// Where K is singular even at zero: some direction is neither determined by the data nor penalised.
    fn hopeless(&self, theta: Vec<f64>) -> Jeffreys {
        let (order, local) = (theta.len(), self.problem.at(&theta, true));
        let optimum = Optimum {
            beta: theta,
            log_likelihood: local.log_likelihood,
            information: local.information.unwrap_or_else(|| Symmetric::zeros(order)),
            inverse: Symmetric::zeros(order),
            smallest_pivot: 0.0,
            iterations: 0,
            certificate: Certificate::none(&local.gradient, f64::MAX),
            status: Status::Singular,
        };
        Jeffreys { optimum, half_log_determinant: 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Coordinates, QuadraticBlock, QuadraticPenalty, Rotation, places};
    use super::*;
    use crate::families::{Binomial, Family, Multinomial, Poisson};
    use crate::linalg::{Panels, Workers, dot};

    const ROWS: usize = 40;
    const COLUMNS: usize = 3;

    fn at(i: usize, j: usize) -> f64 {
        if j == 0 { 1.0 } else { ((i * (j + 3) * 7919 + j * 31) % 1009) as f64 / 512.0 - 1.0 }
    }

    /// Differences of the objective and of the gradient, extrapolated over two steps, against gradient and Hessian.
    fn check(family: &dyn Family, response: &Panels, coordinates: &Coordinates, penalty: &QuadraticPenalty) {
        let mut design = Panels::zeros(ROWS, COLUMNS);
        (0..COLUMNS).for_each(|j| design.set_column(j, (0..ROWS).map(|i| at(i, j))));
        let weights = Panels::from_column(&(0..ROWS).map(|i| 1.0 + (i % 3) as f64).collect::<Vec<f64>>());
        let workers = Workers::sequential();
        let problem = Problem::new((&design, response, &weights), None, family, penalty, &workers);
        let problem = problem.within(coordinates, penalty);
        let order = problem.coefficients();
        let settings = Settings { max_iterations: 100, tolerance: None };
        let control = Control::none();
        let fit = Fit { problem: &problem, null: NullSpace::new(penalty, order), settings, control: &control };
        let theta: Vec<f64> = (0..order).map(|k| 0.3 - 0.2 * k as f64).collect();
        let here = fit.at(theta.clone()).unwrap();
        let hessian = fit.hessian(&here);
        let along: Vec<f64> = (0..order).map(|k| 1.0 - 0.37 * k as f64).collect();
        let moved = |h: f64| fit.at(theta.iter().zip(&along).map(|(t, d)| t + h * d).collect()).unwrap();
        let slope = |h: f64| {
            let (up, down) = (moved(h), moved(-h));
            let gradient = up.gradient.iter().zip(&down.gradient).map(|(u, d)| (u - d) / (2.0 * h));
            ((up.objective - down.objective) / (2.0 * h), gradient.collect::<Vec<f64>>())
        };
        let (wide, narrow) = (slope(2e-3), slope(1e-3));
        let extrapolated = |wide: f64, narrow: f64| narrow + (narrow - wide) / 3.0;
        let found = dot(&here.gradient, &along);
        let truth = extrapolated(wide.0, narrow.0);
        assert!((found - truth).abs() < 1e-9 * truth.abs().max(1.0), "{found} {truth}");
        for (k, found) in hessian.product(&along).into_iter().enumerate() {
            let truth = extrapolated(wide.1[k], narrow.1[k]);
            assert!((found - truth).abs() < 1e-9 * truth.abs().max(1.0), "{k}: {found} {truth}");
        }
    }

    fn ridge(start: usize, full: usize, predictors: usize) -> QuadraticPenalty {
        let (mut matrix, mut metric) = (Symmetric::zeros(2), Symmetric::zeros(predictors));
        [(0, 0, 1.0), (1, 0, -1.0), (1, 1, 1.0)].into_iter().for_each(|(i, j, x)| matrix.add(i, j, x));
        (0..predictors).for_each(|a| metric.add(a, a, 1.0));
        let copies = places(&(start..start + 2), full, predictors);
        QuadraticPenalty::new(vec![QuadraticBlock { label: String::new(), strength: 0.7, metric, matrix, copies }])
    }

    #[test]
    fn gradient_and_hessian_are_those_of_the_objective() {
        let shares = Panels::from_column(&(0..ROWS).map(|i| f64::from(u8::from(i * 7 % 5 < 2))).collect::<Vec<f64>>());
        let counts = Panels::from_column(&(0..ROWS).map(|i| (i * 7 % 5) as f64).collect::<Vec<f64>>());
        let mut classes = Panels::zeros(ROWS, 2);
        (0..ROWS).filter(|i| i * 11 % 7 % 3 < 2).for_each(|i| classes.set(i, i * 11 % 7 % 3, 1.0));
        for penalty in [QuadraticPenalty::default(), ridge(1, COLUMNS, 1)] {
            check(&Binomial, &shares, &Coordinates::identity(COLUMNS), &penalty);
            check(&Poisson, &counts, &Coordinates::identity(COLUMNS), &penalty);
        }
        for penalty in [QuadraticPenalty::default(), ridge(1, COLUMNS, 2)] {
            check(&Multinomial::new(3), &classes, &Coordinates::identity(6), &penalty);
        }
    }

    #[test]
    fn other_coordinates_change_nothing_of_that() {
        let mut classes = Panels::zeros(ROWS, 2);
        (0..ROWS).filter(|i| i * 11 % 7 % 3 < 2).for_each(|i| classes.set(i, i * 11 % 7 % 3, 1.0));
        let rotation = Rotation::new(vec![vec![1, 2], vec![3, 4]], vec![0.6, -0.8, 0.8, 0.6]);
        let coordinates = Coordinates::new(6, Some(vec![0, 1, 2, 4, 5]), vec![rotation]);
        check(&Multinomial::new(3), &classes, &coordinates, &ridge(3, 5, 1));
    }
}
