//! Owned columns, and a reader of the fixtures' comma-separated files.

use penlik::design::{Column, Table};

#[derive(Clone)]
enum Values {
    Numeric(Vec<f64>),
    Text(Vec<String>),
}

/// Named columns of one length.
#[derive(Clone)]
pub struct Frame {
    columns: Vec<(String, Values)>,
    encoded: Vec<(Vec<i32>, Vec<String>)>,
}

impl Frame {
    /// Reads a fixture without quoted commas; a column is numeric if no field of it is quoted and every field is a number.
    pub fn read(name: &str) -> Self {
        let text = super::fixture(name);
        let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let names = lines.next().unwrap();
        let rows: Vec<_> = lines.collect();
        let column = |j: usize| values(&rows.iter().map(|row| row[j]).collect::<Vec<_>>());
        let columns = names.iter().enumerate().map(|(j, name)| (unquoted(name), column(j))).collect();
        Self { columns, encoded: Vec::new() }.encode()
    }

    /// Numeric columns.
    pub fn numeric(columns: &[(&str, &[f64])]) -> Self {
        let own = |(name, xs): &(&str, &[f64])| ((*name).to_owned(), Values::Numeric(xs.to_vec()));
        Self { columns: columns.iter().map(own).collect(), encoded: Vec::new() }.encode()
    }

    /// A numeric column.
    pub fn column(&self, name: &str) -> Vec<f64> {
        match self.values(name) {
            Values::Numeric(xs) => xs.clone(),
            Values::Text(_) => panic!("{name} is text"),
        }
    }

    /// A column of text.
    pub fn text(&self, name: &str) -> Vec<String> {
        match self.values(name) {
            Values::Text(xs) => xs.clone(),
            Values::Numeric(xs) => xs.iter().map(f64::to_string).collect(),
        }
    }

    /// The same with one more numeric column.
    pub fn with(mut self, name: &str, xs: Vec<f64>) -> Self {
        self.columns.push((name.to_owned(), Values::Numeric(xs)));
        self.encode()
    }

    /// The same with a column turned into a categorical one.
    pub fn factor(mut self, name: &str) -> Self {
        let text = Values::Text(self.text(name));
        self.columns.iter_mut().filter(|(n, _)| n == name).for_each(|(_, v)| *v = text.clone());
        self.encode()
    }

    /// The given rows, in the given order.
    pub fn rows(&self, rows: &[usize]) -> Self {
        let take = |v: &Values| match v {
            Values::Numeric(xs) => Values::Numeric(rows.iter().map(|&i| xs[i]).collect()),
            Values::Text(xs) => Values::Text(rows.iter().map(|&i| xs[i].clone()).collect()),
        };
        let columns = self.columns.iter().map(|(n, v)| (n.clone(), take(v))).collect();
        Self { columns, encoded: Vec::new() }.encode()
    }

    /// The rows for which a column of text has another value.
    pub fn without(&self, name: &str, value: &str) -> Self {
        let text = self.text(name);
        self.rows(&(0..self.len()).filter(|&i| text[i] != value).collect::<Vec<_>>())
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        match &self.columns[0].1 {
            Values::Numeric(xs) => xs.len(),
            Values::Text(xs) => xs.len(),
        }
    }

    /// The frame as the library takes it; levels of text columns in alphabetic order.
    pub fn table(&self) -> Table<'_> {
        let named = self.columns.iter().zip(&self.encoded);
        let columns = named.map(|((name, values), encoded)| (name.clone(), column(values, encoded))).collect();
        Table::new(self.len(), columns).unwrap()
    }

    fn values(&self, name: &str) -> &Values {
        &self.columns.iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("no column {name}")).1
    }

    fn encode(mut self) -> Self {
        self.encoded = self.columns.iter().map(|(_, v)| codes(v)).collect();
        self
    }
}

fn column<'a>(values: &'a Values, (codes, levels): &'a (Vec<i32>, Vec<String>)) -> Column<'a> {
    match values {
        Values::Numeric(xs) => Column::Numeric(xs),
        Values::Text(_) => Column::Categorical { codes, levels },
    }
}

fn codes(values: &Values) -> (Vec<i32>, Vec<String>) {
    let Values::Text(text) = values else { return (Vec::new(), Vec::new()) };
    let mut levels = text.clone();
    levels.sort();
    levels.dedup();
    let code = |x: &String| i32::try_from(levels.binary_search(x).unwrap()).unwrap();
    (text.iter().map(code).collect(), levels)
}

fn unquoted(field: &str) -> String {
    field.trim_matches('"').to_owned()
}

fn values(fields: &[&str]) -> Values {
    match fields.iter().map(|field| field.parse().ok()).collect() {
        Some(numbers) => Values::Numeric(numbers),
        None => Values::Text(fields.iter().map(|field| unquoted(field)).collect()),
    }
}
