//! Proximal Newton for a likelihood with penalties of the catalog.
//!
//! At β the smooth part f = −ℓ + ½βᵀS_λβ + its smooth terms is replaced by its quadratic model, whose sum with the other terms is minimised
//! at z; a step towards z that decreases the objective follows (J. D. Lee, Y. Sun and M. A. Saunders, SIAM J. Optim. 24, 2014, 1420–1443).
//! Near the end Newton steps on the smooth pieces of the penalties, with scores in twice the precision, go down to the rounding floor.
//! The Hessian of terms that are not convex gives way to their bound where the sum is not positive definite.

use super::super::outcome::{Method, Settings as QuadraticSettings};
use super::super::{QuadraticFit, solve as minimise};
use super::pieces::Look;
use super::terms::{FamilyTerms, square};
use crate::inner::certificate::{Certificate, definite, kappa};
use crate::inner::newton::{Control, Optimum, Phase, Progress, Settings, Status};
use crate::inner::problem::Problem;
use crate::linalg::{Cholesky, Symmetric, Workers, dot};
use crate::penalties::PenaltyError;

/// A residual below this share of its scale is near enough for steps on pieces.
const NEAR: f64 = 1e-7;
/// A residual of a converged fit, as a share of its scale.
const CONVERGED: f64 = 1e-9;
/// The same where no pieces are known, and steps end at the rounding of the objective.
const CONVERGED_WITHOUT_PIECES: f64 = 1e-7;
/// The most by which the last Newton step may still move a predictor: where it moves further, the optimum is at infinity.
const SETTLED: f64 = 1e-3;
/// A step must achieve this share of the decrease that is promised.
const SUFFICIENT: f64 = 1e-4;
/// Halvings of a step at most.
const HALVINGS: usize = 40;
/// Steps on pieces at most.
const PIECE_STEPS: usize = 12;
/// A promised decrease below this share of the objective is rounding.
const ROUNDING: f64 = 4.0 * f64::EPSILON;

/// The end of a fit with terms.
#[derive(Debug, Clone)]
pub struct TermFit {
    /// β̂. Its `inverse` is that of the Hessian on the coefficients that move on smooth pieces of the penalties, given the pieces: rows and
    /// columns of the others are 0.
    pub optimum: Optimum,
    /// λ_jP_j(β̂), in the order of the terms.
    pub penalties: Vec<f64>,
    /// The coefficients that have a row in `inverse`.
    pub determined: Vec<bool>,
    /// tr(inverse·information); where pieces are not known, the number of coefficients that are not 0.
    pub edf: f64,
    /// Whether pieces are known: every term without derivatives acts entry by entry or group by group.
    pub has_pieces: bool,
}

/// Minimises −ℓ(β) + ½βᵀS_λβ + Σ_j λ_jP_j(β_j). Fails where a penalty refuses its block.
pub fn solve_with_terms(
    problem: &Problem<'_>,
    terms: &FamilyTerms<'_>,
    from: Option<&[f64]>,
    settings: Settings,
    control: &Control<'_>,
) -> Result<TermFit, PenaltyError> {
    let fit = Fit { problem, terms, settings, control, workers: problem.sample().workers };
    let mut run = Run { point: fit.start(from)?, iterations: 0 };
    let status = fit.descend(&mut run)?;
    fit.finish(run, status)
}

/// The objective at one β.
struct Point {
    x: Vec<f64>,
    smooth: f64,
    sharp: f64,
    log_likelihood: f64,
    gradient: Vec<f64>,
    information: Symmetric,
}

impl Point {
    fn objective(&self) -> f64 {
        self.smooth + self.sharp
    }
}

struct Run {
    point: Point,
    iterations: usize,
}

struct Fit<'a> {
    problem: &'a Problem<'a>,
    terms: &'a FamilyTerms<'a>,
    settings: Settings,
    control: &'a Control<'a>,
    workers: &'a Workers,
}

impl Fit<'_> {
    /// With `refined`, the score in twice the precision.
    fn at(&self, x: Vec<f64>, refined: bool) -> Result<Point, PenaltyError> {
        let local = self.problem.at(&x, true);
        let (objective, log_likelihood, mut gradient) = if refined {
            let refined = self.problem.at_refined(&x);
            (refined.objective, refined.log_likelihood, refined.gradient)
        } else {
            (local.objective, local.log_likelihood, local.gradient)
        };
        let smooth = objective + self.terms.add_gradient(&x, &mut gradient, self.workers)?;
        let sharp = self.terms.sharp.mapped_values(&x, &mut vec![0.0; self.terms.sharp.count()], self.workers);
        let information = local.information.unwrap_or_else(|| Symmetric::zeros(x.len()));
        Ok(Point { x, smooth, sharp, log_likelihood, gradient, information })
    }

    /// The coefficients given, or the better of the family's first step and zero, each moved into the domain of the terms.
    fn start(&self, from: Option<&[f64]>) -> Result<Point, PenaltyError> {
        let zeros = vec![0.0; self.problem.coefficients()];
        if let Some(from) = from {
            let point = self.inside(from)?;
            if point.objective().is_finite() {
                return Ok(point);
            }
        }
        let (zero, first) = (self.inside(&zeros)?, self.inside(&self.problem.start()));
        // A first step that a penalty refuses is none.
        let better = |first: &Point| first.objective() < zero.objective() || !zero.objective().is_finite();
        Ok(first.ok().filter(better).unwrap_or(zero))
    }

    fn inside(&self, x: &[f64]) -> Result<Point, PenaltyError> {
        let point = self.at(x.to_vec(), false)?;
        if point.sharp.is_finite() {
            return Ok(point);
        }
        let step = (0.5 * self.terms.sharp.step_limit()).min(1.0);
        let mut moved = x.to_vec();
        self.terms.sharp.prox(x, step, &mut moved, &mut vec![0.0; self.terms.sharp.count()], self.workers)?;
        self.at(moved, false)
    }

    /// The Hessian of the smooth part, its terms that are not convex bounded where need be.
    fn hessian(&self, point: &Point) -> Result<Symmetric, PenaltyError> {
        let rows = self.problem.hessian(&point.information);
        let mut exact = rows.clone();
        self.terms.add_hessian(&point.x, false, &mut exact, self.workers)?;
        if self.terms.convex() || definite(&exact).is_some() {
            return Ok(exact);
        }
        let mut bound = rows;
        self.terms.add_hessian(&point.x, true, &mut bound, self.workers)?;
        Ok(bound)
    }

    fn look(&self, point: &Point, hessian: &Symmetric) -> Result<Look, PenaltyError> {
        let sharp = &self.terms.sharp;
        if let Some(blocks) = sharp.blocks()? {
            return Ok(Look::by_blocks(&blocks, &point.x, &point.gradient, hessian));
        }
        let trace: f64 = (0..hessian.order).map(|i| hessian.get(i, i)).sum();
        let t = (1.0 / trace.max(f64::MIN_POSITIVE)).min(0.95 * sharp.step_limit());
        let u: Vec<f64> = point.x.iter().zip(&point.gradient).map(|(x, g)| (-t).mul_add(*g, *x)).collect();
        let mut mapped = u.clone();
        sharp.prox(&u, t, &mut mapped, &mut vec![0.0; sharp.count()], self.workers)?;
        Ok(Look::at_once(&point.x, &point.gradient, &mapped, t))
    }

    /// Steps to minimisers of quadratic models; `None` when steps on pieces may take over, or nothing more is to be gained.
    fn descend(&self, run: &mut Run) -> Result<Option<Status>, PenaltyError> {
        loop {
            if (self.control.cancelled)() {
                return Ok(Some(Status::Cancelled));
            }
            let hessian = self.hessian(&run.point)?;
            let look = self.look(&run.point, &hessian)?;
            if look.residual <= NEAR * look.size && (look.residual == 0.0 || !look.pieces.is_empty()) {
                return Ok(None);
            }
            if run.iterations >= self.settings.max_iterations {
                return Ok(Some(Status::IterationLimit));
            }
            let Some(z) = self.model_minimum(&run.point, &hessian)? else { return Ok(Some(Status::Singular)) };
            let Some((next, length)) = self.towards(&run.point, &z)? else { return Ok(None) };
            run.point = next;
            run.iterations += 1;
            self.report(run, &look, length);
        }
    }

    /// The minimiser of the quadratic model with the sharp terms; `None` where there is none.
    fn model_minimum(&self, point: &Point, hessian: &Symmetric) -> Result<Option<Vec<f64>>, PenaltyError> {
        if self.terms.is_smooth() {
            let moved = |factor: Cholesky| {
                let d = factor.solve(&point.gradient);
                point.x.iter().zip(d).map(|(x, d)| x - d).collect::<Vec<f64>>()
            };
            return Ok(definite(hessian).map(moved).filter(|z| z.iter().all(|z| z.is_finite())));
        }
        let linear: Vec<f64> = hessian.product(&point.x).iter().zip(&point.gradient).map(|(hx, g)| hx - g).collect();
        let model = QuadraticFit::normal(square(hessian)?, &linear, self.workers)?;
        let settings = QuadraticSettings { tolerance: 1e-13, iterations: 10_000, method: Method::Automatic };
        let quiet = Control { progress: &|_| (), ..*self.control };
        let z = minimise(&model, &self.terms.sharp, Some(&point.x), settings, &quiet)?.x;
        Ok(z.iter().all(|z| z.is_finite()).then_some(z))
    }

    /// The point at z, or at the first halving of the way there that decreases the objective enough; `None` where none does.
    fn towards(&self, point: &Point, z: &[f64]) -> Result<Option<(Point, f64)>, PenaltyError> {
        let d: Vec<f64> = z.iter().zip(&point.x).map(|(z, x)| z - x).collect();
        let at_z = self.terms.sharp.mapped_values(z, &mut vec![0.0; self.terms.sharp.count()], self.workers);
        let promised = dot(&point.gradient, &d) + (at_z - point.sharp);
        if !(promised < -ROUNDING * point.objective().abs()) {
            return Ok(None);
        }
        let mut length = 1.0;
        for _ in 0..HALVINGS {
            let whole = length == 1.0;
            let x =
                if whole { z.to_vec() } else { point.x.iter().zip(&d).map(|(x, d)| d.mul_add(length, *x)).collect() };
            // What a penalty refuses, because it overflows, is too far.
            if let Ok(next) = self.at(x, false)
                && next.objective() <= point.objective() + SUFFICIENT * length * promised
            {
                return Ok(Some((next, length)));
            }
            length *= 0.5;
        }
        Ok(None)
    }

    /// Newton steps on pieces until the residual stops shrinking; what the last look there found.
    fn polish(&self, run: &mut Run) -> Result<Ending, PenaltyError> {
        run.point = self.at(std::mem::take(&mut run.point.x), true)?;
        let mut ending = self.ending(&run.point)?;
        for _ in 0..PIECE_STEPS {
            let Some((_, step)) = &ending.solved else { break };
            if ending.look.residual == 0.0 || ending.decrement <= self.settings.tolerance.unwrap_or(0.0) {
                break;
            }
            let mut x = run.point.x.clone();
            ending.moving.iter().zip(step).for_each(|(&i, d)| x[i] += d);
            ending.look.jumps.iter().for_each(|&(i, z)| x[i] = z);
            let Ok(next) = self.at(x, true) else { break };
            let after = self.ending(&next)?;
            if !(after.look.residual < ending.look.residual) || !next.sharp.is_finite() {
                break;
            }
            let shrinks = after.look.residual <= 0.5 * ending.look.residual;
            (run.point, ending) = (next, after);
            run.iterations += 1;
            self.report(run, &ending.look, 1.0);
            if !shrinks {
                break;
            }
        }
        Ok(ending)
    }

    fn ending(&self, point: &Point) -> Result<Ending, PenaltyError> {
        let hessian = self.hessian(point)?;
        let look = self.look(point, &hessian)?;
        let (moving, matrix, right) = look.equation(&point.x, &hessian);
        let solved = definite(&matrix).map(|factor| {
            let step = factor.solve(&right);
            (factor.inverse(), step)
        });
        let decrement = match &solved {
            Some((_, step)) if !moving.is_empty() => dot(step, &right).max(0.0).sqrt(),
            _ => look.residual,
        };
        Ok(Ending { look, moving, solved, decrement })
    }

    fn finish(&self, mut run: Run, status: Option<Status>) -> Result<TermFit, PenaltyError> {
        let ending = if status.is_none() { self.polish(&mut run)? } else { self.ending(&run.point)? };
        let has_pieces = self.terms.sharp.blocks()?.is_some();
        let order = run.point.x.len();
        let mut inverse = Symmetric::zeros(order);
        let mut determined = vec![false; order];
        if let (true, Some((found, _))) = (has_pieces, &ending.solved) {
            for (k, &i) in ending.moving.iter().enumerate() {
                determined[i] = true;
                (0..=k).for_each(|l| inverse.add(i, ending.moving[l], found.get(k, l)));
            }
        }
        let edf = match has_pieces {
            true => dot(&inverse.data, &run.point.information.data),
            false => run.point.x.iter().filter(|x| **x != 0.0).count() as f64,
        };
        let certificate = self.certificate(&run.point.x, &ending, &inverse);
        let status = status.unwrap_or_else(|| self.judged(&ending, has_pieces, order));
        Ok(TermFit {
            penalties: self.terms.values(&run.point.x, self.workers)?,
            determined,
            edf,
            has_pieces,
            optimum: Optimum {
                beta: run.point.x,
                log_likelihood: run.point.log_likelihood,
                information: run.point.information,
                inverse,
                smallest_pivot: 1.0,
                iterations: run.iterations,
                certificate,
                status,
            },
        })
    }

    fn judged(&self, ending: &Ending, has_pieces: bool, order: usize) -> Status {
        let look = &ending.look;
        if !has_pieces {
            let converged = look.residual <= CONVERGED_WITHOUT_PIECES * look.size;
            return if converged { Status::Converged } else { Status::Stalled };
        }
        let Some((_, step)) = &ending.solved else { return Status::Singular };
        let mut direction = vec![0.0; order];
        ending.moving.iter().zip(step).for_each(|(&i, d)| direction[i] = *d);
        let settled = self.problem.family().is_quadratic()
            || self.problem.sample().largest_change(&self.problem.stacked(&direction)) <= SETTLED;
        let enough = (CONVERGED * look.size).max(self.settings.tolerance.unwrap_or(0.0));
        if look.residual <= enough && settled { Status::Converged } else { Status::Stalled }
    }

    /// The norm of the proximal gradient map, and the decrement of the last Newton step on pieces.
    fn certificate(&self, theta: &[f64], ending: &Ending, inverse: &Symmetric) -> Certificate {
        let decrement = ending.decrement;
        let kappa = kappa(self.problem, theta, inverse, |kappa| kappa * decrement);
        let share = kappa * decrement;
        let distance_bound = match share {
            _ if ending.solved.is_none() || ending.moving.is_empty() => f64::MAX,
            s if s < 1.0 && s > 0.0 => -(-s).ln_1p() / kappa,
            s if s < 1.0 => decrement,
            _ => f64::MAX,
        };
        Certificate { gradient_norm: ending.look.gradient_norm, decrement, kappa, distance_bound }
    }

    fn report(&self, run: &Run, look: &Look, step: f64) {
        (self.control.progress)(&Progress {
            phase: Phase::Coefficients,
            iteration: run.iterations,
            objective: run.point.objective(),
            gradient_norm: look.gradient_norm,
            decrement: look.residual,
            step,
        });
    }
}

/// What is known at a point: the look, the entries on pieces, and there the inverse Hessian and the Newton step.
struct Ending {
    look: Look,
    moving: Vec<usize>,
    solved: Option<(Symmetric, Vec<f64>)>,
    decrement: f64,
}
