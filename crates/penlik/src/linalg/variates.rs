//! Random variates of the laws of the families, by counter: a stream of uniform numbers that depends on a seed, a stream and a row
//! alone.
//!
//! Gamma by squeezed cubes of normal numbers; inverse Gaussian from a squared normal number and one of two roots; Poisson and binomial
//! counts exactly for every mean by splitting at an order statistic, which a gamma or beta variate gives.
//! Sources: G. Marsaglia and W. W. Tsang, ACM TOMS 26 (2000), 363; J. R. Michael, W. R. Schucany and R. W. Haas, The American Statistician
//! 30 (1976), 88; J. H. Ahrens and U. Dieter, Computing 12 (1974), 223; L. Devroye, Non-Uniform Random Variate Generation (1986), X.3–4.

use super::counter_random::CounterRandom;

/// Numbers of one row of one draw, one after the other.
///
/// ```
/// use penlik::linalg::variates::Variates;
/// let mut variates = Variates::new(1, 0, 7);
/// let first = variates.poisson(2.5);
/// assert_eq!(first, Variates::new(1, 0, 7).poisson(2.5));
/// ```
#[derive(Debug, Clone)]
pub struct Variates {
    random: CounterRandom,
    next: u64,
}

/// Numbers that a row may use before it meets those of the next one, which no law comes near.
const ROW_BITS: u32 = 20;

impl Variates {
    /// The numbers of a row in a stream of a seed.
    #[must_use]
    pub const fn new(seed: u64, stream: u64, row: u64) -> Self {
        Self { random: CounterRandom::new(seed, stream), next: row << ROW_BITS }
    }

    /// A uniform number in (0, 1).
    pub fn uniform(&mut self) -> f64 {
        self.next += 1;
        self.random.uniform(self.next - 1)
    }

    /// A standard normal number.
    pub fn normal(&mut self) -> f64 {
        self.next += 1;
        self.random.normal(self.next - 1)
    }

    /// A gamma variate of scale 1; NaN unless `shape` > 0.
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if !(shape > 0.0) {
            return f64::NAN;
        }
        if shape < 1.0 {
            let boost = self.uniform().powf(shape.recip());
            return self.gamma(shape + 1.0) * boost;
        }
        let d = shape - 1.0 / 3.0;
        let c = (9.0 * d).sqrt().recip();
        loop {
            let x = self.normal();
            let v = c.mul_add(x, 1.0).powi(3);
            if v > 0.0 && self.uniform().ln() < 0.5 * x * x + d * (1.0 - v + v.ln()) {
                return d * v;
            }
        }
    }

    /// A beta variate and its complement to 1.
    fn beta(&mut self, a: f64, b: f64) -> (f64, f64) {
        let (x, y) = (self.gamma(a), self.gamma(b));
        (x / (x + y), y / (x + y))
    }

    /// A beta variate; NaN unless both shapes are > 0.
    pub fn share(&mut self, a: f64, b: f64) -> f64 {
        let (x, _) = self.beta(a, b);
        // Both gamma variates of tiny shapes may underflow: then it is one end or the other.
        if a > 0.0 && b > 0.0 && x.is_nan() { f64::from(u8::from(self.uniform() * (a + b) < a)) } else { x }
    }

    /// A variate of Student's t law; NaN unless `df` > 0.
    pub fn student(&mut self, df: f64) -> f64 {
        let chi = 2.0 * self.gamma(0.5 * df);
        self.normal() / (chi / df).sqrt()
    }

    /// An inverse Gaussian variate of mean μ and variance μ³/λ; NaN unless both are > 0.
    pub fn inverse_gaussian(&mut self, mean: f64, lambda: f64) -> f64 {
        if !(mean > 0.0 && lambda > 0.0) {
            return f64::NAN;
        }
        // The roots of x + μ²/x = 2μ(1 + r), r = μχ²/(2λ): μ·s and μ/s with s = 1 + r + √(r² + 2r), without cancellation.
        let r = 0.5 * self.normal().powi(2) * (mean / lambda);
        let s = 1.0 + r + (r * (r + 2.0)).sqrt();
        if self.uniform() * (1.0 + s) <= s { mean / s } else { mean * s }
    }

    /// A Poisson count; NaN unless the mean is finite and ≥ 0.
    pub fn poisson(&mut self, mean: f64) -> f64 {
        const SMALL: f64 = 12.0;
        if !(mean >= 0.0 && mean.is_finite()) {
            return f64::NAN;
        }
        let (mut left, mut count) = (mean, 0.0);
        while left > SMALL {
            // The time of the m-th event: the count before the end is known where it lies beyond it.
            let m = (0.875 * left).floor();
            let time = self.gamma(m);
            if time > left {
                return count + self.binomial(m - 1.0, left / time);
            }
            (left, count) = (left - time, count + m);
        }
        let (mut product, floor) = (self.uniform(), (-left).exp());
        while product > floor {
            product *= self.uniform();
            count += 1.0;
        }
        count
    }

    /// The successes of n trials of probability p; NaN unless n ≥ 0 and 0 ≤ p ≤ 1.
    pub fn binomial(&mut self, trials: f64, probability: f64) -> f64 {
        const FEW: f64 = 24.0;
        if !(trials >= 0.0 && trials.is_finite() && (0.0..=1.0).contains(&probability)) {
            return f64::NAN;
        }
        let (mut n, mut p, mut successes) = (trials, probability, 0.0);
        while n > FEW {
            // The a-th smallest of n uniform numbers; those below p are the successes.
            let a = 1.0 + (0.5 * n).floor();
            let b = n + 1.0 - a;
            let (x, above) = self.beta(a, b);
            if x >= p {
                (n, p) = (a - 1.0, p / x);
            } else {
                (n, p, successes) = (b - 1.0, (p - x) / above, successes + a);
            }
        }
        while n >= 1.0 {
            successes += f64::from(u8::from(self.uniform() < p));
            n -= 1.0;
        }
        successes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const N: u64 = 40_000;

    /// Mean and variance of the draws of a law, in standard errors from what they should be; `excess` is the law's excess kurtosis.
    fn errors(law: impl Fn(&mut Variates) -> f64, mean: f64, variance: f64, excess: f64) -> [f64; 2] {
        let draws: Vec<f64> = (0..N).map(|row| law(&mut Variates::new(11, 5, row))).collect();
        let n = N as f64;
        let centre = draws.iter().sum::<f64>() / n;
        let spread = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
        let se = variance * ((excess + 2.0) / n).sqrt();
        [(centre - mean) / (variance / n).sqrt(), (spread - variance) / se]
    }

    #[track_caller]
    fn near(errors: [f64; 2]) {
        assert!(errors.iter().all(|z| z.abs() < 4.0), "{errors:?}");
    }

    #[test]
    fn gamma_variates_have_the_moments_of_the_law() {
        for shape in [0.2, 1.0, 3.7, 250.0] {
            near(errors(|v| v.gamma(shape), shape, shape, 6.0 / shape));
        }
    }

    #[test]
    fn inverse_gaussian_variates_have_the_moments_of_the_law() {
        for (mean, lambda) in [(1.0, 1.0), (2.0, 0.7), (0.3, 40.0)] {
            let variance = mean * mean * mean / lambda;
            near(errors(|v| v.inverse_gaussian(mean, lambda), mean, variance, 15.0 * mean / lambda));
        }
    }

    #[test]
    fn shares_and_students_variates_have_the_moments_of_the_law() {
        for (a, b) in [(0.4, 0.3), (2.0, 5.0), (300.0, 80.0)] {
            let n: f64 = a + b;
            let variance = a * b / (n * n * (n + 1.0));
            let excess = 6.0 * ((a - b).powi(2) * (n + 1.0) - a * b * (n + 2.0)) / (a * b * (n + 2.0) * (n + 3.0));
            near(errors(|v| v.share(a, b), a / n, variance, excess));
        }
        for df in [9.0, 40.0] {
            near(errors(|v| v.student(df), 0.0, df / (df - 2.0), 6.0 / (df - 4.0)));
        }
        let tiny: Vec<f64> = (0..N).map(|row| Variates::new(2, 1, row).share(2e-5, 1e-5)).collect();
        let ones = tiny.iter().filter(|x| **x > 0.5).count() as f64 / N as f64;
        assert!((ones - 2.0 / 3.0).abs() < 4.0 * (2.0 / 9.0 / N as f64).sqrt(), "{ones}");
        assert!(tiny.iter().all(|x| (0.0..=1.0).contains(x)));
    }

    #[test]
    fn counts_have_the_moments_and_the_zeros_of_the_law() {
        for mean in [0.3, 5.0, 13.0, 80.0, 1e6] {
            near(errors(|v| v.poisson(mean), mean, mean, mean.recip()));
        }
        let zeros = (0..N).filter(|row| Variates::new(3, 0, *row).poisson(0.7) == 0.0).count() as f64 / N as f64;
        assert!((zeros - (-0.7_f64).exp()).abs() < 4.0 * (0.25 / N as f64).sqrt());
        for (n, p) in [(1.0, 0.3), (20.0, 0.9), (25.0, 0.5), (1000.0, 0.013), (1e6, 0.4)] {
            let variance = n * p * (1.0 - p);
            near(errors(|v| v.binomial(n, p), n * p, variance, (1.0 - 6.0 * p * (1.0 - p)) / variance));
        }
        assert_eq!(Variates::new(1, 1, 1).binomial(30.0, 1.0), 30.0);
        assert_eq!(Variates::new(1, 1, 1).binomial(30.0, 0.0), 0.0);
        assert_eq!(Variates::new(1, 1, 1).poisson(0.0), 0.0);
    }

    #[test]
    fn what_is_no_parameter_gives_no_number() {
        let mut variates = Variates::new(1, 2, 3);
        for x in [variates.gamma(0.0), variates.poisson(-1.0), variates.binomial(3.0, 1.5), variates.poisson(f64::NAN)]
        {
            assert!(x.is_nan());
        }
        assert!(variates.inverse_gaussian(-1.0, 2.0).is_nan());
        assert!(variates.share(0.0, 1.0).is_nan() && variates.student(-1.0).is_nan());
    }
}
