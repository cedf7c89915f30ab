//! A row-major block of parameters.

use ndarray::ArrayView2;

use crate::check::{CheckError, Code, allocation};

/// θ as n rows of k contiguous entries; the structure of a penalty refers to these rows and columns.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    values: &'a [f64],
    columns: usize,
}

impl<'a> Block<'a> {
    /// Rows of `columns` entries each; the length must be a multiple of it.
    pub fn new(values: &'a [f64], columns: usize) -> Result<Self, CheckError> {
        if columns > 0 && values.len().is_multiple_of(columns) || values.is_empty() {
            return Ok(Self { values, columns });
        }
        let (value, expected) = (format!("of length {}", values.len()), format!("a multiple of {columns} columns"));
        Err(CheckError::new(Code::Shape, "theta", value, expected))
    }

    /// One row.
    #[must_use]
    pub fn row(values: &'a [f64]) -> Self {
        Self { values, columns: values.len() }
    }

    /// All entries, row after row.
    #[must_use]
    pub fn values(self) -> &'a [f64] {
        self.values
    }

    /// The number of columns k.
    #[must_use]
    pub fn columns(self) -> usize {
        self.columns
    }
}

impl<'a> TryFrom<ArrayView2<'a, f64>> for Block<'a> {
    type Error = CheckError;

    /// The view itself, not a copy; refused where its rows are not contiguous.
    fn try_from(view: ArrayView2<'a, f64>) -> Result<Self, CheckError> {
        let columns = view.ncols();
        match view.to_slice() {
            Some(values) => Ok(Self { values, columns }),
            None => Err(CheckError::new(Code::Shape, "theta", "not contiguous", "a row-major matrix without gaps")),
        }
    }
}

/// The zeros of a θ of so many rows and columns, for questions that its shape alone answers.
pub(super) fn zeros(rows: usize, columns: usize) -> Result<Vec<f64>, CheckError> {
    const MOST_BYTES: usize = 1 << 33;
    allocation("theta", rows, columns, MOST_BYTES).map(|n| vec![0.0; n])
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    #[test]
    fn a_length_that_does_not_fill_its_rows_is_refused() {
        assert!(Block::new(&[1.0; 6], 3).is_ok() && Block::new(&[], 0).is_ok());
        assert!(Block::new(&[1.0; 5], 3).is_err() && Block::new(&[1.0; 5], 0).is_err());
    }

    #[test]
    fn a_matrix_is_borrowed_when_it_is_row_major() {
        let x = Array2::<f64>::zeros((2, 3));
        assert_eq!(Block::try_from(x.view()).unwrap().columns(), 3);
        assert!(Block::try_from(x.t()).is_err());
    }
}
