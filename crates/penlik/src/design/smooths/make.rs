//! From the calls of a formula and the rows that enter to smooths and their penalties.
//!
//! Beside an intercept a smooth that holds the constant would not be determined; so Σ_i f(x_i) = 0 is absorbed, unless a numeric `by` that varies
//! multiplies it. A categorical `by` gives one smooth for each level, an ordered one for each level but the first, all of one basis.

use super::basis::{Basis, Covariate, Refusal, Request};
use super::call::{self, SmoothCall};
use super::catalog::AnyBasis;
use super::constraint::Constraint;
use super::penalty_scale::{row_norm, scaled_penalty};
use super::smooth::{By, Smooth, SmoothVariable, UnseenLevels};
use super::tensor_margin::TensorRequest;
use crate::design::distinct::Distinct;
use crate::design::error::DesignError;
use crate::design::levels;
use crate::design::table::{Column, Table};
use crate::design::tabulate::{MANY_ROWS, SHARED};
use crate::formula::{Function, written_name};
use crate::linalg::{PANEL_ROWS, Symmetric, SymmetricEigen, Workers};
use std::ops::Range;

/// ½λβᵀSβ on the columns of a smooth.
#[derive(Debug, Clone, PartialEq)]
pub struct SmoothPenalty {
    /// What its strength is called; penalties of one label share it.
    pub label: String,
    /// The columns of the design.
    pub columns: Range<usize>,
    /// S.
    pub matrix: Symmetric,
    /// λ where the formula gives it.
    pub strength: Option<f64>,
}

/// What smooths are made from.
#[derive(Clone, Copy)]
pub(in crate::design) struct Rows<'a> {
    pub table: &'a Table<'a>,
    pub kept: &'a [usize],
    pub declared: &'a [(String, Vec<String>)],
    /// Whether every smooth has penalties on what its own ones leave free.
    pub select: bool,
    pub threads: usize,
}

/// The smooths of one call with their penalties, the columns counted from the first of each smooth.
pub(in crate::design) type Made = Vec<(Smooth, Vec<SmoothPenalty>)>;

impl Rows<'_> {
    /// Makes the smooths of a call.
    pub fn make(&self, call: &SmoothCall) -> Result<Made, DesignError> {
        let names = call.covariates.iter().map(|covariate| covariate.column.as_str());
        let distinct = match self.kept.len() < MANY_ROWS {
            true => None,
            false => Distinct::of_columns(self.table, names, self.kept, self.kept.len() / SHARED),
        };
        let Some(distinct) = distinct else { return self.make_from(call, self, None) };
        let kept: Vec<usize> = distinct.first.iter().map(|&first| self.kept[first]).collect();
        self.make_from(call, &Rows { kept: &kept, ..*self }, Some(&distinct.counts()))
    }

    /// The same from the distinct rows of the covariates and how often each appears.
    fn make_from(&self, call: &SmoothCall, own: &Rows<'_>, counts: Option<&[f64]>) -> Result<Made, DesignError> {
        let covariates: Vec<SmoothVariable> =
            call.covariates.iter().map(|covariate| own.variable(covariate)).collect::<Result<_, _>>()?;
        let bare = Smooth {
            label: call.label.clone(),
            basis: own.basis(call, &covariates)?,
            covariates,
            by: None,
            constraint: None,
        };
        let (sums, norm) = own.sums(&bare, counts)?;
        let by = call.by.as_ref().map(|by| self.variable(by)).transpose()?;
        let constrained =
            bare.basis.spans_constant() && by.as_ref().is_none_or(|by| by.levels.is_some() || self.is_constant(by));
        let constraint = if constrained { Constraint::new(&sums) } else { None };
        let penalties = self.penalties(call, &bare.basis, constraint.as_ref(), norm)?;
        let smooth = Smooth { constraint, ..bare };
        Ok(multiplied(call, &smooth, by).into_iter().map(|smooth| with_penalties(call, smooth, &penalties)).collect())
    }

    fn variable(&self, covariate: &call::Covariate) -> Result<SmoothVariable, DesignError> {
        let column = self.table.require(&covariate.column, Some(covariate.position))?;
        let levels = match (&column, covariate.as_levels) {
            (Column::Numeric(_), false) => None,
            _ => Some(levels::decide(&covariate.column, &column, self.kept, self.declared)?),
        };
        let range = match (&column, &levels) {
            (Column::Numeric(values), None) => {
                let bounds = (f64::INFINITY, f64::NEG_INFINITY);
                Some(self.kept.iter().fold(bounds, |(low, high), &row| (low.min(values[row]), high.max(values[row]))))
            }
            _ => None,
        };
        Ok(SmoothVariable { column: covariate.column.clone(), levels, range, as_levels: covariate.as_levels })
    }

    fn basis(&self, call: &SmoothCall, covariates: &[SmoothVariable]) -> Result<AnyBasis, DesignError> {
        let values = covariates.iter().map(|variable| self.values(variable)).collect::<Result<Vec<_>, _>>()?;
        let at: Vec<Covariate<'_>> = values.iter().map(Gathered::covariate).collect();
        let names: Vec<String> = covariates.iter().map(|variable| variable.column.clone()).collect();
        if call.function != Function::S {
            return self.tensor(call, &at, &names);
        }
        let name = call.bases.first().map_or(DEFAULT, String::as_str);
        let request = Request {
            covariates: &at,
            names: &names,
            k: call.sizes.first().copied(),
            m: call.orders.first().map_or(&[][..], Vec::as_slice),
            knots: &call.knots,
            options: &call.settings,
        };
        match AnyBasis::new(name, &request) {
            Some(made) => made.map_err(|refusal| call.refuse(call.position, refusal)),
            None => {
                let expected = format!("one of {}", AnyBasis::NAMES.join(", "));
                Err(call.refuse(call.position, Refusal::new("bs", format!("\"{name}\""), expected)))
            }
        }
    }

    fn tensor(&self, call: &SmoothCall, at: &[Covariate<'_>], names: &[String]) -> Result<AnyBasis, DesignError> {
        let request = TensorRequest {
            covariates: at,
            names,
            bases: &call.bases,
            sizes: &call.sizes,
            orders: &call.orders,
            knots: &call.knots,
            dimensions: &call.dimensions,
            options: &call.settings,
        };
        let unknown = || Err(Refusal::new("function", call.function.name(), "s, te, ti or t2"));
        let made = AnyBasis::tensor(call.function.name(), &request).unwrap_or_else(unknown);
        made.map_err(|refusal| call.refuse(call.position, refusal))
    }

    fn values(&self, variable: &SmoothVariable) -> Result<Gathered, DesignError> {
        let column = self.table.require(&variable.column, None)?;
        Ok(match (&variable.levels, column) {
            (None, Column::Numeric(values)) => Gathered::Numbers(self.kept.iter().map(|&row| values[row]).collect()),
            (levels, column) => {
                let levels = levels.as_deref().unwrap_or_default();
                Gathered::Levels {
                    codes: levels::codes(&variable.column, &column, self.kept, levels)?,
                    count: levels.len(),
                }
            }
        })
    }

    /// Σ_i b_j(x_i) for every j, each row as often as it counts, and max_i Σ_j |b_j(x_i)|.
    fn sums(&self, smooth: &Smooth, counts: Option<&[f64]>) -> Result<(Vec<f64>, f64), DesignError> {
        let bound = smooth.bind(self.table, self.kept, UnseenLevels::Fail)?;
        let k = smooth.columns();
        let panel = |panel: usize| {
            let start = panel * PANEL_ROWS;
            let rows = &self.kept[start..self.kept.len().min(start + PANEL_ROWS)];
            let mut values = vec![0.0; k * PANEL_ROWS];
            bound.fill(rows, start, &mut values, PANEL_ROWS);
            let columns = values.chunks_exact(PANEL_ROWS);
            let sum = |column: &[f64]| match counts {
                None => column[..rows.len()].iter().sum::<f64>(),
                Some(counts) => column.iter().zip(&counts[start..][..rows.len()]).map(|(x, count)| x * count).sum(),
            };
            let sums: Vec<f64> = columns.map(sum).collect();
            (sums, row_norm(&values, rows.len(), PANEL_ROWS))
        };
        let merge = |(mut sums, norm): (Vec<f64>, f64), (others, other): (Vec<f64>, f64)| {
            sums.iter_mut().zip(others).for_each(|(sum, x)| *sum += x);
            (sums, norm.max(other))
        };
        let workers = Workers::for_rows(self.kept.len(), self.threads);
        let (sums, norm) =
            workers.tree(self.kept.len().div_ceil(PANEL_ROWS), &panel, &merge).unwrap_or((vec![0.0; k], 0.0));
        match sums.iter().all(|x| x.is_finite()) {
            true => Ok((sums, norm)),
            false => Err(DesignError::NonFinite { column: smooth.label.clone(), row: self.kept[0], value: f64::NAN }),
        }
    }

    fn is_constant(&self, by: &SmoothVariable) -> bool {
        match self.table.column(&by.column) {
            Some(Column::Numeric(values)) => self.kept.iter().all(|&row| values[row] == values[self.kept[0]]),
            _ => false,
        }
    }

    /// The penalties in the coordinates that the constraint leaves, of the scale of the functions.
    fn penalties(
        &self,
        call: &SmoothCall,
        basis: &AnyBasis,
        constraint: Option<&Constraint>,
        norm: f64,
    ) -> Result<Vec<Symmetric>, DesignError> {
        if call.fixed {
            return Ok(Vec::new());
        }
        let matrices = basis.penalties().into_iter().map(|matrix| scaled_penalty(&matrix, norm).0);
        let mut matrices: Vec<Symmetric> = match constraint {
            None => matrices.collect(),
            Some(constraint) => matrices.map(|matrix| constraint.absorb_penalty(&matrix)).collect(),
        };
        if self.select {
            matrices.extend(null_space_penalty(&matrices));
        }
        if !call.strengths.is_empty() && call.strengths.len() != matrices.len() {
            let expected = format!("{} of them, one for each penalty", matrices.len());
            let refusal = Refusal::new("sp", format!("{} strengths", call.strengths.len()), expected);
            return Err(call.refuse(call.position, refusal));
        }
        Ok(matrices)
    }
}

/// The basis of `s()` without `bs`.
const DEFAULT: &str = "tp";

/// The values of a covariate in the rows that enter.
enum Gathered {
    Numbers(Vec<f64>),
    Levels { codes: Vec<u32>, count: usize },
}

impl Gathered {
    fn covariate(&self) -> Covariate<'_> {
        match self {
            Self::Numbers(values) => Covariate::Numbers(values),
            Self::Levels { codes, count } => Covariate::Levels { codes, count: *count },
        }
    }
}

/// The smooth times what `by` says: itself, times numbers, or one for each level.
fn multiplied(call: &SmoothCall, smooth: &Smooth, by: Option<SmoothVariable>) -> Vec<Smooth> {
    let Some(variable) = by else { return vec![smooth.clone()] };
    let name = written_name(&variable.column);
    let with = |label: String, level: Option<u32>| Smooth {
        label,
        by: Some(By { variable: variable.clone(), level }),
        ..smooth.clone()
    };
    let Some(levels) = &variable.levels else { return vec![with(format!("{}:{name}", smooth.label), None)] };
    let first = usize::from(call.by.as_ref().is_some_and(|by| by.ordered));
    let numbered = levels.iter().zip(0..).skip(first);
    numbered.map(|(level, k)| with(format!("{}:{name}={level}", smooth.label), Some(k))).collect()
}

fn with_penalties(call: &SmoothCall, smooth: Smooth, matrices: &[Symmetric]) -> (Smooth, Vec<SmoothPenalty>) {
    let stem = call.id.as_ref().map_or_else(|| smooth.label.clone(), |id| format!("id={id}"));
    let label = |k: usize| if matrices.len() == 1 { stem.clone() } else { format!("{stem}.{}", k + 1) };
    let strength = |k: usize| call.strengths.get(k).copied().filter(|strength| *strength >= 0.0);
    let penalties = matrices.iter().enumerate().map(|(k, matrix)| SmoothPenalty {
        label: label(k),
        columns: 0..smooth.columns(),
        matrix: matrix.clone(),
        strength: strength(k),
    });
    let penalties = penalties.collect();
    (smooth, penalties)
}

/// UUᵀ for U spanning what no penalty acts on; `None` where there is nothing.
fn null_space_penalty(matrices: &[Symmetric]) -> Option<Symmetric> {
    /// Eigenvalues below this share of the largest are rounding.
    const ROUNDING: f64 = 1e-9;
    let k = matrices.first()?.order;
    let mut sum = Symmetric::zeros(k);
    for matrix in matrices {
        let largest = matrix.data.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
        sum.data.iter_mut().zip(&matrix.data).filter(|_| largest > 0.0).for_each(|(sum, x)| *sum += x / largest);
    }
    let eigen = SymmetricEigen::new(&sum)?;
    let largest = eigen.values().iter().fold(0.0_f64, |m, x| m.max(*x));
    let mut out = Symmetric::zeros(k);
    let mut any = false;
    for (index, _) in eigen.values().iter().enumerate().filter(|(_, value)| **value <= ROUNDING * largest) {
        let vector = &eigen.rows()[index * k..(index + 1) * k];
        any = true;
        for i in 0..k {
            (0..=i).for_each(|j| out.add(i, j, vector[i] * vector[j]));
        }
    }
    any.then_some(out)
}
