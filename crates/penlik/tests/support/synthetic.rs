//! Seeded synthetic data: the same numbers on every machine, since only integer arithmetic makes them.

use ndarray::Array2;

/// A design with an intercept, and responses of every family on the same rows.
pub struct Synthetic {
    pub design: Array2<f64>,
    pub classes: Vec<i32>,
    pub counts: Vec<f64>,
    pub measurements: Vec<f64>,
    pub weights: Vec<f64>,
}

/// n rows, p columns besides the intercept, K classes, all multiples of 1/1024.
pub fn synthetic(rows: usize, columns: usize, classes: usize, seed: u64) -> Synthetic {
    let mut state = seed;
    let mut unit = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % 1024) as f64 / 1024.0
    };
    let design = Array2::from_shape_fn((rows, columns + 1), |(_, j)| if j == 0 { 1.0 } else { 2.0 * unit() - 1.0 });
    let score = |i: usize, c: usize| design[[i, 1 + c % columns]] * (1.0 + c as f64 / 4.0);
    let mut classes_of = Vec::new();
    for i in 0..rows {
        let noisy: Vec<f64> = (0..classes).map(|c| score(i, c) + 2.0 * unit()).collect();
        let top = (0..classes).max_by(|&a, &b| noisy[a].total_cmp(&noisy[b])).unwrap();
        classes_of.push(i32::try_from(top).unwrap());
    }
    let level = |i: usize| 1.0 + design[[i, 1]] - 0.5 * design[[i, 2 % (columns + 1)]];
    let counts = (0..rows).map(|i| (2.0 * level(i) + 3.0 * unit()).floor().max(0.0)).collect();
    let measurements = (0..rows).map(|i| level(i) + unit()).collect();
    let weights = (0..rows).map(|_| 0.5 + (4.0 * unit()).floor() / 2.0).collect();
    Synthetic { classes: classes_of, counts, measurements, weights, design }
}
