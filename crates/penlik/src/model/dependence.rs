//! Columns of a formula with smooths that neither the data nor the penalties determine beside those before them.
//!
//! A direction v of the coefficients is free where Xv = 0 and Sv = 0 for every penalty, as between `x` and the straight line within `s(x)`. Leaving out a
//! column that takes part in v changes neither the functions that can be fitted nor their penalties, since (β + tv)ᵀS(β + tv) = βᵀSβ.

use super::ModelError;
use super::prepare::Prepared;
use super::rows::Rows;
use crate::check::Code;
use crate::design::SmoothPenalty;
use crate::inner::{Problem, QuadraticPenalty, has_suspicious_columns};
use crate::linalg::semidefinite_root::Root;
use crate::linalg::{Cholesky, DesignRows, Panels, Symmetric, SymmetricEigen, Workers, dependent_columns};
use crate::outer::MatrixPenalty;
use std::ops::Range;

/// 1 − R² of a column below which Gram matrices are not to be trusted.
const SUSPICIOUS: f64 = 1e-6;

/// What a formula with smooths leaves to be estimated.
pub(super) struct Identified {
    pub aliased: Vec<usize>,
    pub penalties: Vec<SmoothPenalty>,
    pub smooths: Vec<(String, Range<usize>)>,
}

/// Finds the free directions and leaves a column out for each.
pub(super) fn identify(
    rows: &mut Rows,
    names: &[String],
    penalties: Vec<SmoothPenalty>,
    smooths: Vec<(String, Range<usize>)>,
    workers: &Workers,
) -> Result<Identified, ModelError> {
    if smooths.is_empty() {
        return Ok(Identified { aliased: Vec::new(), penalties, smooths });
    }
    let placed: Vec<Placed<'_>> = penalties.iter().map(|p| (&p.matrix, p.columns.start)).collect();
    let aliased = free_columns((rows.design.rows_of(), &rows.prepared), &placed, workers)?;
    if aliased.is_empty() {
        return Ok(Identified { aliased, penalties, smooths });
    }
    rows.design = rows.design.without(&aliased);
    rows.rest = None;
    let listed: Vec<&str> = aliased.iter().map(|&j| names[j].as_str()).collect();
    let said = format!("left out, since columns before them and the penalties leave them free: {}", listed.join(", "));
    rows.prepared.warnings.push(said);
    let penalties = penalties.iter().map(|penalty| without(penalty, &aliased)).collect();
    let smooths = smooths.into_iter().map(|(label, columns)| (label, moved(&columns, &aliased))).collect();
    Ok(Identified { aliased, penalties, smooths })
}

/// The columns of a design that the data and the penalties leave free beside those before them.
pub(super) fn dependent(
    rows: (DesignRows<'_>, &Prepared),
    penalties: &[MatrixPenalty],
    workers: &Workers,
) -> Result<Vec<usize>, ModelError> {
    let placed: Vec<Placed<'_>> = penalties.iter().map(|p| (&p.matrix, p.columns.start)).collect();
    free_columns(rows, &placed, workers)
}

/// S of a penalty, and its first column.
type Placed<'a> = (&'a Symmetric, usize);

fn free_columns(
    (design, prepared): (DesignRows<'_>, &Prepared),
    penalties: &[Placed<'_>],
    workers: &Workers,
) -> Result<Vec<usize>, ModelError> {
    if !is_suspicious(design, prepared, penalties, workers) {
        return Ok(Vec::new());
    }
    Ok(dependent_columns(&stacked(&design.dense(), penalties)?))
}

fn is_suspicious(design: DesignRows<'_>, prepared: &Prepared, penalties: &[Placed<'_>], workers: &Workers) -> bool {
    let none = QuadraticPenalty::default();
    let sample = (design, &prepared.response, &prepared.weights);
    let problem = Problem::new(sample, None, prepared.family.as_ref(), &none, workers);
    if !has_suspicious_columns(&problem) {
        return false;
    }
    let mut gram = problem.design_gram();
    for (matrix, start) in penalties {
        add_block(&mut gram, matrix, *start);
    }
    !Cholesky::new(&gram).is_some_and(|factor| factor.smallest_pivot(&gram) >= SUSPICIOUS)
}

fn add_block(gram: &mut Symmetric, block: &Symmetric, start: usize) {
    for i in 0..block.order {
        (0..=i).for_each(|j| gram.add(start + i, start + j, block.get(i, j)));
    }
}

/// The design with the roots of the penalties below it.
fn stacked(design: &Panels, penalties: &[Placed<'_>]) -> Result<Panels, ModelError> {
    let overflow = || ModelError::refuse(Code::NonFinite, "penalties", "too large for a root", "finite penalties");
    let roots: Vec<Root> =
        penalties.iter().map(|(matrix, _)| root(matrix).ok_or_else(overflow)).collect::<Result<_, _>>()?;
    let below: usize = roots.iter().map(|root| root.rank).sum();
    let mut out = Panels::zeros(design.rows() + below, design.cols());
    for j in 0..design.cols() {
        out.set_column(j, design.column(j));
    }
    let mut row = design.rows();
    for (root, (_, start)) in roots.iter().zip(penalties) {
        for k in 0..root.rank {
            (0..root.order).for_each(|i| out.set(row, start + i, root.data[i * root.rank + k]));
            row += 1;
        }
    }
    Ok(out)
}

/// The root of a penalty without the directions that only rounding keeps: in a root these would have the size of the square root of rounding, and
/// tell apart columns that depend on each other.
fn root(matrix: &Symmetric) -> Option<Root> {
    /// An eigenvalue below this share of the largest is rounding, as in the search for separations.
    const ROUNDING: f64 = 1e-11;
    let (n, eigen) = (matrix.order, SymmetricEigen::new(matrix)?);
    let floor = ROUNDING * eigen.values().last().copied().unwrap_or(0.0).max(0.0);
    let kept: Vec<usize> = (0..n).filter(|&k| eigen.values()[k] > floor).collect();
    let entry = |i: usize, k: usize| eigen.values()[k].sqrt() * eigen.rows()[k * n + i];
    let data = (0..n).flat_map(|i| kept.iter().map(move |&k| (i, k))).map(|(i, k)| entry(i, k)).collect();
    Some(Root { order: n, rank: kept.len(), data })
}

/// A range of columns when some are left out.
fn moved(columns: &Range<usize>, aliased: &[usize]) -> Range<usize> {
    let before = |end: usize| end - aliased.iter().filter(|j| **j < end).count();
    before(columns.start)..before(columns.end)
}

fn without(penalty: &SmoothPenalty, aliased: &[usize]) -> SmoothPenalty {
    let kept: Vec<usize> =
        penalty.columns.clone().filter(|j| !aliased.contains(j)).map(|j| j - penalty.columns.start).collect();
    let mut matrix = Symmetric::zeros(kept.len());
    for (a, &i) in kept.iter().enumerate() {
        (0..=a).for_each(|b| matrix.add(a, b, penalty.matrix.get(i, kept[b])));
    }
    SmoothPenalty { matrix, columns: moved(&penalty.columns, aliased), ..penalty.clone() }
}
