//! Minimisation of an objective with penalties: a quadratic one here or in the background, any other by questions and answers.

use napi::Env;
use napi::bindgen_prelude::{Float64Array, Int32Array, Object};
use napi_derive::napi;
use penlik::check::{CheckError, Code, finite};
use penlik::inner::Control;
use penlik::inner::composite::{
    Method, ProximalGradient, QuadraticFit, Settings, Solution, Status, Term, Terms, solve, solve_many,
};
use penlik::linalg::Workers;
use penlik::model::Progress;
use penlik::penalties::{AnyPenalty, PenaltySpec};
use serde_json::{Map, Value};

use crate::arrays::{Numbers, Out, view};
use crate::cancel::CancelToken;
use crate::errors::{Failure, enter};
use crate::progress::{Listener, ProgressEvent, tell};
use crate::runtime::{Cancellation, Jobs};
use crate::tables::count;

/// A penalty on a block of entries.
#[napi(object, object_to_js = false)]
pub struct MinimizeTerm {
    /// JSON of its specification.
    pub penalty: String,
    /// The entries; all of them when absent.
    pub columns: Option<Int32Array>,
    /// Entries in a row of the block; one row when absent.
    pub cols: Option<i64>,
}

/// When and how.
#[napi(object, object_to_js = false)]
pub struct MinimizeSettings {
    /// The relative residual to stop at.
    pub tolerance: f64,
    /// Iterations at most.
    pub max_iterations: i64,
    /// automatic, proximalGradient or proximalNewton.
    pub method: String,
    /// Threads; 0 for one a processor.
    pub threads: i64,
}

/// ½ Σ w (Ax − b)², or ½xᵀQx − cᵀx with Q as the matrix and c as b; with `columns`, b is a row-major matrix of so many.
#[napi(object, object_to_js = false)]
pub struct MinimizeRequest {
    /// Row-major, rows × cols.
    pub matrix: Float64Array,
    /// n.
    pub rows: i64,
    /// p.
    pub cols: i64,
    /// The right-hand side.
    pub b: Float64Array,
    /// The number of right-hand sides, where there are many.
    pub columns: Option<i64>,
    /// Whether it is Q and c.
    pub normal: bool,
    /// One for each row.
    pub weights: Option<Float64Array>,
    /// Where to begin.
    pub start: Option<Float64Array>,
    /// The penalties.
    pub terms: Vec<MinimizeTerm>,
    /// When and how.
    pub settings: MinimizeSettings,
}

/// The ends of one minimisation, or of many: everything but x has an entry for each.
#[napi(object, object_from_js = false)]
pub struct NativeMinima {
    /// One solution after the other.
    pub x: Float64Array,
    /// f(x)
    pub fit: Float64Array,
    /// P_j(x), the terms of one solution after those of the other.
    pub penalties: Float64Array,
    /// Relative residuals.
    pub residual: Float64Array,
    /// Duality gaps; NaN where there is none.
    pub gap: Float64Array,
    /// Iterations.
    pub iterations: Vec<u32>,
    /// How each ended.
    pub status: Vec<&'static str>,
    /// The same in a sentence.
    pub message: Vec<&'static str>,
    /// What was done.
    pub method: Vec<&'static str>,
}

struct Job {
    matrix: Numbers,
    rows: usize,
    cols: usize,
    b: Numbers,
    columns: Option<usize>,
    normal: bool,
    weights: Option<Numbers>,
    start: Option<Numbers>,
    terms: Terms<'static>,
    settings: Settings,
    threads: usize,
}

impl Job {
    fn keep(request: MinimizeRequest, owned: bool) -> Result<Self, Failure> {
        let cols = count("A.cols", request.cols)?;
        Ok(Self {
            rows: count("A.rows", request.rows)?,
            cols,
            columns: request.columns.map(|columns| count("B.cols", columns)).transpose()?,
            matrix: Numbers::keep(request.matrix, owned),
            b: Numbers::keep(request.b, owned),
            normal: request.normal,
            weights: request.weights.map(|array| Numbers::keep(array, owned)),
            start: request.start.map(|array| Numbers::keep(array, owned)),
            terms: terms(cols, request.terms)?,
            settings: settings(&request.settings)?,
            threads: count("threads", request.settings.threads)?,
        })
    }

    fn run(&self, control: &Control<'_>) -> Result<Vec<Solution>, Failure> {
        let workers = Workers::new(self.threads);
        let (b, weights) = (self.b.as_slice(), self.weights.as_ref().map(Numbers::as_slice));
        let matrix = view(if self.normal { "Q" } else { "A" }, self.matrix.as_slice(), self.rows, self.cols)?;
        if let Some(columns) = self.columns {
            let b = view("B", b, self.rows, columns)?;
            return Ok(solve_many(matrix, b, weights, &self.terms, self.settings, control, &workers)?);
        }
        let fit = match self.normal {
            true => QuadraticFit::normal(matrix, b, &workers)?,
            false => QuadraticFit::rows(matrix, b, weights, &workers)?,
        };
        let start = self.start.as_ref().map(Numbers::as_slice);
        Ok(vec![solve(&fit, &self.terms, start, self.settings, control)?])
    }
}

/// Minimises on JavaScript's thread; reads every array in place.
#[napi(catch_unwind)]
pub fn minimize_quadratic_sync(request: MinimizeRequest) -> napi::Result<NativeMinima> {
    enter(|| {
        let job = Job::keep(request, true)?;
        let solutions = job.run(&Control::none())?;
        Ok(minima(solutions, job.terms.convex()))
    })
}

/// Minimises on a background thread, from copies of the arrays.
#[napi(catch_unwind, ts_return_type = "Promise<NativeMinima>")]
pub fn minimize_quadratic<'env>(
    env: &'env Env,
    request: MinimizeRequest,
    token: Option<&CancelToken>,
    progress: Option<Listener>,
) -> napi::Result<Object<'env>> {
    enter(|| {
        let job = Job::keep(request, false)?;
        let work = move |cancellation: &Cancellation| {
            let cancelled = || cancellation.requested();
            let progress = |at: &Progress| tell(progress.as_ref(), at.into());
            let solutions = job.run(&Control { cancelled: &cancelled, progress: &progress })?;
            if cancellation.requested() { Err(Failure::aborted()) } else { Ok((solutions, job.terms.convex())) }
        };
        let finish = |_, (solutions, convex)| Ok(minima(solutions, convex));
        Jobs::of(env)?.promise(env, CancelToken::flag_of(token), work, finish)
    })
}

/// A minimisation whose objective lives in JavaScript: it says where it wants to know the objective, and is told.
#[napi]
pub struct NativeSearch {
    terms: Terms<'static>,
    method: Option<ProximalGradient>,
    status: Option<Status>,
}

#[napi]
impl NativeSearch {
    /// Ready to ask for its first point, the start.
    #[napi(constructor, catch_unwind)]
    pub fn new(start: &[f64], terms: Vec<MinimizeTerm>, settings: MinimizeSettings) -> napi::Result<Self> {
        enter(|| {
            let terms = self::terms(start.len(), terms)?;
            let method = ProximalGradient::new(terms.dimension(), start, self::settings(&settings)?)?;
            Ok(Self { terms, method: Some(method), status: None })
        })
    }

    /// out = where the objective is wanted.
    #[napi(catch_unwind)]
    pub fn point(&self, mut out: Out<'_>) -> napi::Result<()> {
        enter(|| {
            let point = self.method()?.point();
            penlik::check::length("x", out.len(), point.len())?;
            out.copy_from_slice(point);
            Ok(())
        })
    }

    /// Takes the value and the gradient there; says whether that was the end.
    #[napi(catch_unwind)]
    pub fn tell(&mut self, value: f64, gradient: &[f64]) -> napi::Result<bool> {
        enter(|| {
            if value.is_nan() || value == f64::NEG_INFINITY {
                let expected = "a finite number, or Infinity outside the objective's domain";
                let value = if value.is_nan() { "NaN" } else { "-Infinity" };
                return Err(CheckError::new(Code::NonFinite, "the value of the objective", value, expected).into());
            }
            if value.is_finite() {
                finite("the gradient of the objective", gradient)?;
            }
            let method = self.method.as_mut().ok_or_else(over)?;
            self.status = method.tell(&self.terms, value, gradient, &ALONE)?;
            Ok(self.status.is_some())
        })
    }

    /// How it stands.
    #[napi(catch_unwind)]
    pub fn progress(&self) -> napi::Result<ProgressEvent> {
        enter(|| Ok((&self.method()?.progress()).into()))
    }

    /// The end, wherever it stands.
    #[napi(catch_unwind)]
    pub fn finish(&mut self) -> napi::Result<NativeMinima> {
        enter(|| {
            let status = self.status.unwrap_or(Status::Stopped);
            let method = self.method.take().ok_or_else(over)?;
            Ok(minima(vec![method.finish(status)], self.terms.convex()))
        })
    }

    fn method(&self) -> Result<&ProximalGradient, Failure> {
        self.method.as_ref().ok_or_else(over)
    }
}

/// A search works on JavaScript's thread alone.
static ALONE: Workers = Workers::sequential();

fn over() -> Failure {
    Failure::new(Code::Internal, "a search was asked after its end")
}

fn terms(dimension: usize, requests: Vec<MinimizeTerm>) -> Result<Terms<'static>, Failure> {
    let one = |(j, request): (usize, MinimizeTerm)| {
        let spec: Map<String, Value> =
            serde_json::from_str(&request.penalty).map_err(|error| Failure::unreadable("terms", &error))?;
        let mut term = Term::new(&AnyPenalty::new(PenaltySpec::try_from(spec)?)?);
        if let Some(columns) = request.columns {
            let name = format!("terms[{j}].columns");
            let columns = columns.iter().map(|&column| count(&name, i64::from(column)));
            term = term.on(columns.collect::<Result<_, _>>()?);
        }
        if let Some(cols) = request.cols {
            term = term.in_rows_of(count(&format!("terms[{j}].cols"), cols)?);
        }
        Ok(term)
    };
    let terms = requests.into_iter().enumerate().map(one).collect::<Result<Vec<_>, Failure>>()?;
    Ok(Terms::new(dimension, terms)?)
}

fn settings(request: &MinimizeSettings) -> Result<Settings, Failure> {
    let method: Method = serde_json::from_value(Value::String(request.method.clone()))
        .map_err(|error| Failure::unreadable("method", &error))?;
    Ok(Settings { tolerance: request.tolerance, iterations: count("maxIterations", request.max_iterations)?, method })
}

fn minima(solutions: Vec<Solution>, convex: bool) -> NativeMinima {
    let numbers = |value: &dyn Fn(&Solution) -> f64| Float64Array::new(solutions.iter().map(value).collect());
    NativeMinima {
        fit: numbers(&|s| s.fit),
        residual: numbers(&|s| s.residual),
        gap: numbers(&|s| s.gap.unwrap_or(f64::NAN)),
        penalties: Float64Array::new(solutions.iter().flat_map(|s| s.penalties.iter().copied()).collect()),
        iterations: solutions.iter().map(|s| u32::try_from(s.iterations).unwrap_or(u32::MAX)).collect(),
        status: solutions.iter().map(|s| status(s.status)).collect(),
        message: solutions.iter().map(|s| s.status.message(convex)).collect(),
        method: solutions.iter().map(|s| method(s.method)).collect(),
        x: Float64Array::new(solutions.into_iter().flat_map(|s| s.x).collect()),
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Converged => "converged",
        Status::IterationLimit => "iterationLimit",
        Status::Stalled => "stalled",
        Status::NotFinite => "notFinite",
        Status::Stopped => "stopped",
    }
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Automatic => "automatic",
        Method::ProximalGradient => "proximalGradient",
        Method::ProximalNewton => "proximalNewton",
    }
}
