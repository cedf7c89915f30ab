//! Damped Newton with a guarantee, then chord steps with refined scores down to the rounding floor.
//!
//! For a generalized self-concordant −ℓ the step α = ln(1 + c)/c with c = R·max_i‖x_i d‖∞ always decreases F; full steps are
//! tried first. Source: F. Bach, Electronic Journal of Statistics 4 (2010), 384–414.

mod factors;

use super::certificate::{Certificate, decrement, definite, kappa, largest, rounding_floor};
pub use super::control::{Control, Phase, Progress};
use super::problem::{Local, Problem};
use super::settle::Settled;
pub use super::status::Status;
use crate::linalg::{Cholesky, Symmetric};

/// When to stop.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Iterations at most.
    pub max_iterations: usize,
    /// Stop once the decrement is this small and the certificate holds; `None` goes to the rounding floor.
    pub tolerance: Option<f64>,
}

/// The end of a fit.
#[derive(Debug, Clone)]
pub struct Optimum {
    /// β̂.
    pub beta: Vec<f64>,
    /// Σ w ℓ without constants of the response.
    pub log_likelihood: f64,
    /// The information of the rows at β̂, without the penalty.
    pub information: Symmetric,
    /// H⁻¹; zero when H is singular.
    pub inverse: Symmetric,
    /// 1 − R² of the column that the others explain best, given those before it.
    pub smallest_pivot: f64,
    /// Newton iterations.
    pub iterations: usize,
    /// The proof.
    pub certificate: Certificate,
    /// How it ended.
    pub status: Status,
}

/// From here on a chord step multiplies the decrement by at most this, and Hessians need no renewal.
pub(super) const CHORD: f64 = 1e-3;
/// The largest change of a predictor that a full step may make without its decrease being verified.
const SAFE_CHANGE: f64 = 0.5;
/// A full step must achieve this share of the decrease that its slope promises.
const SUFFICIENT: f64 = 1e-4;
/// The halvings of a step at most.
const HALVINGS: usize = 60;
/// What rounding may do to F, as a share of it.
const OBJECTIVE_ROUNDING: f64 = 64.0 * f64::EPSILON;
/// Steps at most on a part of the rows.
const APPROACH_STEPS: usize = 10;
/// Chord steps at most; each gains three digits, so the floor is reached long before.
const CHORD_STEPS: usize = 12;
/// A decrement for each root of the total weight below which predictors that still move by more than `SAFE_CHANGE` move to infinity.
const SEPARATED: f64 = 1e-8;

/// Newton steps from `beta` until the decrement is at most `enough`, and one more; `None` where that does not happen soon.
pub(super) fn approach(problem: &Problem<'_>, beta: Vec<f64>, enough: f64, control: &Control<'_>) -> Option<Vec<f64>> {
    let settings = Settings { max_iterations: APPROACH_STEPS, tolerance: None };
    let mut run = Run::new(problem, beta, settings, control);
    for _ in 0..settings.max_iterations {
        if (control.cancelled)() {
            return None;
        }
        let (_, direction) = run.newton_direction()?;
        let change = run.largest_change(&direction);
        if run.decrement <= enough {
            return Some(run.moved(&direction, damping(change)));
        }
        if run.advance(&direction, change) == 0.0 {
            return None;
        }
    }
    None
}

/// The share of a Newton step that always decreases F.
pub(super) fn damping(change: f64) -> f64 {
    if change > 0.0 { change.ln_1p() / change } else { 1.0 }
}

/// The state of a fit.
pub(super) struct Run<'a> {
    problem: &'a Problem<'a>,
    settings: Settings,
    control: &'a Control<'a>,
    beta: Vec<f64>,
    local: Local,
    iterations: usize,
    decrement: f64,
    /// Whether the last direction came from the observed information.
    observed: bool,
    /// The factor of a Hessian that is the same everywhere.
    constant: Option<Cholesky>,
}

impl<'a> Run<'a> {
    pub(super) fn new(problem: &'a Problem<'a>, beta: Vec<f64>, settings: Settings, control: &'a Control<'a>) -> Self {
        let mut beta = beta;
        let mut local = problem.at(&beta, true);
        if !local.objective.is_finite() {
            beta.fill(0.0);
            local = problem.at(&beta, true);
        }
        let (decrement, constant) = (f64::MAX, None);
        Self { problem, settings, control, beta, local, iterations: 0, decrement, observed: true, constant }
    }

    /// The same, counting from steps that were made before.
    pub(super) fn after(self, iterations: usize) -> Self {
        Self { iterations, ..self }
    }

    /// Newton steps until chord steps take over; `None` when the optimum is reached.
    pub(super) fn descend(&mut self) -> Option<Status> {
        loop {
            if (self.control.cancelled)() {
                return Some(Status::Cancelled);
            }
            if !self.local.objective.is_finite() {
                return Some(Status::Stalled);
            }
            let Some((factor, direction)) = self.newton_direction() else { return Some(Status::Singular) };
            let change = self.largest_change(&direction);
            if self.finishes(change, &factor) {
                return self.chord(&factor, direction);
            }
            if self.iterations == self.settings.max_iterations {
                return Some(Status::IterationLimit);
            }
            if self.goes_to_infinity(change) {
                return Some(Status::Stalled);
            }
            let step = self.advance(&direction, change);
            self.iterations += 1;
            self.report(step);
            if step == 0.0 {
                return Some(Status::Stalled);
            }
        }
    }

    /// Newton steps until the decrement is within the tolerance, at a point whose Hessian is known.
    pub(super) fn settle(&mut self) -> Result<(Cholesky, f64), Status> {
        let tolerance = self.settings.tolerance.unwrap_or(CHORD);
        let quadratic = self.problem.family().is_quadratic();
        loop {
            if (self.control.cancelled)() {
                return Err(Status::Cancelled);
            }
            let last = self.decrement;
            let (factor, direction) = self.newton_direction().ok_or(Status::Singular)?;
            // Near the optimum a step that does not gain digits meets the rounding; a quadratic has met it after two.
            let unit = self.unit();
            let at_floor = (last <= CHORD * unit && self.decrement > 0.1 * last) || (quadratic && self.iterations == 2);
            if at_floor || self.decrement <= (tolerance * unit).max(rounding_floor(self.problem)) {
                return if self.observed { Ok((factor, self.decrement)) } else { Err(Status::Singular) };
            }
            if self.iterations == self.settings.max_iterations {
                return Err(Status::IterationLimit);
            }
            let change = self.largest_change(&direction);
            self.iterations += 1;
            if self.advance(&direction, change) == 0.0 {
                return Err(Status::Stalled);
            }
        }
    }

    pub(super) fn settled(self, factor: Cholesky, decrement: f64) -> Option<Settled> {
        Some(Settled {
            log_likelihood: self.local.log_likelihood,
            information: self.local.information?,
            theta: self.beta,
            iterations: self.iterations,
            factor,
            decrement,
        })
    }

    /// The decrement of one standard error: √φ, roughly, where a dispersion is yet to be estimated.
    fn unit(&self) -> f64 {
        if !self.problem.family().has_scale() {
            return 1.0;
        }
        (2.0 * self.local.objective / self.problem.sample().design.rows() as f64).max(0.0).sqrt()
    }

    /// R·max_i‖x_i d‖∞, 0 where every step is exact; for families of one predictor without a constant with the ratio of each row in its place, else with 1.
    fn largest_change(&self, direction: &[f64]) -> f64 {
        if self.problem.family().is_quadratic() {
            return 0.0;
        }
        if self.problem.sample().varies() {
            let (beta, direction) = (self.problem.stacked(&self.beta), self.problem.stacked(direction));
            return self.problem.sample().relative_change(&beta, &direction);
        }
        let ratio = self.problem.family().self_concordance().unwrap_or(1.0);
        ratio * self.problem.sample().largest_change(&self.problem.stacked(direction))
    }

    fn newton_direction(&mut self) -> Option<(Cholesky, Vec<f64>)> {
        let information = self.local.information.as_ref()?;
        let observed = self.constant.clone().or_else(|| definite(&self.problem.hessian(information)));
        if self.problem.family().is_quadratic() {
            self.constant.clone_from(&observed);
        }
        self.observed = observed.is_some();
        let factor = observed.or_else(|| self.scoring_factor()).or_else(|| self.shifted_factor())?;
        let direction: Vec<f64> = factor.solve(&self.local.gradient).iter().map(|d| -d).collect();
        self.decrement = decrement(&self.local.gradient, &direction);
        (direction.iter().all(|d| d.is_finite()) && self.decrement.is_finite()).then_some((factor, direction))
    }

    /// Whether the decrement is small and no row's predictors move much any more: far from an optimum at infinity both fail. A tolerance wider
    /// than what chord steps need must prove an optimum at once, since none follow.
    fn finishes(&self, change: f64, factor: &Cholesky) -> bool {
        if self.problem.family().is_quadratic() {
            return true;
        }
        if self.problem.sample().varies() && change <= CHORD {
            return true;
        }
        let near = change <= CHORD && (self.decrement <= CHORD || self.decrement <= rounding_floor(self.problem));
        let tolerance = self.settings.tolerance.unwrap_or(0.0);
        let stops = change <= tolerance && self.decrement <= tolerance;
        near || (stops
            && kappa(self.problem, &self.beta, &factor.inverse(), |kappa| kappa * self.decrement) * self.decrement
                < 1.0)
    }

    /// Whether what is left to gain has vanished while predictors keep moving, with no penalty to hold them.
    fn goes_to_infinity(&self, change: f64) -> bool {
        change > SAFE_CHANGE
            && self.problem.penalty().is_zero()
            && self.decrement <= SEPARATED * self.problem.weighted_means().0.sqrt() * self.unit()
    }

    /// One damped step; returns its length, 0 when F does not decrease.
    fn advance(&mut self, direction: &[f64], change: f64) -> f64 {
        if self.problem.family().self_concordance().is_none() {
            return self.backtrack(direction);
        }
        let full = self.moved(direction, 1.0);
        let local = self.at(&full);
        let promised = SUFFICIENT * self.decrement * self.decrement;
        if change <= SAFE_CHANGE || local.objective <= self.local.objective - promised {
            (self.beta, self.local) = (full, local);
            return 1.0;
        }
        let step = damping(change);
        let damped = self.moved(direction, step);
        let local = self.at(&damped);
        let decreases = local.objective < self.local.objective;
        if decreases {
            (self.beta, self.local) = (damped, local);
        }
        if decreases { step } else { 0.0 }
    }

    /// F with its curvature; that of a quadratic is at hand.
    fn at(&self, beta: &[f64]) -> Local {
        let known = self.local.information.as_ref().filter(|_| self.problem.family().is_quadratic());
        let mut local = self.problem.at(beta, known.is_none());
        local.information = local.information.or_else(|| known.cloned());
        local
    }

    /// The longest of the step and its halves that decreases F enough, or by no more than rounding shows.
    fn backtrack(&mut self, direction: &[f64]) -> f64 {
        let slack = OBJECTIVE_ROUNDING * self.local.objective.abs();
        let mut step = 1.0;
        for _ in 0..HALVINGS {
            let beta = self.moved(direction, step);
            let local = self.problem.at(&beta, true);
            let promised = SUFFICIENT * step * self.decrement * self.decrement;
            if local.objective <= self.local.objective - promised + slack && local.objective.is_finite() {
                (self.beta, self.local) = (beta, local);
                return step;
            }
            step *= 0.5;
        }
        0.0
    }

    /// Steps with the last Hessian and refined scores, until they stop shrinking.
    fn chord(&mut self, factor: &Cholesky, first: Vec<f64>) -> Option<Status> {
        let mut direction = first;
        let floor = rounding_floor(self.problem);
        for _ in 0..CHORD_STEPS {
            if self.decrement <= self.settings.tolerance.unwrap_or(0.0) {
                break;
            }
            if self.iterations == self.settings.max_iterations {
                return Some(Status::IterationLimit);
            }
            self.beta = self.moved(&direction, 1.0);
            let local = self.problem.at_refined(&self.beta);
            direction = factor.solve(&local.gradient).iter().map(|d| -d).collect();
            let next = decrement(&local.gradient, &direction);
            self.local = local;
            self.iterations += 1;
            let shrinks = next <= 0.5 * self.decrement;
            self.decrement = next;
            self.report(1.0);
            if !shrinks || self.decrement <= floor || self.below_rounding(&direction) {
                break;
            }
            if (self.control.cancelled)() {
                return Some(Status::Cancelled);
            }
        }
        None
    }

    /// Whether a step changes every coefficient by half a unit in its last place at most, or by the few units that the rounding of
    /// the mean brings where it is not linear.
    fn below_rounding(&self, direction: &[f64]) -> bool {
        let units = if self.problem.family().is_quadratic() { 0.5 } else { 2.0 };
        self.beta.iter().zip(direction).all(|(b, d)| d.abs() <= units * f64::EPSILON * b.abs())
    }

    fn moved(&self, direction: &[f64], step: f64) -> Vec<f64> {
        self.beta.iter().zip(direction).map(|(b, d)| step.mul_add(*d, *b)).collect()
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

    /// The Hessian at the end, and with it the certificate.
    pub(super) fn finish(mut self, status: Status) -> Optimum {
        if self.local.information.is_none() {
            let refined = std::mem::take(&mut self.local.gradient);
            let log_likelihood = self.local.log_likelihood;
            self.local = self.problem.at(&self.beta, true);
            (self.local.gradient, self.local.log_likelihood) = (refined, log_likelihood);
        }
        let order = self.beta.len();
        let information = self.local.information.take().unwrap_or_else(|| Symmetric::zeros(order));
        let hessian = self.problem.hessian(&information);
        let factor = definite(&hessian);
        let inverse = factor.as_ref().map_or_else(|| Symmetric::zeros(order), Cholesky::inverse);
        let gradient = &self.local.gradient;
        let certificate = match &factor {
            Some(factor) => Certificate::new(self.problem, &self.beta, gradient, factor, &inverse),
            None => Certificate::none(gradient, self.decrement),
        };
        let proved = certificate.distance_bound < f64::MAX;
        let status = match status {
            Status::Converged if factor.is_none() => Status::Singular,
            Status::Converged if !proved => Status::Stalled,
            other => other,
        };
        Optimum {
            log_likelihood: self.local.log_likelihood,
            smallest_pivot: factor.as_ref().map_or(0.0, |factor| factor.smallest_pivot(&hessian)),
            beta: self.beta,
            information,
            inverse,
            iterations: self.iterations,
            certificate,
            status,
        }
    }
}
