//! Log-likelihood, gradient, block-diagonal working sets and the joint Hessian at one β.

use super::{MultinomialFamily, MultinomialWorkspace};
use crate::check::{self, CheckError, Code};
use crate::design::MAX_BYTES;
use crate::linalg::Symmetric;
use crate::model::ModelError;
use std::sync::Arc;

/// Newton's method on the block of one class: weighted least squares of `response` on X with `weights` is its next step.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockWorkingSet {
    /// `class_<label>`.
    pub name: String,
    /// z = Xβ_a + (y_a − p_a)/(p_a(1 − p_a)), N entries; Xβ_a where that is not finite.
    pub response: Vec<f64>,
    /// w n p_a(1 − p_a), N entries; 0 where z is Xβ_a alone.
    pub weights: Vec<f64>,
    /// w n (y_a − p_a), N entries: Xᵀ of it is the gradient.
    pub score: Vec<f64>,
}

impl MultinomialFamily {
    /// ℓ(β) = Σ w n Σ_c y_c ln p_c.
    ///
    /// # Errors
    /// ERR_SHAPE or ERR_NON_FINITE for a β of another length, with an entry that is not finite, or too large for a finite value.
    pub fn log_likelihood(&self, beta: &[f64]) -> Result<f64, ModelError> {
        self.check(beta)?;
        finite_value(self.problem().sample().evaluate(beta, false).value)
    }

    /// ∂ℓ/∂β, written to `out`; ℓ is returned.
    ///
    /// # Errors
    /// As [`MultinomialFamily::log_likelihood`], and ERR_SHAPE for `out`.
    pub fn gradient_into(&self, beta: &[f64], out: &mut [f64]) -> Result<f64, ModelError> {
        self.check(beta)?;
        check::length("out", out.len(), beta.len())?;
        let sums = self.problem().sample().evaluate(beta, false);
        finite_entries(&sums.score)?;
        out.copy_from_slice(&sums.score);
        finite_value(sums.value)
    }

    /// ∂ℓ/∂β.
    ///
    /// # Errors
    /// As [`MultinomialFamily::log_likelihood`].
    pub fn gradient(&self, beta: &[f64]) -> Result<Vec<f64>, ModelError> {
        let mut out = vec![0.0; beta.len()];
        self.gradient_into(beta, &mut out).map(|_| out)
    }

    /// The working set of each active class.
    ///
    /// # Errors
    /// As [`MultinomialFamily::log_likelihood`].
    pub fn block_working_sets(&self, beta: &[f64]) -> Result<Vec<BlockWorkingSet>, ModelError> {
        self.check(beta)?;
        let sets = self.problem().working_sets(beta);
        let set = |(a, class): (usize, usize)| BlockWorkingSet {
            name: self.block_name(class),
            response: sets.response.column(a).collect(),
            weights: sets.weight.column(a).collect(),
            score: sets.score.column(a).collect(),
        };
        let sets: Vec<BlockWorkingSet> = self.active().enumerate().map(set).collect();
        for set in &sets {
            [&set.response, &set.weights, &set.score].into_iter().try_for_each(|x| finite_entries(x))?;
        }
        Ok(sets)
    }

    /// H = −∂²ℓ/∂β∂βᵀ, PM × PM.
    ///
    /// # Errors
    /// As [`MultinomialFamily::log_likelihood`], and ERR_TOO_LARGE for a matrix that has no room in memory.
    pub fn joint_hessian(&self, beta: &[f64]) -> Result<Symmetric, ModelError> {
        self.check(beta)?;
        self.check_dense()?;
        let hessian = self.problem().stacked_information(beta);
        finite_entries(&hessian.data).map(|()| hessian)
    }

    /// Everything about H at β, with the probabilities frozen.
    ///
    /// # Errors
    /// As [`MultinomialFamily::log_likelihood`].
    pub fn workspace(self: &Arc<Self>, beta: &[f64]) -> Result<MultinomialWorkspace, ModelError> {
        self.check(beta)?;
        MultinomialWorkspace::new(Arc::clone(self), beta.to_vec())
    }

    fn check(&self, beta: &[f64]) -> Result<(), ModelError> {
        self.check_vector("beta", beta)
    }

    /// Refuses a matrix of order PM that has no room.
    pub(super) fn check_dense(&self) -> Result<(), ModelError> {
        let order = self.coefficients();
        Ok(check::allocation("hessian", order, order, MAX_BYTES).map(drop)?)
    }

    pub(super) fn check_vector(&self, name: &str, x: &[f64]) -> Result<(), ModelError> {
        check::length(name, x.len(), self.coefficients())?;
        Ok(check::finite(name, x)?)
    }
}

fn finite_value(value: f64) -> Result<f64, ModelError> {
    finite_entries(&[value]).map(|()| value)
}

pub(super) fn finite_entries(entries: &[f64]) -> Result<(), ModelError> {
    if check::all_finite(entries) {
        return Ok(());
    }
    let expected = "coefficients and directions for which predictors and sums are finite";
    Err(CheckError::new(Code::NonFinite, "beta", "too large for floating point", expected).into())
}
