//! N·(G ⊗ A) + S_λ with G the mean information of a row and A = XᵀwX/Σw, inverted exactly.
//!
//! Where every penalty has one metric C over all columns, S_λ = C ⊗ S: with G = LLᵀ, L⁻¹CL⁻ᵀ = U·diag(c)·Uᵀ and A = RRᵀ,
//! R⁻¹SR⁻ᵀ = V·diag(s)·Vᵀ the sum is (LU ⊗ RV)(N + c_i s_j)(LU ⊗ RV)ᵀ. Otherwise its diagonal blocks N·G_aa A + (S_λ)_aa are taken.
//! M³ + P³ operations once, MP(M + P) each time, against (MP)³ and (MP)² for the matrix itself.

use crate::inner::{Problem, QuadraticPenalty, places};
use crate::linalg::weighted_gram::packed;
use crate::linalg::{Cholesky, Symmetric, SymmetricEigen, product, transposed};

/// A positive definite matrix that is easily inverted.
pub(super) enum Preconditioner {
    Kronecker(Kronecker),
    Blocks(Vec<Cholesky>),
}

/// (LU ⊗ RV)⁻ᵀ and its eigenvalues.
pub(super) struct Kronecker {
    /// (LU)⁻¹, M × M row-major, and its transpose.
    left: Vec<f64>,
    left_transposed: Vec<f64>,
    /// (RV)⁻¹, P × P, and its transpose.
    right: Vec<f64>,
    right_transposed: Vec<f64>,
    values: Vec<f64>,
    sizes: (usize, usize),
}

/// XᵀwX.
pub(super) fn gram(problem: &Problem<'_>) -> Symmetric {
    let p = problem.sample().design.cols();
    let sums = problem.sample().working_least_squares(&|_, z, v| {
        z.fill(0.0);
        v.fill(1.0);
    });
    let mut gram = Symmetric::zeros(p);
    (0..p).for_each(|i| (0..=i).for_each(|j| gram.add(i, j, sums.information[packed(i, j)])));
    gram
}

impl Preconditioner {
    /// From G, XᵀwX and the penalty; `None` where one of them is singular in floating point.
    pub(super) fn new(metric: &Symmetric, gram: &Symmetric, penalty: &QuadraticPenalty) -> Option<Self> {
        match shared(penalty, metric.order, gram.order) {
            Some((c, s)) => Kronecker::new(metric, gram, &c, &s).map(Self::Kronecker),
            None => blocks(metric, gram, penalty).map(Self::Blocks),
        }
    }

    /// Its inverse times r.
    pub(super) fn solve(&self, r: &[f64]) -> Vec<f64> {
        match self {
            Self::Kronecker(kronecker) => kronecker.solve(r),
            Self::Blocks(blocks) => {
                let p = r.len() / blocks.len().max(1);
                blocks.iter().zip(r.chunks_exact(p.max(1))).flat_map(|(block, r)| block.solve(r)).collect()
            }
        }
    }

    /// The diagonal of its inverse.
    pub(super) fn inverse_diagonal(&self) -> Vec<f64> {
        match self {
            Self::Kronecker(kronecker) => kronecker.inverse_diagonal(),
            Self::Blocks(blocks) => {
                let diagonal = |block: &Cholesky| {
                    let inverse = block.inverse();
                    (0..inverse.order).map(move |j| inverse.get(j, j)).collect::<Vec<_>>()
                };
                blocks.iter().flat_map(diagonal).collect()
            }
        }
    }
}

impl Kronecker {
    fn new(g: &Symmetric, gram: &Symmetric, c: &Symmetric, s: &Symmetric) -> Option<Self> {
        let (left, c) = turned(g, c)?;
        let (right, s) = turned(gram, s)?;
        let sizes = (g.order, gram.order);
        let values: Vec<f64> = c.iter().flat_map(|c| s.iter().map(move |s| 1.0 + (c * s).max(0.0))).collect();
        Some(Self {
            left_transposed: transposed(&left, sizes.0),
            right_transposed: transposed(&right, sizes.1),
            left,
            right,
            values,
            sizes,
        })
    }

    /// Of R = r as M rows of P: T₁ᵀ·((T₁·R·T₂ᵀ) / values)·T₂.
    fn solve(&self, r: &[f64]) -> Vec<f64> {
        let (m, p) = self.sizes;
        let (mut a, mut b) = (vec![0.0; m * p], vec![0.0; m * p]);
        product(&self.left, m, r, &mut a);
        product(&a, p, &self.right_transposed, &mut b);
        b.iter_mut().zip(&self.values).for_each(|(b, value)| *b /= value);
        product(&self.left_transposed, m, &b, &mut a);
        product(&a, p, &self.right, &mut b);
        b
    }

    fn inverse_diagonal(&self) -> Vec<f64> {
        let (m, p) = self.sizes;
        let squares = |x: &[f64]| x.iter().map(|x| x * x).collect::<Vec<_>>();
        let inverse: Vec<f64> = self.values.iter().map(|value| 1.0 / value).collect();
        let (mut a, mut b) = (vec![0.0; m * p], vec![0.0; m * p]);
        product(&squares(&self.left_transposed), m, &inverse, &mut a);
        product(&a, p, &squares(&self.right), &mut b);
        b
    }
}

/// (LU)⁻¹ and the diagonal of UᵀL⁻¹CL⁻ᵀU for A = LLᵀ.
fn turned(a: &Symmetric, c: &Symmetric) -> Option<(Vec<f64>, Vec<f64>)> {
    let n = a.order;
    let root = Cholesky::new(a)?.inverse_root();
    let (mut half, mut inner) = (vec![0.0; n * n], vec![0.0; n * n]);
    product(&root, n, &c.data, &mut half);
    product(&half, n, &transposed(&root, n), &mut inner);
    let eigen = SymmetricEigen::new(&Symmetric { order: n, data: inner })?;
    let mut out = vec![0.0; n * n];
    product(eigen.rows(), n, &root, &mut out);
    Some((out, eigen.values().to_vec()))
}

/// C and S where S_λ = C ⊗ S; zeros where nothing is penalised.
fn shared(penalty: &QuadraticPenalty, m: usize, p: usize) -> Option<(Symmetric, Symmetric)> {
    let mut sum = Symmetric::zeros(p);
    let mut metric: Option<&Symmetric> = None;
    for block in penalty.blocks().iter().filter(|block| block.strength != 0.0) {
        let range = block.copies.first()?.first().copied()?..block.copies.first()?.last().copied()? + 1;
        let whole = range.end <= p && block.copies == places(&range, p, m);
        if !whole || metric.is_some_and(|metric| *metric != block.metric) {
            return None;
        }
        metric = Some(&block.metric);
        for i in 0..range.len() {
            for j in 0..=i {
                sum.add(range.start + i, range.start + j, block.strength * block.matrix.get(i, j));
            }
        }
    }
    Some((metric.cloned().unwrap_or_else(|| Symmetric::zeros(m)), sum))
}

fn blocks(metric: &Symmetric, gram: &Symmetric, penalty: &QuadraticPenalty) -> Option<Vec<Cholesky>> {
    let p = gram.order;
    let scaled = |a: usize| Symmetric { order: p, data: gram.data.iter().map(|x| metric.get(a, a) * x).collect() };
    let mut blocks: Vec<Symmetric> = (0..metric.order).map(scaled).collect();
    for block in penalty.blocks() {
        block.for_each_entry(|i, j, x| {
            if j <= i && i / p == j / p {
                blocks[i / p].add(i % p, j % p, x);
            }
        });
    }
    blocks.iter().map(Cholesky::new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inner::QuadraticBlock;

    fn symmetric(order: usize, lower: &[f64]) -> Symmetric {
        let mut out = Symmetric::zeros(order);
        (0..order).for_each(|i| (0..=i).for_each(|j| out.add(i, j, lower[packed(i, j)])));
        out
    }

    #[test]
    fn both_forms_are_inverted_exactly() {
        let g = symmetric(2, &[2.0, -0.5, 1.0]);
        let a = symmetric(3, &[3.0, 1.0, 2.0, -0.5, 0.25, 1.5]);
        let metric = symmetric(2, &[2.0 / 3.0, -1.0 / 3.0, 2.0 / 3.0]);
        let matrix = symmetric(2, &[1.0, -1.0, 1.0]);
        let block = |metric: &Symmetric, strength: f64| QuadraticBlock {
            label: "s".into(),
            strength,
            metric: metric.clone(),
            matrix: matrix.clone(),
            copies: places(&(1..3), 3, 2),
        };
        let one_metric = QuadraticPenalty::new(vec![block(&metric, 7.0), block(&metric, 1e-3)]);
        let each = [symmetric(2, &[1.0, 0.0, 0.0]), symmetric(2, &[0.0, 0.0, 1.0])];
        let two_metrics = QuadraticPenalty::new(vec![block(&each[0], 0.5), block(&each[1], 20.0)]);
        for (penalty, whole) in [(&one_metric, true), (&two_metrics, false), (&QuadraticPenalty::default(), true)] {
            let mut matrix = Symmetric::zeros(6);
            for i in 0..6 {
                for j in (0..=i).filter(|j| whole || i / 3 == j / 3) {
                    matrix.add(i, j, g.get(i / 3, j / 3) * a.get(i % 3, j % 3));
                }
            }
            penalty.add_to(&mut matrix);
            let inverse = Cholesky::new(&matrix).unwrap().inverse();
            let preconditioner = Preconditioner::new(&g, &a, penalty).unwrap();
            let x = preconditioner.solve(&matrix.product(&[1.0, -2.0, 3.0, 0.5, 0.0, 1.0]));
            assert!(x.iter().zip([1.0, -2.0, 3.0, 0.5, 0.0, 1.0]).all(|(x, y)| (x - y).abs() < 1e-13), "{x:?}");
            let diagonal = preconditioner.inverse_diagonal();
            assert!((0..6).all(|i| (diagonal[i] - inverse.get(i, i)).abs() < 1e-14));
        }
    }
}
