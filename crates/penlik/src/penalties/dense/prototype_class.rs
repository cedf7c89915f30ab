//! One class of prototypes: what its log-determinant is made of, and how it moves with the prototypes.
//!
//! In units of the bandwidth, x = w/σ. For members i, j and d_ij = x_i − x_j: K_ij = exp(−‖d_ij‖²/2), M = (K + εI)⁻¹, and the
//! attraction A = M∘K off the diagonal. Along a direction u: dK_ij = −K_ij (d_ij·du_ij), dM = −M dK M, dA = dM∘K + M∘dK. Matrices
//! are row-major, of the order of the class. Only differences of rows enter, so that what is far from the origin keeps its digits.

use crate::linalg::row_major::add_product;
use crate::linalg::simd::dispatch;
use crate::linalg::vecmath::exp;
use crate::linalg::{LANES, Symmetric, Twofold, UnitCholesky, refined_inverse_and_log_determinant, two_sum};

/// Below this pivot digits of the determinant are lost, and it is computed again in twice the precision.
const SOUND_PIVOT: f64 = 1e-3;
/// Above this order twice the precision takes too long unless nothing else helps.
const REFINED_ORDER: usize = 128;

/// The members of a class among the rows of θ.
#[derive(Debug, Clone, Copy)]
pub(super) struct Members<'a> {
    pub(super) rows: &'a [usize],
    pub(super) columns: usize,
    /// 1/σ
    pub(super) inverse: f64,
}

impl Members<'_> {
    fn row<'b>(&self, i: usize, x: &'b [f64]) -> &'b [f64] {
        let start = self.rows[i] * self.columns;
        &x[start..start + self.columns]
    }

    /// (x_i − x_j)·(y_i − y_j)/σ² for every pair.
    pub(super) fn inner(&self, x: &[f64], y: &[f64]) -> Vec<f64> {
        let m = self.rows.len();
        let mut out = vec![0.0; m * m];
        dispatch(
            #[inline(always)]
            || {
                for i in 0..m {
                    for j in 0..i {
                        let (x, y) = ([self.row(i, x), self.row(j, x)], [self.row(i, y), self.row(j, y)]);
                        out[i * m + j] = difference_product(x, y, self.inverse);
                    }
                }
            },
        );
        mirror(m, &mut out);
        out
    }

    /// out_i += (2/σ²) Σ_j c_ij (x_i − x_j), for the rows of the class.
    pub(super) fn spread(&self, c: &[f64], x: &[f64], out: &mut [f64]) {
        let m = self.rows.len();
        let inverse = self.inverse;
        dispatch(
            #[inline(always)]
            || {
                for i in 0..m {
                    let start = self.rows[i] * self.columns;
                    let (out, own) = (&mut out[start..start + self.columns], self.row(i, x));
                    for j in (0..m).filter(|&j| j != i && c[i * m + j] != 0.0) {
                        let factor = 2.0 * c[i * m + j];
                        for ((out, a), b) in out.iter_mut().zip(own).zip(self.row(j, x)) {
                            *out = factor.mul_add((a - b) * inverse * inverse, *out);
                        }
                    }
                }
            },
        );
    }
}

/// k·p, where a similarity of 0 outweighs any distance: exp(−d²/2) falls faster than every power of d grows.
pub(super) fn weighed(k: f64, p: f64) -> f64 {
    if k == 0.0 { 0.0 } else { k * p }
}

/// Σ (x_0 − x_1)(y_0 − y_1)·inverse², in eight partial sums.
#[inline(always)]
fn difference_product(x: [&[f64]; 2], y: [&[f64]; 2], inverse: f64) -> f64 {
    let mut lanes = [0.0; LANES];
    let (x, y) = (x.map(|x| x.as_chunks::<LANES>()), y.map(|y| y.as_chunks::<LANES>()));
    for (((a, b), c), d) in x[0].0.iter().zip(x[1].0).zip(y[0].0).zip(y[1].0) {
        for l in 0..LANES {
            lanes[l] = ((a[l] - b[l]) * inverse).mul_add((c[l] - d[l]) * inverse, lanes[l]);
        }
    }
    for (l, (((a, b), c), d)) in x[0].1.iter().zip(x[1].1).zip(y[0].1).zip(y[1].1).enumerate() {
        lanes[l] = ((a - b) * inverse).mul_add((c - d) * inverse, lanes[l]);
    }
    ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
}

/// A class at one point.
#[derive(Debug, Clone)]
pub(super) struct Class {
    pub(super) order: usize,
    /// ln det(K + εI) − m·ln(1 + ε): 0 for prototypes that are far apart.
    pub(super) log_determinant: f64,
    pub(super) kernel: Vec<f64>,
    pub(super) inverse: Vec<f64>,
    pub(super) attraction: Vec<f64>,
}

impl Class {
    /// `None` when K + εI is not positive definite in twice the precision.
    pub(super) fn new(members: &Members<'_>, theta: &[f64], jitter: f64) -> Option<Self> {
        let order = members.rows.len();
        let half_squares: Vec<f64> = members.inner(theta, theta).into_iter().map(|d| 0.5 * d).collect();
        let mut kernel = half_squares.clone();
        dispatch(
            #[inline(always)]
            || kernel.iter_mut().for_each(|x| *x = exp(-*x)),
        );
        let (inverse, log_determinant) = factorised(order, &kernel, &half_squares, jitter)?;
        let mut attraction: Vec<f64> = inverse.iter().zip(&kernel).map(|(m, k)| m * k).collect();
        clear_diagonal(order, &mut attraction);
        Some(Self { order, log_determinant, kernel, inverse, attraction })
    }

    /// The movement along a direction, from the inner products of differences with it.
    pub(super) fn tangent(&self, inner: &[f64]) -> Tangent {
        let kernel: Vec<f64> = self.kernel.iter().zip(inner).map(|(k, p)| -weighed(*k, *p)).collect();
        let mut inverse = self.between(&self.inverse, &kernel, &self.inverse);
        inverse.iter_mut().for_each(|x| *x = -*x);
        self.tangent_of(kernel, inverse)
    }

    /// The movement along the logarithm of ε: K stays, dM = −ε·M².
    pub(super) fn jitter_tangent(&self, jitter: f64) -> Tangent {
        let mut inverse = vec![0.0; self.inverse.len()];
        add_product(&self.inverse, &self.inverse, self.order, self.order, &mut inverse);
        inverse.iter_mut().for_each(|x| *x *= -jitter);
        self.tangent_of(vec![0.0; self.kernel.len()], inverse)
    }

    fn tangent_of(&self, kernel: Vec<f64>, inverse: Vec<f64>) -> Tangent {
        let entry = |i: usize| inverse[i].mul_add(self.kernel[i], self.inverse[i] * kernel[i]);
        let mut attraction: Vec<f64> = (0..kernel.len()).map(entry).collect();
        clear_diagonal(self.order, &mut attraction);
        Tangent { kernel, inverse, attraction }
    }

    /// d²A along two directions, given d²K: d²M = −dM_u dK_v M − M dK_v dM_u − M d²K M.
    pub(super) fn second(&self, u: &Tangent, v: &Tangent, kernel: &[f64]) -> Vec<f64> {
        let m = self.order;
        let (crossed, plain) =
            (self.between(&u.inverse, &v.kernel, &self.inverse), self.between(&self.inverse, kernel, &self.inverse));
        let mut out = vec![0.0; m * m];
        for i in 0..m {
            for j in (0..m).filter(|&j| j != i) {
                let (p, q) = (i * m + j, j * m + i);
                let inverse = -(crossed[p] + crossed[q] + plain[p]);
                let mixed = u.inverse[p] * v.kernel[p] + v.inverse[p] * u.kernel[p];
                out[p] = inverse * self.kernel[p] + mixed + self.inverse[p] * kernel[p];
            }
        }
        out
    }

    /// X·Y·Z
    fn between(&self, x: &[f64], y: &[f64], z: &[f64]) -> Vec<f64> {
        let m = self.order;
        let (mut left, mut out) = (vec![0.0; m * m], vec![0.0; m * m]);
        add_product(x, y, m, m, &mut left);
        add_product(&left, z, m, m, &mut out);
        out
    }
}

/// dK, dM and dA.
#[derive(Debug, Clone)]
pub(super) struct Tangent {
    pub(super) kernel: Vec<f64>,
    pub(super) inverse: Vec<f64>,
    pub(super) attraction: Vec<f64>,
}

/// (K + εI)⁻¹ and ln det(K + εI) − m·ln(1 + ε), by the matrix (K + εI)/(1 + ε), whose diagonal is 1.
fn factorised(m: usize, kernel: &[f64], half_squares: &[f64], jitter: f64) -> Option<(Vec<f64>, f64)> {
    let ridge = 1.0 + jitter;
    let factor = UnitCholesky::new(m, kernel.iter().map(|k| k / ridge).collect());
    match factor {
        Some(factor) if factor.smallest_pivot() > SOUND_PIVOT || m > REFINED_ORDER => {
            let inverse = factor.inverse().into_iter().map(|x| x / ridge).collect();
            Some((inverse, factor.log_determinant()))
        }
        _ => refined(m, half_squares, jitter),
    }
}

/// The same in twice the precision. Near coincidence 1 − K is small, and known to all its digits by exp_m1.
fn refined(m: usize, half_squares: &[f64], jitter: f64) -> Option<(Vec<f64>, f64)> {
    let mut packed = Vec::with_capacity(m * (m + 1) / 2);
    for i in 0..m {
        for j in 0..=i {
            let (hi, lo) = two_sum(1.0, if i == j { jitter } else { (-half_squares[i * m + j]).exp_m1() });
            packed.push(Twofold { hi, lo });
        }
    }
    let (Symmetric { data, .. }, log_determinant) = refined_inverse_and_log_determinant(m, &packed)?;
    Some((data, log_determinant - m as f64 * jitter.ln_1p()))
}

fn clear_diagonal(m: usize, a: &mut [f64]) {
    a.iter_mut().step_by(m + 1).for_each(|x| *x = 0.0);
}

fn mirror(m: usize, a: &mut [f64]) {
    for i in 0..m {
        (0..i).for_each(|j| a[j * m + i] = a[i * m + j]);
    }
}
