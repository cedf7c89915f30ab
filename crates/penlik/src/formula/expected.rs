//! What a formula should hold where it is wrong.

use super::error::FormulaError;
use super::functions::Function;
use super::{MAX_BYTES, MAX_DEPTH, MAX_TERMS};
use crate::check::{Code, Explain};

impl Explain for FormulaError {
    fn code(&self) -> Code {
        match self {
            Self::TooLong { .. } | Self::TooDeep { .. } | Self::TooManyTerms { .. } | Self::TooManyVariables { .. } => {
                Code::TooLarge
            }
            _ => Code::Formula,
        }
    }

    fn argument(&self) -> String {
        "formula".to_owned()
    }

    fn value(&self) -> String {
        self.words()
    }

    fn expected(&self) -> String {
        match self {
            Self::TooLong { .. } => format!("at most {MAX_BYTES} bytes"),
            Self::TooDeep { .. } => format!("at most {MAX_DEPTH} levels"),
            Self::TooManyTerms { .. } => format!("at most {MAX_TERMS} terms"),
            Self::TooManyVariables { limit, .. } => format!("at most {limit} variables in one interaction"),
            Self::ExpectedTerm { after, .. } => format!("a term {after}"),
            Self::ExpectedOperator { .. } => "an operator between two terms".to_owned(),
            Self::Misplaced { expected, .. } | Self::Arguments { expected, .. } | Self::BadTerm { expected, .. } => {
                (*expected).to_owned()
            }
            Self::UnknownFunction { nearest, .. } => nearest.clone().unwrap_or_else(Function::list),
            Self::UnknownArgument { nearest, .. } => nearest.clone().unwrap_or_else(|| "a known argument".to_owned()),
            Self::BadArgument { expected, .. } => expected.clone(),
            Self::DuplicateTerm { .. } | Self::DuplicateArgument { .. } => "each one once".to_owned(),
            Self::BadResponse { .. } | Self::MissingResponse { .. } => {
                "one column, C(column) or cbind(column, column, …) before '~'".to_owned()
            }
            Self::AnotherResponse { first, .. } => {
                format!("one response in all formulas, {first} or none after the first")
            }
            Self::Unterminated { close, .. } => format!("a closing {close}"),
            Self::UnexpectedCharacter { .. } => {
                "names, numbers, and + - * / : ^ ( ) ~; other names stand in `back-ticks`".to_owned()
            }
            Self::EmptyName { .. } => "a name between the back-ticks".to_owned(),
            Self::UnknownEscape { .. } => "\\\\ for a backslash, \\n, \\t, or the quote that it stands in".to_owned(),
            Self::BadNumber { .. } => "a finite number".to_owned(),
            Self::UnknownOperator { .. } => "%in%, or another operator".to_owned(),
            Self::MissingTilde { .. } | Self::EqualsForTilde { .. } => {
                "'~' between the response and the terms".to_owned()
            }
            Self::SecondTilde { .. } => "one '~'".to_owned(),
            Self::Unclosed { .. } => "a closing )".to_owned(),
            Self::Unopened { .. } => "an opening ( before it".to_owned(),
            Self::NothingToRemove { .. } => "one of the terms before it".to_owned(),
            Self::ResponseAmongTerms { .. } => "terms without the response".to_owned(),
            Self::EmptyDot { .. } => "a table with other columns".to_owned(),
            Self::NoTerms { .. } => "a term, or 1 for the intercept alone".to_owned(),
            Self::Empty => "response ~ terms".to_owned(),
        }
    }

    fn position(&self) -> Option<usize> {
        Some(self.offset())
    }
}
