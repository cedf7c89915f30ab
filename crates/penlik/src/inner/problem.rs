//! The penalized objective F(θ) = −ℓ(Zθ) + ½θᵀS_λθ over the rows of a sample, in coordinates β = Zθ.

use super::anchor::Anchor;
use super::coordinates::Coordinates;
use super::feasible::feasible;
use super::quadratic::QuadraticPenalty;
use super::rows::{Sample, Sums};
use crate::families::Family;
use crate::linalg::weighted_gram::{packed, triangle};
use crate::linalg::{Cholesky, DesignRows, Panels, Symmetric, Twofold, Workers, refined_inverse};
use std::borrow::Cow;

/// Everything that is fixed during a fit. Coefficients are stacked class by class: β[a·P + j]; unless coordinates are given, θ = β.
#[derive(Clone, Copy)]
pub struct Problem<'a> {
    sample: Sample<'a>,
    penalty: &'a QuadraticPenalty,
    coordinates: Option<&'a Coordinates>,
    /// The information of the rows where it does not depend on β.
    constant: Option<&'a Symmetric>,
    /// A point at which the log-likelihood is known, where it is quadratic.
    anchor: Option<&'a Anchor>,
}

/// F, its gradient and, where asked for, its Hessian.
pub struct Local {
    pub objective: f64,
    pub log_likelihood: f64,
    pub gradient: Vec<f64>,
    pub information: Option<Symmetric>,
}

impl<'a> Problem<'a> {
    /// A problem over rows whose response columns belong to the family and whose weights are one column ≥ 0.
    #[must_use]
    pub fn new(
        (design, response, weights): (impl Into<DesignRows<'a>>, &'a Panels, &'a Panels),
        offset: Option<&'a Panels>,
        family: &'a dyn Family,
        penalty: &'a QuadraticPenalty,
        workers: &'a Workers,
    ) -> Self {
        Self {
            sample: Sample { design: design.into(), response, weights, offset, family, workers },
            penalty,
            coordinates: None,
            constant: None,
            anchor: None,
        }
    }

    /// The same rows in other coordinates, in which `penalty` is given.
    #[must_use]
    pub fn within(self, coordinates: &'a Coordinates, penalty: &'a QuadraticPenalty) -> Self {
        Self { coordinates: (!coordinates.is_identity()).then_some(coordinates), penalty, ..self }
    }

    /// The same with the information of the rows given, for families for which it does not depend on β.
    #[must_use]
    pub fn with_information(self, information: &'a Symmetric) -> Self {
        Self { constant: Some(information), ..self }
    }

    /// The same with a point at which the log-likelihood is known, for families for which it is quadratic.
    #[must_use]
    pub fn with_anchor(self, anchor: &'a Anchor) -> Self {
        Self { anchor: Some(anchor), ..self }
    }

    /// The information of the rows at β, MP × MP.
    #[must_use]
    pub fn stacked_information(&self, beta: &[f64]) -> Symmetric {
        self.unpack(&self.sample.evaluate(beta, true).information, |x| *x)
    }

    /// The same rows with another response and no offset.
    #[must_use]
    pub fn with_response(self, response: &'a Panels) -> Self {
        Self { sample: Sample { response, offset: None, ..self.sample }, anchor: None, ..self }
    }

    /// The same rows and penalty under another family.
    #[must_use]
    pub fn with_family(self, family: &'a dyn Family) -> Self {
        Self { sample: Sample { family, ..self.sample }, anchor: None, ..self }
    }

    /// Z; `None` where θ = β.
    #[must_use]
    pub fn coordinates(&self) -> Option<&'a Coordinates> {
        self.coordinates
    }

    /// The length of θ: P·M unless coordinates say otherwise.
    #[must_use]
    pub fn coefficients(&self) -> usize {
        self.coordinates.map_or_else(|| self.sample.coefficients(), Coordinates::len)
    }

    /// β = Zθ.
    #[must_use]
    pub fn stacked<'b>(&self, theta: &'b [f64]) -> Cow<'b, [f64]> {
        self.coordinates.map_or(Cow::Borrowed(theta), |z| Cow::Owned(z.to_coefficients(theta)))
    }

    /// θ of coefficients β that Z reaches.
    #[must_use]
    pub fn inside(&self, beta: Vec<f64>) -> Vec<f64> {
        match self.coordinates {
            Some(z) => z.from_coefficients(&beta),
            None => beta,
        }
    }

    /// ZᵀAZ.
    #[must_use]
    pub fn congruence(&self, a: Symmetric) -> Symmetric {
        match self.coordinates {
            Some(z) => z.congruence(a),
            None => a,
        }
    }

    /// ZAZᵀ.
    #[must_use]
    pub fn spread_square<'b>(&self, a: &'b Symmetric) -> Cow<'b, Symmetric> {
        self.coordinates.map_or(Cow::Borrowed(a), |z| Cow::Owned(z.spread_square(a)))
    }

    /// The family.
    #[must_use]
    pub fn family(&self) -> &'a dyn Family {
        self.sample.family
    }

    /// The penalty.
    #[must_use]
    pub fn penalty(&self) -> &'a QuadraticPenalty {
        self.penalty
    }

    /// X.
    #[must_use]
    pub fn design(&self) -> DesignRows<'a> {
        self.sample.design
    }

    /// Σ over rows of a function of (response, weight).
    pub fn sum_rows(&self, term: &(impl Fn(&[f64], f64) -> f64 + Sync)) -> f64 {
        self.sample.sum_rows(term)
    }

    /// Σ over rows of vectors of `length` entries that a function of (response, weight) adds to.
    pub fn sum_row_vectors(&self, length: usize, add: &(impl Fn(&[f64], f64, &mut [f64]) + Sync)) -> Vec<f64> {
        self.sample.sum_row_vectors(length, add)
    }

    /// 2Σ w (ℓ of the saturated model − ℓ).
    #[must_use]
    pub fn deviance(&self, theta: &[f64]) -> f64 {
        self.sample.deviance(&self.stacked(theta))
    }

    /// Σ w, and the weighted mean of each column of the response.
    #[must_use]
    pub fn weighted_means(&self) -> (f64, Vec<f64>) {
        let (total, sums) = self.sample.weighted_totals();
        (total, sums.iter().map(|sum| sum / total.max(f64::MIN_POSITIVE)).collect())
    }

    /// 1 − R² of the column of the design that those before it explain best; 0 where rounding leaves none.
    pub(super) fn design_pivot(&self) -> f64 {
        let gram = self.design_gram();
        Cholesky::new(&gram).map_or(0.0, |factor| factor.smallest_pivot(&gram))
    }

    /// XᵀWX for the weights of the rows.
    #[must_use]
    pub fn design_gram(&self) -> Symmetric {
        let p = self.sample.design.cols();
        let sums = self.sample.working_least_squares(&|_, z, v| {
            z.fill(0.0);
            v.fill(1.0);
        });
        let mut gram = Symmetric::zeros(p);
        for i in 0..p {
            for j in 0..=i {
                gram.add(i, j, sums.information[packed(i, j)]);
            }
        }
        gram
    }

    /// max |y|.
    #[must_use]
    pub fn largest_response(&self) -> f64 {
        let response = self.sample.response;
        (0..response.count()).flat_map(|panel| response.panel(panel)).fold(0.0, |largest: f64, y| largest.max(y.abs()))
    }

    /// The rows.
    #[must_use]
    pub fn sample(&self) -> &Sample<'a> {
        &self.sample
    }

    pub(super) fn at(&self, theta: &[f64], curvature: bool) -> Local {
        let beta = self.stacked(theta);
        if let (Some(information), Some(anchor)) = (self.constant, self.anchor)
            && let Some((value, score)) = anchor.at(&beta, information)
        {
            let information = curvature.then(|| self.congruence(information.clone()));
            return self.local(theta, value, score, information);
        }
        let sums = self.sample.evaluate(&beta, curvature && self.constant.is_none());
        let information = || match self.constant {
            Some(information) => information.clone(),
            None => self.unpack(&sums.information, |x| *x),
        };
        let information = curvature.then(|| self.congruence(information()));
        self.local(theta, sums.value, sums.score, information)
    }

    /// The same with the score summed in twice the precision.
    pub(super) fn at_refined(&self, theta: &[f64]) -> Local {
        let sums = self.sample.evaluate_refined(&self.stacked(theta), false);
        let score: Vec<f64> = sums.score.iter().map(|x| x.hi).collect();
        self.local(theta, sums.value, score, None)
    }

    fn local(&self, theta: &[f64], value: f64, score: Vec<f64>, information: Option<Symmetric>) -> Local {
        let mut gradient = vec![0.0; theta.len()];
        let penalty = self.penalty.value_gradient(theta, &mut gradient);
        gradient.iter_mut().zip(self.inside(score)).for_each(|(g, s)| *g -= s);
        Local { objective: penalty - value, log_likelihood: value, gradient, information }
    }

    /// The Hessian of F from the information of the rows.
    #[must_use]
    pub fn hessian(&self, information: &Symmetric) -> Symmetric {
        let mut hessian = information.clone();
        self.penalty.add_to(&mut hessian);
        hessian
    }

    /// (information + S_λ)⁻¹ with every sum and the factorisation in twice the precision; turned coordinates have none.
    #[must_use]
    pub fn refined_covariance(&self, theta: &[f64]) -> Option<Symmetric> {
        if self.coordinates.is_some() {
            return None;
        }
        let order = theta.len();
        let sums = self.sample.evaluate_refined(theta, true);
        let mut penalty = Symmetric::zeros(order);
        self.penalty.add_to(&mut penalty);
        let mut lower = vec![Twofold::default(); triangle(order)];
        self.for_each_entry(|i, j, k| lower[packed(i, j)] = sums.information[k]);
        for i in 0..order {
            for j in 0..=i {
                lower[packed(i, j)] = lower[packed(i, j)] + Twofold::from(penalty.get(i, j));
            }
        }
        refined_inverse(order, &lower)
    }

    /// The joint matrix from packed P × P blocks in packed order, as [`super::Frozen::blocks`] gives them.
    #[must_use]
    pub fn joined(&self, blocks: &[f64]) -> Symmetric {
        self.unpack(blocks, |x| *x)
    }

    pub(super) fn unpack<T>(&self, blocks: &[T], value: impl Fn(&T) -> f64) -> Symmetric {
        let mut out = Symmetric::zeros(self.sample.coefficients());
        self.for_each_entry(|i, j, k| out.add(i, j, value(&blocks[k])));
        out
    }

    /// Visits (row, column ≤ row, place among the packed blocks) of the joint information. Blocks beside the diagonal are symmetric
    /// themselves, so that each packed entry may stand in two places of the lower triangle.
    fn for_each_entry(&self, mut visit: impl FnMut(usize, usize, usize)) {
        let (m, p) = (self.sample.family.predictors(), self.sample.design.cols());
        for a in 0..m {
            for b in 0..=a {
                for i in 0..p {
                    let last = if a == b { i } else { p - 1 };
                    for j in 0..=last {
                        let k = packed(a, b) * triangle(p) + packed(i.max(j), i.min(j));
                        visit(a * p + i, b * p + j, k);
                    }
                }
            }
        }
    }

    /// The first step of a fit: the minimiser of the family's first quadratic model, or zeros where it has none.
    pub(super) fn start(&self) -> Vec<f64> {
        feasible(self, self.first_model(self.sample.offset.is_some()))
    }

    /// The coefficients that fit the average predictor to every row.
    pub(super) fn level_start(&self) -> Vec<f64> {
        self.first_model(true)
    }

    /// The minimiser of the family's first quadratic model; `level` lets every row start from the average predictor, as rows with an offset do.
    fn first_model(&self, level: bool) -> Vec<f64> {
        let average = self.average();
        let sample = &self.sample;
        let (m, p) = (sample.family.predictors(), sample.design.cols());
        let shift = self.average_offset();
        let sums = sample.working_least_squares(&|panel, z, v| {
            sample.family.start(&average, sample.response.panel(panel), z, v);
            if level {
                let null = sample.family.null_predictors(&average);
                z.chunks_exact_mut(v.len()).zip(null).for_each(|(z, eta)| z.fill(eta - shift));
            }
        });
        let metric = sample.family.start_metric(&average);
        let mut hessian = Symmetric::zeros(m * p);
        self.for_each_pair(&sums, &metric, &mut hessian);
        let mut hessian = self.congruence(hessian);
        self.penalty.add_to(&mut hessian);
        let rhs: Vec<f64> =
            (0..m * p).map(|k| (0..m).map(|b| metric[k / p * m + b] * sums.score[b * p + k % p]).sum()).collect();
        match Cholesky::new(&hessian).map(|factor| factor.solve(&self.inside(rhs))) {
            Some(theta) if theta.iter().all(|b| b.is_finite()) => theta,
            _ => vec![0.0; self.coefficients()],
        }
    }

    /// The diagonal of the information in the family's first quadratic model, MP entries.
    #[must_use]
    pub fn start_information(&self) -> Vec<f64> {
        let (average, sample) = (self.average(), &self.sample);
        let (m, p) = (sample.family.predictors(), sample.design.cols());
        let sums = sample.working_least_squares(&|panel, z, v| {
            sample.family.start(&average, sample.response.panel(panel), z, v);
        });
        let metric = sample.family.start_metric(&average);
        (0..m * p).map(|k| metric[k / p * (m + 1)] * sums.information[packed(k % p, k % p)]).collect()
    }

    fn for_each_pair(&self, sums: &Sums<f64>, metric: &[f64], hessian: &mut Symmetric) {
        let m = self.sample.family.predictors();
        self.for_each_entry(|i, j, k| {
            let p = hessian.order / m;
            let entry = sums.information[k % triangle(p)];
            hessian.add(i, j, metric[i / p * m + j / p] * entry);
        });
    }

    /// The weighted mean response of each predictor, drawn from the edges of its domain by half a row.
    #[must_use]
    pub fn average(&self) -> Vec<f64> {
        let sample = &self.sample;
        let (total, means) = self.weighted_means();
        let pull = 0.5 / (total + 0.5 * sample.family.outputs().max(2) as f64);
        let inside = |mean: f64| match sample.family.outputs() {
            1 if !sample.family.has_unit() => mean,
            k => mean + pull * (1.0 / k.max(2) as f64 - mean),
        };
        means.into_iter().map(inside).collect()
    }

    fn average_offset(&self) -> f64 {
        let Some(offset) = self.sample.offset else { return 0.0 };
        let weights = || self.sample.weights.column(0);
        let sum: f64 = weights().zip(offset.column(0)).map(|(w, offset)| w * offset).sum();
        sum / weights().sum::<f64>().max(f64::MIN_POSITIVE)
    }
}
