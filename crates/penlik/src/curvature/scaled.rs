//! A multiple of another operator: what a strength does to a Hessian whose structure it leaves alone.

use ndarray::{Array2, ArrayViewMut2};

use super::{Curvature, Diagonal, Operator};
use crate::check::CheckError;

/// c·C
#[derive(Debug, Clone)]
struct Scaled {
    factor: f64,
    base: Curvature,
}

impl Curvature {
    /// factor·C, in the structure of C.
    ///
    /// ```
    /// use penlik::curvature::{Curvature, Diagonal};
    /// let mut d = [0.0; 2];
    /// Curvature::Diagonal(Diagonal::new(vec![1.0, 2.0])).scaled(3.0).diagonal(&mut d);
    /// assert_eq!(d, [3.0, 6.0]);
    /// ```
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        match self {
            Self::Diagonal(c) => Self::Diagonal(Diagonal::new(c.entries().iter().map(|d| factor * d).collect())),
            base => Self::Implicit(std::sync::Arc::new(Scaled { factor, base })),
        }
    }
}

impl Operator for Scaled {
    fn dimension(&self) -> usize {
        self.base.dimension()
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        self.base.apply(v, out);
        out.iter_mut().for_each(|out| *out *= self.factor);
    }

    fn diagonal(&self, out: &mut [f64]) {
        self.base.diagonal(out);
        out.iter_mut().for_each(|out| *out *= self.factor);
    }

    fn add_to(&self, mut h: ArrayViewMut2<'_, f64>) {
        let mut own = Array2::zeros(h.raw_dim());
        self.base.add_to(own.view_mut());
        h.scaled_add(self.factor, &own);
    }

    // (cC + μ)⁻¹ = (C + μ/c)⁻¹/c, which keeps the short way of C; a factor that is nearly 0 would make μ/c overflow.
    fn solve_shifted(&self, mu: f64, b: &[f64], out: &mut [f64]) -> Result<(), CheckError> {
        let (shift, inverse) = (mu / self.factor, self.factor.recip());
        if !(shift.is_finite() && inverse.is_finite()) {
            return super::Dense::of(self)?.solve_shifted(mu, b, out);
        }
        self.base.solve_shifted(shift, b, out)?;
        out.iter_mut().for_each(|out| *out *= inverse);
        Ok(())
    }

    fn logdet_shifted(&self, mu: f64) -> Result<f64, CheckError> {
        let shift = mu / self.factor;
        if !(self.factor > 0.0 && shift.is_finite()) {
            return super::Dense::of(self)?.logdet_shifted(mu);
        }
        Ok(self.base.logdet_shifted(shift)? + self.dimension() as f64 * self.factor.ln())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Dense;
    use super::*;
    use crate::linalg::Symmetric;

    #[test]
    fn every_question_agrees_with_the_scaled_matrix() {
        let matrix = Symmetric { order: 2, data: vec![2.0, 1.0, 1.0, 3.0] };
        for factor in [4.0, -0.5, 0.0, 1e-310] {
            let scaled = Curvature::Dense(Dense::new(matrix.clone())).scaled(factor);
            let data = matrix.data.iter().map(|x| factor * x).collect();
            let plain = Curvature::Dense(Dense::new(Symmetric { order: 2, data }));
            let (mut h, mut wanted) = (Array2::ones((2, 2)), Array2::ones((2, 2)));
            scaled.add_to(h.view_mut());
            plain.add_to(wanted.view_mut());
            assert_eq!(h, wanted);
            let (b, mut x, mut y) = ([1.0, -2.0], [0.0; 2], [0.0; 2]);
            scaled.apply(&b, &mut x);
            plain.apply(&b, &mut y);
            assert_eq!(x, y);
            scaled.solve_shifted(5.0, &b, &mut x).unwrap();
            plain.solve_shifted(5.0, &b, &mut y).unwrap();
            assert!(x.iter().zip(y).all(|(x, y)| (x - y).abs() < 1e-15), "{factor}: {x:?}, {y:?}");
            let (a, b) = (scaled.logdet_shifted(5.0).unwrap(), plain.logdet_shifted(5.0).unwrap());
            assert!((a - b).abs() < 1e-14);
        }
    }
}
