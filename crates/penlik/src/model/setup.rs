//! What is known of a fit before it begins: its penalties, the columns that predictors have, its intercepts.

use super::ModelError;
use super::fit::Setup;
use super::given_penalty::symmetric;
use super::own_columns::{OwnColumns, OwnSetup};
use super::prepare::metric;
use super::selection::Penalties;
use super::spec::{FamilySpec, FitOptions};
use crate::check::Code;
use crate::inner::{QuadraticBlock, QuadraticPenalty, places};
use crate::linalg::{Symmetric, Workers};
use crate::outer::MatrixPenalty;

impl<'m> Setup<'_, 'm> {
    pub(super) fn wants_selection(&self, options: &FitOptions) -> bool {
        match &self.own {
            Some(own) => own.want_selection(options),
            None => self.penalties().want_selection(options),
        }
    }

    /// The columns that each predictor is estimated with, where they have columns of their own.
    pub(super) fn own_columns(
        &mut self,
        options: &FitOptions,
        workers: &Workers,
    ) -> Result<Option<OwnColumns>, ModelError> {
        let Some(setup) = &self.own else { return Ok(None) };
        if !self.terms.is_empty() {
            let value = "terms beside predictors with columns of their own";
            return Err(ModelError::refuse(Code::Unsupported, "terms", value, "no terms, or the same columns for all"));
        }
        let own = setup.identified(&self.names, options.ridge, &mut self.rows, workers)?;
        if options.strict && !own.aliased().is_empty() {
            let names: Vec<String> = own.aliased().into_iter().map(|k| own.name(k, &self.names)).collect();
            let value = format!("dependent in {}", names.join(", "));
            return Err(ModelError::refuse(Code::Rank, "design", value, "independent columns"));
        }
        Ok(Some(own))
    }

    /// Penalties of given strength on the coefficients that predictors with columns of their own have.
    pub(super) fn own_penalty(&self, (own, setup): (&OwnColumns, &OwnSetup), options: &FitOptions) -> QuadraticPenalty {
        if setup.want_selection(options) {
            return QuadraticPenalty::default();
        }
        own.held(&setup.with_ridge(self.ridge(options).as_ref(), true))
    }

    pub(super) fn penalties(&self) -> Penalties<'_, 'm> {
        Penalties { given: self.penalties, smooths: &self.smooths }
    }

    /// The ridge of the options as a penalty of given strength.
    pub(super) fn ridge(&self, options: &FitOptions) -> Option<MatrixPenalty> {
        let p = self.rows.design.cols();
        let mut matrix = Symmetric::zeros(p);
        (0..p).filter(|j| !self.intercepts.contains(j)).for_each(|j| matrix.add(j, j, 1.0));
        let fixed = Some(options.ridge.ln());
        (options.ridge > 0.0).then(|| MatrixPenalty { label: "ridge".into(), matrix, columns: 0..p, fixed })
    }

    pub(super) fn penalty(&self, spec: &FamilySpec, options: &FitOptions) -> QuadraticPenalty {
        if self.penalties().want_selection(options) {
            return QuadraticPenalty::default();
        }
        let metric = metric(spec, self.rows.prepared.family.predictors());
        let p = self.rows.design.cols();
        let mut blocks = Vec::new();
        if options.ridge > 0.0 {
            let mut matrix = Symmetric::zeros(p);
            (0..p).filter(|j| !self.intercepts.contains(j)).for_each(|j| matrix.add(j, j, 1.0));
            let label = "ridge".to_owned();
            blocks.push(QuadraticBlock {
                label,
                strength: options.ridge,
                metric: metric.clone(),
                matrix,
                copies: places(&(0..p), p, metric.order),
            });
        }
        for (k, input) in self.penalties.iter().enumerate() {
            let label = input.label.clone().unwrap_or_else(|| format!("penalty {}", k + 1));
            let columns = input.columns.clone().unwrap_or(0..p);
            let matrix = symmetric(input);
            let copies = places(&columns, p, metric.order);
            blocks.push(QuadraticBlock {
                label,
                strength: input.strength.unwrap_or(1.0),
                metric: metric.clone(),
                matrix,
                copies,
            });
        }
        QuadraticPenalty::new(blocks)
    }

    /// Which predictors have an intercept.
    pub(super) fn with_intercept(&self, predictors: usize) -> Vec<bool> {
        let has = |own: &Vec<usize>| own.iter().any(|j| self.intercepts.contains(j));
        match &self.own {
            Some(own) => own.columns.iter().map(has).collect(),
            None => vec![!self.intercepts.is_empty(); predictors],
        }
    }
}
