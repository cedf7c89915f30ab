//! The quadratic anchor: P(θ) = λ·½(θ − θ₀)ᵀF(θ − θ₀).
//!
//! F is symmetric and positive semidefinite, θ₀ the centre, λ ≥ 0 the strength. ∇P = λF(θ − θ₀), ∇²P = λF everywhere, which is
//! its own bound. The integral of e^(−λP) over the range of F is a multiple of λ^(−rank(F)/2): the log-normaliser in ρ = log λ is
//! −½·rank(F)·ρ. prox_{tP}(θ) = θ₀ + (I + tλF)⁻¹(θ − θ₀).
//! Source: J. Kirkpatrick et al., "Overcoming catastrophic forgetting in neural networks", PNAS 114 (2017), where F is a Fisher
//! information; N. Parikh and S. Boyd, "Proximal algorithms", Foundations and Trends in Optimization 1 (2014), chapter 6.

use std::sync::Arc;

use super::super::{Block, Local, Penalty, PenaltyError, Smooth};
use super::constant::ConstantCurvature;
use super::form::{Checked, fitted};
use super::resolvent::Resolvent;
use super::{Form, rows_of};
use crate::check::{CheckError, all_finite, finite, length, non_negative};
use crate::curvature::Curvature;
use crate::kernels::stream::{Pass, map, sum};
use crate::linalg::{Workers, inner_product};

/// λ·½(θ − θ₀)ᵀF(θ − θ₀).
///
/// ```
/// use penlik::linalg::Workers;
/// use penlik::penalties::{Block, Form, Prox, QuadraticAnchor, Smooth};
/// let penalty = QuadraticAnchor::new(Form::Diagonal(vec![1.0, 4.0]), Some(vec![1.0, 0.0]), 1.0)?;
/// let (theta, mut out) = ([3.0, 1.0], [0.0; 2]);
/// let value = penalty.value_gradient(Block::row(&theta), &mut out, &Workers::sequential())?;
/// assert_eq!((value, out), (4.0, [2.0, 4.0]));
/// penalty.prox(Block::row(&theta), 1.0, &mut out, &Workers::sequential())?;
/// assert_eq!(out, [2.0, 0.2]);
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct QuadraticAnchor {
    /// λF; a block that all rows share stands for one row.
    curvature: Arc<Curvature>,
    center: Option<Arc<[f64]>>,
    ranks: Vec<usize>,
    resolvent: Resolvent,
    /// The columns that θ must have, where the kind says so.
    columns: Option<usize>,
}

impl QuadraticAnchor {
    /// F in one of its forms, θ₀ (zero where it is not given), λ ≥ 0. Refused by name: an F that is not square, finite, symmetric
    /// and positive semidefinite to rounding, a centre of another length, and a product λF that overflows.
    pub fn new(form: Form, center: Option<Vec<f64>>, strength: f64) -> Result<Self, CheckError> {
        let strength = non_negative("strength", strength)?;
        let checked = form.times(strength)?;
        if let Some(center) = &center {
            finite("center", center)?;
            fits("center", &checked.curvature, center.len())?;
        }
        Ok(Self::of(checked, center))
    }

    pub(super) fn of(checked: Checked, center: Option<Vec<f64>>) -> Self {
        let Checked { curvature, ranks } = checked;
        let resolvent = Resolvent::new(ranks.clone());
        Self { curvature: Arc::new(curvature), center: center.map(Into::into), ranks, resolvent, columns: None }
    }

    /// The same, for θ of so many columns only.
    pub(super) fn in_rows_of(self, columns: usize) -> Self {
        Self { columns: Some(columns), ..self }
    }

    /// λF; where all rows share a block, for a θ of one row.
    #[must_use]
    pub fn curvature(&self) -> &Curvature {
        &self.curvature
    }

    /// θ₀; none stands for 0.
    #[must_use]
    pub fn center(&self) -> Option<&[f64]> {
        self.center.as_deref()
    }

    /// rank(F), part by part.
    pub(super) fn ranks(&self) -> &[usize] {
        &self.ranks
    }

    /// The columns that θ must have, where the kind says so.
    pub(super) fn columns(&self) -> Option<usize> {
        self.columns
    }

    pub(super) fn resolvent(&self) -> &Resolvent {
        &self.resolvent
    }

    /// rank(F) for θ of so many entries: the log-normaliser of the strength λ = e^ρ is −½·rank(F)·ρ.
    #[must_use]
    pub fn rank(&self, entries: usize) -> usize {
        match &*self.curvature {
            Curvature::RowBlocks(blocks) if blocks.is_shared() => self.ranks[0] * (entries / blocks.size()),
            Curvature::Kronecker(_) => self.ranks.iter().product(),
            _ => self.ranks.iter().sum(),
        }
    }

    /// θ has the right shape. Where its rows share a block, the curvature made for them.
    pub(super) fn door(&self, theta: Block<'_>) -> Result<Option<Curvature>, CheckError> {
        self.columns.map_or(Ok(()), |columns| rows_of(theta, columns))?;
        let own = fitted(&self.curvature, theta)?.map(Curvature::RowBlocks);
        self.center.as_ref().map_or(Ok(()), |center| length("theta", theta.values().len(), center.len()))?;
        Ok(own)
    }

    /// θ − θ₀
    pub(super) fn offset(&self, theta: &[f64]) -> Vec<f64> {
        let mut offset = theta.to_vec();
        if let Some(center) = &self.center {
            offset.iter_mut().zip(center.iter()).for_each(|(d, c)| *d -= c);
        }
        offset
    }

    /// P and ∇P by a product, for a curvature that is not diagonal.
    pub(super) fn product(&self, c: &Curvature, theta: &[f64], out: &mut [f64]) -> Result<f64, PenaltyError> {
        let offset = self.offset(theta);
        c.apply(&offset, out);
        let value = 0.5 * inner_product(&offset, out);
        if value.is_finite() && all_finite(out) {
            return Ok(value);
        }
        Err(overflow(theta))
    }
}

fn overflow(theta: &[f64]) -> PenaltyError {
    match finite("theta", theta) {
        Ok(()) => PenaltyError::Overflow { quantity: "the value or the gradient" },
        Err(error) => error.into(),
    }
}

/// A length that F has room for.
fn fits(name: &str, curvature: &Curvature, found: usize) -> Result<(), CheckError> {
    match curvature {
        Curvature::RowBlocks(blocks) if blocks.is_shared() => {
            length(name, found, found.div_ceil(blocks.size()) * blocks.size())
        }
        other => length(name, found, other.dimension()),
    }
}

pub(super) fn told(pass: Pass, theta: &[f64]) -> Result<f64, PenaltyError> {
    if pass.is_finite() { Ok(pass.sum()) } else { Err(overflow(theta)) }
}

/// The pair (term of P, entry of ∇P) at an entry with weight f and offset d.
#[inline(always)]
pub(super) fn entry(f: f64, d: f64) -> (f64, f64) {
    let slope = f * d;
    (0.5 * slope * d, slope)
}

impl Penalty for QuadraticAnchor {
    fn value(&self, theta: Block<'_>, workers: &Workers) -> Result<f64, PenaltyError> {
        let own = self.door(theta)?;
        let theta = theta.values();
        let Curvature::Diagonal(d) = &*self.curvature else {
            return self.product(own.as_ref().unwrap_or(&self.curvature), theta, &mut vec![0.0; theta.len()]);
        };
        let f = d.entries();
        let pass = match self.center() {
            Some(center) => sum(
                theta,
                workers,
                #[inline(always)]
                move |i, x| entry(f[i], x - center[i]).0,
            ),
            None => sum(
                theta,
                workers,
                #[inline(always)]
                move |i, x| entry(f[i], x).0,
            ),
        };
        told(pass, theta)
    }
}

impl Smooth for QuadraticAnchor {
    fn value_gradient(&self, theta: Block<'_>, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        let own = self.door(theta)?;
        let theta = theta.values();
        length("out", out.len(), theta.len())?;
        let Curvature::Diagonal(d) = &*self.curvature else {
            return self.product(own.as_ref().unwrap_or(&self.curvature), theta, out);
        };
        let f = d.entries();
        let pass = match self.center() {
            Some(center) => map(
                theta,
                out,
                workers,
                #[inline(always)]
                move |i, x| entry(f[i], x - center[i]),
            ),
            None => map(
                theta,
                out,
                workers,
                #[inline(always)]
                move |i, x| entry(f[i], x),
            ),
        };
        told(pass, theta)
    }

    fn at(&self, theta: Block<'_>, workers: &Workers) -> Result<Box<dyn Local>, PenaltyError> {
        let mut gradient = vec![0.0; theta.values().len()];
        let value = self.value_gradient(theta, &mut gradient, workers)?;
        let hessian = self.door(theta)?.map_or_else(|| self.curvature.clone(), Arc::new);
        Ok(Box::new(ConstantCurvature { value, gradient, hessian }))
    }
}
