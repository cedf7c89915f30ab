//! Projection onto an affine set.
//!
//! {z: Az = b} for A with independent rows. The rows are made orthonormal once, each twice against those before it, with b
//! following, with products summed in twice the precision; then q_iᵀz = c_i, and the projection is x − Σ_i (q_iᵀx − c_i)·q_i
//! (N. Parikh and S. Boyd, "Proximal algorithms", section 6.2.2, 2014; L. Giraud, J. Langou and M. Rozložník, "The loss of
//! orthogonality in the Gram-Schmidt orthogonalization process", Computers & Mathematics with Applications 50, 2005).

use super::map::{Projection, norm};
use crate::check::{CheckError, Code, finite, length};
use crate::linalg::{LANES, Twofold, two_product};

/// A row whose part outside the span of those before it is smaller than this, relative to its length, depends on them.
const DEPENDENT: f64 = 1e-12;

/// {z: Az = b}.
///
/// ```
/// use penlik::prox::{Affine, Projection};
/// let mut out = [0.0; 3];
/// Affine::new(&[1.0, 1.0, 0.0, 0.0, 0.0, 2.0], 3, &[2.0, 6.0])?.project(&[0.0, 0.0, 1.0], &mut out)?;
/// assert!(out.iter().zip([1.0, 1.0, 3.0]).all(|(z, expected)| (z - expected).abs() < 1e-15));
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Affine {
    /// q_i, and c_i in twice the precision's leading part.
    rows: Vec<(Vec<f64>, f64)>,
    columns: usize,
}

impl Affine {
    /// The rows of A, `columns` numbers each and independent, and the right-hand side b.
    pub fn new(matrix: &[f64], columns: usize, rhs: &[f64]) -> Result<Self, CheckError> {
        crate::check::rows("matrix", matrix.len(), columns)?;
        finite("matrix", matrix)?;
        finite("rhs", rhs)?;
        length("rhs", rhs.len(), matrix.len().checked_div(columns).unwrap_or(0))?;
        let mut rows: Vec<(Vec<f64>, f64)> = Vec::new();
        for (i, (row, &b)) in matrix.chunks(columns.max(1)).zip(rhs).enumerate() {
            let next = orthonormal(row, b, &rows).ok_or_else(|| dependent(i))?;
            rows.push(next);
        }
        Ok(Self { rows, columns })
    }
}

/// A row and its right-hand side, made orthonormal to those before it; `None` where rounding leaves nothing.
fn orthonormal(row: &[f64], b: f64, before: &[(Vec<f64>, f64)]) -> Option<(Vec<f64>, f64)> {
    let scale = norm(row);
    let mut q: Vec<f64> = row.iter().map(|a| a / scale).collect();
    let mut c = b / scale;
    for _ in 0..2 {
        for (p, d) in before {
            let share = excess(p, &q, 0.0);
            q.iter_mut().zip(p).for_each(|(q, p)| *q = (-share).mul_add(*p, *q));
            c = (-share).mul_add(*d, c);
        }
    }
    let left = norm(&q);
    if !(scale > 0.0 && left > DEPENDENT && (c / left).is_finite()) {
        return None;
    }
    q.iter_mut().for_each(|q| *q /= left);
    Some((q, c / left))
}

/// qᵀx − c, summed in twice the precision.
fn excess(q: &[f64], x: &[f64], c: f64) -> f64 {
    let product = |(q, x): (&f64, &f64)| {
        let (hi, lo) = two_product(*q, *x);
        Twofold { hi, lo }
    };
    q.iter().zip(x).map(product).fold(Twofold::from(-c), |sum, p| sum + p).hi
}

/// qᵀx, in lanes: one chain of additions would be waited for.
fn product(q: &[f64], x: &[f64]) -> f64 {
    let ((q, q_rest), (x, x_rest)) = (q.as_chunks::<LANES>(), x.as_chunks::<LANES>());
    let mut lanes = [0.0; LANES];
    for (q, x) in q.iter().zip(x) {
        lanes.iter_mut().zip(q.iter().zip(x)).for_each(|(lane, (q, x))| *lane += q * x);
    }
    lanes.iter().sum::<f64>() + q_rest.iter().zip(x_rest).map(|(q, x)| q * x).sum::<f64>()
}

fn dependent(i: usize) -> CheckError {
    let argument = format!("row {i} of matrix");
    CheckError::new(Code::Domain, argument, "a combination of those before it", "independent rows, none of them zero")
}

impl Projection for Affine {
    fn fits(&self, n: usize) -> Result<(), CheckError> {
        length("x", n, self.columns)
    }

    fn nearest(&self, x: &mut [f64]) -> Result<(), CheckError> {
        // As many equations as unknowns have one solution, which what x was must leave no trace in, least of all where it is 0.
        if self.rows.len() == self.columns {
            x.fill(0.0);
        }
        // The second round takes away what rounding of a far x left over.
        for _ in 0..2 {
            for (q, c) in &self.rows {
                let excess = product(q, x) - c;
                x.iter_mut().zip(q).for_each(|(x, q)| *x -= excess * q);
            }
        }
        Ok(())
    }
}
