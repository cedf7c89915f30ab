//! Columns of a fixture in JSON: numbers, and words or numbers that are classes.

use penlik::design::{Column, Table};
use serde_json::Value;

/// The columns of a fixture as a table holds them.
pub struct Data {
    pub numbers: Vec<(String, Vec<f64>)>,
    pub words: Vec<(String, Vec<i32>, Vec<String>)>,
}

impl Data {
    /// `classes` are taken as words whatever they hold.
    pub fn new(columns: &Value, classes: &[&str]) -> Self {
        let (mut numbers, mut words) = (Vec::new(), Vec::new());
        for (name, values) in columns.as_object().unwrap() {
            let values = values.as_array().unwrap();
            if values[0].is_number() && !classes.contains(&name.as_str()) {
                numbers.push((name.clone(), values.iter().map(|x| x.as_f64().unwrap()).collect()));
                continue;
            }
            let own: Vec<String> =
                values.iter().map(|x| x.as_str().map_or_else(|| x.to_string(), str::to_owned)).collect();
            let mut levels = own.clone();
            levels.sort();
            levels.dedup();
            let codes = own.iter().map(|x| levels.binary_search(x).unwrap() as i32).collect();
            words.push((name.clone(), codes, levels));
        }
        Self { numbers, words }
    }

    pub fn table(&self) -> Table<'_> {
        let numbers = self.numbers.iter().map(|(name, values)| (name.clone(), Column::Numeric(values)));
        let words =
            self.words.iter().map(|(name, codes, levels)| (name.clone(), Column::Categorical { codes, levels }));
        Table::new(self.numbers[0].1.len(), numbers.chain(words).collect()).unwrap()
    }

    pub fn column(&self, name: &str) -> &[f64] {
        &self.numbers.iter().find(|(known, _)| known == name).unwrap().1
    }
}
