//! Structured symmetric operators: Hessians, bounds and their derivatives, kept in the structure they come in.
//!
//! Structure is data: who holds a [`Curvature`] applies, adds and solves without knowing which penalty it came from.

mod diagonal;

pub use diagonal::Diagonal;

use ndarray::ArrayViewMut2;

use crate::check::CheckError;

/// A symmetric n × n operator.
///
/// Vectors are of length n; where one is longer, what is beyond n is left alone.
///
/// ```
/// use penlik::curvature::{Curvature, Diagonal};
/// let d = Curvature::Diagonal(Diagonal::new(vec![1.0, 2.0]));
/// let mut x = [0.0; 2];
/// d.solve_shifted(2.0, &[3.0, 8.0], &mut x)?;
/// assert_eq!(x, [1.0, 2.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Curvature {
    /// diag(d)
    Diagonal(Diagonal),
}

impl Curvature {
    /// The dimension n.
    #[must_use]
    pub fn dimension(&self) -> usize {
        match self {
            Self::Diagonal(d) => d.entries().len(),
        }
    }

    /// out = C·v.
    pub fn apply(&self, v: &[f64], out: &mut [f64]) {
        match self {
            Self::Diagonal(d) => d.apply(v, out),
        }
    }

    /// out = the diagonal entries of C; that C *is* diagonal is said by its variant.
    pub fn diagonal(&self, out: &mut [f64]) {
        match self {
            Self::Diagonal(d) => out.iter_mut().zip(d.entries()).for_each(|(out, &d)| *out = d),
        }
    }

    /// H ← H + C, for an n × n matrix H.
    pub fn add_to(&self, h: ArrayViewMut2<'_, f64>) {
        match self {
            Self::Diagonal(d) => d.add_to(h),
        }
    }

    /// out = (C + μI)⁻¹ b; refused where C + μI is singular.
    pub fn solve_shifted(&self, mu: f64, b: &[f64], out: &mut [f64]) -> Result<(), CheckError> {
        match self {
            Self::Diagonal(d) => d.solve_shifted(mu, b, out),
        }
    }

    /// ln det(C + μI); refused where C + μI is not positive definite.
    pub fn logdet_shifted(&self, mu: f64) -> Result<f64, CheckError> {
        match self {
            Self::Diagonal(d) => d.logdet_shifted(mu),
        }
    }
}
