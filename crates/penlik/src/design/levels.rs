//! The levels of categorical columns: which there are, in which order, and the code of each row.
//!
//! Declared levels keep their order. Undeclared ones are those that a kept row has: strings sorted by code point, numbers
//! sorted as numbers. The first level is the base level. Neither the order of rows nor that of a dictionary has a say.

use std::collections::{HashMap, HashSet};

use super::error::DesignError;
use super::number_label::number_label;
use super::table::Column;

// Levels that an error lists.
const LISTED: usize = 8;

/// The declared list of a column, if there is one.
pub(super) fn declared_for<'a>(column: &str, declared: &'a [(String, Vec<String>)]) -> Option<&'a [String]> {
    declared.iter().find(|(name, _)| name == column).map(|(_, levels)| levels.as_slice())
}

/// Levels declared for a column that is used as numbers are a mistake.
pub(super) fn refuse_declared(column: &str, declared: &[(String, Vec<String>)]) -> Result<(), DesignError> {
    match declared_for(column, declared) {
        None => Ok(()),
        Some(_) => Err(DesignError::BadLevels {
            column: column.to_owned(),
            problem: "are declared, but the formula uses it as numbers; write C() around it".to_owned(),
        }),
    }
}

/// The levels of a column: those declared, else those that occur in the rows.
pub(super) fn decide(
    name: &str,
    column: &Column<'_>,
    rows: &[usize],
    declared: &[(String, Vec<String>)],
) -> Result<Vec<String>, DesignError> {
    let Some(levels) = declared_for(name, declared) else { return Ok(observed(column, rows)) };
    let bad = |problem: String| DesignError::BadLevels { column: name.to_owned(), problem };
    if levels.is_empty() {
        return Err(bad("are declared, but empty".to_owned()));
    }
    let mut seen = HashSet::new();
    match levels.iter().find(|level| !seen.insert(key(column, level))) {
        Some(level) => Err(bad(format!("name '{}' twice", crate::formula::snippet(level)))),
        None => Ok(levels.to_vec()),
    }
}

/// The levels that occur in the rows, sorted.
fn observed(column: &Column<'_>, rows: &[usize]) -> Vec<String> {
    let mut labels: Vec<String> = match column {
        Column::Categorical { codes, levels } => {
            let mut seen = vec![false; levels.len()];
            rows.iter().filter_map(|&i| usize::try_from(codes[i]).ok()).for_each(|code| seen[code] = true);
            let mut labels: Vec<String> = (0..levels.len()).filter(|&k| seen[k]).map(|k| levels[k].clone()).collect();
            labels.sort_unstable();
            labels
        }
        Column::Numeric(values) => {
            let distinct: HashSet<u64> = rows.iter().map(|&i| values[i].to_bits()).collect();
            let mut distinct: Vec<f64> = distinct.into_iter().map(f64::from_bits).collect();
            distinct.sort_unstable_by(f64::total_cmp);
            distinct.into_iter().map(number_label).collect()
        }
    };
    labels.dedup();
    labels
}

/// For each row the index of its level. Missing values have been left out before.
pub(super) fn codes(
    name: &str,
    column: &Column<'_>,
    rows: &[usize],
    levels: &[String],
) -> Result<Vec<u32>, DesignError> {
    let index: HashMap<String, u32> = levels.iter().zip(0..).map(|(level, k)| (key(column, level), k)).collect();
    let unknown = |row, level: &str| DesignError::UnknownLevel {
        column: name.to_owned(),
        level: level.to_owned(),
        row,
        known: listed(levels),
    };
    match column {
        Column::Categorical { codes, levels: dictionary } => {
            let map: Vec<Option<u32>> = dictionary.iter().map(|level| index.get(level).copied()).collect();
            let code = |&i: &usize| {
                let level = codes[i].max(0) as usize;
                map[level].ok_or_else(|| unknown(i, &dictionary[level]))
            };
            rows.iter().map(code).collect()
        }
        Column::Numeric(values) => {
            let mut known: HashMap<u64, Option<u32>> = HashMap::new();
            let mut code = |&i: &usize| {
                let find = |bits: &u64| index.get(&number_label(f64::from_bits(*bits))).copied();
                let bits = values[i].to_bits();
                known.entry(bits).or_insert_with_key(find).ok_or_else(|| unknown(i, &number_label(values[i])))
            };
            rows.iter().map(&mut code).collect()
        }
    }
}

/// For each row the index of its level, `otherwise` for one that is not listed.
pub(super) fn codes_or(column: &Column<'_>, rows: &[usize], levels: &[String], otherwise: u32) -> Vec<u32> {
    let index: HashMap<String, u32> = levels.iter().zip(0..).map(|(level, k)| (key(column, level), k)).collect();
    let find = |label: &str| index.get(label).copied().unwrap_or(otherwise);
    match column {
        Column::Categorical { codes, levels: dictionary } => {
            let map: Vec<u32> = dictionary.iter().map(|level| find(level)).collect();
            rows.iter().map(|&i| map[codes[i].max(0) as usize]).collect()
        }
        Column::Numeric(values) => rows.iter().map(|&i| find(&number_label(values[i]))).collect(),
    }
}

/// Declared levels that no row has.
pub(super) fn none_empty(name: &str, codes: &[u32], levels: &[String]) -> Result<(), DesignError> {
    let mut seen = vec![false; levels.len()];
    codes.iter().for_each(|&code| seen[code as usize] = true);
    let column = || name.to_owned();
    if let Some(k) = seen.iter().position(|seen| !seen) {
        return Err(DesignError::EmptyLevel { column: column(), level: levels[k].clone() });
    }
    match levels {
        [level] => Err(DesignError::OneLevel { column: column(), level: level.clone() }),
        _ => Ok(()),
    }
}

/// What a level is compared by: for numbers the label of its number, so that "1.0" and "1e0" mean 1.
fn key(column: &Column<'_>, level: &str) -> String {
    match (column, level.trim().parse::<f64>()) {
        (Column::Numeric(_), Ok(x)) => number_label(x),
        _ => level.to_owned(),
    }
}

fn listed(levels: &[String]) -> String {
    let mut out: Vec<String> =
        levels.iter().take(LISTED).map(|level| format!("'{}'", crate::formula::snippet(level))).collect();
    if levels.len() > LISTED {
        out.push(format!("and {} more", levels.len() - LISTED));
    }
    out.join(", ")
}
