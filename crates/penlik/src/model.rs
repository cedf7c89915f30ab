//! Stand-in.
#![allow(missing_docs, dead_code, clippy::all)]
use crate::check::{CheckError, Code};
use crate::design::{Missing, Table};
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};
use std::ops::Range;
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PenaltyMetric {
    Centred,
    PerClass,
    Reference,
}
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum FamilySpec {
    Gaussian {},
    Binomial { link: Option<String> },
    Poisson {},
    Multinomial { reference: Option<String>, penalty_metric: PenaltyMetric },
}
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct FitOptions {
    pub ridge: f64,
    pub tolerance: Option<f64>,
    pub max_iterations: usize,
    pub start: Option<Vec<f64>>,
    pub strict: bool,
    pub threads: usize,
}
impl Default for FitOptions {
    fn default() -> Self {
        Self { ridge: 0.0, tolerance: None, max_iterations: 100, start: None, strict: false, threads: 0 }
    }
}
pub struct Control<'a> {
    pub cancelled: &'a (dyn Fn() -> bool + Sync),
    pub progress: &'a (dyn Fn(&Progress) + Sync),
}
impl Control<'_> {
    pub fn none() -> Control<'static> {
        Control { cancelled: &|| false, progress: &|_| () }
    }
}
pub struct Progress {
    pub iteration: usize,
    pub objective: f64,
    pub gradient_norm: f64,
    pub decrement: f64,
    pub step: f64,
}
pub struct FormulaInput<'a> {
    pub formula: &'a str,
    pub table: &'a Table<'a>,
    pub weights: Option<&'a [f64]>,
    pub offset: Option<&'a [f64]>,
    pub missing: Missing,
    pub levels: &'a [(String, Vec<String>)],
}
pub struct MatrixInput<'a> {
    pub design: ArrayView2<'a, f64>,
    pub names: Option<Vec<String>>,
    pub response: MatrixResponse<'a>,
    pub weights: Option<&'a [f64]>,
    pub offset: Option<&'a [f64]>,
    pub penalties: Vec<PenaltyInput<'a>>,
}
pub enum MatrixResponse<'a> {
    Numeric(&'a [f64]),
    Classes { codes: &'a [i32], labels: Vec<String> },
    Counts { values: ArrayView2<'a, f64>, labels: Vec<String> },
}
pub struct PenaltyInput<'a> {
    pub matrix: ArrayView2<'a, f64>,
    pub columns: Option<Range<usize>>,
    pub label: Option<String>,
    pub strength: f64,
}
pub type ModelError = CheckError;
#[derive(Serialize, Deserialize)]
pub struct Fitted {
    family: FamilySpec,
    v: Vec<f64>,
    iterations: usize,
    names: Vec<String>,
    certificate: Certificate,
}
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Certificate {
    pub gradient_norm: f64,
    pub decrement: f64,
    pub kappa: f64,
    pub distance_bound: f64,
}
fn run(n: usize, family: &FamilySpec, options: &FitOptions, control: &Control) -> Result<Fitted, ModelError> {
    for i in 1..=options.max_iterations {
        if (control.cancelled)() {
            return Err(CheckError::new(Code::Aborted, "signal", "aborted", "no abort"));
        }
        if options.max_iterations != 100 {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        (control.progress)(&Progress { iteration: i, objective: 1.0, gradient_norm: 1.0, decrement: 1.0, step: 1.0 });
    }
    Ok(Fitted {
        family: family.clone(),
        v: vec![1.0; n],
        iterations: options.max_iterations,
        names: (0..n).map(|i| i.to_string()).collect(),
        certificate: Certificate { gradient_norm: 0.0, decrement: 0.0, kappa: 1.0, distance_bound: 0.0 },
    })
}
pub fn fit_formula(i: &FormulaInput, f: &FamilySpec, o: &FitOptions, c: &Control) -> Result<Fitted, ModelError> {
    run(i.table.columns.len(), f, o, c)
}
pub fn fit_matrix(i: &MatrixInput, f: &FamilySpec, o: &FitOptions, c: &Control) -> Result<Fitted, ModelError> {
    run(i.design.ncols(), f, o, c)
}
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PredictKind {
    Link,
    Response,
    Class,
}
pub struct Prediction {
    pub rows: usize,
    pub cols: usize,
    pub values: Vec<f64>,
    pub standard_errors: Option<Vec<f64>>,
    pub classes: Option<Vec<u32>>,
    pub kept: Vec<usize>,
}
#[allow(clippy::needless_pass_by_value)]
impl Fitted {
    pub fn formula(&self) -> Option<&str> {
        None
    }
    pub fn family(&self) -> &FamilySpec {
        &self.family
    }
    pub fn classes(&self) -> &[String] {
        &[]
    }
    pub fn reference(&self) -> Option<&str> {
        None
    }
    pub fn active_classes(&self) -> &[String] {
        &[]
    }
    pub fn column_names(&self) -> &[String] {
        &self.names
    }
    pub fn coefficient_names(&self) -> Vec<String> {
        self.names.clone()
    }
    pub fn coefficients(&self) -> &[f64] {
        &self.v
    }
    pub fn standard_errors(&self) -> &[f64] {
        &self.v
    }
    pub fn statistics(&self) -> &[f64] {
        &self.v
    }
    pub fn p_values(&self) -> &[f64] {
        &self.v
    }
    pub fn statistic_kind(&self) -> &str {
        "z"
    }
    pub fn covariance(&self) -> (&[f64], usize) {
        (&self.v, 1)
    }
    pub fn aliased(&self) -> Vec<String> {
        vec![]
    }
    pub fn strengths(&self) -> &[f64] {
        &[]
    }
    pub fn edf(&self) -> f64 {
        1.0
    }
    pub fn scale(&self) -> f64 {
        1.0
    }
    pub fn log_likelihood(&self) -> f64 {
        1.0
    }
    pub fn deviance(&self) -> f64 {
        1.0
    }
    pub fn null_deviance(&self) -> f64 {
        1.0
    }
    pub fn deviance_explained(&self) -> f64 {
        1.0
    }
    pub fn aic(&self) -> f64 {
        1.0
    }
    pub fn bic(&self) -> f64 {
        1.0
    }
    pub fn df_residual(&self) -> f64 {
        1.0
    }
    pub fn df_null(&self) -> f64 {
        1.0
    }
    pub fn penalty(&self) -> f64 {
        1.0
    }
    pub fn iterations(&self) -> usize {
        self.iterations
    }
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }
    pub fn converged(&self) -> bool {
        true
    }
    pub fn code(&self) -> Option<Code> {
        None
    }
    pub fn message(&self) -> &str {
        ""
    }
    pub fn warnings(&self) -> &[String] {
        &[]
    }
    pub fn nobs(&self) -> usize {
        1
    }
    pub fn dropped(&self) -> usize {
        0
    }
    pub fn predict(&self, t: &Table, _k: PredictKind, _s: bool, _m: Missing) -> Result<Prediction, ModelError> {
        Ok(Prediction {
            rows: t.rows,
            cols: 1,
            values: vec![0.0; t.rows],
            standard_errors: None,
            classes: None,
            kept: (0..t.rows).collect(),
        })
    }
    pub fn predict_matrix(&self, x: ArrayView2<f64>, _k: PredictKind, _s: bool) -> Result<Prediction, ModelError> {
        Ok(Prediction {
            rows: x.nrows(),
            cols: 1,
            values: vec![0.0; x.nrows()],
            standard_errors: None,
            classes: None,
            kept: (0..x.nrows()).collect(),
        })
    }
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
    pub fn from_json(text: &str) -> Result<Self, ModelError> {
        serde_json::from_str(text).map_err(|e| CheckError::new(Code::ModelFile, "json", e.to_string(), "a model"))
    }
}
