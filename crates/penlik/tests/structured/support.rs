//! Cases, and what all properties need.

use ndarray::Array2;
use penlik::curvature::Curvature;
use penlik::linalg::Workers;
use penlik::penalties::{AnyPenalty, Block, CATALOG, Capability, Domain, Entry, PenaltySpec, Structure};
use penlik_testkit::naive::{self, Question};
use penlik_testkit::{DoubleDouble, Dual, Random, Scalar};
use serde_json::{Map, Value, json};

use crate::instances::{instance, settle};

pub type D1 = Dual<DoubleDouble>;
pub type D2 = Dual<D1>;

/// A shape parameter: its name, and its place where it is an array.
pub type Shape = (&'static str, usize);

/// A kind with random parameters and a random point.
#[derive(Clone)]
pub struct Case {
    pub entry: &'static Entry,
    pub spec: Map<String, Value>,
    pub penalty: AnyPenalty,
    pub theta: Vec<f64>,
    pub columns: usize,
    pub random: Random,
}

impl Case {
    pub fn new(entry: &'static Entry, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let instance = instance(entry, &mut random);
        let mut theta = random.vector(instance.rows * instance.columns, -1.5, 0.7);
        settle(entry.kind, &mut theta, &mut random);
        let penalty = build(&instance.spec).unwrap_or_else(|error| panic!("{}: {error}", entry.kind));
        Self { entry, spec: instance.spec, penalty, theta, columns: instance.columns, random }
    }

    pub fn block(&self) -> Block<'_> {
        self.point(&self.theta)
    }

    pub fn point<'a>(&self, theta: &'a [f64]) -> Block<'a> {
        Block::new(theta, self.columns).unwrap()
    }

    pub fn can(&self, capability: Capability) -> bool {
        self.entry.capabilities.contains(&capability)
    }

    pub fn strength(&self) -> f64 {
        self.spec["strength"].as_f64().unwrap()
    }

    /// The naive case with all parameters changed by the relative error that is promised.
    fn nudged(&self, random: &mut Random) -> Self {
        let mut nudged = self.clone();
        // The strength is a factor, by which nothing cancels.
        let others = nudged.spec.iter_mut().filter(|(name, _)| *name != "strength" && *name != "labels");
        others.for_each(|(_, value)| nudge(value, random));
        nudged
    }

    /// The shape parameters, those that are arrays entry by entry.
    pub fn shapes(&self) -> Vec<Shape> {
        let each = |name: &&'static str| {
            let count = self.spec[*name].as_array().map_or(1, Vec::len);
            let name = *name;
            (0..count).map(move |i| (name, i))
        };
        self.entry.shapes.iter().flat_map(each).collect()
    }

    /// λ·P by the naive value. Where a shape parameter is given, the logarithm of it is the outermost variable.
    pub fn naive<S: Shapely>(&self, theta: &[S], shape: Option<&Shape>) -> S {
        let lift = |name: &str, i: usize, x: f64| {
            if shape.is_some_and(|shape| shape.0 == name && shape.1 == i) { S::own_slope(x) } else { S::of(x) }
        };
        let number = |name: &str| lift(name, 0, number(&self.spec[name]));
        let numbers = |name: &str| {
            let mut flattened = Vec::new();
            flatten(&self.spec[name], &mut flattened);
            flattened.into_iter().enumerate().map(|(i, x)| lift(name, i, x)).collect()
        };
        let question = Question { theta, columns: self.columns, number: &number, numbers: &numbers, spec: &self.spec };
        let value = naive::value(self.entry.kind, &question);
        let value = value.expect("every kind has a naive value in the test kit");
        // A domain stays what it is, whatever the strength.
        if value.to_f64() == f64::INFINITY { value } else { S::of(self.strength()) * value }
    }
}

/// A scalar in which a parameter can be the outermost variable, by its logarithm.
pub trait Shapely: Scalar {
    /// d/d log s = s·d/ds: the parameter is its own slope.
    fn own_slope(x: f64) -> Self;
}

impl Shapely for DoubleDouble {
    fn own_slope(x: f64) -> Self {
        Self::of(x)
    }
}

impl<S: Scalar> Shapely for Dual<S> {
    fn own_slope(x: f64) -> Self {
        Self::new(S::of(x), S::of(x))
    }
}

/// A number; for true and false 1 and 0.
fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| f64::from(u8::from(value.as_bool().unwrap())))
}

fn flatten(value: &Value, out: &mut Vec<f64>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| flatten(value, out)),
        Value::Object(matrix) => flatten(&matrix["data"], out),
        number => out.push(number.as_f64().unwrap()),
    }
}

pub fn build(spec: &Map<String, Value>) -> Result<AnyPenalty, String> {
    AnyPenalty::new(read(spec)?).map_err(|e| e.to_string())
}

pub fn read(spec: &Map<String, Value>) -> Result<PenaltySpec, String> {
    serde_json::from_value(Value::Object(spec.clone())).map_err(|e| e.to_string())
}

/// The penalty and the point that the catalog gives as an example.
pub fn example(entry: &Entry) -> (AnyPenalty, Vec<f64>, usize) {
    let mut spec = Map::from_iter([("kind".to_owned(), json!(entry.kind))]);
    for parameter in entry.parameters.iter().filter(|p| !p.optional || p.example.is_some()) {
        let inside = match parameter.domain {
            Domain::AboveOne | Domain::AboveTwo => json!(3.7),
            Domain::Counting => json!(1),
            _ => json!(0.5),
        };
        spec.insert(parameter.name.to_owned(), parameter.example.map_or(inside, |example| example.value()));
    }
    let point = entry.point.value();
    let rows = point.as_array().unwrap();
    let columns = rows.first().and_then(Value::as_array).map_or(rows.len(), Vec::len);
    let mut theta = Vec::new();
    flatten(&point, &mut theta);
    (build(&spec).unwrap_or_else(|error| panic!("{}: {error}", entry.kind)), theta, columns)
}

/// The kinds that are not tested in `conformance`.
pub fn structured() -> impl Iterator<Item = &'static Entry> {
    let plain = |entry: &Entry| {
        entry.parameters.iter().all(|p| ["number", "boolean"].contains(&p.sort) && p.domain != Domain::Counting)
    };
    CATALOG.iter().filter(move |entry| entry.properties.structure != Structure::Separable || !plain(entry))
}

/// Random points for each property: 1000, or as many as the environment asks for.
fn cases() -> u64 {
    std::env::var("PENLIK_CASES").map_or(1000, |n| n.parse().expect("PENLIK_CASES is a whole number"))
}

pub fn every_case(test: impl Fn(&mut Case)) {
    for entry in structured() {
        (0..cases()).for_each(|seed| test(&mut Case::new(entry, seed)));
    }
}

pub fn with(capability: Capability, test: impl Fn(&mut Case)) {
    every_case(|case| {
        if case.can(capability) {
            test(case);
        }
    });
}

/// Equal to 1e-13 of the largest entry, where a relative change of the point, or of the parameters, by 1e-13 counts too: near a
/// root, or where the formula is badly conditioned, nothing better can be asked for. `expected` is asked for a case and a point.
pub fn close(what: &str, case: &Case, found: &[f64], expected: &dyn Fn(&Case, &[f64]) -> Vec<f64>) {
    close_along(what, case, &[], 0.0, found, &|case, theta, _| expected(case, theta));
}

/// What a point and a direction give.
pub type Directed<'a> = dyn Fn(&Case, &[f64], &[f64]) -> Vec<f64> + 'a;

/// The same for what is linear in a direction v, where a relative change of v counts as one of the point does, and so do a few
/// roundings of terms of the given size.
pub fn close_along(what: &str, case: &Case, v: &[f64], terms: f64, found: &[f64], expected: &Directed<'_>) {
    let there = expected(case, &case.theta, v);
    let size = there.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    let off = |found: &[f64]| found.iter().zip(&there).fold(0.0_f64, |m, (a, b)| m.max((a - b).abs()));
    assert_eq!(found.len(), there.len());
    // Outside the domain of a penalty its value is infinite, and nothing near it.
    if there.iter().chain(found).all(|x| *x == f64::INFINITY) {
        return;
    }
    assert!(found.iter().all(|x| x.is_finite()), "{what} of {:?} at {:?}: {found:?}", case.penalty, case.theta);
    let (error, promised) = (off(found), PROMISE * size + 8.0 * f64::EPSILON * terms);
    if error <= promised {
        return;
    }
    let mut random = Random::new(1);
    // The parameters are only moved where moving the point is not enough: an entry of zero is not moved.
    let mut condition = |parameters: bool| {
        let moved = |_| {
            let (theta, v) = (case.near_point(&mut random), near(v, &mut random));
            let change =
                if parameters { expected(&case.nudged(&mut random), &theta, &v) } else { expected(case, &theta, &v) };
            off(&change)
        };
        // A set that a point is moved out of says nothing about rounding.
        (0..4).map(moved).filter(|change| change.is_finite()).fold(0.0, f64::max)
    };
    let enough = error <= promised + 2.0 * condition(false) || error <= promised + 2.0 * condition(true);
    assert!(enough, "{what} of {:?} at {:?}: {found:?}, not {there:?}", case.penalty, case.theta);
}

impl Case {
    /// A point that cannot be told from θ: entry by entry, or, where it acts through singular values, to their largest, which is
    /// all that a decomposition can promise.
    fn near_point(&self, random: &mut Random) -> Vec<f64> {
        if self.entry.properties.structure != Structure::Spectral {
            return near(&self.theta, random);
        }
        let size = self.theta.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
        self.theta.iter().map(|x| x + PROMISE * size * random.between(-1.0, 1.0)).collect()
    }
}

/// What is promised: agreement to this relative error.
const PROMISE: f64 = 1e-13;

fn near(x: &[f64], random: &mut Random) -> Vec<f64> {
    x.iter().map(|x| x * (1.0 + PROMISE * random.between(-1.0, 1.0))).collect()
}

/// Moves every number that is not a count.
fn nudge(value: &mut Value, random: &mut Random) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| nudge(value, random)),
        Value::Object(matrix) => matrix.values_mut().for_each(|value| nudge(value, random)),
        Value::Number(number) if number.is_f64() => {
            *value = json!(near(&[number.as_f64().unwrap()], random)[0]);
        }
        _ => {}
    }
}

/// The size that the terms of C·v may have.
pub fn terms(curvature: &Curvature, v: &[f64]) -> f64 {
    let largest = dense(curvature).iter().fold(0.0_f64, |m, c| m.max(c.abs()));
    largest * v.iter().map(|v| v.abs()).sum::<f64>()
}

pub fn alone() -> Workers {
    Workers::sequential()
}

pub fn dense(curvature: &Curvature) -> Array2<f64> {
    let n = curvature.dimension();
    let mut h = Array2::zeros((n, n));
    curvature.add_to(h.view_mut());
    h
}

pub fn flat(h: &Array2<f64>) -> &[f64] {
    h.as_slice().unwrap()
}
