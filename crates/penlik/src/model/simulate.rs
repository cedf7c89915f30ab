//! Draws from what a fit leaves uncertain: coefficients β* ~ N(β̂, Σ), and responses y* of the family's law at η* = Xβ* + offset.
//!
//! Normal y* ~ N(μ*, φ/w); gamma of shape w/φ; inverse Gaussian of λ = w/φ; binomial k/w with k of w trials; Poisson and negative binomial
//! counts of weight 1; Tweedie γ·Γ(Nα), N of mean wμ^{2−p}/(φ(2 − p)), α = (2 − p)/(p − 1), γ = φ(p − 1)μ^{p−1}/w; beta Γ_a/(Γ_a + Γ_b) of shapes a = νμ, b = ν(1 − μ); scaled t μ + σ√ν·z/√χ²_ν; for the multinomial and ordered categories the
//! position of a class. Beta and scaled t responses are those of weight 1, as a weight multiplies their log-likelihood alone. Each number depends on seed, draw and row alone. Strengths, φ and
//! parameters of the family stay as estimated.
//! Source: S. N. Wood, Generalized Additive Models (2017), 7.2.7 (the posterior of the coefficients).

use super::ModelError;
use super::fitted::Fitted;
use super::own_rows::FitData;
use super::spec::FamilySpec;
use crate::check::{self, Code};
use crate::design::{MAX_BYTES, NewData};
use crate::families::Family;
use crate::linalg::counter_random::CounterRandom;
use crate::linalg::semidefinite_root::Root;
use crate::linalg::variates::Variates;
use crate::linalg::weighted_gram::{Columns, apply};
use crate::linalg::{Panels, Symmetric};

/// Simulated responses, row-major.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulated {
    /// Rows.
    pub rows: usize,
    /// One column for each draw.
    pub draws: usize,
    /// rows × draws numbers; positions in the classes for the multinomial and for ordered categories.
    pub values: Vec<f64>,
    /// The rows of the data that they are.
    pub kept: Vec<usize>,
}

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SimulateRequest {
    /// The number of draws.
    pub draws: usize,
    /// The seed.
    pub seed: u64,
    /// Whether the data are those of the fit, whose weights and offsets are known, or new rows of weight 1.
    pub own_rows: bool,
}

/// The stream that coefficients are drawn from.
const COEFFICIENTS: u64 = 3;
/// The stream of the responses of the first draw.
const RESPONSES: u64 = 1 << 32;

/// The rows that responses are drawn for.
struct DrawnRows {
    design: Panels,
    /// Xβ̂ + offset.
    eta: Panels,
    weights: Vec<f64>,
    kept: Vec<usize>,
}

/// What is known of a response beside its predictors.
#[derive(Debug, Clone, Copy)]
struct RowLaw {
    weight: f64,
    scale: f64,
    /// θ of the negative binomial, ν of the beta law, p of the Tweedie law.
    theta: f64,
    /// ν and σ of the scaled t.
    tails: [f64; 2],
}

impl Fitted {
    /// Draws of the coefficients, one row of β for each; coefficients that were not estimated stay 0.
    ///
    /// # Errors
    /// ERR_DOMAIN for no draws, ERR_TOO_LARGE.
    pub fn simulate_coefficients(&self, draws: usize, seed: u64) -> Result<Vec<f64>, ModelError> {
        let order = self.coefficients.len();
        if draws == 0 {
            return Err(ModelError::refuse(Code::Domain, "draws", "0", "a whole number >= 1"));
        }
        check::allocation("draws", draws, order, MAX_BYTES)?;
        let covariance = Symmetric { order, data: self.covariance.clone() };
        let root = Root::new(&covariance).ok_or_else(|| {
            ModelError::refuse(Code::NonFinite, "model", "with a covariance that is not finite", "a fit that converged")
        })?;
        let random = CounterRandom::new(seed, COEFFICIENTS);
        let mut out = Vec::with_capacity(draws * order);
        for draw in 0..draws {
            let z: Vec<f64> = (0..root.rank).map(|k| random.normal((draw * root.rank + k) as u64)).collect();
            let row = |i: usize| &root.data[i * root.rank..(i + 1) * root.rank];
            out.extend((0..order).map(|i| self.coefficients[i] + crate::linalg::dot(row(i), &z)));
        }
        Ok(out)
    }

    /// Draws of responses for the rows of a fit or for new ones.
    ///
    /// # Errors
    /// ERR_UNSUPPORTED, naming the family, where its law cannot be drawn from, and for the rows of a fit that are not known any more;
    /// ERR_DOMAIN for trials that are not whole; ERR_NON_FINITE for means that a draw takes out of range; else as [`Fitted::predict`].
    pub fn simulate(&self, data: &FitData<'_>, request: &SimulateRequest) -> Result<Simulated, ModelError> {
        self.check_law()?;
        let betas = self.simulate_coefficients(request.draws, request.seed)?;
        let rows = self.drawn_rows(data, request.own_rows)?;
        let (n, draws) = (rows.kept.len(), request.draws);
        check::allocation("draws", n, draws, MAX_BYTES)?;
        let family = self.law()?;
        let mut values = vec![0.0; n * draws];
        for (draw, beta) in betas.chunks_exact(self.coefficients.len()).enumerate() {
            let column = self.one_draw(&rows, family.as_ref(), beta, (request.seed, RESPONSES + draw as u64));
            for (i, y) in column.into_iter().enumerate() {
                if !y.is_finite() {
                    let (value, expected) =
                        (format!("{y} for row {} in draw {draw}", rows.kept[i]), "rows nearer to the data");
                    return Err(ModelError::refuse(Code::NonFinite, "data", value, expected));
                }
                values[i * draws + draw] = y;
            }
        }
        Ok(Simulated { rows: n, draws, values, kept: rows.kept })
    }

    /// The responses of one draw.
    fn one_draw(&self, rows: &DrawnRows, family: &dyn Family, beta: &[f64], (seed, stream): (u64, u64)) -> Vec<f64> {
        let shift: Vec<f64> = beta.iter().zip(&self.coefficients).map(|(a, b)| a - b).collect();
        let (theta, tails) = (self.size(), self.tails());
        let mut out = Vec::with_capacity(rows.kept.len());
        for panel in 0..rows.design.count() {
            let h = rows.design.height(panel);
            let mut eta = vec![0.0; rows.eta.cols() * h];
            apply(Columns::new(rows.design.panel(panel), h), &shift, &mut eta);
            eta.iter_mut().zip(rows.eta.panel(panel)).for_each(|(e, known)| *e += known);
            let mut mean = vec![0.0; family.outputs() * h];
            family.mean(&eta, h, &mut mean);
            for k in 0..h.min(rows.kept.len() - out.len()) {
                let law = RowLaw { weight: rows.weights[out.len()], scale: self.numbers.scale, theta, tails };
                let mean: Vec<f64> = mean.chunks_exact(h).map(|column| column[k]).collect();
                out.push(self.response(&mean, &law, &mut Variates::new(seed, stream, out.len() as u64)));
            }
        }
        out
    }

    /// One response; NaN where the mean is out of the law's range.
    fn response(&self, mean: &[f64], law: &RowLaw, variates: &mut Variates) -> f64 {
        let RowLaw { weight, scale, theta, tails: [df, spread] } = *law;
        let mu = mean[0];
        match &self.family {
            FamilySpec::Gaussian { .. } => mu + (scale / weight).sqrt() * variates.normal(),
            FamilySpec::Binomial { .. } => variates.binomial(weight, mu) / weight,
            FamilySpec::Poisson { .. } => variates.poisson(mu),
            FamilySpec::Gamma { .. } => mu * (scale / weight) * variates.gamma(weight / scale),
            FamilySpec::InverseGaussian { .. } => variates.inverse_gaussian(mu, weight / scale),
            FamilySpec::NegativeBinomial { .. } => {
                let rate = variates.gamma(theta) * (mu / theta);
                variates.poisson(rate)
            }
            FamilySpec::Tweedie { .. } => {
                let (rest, beyond, unit) = (2.0 - theta, theta - 1.0, scale / weight);
                let count = variates.poisson(mu.powf(rest) / (unit * rest));
                let amount = if count == 0.0 { 0.0 } else { variates.gamma(count * rest / beyond) };
                unit * beyond * mu.powf(beyond) * amount
            }
            FamilySpec::Beta { .. } => variates.share(theta * mu, theta * (1.0 - mu)),
            FamilySpec::ScaledT { .. } => variates.student(df).mul_add(spread, mu),
            _ => self.drawn_class(mean, variates.uniform()),
        }
    }

    /// The class whose part of (0, 1) holds u; means come with the reference last.
    fn drawn_class(&self, mean: &[f64], u: f64) -> f64 {
        let order: Vec<usize> = self.classes.active().into_iter().chain(self.classes.reference).collect();
        let mut left = u * mean.iter().sum::<f64>();
        for (&class, p) in order.iter().zip(mean) {
            left -= p;
            if left < 0.0 {
                return class as f64;
            }
        }
        order.last().map_or(f64::NAN, |&class| class as f64)
    }

    fn check_law(&self) -> Result<(), ModelError> {
        let known = matches!(
            self.family,
            FamilySpec::Gaussian { .. }
                | FamilySpec::Binomial { .. }
                | FamilySpec::Poisson { .. }
                | FamilySpec::Gamma { .. }
                | FamilySpec::InverseGaussian { .. }
                | FamilySpec::NegativeBinomial { .. }
                | FamilySpec::Tweedie { .. }
                | FamilySpec::Beta { .. }
                | FamilySpec::ScaledT { .. }
                | FamilySpec::OrderedCategories {}
                | FamilySpec::Multinomial { .. }
        );
        if known {
            return Ok(());
        }
        let value = format!("the family {}, of whose law no draws are made", self.family.name());
        let expected = "gaussian, binomial, poisson, gamma, inverseGaussian, negativeBinomial, tweedie, beta, scaledT, orderedCategories or \
                        multinomial";
        Err(ModelError::refuse(Code::Unsupported, "family", value, expected))
    }

    /// θ of the negative binomial, ν of the beta law or p of the Tweedie law, given or estimated.
    fn size(&self) -> f64 {
        match self.family {
            FamilySpec::NegativeBinomial { theta, .. } => self.parameter(theta, "theta"),
            FamilySpec::Beta { precision, .. } => self.parameter(precision, "precision"),
            FamilySpec::Tweedie { power, .. } => self.parameter(power, "power"),
            _ => f64::NAN,
        }
    }

    /// ν and σ of the scaled t.
    fn tails(&self) -> [f64; 2] {
        match self.family {
            FamilySpec::ScaledT { df, scale, .. } => [self.parameter(df, "df"), self.parameter(scale, "scale")],
            _ => [f64::NAN; 2],
        }
    }

    fn parameter(&self, given: Option<f64>, name: &str) -> f64 {
        let estimated = || self.family_parameters.iter().find(|(known, _)| known == name).map(|(_, value)| *value);
        given.or_else(estimated).unwrap_or(f64::NAN)
    }

    fn drawn_rows(&self, data: &FitData<'_>, own_rows: bool) -> Result<DrawnRows, ModelError> {
        if own_rows {
            let (design, seen) = self.own_design(data)?;
            let weights: Vec<f64> = seen.weights.column(0).collect();
            let trials = matches!(self.family, FamilySpec::Binomial { .. });
            if let Some(i) = weights.iter().position(|w| trials && w.fract() != 0.0) {
                let value = format!("{} in row {}", weights[i], seen.kept[i]);
                return Err(ModelError::refuse(Code::Domain, "weights", value, "whole numbers of trials"));
            }
            return Ok(DrawnRows { design, eta: seen.eta.clone(), weights, kept: seen.kept.clone() });
        }
        let (design, offset, kept) = match data {
            FitData::Table(table) => {
                let (design, kept) = self.blueprint()?.encode_with(table, &NewData::default())?;
                let offset = self.blueprint()?.offsets(table, &kept)?;
                (design, offset, kept.rows)
            }
            FitData::Matrix(view) => {
                check::length("columns of data", view.ncols(), self.column_names.len())?;
                check::allocation("data", view.nrows(), view.ncols(), MAX_BYTES)?;
                super::matrix::finite_matrix("data", *view)?;
                (Panels::from_view(*view), None, (0..view.nrows()).collect())
            }
        };
        let mut eta = Panels::zeros(design.rows(), self.active_classes.len().max(1));
        for panel in 0..design.count() {
            let h = design.height(panel);
            apply(Columns::new(design.panel(panel), h), &self.coefficients, eta.panel_mut(panel));
        }
        if let Some(offset) = offset {
            for a in 0..eta.cols() {
                let shifted: Vec<f64> =
                    eta.column(a).zip(offset.column(a % offset.cols())).map(|(e, o)| e + o).collect();
                eta.set_column(a, shifted);
            }
        }
        let weights = vec![1.0; kept.len()];
        Ok(DrawnRows { design, eta, weights, kept })
    }
}
