//! One matrix for all rows, or one for each.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::super::Table;
use super::super::parameter::{Element, ParameterType};

/// Blocks as a parameter of a kind. In JSON a matrix, or an array of matrices.
#[derive(Debug, Clone, PartialEq)]
pub enum Matrices {
    /// One matrix that all rows share.
    Shared(Table),
    /// One matrix for each row; a single one is shared.
    Each(Vec<Table>),
}

impl Matrices {
    /// All of them.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        match self {
            Self::Shared(table) => std::slice::from_ref(table),
            Self::Each(tables) => tables,
        }
    }
}

impl Serialize for Matrices {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Shared(table) => table.serialize(serializer),
            Self::Each(tables) => tables.serialize(serializer),
        }
    }
}

impl ParameterType for Matrices {
    const NAME: &'static str =
        "Matrix | readonly (readonly number[])[] | readonly (Matrix | readonly (readonly number[])[])[]";
    const WORDS: &'static str = "a matrix that all rows share, or an array of matrices, one for each row";
    fn read(value: &Value) -> Option<Self> {
        let one = Table::read(value).filter(|table| !table.data.is_empty());
        one.map(Self::Shared).or_else(|| Vec::read(value).map(Self::Each))
    }
}

impl Element for Table {
    const ARRAY: &'static str = "readonly (Matrix | readonly (readonly number[])[])[]";
    const WORDS: &'static str = "an array of matrices";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_matrix_and_several_are_told_apart() {
        let read = |text: &str| Matrices::read(&serde_json::from_str(text).unwrap());
        let one = Table { rows: 1, cols: 1, data: vec![3.0] };
        assert_eq!(read("[[3]]"), Some(Matrices::Shared(one.clone())));
        assert_eq!(read(r#"{ "rows": 1, "cols": 1, "data": [3] }"#), Some(Matrices::Shared(one.clone())));
        assert_eq!(read("[[[3]], [[3]]]"), Some(Matrices::Each(vec![one.clone(), one])));
        assert!(read("3").is_none() && read("[3]").is_none());
    }
}
