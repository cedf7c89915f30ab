//! Pointwise intervals and simultaneous bands x_iᵀβ ± c·se_i of linear functions of coefficients.
//!
//! A simultaneous band covers all rows at once with probability `level`: c is that quantile of max_i |x_iᵀδ|/se_i with δ ~ N(0, Σ), divided
//! by √(χ²_ν/ν) where the scale in Σ is estimated on ν degrees of freedom. With Σ = R Rᵀ and z ~ N(0, 1) of r coordinates,
//! x_iᵀδ/se_i = w_iᵀz, ‖w_i‖ = 1. The direction u = z/‖z‖ is independent of the length, whose law is known: only directions are
//! simulated, and c solves
//!
//! mean over draws of P(‖z‖ > c/m(u)) = 1 − level, m(u) = max_i |w_iᵀu|,
//!
//! which is exact for a single row and has less spread than the quantile of simulated maxima elsewhere.
//! Source: D. Ruppert, M. P. Wand and R. J. Carroll, Semiparametric Regression (2003), 6.5 (the simulation).

use super::coefficients::StatisticKind;
use super::linear_combination::{LinearCombination, joint_covariance};
use crate::linalg::counter_random::CounterRandom;
use crate::linalg::incomplete_beta::f_upper;
use crate::linalg::quantiles::student_quantile;
use crate::linalg::semidefinite_root::Root;
use crate::linalg::{Symmetric, Workers, dot};

/// How a simultaneous band is simulated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BandSettings {
    /// The probability of covering all rows, in (0, 1).
    pub level: f64,
    /// The number of directions; 10 000 leave about a third of a percent of c uncertain.
    pub draws: usize,
    /// The seed.
    pub seed: u64,
    /// Whether a scale was estimated.
    pub kind: StatisticKind,
}

impl StatisticKind {
    /// The degrees of freedom of the scale, infinite where it is known.
    fn degrees(self) -> f64 {
        match self {
            Self::Z => f64::INFINITY,
            Self::T { df } => df,
        }
    }
}

/// The c of pointwise intervals: the normal or Student quantile at (1 + level)/2.
///
/// ```
/// use penlik::inference::{StatisticKind, pointwise_critical_value};
/// assert!((pointwise_critical_value(0.95, StatisticKind::Z) - 1.959_963_984_540_054).abs() < 1e-14);
/// ```
#[must_use]
pub fn pointwise_critical_value(level: f64, kind: StatisticKind) -> f64 {
    -student_quantile(0.5 * (1.0 - level), kind.degrees())
}

/// The c of a simultaneous band over the rows x_i (row-major) under the covariance Σ; rows without variance need no band, and 0 is
/// the answer where no other row is. `None` where Σ is not finite. The same seed gives the same bits for any number of threads.
#[must_use]
pub fn simultaneous_critical_value(
    rows: &[f64],
    covariance: &Symmetric,
    settings: &BandSettings,
    workers: &Workers,
) -> Option<f64> {
    let frame = Frame::new(rows, covariance)?;
    if frame.rank == 0 {
        return Some(0.0);
    }
    let mut maxima = vec![0.0; settings.draws.max(1)];
    let random = CounterRandom::new(settings.seed, STREAM);
    workers.tree_mut(
        &mut maxima,
        LEAF,
        &|leaf, part| part.iter_mut().enumerate().for_each(|(k, m)| *m = frame.largest(&random, leaf * LEAF + k)),
        &|(), ()| (),
    );
    let outside = |c: f64| {
        let leaf = |leaf: usize| -> f64 {
            let part = &maxima[leaf * LEAF..((leaf + 1) * LEAF).min(maxima.len())];
            part.iter().map(|m| radial_upper((c / m).powi(2), frame.rank, settings.kind)).sum()
        };
        workers.tree(maxima.len().div_ceil(LEAF), &leaf, &|a, b| a + b).unwrap_or(0.0) / maxima.len() as f64
    };
    Some(root_of(outside, 1.0 - settings.level, pointwise_critical_value(settings.level, settings.kind)))
}

/// Lower and upper bounds x_iᵀβ ∓ c·se_i.
#[must_use]
pub fn bounds(values: &LinearCombination, critical: f64) -> (Vec<f64>, Vec<f64>) {
    let pairs = || values.estimates.iter().zip(&values.standard_errors);
    (pairs().map(|(x, se)| x - critical * se).collect(), pairs().map(|(x, se)| x + critical * se).collect())
}

/// The stream of random numbers that bands draw from.
const STREAM: u64 = 2;
/// Draws in a leaf of the reduction tree.
const LEAF: usize = 64;

/// P(‖z‖²/s² > x) for r coordinates.
fn radial_upper(x: f64, rank: usize, kind: StatisticKind) -> f64 {
    f_upper(x / rank as f64, rank as f64, kind.degrees())
}

/// The unit vectors w_i, row-major with `rank` entries.
struct Frame {
    rows: Vec<f64>,
    rank: usize,
}

impl Frame {
    fn new(rows: &[f64], covariance: &Symmetric) -> Option<Self> {
        let p = covariance.order.max(1);
        let root = Root::new(covariance)?;
        // Fewer rows than coordinates: the joint covariance of the rows has the smaller root.
        let images = if rows.len() / p < root.rank {
            let joint = Root::new(&joint_covariance(rows, covariance))?;
            Self { rank: joint.rank, rows: joint.data }
        } else {
            Self { rank: root.rank, rows: rows.chunks_exact(p).flat_map(|x| root.transposed_product(x)).collect() }
        };
        let units = images.rows.chunks_exact(images.rank.max(1)).filter_map(|w| {
            let length = dot(w, w).sqrt();
            (length > 0.0).then(|| w.iter().map(move |x| x / length))
        });
        let rows: Vec<f64> = units.flatten().collect();
        let rank = if rows.is_empty() { 0 } else { images.rank };
        Some(Self { rows, rank })
    }

    /// m(u) of one draw.
    fn largest(&self, random: &CounterRandom, draw: usize) -> f64 {
        let z: Vec<f64> = (0..self.rank).map(|j| random.normal((draw * self.rank + j) as u64)).collect();
        let largest = self.rows.chunks_exact(self.rank).fold(0.0, |m: f64, w| m.max(dot(w, &z).abs()));
        largest / dot(&z, &z).sqrt()
    }
}

/// Where a falling positive function has the value `wanted`: a bracket from the guess on, then the secant rule of Illinois in logarithms.
fn root_of(f: impl Fn(f64) -> f64, wanted: f64, guess: f64) -> f64 {
    const STEPS: usize = 100;
    let gap = |c: f64| (f(c).max(f64::MIN_POSITIVE) / wanted).ln();
    let (mut low, mut high) = (0.0, guess);
    let (mut above, mut below) = (gap(low), gap(high));
    while below > 0.0 {
        (low, above) = (high, below);
        high *= 1.25;
        below = gap(high);
    }
    for _ in 0..STEPS {
        if high - low <= 4.0 * f64::EPSILON * high {
            break;
        }
        let mid = (low * below - high * above) / (below - above);
        let value = gap(mid);
        if value == 0.0 || !(mid > low && mid < high) {
            return mid;
        }
        if value > 0.0 {
            (low, above, below) = (mid, value, 0.5 * below);
        } else {
            (high, below, above) = (mid, value, 0.5 * above);
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::special::{normal_two_sided, student_two_sided};

    fn identity(n: usize) -> Symmetric {
        let mut out = Symmetric::zeros(n);
        (0..n).for_each(|i| out.add(i, i, (1 + i) as f64));
        out
    }

    fn settings(kind: StatisticKind) -> BandSettings {
        BandSettings { level: 0.95, draws: 20_000, seed: 3, kind }
    }

    #[test]
    fn a_single_row_has_the_pointwise_value_exactly() {
        let workers = Workers::sequential();
        for kind in [StatisticKind::Z, StatisticKind::T { df: 5.0 }] {
            let c = simultaneous_critical_value(&[1.0, -2.0, 0.3], &identity(3), &settings(kind), &workers).unwrap();
            assert!((c / pointwise_critical_value(0.95, kind) - 1.0).abs() < 1e-12, "{c}");
        }
        assert!((normal_two_sided(pointwise_critical_value(0.9, StatisticKind::Z)) - 0.1).abs() < 1e-15);
        let t = pointwise_critical_value(0.99, StatisticKind::T { df: 3.0 });
        assert!((student_two_sided(t, 3.0) / 0.01 - 1.0).abs() < 1e-12);
        assert!((t / 5.840_909_309_732_356 - 1.0).abs() < 1e-12);
    }

    /// Independent rows: P(max ≤ c) = (1 − P(|Z| > c))ⁿ.
    #[test]
    fn independent_rows_have_the_closed_form_within_simulation_error() {
        for n in [2, 5, 12_usize] {
            let rows: Vec<f64> = (0..n * n).map(|k| f64::from(u8::from(k / n == k % n))).collect();
            let found =
                simultaneous_critical_value(&rows, &identity(n), &settings(StatisticKind::Z), &Workers::sequential())
                    .unwrap();
            let coverage = (1.0 - normal_two_sided(found)).powi(n as i32);
            // The binomial error of 20 000 plain draws is 0.0015; directions have less.
            assert!((coverage - 0.95).abs() < 0.0025, "{n}: {found} covers {coverage}");
        }
    }

    /// All directions of a plane: max_i |w_iᵀz| = ‖z‖, Scheffé's band.
    #[test]
    fn rows_in_all_directions_reach_scheffes_value() {
        let rows: Vec<f64> = (0..2000)
            .flat_map(|k| {
                let angle = f64::from(k) * std::f64::consts::PI / 2000.0;
                [angle.cos(), angle.sin()]
            })
            .collect();
        let plane = Symmetric { order: 2, data: vec![1.0, 0.0, 0.0, 1.0] };
        let found =
            simultaneous_critical_value(&rows, &plane, &settings(StatisticKind::Z), &Workers::sequential()).unwrap();
        assert!((found / (-2.0 * 0.05_f64.ln()).sqrt() - 1.0).abs() < 1e-6, "{found}");
    }

    #[test]
    fn threads_change_no_bit_and_the_seed_does() {
        let rows: Vec<f64> = (0..60).map(|k| f64::from((k * 37) % 11) - 5.0).collect();
        let value = |threads: usize, seed: u64| {
            let settings = BandSettings { draws: 1000, seed, ..settings(StatisticKind::T { df: 9.0 }) };
            simultaneous_critical_value(&rows, &identity(6), &settings, &Workers::new(threads)).unwrap()
        };
        assert_eq!(value(1, 1).to_bits(), value(2, 1).to_bits());
        assert_eq!(value(1, 1).to_bits(), value(3, 1).to_bits());
        assert!(value(1, 1) != value(1, 2) && (value(1, 1) / value(1, 2) - 1.0).abs() < 0.02);
    }

    #[test]
    fn rows_without_variance_need_no_band() {
        let workers = Workers::sequential();
        let singular = Symmetric { order: 2, data: vec![1.0, 0.0, 0.0, 0.0] };
        let with =
            |rows: &[f64]| simultaneous_critical_value(rows, &singular, &settings(StatisticKind::Z), &workers).unwrap();
        assert_eq!(with(&[0.0, 1.0]), 0.0);
        assert!((with(&[0.0, 1.0, 3.0, 1.0]) / pointwise_critical_value(0.95, StatisticKind::Z) - 1.0).abs() < 1e-12);
        let values = LinearCombination { estimates: vec![1.0], standard_errors: vec![0.5] };
        assert_eq!(bounds(&values, 2.0), (vec![0.0], vec![2.0]));
    }
}
