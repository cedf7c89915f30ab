//! A matrix as a parameter of a kind.

use serde::Serialize;
use serde_json::Value;

use super::parameter::ParameterType;

/// rows × cols numbers, row after row. In JSON `{ "rows": 1, "cols": 2, "data": [3, 4] }`, or an array of rows `[[3, 4]]`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// The number of rows.
    pub rows: usize,
    /// The number of columns.
    pub cols: usize,
    /// rows·cols numbers.
    pub data: Vec<f64>,
}

impl Table {
    fn of_rows(rows: &[Value]) -> Option<Self> {
        let read: Vec<Vec<f64>> = rows.iter().map(ParameterType::read).collect::<Option<_>>()?;
        let cols = read.first().map_or(0, Vec::len);
        let even = read.iter().all(|row| row.len() == cols);
        even.then(|| Self { rows: read.len(), cols, data: read.concat() })
    }

    fn of_members(members: &serde_json::Map<String, Value>) -> Option<Self> {
        let (rows, cols) = (usize::read(members.get("rows")?)?, usize::read(members.get("cols")?)?);
        let data: Vec<f64> = ParameterType::read(members.get("data")?)?;
        (members.len() == 3 && rows.checked_mul(cols) == Some(data.len())).then_some(Self { rows, cols, data })
    }
}

impl ParameterType for Table {
    const NAME: &'static str = "Matrix | readonly (readonly number[])[]";
    const WORDS: &'static str =
        "a matrix { data, rows, cols } of rows times cols numbers, or an array of rows of one length";
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Array(rows) => Self::of_rows(rows),
            Value::Object(members) => Self::of_members(members),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_is_read_in_both_forms_and_a_ragged_one_not_at_all() {
        let read = |text: &str| Table::read(&serde_json::from_str(text).unwrap());
        let expected = Some(Table { rows: 2, cols: 1, data: vec![3.0, 4.0] });
        assert_eq!(read("[[3], [4]]"), expected);
        assert_eq!(read(r#"{ "rows": 2, "cols": 1, "data": [3, 4] }"#), expected);
        for bad in ["[[1], [2, 3]]", "[1, 2]", r#"{ "rows": 2, "cols": 2, "data": [3, 4] }"#, "7", r#"[["a"]]"#] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
