//! Orthogonality of columns.
//!
//! T = θ is n × k. Of all its columns: f(T) = ½‖TᵀT − I‖², zero where they are orthonormal. Between blocks of columns:
//! f(T) = ½ Σ_{g<h} ‖T_gᵀT_h‖², zero where columns of different blocks are orthogonal, whatever happens inside a block.
//!
//! With C = TᵀT − I and c = 2, or C = TᵀT with zeros inside blocks and c = 1, and S(V) = VᵀT + TᵀV with the same zeros:
//! f = c‖C‖²/4, ∇f = c·T·C, Hv = c[V·C + T·S(V)], and the derivative of Hv along U is c[V·S(U) + U·S(V) + T·(UᵀV + VᵀU)], with
//! those zeros. The bound has C₊, the positive part of C, for C: since S is symmetric, ⟨V, Hv⟩ = c[⟨V, V·C⟩ + ½‖S(V)‖²], where
//! ⟨V, V·C₊⟩ is neither below ⟨V, V·C⟩ nor below 0
//! (N. Bansal, X. Chen and Z. Wang, "Can we gain more from orthogonality regularizations in training deep networks?", 2018).

use std::sync::Arc;

use super::super::{Block, PenaltyError};
use super::whole::{MatrixFunction, MatrixPoint};
use crate::check::{CheckError, Code, allocation};
use crate::curvature::{Operator, probe_diagonal};
use crate::linalg::row_major::{add_product, add_transposed_product};
use crate::linalg::{Symmetric, positive_part};

/// The most bytes of a k × k matrix.
const MOST_BYTES: usize = 1 << 30;

/// ½‖TᵀT − I‖², or ½ Σ_{g<h} ‖T_gᵀT_h‖².
///
/// ```
/// use penlik::linalg::Workers;
/// use penlik::penalties::{Block, Orthogonality, Penalty, Whole};
/// let penalty = Whole::new(Orthogonality::between_blocks(vec![0, 0, 1]), 1.0)?;
/// assert_eq!(penalty.value(Block::row(&[1.0, 2.0, 3.0]), &Workers::sequential())?, 0.5 * (9.0 + 36.0));
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Orthogonality {
    blocks: Option<Arc<[usize]>>,
}

impl Orthogonality {
    /// All columns orthonormal.
    #[must_use]
    pub fn of_columns() -> Self {
        Self { blocks: None }
    }

    /// Columns of different blocks orthogonal; the block of every column is given.
    #[must_use]
    pub fn between_blocks(blocks: Vec<usize>) -> Self {
        Self { blocks: Some(blocks.into()) }
    }

    fn factor(&self) -> f64 {
        if self.blocks.is_some() { 1.0 } else { 2.0 }
    }

    /// S ← S with zeros inside blocks.
    fn mask(&self, s: &mut [f64]) {
        let Some(blocks) = &self.blocks else { return };
        for (row, g) in s.chunks_exact_mut(blocks.len().max(1)).zip(blocks.iter()) {
            row.iter_mut().zip(blocks.iter()).filter(|(_, h)| g == *h).for_each(|(x, _)| *x = 0.0);
        }
    }

    /// C
    fn excess(&self, theta: Block<'_>) -> Vec<f64> {
        let k = theta.columns();
        let mut c = vec![0.0; k * k];
        add_transposed_product(theta.values(), theta.values(), k, k, &mut c);
        match self.blocks {
            Some(_) => self.mask(&mut c),
            None => c.iter_mut().step_by(k + 1).for_each(|c| *c -= 1.0),
        }
        c
    }

    fn value_of(&self, excess: &[f64]) -> f64 {
        0.25 * self.factor() * excess.iter().fold(0.0, |sum, c| c.mul_add(*c, sum))
    }
}

impl MatrixFunction for Orthogonality {
    type Point = Columns;

    fn fits(&self, theta: Block<'_>) -> Result<(), CheckError> {
        let k = theta.columns();
        match &self.blocks {
            Some(blocks) if blocks.len() != k => {
                let (value, expected) = (format!("of {k} columns"), format!("{} columns, as blocks has", blocks.len()));
                Err(CheckError::new(Code::Shape, "theta", value, expected))
            }
            _ => allocation("theta", k, k, MOST_BYTES).map(drop),
        }
    }

    fn value(&self, theta: Block<'_>) -> Result<f64, PenaltyError> {
        Ok(self.value_of(&self.excess(theta)))
    }

    fn value_gradient(&self, theta: Block<'_>, out: &mut [f64]) -> Result<f64, PenaltyError> {
        let (k, c) = (theta.columns(), self.excess(theta));
        out.fill(0.0);
        add_product(theta.values(), &c, k, k, out);
        out.iter_mut().for_each(|g| *g *= self.factor());
        Ok(self.value_of(&c))
    }

    fn prepare(&self, theta: Block<'_>) -> Result<Columns, PenaltyError> {
        let excess = Symmetric { order: theta.columns(), data: self.excess(theta) };
        let positive = positive_part(&excess).ok_or(PenaltyError::Overflow { quantity: "the Hessian" })?;
        let (function, theta, columns) = (self.clone(), theta.values().to_vec(), theta.columns());
        Ok(Columns { function, theta, columns, excess: excess.data, positive: positive.data })
    }
}

/// T, C and C₊.
#[derive(Debug)]
pub struct Columns {
    function: Orthogonality,
    theta: Vec<f64>,
    columns: usize,
    excess: Vec<f64>,
    positive: Vec<f64>,
}

impl Columns {
    /// XᵀY + YᵀX, with zeros inside blocks.
    fn inner(&self, x: &[f64], y: &[f64]) -> Vec<f64> {
        let (k, n) = (self.columns, self.theta.len());
        let (x, y) = (&x[..n], &y[..n]);
        let mut s = vec![0.0; k * k];
        add_transposed_product(x, y, k, k, &mut s);
        add_transposed_product(y, x, k, k, &mut s);
        self.function.mask(&mut s);
        s
    }

    /// out = c Σ X·Y over pairs.
    fn combine(&self, pairs: &[(&[f64], &[f64])], out: &mut [f64]) {
        let out = &mut out[..self.theta.len()];
        out.fill(0.0);
        pairs.iter().for_each(|(x, y)| add_product(x, y, self.columns, self.columns, out));
        out.iter_mut().for_each(|x| *x *= self.function.factor());
    }

    fn product(&self, c: &[f64], v: &[f64], out: &mut [f64]) {
        self.combine(&[(v, c), (&self.theta, &self.inner(v, &self.theta))], out);
    }

    /// Entry (a, j): c[C_jj + T_aj² + Σ_i T_ai²], the sum and the square without what is inside a block.
    fn diagonal(&self, c: &[f64], out: &mut [f64]) {
        let k = self.columns.max(1);
        for (row, out) in self.theta.chunks_exact(k).zip(out.chunks_exact_mut(k)) {
            for (j, out) in out.iter_mut().enumerate() {
                let apart = |i: &usize| self.function.blocks.as_ref().is_none_or(|b| b[*i] != b[j]);
                let sum = (0..k).filter(apart).fold(0.0, |sum, i| row[i].mul_add(row[i], sum));
                let own = if apart(&j) { row[j] * row[j] } else { 0.0 };
                *out = self.function.factor() * (c[j * k + j] + own + sum);
            }
        }
    }
}

impl MatrixPoint for Columns {
    fn hessian(self: &Arc<Self>) -> Arc<dyn Operator> {
        Arc::new(Second { point: self.clone(), bound: false })
    }

    fn bound(self: &Arc<Self>) -> Arc<dyn Operator> {
        Arc::new(Second { point: self.clone(), bound: true })
    }

    fn along(self: &Arc<Self>, u: &[f64]) -> Arc<dyn Operator> {
        let u = u[..self.theta.len()].to_vec();
        Arc::new(Third { point: self.clone(), inner: self.inner(&u, &self.theta), u })
    }
}

#[derive(Debug)]
struct Second {
    point: Arc<Columns>,
    bound: bool,
}

impl Second {
    fn centre(&self) -> &[f64] {
        if self.bound { &self.point.positive } else { &self.point.excess }
    }
}

impl Operator for Second {
    fn dimension(&self) -> usize {
        self.point.theta.len()
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        self.point.product(self.centre(), v, out);
    }

    fn diagonal(&self, out: &mut [f64]) {
        self.point.diagonal(self.centre(), out);
    }
}

#[derive(Debug)]
struct Third {
    point: Arc<Columns>,
    u: Vec<f64>,
    inner: Vec<f64>,
}

impl Operator for Third {
    fn dimension(&self) -> usize {
        self.u.len()
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        let point = &self.point;
        let (of_v, of_both) = (point.inner(v, &point.theta), point.inner(&self.u, v));
        point.combine(&[(v, &self.inner), (&self.u, &of_v), (&point.theta, &of_both)], out);
    }

    fn diagonal(&self, out: &mut [f64]) {
        probe_diagonal(self, out);
    }
}
