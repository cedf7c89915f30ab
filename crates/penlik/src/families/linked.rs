//! A family of one predictor from a distribution and a link: observed and expected information, with two derivatives, by the chain rule.

use super::distributions::Distribution;
use super::links::{Link, Taylor};
use super::{Family, Jet, ParameterJet, ParameterPair, Rows, SaturatedDensity, Slopes, Surroundings};

/// A distribution with a link.
#[derive(Debug, Clone)]
pub struct Linked<D> {
    distribution: D,
    link: &'static dyn Link,
}

impl<D: Distribution> Linked<D> {
    /// y ~ D with mean g⁻¹(η).
    #[must_use]
    pub fn new(distribution: D, link: &'static dyn Link) -> Self {
        Self { distribution, link }
    }

    fn jets(&self, rows: &Rows<'_>) -> Vec<Taylor> {
        let mut jets = vec![[0.0; 5]; rows.height];
        self.distribution.jets(self.link, rows, &mut jets);
        jets
    }
}

impl<D: Distribution> Family for Linked<D> {
    fn predictors(&self) -> usize {
        1
    }

    fn self_concordance(&self) -> Option<f64> {
        None
    }

    fn has_scale(&self) -> bool {
        self.distribution.has_scale()
    }

    fn has_null_mean(&self) -> bool {
        self.distribution.has_null_mean()
    }

    fn has_unit(&self) -> bool {
        self.distribution.has_unit()
    }

    fn jet(&self, rows: &Rows<'_>, jet: &mut Jet<'_>) {
        for (i, [value, score, second, ..]) in self.jets(rows).into_iter().enumerate() {
            (jet.value[i], jet.score[i], jet.information[i]) = (value, score, -second);
        }
    }

    fn slopes(&self, rows: &Rows<'_>, slopes: &mut Slopes<'_>) {
        for (i, [.., third, fourth]) in self.jets(rows).into_iter().enumerate() {
            (slopes.first[i], slopes.second[i]) = (-third, -fourth);
        }
    }

    fn expected_information(&self, rows: &Rows<'_>, out: &mut [f64]) {
        self.distribution.expected(self.link, rows, out);
    }

    fn parameters(&self) -> Vec<f64> {
        self.distribution.parameters()
    }

    fn named_parameters(&self) -> Vec<(String, f64)> {
        self.distribution.named_parameters()
    }

    fn with_parameters(&self, tau: &[f64]) -> Option<Box<dyn Family + Send>> {
        let distribution = self.distribution.with_parameters(tau)?;
        Some(Box::new(Self { distribution, link: self.link }))
    }

    fn begun(&self, response: &[f64], weights: &[f64]) -> Option<Box<dyn Family + Send>> {
        let distribution = self.distribution.begun(response, weights)?;
        Some(Box::new(Self { distribution, link: self.link }))
    }

    fn parameter_jet(&self, rows: &Rows<'_>, t: usize, out: &mut ParameterJet<'_>) {
        let mut jets = vec![[0.0; 5]; rows.height];
        self.distribution.parameter_jets(self.link, rows, t, &mut jets);
        for (i, [value, score, second, third, _]) in jets.into_iter().enumerate() {
            (out.value[i], out.score[i], out.information[i], out.slope[i]) = (value, score, -second, -third);
        }
    }

    fn parameter_pair(&self, rows: &Rows<'_>, t: usize, u: usize, out: &mut ParameterPair<'_>) {
        let mut jets = vec![[0.0; 5]; rows.height];
        self.distribution.parameter_pairs(self.link, rows, [t, u], &mut jets);
        for (i, [value, score, second, ..]) in jets.into_iter().enumerate() {
            (out.value[i], out.score[i], out.information[i]) = (value, score, -second);
        }
    }

    fn saturated_density(&self, response: &[f64], weight: f64, phi: f64) -> SaturatedDensity {
        self.distribution.saturated_density(response[0], weight, phi)
    }

    fn mean(&self, eta: &[f64], _height: usize, out: &mut [f64]) {
        out.iter_mut().zip(eta).for_each(|(out, eta)| *out = self.link.mean(*eta)[0]);
    }

    fn mean_slope(&self, eta: &[f64], out: &mut [f64]) {
        out.iter_mut().zip(eta).for_each(|(out, eta)| *out = self.link.mean(*eta)[1]);
    }

    fn pearson(&self, rows: &Rows<'_>, out: &mut [f64]) {
        for ((out, &eta), &y) in out.iter_mut().zip(rows.eta).zip(rows.response) {
            let mu = self.link.mean(eta)[0];
            *out = (y - mu) * (y - mu) / self.distribution.variance(mu, 1.0 - mu);
        }
    }

    fn surroundings(&self, eta: f64, response: f64, weight: f64, phi: f64) -> Option<Surroundings> {
        self.distribution.surroundings(self.link, eta, response, [weight, phi])
    }

    fn saturated(&self, response: &[f64]) -> f64 {
        self.distribution.saturated(response[0])
    }

    fn constant(&self, response: &[f64]) -> f64 {
        self.distribution.constant(response[0])
    }

    fn peak(&self, response: &[f64]) -> f64 {
        self.distribution.peak(response[0])
    }

    fn deviance(&self, rows: &Rows<'_>, out: &mut [f64]) {
        self.distribution.deviance(self.link, rows, out);
    }

    /// A step of Fisher scoring from means half-way between each response and the average, or from the average where these have no predictor.
    fn start(&self, average: &[f64], response: &[f64], z: &mut [f64], weight: &mut [f64]) {
        for ((z, weight), &y) in z.iter_mut().zip(weight).zip(response) {
            let middle = 0.5 * (y + average[0]);
            let (mu, [eta, slope]) = [middle, average[0]]
                .into_iter()
                .filter(|mu| self.distribution.contains(*mu))
                .map(|mu| (mu, self.predictor(mu)))
                .find(|(_, [eta, slope])| eta.is_finite() && slope.is_finite() && self.link.contains(*eta))
                .unwrap_or((average[0], self.predictor(average[0])));
            *weight = slope * slope / self.distribution.variance(mu, 1.0 - mu);
            *z = eta + (y - mu) / slope;
        }
    }

    fn start_metric(&self, _average: &[f64]) -> Vec<f64> {
        vec![1.0]
    }

    fn null_predictors(&self, average: &[f64]) -> Vec<f64> {
        vec![self.predictor(average[0])[0]]
    }
}

impl<D: Distribution> Linked<D> {
    /// g(μ), and dμ/dη there.
    fn predictor(&self, mu: f64) -> [f64; 2] {
        let eta = self.link.predictor(mu, 1.0 - mu);
        [eta, self.link.mean(eta)[1]]
    }
}
