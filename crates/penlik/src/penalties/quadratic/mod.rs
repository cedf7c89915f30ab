//! Quadratic penalties: convex, smooth, with exact proximal maps and a known normaliser.

mod anchor;
mod anchor_prox;
mod ard;
mod collapse;
mod constant;
mod form;
mod matrices;
mod resolvent;
mod row_precision;
mod semidefinite;
mod spectrum;

pub use anchor::QuadraticAnchor;
pub use ard::Ard;
pub use collapse::{Collapsed, collapse};
pub use form::Form;
pub use matrices::Matrices;
pub use row_precision::RowPrecision;

use super::Block;
use crate::check::{CheckError, Code};

/// Rows of k entries: θ has k columns, or is one row in which whole rows follow one another.
fn rows_of(theta: Block<'_>, k: usize) -> Result<(), CheckError> {
    let (length, columns) = (theta.values().len(), theta.columns());
    if length == 0 || columns == k || (columns == length && length.is_multiple_of(k.max(1))) {
        return Ok(());
    }
    let value = format!("of {} rows and {columns} columns", length / columns.max(1));
    Err(CheckError::new(Code::Shape, "theta", value, format!("rows of {k} columns")))
}
