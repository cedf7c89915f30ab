//! The joint Hessian at one β: dense, as products, its diagonal and its derivatives.

use super::MultinomialFamily;
use super::evaluate::finite_entries;
use crate::check;
use crate::inner::Frozen;
use crate::linalg::Symmetric;
use crate::model::ModelError;
use std::sync::Arc;

/// H = −∂²ℓ/∂β∂βᵀ at a fixed β. It keeps the N × K probabilities, and nothing of size N·P·M or, unless asked for, (PM)².
pub struct MultinomialWorkspace {
    model: Arc<MultinomialFamily>,
    beta: Vec<f64>,
    frozen: Frozen,
}

impl MultinomialWorkspace {
    pub(super) fn new(model: Arc<MultinomialFamily>, beta: Vec<f64>) -> Result<Self, ModelError> {
        let problem = model.problem();
        let frozen = Frozen::new(problem.sample(), &beta);
        finite_entries(&frozen.diagonal(problem.sample()))?;
        Ok(Self { model, beta, frozen })
    }

    /// The model that was asked.
    #[must_use]
    pub fn model(&self) -> &MultinomialFamily {
        &self.model
    }

    /// β.
    #[must_use]
    pub fn beta(&self) -> &[f64] {
        &self.beta
    }

    /// H, PM × PM.
    ///
    /// # Errors
    /// ERR_NON_FINITE where entries leave the range of floats.
    pub fn hessian(&self) -> Result<Symmetric, ModelError> {
        self.model.check_dense()?;
        let problem = self.model.problem();
        finite(problem.joined(&self.frozen.blocks(problem.sample())))
    }

    /// H·v.
    ///
    /// # Errors
    /// ERR_SHAPE or ERR_NON_FINITE for `v`.
    pub fn hessian_vector_product(&self, v: &[f64]) -> Result<Vec<f64>, ModelError> {
        let mut out = vec![0.0; v.len()];
        self.hessian_vector_product_into(v, &mut out).map(|()| out)
    }

    /// out = H·v, in one pass over the rows.
    ///
    /// # Errors
    /// ERR_SHAPE or ERR_NON_FINITE for `v`, ERR_SHAPE for `out`.
    pub fn hessian_vector_product_into(&self, v: &[f64], out: &mut [f64]) -> Result<(), ModelError> {
        self.model.check_vector("v", v)?;
        check::length("out", out.len(), v.len())?;
        self.frozen.product_into(self.model.problem().sample(), v, out);
        finite_entries(out)
    }

    /// The diagonal of H, Σ w n p_a(1 − p_a)x_j².
    #[must_use]
    pub fn hessian_diagonal(&self) -> Vec<f64> {
        self.frozen.diagonal(self.model.problem().sample())
    }

    /// D_βH[d], PM × PM.
    ///
    /// # Errors
    /// ERR_SHAPE or ERR_NON_FINITE for `d`.
    pub fn directional_derivative(&self, d: &[f64]) -> Result<Symmetric, ModelError> {
        self.model.check_vector("d", d)?;
        self.model.check_dense()?;
        let along = self.model.problem().hessian_along(&self.beta, &[d.to_vec()]).pop();
        finite(along.unwrap_or_else(|| Symmetric::zeros(d.len())))
    }

    /// D²_βH[u, v], PM × PM.
    ///
    /// # Errors
    /// ERR_SHAPE or ERR_NON_FINITE for `u` and `v`.
    pub fn second_directional_derivative(&self, u: &[f64], v: &[f64]) -> Result<Symmetric, ModelError> {
        self.model.check_vector("u", u)?;
        self.model.check_vector("v", v)?;
        self.model.check_dense()?;
        finite(self.model.problem().hessian_along_both(&self.beta, u, v))
    }
}

fn finite(matrix: Symmetric) -> Result<Symmetric, ModelError> {
    finite_entries(&matrix.data).map(|()| matrix)
}
