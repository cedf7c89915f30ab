//! From the calls of a formula and the rows that enter to smooths and their penalties.
//!
//! Beside an intercept a smooth that holds the constant would not be determined; so Σ_i f(x_i) = 0 is absorbed, unless a numeric `by` that varies
//! multiplies it. A categorical `by` gives one smooth for each level, an ordered one for each level but the first, all of one basis.

use super::asked::{Asked, Gathered, scale};
use super::basis::{Basis, Refusal, Setting};
use super::call::{self, SmoothCall};
use super::catalog::AnyBasis;
use super::constraint::Constraint;
use super::penalty_scale::{row_norm, scaled_penalty};
use super::smooth::{By, Smooth, UnseenLevels, point_constraint};
use super::variable::{Computed, Lookup, SmoothVariable, exponent_of, times_power};
use crate::design::arithmetic::numeric;
use crate::design::beside::{self, Beside};
use crate::design::distinct::Distinct;
use crate::design::error::DesignError;
use crate::design::levels;
use crate::design::table::{Column, Table};
use crate::design::tabulate::{MANY_ROWS, SHARED};
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
    /// What options say about smooths.
    pub beside: Beside<'a>,
}

/// The smooths of one call with their penalties, the columns counted from the first of each smooth.
#[derive(Clone)]
pub(in crate::design) struct Made {
    pub smooths: Vec<(Smooth, Vec<SmoothPenalty>)>,
    pub warnings: Vec<String>,
}

/// A basis, and what gave way.
struct Chosen {
    basis: AnyBasis,
    warnings: Vec<String>,
}

fn range_of(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
}

impl Rows<'_> {
    /// Makes the smooths of a call.
    pub fn make(&self, call: &SmoothCall) -> Result<Made, DesignError> {
        let names = call.covariates.iter().flat_map(call::Covariate::columns).map(String::as_str);
        // Bases of levels may weigh a level by its rows.
        let is_number = |name: &String| matches!(self.table.column(name), Some(Column::Numeric(_)));
        let numbers = |covariate: &call::Covariate| !covariate.as_levels && covariate.columns().iter().all(is_number);
        let distinct = match self.kept.len() >= MANY_ROWS && call.covariates.iter().all(numbers) {
            true => Distinct::of_columns(self.table, names, self.kept, self.kept.len() / SHARED),
            false => None,
        };
        let Some(distinct) = distinct else { return self.make_from(call, self, None) };
        let kept: Vec<usize> = distinct.first.iter().map(|&first| self.kept[first]).collect();
        self.make_from(call, &Rows { kept: &kept, ..*self }, Some(&distinct.counts()))
    }

    /// The same from the distinct rows of the covariates and how often each appears.
    fn make_from(&self, call: &SmoothCall, own: &Rows<'_>, counts: Option<&[f64]>) -> Result<Made, DesignError> {
        let mut covariates: Vec<SmoothVariable> =
            call.covariates.iter().map(|covariate| own.variable(call, covariate)).collect::<Result<_, _>>()?;
        let mut values: Vec<Gathered> = Vec::new();
        for variable in &covariates {
            values.push(own.values(variable)?);
        }
        scale(call, &mut covariates, &mut values);
        let Chosen { basis, warnings } = own.basis(call, &covariates, &values)?;
        let bare = Smooth { label: call.label.clone(), basis, covariates, by: None, constraint: None };
        let (sums, norm) = own.sums(&bare, counts)?;
        let by = call.by.as_ref().map(|by| self.multiplier(call, by)).transpose()?;
        let constrained =
            bare.basis.spans_constant() && by.as_ref().is_none_or(|by| by.levels.is_some() || self.is_constant(by));
        let constraint = match (call.point.is_empty(), constrained) {
            (true, true) => Constraint::new(&sums),
            (true, false) => None,
            (false, _) => Some(point_constraint(call, &bare)?),
        };
        let penalties = self.penalties(call, &bare.basis, constraint.as_ref(), norm)?;
        let smooth = Smooth { constraint, ..bare };
        let smooths = multiplied(call, &smooth, by).into_iter();
        Ok(Made { smooths: smooths.map(|smooth| with_penalties(call, smooth, &penalties)).collect(), warnings })
    }

    fn variable(&self, call: &SmoothCall, covariate: &call::Covariate) -> Result<SmoothVariable, DesignError> {
        let bare = SmoothVariable {
            column: covariate.column.clone(),
            of: None,
            levels: None,
            range: None,
            as_levels: covariate.as_levels,
            exponent: 0,
        };
        if let Some(expression) = &covariate.of {
            let ranges = expression.columns().iter().map(|name| self.range(name)).collect::<Result<_, _>>()?;
            let variable = SmoothVariable { of: Some(Computed { expression: expression.clone(), ranges }), ..bare };
            let values = variable.numbers(self.table, self.kept, Lookup::Computed)?;
            return Ok(SmoothVariable { range: Some(range_of(values.into_iter())), ..variable });
        }
        let column = self.table.require(&covariate.column, Some(covariate.position))?;
        if let (Column::Numeric(_), false) = (&column, covariate.as_levels) {
            return Ok(SmoothVariable { range: Some(self.range(&covariate.column)?), ..bare });
        }
        let levels = match self.field_levels(call, &covariate.column) {
            Some(levels) => levels,
            None => levels::decide(&covariate.column, &column, self.kept, self.declared)?,
        };
        Ok(SmoothVariable { levels: Some(levels), ..bare })
    }

    /// The levels that the options name with neighbours, where none are declared.
    fn field_levels(&self, call: &SmoothCall, column: &str) -> Option<Vec<String>> {
        let declared = levels::declared_for(column, self.declared).is_some();
        let own = self.beside.neighbours_of(column).filter(|_| !declared && self.is_field(call))?;
        Some(own.iter().map(|(level, _)| level.clone()).collect())
    }

    /// Whether it is a random field whose neighbours the formula leaves open.
    fn is_field(&self, call: &SmoothCall) -> bool {
        let told = call.settings.iter().any(|(name, _)| name == "neighbours" || name == "penalty");
        !told && call.bases.iter().any(|basis| basis == "mrf")
    }

    fn range(&self, column: &str) -> Result<(f64, f64), DesignError> {
        let values = numeric(column, self.table)?;
        Ok(range_of(self.kept.iter().map(|&row| values[row])))
    }

    /// What a smooth is multiplied by.
    fn multiplier(&self, call: &SmoothCall, by: &call::Covariate) -> Result<SmoothVariable, DesignError> {
        let variable = self.variable(call, by)?;
        let exponent = match self.values(&variable)? {
            Gathered::Numbers(values) => exponent_of(&values),
            Gathered::Levels { .. } => 0,
        };
        Ok(SmoothVariable { exponent, ..variable })
    }

    /// The basis of a call; a `k` that is the default gives way where there are fewer different values.
    fn basis(
        &self,
        call: &SmoothCall,
        covariates: &[SmoothVariable],
        values: &[Gathered],
    ) -> Result<Chosen, DesignError> {
        let asked = self.asked(call, covariates, values)?;
        let first = match asked.make(&call.sizes) {
            Ok(basis) => return Ok(Chosen { basis, warnings: Vec::new() }),
            Err(refusal) => refusal,
        };
        let (mut sizes, mut refusal, mut warnings) = (asked.usual_sizes(), first.clone(), Vec::new());
        while let (Some(most), true) = (refusal.at_most, call.sizes.is_empty() && warnings.len() <= covariates.len()) {
            let place = if sizes.len() > 1 { refusal.margin } else { 0 };
            sizes.get_mut(place).into_iter().for_each(|size| *size = most);
            let margin = if sizes.len() > 1 { format!(" in margin {}", place + 1) } else { String::new() };
            let few = "not the default, as there are no more different values";
            warnings.push(format!("{}: k is {most}{margin}, {few}", call.label));
            match asked.make(&sizes) {
                Ok(basis) => return Ok(Chosen { basis, warnings }),
                Err(next) => refusal = next,
            }
        }
        match first.at_most {
            Some(most) if call.sizes.is_empty() => {
                let value = format!("{most} different values");
                let names: Vec<&str> = covariates.iter().map(|own| own.column.as_str()).collect();
                let expected = "more, for this smooth; fewer can be a term without s(), or C() of it";
                Err(call.refuse_part(Refusal::new(names.join(", "), value, expected)))
            }
            _ => Err(call.refuse_part(first)),
        }
    }

    fn asked<'v>(
        &self,
        call: &'v SmoothCall,
        covariates: &[SmoothVariable],
        values: &'v [Gathered],
    ) -> Result<Asked<'v>, DesignError> {
        let mut settings = call.settings.clone();
        if self.is_field(call) {
            for variable in covariates {
                if let (Some(levels), Some(own)) = (&variable.levels, self.beside.neighbours_of(&variable.column)) {
                    let places = beside::places(&variable.column, own, levels)?;
                    settings.push(("neighbours".to_owned(), Setting::Neighbours(places)));
                }
            }
        }
        let exponents: Vec<i32> = covariates.iter().map(|variable| variable.exponent).collect();
        let mut knots = self.knots(call, covariates);
        for (knots, exponent) in knots.iter_mut().zip(&exponents) {
            knots.iter_mut().for_each(|knot| *knot = times_power(*knot, -exponent));
        }
        Ok(Asked {
            call,
            at: values.iter().map(Gathered::covariate).collect(),
            names: covariates.iter().map(|variable| variable.column.clone()).collect(),
            knots,
            settings,
            exponents,
        })
    }

    /// The knots that the formula gives, else those of the options.
    fn knots(&self, call: &SmoothCall, covariates: &[SmoothVariable]) -> Vec<Vec<f64>> {
        if !call.knots.is_empty() {
            return call.knots.clone();
        }
        let of = |variable: &SmoothVariable| self.beside.knots_of(&variable.column).map(<[f64]>::to_vec);
        let knots: Vec<Option<Vec<f64>>> = covariates.iter().map(of).collect();
        if knots.iter().all(Option::is_none) {
            Vec::new()
        } else {
            knots.into_iter().map(Option::unwrap_or_default).collect()
        }
    }

    fn values(&self, variable: &SmoothVariable) -> Result<Gathered, DesignError> {
        let Some(levels) = &variable.levels else {
            return variable.numbers(self.table, self.kept, Lookup::Computed).map(Gathered::Numbers);
        };
        let column = self.table.require(&variable.column, None)?;
        Ok(Gathered::Levels {
            codes: levels::codes(&variable.column, &column, self.kept, levels)?,
            count: levels.len(),
        })
    }

    /// Σ_i b_j(x_i) for every j, each row as often as it counts, and max_i Σ_j |b_j(x_i)|.
    fn sums(&self, smooth: &Smooth, counts: Option<&[f64]>) -> Result<(Vec<f64>, f64), DesignError> {
        let bound = smooth.bind(self.table, self.kept, UnseenLevels::Fail, Lookup::Computed)?;
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
        by.levels.is_none() && by.range.is_some_and(|(low, high)| low == high)
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
            return Err(call.refuse_part(refusal));
        }
        Ok(matrices)
    }
}

/// The smooth times what `by` says: itself, times numbers, or one for each level.
fn multiplied(call: &SmoothCall, smooth: &Smooth, by: Option<SmoothVariable>) -> Vec<Smooth> {
    let Some(variable) = by else { return vec![smooth.clone()] };
    let name = variable.written();
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
