//! A fit by formula: what JavaScript sends, and the job that owns or holds it.

use napi::bindgen_prelude::Float64Array;
use napi_derive::napi;
use penlik::design::{Beside, Contrast, Contrasts, Missing, Neighbourhood, Table};
use penlik::model::{Control, FamilySpec, FitOptions, Fitted, FormulaInput, Influence, fit_formula};
use serde::Deserialize;

use crate::arrays::Numbers;
use crate::errors::Failure;
use crate::tables::{HeldTable, TableRequest};

/// A fit by formula.
#[napi(object, object_to_js = false)]
pub struct FormulaRequest {
    /// The formula.
    pub formula: String,
    /// The table.
    pub table: TableRequest,
    /// Prior weights, one for each row.
    pub weights: Option<Float64Array>,
    /// Offsets, one for each row.
    pub offset: Option<Float64Array>,
    /// JSON of `{ family, options, missing, levels, contrasts, select, knots, neighbours, logStrengths }`.
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
        let FormulaSettings { family, options, .. } = &self.settings;
        Ok(fit_formula(&self.input(&self.table.table()?), family, options, control)?)
    }

    /// The influence of its rows on a fit.
    pub fn influence(&self, fitted: &Fitted) -> Result<Influence, Failure> {
        Ok(fitted.influence_table(&self.input(&self.table.table()?))?)
    }

    fn input<'a>(&'a self, table: &'a Table<'a>) -> FormulaInput<'a> {
        FormulaInput {
            formula: &self.formula,
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
