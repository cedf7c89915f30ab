//! Distribution functions around a response: P(Y < y), P(Y = y), P(Y > y), each with its own relative accuracy.
//!
//! Counts of weight w are sums of w such rows: wy ~ Binomial(w, p), Poisson(wμ), negative binomial of mean wμ and size wθ. Binomial
//! P(Y ≥ k) = I_p(k, n − k + 1); Poisson P(Y < k) = Q(k, μ); negative binomial P(Y ≥ k) = I_{μ/(μ+θ)}(k, θ). With ν = w/φ: gamma
//! P(ν, νy/μ); beta I_y(a, b); inverse Gaussian, with a, b = √(ν/y)(y/μ ∓ 1), Φ(−a) − e^{2ν/μ}Φ(−b) above y, where e^{2ν/μ} = e^{(b² − a²)/2}.
//! Source: NIST Digital Library of Mathematical Functions, 8.17.5 and 8.4.10; J. L. Folks and R. S. Chhikara, Journal of the Royal
//! Statistical Society B 40 (1978), 263–289.

use super::distributions::NegativeBinomial;
use super::relative_entropy;
use crate::linalg::incomplete_beta::incomplete_beta;
use crate::linalg::incomplete_gamma::{incomplete_gamma, point_mass};
use crate::linalg::polygamma::polygamma;
use crate::linalg::scaled_erfc::ScaledErfc;
use crate::linalg::special::{ln_gamma, stirling_error, student_two_sided};
use std::f64::consts::{FRAC_1_SQRT_2, TAU};

/// The distribution of a row's response around its observed value y; each part keeps its own relative accuracy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Surroundings {
    /// P(Y < y)
    pub below: f64,
    /// P(Y = y), 0 where the distribution is continuous there.
    pub at: f64,
    /// P(Y > y)
    pub above: f64,
}

impl Surroundings {
    fn continuous(below: f64, above: f64) -> Self {
        Self { below, at: 0.0, above }
    }
}

/// N(μ, variance) at μ + gap.
pub(super) fn normal(gap: f64, variance: f64) -> Surroundings {
    let z = gap / variance.sqrt() * FRAC_1_SQRT_2;
    Surroundings::continuous(0.5 * libm::erfc(-z), 0.5 * libm::erfc(z))
}

/// Gamma of shape ν and mean μ.
pub(super) fn gamma(y: f64, mu: f64, nu: f64) -> Surroundings {
    let tails = incomplete_gamma(nu, nu * (y / mu));
    Surroundings::continuous(tails.lower, tails.upper)
}

/// Inverse Gaussian of mean μ and variance μ³/ν.
pub(super) fn inverse_gaussian(y: f64, mu: f64, nu: f64) -> Surroundings {
    let root = (nu / y).sqrt();
    let (a, b) = (root * (y - mu) / mu, root * (y + mu) / mu);
    let bell = 0.5 * (-0.5 * a * a).exp();
    let far = ScaledErfc::at(b * FRAC_1_SQRT_2).value;
    if a > 0.0 {
        let above = bell * (ScaledErfc::at(a * FRAC_1_SQRT_2).value - far);
        return Surroundings::continuous(1.0 - above, above);
    }
    let below = bell * (ScaledErfc::at(-a * FRAC_1_SQRT_2).value + far);
    Surroundings::continuous(below, 1.0 - below)
}

/// Beta of shapes a and b.
pub(super) fn beta(y: f64, [a, b]: [f64; 2]) -> Surroundings {
    /// Below this shape the continued fraction loses the digits that the shape has less than 1.
    const SMALL: f64 = 1e-3;
    let rest = 1.0 - y;
    if a.min(b) >= SMALL {
        let tails = incomplete_beta(a, b, y, rest);
        return Surroundings::continuous(tails.lower, tails.upper);
    }
    if b < a {
        let Surroundings { below, above, .. } = beta(rest, [b, a]);
        return Surroundings::continuous(above, below);
    }
    // I_y(a, b) = I_y(a + 1, b) + t, t = yᵃ(1 − y)ᵇΓ(a + b)/(Γ(a + 1)Γ(b)), and the same downwards in b where that is small as well.
    let above = if b < SMALL {
        incomplete_beta(a + 1.0, b + 1.0, y, rest).lower - step(y, [a + 1.0, b], b)
    } else {
        incomplete_beta(a + 1.0, b, y, rest).lower
    };
    let lower = (above + step(y, [a, b], a)).clamp(0.0, 1.0);
    Surroundings::continuous(lower, 1.0 - lower)
}

/// yᵃ(1 − y)ᵇ/(c·B(a, b)) for c one of the shapes a and b, which is small.
fn step(y: f64, [a, b]: [f64; 2], c: f64) -> f64 {
    let other = a + b - c;
    let ratio = if other < 1.0 {
        ln_gamma(a + b) - ln_gamma(other)
    } else {
        let [first, second, third, fourth] = polygamma(other);
        c * (first + c / 2.0 * (second + c / 3.0 * (third + c / 4.0 * fourth)))
    };
    (a * y.ln() + b * (-y).ln_1p() + ratio - ln_gamma(c + 1.0)).exp()
}

/// Student's t of ν degrees of freedom at t.
pub(super) fn student(t: f64, df: f64) -> Surroundings {
    let tail = 0.5 * student_two_sided(t, df);
    if t > 0.0 { Surroundings::continuous(1.0 - tail, tail) } else { Surroundings::continuous(tail, 1.0 - tail) }
}

/// The whole number that weight times response is; `None` where it is none.
fn count(y: f64, weight: f64) -> Option<f64> {
    /// Shares of counts come back from their product with the trials to this.
    const ROUNDING: f64 = 1e-12;
    let product = y * weight;
    let k = product.round();
    ((product - k).abs() <= ROUNDING * k.max(1.0)).then_some(k)
}

/// Binomial of `weight` trials with probabilities [p, 1 − p] and their logarithms.
pub(super) fn binomial(y: f64, weight: f64, [p, q]: [f64; 2], [ln_p, ln_q]: [f64; 2]) -> Option<Surroundings> {
    let (n, k) = (count(1.0, weight)?, count(y, weight)?);
    let rest = n - k;
    let below = if k > 0.0 { incomplete_beta(k, rest + 1.0, p, q).upper } else { 0.0 };
    let above = if rest > 0.0 { incomplete_beta(k + 1.0, rest, p, q).lower } else { 0.0 };
    let at = if k == 0.0 {
        (n * ln_q).exp()
    } else if rest == 0.0 {
        (n * ln_p).exp()
    } else {
        let share = k / n;
        let entropy = relative_entropy(share, p, ln_p) + relative_entropy(rest / n, q, ln_q);
        let peak = stirling_error(n) - stirling_error(k) - stirling_error(rest);
        (peak - n * entropy).exp() / (TAU * k * (rest / n)).sqrt()
    };
    Some(Surroundings { below, at, above })
}

/// Poisson of mean wμ at wy.
pub(super) fn poisson(y: f64, weight: f64, mu: f64) -> Option<Surroundings> {
    let (k, mean) = (count(y, weight)?, weight * mu);
    let (below, at) =
        if k > 0.0 { (incomplete_gamma(k, mean).upper, point_mass(k, mean)) } else { (0.0, (-mean).exp()) };
    Some(Surroundings { below, at, above: incomplete_gamma(k + 1.0, mean).lower })
}

/// Negative binomial of mean wμ and size wθ at wy.
pub(super) fn negative_binomial(y: f64, weight: f64, mu: f64, theta: f64) -> Option<Surroundings> {
    let (k, mean, size) = (count(y, weight)?, weight * mu, weight * theta);
    let (p, q) = (mu / (mu + theta), theta / (mu + theta));
    let below = if k > 0.0 { incomplete_beta(k, size, p, q).upper } else { 0.0 };
    let at = NegativeBinomial::of_size(size).mass(k, mean);
    Some(Surroundings { below, at, above: incomplete_beta(k + 1.0, size, p, q).lower })
}

#[cfg(test)]
mod tests {
    use super::super::{Binomial, Family, Gaussian, InverseGaussian, Linked, NegativeBinomial, Poisson, link};
    use super::*;

    fn check(found: Option<Surroundings>, wanted: [f64; 3]) {
        let found = found.unwrap();
        for (found, wanted) in [found.below, found.at, found.above].into_iter().zip(wanted) {
            assert!((found - wanted).abs() <= 1e-13 * wanted, "{found:e} for {wanted:e}");
        }
    }

    /// Sums and integrals with sixty digits.
    #[test]
    fn laws_of_counts_agree_with_their_sums() {
        let eta = (0.3_f64 / 0.7).ln();
        let wanted = [0.723_655_469_53, 0.158_495_791_608, 0.117_848_738_862];
        check(Binomial.surroundings(eta, 5.0 / 12.0, 12.0, 1.0), wanted);
        let probit = Linked::new(super::super::Shares { quasi: false }, link("logit").unwrap());
        check(probit.surroundings(eta, 5.0 / 12.0, 12.0, 1.0), wanted);
        check(
            Binomial.surroundings(-3.0, 1.0, 3.0, 1.0),
            [0.999_893_329_088_329_68, 0.000_106_670_911_670_321_21, 0.0],
        );
        check(
            Poisson.surroundings(0.5, 3.5, 2.0, 1.0),
            [0.949_203_372_146_113_22, 0.031_099_185_851_559_58, 0.019_697_442_002_327_203],
        );
        let negative = Linked::new(NegativeBinomial::of_size(1.5), link("log").unwrap());
        check(
            negative.surroundings(1.0, 4.0, 1.0, 1.0),
            [0.706_241_316_942_511_64, 0.089_984_901_116_047_179, 0.203_773_781_941_441_18],
        );
    }

    #[test]
    fn laws_of_measurements_agree_with_their_integrals() {
        let at = 2.0_f64.ln();
        let gamma = Linked::new(super::super::Gamma, link("log").unwrap());
        check(gamma.surroundings(at, 0.2, 0.7, 1.0), [0.166_247_345_076_133_72, 0.0, 0.833_752_654_923_866_28]);
        check(gamma.surroundings(at, 9.0, 1.4, 2.0), [0.978_262_367_909_602_17, 0.0, 0.021_737_632_090_397_834]);
        let inverse = Linked::new(InverseGaussian, link("log").unwrap());
        check(inverse.surroundings(at, 0.2, 1.4, 1.0), [0.015_949_406_801_385_492, 0.0, 0.984_050_593_198_614_51]);
        check(inverse.surroundings(at, 30.0, 0.7, 0.5), [0.999_864_156_550_081_87, 0.0, 0.000_135_843_449_918_134_43]);
        let normal = [0.016_062_285_603_828_315, 0.0, 0.983_937_714_396_171_69];
        check(Gaussian.surroundings(2.0, 0.5, 2.0, 0.98), normal);
    }

    #[test]
    fn a_count_that_is_not_whole_has_no_place_in_its_law() {
        assert_eq!(Poisson.surroundings(0.0, 1.5, 1.0, 1.0), None);
        assert_eq!(Binomial.surroundings(0.0, 0.5, 3.0, 1.0), None);
        let three = Binomial.surroundings(0.0, 1.0 / 3.0, 3.0, 1.0).unwrap();
        assert!((three.below - 0.125).abs() < 1e-15 && (three.above - 0.5).abs() < 1e-15);
        assert!((three.below + three.at + three.above - 1.0).abs() < 1e-15);
    }
}
