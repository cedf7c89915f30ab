//! The variables of a blueprint: what is kept of each to encode new data.

use serde::{Deserialize, Serialize};

use super::arithmetic::{Expression, numeric};
use super::contrasts::Contrast;
use super::encode::{Codes, Encoded};
use super::error::DesignError;
use super::levels;
use super::table::{Column, Table};
use super::transform::{State, Transform, Values};
use super::variable::{Kind, Variable, Wrapper, Written, wrapped};
use crate::check::{CheckError, Code};
use crate::formula::{Node, parse, snippet};

/// How a variable enters a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Coding {
    /// Its numbers.
    Value,
    /// The columns of its contrasts, one fewer than there are levels.
    #[serde(alias = "treatment")]
    Contrast,
    /// A column for every level.
    Indicator,
}

/// A variable: a column, or what is computed of columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Stored {
    Column(VariablePart),
    Computed(ComputedPart),
}

/// A column, and its levels if it is categorical.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct VariablePart {
    pub column: String,
    /// The function around the column.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub call: Option<Wrapper>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub levels: Option<Vec<String>>,
    /// The contrast that stands in the call.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub written: Option<Written>,
    /// The contrast that the options chose; treatment when absent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contrast: Option<Contrast>,
}

/// Arithmetic, or what is made of its values, with what that needs to know of the fitted data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "ComputedText", into = "ComputedText")]
pub(super) struct ComputedPart {
    pub label: String,
    pub of: Expression,
    /// The transform, its state and its number of columns.
    transform: Option<(Transform, State, usize)>,
}

/// How it stands in a file: the term is read anew.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ComputedText {
    term: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    state: Option<State>,
}

impl From<ComputedPart> for ComputedText {
    fn from(part: ComputedPart) -> Self {
        Self { term: part.label, state: part.transform.map(|(_, state, _)| state) }
    }
}

impl TryFrom<ComputedText> for ComputedPart {
    type Error = CheckError;

    fn try_from(text: ComputedText) -> Result<Self, CheckError> {
        let ComputedText { term, state } = text;
        let (of, transform) = read_term(&term).ok_or_else(|| unread(&term))?;
        let transform = match (transform, state) {
            (None, None) => None,
            (Some(transform), Some(state)) => {
                let width = transform.width(&state).ok_or_else(|| unread(&term))?;
                Some((transform, state, width))
            }
            _ => return Err(unread(&term)),
        };
        Ok(Self { label: term, of, transform })
    }
}

fn unread(term: &str) -> CheckError {
    invalid(format!("the term '{}'", snippet(term)), "a term as the library writes it, with its own state")
}

fn read_term(term: &str) -> Option<(Expression, Option<Transform>)> {
    let formula = parse(&format!("~{term}")).ok()?;
    let id = formula.terms();
    let Node::Call { function, arguments } = formula.node(id) else { return None };
    let (variable, _) = Variable::read(&formula, id, *function, arguments).ok()??;
    match variable.kind {
        Kind::Computed { of, transform } if variable.label == term => Some((of, transform)),
        _ => None,
    }
}

impl ComputedPart {
    /// Learns from the rows what is to be kept.
    pub fn learn(
        (label, of, transform): (String, Expression, Option<Transform>),
        (table, rows): (&Table<'_>, &[usize]),
        position: usize,
    ) -> Result<Self, DesignError> {
        let Some(transform) = transform else { return Ok(Self { label, of, transform: None }) };
        let values = of.evaluate(&label, table, rows)?;
        let state = transform.learn(&values).map_err(|refused| transform.refuse(refused, position))?;
        let width = transform.width(&state).ok_or_else(|| unread(&label))?;
        Ok(Self { label, of, transform: Some((transform, state, width)) })
    }

    fn names(&self) -> Vec<String> {
        match &self.transform {
            Some((transform, _, width)) if transform.is_numbered() => {
                (1..=*width).map(|j| format!("{}{j}", self.label)).collect()
            }
            _ => vec![self.label.clone()],
        }
    }

    fn encoded<'a>(&self, table: &Table<'_>, rows: &[usize]) -> Result<Encoded<'a>, DesignError> {
        let columns = self.of.evaluate(&self.label, table, rows)?;
        Ok(match &self.transform {
            None => Encoded::Computed { values: Values { columns, rest: Vec::new() }, width: 1 },
            Some((transform, state, width)) => {
                Encoded::Computed { values: transform.values(state, &columns), width: *width }
            }
        })
    }
}

impl Stored {
    /// The columns that it is made of.
    pub fn columns(&self) -> &[String] {
        match self {
            Self::Column(part) => std::slice::from_ref(&part.column),
            Self::Computed(part) => part.of.columns(),
        }
    }

    pub fn is_categorical(&self) -> bool {
        matches!(self, Self::Column(VariablePart { levels: Some(_), .. }))
    }

    /// The columns of a table that it is made of, of the right type.
    pub fn used<'s, 't>(&'s self, table: &Table<'t>) -> Result<Vec<(&'s str, Column<'t>)>, DesignError> {
        match self {
            Self::Column(part) => {
                let column = table.require(&part.column, None)?;
                part.accepts(&column)?;
                Ok(vec![(part.column.as_str(), column)])
            }
            Self::Computed(part) => {
                let names = part.of.columns().iter();
                names.map(|name| Ok((name.as_str(), Column::Numeric(numeric(name, table)?)))).collect()
            }
        }
    }

    pub fn label(&self) -> String {
        match self {
            Self::Column(part) => part.label(),
            Self::Computed(part) => part.label.clone(),
        }
    }

    /// The names of the columns that the variable alone would have.
    pub fn names(&self, coding: Coding) -> Result<Vec<String>, CheckError> {
        match self {
            Self::Column(part) => part.names(coding),
            Self::Computed(part) if coding == Coding::Value => Ok(part.names()),
            Self::Computed(part) => Err(mismatch(&part.label)),
        }
    }

    /// Its values at some rows, whose columns have been checked.
    pub fn encoded<'t>(&self, table: &Table<'t>, rows: &[usize]) -> Result<Encoded<'t>, DesignError> {
        let part = match self {
            Self::Computed(part) => return part.encoded(table, rows),
            Self::Column(part) => part,
        };
        match (&part.levels, table.require(&part.column, None)?) {
            (None, Column::Numeric(values)) => Ok(Encoded::Numbers(values)),
            (levels, column) => {
                let levels = levels.as_deref().unwrap_or_default();
                let codes = levels::codes(&part.column, &column, rows, levels)?;
                let Written { contrast, base } = part.contrast();
                Ok(Encoded::Codes(Codes { codes, count: levels.len(), base, matrix: contrast.matrix(levels.len()) }))
            }
        }
    }
}

impl VariablePart {
    /// Whether a column can stand for the variable: strings for strings, numbers for numbers, either within `C()`. A column
    /// of missing values only has no type of its own, so it can stand for strings too.
    fn accepts(&self, column: &Column<'_>) -> Result<(), DesignError> {
        let expected = match (&self.levels, column, self.call) {
            (None, Column::Categorical { .. }, _) => "numeric, as in the fit",
            (Some(_), Column::Numeric(values), None) if values.iter().any(|x| !x.is_nan()) => {
                "categorical, as in the fit"
            }
            _ => return Ok(()),
        };
        let (column, found) = (self.column.clone(), column.type_name());
        Err(DesignError::WrongType { column, found, expected, position: None })
    }

    pub fn label(&self) -> String {
        wrapped(&self.column, self.call, self.written)
    }

    fn contrast(&self) -> Written {
        let chosen = Written { contrast: self.contrast.unwrap_or_default(), base: 0 };
        self.written.unwrap_or(chosen)
    }

    /// Whether so many levels can be coded by the contrast.
    pub fn check_contrast(&self) -> Result<(), DesignError> {
        let Some(levels) = &self.levels else { return Ok(()) };
        let Written { contrast, base } = self.contrast();
        let bad = |problem: String| Err(DesignError::BadLevels { column: self.column.clone(), problem });
        match contrast {
            Contrast::Treatment if base >= levels.len() => {
                bad(format!("are {}; the base level is to be number {}", levels.len(), base + 1))
            }
            Contrast::Poly if contrast.matrix(levels.len()).is_none() => {
                bad("are too many for polynomial contrasts".to_owned())
            }
            _ => Ok(()),
        }
    }

    fn names(&self, coding: Coding) -> Result<Vec<String>, CheckError> {
        let label = self.label();
        let ends = match (&self.levels, coding) {
            (None, Coding::Value) => return Ok(vec![label]),
            (Some(levels), Coding::Indicator) if levels.len() > 1 => levels.clone(),
            (Some(levels), Coding::Contrast) if levels.len() > 1 && self.check_contrast().is_ok() => {
                let Written { contrast, base } = self.contrast();
                contrast.columns(levels, base)
            }
            _ => return Err(mismatch(&label)),
        };
        Ok(ends.iter().map(|end| format!("{label}={end}")).collect())
    }
}

fn mismatch(label: &str) -> CheckError {
    invalid(format!("{label} coded against its levels"), "numbers without levels, or two levels or more")
}

/// A blueprint that no library wrote.
pub(super) fn invalid(value: impl Into<String>, expected: &str) -> CheckError {
    CheckError::new(Code::ModelFile, "blueprint", value, expected)
}
