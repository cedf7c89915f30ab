//! Labels as a parameter of a kind: numbers or strings, of which only equality counts.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

use super::parameter::ParameterType;

/// The label of one row.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Label {
    /// A number; +0 and −0 are the same.
    Number(f64),
    /// A text; "1" is not the number 1.
    Text(String),
}

/// One label for each row.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Labels(Vec<Label>);

#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Number(u64),
    Text(&'a str),
}

impl Labels {
    /// The labels in the order of the rows.
    #[must_use]
    pub fn new(labels: Vec<Label>) -> Self {
        Self(labels)
    }

    /// Reads an array of numbers and strings; `None` for anything else.
    #[must_use]
    pub fn from_json(value: &Value) -> Option<Self> {
        Self::read(value)
    }

    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The rows of each label, labels in the order in which they come first.
    #[must_use]
    pub fn classes(&self) -> Vec<Vec<usize>> {
        let (mut classes, mut places) = (Vec::<Vec<usize>>::new(), HashMap::new());
        for (row, label) in self.0.iter().enumerate() {
            let key = match label {
                Label::Number(x) => Key::Number((x + 0.0).to_bits()),
                Label::Text(text) => Key::Text(text),
            };
            let place = *places.entry(key).or_insert(classes.len());
            if place == classes.len() {
                classes.push(vec![]);
            }
            classes[place].push(row);
        }
        classes
    }
}

impl ParameterType for Label {
    const NAME: &'static str = "number | string";
    const WORDS: &'static str = "a number or a string";
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(Self::Text(text.clone())),
            number => number.as_f64().map(Self::Number),
        }
    }
}

impl ParameterType for Labels {
    const NAME: &'static str = "readonly (number | string)[] | Float64Array | Int32Array";
    const WORDS: &'static str = "an array of numbers or strings";
    fn read(value: &Value) -> Option<Self> {
        value.as_array()?.iter().map(Label::read).collect::<Option<_>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_told_apart_by_type_and_value() {
        let read = |text: &str| Labels::from_json(&serde_json::from_str(text).unwrap());
        let labels = read(r#"["b", 1, "1", -0.0, "b", 0, 1.0]"#).unwrap();
        assert_eq!(labels.classes(), [vec![0, 4], vec![1, 6], vec![2], vec![3, 5]]);
        assert!(read("[]").unwrap().classes().is_empty());
        assert!(read("[null]").is_none() && read("[[1]]").is_none() && read("1").is_none());
    }
}
