//! The knots of a radial smooth: the distinct points of the data, at most `maxKnots` of them, or points that are given.
//!
//! Points are held as (x − centre)/unit, with the mean of the data as centre and a power of two as unit, so that no scale of the covariates
//! overflows or loses digits. Distinct points are sorted, so that the order of the rows changes nothing; too many are thinned by random
//! keys of a counter, each subset as likely as the other.

use super::super::arguments;
use super::super::basis::{Covariate, Refusal, Request};
use crate::linalg::counter_random::CounterRandom;
use crate::linalg::power_of_two_near;

/// Knots with where they are measured from.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    /// For each covariate its mean.
    pub centre: Vec<f64>,
    /// The unit of distances.
    pub unit: f64,
    /// The coordinates of each point, one after the other.
    pub at: Vec<Vec<f64>>,
    /// How many rows each stands for.
    pub counts: Vec<f64>,
}

impl Points {
    /// The knots of a request with at most `most` points taken from the data by a seed.
    ///
    /// # Errors
    /// Covariates that are levels, knots of unequal number.
    pub fn new(request: &Request<'_>, most: usize, seed: u64) -> Result<Self, Refusal> {
        let columns = arguments::all_numbers(request)?;
        let (data, counts) = distinct(&columns);
        let centre = columns.iter().map(|column| mean(column, &data, &counts)).collect();
        let (at, counts) = match given(request, columns.len())? {
            Some(knots) => {
                let columns: Vec<&[f64]> = knots.iter().map(Vec::as_slice).collect();
                let (rows, _) = distinct(&columns);
                (gathered(&columns, &rows), vec![1.0; rows.len()])
            }
            None if data.len() > most => (gathered(&columns, &thinned(&data, most, seed)), vec![1.0; most]),
            None => (gathered(&columns, &data), counts),
        };
        Ok(Self::centred(at, counts, centre))
    }

    fn centred(mut at: Vec<Vec<f64>>, counts: Vec<f64>, centre: Vec<f64>) -> Self {
        at.iter_mut().for_each(|point| point.iter_mut().zip(&centre).for_each(|(x, c)| *x -= c));
        let unit = power_of_two_near(&at.concat());
        at.iter_mut().flatten().for_each(|x| *x /= unit);
        Self { centre, unit, at, counts }
    }

    /// The number of covariates.
    pub fn dimension(&self) -> usize {
        self.centre.len()
    }

    /// The largest distance between two points, in units.
    pub fn diameter(&self) -> f64 {
        let farthest = |(i, x): (usize, &Vec<f64>)| self.at[..i].iter().map(|y| square(x, y)).fold(0.0, f64::max);
        self.at.iter().enumerate().map(farthest).fold(0.0, f64::max).sqrt()
    }
}

/// ‖x − y‖²
pub fn square(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).fold(0.0, |sum, (x, y)| (x - y).mul_add(x - y, sum))
}

/// A row of each distinct point, in order of the points, with how often each occurs.
fn distinct(columns: &[&[f64]]) -> (Vec<usize>, Vec<f64>) {
    let Some((first, others)) = columns.split_first() else { return (Vec::new(), Vec::new()) };
    let mut all: Vec<(i64, usize)> = first.iter().enumerate().map(|(row, x)| (place(*x), row)).collect();
    let rest = |a: usize, b: usize| others.iter().map(|x| place(x[a]).cmp(&place(x[b]))).find(|order| order.is_ne());
    all.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| rest(a.1, b.1).unwrap_or(a.1.cmp(&b.1))));
    let (mut rows, mut counts, mut last): (Vec<usize>, Vec<f64>, _) = (Vec::new(), Vec::new(), None);
    for (key, row) in all {
        match (counts.last_mut(), last) {
            (Some(count), Some((k, r))) if k == key && rest(r, row).is_none() => *count += 1.0,
            _ => {
                rows.push(row);
                counts.push(1.0);
            }
        }
        last = Some((key, row));
    }
    (rows, counts)
}

/// A number that is in the order of the numbers x; both zeros are one.
fn place(x: f64) -> i64 {
    let bits = (x + 0.0).to_bits() as i64;
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

fn mean(column: &[f64], rows: &[usize], counts: &[f64]) -> f64 {
    let total: f64 = counts.iter().sum();
    rows.iter().zip(counts).map(|(&row, count)| (column[row] + 0.0) * count).sum::<f64>() / total
}

/// The points of some rows.
fn gathered(columns: &[&[f64]], rows: &[usize]) -> Vec<Vec<f64>> {
    rows.iter().map(|&row| columns.iter().map(|column| column[row] + 0.0).collect()).collect()
}

/// The knots of a request, if there are any.
fn given<'a>(request: &Request<'a>, covariates: usize) -> Result<Option<&'a [Vec<f64>]>, Refusal> {
    let knots = request.knots;
    if knots.iter().all(Vec::is_empty) {
        return Ok(None);
    }
    let lengths: Vec<String> = knots.iter().map(|list| list.len().to_string()).collect();
    let refuse =
        |expected: &str| Err(Refusal::new("knots", format!("lists of {} numbers", lengths.join(", ")), expected));
    if knots.len() != covariates || knots.iter().any(|list| list.len() != knots[0].len()) {
        return refuse("for each covariate a list, all of one length: the coordinates of points");
    }
    if knots.iter().flatten().any(|x| !x.is_finite()) {
        return refuse("finite numbers");
    }
    Ok(Some(knots))
}

/// So many of the rows, in their order.
fn thinned(rows: &[usize], most: usize, seed: u64) -> Vec<usize> {
    let random = CounterRandom::new(seed, 0);
    let mut keys: Vec<(u64, usize)> = (0..rows.len()).map(|i| (random.bits(i as u64), i)).collect();
    keys.select_nth_unstable(most);
    let mut chosen: Vec<usize> = keys[..most].iter().map(|(_, i)| *i).collect();
    chosen.sort_unstable();
    chosen.into_iter().map(|i| rows[i]).collect()
}

/// The columns of points to evaluate at; `None` where they are not `dimension` columns of numbers.
pub fn columns<'a>(at: &[Covariate<'a>], dimension: usize) -> Option<Vec<&'a [f64]>> {
    let columns: Option<Vec<&[f64]>> = at.iter().map(Covariate::numbers).collect();
    columns.filter(|columns| columns.len() == dimension)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(x: &[f64], z: &[f64], most: usize) -> Points {
        let names = ["x".to_owned(), "z".to_owned()];
        let covariates = [Covariate::Numbers(x), Covariate::Numbers(z)];
        let request = Request::of(&covariates, &names);
        Points::new(&request, most, 1).unwrap()
    }

    #[test]
    fn rows_in_any_order_give_the_same_points() {
        let (x, z) = ([3.0, -0.0, 3.0, 1.0, 0.0], [1.0, 2.0, 1.0, 4.0, 2.0]);
        let found = points(&x, &z, 9);
        assert_eq!((found.at.len(), found.counts.as_slice()), (3, [2.0, 1.0, 2.0].as_slice()));
        assert_eq!((found.centre.as_slice(), found.unit), ([1.4, 2.0].as_slice(), 2.0));
        let back = |v: &[f64]| v.iter().rev().copied().collect::<Vec<f64>>();
        assert_eq!(points(&back(&x), &back(&z), 9), found);
        assert!((found.diameter() * 2.0 - 3.0_f64.hypot(2.0)).abs() < 1e-15);
    }

    #[test]
    fn thinning_is_fair_and_repeatable() {
        let x: Vec<f64> = (0..5000).map(f64::from).collect();
        let few = points(&x, &x, 1000);
        assert_eq!(few.at.len(), 1000);
        assert_eq!(few, points(&x, &x, 1000));
        // The mean of those drawn is that of all within four standard errors.
        let drawn: f64 = few.at.iter().map(|point| point[0] * few.unit).sum::<f64>() / 1000.0;
        assert!(drawn.abs() < 4.0 * 1443.0 / 31.6, "{drawn}");
    }
}
