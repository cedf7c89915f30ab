//! A fit by formula: what JavaScript sends, and the job that owns or holds it.

use napi::bindgen_prelude::Float64Array;
use napi_derive::napi;
use penlik::design::{Beside, Contrast, Contrasts, Missing, Neighbourhood, Table};
use penlik::families::Family;
use penlik::model::{
    Control, CustomFamily, FamilySpec, FitOptions, Fitted, FormulaInput, Influence, fit_custom_formulas, fit_formula,
    fit_formulas,
};
use serde::Deserialize;

use crate::arrays::Numbers;
use crate::errors::Failure;
use crate::tables::{HeldTable, TableRequest};

/// A fit by formula.
#[napi(object, object_to_js = false)]
pub struct FormulaRequest {
    /// The formula; empty where the settings hold several.
    pub formula: String,
    /// The table.
    pub table: TableRequest,
    /// Prior weights, one for each row.
    pub weights: Option<Float64Array>,
    /// Offsets, one for each row.
    pub offset: Option<Float64Array>,
    /// JSON of `{ family, options, missing, levels, contrasts, select, formulas, knots, neighbours, logStrengths }`.
    pub settings: String,
    /// The arrays belong to the library alone.
    pub owned: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormulaSettings {
    family: FamilySpec,
    options: FitOptions,
    missing: Missing,
    levels: Vec<(String, Vec<String>)>,
    #[serde(default)]
    contrasts: ContrastSettings,
    #[serde(default)]
    select: bool,
    /// One for each class or predictor, with its name.
    #[serde(default)]
    formulas: Vec<(String, String)>,
    #[serde(default)]
    knots: Vec<(String, Vec<f64>)>,
    #[serde(default)]
    neighbours: Vec<(String, Vec<Neighbourhood>)>,
    #[serde(default, rename = "logStrengths")]
    log_strengths: Vec<(String, f64)>,
}

/// Contrasts of the columns that are named, and of all others.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ContrastSettings {
    #[serde(default)]
    default: Contrast,
    #[serde(default)]
    columns: Vec<(String, Contrast)>,
}

/// A fit by formula with everything that it reads.
pub struct FormulaJob {
    formula: String,
    table: HeldTable,
    weights: Option<Numbers>,
    offset: Option<Numbers>,
    settings: FormulaSettings,
}

impl FormulaJob {
    /// Reads in place what belongs to the library alone, copies the rest.
    pub fn keep(request: FormulaRequest, owned: bool) -> Result<Self, Failure> {
        Ok(Self {
            settings: settings(&request.settings)?,
            formula: request.formula,
            table: HeldTable::keep(request.table, owned)?,
            weights: request.weights.map(|array| Numbers::keep(array, owned)),
            offset: request.offset.map(|array| Numbers::keep(array, owned)),
        })
    }

    /// Fits, polling and telling through `control`.
    pub fn fit(&self, control: &Control<'_>) -> Result<Fitted, Failure> {
        let FormulaSettings { family, options, formulas, .. } = &self.settings;
        let table = self.table.table()?;
        if formulas.is_empty() {
            return Ok(fit_formula(&self.input(&table, self.formula.as_str()), family, options, control)?);
        }
        Ok(fit_formulas(&self.input(&table, formulas.as_slice()), family, options, control)?)
    }

    /// Fits a family of the caller's on the calling thread alone; it gets y and 1 + the position of each row.
    pub fn fit_custom(
        &self,
        family: Box<dyn Family + Send>,
        (name, predictors): (String, Vec<String>),
        control: &Control<'_>,
    ) -> Result<Fitted, Failure> {
        let table = self.table.table()?;
        let positions: Vec<f64> = (1..=table.rows()).map(|i| i as f64).collect();
        let custom = CustomFamily { family, name, predictors, columns: vec![positions.as_slice()] };
        let options = FitOptions { threads: 1, ..self.settings.options.clone() };
        Ok(fit_custom_formulas(&self.input(&table, self.settings.formulas.as_slice()), custom, &options, control)?)
    }

    /// The influence of its rows on a fit.
    pub fn influence(&self, fitted: &Fitted) -> Result<Influence, Failure> {
        Ok(fitted.influence_table(&self.input(&self.table.table()?, self.formula.as_str()))?)
    }

    fn input<'a, Formula>(&'a self, table: &'a Table<'a>, formula: Formula) -> FormulaInput<'a, Formula> {
        FormulaInput {
            formula,
            table,
            weights: self.weights.as_ref().map(Numbers::as_slice),
            offset: self.offset.as_ref().map(Numbers::as_slice),
            missing: self.settings.missing,
            levels: &self.settings.levels,
            contrasts: Contrasts {
                default: self.settings.contrasts.default,
                columns: &self.settings.contrasts.columns,
            },
            select: self.settings.select,
            beside: Beside {
                knots: &self.settings.knots,
                neighbours: &self.settings.neighbours,
                log_strengths: &self.settings.log_strengths,
            },
        }
    }
}

/// Settings from their JSON.
pub fn settings<'json, T: Deserialize<'json>>(json: &'json str) -> Result<T, Failure> {
    serde_json::from_str(json).map_err(|error| Failure::unreadable("options", &error))
}
