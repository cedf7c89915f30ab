//! A quadratic f: ½ Σ_i w_i (a_iᵀx − b_i)² by its rows, or ½xᵀQx − cᵀx by its coefficients.
//!
//! w ≥ 0; Q symmetric and positive semidefinite (only what its values imply is used, its definiteness is not tested).

use ndarray::ArrayView2;

use super::objective::Objective;
use super::rows::Rows;
use crate::check::{CheckError, Code, all_finite, each, finite, length, non_negative};
use crate::linalg::{Workers, dot};
use crate::penalties::PenaltyError;

/// A quadratic function of x.
///
/// ```
/// use ndarray::array;
/// use penlik::inner::composite::{Objective, QuadraticFit};
/// use penlik::linalg::Workers;
/// let (a, workers) = (array![[1.0, 0.0], [1.0, 2.0]], Workers::sequential());
/// let fit = QuadraticFit::rows(a.view(), &[1.0, 3.0], None, &workers)?;
/// let mut gradient = [0.0; 2];
/// assert_eq!(fit.value_gradient(&[1.0, 0.0], &mut gradient)?, 2.0);
/// assert_eq!(gradient, [-2.0, -4.0]);
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
pub struct QuadraticFit<'a> {
    pub(super) form: Form<'a>,
    pub(super) workers: &'a Workers,
}

pub(super) enum Form<'a> {
    Rows { a: Rows<'a>, b: &'a [f64], weights: Option<&'a [f64]> },
    Normal { q: Rows<'a>, c: &'a [f64] },
}

impl<'a> QuadraticFit<'a> {
    /// ½ Σ_i w_i (a_iᵀx − b_i)²; weights are 1 where there are none. A solver refuses an A that is not finite.
    pub fn rows(
        a: ArrayView2<'a, f64>,
        b: &'a [f64],
        weights: Option<&'a [f64]>,
        workers: &'a Workers,
    ) -> Result<Self, CheckError> {
        let a = row_major("A", a)?;
        length("b", b.len(), a.count())?;
        finite("b", b)?;
        if let Some(weights) = weights {
            length("weights", weights.len(), b.len())?;
            each("weights", weights, non_negative)?;
        }
        Ok(Self { form: Form::Rows { a, b, weights }, workers })
    }

    /// ½xᵀQx − cᵀx with a symmetric Q.
    pub fn normal(q: ArrayView2<'a, f64>, c: &'a [f64], workers: &'a Workers) -> Result<Self, CheckError> {
        let q = row_major("Q", q)?;
        if q.count() != q.cols || q.cols != c.len() {
            let (value, expected) = (format!("{} x {}", q.count(), q.cols), format!("{0} x {0}", c.len()));
            return Err(CheckError::new(Code::Shape, "Q", value, expected));
        }
        finite("Q", q.data)?;
        finite("c", c)?;
        symmetric(&q)?;
        Ok(Self { form: Form::Normal { q, c }, workers })
    }

    /// The number of entries of x.
    #[must_use]
    pub fn dimension(&self) -> usize {
        match &self.form {
            Form::Rows { a, .. } => a.cols,
            Form::Normal { c, .. } => c.len(),
        }
    }

    /// Rows of A, or of Q.
    pub(super) fn observations(&self) -> usize {
        match &self.form {
            Form::Rows { b, .. } => b.len(),
            Form::Normal { c, .. } => c.len(),
        }
    }

    /// The diagonal of ∇²f; A is first looked at here, where an entry that is not finite shows.
    pub(super) fn diagonal(&self) -> Result<Vec<f64>, CheckError> {
        let mut out = vec![0.0; self.dimension()];
        match &self.form {
            Form::Rows { a, weights, .. } => a.squares(*weights, &mut out, self.workers),
            Form::Normal { q, .. } => {
                for (j, out) in out.iter_mut().enumerate() {
                    *out = non_negative("a diagonal entry of Q", q.row(j)[j])?;
                }
            }
        }
        if all_finite(&out) {
            return Ok(out);
        }
        if let Form::Rows { a, .. } = &self.form {
            finite("A", a.data)?;
        }
        Err(CheckError::new(Code::NonFinite, "A", "so large that squares overflow", "columns of finite length"))
    }

    /// f(x), the gradient, and the residuals b − Ax where there are rows.
    pub(super) fn evaluate(&self, x: &[f64], gradient: &mut [f64]) -> (f64, Vec<f64>) {
        match &self.form {
            Form::Rows { a, b, weights } => {
                let mut r = vec![0.0; b.len()];
                a.apply(x, &mut r, self.workers);
                r.iter_mut().zip(*b).for_each(|(r, b)| *r = b - *r);
                let weighted: Vec<f64> = match weights {
                    Some(weights) => r.iter().zip(*weights).map(|(r, w)| -w * r).collect(),
                    None => r.iter().map(|r| -r).collect(),
                };
                a.adjoint(&weighted, gradient, self.workers);
                (-0.5 * dot(&r, &weighted), r)
            }
            Form::Normal { q, c } => {
                q.apply(x, gradient, self.workers);
                let value = 0.5 * dot(x, gradient) - dot(c, x);
                gradient.iter_mut().zip(*c).for_each(|(g, c)| *g -= c);
                (value, Vec::new())
            }
        }
    }
}

impl Objective for QuadraticFit<'_> {
    fn value_gradient(&self, x: &[f64], gradient: &mut [f64]) -> Result<f64, PenaltyError> {
        length("x", x.len(), self.dimension())?;
        length("gradient", gradient.len(), x.len())?;
        Ok(self.evaluate(x, gradient).0)
    }

    fn is_quadratic(&self) -> bool {
        true
    }
}

fn row_major<'a>(argument: &str, view: ArrayView2<'a, f64>) -> Result<Rows<'a>, CheckError> {
    let (cols, layout) =
        (view.ncols(), || CheckError::new(Code::Shape, argument, "not contiguous", "rows without gaps"));
    Ok(Rows { data: view.to_slice().ok_or_else(layout)?, cols })
}

/// Refuses a Q that differs from its transpose by more than rounding.
fn symmetric(q: &Rows<'_>) -> Result<(), CheckError> {
    for i in 0..q.cols {
        for j in 0..i {
            let (lower, upper) = (q.row(i)[j], q.row(j)[i]);
            if !((lower - upper).abs() <= 1e-10 * lower.abs().max(upper.abs())) {
                let value = format!("{lower} at ({i}, {j}) and {upper} at ({j}, {i})");
                return Err(CheckError::new(Code::Domain, "Q", value, "a symmetric matrix"));
            }
        }
    }
    Ok(())
}
