//! What an operand of a formula is: a column, a column as a categorical one, arithmetic, or columns made of arithmetic.

use super::arguments::Call;
use super::arithmetic::{Expression, is_arithmetic};
use super::contrasts::Contrast;
use super::error::DesignError;
use super::table::{Column, Table};
use super::transform::Transform;
use crate::formula::{Argument, Formula, FormulaError, Function, Node, NodeId, nearest, written_name};
use serde::{Deserialize, Serialize};

/// The function around a column that makes it categorical.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Wrapper {
    #[serde(rename = "C")]
    C,
    #[serde(rename = "factor")]
    Factor,
    #[serde(rename = "ordered")]
    Ordered,
}

impl Wrapper {
    fn of(function: Function) -> Option<Self> {
        match function {
            Function::C => Some(Self::C),
            Function::Factor => Some(Self::Factor),
            Function::Ordered => Some(Self::Ordered),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::C => "C",
            Self::Factor => "factor",
            Self::Ordered => "ordered",
        }
    }
}

/// The contrast that stands in `C(x, sum)`, and the base level counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub contrast: Contrast,
    #[serde(default)]
    pub base: usize,
}

/// A categorical call as a formula writes it: `C(x)`, `C(x, sum)`, `C(x, treatment, base = 2)`.
pub(super) fn wrapped(column: &str, call: Option<Wrapper>, written: Option<Written>) -> String {
    let column = written_name(column);
    let Some(call) = call else { return column };
    let contrast = match written {
        None => String::new(),
        Some(Written { contrast, base: 0 }) => format!(", {}", contrast.name()),
        Some(Written { contrast, base }) => format!(", {}, base = {}", contrast.name(), base + 1),
    };
    format!("{}({column}{contrast})", call.name())
}

/// What a variable is made of.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A column, as numbers or levels, whatever it holds.
    Column(String),
    /// A column as levels.
    Levels { column: String, call: Wrapper, written: Option<Written> },
    /// Arithmetic, or what is made of its values.
    Computed { of: Expression, transform: Option<Transform> },
}

/// An operand of the terms. Two of the same label are the same.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Variable {
    /// The canonical text.
    pub label: String,
    pub kind: Kind,
}

impl Variable {
    pub fn column(name: &str) -> Self {
        Self::new(Kind::Column(name.to_owned()))
    }

    pub fn new(kind: Kind) -> Self {
        let label = match &kind {
            Kind::Column(name) => written_name(name),
            Kind::Levels { column, call, written } => wrapped(column, Some(*call), *written),
            Kind::Computed { of, transform: None } => of.text().to_owned(),
            Kind::Computed { of, transform: Some(transform) } => transform.label(of.text()),
        };
        Self { label, kind }
    }

    /// The columns that it is made of, each once.
    pub fn columns(&self) -> &[String] {
        match &self.kind {
            Kind::Column(column) | Kind::Levels { column, .. } => std::slice::from_ref(column),
            Kind::Computed { of, .. } => of.columns(),
        }
    }

    /// Reads a call that is a variable, with the places of its columns; `None` for the calls that are none.
    ///
    /// # Errors
    /// ERR_FORMULA and ERR_UNSUPPORTED at an argument that is not understood.
    pub fn read(
        formula: &Formula,
        id: NodeId,
        function: Function,
        arguments: &[Argument],
    ) -> Result<Option<(Self, Vec<usize>)>, DesignError> {
        if let Some(wrapper) = Wrapper::of(function) {
            let (kind, position) = categorical(formula, id, (function, wrapper), arguments)?;
            return Ok(Some((Self::new(kind), vec![position])));
        }
        if is_arithmetic(function) {
            let (of, positions) = Expression::read(formula, id)?;
            return Ok(Some((Self::new(Kind::Computed { of, transform: None }), positions)));
        }
        if Transform::has(function) {
            let asked = Transform::read(formula, id, function, arguments)?;
            let kind = Kind::Computed { of: asked.of, transform: Some(asked.transform) };
            return Ok(Some((Self::new(kind), asked.positions)));
        }
        Ok(None)
    }

    /// Whether the columns exist, and are numeric where numbers are computed.
    pub fn check(&self, table: &Table<'_>, positions: &[usize]) -> Result<(), DesignError> {
        if let Kind::Computed { of, .. } = &self.kind {
            return check_numbers(of, table, positions);
        }
        let mut columns = self.columns().iter().zip(positions);
        columns.try_for_each(|(name, position)| table.require(name, Some(*position)).map(drop))
    }
}

/// Whether the columns of an expression exist and are numeric.
pub(super) fn check_numbers(of: &Expression, table: &Table<'_>, positions: &[usize]) -> Result<(), DesignError> {
    for (name, position) in of.columns().iter().zip(positions) {
        let column = table.require(name, Some(*position))?;
        if let Column::Categorical { .. } = column {
            let (column, found) = (name.clone(), column.type_name());
            return Err(DesignError::WrongType { column, found, expected: "numeric", position: Some(*position) });
        }
    }
    Ok(())
}

/// Numbers that are added to the linear predictor: a column or an expression.
pub(super) fn offset(
    formula: &Formula,
    position: usize,
    arguments: &[Argument],
) -> Result<(Expression, Vec<usize>), DesignError> {
    match arguments {
        [only] if only.name.is_none() => Expression::read(formula, only.value),
        _ => {
            let expected = "one column, or one expression of columns";
            Err(FormulaError::Arguments { position, function: "offset", expected }.into())
        }
    }
}

const PARAMETERS: &[&str] = &["x", "contrast", "base"];
const EXPECTED: &str = "one column and, where wanted, a contrast: treatment, sum, helmert or poly";
/// More levels than any base counts to.
const MAX_LEVELS: usize = 1 << 20;

/// `C(x)`, `C(x, sum)`, `factor(x)`, `ordered(x)`.
fn categorical(
    formula: &Formula,
    id: NodeId,
    (function, wrapper): (Function, Wrapper),
    arguments: &[Argument],
) -> Result<(Kind, usize), DesignError> {
    let (parameters, expected) = match wrapper {
        Wrapper::C => (PARAMETERS, EXPECTED),
        _ => (&PARAMETERS[..1], "one column"),
    };
    let call = Call::sort((formula, id), function, arguments, parameters, expected)?;
    let node = call.node("x").unwrap_or(id);
    let position = formula.span(node).start;
    let Node::Name(column) = formula.node(node) else {
        let construct = format!("'{}'", formula.quote(node));
        return Err(DesignError::Unsupported { construct, position, expected: "write the name of a column here" });
    };
    let column = column.clone();
    Ok((Kind::Levels { column, call: wrapper, written: written(formula, &call)? }, position))
}

fn written(formula: &Formula, call: &Call<'_>) -> Result<Option<Written>, DesignError> {
    let base = call.whole("base", 1, MAX_LEVELS)?;
    let contrast = match call.node("contrast") {
        None => None,
        Some(id) => {
            let name = match formula.node(id) {
                Node::Name(name) | Node::Text(name) => name.as_str(),
                _ => "",
            };
            let unknown = || match nearest(name, Contrast::names()) {
                Some(near) => format!("a contrast, such as {near}"),
                None => "treatment, sum, helmert or poly".to_owned(),
            };
            Some(Contrast::from_name(name).ok_or_else(|| call.refuse("contrast", unknown()))?)
        }
    };
    match (contrast, base) {
        (None, None) => Ok(None),
        (None | Some(Contrast::Treatment), base) => {
            Ok(Some(Written { contrast: Contrast::Treatment, base: base.unwrap_or(1) - 1 }))
        }
        (Some(contrast), None) => Ok(Some(Written { contrast, base: 0 })),
        (Some(_), Some(_)) => Err(call.refuse("base", "none: treatment contrasts alone have a base level")),
    }
}
