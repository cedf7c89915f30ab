//! Total variation along a line.
//!
//! f(x) = a·Σ_i |x_{i+1} − x_i|, a ≥ 0. Dynamic programming in O(n): the derivative of the best value of all entries up to one,
//! as a function of that one, is piecewise linear and clipped to ±t·a; its knots are kept in a queue that is shortened from both
//! ends (N. A. Johnson, "A dynamic programming algorithm for the fused lasso and L0-segmentation", Journal of Computational and
//! Graphical Statistics 22, 2013). Entries that fuse are equal to the bit.

use super::map::{Convex, Proximal};
use crate::check::{CheckError, non_negative};

/// weight·Σ_i |x_{i+1} − x_i|.
///
/// ```
/// use penlik::prox::{Proximal, TotalVariation};
/// let mut out = [0.0; 2];
/// assert_eq!(TotalVariation::new(1.0)?.prox(&[1.0, 3.0], 0.5, &mut out)?, 1.0);
/// assert_eq!(out, [1.5, 2.5]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct TotalVariation {
    weight: f64,
}

impl TotalVariation {
    /// The weight a ≥ 0.
    pub fn new(weight: f64) -> Result<Self, CheckError> {
        Ok(Self { weight: non_negative("weight", weight)? })
    }
}

impl Convex for TotalVariation {}

impl Proximal for TotalVariation {
    fn value(&self, x: &[f64]) -> f64 {
        self.weight * x.windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum::<f64>()
    }

    fn shrink(&self, x: &mut [f64], t: f64) -> Result<f64, CheckError> {
        flatten(x, t * self.weight);
        Ok(self.value(x))
    }
}

fn flatten(x: &mut [f64], limit: f64) {
    if x.len() < 2 || limit == 0.0 {
        return;
    }
    // Knots are found on entries around 0: a common shift moves the result alone, and its digits are not spent on it.
    let n = x.len() as f64;
    let mean = x.iter().map(|x| x / n).sum::<f64>();
    x.iter_mut().for_each(|x| *x -= mean);
    if limit >= tension(x) {
        return x.fill(mean);
    }
    let tubes = Knots::new(x.len(), x[0], limit).walk(x);
    for k in (0..x.len() - 1).rev() {
        let (low, high) = tubes[k];
        x[k] = x[k + 1].min(high).max(low);
    }
    x.iter_mut().for_each(|x| *x += mean);
}

/// The limit from which on all entries fuse: the largest partial sum of what is around 0.
fn tension(x: &[f64]) -> f64 {
    let mut sum = 0.0_f64;
    x[..x.len() - 1].iter().fold(0.0, |most: f64, x| {
        sum += x;
        most.max(sum.abs())
    })
}

/// The slope and the offset that a piece adds to the derivative, and where the piece begins.
#[derive(Debug, Clone, Copy, Default)]
struct Knot {
    at: f64,
    slope: f64,
    offset: f64,
}

/// The knots in use are `queue[first..end]`; either end moves out by at most one place an entry.
struct Knots {
    queue: Vec<Knot>,
    first: usize,
    end: usize,
    limit: f64,
    tubes: Vec<(f64, f64)>,
}

impl Knots {
    fn new(n: usize, y: f64, limit: f64) -> Self {
        let mut queue = vec![Knot::default(); 2 * n];
        queue[n - 1] = Knot { at: y - limit, slope: 1.0, offset: limit - y };
        queue[n] = Knot { at: y + limit, slope: -1.0, offset: y + limit };
        Self { queue, first: n - 1, end: n + 1, limit, tubes: vec![(y - limit, y + limit)] }
    }

    /// Takes in the entries from the second on; the last one becomes its solution. For every other entry the bounds it has
    /// on its way back from the one after it.
    fn walk(mut self, y: &mut [f64]) -> Vec<(f64, f64)> {
        let last = y.len() - 1;
        for &y in &y[1..last] {
            let (low, left) = self.enter_left(y, -self.limit);
            let (high, right) = self.enter_right(low, y);
            let at_low = (-self.limit - left.offset) / left.slope;
            let at_high = (self.limit + right.offset) / -right.slope;
            (self.first, self.end) = (low - 1, high + 1);
            self.queue[low - 1] = Knot { at: at_low, slope: left.slope, offset: left.offset + self.limit };
            self.queue[high] = Knot { at: at_high, slope: right.slope, offset: right.offset + self.limit };
            self.tubes.push((at_low, at_high));
        }
        let (_, piece) = self.enter_left(y[last], 0.0);
        y[last] = -piece.offset / piece.slope;
        self.tubes
    }

    /// The first knot where the derivative is above a level, and the piece that ends there.
    fn enter_left(&self, y: f64, level: f64) -> (usize, Knot) {
        let mut piece = Knot { at: 0.0, slope: 1.0, offset: -self.limit - y };
        for (i, knot) in self.queue[self.first..self.end].iter().enumerate() {
            if piece.slope.mul_add(knot.at, piece.offset) > level {
                return (self.first + i, piece);
            }
            piece.slope += knot.slope;
            piece.offset += knot.offset;
        }
        (self.end, piece)
    }

    /// One past the last knot, not before `from`, where the derivative is below the limit, and the piece that begins there.
    fn enter_right(&self, from: usize, y: f64) -> (usize, Knot) {
        let mut piece = Knot { at: 0.0, slope: -1.0, offset: y - self.limit };
        for i in (from..self.end).rev() {
            let knot = self.queue[i];
            if -piece.slope.mul_add(knot.at, piece.offset) < self.limit {
                return (i + 1, piece);
            }
            piece.slope += knot.slope;
            piece.offset += knot.offset;
        }
        (from, piece)
    }
}
