//! Named columns, borrowed from whoever holds them.

use super::error::DesignError;
use crate::check::length;
use crate::formula::nearest;

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Column<'a> {
    /// Numbers; NaN is a missing value.
    Numeric(&'a [f64]),
    /// Codes into a list of levels; −1 is a missing value.
    Categorical {
        /// For each row the index of its level, or −1.
        codes: &'a [i32],
        /// The levels, in any order. Levels that no row has are allowed; equal ones count as one.
        levels: &'a [String],
    },
}

impl Column<'_> {
    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Numeric(values) => values.len(),
            Self::Categorical { codes, .. } => codes.len(),
        }
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::Numeric(_) => "numeric",
            Self::Categorical { .. } => "categorical",
        }
    }

    pub(super) fn is_missing(&self, row: usize) -> bool {
        match self {
            Self::Numeric(values) => values[row].is_nan(),
            Self::Categorical { codes, .. } => codes[row] < 0,
        }
    }
}

/// Columns of equal length with distinct names.
#[derive(Debug, Clone)]
pub struct Table<'a> {
    rows: usize,
    columns: Vec<(String, Column<'a>)>,
    /// Indices of the columns by name.
    sorted: Vec<usize>,
}

impl<'a> Table<'a> {
    /// A table of `rows` rows.
    ///
    /// Numbers are looked at when a column is used, so an infinite number in a column that no formula names does no harm.
    ///
    /// # Errors
    /// ERR_SHAPE for a column of another length, ERR_COLUMN for two columns of one name, ERR_LEVEL for a code without a level.
    ///
    /// ```
    /// use penlik::design::{Column, Table};
    /// let levels = ["f".to_owned(), "m".to_owned()];
    /// let sex = Column::Categorical { codes: &[0, 1, -1], levels: &levels };
    /// let table = Table::new(3, vec![("age".into(), Column::Numeric(&[31.0, 42.0, 53.0])), ("sex".into(), sex)])?;
    /// assert_eq!(table.names().collect::<Vec<_>>(), ["age", "sex"]);
    /// # Ok::<(), penlik::design::DesignError>(())
    /// ```
    pub fn new(rows: usize, columns: Vec<(String, Column<'a>)>) -> Result<Self, DesignError> {
        for (name, column) in &columns {
            length(&format!("column '{name}'"), column.len(), rows)?;
            codes_in_range(name, column)?;
        }
        let mut sorted: Vec<usize> = (0..columns.len()).collect();
        sorted.sort_by(|&a, &b| columns[a].0.cmp(&columns[b].0));
        if let Some(pair) = sorted.windows(2).find(|pair| columns[pair[0]].0 == columns[pair[1]].0) {
            return Err(DesignError::DuplicateColumn { argument: "data", column: columns[pair[0]].0.clone() });
        }
        Ok(Self { rows, columns, sorted })
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The names in the order of the columns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| name.as_str())
    }

    /// The column of a name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<Column<'a>> {
        let found = self.sorted.binary_search_by(|&i| self.columns[i].0.as_str().cmp(name)).ok()?;
        Some(self.columns[self.sorted[found]].1)
    }

    pub(super) fn require(&self, name: &str, position: Option<usize>) -> Result<Column<'a>, DesignError> {
        self.column(name).ok_or_else(|| self.unknown("data", name, position))
    }

    pub(super) fn unknown(&self, argument: &'static str, name: &str, position: Option<usize>) -> DesignError {
        let nearest = nearest(name, self.names()).map(str::to_owned);
        DesignError::UnknownColumn { argument, column: name.to_owned(), nearest, position }
    }
}

fn codes_in_range(name: &str, column: &Column<'_>) -> Result<(), DesignError> {
    let Column::Categorical { codes, levels } = column else { return Ok(()) };
    let count = levels.len() as i64;
    match codes.iter().position(|&code| code < -1 || i64::from(code) >= count) {
        None => Ok(()),
        Some(row) => {
            let (column, code) = (name.to_owned(), codes[row]);
            Err(DesignError::CodeOutOfRange { column, row, code, last: count - 1 })
        }
    }
}
