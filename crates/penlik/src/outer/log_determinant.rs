//! ln det₊ Σ_t λ_t S_t and its derivatives in ρ_t = ln λ_t, from the blocks of a cascade.
//!
//! With ν_t = ρ_t + ln(scale of S_t), block b of dimension d_b belonging to the b-th strongest term, and F_t the scaled UᵀS_tU,
//!
//! ln det₊ = Σ_b d_b ν_b + ln det M, M = Σ_t M_t, M_t\[a,b\] = e^{(ν_t−ν_a)/2 + (ν_t−ν_b)/2} F_t\[a,b\].
//!
//! F_t has no entries beyond block t, so every exponent is ≤ 0 and the diagonal blocks of M stay near 1: no ratio of strengths overflows, and M is no worse
//! conditioned than the terms themselves. With P_t = M⁻¹M_t, Σ_t P_t = I,
//!
//! ∂/∂ρ_t = tr P_t, ∂²/∂ρ_s∂ρ_t = −tr P_sP_t (s ≠ t), and the rows of the Hessian sum to zero, which gives its diagonal.

use std::f64::consts::LN_2;

use super::cascade::{Cascade, Scaled};
use crate::linalg::{Cholesky, Symmetric, inner_product, product, transposed};

/// ln det₊ S_λ and its derivatives in ρ.
#[derive(Debug, Clone, PartialEq)]
pub struct LogDeterminant {
    /// ln det₊ Σ_t λ_t S_t over the structural rank.
    pub value: f64,
    /// tr(S_λ⁺ λ_tS_t); their sum is the rank.
    pub gradient: Vec<f64>,
    /// δ_st tr(S_λ⁺λ_tS_t) − tr(S_λ⁺λ_sS_s S_λ⁺λ_tS_t); its rows sum to zero.
    pub hessian: Symmetric,
}

impl LogDeterminant {
    /// NaN for each of k terms.
    pub(super) fn undefined(k: usize) -> Self {
        Self {
            value: f64::NAN,
            gradient: vec![f64::NAN; k],
            hessian: Symmetric { order: k, data: vec![f64::NAN; k * k] },
        }
    }

    /// From the blocks; NaN where a strength is NaN.
    pub(super) fn new(cascade: &Cascade, terms: &[Scaled], rho: &[f64]) -> Self {
        Self::of_blocks(cascade, terms, rho).unwrap_or_else(|| Self::undefined(terms.len()))
    }

    fn of_blocks(cascade: &Cascade, terms: &[Scaled], rho: &[f64]) -> Option<Self> {
        let k = terms.len();
        let mut out = Self { value: -cascade.log_volume, gradient: vec![0.0; k], hessian: Symmetric::zeros(k) };
        for (&t, d) in cascade.order.iter().zip(&cascade.dimensions).filter(|(_, d)| **d > 0) {
            out.value += *d as f64 * (rho[t] + terms[t].log_scale());
        }
        if let [t] = cascade.order[..] {
            let form = &cascade.forms[0];
            out.value += (0..form.order).map(|i| form.get(i, i).ln()).sum::<f64>();
            out.gradient[t] = form.order as f64;
            return (!rho[t].is_nan()).then_some(out);
        }
        let parts = scaled_parts(cascade, terms, rho);
        let whole = sum(&parts)?;
        let factor = Cholesky::new(&whole)?;
        out.value += factor.log_determinant();
        out.differentiate(&cascade.order, &parts, &factor.inverse());
        Some(out)
    }

    fn differentiate(&mut self, order: &[usize], parts: &[Symmetric], inverse: &Symmetric) {
        let r = inverse.order;
        let shares: Vec<Vec<f64>> = parts
            .iter()
            .map(|part| {
                let mut share = vec![0.0; r * r];
                product(&inverse.data, r, &part.data, &mut share);
                share
            })
            .collect();
        for (a, &s) in order.iter().enumerate() {
            self.gradient[s] = (0..r).map(|i| shares[a][i * r + i]).sum();
            let across = transposed(&shares[a], r);
            for (b, &t) in order.iter().enumerate().take(a) {
                let joint = inner_product(&across, &shares[b]);
                self.hessian.add(s, t, -joint);
                self.hessian.add(s, s, joint);
                self.hessian.add(t, t, joint);
            }
        }
    }
}

/// M_t of each term of the cascade.
fn scaled_parts(cascade: &Cascade, terms: &[Scaled], rho: &[f64]) -> Vec<Symmetric> {
    let rank: usize = cascade.dimensions.iter().sum();
    let scaled = cascade.order.iter().zip(&cascade.forms).map(|(&t, form)| {
        let blocks = cascade.order.iter().zip(&cascade.dimensions);
        let factors: Vec<f64> =
            blocks.flat_map(|(&b, d)| vec![(0.5 * log_ratio(terms, rho, t, b)).exp(); *d]).take(form.order).collect();
        let mut part = Symmetric::zeros(rank);
        for i in 0..form.order {
            for j in 0..form.order {
                part.data[i * rank + j] = factors[i] * factors[j] * form.get(i, j);
            }
        }
        part
    });
    scaled.collect()
}

/// ν_t − ν_b; terms of no strength count as equally weak, and of unbounded strength as equally strong.
pub(super) fn log_ratio(terms: &[Scaled], rho: &[f64], t: usize, b: usize) -> f64 {
    // Exact in a power of two that all of them share.
    let scales = (terms[t].exponent - terms[b].exponent) * LN_2;
    if rho[t] == rho[b] { if rho[t].is_finite() { scales } else { 0.0 } } else { (rho[t] - rho[b]) + scales }
}

fn sum(parts: &[Symmetric]) -> Option<Symmetric> {
    let mut whole = parts.first()?.clone();
    for part in &parts[1..] {
        whole.data.iter_mut().zip(&part.data).for_each(|(sum, x)| *sum += x);
    }
    Some(whole)
}
