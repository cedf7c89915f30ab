//! Concurvity: how far a smooth is a smooth function of the other terms, as collinearity is for columns.
//!
//! With the columns X_t of a term, P the projection on the columns of all other terms and f = X_tβ_t: `worst` max_β ‖PX_tβ‖²/‖X_tβ‖², `observed`
//! ‖Pf̂‖²/‖f̂‖² at the estimate, `estimate` ‖PX_t‖²/‖X_t‖² in the Frobenius norm. All lie in [0, 1]; 0 is no problem, 1 says that a term
//! cannot be told from the others.
//! Source: S. N. Wood, Generalized Additive Models (2017), 5.6.3 (and the definitions of mgcv's documentation).

use super::ModelError;
use super::fitted::Fitted;
use super::own_rows::FitData;
use crate::check::Code;
use crate::linalg::weighted_gram::{Columns, add_gram, packed, triangle};
use crate::linalg::{Panels, Symmetric, SymmetricEigen, dot};
use std::ops::Range;

/// The concurvity of a term with all others.
#[derive(Debug, Clone, PartialEq)]
pub struct Concurvity {
    /// The label of a smooth or of a group of columns, or `(parametric)` for all other columns together; `class:label` where classes have formulas
    /// of their own.
    pub label: String,
    /// Of the worst function of the term.
    pub worst: f64,
    /// Of the estimate; for the multinomial the largest over the classes; NaN for an estimate that is 0.
    pub observed: f64,
    /// Of the whole basis.
    pub estimate: f64,
}

/// Eigenvalues of correlation matrices below this part of the largest count as 0.
const RANK_TOLERANCE: f64 = 1e-12;

impl Fitted {
    /// The concurvity of each smooth, of a fit from a matrix of each group of columns with estimated penalties, and of the other columns together,
    /// with the rest of the model.
    ///
    /// # Errors
    /// ERR_UNSUPPORTED for a model without such terms or one that was read from a file; else as [`Fitted::predict`].
    pub fn concurvity(&self, data: &FitData<'_>) -> Result<Vec<Concurvity>, ModelError> {
        let terms = self.penalised_terms();
        if terms.is_empty() {
            let expected = "a model with smooths, or with penalties whose strengths were estimated";
            return Err(ModelError::refuse(Code::Unsupported, "model", "without penalized terms", expected));
        }
        let (design, _) = self.own_design(data)?;
        let gram = unweighted_gram(&design);
        let free = (0..gram.order).filter(|j| !terms.iter().any(|(_, columns)| columns.contains(j)));
        let parametric = ("(parametric)".to_owned(), free.collect::<Vec<_>>());
        let terms = terms.into_iter().map(|(label, columns)| (label, columns.collect::<Vec<_>>()));
        let terms: Vec<_> =
            std::iter::once(parametric).chain(terms).filter(|(_, columns)| !columns.is_empty()).collect();
        if self.own.is_empty() {
            let all: Vec<usize> = (0..gram.order).collect();
            let of = |(label, columns): &(String, Vec<usize>)| {
                self.concurvity_of((label.clone(), columns), &all, 0..self.active_classes.len().max(1), &gram)
            };
            return terms.iter().map(of).collect();
        }
        // A class with columns of its own has the rest of its own predictor beside a term.
        let mut out = Vec::new();
        for (a, own) in self.own.iter().enumerate() {
            for (label, columns) in terms.iter().filter(|(_, columns)| own.iter().any(|j| columns.contains(j))) {
                let label = format!("{}:{label}", self.active_classes[a]);
                out.push(self.concurvity_of((label, columns), own, a..a + 1, &gram)?);
            }
        }
        Ok(out)
    }

    fn penalised_terms(&self) -> Vec<(String, Range<usize>)> {
        let smooths = self.smooths();
        if smooths.is_empty() {
            let groups = self.selection.iter().flat_map(|selection| &selection.terms);
            return groups.map(|term| (term.label.clone(), term.start..term.end)).collect();
        }
        smooths.iter().map(|smooth| (smooth.label.clone(), smooth.columns.clone())).collect()
    }

    /// The concurvity of some columns with the others among those of a predictor.
    fn concurvity_of(
        &self,
        (label, own): (String, &[usize]),
        all: &[usize],
        classes: Range<usize>,
        gram: &Symmetric,
    ) -> Result<Concurvity, ModelError> {
        let own_size = |j: usize| gram.get(j, j).sqrt();
        let sized = || all.iter().copied().filter(|j| own_size(*j) > 0.0);
        let rest: Vec<usize> = sized().filter(|j| !own.contains(j)).collect();
        let mine: Vec<usize> = sized().filter(|j| own.contains(j)).collect();
        let image = projected(gram, &mine, &rest).ok_or_else(overflow)?;
        let full = block(gram, &mine);
        let trace = |m: &Symmetric| (0..m.order).map(|i| m.get(i, i)).sum::<f64>();
        Ok(Concurvity {
            label,
            worst: largest_ratio(&image, &full).ok_or_else(overflow)?,
            observed: self.observed(&mine, classes, &image, &full),
            estimate: share(trace(&image), trace(&full)),
        })
    }

    /// The largest ‖Pf̂‖²/‖f̂‖² of a class.
    fn observed(&self, mine: &[usize], classes: Range<usize>, image: &Symmetric, full: &Symmetric) -> f64 {
        let p = self.column_names.len();
        let ratio = |a: usize| {
            let beta: Vec<f64> = mine.iter().map(|j| self.coefficients[a * p + j]).collect();
            share(dot(&beta, &image.product(&beta)), dot(&beta, &full.product(&beta)))
        };
        classes.map(ratio).fold(f64::NAN, f64::max)
    }
}

fn overflow() -> ModelError {
    ModelError::refuse(Code::NonFinite, "data", "with products of columns that overflow", "columns of smaller numbers")
}

/// a/b within [0, 1].
fn share(a: f64, b: f64) -> f64 {
    (a / b).clamp(0.0, 1.0)
}

/// XᵀX.
fn unweighted_gram(design: &Panels) -> Symmetric {
    let p = design.cols();
    let mut lower = vec![0.0; triangle(p)];
    for panel in 0..design.count() {
        let h = design.height(panel);
        // Rows that pad a panel are zeros.
        let ones = vec![1.0; h];
        add_gram(Columns::new(design.panel(panel), h), Columns::new(&ones, h), &mut lower);
    }
    let entry = |k: usize| lower[packed((k / p).max(k % p), (k / p).min(k % p))];
    Symmetric { order: p, data: (0..p * p).map(entry).collect() }
}

fn block(gram: &Symmetric, columns: &[usize]) -> Symmetric {
    let n = columns.len();
    Symmetric { order: n, data: (0..n * n).map(|k| gram.get(columns[k / n], columns[k % n])).collect() }
}

/// Eigenvectors of a Gram matrix on unit columns, each over the root of its eigenvalue, a row for each that is not 0; in the columns'
/// own units.
fn inverse_root(gram: &Symmetric) -> Option<Vec<f64>> {
    let n = gram.order;
    let size: Vec<f64> = (0..n).map(|i| gram.get(i, i).sqrt()).collect();
    let unit = Symmetric { order: n, data: (0..n * n).map(|k| gram.data[k] / size[k / n] / size[k % n]).collect() };
    let eigen = SymmetricEigen::new(&unit)?;
    let floor = eigen.values().last().copied().unwrap_or(0.0) * RANK_TOLERANCE;
    let kept = (0..n).filter(|&k| eigen.values()[k] > floor);
    let row = |k: usize| {
        let scale = eigen.values()[k].sqrt();
        eigen.rows()[k * n..(k + 1) * n].iter().zip(&size).map(move |(v, s)| v / scale / s).collect::<Vec<f64>>()
    };
    Some(kept.flat_map(row).collect())
}

/// X_tᵀPX_t.
fn projected(gram: &Symmetric, mine: &[usize], rest: &[usize]) -> Option<Symmetric> {
    let (t, r) = (mine.len(), rest.len());
    let mut out = Symmetric::zeros(t);
    if r == 0 {
        return Some(out);
    }
    let root = inverse_root(&block(gram, rest))?;
    let cross: Vec<Vec<f64>> = mine.iter().map(|&j| rest.iter().map(|&i| gram.get(i, j)).collect()).collect();
    for direction in root.chunks_exact(r) {
        let image: Vec<f64> = cross.iter().map(|column| dot(direction, column)).collect();
        (0..t).for_each(|i| (0..=i).for_each(|j| out.add(i, j, image[i] * image[j])));
    }
    Some(out)
}

/// max_β βᵀAβ/βᵀBβ.
fn largest_ratio(a: &Symmetric, b: &Symmetric) -> Option<f64> {
    let n = b.order;
    if n == 0 {
        return Some(f64::NAN);
    }
    let root = inverse_root(b)?;
    let directions: Vec<&[f64]> = root.chunks_exact(n).collect();
    let mut image = Symmetric::zeros(directions.len());
    for (i, direction) in directions.iter().enumerate() {
        let product = a.product(direction);
        (0..=i).for_each(|j| image.add(i, j, dot(directions[j], &product)));
    }
    let largest = SymmetricEigen::new(&image)?.values().last().copied().unwrap_or(f64::NAN);
    Some(largest.clamp(0.0, 1.0))
}
