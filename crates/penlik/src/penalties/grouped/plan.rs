//! Groups and their weights as they are known before θ is.

use super::{Grouping, Layout};
use crate::check::{CheckError, Code, each, length, non_negative};

/// The weights c_g.
#[derive(Debug, Clone)]
pub(super) enum Weights {
    /// √m_g
    Size,
    /// One for each group.
    Given(Vec<f64>),
    /// The same, and 0 for the groups after them.
    Leading(Vec<f64>),
}

/// Sets of columns that repeat from row to row, and the columns that a row must or may have.
#[derive(Debug, Clone)]
pub(super) struct Sets {
    pub(super) lists: Vec<Vec<usize>>,
    /// The entries of a group where the groups are runs of the same length, one after the other.
    run: Option<usize>,
    least: usize,
    exact: bool,
}

#[derive(Debug, Clone)]
enum Form {
    Rows,
    Columns,
    Sets(Sets),
}

/// What θ is divided by.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    form: Form,
    weights: Weights,
}

impl Plan {
    pub(super) fn new(groups: Grouping, weights: Option<Vec<f64>>) -> Result<Self, CheckError> {
        let form = match groups {
            Grouping::Rows => Form::Rows,
            Grouping::Columns => Form::Columns,
            Grouping::Labels(labels) => Form::Sets(Sets::new(by_label(&labels), Some(labels.len()))?),
            Grouping::Lists(lists) => Form::Sets(Sets::new(lists, None)?),
        };
        if let Some(weights) = &weights {
            each("weights", weights, non_negative)?;
        }
        let weights = match (&form, weights) {
            (Form::Sets(sets), Some(weights)) => {
                length("weights", weights.len(), sets.lists.len())?;
                Weights::Given(weights)
            }
            (Form::Sets(sets), None) => {
                Weights::Given(sets.lists.iter().map(|list| (list.len() as f64).sqrt()).collect())
            }
            (_, Some(weights)) => Weights::Given(weights),
            (_, None) => Weights::Size,
        };
        Ok(Self { form, weights })
    }

    /// Columns as groups, the first of which have weights and the others none.
    pub(super) fn leading_columns(weights: Vec<f64>) -> Self {
        Self { form: Form::Columns, weights: Weights::Leading(weights) }
    }

    /// The largest weight, if it is known before θ is.
    pub(super) fn largest_weight(&self) -> Option<f64> {
        match &self.weights {
            Weights::Size => None,
            Weights::Given(weights) | Weights::Leading(weights) => Some(weights.iter().copied().fold(0.0, f64::max)),
        }
    }

    /// The rows and columns of the smallest θ that has these groups.
    pub(super) fn smallest_block(&self) -> (usize, usize) {
        match (&self.form, &self.weights) {
            (Form::Sets(sets), _) => (1, sets.least),
            (_, Weights::Size) => (1, 1),
            (Form::Rows, Weights::Given(weights) | Weights::Leading(weights)) => (weights.len(), 1),
            (Form::Columns, Weights::Given(weights) | Weights::Leading(weights)) => (1, weights.len()),
        }
    }

    /// Whether each of k columns is in a group; empty where all are.
    pub(super) fn columns_in_groups(&self, k: usize) -> Vec<bool> {
        let Form::Sets(sets) = &self.form else { return Vec::new() };
        let mut mask = vec![false; k];
        sets.lists.iter().flatten().filter(|&&i| i < k).for_each(|&i| mask[i] = true);
        if mask.iter().all(|inside| *inside) { Vec::new() } else { mask }
    }

    /// The groups of a θ of the given length in rows of k columns.
    pub(super) fn layout(&self, n: usize, k: usize) -> Result<Layout<'_>, CheckError> {
        let rows = n.checked_div(k).unwrap_or(0);
        let layout = match &self.form {
            Form::Rows => Layout::runs(k, rows, &self.weights),
            Form::Columns => Layout::columns(k, rows, &self.weights),
            Form::Sets(sets) => {
                sets.fit(k)?;
                match sets.run {
                    Some(size) if size * sets.lists.len() == k => {
                        Layout::runs(size, rows * sets.lists.len(), &self.weights)
                    }
                    _ => Layout::sets(&sets.lists, k, rows, &self.weights),
                }
            }
        };
        match (&self.form, &self.weights) {
            (Form::Sets(_), _) | (_, Weights::Size) => {}
            (_, Weights::Given(weights)) => length("weights", weights.len(), layout.count())?,
            (_, Weights::Leading(weights)) if weights.len() <= k || n == 0 => {}
            (_, Weights::Leading(weights)) => return Err(columns(k, &format!("at least {}", weights.len()))),
        }
        Ok(layout)
    }
}

impl Sets {
    fn new(lists: Vec<Vec<usize>>, exact: Option<usize>) -> Result<Self, CheckError> {
        let used = lists.iter().flatten().map(|&i| i.saturating_add(1)).max().unwrap_or(0);
        let count = lists.iter().map(Vec::len).sum::<usize>();
        if let Some(g) = lists.iter().position(Vec::is_empty) {
            let value = format!("without a column in group {g}");
            return Err(CheckError::new(Code::Domain, "groups", value, "at least one column in each group"));
        }
        distinct(&lists)?;
        let size = lists.first().map_or(0, Vec::len);
        let even = lists.iter().all(|list| list.len() == size) && lists.iter().flatten().copied().eq(0..count);
        Ok(Self { run: even.then_some(size), least: exact.unwrap_or(used), exact: exact.is_some(), lists })
    }

    fn fit(&self, k: usize) -> Result<(), CheckError> {
        if k == self.least || k > self.least && !self.exact || k == 0 {
            return Ok(());
        }
        let expected = if self.exact { self.least.to_string() } else { format!("at least {}", self.least) };
        Err(columns(k, &expected))
    }
}

/// Refuses a column in two groups by name; whatever the numbers are, the work is that of the lists.
fn distinct(lists: &[Vec<usize>]) -> Result<(), CheckError> {
    let mut all: Vec<(usize, usize)> =
        lists.iter().enumerate().flat_map(|(g, list)| list.iter().map(move |&column| (column, g))).collect();
    all.sort_unstable();
    let twice = all.windows(2).find(|pair| pair[0].0 == pair[1].0);
    twice.map_or(Ok(()), |pair| {
        let ((column, one), (_, other)) = (pair[0], pair[1]);
        let value = if one == other {
            format!("column {column} twice in group {one}")
        } else {
            format!("column {column} in group {one} and in group {other}")
        };
        Err(CheckError::new(Code::Domain, "groups", value, "every column in at most one group"))
    })
}

/// The columns of every label; a label that is too large to leave no gap has an empty list before it, or none at all.
fn by_label(labels: &[usize]) -> Vec<Vec<usize>> {
    let largest = labels.iter().max().map_or(0, |label| label.saturating_add(1));
    let mut lists = vec![Vec::new(); largest.min(labels.len() + 1)];
    for (column, &label) in labels.iter().enumerate() {
        if let Some(list) = lists.get_mut(label) {
            list.push(column);
        }
    }
    lists
}

fn columns(k: usize, expected: &str) -> CheckError {
    CheckError::new(Code::Shape, "theta", format!("of {k} columns"), format!("rows of {expected} columns"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(groups: Grouping, weights: Option<Vec<f64>>, k: usize) -> String {
        Plan::new(groups, weights).and_then(|plan| plan.layout(2 * k, k).map(drop)).unwrap_err().to_string()
    }

    #[test]
    fn what_does_not_fit_is_refused_by_name() {
        let lists = |lists: &[&[usize]]| Grouping::Lists(lists.iter().map(|list| list.to_vec()).collect());
        assert_eq!(
            told(lists(&[&[0, 1], &[2, 1]]), None, 3),
            "groups is column 1 in group 0 and in group 1; expected every column in at most one group"
        );
        assert!(told(lists(&[&[1, 1]]), None, 3).starts_with("groups is column 1 twice in group 0;"));
        assert!(told(lists(&[&[0], &[]]), None, 3).starts_with("groups is without a column in group 1;"));
        assert!(told(Grouping::Labels(vec![0, 2]), None, 2).starts_with("groups is without a column in group 1;"));
        assert!(told(Grouping::Labels(vec![usize::MAX; 2]), None, 2).starts_with("groups is without a column"));
        assert_eq!(told(lists(&[&[0, 3]]), None, 3), "theta is of 3 columns; expected rows of at least 4 columns");
        assert_eq!(told(Grouping::Labels(vec![0, 0]), None, 3), "theta is of 3 columns; expected rows of 2 columns");
        assert!(told(Grouping::Columns, Some(vec![1.0]), 3).starts_with("weights is of length 1"));
        assert!(told(Grouping::Rows, Some(vec![1.0, f64::NAN]), 3).starts_with("weights[1] is NaN"));
    }
}
