//! Predictions with standard errors.
//!
//! On the link scale √(xᵀΣ_aa x); on the response scale by the delta method, gᵀΣg with g_{a,i} = x_i p_c(δ_ca − p_a) for the
//! multinomial and g_i = x_i dμ/dη for one predictor, with the probability of each class for μ where classes are ordered.

use super::ModelError;
use super::custom::LinkOnly;
use super::family::scalar;
use super::fitted::Fitted;
use super::matrix::finite_matrix;
use super::spec::FamilySpec;
use crate::check::{self, Code};
use crate::design::{MAX_BYTES, Missing, NewData, Table};
use crate::families::Family;
use crate::linalg::weighted_gram::{Columns, apply};
use crate::linalg::{PANEL_ROWS, Panels, Workers};
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

/// What to predict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PredictKind {
    /// Linear predictors, one column for each active class.
    Link,
    /// Means, one column for each class.
    Response,
    /// The most probable class; ties go to the first.
    Class,
}

/// Predictions, row-major.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// Kept rows.
    pub rows: usize,
    /// Columns.
    pub cols: usize,
    /// rows × cols numbers; for classes the probabilities.
    pub values: Vec<f64>,
    /// Their standard errors, where asked for.
    pub standard_errors: Option<Vec<f64>>,
    /// For each row the position of the most probable class.
    pub classes: Option<Vec<u32>>,
    /// The rows of the input that were kept.
    pub kept: Vec<usize>,
}

impl Fitted {
    /// Predicts for the rows of a table, which needs the columns of the terms only.
    ///
    /// # Errors
    /// ERR_COLUMN, ERR_LEVEL and ERR_NON_FINITE naming column and row; ERR_UNSUPPORTED for models fitted from a matrix and for classes
    /// of a numeric response.
    pub fn predict(
        &self,
        table: &Table<'_>,
        kind: PredictKind,
        standard_errors: bool,
        missing: Missing,
    ) -> Result<Prediction, ModelError> {
        self.predict_new(table, kind, standard_errors, &NewData { missing, ..NewData::default() })
    }

    /// The same with terms left out or levels that the fit has not seen.
    ///
    /// # Errors
    /// As [`Fitted::predict`]; ERR_DOMAIN for a term to be left out that there is not.
    pub fn predict_new(
        &self,
        table: &Table<'_>,
        kind: PredictKind,
        standard_errors: bool,
        new: &NewData<'_>,
    ) -> Result<Prediction, ModelError> {
        let Some(blueprint) = &self.scope.blueprint else {
            let expected = "a matrix: this model was fitted from one";
            return Err(ModelError::refuse(Code::Unsupported, "data", "a table", expected));
        };
        let (design, kept) = blueprint.encode_with(table, new)?;
        let offset = blueprint.offsets(table, &kept)?;
        self.predict_design(&design, offset.as_ref(), kind, standard_errors, kept.rows)
    }

    /// Predicts for the rows of a design matrix with the columns of the fit.
    ///
    /// # Errors
    /// ERR_SHAPE, ERR_NON_FINITE, ERR_TOO_LARGE.
    pub fn predict_matrix(
        &self,
        design: ArrayView2<'_, f64>,
        kind: PredictKind,
        standard_errors: bool,
    ) -> Result<Prediction, ModelError> {
        check::length("columns of data", design.ncols(), self.column_names.len())?;
        check::allocation("data", design.nrows(), design.ncols(), MAX_BYTES)?;
        finite_matrix("data", design)?;
        self.predict_design(&Panels::from_view(design), None, kind, standard_errors, (0..design.nrows()).collect())
    }

    pub(super) fn predict_design(
        &self,
        design: &Panels,
        offset: Option<&Panels>,
        kind: PredictKind,
        standard_errors: bool,
        kept: Vec<usize>,
    ) -> Result<Prediction, ModelError> {
        if kind == PredictKind::Class && self.classes.labels.is_empty() {
            return Err(ModelError::refuse(Code::Unsupported, "type", "\"class\"", "a model with classes"));
        }
        if kind != PredictKind::Link
            && let FamilySpec::Custom { name, .. } = &self.family
        {
            let value = format!("of the custom family {name:?}, which a model does not hold");
            return Err(ModelError::refuse(
                Code::Unsupported,
                "type",
                value,
                "\"link\", or the family beside the model",
            ));
        }
        let walk = Walk { fitted: self, kind, family: self.row_family(), standard_errors };
        let (values, errors, cols) = walk.run(design, offset);
        if !check::all_finite(&values) || errors.as_deref().is_some_and(|errors| !check::all_finite(errors)) {
            let value = "so far outside that predictions overflow";
            return Err(ModelError::refuse(Code::NonFinite, "data", value, "rows nearer to the fitted data"));
        }
        let classes = (kind == PredictKind::Class).then(|| self.most_probable(&values, cols));
        Ok(Prediction { rows: design.rows(), cols, values, standard_errors: errors, classes, kept })
    }

    fn row_family(&self) -> Box<dyn Family + Send> {
        // A stored model with a link that its family does not have was refused when it was read.
        match scalar(&self.family) {
            Ok(Some(chosen)) => chosen.family,
            Ok(None) if matches!(self.family, FamilySpec::Custom { .. }) => {
                Box::new(LinkOnly(self.active_classes.len().max(1)))
            }
            _ => self.class_family(),
        }
    }

    /// Positions among all classes; a binomial has one column, the probability of the class that is not the reference.
    fn most_probable(&self, values: &[f64], cols: usize) -> Vec<u32> {
        let reference = self.classes.reference.unwrap_or(0);
        values
            .chunks_exact(cols)
            .map(|row| match row {
                [p] if *p > 0.5 || (*p == 0.5 && reference == 1) => 1 - reference as u32,
                [_] => reference as u32,
                _ => (0..cols).fold(0, |best, c| if row[c] > row[best] { c } else { best }) as u32,
            })
            .collect()
    }
}

/// A pass over the rows to predict.
struct Walk<'a> {
    fitted: &'a Fitted,
    kind: PredictKind,
    family: Box<dyn Family + Send>,
    standard_errors: bool,
}

impl Walk<'_> {
    fn run(&self, design: &Panels, offset: Option<&Panels>) -> (Vec<f64>, Option<Vec<f64>>, usize) {
        let m = self.family.predictors();
        let on_link = self.kind == PredictKind::Link;
        let cols = if on_link { m } else { self.family.outputs() };
        let width = if self.standard_errors { 2 * cols } else { cols };
        let mut out = vec![0.0; design.rows() * width];
        let blocks = if self.standard_errors { self.blocks(design.cols()) } else { Vec::new() };
        let panel = |panel: usize, out: &mut [f64]| {
            let h = design.height(panel);
            let (mut eta, mut mean) = (vec![0.0; m * h], vec![0.0; self.family.outputs() * h]);
            apply(Columns::new(design.panel(panel), h), &self.fitted.coefficients, &mut eta);
            if let Some(offset) = offset {
                for (eta, offset) in eta.chunks_exact_mut(h).zip(offset.panel(panel).chunks_exact(h).cycle()) {
                    eta.iter_mut().zip(offset).for_each(|(eta, o)| *eta += o);
                }
            }
            self.family.mean(&eta, h, &mut mean);
            let forms = self.forms(Columns::new(design.panel(panel), h), &blocks);
            for (k, out) in out.chunks_exact_mut(width).enumerate() {
                let row = if on_link { pick(&eta, h, k) } else { self.in_order(&pick(&mean, h, k)) };
                out[..cols].copy_from_slice(&row);
                if self.standard_errors {
                    out[cols..].copy_from_slice(&self.errors(&pick(&forms, h, k), &pick(&eta, h, k), &row, on_link));
                }
            }
        };
        Workers::for_rows(design.rows(), 0).tree_mut(&mut out, PANEL_ROWS * width, &panel, &|(), ()| ());
        if !self.standard_errors {
            return (out, None, cols);
        }
        let part = |first: usize| out.chunks_exact(width).flat_map(|row| row[first..first + cols].to_vec()).collect();
        (part(0), Some(part(cols)), cols)
    }

    /// Means come with the reference last; results have the classes in their own order.
    fn in_order(&self, mean: &[f64]) -> Vec<f64> {
        let classes = &self.fitted.classes;
        if mean.len() == 1 {
            return mean.to_vec();
        }
        let mut out = vec![0.0; mean.len()];
        let order = classes.active().into_iter().chain(classes.reference);
        order.zip(mean).for_each(|(c, p)| out[c] = *p);
        out
    }

    /// Σ_ab, row-major, for every pair of predictors.
    fn blocks(&self, p: usize) -> Vec<Vec<f64>> {
        let (m, order) = (self.family.predictors(), self.fitted.coefficients.len());
        let row = |a: usize, b: usize, i: usize| &self.fitted.covariance[(a * p + i) * order + b * p..][..p];
        let block = |k: usize| (0..p).flat_map(|i| row(k / m, k % m, i)).copied().collect();
        (0..m * m).map(block).collect()
    }

    /// V_ab = xᵀΣ_ab x, the covariances of the linear predictors of every row: a column for each pair.
    fn forms(&self, x: Columns<'_>, blocks: &[Vec<f64>]) -> Vec<f64> {
        let (h, p) = (x.height(), x.count());
        let (mut out, mut along) = (vec![0.0; blocks.len() * h], vec![0.0; p * h]);
        for (form, block) in out.chunks_exact_mut(h).zip(blocks) {
            apply(x, block, &mut along);
            for (j, along) in along.chunks_exact(h).enumerate() {
                form.iter_mut().zip(x.column(j)).zip(along).for_each(|((form, x), y)| *form += x * y);
            }
        }
        out
    }

    fn errors(&self, v: &[f64], eta: &[f64], row: &[f64], on_link: bool) -> Vec<f64> {
        let m = self.family.predictors();
        if on_link {
            return (0..m).map(|a| v[a * m + a].max(0.0).sqrt()).collect();
        }
        let slopes = self.slopes(eta, row);
        slopes.iter().map(|g| root_quadratic(v, g)).collect()
    }

    /// For each output its derivative along every linear predictor.
    fn slopes(&self, eta: &[f64], mean: &[f64]) -> Vec<Vec<f64>> {
        match &self.fitted.family {
            FamilySpec::Multinomial { .. } => {
                let active = self.fitted.classes.active();
                let others = |a: usize| (0..mean.len()).filter(|d| *d != a).map(|d| mean[d]).sum::<f64>();
                let slope = |c: usize, a: usize| mean[c] * if c == a { others(a) } else { -mean[a] };
                (0..mean.len()).map(|c| active.iter().map(|&a| slope(c, a)).collect()).collect()
            }
            _ => {
                let mut slopes = vec![0.0; self.family.outputs()];
                self.family.mean_slope(eta, &mut slopes);
                slopes.into_iter().map(|slope| vec![slope]).collect()
            }
        }
    }
}

fn pick(columns: &[f64], h: usize, k: usize) -> Vec<f64> {
    columns.chunks_exact(h).map(|column| column[k]).collect()
}

/// √(gᵀVg), with g scaled by its largest entry so that squares of tiny and huge slopes stay in range.
fn root_quadratic(v: &[f64], g: &[f64]) -> f64 {
    let m = g.len();
    let largest = g.iter().fold(0.0_f64, |largest, g| largest.max(g.abs()));
    if largest == 0.0 {
        return 0.0;
    }
    let form: f64 = (0..m * m).map(|k| (g[k / m] / largest) * v[k] * (g[k % m] / largest)).sum();
    largest * form.max(0.0).sqrt()
}
