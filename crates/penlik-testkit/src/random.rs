//! Seeded random numbers (SplitMix64; G. L. Steele, D. Lea and C. H. Flood, OOPSLA 2014).

/// A generator that gives the same numbers for the same seed, on every machine.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The numbers that belong to a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Uniform in [0, 1).
    pub fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 * (-53_f64).exp2()
    }

    /// Uniform in [lo, hi).
    pub fn between(&mut self, lo: f64, hi: f64) -> f64 {
        lo + (hi - lo) * self.uniform()
    }

    /// 10 to a uniform power.
    pub fn decade(&mut self, lo: f64, hi: f64) -> f64 {
        10_f64.powf(self.between(lo, hi))
    }

    /// n entries of either sign, their sizes over the given decades, with a zero now and then.
    pub fn vector(&mut self, n: usize, lo: f64, hi: f64) -> Vec<f64> {
        let one = |random: &mut Self| {
            let size = random.decade(lo, hi);
            let u = random.uniform();
            if u < 0.05 {
                0.0
            } else if u < 0.525 {
                -size
            } else {
                size
            }
        };
        (0..n).map(|_| one(self)).collect()
    }
}
