//! Every kind of the catalog that is a sum of scalar kernels × every property that its capabilities promise.
//!
//! The list is the catalog itself: a kind that is added there is tested here, and fails until the test kit has its naive value.
//! Kinds of another structure, or with arrays for parameters, are tested in `structured`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use ndarray::Array2;
use penlik::check::{Explain, shown};
use penlik::curvature::Curvature;
use penlik::linalg::Workers;
use penlik::penalties::{AnyPenalty, Block, CATALOG, Capability, Domain, Entry, Penalty, PenaltySpec, Structure};
use penlik_testkit::{DoubleDouble, Dual, Random, Scalar, brute, checks, naive};
use serde_json::{Map, Value, json};

const PROMISE: f64 = 1e-13;

type D1 = Dual<DoubleDouble>;
type D2 = Dual<D1>;
type D3 = Dual<D2>;
type D4 = Dual<D3>;

/// A kind with random parameters and a random point.
#[derive(Clone)]
struct Case {
    entry: &'static Entry,
    spec: Map<String, Value>,
    penalty: AnyPenalty,
    theta: Vec<f64>,
    random: Random,
}

impl Case {
    fn new(entry: &'static Entry, seed: u64, decades: (f64, f64)) -> Self {
        let mut random = Random::new(seed);
        let mut spec = Map::from_iter([("kind".to_owned(), json!(entry.kind))]);
        for parameter in entry.parameters {
            spec.insert(parameter.name.to_owned(), inside(parameter.domain, &mut random));
        }
        let n = (seed % 12) as usize;
        let theta = random.vector(n, decades.0, decades.1);
        let penalty = build(&spec).unwrap();
        Self { entry, spec, penalty, theta, random }
    }

    fn can(&self, capability: Capability) -> bool {
        self.entry.capabilities.contains(&capability)
    }

    fn parameter(&self, name: &str) -> f64 {
        number(&self.spec[name])
    }

    /// The naive case with one parameter changed by the relative error that is promised.
    fn nudged(&self, name: &str) -> Self {
        let mut nudged = self.clone();
        nudged.spec.insert(name.to_owned(), json!(self.parameter(name) * (1.0 + PROMISE)));
        nudged
    }

    /// λ·P to thirty digits.
    fn exact(&self) -> f64 {
        let theta: Vec<DoubleDouble> = self.theta.iter().map(|&x| DoubleDouble::of(x)).collect();
        self.naive(&theta, &|_, p| DoubleDouble::of(p)).to_f64()
    }

    /// Whether an entry passes, on the way from θ to θ + h·v, a point where pieces of the formula meet.
    fn passes_a_joint(&self, v: &[f64], h: f64) -> bool {
        let joints = naive::separable::joints(self.entry.kind, &|name| self.parameter(name));
        let passes = |x: f64, y: f64, at: f64| x.min(y) <= at && at <= x.max(y);
        let both = |x: f64, y: f64, at: f64| passes(x, y, at) || passes(x, y, -at);
        self.theta.iter().zip(v).any(|(&x, v)| joints.iter().any(|&at| both(x, x + h * v, at)))
    }

    /// λ·P by the naive value; `shape` is differentiated in, by its logarithm, through the slope that `lift` gives it.
    fn naive<S: Scalar>(&self, theta: &[S], lift: &dyn Fn(&str, f64) -> S) -> S {
        let parameter = |name: &str| lift(name, self.parameter(name));
        let value = naive::separable::value(self.entry.kind, &parameter, theta);
        let value = value.expect("every kind has a naive value in the test kit");
        // A domain stays what it is, whatever the strength.
        if value.to_f64() == f64::INFINITY { value } else { S::of(self.parameter("strength")) * value }
    }

    /// f and its first four derivatives along entry i, on the naive value.
    fn along_entry(&self, i: usize) -> [f64; 5] {
        let mut theta: Vec<D4> = self.theta.iter().map(|&x| D4::of(x)).collect();
        let seed = DoubleDouble::of(self.theta[i]);
        theta[i] = Dual::variable(Dual::variable(Dual::variable(Dual::variable(seed))));
        let f = self.naive(&theta, &|_, p| D4::of(p));
        [
            f.value.value.value.value.to_f64(),
            f.slope.value.value.value.to_f64(),
            f.slope.slope.value.value.to_f64(),
            f.slope.slope.slope.value.to_f64(),
            f.slope.slope.slope.slope.to_f64(),
        ]
    }

    /// ∂/∂ log s of f and of its first three derivatives along entry i.
    fn along_shape(&self, shape: &str, i: usize) -> [f64; 4] {
        let constant = |x: f64| Dual::<D3>::of(x);
        let mut theta: Vec<Dual<D3>> = self.theta.iter().map(|&x| constant(x)).collect();
        let seed = DoubleDouble::of(self.theta[i]);
        theta[i] = Dual::constant(Dual::variable(Dual::variable(Dual::variable(seed))));
        // d/d log s = s·d/ds: the parameter is its own slope.
        let lift = |name: &str, p: f64| if name == shape { Dual::new(D3::of(p), D3::of(p)) } else { constant(p) };
        let f = self.naive(&theta, &lift).slope;
        [
            f.value.value.value.to_f64(),
            f.slope.value.value.to_f64(),
            f.slope.slope.value.to_f64(),
            f.slope.slope.slope.to_f64(),
        ]
    }
}

fn build(spec: &Map<String, Value>) -> Result<AnyPenalty, String> {
    let spec: PenaltySpec = serde_json::from_value(Value::Object(spec.clone())).map_err(|e| e.to_string())?;
    AnyPenalty::new(spec).map_err(|e| e.to_string())
}

/// A number; for true and false 1 and 0.
fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| f64::from(u8::from(value.as_bool().unwrap())))
}

fn inside(domain: Domain, random: &mut Random) -> Value {
    json!(match domain {
        Domain::Either => return json!(random.uniform() < 0.5),
        Domain::Positive | Domain::NonNegative => random.decade(-3.0, 2.0),
        Domain::AboveOne => 1.0 + random.decade(-1.0, 1.0),
        Domain::AboveTwo => 2.0 + random.decade(-1.0, 1.0),
        other => panic!("{other:?} needs a sampler here"),
    })
}

fn outside(domain: Domain) -> Vec<f64> {
    match domain {
        Domain::Positive => vec![0.0, -1.0],
        Domain::NonNegative => vec![-1.0, -5e-324],
        Domain::Either => vec![],
        Domain::AboveOne => vec![1.0, -3.0],
        Domain::AboveTwo => vec![2.0, 1.5],
        other => panic!("{other:?} needs values outside here"),
    }
}

/// The kinds that are sums of scalar kernels whose parameters are numbers.
fn plain() -> impl Iterator<Item = &'static Entry> {
    let plain = |entry: &Entry| {
        entry.parameters.iter().all(|p| ["number", "boolean"].contains(&p.sort) && p.domain != Domain::Counting)
    };
    CATALOG.iter().filter(move |entry| entry.properties.structure == Structure::Separable && plain(entry))
}

/// Random points for each property: 1000, or as many as the environment asks for.
fn cases() -> u64 {
    std::env::var("PENLIK_CASES").map_or(1000, |n| n.parse().expect("PENLIK_CASES is a whole number"))
}

fn every_case(decades: (f64, f64), test: impl Fn(&mut Case)) {
    for entry in plain() {
        (0..cases()).for_each(|seed| test(&mut Case::new(entry, seed, decades)));
    }
}

fn with(capability: Capability, test: impl Fn(&mut Case)) {
    assert!(plain().any(|entry| entry.capabilities.contains(&capability)));
    every_case((-3.0, 3.0), |case| {
        if case.can(capability) {
            test(case);
        }
    });
}

/// Equal to 1e-13, where a relative change by 1e-13 of the point, or of a parameter, counts too: near a root nothing better can
/// be asked for. `condition` is the derivative in the logarithm of the point; `expected_of` gives what is expected of a case with
/// another parameter, and is only asked where the rest is not enough.
fn agree(what: &str, case: &Case, found: f64, expected: f64, condition: f64, expected_of: &dyn Fn(&Case) -> f64) {
    // Outside the domain of a penalty its value is infinite, and nothing near it.
    if found == f64::INFINITY && expected == f64::INFINITY {
        return;
    }
    let error = (found - expected).abs();
    let mut tolerance = PROMISE * (expected.abs() + condition.abs());
    if error > tolerance {
        let change = |name: &str| (expected_of(&case.nudged(name)) - expected).abs();
        // The strength is a factor, by which nothing cancels.
        let others = case.entry.parameters.iter().map(|parameter| parameter.name).filter(|&name| name != "strength");
        tolerance += others.map(change).sum::<f64>();
    }
    assert!(error <= tolerance, "{what} of {:?} at {:?}: {found:e}, not {expected:e}", case.penalty, case.theta);
}

/// A step that the prox allows.
fn step(case: &mut Case) -> f64 {
    let limit = case.penalty.prox().unwrap().step_limit();
    case.random.decade(-3.0, 1.0).min(limit * case.random.between(0.01, 0.99))
}

fn alone() -> Workers {
    Workers::sequential()
}

fn dense(curvature: &Curvature) -> Array2<f64> {
    let n = curvature.dimension();
    let mut h = Array2::zeros((n, n));
    curvature.add_to(h.view_mut());
    h
}

fn flat(h: &Array2<f64>) -> &[f64] {
    h.as_slice().unwrap()
}

#[test]
fn values_agree_with_thirty_digits() {
    every_case((-3.0, 3.0), |case| {
        let found = case.penalty.value(Block::row(&case.theta), &alone()).unwrap();
        agree("the value", case, found, case.exact(), 0.0, &Case::exact);
    });
}

#[test]
fn gradients_hessians_and_third_derivatives_agree_with_dual_numbers() {
    with(Capability::Smooth, |case| {
        let n = case.theta.len();
        let smooth = case.penalty.smooth().unwrap();
        let local = smooth.at(Block::row(&case.theta), &alone()).unwrap();
        let mut streamed = vec![f64::NAN; n];
        let value = smooth.value_gradient(Block::row(&case.theta), &mut streamed, &alone()).unwrap();
        assert_eq!(value, case.penalty.value(Block::row(&case.theta), &alone()).unwrap());
        assert_eq!((value, &streamed[..]), (local.value(), local.gradient()));
        let (mut diagonal, mut product) = (vec![0.0; n], vec![0.0; n]);
        local.hessian().diagonal(&mut diagonal);
        for i in 0..n {
            let unit: Vec<f64> = (0..n).map(|j| f64::from(u8::from(i == j))).collect();
            let (f, x) = (case.along_entry(i), case.theta[i]);
            let f_of = |order: usize| move |case: &Case| case.along_entry(i)[order];
            agree("the gradient", case, streamed[i], f[1], x * f[2], &f_of(1));
            local.hessian().apply(&unit, &mut product);
            agree("the Hessian", case, product[i], f[2], x * f[3], &f_of(2));
            assert_eq!(product[i], diagonal[i]);
            let mut along = vec![0.0; n];
            local.hessian_along(&unit).diagonal(&mut along);
            agree("the third derivative", case, along[i], f[3], x * f[4], &f_of(3));
        }
    });
}

#[test]
fn a_separable_kind_has_a_diagonal_hessian_and_others_a_symmetric_one() {
    with(Capability::Smooth, |case| {
        let local = case.penalty.smooth().unwrap().at(Block::row(&case.theta), &alone()).unwrap();
        let h = dense(local.hessian());
        assert_eq!(h, h.t());
        let separable = case.entry.properties.structure == Structure::Separable;
        assert_eq!(separable, case.entry.properties.separable);
        assert!(!separable || h.indexed_iter().all(|((i, j), &x)| i == j || x == 0.0));
    });
}

#[test]
fn taylor_rests_vanish_with_the_second_and_the_third_power() {
    with(Capability::Smooth, |case| {
        let n = case.theta.len();
        let v = case.random.vector(n, -1.0, 0.0);
        let smooth = case.penalty.smooth().unwrap();
        let local = smooth.at(Block::row(&case.theta), &alone()).unwrap();
        let mut hv = vec![0.0; n];
        local.hessian().apply(&v, &mut hv);
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let f = |h: f64| {
            let moved: Vec<f64> = case.theta.iter().zip(&v).map(|(x, v)| x + h * v).collect();
            case.penalty.value(Block::row(&moved), &alone()).unwrap()
        };
        let (slope, curvature) = (dot(local.gradient(), &v), dot(&hv, &v));
        // The order shows over several steps where the rest is above rounding and the next power is small beside it; a quadratic
        // has no rest. Where pieces of the formula meet there is no third derivative, so the way must not lead over such a point.
        let scale = case.entry.shapes.iter().map(|shape| case.parameter(shape)).fold(1.0, f64::min);
        let orders = |curvature: f64| -> Vec<f64> {
            let rest = |h: f64| (f(h) - f(0.0) - h * slope - 0.5 * h * h * curvature).abs();
            let above = |h: f64| rest(h) > 1e4 * f64::EPSILON * (f(0.0).abs() + f(h).abs());
            let steps =
                (0..8).map(|k| 0.1 * scale * 0.5_f64.powi(k)).filter(|&h| !case.passes_a_joint(&v, h) && above(h));
            steps.map(|h| checks::taylor_order(&f, slope, curvature, h)).collect()
        };
        let reaches = |orders: &[f64], p: f64| orders.len() < 4 || orders.iter().any(|&order| order > p - 0.2);
        let (second, third) = (orders(0.0), orders(curvature));
        assert!(reaches(&second, 2.0), "orders {second:?} of {:?}", case.penalty);
        assert!(reaches(&third, 3.0), "orders {third:?} of {:?}", case.penalty);
    });
}

#[test]
fn the_bound_is_above_the_hessian_and_above_zero_at_every_scale() {
    for decades in [(-3.0, 3.0), (-150.0, 150.0)] {
        every_case(decades, |case| {
            if !case.can(Capability::Smooth) {
                return;
            }
            let n = case.theta.len();
            let local = case.penalty.smooth().unwrap().at(Block::row(&case.theta), &alone());
            // A ridge overflows above 1e154, and says so.
            let Ok(local) = local else { return };
            let (h, b) = (dense(local.hessian()), dense(local.bound()));
            assert!(checks::dominates(flat(&b), flat(&h), n), "{:?} at {:?}", case.penalty, case.theta);
            assert!(checks::dominates(flat(&b), &vec![0.0; n * n], n));
            assert!(!case.entry.properties.convex || checks::dominates(flat(&h), &vec![0.0; n * n], n));
        });
    }
}

#[test]
fn a_kind_that_is_not_convex_has_a_point_that_shows_it() {
    for entry in plain().filter(|entry| entry.properties.smooth && !entry.properties.convex) {
        let negative = |seed| {
            let case = Case::new(entry, seed, (-3.0, 3.0));
            let local = case.penalty.smooth().unwrap().at(Block::row(&case.theta), &alone()).unwrap();
            checks::smallest_eigenvalue(flat(&dense(local.hessian())), case.theta.len()) < 0.0
        };
        assert!((0..cases()).any(negative), "{}", entry.kind);
    }
}

#[test]
fn the_weights_make_a_quadratic_that_lies_above_everywhere() {
    with(Capability::Majorized, |case| {
        let n = case.theta.len();
        let mut w = vec![0.0; n];
        case.penalty.majorized().unwrap().mm_weights(Block::row(&case.theta), &mut w, &alone()).unwrap();
        let at = case.penalty.value(Block::row(&case.theta), &alone()).unwrap();
        let local = case.penalty.smooth().unwrap().at(Block::row(&case.theta), &alone()).unwrap();
        for ((w, x), gradient) in w.iter().zip(&case.theta).zip(local.gradient()) {
            assert!(*w >= 0.0);
            agree("weight times entry", case, w * x, *gradient, 0.0, &|_| *gradient);
        }
        for _ in 0..20 {
            let y = case.random.vector(n, -4.0, 4.0);
            let rise: f64 = (0..n).map(|i| 0.5 * w[i] * (y[i] * y[i] - case.theta[i] * case.theta[i])).sum();
            let size: f64 = (0..n).map(|i| w[i] * (y[i] * y[i] + case.theta[i] * case.theta[i])).sum();
            let there = case.penalty.value(Block::row(&y), &alone()).unwrap();
            let rounding = 1e-14 * (at + there + size);
            assert!(there <= at + rise + rounding, "{:?}: {:?} to {y:?}", case.penalty, case.theta);
        }
    });
}

#[test]
fn shape_derivatives_agree_with_dual_numbers() {
    with(Capability::Shaped, |case| {
        let (n, theta) = (case.theta.len(), Block::row(&case.theta));
        let shaped = case.penalty.shaped().unwrap();
        assert_eq!(shaped.shapes(), case.entry.shapes);
        let total = shaped.gradient_log_shape(theta, &alone()).unwrap();
        for (s, name) in case.entry.shapes.iter().enumerate() {
            let (mut gradient, mut diagonal) = (vec![0.0; n], vec![0.0; n]);
            shaped.gradient_along_log_shape(s, theta, &mut gradient, &alone()).unwrap();
            shaped.hessian_along_log_shape(s, theta, &alone()).unwrap().diagonal(&mut diagonal);
            for i in 0..n {
                let (f, x) = (case.along_shape(name, i), case.theta[i]);
                let f_of = |order: usize| move |case: &Case| case.along_shape(name, i)[order];
                agree("∂P/∂log shape", case, total[s], f[0], 0.0, &f_of(0));
                agree("∂∇P/∂log shape", case, gradient[i], f[1], x * f[2], &f_of(1));
                agree("∂∇²P/∂log shape", case, diagonal[i], f[2], x * f[3], &f_of(2));
            }
        }
    });
    for entry in plain().filter(|entry| !entry.capabilities.contains(&Capability::Shaped)) {
        assert!(entry.shapes.is_empty());
    }
}

#[test]
fn a_kind_with_majorizer_weights_is_even_to_the_bit() {
    with(Capability::Majorized, |case| {
        let mirrored: Vec<f64> = case.theta.iter().map(|x| -x).collect();
        let smooth = case.penalty.smooth().unwrap();
        let (here, there) = (
            smooth.at(Block::row(&case.theta), &alone()).unwrap(),
            smooth.at(Block::row(&mirrored), &alone()).unwrap(),
        );
        assert_eq!(here.value().to_bits(), there.value().to_bits());
        assert!(here.gradient().iter().zip(there.gradient()).all(|(a, b)| *a == -b));
        assert_eq!(dense(here.hessian()), dense(there.hessian()));
    });
}

#[test]
fn the_order_of_entries_moves_a_separable_value_by_rounding_only_and_repetition_is_weight() {
    every_case((-3.0, 3.0), |case| {
        let value = |theta: &[f64]| case.penalty.value(Block::row(theta), &alone()).unwrap();
        let reversed: Vec<f64> = case.theta.iter().rev().copied().collect();
        let once = value(&case.theta);
        agree("the reversed value", case, value(&reversed), once, 0.0, &|_| once);
        let thrice = case.theta.repeat(3);
        agree("the tripled value", case, value(&thrice), 3.0 * once, 0.0, &|_| 3.0 * once);
    });
}

#[test]
fn strength_multiplies_everything() {
    every_case((-3.0, 3.0), |case| {
        let mut spec = case.spec.clone();
        spec.insert("strength".to_owned(), json!(2.0 * case.parameter("strength")));
        let (one, two) = (&case.penalty, build(&spec).unwrap());
        let theta = Block::row(&case.theta);
        assert_eq!(two.value(theta, &alone()).unwrap(), 2.0 * one.value(theta, &alone()).unwrap());
        if let (Ok(one), Ok(two)) = (one.smooth(), two.smooth()) {
            let (one, two) = (one.at(theta, &alone()).unwrap(), two.at(theta, &alone()).unwrap());
            assert!(one.gradient().iter().zip(two.gradient()).all(|(a, b)| 2.0 * a == *b));
            assert_eq!(2.0 * dense(one.bound()), dense(two.bound()));
        }
        spec.insert("strength".to_owned(), json!(0.0));
        let outside = one.value(theta, &alone()).unwrap() == f64::INFINITY;
        let nothing = if outside { f64::INFINITY } else { 0.0 };
        assert_eq!(build(&spec).unwrap().value(theta, &alone()).unwrap(), nothing);
    });
}

#[test]
fn a_parameter_outside_its_domain_is_refused_by_name_and_expectation() {
    for entry in plain() {
        let spec = Case::new(entry, 1, (-3.0, 3.0)).spec;
        for parameter in entry.parameters {
            let words = json!(parameter.domain);
            for bad in outside(parameter.domain) {
                let mut spec = spec.clone();
                spec.insert(parameter.name.to_owned(), json!(bad));
                let error = build(&spec).unwrap_err();
                assert_eq!(
                    error,
                    format!("{} is {}; expected {}", parameter.name, shown(bad), words.as_str().unwrap())
                );
            }
            let mut missing = spec.clone();
            missing.remove(parameter.name);
            assert_eq!(build(&missing).is_ok(), parameter.default.is_some());
        }
        let mut foreign = spec.clone();
        foreign.insert("colour".to_owned(), json!(1));
        assert!(build(&foreign).unwrap_err().starts_with("colour is given; expected no parameter of this name"));
    }
}

#[test]
fn a_specification_survives_json_to_the_bit() {
    every_case((-3.0, 3.0), |case| {
        let text = serde_json::to_string(case.penalty.spec()).unwrap();
        let back: PenaltySpec = serde_json::from_str(&text).unwrap();
        assert_eq!(&back, case.penalty.spec());
        assert_eq!(serde_json::to_string(&back).unwrap(), text);
        let object: Map<String, Value> = serde_json::from_str(&text).unwrap();
        assert_eq!(object, case.spec);
    });
}

#[test]
fn a_point_that_is_not_finite_is_refused_with_its_index_by_every_question() {
    every_case((-3.0, 3.0), |case| {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let n = case.theta.len() + 1;
            let mut theta = case.theta.clone();
            theta.push(bad);
            let (theta, out, workers) = (Block::row(&theta), &mut vec![0.0; n][..], &alone());
            let mut errors = vec![case.penalty.value(theta, workers).unwrap_err()];
            if let Ok(smooth) = case.penalty.smooth() {
                errors.push(smooth.value_gradient(theta, out, workers).unwrap_err());
                errors.extend(smooth.at(theta, workers).err());
            }
            if let Ok(majorized) = case.penalty.majorized() {
                // A weight of a ridge is finite wherever it stands; θ is not.
                errors.push(majorized.mm_weights(theta, out, workers).unwrap_err());
            }
            if let Ok(shaped) = case.penalty.shaped() {
                errors.push(shaped.gradient_log_shape(theta, workers).unwrap_err());
            }
            if let Ok(prox) = case.penalty.prox() {
                errors.push(prox.prox(theta, 1e-6, out, workers).unwrap_err());
                let mut place = theta.values().to_vec();
                errors.push(prox.prox_in_place(&mut place, n, 1e-6, workers).unwrap_err());
                assert_eq!(place[..n - 1], theta.values()[..n - 1]);
            }
            if let Ok(prox) = case.penalty.diagonal_prox() {
                errors.push(prox.prox_diagonal(theta, &vec![1e-6; n], out, workers).unwrap_err());
            }
            for error in errors {
                assert_eq!((error.code().name(), error.argument().as_str()), ("ERR_NON_FINITE", "theta"));
                assert_eq!(error.value(), format!("{} at index {} (1 in all)", shown(bad), n - 1));
            }
        }
    });
}

#[test]
fn what_a_kind_lacks_is_refused_by_its_name() {
    for entry in plain() {
        let penalty = Case::new(entry, 1, (-3.0, 3.0)).penalty;
        let lacking = [
            (Capability::Smooth, penalty.smooth().err()),
            (Capability::Majorized, penalty.majorized().err()),
            (Capability::Shaped, penalty.shaped().err()),
            (Capability::Prox, penalty.prox().err()),
            (Capability::DiagonalProx, penalty.diagonal_prox().err()),
            (Capability::Normalized, penalty.normalized().err()),
        ];
        for (capability, error) in lacking {
            assert_eq!(error.is_none(), entry.capabilities.contains(&capability));
            assert!(error.is_none_or(|error| error.to_string().starts_with(entry.kind)));
        }
        assert_eq!(entry.properties.has_prox, penalty.prox().is_ok());
        assert_eq!(entry.properties.has_bound, penalty.smooth().is_ok());
        assert_eq!(entry.properties.has_normalizer, penalty.normalized().is_ok());
    }
}

#[test]
fn the_prox_is_the_minimiser_found_by_search() {
    with(Capability::Prox, |case| {
        assert_eq!(
            case.entry.properties.structure,
            Structure::Separable,
            "other structures need a search of their own"
        );
        let t = step(case);
        let value = |z: f64| case.penalty.value(Block::row(&[z]), &alone()).unwrap();
        for &x in &case.theta {
            let mut z = [f64::NAN];
            case.penalty.prox().unwrap().prox(Block::row(&[x]), t, &mut z, &alone()).unwrap();
            let objective = t * value(z[0]) + 0.5 * (z[0] - x) * (z[0] - x);
            let best = brute::prox_objective(&value, x, t);
            assert!(objective <= best + 1e-12 * (best.abs() + x * x), "{:?} at {x}, step {t}", case.penalty);
        }
    });
}

#[test]
fn the_prox_returns_its_value_works_in_place_and_is_the_identity_at_step_zero() {
    with(Capability::Prox, |case| {
        let t = step(case);
        let (n, theta, prox) = (case.theta.len(), Block::row(&case.theta), case.penalty.prox().unwrap());
        let (mut out, mut place) = (vec![f64::NAN; n], case.theta.clone());
        let value = prox.prox(theta, t, &mut out, &alone()).unwrap();
        assert_eq!(value, case.penalty.value(Block::row(&out), &alone()).unwrap());
        assert_eq!(prox.prox_in_place(&mut place, n, t, &alone()).unwrap(), value);
        assert_eq!(place, out);
        prox.prox(theta, 0.0, &mut out, &alone()).unwrap();
        assert_eq!(out, case.theta);
        let limit = prox.step_limit();
        for bad in [-1.0, f64::NAN, limit, limit * 1.5] {
            assert_eq!(prox.prox(theta, bad, &mut out, &alone()).unwrap_err().argument(), "step");
        }
    });
}

#[test]
fn a_step_for_every_entry_moves_each_as_its_step_alone_would() {
    with(Capability::DiagonalProx, |case| {
        let steps: Vec<f64> = (0..case.theta.len()).map(|i| if i == 1 { 0.0 } else { step(case) }).collect();
        let (prox, n) = (case.penalty.diagonal_prox().unwrap(), steps.len());
        let mut out = vec![f64::NAN; n];
        let value = prox.prox_diagonal(Block::row(&case.theta), &steps, &mut out, &alone()).unwrap();
        assert_eq!(value, case.penalty.value(Block::row(&out), &alone()).unwrap());
        for i in 0..n {
            let mut one = [f64::NAN];
            prox.prox(Block::row(&case.theta[i..=i]), steps[i], &mut one, &alone()).unwrap();
            assert_eq!(one[0].to_bits(), out[i].to_bits());
        }
        let mut refused = |steps: &[f64]| {
            prox.prox_diagonal(Block::row(&case.theta), steps, &mut out, &alone()).unwrap_err().argument()
        };
        assert_eq!(refused(&vec![1e-6; n + 1]), "steps");
        for bad in [-1.0, f64::NAN, prox.step_limit()] {
            let mut steps = steps.clone();
            if let Some(last) = steps.last_mut() {
                *last = bad;
                assert_eq!(refused(&steps), "steps");
            }
        }
    });
}

#[test]
fn zeros_of_a_prox_are_positive() {
    with(Capability::Prox, |case| {
        let theta = [-0.0, 0.0, -1e-320, 1e-320, -1.0, 1.0];
        let limit = case.penalty.prox().unwrap().step_limit();
        for t in [0.0, 1.0, 1e6, f64::MAX].map(|t: f64| t.min(0.99 * limit)) {
            let mut out = [f64::NAN; 6];
            case.penalty.prox().unwrap().prox(Block::row(&theta), t, &mut out, &alone()).unwrap();
            assert!(out.iter().all(|z| *z != 0.0 || z.is_sign_positive()), "{:?}: {out:?}", case.penalty);
        }
    });
}

#[test]
fn the_prox_of_a_convex_kind_is_firmly_nonexpansive() {
    with(Capability::Prox, |case| {
        if !case.entry.properties.convex {
            return;
        }
        let n = case.theta.len();
        let (t, other) = (step(case), case.random.vector(n, -3.0, 3.0));
        let prox = |theta: &[f64]| {
            let mut out = vec![0.0; n];
            case.penalty.prox().unwrap().prox(Block::row(theta), t, &mut out, &alone()).unwrap();
            out
        };
        let (p, q) = (prox(&case.theta), prox(&other));
        let moved: f64 = (0..n).map(|i| (p[i] - q[i]).powi(2)).sum();
        let along: f64 = (0..n).map(|i| (p[i] - q[i]) * (case.theta[i] - other[i])).sum();
        assert!(moved <= along * (1.0 + 1e-14), "{:?}", case.penalty);
    });
}

/// Moreau: θ = prox_{tP}(θ) + t·p, where p = prox_{P*/t}(θ/t) is the one point at which P(z) + P*(p) = ⟨z, p⟩ for z = prox_{tP}(θ).
/// So ⟨y, p⟩ − P(y), whose supremum P*(p) is, must be largest at z.
#[test]
fn what_the_prox_of_a_convex_kind_takes_away_is_a_subgradient_at_what_it_leaves() {
    with(Capability::Prox, |case| {
        if !case.entry.properties.convex {
            return;
        }
        let (n, t) = (case.theta.len(), step(case));
        let mut z = vec![0.0; n];
        let value = case.penalty.prox().unwrap().prox(Block::row(&case.theta), t, &mut z, &alone()).unwrap();
        let p: Vec<f64> = case.theta.iter().zip(&z).map(|(x, z)| (x - z) / t).collect();
        let dot = |y: &[f64]| y.iter().zip(&p).map(|(y, p)| y * p).sum::<f64>();
        for k in 0..40 {
            // Near and far, one entry at a time and all at once.
            let moved = case.random.vector(n, -6.0, 3.0);
            let apart = |(i, (z, m)): (usize, (&f64, &f64))| if k % 2 == 0 || i == k % n.max(1) { z + m } else { *z };
            let y: Vec<f64> = z.iter().zip(&moved).enumerate().map(apart).collect();
            let there = case.penalty.value(Block::row(&y), &alone()).unwrap();
            // θ − z has lost what is below an ulp of θ.
            let lost: f64 = (0..n).map(|i| case.theta[i].abs() / t * (y[i] - z[i]).abs()).sum();
            let rounding = 1e-14 * (value.abs() + there.abs() + dot(&z).abs() + dot(&y).abs() + lost);
            assert!(dot(&y) - there <= dot(&z) - value + rounding, "{:?} at {:?}", case.penalty, case.theta);
        }
    });
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let n = 3 * penlik::kernels::stream::PARALLEL_FROM + 5;
    let theta = Random::new(7).vector(n, -6.0, 3.0);
    let bits = |x: &[f64]| x.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    for entry in plain() {
        let penalty = Case::new(entry, 3, (-3.0, 3.0)).penalty;
        let answers = |threads: usize| {
            let (workers, theta, mut out) = (Workers::new(threads), Block::row(&theta), vec![0.0; n]);
            let mut all = vec![penalty.value(theta, &workers).unwrap()];
            if let Ok(smooth) = penalty.smooth() {
                all.push(smooth.value_gradient(theta, &mut out, &workers).unwrap());
                all.extend_from_slice(&out);
                smooth.at(theta, &workers).unwrap().hessian().diagonal(&mut out);
                all.extend_from_slice(&out);
            }
            if let Ok(shaped) = penalty.shaped() {
                all.extend(shaped.gradient_log_shape(theta, &workers).unwrap());
            }
            if let Ok(prox) = penalty.prox() {
                all.push(prox.prox(theta, 1e-3, &mut out, &workers).unwrap());
                all.extend_from_slice(&out);
            }
            bits(&all)
        };
        let one = answers(1);
        for threads in [2, 3, 7] {
            assert!(answers(threads) == one, "{} with {threads} threads", entry.kind);
        }
    }
}
