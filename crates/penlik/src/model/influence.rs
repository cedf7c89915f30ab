//! What single rows do to a fit: leverages, Cook's distances and standardised residuals.
//!
//! As [`crate::inference::cooks_distance`] and [`crate::inference::standardised_residual`] have them, with the leverages of the observed
//! information. A model holds no design, so that the data of the fit are asked for again.

use super::ModelError;
use super::by_formulas::Read;
use super::fitted::Fitted;
use super::prepare::{Origin, prepare};
use super::residuals::{Residual, Seen};
use super::rows::Rows;
use super::spec::{FormulaInput, MatrixInput};
use crate::check::Code;
use crate::design::{Beside, Blueprint, BuiltSeveral, DesignOptions, build};
use crate::formula::parse;
use crate::inference::{cooks_distance, standardised_residual};
use crate::inner::{Problem, QuadraticPenalty};
use crate::linalg::{Symmetric, Workers};

/// What single rows do to a fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Influence {
    /// h_i, the share of its own fitted values that a row determines, by the observed information, which with other links than the
    /// canonical one may be negative in a row; the sum is the EDF.
    pub leverages: Vec<f64>,
    /// What asks for one residual a row; `None` for the multinomial.
    pub distances: Option<Distances>,
    /// The rows of the data that entered.
    pub kept: Vec<usize>,
}

/// Influence by one residual a row, with φ and the EDF of the fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Distances {
    /// Cook's distances.
    pub cooks: Vec<f64>,
    /// Pearson residuals over √(φ(1 − h)).
    pub standardised_pearson: Vec<f64>,
    /// Deviance residuals over √(φ(1 − h)).
    pub standardised_deviance: Vec<f64>,
}

impl Fitted {
    /// The influence of the rows of a fit, from its design matrix with response, weights and offset.
    ///
    /// # Errors
    /// As [`Fitted::residuals_matrix`].
    pub fn influence_matrix(&self, input: &MatrixInput<'_>) -> Result<Influence, ModelError> {
        self.influence_of(self.data_rows(input)?)
    }

    /// The same from the table of the fit, with its weights, offset, levels and contrasts; the formula of the input is not read.
    ///
    /// # Errors
    /// As [`super::fit_formula`]; ERR_UNSUPPORTED for a model fitted from a matrix, ERR_DOMAIN for data of which the formula makes
    /// another design, ERR_LEVEL for other classes.
    pub fn influence_table(&self, input: &FormulaInput<'_>) -> Result<Influence, ModelError> {
        if !self.scope.formulas.is_empty() {
            return self.influence_of(self.rows_by_formulas(input)?);
        }
        let Some(formula) = &self.scope.formula else {
            let expected = "a matrix: this model was fitted from one";
            return Err(ModelError::refuse(Code::Unsupported, "data", "a table", expected));
        };
        let FormulaInput { table, weights, offset, missing, levels, contrasts, beside, .. } = *input;
        // Strengths do not shape a design, and their labels depend on `select`.
        let beside = Beside { log_strengths: &[], ..beside };
        let round_to = self.memory.0.as_deref().and_then(|seen| seen.round_to);
        let options =
            DesignOptions { missing, levels, contrasts, weights, offset, beside, round_to, ..DesignOptions::default() };
        let built = build(&parse(formula)?, table, &options)?;
        self.same_blueprint(&built.blueprint)?;
        let origin = Origin { argument: "response", rows: &built.kept.rows };
        let prepared = prepare(built.response, built.weights, &self.family, &origin)?;
        self.same_classes(&prepared, "response")?;
        let dropped = built.kept.missing + built.kept.zero_weight;
        self.influence_of(Rows::new(prepared, built.design, built.offset, (built.kept.rows, dropped))?)
    }

    /// The rows of a table by the formulas of the classes.
    fn rows_by_formulas(&self, input: &FormulaInput<'_>) -> Result<Rows, ModelError> {
        let FormulaInput { table, weights, offset, missing, levels, contrasts, beside, .. } = *input;
        let formula = self.scope.formulas.as_slice();
        let beside = Beside { log_strengths: &[], ..beside };
        let input = FormulaInput { formula, table, weights, offset, missing, levels, contrasts, select: false, beside };
        let BuiltSeveral { built, offsets, .. } = Read::new(&input, &self.family, (0, None))?.built;
        self.same_blueprint(&built.blueprint)?;
        let origin = Origin { argument: "response", rows: &built.kept.rows };
        let prepared = prepare(built.response, built.weights, &self.family, &origin)?;
        self.same_classes(&prepared, "response")?;
        let dropped = built.kept.missing + built.kept.zero_weight;
        Rows::with_offsets(prepared, built.design, offsets, (built.kept.rows, dropped))
    }

    fn same_blueprint(&self, blueprint: &Blueprint) -> Result<(), ModelError> {
        if Some(blueprint) == self.scope.blueprint.as_ref() {
            return Ok(());
        }
        let value = "other than those of the fit: the formula makes another design of them";
        Err(ModelError::refuse(Code::Domain, "data", value, "the data of the fit, with its levels"))
    }

    fn influence_of(&self, rows: Rows) -> Result<Influence, ModelError> {
        let (family, none, workers) = (self.law()?, QuadraticPenalty::default(), Workers::new(0));
        let (phi, order) = (self.numbers.scale, self.coefficients.len());
        let unit = |v: &f64| if phi > 0.0 { v / phi } else { 0.0 };
        let inverse = Symmetric { order, data: self.covariance.iter().map(unit).collect() };
        let leverages = {
            let sample = (&rows.design, &rows.prepared.response, &rows.prepared.weights);
            let problem = Problem::new(sample, rows.offset.as_ref(), family.as_ref(), &none, &workers);
            problem.leverages(&self.coefficients, &inverse)
        };
        let kept = rows.kept.clone();
        if family.predictors() > 1 {
            return Ok(Influence { leverages, distances: None, kept });
        }
        let seen = Seen::new(rows, &self.coefficients);
        let pearson = self.residuals_of(&seen, Residual::Pearson)?.values;
        let deviance = self.residuals_of(&seen, Residual::Deviance)?.values;
        let cook = |(r, h): (&f64, &f64)| cooks_distance(*r, *h, phi, self.numbers.edf);
        let over = |(r, h): (&f64, &f64)| standardised_residual(*r, *h, phi);
        let distances = Distances {
            cooks: pearson.iter().zip(&leverages).map(cook).collect(),
            standardised_pearson: pearson.iter().zip(&leverages).map(over).collect(),
            standardised_deviance: deviance.iter().zip(&leverages).map(over).collect(),
        };
        Ok(Influence { leverages, distances: Some(distances), kept })
    }
}
