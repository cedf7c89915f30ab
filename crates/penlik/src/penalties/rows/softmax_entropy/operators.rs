//! The operators of a single row, and their derivatives along its logits, as dense matrices. Strength included.

use ndarray::{Array1, Array2};

use super::{SoftmaxEntropy, SoftmaxRows};
use crate::check::{CheckError, Code, finite, length};
use crate::curvature::Curvature;
use crate::penalties::rows::{Leaf, RowCache, RowKernel, Rows};

impl Rows<SoftmaxEntropy> {
    /// H of a row of K logits, K × K.
    ///
    /// ```
    /// use penlik::penalties::{Rows, SoftmaxEntropy};
    /// let penalty = Rows::new(SoftmaxEntropy::new(3, 0.7)?, 1.4)?;
    /// let derivative = penalty.row_hessian_derivative(&[0.4, -0.8, 1.3], 0)?;
    /// assert!((derivative[(0, 0)] - -0.77768267925696).abs() < 1e-14);
    /// # Ok::<(), penlik::check::CheckError>(())
    /// ```
    pub fn row_hessian(&self, row: &[f64]) -> Result<Array2<f64>, CheckError> {
        Ok(dense(&self.at_row(row)?.hessian()))
    }

    /// ∂H/∂z_w
    pub fn row_hessian_derivative(&self, row: &[f64], w: usize) -> Result<Array2<f64>, CheckError> {
        Ok(dense(&self.at_row(row)?.hessian_along(&self.unit(w)?)))
    }

    /// B, diagonal: the row sums of |H|.
    pub fn row_bound(&self, row: &[f64]) -> Result<Array2<f64>, CheckError> {
        Ok(dense(&self.at_row(row)?.bound()))
    }

    /// ∂B/∂z_w, diagonal: Σ_j sign(H_kj) ∂H_kj/∂z_w with sign(0) = 0.
    pub fn row_bound_derivative(&self, row: &[f64], w: usize) -> Result<Array2<f64>, CheckError> {
        let (h, along) = (self.row_hessian(row)?, self.row_hessian_derivative(row, w)?);
        let term = |h: f64, d: f64| if h == 0.0 { 0.0 } else { d * h.signum() };
        let sums =
            h.rows().into_iter().zip(along.rows()).map(|(h, d)| h.iter().zip(d).map(|(h, d)| term(*h, *d)).sum());
        Ok(Array2::from_diag(&sums.collect::<Array1<f64>>()))
    }

    /// The Fisher metric λτ⁻²(diag a − aaᵀ): a metric, and not a bound on H.
    pub fn row_fisher_metric(&self, row: &[f64]) -> Result<Array2<f64>, CheckError> {
        Ok(dense(&self.at_row(row)?.fisher()))
    }

    /// Its derivative along z_w.
    pub fn row_fisher_metric_derivative(&self, row: &[f64], w: usize) -> Result<Array2<f64>, CheckError> {
        Ok(dense(&self.at_row(row)?.fisher_along(&self.unit(w)?)))
    }

    fn at_row(&self, row: &[f64]) -> Result<SoftmaxRows, CheckError> {
        length("row", row.len(), self.kernel.categories())?;
        finite("row", row)?;
        let (leaf, mut gradient) = (Leaf { x: row, width: row.len() }, vec![0.0; row.len()]);
        self.kernel.value_gradient(leaf, self.strength, &mut gradient);
        Ok(self.kernel.prepare(leaf, self.strength, &gradient))
    }

    fn unit(&self, w: usize) -> Result<Vec<f64>, CheckError> {
        let categories = self.kernel.categories();
        if w < categories {
            return Ok((0..categories).map(|k| f64::from(u8::from(k == w))).collect());
        }
        let expected = format!("a place in a row of {categories}");
        Err(CheckError::new(Code::Domain, "w", w.to_string(), expected))
    }
}

fn dense(curvature: &Curvature) -> Array2<f64> {
    let n = curvature.dimension();
    let mut matrix = Array2::zeros((n, n));
    curvature.add_to(matrix.view_mut());
    matrix
}
