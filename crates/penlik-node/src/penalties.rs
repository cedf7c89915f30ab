//! Penalties of every kind of the catalog, and soft thresholding. Arrays are read and written in place.
//!
//! θ is row-major with `columns` entries in a row.

use std::cell::RefCell;
use std::rc::Rc;

use napi::Env;
use napi::bindgen_prelude::Float64ArraySlice;
use napi_derive::napi;
use ndarray::ArrayViewMut2;
use penlik::check::{CheckError, Code, finite, length};
use penlik::curvature::Curvature;
use penlik::linalg::Workers;
use penlik::penalties::{self, AnyPenalty, Block, Local, Penalty, PenaltySpec};
use penlik::prox::{self, Projection};
use serde_json::{Map, Value, json};

use crate::arrays::{Out, fresh};
use crate::errors::{Failure, enter};

/// A synchronous call works on JavaScript's thread alone.
pub static ALONE: Workers = Workers::sequential();

thread_local! {
    /// The penalties that JavaScript holds on this thread. A number finds one three times faster than an object's receiver.
    static HELD: RefCell<Held> = RefCell::default();
}

#[derive(Default)]
struct Held {
    places: Vec<Option<Rc<AnyPenalty>>>,
    free: Vec<u32>,
}

impl Held {
    fn add(&mut self, penalty: Rc<AnyPenalty>) -> Result<u32, Failure> {
        if let Some(id) = self.free.pop() {
            self.places[id as usize] = Some(penalty);
            return Ok(id);
        }
        let most = |_| CheckError::new(Code::TooLarge, "penalties", "too many", "fewer penalties at a time");
        let id = u32::try_from(self.places.len()).map_err(most)?;
        self.places.push(Some(penalty));
        Ok(id)
    }

    fn remove(&mut self, id: u32) {
        self.places[id as usize] = None;
        self.free.push(id);
    }
}

/// Asks the penalty of a number. The table is not held meanwhile: a question may set off a garbage collection that changes it.
fn ask<T>(id: u32, question: impl FnOnce(&AnyPenalty) -> Result<T, Failure>) -> napi::Result<T> {
    enter(|| {
        let held = HELD.with_borrow(|held| held.places.get(id as usize).cloned().flatten());
        match held {
            Some(penalty) => question(&penalty),
            None => Err(Failure::new(Code::Internal, "a penalty was asked after it was released")),
        }
    })
}

/// Keeps a penalty for as long as JavaScript holds this object; the questions are asked by its number.
#[napi]
pub struct NativePenalty {
    id: u32,
}

#[napi]
impl NativePenalty {
    /// From the JSON of a specification.
    #[napi(constructor, catch_unwind)]
    pub fn new(spec: String) -> napi::Result<Self> {
        enter(|| {
            let spec: Map<String, Value> =
                serde_json::from_str(&spec).map_err(|error| Failure::unreadable("json", &error))?;
            let penalty = Rc::new(AnyPenalty::new(PenaltySpec::try_from(spec)?)?);
            Ok(Self { id: HELD.with_borrow_mut(|held| held.add(penalty))? })
        })
    }

    /// The number to ask by.
    #[napi(catch_unwind)]
    pub fn id(&self) -> u32 {
        self.id
    }
}

impl Drop for NativePenalty {
    fn drop(&mut self) {
        // At the end of a thread the table may be gone first.
        let _ = HELD.try_with(|held| held.borrow_mut().remove(self.id));
    }
}

/// The specification that it was built from, defaults filled in.
#[napi(catch_unwind)]
pub fn penalty_spec(id: u32) -> napi::Result<String> {
    ask(id, |penalty| {
        serde_json::to_string(penalty.spec()).map_err(|error| Failure::new(Code::Internal, error.to_string()))
    })
}

/// What it is and can do, and its shape parameters, as JSON.
#[napi(catch_unwind)]
pub fn penalty_facts(id: u32) -> napi::Result<String> {
    ask(id, |penalty| {
        let shapes = penalty.shaped().map_or(&[][..], |shaped| shaped.shapes());
        let facts =
            json!({ "kind": penalty.entry().kind, "properties": penalty.properties(), "shapeParameters": shapes });
        Ok(facts.to_string())
    })
}

/// P(θ)
#[napi(catch_unwind)]
pub fn penalty_value(id: u32, theta: &[f64], columns: i64) -> napi::Result<f64> {
    ask(id, |penalty| Ok(penalty.value(block(theta, columns)?, &ALONE)?))
}

/// out = ∇P(θ); P(θ) is returned.
#[napi(catch_unwind)]
pub fn penalty_value_and_gradient(id: u32, theta: &[f64], columns: i64, mut out: Out<'_>) -> napi::Result<f64> {
    ask(id, |penalty| Ok(penalty.smooth()?.value_gradient(block(theta, columns)?, &mut out, &ALONE)?))
}

/// out = prox_{step·P}(θ); P(out) is returned.
#[napi(catch_unwind)]
pub fn penalty_prox(id: u32, theta: &[f64], columns: i64, step: f64, mut out: Out<'_>) -> napi::Result<f64> {
    ask(id, |penalty| Ok(penalty.prox()?.prox(block(theta, columns)?, step, &mut out, &ALONE)?))
}

/// θ ← prox_{step·P}(θ); P of the result is returned.
#[napi(catch_unwind)]
pub fn penalty_prox_in_place(id: u32, mut theta: Out<'_>, columns: i64, step: f64) -> napi::Result<f64> {
    ask(id, |penalty| Ok(penalty.prox()?.prox_in_place(&mut theta, whole(columns)?, step, &ALONE)?))
}

/// out = argmin_φ P(φ) + Σ (φ_i − θ_i)²/(2·steps_i); P(out) is returned.
#[napi(catch_unwind)]
pub fn penalty_prox_diagonal(
    id: u32,
    theta: &[f64],
    columns: i64,
    steps: &[f64],
    mut out: Out<'_>,
) -> napi::Result<f64> {
    ask(id, |penalty| Ok(penalty.diagonal_prox()?.prox_diagonal(block(theta, columns)?, steps, &mut out, &ALONE)?))
}

/// out = the gradient of the Moreau envelope, whose value is returned.
#[napi(catch_unwind)]
pub fn penalty_envelope(id: u32, theta: &[f64], columns: i64, step: f64, mut out: Out<'_>) -> napi::Result<f64> {
    ask(id, |penalty| Ok(penalties::moreau_envelope(penalty, block(theta, columns)?, step, &mut out, &ALONE)?))
}

/// out = prox_{step·P*}(θ); P*(out) is returned.
#[napi(catch_unwind)]
pub fn penalty_conjugate_prox(id: u32, theta: &[f64], columns: i64, step: f64, mut out: Out<'_>) -> napi::Result<f64> {
    ask(id, |penalty| Ok(penalties::conjugate_prox(penalty, block(theta, columns)?, step, &mut out, &ALONE)?))
}

/// P near θ, prepared for many questions.
#[napi(catch_unwind)]
pub fn penalty_at(env: Env, id: u32, theta: &[f64], columns: i64) -> napi::Result<NativeLocal> {
    ask(id, |penalty| {
        let local = penalty.smooth()?.at(block(theta, columns)?, &ALONE)?;
        NativeLocal::new(env, penalty.clone(), theta.to_vec(), columns, local)
    })
}

/// A penalty at one point. It holds a copy of the point and what was prepared there.
#[napi(custom_finalize)]
pub struct NativeLocal {
    penalty: AnyPenalty,
    theta: Vec<f64>,
    columns: i64,
    local: Box<dyn Local>,
    bytes: i64,
}

impl NativeLocal {
    /// Vectors of the length of θ that are held: θ here and in the local, gradient, Hessian, bound.
    const VECTORS: usize = 5;

    fn new(
        env: Env,
        penalty: AnyPenalty,
        theta: Vec<f64>,
        columns: i64,
        local: Box<dyn Local>,
    ) -> Result<Self, Failure> {
        let bytes = i64::try_from(Self::VECTORS * size_of_val(&theta[..])).unwrap_or(i64::MAX);
        env.adjust_external_memory(bytes).map_err(|error| Failure::new(Code::Internal, error.reason.clone()))?;
        Ok(Self { penalty, theta, columns, local, bytes })
    }

    fn block(&self) -> Result<Block<'_>, Failure> {
        block(&self.theta, self.columns)
    }
}

impl napi::bindgen_prelude::ObjectFinalize for NativeLocal {
    fn finalize(self, env: Env) -> napi::Result<()> {
        env.adjust_external_memory(-self.bytes).map(drop)
    }
}

#[napi]
impl NativeLocal {
    /// P(θ)
    #[napi(catch_unwind)]
    pub fn value(&self) -> napi::Result<f64> {
        enter(|| Ok(self.local.value()))
    }

    /// out = ∇P(θ)
    #[napi(catch_unwind)]
    pub fn gradient(&self, mut out: Out<'_>) -> napi::Result<()> {
        enter(|| {
            length("out", out.len(), self.theta.len())?;
            out.copy_from_slice(self.local.gradient());
            Ok(())
        })
    }

    /// out = ∇²P(θ)·v
    #[napi(catch_unwind)]
    pub fn hessian_vector_product(&self, v: &[f64], mut out: Out<'_>) -> napi::Result<()> {
        enter(|| product(self.local.hessian(), v, &mut out))
    }

    /// The diagonal entries of ∇²P(θ).
    #[napi(catch_unwind)]
    pub fn hessian_diagonal(&self, mut out: Out<'_>) -> napi::Result<()> {
        enter(|| diagonal(self.local.hessian(), &mut out))
    }

    /// ∇²P(θ), dense: out is n × n.
    #[napi(catch_unwind)]
    pub fn hessian(&self, mut out: Out<'_>) -> napi::Result<()> {
        enter(|| {
            let n = self.theta.len();
            out.fill(0.0);
            let found = out.len();
            let misshaped =
                |_| CheckError::new(Code::Shape, "out", format!("of length {found}"), format!("{n} x {n} numbers"));
            self.local.hessian().add_to(ArrayViewMut2::from_shape((n, n), &mut out).map_err(misshaped)?);
            Ok(())
        })
    }

    /// out = B(θ)·v
    #[napi(catch_unwind)]
    pub fn bound_vector_product(&self, v: &[f64], mut out: Out<'_>) -> napi::Result<()> {
        enter(|| product(self.local.bound(), v, &mut out))
    }

    /// The diagonal entries of B(θ).
    #[napi(catch_unwind)]
    pub fn bound_diagonal(&self, mut out: Out<'_>) -> napi::Result<()> {
        enter(|| diagonal(self.local.bound(), &mut out))
    }

    /// out = the weights of the quadratic majorizer that touches at θ.
    #[napi(catch_unwind)]
    pub fn mm_weights(&self, mut out: Out<'_>) -> napi::Result<()> {
        enter(|| Ok(self.penalty.majorized()?.mm_weights(self.block()?, &mut out, &ALONE)?))
    }

    /// ∂P/∂ log s, for every shape parameter s, and for every entry of those that are arrays.
    #[napi(catch_unwind)]
    pub fn gradient_log_shape<'env>(&self, env: &'env Env) -> napi::Result<Float64ArraySlice<'env>> {
        enter(|| fresh(env, &self.penalty.shaped()?.gradient_log_shape(self.block()?, &ALONE)?))
    }
}

/// out = sign(x)·max(|x| − threshold, 0)
#[napi(catch_unwind)]
pub fn soft_threshold(x: &[f64], threshold: f64, mut out: Out<'_>) -> napi::Result<()> {
    enter(|| Ok(prox::soft_threshold(x, threshold, &mut out, &ALONE)?))
}

/// x ← sign(x)·max(|x| − threshold, 0)
#[napi(catch_unwind)]
pub fn soft_threshold_in_place(mut x: Out<'_>, threshold: f64) -> napi::Result<()> {
    enter(|| Ok(prox::soft_threshold_in_place(&mut x, threshold, &ALONE)?))
}

/// out = the rows of x, projected onto the simplex
#[napi(catch_unwind)]
pub fn sparsemax(x: &[f64], columns: i64, mut out: Out<'_>) -> napi::Result<()> {
    enter(|| Ok(prox::Sparsemax::new(whole(columns)?)?.project(x, &mut out)?))
}

/// x ← its rows, projected onto the simplex
#[napi(catch_unwind)]
pub fn sparsemax_in_place(mut x: Out<'_>, columns: i64) -> napi::Result<()> {
    enter(|| Ok(prox::Sparsemax::new(whole(columns)?)?.project_in_place(&mut x)?))
}

/// out = soft(x, lr·l1_weight)/(1 + lr·l2_weight)
#[napi(catch_unwind)]
pub fn elastic_net_proximal(x: &[f64], l1_weight: f64, l2_weight: f64, lr: f64, mut out: Out<'_>) -> napi::Result<()> {
    enter(|| Ok(prox::ElasticNetStep::new(l1_weight, l2_weight, lr)?.apply(x, &mut out, &ALONE)?))
}

/// x ← soft(x, lr·l1_weight)/(1 + lr·l2_weight)
#[napi(catch_unwind)]
pub fn elastic_net_proximal_in_place(mut x: Out<'_>, l1_weight: f64, l2_weight: f64, lr: f64) -> napi::Result<()> {
    enter(|| Ok(prox::ElasticNetStep::new(l1_weight, l2_weight, lr)?.apply_in_place(&mut x, &ALONE)?))
}

/// θ as the core sees it.
pub fn block(theta: &[f64], columns: i64) -> Result<Block<'_>, Failure> {
    Ok(Block::new(theta, whole(columns)?)?)
}

fn whole(columns: i64) -> Result<usize, Failure> {
    let refused = |_| CheckError::new(Code::Domain, "columns", columns.to_string(), "a whole number >= 0");
    Ok(usize::try_from(columns).map_err(refused)?)
}

fn product(curvature: &Curvature, v: &[f64], out: &mut [f64]) -> Result<(), Failure> {
    length("v", v.len(), curvature.dimension())?;
    length("out", out.len(), curvature.dimension())?;
    finite("v", v)?;
    curvature.apply(v, out);
    Ok(finite("the product", out)?)
}

fn diagonal(curvature: &Curvature, out: &mut [f64]) -> Result<(), Failure> {
    length("out", out.len(), curvature.dimension())?;
    curvature.diagonal(out);
    Ok(finite("the diagonal", out)?)
}
