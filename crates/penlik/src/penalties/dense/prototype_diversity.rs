//! Diversity of prototypes, the log-determinant of their similarities.
//!
//! θ holds prototypes w_i in rows, each with a class label. For the members of a class with at least two of them
//! K_ij = exp(−‖w_i − w_j‖²/(2σ²)), with bandwidth σ > 0 and jitter ε > 0, and
//!
//! f(θ) = −Σ_classes ln det(K + εI),
//!
//! plus m·ln(1 + ε) for each class of m members where it is normalized, which makes f = 0 for prototypes far apart. A class of one
//! member counts for nothing. With M = (K + εI)⁻¹ and A = M∘K off the diagonal, ∇f has rows (2/σ²) Σ_j A_ij (w_i − w_j): where
//! prototypes coincide they have the same gradient and stay together, although f is largest there; see `coincidence`.
//! Since f depends on θ/σ alone, ∂/∂ log σ is the derivative along −θ, less one gradient, or two Hessians
//! (A. Kulesza and B. Taskar, "Determinantal point processes for machine learning", Foundations and Trends in Machine Learning
//! 5, 2012).

use std::sync::Arc;

use super::super::{Block, Labels, PenaltyError};
use super::prototype_class::{Class, Members, weighed};
use super::prototype_products::{Derivative, Prototypes};
use super::whole::{MatrixFunction, ShapedFunction};
use crate::check::{CheckError, Code, positive, shown};
use crate::curvature::Operator;

/// −Σ_classes ln det(K + εI).
///
/// ```
/// use penlik::linalg::Workers;
/// use penlik::penalties::{Block, Label, Labels, Penalty, PrototypeDiversity, Whole};
/// let labels = Labels::new(vec![Label::Number(1.0), Label::Number(1.0)]);
/// let penalty = Whole::new(PrototypeDiversity::new(labels, 1.0, 1e-6, false)?, 1.0)?;
/// let value = penalty.value(Block::new(&[0.0, 1.0], 1)?, &Workers::sequential())?;
/// assert!((value - 0.4586719814).abs() < 1e-10);
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct PrototypeDiversity {
    rows: usize,
    pub(super) classes: Arc<[Vec<usize>]>,
    pub(super) bandwidth: f64,
    pub(super) jitter: f64,
    normalize: bool,
}

impl PrototypeDiversity {
    /// One label for each prototype, σ > 0, ε > 0, and whether the value far apart is taken away.
    pub fn new(labels: Labels, bandwidth: f64, jitter: f64, normalize: bool) -> Result<Self, CheckError> {
        let classes: Vec<Vec<usize>> = labels.classes().into_iter().filter(|rows| rows.len() > 1).collect();
        let (bandwidth, jitter) = (positive("bandwidth", bandwidth)?, positive("jitter", jitter)?);
        Ok(Self { rows: labels.len(), classes: classes.into(), bandwidth, jitter, normalize })
    }

    pub(super) fn members<'a>(&self, rows: &'a [usize], columns: usize) -> Members<'a> {
        Members { rows, columns, inverse: self.bandwidth.recip() }
    }

    fn class(&self, rows: &[usize], theta: Block<'_>) -> Result<Class, CheckError> {
        let class = Class::new(&self.members(rows, theta.columns()), theta.values(), self.jitter);
        class.ok_or_else(|| {
            let expected = "a jitter for which similarities + jitter I are positive definite in floating point";
            CheckError::new(Code::Domain, "jitter", shown(self.jitter), expected)
        })
    }

    fn value_of(&self, class: &Class) -> f64 {
        let far = if self.normalize { 0.0 } else { class.order as f64 * self.jitter.ln_1p() };
        -(class.log_determinant + far)
    }

    /// ∂/∂ log ε of a class: −ε·tr M, and where it is normalized m·ε/(1 + ε) more, which is ε Σ A_ij/(1 + ε) together.
    fn along_jitter(&self, class: &Class) -> f64 {
        if self.normalize {
            return self.jitter / (1.0 + self.jitter) * class.attraction.iter().sum::<f64>();
        }
        -self.jitter * class.inverse.iter().step_by(class.order + 1).sum::<f64>()
    }
}

impl MatrixFunction for PrototypeDiversity {
    type Point = Prototypes;

    fn fits(&self, theta: Block<'_>) -> Result<(), CheckError> {
        let rows = if theta.columns() == 0 { 0 } else { theta.values().len() / theta.columns() };
        if rows == self.rows {
            return Ok(());
        }
        let (value, expected) = (format!("of {rows} rows"), format!("{} rows, one for each of labels", self.rows));
        Err(CheckError::new(Code::Shape, "theta", value, expected))
    }

    fn value(&self, theta: Block<'_>) -> Result<f64, PenaltyError> {
        self.classes.iter().try_fold(0.0, |sum, rows| Ok(sum + self.value_of(&self.class(rows, theta)?)))
    }

    fn value_gradient(&self, theta: Block<'_>, out: &mut [f64]) -> Result<f64, PenaltyError> {
        out.fill(0.0);
        let mut value = 0.0;
        for rows in self.classes.iter() {
            let class = self.class(rows, theta)?;
            self.members(rows, theta.columns()).spread(&class.attraction, theta.values(), out);
            value += self.value_of(&class);
        }
        Ok(value)
    }

    fn prepare(&self, theta: Block<'_>) -> Result<Prototypes, PenaltyError> {
        let classes = self.classes.iter().map(|rows| self.class(rows, theta)).collect::<Result<_, _>>()?;
        Ok(Prototypes::new(self.clone(), theta, classes))
    }
}

impl ShapedFunction for PrototypeDiversity {
    const SHAPES: &'static [&'static str] = &["bandwidth", "jitter"];

    fn along_shape(&self, shape: usize, point: &Arc<Prototypes>) -> f64 {
        match shape {
            // −⟨θ, ∇f⟩ = −Σ_ij A_ij ‖d_ij‖²
            0 => -point.pairs().map(|(class, inner)| product(&class.attraction, &inner)).sum::<f64>(),
            _ => point.classes.iter().map(|class| self.along_jitter(class)).sum(),
        }
    }

    fn gradient_along_shape(&self, shape: usize, point: &Arc<Prototypes>, out: &mut [f64]) {
        match shape {
            0 => Derivative::along_bandwidth(point).gradient(-1.0, out),
            _ => Derivative::along_jitter(point).gradient(0.0, out),
        }
    }

    fn hessian_along_shape(&self, shape: usize, point: &Arc<Prototypes>) -> Arc<dyn Operator> {
        match shape {
            0 => Arc::new(Derivative::along_bandwidth(point)),
            _ => Arc::new(Derivative::along_jitter(point)),
        }
    }
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| weighed(*a, *b)).sum()
}
