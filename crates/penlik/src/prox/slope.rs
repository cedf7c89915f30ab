//! Sorted ℓ1 norm.
//!
//! f(x) = Σ_i w_i·|x|₍ᵢ₎ with |x|₍₁₎ ≥ |x|₍₂₎ ≥ … and w₁ ≥ w₂ ≥ … ≥ 0. The map sorts the magnitudes, subtracts t·w, pools
//! neighbours that rise until none does, cuts at 0 and undoes the sort; equal magnitudes stay equal
//! (M. Bogdan, E. van den Berg, C. Sabatti, W. Su and E. J. Candès, "SLOPE", Annals of Applied Statistics 9, 2015).

use super::map::{Convex, Proximal};
use crate::check::{CheckError, each, length, non_increasing, non_negative};

/// Σ_i weights_i·|x|₍ᵢ₎.
///
/// ```
/// use penlik::prox::{Proximal, Slope};
/// let mut out = [0.0; 3];
/// Slope::new(&[2.0, 0.5, 0.25])?.prox(&[3.0, 2.0, -1.0], 1.0, &mut out)?;
/// assert_eq!(out, [1.25, 1.25, -0.75]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Slope {
    weights: Vec<f64>,
}

impl Slope {
    /// One weight for each rank, in non-increasing order and ≥ 0.
    pub fn new(weights: &[f64]) -> Result<Self, CheckError> {
        each("weights", weights, non_negative)?;
        non_increasing("weights", weights)?;
        Ok(Self { weights: weights.to_vec() })
    }
}

impl Convex for Slope {}

impl Proximal for Slope {
    fn value(&self, x: &[f64]) -> f64 {
        let mut sorted: Vec<f64> = x.iter().map(|x| x.abs()).collect();
        sorted.sort_unstable_by(|a, b| b.total_cmp(a));
        sorted.iter().zip(&self.weights).map(|(x, w)| w * x).sum()
    }

    fn fits(&self, n: usize) -> Result<(), CheckError> {
        length("x", n, self.weights.len())
    }

    fn shrink(&self, x: &mut [f64], t: f64) -> Result<f64, CheckError> {
        let mut order: Vec<usize> = (0..x.len()).collect();
        order.sort_by(|&i, &j| x[j].abs().total_cmp(&x[i].abs()));
        let reduced = order.iter().zip(&self.weights).map(|(&i, w)| x[i].abs() - t * w);
        let mut rank = 0;
        let mut value = 0.0;
        for block in pooled(reduced) {
            let level = block.mean.max(0.0);
            for &i in &order[rank..rank + block.count] {
                x[i] = level.copysign(x[i]);
            }
            value += level * self.weights[rank..rank + block.count].iter().sum::<f64>();
            rank += block.count;
        }
        Ok(value)
    }
}

struct Pool {
    mean: f64,
    count: usize,
}

/// The nearest non-increasing sequence, as stretches of equal entries (pool adjacent violators).
fn pooled(values: impl Iterator<Item = f64>) -> Vec<Pool> {
    let mut pools: Vec<Pool> = Vec::new();
    for value in values {
        let mut last = Pool { mean: value, count: 1 };
        while let Some(before) = pools.pop_if(|before| before.mean <= last.mean) {
            let count = before.count + last.count;
            let share = |pool: &Pool| pool.mean * (pool.count as f64 / count as f64);
            last = Pool { mean: share(&before) + share(&last), count };
        }
        pools.push(last);
    }
    pools
}
