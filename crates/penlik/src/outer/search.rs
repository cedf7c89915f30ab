//! The minimum of a criterion over z = (ρ, τ): trust-region Newton with the exact Hessian, tails recognised, ending at the rounding floor.
//!
//! A term that is not needed has no optimum at finite ρ_k: V ≈ V_face + a·e^{−ρ_k}, of which ∂²V/∂ρ_k² = −∂V/∂ρ_k is the mark. Such a coordinate is moved
//! at once to where nothing is left of its slope, and reported as at its null space; in the same way for λ_k → 0.

mod tails;

use super::laplace::{Curvature, Evaluation};
use super::start::fellner_schall;
use super::trust_region;
use crate::inner::{Control, Phase, Progress, Status};

/// How an evaluation is to be made.
#[derive(Clone, Copy)]
pub struct Approach<'a> {
    /// A point not far away and what was found there, to begin with.
    pub near: Option<(&'a [f64], &'a Evaluation)>,
    /// What the inner fit may leave.
    pub tolerance: f64,
    /// How much of the Hessian is wanted; where all of it costs no more, all of it may come.
    pub curvature: Curvature,
}

/// Something to be minimised over z.
pub trait Criterion: Sync {
    /// The number of log-strengths, which come first in z.
    fn strengths(&self) -> usize;

    /// Whether exact Hessians are dear, and rough ones so near to them that they do until the end: with the rows grows how well β̂ is known, and the
    /// less does its movement change the information.
    fn is_nearly_rough(&self) -> bool {
        false
    }

    /// V and its derivatives at z.
    ///
    /// # Errors
    /// Why there is none.
    fn evaluate(&self, z: &[f64], approach: &Approach<'_>, control: &Control<'_>) -> Result<Evaluation, Status>;
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
/// The first and the largest radius, in logarithms, for few coordinates; more of them may move as far together.
const RADII: (f64, f64) = (3.0, 8.0);
const FEW: f64 = 4.0;
/// A radius below which no step is taken any more.
const LEAST_RADIUS: f64 = 1e-8;
/// The decrement that the inner fit may leave while the search is far away, of few rows and of many, and while it is near.
const FAR_TOLERANCE: f64 = 1e-4;
const FAR_TOLERANCE_OF_MANY: f64 = 1e-3;
const NEAR_TOLERANCE: f64 = 1e-13;
/// Promised decreases, relative to 1 + |V|: below the first the inner fit is made exact, below the second values say nothing any more.
const NEAR: f64 = 1e-7;
const NOISE: f64 = 1e-11;
/// What a step of length 1 may still promise at the end, where strengths without effect leave the rounding of large numbers, relative to 1 + |V|.
const LEFT: f64 = 1e-8;
/// Steps with rough Hessians at most.
const ROUGH_STEPS: usize = 15;
/// Steps by the gradient alone at most, and the share of the slope that each may leave.
const POLISHING: usize = 20;
const GAIN: f64 = 0.7;
/// A step this short is taken by the Hessian at hand, as are those after it: each gains about as many digits as it is short.
const CHORD: f64 = 0.02;
/// A step this short changes no digit that counts.
const SHORT: f64 = 1e-12;

/// A decrease of a log-likelihood that other rows of the same law would drown.
const LITTLE: f64 = 0.05;

/// The state of a search.
struct Search<'a, C: Criterion + ?Sized> {
    criterion: &'a C,
    control: &'a Control<'a>,
    z: Vec<f64>,
    evaluation: Evaluation,
    places: Vec<Place>,
    freed: Vec<bool>,
    radius: f64,
    /// Whether the search is so near that fits and Hessians are exact.
    exact: bool,
    /// Whether steps by an older Hessian came to nothing.
    chords_failed: bool,
    iterations: usize,
}

/// How much longer a step of so many coordinates is than one of few.
fn spread(coordinates: usize) -> f64 {
    (coordinates as f64 / FEW).sqrt().max(1.0)
}

/// What the inner fit may leave while the search is far away.
fn far_tolerance<C: Criterion + ?Sized>(criterion: &C) -> f64 {
    if criterion.is_nearly_rough() { FAR_TOLERANCE_OF_MANY } else { FAR_TOLERANCE }
}

fn longest(step: &trust_region::Step) -> f64 {
    step.step.iter().fold(0.0, |m, s| m.max(s.abs()))
}

/// The minimum from z on.
///
/// # Errors
/// The status of the first evaluation where it failed.
pub fn search<C: Criterion + ?Sized>(criterion: &C, z: Vec<f64>, control: &Control<'_>) -> Result<Found, Status> {
    let mut search = Search::begun(criterion, z, None, control)?;
    search.step_of_fellner_and_schall();
    let status = search.run();
    Ok(search.found(status))
}

/// The minimum near that of another criterion for fewer rows, as far as it had one.
///
/// # Errors
/// The status of the first evaluation where it failed.
pub(super) fn search_near<C: Criterion + ?Sized>(
    criterion: &C,
    (z, found): (Vec<f64>, &Found),
    control: &Control<'_>,
) -> Result<Found, Status> {
    let mut search = Search::begun(criterion, z, Some((&found.z, &found.evaluation)), control)?;
    let status = search.run();
    Ok(search.found(status))
}

/// The neighbourhood of the minimum from z on, which may be that of another criterion, found by rough steps alone.
///
/// # Errors
/// The status of the first evaluation where it failed.
pub(super) fn approach<C: Criterion + ?Sized>(
    criterion: &C,
    (z, near): (Vec<f64>, Option<&Found>),
    control: &Control<'_>,
) -> Result<Found, Status> {
    let mut search = Search::begun(criterion, z, near.map(|near| (near.z.as_slice(), &near.evaluation)), control)?;
    if near.is_none() {
        search.step_of_fellner_and_schall();
    }
    let status = search.run_roughly();
    Ok(search.found(status))
}

impl<'a, C: Criterion + ?Sized> Search<'a, C> {
    fn begun(
        criterion: &'a C,
        z: Vec<f64>,
        near: Option<(&[f64], &Evaluation)>,
        control: &'a Control<'a>,
    ) -> Result<Self, Status> {
        let first = Approach { near, tolerance: far_tolerance(criterion), curvature: Curvature::Rough };
        let evaluation = criterion.evaluate(&z, &first, control)?;
        let places = vec![Place::Interior; criterion.strengths()];
        let (freed, radius) = (vec![false; places.len()], RADII.0 * spread(z.len()));
        Ok(Self {
            criterion,
            control,
            z,
            evaluation,
            places,
            freed,
            radius,
            exact: false,
            chords_failed: false,
            iterations: 0,
        })
    }

    fn found(self, status: Status) -> Found {
        let Self { z, evaluation, places, iterations, .. } = self;
        Found { z, evaluation, places, iterations, status }
    }
}
impl<C: Criterion + ?Sized> Search<'_, C> {
    /// The first step, where V decreases by it.
    fn step_of_fellner_and_schall(&mut self) {
        let z = self.moved(&fellner_schall(&self.evaluation));
        if let Ok(better) = self.evaluate(&z)
            && better.value < self.evaluation.value
        {
            (self.z, self.evaluation) = (z, better);
        }
    }

    fn run(&mut self) -> Status {
        while self.iterations < MAX_STEPS {
            if (self.control.cancelled)() {
                return Status::Cancelled;
            }
            self.report();
            self.follow_tails();
            let Some(step) = self.step() else { return Status::Stalled };
            let near = step.promised <= NEAR * self.size() || self.iterations >= ROUGH_STEPS;
            if !self.exact && near {
                if self.sharpen().is_err() {
                    return Status::Stalled;
                }
                continue;
            }
            let close = self.exact && !self.chords_failed && longest(&step) <= CHORD;
            if close || step.promised <= NOISE * self.size() {
                let status = self.polish();
                self.chords_failed = close && status != Status::Converged;
                if self.chords_failed || (status == Status::Converged && self.released()) {
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

    /// Steps until little is promised, without a look at tails or boundaries.
    fn run_roughly(&mut self) -> Status {
        while self.iterations < ROUGH_STEPS {
            if (self.control.cancelled)() {
                return Status::Cancelled;
            }
            let Some(step) = self.step() else { return Status::Stalled };
            if step.promised <= LITTLE {
                return Status::Converged;
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
        let exact = self.exact && (self.chords_failed || !self.criterion.is_nearly_rough());
        self.evaluate_with(z, if exact { Curvature::Exact } else { Curvature::Rough })
    }

    fn evaluate_with(&self, z: &[f64], curvature: Curvature) -> Result<Evaluation, Status> {
        let tolerance = if self.exact { NEAR_TOLERANCE } else { far_tolerance(self.criterion) };
        let approach = Approach { near: Some((&self.z, &self.evaluation)), tolerance, curvature };
        self.criterion.evaluate(z, &approach, self.control)
    }

    fn moved(&self, step: &[f64]) -> Vec<f64> {
        let changes = step.iter().copied().chain(std::iter::repeat(0.0));
        self.z.iter().zip(changes).map(|(z, s)| z + s).collect()
    }

    /// From here on inner fits and Hessians are exact.
    fn sharpen(&mut self) -> Result<(), Status> {
        self.exact = true;
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
            self.radius = (2.0 * self.radius).min(RADII.1 * spread(self.z.len()));
        }
        if self.radius < LEAST_RADIUS { Err(Status::Stalled) } else { Ok(()) }
    }

    /// Newton steps by the gradient alone, since V itself shows no difference any more, as long as they shorten it.
    fn polish(&mut self) -> Status {
        self.place_flat_ones();
        let mut moved = false;
        for _ in 0..POLISHING {
            let Some(step) = self.step().filter(|step| step.step.iter().any(|s| s.abs() > SHORT)) else { break };
            let z = self.moved(&step.step);
            let Ok(mut evaluation) = self.evaluate_with(&z, Curvature::Rough) else { break };
            // A slope that is no number ends it too.
            if !(self.slope(&evaluation) < GAIN * self.slope(&self.evaluation)) {
                break;
            }
            // The exact Hessian nearby makes these chord steps, each of which gains as many digits as it was near.
            if !self.criterion.is_nearly_rough() {
                std::mem::swap(&mut evaluation.hessian, &mut self.evaluation.hessian);
            }
            (self.z, self.evaluation, moved) = (z, evaluation, true);
            self.iterations += 1;
            self.report();
        }
        if (moved || self.criterion.is_nearly_rough())
            && let Ok(exact) = self.evaluate_with(&self.z, Curvature::Exact)
        {
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
        (self.control.progress)(&Progress {
            phase: Phase::Strengths,
            iteration: self.iterations,
            objective: self.evaluation.value,
            gradient_norm: self.slope(&self.evaluation),
            decrement: self.decrement(),
            step: self.radius,
        });
    }
}
