//! Radial functions r³ in one covariate as what they are, natural cubic splines with the knots of the smooth.
//!
//! With Σδ_j = Σδ_j x_j = 0 the function Σ_j δ_j|x − x_j|³ is a cubic between knots and a line beyond them, given by its values and its second
//! derivatives 6·Σ_j δ_j|x − x_j| at the knots: a point then costs O(k + ln u) instead of O(k·u).
//! Source: P. J. Green and B. W. Silverman, Nonparametric Regression and Generalized Linear Models, 1994, §2.1 and §7.3.

use super::super::piecewise_cubic::Weights;
use crate::linalg::product;

/// k functions over u knots.
#[derive(Debug, Clone)]
pub struct NaturalCubic {
    knots: Vec<f64>,
    /// u × k, row-major.
    values: Vec<f64>,
    /// u × k, row-major.
    bends: Vec<f64>,
    functions: usize,
}

impl NaturalCubic {
    /// The functions with these weights of |x − x_j|³, u × k and row-major; `None` for fewer than two knots.
    pub fn new(centres: &[f64], weights: &[f64], functions: usize) -> Option<Self> {
        let mut knots = centres.to_vec();
        knots.sort_by(f64::total_cmp);
        let u = knots.len();
        if u < 2 || functions == 0 {
            return None;
        }
        let (mut values, mut bends) = (vec![0.0; u * functions], vec![0.0; u * functions]);
        let mut along = vec![0.0; u];
        for (i, x) in knots.iter().enumerate() {
            let rows = i * functions..(i + 1) * functions;
            along.iter_mut().zip(centres).for_each(|(r, centre)| *r = (x - centre).abs());
            along.iter_mut().for_each(|r| *r = *r * *r * *r);
            product(&along, u, weights, &mut values[rows.clone()]);
            // A natural spline is straight at its ends.
            if i > 0 && i + 1 < u {
                along.iter_mut().zip(centres).for_each(|(r, centre)| *r = 6.0 * (x - centre).abs());
                product(&along, u, weights, &mut bends[rows]);
            }
        }
        Some(Self { knots, values, bends, functions })
    }

    /// The functions at x.
    pub fn at(&self, x: f64, out: &mut [f64]) {
        self.combine(&Weights::value(&self.knots, x), out);
    }

    /// Their derivatives.
    pub fn slope(&self, x: f64, out: &mut [f64]) {
        self.combine(&Weights::slope(&self.knots, x), out);
    }

    fn combine(&self, weights: &Weights, out: &mut [f64]) {
        let (low, high) = (weights.segment * self.functions, (weights.segment + 1) * self.functions);
        let ([a, b], [c, d]) = (weights.values, weights.bends);
        for (j, out) in out.iter_mut().enumerate() {
            *out = (a * self.values[low + j] + b * self.values[high + j])
                + (c * self.bends[low + j] + d * self.bends[high + j]);
        }
    }
}
