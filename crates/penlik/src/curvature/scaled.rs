//! λ·C: the curvature of a penalty at unit strength, times its strength.

use std::sync::Arc;

use super::Operator;

/// A factor times an operator.
#[derive(Debug, Clone)]
pub struct Scaled {
    operator: Arc<dyn Operator>,
    factor: f64,
}

impl Scaled {
    /// factor·operator
    #[must_use]
    pub fn new(operator: Arc<dyn Operator>, factor: f64) -> Self {
        Self { operator, factor }
    }

    fn scale(&self, out: &mut [f64]) {
        out.iter_mut().take(self.dimension()).for_each(|x| *x *= self.factor);
    }
}

impl Operator for Scaled {
    fn dimension(&self) -> usize {
        self.operator.dimension()
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        self.operator.apply(v, out);
        self.scale(out);
    }

    fn diagonal(&self, out: &mut [f64]) {
        self.operator.diagonal(out);
        self.scale(out);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Curvature, Diagonal};
    use super::*;

    #[test]
    fn products_and_diagonal_carry_the_factor() {
        let c = Curvature::Implicit(Arc::new(Scaled::new(Arc::new(Diagonal::new(vec![1.0, -3.0])), 2.0)));
        let mut out = [0.0; 2];
        c.apply(&[1.0, 1.0], &mut out);
        assert_eq!(out, [2.0, -6.0]);
        c.diagonal(&mut out);
        assert_eq!(out, [2.0, -6.0]);
        assert!((c.logdet_shifted(7.0).unwrap() - 9_f64.ln()).abs() < 1e-15);
    }
}
