//! Whether the basis of a smooth was large enough: k′, its degrees of freedom, and the k-index.
//!
//! Deviance residuals r of rows that are neighbours in the covariates differ by less than others where the smooth missed a pattern. With pairs
//! of neighbours N (next to each other in the order of one covariate; the three nearest rows in ranges for more), v = mean over N of (r_i − r_j)²/2, s² = the
//! variance of r: k-index = v/s², near 1 without a pattern. Its p-value is the share of random permutations of r whose v is as small. Rows are
//! neighbours only at the same levels; for classes the squares are those of vectors.
//! Source: S. N. Wood, Generalized Additive Models (2017), 5.9 and 7.1.

use super::ModelError;
use super::fitted::Fitted;
use super::residuals::Residual;
use crate::check::Code;
use crate::design::{SmoothPlaces, Table};
use crate::linalg::counter_random::CounterRandom;

/// The check of one smooth.
#[derive(Debug, Clone, PartialEq)]
pub struct BasisCheck {
    /// Its label.
    pub label: String,
    /// k′, the most degrees of freedom that it could have: its columns, times the classes that have it.
    pub size: usize,
    /// Its effective degrees of freedom; NaN where no strength was estimated.
    pub edf: f64,
    /// The k-index; absent for a smooth of levels alone, or where the residuals do not vary.
    pub index: Option<f64>,
    /// Its p-value; small with an index below 1 where the basis may be too small.
    pub p_value: Option<f64>,
}

/// How a check is simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasisCheckRequest {
    /// Permutations.
    pub permutations: usize,
    /// The seed.
    pub seed: u64,
}

impl Default for BasisCheckRequest {
    fn default() -> Self {
        Self { permutations: 400, seed: 1 }
    }
}

/// The stream of the rows that are looked at; the permutations follow.
const STREAM: u64 = 4 << 32;
/// Rows that are looked at, at most.
const ROWS: usize = 5000;
/// The same for smooths of more than one number.
const ROWS_OF_MORE: usize = 2000;
/// Neighbours of a row where there is more than one covariate.
const NEIGHBOURS: usize = 3;

impl Fitted {
    /// The check of every smooth, from the table of the fit.
    ///
    /// # Errors
    /// ERR_UNSUPPORTED for a model that was read from a file or of a family without deviance residuals; ERR_DOMAIN for no permutations.
    pub fn basis_check(&self, table: &Table<'_>, request: &BasisCheckRequest) -> Result<Vec<BasisCheck>, ModelError> {
        if request.permutations == 0 {
            return Err(ModelError::refuse(Code::Domain, "permutations", "0", "a whole number >= 1"));
        }
        let seen = self.seen()?;
        if seen.kept.last().is_some_and(|last| *last >= table.rows()) {
            let value = format!("of {} rows", table.rows());
            return Err(ModelError::refuse(Code::Shape, "data", value, "the data of the fit"));
        }
        let residuals = self.residuals(Residual::Deviance)?;
        let blueprint = self.blueprint()?;
        let check = |(place, smooth): (usize, crate::design::SmoothInfo)| {
            let places = blueprint.smooth_places(place, table, &seen.kept)?;
            let terms = self.selection().map_or(&[][..], |s| &s.terms);
            let found = || terms.iter().filter(|term| term.start == smooth.columns.start);
            let owners = (0..self.active_classes().len().max(1)).filter(|a| self.has_columns(*a, &smooth.columns));
            let checked = index(&places, &residuals.values, residuals.cols, request);
            Ok(BasisCheck {
                size: smooth.columns.len() * owners.count(),
                label: smooth.label,
                edf: if found().next().is_some() { found().map(|term| term.edf).sum() } else { f64::NAN },
                index: checked.map(|(index, _)| index),
                p_value: checked.map(|(_, p)| p),
            })
        };
        self.smooths().into_iter().enumerate().map(check).collect()
    }
}

/// The k-index and its p-value.
fn index(places: &SmoothPlaces, residuals: &[f64], cols: usize, request: &BasisCheckRequest) -> Option<(f64, f64)> {
    let most = if places.numbers.len() > 1 { ROWS_OF_MORE } else { ROWS };
    let rows = chosen(places, most, request.seed);
    let pairs = if places.numbers.len() > 1 { nearest(places, &rows) } else { next_in_order(places, &rows) };
    let r = |i: usize| &residuals[rows[i] * cols..(rows[i] + 1) * cols];
    let n = rows.len();
    let variance: f64 = (0..cols).map(|c| variance((0..n).map(|i| r(i)[c]), n)).sum();
    if pairs.is_empty() || !(variance > 0.0) {
        return None;
    }
    let spread = |order: &[usize]| {
        let gap =
            |&(i, j): &(usize, usize)| r(order[i]).iter().zip(r(order[j])).map(|(a, b)| (a - b).powi(2)).sum::<f64>();
        pairs.iter().map(gap).sum::<f64>() / (2 * pairs.len()) as f64
    };
    let mut order: Vec<usize> = (0..n).collect();
    let found = spread(&order);
    let mut below = 0;
    for permutation in 0..request.permutations {
        shuffle(&mut order, &CounterRandom::new(request.seed, STREAM + 1 + permutation as u64));
        below += usize::from(spread(&order) <= found);
    }
    Some((found / variance, (1 + below) as f64 / (1 + request.permutations) as f64))
}

/// The rows at which the smooth is there, or as many of them as are looked at.
fn chosen(places: &SmoothPlaces, most: usize, seed: u64) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..places.groups.len()).filter(|&i| places.groups[i].is_some()).collect();
    if places.numbers.is_empty() {
        return Vec::new();
    }
    if rows.len() > most {
        let random = CounterRandom::new(seed, STREAM);
        rows.sort_by_key(|&i| random.bits(i as u64));
        rows.truncate(most);
        rows.sort_unstable();
    }
    rows
}

/// Rows next to each other in the order of the covariate, at the same level.
fn next_in_order(places: &SmoothPlaces, rows: &[usize]) -> Vec<(usize, usize)> {
    let Some(x) = places.numbers.first() else { return Vec::new() };
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let key = |i: usize| (places.groups[rows[i]], x[rows[i]]);
    order.sort_by(|&i, &j| key(i).0.cmp(&key(j).0).then(key(i).1.total_cmp(&key(j).1)));
    order.windows(2).filter(|pair| key(pair[0]).0 == key(pair[1]).0).map(|pair| (pair[0], pair[1])).collect()
}

/// Each row with its nearest ones at the same level, each covariate in units of its range.
fn nearest(places: &SmoothPlaces, rows: &[usize]) -> Vec<(usize, usize)> {
    let scaled: Vec<Vec<f64>> = places.numbers.iter().map(|x| in_range(rows.iter().map(|&i| x[i]).collect())).collect();
    let mut pairs = Vec::new();
    for i in 0..rows.len() {
        let mut near: Vec<(f64, usize)> = Vec::new();
        for j in (0..rows.len()).filter(|&j| j != i && places.groups[rows[j]] == places.groups[rows[i]]) {
            let distance = scaled.iter().map(|x| (x[i] - x[j]).powi(2)).sum::<f64>();
            let at = near.partition_point(|(known, _)| *known <= distance);
            near.insert(at, (distance, j));
            near.truncate(NEIGHBOURS);
        }
        pairs.extend(near.into_iter().map(|(_, j)| (i, j)));
    }
    pairs
}

fn in_range(x: Vec<f64>) -> Vec<f64> {
    let (low, high) = x.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(*x), b.max(*x)));
    if high > low { x.into_iter().map(|x| (x - low) / (high - low)).collect() } else { x }
}

fn variance(x: impl Iterator<Item = f64> + Clone, n: usize) -> f64 {
    let mean = x.clone().sum::<f64>() / n as f64;
    x.map(|x| (x - mean).powi(2)).sum::<f64>() / (n as f64 - 1.0)
}

/// A random permutation of what there is.
fn shuffle(order: &mut [usize], random: &CounterRandom) {
    for i in (1..order.len()).rev() {
        let j = (random.uniform(i as u64) * (i + 1) as f64) as usize;
        order.swap(i, j.min(i));
    }
}
