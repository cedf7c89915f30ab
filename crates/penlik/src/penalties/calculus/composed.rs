//! P(θ) = v·p(A(θ)) for a penalty p, a change of variable A (see [`Change`]) and a factor v ≥ 0.

use std::sync::{Arc, OnceLock};

use super::change::Change;
use crate::check::{CheckError, Code, length, non_negative};
use crate::curvature::{Curvature, Diagonal, Operator};
use crate::linalg::Workers;
use crate::penalties::{
    AnyPenalty, Block, DiagonalProx, EntryProx, Local, Majorized, Penalty, PenaltyError, Prox, Shaped, Smooth,
};

/// v·p(A(θ)).
pub(super) struct Composed {
    pub(super) inner: AnyPenalty,
    pub(super) change: Arc<Change>,
    pub(super) factor: f64,
}

impl Composed {
    fn scaled(&self, value: f64) -> Result<f64, PenaltyError> {
        // A domain stays what it is, whatever the factor.
        let scaled = if value == f64::INFINITY { value } else { self.factor * value };
        if scaled.is_finite() || value == f64::INFINITY {
            return Ok(scaled);
        }
        Err(PenaltyError::Overflow { quantity: "the value" })
    }

    /// A(θ), and its columns.
    fn image(&self, theta: Block<'_>) -> Result<(Vec<f64>, usize), PenaltyError> {
        Ok((self.change.forward(theta)?, self.change.columns(theta.columns())))
    }

    /// p entry by entry.
    fn entries(&self) -> Option<&dyn EntryProx> {
        self.inner.diagonal_prox().ok()?.entrywise()
    }

    /// The step of p.
    fn step(&self, name: &str, step: f64) -> Result<f64, CheckError> {
        let t = (non_negative(name, step)? * self.factor * self.change.square()).min(f64::MAX);
        if step < self.step_limit() {
            return Ok(t);
        }
        let expected = format!("a number below {}, for which the minimiser is unique", self.step_limit());
        Err(CheckError::new(Code::Domain, name, step.to_string(), expected))
    }

    fn curvature(&self, inner: Curvature, n: usize, columns: usize) -> Curvature {
        let factor = self.factor;
        let whole = Seen { inner, change: self.change.clone(), factor, n, columns };
        if !matches!((&whole.inner, self.change.is_entrywise()), (Curvature::Diagonal(_), true)) {
            return Curvature::Implicit(Arc::new(whole));
        }
        let mut diagonal = vec![0.0; n];
        whole.diagonal(&mut diagonal);
        Curvature::Diagonal(Diagonal::new(diagonal))
    }

    fn pull(&self, u: &mut [f64], columns: usize, out: &mut [f64]) {
        u.iter_mut().for_each(|u| *u *= self.factor);
        self.change.adjoint(u, columns, |_| 0.0, out);
    }
}

impl Penalty for Composed {
    fn value(&self, theta: Block<'_>, workers: &Workers) -> Result<f64, PenaltyError> {
        let (phi, columns) = self.image(theta)?;
        self.scaled(self.inner.value(Block::new(&phi, columns)?, workers)?)
    }
}

impl Smooth for Composed {
    fn value_gradient(&self, theta: Block<'_>, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        length("out", out.len(), theta.values().len())?;
        let (phi, columns) = self.image(theta)?;
        let mut u = vec![0.0; phi.len()];
        let value = self.inner.smooth()?.value_gradient(Block::new(&phi, columns)?, &mut u, workers)?;
        self.pull(&mut u, theta.columns(), out);
        self.scaled(value)
    }

    fn at(&self, theta: Block<'_>, workers: &Workers) -> Result<Box<dyn Local>, PenaltyError> {
        let (phi, columns) = self.image(theta)?;
        let inner = self.inner.smooth()?.at(Block::new(&phi, columns)?, workers)?;
        let (n, columns) = (theta.values().len(), theta.columns());
        let (mut u, mut gradient) = (inner.gradient().to_vec(), vec![0.0; n]);
        self.pull(&mut u, columns, &mut gradient);
        let hessian = self.curvature(inner.hessian().clone(), n, columns);
        let lift = Self { inner: self.inner.clone(), change: self.change.clone(), factor: self.factor };
        let value = self.scaled(inner.value())?;
        Ok(Box::new(ComposedLocal { lift, inner, columns, value, gradient, hessian, bound: OnceLock::new() }))
    }
}

impl Majorized for Composed {
    fn mm_weights(&self, theta: Block<'_>, out: &mut [f64], workers: &Workers) -> Result<(), PenaltyError> {
        length("out", out.len(), theta.values().len())?;
        let (phi, columns) = self.image(theta)?;
        let mut w = vec![0.0; phi.len()];
        self.inner.majorized()?.mm_weights(Block::new(&phi, columns)?, &mut w, workers)?;
        // A scaling enters as its square: once here, once in the pull.
        let root = if let Change::Scaling(a) = *self.change { a } else { 1.0 };
        w.iter_mut().for_each(|w| *w *= root);
        self.pull(&mut w, theta.columns(), out);
        Ok(())
    }
}

impl Shaped for Composed {
    fn shapes(&self) -> &'static [&'static str] {
        self.inner.shaped().map_or(&[], |shaped| shaped.shapes())
    }

    fn gradient_log_shape(&self, theta: Block<'_>, workers: &Workers) -> Result<Vec<f64>, PenaltyError> {
        let (phi, columns) = self.image(theta)?;
        let mut found = self.inner.shaped()?.gradient_log_shape(Block::new(&phi, columns)?, workers)?;
        found.iter_mut().for_each(|d| *d *= self.factor);
        Ok(found)
    }

    fn gradient_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        out: &mut [f64],
        workers: &Workers,
    ) -> Result<(), PenaltyError> {
        length("out", out.len(), theta.values().len())?;
        let (phi, columns) = self.image(theta)?;
        let mut u = vec![0.0; phi.len()];
        self.inner.shaped()?.gradient_along_log_shape(shape, Block::new(&phi, columns)?, &mut u, workers)?;
        self.pull(&mut u, theta.columns(), out);
        Ok(())
    }

    fn hessian_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        workers: &Workers,
    ) -> Result<Curvature, PenaltyError> {
        let (phi, columns) = self.image(theta)?;
        let inner = self.inner.shaped()?.hessian_along_log_shape(shape, Block::new(&phi, columns)?, workers)?;
        Ok(self.curvature(inner, theta.values().len(), theta.columns()))
    }
}

impl Prox for Composed {
    fn step_limit(&self) -> f64 {
        self.inner.prox().map_or(0.0, |prox| prox.step_limit() / (self.factor * self.change.square()))
    }

    fn prox(&self, theta: Block<'_>, step: f64, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        length("out", out.len(), theta.values().len())?;
        let t = self.step("step", step)?;
        let (mut phi, columns) = self.image(theta)?;
        let value = self.inner.prox()?.prox_in_place(&mut phi, columns, t, workers)?;
        if t == 0.0 {
            out.iter_mut().zip(theta.values()).for_each(|(out, x)| *out = x + 0.0);
        } else {
            self.change.back(&phi, theta, out);
        }
        self.scaled(value)
    }
}

impl DiagonalProx for Composed {
    fn prox_diagonal(
        &self,
        theta: Block<'_>,
        steps: &[f64],
        out: &mut [f64],
        workers: &Workers,
    ) -> Result<f64, PenaltyError> {
        length("out", out.len(), theta.values().len())?;
        length("steps", steps.len(), theta.values().len())?;
        let steps: Vec<f64> = steps.iter().map(|&step| self.step("steps", step)).collect::<Result<_, _>>()?;
        let (phi, columns) = self.image(theta)?;
        let chosen =
            if let Change::Selection(_) = *self.change { self.change.linear(&steps, theta.columns()) } else { steps };
        let mut moved = vec![0.0; phi.len()];
        let value =
            self.inner.diagonal_prox()?.prox_diagonal(Block::new(&phi, columns)?, &chosen, &mut moved, workers)?;
        self.change.back(&moved, theta, out);
        self.scaled(value)
    }

    fn entrywise(&self) -> Option<&dyn EntryProx> {
        let known = matches!(*self.change, Change::Translation(_) | Change::Scaling(_));
        self.entries().filter(|_| known).map(|_| self as _)
    }
}

/// For changes of variable that leave every entry in its place.
impl EntryProx for Composed {
    fn value_entry(&self, i: usize, x: f64) -> f64 {
        let value = self.entries().map_or(f64::NAN, |inner| inner.value_entry(i, self.change.entry(i, x)));
        if value == f64::INFINITY { value } else { self.factor * value }
    }

    fn prox_entry(&self, i: usize, x: f64, step: f64) -> f64 {
        let t = (step * self.factor * self.change.square()).min(f64::MAX);
        let moved = self.entries().map_or(f64::NAN, |inner| inner.prox_entry(i, self.change.entry(i, x), t));
        if t > 0.0 { self.change.entry_back(i, moved) } else { x }
    }

    fn domain_entry(&self, i: usize) -> (f64, f64) {
        let (lower, upper) = self.entries().map_or((f64::NEG_INFINITY, f64::INFINITY), |inner| inner.domain_entry(i));
        let [one, other] = [lower, upper].map(|bound| self.change.entry_back(i, bound));
        (one.min(other), one.max(other))
    }
}

struct ComposedLocal {
    lift: Composed,
    inner: Box<dyn Local>,
    columns: usize,
    value: f64,
    gradient: Vec<f64>,
    hessian: Curvature,
    bound: OnceLock<Curvature>,
}

impl Local for ComposedLocal {
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
        self.bound.get_or_init(|| self.lift.curvature(self.inner.bound().clone(), self.gradient.len(), self.columns))
    }

    fn hessian_along(&self, v: &[f64]) -> Curvature {
        let along = self.inner.hessian_along(&self.lift.change.linear(v, self.columns));
        self.lift.curvature(along, self.gradient.len(), self.columns)
    }
}

/// v·LᵀCL
#[derive(Debug)]
struct Seen {
    inner: Curvature,
    change: Arc<Change>,
    factor: f64,
    n: usize,
    columns: usize,
}

impl Operator for Seen {
    fn dimension(&self) -> usize {
        self.n
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        let image = self.change.linear(&v[..self.n], self.columns);
        let mut u = vec![0.0; image.len()];
        self.inner.apply(&image, &mut u);
        u.iter_mut().for_each(|u| *u *= self.factor);
        self.change.adjoint(&u, self.columns, |_| 0.0, &mut out[..self.n]);
    }

    fn diagonal(&self, out: &mut [f64]) {
        if self.change.is_entrywise() {
            let mut u = vec![0.0; self.inner.dimension()];
            self.inner.diagonal(&mut u);
            u.iter_mut().for_each(|u| *u *= self.factor * self.change.square().sqrt());
            if let Change::Scaling(a) = *self.change {
                u.iter_mut().for_each(|u| *u *= a.signum());
            }
            return self.change.adjoint(&u, self.columns, |_| 0.0, &mut out[..self.n]);
        }
        let (mut unit, mut column) = (vec![0.0; self.n], vec![0.0; self.n]);
        for i in 0..self.n {
            unit[i] = 1.0;
            self.apply(&unit, &mut column);
            out[i] = column[i];
            unit[i] = 0.0;
        }
    }
}
