//! C = Πᵀ diag(φa + h) Π + s(u vᵀ + v uᵀ) on rows, Π = I − 1aᵀ: a quadratic form of deviations from a mean.
//!
//! In every row a ≥ 0 adds up to 1 and h, u, v add up to 0; Πx is x less its mean under a. Then C·1 = 0 and
//! Cx = (φa + h)∘(x − x̄) − a·Σ h x + s(u·Σ v x + v·Σ u x). Hessians of functions of a softmax have this form: φ and h from the
//! function, u and v where a itself moves. Written out as entries it would cancel where one a is nearly 1; all sums are therefore
//! taken of x less its entry at the largest a, where every term is as small as the result.

use std::sync::Arc;

use ndarray::{ArrayViewMut2, s};

use super::operator::Operator;
use super::woodbury::Woodbury;
use crate::check::CheckError;
use crate::linalg::LANES;
use crate::linalg::simd::{dispatch, lane_sum};

/// The weights a of all rows.
#[derive(Debug)]
pub(crate) struct Weights {
    /// The entries of a row.
    pub(crate) width: usize,
    /// The weights, row after row.
    pub(crate) a: Vec<f64>,
    /// The place of the largest weight of each row.
    pub(crate) reference: Vec<usize>,
    /// One less that weight.
    pub(crate) rest: Vec<f64>,
}

impl Weights {
    pub(crate) fn rows(&self) -> usize {
        self.reference.len()
    }

    /// 1 − a_k.
    pub(crate) fn complement(&self, row: usize, k: usize) -> f64 {
        if k == self.reference[row] { self.rest[row] } else { 1.0 - self.a[row * self.width + k] }
    }
}

/// s(u vᵀ + v uᵀ)
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) scale: f64,
    pub(crate) u: Vec<f64>,
    pub(crate) v: Vec<f64>,
}

/// C, see above.
#[derive(Debug)]
pub(crate) struct Centered {
    weights: Arc<Weights>,
    phi: f64,
    h: Vec<f64>,
    pair: Option<Pair>,
}

impl Centered {
    /// All vectors are as long as the weights.
    pub(crate) fn new(weights: Arc<Weights>, phi: f64, h: Vec<f64>, pair: Option<Pair>) -> Self {
        Self { weights, phi, h, pair }
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.weights.rows()).map(|r| self.row(r))
    }

    #[inline(always)]
    fn row(&self, r: usize) -> Row<'_> {
        let range = r * self.weights.width..(r + 1) * self.weights.width;
        let pair = self.pair.as_ref().map(|pair| (pair.scale, &pair.u[range.clone()], &pair.v[range.clone()]));
        Row { c: self, r, a: &self.weights.a[range.clone()], h: &self.h[range], pair }
    }
}

impl Operator for Centered {
    fn dimension(&self) -> usize {
        self.h.len()
    }

    fn apply(&self, x: &[f64], out: &mut [f64]) {
        let width = self.weights.width;
        dispatch(
            #[inline(always)]
            || {
                let rows = x.chunks_exact(width).zip(out.chunks_exact_mut(width)).take(self.weights.rows());
                for (r, (x, out)) in rows.enumerate() {
                    self.row(r).product(x, out);
                }
            },
        );
    }

    fn diagonal(&self, out: &mut [f64]) {
        let width = self.weights.width;
        self.rows().zip(out.chunks_exact_mut(width)).for_each(|(row, out)| row.diagonal(out));
    }

    fn add_to(&self, mut h: ArrayViewMut2<'_, f64>) {
        let width = self.weights.width;
        self.rows().for_each(|row| {
            let range = row.r * width..(row.r + 1) * width;
            row.add_to(h.slice_mut(s![range.clone(), range]));
        });
    }

    fn solve_shifted(&self, mu: f64, b: &[f64], out: &mut [f64]) -> Result<(), CheckError> {
        let width = self.weights.width;
        let mut pairs = b.chunks_exact(width).zip(out.chunks_exact_mut(width));
        self.rows().zip(&mut pairs).try_for_each(|(row, (b, out))| row.solve_shifted(mu, b, out))
    }

    fn logdet_shifted(&self, mu: f64) -> Result<f64, CheckError> {
        self.rows().try_fold(0.0, |sum, row| Ok(sum + row.logdet_shifted(mu)?))
    }
}

/// One row.
#[derive(Debug)]
struct Row<'a> {
    c: &'a Centered,
    r: usize,
    a: &'a [f64],
    h: &'a [f64],
    pair: Option<(f64, &'a [f64], &'a [f64])>,
}

impl Row<'_> {
    #[inline(always)]
    fn product(&self, x: &[f64], out: &mut [f64]) {
        let (phi, origin) = (self.c.phi, x[self.c.weights.reference[self.r]]);
        let [mean, t] = moments([self.a, self.h], x, origin);
        for (((out, x), a), h) in out.iter_mut().zip(x).zip(self.a).zip(self.h) {
            *out = phi.mul_add(*a, *h).mul_add((x - origin) - mean, -(a * t));
        }
        if let Some((scale, u, v)) = self.pair {
            let [ux, vx] = moments([u, v], x, origin);
            for ((out, u), v) in out.iter_mut().zip(u).zip(v) {
                *out = scale.mul_add(u.mul_add(vx, v * ux), *out);
            }
        }
    }

    /// −(φa_k a_j + h_k a_j + a_k h_j) + s(u_k v_j + v_k u_j), for k ≠ j.
    fn beside(&self, k: usize, j: usize) -> f64 {
        let (a, h) = (self.a, self.h);
        let crossed = self.pair.map_or(0.0, |(scale, u, v)| scale * (u[k] * v[j] + v[k] * u[j]));
        crossed - (self.c.phi * a[k] * a[j] + h[k] * a[j] + a[k] * h[j])
    }

    /// φa(1 − a) + h(1 − 2a) + 2suv.
    fn on(&self, k: usize) -> f64 {
        let left = self.c.weights.complement(self.r, k);
        let crossed = self.pair.map_or(0.0, |(scale, u, v)| 2.0 * scale * u[k] * v[k]);
        self.c.phi * self.a[k] * left + self.h[k] * (left - self.a[k]) + crossed
    }

    /// Asks through diag(φa + h) + U W Uᵀ, U = [a, h, u, v].
    fn shortly<T>(&self, question: impl FnOnce(&Woodbury<'_, '_>) -> T) -> T {
        let diagonal: Vec<f64> = self.a.iter().zip(self.h).map(|(a, h)| self.c.phi.mul_add(*a, *h)).collect();
        let (phi, block) = (self.c.phi, self);
        match self.pair {
            None => {
                let (factors, weights) = (&[self.a, self.h], &[-phi, -1.0, -1.0, 0.0]);
                question(&Woodbury { diagonal: &diagonal, factors, weights, block })
            }
            Some((s, u, v)) => {
                let factors = &[self.a, self.h, u, v];
                let weights = &[-phi, -1.0, 0.0, 0.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, s, 0.0, 0.0, s, 0.0];
                question(&Woodbury { diagonal: &diagonal, factors, weights, block })
            }
        }
    }
}

impl Operator for Row<'_> {
    fn dimension(&self) -> usize {
        self.a.len()
    }

    fn apply(&self, x: &[f64], out: &mut [f64]) {
        self.product(x, out);
    }

    fn diagonal(&self, out: &mut [f64]) {
        out.iter_mut().enumerate().for_each(|(k, out)| *out = self.on(k));
    }

    fn add_to(&self, mut matrix: ArrayViewMut2<'_, f64>) {
        for k in 0..self.a.len() {
            matrix[(k, k)] += self.on(k);
            for j in 0..k {
                let entry = self.beside(k, j);
                matrix[(k, j)] += entry;
                matrix[(j, k)] += entry;
            }
        }
    }

    fn solve_shifted(&self, mu: f64, b: &[f64], out: &mut [f64]) -> Result<(), CheckError> {
        self.shortly(|block| block.solve(mu, b, out))
    }

    fn logdet_shifted(&self, mu: f64) -> Result<f64, CheckError> {
        self.shortly(|block| block.logdet(mu))
    }
}

/// Σ p_i(x_i − origin) and Σ q_i(x_i − origin).
#[inline(always)]
pub(crate) fn moments([p, q]: [&[f64]; 2], x: &[f64], origin: f64) -> [f64; 2] {
    let ((p, p_tail), (q, q_tail), (x, x_tail)) =
        (p.as_chunks::<LANES>(), q.as_chunks::<LANES>(), x.as_chunks::<LANES>());
    let (mut first, mut second) = ([0.0; LANES], [0.0; LANES]);
    for ((p, q), x) in p.iter().zip(q).zip(x) {
        for l in 0..LANES {
            let y = x[l] - origin;
            first[l] = p[l].mul_add(y, first[l]);
            second[l] = q[l].mul_add(y, second[l]);
        }
    }
    for (l, ((p, q), x)) in p_tail.iter().zip(q_tail).zip(x_tail).enumerate() {
        let y = x - origin;
        first[l] = p.mul_add(y, first[l]);
        second[l] = q.mul_add(y, second[l]);
    }
    [lane_sum(first), lane_sum(second)]
}

#[cfg(test)]
mod tests {
    use super::super::{Curvature, Dense};
    use super::*;

    /// Rows whose largest weight is as near to 1 as `small` says.
    fn example(small: f64, pair: bool) -> Curvature {
        let a = vec![small, 1.0 - 3.0 * small, 2.0 * small, 0.2, 0.3, 0.5];
        let weights = Weights { width: 3, a, reference: vec![1, 2], rest: vec![3.0 * small, 0.5] };
        let h = vec![2.0 * small, -small, -small, 0.4, -0.1, -0.3];
        let v = vec![small, 0.0, -small, -1.0, 0.5, 0.5];
        let pair = pair.then(|| Pair { scale: -0.5, u: h.clone(), v });
        Curvature::Implicit(Arc::new(Centered::new(Arc::new(weights), -1.5, h, pair)))
    }

    #[test]
    fn products_and_solves_agree_with_the_entries_however_unequal_the_weights() {
        let b = [1.0, -2.0, 0.5, 3.0, 1.0, -1.0];
        for small in [0.1, 1e-8, 1e-20] {
            for pair in [false, true] {
                let c = example(small, pair);
                let dense = Dense::of(&Implicit(&c)).unwrap();
                let (mut x, mut y) = ([0.0; 6], [0.0; 6]);
                c.apply(&b, &mut x);
                dense.apply(&b, &mut y);
                (0..6).for_each(|i| {
                    assert!((x[i] - y[i]).abs() < 1e-14 * if i < 3 { small } else { 1.0 }, "{x:?} {y:?}")
                });
                for mu in [1e-3, 2.0, 100.0] {
                    c.solve_shifted(mu, &b, &mut x).unwrap();
                    dense.solve_shifted(mu, &b, &mut y).unwrap();
                    let size = y.iter().fold(0.0_f64, |m, y| m.max(y.abs()));
                    (0..6).for_each(|i| assert!((x[i] - y[i]).abs() < 1e-12 * size, "{x:?} {y:?}"));
                    match (c.logdet_shifted(mu), dense.logdet_shifted(mu)) {
                        (Ok(x), Ok(y)) => assert!((x - y).abs() < 1e-13 * y.abs().max(1.0), "{x}, not {y}"),
                        (x, y) => assert_eq!(x.is_ok(), y.is_ok()),
                    }
                }
                assert!(c.solve_shifted(0.0, &b, &mut x).is_err(), "C·1 = 0");
            }
        }
    }

    #[derive(Debug)]
    struct Implicit<'a>(&'a Curvature);

    impl Operator for Implicit<'_> {
        fn dimension(&self) -> usize {
            self.0.dimension()
        }
        fn apply(&self, x: &[f64], out: &mut [f64]) {
            self.0.apply(x, out);
        }
        fn diagonal(&self, out: &mut [f64]) {
            self.0.diagonal(out);
        }
        fn add_to(&self, h: ArrayViewMut2<'_, f64>) {
            self.0.add_to(h);
        }
    }
}
