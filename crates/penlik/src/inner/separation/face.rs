//! The fit in the limit: what is left when every strict constraint has gone to infinity.
//!
//! A row chooses among the classes that are tied with its own; a row without a tie is fitted perfectly and drops out. Coefficients that
//! the ties do not determine are held by a gauge, a unit penalty on as many of them as there are such directions, which takes its
//! minimum 0 at no cost; so the other coefficients, their covariance and the deviance are those of the limit.

use super::constraints::{Constraints, State};
use super::frame::Frame;
use super::search::Search;
use super::softmax::{PossibleClasses, encoded};
use super::{Separation, Sign};
use crate::inner::newton::{Control, Settings, Status};
use crate::inner::problem::Problem;
use crate::inner::solve::solve;
use crate::inner::{Coordinates, QuadraticBlock, QuadraticPenalty};
use crate::linalg::{Panels, Symmetric, Twofold};
use std::collections::BTreeSet;

/// Which classes a row may still belong to in the limit, the reference last; empty for a row without weight.
#[derive(Debug, Clone)]
pub(super) struct RowFace {
    possible: Vec<bool>,
}

impl RowFace {
    pub fn has_strict(&self) -> bool {
        self.possible.contains(&false)
    }

    fn has_tie(&self) -> bool {
        self.possible.iter().filter(|possible| **possible).count() > 1
    }
}

/// The limit of a fit whose classes are separated.
#[derive(Debug, Clone)]
pub struct Limit {
    /// Place, value and standard error of each coefficient that has a finite limit.
    pub coefficients: Vec<(usize, f64, f64)>,
    /// The infimum of the deviance.
    pub deviance: f64,
}

/// What every row keeps, the pairs of classes told apart, and whether nothing is tied.
pub(super) fn rows(constraints: &Constraints<'_>, count: usize) -> (Vec<RowFace>, Vec<(usize, usize)>, bool) {
    let (mut pairs, mut complete) = (BTreeSet::new(), true);
    let face = |row: usize| {
        let mut possible = vec![true; constraints.predictors() + 1];
        for place in constraints.of_row(row) {
            match place.state {
                State::Absent => return RowFace { possible: Vec::new() },
                State::Strict => {
                    possible[place.other] = false;
                    pairs.insert((place.base.min(place.other), place.base.max(place.other)));
                }
                State::Tied | State::Equal => complete = false,
            }
        }
        RowFace { possible }
    };
    let rows = (0..count).map(face).collect();
    (rows, pairs.into_iter().collect(), complete)
}

/// Places of coefficients that determine every direction of a subspace, by elimination with the largest pivots.
pub(super) fn gauge(search: &Search<'_>, free: &Frame) -> Vec<usize> {
    let scales = &search.coordinates().scales;
    let unscaled = |(k, x): (usize, Twofold)| x.hi / scales[k % scales.len()];
    let column = |d: &Vec<Twofold>| {
        let (delta, _) = search.coordinates().stacked(d, search.stacked());
        delta.into_iter().enumerate().map(unscaled).collect::<Vec<f64>>()
    };
    let mut columns: Vec<Vec<f64>> = free.columns.iter().map(column).collect();
    let mut places = Vec::new();
    while let Some(mut pivot) = columns.pop() {
        let Some(k) = (0..pivot.len()).max_by(|a, b| pivot[*a].abs().total_cmp(&pivot[*b].abs())) else { break };
        let lead = pivot[k];
        pivot.iter_mut().for_each(|x| *x /= lead);
        for column in &mut columns {
            let factor = column[k];
            column.iter_mut().zip(&pivot).for_each(|(x, p)| *x -= factor * p);
            column[k] = 0.0;
        }
        places.push(k);
    }
    places.sort_unstable();
    places
}

/// The fit in the limit, for a problem in its coefficients themselves or in some of them; `None` when it does not converge.
#[must_use]
pub fn limit(problem: &Problem<'_>, separation: &Separation, control: &Control<'_>) -> Option<Limit> {
    let infinite: Vec<usize> = separation.coefficients.iter().map(|(k, _): &(usize, Sign)| *k).collect();
    let kept = problem.coordinates().and_then(Coordinates::kept);
    let estimated = kept.map_or_else(|| (0..problem.coefficients()).collect(), <[usize]>::to_vec);
    let finite: Vec<usize> = estimated.into_iter().filter(|k| !infinite.contains(k)).collect();
    let ties: Vec<usize> = (0..separation.rows.len()).filter(|i| separation.rows[*i].has_tie()).collect();
    if ties.is_empty() && finite.is_empty() {
        return Some(Limit { coefficients: Vec::new(), deviance: 0.0 });
    }
    let sample = problem.sample();
    let possible = PossibleClasses { predictors: sample.family.predictors() };
    let mut response = sample.response.select(&ties);
    let multinomial = possible.predictors > 1;
    if multinomial {
        encode(&mut response, ties.iter().map(|i| &separation.rows[*i]));
    }
    let (design, weights) = (sample.design.select(&ties), sample.weights.select(&ties));
    let offset = sample.offset.map(|offset| offset.select(&ties));
    let penalty = gauged(problem, separation, &weights);
    let rows = (&design, &response, &weights);
    let family = if multinomial { &possible } else { problem.family() };
    let face = Problem::new(rows, offset.as_ref(), family, &penalty, sample.workers);
    let face = problem.coordinates().map_or(face, |coordinates| face.within(coordinates, &penalty));
    let settings = Settings { max_iterations: 200, tolerance: None };
    let quiet = Control { progress: &|_| (), ..*control };
    let optimum = solve(&face, None, settings, &quiet);
    if optimum.status != Status::Converged {
        return None;
    }
    let covariance = face.refined_covariance(&optimum.beta).unwrap_or(optimum.inverse);
    let (beta, covariance) = (face.stacked(&optimum.beta), face.spread_square(&covariance));
    let told = |k: usize| (k, beta[k], covariance.get(k, k).max(0.0).sqrt());
    let coefficients = finite.into_iter().map(told).collect();
    Some(Limit { coefficients, deviance: face.deviance(&optimum.beta) })
}

fn encode<'a>(response: &mut Panels, rows: impl Iterator<Item = &'a RowFace>) {
    let m = response.cols();
    let mut shares = vec![0.0; m];
    for (i, row) in rows.enumerate() {
        (0..m).for_each(|a| shares[a] = response.get(i, a));
        encoded(&mut shares, &row.possible);
        (0..m).for_each(|a| response.set(i, a, shares[a]));
    }
}

/// The penalty with the gauge: of the size of a column's information, so that it disturbs no factorisation.
fn gauged(problem: &Problem<'_>, separation: &Separation, weights: &Panels) -> QuadraticPenalty {
    let sample = problem.sample();
    let total: f64 = weights.column(0).sum::<f64>().max(1.0);
    let scales = super::space::column_scales(sample.design);
    let (mut metric, mut matrix) = (Symmetric::zeros(1), Symmetric::zeros(separation.gauge.len()));
    metric.add(0, 0, 1.0);
    for (i, k) in separation.gauge.iter().enumerate() {
        let scale = scales[k % scales.len()];
        matrix.add(i, i, 0.25 * total / (scale * scale));
    }
    let mut blocks = problem.penalty().blocks().to_vec();
    let kept = problem.coordinates().and_then(Coordinates::kept);
    let inside = |k: &usize| kept.and_then(|kept| kept.binary_search(k).ok()).unwrap_or(*k);
    let copies = vec![separation.gauge.iter().map(inside).collect()];
    blocks.push(QuadraticBlock { label: String::new(), strength: 1.0, metric, matrix, copies });
    QuadraticPenalty::new(blocks)
}
