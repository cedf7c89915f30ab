//! Quantiles of a new response at a predictor that is known with an error.
//!
//! F(y) = ∫ P(Y ≤ y | η) N(η; η̂, se²) dη, the family's law mixed over the spread of its predictor, and the y with F(y) = p; for counts the least
//! whole y with F(y) ≥ p. The integral is a sum at the nodes η̂ + se·hk within five standard errors, with h half the smaller of 1 and s/se, s = √(φ/E(W))
//! being the spread of the response on the scale of the predictor, E(W) its expected information: the error is of the order of 10⁻⁵ in probability at most. Predictors without a mean take no
//! part. The dispersion is taken as known.
//! Source: W. Q. Meeker, G. J. Hahn and L. A. Escobar, Statistical Intervals (2017), 2 and 12.

use crate::families::{Family, Rows};

/// What a response may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcomes {
    /// Any number.
    Real,
    /// Numbers > 0.
    Positive,
    /// Numbers strictly between 0 and 1.
    Share,
    /// 0, 1, 2, …
    Whole,
}

/// The law of a new response of weight 1.
pub struct Predictive<'a> {
    family: &'a dyn Family,
    outcomes: Outcomes,
    phi: f64,
    /// Predictors and their shares.
    nodes: Vec<(f64, f64)>,
    /// A response in the middle, and a distance on its scale.
    centre: f64,
    spread: f64,
}

/// How far nodes go to each side, and how far apart they are at most and at least, in standard errors.
const REACH: f64 = 5.0;
const STEPS_APART: (f64, f64) = (0.5, 0.005);
/// Doublings of a bracket, and steps within it, at most.
const DOUBLINGS: i32 = 1100;
const STEPS: usize = 200;

impl<'a> Predictive<'a> {
    /// The law at η̂ with its standard error; `None` where the family tells no probabilities.
    #[must_use]
    pub fn new(
        family: &'a dyn Family,
        outcomes: Outcomes,
        phi: f64,
        (eta, error): (f64, f64),
        is_inside: impl Fn(f64) -> bool,
    ) -> Option<Self> {
        let (most, least) = STEPS_APART;
        let step = (most * own_spread(family, phi, eta) / error).min(most).max(least);
        let node = |k: i32| {
            let z = step * f64::from(k);
            (error.mul_add(z, eta), (-0.5 * z * z).exp())
        };
        let each = (REACH / step).ceil() as i32;
        let mut nodes: Vec<(f64, f64)> = (-each..=each).map(node).filter(|(at, _)| is_inside(*at)).collect();
        let total: f64 = nodes.iter().map(|(_, share)| share).sum();
        nodes.iter_mut().for_each(|(_, share)| *share /= total);
        let mut mean = [0.0];
        family.mean(&[eta], 1, &mut mean);
        let spread = match outcomes {
            Outcomes::Real => own_spread(family, phi, eta) * mean_slope(family, eta).abs(),
            _ => mean[0].abs(),
        };
        let out = Self { family, outcomes, phi, nodes, centre: mean[0], spread: spread.max(f64::MIN_POSITIVE) };
        let known =
            out.centre.is_finite() && out.tails(out.probe()).is_some_and(|(below, above)| (below + above).is_finite());
        known.then_some(out)
    }

    /// The y with P(Y ≤ y) = lower and P(Y > y) = upper, of which both are given so that neither loses digits.
    #[must_use]
    pub fn quantile(&self, lower: f64, upper: f64) -> f64 {
        let gap = |y: f64| {
            let (below, above) = self.tails(y).unwrap_or((f64::NAN, f64::NAN));
            if lower < upper { below - lower } else { upper - above }
        };
        match self.outcomes {
            Outcomes::Whole => self.least_whole(&gap),
            Outcomes::Positive => root(|t| gap(t.exp()), self.centre.ln(), 1.0).exp(),
            Outcomes::Share => logistic(root(|t| gap(logistic(t)), logit(self.centre), 1.0)),
            Outcomes::Real => root(gap, self.centre, self.spread),
        }
    }

    /// P(Y ≤ y) and P(Y > y).
    fn tails(&self, y: f64) -> Option<(f64, f64)> {
        let mut sums = (0.0, 0.0);
        for &(eta, share) in &self.nodes {
            let place = self.family.surroundings(eta, y, 1.0, self.phi)?;
            sums.0 += share * (place.below + place.at);
            sums.1 += share * place.above;
        }
        Some(sums)
    }

    fn probe(&self) -> f64 {
        if self.outcomes == Outcomes::Whole { 0.0 } else { self.centre }
    }

    fn least_whole(&self, gap: &dyn Fn(f64) -> f64) -> f64 {
        /// Beyond it not every whole number is a float.
        const LARGEST: f64 = 9_007_199_254_740_992.0;
        if gap(0.0) >= 0.0 {
            return 0.0;
        }
        let (mut low, mut high) = (0.0, self.spread.ceil().max(1.0));
        while high < LARGEST && gap(high) < 0.0 {
            (low, high) = (high, 2.0 * high);
        }
        while high - low > 1.0 {
            let middle = (0.5 * (low + high)).floor();
            if gap(middle) < 0.0 { low = middle } else { high = middle }
        }
        high
    }
}

/// √(φ/E(W)), which is √(φV)/|dμ/dη| where a variance belongs to the law.
fn own_spread(family: &dyn Family, phi: f64, eta: f64) -> f64 {
    let [mut mean, mut information] = [[0.0]; 2];
    family.mean(&[eta], 1, &mut mean);
    family.expected_information(&Rows { eta: &[eta], response: &mean, height: 1 }, &mut information);
    (phi / information[0]).sqrt()
}

fn mean_slope(family: &dyn Family, eta: f64) -> f64 {
    let mut slope = [0.0];
    family.mean_slope(&[eta], &mut slope);
    slope[0]
}

fn logistic(t: f64) -> f64 {
    (1.0 + (-t).exp()).recip()
}

fn logit(share: f64) -> f64 {
    (share / (1.0 - share)).ln()
}

/// The root of an increasing function, by doubled brackets and then the Illinois rule.
fn root(f: impl Fn(f64) -> f64, centre: f64, spread: f64) -> f64 {
    let at_centre = f(centre);
    let side = if at_centre < 0.0 { 1.0 } else { -1.0 };
    let (mut near, mut f_near) = (centre, at_centre);
    let (mut far, mut f_far) = (near, f_near);
    for k in 0..DOUBLINGS {
        far = (side * spread).mul_add(2.0_f64.powi(k), centre);
        f_far = f(far);
        if !(f_far * side < 0.0) {
            break;
        }
        (near, f_near) = (far, f_far);
    }
    for _ in 0..STEPS {
        let width = far - near;
        if width.abs() <= 4.0 * f64::EPSILON * (near.abs() + far.abs()).max(spread * f64::EPSILON) || f_far == 0.0 {
            break;
        }
        let share = f_near / (f_near - f_far);
        let next = if share > 0.0 && share < 1.0 { share.mul_add(width, near) } else { 0.5f64.mul_add(width, near) };
        let value = f(next);
        if value * f_far < 0.0 {
            (near, f_near) = (far, f_far);
        } else {
            f_near *= 0.5;
        }
        (far, f_far) = (next, value);
    }
    far
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::{Beta, Gaussian, Linked, Poisson, ScaledT, link};
    use crate::linalg::quantiles::normal_quantile;

    #[test]
    fn a_normal_law_mixed_over_a_normal_predictor_is_the_normal_law_of_both() {
        let (phi, error): (f64, f64) = (0.7, 0.9);
        let law = Predictive::new(&Gaussian, Outcomes::Real, phi, (3.0, error), |_| true).unwrap();
        for p in [0.005, 0.025, 0.3, 0.5, 0.8, 0.975] {
            let wanted = normal_quantile(p).mul_add((phi + error * error).sqrt(), 3.0);
            let found = law.quantile(p, 1.0 - p);
            assert!((found - wanted).abs() < 1e-4, "{p}: {found} for {wanted}");
        }
        let sure = Predictive::new(&Gaussian, Outcomes::Real, phi, (3.0, 0.0), |_| true).unwrap();
        let found = sure.quantile(0.025, 0.975);
        assert!((found - normal_quantile(0.025).mul_add(phi.sqrt(), 3.0)).abs() < 1e-12, "{found}");
    }

    #[test]
    fn a_law_far_narrower_than_the_spread_of_its_predictor_is_not_seen_as_a_comb() {
        // 22 and 144 by a sum over 2801 nodes of the law of ln μ ~ N(4.0664, 0.5442²).
        let law = Predictive::new(&Poisson, Outcomes::Whole, 1.0, (4.066_365, 0.544_175_7), |_| true).unwrap();
        assert_eq!([law.quantile(0.05, 0.95), law.quantile(0.95, 0.05)], [22.0, 144.0]);
        let law = Predictive::new(&Gaussian, Outcomes::Real, 1e-4, (0.0, 1.0), |_| true).unwrap();
        let (found, wanted) = (law.quantile(0.1, 0.9), normal_quantile(0.1) * 1.000_1_f64.sqrt());
        assert!((found - wanted).abs() < 1e-5, "{found} for {wanted}");
    }

    /// P(Y ≤ k) of a mean of 4: 0.0183, 0.0916, 0.2381, … and 0.9786 at 8, 0.9919 at 9.
    #[test]
    fn counts_have_the_least_whole_number_that_is_enough() {
        let law = Predictive::new(&Poisson, Outcomes::Whole, 1.0, (4.0_f64.ln(), 0.0), |_| true).unwrap();
        assert_eq!(
            [0.018, 0.019, 0.0915, 0.0917, 0.978, 0.979].map(|p| law.quantile(p, 1.0 - p)),
            [0.0, 1.0, 1.0, 2.0, 8.0, 9.0]
        );
    }

    /// mpmath 30 digits: the regularized incomplete beta function, its mixture by quadrature over ±8 standard errors.
    #[test]
    fn shares_have_the_quantiles_of_the_beta_law() {
        let cases = [
            (3.5, 0.0, [0.018_684_322_015_786_127, 0.297_136_657_299_228_16, 0.812_338_100_749_865_39], 1e-12),
            (3.5, 0.3, [0.013_994_852_781_187_923, 0.298_847_903_177_346_81, 0.829_747_387_027_920_76], 1e-4),
            (400.0, 0.0, [0.286_552_023_674_343_01, 0.331_531_656_159_387_68, 0.378_665_505_383_365_33], 1e-12),
            (400.0, 0.3, [0.208_408_736_271_666_53, 0.331_780_706_450_383_12, 0.479_995_317_059_153_09], 1e-4),
        ];
        for (precision, error, wanted, within) in cases {
            let family = Linked::new(Beta::of_precision(precision), link("logit").unwrap());
            let law = Predictive::new(&family, Outcomes::Share, 1.0, (-0.7, error), |_| true).unwrap();
            for (p, wanted) in [0.025, 0.5, 0.975].into_iter().zip(wanted) {
                let found = law.quantile(p, 1.0 - p);
                assert!((found / wanted - 1.0).abs() < within, "{precision} {error} {p}: {found} for {wanted}");
            }
        }
    }

    /// mpmath as above, at scales from 1e-9 on, nearly without a variance.
    #[test]
    fn heavy_tails_have_the_quantiles_of_students_law() {
        let cases = [
            ([2.0, 0.5, 3.2], 0.0, [-0.746_628_629_434_440_47, 3.536_414_464_856_581_8], 1e-12),
            ([2.0, 0.5, 3.2], 0.4, [-0.859_864_508_207_024_61, 3.702_731_717_666_861_3], 1e-3),
            ([-1e-8, 1e-9, 2.01], 0.0, [-1.984_214_592_737_888_9e-8, -5.717_795_719_702_784e-9], 1e-12),
            ([-1e-8, 1e-9, 2.01], 8e-10, [-1.993_877_673_694_742_2e-8, -5.508_820_796_690_938e-9], 1e-3),
        ];
        for ([mu, scale, df], error, wanted, within) in cases {
            let family = Linked::new(ScaledT::new(Some(df), 2.0, Some(scale)), link("identity").unwrap());
            let law = Predictive::new(&family, Outcomes::Real, 1.0, (mu, error), |_| true).unwrap();
            for (p, wanted) in [0.005, 0.975].into_iter().zip(wanted) {
                let found = law.quantile(p, 1.0 - p);
                assert!(((found - wanted) / scale).abs() < within * 10.0, "{scale} {error} {p}: {found} for {wanted}");
            }
        }
    }
}
