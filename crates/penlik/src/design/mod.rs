//! Tree + columns → the design X, its names, the response, weights and offset of the rows that enter.
//!
//! η = Xβ + offset. Each term of the formula gives one block of columns: a number or arithmetic its values, a categorical column
//! contrasts (one column fewer than levels) or indicators (all levels) where the rule of marginality asks for them, `poly()` and its kin
//! their functions, an interaction the products.

mod algebra;
mod arguments;
mod arithmetic;
mod beside;
mod blueprint;
mod coding;
mod contrasts;
mod distinct;
mod encode;
mod error;
mod fill_smooths;
mod levels;
mod new_data;
mod number_label;
mod response;
mod rounded;
mod rows;
mod several;
mod smooths;
mod stored;
mod table;
mod tabulate;
mod terms;
mod transform;
mod variable;

use serde::{Deserialize, Serialize};

use crate::check::{CheckError, Code, length};
use crate::formula::{Formula, snippet};
use crate::linalg::{DesignMatrix, Panels};

pub use beside::{Beside, Neighbourhood};
use blueprint::Parts;
pub use blueprint::{Blueprint, TermSpan};
pub use contrasts::{Contrast, Contrasts};
pub use error::DesignError;
pub(crate) use new_data::SmoothPlaces;
pub use new_data::{CovariateInfo, NewData, SmoothInfo};
pub use response::Response;
use response::ResponseSpec;
pub use rounded::{FEWEST_VALUES, MOST_VALUES};
use rounded::{Rounded, SmoothTables};
pub use rows::Kept;
pub use several::{BuiltSeveral, OfFormula, build_several};
use smooths::{Made, SmoothCall};
pub use smooths::{SmoothPenalty, UnseenLevels};
use stored::{ComputedPart, Stored, VariablePart};
pub use table::{Column, Table};
use tabulate::Cut;
use terms::{Expansion, expand};
use variable::{Kind, Variable, Wrapper};

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
    /// How categorical columns are coded beside a constant.
    pub contrasts: Contrasts<'a>,
    /// For each row of the table a weight, finite and ≥ 0. Rows of weight 0 are removed.
    pub weights: Option<&'a [f64]>,
    /// For each row of the table what is added to the linear predictor, besides `offset()` in the formula.
    pub offset: Option<&'a [f64]>,
    /// Whether every smooth is also penalised in what its own penalties leave free, so that it can be left out entirely.
    pub select: bool,
    /// Threads; 0 takes every processor. The numbers do not depend on it.
    pub threads: usize,
    /// To how many values covariates of smooths are rounded; not at all where absent.
    pub round_to: Option<usize>,
    /// What is said about smooths beside the formula.
    pub beside: Beside<'a>,
}

/// A design with all that belongs to its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Built {
    /// How to encode new data.
    pub blueprint: Blueprint,
    /// X: a row for each kept row, a column for each name of the blueprint.
    pub design: DesignMatrix,
    /// What rounding took from the entries of X, where a term keeps it: the columns of `poly(x, degree, raw = TRUE)` are `design + rest` to
    /// twice the precision.
    pub rest: Option<Panels>,
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
    /// What a user should know of how it was made.
    pub warnings: Vec<String>,
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
    spec.check(table)?;
    let expansion = expand(formula, table, &spec.columns)?;
    check_options(table, options)?;
    let columns = expansion.variables.iter().flat_map(|(variable, _)| variable.columns());
    let mut seen = std::collections::HashSet::new();
    for name in columns.chain(expansion.offsets.iter().flat_map(|offset| offset.of.columns())) {
        if seen.insert(name) {
            used.push((name, table.require(name, None)?));
        }
    }
    for (column, position) in expansion.smooths.iter().flat_map(SmoothCall::parts).flat_map(|part| &part.columns) {
        used.push((column, table.require(column, Some(*position))?));
    }
    let kept = rows::keep(table.rows(), &used, options.weights, options.missing)?;
    if kept.rows.is_empty() {
        let Kept { total, missing, zero_weight, .. } = kept;
        return Err(DesignError::NoRows { total, missing, zero_weight });
    }
    let located = |error: DesignError| expansion.locate(error);
    let rounded = Rounded::new(table, &expansion.smooths, &kept.rows, options.round_to);
    let smoothed = rounded.tables(table)?;
    let Drawn { blueprint, penalties, warnings } =
        draw((table, &smoothed), &expansion, &kept.rows, options).map_err(located)?;
    let cut = Cut { blueprint: &blueprint, table, smoothed: &smoothed, rows: &kept.rows, threads: options.threads };
    let (design, rest) = cut.design().map_err(located)?;
    let response = spec.decode(table, &kept.rows, options.levels)?;
    let weights = kept.rows.iter().map(|&i| options.weights.map_or(1.0, |weights| weights[i])).collect();
    let offset = add_offsets(blueprint.offset(table, &kept).map_err(located)?, options.offset, &kept)?;
    Ok(Built { blueprint, design, rest, response, weights, offset, kept, penalties, warnings })
}

fn check_options(table: &Table<'_>, options: &DesignOptions<'_>) -> Result<(), DesignError> {
    only_columns("levels", options.levels, table)?;
    only_columns("contrasts", options.contrasts.columns, table)?;
    match options.offset {
        Some(offset) => Ok(length("offset", offset.len(), table.rows())?),
        None => Ok(()),
    }
}

/// Each name a column of the table, and none twice.
fn only_columns<T>(argument: &'static str, named: &[(String, T)], table: &Table<'_>) -> Result<(), DesignError> {
    let mut seen = std::collections::HashSet::new();
    for (name, _) in named {
        if !seen.insert(name.as_str()) {
            return Err(DesignError::DuplicateColumn { argument, column: name.clone() });
        }
        if table.column(name).is_none() {
            return Err(table.unknown(argument, name, None));
        }
    }
    Ok(())
}

/// The blueprint from what the rows hold, the penalties of its smooths, and what gave way.
struct Drawn {
    blueprint: Blueprint,
    penalties: Vec<SmoothPenalty>,
    warnings: Vec<String>,
}

fn draw(
    (table, smoothed): (&Table<'_>, &SmoothTables<'_>),
    expansion: &Expansion,
    rows: &[usize],
    options: &DesignOptions<'_>,
) -> Result<Drawn, DesignError> {
    let mut variables = Vec::with_capacity(expansion.variables.len());
    for (variable, position) in &expansion.variables {
        variables.push(draw_variable((variable, *position), table, rows, options)?);
    }
    refuse_unused(&variables, options)?;
    let categorical: Vec<bool> = variables.iter().map(Stored::is_categorical).collect();
    let terms = coding::code(&expansion.terms, &categorical, expansion.intercept);
    let offsets = expansion.offsets.iter().map(|offset| offset.of.clone()).collect();
    let DesignOptions { levels, select, threads, beside, .. } = *options;
    beside.check(&expansion.smooths)?;
    let (mut smooths, mut penalties, mut warnings) = (Vec::new(), Vec::new(), Vec::new());
    for call in &expansion.smooths {
        let table = smoothed.of(call.covariates.len());
        let makers = smooths::Rows { table, kept: rows, declared: levels, select, threads, beside };
        let made: Made = makers.make(call)?;
        warnings.extend(made.warnings);
        for (smooth, own) in made.smooths {
            smooths.push(smooth);
            penalties.push(own);
        }
    }
    let blueprint: Blueprint =
        Parts { variables, intercept: expansion.intercept, terms, offsets, smooths, shares: Vec::new() }.try_into()?;
    let mut penalties = placed(&blueprint, penalties);
    beside.fix(&mut penalties)?;
    Ok(Drawn { blueprint, penalties, warnings })
}

/// The penalties of each smooth, moved to its columns.
fn placed(blueprint: &Blueprint, penalties: Vec<Vec<SmoothPenalty>>) -> Vec<SmoothPenalty> {
    let spans = blueprint.terms().iter().filter(|term| term.is_smooth);
    let moved = |span: &TermSpan, penalty: SmoothPenalty| SmoothPenalty { columns: span.columns.clone(), ..penalty };
    spans.zip(penalties).flat_map(|(span, own)| own.into_iter().map(move |penalty| moved(span, penalty))).collect()
}

/// Levels and contrasts of columns that the formula uses as numbers alone are a mistake.
fn refuse_unused(variables: &[Stored], options: &DesignOptions<'_>) -> Result<(), DesignError> {
    let is_number = |name: &String| {
        let mut uses = variables.iter().filter(|variable| variable.columns().contains(name)).peekable();
        uses.peek().is_some() && uses.all(|variable| !variable.is_categorical())
    };
    for (name, _) in options.levels.iter().filter(|(name, _)| is_number(name)) {
        levels::refuse_declared(name, options.levels)?;
    }
    match options.contrasts.columns.iter().find(|(name, _)| is_number(name)) {
        None => Ok(()),
        Some((name, contrast)) => {
            let value = format!("{} for '{}', which the formula uses as numbers", contrast.name(), snippet(name));
            Err(CheckError::new(Code::Column, "contrasts", value, "categorical columns; write C() around it").into())
        }
    }
}

fn draw_variable(
    (variable, position): (&Variable, usize),
    table: &Table<'_>,
    rows: &[usize],
    options: &DesignOptions<'_>,
) -> Result<Stored, DesignError> {
    let (name, call, written) = match &variable.kind {
        Kind::Column(name) => (name, None, None),
        Kind::Levels { column, call, written } => (column, Some(*call), *written),
        Kind::Computed { of, transform } => {
            let made = (variable.label.clone(), of.clone(), transform.clone());
            return ComputedPart::learn(made, (table, rows), position).map(Stored::Computed);
        }
    };
    let column = table.require(name, Some(position))?;
    let levels = match (&column, call) {
        (Column::Numeric(_), None) => None,
        _ => {
            let levels = levels::decide(name, &column, rows, options.levels)?;
            levels::none_empty(name, &levels::codes(name, &column, rows, &levels)?, &levels)?;
            Some(levels)
        }
    };
    let ordered = (call == Some(Wrapper::Ordered)).then_some(Contrast::Poly);
    let chosen = options.contrasts.named(name).or(ordered).unwrap_or(options.contrasts.default);
    let contrast = (levels.is_some() && written.is_none() && chosen != Contrast::Treatment).then_some(chosen);
    let part = VariablePart { column: name.clone(), call, levels, written, contrast };
    part.check_contrast()?;
    Ok(Stored::Column(part))
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
