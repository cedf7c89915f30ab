//! Tree + columns → the design X, its names, the response, weights and offset of the rows that enter.
//!
//! η = Xβ + offset. Each term of the formula gives one block of columns: a number its values, a categorical column 0/1
//! columns by treatment contrasts (all levels but the first) or by indicators (all levels) where the rule of marginality
//! asks for them, an interaction the products.

mod algebra;
mod blueprint;
mod coding;
mod encode;
mod error;
mod levels;
mod new_data;
mod number_label;
mod response;
mod rows;
mod smooths;
mod table;
mod terms;

use serde::{Deserialize, Serialize};

use crate::check::length;
use crate::formula::{Formula, Function};
use crate::linalg::Panels;

pub use blueprint::{Blueprint, TermSpan};
use blueprint::{Parts, VariablePart, Wrapper};
pub use error::DesignError;
pub(crate) use new_data::SmoothPlaces;
pub use new_data::{CovariateInfo, NewData, SmoothInfo};
pub use response::Response;
use response::ResponseSpec;
pub use rows::Kept;
use smooths::Made;
pub use smooths::{SmoothPenalty, UnseenLevels};
pub use table::{Column, Table};
use terms::{Expansion, Variable, expand};

/// The most memory that a design may take, in bytes.
pub const MAX_BYTES: usize = 64 << 30;
/// The most columns of a design.
pub const MAX_COLUMNS: usize = 1 << 20;

/// What to do with rows that miss a value in a used column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Missing {
    /// Refuse, naming the column, its first such row and their number.
    #[default]
    Fail,
    /// Leave them out and report how many.
    Omit,
}

/// How to build a design.
#[derive(Debug, Clone, Copy, Default)]
pub struct DesignOptions<'a> {
    /// What to do with missing values.
    pub missing: Missing,
    /// For categorical columns their levels in order, the base level first.
    pub levels: &'a [(String, Vec<String>)],
    /// For each row of the table a weight, finite and ≥ 0. Rows of weight 0 are removed.
    pub weights: Option<&'a [f64]>,
    /// For each row of the table what is added to the linear predictor, besides `offset()` in the formula.
    pub offset: Option<&'a [f64]>,
    /// Whether every smooth is also penalised in what its own penalties leave free, so that it can be left out entirely.
    pub select: bool,
}

/// A design with all that belongs to its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Built {
    /// How to encode new data.
    pub blueprint: Blueprint,
    /// X: a row for each kept row, a column for each name of the blueprint.
    pub design: Panels,
    /// The response of the kept rows.
    pub response: Response,
    /// The weights of the kept rows, 1 where none were given.
    pub weights: Vec<f64>,
    /// The sum of all offsets of the kept rows, where there is one.
    pub offset: Option<Vec<f64>>,
    /// Which rows of the table were kept.
    pub kept: Kept,
    /// The penalties of the smooths.
    pub penalties: Vec<SmoothPenalty>,
}

/// Builds the design of a formula over a table.
///
/// Levels: those declared, else those that a kept row has, strings by code point and numbers by value; the first is the base
/// level. A declared level of a term that no kept row has is refused, since its column would be zero; one of the response is kept.
///
/// # Errors
/// ERR_FORMULA and ERR_UNSUPPORTED with a position in the formula; ERR_COLUMN, ERR_LEVEL, ERR_NON_FINITE, ERR_DOMAIN (weights) naming
/// column and row; ERR_SHAPE for lengths, and when no row is left; ERR_TOO_LARGE before anything large is allocated.
///
/// ```
/// use penlik::design::{Column, DesignOptions, Table, build};
/// let levels = ["low".to_owned(), "middle".to_owned()];
/// let table = Table::new(3, vec![
///     ("ses".into(), Column::Categorical { codes: &[1, 0, 1], levels: &levels }),
///     ("age".into(), Column::Numeric(&[31.0, 42.0, 53.0])),
///     ("y".into(), Column::Numeric(&[1.0, 0.0, 1.0])),
/// ])?;
/// let formula = penlik::formula::parse("y ~ age * ses")?;
/// let built = build(&formula, &table, &DesignOptions::default())?;
/// assert_eq!(built.blueprint.columns(), ["(Intercept)", "age", "ses=middle", "age:ses=middle"]);
/// assert_eq!(built.design.get(2, 3), 53.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn build(formula: &Formula, table: &Table<'_>, options: &DesignOptions<'_>) -> Result<Built, DesignError> {
    let spec = ResponseSpec::read(formula)?;
    let mut used = Vec::new();
    for (name, position) in &spec.columns {
        used.push((name.as_str(), table.require(name, Some(*position))?));
    }
    let expansion = expand(formula, table, &spec.columns)?;
    check_options(table, options)?;
    check_types(table, &expansion)?;
    for (variable, position) in &expansion.variables {
        used.push((&variable.column, table.require(&variable.column, Some(*position))?));
    }
    for (name, position) in &expansion.offsets {
        used.push((name, table.require(name, Some(*position))?));
    }
    for covariate in expansion.smooths.iter().flat_map(|call| call.covariates.iter().chain(&call.by)) {
        used.push((&covariate.column, table.require(&covariate.column, Some(covariate.position))?));
    }
    let kept = rows::keep(table.rows(), &used, options.weights, options.missing)?;
    if kept.rows.is_empty() {
        let Kept { total, missing, zero_weight, .. } = kept;
        return Err(DesignError::NoRows { total, missing, zero_weight });
    }
    let (blueprint, penalties) = draw(table, &expansion, &kept.rows, options)?;
    let design = blueprint.encode_rows(table, &kept.rows, &NewData::default())?;
    let response = spec.decode(table, &kept.rows, options.levels)?;
    let weights = kept.rows.iter().map(|&i| options.weights.map_or(1.0, |weights| weights[i])).collect();
    let offset = add_offsets(blueprint.offset(table, &kept)?, options.offset, &kept)?;
    Ok(Built { blueprint, design, response, weights, offset, kept, penalties })
}

fn check_options(table: &Table<'_>, options: &DesignOptions<'_>) -> Result<(), DesignError> {
    let mut seen = std::collections::HashSet::new();
    for (name, _) in options.levels {
        if !seen.insert(name.as_str()) {
            return Err(DesignError::DuplicateColumn { argument: "levels", column: name.clone() });
        }
        if table.column(name).is_none() {
            return Err(table.unknown("levels", name, None));
        }
    }
    match options.offset {
        Some(offset) => Ok(length("offset", offset.len(), table.rows())?),
        None => Ok(()),
    }
}

fn check_types(table: &Table<'_>, expansion: &Expansion) -> Result<(), DesignError> {
    for (name, position) in &expansion.offsets {
        let column = table.require(name, Some(*position))?;
        if let Column::Categorical { .. } = column {
            let (column, found) = (name.clone(), column.type_name());
            return Err(DesignError::WrongType { column, found, expected: "numeric", position: Some(*position) });
        }
    }
    Ok(())
}

/// The blueprint from what the rows hold, and the penalties of its smooths.
fn draw(
    table: &Table<'_>,
    expansion: &Expansion,
    rows: &[usize],
    options: &DesignOptions<'_>,
) -> Result<(Blueprint, Vec<SmoothPenalty>), DesignError> {
    let mut variables = Vec::with_capacity(expansion.variables.len());
    for (variable, position) in &expansion.variables {
        let column = table.require(&variable.column, Some(*position))?;
        variables.push(draw_variable(variable, &column, rows, options.levels)?);
    }
    for (name, _) in options.levels {
        let mut uses = variables.iter().filter(|variable| variable.column == *name).peekable();
        if uses.peek().is_some() && uses.all(|variable| variable.levels.is_none()) {
            levels::refuse_declared(name, options.levels)?;
        }
    }
    let categorical: Vec<bool> = variables.iter().map(|variable| variable.levels.is_some()).collect();
    let terms = coding::code(&expansion.terms, &categorical, expansion.intercept);
    let offsets = expansion.offsets.iter().map(|(name, _)| name.clone()).collect();
    let makers = smooths::Rows { table, kept: rows, declared: options.levels, select: options.select };
    let made: Made = expansion.smooths.iter().map(|call| makers.make(call)).collect::<Result<Vec<_>, _>>()?.concat();
    let (smooths, penalties): (Vec<_>, Vec<_>) = made.into_iter().unzip();
    let blueprint: Blueprint =
        Parts { variables, intercept: expansion.intercept, terms, offsets, smooths }.try_into()?;
    Ok((blueprint.clone(), placed(&blueprint, penalties)))
}

/// The penalties of each smooth, moved to its columns.
fn placed(blueprint: &Blueprint, penalties: Vec<Vec<SmoothPenalty>>) -> Vec<SmoothPenalty> {
    let spans = blueprint.terms().iter().filter(|term| term.is_smooth);
    let moved = |span: &TermSpan, penalty: SmoothPenalty| SmoothPenalty { columns: span.columns.clone(), ..penalty };
    spans.zip(penalties).flat_map(|(span, own)| own.into_iter().map(move |penalty| moved(span, penalty))).collect()
}

fn draw_variable(
    variable: &Variable,
    column: &Column<'_>,
    rows: &[usize],
    declared: &[(String, Vec<String>)],
) -> Result<VariablePart, DesignError> {
    let name = &variable.column;
    let call = match variable.call {
        None => None,
        Some(Function::Factor) => Some(Wrapper::Factor),
        Some(_) => Some(Wrapper::C),
    };
    let levels = match (column, call) {
        (Column::Numeric(_), None) => None,
        _ => {
            let levels = levels::decide(name, column, rows, declared)?;
            levels::none_empty(name, &levels::codes(name, column, rows, &levels)?, &levels)?;
            Some(levels)
        }
    };
    Ok(VariablePart { column: name.clone(), call, levels })
}

/// The offset of the formula plus that of the options.
fn add_offsets(
    formula: Option<Vec<f64>>,
    option: Option<&[f64]>,
    kept: &Kept,
) -> Result<Option<Vec<f64>>, DesignError> {
    let Some(option) = option else { return Ok(formula) };
    let mut sum = formula.unwrap_or_else(|| vec![0.0; kept.rows.len()]);
    for (sum, &row) in sum.iter_mut().zip(&kept.rows) {
        *sum += option[row];
        if !sum.is_finite() {
            return Err(DesignError::NonFinite { column: "offset".to_owned(), row, value: *sum });
        }
    }
    Ok(Some(sum))
}
