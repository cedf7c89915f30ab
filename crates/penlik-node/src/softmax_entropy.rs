//! The row operators of softmax entropy, and the gate of JumpReLU.

use napi_derive::napi;
use ndarray::Array2;
use penlik::check::{CheckError, Code, length};
use penlik::kernels::{Gates, jump_relu_gates};
use penlik::penalties::{Rows, SoftmaxEntropy};

use crate::arrays::Out;
use crate::errors::{Failure, enter};

/// Softmax entropy, asked row by row.
#[napi]
pub struct NativeSoftmaxRows {
    penalty: Rows<SoftmaxEntropy>,
}

#[napi]
impl NativeSoftmaxRows {
    /// K, τ and λ.
    #[napi(constructor, catch_unwind)]
    pub fn new(categories: u32, temperature: f64, strength: f64) -> napi::Result<Self> {
        enter(|| {
            let kernel = SoftmaxEntropy::new(categories as usize, temperature)?;
            Ok(Self { penalty: Rows::new(kernel, strength)? })
        })
    }

    /// out = H of a row, K × K.
    #[napi(catch_unwind)]
    pub fn row_hessian(&self, row: &[f64], mut out: Out<'_>) -> napi::Result<()> {
        enter(|| write(&self.penalty.row_hessian(row)?, &mut out))
    }

    /// out = ∂H/∂z_w
    #[napi(catch_unwind)]
    pub fn row_hessian_derivative(&self, row: &[f64], w: i64, mut out: Out<'_>) -> napi::Result<()> {
        enter(|| write(&self.penalty.row_hessian_derivative(row, place(w)?)?, &mut out))
    }

    /// out = B of a row, diagonal.
    #[napi(catch_unwind)]
    pub fn row_bound(&self, row: &[f64], mut out: Out<'_>) -> napi::Result<()> {
        enter(|| write(&self.penalty.row_bound(row)?, &mut out))
    }

    /// out = ∂B/∂z_w
    #[napi(catch_unwind)]
    pub fn row_bound_derivative(&self, row: &[f64], w: i64, mut out: Out<'_>) -> napi::Result<()> {
        enter(|| write(&self.penalty.row_bound_derivative(row, place(w)?)?, &mut out))
    }

    /// out = the Fisher metric of a row.
    #[napi(catch_unwind)]
    pub fn row_fisher_metric(&self, row: &[f64], mut out: Out<'_>) -> napi::Result<()> {
        enter(|| write(&self.penalty.row_fisher_metric(row)?, &mut out))
    }

    /// out = its derivative along z_w.
    #[napi(catch_unwind)]
    pub fn row_fisher_metric_derivative(&self, row: &[f64], w: i64, mut out: Out<'_>) -> napi::Result<()> {
        enter(|| write(&self.penalty.row_fisher_metric_derivative(row, place(w)?)?, &mut out))
    }
}

/// The gates of rows of numbers, one threshold for every column or one for all.
#[napi(catch_unwind)]
pub fn jump_relu_gate(
    x: &[f64],
    thresholds: &[f64],
    smoothing: f64,
    mut value: Out<'_>,
    mut d_x: Out<'_>,
    mut d_threshold: Out<'_>,
) -> napi::Result<()> {
    enter(|| {
        let out = Gates { value: &mut value, d_x: &mut d_x, d_threshold: &mut d_threshold };
        Ok(jump_relu_gates(x, thresholds, smoothing, out)?)
    })
}

fn write(matrix: &Array2<f64>, out: &mut [f64]) -> Result<(), Failure> {
    length("out", out.len(), matrix.len())?;
    out.iter_mut().zip(matrix).for_each(|(out, x)| *out = *x);
    Ok(penlik::check::finite("the matrix", out)?)
}

fn place(w: i64) -> Result<usize, Failure> {
    let refused = |_| CheckError::new(Code::Domain, "w", w.to_string(), "a whole number >= 0");
    Ok(usize::try_from(w).map_err(refused)?)
}
