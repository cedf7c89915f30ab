//! The covariances of a fitted model's coefficients.
//!
//! Bayesian φH⁻¹; frequentist φH⁻¹IH⁻¹, the spread of β̂ at fixed strengths; corrected φH⁻¹ + J V_ρ Jᵀ, which adds the uncertainty of the
//! estimated log-strengths through J = ∂β̂/∂ρ.

use super::fitted::Fitted;
use super::{ModelError, smoothing_corrected};
use crate::check::{Code, all_finite};
use crate::linalg::Symmetric;
use serde::{Deserialize, Serialize};

/// Which covariance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CovarianceKind {
    /// φH⁻¹.
    #[default]
    Bayesian,
    /// φH⁻¹IH⁻¹, I the information without penalties.
    Frequentist,
    /// φH⁻¹ + J V_ρ Jᵀ.
    Corrected,
}

impl Fitted {
    /// A covariance of β̂, row-major; that of the Bayesian kind is [`Fitted::covariance`].
    ///
    /// # Errors
    /// ERR_UNSUPPORTED for the corrected one where no strength was estimated, or where its size has no number.
    pub fn covariance_of(&self, kind: CovarianceKind) -> Result<Vec<f64>, ModelError> {
        match kind {
            CovarianceKind::Frequentist if !self.frequentist.is_empty() => Ok(self.unpacked()),
            // Without a penalty H is the information, and the two are the same.
            CovarianceKind::Bayesian | CovarianceKind::Frequentist => Ok(self.covariance.clone()),
            CovarianceKind::Corrected => self.corrected(),
        }
    }

    fn corrected(&self) -> Result<Vec<f64>, ModelError> {
        let refuse = |why: &str| {
            let value = format!("\"corrected\" for {why}");
            ModelError::refuse(Code::Unsupported, "type", value, "\"bayesian\" or \"frequentist\"")
        };
        let selection = self.selection.as_ref().ok_or_else(|| refuse("a fit whose strengths were not estimated"))?;
        let plain = Symmetric { order: self.coefficients.len(), data: self.covariance.clone() };
        let corrected = smoothing_corrected(&plain, selection).filter(|matrix| all_finite(&matrix.data));
        corrected.map(|matrix| matrix.data).ok_or_else(|| refuse("a criterion that is flat at its optimum"))
    }

    /// The frequentist covariance from its lower triangle.
    fn unpacked(&self) -> Vec<f64> {
        let n = self.coefficients.len();
        let at = |i: usize, j: usize| self.frequentist[i.max(j) * (i.max(j) + 1) / 2 + i.min(j)];
        (0..n * n).map(|k| at(k / n, k % n)).collect()
    }
}

/// The lower triangle of a row-major matrix, row by row.
pub(super) fn packed(matrix: &[f64], order: usize) -> Vec<f64> {
    (0..order).flat_map(|i| matrix[i * order..][..=i].iter().copied()).collect()
}
