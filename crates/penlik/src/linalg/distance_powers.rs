//! Products with the matrix |x_i − x_j|^p of sorted numbers, p odd: O(p²n) instead of O(n²) for each vector.
//!
//! To the right of the first i numbers Σ_{j≤i} c_j(x − x_j)^p is a polynomial. Its Taylor coefficients at x_i move to x_{i+1} by Horner's scheme,
//! all of whose terms have the sign of h = x_{i+1} − x_i, and c_{i+1} adds to the leading one; the value at x_i is what lies on the left. What lies on
//! the right comes from the same sweep backwards. No differences of sums are taken, so that the error is of the order of that of a product
//! term by term: some roundings of Σ_j |c_j||x_i − x_j|^p.
//! Source for the shift: D. E. Knuth, The Art of Computer Programming 2, 1997, §4.6.4.

use super::half_products::{Lanes, in_lanes};
use super::simd::dispatch;
use super::svd::power_of_two_near;
use super::{LANES, Symmetric};

/// A = (|x_i − x_j|^p)/s with s a power of two near the largest |x_i − x_j|^p.
#[derive(Debug, Clone)]
pub struct DistancePowers {
    /// x_{i+1} − x_i, over a unit.
    steps: Vec<f64>,
    /// x, over the unit.
    numbers: Vec<f64>,
    power: i32,
    scale: f64,
}

impl DistancePowers {
    /// That of finite numbers in order; `None` where they are not in order, p is not odd and positive or s is no number.
    ///
    /// ```
    /// use penlik::linalg::DistancePowers;
    /// let a = DistancePowers::new(&[0.0, 1.0, 3.0], 3).unwrap();
    /// let mut out = vec![0.0; 3];
    /// a.times(&[1.0, 0.0, 1.0], 1, &mut out);
    /// assert_eq!(out.iter().map(|y| y * a.scale()).collect::<Vec<_>>(), [27.0, 1.0 + 8.0, 27.0]);
    /// ```
    #[must_use]
    pub fn new(numbers: &[f64], power: i32) -> Option<Self> {
        let range = numbers.last()? - numbers.first()?;
        let unit = power_of_two_near(&[range]);
        let scale = unit.powi(power);
        let ordered = numbers.windows(2).all(|pair| pair[0] <= pair[1]);
        let sound = ordered && range.is_finite() && scale.is_normal() && power > 0 && power % 2 == 1;
        let steps = || numbers.windows(2).map(|pair| (pair[1] - pair[0]) / unit).collect();
        let first = numbers[0];
        let from_first = || numbers.iter().map(|x| (x - first) / unit).collect();
        sound.then(|| Self { steps: steps(), numbers: from_first(), power, scale })
    }

    /// n.
    #[must_use]
    pub fn order(&self) -> usize {
        self.numbers.len()
    }

    /// s.
    #[must_use]
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// A·X of `count` columns, both stored one column after the other.
    pub fn times(&self, x: &[f64], count: usize, out: &mut [f64]) {
        in_lanes(self.order(), x, count, out, |x, out| self.both_sweeps(x, out));
    }

    fn both_sweeps(&self, c: &[Lanes], out: &mut [Lanes]) {
        dispatch(
            #[inline(always)]
            || match self.power {
                1 => sweeps(&self.steps, c, &mut [[0.0; LANES]; 2], out),
                3 => sweeps(&self.steps, c, &mut [[0.0; LANES]; 4], out),
                5 => sweeps(&self.steps, c, &mut [[0.0; LANES]; 6], out),
                p => sweeps(&self.steps, c, &mut vec![[0.0; LANES]; p as usize + 1], out),
            },
        );
    }

    /// A itself.
    #[must_use]
    pub fn matrix(&self) -> Symmetric {
        let entry = |(x, y): (&f64, &f64)| (x - y).abs().powi(self.power);
        let row = |x| self.numbers.iter().map(move |y| entry((x, y)));
        Symmetric { order: self.order(), data: self.numbers.iter().flat_map(row).collect() }
    }
}

/// What lies on the left of each number and what lies on the right, with `taylor` as room for the coefficients.
#[inline(always)]
fn sweeps(steps: &[f64], c: &[Lanes], taylor: &mut [Lanes], out: &mut [Lanes]) {
    taylor.fill([0.0; LANES]);
    for i in 0..c.len() {
        if i > 0 {
            shift(steps[i - 1], taylor);
        }
        out[i] = taylor[0];
        add(c[i], taylor);
    }
    taylor.fill([0.0; LANES]);
    for i in (0..c.len()).rev() {
        if i + 1 < c.len() {
            shift(steps[i], taylor);
        }
        (0..LANES).for_each(|l| out[i][l] += taylor[0][l]);
        add(c[i], taylor);
    }
}

/// Taylor coefficients at x + h from those at x.
#[inline(always)]
fn shift(h: f64, taylor: &mut [Lanes]) {
    for first in 0..taylor.len() - 1 {
        for k in (first..taylor.len() - 1).rev() {
            let (low, high) = taylor.split_at_mut(k + 1);
            (0..LANES).for_each(|l| low[k][l] = h.mul_add(high[0][l], low[k][l]));
        }
    }
}

/// A further number, from which the point is 0 away.
#[inline(always)]
fn add(c: Lanes, taylor: &mut [Lanes]) {
    if let Some(leading) = taylor.last_mut() {
        (0..LANES).for_each(|l| leading[l] += c[l]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::counter_random::CounterRandom;
    use super::super::twofold::Twofold;
    use super::*;

    /// Σ_j c_j|x_i − x_j|^p and Σ_j |c_j||x_i − x_j|^p term by term in twice the precision.
    fn exact(x: &[f64], p: i32, c: &[f64], i: usize) -> (f64, f64) {
        let sums = x.iter().zip(c).fold([Twofold::default(); 2], |[sum, size], (y, c)| {
            let distance = Twofold::from(x[i]) - Twofold::from(*y);
            let distance = if distance.hi < 0.0 { -distance } else { distance };
            let power = (0..p).fold(Twofold::from(1.0), |power, _| power * distance);
            [sum + power * Twofold::from(*c), size + power * Twofold::from(c.abs())]
        });
        (sums[0].hi, sums[1].hi)
    }

    fn numbers(kind: &str, n: usize) -> Vec<f64> {
        let random = CounterRandom::new(7, n as u64);
        let mut x: Vec<f64> = (0..n)
            .map(|i| match kind {
                "even" => i as f64 / n as f64,
                // From 1e-8 to 1e8 of either sign.
                "spread" => 10.0_f64.powf(16.0 * random.uniform(i as u64) - 8.0) * ((i % 2 * 2) as f64 - 1.0),
                "tied" => (random.uniform(i as u64) * 9.0).floor(),
                _ => (i % 5) as f64 + 1e-9 * random.uniform(i as u64),
            })
            .collect();
        x.sort_by(f64::total_cmp);
        x
    }

    #[test]
    fn products_are_those_term_by_term_in_twice_the_precision() {
        let random = CounterRandom::new(3, 0);
        for kind in ["even", "spread", "tied", "clustered"] {
            for (n, power) in [(1, 3), (2, 1), (50, 3), (700, 1), (700, 3), (700, 5), (300, 9)] {
                let x = numbers(kind, n);
                let Some(a) = DistancePowers::new(&x, power) else { panic!("{kind}") };
                let count = 11;
                let c: Vec<f64> = (0..n * count).map(|i| random.normal(i as u64)).collect();
                let mut out = vec![f64::NAN; n * count];
                a.times(&c, count, &mut out);
                for column in 0..count {
                    for i in (0..n).step_by(1 + n / 40) {
                        let (sum, size) = exact(&x, power, &c[column * n..][..n], i);
                        let apart = (out[column * n + i] * a.scale() - sum).abs();
                        let allowed = 16.0 * f64::from(power) * f64::EPSILON * size;
                        assert!(apart <= allowed, "{kind} {n} {power}: {apart:e} of {size:e}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_matrix_is_what_its_products_say() {
        let x = numbers("clustered", 30);
        let a = DistancePowers::new(&x, 3).unwrap();
        let c: Vec<f64> = (0..30).map(|i| f64::from(i) - 11.0).collect();
        let mut out = vec![0.0; 30];
        a.times(&c, 1, &mut out);
        let whole = a.matrix().product(&c);
        assert!((0..30).all(|i| (whole[i] - out[i]).abs() <= 1e-14 * 30.0 * 30.0 * 4.0));
    }

    #[test]
    fn the_unit_changes_no_bit_and_what_is_no_order_has_none() {
        let x = numbers("even", 40);
        let far: Vec<f64> = x.iter().map(|x| x * 2.0_f64.powi(-90)).collect();
        let (a, b) = (DistancePowers::new(&x, 3).unwrap(), DistancePowers::new(&far, 3).unwrap());
        assert_eq!((a.matrix(), a.scale() * 2.0_f64.powi(-270)), (b.matrix(), b.scale()));
        assert!(DistancePowers::new(&[1.0, 0.0], 3).is_none());
        assert!(DistancePowers::new(&[0.0, 1.0], 2).is_none());
        assert!(DistancePowers::new(&[0.0, f64::INFINITY], 1).is_none());
        assert!(DistancePowers::new(&[0.0, 1e-300], 3).is_none());
        assert!(DistancePowers::new(&[], 1).is_none());
    }
}
