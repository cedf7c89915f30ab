//! P(θ) = λ Σ_i p_i(θ).
//!
//! Derivatives add. A proximal map exists where the parts leave each other alone, as penalties of columns that do not overlap do,
//! or where all parts but one are b/2·‖θ − c‖²: with b, c of these together, prox_{t(p + b/2‖·−c‖²)}(θ) is prox_{sp}(u), where
//! s = t/(1 + tb) and u = (θ + tbc)/(1 + tb) (P. L. Combettes and J.-C. Pesquet, 2011, table 1).

use std::sync::{Arc, OnceLock};

use crate::check::{CheckError, Code, finite, length, non_negative};
use crate::curvature::{Curvature, Diagonal, Operator};
use crate::linalg::Workers;
use crate::penalties::{AnyPenalty, Block, Local, Majorized, Penalty, PenaltyError, Prox, Smooth};

/// λ Σ p_i.
pub(super) struct Sum {
    pub(super) parts: Vec<AnyPenalty>,
    pub(super) factor: f64,
}

impl Sum {
    fn scaled(&self, value: f64, quantity: &'static str) -> Result<f64, PenaltyError> {
        let scaled = if value == f64::INFINITY { value } else { self.factor * value };
        if scaled.is_nan() || scaled == f64::NEG_INFINITY || scaled == f64::INFINITY && value != f64::INFINITY {
            return Err(PenaltyError::Overflow { quantity });
        }
        Ok(scaled)
    }

    fn added(&self, locals: Vec<Curvature>, n: usize) -> Curvature {
        let whole = Added { parts: locals, factor: self.factor, n };
        if !whole.parts.iter().all(|part| matches!(part, Curvature::Diagonal(_))) {
            return Curvature::Implicit(Arc::new(whole));
        }
        let mut diagonal = vec![0.0; n];
        whole.diagonal(&mut diagonal);
        Curvature::Diagonal(Diagonal::new(diagonal))
    }
}

impl Penalty for Sum {
    fn value(&self, theta: Block<'_>, workers: &Workers) -> Result<f64, PenaltyError> {
        finite("theta", theta.values())?;
        let total = self.parts.iter().map(|part| part.value(theta, workers)).sum::<Result<f64, _>>()?;
        self.scaled(total, "the value")
    }
}

impl Smooth for Sum {
    fn value_gradient(&self, theta: Block<'_>, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        length("out", out.len(), theta.values().len())?;
        finite("theta", theta.values())?;
        out.fill(0.0);
        let (mut gradient, mut total) = (vec![0.0; out.len()], 0.0);
        for part in &self.parts {
            total += part.smooth()?.value_gradient(theta, &mut gradient, workers)?;
            out.iter_mut().zip(&gradient).for_each(|(out, g)| *out += self.factor * g);
        }
        self.scaled(total, "the value")
    }

    fn at(&self, theta: Block<'_>, workers: &Workers) -> Result<Box<dyn Local>, PenaltyError> {
        let mut gradient = vec![0.0; theta.values().len()];
        let value = self.value_gradient(theta, &mut gradient, workers)?;
        let locals: Vec<Box<dyn Local>> =
            self.parts.iter().map(|part| part.smooth()?.at(theta, workers)).collect::<Result<_, _>>()?;
        let hessian = self.added(locals.iter().map(|local| local.hessian().clone()).collect(), gradient.len());
        let lift = Self { parts: Vec::new(), factor: self.factor };
        Ok(Box::new(SumLocal { lift, locals, value, gradient, hessian, bound: OnceLock::new() }))
    }
}

impl Majorized for Sum {
    fn mm_weights(&self, theta: Block<'_>, out: &mut [f64], workers: &Workers) -> Result<(), PenaltyError> {
        length("out", out.len(), theta.values().len())?;
        finite("theta", theta.values())?;
        out.fill(0.0);
        let mut weights = vec![0.0; out.len()];
        for part in &self.parts {
            part.majorized()?.mm_weights(theta, &mut weights, workers)?;
            out.iter_mut().zip(&weights).for_each(|(out, w)| *out += self.factor * w);
        }
        Ok(())
    }
}

/// A sum of parts that leave each other alone: one map after the other.
pub(super) struct Apart(pub(super) Sum);

impl Penalty for Apart {
    fn value(&self, theta: Block<'_>, workers: &Workers) -> Result<f64, PenaltyError> {
        self.0.value(theta, workers)
    }
}

impl Prox for Apart {
    fn step_limit(&self) -> f64 {
        let limits = self.0.parts.iter().filter_map(|part| part.prox().ok()).map(Prox::step_limit);
        limits.fold(f64::INFINITY, f64::min) / self.0.factor
    }

    fn prox(&self, theta: Block<'_>, step: f64, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        length("out", out.len(), theta.values().len())?;
        let t = allowed(step, self.step_limit())? * self.0.factor;
        finite("theta", theta.values())?;
        out.iter_mut().zip(theta.values()).for_each(|(out, x)| *out = x + 0.0);
        let mut total = 0.0;
        for part in &self.0.parts {
            total += part.prox()?.prox_in_place(out, theta.columns(), t.min(f64::MAX), workers)?;
        }
        self.0.scaled(total, "the value at the result")
    }
}

/// b/2·‖θ − c‖², c = 0 where it is empty.
#[derive(Debug, Clone)]
pub(super) struct Quadratic {
    pub(super) weight: f64,
    pub(super) center: Vec<f64>,
}

/// A sum of quadratics and one other part.
pub(super) struct Anchored {
    pub(super) sum: Sum,
    pub(super) other: AnyPenalty,
    pub(super) quadratics: Vec<Quadratic>,
}

impl Anchored {
    /// Σ b, times λ.
    fn weight(&self) -> f64 {
        self.sum.factor * self.quadratics.iter().map(|q| q.weight).sum::<f64>()
    }
}

impl Penalty for Anchored {
    fn value(&self, theta: Block<'_>, workers: &Workers) -> Result<f64, PenaltyError> {
        self.sum.value(theta, workers)
    }
}

impl Prox for Anchored {
    fn step_limit(&self) -> f64 {
        // s < limit where t < limit/(1 − limit·b).
        let limit = self.other.prox().map_or(0.0, |prox| prox.step_limit()) / self.sum.factor;
        let left = 1.0 - limit * self.weight();
        if limit == f64::INFINITY || left <= 0.0 { f64::INFINITY } else { limit / left }
    }

    fn prox(&self, theta: Block<'_>, step: f64, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        let n = theta.values().len();
        length("out", out.len(), n)?;
        let t = allowed(step, self.step_limit())?;
        finite("theta", theta.values())?;
        // Shares of θ and of each centre; a step that is long enough leaves nothing to θ.
        let whole = 1.0 + t * self.weight();
        let (own, share) = if whole.is_finite() { (1.0 / whole, t / whole) } else { (0.0, 1.0 / self.weight()) };
        out.iter_mut().zip(theta.values()).for_each(|(out, x)| *out = own * x);
        for q in self.quadratics.iter().filter(|q| !q.center.is_empty() && n > 0) {
            if q.center.len() != n {
                length("center", q.center.len(), theta.columns())?;
            }
            let weight = share * self.sum.factor * q.weight;
            out.iter_mut().zip(q.center.iter().cycle()).for_each(|(out, c)| *out = weight.mul_add(*c, *out));
        }
        let s = (share * self.sum.factor).min(f64::MAX);
        self.other.prox()?.prox_in_place(out, theta.columns(), s, workers)?;
        if t == 0.0 {
            out.iter_mut().zip(theta.values()).for_each(|(out, x)| *out = x + 0.0);
        }
        self.sum.value(Block::new(out, theta.columns())?, workers)
    }
}

fn allowed(step: f64, limit: f64) -> Result<f64, CheckError> {
    if non_negative("step", step)? < limit {
        return Ok(step);
    }
    let expected = format!("a number below {limit}, for which the minimiser is unique");
    Err(CheckError::new(Code::Domain, "step", step.to_string(), expected))
}

struct SumLocal {
    lift: Sum,
    locals: Vec<Box<dyn Local>>,
    value: f64,
    gradient: Vec<f64>,
    hessian: Curvature,
    bound: OnceLock<Curvature>,
}

impl Local for SumLocal {
    fn value(&self) -> f64 {
        self.value
    }

    fn gradient(&self) -> &[f64] {
        &self.gradient
    }

    fn hessian(&self) -> &Curvature {
        &self.hessian
    }

    fn bound(&self) -> &Curvature {
        let bounds = || self.locals.iter().map(|local| local.bound().clone()).collect();
        self.bound.get_or_init(|| self.lift.added(bounds(), self.gradient.len()))
    }

    fn hessian_along(&self, v: &[f64]) -> Curvature {
        self.lift.added(self.locals.iter().map(|local| local.hessian_along(v)).collect(), self.gradient.len())
    }
}

/// λ Σ C_i
#[derive(Debug)]
struct Added {
    parts: Vec<Curvature>,
    factor: f64,
    n: usize,
}

impl Added {
    fn collect(&self, out: &mut [f64], ask: impl Fn(&Curvature, &mut [f64])) {
        let mut one = vec![0.0; self.n];
        out[..self.n].fill(0.0);
        for part in &self.parts {
            ask(part, &mut one);
            out.iter_mut().zip(&one).for_each(|(out, x)| *out += self.factor * x);
        }
    }
}

impl Operator for Added {
    fn dimension(&self) -> usize {
        self.n
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        self.collect(out, |part, one| part.apply(v, one));
    }

    fn diagonal(&self, out: &mut [f64]) {
        self.collect(out, Curvature::diagonal);
    }
}
