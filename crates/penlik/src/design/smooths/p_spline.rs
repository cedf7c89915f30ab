//! P-splines (`ps`): B-splines with a penalty on the d-th differences of their coefficients, S = DᵀD.
//!
//! `m` = (degree − 1, d), both 2 where left open; one number stands for both. Knots are equally spaced unless given (see [`super::bspline_knots`]).
//! With equal spacing the penalty leaves polynomials of degree below d free. Outside the knots a spline is continued by lines.
//! Source: P. H. C. Eilers and B. D. Marx, "Flexible smoothing with B-splines and penalties", Statistical Science 11, 1996, 89–121.

use super::basis::{Basis, Covariate, Refusal, Request};
use super::bspline_basis::BSplines;
use super::bspline_knots::{orders, splines};
use super::univariate::points;
use crate::linalg::Symmetric;
use serde::{Deserialize, Serialize};

/// B-splines with a difference penalty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PSpline {
    splines: BSplines,
    /// d.
    difference: usize,
}

impl PSpline {
    /// The spline of a request.
    ///
    /// # Errors
    /// `m`, `k`, `knots` and `spacing` that do not fit.
    pub fn new(request: &Request<'_>) -> Result<Self, Refusal> {
        let (degree, difference) = degree_and_difference(request)?;
        Ok(Self { splines: splines(request, degree, difference)?, difference })
    }
}

/// What `m` says.
pub(super) fn degree_and_difference(request: &Request<'_>) -> Result<(usize, usize), Refusal> {
    match *orders(request)? {
        [] => Ok((3, 2)),
        [m] => Ok((m + 1, m)),
        [m, difference] => Ok((m + 1, difference)),
        _ => Err(Refusal::new("m", format!("{:?}", request.m), "degree − 1 and the order of the differences")),
    }
}

/// The coefficients (−1)^(d−i)·binomial(d, i) of the d-th difference.
pub(super) fn difference_weights(order: usize) -> Vec<f64> {
    let mut weights = vec![1.0];
    for _ in 0..order {
        weights.push(0.0);
        (0..weights.len())
            .rev()
            .for_each(|i| weights[i] = i.checked_sub(1).map_or(0.0, |below| weights[below]) - weights[i]);
    }
    weights
}

impl Basis for PSpline {
    fn size(&self) -> usize {
        self.splines.size()
    }

    fn penalties(&self) -> Vec<Symmetric> {
        let k = self.size();
        let mut penalty = Symmetric::zeros(k);
        if self.difference < k {
            let weights = difference_weights(self.difference);
            for start in 0..k - self.difference {
                add_square(&mut penalty, &weights, |i| start + i);
            }
        }
        vec![penalty]
    }

    fn breaks(&self) -> Option<Vec<f64>> {
        (self.splines.degree() <= 3).then(|| self.splines.breaks())
    }

    fn fill(&self, at: &[Covariate<'_>], out: &mut [f64], stride: usize) {
        self.splines.fill(points(at), 0, self.size(), out, stride);
    }

    fn fill_derivative(&self, at: &[Covariate<'_>], _: usize, out: &mut [f64], stride: usize) -> bool {
        self.splines.fill(points(at), 1, self.size(), out, stride);
        true
    }

    fn takes(&self, levels: &[usize]) -> bool {
        levels == [0]
    }
}

/// Adds the square of Σ_i weights_i·β_place(i).
pub(super) fn add_square(penalty: &mut Symmetric, weights: &[f64], place: impl Fn(usize) -> usize) {
    let k = penalty.order;
    for (i, x) in weights.iter().enumerate() {
        for (j, y) in weights.iter().enumerate() {
            penalty.data[place(i) * k + place(j)] += x * y;
        }
    }
}
