//! Why a design cannot be built, in terms of the formula, the columns and the rows. Rows are counted from 0.

use super::smooths::basis::Refusal;
use crate::check::{CheckError, Code, Explain, shown};
use crate::formula::{FormulaError, snippet};

/// A formula and a table that do not make a design.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DesignError {
    /// The terms of the formula make no sense.
    #[error(transparent)]
    Formula(#[from] FormulaError),
    /// A length, a shape or a size.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// A construct that is read but not built.
    #[error("{construct} is not available; {expected}")]
    Unsupported {
        /// The construct as written.
        construct: String,
        /// Where it stands in the formula.
        position: usize,
        /// What is available.
        expected: &'static str,
    },
    /// A name that is no column of the table.
    #[error("{argument} has no column '{}'{}", snippet(.column), suggestion(.nearest.as_deref()))]
    UnknownColumn {
        /// Where the column was looked for.
        argument: &'static str,
        /// The name.
        column: String,
        /// The column with the nearest name.
        nearest: Option<String>,
        /// Where the name stands in the formula.
        position: Option<usize>,
    },
    /// Two columns of one name.
    #[error("{argument} has two columns named '{}'", snippet(.column))]
    DuplicateColumn {
        /// Where.
        argument: &'static str,
        /// The name.
        column: String,
    },
    /// A column of the other type.
    #[error("column '{}' is {found}; expected {expected}", snippet(.column))]
    WrongType {
        /// The column.
        column: String,
        /// Its type.
        found: &'static str,
        /// The type that is needed.
        expected: &'static str,
        /// Where the column stands in the formula.
        position: Option<usize>,
    },
    /// A code of a categorical column that stands for no level.
    #[error("column '{}' has the code {code} at row {row}; expected -1 (missing) or 0 to {last}", snippet(.column))]
    CodeOutOfRange {
        /// The column.
        column: String,
        /// The first such row.
        row: usize,
        /// The code.
        code: i32,
        /// The largest code allowed.
        last: i64,
    },
    /// Missing values where none are allowed.
    #[error("column '{}' has {}, the first at row {row}; expected {NO_MISSING}", snippet(.column), missing(*.count))]
    MissingValues {
        /// The first used column with missing values.
        column: String,
        /// Its first missing row.
        row: usize,
        /// How many it has among the rows of positive weight.
        count: usize,
    },
    /// An infinite number, or a product that overflows.
    #[error("'{}' is {} at row {row}; expected a finite number", snippet(.column), shown(*.value))]
    NonFinite {
        /// The column, the term or the argument.
        column: String,
        /// The first such row.
        row: usize,
        /// The number.
        value: f64,
    },
    /// An expression without a finite value in some row.
    #[error("'{}' is {} at row {row}: {operation}{}; expected a finite number", snippet(.term), shown(*.value), inputs_of(.inputs))]
    Arithmetic {
        /// The expression as written.
        term: String,
        /// The first such row.
        row: usize,
        /// Its value there.
        value: f64,
        /// The operation that has no finite result, such as `log(-2)`.
        operation: String,
        /// What the columns are in that row.
        inputs: String,
        /// Where the term stands in the formula.
        position: Option<usize>,
    },
    /// A weight below 0 or not finite.
    #[error("weights is {} at row {row}; expected finite numbers >= 0", shown(*.value))]
    BadWeight {
        /// The first such row.
        row: usize,
        /// The weight.
        value: f64,
    },
    /// A value that is none of the known levels.
    #[error("column '{}' has the level '{}' at row {row}; known levels: {known}", snippet(.column), snippet(.level))]
    UnknownLevel {
        /// The column.
        column: String,
        /// The level.
        level: String,
        /// The first row that has it.
        row: usize,
        /// The known levels, the first of them when they are many.
        known: String,
    },
    /// A declared level that no row has.
    #[error("no row of column '{}' has the declared level '{}'", snippet(.column), snippet(.level))]
    EmptyLevel {
        /// The column.
        column: String,
        /// The level.
        level: String,
    },
    /// A categorical term whose rows all have one level.
    #[error("column '{}' has the one level '{}' in all rows; a categorical term needs two", snippet(.column), snippet(.level))]
    OneLevel {
        /// The column.
        column: String,
        /// The level.
        level: String,
    },
    /// A list of levels that is empty or names one twice.
    #[error("the levels of column '{}' {problem}", snippet(.column))]
    BadLevels {
        /// The column.
        column: String,
        /// What is wrong with them.
        problem: String,
    },
    /// A smooth that cannot be made.
    #[error("{smooth}: {} is {}; expected {}", .refusal.argument, .refusal.value, .refusal.expected)]
    Smooth {
        /// The smooth as written, its options left out.
        smooth: String,
        /// The place in the formula.
        position: usize,
        /// What is wrong with it.
        refusal: Box<Refusal>,
    },
    /// No row is left.
    #[error("{}", no_rows(*.total, *.missing, *.zero_weight))]
    NoRows {
        /// The rows of the table.
        total: usize,
        /// Those with missing values.
        missing: usize,
        /// Those of weight 0.
        zero_weight: usize,
    },
}

impl DesignError {
    /// The column of the table that it is about.
    pub(crate) fn column(&self) -> Option<&str> {
        match self {
            Self::WrongType { column, .. }
            | Self::CodeOutOfRange { column, .. }
            | Self::MissingValues { column, .. }
            | Self::NonFinite { column, .. }
            | Self::UnknownLevel { column, .. }
            | Self::EmptyLevel { column, .. }
            | Self::OneLevel { column, .. }
            | Self::BadLevels { column, .. } => Some(column),
            _ => None,
        }
    }

    /// The same with the place of the term whose values it is about.
    pub(super) fn at(self, place: usize) -> Self {
        match self {
            Self::Arithmetic { term, row, value, operation, inputs, position: None } => {
                Self::Arithmetic { term, row, value, operation, inputs, position: Some(place) }
            }
            other => other,
        }
    }
}

impl Explain for DesignError {
    fn code(&self) -> Code {
        match self {
            Self::Formula(error) => error.code(),
            Self::Check(error) => error.code(),
            Self::Unsupported { .. } => Code::Unsupported,
            Self::Smooth { .. } => Code::Formula,
            Self::UnknownColumn { .. } | Self::DuplicateColumn { .. } | Self::WrongType { .. } => Code::Column,
            Self::MissingValues { .. } | Self::NonFinite { .. } | Self::Arithmetic { .. } => Code::NonFinite,
            Self::BadWeight { value, .. } if value.is_finite() => Code::Domain,
            Self::BadWeight { .. } => Code::NonFinite,
            Self::CodeOutOfRange { .. }
            | Self::UnknownLevel { .. }
            | Self::EmptyLevel { .. }
            | Self::OneLevel { .. }
            | Self::BadLevels { .. } => Code::Level,
            Self::NoRows { .. } => Code::Shape,
        }
    }

    fn argument(&self) -> String {
        match self {
            Self::Formula(error) => error.argument(),
            Self::Check(error) => error.argument(),
            Self::Unsupported { .. } => "formula".to_owned(),
            Self::UnknownColumn { argument, .. } | Self::DuplicateColumn { argument, .. } => (*argument).to_owned(),
            Self::BadWeight { .. } => "weights".to_owned(),
            Self::Smooth { smooth, refusal, .. } => format!("{} of {smooth}", refusal.argument),
            Self::BadLevels { .. } => "levels".to_owned(),
            Self::NoRows { .. } => "data".to_owned(),
            Self::Arithmetic { term, .. } => term.clone(),
            Self::WrongType { column, .. }
            | Self::CodeOutOfRange { column, .. }
            | Self::MissingValues { column, .. }
            | Self::NonFinite { column, .. }
            | Self::UnknownLevel { column, .. }
            | Self::EmptyLevel { column, .. }
            | Self::OneLevel { column, .. } => column.clone(),
        }
    }

    fn value(&self) -> String {
        match self {
            Self::Formula(error) => error.value(),
            Self::Check(error) => error.value(),
            Self::Unsupported { construct, .. } => construct.clone(),
            Self::UnknownColumn { column, .. } | Self::DuplicateColumn { column, .. } => column.clone(),
            Self::WrongType { found, .. } => (*found).to_owned(),
            Self::CodeOutOfRange { row, code, .. } => format!("{code} at row {row}"),
            Self::MissingValues { row, count, .. } => format!("missing at row {row} ({count} in all)"),
            Self::NonFinite { row, value, .. } | Self::BadWeight { row, value } => {
                format!("{} at row {row}", shown(*value))
            }
            Self::Arithmetic { row, operation, inputs, .. } => format!("{operation} at row {row}{}", inputs_of(inputs)),
            Self::UnknownLevel { level, row, .. } => format!("'{}' at row {row}", snippet(level)),
            Self::EmptyLevel { level, .. } | Self::OneLevel { level, .. } => level.clone(),
            Self::BadLevels { column, problem } => format!("'{}', whose levels {problem}", snippet(column)),
            Self::Smooth { refusal, .. } => refusal.value.clone(),
            Self::NoRows { total: 0, .. } => "without rows".to_owned(),
            Self::NoRows { total, .. } => format!("0 rows left of {total}"),
        }
    }

    fn expected(&self) -> String {
        match self {
            Self::Formula(error) => error.expected(),
            Self::Check(error) => error.expected(),
            Self::Unsupported { expected, .. } => (*expected).to_owned(),
            Self::UnknownColumn { nearest: Some(name), .. } => format!("a column of the table, such as '{name}'"),
            Self::UnknownColumn { .. } => "a column of the table".to_owned(),
            Self::DuplicateColumn { .. } => "one column of each name".to_owned(),
            Self::WrongType { expected, .. } => (*expected).to_owned(),
            Self::CodeOutOfRange { last, .. } => format!("-1 (missing) or 0 to {last}"),
            Self::MissingValues { .. } => NO_MISSING.to_owned(),
            Self::NonFinite { .. } | Self::Arithmetic { .. } => "a finite number".to_owned(),
            Self::BadWeight { .. } => "finite numbers >= 0".to_owned(),
            Self::UnknownLevel { known, .. } => format!("one of {known}"),
            Self::EmptyLevel { .. } => "declared levels that occur".to_owned(),
            Self::OneLevel { .. } => "two levels or more".to_owned(),
            Self::BadLevels { .. } => "distinct levels of a categorical column".to_owned(),
            Self::Smooth { refusal, .. } => refusal.expected.clone(),
            Self::NoRows { .. } => "a row with all values and a positive weight".to_owned(),
        }
    }

    fn position(&self) -> Option<usize> {
        match self {
            Self::Formula(error) => error.position(),
            Self::Unsupported { position, .. } | Self::Smooth { position, .. } => Some(*position),
            Self::UnknownColumn { position, .. }
            | Self::WrongType { position, .. }
            | Self::Arithmetic { position, .. } => *position,
            _ => None,
        }
    }
}

/// What is expected of columns with missing values.
const NO_MISSING: &str = "none, or na \"omit\" to leave such rows out";

fn missing(count: usize) -> String {
    if count == 1 { "1 missing value".to_owned() } else { format!("{count} missing values") }
}

fn no_rows(total: usize, missing: usize, zero_weight: usize) -> String {
    match total {
        0 => "data has no rows".to_owned(),
        _ => format!("no row is left of {total}: {missing} with missing values, {zero_weight} of weight 0"),
    }
}

fn inputs_of(inputs: &str) -> String {
    if inputs.is_empty() { String::new() } else { format!(" where {inputs}") }
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean '{}'?", snippet(name)))
}
