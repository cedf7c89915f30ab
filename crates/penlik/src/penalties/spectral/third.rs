//! The derivative of a spectral Hessian along a direction E.
//!
//! With J(θ) = [[0, θ], [θᵀ, 0]], whose eigenvalues are ±σ_i with eigenvectors (u_i, ±v_i)/√2, and 0 beside them, the gradient of
//! Σ k(σ_i) is the upper right block of f(J), f = k′ odd. The second derivative of a function of a symmetric matrix with
//! eigenvalues λ_a, in the basis of eigenvectors and applied to directions E, F, has the entries
//!
//! Y_ab = Σ_c f[λ_a, λ_c, λ_b] (E_ac F_cb + F_ac E_cb)
//!
//! (Yu. L. Daleckii and S. G. Krein, 1965; R. Bhatia, "Matrix analysis", theorem V.3.3). Directions that come from θ have no
//! entries between eigenvectors of 0 beside the σ, so that these enter through inner products alone.

use std::sync::Arc;

use super::Spectral;
use crate::curvature::{Operator, Parts, SingularBasis, probe_diagonal};
use crate::kernels::SpectralKernel;
use crate::linalg::row_major::{add_product, add_transposed_product};

/// F ↦ λ d/ds ∇²(Σ k(σ_i(θ + sE)))·F at s = 0.
#[derive(Debug)]
pub(super) struct Third<K> {
    lift: Spectral<K>,
    basis: Arc<SingularBasis>,
    sigma: Vec<f64>,
    along: Parts,
}

/// An eigenvector (u_i, ±v_i)/√2.
#[derive(Debug, Clone, Copy)]
struct Signed {
    sign: f64,
    i: usize,
}

impl<K: SpectralKernel> Third<K> {
    pub(super) fn new(lift: &Spectral<K>, basis: &Arc<SingularBasis>, sigma: &[f64], e: &[f64]) -> Self {
        let (lift, basis, sigma) = (lift.clone(), basis.clone(), sigma.to_vec());
        Self { along: basis.parts(e), lift, basis, sigma }
    }

    fn eigenvectors(&self) -> impl Iterator<Item = Signed> + Clone {
        let p = self.sigma.len();
        (0..2 * p).map(move |a| Signed { sign: if a < p { 1.0 } else { -1.0 }, i: a % p.max(1) })
    }

    fn eigenvalue(&self, a: Signed) -> f64 {
        a.sign * self.sigma[a.i]
    }

    /// E_ab
    fn entry(&self, e: &Parts, a: Signed, b: Signed) -> f64 {
        let p = self.sigma.len();
        0.5 * (b.sign * e.core[a.i * p + b.i] + a.sign * e.core[b.i * p + a.i])
    }

    /// The sign that an eigenvector has on the side that is short.
    fn short_sign(&self, a: Signed) -> f64 {
        if self.basis.is_tall() { a.sign } else { 1.0 }
    }

    /// Σ_s,t ½t·Y_ab over the four signs of an entry, added to the core of the result.
    fn core(&self, f: &Parts, core: &mut [f64]) {
        let (p, e) = (self.sigma.len(), &self.along);
        let mut through_zero = vec![0.0; p * p];
        add_transposed_product(&e.beside, &f.beside, p, p, &mut through_zero);
        for a in self.eigenvectors() {
            for b in self.eigenvectors() {
                let (x, y) = (self.eigenvalue(a), self.eigenvalue(b));
                let inside = self.eigenvectors().fold(0.0, |sum, c| {
                    let pair = self.entry(e, a, c) * self.entry(f, c, b) + self.entry(f, a, c) * self.entry(e, c, b);
                    self.lift.kernel.divided_twice(x, self.eigenvalue(c), y).mul_add(pair, sum)
                });
                let both = through_zero[a.i * p + b.i] + through_zero[b.i * p + a.i];
                let signs = 0.5 * self.short_sign(a) * self.short_sign(b);
                let beside = signs * self.lift.kernel.divided_twice(x, 0.0, y) * both;
                core[a.i * p + b.i] += 0.5 * b.sign * (inside + beside);
            }
        }
    }

    /// Σ_s of ½·(short sign)·Σ_c f[λ_a, λ_c, 0] (E_ac F_c + F_ac E_c), the rows beside of the result.
    fn beside(&self, f: &Parts, beside: &mut [f64]) {
        let (p, e) = (self.sigma.len(), &self.along);
        let (mut of_f, mut of_e) = (vec![0.0; p * p], vec![0.0; p * p]);
        for a in self.eigenvectors() {
            for c in self.eigenvectors() {
                let signs = 0.5 * self.short_sign(a) * self.short_sign(c);
                let factor = signs * self.lift.kernel.divided_twice(self.eigenvalue(a), self.eigenvalue(c), 0.0);
                of_f[c.i * p + a.i] += factor * self.entry(e, a, c);
                of_e[c.i * p + a.i] += factor * self.entry(f, a, c);
            }
        }
        add_product(&f.beside, &of_f, p, p, beside);
        add_product(&e.beside, &of_e, p, p, beside);
    }
}

impl<K: SpectralKernel + std::fmt::Debug> Operator for Third<K> {
    fn dimension(&self) -> usize {
        self.basis.dimension()
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        let f = self.basis.parts(v);
        let mut parts = Parts { core: vec![0.0; f.core.len()], beside: vec![0.0; f.beside.len()] };
        self.core(&f, &mut parts.core);
        self.beside(&f, &mut parts.beside);
        self.basis.assemble(&parts, out);
        out.iter_mut().take(self.dimension()).for_each(|x| *x *= self.lift.strength);
    }

    fn diagonal(&self, out: &mut [f64]) {
        probe_diagonal(self, out);
    }
}
