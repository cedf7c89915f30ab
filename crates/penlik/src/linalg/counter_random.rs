//! Random numbers by counter: each is a function of a seed and an index alone, so that no order of work and no number of threads
//! changes one.
//!
//! The generator is Philox with four 32-bit words and ten rounds: counter (index, stream), key = seed.
//! Source: J. Salmon, M. Moraes, R. Dror and D. Shaw, Parallel random numbers: as easy as 1, 2, 3, SC'11 (2011).

use super::quantiles::normal_quantile_of_tails;

/// A family of independent streams under one seed.
///
/// ```
/// use penlik::linalg::counter_random::CounterRandom;
/// let random = CounterRandom::new(7, 0);
/// assert_eq!(random.uniform(3), CounterRandom::new(7, 0).uniform(3));
/// assert!(random.uniform(3) != random.uniform(4));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CounterRandom {
    seed: u64,
    stream: u64,
}

impl CounterRandom {
    /// The stream of that number under that seed.
    #[must_use]
    pub const fn new(seed: u64, stream: u64) -> Self {
        Self { seed, stream }
    }

    /// 64 random bits.
    #[must_use]
    pub fn bits(&self, index: u64) -> u64 {
        let ([low, high], [stream, above]) = (halves(index), halves(self.stream));
        let [a, b, _, _] = philox([low, high, stream, above], halves(self.seed));
        u64::from(a) | u64::from(b) << 32
    }

    /// A uniform number in (0, 1): (k + ½)/2⁵², never 0 or 1.
    #[must_use]
    pub fn uniform(&self, index: u64) -> f64 {
        ((self.bits(index) >> 12) as f64 + 0.5) * UNIT
    }

    /// A standard normal number, Φ⁻¹ of the uniform one.
    #[must_use]
    pub fn normal(&self, index: u64) -> f64 {
        let k = self.bits(index) >> 12;
        // Both tails are exact.
        normal_quantile_of_tails((k as f64 + 0.5) * UNIT, ((LAST - k) as f64 + 0.5) * UNIT)
    }
}

/// 2⁻⁵².
const UNIT: f64 = f64::EPSILON;
/// 2⁵² − 1.
const LAST: u64 = (1 << 52) - 1;

const fn halves(x: u64) -> [u32; 2] {
    [x as u32, (x >> 32) as u32]
}

/// Ten rounds of Philox4x32.
fn philox(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    const MULTIPLIERS: [u64; 2] = [0xd251_1f53, 0xcd9e_8d57];
    const WEYL: [u32; 2] = [0x9e37_79b9, 0xbb67_ae85];
    let (mut c, mut k) = (counter, key);
    for _ in 0..10 {
        let [low, high] = halves(MULTIPLIERS[0] * u64::from(c[0]));
        let [second_low, second_high] = halves(MULTIPLIERS[1] * u64::from(c[2]));
        c = [second_high ^ c[1] ^ k[0], second_low, high ^ c[3] ^ k[1], low];
        k = [k[0].wrapping_add(WEYL[0]), k[1].wrapping_add(WEYL[1])];
    }
    c
}

#[cfg(test)]
mod tests {
    use super::*;

    // The generator's published known answers.
    #[test]
    fn the_rounds_give_the_known_answers() {
        assert_eq!(philox([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(philox([u32::MAX; 4], [u32::MAX; 2]), [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
        assert_eq!(
            philox([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0]),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn moments_are_those_of_the_laws() {
        const N: u64 = 100_000;
        let random = CounterRandom::new(42, 1);
        let mean = |f: &dyn Fn(u64) -> f64| (0..N).map(f).sum::<f64>() / N as f64;
        // Within four standard errors.
        assert!((mean(&|i| random.uniform(i)) - 0.5).abs() < 4.0 * 0.2887 / 316.0);
        assert!(mean(&|i| random.normal(i)).abs() < 4.0 / 316.0);
        assert!((mean(&|i| random.normal(i).powi(2)) - 1.0).abs() < 4.0 * 1.415 / 316.0);
        assert!((mean(&|i| random.normal(i).powi(4)) - 3.0).abs() < 4.0 * 9.8 / 316.0);
        // Neighbours, and the same index in two streams, are uncorrelated.
        assert!(mean(&|i| random.normal(i) * random.normal(i + 1)).abs() < 4.0 / 316.0);
        let other = CounterRandom::new(42, 2);
        assert!(mean(&|i| random.normal(i) * other.normal(i)).abs() < 4.0 / 316.0);
    }
}
