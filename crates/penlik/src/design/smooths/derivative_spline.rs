//! B-splines with penalties on derivatives (`bs`): S_r = ∫ f^(r)(x)² dx over the knots that surround the data.
//!
//! `m` = (degree, r_1, r_2, …) with one penalty for each r; left open it is (3, 2), one number stands for (m, m − 1). Knots as `spacing` and `knots` say
//! (see [`super::bspline_knots`]), of any distances, since the penalties are integrals. Outside the knots a spline is continued by lines.
//! Source: S. N. Wood, "P-splines with derivative based penalties and tensor product smoothing of unevenly distributed data", Statistics
//! and Computing 27, 2017, 985–989.

use super::basis::{Basis, Covariate, Refusal, Request};
use super::bspline_basis::BSplines;
use super::bspline_knots::{orders, splines};
use super::univariate::points;
use crate::linalg::Symmetric;
use serde::{Deserialize, Serialize};

/// B-splines with penalties on derivatives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DerivativeSpline {
    splines: BSplines,
    /// The orders r.
    derivatives: Vec<usize>,
}

impl DerivativeSpline {
    /// The spline of a request.
    ///
    /// # Errors
    /// `m`, `k`, `knots` and `spacing` that do not fit.
    pub fn new(request: &Request<'_>) -> Result<Self, Refusal> {
        let refusal = |expected: &str| Err(Refusal::new("m", format!("{:?}", request.m), expected));
        let m = orders(request)?;
        let (degree, derivatives) = match m.split_first() {
            None => (3, vec![2]),
            Some((degree, [])) => (*degree, vec![degree.saturating_sub(1)]),
            Some((degree, derivatives)) => (*degree, derivatives.to_vec()),
        };
        if derivatives.iter().any(|r| *r > degree) {
            return refusal("derivatives of orders up to the degree, which comes first");
        }
        if (1..derivatives.len()).any(|i| derivatives[..i].contains(&derivatives[i])) {
            return refusal("derivatives of different orders after the degree");
        }
        let least = derivatives.iter().copied().max().unwrap_or(0);
        Ok(Self { splines: splines(request, degree, least)?, derivatives })
    }
}

impl Basis for DerivativeSpline {
    fn size(&self) -> usize {
        self.splines.size()
    }

    fn penalties(&self) -> Vec<Symmetric> {
        self.derivatives.iter().map(|r| self.splines.derivative_gram(*r)).collect()
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
