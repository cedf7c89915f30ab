//! Intervals around predictions: for means one by one or all at once, and for new responses.
//!
//! Confidence and simultaneous intervals are η̂ ± c·se on the link scale, with the pointwise or the simultaneous c; on the response scale their ends
//! go through the inverse link, and for a probability p of the multinomial, whose log-odds have the error se(p)/(p(1 − p)), through the logistic
//! function. Prediction intervals are those of a new response of weight 1: for the normal law with the identity link μ̂ ± t·√(φ + se²), for other laws
//! between quantiles of the family's law mixed over the predictor ([`crate::inference::Predictive`]).
//! Sources: D. Ruppert, M. P. Wand and R. J. Carroll, Semiparametric Regression (2003), 6; A. Agresti, Categorical Data Analysis (2002), 3.1.

use super::ModelError;
use super::band::{Band, BandRequest};
use super::fitted::Fitted;
use super::matrix::finite_matrix;
use super::predict::{PredictKind, Prediction};
use super::spec::{FamilySpec, Variance};
use crate::check::{self, Code};
use crate::design::{MAX_BYTES, Missing, NewData, Table};
use crate::families::Family;
use crate::inference::{Outcomes, Predictive, pointwise_critical_value};
use crate::linalg::Panels;
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

/// Around what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum IntervalKind {
    /// Each predictor or mean by itself.
    Confidence,
    /// All of them at once.
    Simultaneous,
    /// A new response.
    Prediction,
}

impl Fitted {
    /// Predictions with intervals for the rows of a table; the draws and the seed are those of simultaneous ones.
    ///
    /// # Errors
    /// As [`Fitted::predict`]; ERR_DOMAIN for the level; ERR_UNSUPPORTED for classes, for probabilities of the multinomial all at once, and
    /// for new responses on the link scale or of families without quantiles.
    pub fn interval(
        &self,
        table: &Table<'_>,
        what: (PredictKind, IntervalKind),
        missing: Missing,
        request: &BandRequest,
    ) -> Result<Band, ModelError> {
        self.interval_new(table, what, &NewData { missing, ..NewData::default() }, request)
    }

    /// The same with terms left out or levels that the fit has not seen.
    ///
    /// # Errors
    /// As [`Fitted::interval`] and [`Fitted::predict_new`].
    pub fn interval_new(
        &self,
        table: &Table<'_>,
        what: (PredictKind, IntervalKind),
        new: &NewData<'_>,
        request: &BandRequest,
    ) -> Result<Band, ModelError> {
        self.check_interval(what.0, what.1, request)?;
        let Some(blueprint) = &self.scope.blueprint else {
            let expected = "a matrix: this model was fitted from one";
            return Err(ModelError::refuse(Code::Unsupported, "data", "a table", expected));
        };
        let (design, kept) = blueprint.encode_with(table, new)?;
        let offset = blueprint.offsets(table, &kept)?;
        self.interval_of(&Asked { design: &design, offset: offset.as_ref(), kept: &kept.rows }, what, request)
    }

    /// The same for the rows of a design matrix.
    ///
    /// # Errors
    /// As [`Fitted::interval`] and [`Fitted::predict_matrix`].
    ///
    /// ```
    /// use penlik::model::{BandRequest, Control, FamilySpec, FitOptions, IntervalKind, MatrixInput, MatrixResponse, PredictKind, fit_matrix};
    /// let x = ndarray::array![[1.0], [1.0], [1.0], [1.0]];
    /// let (response, names) = (MatrixResponse::Numeric(&[1.0, 2.0, 3.0, 6.0]), None);
    /// let input = MatrixInput { design: x.view(), names, response, weights: None, offset: None, penalties: vec![], terms: vec![] };
    /// let model = fit_matrix(&input, &FamilySpec::gaussian(), &FitOptions::default(), &Control::none())?;
    /// let what = (PredictKind::Response, IntervalKind::Prediction);
    /// let band = model.interval_matrix(x.view(), what, &BandRequest::default())?;
    /// // 3 ± t₃·√(s² + s²/4), s² = 14/3
    /// assert!((band.upper[0] - (3.0 + 3.182446305284263 * (14.0_f64 / 3.0 * 1.25).sqrt())).abs() < 1e-10);
    /// # Ok::<(), penlik::model::ModelError>(())
    /// ```
    pub fn interval_matrix(
        &self,
        design: ArrayView2<'_, f64>,
        what: (PredictKind, IntervalKind),
        request: &BandRequest,
    ) -> Result<Band, ModelError> {
        self.check_interval(what.0, what.1, request)?;
        let (n, p) = design.dim();
        check::length("columns of data", p, self.column_names.len())?;
        check::allocation("data", n, p, MAX_BYTES)?;
        finite_matrix("data", design)?;
        let (panels, kept): (Panels, Vec<usize>) = (Panels::from_view(design), (0..n).collect());
        self.interval_of(&Asked { design: &panels, offset: None, kept: &kept }, what, request)
    }

    fn interval_of(
        &self,
        asked: &Asked<'_>,
        (kind, interval): (PredictKind, IntervalKind),
        request: &BandRequest,
    ) -> Result<Band, ModelError> {
        let at = |kind| self.predict_design(asked.design, asked.offset, kind, true, asked.kept.to_vec());
        let link = at(PredictKind::Link)?;
        let critical = pointwise_critical_value(request.level, self.statistic);
        match interval {
            IntervalKind::Simultaneous => self.shown(self.around(asked.design, link, request)?, kind, at),
            IntervalKind::Prediction => self.new_responses(&link, at(kind)?, critical, request.level),
            IntervalKind::Confidence => {
                let ends = link.values.iter().zip(link.standard_errors.iter().flatten());
                let (lower, upper) = ends.map(|(x, e)| (x - critical * e, x + critical * e)).unzip();
                self.shown(Band { prediction: link, critical, lower, upper }, kind, at)
            }
        }
    }

    fn check_interval(
        &self,
        kind: PredictKind,
        interval: IntervalKind,
        request: &BandRequest,
    ) -> Result<(), ModelError> {
        request.check()?;
        let refuse = |value: &str, expected: &str| {
            Err(ModelError::refuse(Code::Unsupported, "interval", value.to_owned(), expected.to_owned()))
        };
        let several = matches!(self.family, FamilySpec::Multinomial { .. } | FamilySpec::OrderedCategories { .. });
        match (kind, interval) {
            (PredictKind::Class, _) => refuse("given for classes", "none: a class has no interval"),
            (PredictKind::Response, IntervalKind::Simultaneous) if several => {
                refuse("\"simultaneous\" for probabilities", "\"confidence\", or type \"link\"")
            }
            (PredictKind::Link, IntervalKind::Prediction) => {
                refuse("\"prediction\" on the link scale", "type \"response\": a new response is no predictor")
            }
            (PredictKind::Response, IntervalKind::Prediction) if self.outcomes().is_none() => {
                let value = format!("\"prediction\" with the family {}", self.family.name());
                if several {
                    return refuse(
                        &value,
                        "\"confidence\", the bands of the classes' probabilities: a class has no quantiles",
                    );
                }
                refuse(
                    &value,
                    "\"confidence\", or a family whose responses have quantiles: gaussian, gamma, inverseGaussian, poisson, \
                     negativeBinomial, beta, scaledT",
                )
            }
            _ => Ok(()),
        }
    }

    /// What responses may be, where prediction intervals know it.
    fn outcomes(&self) -> Option<Outcomes> {
        match self.family {
            FamilySpec::Gaussian { .. } | FamilySpec::ScaledT { .. } => Some(Outcomes::Real),
            FamilySpec::Beta { .. } => Some(Outcomes::Share),
            FamilySpec::Gamma { .. } | FamilySpec::InverseGaussian { .. } => Some(Outcomes::Positive),
            FamilySpec::Poisson { .. } | FamilySpec::NegativeBinomial { .. } => Some(Outcomes::Whole),
            _ => None,
        }
    }

    /// A band around predictors on the scale that was asked for.
    fn shown(
        &self,
        band: Band,
        kind: PredictKind,
        at: impl Fn(PredictKind) -> Result<Prediction, ModelError>,
    ) -> Result<Band, ModelError> {
        if kind == PredictKind::Link {
            return Ok(band);
        }
        let prediction = at(kind)?;
        if prediction.cols > 1 {
            return Ok(odds(prediction, band.critical));
        }
        let scale = Scale { fitted: self, family: self.law()? };
        let ends = band.prediction.values.iter().zip(band.lower.iter().zip(&band.upper));
        let pairs = ends.map(|(centre, (low, high))| {
            let (a, b) = (scale.mean(*centre, *low), scale.mean(*centre, *high));
            (a.min(b), a.max(b))
        });
        let (lower, upper) = pairs.unzip();
        Ok(Band { prediction, critical: band.critical, lower, upper })
    }

    fn new_responses(
        &self,
        link: &Prediction,
        prediction: Prediction,
        critical: f64,
        level: f64,
    ) -> Result<Band, ModelError> {
        let (phi, tail) = (self.numbers.scale, 0.5 * (1.0 - level));
        let rows = link.values.iter().copied().zip(link.standard_errors.iter().flatten().copied());
        if matches!(self.family, FamilySpec::Gaussian { .. }) && self.family.link() == "identity" {
            let (lower, upper) =
                rows.map(|(x, e)| (x, critical * phi.sqrt().hypot(e))).map(|(x, h)| (x - h, x + h)).unzip();
            return Ok(Band { prediction, critical, lower, upper });
        }
        let scale = Scale { fitted: self, family: self.law()? };
        let outcomes = self.outcomes().unwrap_or(Outcomes::Real);
        let ends = rows.enumerate().map(|(i, (eta, error))| {
            let law =
                Predictive::new(scale.family.as_ref(), outcomes, phi, (eta, error), |at| scale.is_inside(eta, at));
            law.map(|law| (law.quantile(tail, 1.0 - tail), law.quantile(1.0 - tail, tail))).ok_or_else(|| {
                let value = format!("without a law of responses at row {i}");
                ModelError::refuse(
                    Code::Domain,
                    "data",
                    value,
                    "rows whose predictor has a mean within the family's range",
                )
            })
        });
        let (lower, upper) = ends.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
        Ok(Band { prediction, critical, lower, upper })
    }

    /// The means that the family may have.
    fn means(&self) -> (f64, f64) {
        match &self.family {
            spec if spec.is_binomial() => (0.0, 1.0),
            FamilySpec::Quasi { variance: Variance::Share, .. } | FamilySpec::Beta { .. } => (0.0, 1.0),
            FamilySpec::Quasi { variance: Variance::Mean | Variance::Square | Variance::Cube, .. }
            | FamilySpec::Poisson { .. }
            | FamilySpec::Quasipoisson { .. }
            | FamilySpec::NegativeBinomial { .. }
            | FamilySpec::Tweedie { .. }
            | FamilySpec::Gamma { .. }
            | FamilySpec::InverseGaussian { .. } => (0.0, f64::INFINITY),
            _ => (f64::NEG_INFINITY, f64::INFINITY),
        }
    }
}

/// Rows to be predicted.
struct Asked<'a> {
    design: &'a Panels,
    offset: Option<&'a Panels>,
    kept: &'a [usize],
}

/// The way from predictors to means.
struct Scale<'a> {
    fitted: &'a Fitted,
    family: Box<dyn Family + Send>,
}

impl Scale<'_> {
    /// The mean at the end of an interval around η̂: on the branch of the link that η̂ is on, and within the family's means.
    fn mean(&self, centre: f64, end: f64) -> f64 {
        let inverse = matches!(self.fitted.family.link(), "inverse" | "inverseSquare");
        let leaves = self.has_branches() && !(end * centre > 0.0);
        if leaves && inverse {
            return f64::INFINITY;
        }
        let (least, most) = self.fitted.means();
        let mut mean = [0.0];
        self.family.mean(&[if leaves { 0.0 } else { end }], 1, &mut mean);
        mean[0].clamp(least, most)
    }

    /// Whether a predictor beside η̂ has a mean within the family's range.
    fn is_inside(&self, centre: f64, at: f64) -> bool {
        if self.has_branches() && !(at * centre > 0.0) {
            return false;
        }
        let ((least, most), mut mean) = (self.fitted.means(), [0.0]);
        self.family.mean(&[at], 1, &mut mean);
        mean[0].is_finite() && (mean[0] > least || !least.is_finite()) && (mean[0] < most || !most.is_finite())
    }

    fn has_branches(&self) -> bool {
        matches!(self.fitted.family.link(), "inverse" | "inverseSquare" | "sqrt")
    }
}

/// Probabilities with intervals of their log-odds.
fn odds(prediction: Prediction, critical: f64) -> Band {
    let (mut lower, mut upper) = (Vec::new(), Vec::new());
    let errors = prediction.standard_errors.as_deref().unwrap_or_default();
    for (row, errors) in prediction.values.chunks_exact(prediction.cols).zip(errors.chunks_exact(prediction.cols)) {
        for (c, (&p, &error)) in row.iter().zip(errors).enumerate() {
            let rest: f64 = row.iter().enumerate().filter(|(d, _)| *d != c).map(|(_, p)| p).sum();
            let half = if p > 0.0 && rest > 0.0 { critical * (error / p / rest) } else { 0.0 };
            let shrunk = p * (-half).exp();
            lower.push(shrunk / (shrunk + rest));
            upper.push(p / (rest * (-half).exp() + p));
        }
    }
    Band { prediction, critical, lower, upper }
}
