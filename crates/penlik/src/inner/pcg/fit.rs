//! θ̂ by truncated Newton steps.
//!
//! A direction is good enough when its residual is the share min(¼, √(‖g‖/‖g₀‖)) of the gradient, in the norm of the preconditioner, which
//! makes the steps converge faster than any geometric sequence. Where conjugate gradients fail, the step −(B + S_λ)⁻¹g with a constant
//! B ⪰ H stands in: for the multinomial B = ½(I − 11ᵀ/K) ⊗ XᵀwX, along which F never increases.
//! Source: S. G. Nash, Journal of Computational and Applied Mathematics 124 (2000), 45–59; D. Böhning, Annals of the Institute of
//! Statistical Mathematics 44 (1992), 197–200.

use super::conjugate::{self, Direction};
use super::preconditioner::{Preconditioner, gram};
use crate::inner::certificate::{largest, rounding_floor};
use crate::inner::frozen::Frozen;
use crate::inner::newton::{CHORD, damping};
use crate::inner::problem::Local;
use crate::inner::{Certificate, Control, Phase, Problem, Progress, Settings, Status};
use crate::linalg::{Symmetric, dot};

/// The end of a fit without a dense Hessian.
#[derive(Debug, Clone)]
pub struct IterativeOptimum {
    /// β̂.
    pub beta: Vec<f64>,
    /// Σ w ℓ without constants of the response.
    pub log_likelihood: f64,
    /// Newton steps.
    pub iterations: usize,
    /// Products with the Hessian, over all steps.
    pub products: usize,
    /// The proof; its κ is a bound, from the smallest information of a row, and larger than a dense inverse would give.
    pub certificate: Certificate,
    /// How it ended.
    pub status: Status,
}

/// Products at most for one direction.
const PRODUCTS: usize = 500;
/// The share of the residual that is left at most.
const LOOSE: f64 = 0.25;
/// The share that is left near the optimum, where each step then gains three digits.
const TIGHT: f64 = 1e-3;
/// Steps with refined scores at most.
const LAST_STEPS: usize = 12;
/// A full step must achieve this share of the decrease that its slope promises.
const SUFFICIENT: f64 = 1e-4;

/// Minimises F from `beta` without ever forming a matrix of order PM: memory N·K + P² + M² + PM. The problem is one in its coefficients
/// themselves, without other coordinates.
#[must_use]
pub fn solve_iteratively(
    problem: &Problem<'_>,
    beta: Vec<f64>,
    settings: Settings,
    control: &Control<'_>,
) -> IterativeOptimum {
    let mut run = Run::new(problem, beta, settings, control);
    let status = match run.descend() {
        Status::Converged => run.polish(),
        other => other,
    };
    run.finish(status)
}

/// Truncated Newton steps until a dense step can finish; `None` where they do not come near.
pub(in crate::inner) fn descend(
    problem: &Problem<'_>,
    beta: Vec<f64>,
    settings: Settings,
    control: &Control<'_>,
) -> Option<(Vec<f64>, usize)> {
    let mut run = Run::new(problem, beta, settings, control);
    (run.descend() == Status::Converged).then_some((run.beta, run.iterations))
}

struct Run<'a> {
    problem: &'a Problem<'a>,
    settings: Settings,
    control: &'a Control<'a>,
    gram: Symmetric,
    beta: Vec<f64>,
    local: Local,
    iterations: usize,
    products: usize,
    decrement: f64,
}

impl<'a> Run<'a> {
    fn new(problem: &'a Problem<'a>, beta: Vec<f64>, settings: Settings, control: &'a Control<'a>) -> Self {
        let local = problem.at(&beta, false);
        let gram = gram(problem);
        Self { problem, settings, control, gram, beta, local, iterations: 0, products: 0, decrement: f64::MAX }
    }

    fn descend(&mut self) -> Status {
        let mut first = None;
        while !(self.control.cancelled)() {
            let size = largest(&self.local.gradient);
            let tolerance = LOOSE.min((size / *first.get_or_insert(size)).sqrt());
            let Some((_, _, direction)) = self.direction(tolerance) else { return Status::Singular };
            let change = self.largest_change(&direction.d);
            if change <= CHORD && self.decrement <= CHORD || size == 0.0 {
                return Status::Converged;
            }
            if self.iterations == self.settings.max_iterations {
                return Status::IterationLimit;
            }
            self.iterations += 1;
            let step = self.advance(&direction, change);
            self.report(step);
            if step == 0.0 {
                return Status::Stalled;
            }
        }
        Status::Cancelled
    }

    /// Frozen rows, their preconditioner, and a direction; the step of the majorizer where conjugate gradients fail.
    fn direction(&mut self, tolerance: f64) -> Option<(Frozen, Preconditioner, Direction)> {
        let frozen = Frozen::new(self.problem.sample(), &self.beta);
        let preconditioner = self.preconditioner(&frozen.mean(self.problem.sample()))?;
        let found = self.conjugate(&frozen, &preconditioner, tolerance).or_else(|| self.majorized());
        let direction = found?;
        self.products += direction.products;
        self.decrement = direction.decrease.max(0.0).sqrt();
        Some((frozen, preconditioner, direction))
    }

    fn conjugate(&self, frozen: &Frozen, preconditioner: &Preconditioner, tolerance: f64) -> Option<Direction> {
        let product = |v: &[f64], out: &mut [f64]| {
            frozen.product_into(self.problem.sample(), v, out);
            self.problem.penalty().blocks().iter().for_each(|block| block.add_gradient(v, out));
        };
        conjugate::solve(&self.local.gradient, tolerance, PRODUCTS, &product, &|r| preconditioner.solve(r))
    }

    fn majorized(&self) -> Option<Direction> {
        let data = self.problem.family().majorizer()?;
        let bound = self.preconditioner(&Symmetric { order: self.problem.family().predictors(), data })?;
        let d: Vec<f64> = bound.solve(&self.local.gradient).iter().map(|d| -d).collect();
        let decrease = -dot(&self.local.gradient, &d);
        Some(Direction { d, decrease, products: 0 })
    }

    /// N·(G ⊗ A) is G ⊗ XᵀwX.
    fn preconditioner(&self, metric: &Symmetric) -> Option<Preconditioner> {
        Preconditioner::new(metric, &self.gram, self.problem.penalty())
    }

    fn largest_change(&self, direction: &[f64]) -> f64 {
        self.problem.family().self_concordance().unwrap_or(1.0) * self.problem.sample().largest_change(direction)
    }

    /// A full step where it decreases F enough, a damped one otherwise; 0 where F does not decrease.
    fn advance(&mut self, direction: &Direction, change: f64) -> f64 {
        for step in [1.0, damping(change)] {
            let beta: Vec<f64> = self.beta.iter().zip(&direction.d).map(|(b, d)| step.mul_add(*d, *b)).collect();
            let local = self.problem.at(&beta, false);
            let promised = if step == 1.0 { SUFFICIENT * direction.decrease } else { 0.0 };
            if local.objective <= self.local.objective - promised {
                (self.beta, self.local) = (beta, local);
                return step;
            }
        }
        0.0
    }

    /// Steps with refined scores, until they stop shrinking.
    fn polish(&mut self) -> Status {
        let floor = rounding_floor(self.problem);
        let mut before = f64::MAX;
        for _ in 0..LAST_STEPS {
            if (self.control.cancelled)() {
                return Status::Cancelled;
            }
            self.local = self.problem.at_refined(&self.beta);
            let Some((_, _, direction)) = self.direction(TIGHT) else { return Status::Singular };
            if self.decrement <= self.settings.tolerance.unwrap_or(0.0).max(floor) || self.decrement > 0.5 * before {
                break;
            }
            before = self.decrement;
            self.beta.iter_mut().zip(&direction.d).for_each(|(b, d)| *b += d);
            self.iterations += 1;
            self.report(1.0);
        }
        Status::Converged
    }

    fn report(&self, step: f64) {
        (self.control.progress)(&Progress {
            phase: Phase::Coefficients,
            iteration: self.iterations,
            objective: self.local.objective,
            gradient_norm: largest(&self.local.gradient),
            decrement: self.decrement,
            step,
        });
    }

    fn finish(self, status: Status) -> IterativeOptimum {
        let certificate = self.certificate();
        let status = match status {
            Status::Converged if certificate.distance_bound == f64::MAX => Status::Stalled,
            other => other,
        };
        IterativeOptimum {
            log_likelihood: self.local.log_likelihood,
            beta: self.beta,
            iterations: self.iterations,
            products: self.products,
            certificate,
            status,
        }
    }

    /// With W_i ⪰ ωI for every row, H ⪰ ω(I ⊗ XᵀwX) + S_λ, so that its inverse is not above that one's, whose diagonal bounds κ; and the
    /// same matrix bounds the decrement √(gᵀH⁻¹g) of the last gradient.
    fn certificate(&self) -> Certificate {
        let gradient = &self.local.gradient;
        let m = self.problem.family().predictors();
        let omega = Frozen::new(self.problem.sample(), &self.beta).floor(self.problem.sample());
        let mut metric = Symmetric::zeros(m);
        (0..m).for_each(|a| metric.add(a, a, omega));
        let lower = if omega > 0.0 { self.lower_bound(&metric) } else { None };
        let Some(lower) = lower else { return Certificate::none(gradient, self.decrement) };
        let decrement = dot(gradient, &lower.solve(gradient)).max(0.0).sqrt();
        Certificate::bounded(self.problem, gradient, decrement, &lower.inverse_diagonal())
    }

    /// Diagonal blocks of a penalty are no lower bound of it: where it has no one metric, the rows alone must do.
    fn lower_bound(&self, metric: &Symmetric) -> Option<Preconditioner> {
        match self.preconditioner(metric)? {
            Preconditioner::Blocks(_) => {
                Preconditioner::new(metric, &self.gram, &crate::inner::QuadraticPenalty::default())
            }
            whole => Some(whole),
        }
    }
}
