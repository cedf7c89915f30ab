//! Sparse groups.
//!
//! P(θ) = λ(b·Σ|θ_i| + a·Σ_g c_g‖θ_g‖₂), a, b ≥ 0, over the entries that are in groups: groups vanish, and entries within them. Its
//! prox is soft thresholding of the entries and then that of the groups, in this order
//! (N. Simon, J. Friedman, T. Hastie and R. Tibshirani, "A sparse-group lasso", Journal of Computational and Graphical
//! Statistics 22, 2013).

use super::{Grouped, Grouping};
use crate::check::{CheckError, finite, length, non_negative};
use crate::kernels::stream::{map, sum};
use crate::kernels::{Absolute, ScalarProx};
use crate::linalg::Workers;
use crate::penalties::{Block, GroupProx, Penalty, PenaltyError, Prox};

/// λ(l1·Σ|θ_i| + group·Σ_g c_g‖θ_g‖₂).
///
/// ```
/// use penlik::linalg::Workers;
/// use penlik::penalties::{Block, Grouping, Prox, SparseGrouped};
/// let penalty = SparseGrouped::new(Grouping::Rows, Some(vec![1.0]), 1.0, 1.0, 1.0)?;
/// let mut out = [0.0; 2];
/// penalty.prox(Block::row(&[0.5, -4.0]), 1.0, &mut out, &Workers::sequential())?;
/// assert_eq!(out, [0.0, -2.0]);
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct SparseGrouped {
    groups: Grouped<Absolute>,
    /// λb
    l1: f64,
}

impl SparseGrouped {
    /// Groups with their weights c_g, √m_g unless given; the weight `l1` ≥ 0 of single entries, `group` ≥ 0 of groups, and the
    /// strength λ ≥ 0 of both.
    pub fn new(
        groups: Grouping,
        weights: Option<Vec<f64>>,
        l1: f64,
        group: f64,
        strength: f64,
    ) -> Result<Self, CheckError> {
        let (l1, group) = (non_negative("l1", l1)?, non_negative("group", group)?);
        let strength = non_negative("strength", strength)?;
        Ok(Self { groups: Grouped::new(Absolute, groups, weights, strength * group)?, l1: strength * l1 })
    }

    /// Σ|x_i| over the entries in groups, times λb.
    fn entries(&self, x: &[f64], columns: usize, workers: &Workers) -> f64 {
        let counted = self.counted(columns);
        self.l1 * sum(x, workers, move |i, x| if counted(i) { x.abs() } else { 0.0 }).sum()
    }

    /// Whether an entry is in a group.
    fn counted(&self, columns: usize) -> impl Fn(usize) -> bool + Clone + Sync + 'static {
        let mask = self.groups.plan.columns_in_groups(columns);
        move |i| mask.is_empty() || mask[i % mask.len()]
    }

    fn told(&self, value: f64, theta: &[f64], quantity: &'static str) -> Result<f64, PenaltyError> {
        if value.is_finite() {
            return Ok(value);
        }
        finite("theta", theta)?;
        Err(PenaltyError::Overflow { quantity })
    }
}

impl Penalty for SparseGrouped {
    fn value(&self, theta: Block<'_>, workers: &Workers) -> Result<f64, PenaltyError> {
        let groups = self.groups.value(theta, workers)?;
        let entries = self.entries(theta.values(), theta.columns(), workers);
        self.told(groups + entries, theta.values(), "the value")
    }
}

impl Prox for SparseGrouped {
    fn step_limit(&self) -> f64 {
        f64::INFINITY
    }

    fn prox(&self, theta: Block<'_>, step: f64, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        let (x, columns) = (theta.values(), theta.columns());
        self.groups.door(theta)?;
        length("out", out.len(), x.len())?;
        finite("theta", x)?;
        let t = (non_negative("step", step)? * self.l1).min(f64::MAX);
        let (counted, mut soft) = (self.counted(columns), vec![0.0; x.len()]);
        let threshold = move |i, x| (0.0, if counted(i) { Absolute.prox(0, x, t) } else { x });
        map(x, &mut soft, workers, threshold);
        let groups = self.groups.prox(Block::new(&soft, columns)?, step, out, workers)?;
        let entries = self.entries(out, columns, workers);
        self.told(groups + entries, x, "the value at the result")
    }

    /// The largest τ_g with ‖y_g softened at τ_g·λb‖ = τ_g·λa·c_g (E. Ndiaye, O. Fercoq, A. Gramfort and J. Salmon, "GAP safe
    /// screening rules for sparse-group lasso", NIPS 2016).
    fn polar(&self, y: Block<'_>) -> Option<f64> {
        self.groups.door(y).ok().filter(|layout| !layout.leaves_out())?;
        let groups = self.groups.groups(y.values().len(), y.columns()).ok()?;
        let one = |(entries, weight): (Vec<usize>, f64)| {
            let y: Vec<f64> = entries.iter().map(|&i| y.values()[i]).collect();
            polar_of(&y, self.l1, self.groups.value_norm(weight, 1.0))
        };
        groups.into_iter().map(one).try_fold(0.0_f64, |most, polar| Some(most.max(polar?)))
    }

    fn groupwise(&self) -> Option<&dyn GroupProx> {
        Some(self)
    }
}

/// The τ with ‖y softened at τl‖ = τc, from above; None where there is none.
fn polar_of(y: &[f64], l: f64, c: f64) -> Option<f64> {
    let largest = y.iter().fold(0.0, |most: f64, y| most.max(y.abs()));
    let over = |tau: f64| {
        let left = |y: &f64| ((y.abs() - tau * l).max(0.0) / largest).powi(2);
        largest * y.iter().map(left).sum::<f64>().sqrt() > tau * c
    };
    if largest == 0.0 {
        return Some(0.0);
    }
    let (mut low, mut high) = (0.0, largest * (y.len() as f64).sqrt() / l.max(c));
    // 60 halvings leave no digit of a τ that is not far smaller than its bound.
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if over(middle) { low = middle } else { high = middle }
    }
    high.is_finite().then_some(high)
}

impl GroupProx for SparseGrouped {
    fn groups(&self, n: usize, columns: usize) -> Result<Vec<(Vec<usize>, f64)>, PenaltyError> {
        self.groups.groups(n, columns)
    }

    fn entry_weight(&self) -> f64 {
        self.l1
    }

    fn value_norm(&self, weight: f64, r: f64) -> f64 {
        self.groups.value_norm(weight, r)
    }

    fn prox_norm(&self, weight: f64, r: f64, step: f64) -> f64 {
        self.groups.prox_norm(weight, r, step)
    }

    fn norm_step_limit(&self, weight: f64) -> f64 {
        self.groups.norm_step_limit(weight)
    }
}
