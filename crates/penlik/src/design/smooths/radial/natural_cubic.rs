//! Radial functions r³ in one covariate as what they are, natural cubic splines with the knots of the smooth.
//!
//! With Σδ_j = Σδ_j x_j = 0 the function Σ_j δ_j|x − x_j|³ is a cubic between knots and a line beyond them, given by its values and its second
//! derivatives 6·Σ_j δ_j|x − x_j| at the knots: a point then costs O(k + ln u) instead of O(k·u).
//! Source: P. J. Green and B. W. Silverman, Nonparametric Regression and Generalized Linear Models, 1994, §2.1 and §7.3.

use super::super::piecewise_cubic::Weights;
use crate::linalg::DistancePowers;

/// k functions over u knots.
#[derive(Debug, Clone)]
pub struct NaturalCubic {
    knots: Vec<f64>,
    /// For each knot the k values and then the k second derivatives.
    at_knots: Vec<f64>,
    functions: usize,
}

impl NaturalCubic {
    /// The functions with these weights of |x − x_j|³, u × k and row-major; `None` for fewer than two knots.
    pub fn new(centres: &[f64], weights: &[f64], functions: usize) -> Option<Self> {
        let u = centres.len();
        if u < 2 || functions == 0 {
            return None;
        }
        let mut order: Vec<usize> = (0..u).collect();
        order.sort_by(|&i, &j| centres[i].total_cmp(&centres[j]));
        let knots: Vec<f64> = order.iter().map(|&i| centres[i]).collect();
        let columns: Vec<f64> =
            (0..functions).flat_map(|j| order.iter().map(move |&i| weights[i * functions + j])).collect();
        let mut at_knots = vec![0.0; 2 * u * functions];
        for (part, power, factor) in [(0, 3, 1.0), (1, 1, 6.0)] {
            let distances = DistancePowers::new(&knots, power)?;
            let mut sums = vec![0.0; u * functions];
            distances.times(&columns, functions, &mut sums);
            // A natural spline is straight at its ends.
            for i in part..u - part {
                let to = &mut at_knots[(2 * i + part) * functions..][..functions];
                to.iter_mut().enumerate().for_each(|(j, to)| *to = factor * distances.scale() * sums[j * u + i]);
            }
        }
        Some(Self { knots, at_knots, functions })
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
        let k = self.functions;
        let knot = |i: usize| self.at_knots[2 * i * k..2 * (i + 1) * k].split_at(k);
        let ((low, low_bends), (high, high_bends)) = (knot(weights.segment), knot(weights.segment + 1));
        let ([a, b], [c, d]) = (weights.values, weights.bends);
        let (values, bends) = (low.iter().zip(high), low_bends.iter().zip(high_bends));
        for (out, ((low, high), (low_bend, high_bend))) in out.iter_mut().zip(values.zip(bends)) {
            *out = (a * low + b * high) + (c * low_bend + d * high_bend);
        }
    }
}
