//! The JumpReLU gate φ = x·1[x > θ] with straight-through derivatives.
//!
//! φ has no useful derivative in θ; in its place stand those of x·σ(t), t = (x − θ)/ε, with q = σ(t) and s = q(1 − q):
//! ∂φ/∂x ≔ q + x s/ε, ∂φ/∂θ ≔ −x s/ε (Y. Bengio, N. Léonard and A. Courville, "Estimating or propagating gradients through
//! stochastic neurons for conditional computation", 2013).

use super::jump_relu::{Logistic, logistic};
use crate::check::{CheckError, Code, finite, length, positive};
use crate::linalg::simd::dispatch;

/// φ and its straight-through derivatives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gate {
    /// φ
    pub value: f64,
    /// ∂φ/∂x
    pub d_x: f64,
    /// ∂φ/∂θ
    pub d_threshold: f64,
}

/// Where the gates of many numbers are written.
#[derive(Debug)]
pub struct Gates<'a> {
    /// φ
    pub value: &'a mut [f64],
    /// ∂φ/∂x
    pub d_x: &'a mut [f64],
    /// ∂φ/∂θ
    pub d_threshold: &'a mut [f64],
}

/// The gate of one number, for a threshold and a smoothing that are not checked.
#[inline(always)]
#[must_use]
fn gate(x: f64, threshold: f64, smoothing: f64) -> Gate {
    let Logistic { q, s, .. } = logistic((x - threshold) / smoothing);
    let slope = x * s / smoothing;
    Gate { value: if x > threshold { x } else { 0.0 }, d_x: q + slope, d_threshold: -slope }
}

/// The gates of rows of numbers, one threshold > 0 for every column; a single threshold serves all. x must be finite, and of a
/// length that is a multiple of the number of thresholds; smoothing > 0.
///
/// ```
/// use penlik::kernels::{Gates, jump_relu_gates};
/// let (mut value, mut d_x, mut d_threshold) = ([0.0; 2], [0.0; 2], [0.0; 2]);
/// let out = Gates { value: &mut value, d_x: &mut d_x, d_threshold: &mut d_threshold };
/// jump_relu_gates(&[0.5, 0.1], &[0.25], 0.04, out)?;
/// assert_eq!(value, [0.5, 0.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
pub fn jump_relu_gates(x: &[f64], thresholds: &[f64], smoothing: f64, out: Gates<'_>) -> Result<(), CheckError> {
    let columns = thresholds.len();
    let name = if columns == 1 { "threshold" } else { "thresholds" };
    thresholds.iter().try_for_each(|threshold| positive(name, *threshold).map(drop))?;
    positive("smoothing", smoothing)?;
    if columns == 0 || !x.len().is_multiple_of(columns) {
        let (value, expected) = (format!("of length {}", x.len()), format!("a multiple of {columns} columns"));
        return Err(CheckError::new(Code::Shape, "x", value, expected));
    }
    finite("x", x)?;
    length("out.value", out.value.len(), x.len())?;
    length("out.dX", out.d_x.len(), x.len())?;
    length("out.dThreshold", out.d_threshold.len(), x.len())?;
    let whole = out.value.iter_mut().zip(out.d_x.iter_mut()).zip(out.d_threshold.iter_mut());
    let write = |x: f64, threshold: f64, ((value, d_x), d_threshold): ((&mut f64, &mut f64), &mut f64)| {
        let gate = gate(x, threshold, smoothing);
        (*value, *d_x, *d_threshold) = (gate.value, gate.d_x, gate.d_threshold);
    };
    dispatch(
        #[inline(always)]
        || {
            if let [threshold] = thresholds {
                x.iter().zip(whole).for_each(|(x, out)| write(*x, *threshold, out));
            } else {
                x.iter().zip(thresholds.iter().cycle()).zip(whole).for_each(|((x, t), out)| write(*x, *t, out));
            }
        },
    );
    let found = [("the value", &*out.value), ("the derivative in x", &*out.d_x)];
    found.into_iter().try_for_each(|(name, numbers)| finite(name, numbers))
}
