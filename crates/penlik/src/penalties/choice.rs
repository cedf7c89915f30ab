//! One of two penalties, by an option that decides between their types, so that either is compiled by itself.

use super::{Block, Local, LogNormalizer, Majorized, Normalized, Penalty, PenaltyError, Shaped, Smooth};
use crate::check::CheckError;
use crate::curvature::Curvature;
use crate::linalg::Workers;

/// Either of two penalties of the same shape parameters.
///
/// ```
/// use penlik::kernels::{ShiftedAbsolute, SmoothedAbsolute};
/// use penlik::linalg::Workers;
/// use penlik::penalties::{Block, Choice, Penalty, Separable};
/// let shifted = |strength| Separable::new(ShiftedAbsolute::new(3.0)?, strength);
/// let plain = |strength| Separable::new(SmoothedAbsolute::new(3.0)?, strength);
/// let value = |yes| Choice::new(yes, shifted, plain, 1.0)?.value(Block::row(&[4.0]), &Workers::sequential());
/// assert_eq!((value(true)?, value(false)?), (2.0, 5.0));
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub enum Choice<A, B> {
    /// The one that the option asks for.
    Yes(A),
    /// The one without it.
    No(B),
}

impl<A, B> Choice<A, B> {
    /// What `yes` or `no` makes of the strength.
    pub fn new(
        option: bool,
        yes: impl FnOnce(f64) -> Result<A, CheckError>,
        no: impl FnOnce(f64) -> Result<B, CheckError>,
        strength: f64,
    ) -> Result<Self, CheckError> {
        if option { yes(strength).map(Self::Yes) } else { no(strength).map(Self::No) }
    }
}

macro_rules! either {
    ($choice:expr, $penalty:ident => $answer:expr) => {
        match $choice {
            Choice::Yes($penalty) => $answer,
            Choice::No($penalty) => $answer,
        }
    };
}

impl<A: Penalty, B: Penalty> Penalty for Choice<A, B> {
    fn value(&self, theta: Block<'_>, workers: &Workers) -> Result<f64, PenaltyError> {
        either!(self, p => p.value(theta, workers))
    }
}

impl<A: Smooth, B: Smooth> Smooth for Choice<A, B> {
    fn value_gradient(&self, theta: Block<'_>, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        either!(self, p => p.value_gradient(theta, out, workers))
    }

    fn at(&self, theta: Block<'_>, workers: &Workers) -> Result<Box<dyn Local>, PenaltyError> {
        either!(self, p => p.at(theta, workers))
    }
}

impl<A: Majorized, B: Majorized> Majorized for Choice<A, B> {
    fn mm_weights(&self, theta: Block<'_>, out: &mut [f64], workers: &Workers) -> Result<(), PenaltyError> {
        either!(self, p => p.mm_weights(theta, out, workers))
    }
}

impl<A: Shaped, B: Shaped> Shaped for Choice<A, B> {
    fn shapes(&self) -> &'static [&'static str] {
        either!(self, p => p.shapes())
    }

    fn gradient_log_shape(&self, theta: Block<'_>, workers: &Workers) -> Result<Vec<f64>, PenaltyError> {
        either!(self, p => p.gradient_log_shape(theta, workers))
    }

    fn gradient_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        out: &mut [f64],
        workers: &Workers,
    ) -> Result<(), PenaltyError> {
        either!(self, p => p.gradient_along_log_shape(shape, theta, out, workers))
    }

    fn hessian_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        workers: &Workers,
    ) -> Result<Curvature, PenaltyError> {
        either!(self, p => p.hessian_along_log_shape(shape, theta, workers))
    }
}

impl<A: Normalized, B: Normalized> Normalized for Choice<A, B> {
    fn smallest_block(&self) -> (usize, usize) {
        either!(self, p => p.smallest_block())
    }

    fn log_normalizer(&self, rows: usize, columns: usize, factor: f64) -> Result<LogNormalizer, PenaltyError> {
        either!(self, p => p.log_normalizer(rows, columns, factor))
    }
}
