//! Tables on their way from JavaScript to the design.

use napi::bindgen_prelude::{Float64Array, Int32Array};
use napi_derive::napi;
use penlik::check::Code;
use penlik::design::{Column, Table};

use crate::arrays::{Codes, Numbers};
use crate::errors::Failure;

/// A column: `values` with NaN for missing, or `codes` into `levels` with −1 for missing.
#[napi(object, object_to_js = false)]
pub struct ColumnRequest {
    /// Its name.
    pub name: String,
    /// The numbers of a numeric column.
    pub values: Option<Float64Array>,
    /// The codes of a categorical column.
    pub codes: Option<Int32Array>,
    /// The levels of a categorical column.
    pub levels: Option<Vec<String>>,
}

/// Columns of one length.
#[napi(object, object_to_js = false)]
pub struct TableRequest {
    /// The length of every column.
    pub rows: i64,
    /// The columns.
    pub columns: Vec<ColumnRequest>,
}

enum Values {
    Numeric(Numbers),
    Categorical { codes: Codes, levels: Vec<String> },
}

/// A table that owns or holds what it shows.
pub struct HeldTable {
    rows: usize,
    columns: Vec<(String, Values)>,
}

impl HeldTable {
    /// Reads in place if the memory belongs to the library alone for as long as the table lives; copies otherwise.
    pub fn keep(request: TableRequest, owned: bool) -> Result<Self, Failure> {
        let rows = count("rows", request.rows)?;
        let keep = |column: ColumnRequest| Ok((column.name.clone(), values(column, owned)?));
        let columns = request.columns.into_iter().map(keep).collect::<Result<_, Failure>>()?;
        Ok(Self { rows, columns })
    }

    /// The table as the core sees it.
    pub fn table(&self) -> Result<Table<'_>, Failure> {
        let columns = self.columns.iter().map(|(name, values)| (name.clone(), values.column())).collect();
        Ok(Table::new(self.rows, columns)?)
    }
}

impl Values {
    fn column(&self) -> Column<'_> {
        match self {
            Self::Numeric(numbers) => Column::Numeric(numbers.as_slice()),
            Self::Categorical { codes, levels } => Column::Categorical { codes: codes.as_slice(), levels },
        }
    }
}

fn values(column: ColumnRequest, owned: bool) -> Result<Values, Failure> {
    match (column.values, column.codes, column.levels) {
        (Some(values), None, None) => Ok(Values::Numeric(Numbers::keep(values, owned))),
        (None, Some(codes), Some(levels)) => Ok(Values::Categorical { codes: Codes::keep(codes, owned), levels }),
        _ => Err(Failure::new(Code::Internal, format!("column {} is neither numeric nor categorical", column.name))),
    }
}

/// A size that JavaScript gave.
pub fn count(argument: &str, size: i64) -> Result<usize, Failure> {
    usize::try_from(size).map_err(|_| Failure::new(Code::TooLarge, format!("{argument} is {size}; expected a size")))
}
