//! Second and third derivatives of the diversity of prototypes, by products.
//!
//! With the notation of `prototype_class`, and X the prototypes over σ: a term "(C, Y)" stands for the rows
//! (2/σ) Σ_j C_ij (y_i − y_j). Then Hv is (A, v) + (dA_v, X); its derivative along u is (dA_u, v) + (dA_v, u) + (d²A_uv, X), where
//! d²K_ij = K_ij [(d_ij·du_ij)(d_ij·dv_ij) − du_ij·dv_ij].
//!
//! The quadratic form of H is tr(M dK M dK) − Σ_ij A_ij [(d_ij·dv_ij)² − ‖dv_ij‖²]. Its first term is not negative, and each of the
//! others is at most max(−A_ij, 0)(d_ij·dv_ij)² + max(A_ij, 0)‖dv_ij‖², which is not negative either: the bound has these instead.

use std::sync::Arc;

use super::super::Block;
use super::prototype_class::{Class, Members, Tangent, weighed};
use super::prototype_diversity::PrototypeDiversity;
use super::whole::MatrixPoint;
use crate::curvature::{Operator, probe_diagonal};
use crate::linalg::dot;

/// Prototypes at one point.
#[derive(Debug)]
pub struct Prototypes {
    function: PrototypeDiversity,
    theta: Vec<f64>,
    columns: usize,
    pub(super) classes: Vec<Class>,
}

impl Prototypes {
    pub(super) fn new(function: PrototypeDiversity, theta: Block<'_>, classes: Vec<Class>) -> Self {
        Self { function, theta: theta.values().to_vec(), columns: theta.columns(), classes }
    }

    fn each(&self) -> impl Iterator<Item = (Members<'_>, &Class)> {
        let members = |rows| self.function.members(rows, self.columns);
        self.function.classes.iter().map(move |rows| members(rows)).zip(&self.classes)
    }

    /// Every class with its squared distances.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&Class, Vec<f64>)> {
        self.each().map(|(members, class)| (class, members.inner(&self.theta, &self.theta)))
    }

    fn hessian_product(&self, v: &[f64], out: &mut [f64]) {
        for (members, class) in self.each() {
            let tangent = class.tangent(&members.inner(&self.theta, v));
            members.spread(&class.attraction, v, out);
            members.spread(&tangent.attraction, &self.theta, out);
        }
    }

    fn bound_product(&self, v: &[f64], out: &mut [f64]) {
        for (members, class) in self.each() {
            let inner = members.inner(&self.theta, v);
            let tangent = class.tangent(&inner);
            let repelled =
                |i: usize| tangent.inverse[i] * class.kernel[i] + weighed((-class.attraction[i]).max(0.0), inner[i]);
            let repelled: Vec<f64> = (0..inner.len()).map(repelled).collect();
            let attracted: Vec<f64> = class.attraction.iter().map(|a| a.max(0.0)).collect();
            members.spread(&attracted, v, out);
            members.spread(&repelled, &self.theta, out);
        }
    }

    /// Entry (a, k): with c_j = −K_aj (d_aj)_k, 2[(cᵀM e_a)² + M_aa cᵀMc] and 2 Σ_j term(A_aj, (d_aj)_k²), over σ².
    fn diagonal(&self, term: fn(f64, f64) -> f64, out: &mut [f64]) {
        for (members, class) in self.each() {
            let m = class.order;
            let mut c = vec![0.0; m];
            for a in 0..m {
                for k in 0..self.columns {
                    let entry = |j: usize| self.theta[members.rows[j] * self.columns + k];
                    let d = |j: usize| (entry(a) - entry(j)) * members.inverse;
                    c.iter_mut().enumerate().for_each(|(j, c)| *c = -weighed(class.kernel[a * m + j], d(j)));
                    let row = |i: usize| dot(&class.inverse[i * m..(i + 1) * m], &c);
                    let quadratic: f64 = (0..m).map(|i| c[i] * row(i)).sum();
                    let rest: f64 =
                        (0..m).filter(|&j| j != a).map(|j| term(class.attraction[a * m + j], d(j) * d(j))).sum();
                    let first = row(a) * row(a) + class.inverse[a * m + a] * quadratic;
                    out[members.rows[a] * self.columns + k] = 2.0 * (first + rest) * members.inverse * members.inverse;
                }
            }
        }
    }
}

impl MatrixPoint for Prototypes {
    fn hessian(self: &Arc<Self>) -> Arc<dyn Operator> {
        Arc::new(Second { point: self.clone(), bound: false })
    }

    fn bound(self: &Arc<Self>) -> Arc<dyn Operator> {
        Arc::new(Second { point: self.clone(), bound: true })
    }

    fn along(self: &Arc<Self>, u: &[f64]) -> Arc<dyn Operator> {
        Arc::new(Derivative::along(self, u[..self.theta.len()].to_vec(), 0.0))
    }
}

#[derive(Debug)]
struct Second {
    point: Arc<Prototypes>,
    bound: bool,
}

impl Operator for Second {
    fn dimension(&self) -> usize {
        self.point.theta.len()
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        out[..self.dimension()].fill(0.0);
        if self.bound { self.point.bound_product(v, out) } else { self.point.hessian_product(v, out) }
    }

    fn diagonal(&self, out: &mut [f64]) {
        out[..self.dimension()].fill(0.0);
        if self.bound {
            self.point.diagonal(|a, square| weighed((-a).max(0.0), square) + a.max(0.0), out);
        } else {
            self.point.diagonal(|a, square| -weighed(a, square - 1.0), out);
        }
    }
}

/// The derivative of the Hessian along a direction, or along the logarithm of a shape parameter.
#[derive(Debug)]
pub(super) struct Derivative {
    point: Arc<Prototypes>,
    /// The direction in θ; none for the jitter, which moves M alone.
    u: Option<Vec<f64>>,
    tangents: Vec<Tangent>,
    /// How many times the Hessian is added.
    hessians: f64,
}

impl Derivative {
    fn along(point: &Arc<Prototypes>, u: Vec<f64>, hessians: f64) -> Self {
        let tangents = point.each().map(|(members, class)| class.tangent(&members.inner(&point.theta, &u))).collect();
        Self { point: point.clone(), u: Some(u), tangents, hessians }
    }

    pub(super) fn along_bandwidth(point: &Arc<Prototypes>) -> Self {
        Self::along(point, point.theta.iter().map(|x| -x).collect(), -2.0)
    }

    pub(super) fn along_jitter(point: &Arc<Prototypes>) -> Self {
        let tangents = point.classes.iter().map(|class| class.jitter_tangent(point.function.jitter)).collect();
        Self { point: point.clone(), u: None, tangents, hessians: 0.0 }
    }

    /// out = the derivative of the gradient, and so many gradients.
    pub(super) fn gradient(&self, gradients: f64, out: &mut [f64]) {
        let theta = &self.point.theta;
        out.fill(0.0);
        for ((members, class), tangent) in self.point.each().zip(&self.tangents) {
            let c = class.attraction.iter().zip(&tangent.attraction).map(|(a, da)| gradients.mul_add(*a, *da));
            members.spread(&c.collect::<Vec<_>>(), theta, out);
            if let Some(u) = &self.u {
                members.spread(&class.attraction, u, out);
            }
        }
    }
}

impl Operator for Derivative {
    fn dimension(&self) -> usize {
        self.point.theta.len()
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        let theta = &self.point.theta;
        out[..theta.len()].fill(0.0);
        for ((members, class), of_u) in self.point.each().zip(&self.tangents) {
            let with_v = members.inner(theta, v);
            let of_v = class.tangent(&with_v);
            let mut kernel = vec![0.0; with_v.len()];
            if let Some(u) = &self.u {
                let (with_u, both) = (members.inner(theta, u), members.inner(u, v));
                let entry = |i: usize| weighed(class.kernel[i], with_u[i].mul_add(with_v[i], -both[i]));
                kernel.iter_mut().enumerate().for_each(|(i, k)| *k = entry(i));
                members.spread(&of_v.attraction, u, out);
            }
            let plus = |x: &[f64], h: &[f64]| -> Vec<f64> {
                x.iter().zip(h).map(|(x, h)| self.hessians.mul_add(*h, *x)).collect()
            };
            members.spread(&plus(&of_u.attraction, &class.attraction), v, out);
            members.spread(&plus(&class.second(of_u, &of_v, &kernel), &of_v.attraction), theta, out);
        }
    }

    fn diagonal(&self, out: &mut [f64]) {
        probe_diagonal(self, out);
    }
}
