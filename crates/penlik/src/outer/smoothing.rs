//! Deviance and effective degrees of freedom as functions of ρ, with exact gradients and Hessians.
//!
//! D(β̂) and τ = tr(H⁻¹I). With s = H⁻¹S_λβ̂, G = H⁻¹, W = GS_λG, K = GIG, β_k = −GS_kβ̂, J_k = D_βH[β_k] and Ḣ_k = S_k + J_k:
//! D_k = −2(S_λβ̂)ᵀβ_k, τ_k = tr(WJ_k) − tr(KS_k), and with r_kl = δ_kl S_kβ̂ + S_kβ_l + S_lβ_k + J_lβ_k = −Hβ_kl
//! D_kl = 2β_kᵀIβ_l + 2sᵀr_kl,
//! τ_kl = tr(W·D²_βH[β_k, β_l]) + tr(W·D_βH[β_kl]) − δ_kl tr(KS_k) − tr(GḢ_kGJ_l) − tr(GḢ_lGJ_k) + 2tr(GḢ_lKḢ_k).
//! Written with K nothing cancels where λ_k is large: every term is then of the order of 1/λ_k.
//!
//! Source: S. N. Wood, Journal of the Royal Statistical Society B 70 (2008), 495–518; here with the observed information.

use super::laplace::{Evaluation, Point};
use crate::inner::Contracted;
use crate::linalg::{Symmetric, dot, inner_product, square_product, transposed};

/// H⁻¹ and its products at a point, in θ.
pub(super) struct Smoothing<'p> {
    point: &'p Point<'p>,
    /// S_λ, H⁻¹ and GIG.
    pub s: Symmetric,
    g: Symmetric,
    k: Symmetric,
    /// tr(GS_λ).
    pub penalised: f64,
    /// S_λθ̂ and H⁻¹S_λθ̂.
    pull: Vec<f64>,
    pulled: Vec<f64>,
    /// S_k, S_kθ̂, β_k and J_k; no J_k where the information is constant.
    matrices: Vec<Symmetric>,
    gradients: Vec<Vec<f64>>,
    pub directions: Vec<Vec<f64>>,
    turns: Vec<Symmetric>,
    /// The vector q of tr(W·D_βH[v]) = qᵀv, H⁻¹q, and tr(W·D²_βH[β_k, β_l]).
    slope: Vec<f64>,
    sloped: Vec<f64>,
    pairs: Vec<Vec<f64>>,
    /// GḢ_k, KḢ_k and (GJ_k)ᵀ.
    moved: Vec<Vec<f64>>,
    weighed: Vec<Vec<f64>>,
    turned: Vec<Vec<f64>>,
}

impl<'p> Smoothing<'p> {
    pub fn new(point: &'p Point<'p>) -> Self {
        let (at, settled, n) = (point.at, &point.settled, point.settled.theta.len());
        let count = at.gradient.len();
        let mut s = Symmetric::zeros(n);
        at.penalty.add_to(&mut s);
        let mut pull = vec![0.0; n];
        at.penalty.value_gradient(&settled.theta, &mut pull);
        let g = settled.factor.inverse();
        let matrix = |k: usize| {
            let mut out = Symmetric::zeros(n);
            at.add_to(k, &mut out);
            out
        };
        let gradients: Vec<Vec<f64>> = (0..count).map(|k| at.product(k, &settled.theta)).collect();
        let minus = |x: &Vec<f64>| settled.factor.solve(x).iter().map(|x| -x).collect();
        let mut out = Self {
            k: sandwich(&g, &settled.information),
            penalised: inner_product(&g.data, &s.data),
            pulled: settled.factor.solve(&pull),
            matrices: (0..count).map(matrix).collect(),
            directions: gradients.iter().map(minus).collect(),
            turns: Vec::new(),
            slope: vec![0.0; n],
            sloped: vec![0.0; n],
            pairs: vec![vec![0.0; count]; count],
            moved: Vec::new(),
            weighed: Vec::new(),
            turned: Vec::new(),
            point,
            s,
            g,
            pull,
            gradients,
        };
        if !point.problem.family().is_quadratic() && count > 0 {
            out.turn();
        }
        out.multiply();
        out
    }

    pub fn edf(&self) -> f64 {
        self.s.order as f64 - self.penalised
    }

    fn stacked(&self) -> Vec<Vec<f64>> {
        self.directions.iter().map(|v| self.point.problem.stacked(v).into_owned()).collect()
    }

    /// J_k, q and Q: two passes over the rows.
    fn turn(&mut self) {
        let (problem, stacked) = (self.point.problem, self.stacked());
        let w = sandwich(&self.g, &self.s);
        let Contracted { first, second } = problem.contracted(&self.point.beta, &problem.spread_square(&w), true);
        let products: Vec<Vec<f64>> = stacked.iter().map(|v| second.product(v)).collect();
        self.pairs = stacked.iter().map(|u| products.iter().map(|v| dot(u, v)).collect()).collect();
        self.slope = problem.inside(first);
        self.sloped = self.point.settled.factor.solve(&self.slope);
        let along = problem.hessian_along(&self.point.beta, &stacked);
        self.turns = along.into_iter().map(|a| problem.congruence(a)).collect();
    }

    fn multiply(&mut self) {
        for (k, matrix) in self.matrices.iter().enumerate() {
            let mut total = matrix.clone();
            if let Some(turn) = self.turns.get(k) {
                total.data.iter_mut().zip(&turn.data).for_each(|(x, j)| *x += j);
                self.turned.push(transposed(&square_product(&self.g.data, &turn.data, self.g.order), self.g.order));
            }
            self.moved.push(square_product(&self.g.data, &total.data, self.g.order));
            self.weighed.push(transposed(&square_product(&self.k.data, &total.data, self.g.order), self.g.order));
        }
    }

    /// D_k.
    pub fn deviance_slope(&self, k: usize) -> f64 {
        -2.0 * dot(&self.pull, &self.directions[k])
    }

    /// τ_k.
    pub fn degrees_slope(&self, k: usize) -> f64 {
        dot(&self.slope, &self.directions[k]) - inner_product(&self.k.data, &self.matrices[k].data)
    }

    /// D_kl and τ_kl.
    pub fn second(&self, k: usize, l: usize) -> (f64, f64) {
        let (a, b) = (&self.directions[k], &self.directions[l]);
        let r = self.curl(k, l);
        let deviance = 2.0 * (dot(a, &self.point.settled.information.product(b)) + dot(&self.pulled, &r));
        let own = if k == l { inner_product(&self.k.data, &self.matrices[k].data) } else { 0.0 };
        let crossed = match (self.turned.get(k), self.turned.get(l)) {
            (Some(x), Some(y)) => inner_product(&self.moved[k], y) + inner_product(&self.moved[l], x),
            _ => 0.0,
        };
        let both = 2.0 * inner_product(&self.moved[l], &self.weighed[k]);
        (deviance, self.pairs[k][l] - dot(&self.sloped, &r) - own - crossed + both)
    }

    /// r_kl.
    fn curl(&self, k: usize, l: usize) -> Vec<f64> {
        let (a, b) = (&self.directions[k], &self.directions[l]);
        let mut out = self.matrices[k].product(b);
        let mut add = |x: &[f64]| out.iter_mut().zip(x).for_each(|(r, x)| *r += x);
        add(&self.matrices[l].product(a));
        if k == l {
            add(&self.gradients[k]);
        }
        if let Some(turn) = self.turns.get(l) {
            add(&turn.product(a));
        }
        out
    }

    pub fn into_evaluation(self, value: f64, gradient: Vec<f64>, hessian: Symmetric, phi: f64) -> Evaluation {
        let (point, theta) = (self.point, &self.point.settled.theta);
        Evaluation {
            value,
            gradient,
            hessian,
            phi,
            beta: point.beta.clone(),
            sensitivities: self.stacked(),
            edf: self.edf(),
            penalties: self.gradients.iter().map(|g| 0.5 * dot(g, theta)).collect(),
            traces: self.matrices.iter().map(|s| inner_product(&self.g.data, &s.data)).collect(),
            ranks: point.at.gradient.clone(),
            iterations: point.settled.iterations,
        }
    }
}

/// GAG.
fn sandwich(g: &Symmetric, a: &Symmetric) -> Symmetric {
    let left = Symmetric { order: g.order, data: square_product(&g.data, &a.data, g.order) };
    Symmetric { order: g.order, data: square_product(&left.data, &g.data, g.order) }
}
