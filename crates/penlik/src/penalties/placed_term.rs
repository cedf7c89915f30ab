//! A term at one ρ: what a solver and a criterion ask.
//!
//! With L(θ, ρ) = λ·P(θ; s): ∂L/∂ρ = L for the log-strength, and λ·∂P/∂ ln s for the logarithm of a shape parameter; the same for
//! the gradient and the Hessian of L.

use std::borrow::Cow;

use super::learned::Learned;
use super::{AnyPenalty, Block, Local, Penalty, PenaltyError};
use crate::check::{CheckError, Code, all_finite, finite, length};
use crate::curvature::Curvature;
use crate::linalg::Workers;

/// λ·P(θ; s) at λ and s that belong to one ρ.
#[derive(Debug, Clone)]
pub struct PlacedTerm<'a> {
    penalty: Cow<'a, AnyPenalty>,
    factor: f64,
    learned: &'a [Learned],
}

impl<'a> PlacedTerm<'a> {
    pub(super) fn new(penalty: Cow<'a, AnyPenalty>, factor: f64, learned: &'a [Learned]) -> Self {
        Self { penalty, factor, learned }
    }

    /// P(θ; s), its own strength included.
    #[must_use]
    pub fn penalty(&self) -> &AnyPenalty {
        &self.penalty
    }

    /// λ = w·e^ρ, by which it is multiplied.
    #[must_use]
    pub fn factor(&self) -> f64 {
        self.factor
    }

    /// λ·P(θ)
    pub fn value(&self, theta: Block<'_>, workers: &Workers) -> Result<f64, PenaltyError> {
        self.scaled(self.penalty.value(theta, workers)?, "the value")
    }

    /// out = λ·∇P(θ), and λ·P(θ) returned.
    pub fn value_gradient(&self, theta: Block<'_>, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        let value = self.penalty.smooth()?.value_gradient(theta, out, workers)?;
        scale(out, self.factor, "the gradient")?;
        self.scaled(value, "the value")
    }

    /// λ·P near θ, prepared for many questions at this one point.
    pub fn at(&self, theta: Block<'_>, workers: &Workers) -> Result<LocalTerm, PenaltyError> {
        Ok(LocalTerm { local: self.penalty.smooth()?.at(theta, workers)?, factor: self.factor })
    }

    /// ∂(λP)/∂ρ, for every entry of ρ.
    pub fn gradient_rho(&self, theta: Block<'_>, workers: &Workers) -> Result<Vec<f64>, PenaltyError> {
        let value = self.value(theta, workers)?;
        let shapes = match self.learned.iter().any(|one| matches!(one, Learned::Shape(..))) {
            true => self.penalty.shaped()?.gradient_log_shape(theta, workers)?,
            false => Vec::new(),
        };
        let along = |one: &Learned| match one {
            Learned::Strength => Ok(value),
            Learned::Shape(index, _) => {
                self.scaled(shapes.get(*index).copied().unwrap_or(f64::NAN), "the derivative in a shape")
            }
        };
        self.learned.iter().map(along).collect()
    }

    /// out = ∂∇(λP)/∂ρ_j.
    pub fn gradient_along_rho(
        &self,
        j: usize,
        theta: Block<'_>,
        out: &mut [f64],
        workers: &Workers,
    ) -> Result<(), PenaltyError> {
        match self.entry(j)? {
            Learned::Strength => self.value_gradient(theta, out, workers).map(drop),
            Learned::Shape(index, _) => {
                self.penalty.shaped()?.gradient_along_log_shape(*index, theta, out, workers)?;
                scale(out, self.factor, "the derivative in a shape")
            }
        }
    }

    /// ∂∇²(λP)/∂ρ_j.
    pub fn hessian_along_rho(&self, j: usize, theta: Block<'_>, workers: &Workers) -> Result<Curvature, PenaltyError> {
        match self.entry(j)? {
            Learned::Strength => Ok(self.at(theta, workers)?.hessian()),
            Learned::Shape(index, _) => {
                let along = self.penalty.shaped()?.hessian_along_log_shape(*index, theta, workers)?;
                Ok(along.scaled(self.factor))
            }
        }
    }

    /// ln ∫ exp(−λP(θ)) dθ over blocks θ of so many rows and columns, and its gradient in ρ. Without a size the smallest block
    /// that the penalty is about: one entry of a sum over entries. Refused, with the reason, for a kind that has no normalizer.
    pub fn log_normalizer(&self, size: Option<(usize, usize)>) -> Result<(f64, Vec<f64>), PenaltyError> {
        let normalized = self.penalty.normalized()?;
        let (rows, columns) = size.unwrap_or_else(|| normalized.smallest_block());
        let normalizer = normalized.log_normalizer(rows, columns, self.factor)?;
        let along = |one: &Learned| match one {
            Learned::Strength => normalizer.strength,
            Learned::Shape(index, _) => normalizer.shapes.get(*index).copied().unwrap_or(f64::NAN),
        };
        Ok((normalizer.value, self.learned.iter().map(along).collect()))
    }

    fn entry(&self, j: usize) -> Result<&Learned, PenaltyError> {
        let n = self.learned.len();
        self.learned.get(j).ok_or_else(|| {
            CheckError::new(Code::Domain, "j", j.to_string(), format!("an index below {n}, the entries of rho")).into()
        })
    }

    fn scaled(&self, x: f64, quantity: &'static str) -> Result<f64, PenaltyError> {
        let y = self.factor * x;
        if y.is_finite() { Ok(y) } else { Err(PenaltyError::Overflow { quantity }) }
    }
}

/// A term at one ρ and one θ.
pub struct LocalTerm {
    local: Box<dyn Local>,
    factor: f64,
}

impl LocalTerm {
    /// out = λ·H·v
    pub fn hessian_vector_product(&self, v: &[f64], out: &mut [f64]) -> Result<(), PenaltyError> {
        let hessian = self.local.hessian();
        length("v", v.len(), hessian.dimension())?;
        length("out", out.len(), hessian.dimension())?;
        finite("v", v)?;
        hessian.apply(v, out);
        scale(out, self.factor, "the product")
    }

    /// out = the diagonal entries of λ·H.
    pub fn hessian_diagonal(&self, out: &mut [f64]) -> Result<(), PenaltyError> {
        self.diagonal(self.local.hessian(), out)
    }

    /// out = the diagonal entries of λ·B, with B ⪰ H and B ⪰ 0.
    pub fn bound_diagonal(&self, out: &mut [f64]) -> Result<(), PenaltyError> {
        self.diagonal(self.local.bound(), out)
    }

    /// λ·H
    #[must_use]
    pub fn hessian(&self) -> Curvature {
        self.local.hessian().clone().scaled(self.factor)
    }

    /// λ·B
    #[must_use]
    pub fn bound(&self) -> Curvature {
        self.local.bound().clone().scaled(self.factor)
    }

    /// d/ds of λ·∇²P(θ + s·v) at s = 0.
    #[must_use]
    pub fn hessian_along(&self, v: &[f64]) -> Curvature {
        self.local.hessian_along(v).scaled(self.factor)
    }

    fn diagonal(&self, curvature: &Curvature, out: &mut [f64]) -> Result<(), PenaltyError> {
        length("out", out.len(), curvature.dimension())?;
        curvature.diagonal(out);
        scale(out, self.factor, "the diagonal")
    }
}

/// out ← factor·out
fn scale(out: &mut [f64], factor: f64, quantity: &'static str) -> Result<(), PenaltyError> {
    out.iter_mut().for_each(|out| *out *= factor);
    if all_finite(out) { Ok(()) } else { Err(PenaltyError::Overflow { quantity }) }
}
