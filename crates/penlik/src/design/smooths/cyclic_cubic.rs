//! Cyclic cubic regression splines (`cc`): cubic splines over knots t_1 < … < t_k that go on smoothly from t_k to t_1, with β_j = f(t_j), j < k.
//!
//! The second derivatives at the knots solve Bδ = Dβ, where with h_j = t_{j+1} − t_j and indices modulo k − 1, D_jj = −1/h_{j−1} − 1/h_j,
//! D_j,j+1 = D_j+1,j = 1/h_j, B_jj = (h_{j−1} + h_j)/3, B_j,j+1 = B_j+1,j = h_j/6. The penalty is ∫ f″(x)² dx = βᵀDᵀB⁻¹Dβ over one period,
//! t_k − t_1. Outside the knots f repeats itself. Knots: those given; of two, which are the ends
//! of the period, and else, k of them at equal shares of the different values of x.
//! Source: S. N. Wood, Generalized Additive Models, 2nd edition, 2017, §5.3.2.

use super::basis::{Basis, Covariate, Refusal, Request};
use super::piecewise_cubic::{Weights, fill};
use super::univariate::{cubic_knots, increasing, no_orders, numbers, points, within, wrapped};
use crate::linalg::{Cholesky, Symmetric, product, transposed};
use serde::{Deserialize, Serialize};

/// Periodic cubic splines by their values at the knots.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Knots", into = "Knots")]
pub struct CyclicCubic {
    knots: Vec<f64>,
    /// B⁻¹D.
    bends: Vec<f64>,
    /// DᵀB⁻¹D.
    penalty: Vec<f64>,
}

/// What a stored model keeps of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Knots {
    knots: Vec<f64>,
}

impl CyclicCubic {
    /// The spline of a request. It has k − 1 functions.
    ///
    /// # Errors
    /// `k` < 4 or larger than the number of different values, knots that are not k increasing numbers around the data, and any `m` but 2.
    pub fn new(request: &Request<'_>) -> Result<Self, Refusal> {
        no_orders(request, 2.0)?;
        let knots = cubic_knots(request, 4, true)?;
        within(request, numbers(request)?, &knots)?;
        Self::over(knots)
    }

    /// The spline over increasing knots, at least four.
    fn over(knots: Vec<f64>) -> Result<Self, Refusal> {
        increasing(&knots, true)?;
        if knots.len() < 4 {
            return Err(Refusal::new("knots", format!("{} numbers", knots.len()), "at least 4"));
        }
        let size = knots.len() - 1;
        let (mut b, mut d) = (Symmetric::zeros(size), Symmetric::zeros(size));
        for j in 0..size {
            let (next, h) = ((j + 1) % size, knots[j + 1] - knots[j]);
            for end in [j, next] {
                b.add(end, end, h / 3.0);
                d.add(end, end, -1.0 / h);
            }
            b.add(next, j, h / 6.0);
            d.add(next, j, 1.0 / h);
        }
        let refusal = || Refusal::new("knots", format!("{knots:?}"), "distances that do not differ beyond all digits");
        let root = Cholesky::new(&b).ok_or_else(refusal)?.inverse_root();
        let (mut w, mut bends, mut penalty) = (d.data.clone(), d.data.clone(), d.data);
        product(&root, size, &bends, &mut w);
        product(&transposed(&root, size), size, &w, &mut bends);
        product(&transposed(&w, size), size, &w, &mut penalty);
        Ok(Self { knots, bends, penalty })
    }
}

impl TryFrom<Knots> for CyclicCubic {
    type Error = Refusal;

    fn try_from(parts: Knots) -> Result<Self, Refusal> {
        Self::over(parts.knots)
    }
}

impl From<CyclicCubic> for Knots {
    fn from(spline: CyclicCubic) -> Self {
        Self { knots: spline.knots }
    }
}

impl Basis for CyclicCubic {
    fn size(&self) -> usize {
        self.knots.len() - 1
    }

    fn penalties(&self) -> Vec<Symmetric> {
        vec![Symmetric { order: self.size(), data: self.penalty.clone() }]
    }

    fn breaks(&self) -> Option<Vec<f64>> {
        Some(self.knots.clone())
    }

    fn fill(&self, at: &[Covariate<'_>], out: &mut [f64], stride: usize) {
        let weights = |x| Weights::value(&self.knots, wrapped(&self.knots, x));
        fill(weights, points(at), &self.bends, self.size(), out, stride);
    }

    fn fill_derivative(&self, at: &[Covariate<'_>], _: usize, out: &mut [f64], stride: usize) -> bool {
        let weights = |x| Weights::slope(&self.knots, wrapped(&self.knots, x));
        fill(weights, points(at), &self.bends, self.size(), out, stride);
        true
    }

    fn takes(&self, levels: &[usize]) -> bool {
        levels == [0]
    }
}
