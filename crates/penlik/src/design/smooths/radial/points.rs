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
        let rows = columns.first().map_or(0, |column| column.len());
        let (data, counts) = distinct(&columns, rows);
        let centre = mean(&data, &counts);
        let (at, counts) = match given(request, columns.len())? {
            Some(knots) => {
                let columns: Vec<&[f64]> = knots.iter().map(Vec::as_slice).collect();
                let (at, _) = distinct(&columns, columns.first().map_or(0, |column| column.len()));
                let ones = vec![1.0; at.len()];
                (at, ones)
            }
            None if data.len() > most => thinned(&data, most, seed),
            None => (data, counts),
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

/// The distinct points in order, with how often each occurs.
fn distinct(columns: &[&[f64]], rows: usize) -> (Vec<Vec<f64>>, Vec<f64>) {
    // Adding 0 makes a zero of a negative zero.
    let mut all: Vec<Vec<f64>> = (0..rows).map(|i| columns.iter().map(|column| column[i] + 0.0).collect()).collect();
    let order = |a: &Vec<f64>, b: &Vec<f64>| a.iter().zip(b).map(|(a, b)| a.total_cmp(b)).find(|o| o.is_ne());
    all.sort_by(|a, b| order(a, b).unwrap_or(std::cmp::Ordering::Equal));
    let mut counts: Vec<f64> = Vec::new();
    let mut points: Vec<Vec<f64>> = Vec::new();
    for point in all {
        match (points.last(), counts.last_mut()) {
            (Some(last), Some(count)) if *last == point => *count += 1.0,
            _ => {
                points.push(point);
                counts.push(1.0);
            }
        }
    }
    (points, counts)
}

fn mean(points: &[Vec<f64>], counts: &[f64]) -> Vec<f64> {
    let total: f64 = counts.iter().sum();
    let d = points.first().map_or(0, Vec::len);
    let share = |v: usize| points.iter().zip(counts).map(|(point, count)| point[v] * count).sum::<f64>() / total;
    (0..d).map(share).collect()
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

fn thinned(points: &[Vec<f64>], most: usize, seed: u64) -> (Vec<Vec<f64>>, Vec<f64>) {
    let random = CounterRandom::new(seed, 0);
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by_cached_key(|&i| (random.bits(i as u64), i));
    order.truncate(most);
    order.sort_unstable();
    (order.iter().map(|&i| points[i].clone()).collect(), vec![1.0; order.len()])
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
