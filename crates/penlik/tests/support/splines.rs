//! Cubic B-splines on equally spaced knots and the penalties of their differences.

use ndarray::Array2;

/// B_j(x) for k functions over [low, high], a row for each x: rows sum to 1, and second differences of 0 make a straight line.
pub fn cubic_splines(x: &[f64], k: usize, (low, high): (f64, f64)) -> Array2<f64> {
    let intervals = k - 3;
    let mut out = Array2::zeros((x.len(), k));
    for (i, x) in x.iter().enumerate() {
        let t = (x - low) / (high - low) * intervals as f64;
        let place = (t.floor().max(0.0) as usize).min(intervals - 1);
        let u = t - place as f64;
        let pieces = [
            (1.0 - u).powi(3),
            3.0 * u.powi(3) - 6.0 * u * u + 4.0,
            -3.0 * u.powi(3) + 3.0 * u * u + 3.0 * u + 1.0,
            u.powi(3),
        ];
        pieces.iter().enumerate().for_each(|(j, piece)| out[[i, place + j]] = piece / 6.0);
    }
    out
}

/// DᵀD for differences of an order between k coefficients.
pub fn differences(k: usize, order: usize) -> Array2<f64> {
    let mut rows: Array2<f64> = Array2::eye(k);
    for _ in 0..order {
        let n = rows.nrows();
        rows = Array2::from_shape_fn((n - 1, k), |(i, j)| rows[[i + 1, j]] - rows[[i, j]]);
    }
    rows.t().dot(&rows)
}
