//! The joint multinomial model: every array is read and written in place.
//!
//! Matrices are row-major; β is class-major, β[a·P + j]. The response is `codes` (N classes) or `rows` (N × K shares or counts), never both.

use std::sync::Arc;

use napi::Env;
use napi::bindgen_prelude::{Float64ArraySlice, Int32ArraySlice};
use napi_derive::napi;
use ndarray::ArrayView2;
use penlik::check::{CheckError, Code};
use penlik::linalg::Symmetric;
use penlik::model::{
    JointPenaltyInput, MultinomialFamily, MultinomialInput, MultinomialResponse, MultinomialWorkspace, PenaltyMetric,
};
use serde::{Deserialize, Serialize};

use crate::arrays::{Out, fresh, view};
use crate::errors::{Failure, enter};
use crate::model::word;

/// Everything but numbers, as JSON.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Settings {
    rows: usize,
    cols: usize,
    classes: Vec<String>,
    reference: Option<String>,
    names: Option<Vec<String>>,
    penalty_metric: PenaltyMetric,
    /// The order of each penalty's matrix and its null dimension, where that was given.
    penalties: Vec<PenaltySize>,
    offset_columns: usize,
    threads: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PenaltySize {
    rows: usize,
    cols: usize,
    null_dimension: Option<usize>,
}

/// What a model tells of itself, as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Description {
    parameters: Vec<String>,
    blocks: Vec<Block>,
    costs: Costs,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Block {
    name: String,
    null_dimension: usize,
    null_dimensions: Vec<usize>,
    initial_log_strengths: Vec<f64>,
    gauge_priority: usize,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Costs {
    dense_flops: u64,
    dense_bytes: u64,
    product_flops: u64,
    product_bytes: u64,
}

/// The criterion of the strengths at one ρ.
#[napi(object, object_from_js = false)]
pub struct CriterionReply<'env> {
    /// V.
    pub value: f64,
    /// ∂V/∂ρ.
    pub gradient: Float64ArraySlice<'env>,
    /// ∂²V/∂ρ∂ρᵀ, row-major.
    pub hessian: Float64ArraySlice<'env>,
    /// β̂.
    pub beta: Float64ArraySlice<'env>,
    /// ℓ(β̂).
    pub log_likelihood: f64,
    /// tr(H⁻¹I).
    pub edf: f64,
}

/// A joint multinomial model, held by the addon.
#[napi]
pub struct NativeMultinomialFamily {
    model: Arc<MultinomialFamily>,
}

#[napi]
impl NativeMultinomialFamily {
    /// The penalties' matrices stand one after the other in `penalties`.
    #[napi(constructor, catch_unwind)]
    pub fn new(
        settings: String,
        design: &[f64],
        codes: Option<Int32ArraySlice<'_>>,
        rows: Option<Float64ArraySlice<'_>>,
        weights: Option<Float64ArraySlice<'_>>,
        offset: Option<Float64ArraySlice<'_>>,
        penalties: &[f64],
    ) -> napi::Result<Self> {
        enter(|| {
            let settings: Settings =
                serde_json::from_str(&settings).map_err(|error| Failure::unreadable("settings", &error))?;
            let n = settings.rows;
            let offset =
                offset.as_deref().map(|offset| view("offset", offset, n, settings.offset_columns)).transpose()?;
            let model = MultinomialFamily::new(&MultinomialInput {
                design: view("design", design, n, settings.cols)?,
                response: response(n, settings.classes.len(), codes.as_deref(), rows.as_deref())?,
                weights: weights.as_deref(),
                offset,
                penalties: matrices(&settings.penalties, penalties)?,
                classes: settings.classes,
                reference: settings.reference,
                names: settings.names,
                penalty_metric: settings.penalty_metric,
                threads: settings.threads,
            })?;
            Ok(Self { model: Arc::new(model) })
        })
    }

    /// Blocks, names of the parameters and costs, as JSON.
    #[napi(catch_unwind)]
    pub fn describe(&self) -> napi::Result<String> {
        enter(|| {
            let costs = self.model.cost_hints();
            let block = |spec: penlik::model::BlockSpec<'_>| Block {
                null_dimension: spec.null_dimension,
                null_dimensions: spec.penalties.iter().map(|penalty| penalty.null_dimension()).collect(),
                initial_log_strengths: spec.initial_log_strengths,
                gauge_priority: spec.gauge_priority,
                start: spec.columns.start,
                end: spec.columns.end,
                name: spec.name,
            };
            let description = Description {
                parameters: self.model.parameter_names(),
                blocks: self.model.block_specs().into_iter().map(block).collect(),
                costs: Costs {
                    dense_flops: costs.dense_flops,
                    dense_bytes: costs.dense_bytes,
                    product_flops: costs.product_flops,
                    product_bytes: costs.product_bytes,
                },
            };
            serde_json::to_string(&description).map_err(|error| Failure::new(Code::Internal, error.to_string()))
        })
    }

    /// ℓ.
    #[napi(catch_unwind)]
    pub fn log_likelihood(&self, beta: &[f64]) -> napi::Result<f64> {
        enter(|| Ok(self.model.log_likelihood(beta)?))
    }

    /// out = ∂ℓ/∂β.
    #[napi(catch_unwind)]
    pub fn gradient(&self, beta: &[f64], mut out: Out<'_>) -> napi::Result<()> {
        enter(|| Ok(self.model.gradient_into(beta, &mut out).map(drop)?))
    }

    /// Working responses, weights and scores, each M vectors of N numbers one after the other.
    #[napi(catch_unwind)]
    pub fn block_working_sets(
        &self,
        beta: &[f64],
        mut response: Out<'_>,
        mut weights: Out<'_>,
        mut score: Out<'_>,
    ) -> napi::Result<()> {
        enter(|| {
            let sets = self.model.block_working_sets(beta)?;
            let n = self.model.shape().0;
            for out in [&response, &weights, &score] {
                penlik::check::length("out", out.len(), n * sets.len())?;
            }
            for (a, set) in sets.iter().enumerate() {
                response[a * n..(a + 1) * n].copy_from_slice(&set.response);
                weights[a * n..(a + 1) * n].copy_from_slice(&set.weights);
                score[a * n..(a + 1) * n].copy_from_slice(&set.score);
            }
            Ok(())
        })
    }

    /// out = −∂²ℓ/∂β∂βᵀ.
    #[napi(catch_unwind)]
    pub fn joint_hessian(&self, beta: &[f64], mut out: Out<'_>) -> napi::Result<()> {
        enter(|| write(&self.model.joint_hessian(beta)?, &mut out))
    }

    /// The criterion of the strengths at ρ, and the fit there.
    #[napi(catch_unwind)]
    pub fn criterion<'env>(&self, env: &'env Env, rho: &[f64], method: String) -> napi::Result<CriterionReply<'env>> {
        enter(|| {
            let at = self.model.criterion(rho, word("method", &method)?)?;
            Ok(CriterionReply {
                value: at.value,
                gradient: fresh(env, &at.gradient)?,
                hessian: fresh(env, &at.hessian.data)?,
                beta: fresh(env, &at.beta)?,
                log_likelihood: at.log_likelihood,
                edf: at.edf,
            })
        })
    }

    /// The Hessian at β, frozen.
    #[napi(catch_unwind)]
    pub fn workspace(&self, beta: &[f64]) -> napi::Result<NativeMultinomialWorkspace> {
        enter(|| Ok(NativeMultinomialWorkspace { workspace: self.model.workspace(beta)? }))
    }
}

/// The Hessian of a joint multinomial model at one β, held by the addon.
#[napi]
pub struct NativeMultinomialWorkspace {
    workspace: MultinomialWorkspace,
}

#[napi]
impl NativeMultinomialWorkspace {
    /// out = H.
    #[napi(catch_unwind)]
    pub fn hessian(&self, mut out: Out<'_>) -> napi::Result<()> {
        enter(|| write(&self.workspace.hessian()?, &mut out))
    }

    /// out = Hv.
    #[napi(catch_unwind)]
    pub fn hessian_vector_product(&self, v: &[f64], mut out: Out<'_>) -> napi::Result<()> {
        enter(|| Ok(self.workspace.hessian_vector_product_into(v, &mut out)?))
    }

    /// out = diag H.
    #[napi(catch_unwind)]
    pub fn hessian_diagonal(&self, mut out: Out<'_>) -> napi::Result<()> {
        enter(|| copy(&self.workspace.hessian_diagonal(), &mut out))
    }

    /// out = D_βH[d].
    #[napi(catch_unwind)]
    pub fn directional_derivative(&self, d: &[f64], mut out: Out<'_>) -> napi::Result<()> {
        enter(|| write(&self.workspace.directional_derivative(d)?, &mut out))
    }

    /// out = D²_βH[u, v].
    #[napi(catch_unwind)]
    pub fn second_directional_derivative(&self, u: &[f64], v: &[f64], mut out: Out<'_>) -> napi::Result<()> {
        enter(|| write(&self.workspace.second_directional_derivative(u, v)?, &mut out))
    }
}

fn response<'a>(
    count: usize,
    classes: usize,
    codes: Option<&'a [i32]>,
    rows: Option<&'a [f64]>,
) -> Result<MultinomialResponse<'a>, Failure> {
    match (codes, rows) {
        (Some(codes), _) => Ok(MultinomialResponse::Codes(codes)),
        (None, Some(rows)) => view("y", rows, count, classes).map(MultinomialResponse::Rows),
        (None, None) => Err(Failure::new(Code::Internal, "the response is neither codes nor rows")),
    }
}

fn matrices<'a>(sizes: &[PenaltySize], data: &'a [f64]) -> Result<Vec<JointPenaltyInput<'a>>, Failure> {
    let mut rest = data;
    let take = |size: &PenaltySize| {
        let length = size.rows.saturating_mul(size.cols);
        let (matrix, after) = rest.split_at_checked(length).ok_or_else(|| too_short(rest.len(), length))?;
        rest = after;
        let matrix: ArrayView2<'a, f64> = view("penalties", matrix, size.rows, size.cols)?;
        Ok(JointPenaltyInput { matrix, null_dimension: size.null_dimension })
    };
    sizes.iter().map(take).collect()
}

fn too_short(length: usize, wanted: usize) -> Failure {
    CheckError::new(Code::Shape, "penalties", format!("{length} numbers"), format!("{wanted} numbers")).into()
}

fn write(matrix: &Symmetric, out: &mut [f64]) -> Result<(), Failure> {
    copy(&matrix.data, out)
}

fn copy(from: &[f64], out: &mut [f64]) -> Result<(), Failure> {
    penlik::check::length("out", out.len(), from.len())?;
    out.copy_from_slice(from);
    Ok(())
}
