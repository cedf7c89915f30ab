//! Hoyer's measure of sparseness, turned round: 0 for a row with one entry that is not 0, 1 for a row of equal magnitudes.
//!
//! P(x) = (κ − 1)/(√n − 1), κ = ‖x‖₁/‖x‖₂, for a row x of n > 1 entries; it does not depend on the scale of x. With A = 1/(√n − 1),
//! L = ‖x‖₂, u = x/L, s = sign(x) and sign(0) = 0:
//!   g = (A/L)(s − κu),  H = (A/L²)[−(s uᵀ + u sᵀ) − κI + 3κ uuᵀ],  B = (A/L²)[ssᵀ/√m + (√m + 3κ) uuᵀ],
//! m the number of entries that are not 0: −(s uᵀ + u sᵀ) ⪯ ssᵀ/√m + √m uuᵀ. Hx = −g and xᵀg = 0. A row of one entry, and a row of
//! zeros, have value, gradient and Hessian 0. All is computed on x scaled by its largest entry.
//!
//! P. O. Hoyer, "Non-negative matrix factorization with sparseness constraints", Journal of Machine Learning Research 5, 2004.

use super::{Leaf, RowCache, RowKernel};
use crate::curvature::{Curvature, LowRank};
use crate::linalg::dot;

/// (‖x‖₁/‖x‖₂ − 1)/(√n − 1)
#[derive(Debug, Clone, Copy)]
pub struct Hoyer;

/// The norms of a row that is not 0.
#[derive(Debug, Clone, Copy)]
struct Norms {
    /// The largest |x|.
    largest: f64,
    /// 1/‖x/largest‖₂
    inverse: f64,
    /// ‖x‖₁/‖x‖₂
    kappa: f64,
    /// κ − 1, to its own last digits.
    excess: f64,
    /// 1/(√n − 1)
    a: f64,
}

/// `None` for a row that is 0, or of one entry.
#[inline(always)]
fn norms(x: &[f64]) -> Option<Norms> {
    let place = (0..x.len()).fold(0, |p, i| if x[i].abs() > x[p].abs() { i } else { p });
    let largest = x[place].abs();
    if x.len() < 2 || largest == 0.0 {
        return None;
    }
    // The largest entry is 1 after scaling; r and q are the sums of the others and of their squares. Then
    // L1² − L2² = 2r + r² − q without cancellation, and κ − 1 = (L1² − L2²)/((L1 + L2) L2).
    let (mut r, mut q) = (0.0, 0.0);
    for (i, x) in x.iter().enumerate() {
        let y = if i == place { 0.0 } else { x.abs() / largest };
        r += y;
        q = y.mul_add(y, q);
    }
    let (l1, l2) = (1.0 + r, (1.0 + q).sqrt());
    let excess = (r.mul_add(r, -q) + 2.0 * r) / ((l1 + l2) * l2);
    let a = ((x.len() as f64).sqrt() - 1.0).recip();
    Some(Norms { largest, inverse: l2.recip(), kappa: l1 / l2, excess, a })
}

impl Norms {
    fn value(&self) -> f64 {
        (self.excess * self.a).min(1.0)
    }

    /// x/‖x‖₂
    #[inline(always)]
    fn unit(&self, x: f64) -> f64 {
        x / self.largest * self.inverse
    }

    /// 1/‖x‖₂
    fn inverse_norm(&self) -> f64 {
        self.inverse / self.largest
    }
}

#[inline(always)]
fn sign(x: f64) -> f64 {
    if x == 0.0 { 0.0 } else { 1_f64.copysign(x) }
}

impl RowKernel for Hoyer {
    type Cache = HoyerRows;

    fn width(&self, columns: usize) -> usize {
        columns
    }

    #[inline(always)]
    fn value(&self, leaf: Leaf<'_>) -> f64 {
        leaf.x.chunks_exact(leaf.width).map(|x| norms(x).map_or(0.0, |norms| norms.value())).sum()
    }

    #[inline(always)]
    fn value_gradient(&self, leaf: Leaf<'_>, scale: f64, out: &mut [f64]) -> f64 {
        let mut total = 0.0;
        for (x, out) in leaf.x.chunks_exact(leaf.width).zip(out.chunks_exact_mut(leaf.width)) {
            let Some(norms) = norms(x) else {
                out.fill(0.0);
                continue;
            };
            let factor = scale * norms.a * norms.inverse_norm();
            for (out, &x) in out.iter_mut().zip(x) {
                *out = factor * (sign(x) - norms.kappa * norms.unit(x));
            }
            total += norms.value();
        }
        total
    }

    fn prepare(&self, all: Leaf<'_>, scale: f64, _gradient: &[f64]) -> HoyerRows {
        let mut rows = HoyerRows { width: all.width, norms: vec![], scale, sign: vec![], unit: vec![] };
        for x in all.x.chunks_exact(all.width) {
            let norms = norms(x);
            // A row that is 0 has no direction, and no derivatives.
            rows.sign.extend(x.iter().map(|&x| if norms.is_some() { sign(x) } else { 0.0 }));
            rows.unit.extend(x.iter().map(|&x| norms.map_or(0.0, |norms| norms.unit(x))));
            rows.norms.push(norms);
        }
        rows
    }
}

/// The rows of θ, by direction and norms.
pub struct HoyerRows {
    width: usize,
    scale: f64,
    norms: Vec<Option<Norms>>,
    sign: Vec<f64>,
    unit: Vec<f64>,
}

impl HoyerRows {
    /// A curvature whose row r is diag(d) + U W Uᵀ, d and W as `one` gives them for a row that is not 0.
    fn curvature<const W: usize>(
        &self,
        factors: Vec<Vec<f64>>,
        one: impl Fn(usize, &Norms) -> (f64, [f64; W]),
    ) -> Curvature {
        let (mut diagonal, mut weights) = (Vec::new(), Vec::new());
        for (r, norms) in self.norms.iter().enumerate() {
            let (d, w) = norms.as_ref().map_or((0.0, [0.0; W]), |norms| one(r, norms));
            diagonal.extend(std::iter::repeat_n(d, self.width));
            weights.extend_from_slice(&w);
        }
        Curvature::LowRank(LowRank::of_rows(self.width, diagonal, factors, weights))
    }

    /// λA/‖x‖²
    fn factor(&self, norms: &Norms) -> f64 {
        self.scale * norms.a * norms.inverse_norm() * norms.inverse_norm()
    }
}

impl RowCache for HoyerRows {
    fn hessian(&self) -> Curvature {
        self.curvature(vec![self.sign.clone(), self.unit.clone()], |_, norms| {
            let (c, kappa) = (self.factor(norms), norms.kappa);
            (-c * kappa, [0.0, -c, -c, 3.0 * c * kappa])
        })
    }

    fn bound(&self) -> Curvature {
        self.curvature(vec![self.sign.clone(), self.unit.clone()], |r, norms| {
            let signs = &self.sign[r * self.width..(r + 1) * self.width];
            let root = (signs.iter().filter(|s| **s != 0.0).count() as f64).sqrt();
            let c = self.factor(norms);
            (0.0, [c / root, 0.0, 0.0, c * (root + 3.0 * norms.kappa)])
        })
    }

    /// With β = uᵀv, σ = sᵀv, q = v − βu: L′ = β, u′ = q/L, κ′ = (σ − κβ)/L.
    fn hessian_along(&self, v: &[f64]) -> Curvature {
        let row = |r: usize| r * self.width..(r + 1) * self.width;
        let beta: Vec<f64> = (0..self.norms.len()).map(|r| dot(&self.unit[row(r)], &v[row(r)])).collect();
        let across = (0..self.unit.len()).map(|i| v[i] - beta[i / self.width] * self.unit[i]).collect();
        self.curvature(vec![self.sign.clone(), self.unit.clone(), across], |r, norms| {
            let (c, kappa, beta) = (self.factor(norms) * norms.inverse_norm(), norms.kappa, beta[r]);
            let turn = dot(&self.sign[row(r)], &v[row(r)]) - kappa * beta;
            let (su, sq, uu, uq) = (2.0 * beta, -1.0, 3.0 * turn - 6.0 * kappa * beta, 3.0 * kappa);
            let w = [0.0, su, sq, su, uu, uq, sq, uq, 0.0];
            (c * (2.0 * beta * kappa - turn), w.map(|w| c * w))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Block, Rows, Smooth};
    use super::*;
    use crate::linalg::Workers;

    fn gradient(x: &[f64]) -> (f64, Vec<f64>) {
        let mut out = vec![f64::NAN; x.len()];
        let penalty = Rows::new(Hoyer, 1.0).unwrap();
        (penalty.value_gradient(Block::row(x), &mut out, &Workers::sequential()).unwrap(), out)
    }

    #[test]
    fn the_value_does_not_depend_on_the_scale_and_the_gradient_is_inverse_to_it() {
        let (value, at_one) = gradient(&[3.0, 4.0, 0.0]);
        for power in [-498, -300, -1, 498] {
            let scale = 2_f64.powi(power);
            let (scaled, g) = gradient(&[3.0 * scale, 4.0 * scale, 0.0]);
            assert_eq!(scaled, value);
            assert!((0..3).all(|i| (g[i] * scale - at_one[i]).abs() < 1e-16), "{g:?}");
        }
    }

    #[test]
    fn a_row_of_zeros_and_a_row_of_one_entry_are_zero_with_their_gradient() {
        assert_eq!(gradient(&[0.0, 0.0, 0.0]), (0.0, vec![0.0; 3]));
        assert_eq!(gradient(&[-7.0]), (0.0, vec![0.0]));
        assert_eq!(gradient(&[0.0, -7.0, 0.0]).0, 0.0);
        assert!((gradient(&[2.0; 7]).0 - 1.0).abs() < 1e-15);
        assert_eq!(gradient(&[]).0, 0.0);
    }
}
