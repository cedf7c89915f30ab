//! How the information I(β) = Σ w XᵀWX of the rows changes with β, by passes over the rows.
//!
//! For a symmetric matrix A of the order of β with M × M blocks A_ab, G_i = [x_iᵀA_ab x_i] gives tr(A·I) = Σ_i w_i tr(G_iW_i), so that the
//! gradient of tr(A·I) at fixed A is Xᵀt and its Hessian the Gram matrix of X in t′, the derivatives t and t′ of w tr(GW) in the predictors.

use super::rows::{Sample, scale};
use crate::families::{Contraction, Rows};
use crate::linalg::weighted_gram::{self, packed, triangle};
use crate::linalg::{Columns, PANEL_ROWS, Symmetric};

/// The derivatives of tr(A·I) at fixed A: the gradient in β, and the blocks of the Hessian as packed triangles.
pub struct InformationTrace {
    pub gradient: Vec<f64>,
    pub hessian: Vec<f64>,
}

impl InformationTrace {
    fn merge(mut self, other: Self) -> Self {
        add(&mut self.gradient, &other.gradient);
        add(&mut self.hessian, &other.hessian);
        self
    }
}

impl Sample<'_> {
    /// The derivatives of tr(A·I(β)) in β at fixed A.
    pub fn information_trace(&self, beta: &[f64], matrix: &Symmetric) -> InformationTrace {
        let (m, p) = (self.family.predictors(), self.design.cols());
        let blocks = triangle(m) * triangle(p);
        let empty = || InformationTrace { gradient: vec![0.0; m * p], hessian: vec![0.0; blocks] };
        let leaf = |leaf: usize| {
            let mut sums = empty();
            let columns = |count: usize| vec![0.0; count * PANEL_ROWS];
            let (mut eta, mut forms) = (columns(m), columns(triangle(m)));
            let (mut first, mut second) = (columns(m), columns(triangle(m)));
            for panel in self.panels(leaf) {
                let (x, h) = (self.columns(panel), self.design.height(panel));
                self.predictors(panel, beta, &mut eta);
                self.forms(panel, matrix, &mut forms[..triangle(m) * h]);
                let rows = Rows { eta: &eta[..m * h], response: self.response.panel(panel), height: h };
                let (first, second) = (&mut first[..m * h], &mut second[..triangle(m) * h]);
                let mut out = Contraction { first, second };
                self.family.information_contracted(&rows, &forms[..triangle(m) * h], &mut out);
                let w = &self.weights.panel(panel)[..h];
                out.first.chunks_exact_mut(h).for_each(|column| scale(column, w));
                out.second.chunks_exact_mut(h).for_each(|column| scale(column, w));
                weighted_gram::add_adjoint(x, Columns::new(out.first, h), &mut sums.gradient);
                weighted_gram::add_gram(x, Columns::new(out.second, h), &mut sums.hessian);
            }
            sums
        };
        self.workers.tree(self.leaves(), &leaf, &InformationTrace::merge).unwrap_or_else(empty)
    }

    /// ∂I/∂β_k for every coefficient, one after the other, each as the packed triangles of its blocks.
    pub fn information_slopes(&self, beta: &[f64]) -> Vec<Vec<f64>> {
        let (m, p) = (self.family.predictors(), self.design.cols());
        let empty = || vec![vec![0.0; triangle(m) * triangle(p)]; m * p];
        let leaf = |leaf: usize| {
            let mut sums = empty();
            let (mut eta, mut direction) = (vec![0.0; m * PANEL_ROWS], vec![0.0; m * PANEL_ROWS]);
            let mut slopes = vec![0.0; triangle(m) * PANEL_ROWS];
            for panel in self.panels(leaf) {
                let (x, h) = (self.columns(panel), self.design.height(panel));
                self.predictors(panel, beta, &mut eta);
                let rows = Rows { eta: &eta[..m * h], response: self.response.panel(panel), height: h };
                let w = &self.weights.panel(panel)[..h];
                for (k, sum) in sums.iter_mut().enumerate() {
                    let (direction, slopes) = (&mut direction[..m * h], &mut slopes[..triangle(m) * h]);
                    direction.fill(0.0);
                    direction[k / p * h..][..h].copy_from_slice(x.column(k % p));
                    self.family.information_along(&rows, direction, slopes);
                    slopes.chunks_exact_mut(h).for_each(|column| scale(column, w));
                    weighted_gram::add_gram(x, Columns::new(slopes, h), sum);
                }
            }
            sums
        };
        let merge = |mut a: Vec<Vec<f64>>, b: Vec<Vec<f64>>| {
            a.iter_mut().zip(&b).for_each(|(a, b)| add(a, b));
            a
        };
        self.workers.tree(self.leaves(), &leaf, &merge).unwrap_or_else(empty)
    }

    /// x_iᵀA_ab x_i for the rows of a panel, packed.
    fn forms(&self, panel: usize, matrix: &Symmetric, out: &mut [f64]) {
        let (m, p) = (self.family.predictors(), self.design.cols());
        let (x, h) = (self.design.panel(panel), self.design.height(panel));
        let (mut product, mut block) = (vec![0.0; p * h], vec![0.0; p * p]);
        for a in 0..m {
            for b in 0..=a {
                for (i, row) in block.chunks_exact_mut(p).enumerate() {
                    row.copy_from_slice(&matrix.data[(a * p + i) * m * p + b * p..][..p]);
                }
                weighted_gram::apply(self.columns(panel), &block, &mut product);
                let form = &mut out[packed(a, b) * h..][..h];
                form.fill(0.0);
                for (x, y) in x.chunks_exact(h).zip(product.chunks_exact(h)) {
                    form.iter_mut().zip(x.iter().zip(y)).for_each(|(form, (x, y))| *form = x.mul_add(*y, *form));
                }
            }
        }
    }
}

fn add(x: &mut [f64], y: &[f64]) {
    x.iter_mut().zip(y).for_each(|(x, y)| *x += y);
}
