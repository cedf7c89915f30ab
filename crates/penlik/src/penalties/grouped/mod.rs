//! The grouped lift: P(θ) = λ Σ_g c_g k(‖θ_g‖₂).
//!
//! λ ≥ 0 is the strength, k an even kernel, c_g ≥ 0 the weight of group g, √m_g for m_g entries unless weights are given. The
//! groups are sets of columns in each row of θ, its rows, or its columns ([`Grouping`]). With r = ‖θ_g‖ and u = θ_g/r, up to λc_g:
//! the gradient is k′(r)·u, the Hessian k″(r)·uuᵀ + (k′(r)/r)(I − uuᵀ), the prox scales the group by prox_k(r)/r
//! (M. Yuan and Y. Lin, "Model selection and estimation in regression with grouped variables", Journal of the Royal Statistical
//! Society B 68, 2006).

mod grouping;
mod layout;
mod local;
mod nested_prefix;
mod normalizer;
mod norms;
mod pass;
mod plan;
mod prox;
mod shaped;
mod sparse;
mod third;

pub use grouping::Grouping;
pub use nested_prefix::NestedPrefix;
pub use sparse::SparseGrouped;

use layout::Layout;
use pass::Answer;
use plan::{Plan, Weights};

use super::{Block, Local, Majorized, Penalty, PenaltyError, Smooth};
use crate::check::{CheckError, finite, length, non_negative};
use crate::kernels::stream::Pass;
use crate::kernels::{EvenKernel, Scalar};
use crate::linalg::Workers;

/// λ Σ_g c_g k(‖θ_g‖₂), for a kernel whose parameters are the same in every column.
///
/// ```
/// use penlik::kernels::Absolute;
/// use penlik::linalg::Workers;
/// use penlik::penalties::{Block, Grouped, Grouping, Prox};
/// let groups = Grouping::Lists(vec![vec![0, 1], vec![2]]);
/// let penalty = Grouped::new(Absolute, groups, Some(vec![1.0, 2.0]), 1.0)?;
/// let mut out = [0.0; 3];
/// let value = penalty.prox(Block::row(&[3.0, 4.0, 1.5]), 1.0, &mut out, &Workers::sequential())?;
/// assert!((value - 4.0).abs() < 1e-14 && (out[0] - 2.4).abs() < 1e-14 && out[2] == 0.0);
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Grouped<K> {
    kernel: K,
    plan: Plan,
    strength: f64,
}

impl<K: Scalar> Grouped<K> {
    /// The kernel on the norms of groups, with weights c_g ≥ 0, one for each group, multiplied by a strength λ ≥ 0. Refused
    /// where a column is in two groups, or a group has none.
    pub fn new(kernel: K, groups: Grouping, weights: Option<Vec<f64>>, strength: f64) -> Result<Self, CheckError> {
        Self::planned(kernel, Plan::new(groups, weights)?, strength)
    }

    fn planned(kernel: K, plan: Plan, strength: f64) -> Result<Self, CheckError> {
        Ok(Self { kernel, plan, strength: non_negative("strength", strength)? })
    }

    /// The groups of θ; refused where it does not fit them.
    fn door<'a>(&'a self, theta: Block<'a>) -> Result<Layout<'a>, CheckError> {
        let layout = self.plan.layout(theta.values().len(), theta.columns())?;
        // Entries in no group are seen by nothing else.
        if layout.leaves_out() {
            finite("theta", theta.values())?;
        }
        Ok(layout)
    }

    /// λ times the sum of a pass over θ, or why that is not a number.
    fn scaled(&self, pass: Pass, theta: &[f64], quantity: &'static str) -> Result<f64, PenaltyError> {
        let value = self.strength * pass.sum();
        if pass.is_finite() && value.is_finite() {
            return Ok(value);
        }
        finite("theta", theta)?;
        Err(PenaltyError::Overflow { quantity })
    }
}

impl<K: Scalar> Penalty for Grouped<K> {
    fn value(&self, theta: Block<'_>, workers: &Workers) -> Result<f64, PenaltyError> {
        let (layout, kernel) = (self.door(theta)?, self.kernel.clone());
        let pass = pass::sum(
            &layout,
            theta.values(),
            workers,
            #[inline(always)]
            move |c, r| c * kernel.value(0, r),
        );
        self.scaled(pass, theta.values(), "the value")
    }
}

impl<K: EvenKernel> Smooth for Grouped<K> {
    fn value_gradient(&self, theta: Block<'_>, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        let (layout, kernel, strength) = (self.door(theta)?, self.kernel.clone(), self.strength);
        length("out", out.len(), theta.values().len())?;
        let pass = pass::map(
            &layout,
            theta.values(),
            out,
            workers,
            Answer::Gradient,
            #[inline(always)]
            move |c, r| {
                let jet = kernel.jet(0, r);
                (c * jet.value, strength * c * jet.d1)
            },
        );
        self.scaled(pass, theta.values(), "the value or the gradient")
    }

    fn at(&self, theta: Block<'_>, workers: &Workers) -> Result<Box<dyn Local>, PenaltyError> {
        local::prepare(self, theta, workers)
    }
}

impl<K: EvenKernel> Majorized for Grouped<K> {
    fn mm_weights(&self, theta: Block<'_>, out: &mut [f64], workers: &Workers) -> Result<(), PenaltyError> {
        let (layout, kernel, strength) = (self.door(theta)?, self.kernel.clone(), self.strength);
        length("out", out.len(), theta.values().len())?;
        let pass = pass::map(
            &layout,
            theta.values(),
            out,
            workers,
            Answer::Weight,
            #[inline(always)]
            move |c, r| (0.0, strength * c * kernel.weight(0, r)),
        );
        self.scaled(pass, theta.values(), "a weight").map(|_| ())
    }
}
