//! B_kk = Σ_j |H_kj|, by S. Gershgorin (1931).
//!
//! For j ≠ k, |H_kj| = (λ/τ²) a_k a_j |c_k + c_j + 1|. Sorted by c, the terms of either sign lie on either side of −(c_k + 1), and
//! running sums of a and a∘c give them in O(log K) for every k. The largest a is kept out of these sums: beside it the others may
//! be too small to see.

use super::SoftmaxRows;

/// Up to this many categories the terms are added up one by one.
const FEW: usize = 64;

pub(super) fn gershgorin(rows: &SoftmaxRows, r: usize, out: &mut [f64]) {
    let range = rows.row(r);
    let (a, c) = (&rows.weights.a[range.clone()], &rows.c[range]);
    let reference = rows.weights.reference[r];
    let spread: f64 = a.iter().zip(c).map(|(a, c)| a * c.abs()).sum();
    let sorted = (a.len() > FEW).then(|| Sorted::new(a, c, reference));
    for k in 0..a.len() {
        let left = rows.weights.complement(r, k);
        let diagonal = (c[k] * (left - a[k]) + left).abs();
        let beside = match &sorted {
            None => (0..a.len()).map(|j| if j == k { 0.0 } else { a[j] * (c[k] + c[j] + 1.0).abs() }).sum(),
            Some(sorted) if k == reference => sorted.distance(-(c[k] + 1.0)),
            Some(sorted) => {
                let others = sorted.distance(-(c[k] + 1.0)) - a[k] * (2.0 * c[k] + 1.0).abs();
                others.max(0.0) + a[reference] * (c[reference] + c[k] + 1.0).abs()
            }
        };
        // Where terms of H cancel, its rounding is larger than itself; the bound is above that too.
        let rounding = 8.0 * f64::EPSILON * (left * (c[k].abs() + 1.0) + spread);
        out[k] = rows.scale * a[k] * (diagonal + beside + rounding);
    }
}

/// The entries of a row but one, by growing c, with running sums of a and a∘c.
struct Sorted {
    c: Vec<f64>,
    sums: Vec<(f64, f64)>,
}

impl Sorted {
    fn new(a: &[f64], c: &[f64], without: usize) -> Self {
        let mut order: Vec<usize> = (0..a.len()).filter(|&k| k != without).collect();
        order.sort_unstable_by(|&i, &j| c[i].total_cmp(&c[j]));
        let mut sum = (0.0, 0.0);
        let mut sums = vec![sum];
        for &k in &order {
            sum = (sum.0 + a[k], a[k].mul_add(c[k], sum.1));
            sums.push(sum);
        }
        Self { c: order.iter().map(|&k| c[k]).collect(), sums }
    }

    /// Σ a |c − x|
    fn distance(&self, x: f64) -> f64 {
        let at = self.c.partition_point(|c| *c < x);
        let (below, all) = (self.sums[at], self.sums[self.c.len()]);
        (all.1 - 2.0 * below.1) - x * (all.0 - 2.0 * below.0)
    }
}
