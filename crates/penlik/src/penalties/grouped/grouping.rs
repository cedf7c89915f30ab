//! Groups as a parameter of a kind.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::super::parameter::ParameterType;

/// Which entries of θ belong together. In JSON `"rows"`, `"columns"`, labels such as `[0, 0, 1]`, or lists such as
/// `[[0, 1], [2]]`, and it comes back as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grouping {
    /// Every row of θ is a group.
    Rows,
    /// Every column of θ is a group.
    Columns,
    /// In each row, the columns of the same label; a label for every column, 0, 1, … without a gap.
    Labels(Vec<usize>),
    /// In each row, the columns of each list; a column in no list is not penalized.
    Lists(Vec<Vec<usize>>),
}

impl Serialize for Grouping {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Rows => serializer.serialize_str("rows"),
            Self::Columns => serializer.serialize_str("columns"),
            Self::Labels(labels) => labels.serialize(serializer),
            Self::Lists(lists) => lists.serialize(serializer),
        }
    }
}

impl ParameterType for Grouping {
    const NAME: &'static str =
        "\"rows\" | \"columns\" | Int32Array | readonly number[] | readonly (readonly number[])[]";
    const WORDS: &'static str = "\"rows\", \"columns\", a label >= 0 for every column, or lists of columns";
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::String(word) if word == "rows" => Some(Self::Rows),
            Value::String(word) if word == "columns" => Some(Self::Columns),
            Value::Array(items) if items.first().is_some_and(Value::is_array) => {
                items.iter().map(ParameterType::read).collect::<Option<_>>().map(Self::Lists)
            }
            Value::Array(_) => ParameterType::read(value).map(Self::Labels),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_comes_back_as_it_was_given() {
        for text in [r#""rows""#, r#""columns""#, "[0,0,1]", "[[0,1],[2]]", "[]"] {
            let read = Grouping::read(&serde_json::from_str(text).unwrap()).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
        }
        for bad in [r#""row""#, "[0, -1]", "[[0], 1]", "[0.5]", "3", "[[\"a\"]]"] {
            assert_eq!(Grouping::read(&serde_json::from_str(bad).unwrap()), None, "{bad}");
        }
    }
}
