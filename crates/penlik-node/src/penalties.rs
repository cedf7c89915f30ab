//! Penalties of every kind of the catalog, and soft thresholding. Arrays are read and written in place.
//!
//! θ is row-major with `columns` entries in a row.

use napi::Env;
use napi_derive::napi;
use ndarray::ArrayViewMut2;
use penlik::check::{CheckError, Code, finite, length};
use penlik::curvature::Curvature;
use penlik::linalg::Workers;
use penlik::penalties::{AnyPenalty, Block, Local, Penalty, PenaltySpec};
use penlik::prox;
use serde_json::{Map, Value};

use crate::arrays::Out;
use crate::errors::{Failure, enter};

/// A synchronous call works on JavaScript's thread alone.
static ALONE: Workers = Workers::sequential();

/// A penalty. It is a few numbers and holds no array.
#[napi]
pub struct NativePenalty {
    penalty: AnyPenalty,
}

#[napi]
impl NativePenalty {
    /// From the JSON of a specification.
    #[napi(constructor, catch_unwind)]
    pub fn new(spec: String) -> napi::Result<Self> {
        enter(|| {
            let spec: Map<String, Value> =
                serde_json::from_str(&spec).map_err(|error| Failure::unreadable("json", &error))?;
            Ok(Self { penalty: AnyPenalty::new(PenaltySpec::try_from(spec)?)? })
        })
    }

    /// The specification that it was built from, defaults filled in.
    #[napi(catch_unwind)]
    pub fn spec(&self) -> napi::Result<String> {
        enter(|| {
            serde_json::to_string(self.penalty.spec()).map_err(|error| Failure::new(Code::Internal, error.to_string()))
        })
    }

    /// P(θ)
    #[napi(catch_unwind)]
    pub fn value(&self, theta: &[f64], columns: i64) -> napi::Result<f64> {
        enter(|| Ok(self.penalty.value(block(theta, columns)?, &ALONE)?))
    }

    /// out = ∇P(θ); P(θ) is returned.
    #[napi(catch_unwind)]
    pub fn value_and_gradient(&self, theta: &[f64], columns: i64, mut out: Out<'_>) -> napi::Result<f64> {
        enter(|| Ok(self.penalty.smooth()?.value_gradient(block(theta, columns)?, &mut out, &ALONE)?))
    }

    /// out = prox_{step·P}(θ); P(out) is returned.
    #[napi(catch_unwind)]
    pub fn prox(&self, theta: &[f64], columns: i64, step: f64, mut out: Out<'_>) -> napi::Result<f64> {
        enter(|| Ok(self.penalty.prox()?.prox(block(theta, columns)?, step, &mut out, &ALONE)?))
    }

    /// θ ← prox_{step·P}(θ); P of the result is returned.
    #[napi(catch_unwind)]
    pub fn prox_in_place(&self, mut theta: Out<'_>, columns: i64, step: f64) -> napi::Result<f64> {
        enter(|| Ok(self.penalty.prox()?.prox_in_place(&mut theta, whole(columns)?, step, &ALONE)?))
    }

    /// P near θ, prepared for many questions.
    #[napi(catch_unwind)]
    pub fn at(&self, env: Env, theta: &[f64], columns: i64) -> napi::Result<NativeLocal> {
        enter(|| {
            let local = self.penalty.smooth()?.at(block(theta, columns)?, &ALONE)?;
            NativeLocal::new(env, self.penalty.clone(), theta.to_vec(), columns, local)
        })
    }
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

    fn new(env: Env, penalty: AnyPenalty, theta: Vec<f64>, columns: i64, local: Box<dyn Local>) -> Result<Self, Failure> {
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
            let misshaped = |_| CheckError::new(Code::Shape, "out", format!("of length {found}"), format!("{n} x {n} numbers"));
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

    /// out = ∂P/∂ log s, for every shape parameter s.
    #[napi(catch_unwind)]
    pub fn gradient_log_shape(&self, mut out: Out<'_>) -> napi::Result<()> {
        enter(|| {
            let gradient = self.penalty.shaped()?.gradient_log_shape(self.block()?, &ALONE)?;
            length("out", out.len(), gradient.len())?;
            out.copy_from_slice(&gradient);
            Ok(())
        })
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

fn block(theta: &[f64], columns: i64) -> Result<Block<'_>, Failure> {
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
