//! Accelerated proximal gradient steps for any smooth f, convex or not.
//!
//! From y = x + β(x − x⁻) a step goes to z = prox_{sP}(y − s∇f(y)); the step s shrinks until f lies under its quadratic model,
//! with the curvature that the trial has shown, and grows again by a little after each success (A. Beck and M. Teboulle,
//! "A fast iterative shrinkage-thresholding algorithm", SIAM J. Imaging Sci. 2, 2009; K. Scheinberg, D. Goldfarb and X. Bai,
//! "Fast first-order methods for composite convex optimization with backtracking", Found. Comput. Math. 14, 2014). The momentum
//! is dropped where it points uphill, (y − z)ᵀ(z − x) > 0, or where F would grow (B. O'Donoghue and E. Candès, "Adaptive restart
//! for accelerated gradient schemes", Found. Comput. Math. 15, 2015): then a plain step from x follows, which decreases F by
//! a share of ‖z − x‖²/s whether F is convex or not (H. Li and Z. Lin, "Accelerated proximal gradient methods for nonconvex
//! programming", NIPS 2015).
//!
//! The method asks for one evaluation of f after the other, so that f may live anywhere: [`ProximalGradient::point`] says
//! where, [`ProximalGradient::tell`] takes the answer.

use super::objective::Objective;
use super::outcome::{Method, Settings, Solution, Status};
use super::terms::Terms;
use crate::check::{CheckError, Code, all_finite, finite, length};
use crate::inner::{Control, Phase, Progress};
use crate::linalg::{Workers, dot};
use crate::penalties::PenaltyError;

/// By how much a step grows after a success.
const GROWTH: f64 = 1.15;
/// Shrinkings of one step before it is given up.
const MOST_TRIALS: usize = 200;
/// Plain steps in a row that do not decrease F before rounding is blamed.
const PATIENCE: usize = 40;

/// Minimises f + ΣP from a start, asking f as often as it needs.
pub fn descend(
    objective: &dyn Objective,
    terms: &Terms<'_>,
    start: &[f64],
    settings: Settings,
    control: &Control<'_>,
    workers: &Workers,
) -> Result<Solution, PenaltyError> {
    let mut method = ProximalGradient::new(terms.dimension(), start, settings)?;
    method.quadratic = objective.is_quadratic() && terms.all_mapped();
    let mut gradient = vec![0.0; start.len()];
    let (mut status, mut told) = (None, usize::MAX);
    while status.is_none() {
        let value = objective.value_gradient(method.point(), &mut gradient)?;
        status = method.tell(terms, value, &gradient, workers)?;
        if method.iterations() != told {
            told = method.iterations();
            (control.progress)(&method.progress());
        }
        if status.is_none() && (control.cancelled)() {
            status = Some(Status::Stopped);
        }
    }
    Ok(method.finish(status.unwrap_or(Status::Stopped)))
}

/// f with the smooth penalties at a point.
#[derive(Clone, Default)]
struct Point {
    x: Vec<f64>,
    fit: f64,
    smooth: f64,
    gradient: Vec<f64>,
}

/// What the next evaluation is for.
enum Stage {
    Start,
    Ahead,
    Trial,
}

/// The method between two evaluations.
pub struct ProximalGradient {
    settings: Settings,
    /// Gradients ahead follow from known ones, and are not asked for.
    quadratic: bool,
    stage: Stage,
    /// The last point that was accepted, and the one before it.
    x: Point,
    before: Vec<f64>,
    before_gradient: Vec<f64>,
    mapped: f64,
    penalties: Vec<f64>,
    /// Where the step starts, and where it leads.
    y: Point,
    accelerated: bool,
    z: Vec<f64>,
    z_mapped: f64,
    z_penalties: Vec<f64>,
    step: f64,
    momentum: f64,
    trials: usize,
    idle: usize,
    /// max |x_i| over all points so far.
    reach: f64,
    scale: f64,
    residual: f64,
    iterations: usize,
}

impl ProximalGradient {
    /// Ready for the first evaluation, at the start.
    pub fn new(dimension: usize, start: &[f64], settings: Settings) -> Result<Self, CheckError> {
        length("start", start.len(), dimension)?;
        finite("start", start)?;
        Ok(Self {
            settings: settings.checked()?,
            quadratic: false,
            stage: Stage::Start,
            x: Point { x: start.to_vec(), ..Point::default() },
            before: start.to_vec(),
            before_gradient: Vec::new(),
            mapped: f64::INFINITY,
            penalties: Vec::new(),
            y: Point::default(),
            accelerated: false,
            z: Vec::new(),
            z_mapped: 0.0,
            z_penalties: Vec::new(),
            step: 0.0,
            momentum: 1.0,
            trials: 0,
            idle: 0,
            reach: 0.0,
            scale: 0.0,
            residual: f64::INFINITY,
            iterations: 0,
        })
    }

    /// Where f is wanted next.
    #[must_use]
    pub fn point(&self) -> &[f64] {
        match self.stage {
            Stage::Start => &self.x.x,
            Stage::Ahead => &self.y.x,
            Stage::Trial => &self.z,
        }
    }

    /// The steps that were accepted.
    #[must_use]
    pub fn iterations(&self) -> usize {
        self.iterations
    }

    /// How it stands.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let (iteration, worst) = (self.iterations, self.residual * self.scale);
        let objective = self.x.smooth + self.mapped;
        let phase = Phase::Coefficients;
        Progress { phase, iteration, objective, gradient_norm: worst, decrement: worst, step: self.step }
    }

    /// Takes f and its gradient at the point, and says whether that was the end.
    pub fn tell(
        &mut self,
        terms: &Terms<'_>,
        value: f64,
        gradient: &[f64],
        workers: &Workers,
    ) -> Result<Option<Status>, PenaltyError> {
        length("gradient", gradient.len(), self.x.x.len())?;
        let (x, mut penalties) = (self.point().to_vec(), vec![0.0; terms.count()]);
        let mut told = Point { x, fit: value, smooth: value, gradient: gradient.to_vec() };
        if value.is_finite() {
            told.smooth += terms.add_smooth(&told.x, &mut told.gradient, &mut penalties, workers)?;
        }
        match self.stage {
            Stage::Start => self.begin(terms, told, penalties, workers),
            Stage::Ahead => self.ahead(terms, told, workers),
            Stage::Trial => self.tried(terms, told, &penalties, workers),
        }
    }

    fn begin(
        &mut self,
        terms: &Terms<'_>,
        told: Point,
        penalties: Vec<f64>,
        workers: &Workers,
    ) -> Result<Option<Status>, PenaltyError> {
        if !told.usable() {
            return Err(not_finite().into());
        }
        (self.x, self.penalties) = (told, penalties);
        self.mapped = terms.mapped_values(&self.x.x, &mut self.penalties, workers);
        let size = dot(&self.x.gradient, &self.x.gradient).sqrt();
        // One unit of length; the first trial shows the curvature.
        self.step = self.allowed(terms, if size > 0.0 && size.is_finite() { 1.0 / size } else { 1.0 });
        self.measure(terms, workers)?;
        if self.is_done() && self.mapped < f64::INFINITY {
            return Ok(Some(Status::Converged));
        }
        if self.settings.iterations == 0 {
            return Ok(Some(Status::IterationLimit));
        }
        self.restart();
        self.try_step(terms, workers)
    }

    fn ahead(&mut self, terms: &Terms<'_>, told: Point, workers: &Workers) -> Result<Option<Status>, PenaltyError> {
        if told.usable() {
            (self.y, self.accelerated) = (told, true);
        } else {
            self.restart();
        }
        self.try_step(terms, workers)
    }

    /// Judges a trial: too long a step, a rise of F, or the next x.
    fn tried(
        &mut self,
        terms: &Terms<'_>,
        told: Point,
        smooth: &[f64],
        workers: &Workers,
    ) -> Result<Option<Status>, PenaltyError> {
        let d: Vec<f64> = told.x.iter().zip(&self.y.x).map(|(z, y)| z - y).collect();
        let length = dot(&d, &d);
        if let Some(step) = self.shorter(&told, &d, length) {
            self.trials += 1;
            if self.trials > MOST_TRIALS || step == 0.0 {
                return Ok(Some(if told.usable() { Status::Stalled } else { Status::NotFinite }));
            }
            self.step = step;
            return self.try_step(terms, workers);
        }
        let (old, new) = (self.x.smooth + self.mapped, told.smooth + self.z_mapped);
        let moved: f64 = told.x.iter().zip(&self.x.x).map(|(z, x)| (z - x) * (z - x)).sum();
        let slack = 1e-15 * (self.x.smooth.abs() + told.smooth.abs() + self.mapped.abs().min(f64::MAX));
        if self.accelerated && !(new <= old - 1e-4 * moved / self.step + slack) {
            self.restart();
            return self.try_step(terms, workers);
        }
        self.idle = if new < old { 0 } else { self.idle + 1 };
        let uphill = dot(&d, &told.x) - dot(&d, &self.x.x) < 0.0;
        self.advance(terms, told, smooth, uphill);
        self.measure(terms, workers)?;
        if self.is_done() {
            return Ok(Some(Status::Converged));
        }
        if self.idle > PATIENCE {
            return Ok(Some(Status::Stalled));
        }
        if self.iterations >= self.settings.iterations {
            return Ok(Some(Status::IterationLimit));
        }
        self.extrapolate(terms, workers)
    }

    /// A step to try instead where f at z is above its model, None where it is not.
    fn shorter(&self, told: &Point, d: &[f64], length: f64) -> Option<f64> {
        if !told.usable() {
            return Some(self.step / 16.0);
        }
        let along = dot(&told.gradient, d) - dot(&self.y.gradient, d);
        let rise = told.smooth - self.y.smooth;
        // Where rounding hides the rise, the change of the gradient says the same for a quadratic.
        let seen = rise.abs() > 1e-8 * (told.smooth.abs() + self.y.smooth.abs());
        let excess = if seen { rise - dot(&self.y.gradient, d) } else { 0.5 * along };
        let model = 0.5 * length / self.step;
        if excess <= model * (1.0 + 1e-10) {
            return None;
        }
        let shown = 0.5 * length / excess.max(0.5 * along);
        Some((0.9 * shown).clamp(self.step / 1e6, self.step / 1.5))
    }

    fn advance(&mut self, terms: &Terms<'_>, told: Point, smooth: &[f64], uphill: bool) {
        self.before.clone_from(&self.x.x);
        let along = dot_difference(&told.gradient, &self.y.gradient, &told.x, &self.y.x);
        let length = dot_difference(&told.x, &self.y.x, &told.x, &self.y.x);
        self.before_gradient = std::mem::replace(&mut self.x, told).gradient;
        self.mapped = self.z_mapped;
        self.penalties = self.z_penalties.iter().zip(smooth).map(|(a, b)| a + b).collect();
        self.iterations += 1;
        let old = self.step;
        if self.trials == 0 {
            // The first step knew nothing of the curvature; afterwards growth is slow.
            let known = if along > 0.0 { 0.9 * length / along } else { f64::INFINITY };
            let most = if self.iterations == 1 { 1e6 } else { GROWTH };
            self.step = self.allowed(terms, (most * old).min(known.max(GROWTH * old)));
        }
        let t = if uphill { 1.0 } else { self.momentum };
        self.momentum = t;
        if uphill {
            self.before.clone_from(&self.x.x);
        }
        self.look_ahead(old);
    }

    /// y = x + β(x − x⁻) with β = (t − 1)/t⁺ and t⁺ = (1 + √(1 + 4(s/s⁺)t²))/2.
    fn look_ahead(&mut self, old: f64) {
        let t = self.momentum;
        let next = 0.5 * (1.0 + (1.0 + 4.0 * (old / self.step) * t * t).sqrt());
        let beta = ((t - 1.0) / next).clamp(0.0, 1.0);
        self.momentum = next;
        let ahead = |now: &[f64], before: &[f64]| {
            now.iter().zip(before).map(|(now, before)| beta.mul_add(now - before, *now)).collect::<Vec<f64>>()
        };
        self.y.x = ahead(&self.x.x, &self.before);
        if self.quadratic {
            let (x, y) = (&self.x, &mut self.y);
            y.gradient = ahead(&x.gradient, &self.before_gradient);
            let slope: f64 = y.x.iter().zip(&x.x).zip(&x.gradient).map(|((y, x), g)| (y - x) * g).sum();
            let bend = dot_difference(&y.gradient, &x.gradient, &y.x, &x.x);
            y.smooth = x.smooth + slope + 0.5 * bend;
        }
    }

    fn extrapolate(&mut self, terms: &Terms<'_>, workers: &Workers) -> Result<Option<Status>, PenaltyError> {
        self.trials = 0;
        self.accelerated = self.y.x != self.x.x && all_finite(&self.y.x);
        if !self.accelerated {
            self.y.clone_from(&self.x);
        }
        if self.quadratic || !self.accelerated {
            return self.try_step(terms, workers);
        }
        self.stage = Stage::Ahead;
        Ok(None)
    }

    fn restart(&mut self) {
        self.y.clone_from(&self.x);
        self.before.clone_from(&self.x.x);
        (self.accelerated, self.momentum, self.trials) = (false, 1.0, 0);
    }

    fn try_step(&mut self, terms: &Terms<'_>, workers: &Workers) -> Result<Option<Status>, PenaltyError> {
        (self.z, self.z_mapped, self.z_penalties) = self.image(terms, &self.y, workers)?;
        self.stage = Stage::Trial;
        Ok(None)
    }

    /// prox_{sP}(y − s∇f(y)), the sum of the penalties there and each of them.
    fn image(
        &self,
        terms: &Terms<'_>,
        at: &Point,
        workers: &Workers,
    ) -> Result<(Vec<f64>, f64, Vec<f64>), PenaltyError> {
        let ahead: Vec<f64> = at.x.iter().zip(&at.gradient).map(|(x, g)| (-self.step).mul_add(*g, *x)).collect();
        let (mut out, mut values) = (vec![0.0; ahead.len()], vec![0.0; terms.count()]);
        let sum = terms.prox(&ahead, self.step, &mut out, &mut values, workers)?;
        Ok((out, sum, values))
    }

    /// The residual at x, and the scale that it is measured by.
    fn measure(&mut self, terms: &Terms<'_>, workers: &Workers) -> Result<(), PenaltyError> {
        let (image, ..) = self.image(terms, &self.x, workers)?;
        let size = |v: &[f64]| v.iter().fold(0.0, |m: f64, v| m.max(v.abs()));
        let worst = self.x.x.iter().zip(&image).fold(0.0, |m: f64, (x, z)| m.max((x - z).abs())) / self.step;
        // Not the largest gradient ever seen, which says nothing about the curvature here.
        self.reach = self.reach.max(size(&self.x.x));
        self.scale = size(&self.x.gradient).max(self.reach / self.step);
        self.residual = if worst > 0.0 { worst / self.scale } else { 0.0 };
        Ok(())
    }

    fn is_done(&self) -> bool {
        self.residual <= self.settings.tolerance
    }

    fn allowed(&self, terms: &Terms<'_>, step: f64) -> f64 {
        step.min(0.95 * terms.step_limit()).clamp(f64::MIN_POSITIVE, 1e300)
    }

    /// The last point that was accepted.
    #[must_use]
    pub fn finish(self, status: Status) -> Solution {
        let (residual, iterations, method) = (self.residual, self.iterations, Method::ProximalGradient);
        let (x, fit, penalties) = (self.x.x, self.x.fit, self.penalties);
        Solution { x, fit, penalties, residual, gap: None, iterations, status, method }
    }
}

impl Point {
    fn usable(&self) -> bool {
        self.fit.is_finite() && self.smooth.is_finite() && all_finite(&self.gradient)
    }
}

/// (a − b)ᵀ(c − d)
fn dot_difference(a: &[f64], b: &[f64], c: &[f64], d: &[f64]) -> f64 {
    a.iter().zip(b).zip(c.iter().zip(d)).map(|((a, b), (c, d))| (a - b) * (c - d)).sum()
}

fn not_finite() -> CheckError {
    let expected = "finite numbers, at the start at least";
    CheckError::new(Code::NonFinite, "objective", "a value or a gradient that is not finite", expected)
}
