//! Every kind of the catalog that is more than a sum of scalar kernels × every property that its capabilities promise.
//!
//! Derivatives are compared with those that dual numbers give on the test kit's naive values, in directions rather than entry by
//! entry, and to the size of the whole answer rather than of each entry.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod awkward;
mod grouped;
mod instances;
mod instances_along;
mod instances_grouped;
mod instances_matrix;
mod instances_proximal;
mod instances_quadratic;
mod instances_rows;
mod prox;
mod support;
mod threads;

use penlik::check::Explain;
use penlik::curvature::Curvature;
use penlik::linalg::Workers;
use penlik::penalties::{AnyPenalty, Block, CATALOG, Capability, Penalty, PenaltySpec};
use penlik_testkit::{DoubleDouble, Dual, Scalar, checks};
use serde_json::{Value, json};
use support::{Case, D1, D2, alone, build, close, close_along, dense, every_case, flat, read, structured, terms, with};

#[test]
fn values_agree_with_thirty_digits() {
    every_case(|case| {
        let value = |case: &Case, theta: &[f64]| case.naive(&constants::<DoubleDouble>(theta), None).to_f64();
        let found = case.penalty.value(case.block(), &alone()).unwrap();
        close("the value", case, &[found], &|case, theta| vec![value(case, theta)]);
    });
}

#[test]
fn gradients_products_and_third_derivatives_agree_with_dual_numbers() {
    with(Capability::Smooth, |case| {
        let n = case.theta.len();
        let (u, v) = (case.random.vector(n, -1.0, 0.5), case.random.vector(n, -1.0, 0.5));
        let smooth = case.penalty.smooth().unwrap();
        let local = smooth.at(case.block(), &alone()).unwrap();
        let mut streamed = vec![f64::NAN; n];
        let value = smooth.value_gradient(case.block(), &mut streamed, &alone()).unwrap();
        close("the value of the pass", case, &[value], &|_, _| {
            vec![case.penalty.value(case.block(), &alone()).unwrap()]
        });
        close("the local value", case, &[local.value()], &|_, _| vec![value]);
        close("the local gradient", case, local.gradient(), &|_, _| streamed.clone());
        close("the gradient", case, &streamed, &gradient);
        let h = local.hessian();
        close_along("the product", case, &v, terms(h, &v), &product(h, &v), &hessian_product);
        let along = local.hessian_along(&u);
        let both = [u, v.clone()].concat();
        close_along(
            "the third derivative",
            case,
            &both,
            terms(&along, &v),
            &product(&along, &v),
            &|case, theta, both| third_product(case, theta, &both[..n], &both[n..]),
        );
    });
}

#[test]
fn hessians_and_bounds_are_symmetric_and_answer_every_question_alike() {
    with(Capability::Smooth, |case| {
        let n = case.theta.len();
        let (b, v) = (case.random.vector(n, -1.0, 0.5), case.random.vector(n, -1.0, 0.5));
        let local = case.penalty.smooth().unwrap().at(case.block(), &alone()).unwrap();
        for curvature in [local.hessian(), local.bound(), &local.hessian_along(&v)] {
            let matrix = dense(curvature);
            let size = flat(&matrix).iter().fold(0.0_f64, |m, x| m.max(x.abs()));
            let near = |a: f64, b: f64, size: f64| (a - b).abs() <= 1e-13 * size;
            assert_eq!(curvature.dimension(), n);
            assert!(matrix.indexed_iter().all(|((i, j), &x)| near(x, matrix[(j, i)], size)), "{:?}", case.penalty);
            let products = product(curvature, &v);
            let length = v.iter().fold(0.0_f64, |m, x| m.max(x.abs())) * n as f64;
            for i in 0..n {
                let expected: f64 = (0..n).map(|j| matrix[(i, j)] * v[j]).sum();
                assert!(near(products[i], expected, size * length), "{:?} at {:?}", case.penalty, case.theta);
            }
            let mut diagonal = vec![0.0; n];
            curvature.diagonal(&mut diagonal);
            assert!((0..n).all(|i| near(diagonal[i], matrix[(i, i)], size)));
            // A shift beyond every eigenvalue makes it positive definite, and well conditioned.
            let mu = 2.0 * n as f64 * size + 1.0;
            let mut x = vec![0.0; n];
            curvature.solve_shifted(mu, &b, &mut x).unwrap();
            let back = product(curvature, &x);
            let scale = b.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
            assert!((0..n).all(|i| near(back[i] + mu * x[i], b[i], 10.0 * scale)), "{:?}", case.penalty);
            let expected: f64 = checks::eigenvalues(flat(&matrix), n).iter().map(|e| (e + mu).ln()).sum();
            let found = curvature.logdet_shifted(mu).unwrap();
            assert!((found - expected).abs() <= 1e-12 * expected.abs().max(n as f64), "{found}, not {expected}");
        }
    });
}

#[test]
fn the_bound_is_above_the_hessian_and_above_zero() {
    with(Capability::Smooth, |case| {
        let n = case.theta.len();
        let Ok(local) = case.penalty.smooth().unwrap().at(case.block(), &alone()) else { return };
        let (h, b) = (dense(local.hessian()), dense(local.bound()));
        assert!(checks::dominates(flat(&b), flat(&h), n), "{:?} at {:?}", case.penalty, case.theta);
        assert!(checks::dominates(flat(&b), &vec![0.0; n * n], n), "{:?} at {:?}", case.penalty, case.theta);
        assert!(!case.entry.properties.convex || checks::dominates(flat(&h), &vec![0.0; n * n], n));
    });
}

/// Entries of like size, small or large, and entries of any sizes beside each other.
#[test]
fn the_bound_is_above_the_hessian_and_above_zero_at_every_scale() {
    with(Capability::Smooth, |case| {
        let n = case.theta.len();
        let scale = case.random.decade(-150.0, 150.0);
        let mixed = case.random.vector(n, -150.0, 150.0);
        let scaled = case.theta.iter().map(|x| x * scale).collect();
        for theta in [scaled, mixed] {
            let local = case.penalty.smooth().unwrap().at(case.point(&theta), &alone());
            let large = theta.iter().any(|x: &f64| x.abs() > 1e70);
            let small = theta.iter().any(|x: &f64| *x != 0.0 && x.abs() < 1e-70);
            let Ok(local) = local else {
                // Squares, and fourth powers of a matrix, overflow, and so does what is a function of θ/|θ| near zero.
                assert!(large || small, "{:?} at {theta:?}", case.penalty);
                continue;
            };
            let (h, b) = (dense(local.hessian()), dense(local.bound()));
            assert!(flat(&h).iter().chain(flat(&b)).all(|x| x.is_finite()), "{:?} at {theta:?}", case.penalty);
            assert!(checks::dominates(flat(&b), flat(&h), n), "{:?} at {theta:?}", case.penalty);
            assert!(checks::dominates(flat(&b), &vec![0.0; n * n], n), "{:?} at {theta:?}", case.penalty);
            let convex = case.entry.properties.convex;
            assert!(!convex || checks::dominates(flat(&h), &vec![0.0; n * n], n), "{:?} at {theta:?}", case.penalty);
        }
    });
}

#[test]
fn the_weights_make_a_quadratic_that_lies_above_everywhere() {
    with(Capability::Majorized, |case| {
        let n = case.theta.len();
        let mut w = vec![0.0; n];
        case.penalty.majorized().unwrap().mm_weights(case.block(), &mut w, &alone()).unwrap();
        let at = case.penalty.value(case.block(), &alone()).unwrap();
        for _ in 0..20 {
            let y = case.random.vector(n, -3.0, 2.0);
            let rise: f64 = (0..n).map(|i| 0.5 * w[i] * (y[i] * y[i] - case.theta[i] * case.theta[i])).sum();
            let size: f64 = (0..n).map(|i| w[i] * (y[i] * y[i] + case.theta[i] * case.theta[i])).sum();
            let there = case.penalty.value(case.point(&y), &alone()).unwrap();
            let rounding = 1e-13 * (at.abs() + there.abs() + size);
            assert!(there <= at + rise + rounding, "{:?}: {:?} to {y:?}", case.penalty, case.theta);
        }
    });
}

#[test]
fn shape_derivatives_agree_with_dual_numbers() {
    with(Capability::Shaped, |case| {
        let n = case.theta.len();
        let shaped = case.penalty.shaped().unwrap();
        let v = case.random.vector(n, -1.0, 0.5);
        let total = shaped.gradient_log_shape(case.block(), &alone()).unwrap();
        let shapes = case.shapes();
        assert_eq!(total.len(), shapes.len());
        for (s, shape) in shapes.iter().enumerate() {
            let mut along = vec![0.0; n];
            shaped.gradient_along_log_shape(s, case.block(), &mut along, &alone()).unwrap();
            let curvature = shaped.hessian_along_log_shape(s, case.block(), &alone()).unwrap();
            let value = |case: &Case, theta: &[f64]| case.naive(&constants::<D1>(theta), Some(shape)).slope.to_f64();
            close("∂P/∂log shape", case, &[total[s]], &|case, theta| vec![value(case, theta)]);
            let slope = |case: &Case, theta: &[f64], i| {
                case.naive(&seeded(theta, |j| f64::from(u8::from(i == j))), Some(shape)).slope.slope.to_f64()
            };
            close("∂∇P/∂log shape", case, &along, &|case, theta| (0..n).map(|i| slope(case, theta, i)).collect());
            let bend = |case: &Case, theta: &[f64], v: &[f64], i: usize| {
                let twice: Vec<Dual<D2>> = (0..n)
                    .map(|j| {
                        let inner =
                            Dual::new(DoubleDouble::of(theta[j]), DoubleDouble::of(f64::from(u8::from(i == j))));
                        Dual::constant(Dual::new(inner, D1::of(v[j])))
                    })
                    .collect();
                case.naive(&twice, Some(shape)).slope.slope.slope.to_f64()
            };
            let size = terms(&curvature, &v);
            close_along("∂∇²P/∂log shape · v", case, &v, size, &product(&curvature, &v), &|case, theta, v| {
                (0..n).map(|i| bend(case, theta, v, i)).collect()
            });
        }
    });
}

#[test]
fn strength_multiplies_everything() {
    every_case(|case| {
        let mut spec = case.spec.clone();
        spec.insert("strength".to_owned(), json!(2.0 * case.strength()));
        let (one, two) = (&case.penalty, build(&spec).unwrap());
        let doubled = 2.0 * one.value(case.block(), &alone()).unwrap();
        assert_eq!(two.value(case.block(), &alone()).unwrap(), doubled);
        if let (Ok(one), Ok(two)) = (one.smooth(), two.smooth()) {
            let (one, two) = (one.at(case.block(), &alone()).unwrap(), two.at(case.block(), &alone()).unwrap());
            let twice: Vec<f64> = one.gradient().iter().map(|g| 2.0 * g).collect();
            close("the doubled gradient", case, two.gradient(), &|_, _| twice.clone());
            let (one, two) = (2.0 * dense(one.bound()), dense(two.bound()));
            close("the doubled bound", case, flat(&two), &|_, _| flat(&one).to_vec());
        }
    });
}

#[test]
fn a_specification_survives_json_to_the_bit_and_what_does_not_belong_is_refused() {
    every_case(|case| {
        let text = serde_json::to_string(case.penalty.spec()).unwrap();
        let back: PenaltySpec = serde_json::from_str(&text).unwrap();
        assert_eq!(&back, case.penalty.spec());
        assert_eq!(serde_json::to_string(&back).unwrap(), text);
        let mut foreign = case.spec.clone();
        foreign.insert("colour".to_owned(), json!(1));
        assert!(build(&foreign).unwrap_err().starts_with("colour is given; expected no parameter of this name"));
        for parameter in case.entry.parameters {
            let mut spec = case.spec.clone();
            let had = spec.remove(parameter.name).is_some();
            // What is optional by itself may be one of several of which some must be given; then it is not for the reader to say.
            assert_eq!(read(&spec).is_ok(), parameter.optional || !had, "{} of {}", parameter.name, case.entry.kind);
            spec.insert(parameter.name.to_owned(), json!({ "no": "such" }));
            assert!(build(&spec).unwrap_err().starts_with(&format!("{} is ", parameter.name)));
        }
    });
}

/// Everything a penalty says at a point: value, gradient, proximal map.
fn said(penalty: &AnyPenalty, theta: Block<'_>) -> Vec<f64> {
    let mut out = vec![0.0; theta.values().len()];
    let mut all: Vec<f64> = penalty.value(theta, &alone()).into_iter().collect();
    if let Ok(smooth) = penalty.smooth() {
        all.extend(smooth.value_gradient(theta, &mut out, &alone()));
        all.extend_from_slice(&out);
    }
    if let Ok(prox) = penalty.prox() {
        all.extend(prox.prox(theta, (0.1 * prox.step_limit_for(theta)).min(0.3), &mut out, &alone()));
        all.extend_from_slice(&out);
    }
    all
}

/// A parameter changed: a number made larger, a count raised, a flag turned.
fn changed(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(flag) => Some(json!(!flag)),
        Value::Number(number) if number.is_f64() => Some(json!(1.4 * number.as_f64()?)),
        Value::Number(number) => Some(json!(number.as_u64()? + 1)),
        Value::Array(values) if !values.is_empty() && values.iter().all(Value::is_f64) => {
            values.iter().map(changed).collect()
        }
        _ => None,
    }
}

#[test]
fn every_option_changes_something() {
    for entry in CATALOG {
        for parameter in entry.parameters {
            let tried = (0..200).filter_map(|seed| {
                let case = Case::new(entry, seed);
                let mut spec = case.spec.clone();
                let other = changed(spec.get(parameter.name)?)?;
                spec.insert(parameter.name.to_owned(), other);
                let penalty = build(&spec).ok()?;
                Some(said(&penalty, case.block()) != said(&case.penalty, case.block()))
            });
            let tried: Vec<bool> = tried.collect();
            // A multiple of a set's 0 and infinity is the same.
            let is_set_strength = parameter.name == "strength" && entry.formula.starts_with("0 where");
            let changes = tried.is_empty() || tried.contains(&true);
            assert_eq!(changes, !is_set_strength, "{} of {}", parameter.name, entry.kind);
        }
    }
}

#[test]
fn the_example_of_the_catalog_is_a_penalty_that_can_be_evaluated() {
    for entry in structured() {
        let (penalty, theta, columns) = support::example(entry);
        let value = penalty.value(Block::new(&theta, columns).unwrap(), &alone());
        assert!(value.is_ok_and(f64::is_finite), "{}", entry.kind);
    }
}

#[test]
fn a_point_that_is_not_finite_is_refused_by_every_question() {
    every_case(|case| {
        for bad in [f64::NAN, f64::INFINITY] {
            let Some(last) = case.theta.last_mut() else { return };
            *last = bad;
            let (theta, out, workers) = (case.block(), &mut vec![0.0; case.theta.len()][..], &alone());
            let mut errors = vec![case.penalty.value(theta, workers).unwrap_err()];
            if let Ok(smooth) = case.penalty.smooth() {
                errors.push(smooth.value_gradient(theta, out, workers).unwrap_err());
                errors.extend(smooth.at(theta, workers).err());
            }
            if let Ok(prox) = case.penalty.prox() {
                errors.push(prox.prox(theta, 1e-6, out, workers).unwrap_err());
            }
            for error in errors {
                assert_eq!((error.code().name(), error.argument().as_str()), ("ERR_NON_FINITE", "theta"));
            }
        }
    });
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    every_case(|case| {
        let answers = |threads: usize| {
            let workers = Workers::new(threads);
            let mut out = vec![0.0; case.theta.len()];
            let mut all = vec![case.penalty.value(case.block(), &workers).unwrap()];
            if let Ok(smooth) = case.penalty.smooth() {
                all.push(smooth.value_gradient(case.block(), &mut out, &workers).unwrap());
                all.extend_from_slice(&out);
            }
            if let Ok(prox) = case.penalty.prox() {
                let step = (0.5 * prox.step_limit_for(case.block())).min(1e-2);
                all.push(prox.prox(case.block(), step, &mut out, &workers).unwrap());
                all.extend_from_slice(&out);
            }
            all.into_iter().map(f64::to_bits).collect::<Vec<_>>()
        };
        let one = answers(1);
        assert!([2, 3, 7].iter().all(|&threads| answers(threads) == one), "{:?}", case.penalty);
    });
}

fn constants<S: Scalar>(theta: &[f64]) -> Vec<S> {
    theta.iter().map(|&x| S::of(x)).collect()
}

/// θ with a direction, over a constant.
fn seeded(theta: &[f64], direction: impl Fn(usize) -> f64) -> Vec<D2> {
    let one = |(i, &x): (usize, &f64)| Dual::constant(Dual::new(DoubleDouble::of(x), DoubleDouble::of(direction(i))));
    theta.iter().enumerate().map(one).collect()
}

fn product(curvature: &Curvature, v: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; v.len()];
    curvature.apply(v, &mut out);
    out
}

fn gradient(case: &Case, theta: &[f64]) -> Vec<f64> {
    let along = |i: usize| {
        let at: Vec<D1> = theta
            .iter()
            .enumerate()
            .map(|(j, &x)| Dual::new(DoubleDouble::of(x), DoubleDouble::of(f64::from(u8::from(i == j)))))
            .collect();
        case.naive(&at, None).slope.to_f64()
    };
    (0..theta.len()).map(along).collect()
}

fn hessian_product(case: &Case, theta: &[f64], v: &[f64]) -> Vec<f64> {
    let along = |i: usize| {
        let at: Vec<D2> = (0..theta.len())
            .map(|j| {
                let inner = Dual::new(DoubleDouble::of(theta[j]), DoubleDouble::of(f64::from(u8::from(i == j))));
                Dual::new(inner, D1::of(v[j]))
            })
            .collect();
        case.naive(&at, None).slope.slope.to_f64()
    };
    (0..theta.len()).map(along).collect()
}

fn third_product(case: &Case, theta: &[f64], u: &[f64], v: &[f64]) -> Vec<f64> {
    let along = |i: usize| {
        let at: Vec<Dual<D2>> = (0..theta.len())
            .map(|j| {
                let inner = Dual::new(DoubleDouble::of(theta[j]), DoubleDouble::of(f64::from(u8::from(i == j))));
                Dual::new(Dual::new(inner, D1::of(v[j])), D2::of(u[j]))
            })
            .collect();
        case.naive(&at, None).slope.slope.slope.to_f64()
    };
    (0..theta.len()).map(along).collect()
}
