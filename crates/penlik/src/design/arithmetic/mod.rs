//! Arithmetic of numeric columns, row by row: `I(x^2 + 1)`, `log(x)`, `offset(log(n / 2))`.
//!
//! Within arithmetic the operators `+ - * / ^` mean what they mean for numbers. An expression is kept as a list of steps for a
//! stack (reverse Polish notation), so that a sum of thousands of operands takes neither a deep tree nor recursion.

mod evaluate;
mod read;
mod text;

pub(super) use evaluate::numeric;
use serde::{Deserialize, Serialize};
pub(super) use text::exact_number;

use crate::check::{CheckError, Code};
use crate::formula::{Function, Node, parse, snippet};

/// An operator between two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

/// A function of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Elementary {
    /// `I(x)`, the number itself.
    Identity,
    Log,
    Log2,
    Log10,
    Log1p,
    Exp,
    Sqrt,
    Abs,
}

const ELEMENTARY: [(Function, Elementary); 8] = [
    (Function::I, Elementary::Identity),
    (Function::Log, Elementary::Log),
    (Function::Log2, Elementary::Log2),
    (Function::Log10, Elementary::Log10),
    (Function::Log1p, Elementary::Log1p),
    (Function::Exp, Elementary::Exp),
    (Function::Sqrt, Elementary::Sqrt),
    (Function::Abs, Elementary::Abs),
];

impl Elementary {
    fn of(function: Function) -> Option<Self> {
        ELEMENTARY.iter().find(|(known, _)| *known == function).map(|(_, elementary)| *elementary)
    }

    fn name(self) -> &'static str {
        ELEMENTARY.iter().find(|(_, elementary)| *elementary == self).map_or("?", |(function, _)| function.name())
    }
}

/// Whether a function is arithmetic: takes one expression and works row by row.
pub(super) fn is_arithmetic(function: Function) -> bool {
    Elementary::of(function).is_some()
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    /// Puts a column, by its number, on the stack.
    Column(usize),
    Number(f64),
    Negate,
    Combine(Operation),
    Apply(Elementary),
}

/// An expression of columns and numbers. It is stored as its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct Expression {
    steps: Vec<Step>,
    /// Each column once, as it appears.
    columns: Vec<String>,
    /// The canonical text.
    text: String,
}

impl Expression {
    /// The columns, each once.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The canonical text, the same for two expressions that take the same steps: it is read back as this expression.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl From<Expression> for String {
    fn from(expression: Expression) -> Self {
        expression.text
    }
}

impl TryFrom<String> for Expression {
    type Error = CheckError;

    /// Reads the text of an expression, as a model file holds it.
    fn try_from(text: String) -> Result<Self, CheckError> {
        let refuse = || {
            CheckError::new(
                Code::ModelFile,
                "expression",
                format!("'{}'", snippet(&text)),
                "arithmetic as the library writes it",
            )
        };
        let formula = parse(&format!("~{text}")).map_err(|_| refuse())?;
        let root = formula.terms();
        if matches!(formula.node(root), Node::Dot) {
            return Err(refuse());
        }
        match Self::read(&formula, root) {
            Ok((expression, _)) if expression.text == text => Ok(expression),
            _ => Err(refuse()),
        }
    }
}

#[cfg(test)]
mod tests;
