//! From penalty matrices on ranges of columns, and the metric across predictors, to the structure of a criterion.
//!
//! Penalties whose ranges overlap are one component; what stands apart stays apart. With K classes, M = K − 1 predictors and C_c = e_c − 1/K:
//! `Centred` is λ·(I − 11ᵀ/K) ⊗ S, `PerClass` Σ_c λ_c C_cᵀC_c ⊗ S, `Reference` λ_a S for each predictor a.

use super::structure::{Component, Strength, Structure};
use super::{PenaltySum, PenaltySumError, metric};
use crate::linalg::Symmetric;
use std::ops::Range;

/// How a penalty on the columns acts on several predictors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// One strength, invariant to the reference class.
    Centred,
    /// A strength for each of the K classes.
    PerClass,
    /// A strength for each predictor.
    Reference,
}

/// ½λβᵀSβ on a range of columns.
#[derive(Debug, Clone)]
pub struct MatrixPenalty {
    /// What it is called; penalties with one label share their strength.
    pub label: String,
    /// S.
    pub matrix: Symmetric,
    /// The columns it acts on.
    pub columns: Range<usize>,
    /// ln λ where it is not estimated.
    pub fixed: Option<f64>,
}

/// A structure, and what its strengths are called.
#[derive(Debug)]
pub struct Assembled {
    /// The penalties.
    pub structure: Structure,
    /// A name for each estimated strength.
    pub names: Vec<String>,
}

/// The structure of penalties on a design of `columns` columns with `classes` names of predictors: for M > 1 the K classes, those with
/// predictors first; one name or none for M = 1.
///
/// # Errors
/// A matrix that is not positive semidefinite or not finite.
pub fn assemble(
    penalties: &[MatrixPenalty],
    columns: usize,
    predictors: usize,
    metric: Metric,
    classes: &[String],
) -> Result<Assembled, PenaltySumError> {
    let metric = if predictors == 1 { Metric::Reference } else { metric };
    let mut builder = Builder {
        first: 0,
        own: false,
        columns,
        predictors,
        metric,
        classes,
        names: Vec::new(),
        components: Vec::new(),
    };
    for group in overlapping(penalties) {
        builder.add(penalties, &group)?;
    }
    let strengths = builder.names.len();
    let structure = Structure::new(columns * predictors, None, builder.components, strengths);
    Ok(Assembled { structure, names: builder.names })
}

/// The penalties of a predictor that has columns of its own.
#[derive(Debug)]
pub struct OwnPenalties<'a> {
    /// What the predictor is called.
    pub name: &'a str,
    /// How many columns it has.
    pub columns: usize,
    /// Its penalties, on ranges of its own columns.
    pub penalties: Vec<MatrixPenalty>,
}

/// The structure where every predictor has columns, penalties and strengths of its own: of `full` stacked coefficients those at the places `kept` are
/// estimated, one predictor after the other.
///
/// # Errors
/// As [`assemble`].
pub fn assemble_own(own: &[OwnPenalties<'_>], full: usize, kept: Vec<usize>) -> Result<Assembled, PenaltySumError> {
    let (mut names, mut components, mut first) = (Vec::new(), Vec::new(), 0);
    for OwnPenalties { name, columns, penalties } in own {
        let classes = [(*name).to_owned()];
        let (columns, metric) = (*columns, Metric::Reference);
        let mut builder =
            Builder { first, own: true, columns, predictors: 1, metric, classes: &classes, names, components };
        for group in overlapping(penalties) {
            builder.add(penalties, &group)?;
        }
        (names, components, first) = (builder.names, builder.components, first + columns);
    }
    let strengths = names.len();
    Ok(Assembled { structure: Structure::new(full, Some(kept), components, strengths), names })
}

struct Builder<'a> {
    /// The place of the first coefficient.
    first: usize,
    /// Whether this is one of several predictors, each with columns of its own.
    own: bool,
    columns: usize,
    predictors: usize,
    metric: Metric,
    classes: &'a [String],
    names: Vec<String>,
    components: Vec<Component>,
}

impl Builder<'_> {
    fn add(&mut self, penalties: &[MatrixPenalty], group: &[usize]) -> Result<(), PenaltySumError> {
        let start = group.iter().map(|&t| penalties[t].columns.start).min().unwrap_or(0);
        let end = group.iter().map(|&t| penalties[t].columns.end).max().unwrap_or(0);
        let members: Vec<&MatrixPenalty> = group.iter().map(|&t| &penalties[t]).collect();
        let matrices: Vec<Symmetric> = members.iter().map(|p| widened(p, &(start..end))).collect();
        let places = |a: usize| (start..end).map(|j| self.first + a * self.columns + j).collect::<Vec<_>>();
        let copies: Vec<Vec<usize>> = (0..self.predictors).map(places).collect();
        match self.metric {
            Metric::Centred => {
                let metric = metric::centred(self.predictors + 1).unwrap_or_else(|_| Symmetric::zeros(0));
                let strengths = members.iter().map(|p| self.strength(p, None)).collect();
                self.push(&members, copies, metric, matrices, strengths)
            }
            Metric::PerClass => self.add_per_class(&members, &copies, &matrices),
            Metric::Reference => {
                for (a, places) in copies.into_iter().enumerate() {
                    let class = (self.predictors > 1 || self.own).then_some(a);
                    let strengths = members.iter().map(|p| self.strength(p, class)).collect();
                    self.push(&members, vec![places], one(), matrices.clone(), strengths)?;
                }
                Ok(())
            }
        }
    }

    /// One copy of all predictors together, with a matrix C_cᵀC_c ⊗ S for each class.
    fn add_per_class(
        &mut self,
        members: &[&MatrixPenalty],
        copies: &[Vec<usize>],
        matrices: &[Symmetric],
    ) -> Result<(), PenaltySumError> {
        let metrics = metric::per_class(self.predictors + 1).unwrap_or_default();
        let (mut all, mut strengths, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
        for (penalty, matrix) in members.iter().zip(matrices) {
            for (c, metric) in metrics.iter().enumerate() {
                all.push(kronecker(metric, matrix));
                strengths.push(self.strength(penalty, Some(c)));
                repeated.push(*penalty);
            }
        }
        self.push(&repeated, vec![copies.concat()], one(), all, strengths)
    }

    fn push(
        &mut self,
        members: &[&MatrixPenalty],
        copies: Vec<Vec<usize>>,
        metric: Symmetric,
        matrices: Vec<Symmetric>,
        strengths: Vec<Strength>,
    ) -> Result<(), PenaltySumError> {
        let labels = members.iter().map(|p| p.label.clone()).collect();
        self.components.push(Component { labels, copies, metric, sum: PenaltySum::new(matrices)?, strengths });
        Ok(())
    }

    /// The strength that a label stands for, of one class where there is one for each.
    fn strength(&mut self, penalty: &MatrixPenalty, class: Option<usize>) -> Strength {
        if let Some(fixed) = penalty.fixed {
            return Strength::Fixed(fixed);
        }
        let class = class.map(|c| self.classes.get(c).cloned().unwrap_or_else(|| c.to_string()));
        let name = class.map_or_else(|| penalty.label.clone(), |class| format!("{class}:{}", penalty.label));
        let known = self.names.iter().position(|n| *n == name);
        Strength::Estimated(known.unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        }))
    }
}

fn one() -> Symmetric {
    Symmetric { order: 1, data: vec![1.0] }
}

/// The matrix on a wider range of columns.
fn widened(penalty: &MatrixPenalty, range: &Range<usize>) -> Symmetric {
    let (shift, q) = (penalty.columns.start - range.start, penalty.matrix.order);
    let mut out = Symmetric::zeros(range.len());
    for i in 0..q {
        (0..q).for_each(|j| out.data[(shift + i) * range.len() + shift + j] = penalty.matrix.get(i, j));
    }
    out
}

fn kronecker(a: &Symmetric, b: &Symmetric) -> Symmetric {
    let n = a.order * b.order;
    let entry = |k: usize| {
        let (i, j) = (k / n, k % n);
        a.get(i / b.order, j / b.order) * b.get(i % b.order, j % b.order)
    };
    Symmetric { order: n, data: (0..n * n).map(entry).collect() }
}

/// Groups of penalties whose ranges are connected by overlaps, in the order of their first columns.
fn overlapping(penalties: &[MatrixPenalty]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..penalties.len()).collect();
    order.sort_by_key(|&t| penalties[t].columns.start);
    let (mut groups, mut end): (Vec<Vec<usize>>, usize) = (Vec::new(), 0);
    for t in order {
        match groups.last_mut() {
            Some(group) if penalties[t].columns.start < end => group.push(t),
            _ => groups.push(vec![t]),
        }
        end = end.max(penalties[t].columns.end);
    }
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups
}
