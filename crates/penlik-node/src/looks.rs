//! Simulations, checks and comparisons of a model on their way to JavaScript.

use napi::Env;
use napi::bindgen_prelude::{Float64ArraySlice, Int32ArraySlice};
use napi_derive::napi;
use penlik::model::{BasisCheckRequest, Concurvity, FitData, SimulateRequest, Simulated};

use crate::arrays::{fresh, view};
use crate::errors::{Failure, enter};
use crate::model::{NativeModel, own, positions, whole};
use crate::tables::{HeldTable, TableRequest, count};

/// What is drawn.
#[napi(object, object_to_js = false)]
pub struct SimulateAsk {
    /// The number of draws.
    pub draws: i64,
    /// The seed.
    pub seed: i64,
    /// Whether the data are those of the fit.
    pub own_rows: bool,
}

/// Numbers of rows, row-major.
#[napi(object, object_from_js = false)]
pub struct RowsReply<'env> {
    /// Rows.
    pub rows: i64,
    /// Columns.
    pub cols: i64,
    /// rows × cols numbers.
    pub values: Float64ArraySlice<'env>,
    /// The rows of the data that they are.
    pub kept: Int32ArraySlice<'env>,
}

/// The concurvity of a term.
#[napi(object, object_from_js = false)]
pub struct ConcurvityReply {
    /// The term.
    pub term: String,
    /// Of the worst function.
    pub worst: f64,
    /// Of the estimate.
    pub observed: f64,
    /// Of the basis.
    pub estimate: f64,
}

/// The check of the basis of a smooth.
#[napi(object, object_from_js = false)]
pub struct BasisCheckReply {
    /// The smooth.
    pub term: String,
    /// k′.
    pub size: i64,
    /// Its effective degrees of freedom.
    pub edf: f64,
    /// The k-index.
    pub index: Option<f64>,
    /// Its p-value.
    pub p_value: Option<f64>,
}

/// A test of a larger model against a smaller one.
#[napi(object, object_from_js = false)]
pub struct DevianceTestReply {
    /// χ² or F.
    pub statistic: f64,
    /// The degrees of freedom between the models.
    pub degrees: f64,
    /// Those left in the larger model, where the scale is estimated.
    pub residual: Option<f64>,
    /// The p-value.
    pub p_value: f64,
}

#[napi]
impl NativeModel {
    /// Draws of responses for the rows of a table.
    #[napi(catch_unwind)]
    pub fn simulate<'env>(
        &self,
        env: &'env Env,
        table: TableRequest,
        ask: SimulateAsk,
    ) -> napi::Result<RowsReply<'env>> {
        enter(|| {
            let held = HeldTable::keep(table, true)?;
            draws(env, self.fitted()?.simulate(&FitData::Table(&held.table()?), &ask.read()?)?)
        })
    }

    /// The same for the rows of a design matrix.
    #[napi(catch_unwind)]
    pub fn simulate_matrix<'env>(
        &self,
        env: &'env Env,
        design: &[f64],
        rows: i64,
        cols: i64,
        ask: SimulateAsk,
    ) -> napi::Result<RowsReply<'env>> {
        enter(|| {
            let design = view("data", design, count("data.rows", rows)?, count("data.cols", cols)?)?;
            draws(env, self.fitted()?.simulate(&FitData::Matrix(design), &ask.read()?)?)
        })
    }

    /// Draws of the coefficients, one row for each.
    #[napi(catch_unwind)]
    pub fn simulate_coefficients<'env>(
        &self,
        env: &'env Env,
        draws: i64,
        seed: i64,
    ) -> napi::Result<Float64ArraySlice<'env>> {
        enter(|| {
            let fitted = self.fitted()?;
            fresh(env, &own(fitted, &fitted.simulate_coefficients(count("draws", draws)?, seed.unsigned_abs())?))
        })
    }

    /// The linear predictors of the rows of the fit, offsets included.
    #[napi(catch_unwind)]
    pub fn own_predictors<'env>(&self, env: &'env Env) -> napi::Result<RowsReply<'env>> {
        enter(|| {
            let (values, kept) = self.fitted()?.own_predictors()?;
            Ok(RowsReply {
                rows: whole(kept.len())?,
                cols: whole(values.len() / kept.len().max(1))?,
                values: fresh(env, &values)?,
                kept: positions(env, kept.into_iter())?,
            })
        })
    }

    /// The concurvity of the terms, from the table of the fit.
    #[napi(catch_unwind)]
    pub fn concurvity(&self, table: TableRequest) -> napi::Result<Vec<ConcurvityReply>> {
        enter(|| {
            let held = HeldTable::keep(table, true)?;
            Ok(concurvities(self.fitted()?.concurvity(&FitData::Table(&held.table()?))?))
        })
    }

    /// The same from its design matrix.
    #[napi(catch_unwind)]
    pub fn concurvity_matrix(&self, design: &[f64], rows: i64, cols: i64) -> napi::Result<Vec<ConcurvityReply>> {
        enter(|| {
            let design = view("data", design, count("data.rows", rows)?, count("data.cols", cols)?)?;
            Ok(concurvities(self.fitted()?.concurvity(&FitData::Matrix(design))?))
        })
    }

    /// Whether the bases were large enough, from the table of the fit.
    #[napi(catch_unwind)]
    pub fn basis_check(&self, table: TableRequest, permutations: i64, seed: i64) -> napi::Result<Vec<BasisCheckReply>> {
        enter(|| {
            let held = HeldTable::keep(table, true)?;
            let permutations = count("permutations", permutations)?;
            let request = BasisCheckRequest { permutations, seed: seed.unsigned_abs() };
            let reply = self.fitted()?.basis_check(&held.table()?, &request)?.into_iter().map(|check| {
                Ok(BasisCheckReply {
                    term: check.label,
                    size: whole(check.size)?,
                    edf: check.edf,
                    index: check.index,
                    p_value: check.p_value,
                })
            });
            reply.collect()
        })
    }

    /// The test against a smaller model of the same data.
    #[napi(catch_unwind)]
    pub fn deviance_test(&self, smaller: &NativeModel) -> napi::Result<DevianceTestReply> {
        enter(|| {
            let test = self.fitted()?.deviance_test(smaller.fitted()?)?;
            let (statistic, degrees, residual, p_value) = (test.statistic, test.degrees, test.residual, test.p_value);
            Ok(DevianceTestReply { statistic, degrees, residual, p_value })
        })
    }

    /// The number of standard errors of pointwise intervals.
    #[napi(catch_unwind)]
    pub fn pointwise_critical(&self, level: f64) -> napi::Result<f64> {
        enter(|| Ok(self.fitted()?.pointwise_critical(level)?))
    }

    /// Whether every term of this model is in another one.
    #[napi(catch_unwind)]
    pub fn is_within(&self, larger: &NativeModel) -> napi::Result<bool> {
        enter(|| Ok(self.fitted()?.is_within(larger.fitted()?)))
    }
}

impl SimulateAsk {
    fn read(&self) -> Result<SimulateRequest, Failure> {
        let draws = count("draws", self.draws)?;
        Ok(SimulateRequest { draws, seed: self.seed.unsigned_abs(), own_rows: self.own_rows })
    }
}

fn draws(env: &Env, drawn: Simulated) -> Result<RowsReply<'_>, Failure> {
    Ok(RowsReply {
        rows: whole(drawn.rows)?,
        cols: whole(drawn.draws)?,
        values: fresh(env, &drawn.values)?,
        kept: positions(env, drawn.kept.into_iter())?,
    })
}

fn concurvities(found: Vec<Concurvity>) -> Vec<ConcurvityReply> {
    let reply =
        |c: Concurvity| ConcurvityReply { term: c.label, worst: c.worst, observed: c.observed, estimate: c.estimate };
    found.into_iter().map(reply).collect()
}
