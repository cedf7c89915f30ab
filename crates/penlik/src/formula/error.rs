//! Why a formula is refused, and where.

use super::lexer::{in_quotes, snippet};
use super::{MAX_BYTES, MAX_DEPTH, MAX_TERMS};

/// A formula that cannot be read, or whose terms make no sense. Positions are byte offsets into its text.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FormulaError {
    /// More text than is read.
    #[error("the formula has {bytes} bytes; at most {MAX_BYTES} are read")]
    TooLong {
        /// The bytes found.
        bytes: usize,
    },
    /// Parentheses, calls, signs or powers within each other beyond the limit.
    #[error("the formula is nested more than {MAX_DEPTH} levels deep")]
    TooDeep {
        /// The level that is one too many.
        position: usize,
    },
    /// More operands than are read, or more terms than are made of them.
    #[error("the formula has more than {MAX_TERMS} terms")]
    TooManyTerms {
        /// The operand that is one too many, or the operator that makes too many terms.
        position: usize,
    },
    /// An interaction of more variables than are allowed.
    #[error("an interaction has more than {limit} variables")]
    TooManyVariables {
        /// The operator.
        position: usize,
        /// The most that are allowed.
        limit: usize,
    },
    /// Nothing but blanks.
    #[error("the formula is empty; write 'response ~ terms'")]
    Empty,
    /// A character without a meaning.
    #[error("'{}' has no meaning in a formula", .found.escape_debug())]
    UnexpectedCharacter {
        /// Where it stands.
        position: usize,
        /// The character.
        found: char,
    },
    /// A back-ticked name, a string or a %operator% without its end.
    #[error("the {what} has no closing {close}")]
    Unterminated {
        /// Where it begins.
        position: usize,
        /// What it is.
        what: &'static str,
        /// What would end it.
        close: char,
    },
    /// Back-ticks with nothing between them.
    #[error("the back-ticked name is empty")]
    EmptyName {
        /// The first back-tick.
        position: usize,
    },
    /// A backslash before a character that it does not escape.
    #[error("'\\{}' is not an escape; write '\\\\' for a backslash", .found.escape_debug())]
    UnknownEscape {
        /// The backslash.
        position: usize,
        /// The character after it.
        found: char,
    },
    /// Digits that are no finite number.
    #[error("'{text}' is not a finite number")]
    BadNumber {
        /// Where it begins.
        position: usize,
        /// The digits.
        text: String,
    },
    /// A %operator% other than `%in%`.
    #[error("'{text}' is not an operator; only '%in%' is written with percent signs")]
    UnknownOperator {
        /// Where it begins.
        position: usize,
        /// The operator.
        text: String,
    },
    /// No `~`.
    #[error("the formula has no '~' between the response and the terms")]
    MissingTilde {
        /// The end of the text.
        position: usize,
    },
    /// `=` where `~` is meant.
    #[error("a formula is written with '~', not with '='")]
    EqualsForTilde {
        /// The `=`.
        position: usize,
    },
    /// A second `~`.
    #[error("a formula has one '~' only")]
    SecondTilde {
        /// The second one.
        position: usize,
    },
    /// Something else where a term has to stand.
    #[error("expected a term {after}, found {found}")]
    ExpectedTerm {
        /// Where the term is missing.
        position: usize,
        /// What stands before.
        after: String,
        /// What stands there instead.
        found: String,
    },
    /// Two terms with nothing between them.
    #[error("expected an operator before {found}")]
    ExpectedOperator {
        /// The second term.
        position: usize,
        /// The second term in words.
        found: String,
    },
    /// A parenthesis that is never closed.
    #[error("this parenthesis is never closed")]
    Unclosed {
        /// The opening parenthesis.
        position: usize,
    },
    /// A closing parenthesis that closes nothing.
    #[error("this parenthesis closes nothing")]
    Unopened {
        /// The closing parenthesis.
        position: usize,
    },
    /// A sign in the wrong place.
    #[error("{found} cannot stand here; {expected}")]
    Misplaced {
        /// Where it stands.
        position: usize,
        /// What it is.
        found: String,
        /// Where it belongs.
        expected: &'static str,
    },
    /// A function outside the closed list.
    #[error("'{name}' is not a function of the formula language{}", suggestion(.nearest.as_deref()))]
    UnknownFunction {
        /// Where its name begins.
        position: usize,
        /// The name.
        name: String,
        /// The known name nearest to it.
        nearest: Option<String>,
    },
    /// The same argument twice in one call.
    #[error("the argument '{name}' is given twice")]
    DuplicateArgument {
        /// The second one.
        position: usize,
        /// Its name.
        name: String,
    },
    /// Arguments that do not fit the function.
    #[error("{function}() takes {expected}")]
    Arguments {
        /// Where the call or the argument begins.
        position: usize,
        /// The function.
        function: &'static str,
        /// What it takes.
        expected: &'static str,
    },
    /// An argument that the function does not have.
    #[error("{function}() has no argument '{}'{}", snippet(.name), suggestion(.nearest.as_deref()))]
    UnknownArgument {
        /// Where the argument begins.
        position: usize,
        /// The function.
        function: &'static str,
        /// The name before `=`.
        name: String,
        /// The known name nearest to it.
        nearest: Option<String>,
    },
    /// An argument with a value that the function cannot take.
    #[error("{argument} of {function}() is {found}; expected {expected}")]
    BadArgument {
        /// Where the argument begins.
        position: usize,
        /// The function.
        function: &'static str,
        /// The argument.
        argument: &'static str,
        /// Its value.
        found: String,
        /// What it could be.
        expected: String,
    },
    /// The same term written twice.
    #[error("the term '{term}' is written twice")]
    DuplicateTerm {
        /// The second one.
        position: usize,
        /// The term.
        term: String,
    },
    /// A term taken away that is not there.
    #[error("'{term}' cannot be taken away: it is not among the terms before it")]
    NothingToRemove {
        /// The term.
        position: usize,
        /// Its label.
        term: String,
    },
    /// No response before `~`.
    #[error("the formula has no response before '~'")]
    MissingResponse {
        /// The beginning of the text.
        position: usize,
    },
    /// A response that is neither a column nor a list of columns.
    #[error("'{found}' cannot be a response; write one column, C(column) or cbind(column, column, …)")]
    BadResponse {
        /// Where it begins.
        position: usize,
        /// What stands there.
        found: String,
    },
    /// Another response than that of the first formula, where several formulas share one.
    #[error("the response '{}' is not that of the first formula, '{}'", snippet(.found), snippet(.first))]
    AnotherResponse {
        /// Where it begins.
        position: usize,
        /// What stands there.
        found: String,
        /// The response of the first formula that has one.
        first: String,
    },
    /// The response among the terms.
    #[error("the response '{name}' also stands among the terms")]
    ResponseAmongTerms {
        /// Where it stands there.
        position: usize,
        /// Its column.
        name: String,
    },
    /// A term that is no column, such as a number other than 0 and 1.
    #[error("{} cannot be a term; {expected}", in_quotes(.found))]
    BadTerm {
        /// Where it begins.
        position: usize,
        /// What stands there.
        found: String,
        /// What could stand there.
        expected: &'static str,
    },
    /// `.` in a table that has no other column.
    #[error("'.' stands for no column: the table has no other one")]
    EmptyDot {
        /// The dot.
        position: usize,
    },
    /// No term and no intercept.
    #[error("the formula has no term and no intercept")]
    NoTerms {
        /// Where the terms begin.
        position: usize,
    },
}

impl FormulaError {
    /// The byte offset of the offending place.
    #[must_use]
    pub fn offset(&self) -> usize {
        match self {
            Self::TooLong { .. } => MAX_BYTES,
            Self::Empty => 0,
            Self::TooDeep { position }
            | Self::TooManyTerms { position }
            | Self::TooManyVariables { position, .. }
            | Self::UnexpectedCharacter { position, .. }
            | Self::Unterminated { position, .. }
            | Self::EmptyName { position }
            | Self::UnknownEscape { position, .. }
            | Self::BadNumber { position, .. }
            | Self::UnknownOperator { position, .. }
            | Self::MissingTilde { position }
            | Self::EqualsForTilde { position }
            | Self::SecondTilde { position }
            | Self::ExpectedTerm { position, .. }
            | Self::ExpectedOperator { position, .. }
            | Self::Unclosed { position }
            | Self::Unopened { position }
            | Self::Misplaced { position, .. }
            | Self::UnknownFunction { position, .. }
            | Self::DuplicateArgument { position, .. }
            | Self::Arguments { position, .. }
            | Self::UnknownArgument { position, .. }
            | Self::BadArgument { position, .. }
            | Self::DuplicateTerm { position, .. }
            | Self::NothingToRemove { position, .. }
            | Self::MissingResponse { position }
            | Self::BadResponse { position, .. }
            | Self::AnotherResponse { position, .. }
            | Self::ResponseAmongTerms { position, .. }
            | Self::BadTerm { position, .. }
            | Self::EmptyDot { position }
            | Self::NoTerms { position } => *position,
        }
    }

    /// The offending words.
    pub(super) fn words(&self) -> String {
        match self {
            Self::TooLong { bytes } => format!("{bytes} bytes"),
            Self::Empty => "empty".to_owned(),
            Self::UnexpectedCharacter { found, .. } | Self::UnknownEscape { found, .. } => found.to_string(),
            Self::BadNumber { text, .. } | Self::UnknownOperator { text, .. } => text.clone(),
            Self::ExpectedTerm { found, .. }
            | Self::ExpectedOperator { found, .. }
            | Self::Misplaced { found, .. }
            | Self::BadArgument { found, .. }
            | Self::BadResponse { found, .. }
            | Self::AnotherResponse { found, .. }
            | Self::BadTerm { found, .. } => found.clone(),
            Self::UnknownFunction { name, .. }
            | Self::UnknownArgument { name, .. }
            | Self::DuplicateArgument { name, .. }
            | Self::ResponseAmongTerms { name, .. } => name.clone(),
            Self::DuplicateTerm { term, .. } | Self::NothingToRemove { term, .. } => term.clone(),
            Self::Arguments { function, .. } => format!("{function}()"),
            Self::MissingTilde { .. } => "without '~'".to_owned(),
            Self::EqualsForTilde { .. } => "=".to_owned(),
            Self::SecondTilde { .. } => "~".to_owned(),
            Self::Unclosed { .. } => "(".to_owned(),
            Self::Unopened { .. } => ")".to_owned(),
            Self::NoTerms { .. } => "without terms".to_owned(),
            Self::MissingResponse { .. } => "without a response".to_owned(),
            Self::EmptyDot { .. } => ".".to_owned(),
            other => other.to_string(),
        }
    }
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean '{name}'?"))
}
