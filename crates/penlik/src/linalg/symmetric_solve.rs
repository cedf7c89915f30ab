//! Solutions with a symmetric matrix that may be indefinite.

use faer::Mat;
use faer::linalg::solvers::{PartialPivLu, Solve};

use super::Symmetric;

/// A, factorised for many right-hand sides: LU with partial pivoting of A scaled by powers of two.
#[derive(Debug, Clone)]
pub struct SymmetricSolver {
    scale: Vec<f64>,
    scaled: Mat<f64>,
    lu: PartialPivLu<f64>,
}

impl SymmetricSolver {
    /// Factorises A; `None` where A is singular in floating point.
    #[must_use]
    pub fn new(a: &Symmetric) -> Option<Self> {
        let n = a.order;
        let scale = scales(a);
        let scaled = Mat::from_fn(n, n, |i, j| a.get(i, j) * scale[i] * scale[j]);
        let lu = scaled.partial_piv_lu();
        let pivots: Vec<f64> = (0..n).map(|i| lu.U()[(i, i)].abs()).collect();
        let largest = pivots.iter().fold(0.0_f64, |m, p| m.max(*p));
        let sound = pivots.iter().all(|p| p.is_finite() && *p > largest * n as f64 * f64::EPSILON);
        sound.then_some(Self { scale, scaled, lu })
    }

    /// A⁻¹b, refined once.
    #[must_use]
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let n = self.scale.len();
        let right = Mat::from_fn(n, 1, |i, _| b[i] * self.scale[i]);
        let mut x = self.lu.solve(&right);
        let rest = &right - &self.scaled * &x;
        x += self.lu.solve(&rest);
        (0..n).map(|i| x[(i, 0)] * self.scale[i]).collect()
    }
}

/// A⁻¹b, by LU with partial pivoting of A scaled by powers of two and one refinement; `None` where A is singular in floating
/// point.
#[must_use]
pub fn solve_symmetric(a: &Symmetric, b: &[f64]) -> Option<Vec<f64>> {
    Some(SymmetricSolver::new(a)?.solve(b))
}

/// Powers of two that bring the diagonal near 1 where that bounds all entries, as in a positive definite matrix, so that units
/// decide nothing; near the roots of the largest entries otherwise.
fn scales(a: &Symmetric) -> Vec<f64> {
    let n = a.order;
    let roots: Vec<f64> = (0..n).map(|i| a.get(i, i).sqrt()).collect();
    let bounded = |i: usize| (0..i).all(|j| a.get(i, j).abs() <= 1.000_001 * roots[i] * roots[j]);
    if (0..n).all(|i| roots[i] > 0.0 && bounded(i)) {
        return (0..n).map(|i| power_of_two(a.get(i, i))).collect();
    }
    let largest = |i: usize| (0..n).fold(0.0_f64, |m, j| m.max(a.get(i, j).abs()));
    (0..n).map(|i| power_of_two(largest(i))).collect()
}

/// 2^k near 1/√x, and 1 for x that is 0 or not finite.
fn power_of_two(x: f64) -> f64 {
    if x > 0.0 && x.is_finite() { (-0.5 * x.log2()).round().exp2() } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_indefinite_system_of_mixed_units_is_solved_and_a_singular_one_refused() {
        let a = Symmetric { order: 2, data: vec![0.0, 1e200, 1e200, 1e-3] };
        let x = solve_symmetric(&a, &[1e200, 1.0]).unwrap();
        assert!((x[1] - 1.0).abs() < 1e-15 && (x[0] - (1.0 - 1e-3) / 1e200).abs() < 1e-215);
        let units = Symmetric { order: 2, data: vec![1e-120, 5e-11, 5e-11, 1e100] };
        let x = solve_symmetric(&units, &[1e-60, 1e50]).unwrap();
        assert!((x[0] / 1e60 - 2.0 / 3.0).abs() < 1e-15 && (x[1] / 1e-50 - 2.0 / 3.0).abs() < 1e-15);
        assert!(solve_symmetric(&Symmetric { order: 2, data: vec![1.0, 1.0, 1.0, 1.0] }, &[1.0, 1.0]).is_none());
        assert!(solve_symmetric(&Symmetric::zeros(1), &[1.0]).is_none());
        assert_eq!(solve_symmetric(&Symmetric::zeros(0), &[]), Some(vec![]));
    }
}
