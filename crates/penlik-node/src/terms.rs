//! Terms: a penalty with its strength, asked at a ρ and a θ. θ is row-major with `columns` entries in a row.

use napi_derive::napi;
use penlik::check::{CheckError, Code, length};
use penlik::penalties::{Block, LocalTerm, PlacedTerm, Schedule, Term, TermSpec};
use serde::Serialize;

use crate::arrays::Out;
use crate::errors::{Failure, enter};
use crate::penalties::{ALONE, block};

/// λ·P(θ; s), for JavaScript to hold.
#[napi]
pub struct NativeTerm {
    term: Term,
}

/// What a term says of itself.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Description<'a> {
    spec: TermSpec,
    weight: f64,
    rho_names: &'a [String],
    rho_domain: Vec<[f64; 2]>,
}

#[napi]
impl NativeTerm {
    /// From the JSON of a specification.
    #[napi(constructor, catch_unwind)]
    pub fn new(spec: String) -> napi::Result<Self> {
        enter(|| {
            let spec: TermSpec = serde_json::from_str(&spec).map_err(|error| Failure::unreadable("json", &error))?;
            Ok(Self { term: Term::new(spec)? })
        })
    }

    /// Specification, weight, names and domain of ρ, as JSON.
    #[napi(catch_unwind)]
    pub fn describe(&self) -> napi::Result<String> {
        enter(|| {
            let rho_domain = self.term.rho_domain().iter().map(|domain| [domain.lower, domain.upper]).collect();
            let (spec, weight, rho_names) = (self.term.spec(), self.term.weight(), self.term.rho_names());
            let description = Description { spec, weight, rho_names, rho_domain };
            serde_json::to_string(&description).map_err(|error| Failure::new(Code::Internal, error.to_string()))
        })
    }

    /// The weight at an outer iteration.
    #[napi(catch_unwind)]
    pub fn weight_at(&self, iteration: i64) -> napi::Result<f64> {
        enter(|| {
            let refused = |_| CheckError::new(Code::Domain, "iteration", iteration.to_string(), "a whole number >= 0");
            Ok(self.term.at_iteration(u64::try_from(iteration).map_err(refused)?).weight())
        })
    }

    /// λ·P(θ)
    #[napi(catch_unwind)]
    pub fn value(&self, theta: &[f64], columns: i64, rho: &[f64]) -> napi::Result<f64> {
        self.ask(theta, columns, rho, |placed, theta| Ok(placed.value(theta, &ALONE)?))
    }

    /// out = λ·∇P(θ)
    #[napi(catch_unwind)]
    pub fn gradient(&self, theta: &[f64], columns: i64, rho: &[f64], mut out: Out<'_>) -> napi::Result<()> {
        self.ask(theta, columns, rho, |placed, theta| Ok(placed.value_gradient(theta, &mut out, &ALONE).map(drop)?))
    }

    /// out = λ·∇²P(θ)·v
    #[napi(catch_unwind)]
    pub fn hessian_vector_product(
        &self,
        theta: &[f64],
        columns: i64,
        rho: &[f64],
        v: &[f64],
        mut out: Out<'_>,
    ) -> napi::Result<()> {
        self.ask_local(theta, columns, rho, |local| Ok(local.hessian_vector_product(v, &mut out)?))
    }

    /// out = the diagonal entries of λ·∇²P(θ).
    #[napi(catch_unwind)]
    pub fn hessian_diagonal(&self, theta: &[f64], columns: i64, rho: &[f64], mut out: Out<'_>) -> napi::Result<()> {
        self.ask_local(theta, columns, rho, |local| Ok(local.hessian_diagonal(&mut out)?))
    }

    /// out = the diagonal entries of λ·B(θ).
    #[napi(catch_unwind)]
    pub fn bound_diagonal(&self, theta: &[f64], columns: i64, rho: &[f64], mut out: Out<'_>) -> napi::Result<()> {
        self.ask_local(theta, columns, rho, |local| Ok(local.bound_diagonal(&mut out)?))
    }

    /// out = ∂(λP)/∂ρ.
    #[napi(catch_unwind)]
    pub fn gradient_rho(&self, theta: &[f64], columns: i64, rho: &[f64], mut out: Out<'_>) -> napi::Result<()> {
        self.ask(theta, columns, rho, |placed, theta| fill(&mut out, &placed.gradient_rho(theta, &ALONE)?))
    }

    /// out = ∂∇(λP)/∂ρ_j.
    #[napi(catch_unwind)]
    pub fn gradient_along_rho(
        &self,
        j: u32,
        theta: &[f64],
        columns: i64,
        rho: &[f64],
        mut out: Out<'_>,
    ) -> napi::Result<()> {
        self.ask(theta, columns, rho, |placed, theta| {
            Ok(placed.gradient_along_rho(j as usize, theta, &mut out, &ALONE)?)
        })
    }

    /// ln ∫ exp(−λP), and out = its gradient in ρ; without a size for the smallest block.
    #[napi(catch_unwind)]
    pub fn log_normalizer(
        &self,
        rho: &[f64],
        rows: Option<u32>,
        columns: Option<u32>,
        mut out: Out<'_>,
    ) -> napi::Result<f64> {
        enter(|| {
            let size = rows.zip(columns).map(|(rows, columns)| (rows as usize, columns as usize));
            let (value, gradient) = self.term.at(rho)?.log_normalizer(size)?;
            fill(&mut out, &gradient)?;
            Ok(value)
        })
    }
}

impl NativeTerm {
    fn ask<T>(
        &self,
        theta: &[f64],
        columns: i64,
        rho: &[f64],
        question: impl FnOnce(&PlacedTerm<'_>, Block<'_>) -> Result<T, Failure>,
    ) -> napi::Result<T> {
        enter(|| question(&self.term.at(rho)?, block(theta, columns)?))
    }

    fn ask_local<T>(
        &self,
        theta: &[f64],
        columns: i64,
        rho: &[f64],
        question: impl FnOnce(&LocalTerm) -> Result<T, Failure>,
    ) -> napi::Result<T> {
        self.ask(theta, columns, rho, |placed, theta| question(&placed.at(theta, &ALONE)?))
    }
}

/// Refuses a schedule whose numbers are outside their domains.
#[napi(catch_unwind)]
pub fn check_schedule(json: String) -> napi::Result<()> {
    enter(|| {
        let schedule: Schedule = serde_json::from_str(&json).map_err(|error| Failure::unreadable("json", &error))?;
        Ok(schedule.check()?)
    })
}

fn fill(out: &mut [f64], values: &[f64]) -> Result<(), Failure> {
    length("out", out.len(), values.len())?;
    out.copy_from_slice(values);
    Ok(())
}
