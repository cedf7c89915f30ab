//! What every symmetric operator answers.

use std::fmt::Debug;

use ndarray::ArrayViewMut2;

use super::Dense;
use crate::check::CheckError;

/// A symmetric n × n operator C. The first three questions must be answered; the others are answered through the dense matrix
/// where the structure knows no shorter way.
pub trait Operator: Debug + Send + Sync {
    /// The dimension n.
    fn dimension(&self) -> usize;

    /// out = C·v.
    fn apply(&self, v: &[f64], out: &mut [f64]);

    /// out = the diagonal entries of C.
    fn diagonal(&self, out: &mut [f64]);

    /// H ← H + C, for an n × n matrix H.
    fn add_to(&self, mut h: ArrayViewMut2<'_, f64>) {
        let n = self.dimension();
        let (mut unit, mut column) = (vec![0.0; n], vec![0.0; n]);
        for j in 0..n {
            unit[j] = 1.0;
            self.apply(&unit, &mut column);
            h.column_mut(j).iter_mut().zip(&column).for_each(|(h, c)| *h += c);
            unit[j] = 0.0;
        }
    }

    /// out = (C + μI)⁻¹ b; refused where C + μI is singular.
    fn solve_shifted(&self, mu: f64, b: &[f64], out: &mut [f64]) -> Result<(), CheckError> {
        Dense::of(self)?.solve_shifted(mu, b, out)
    }

    /// ln det(C + μI); refused where C + μI is not positive definite.
    fn logdet_shifted(&self, mu: f64) -> Result<f64, CheckError> {
        Dense::of(self)?.logdet_shifted(mu)
    }
}

/// out = the diagonal entries of C through n products, for structures that know no shorter way.
pub fn probe_diagonal(operator: &dyn Operator, out: &mut [f64]) {
    let n = operator.dimension();
    let (mut unit, mut column) = (vec![0.0; n], vec![0.0; n]);
    for (i, out) in out.iter_mut().enumerate().take(n) {
        unit[i] = 1.0;
        operator.apply(&unit, &mut column);
        *out = column[i];
        unit[i] = 0.0;
    }
}
