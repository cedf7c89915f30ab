//! The terms of a model one by one on their way to JavaScript.

use napi::Env;
use napi::bindgen_prelude::{Float64ArraySlice, Int32ArraySlice};
use napi_derive::napi;
use penlik::check::Code;
use penlik::linalg::Panels;
use penlik::model::{BandRequest, SmoothRequest, SmoothValues};

use crate::arrays::fresh;
use crate::errors::{Failure, enter};
use crate::model::{NativeModel, PredictRequest, positions, whole};
use crate::tables::{HeldTable, TableRequest, count};

/// Contributions of terms, or columns of a design, row-major.
#[napi(object, object_from_js = false)]
pub struct TermsReply<'env> {
    /// The number of rows that were kept.
    pub rows: i64,
    /// Classes × terms, or the columns of the design.
    pub cols: i64,
    /// What the columns are, those of a class beside each other.
    pub labels: Vec<String>,
    /// rows × cols numbers.
    pub values: Float64ArraySlice<'env>,
    /// The same shape; absent for a design.
    pub standard_errors: Option<Float64ArraySlice<'env>>,
    /// The rows of the input that were kept.
    pub kept: Int32ArraySlice<'env>,
}

/// What to know of a smooth.
#[napi(object, object_to_js = false)]
pub struct SmoothAsk {
    /// The covariate in which the derivative is taken.
    pub derivative: Option<i64>,
    /// The level of the band.
    pub level: f64,
    /// Whether it covers all rows and classes at once.
    pub simultaneous: bool,
    /// Its seed.
    pub seed: Option<i64>,
}

/// A smooth over some rows, row-major.
#[napi(object, object_from_js = false)]
pub struct SmoothReply<'env> {
    /// The rows.
    pub rows: i64,
    /// 1, or a column for each active class that has the smooth.
    pub cols: i64,
    /// The active classes of the columns, by their numbers.
    pub classes: Int32ArraySlice<'env>,
    /// rows × cols numbers.
    pub values: Float64ArraySlice<'env>,
    /// The same shape.
    pub standard_errors: Float64ArraySlice<'env>,
    /// How many standard errors the band is wide on either side.
    pub critical: f64,
}

/// Numbers that are computed of columns.
#[napi(object, object_from_js = false)]
pub struct ComputedReply<'env> {
    /// The text of what is computed.
    pub name: String,
    /// A number for each row.
    pub values: Float64ArraySlice<'env>,
}

#[napi]
impl NativeModel {
    /// What smooths compute of columns for every row of a table.
    #[napi(catch_unwind)]
    pub fn computed_covariates<'env>(
        &self,
        env: &'env Env,
        table: TableRequest,
    ) -> napi::Result<Vec<ComputedReply<'env>>> {
        enter(|| {
            let held = HeldTable::keep(table, true)?;
            let found = self.fitted()?.computed_covariates(&held.table()?)?;
            found.into_iter().map(|(name, values)| Ok(ComputedReply { name, values: fresh(env, &values)? })).collect()
        })
    }

    /// What each term but the intercept contributes to the linear predictors.
    #[napi(catch_unwind)]
    pub fn contributions<'env>(
        &self,
        env: &'env Env,
        table: TableRequest,
        request: PredictRequest,
    ) -> napi::Result<TermsReply<'env>> {
        enter(|| {
            let held = HeldTable::keep(table, true)?;
            let found = self.fitted()?.contributions(&held.table()?, &request.new_data()?)?;
            let rows = found.kept.len();
            Ok(TermsReply {
                rows: whole(rows)?,
                cols: whole(found.values.len() / rows.max(1))?,
                labels: found.labels,
                values: fresh(env, &found.values)?,
                standard_errors: Some(fresh(env, &found.standard_errors)?),
                kept: positions(env, found.kept.into_iter())?,
            })
        })
    }

    /// The design of new data.
    #[napi(catch_unwind)]
    pub fn design_matrix<'env>(
        &self,
        env: &'env Env,
        table: TableRequest,
        request: PredictRequest,
    ) -> napi::Result<TermsReply<'env>> {
        enter(|| {
            let held = HeldTable::keep(table, true)?;
            let (design, kept) = self.fitted()?.design_matrix(&held.table()?, &request.new_data()?)?;
            Ok(TermsReply {
                rows: whole(design.rows())?,
                cols: whole(design.cols())?,
                labels: self.fitted()?.column_names().to_vec(),
                values: fresh(env, &row_major(&design))?,
                standard_errors: None,
                kept: positions(env, kept.into_iter())?,
            })
        })
    }

    /// A smooth over the rows of a table.
    #[napi(catch_unwind)]
    pub fn smooth<'env>(
        &self,
        env: &'env Env,
        label: String,
        table: TableRequest,
        ask: SmoothAsk,
    ) -> napi::Result<SmoothReply<'env>> {
        enter(|| {
            let held = HeldTable::keep(table, true)?;
            let found = self.fitted()?.smooth(&label, &held.table()?, &ask.read()?)?;
            self.smooth_reply(env, &found, ask.level)
        })
    }

    /// The difference of two smooths, or of one at two levels, over the rows of two tables.
    #[napi(catch_unwind)]
    pub fn smooth_difference<'env>(
        &self,
        env: &'env Env,
        labels: Vec<String>,
        table: TableRequest,
        other: TableRequest,
        ask: SmoothAsk,
    ) -> napi::Result<SmoothReply<'env>> {
        enter(|| {
            let [label, other_label] = labels.as_slice() else {
                return Err(Failure::new(Code::Internal, "a difference has two sides"));
            };
            let (held, other) = (HeldTable::keep(table, true)?, HeldTable::keep(other, true)?);
            let sides = ((label.as_str(), &held.table()?), (other_label.as_str(), &other.table()?));
            let found = self.fitted()?.smooth_difference(sides.0, sides.1, &ask.read()?)?;
            self.smooth_reply(env, &found, ask.level)
        })
    }
}

impl SmoothAsk {
    fn read(&self) -> Result<SmoothRequest, Failure> {
        let derivative = self.derivative.map(|place| count("derivative", place)).transpose()?;
        let usual = BandRequest::default();
        let seed = self.seed.map_or(usual.seed, i64::unsigned_abs);
        let band = self.simultaneous.then_some(BandRequest { level: self.level, seed, ..usual });
        Ok(SmoothRequest { derivative, band })
    }
}

impl NativeModel {
    fn smooth_reply<'env>(
        &self,
        env: &'env Env,
        found: &SmoothValues,
        level: f64,
    ) -> Result<SmoothReply<'env>, Failure> {
        let rows = found.kept.len();
        Ok(SmoothReply {
            rows: whole(rows)?,
            cols: whole(found.classes.len())?,
            classes: positions(env, found.classes.iter().copied())?,
            values: fresh(env, &found.values)?,
            standard_errors: fresh(env, &found.standard_errors)?,
            critical: found
                .critical
                .map_or_else(|| self.fitted()?.pointwise_critical(level).map_err(Failure::from), Ok)?,
        })
    }
}

fn row_major(design: &Panels) -> Vec<f64> {
    (0..design.rows()).flat_map(|i| (0..design.cols()).map(move |j| design.get(i, j))).collect()
}
