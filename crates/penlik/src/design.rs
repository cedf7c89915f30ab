//! Stand-in.
#![allow(missing_docs, dead_code, clippy::all)]
use crate::check::{CheckError, Code};
use serde::{Deserialize, Serialize};
pub enum Column<'a> {
    Numeric(&'a [f64]),
    Categorical { codes: &'a [i32], levels: &'a [String] },
}
pub struct Table<'a> {
    pub rows: usize,
    pub columns: Vec<(String, Column<'a>)>,
}
pub type DesignError = CheckError;
impl<'a> Table<'a> {
    pub fn new(rows: usize, columns: Vec<(String, Column<'a>)>) -> Result<Self, DesignError> {
        for (name, c) in &columns {
            let len = match c {
                Column::Numeric(v) => v.len(),
                Column::Categorical { codes, .. } => codes.len(),
            };
            if len != rows {
                return Err(CheckError::new(Code::Shape, name.clone(), format!("{len}"), format!("{rows}")));
            }
        }
        Ok(Self { rows, columns })
    }
}
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Missing {
    Fail,
    Omit,
}
