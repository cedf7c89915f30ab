//! Values of arguments in a formula: numbers, words, truths and lists of them. Nothing is computed.

use crate::design::error::DesignError;
use crate::formula::{Formula, FormulaError, Function, Node, NodeId, Sign};

/// A value as written.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::design) enum Value {
    Number(f64),
    Word(String),
    Truth(bool),
    /// `c(…)` and `list(…)`.
    List(Vec<Value>),
}

impl Value {
    /// Reads the value of an argument.
    ///
    /// # Errors
    /// ERR_FORMULA at whatever is neither a number, a word in quotes, TRUE or FALSE, nor `c()` or `list()` of these.
    pub fn read(formula: &Formula, id: NodeId) -> Result<Self, DesignError> {
        let bad = || {
            let (position, found) = (formula.span(id).start, formula.quote(id));
            let expected = "the value of an argument is a number, a word in quotes, TRUE or FALSE, or c(…) of these";
            FormulaError::BadTerm { position, found, expected }
        };
        match formula.node(id) {
            Node::Number(x) => Ok(Self::Number(*x)),
            Node::Text(text) => Ok(Self::Word(text.clone())),
            Node::Name(name) => match name.as_str() {
                "TRUE" | "true" | "T" => Ok(Self::Truth(true)),
                "FALSE" | "false" | "F" => Ok(Self::Truth(false)),
                _ => Err(bad().into()),
            },
            Node::Signed { sign, operand } => match Self::read(formula, *operand)? {
                Self::Number(x) => Ok(Self::Number(if *sign == Sign::Minus { -x } else { x })),
                _ => Err(bad().into()),
            },
            Node::Call { function: Function::Combine | Function::List, arguments } => arguments
                .iter()
                .map(|argument| Self::read(formula, argument.value))
                .collect::<Result<_, _>>()
                .map(Self::List),
            _ => Err(bad().into()),
        }
    }

    /// One number, or several of them.
    pub fn numbers(&self) -> Option<Vec<f64>> {
        match self {
            Self::Number(x) => Some(vec![*x]),
            Self::List(values) => values.iter().map(Self::number).collect(),
            _ => None,
        }
    }

    /// One number.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(x) => Some(*x),
            _ => None,
        }
    }

    /// One word, or several of them.
    pub fn words(&self) -> Option<Vec<String>> {
        match self {
            Self::Word(word) => Some(vec![word.clone()]),
            Self::List(values) => values
                .iter()
                .map(|value| if let Self::Word(word) = value { Some(word.clone()) } else { None })
                .collect(),
            _ => None,
        }
    }

    /// Lists of numbers, one for each of some things; one list alone where there is one thing.
    pub fn number_lists(&self) -> Option<Vec<Vec<f64>>> {
        match self {
            Self::List(values) if values.iter().any(|value| matches!(value, Self::List(_))) => {
                values.iter().map(Self::numbers).collect()
            }
            _ => self.numbers().map(|numbers| vec![numbers]),
        }
    }

    /// In words, for messages.
    pub fn shown(&self) -> String {
        match self {
            Self::Number(x) => crate::check::shown(*x),
            Self::Word(word) => format!("\"{}\"", crate::formula::snippet(word)),
            Self::Truth(truth) => truth.to_string().to_uppercase(),
            Self::List(values) if values.len() > 8 => format!("{} values", values.len()),
            Self::List(values) => format!("c({})", values.iter().map(Self::shown).collect::<Vec<_>>().join(", ")),
        }
    }
}
