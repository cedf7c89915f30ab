//! The minimum of a criterion over z = (ρ, τ): trust-region Newton with the exact Hessian, tails recognised, ending at the rounding floor.
//!
//! A term that is not needed has no optimum at finite ρ_k: V ≈ V_face + a·e^{−ρ_k}, of which ∂²V/∂ρ_k² = −∂V/∂ρ_k is the mark. Such a coordinate is moved
//! at once to where nothing is left of its slope, and reported as at its null space; in the same way for λ_k → 0.

use super::laplace::Evaluation;
use super::start::fellner_schall;
use super::trust_region;
use crate::inner::{Control, Phase, Progress, Status};

/// Something to be minimised over z.
pub trait Criterion: Sync {
    /// The number of log-strengths, which come first in z.
    fn strengths(&self) -> usize;

    /// V and its derivatives at z. `near` is an evaluation not far away, to begin with; `tolerance` bounds what the inner fit may leave.
    ///
    /// # Errors
    /// Why there is none.
    fn evaluate(
        &self,
        z: &[f64],
        near: Option<(&[f64], &Evaluation)>,
        tolerance: f64,
        control: &Control<'_>,
    ) -> Result<Evaluation, Status>;

    /// The same with a Hessian that need not be exact, where that is cheaper.
    ///
    /// # Errors
    /// Why there is none.
    fn evaluate_roughly(
        &self,
        z: &[f64],
        near: Option<(&[f64], &Evaluation)>,
        tolerance: f64,
        control: &Control<'_>,
    ) -> Result<Evaluation, Status> {
        self.evaluate(z, near, tolerance, control)
    }
}

/// Where a log-strength ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At a finite optimum.
    Interior,
    /// λ → ∞: the term is in the null space of its penalty.
    NullSpace,
    /// λ → 0: the term is not penalised.
    Unpenalised,
}

/// The end of a search.
#[derive(Debug, Clone)]
pub struct Found {
    /// ẑ.
    pub z: Vec<f64>,
    /// V there.
    pub evaluation: Evaluation,
    /// Where each log-strength ended.
    pub places: Vec<Place>,
    /// Steps.
    pub iterations: usize,
    /// How it ended.
    pub status: Status,
}

/// Steps at most.
const MAX_STEPS: usize = 200;
/// The first and the largest radius, in logarithms.
const RADII: (f64, f64) = (3.0, 8.0);
/// A radius below which no step is taken any more.
const LEAST_RADIUS: f64 = 1e-8;
/// The decrement that the inner fit may leave while the search is far away, and near.
const TOLERANCES: (f64, f64) = (1e-6, 1e-13);
/// Promised decreases, relative to 1 + |V|: below the first the inner fit is made exact, below the second values say nothing any more.
const NEAR: f64 = 1e-7;
const NOISE: f64 = 1e-11;
/// What a step of length 1 may still promise at the end, where strengths without effect leave the rounding of large numbers, relative to 1 + |V|.
const LEFT: f64 = 1e-8;
/// Steps with rough Hessians at most.
const ROUGH_STEPS: usize = 15;
/// The share of the slope by which a tail may fail the slope test, and V at its end what the tail promises.
const TAIL: f64 = 0.1;
/// The slope from which a tail is followed to its end, and that which is left there. Slopes are shares of the rank of a penalty: they have no unit.
const TAIL_SLOPES: (f64, f64) = (0.1, 1e-14);
/// A slope and a curvature below this belong to a coordinate that has no effect any more; a trace this near to its limits has reached it.
const FLAT: (f64, f64) = (1e-10, 1e-6);
/// How far back from a boundary its tail is looked at once more, and the slope there that says that it is none.
const RETREAT: f64 = 18.0;
const UPWARDS: f64 = 1e-9;
/// Steps by the gradient alone at most: each gains a digit or more where they are of use.
const POLISHING: usize = 20;
/// A step this short changes no digit that counts.
const SHORT: f64 = 1e-12;

/// The state of a search.
struct Search<'a, C: Criterion + ?Sized> {
    criterion: &'a C,
    control: &'a Control<'a>,
    z: Vec<f64>,
    evaluation: Evaluation,
    places: Vec<Place>,
    freed: Vec<bool>,
    radius: f64,
    tolerance: f64,
    iterations: usize,
}

/// The minimum from z on.
///
/// # Errors
/// The status of the first evaluation where it failed.
pub fn search<C: Criterion + ?Sized>(criterion: &C, z: Vec<f64>, control: &Control<'_>) -> Result<Found, Status> {
    let evaluation = criterion.evaluate_roughly(&z, None, TOLERANCES.0, control)?;
    let places = vec![Place::Interior; criterion.strengths()];
    let (radius, tolerance) = (RADII.0, TOLERANCES.0);
    let (z, evaluation) = first_step(criterion, z, evaluation, control);
    let freed = vec![false; places.len()];
    let mut search = Search { criterion, control, z, evaluation, places, freed, radius, tolerance, iterations: 0 };
    let status = search.run();
    let Search { z, evaluation, places, iterations, .. } = search;
    Ok(Found { z, evaluation, places, iterations, status })
}

/// A step of Fellner and Schall, where V decreases by it.
fn first_step<C: Criterion + ?Sized>(
    criterion: &C,
    z: Vec<f64>,
    evaluation: Evaluation,
    control: &Control<'_>,
) -> (Vec<f64>, Evaluation) {
    let mut moved = z.clone();
    moved.iter_mut().zip(fellner_schall(&evaluation)).for_each(|(z, change)| *z += change);
    match criterion.evaluate_roughly(&moved, Some((&z, &evaluation)), TOLERANCES.0, control) {
        Ok(better) if better.value < evaluation.value => (moved, better),
        _ => (z, evaluation),
    }
}

impl<C: Criterion + ?Sized> Search<'_, C> {
    fn run(&mut self) -> Status {
        while self.iterations < MAX_STEPS {
            if (self.control.cancelled)() {
                return Status::Cancelled;
            }
            self.report();
            self.follow_tails();
            let Some(step) = self.step() else { return Status::Stalled };
            let near = step.promised <= NEAR * self.size() || self.iterations >= ROUGH_STEPS;
            if self.tolerance == TOLERANCES.0 && near {
                if self.sharpen().is_err() {
                    return Status::Stalled;
                }
                continue;
            }
            if step.promised <= NOISE * self.size() {
                let status = self.polish();
                if status == Status::Converged && self.released() {
                    continue;
                }
                return status;
            }
            self.iterations += 1;
            if let Err(status) = self.advance(&step) {
                return status;
            }
        }
        Status::IterationLimit
    }

    fn size(&self) -> f64 {
        1.0 + self.evaluation.value.abs()
    }

    fn active(&self) -> Vec<bool> {
        (0..self.z.len()).map(|k| self.places.get(k).is_none_or(|p| *p == Place::Interior)).collect()
    }

    fn step(&self) -> Option<trust_region::Step> {
        trust_region::step(&self.evaluation.gradient, &self.evaluation.hessian, &self.active(), self.radius)
    }

    fn evaluate(&self, z: &[f64]) -> Result<Evaluation, Status> {
        let near = Some((&self.z[..], &self.evaluation));
        if self.tolerance == TOLERANCES.0 {
            return self.criterion.evaluate_roughly(z, near, self.tolerance, self.control);
        }
        self.criterion.evaluate(z, near, self.tolerance, self.control)
    }

    fn moved(&self, step: &[f64]) -> Vec<f64> {
        self.z.iter().zip(step).map(|(z, s)| z + s).collect()
    }

    /// From here on inner fits are exact.
    fn sharpen(&mut self) -> Result<(), Status> {
        self.tolerance = TOLERANCES.1;
        self.evaluation = self.evaluate(&self.z)?;
        Ok(())
    }

    /// One step, taken if V decreases as far as promised; the radius follows how well V is known.
    fn advance(&mut self, step: &trust_region::Step) -> Result<(), Status> {
        let length = step.step.iter().fold(0.0_f64, |m, s| m.hypot(*s));
        let z = self.moved(&step.step);
        let ratio = match self.evaluate(&z) {
            Err(Status::Cancelled) => return Err(Status::Cancelled),
            Err(_) => -1.0,
            Ok(evaluation) => {
                let ratio = (self.evaluation.value - evaluation.value) / step.promised;
                if ratio > 1e-4 {
                    (self.z, self.evaluation) = (z, evaluation);
                }
                ratio
            }
        };
        if ratio < 0.25 {
            self.radius = 0.25 * length;
        } else if ratio > 0.75 && length > 0.8 * self.radius {
            self.radius = (2.0 * self.radius).min(RADII.1);
        }
        if self.radius < LEAST_RADIUS { Err(Status::Stalled) } else { Ok(()) }
    }

    /// Moves every coordinate that lies on a tail to its end.
    fn follow_tails(&mut self) {
        for k in 0..self.places.len() {
            if let Some((place, jump)) = self.tail(k) {
                let mut z = self.z.clone();
                z[k] += jump;
                let Ok(evaluation) = self.evaluate(&z) else { continue };
                let slope = self.evaluation.gradient[k].abs();
                let apart = evaluation.value - (self.evaluation.value - slope);
                if apart.abs() <= TAIL * slope + NOISE * self.size() {
                    (self.z, self.evaluation) = (z, evaluation);
                    self.places[k] = place;
                }
            }
        }
    }

    /// Whether V_kk = ∓V_k says that coordinate k runs to infinity, and how far it is until its slope is gone.
    fn tail(&self, k: usize) -> Option<(Place, f64)> {
        let (slope, curvature) = (self.evaluation.gradient[k], self.evaluation.hessian.get(k, k));
        let exponential = (curvature - slope.abs()).abs() <= TAIL * slope.abs();
        if self.places[k] != Place::Interior || !exponential || slope.abs() > TAIL_SLOPES.0 {
            return None;
        }
        let jump = (slope.abs() / TAIL_SLOPES.1).ln().max(0.0);
        Some(if slope < 0.0 { (Place::NullSpace, jump) } else { (Place::Unpenalised, -jump) })
    }

    /// Newton steps by the gradient alone, since V itself shows no difference any more, as long as they shorten it.
    fn polish(&mut self) -> Status {
        self.place_flat_ones();
        let mut moved = false;
        for _ in 0..POLISHING {
            let Some(step) = self.step().filter(|step| step.step.iter().any(|s| s.abs() > SHORT)) else { break };
            let z = self.moved(&step.step);
            let near = Some((&self.z[..], &self.evaluation));
            let Ok(mut evaluation) = self.criterion.evaluate_roughly(&z, near, self.tolerance, self.control) else {
                break;
            };
            let shorter = self.slope(&evaluation) < 0.7 * self.slope(&self.evaluation);
            if !shorter {
                break;
            }
            // The exact Hessian nearby makes these chord steps, each of which gains as many digits as it was near.
            std::mem::swap(&mut evaluation.hessian, &mut self.evaluation.hessian);
            (self.z, self.evaluation, moved) = (z, evaluation, true);
            self.iterations += 1;
            self.report();
        }
        let near = Some((&self.z[..], &self.evaluation));
        if moved && let Ok(exact) = self.criterion.evaluate(&self.z, near, self.tolerance, self.control) {
            self.evaluation = exact;
        }
        self.place_flat_ones();
        if self.is_minimum() { Status::Converged } else { Status::Stalled }
    }

    /// The largest slope of a coordinate that is not at a boundary.
    fn slope(&self, evaluation: &Evaluation) -> f64 {
        let slopes = evaluation.gradient.iter().zip(self.active()).filter(|(_, active)| *active);
        slopes.fold(0.0, |m, (g, _)| m.max(g.abs()))
    }

    /// Frees a coordinate whose way to its boundary has turned upwards since, as other coordinates moved; each of them once.
    fn released(&mut self) -> bool {
        for k in 0..self.places.len() {
            let sign = match self.places[k] {
                Place::Interior => continue,
                Place::NullSpace => 1.0,
                Place::Unpenalised => -1.0,
            };
            let mut z = self.z.clone();
            z[k] -= sign * RETREAT;
            let Ok(evaluation) = self.evaluate(&z) else { continue };
            if !self.freed[k] && sign * evaluation.gradient[k] > UPWARDS {
                (self.z, self.evaluation, self.places[k], self.freed[k]) = (z, evaluation, Place::Interior, true);
                self.radius = RADII.0;
                return true;
            }
        }
        false
    }

    /// A log-strength that the criterion does not feel is at a boundary: at its null space where tr(GS_k) is all of the rank, else without effect,
    /// as a weak penalty beside strong ones on the same coefficients.
    fn place_flat_ones(&mut self) {
        for k in 0..self.places.len() {
            let v = &self.evaluation;
            let flat = v.gradient[k].abs() <= FLAT.0 && v.hessian.get(k, k).abs() <= FLAT.0;
            if self.places[k] != Place::Interior || !flat {
                continue;
            }
            if v.traces[k] <= FLAT.1 {
                self.places[k] = Place::Unpenalised;
            } else if v.ranks[k] - v.traces[k] <= FLAT.1 {
                self.places[k] = Place::NullSpace;
            }
        }
    }

    /// Whether no step of length 1 of the coordinates that are not at a boundary promises a decrease that could be seen.
    fn is_minimum(&self) -> bool {
        let step = trust_region::step(&self.evaluation.gradient, &self.evaluation.hessian, &self.active(), 1.0);
        step.is_some_and(|step| step.promised <= LEFT * self.size())
    }

    /// √(2·decrease) that an unlimited Newton step promises, 0 where there is none.
    fn decrement(&self) -> f64 {
        let step = trust_region::step(&self.evaluation.gradient, &self.evaluation.hessian, &self.active(), f64::MAX);
        step.map_or(0.0, |step| (2.0 * step.promised).max(0.0).sqrt())
    }

    fn report(&self) {
        let active = self.active();
        let slopes = self.evaluation.gradient.iter().zip(&active).filter(|(_, active)| **active);
        let norm = slopes.fold(0.0_f64, |m, (g, _)| m.max(g.abs()));
        (self.control.progress)(&Progress {
            phase: Phase::Strengths,
            iteration: self.iterations,
            objective: self.evaluation.value,
            gradient_norm: norm,
            decrement: self.decrement(),
            step: self.radius,
        });
    }
}
