//! Cyclic P-splines (`cp`): k periodic B-splines over k pieces, with a penalty on the d-th differences of their coefficients around the circle.
//!
//! `m` = (degree − 1, d), both 2 where left open. `knots`: the two ends of the period, which are those of the data where left open, or all
//! k + 1 limits of the pieces. Outside them a spline repeats itself.
//! Source: P. H. C. Eilers and B. D. Marx, "Splines, knots, and penalties", WIREs Computational Statistics 2, 2010, 637–653.

use super::basis::{Basis, Covariate, Refusal, Request};
use super::bspline_basis::BSplines;
use super::bspline_knots::functions;
use super::p_spline::{add_square, degree_and_difference, difference_weights};
use super::univariate::{distinct, given_knots, increasing, numbers, points, within, wrapped};
use crate::linalg::Symmetric;
use serde::{Deserialize, Serialize};

/// Periodic B-splines with a difference penalty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct CyclicPSpline {
    /// The limits of the pieces.
    knots: Vec<f64>,
    /// Over the limits and p more of them on either side, a period on.
    splines: BSplines,
    /// d.
    difference: usize,
}

/// What a stored model keeps of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    degree: usize,
    difference: usize,
    knots: Vec<f64>,
}

impl CyclicPSpline {
    /// The spline of a request.
    ///
    /// # Errors
    /// `m`, `k` and `knots` that do not fit, and data outside the knots.
    pub fn new(request: &Request<'_>) -> Result<Self, Refusal> {
        let x = numbers(request)?;
        let (degree, difference) = degree_and_difference(request)?;
        let values = distinct(x);
        let k = functions(request, &values, (degree + 1).max(difference + 1))?;
        let even = |first: f64, last: f64| {
            let inner = (0..k).map(|j| (last - first).mul_add(j as f64 / k as f64, first));
            inner.chain([last]).collect::<Vec<_>>()
        };
        let knots = match given_knots(request)? {
            None => even(values[0], values[values.len() - 1]),
            Some(knots) if knots.len() == 2 => even(knots[0], knots[1]),
            Some(knots) if knots.len() == k + 1 => knots,
            Some(knots) => {
                let expected = format!("2 or {}: the ends of the period, or the limits of {k} pieces", k + 1);
                return Err(Refusal::new("knots", format!("{} numbers", knots.len()), expected));
            }
        };
        within(request, x, &knots)?;
        Parts { degree, difference, knots }.try_into()
    }
}

impl TryFrom<Parts> for CyclicPSpline {
    type Error = Refusal;

    fn try_from(Parts { degree, difference, knots }: Parts) -> Result<Self, Refusal> {
        increasing(&knots, true)?;
        let pieces = knots.len().saturating_sub(1);
        if pieces <= degree || pieces <= difference {
            let expected = format!("more pieces than {}", degree.max(difference));
            return Err(Refusal::new("knots", format!("{} numbers", knots.len()), expected));
        }
        let period = knots[pieces] - knots[0];
        let below = knots[pieces - degree..pieces].iter().map(|t| t - period);
        let above = knots[1..=degree].iter().map(|t| t + period);
        let all = below.chain(knots.iter().copied()).chain(above).collect();
        Ok(Self { splines: BSplines::new(degree, all)?, knots, difference })
    }
}

impl From<CyclicPSpline> for Parts {
    fn from(spline: CyclicPSpline) -> Self {
        Self { degree: spline.splines.degree(), difference: spline.difference, knots: spline.knots }
    }
}

impl CyclicPSpline {
    fn write(&self, at: &[Covariate<'_>], order: usize, out: &mut [f64], stride: usize) {
        let x: Vec<f64> = points(at).iter().map(|x| wrapped(&self.knots, *x)).collect();
        self.splines.fill(&x, order, self.size(), out, stride);
    }
}

impl Basis for CyclicPSpline {
    fn size(&self) -> usize {
        self.knots.len() - 1
    }

    fn penalties(&self) -> Vec<Symmetric> {
        let k = self.size();
        let mut penalty = Symmetric::zeros(k);
        let weights = difference_weights(self.difference);
        (0..k).for_each(|start| add_square(&mut penalty, &weights, |i| (start + i) % k));
        vec![penalty]
    }

    fn breaks(&self) -> Option<Vec<f64>> {
        (self.splines.degree() <= 3).then(|| self.splines.breaks())
    }

    fn fill(&self, at: &[Covariate<'_>], out: &mut [f64], stride: usize) {
        self.write(at, 0, out, stride);
    }

    fn fill_derivative(&self, at: &[Covariate<'_>], _: usize, out: &mut [f64], stride: usize) -> bool {
        self.write(at, 1, out, stride);
        true
    }

    fn takes(&self, levels: &[usize]) -> bool {
        levels == [0]
    }
}
