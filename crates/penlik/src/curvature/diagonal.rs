//! diag(d): what a separable penalty has for a Hessian.

use ndarray::ArrayViewMut2;

use super::Operator;
use crate::check::{CheckError, Code};

/// A diagonal matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagonal {
    entries: Vec<f64>,
}

impl Diagonal {
    /// diag(entries).
    #[must_use]
    pub fn new(entries: Vec<f64>) -> Self {
        Self { entries }
    }

    /// The diagonal.
    #[must_use]
    pub fn entries(&self) -> &[f64] {
        &self.entries
    }

    fn refusal(&self, i: usize, mu: f64, expected: &str) -> CheckError {
        let value = format!("{} + {mu} at diagonal entry {i}", self.entries[i]);
        CheckError::new(Code::Domain, "curvature", value, expected)
    }
}

impl Operator for Diagonal {
    fn dimension(&self) -> usize {
        self.entries.len()
    }

    fn diagonal(&self, out: &mut [f64]) {
        out.iter_mut().zip(&self.entries).for_each(|(out, d)| *out = *d);
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        for ((out, v), d) in out.iter_mut().zip(v).zip(&self.entries) {
            *out = d * v;
        }
    }

    fn add_to(&self, mut h: ArrayViewMut2<'_, f64>) {
        h.diag_mut().iter_mut().zip(&self.entries).for_each(|(h, d)| *h += d);
    }

    fn solve_shifted(&self, mu: f64, b: &[f64], out: &mut [f64]) -> Result<(), CheckError> {
        if let Some(i) = self.entries.iter().position(|d| d + mu == 0.0 || !(d + mu).is_finite()) {
            return Err(self.refusal(i, mu, "an entry + mu that is finite and not 0"));
        }
        for ((out, b), d) in out.iter_mut().zip(b).zip(&self.entries) {
            *out = b / (d + mu);
        }
        Ok(())
    }

    fn logdet_shifted(&self, mu: f64) -> Result<f64, CheckError> {
        let positive = |d: f64| d > 0.0 && d.is_finite();
        match self.entries.iter().position(|d| !positive(d + mu)) {
            Some(i) => Err(self.refusal(i, mu, "a positive finite entry + mu")),
            None => Ok(self.entries.iter().map(|d| (d + mu).ln()).sum()),
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::super::Curvature;
    use super::*;

    #[test]
    fn every_question_agrees_with_the_dense_matrix() {
        let c = Curvature::Diagonal(Diagonal::new(vec![2.0, 0.5, 3.0]));
        let mut h = Array2::<f64>::ones((3, 3));
        c.add_to(h.view_mut());
        h -= 1.0;
        let (v, mut product, mut diagonal, mut back) = ([1.0, -4.0, 0.25], [0.0; 3], [0.0; 3], [0.0; 3]);
        c.apply(&v, &mut product);
        c.diagonal(&mut diagonal);
        for i in 0..3 {
            assert_eq!(product[i], (0..3).map(|j| h[(i, j)] * v[j]).sum::<f64>());
            assert_eq!(diagonal[i], h[(i, i)]);
        }
        c.solve_shifted(0.0, &product, &mut back).unwrap();
        assert_eq!(back, v);
        assert!((c.logdet_shifted(1.0).unwrap() - 18.0_f64.ln()).abs() < 1e-15);
    }

    #[test]
    fn a_singular_shift_is_refused_by_name() {
        let c = Curvature::Diagonal(Diagonal::new(vec![1.0, -2.0]));
        let error = c.solve_shifted(2.0, &[1.0, 1.0], &mut [0.0; 2]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "curvature is -2 + 2 at diagonal entry 1; expected an entry + mu that is finite and not 0"
        );
        assert!(c.logdet_shifted(1.0).is_err() && c.logdet_shifted(f64::NAN).is_err());
    }
}
