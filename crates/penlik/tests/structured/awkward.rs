//! Every kind of the catalog × awkward points and parameters × every question: finite numbers or an error with a code, no panic.
//! Only what the catalog calls infinite elsewhere has an infinite value.

use std::panic::{AssertUnwindSafe, catch_unwind};

use penlik::check::{Code, Explain};
use penlik::curvature::Curvature;
use penlik::penalties::{AnyPenalty, Block, CATALOG, Domain, Entry, Penalty, PenaltyError};
use penlik_testkit::Random;
use serde_json::{Map, Value, json};

use crate::instances::instance;
use crate::support::{alone, build};

/// What a question gave, by the name of the question.
type Answers = Vec<(&'static str, Result<Vec<f64>, PenaltyError>)>;

fn patterns(n: usize, random: &mut Random) -> Vec<(&'static str, Vec<f64>)> {
    let fill = |f: &dyn Fn(usize) -> f64| (0..n).map(f).collect::<Vec<f64>>();
    let sign = |i: usize| if i.is_multiple_of(2) { 1.0 } else { -1.0 };
    vec![
        ("zeros", fill(&|_| 0.0)),
        ("negative zeros", fill(&|_| -0.0)),
        ("ones", fill(&|_| 1.0)),
        ("one entry", fill(&|i| f64::from(u8::from(i == n / 2)))),
        ("the smallest numbers", fill(&|i| 5e-324 * sign(i))),
        ("subnormal numbers", fill(&|i| 1e-310 * sign(i))),
        ("the smallest normal numbers", fill(&|i| f64::MIN_POSITIVE * sign(i))),
        ("1e-160", fill(&|i| 1e-160 * sign(i))),
        ("1e-75", fill(&|i| 1e-75 * sign(i + 1))),
        ("1e75", fill(&|i| 1e75 * sign(i))),
        ("1e160", fill(&|i| 1e160 * sign(i + 1))),
        ("1e300", fill(&|i| 1e300 * sign(i))),
        ("equal 1e300", fill(&|_| 1e300)),
        ("the largest numbers", fill(&|i| f64::MAX * sign(i))),
        ("equal largest numbers", fill(&|_| f64::MAX)),
        ("all sizes", random.vector(n, -320.0, 308.0)),
        ("far apart", fill(&|i| [1e300, 1e-300, 0.0][i % 3])),
    ]
}

/// Parameters as they are, and with each number as small and as large as it may be.
fn variants(entry: &Entry, spec: &Map<String, Value>) -> Vec<Map<String, Value>> {
    let mut all = vec![spec.clone()];
    for parameter in entry.parameters {
        let extremes: &[f64] = match parameter.domain {
            _ if parameter.sort != "number" || !spec.contains_key(parameter.name) => &[],
            // Products of two inverses of a matrix near the jitter overflow below it, before the diagonal shows it.
            Domain::Positive if parameter.name == "jitter" => &[1e-150, 1e150, 1e300],
            Domain::Positive => &[5e-324, 1e-300, 1e-150, 1e150, 1e300],
            Domain::NonNegative => &[0.0, 1e-300, 1e150, 1e300],
            Domain::AboveOne => &[1.0 + f64::EPSILON, 1e300],
            Domain::AboveTwo => &[2.0 + 2.0 * f64::EPSILON, 1e300],
            Domain::Finite => &[0.0, -1e300],
            _ => &[],
        };
        for value in extremes {
            let mut changed = spec.clone();
            changed.insert(parameter.name.to_owned(), json!(value));
            all.push(changed);
        }
    }
    all
}

fn questions(penalty: &AnyPenalty, theta: Block<'_>) -> Answers {
    let (n, workers) = (theta.values().len(), &alone());
    let mut all: Answers = vec![("value", penalty.value(theta, workers).map(|value| vec![value]))];
    let v: Vec<f64> = (0..n).map(|i| [1.0, -0.5, 0.25][i % 3]).collect();
    let into = |f: &dyn Fn(&mut [f64]) -> Result<f64, PenaltyError>| {
        let mut out = vec![f64::NAN; n];
        f(&mut out).map(|value| [out, vec![value]].concat())
    };
    if let Ok(smooth) = penalty.smooth() {
        all.push(("gradient", into(&|out| smooth.value_gradient(theta, out, workers))));
        match smooth.at(theta, workers) {
            Ok(local) => {
                all.push(("local value", Ok(vec![local.value()])));
                all.push(("local gradient", Ok(local.gradient().to_vec())));
                all.push(("Hessian", Ok(matrix(local.hessian(), &v))));
                all.push(("bound", Ok(matrix(local.bound(), &v))));
                // Beyond what is asked when a point is prepared: it may overflow, but not panic.
                let _ = matrix(&local.hessian_along(&v), &v);
            }
            Err(error) => all.push(("point", Err(error))),
        }
    }
    if let Ok(majorized) = penalty.majorized() {
        all.push(("weights", into(&|out| majorized.mm_weights(theta, out, workers).map(|()| 0.0))));
    }
    if let Ok(shaped) = penalty.shaped() {
        let total = shaped.gradient_log_shape(theta, workers);
        let count = total.as_ref().map_or(1, Vec::len);
        all.push(("shape slope", total));
        for s in 0..count {
            let along = into(&|out| shaped.gradient_along_log_shape(s, theta, out, workers).map(|()| 0.0));
            all.push(("shape gradient", along));
            let curvature = shaped.hessian_along_log_shape(s, theta, workers);
            all.push(("shape Hessian", curvature.map(|curvature| matrix(&curvature, &v))));
        }
    }
    if let Ok(map) = penalty.prox() {
        let limit = map.step_limit_for(theta);
        for step in [0.0, 5e-324, 1e-8, 1.0, 1e8, 1e300, f64::MAX] {
            let step = if step < limit { step } else { limit * 0.5 };
            let question = if step < 1e-300 { "prox of no step" } else { "prox" };
            all.push((question, into(&|out| map.prox(theta, step, out, workers))));
        }
        for bad in [-1.0, f64::NAN, f64::INFINITY] {
            let refused = into(&|out| map.prox(theta, bad, out, workers));
            assert!(n == 0 || refused.is_err(), "{penalty:?} takes a step of {bad}");
        }
    }
    if let Ok(map) = penalty.diagonal_prox() {
        let limit = map.step_limit_for(theta);
        let steps: Vec<f64> = (0..n).map(|i| f64::min([1e-3, 0.0, 1e3][i % 3], 0.5 * limit)).collect();
        all.push(("diagonal prox of no step", into(&|out| map.prox_diagonal(theta, &steps, out, workers))));
        let mut steps = vec![0.0; n + 1];
        assert!(map.prox_diagonal(theta, &steps, &mut vec![0.0; n], workers).is_err(), "{penalty:?}: steps too many");
        steps.pop();
        assert!(map.prox_diagonal(theta, &steps, &mut vec![0.0; n + 1], workers).is_err(), "{penalty:?}: out too long");
    }
    all
}

/// The diagonal, and a product.
fn matrix(curvature: &Curvature, v: &[f64]) -> Vec<f64> {
    let (mut diagonal, mut product) = (vec![0.0; v.len()], vec![0.0; v.len()]);
    curvature.diagonal(&mut diagonal);
    curvature.apply(v, &mut product);
    [diagonal, product].concat()
}

/// What is wrong with the answers.
fn faults(entry: &Entry, penalty: &AnyPenalty, theta: &[f64], columns: usize) -> Vec<String> {
    let Ok(block) = Block::new(theta, columns) else { return vec![] };
    let Ok(answers) = catch_unwind(AssertUnwindSafe(|| questions(penalty, block))) else {
        return vec!["panics".to_owned()];
    };
    let domain = entry.formula.contains("infinite elsewhere");
    let wrong = |(question, answer): (&str, Result<Vec<f64>, PenaltyError>)| match answer {
        Ok(numbers) => {
            // A step of 0 leaves a point outside a domain where it is; the value comes last.
            let may = domain && (question == "value" || question.ends_with("no step"));
            let (value, rest) = numbers.split_last().map_or((0.0, &[][..]), |(value, rest)| (*value, rest));
            let ok = rest.iter().all(|x| x.is_finite()) && (value.is_finite() || may && value == f64::INFINITY);
            let zeros = !question.contains("prox") || rest.iter().all(|x| *x != 0.0 || x.is_sign_positive());
            (!ok || !zeros).then(|| format!("{question}: {numbers:?}"))
        }
        Err(error) => {
            let known = [Code::Shape, Code::Domain, Code::NonFinite, Code::TooLarge];
            (!known.contains(&error.code()) || error.argument().is_empty()).then(|| format!("{question}: {error:?}"))
        }
    };
    answers.into_iter().filter_map(wrong).collect()
}

fn report(found: &[String]) {
    assert!(found.is_empty(), "{} faults, such as\n{}", found.len(), found[..found.len().min(60)].join("\n"));
}

/// How many instances of each kind.
const SEEDS: u64 = 12;

#[test]
fn no_finite_point_and_no_parameter_makes_a_kind_panic_or_give_what_is_not_finite() {
    let mut found = vec![];
    for entry in CATALOG {
        let before = found.len();
        for seed in 0..SEEDS {
            let mut random = Random::new(seed);
            let instance = instance(entry, &mut random);
            for spec in variants(entry, &instance.spec) {
                // Parameters that do not fit together are refused when the penalty is built.
                let Ok(Ok(penalty)) = catch_unwind(|| build(&spec)) else { continue };
                for (name, theta) in patterns(instance.rows * instance.columns, &mut random) {
                    let each = faults(entry, &penalty, &theta, instance.columns);
                    found.extend(each.into_iter().map(|fault| {
                        let spec = serde_json::to_string(&spec).unwrap();
                        format!("{spec} at {name} in {} columns: {fault:.300}", instance.columns)
                    }));
                }
                found.truncate(before + 6);
            }
        }
    }
    report(&found);
}

/// No entries, one, one row, one column, and shapes that do not fit the parameters.
#[test]
fn no_shape_makes_a_kind_panic() {
    let mut found = vec![];
    for entry in CATALOG {
        let before = found.len();
        for seed in 0..SEEDS {
            let mut random = Random::new(seed);
            let instance = instance(entry, &mut random);
            let Ok(penalty) = build(&instance.spec) else { panic!("{}", entry.kind) };
            let (rows, columns) = (instance.rows, instance.columns);
            let shapes = [
                (0, 0),
                (0, columns),
                (1, 1),
                (1, columns),
                (rows, 1),
                (rows + 1, columns),
                (rows, columns + 1),
                (1, rows * columns),
                (rows * columns, 1),
                (7, 3),
            ];
            for (rows, columns) in shapes {
                let theta = random.vector(rows * columns, -1.0, 0.5);
                let each = faults(entry, &penalty, &theta, columns);
                found.extend(each.into_iter().map(|fault| {
                    let spec = serde_json::to_string(&instance.spec).unwrap();
                    format!("{spec}, {rows} x {columns}: {fault:.300}")
                }));
            }
            found.truncate(before + 6);
        }
    }
    report(&found);
}

/// What is written into must be as long as θ, a direction along a shape must exist.
#[test]
fn outputs_of_another_length_and_shapes_that_do_not_exist_are_refused() {
    for entry in CATALOG {
        let instance = instance(entry, &mut Random::new(3));
        let (penalty, n) = (build(&instance.spec).unwrap(), instance.rows * instance.columns);
        let (theta, workers) = (vec![0.5; n], &alone());
        let block = Block::new(&theta, instance.columns).unwrap();
        for length in [n - 1, n + 1] {
            let out = &mut vec![0.0; length][..];
            let mut errors = vec![];
            if let Ok(smooth) = penalty.smooth() {
                errors.push(smooth.value_gradient(block, out, workers).err());
            }
            if let Ok(majorized) = penalty.majorized() {
                errors.push(majorized.mm_weights(block, out, workers).err());
            }
            if let Ok(shaped) = penalty.shaped() {
                errors.push(shaped.gradient_along_log_shape(0, block, out, workers).err());
            }
            if let Ok(map) = penalty.prox() {
                errors.push(map.prox(block, 1e-3, out, workers).err());
            }
            for error in errors {
                let error = error.unwrap_or_else(|| panic!("{} writes {length} numbers for {n}", entry.kind));
                assert_eq!((error.code().name(), error.argument().as_str()), ("ERR_SHAPE", "out"), "{}", entry.kind);
            }
        }
    }
}

#[test]
fn a_strength_of_zero_is_nothing() {
    for entry in CATALOG.iter().filter(|entry| !entry.formula.contains("infinite elsewhere")) {
        for seed in 0..SEEDS {
            let mut random = Random::new(seed);
            let mut instance = instance(entry, &mut random);
            instance.spec.insert("strength".to_owned(), json!(0));
            let penalty = build(&instance.spec).unwrap();
            let theta = random.vector(instance.rows * instance.columns, -1.0, 0.5);
            let (block, workers) = (Block::new(&theta, instance.columns).unwrap(), &alone());
            assert_eq!(penalty.value(block, workers).unwrap(), 0.0, "{}", entry.kind);
            let mut out = vec![f64::NAN; theta.len()];
            if let Ok(smooth) = penalty.smooth() {
                assert_eq!(smooth.value_gradient(block, &mut out, workers).unwrap(), 0.0, "{}", entry.kind);
                assert!(out.iter().all(|g| *g == 0.0), "{}", entry.kind);
                let local = smooth.at(block, workers).unwrap();
                for curvature in [local.hessian(), local.bound(), &local.hessian_along(&theta)] {
                    assert!(matrix(curvature, &theta).iter().all(|h| *h == 0.0), "{}", entry.kind);
                }
            }
            if let Ok(map) = penalty.prox() {
                assert_eq!(map.prox(block, 2.0, &mut out, workers).unwrap(), 0.0, "{}", entry.kind);
                let near = out.iter().zip(&theta).all(|(z, x)| (z - x).abs() <= 1e-14 * (1.0 + x.abs()));
                assert!(near, "{}: {out:?}, not {theta:?}", entry.kind);
            }
        }
    }
}
