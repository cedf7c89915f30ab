//! Residuals of the rows of a fit.
//!
//! One predictor: as [`crate::inference::ResidualKind`] and [`crate::inference::quantile_residual`] have them. Multinomial
//! and ordered categories, one column for each class: response y_c − p_c, Pearson (y_c − p_c)√(w/p_c), whose squares add up to Pearson's statistic, and deviance
//! sign(y_c − p_c)·√(2w(y_c ln(y_c/p_c) − y_c + p_c)), whose squares add up to the deviance.
//!
//! A model remembers response, weights and predictors of its rows as long as it stays in memory; a stored model holds no rows.
//! Source: P. McCullagh and J. A. Nelder, Generalized Linear Models (1989), 2.4 and 5.

use super::ModelError;
use super::family::scalar;
use super::fitted::Fitted;
use super::matrix::matrix_rows;
use super::prepare::{Origin, Prepared, prepare};
use super::rows::Rows as DataRows;
use super::spec::{FamilySpec, MatrixInput};
use crate::check::{self, Code};
use crate::design::MAX_BYTES;
use crate::families::{Family, Jet, Multinomial, OrderedCategories, Rows, relative_entropy};
use crate::inference::{ResidualKind, RowValues, quantile_residual};
use crate::linalg::Panels;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Which residuals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Residual {
    /// y − μ.
    Response,
    /// (y − μ)/μ′.
    Working,
    /// (y − μ)√(w/V).
    Pearson,
    /// sign(y − μ)·√(w·d).
    Deviance,
    /// Φ⁻¹(F(y)), randomised by the seed for counts and ordered categories; standard normal under the model.
    Quantile {
        /// The seed.
        seed: u64,
    },
}

/// Residuals, row-major: a row for each row that entered the fit, a column for each class of a multinomial, else one.
#[derive(Debug, Clone, PartialEq)]
pub struct Residuals {
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub cols: usize,
    /// rows × cols numbers.
    pub values: Vec<f64>,
    /// The rows of the data that entered.
    pub kept: Vec<usize>,
}

/// Rows with their predictors.
#[derive(Debug)]
pub(super) struct Seen {
    pub response: Panels,
    pub weights: Panels,
    pub eta: Panels,
    /// The rows of the data that they are.
    pub kept: Vec<usize>,
    /// To how many values covariates were rounded.
    pub round_to: Option<usize>,
}

impl Seen {
    /// η = Xβ + offset beside response and weights.
    pub fn new(rows: DataRows, beta: &[f64]) -> Self {
        let DataRows { prepared, design, offset, kept, round_to, .. } = rows;
        let (response, weights) = (prepared.response, prepared.weights);
        let design = design.rows_of();
        let (mut eta, values) = (Panels::zeros(design.rows(), response.cols()), design.values(beta));
        for panel in 0..design.count() {
            let h = design.height(panel);
            let out = eta.panel_mut(panel);
            design.apply(panel, &values, out);
            if let Some(offset) = &offset {
                for (eta, offset) in out.chunks_exact_mut(h).zip(offset.panel(panel).chunks_exact(h).cycle()) {
                    eta.iter_mut().zip(offset).for_each(|(e, o)| *e += o);
                }
            }
        }
        Self { response, weights, eta, kept, round_to }
    }
}

/// The rows of a fit while they last. They are no part of what a model is: models with and without them are equal.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory(pub Option<Arc<Seen>>);

impl PartialEq for Memory {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Fitted {
    /// About the bytes of the rows that the model remembers.
    #[must_use]
    pub fn remembered_bytes(&self) -> usize {
        self.memory.0.as_ref().map_or(0, |seen| {
            let columns = seen.response.cols() + seen.weights.cols() + seen.eta.cols() + 1;
            seen.eta.rows() * columns * size_of::<f64>()
        })
    }

    /// The residuals of the rows of the fit.
    ///
    /// # Errors
    /// ERR_UNSUPPORTED for a model that was read from a file; working and quantile residuals of the multinomial; quantile residuals of
    /// families without a distribution function, and of counts that are not whole.
    ///
    /// ```
    /// use penlik::model::{Control, FamilySpec, FitOptions, MatrixInput, MatrixResponse, Residual, fit_matrix};
    /// let x = ndarray::array![[1.0], [1.0], [1.0], [1.0]];
    /// let input = MatrixInput {
    ///     design: x.view(),
    ///     names: None,
    ///     response: MatrixResponse::Numeric(&[1.0, 2.0, 3.0, 6.0]),
    ///     weights: None,
    ///     offset: None,
    ///     penalties: Vec::new(),
    ///     terms: Vec::new(),
    /// };
    /// let model = fit_matrix(&input, &FamilySpec::gaussian(), &FitOptions::default(), &Control::none())?;
    /// assert_eq!(model.residuals(Residual::Response)?.values, [-2.0, -1.0, 0.0, 3.0]);
    /// # Ok::<(), penlik::model::ModelError>(())
    /// ```
    pub fn residuals(&self, kind: Residual) -> Result<Residuals, ModelError> {
        match &self.memory.0 {
            Some(seen) => self.residuals_of(seen, kind),
            None => {
                let expected = "the data: a model that was read from a file holds no rows";
                Err(ModelError::refuse(Code::Unsupported, "data", "absent", expected))
            }
        }
    }

    /// The residuals of a design matrix with response, weights and offset.
    ///
    /// # Errors
    /// As [`Fitted::residuals`] and [`super::fit_matrix`]; ERR_LEVEL for other classes than those of the fit.
    pub fn residuals_matrix(&self, input: &MatrixInput<'_>, kind: Residual) -> Result<Residuals, ModelError> {
        self.residuals_of(&Seen::new(self.data_rows(input)?, &self.coefficients), kind)
    }

    pub(super) fn data_rows(&self, input: &MatrixInput<'_>) -> Result<DataRows, ModelError> {
        check::length("columns of X", input.design.ncols(), self.column_names.len())?;
        let rows = matrix_rows(input.design, input, MAX_BYTES)?;
        let origin = Origin { argument: "y", rows: &rows.kept };
        let prepared = prepare(rows.response, rows.weights, &self.family, &origin)?;
        self.same_classes(&prepared, "y")?;
        DataRows::new(prepared, rows.design, rows.offset, (rows.kept, rows.dropped))
    }

    pub(super) fn same_classes(&self, prepared: &Prepared, argument: &str) -> Result<(), ModelError> {
        if prepared.classes == self.classes {
            return Ok(());
        }
        let value = format!("the classes {}", prepared.classes.labels.join(", "));
        Err(ModelError::refuse(Code::Level, argument, value, self.classes.labels.join(", ")))
    }

    /// The family at the parameters that were estimated.
    pub(super) fn law(&self) -> Result<Box<dyn Family + Send>, ModelError> {
        if let FamilySpec::Custom { name, .. } = &self.family {
            let value = format!("of the custom family {name:?}, which a model does not hold");
            return Err(ModelError::refuse(Code::Unsupported, "family", value, "a family of this library"));
        }
        let estimated = |name: &str| self.family_parameters.iter().find(|(n, _)| n == name).map(|(_, x)| *x);
        let mut spec = self.family.clone();
        match &mut spec {
            FamilySpec::NegativeBinomial { theta, .. } => *theta = theta.or(estimated("theta")),
            FamilySpec::Tweedie { power, .. } => *power = power.or(estimated("power")),
            FamilySpec::Beta { precision, .. } => *precision = precision.or(estimated("precision")),
            FamilySpec::ScaledT { df, scale, .. } => {
                (*df, *scale) = (df.or(estimated("df")), scale.or(estimated("scale")));
            }
            _ => {}
        }
        Ok(scalar(&spec)?.map_or_else(|| self.class_family(), |chosen| chosen.family))
    }

    /// The family of several classes: with a predictor for each but the reference, or ordered by the cut points that were estimated.
    pub(super) fn class_family(&self) -> Box<dyn Family + Send> {
        let cuts: Vec<f64> = self.family_parameters.iter().map(|(_, cut)| *cut).collect();
        match self.family {
            FamilySpec::OrderedCategories {} => Box::new(OrderedCategories::of_cuts(&cuts)),
            _ => Box::new(Multinomial::new(self.classes.labels.len())),
        }
    }

    pub(super) fn residuals_of(&self, seen: &Seen, kind: Residual) -> Result<Residuals, ModelError> {
        let family = self.law()?;
        if matches!(self.family, FamilySpec::Multinomial { .. }) {
            return self.class_residuals(seen, kind, &|i| class_shares(seen, i));
        }
        if family.outputs() > 1 && !matches!(kind, Residual::Quantile { .. }) {
            return self.class_residuals(seen, kind, &|i| ordered_shares(seen, family.as_ref(), i));
        }
        let values = match kind {
            Residual::Quantile { seed } => self.quantile_residuals(seen, family.as_ref(), seed)?,
            Residual::Response => row_residuals(seen, family.as_ref(), ResidualKind::Response),
            Residual::Working => row_residuals(seen, family.as_ref(), ResidualKind::Working),
            Residual::Pearson => row_residuals(seen, family.as_ref(), ResidualKind::Pearson),
            Residual::Deviance => row_residuals(seen, family.as_ref(), ResidualKind::Deviance),
        };
        Ok(Residuals { rows: values.len(), cols: 1, values, kept: seen.kept.clone() })
    }

    fn quantile_residuals(&self, seen: &Seen, family: &dyn Family, seed: u64) -> Result<Vec<f64>, ModelError> {
        let residual = |i: usize| {
            let (eta, y, w) = (seen.eta.get(i, 0), seen.response.get(i, 0), seen.weights.get(i, 0));
            let place = family.surroundings(eta, y, w, self.numbers.scale);
            place.map(|place| quantile_residual(&place, seed, i as u64)).ok_or_else(|| {
                let value = format!("\"quantile\" with the family {} at row {i}", self.family.name());
                let expected = "a family with a distribution function, and weights times counts that are whole";
                ModelError::refuse(Code::Unsupported, "type", value, expected)
            })
        };
        (0..seen.eta.rows()).map(residual).collect()
    }

    fn class_residuals(
        &self,
        seen: &Seen,
        kind: Residual,
        shares: &dyn Fn(usize) -> ClassShares,
    ) -> Result<Residuals, ModelError> {
        if matches!(kind, Residual::Working | Residual::Quantile { .. }) {
            let expected = format!("\"response\", \"pearson\" or \"deviance\" for the family {}", self.family.name());
            let value = if kind == Residual::Working { "\"working\"" } else { "\"quantile\"" };
            return Err(ModelError::refuse(Code::Unsupported, "type", value, expected));
        }
        let (rows, cols) = (seen.eta.rows(), self.classes.labels.len());
        let order: Vec<usize> = self.classes.active().into_iter().chain(self.classes.reference).collect();
        let mut values = vec![0.0; rows * cols];
        for (i, out) in values.chunks_exact_mut(cols).enumerate() {
            let row = class_row(&shares(i), seen.weights.get(i, 0), kind);
            order.iter().zip(row).for_each(|(&c, r)| out[c] = r);
        }
        Ok(Residuals { rows, cols, values, kept: seen.kept.clone() })
    }
}

/// The shares of the classes in a row, their probabilities and the logarithms of these.
struct ClassShares {
    y: Vec<f64>,
    p: Vec<f64>,
    ln_p: Vec<f64>,
}

/// A row of ordered categories.
fn ordered_shares(seen: &Seen, family: &dyn Family, i: usize) -> ClassShares {
    let (eta, classes) = ([seen.eta.get(i, 0)], family.outputs());
    let mut p = vec![0.0; classes];
    family.mean(&eta, 1, &mut p);
    let ln = |c: usize| {
        let [mut value, mut score, mut information] = [[0.0]; 3];
        let rows = Rows { eta: &eta, response: &[c as f64], height: 1 };
        family.jet(&rows, &mut Jet { value: &mut value, score: &mut score, information: &mut information });
        value[0]
    };
    let own = seen.response.get(i, 0) as usize;
    let y = (0..classes).map(|c| f64::from(u8::from(c == own))).collect();
    ClassShares { y, p, ln_p: (0..classes).map(ln).collect() }
}

/// A row of the multinomial, active classes first.
fn class_shares(seen: &Seen, i: usize) -> ClassShares {
    let m = seen.eta.cols();
    let mut eta: Vec<f64> = (0..m).map(|a| seen.eta.get(i, a)).collect();
    let mut y: Vec<f64> = (0..m).map(|a| seen.response.get(i, a)).collect();
    eta.push(0.0);
    y.push((1.0 - y.iter().sum::<f64>()).max(0.0));
    let top = eta.iter().fold(f64::NEG_INFINITY, |m: f64, e| m.max(*e));
    let ln_sum = eta.iter().map(|e| (e - top).exp()).sum::<f64>().ln();
    let ln_p: Vec<f64> = eta.iter().map(|e| (e - top) - ln_sum).collect();
    let p: Vec<f64> = ln_p.iter().map(|l| l.exp()).collect();
    ClassShares { y, p, ln_p }
}

/// The residuals of a row with a weight.
fn class_row(ClassShares { y, p, ln_p }: &ClassShares, w: f64, kind: Residual) -> Vec<f64> {
    let residual = |c: usize| {
        // y − p without the cancellation of 1 − p.
        let rest: f64 = (0..p.len()).filter(|d| *d != c).map(|d| p[d]).sum();
        let gap = y[c] * rest - (1.0 - y[c]) * p[c];
        match kind {
            _ if gap == 0.0 => 0.0,
            Residual::Pearson => gap * (w / p[c]).sqrt(),
            Residual::Deviance => (2.0 * w * relative_entropy(y[c], p[c], ln_p[c])).max(0.0).sqrt().copysign(gap),
            _ => gap,
        }
    };
    (0..p.len()).map(residual).collect()
}

/// Residuals of a family of one predictor.
fn row_residuals(seen: &Seen, family: &dyn Family, kind: ResidualKind) -> Vec<f64> {
    let mut out = Vec::with_capacity(seen.eta.rows());
    for panel in 0..seen.eta.count() {
        let h = seen.eta.height(panel);
        let (eta, y, w) = (seen.eta.panel(panel), seen.response.panel(panel), seen.weights.panel(panel));
        let rows = Rows { eta, response: y, height: h };
        let [mut mean, mut slope, mut pearson, mut deviance] = std::array::from_fn(|_| vec![0.0; h]);
        family.mean(eta, h, &mut mean);
        family.mean_slope(eta, &mut slope);
        family.pearson(&rows, &mut pearson);
        family.deviance(&rows, &mut deviance);
        let kept = h.min(seen.eta.rows() - out.len());
        out.extend((0..kept).map(|k| {
            let row = RowValues {
                response: y[k],
                mean: mean[k],
                slope: slope[k],
                pearson: pearson[k],
                deviance: deviance[k],
                weight: w[k],
            };
            kind.of(&row)
        }));
    }
    out
}
