//! Combinations of penalties: the same function written by hand, derivatives by differences of what is exact, proximal maps by
//! search, and what is refused.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use penlik::check::Explain;
use penlik::linalg::Workers;
use penlik::penalties::{AnyPenalty, Block, CATALOG, Penalty, PenaltySpec, Term, conjugate_prox, moreau_envelope};
use penlik_testkit::{Random, brute};
use serde_json::{Value, json};

fn alone() -> Workers {
    Workers::sequential()
}

fn refusal(spec: Value) -> String {
    match serde_json::from_value::<PenaltySpec>(spec) {
        Err(error) => error.to_string(),
        Ok(spec) => AnyPenalty::new(spec).unwrap_err().to_string(),
    }
}

fn build(spec: &Value) -> AnyPenalty {
    AnyPenalty::new(serde_json::from_value(spec.clone()).unwrap()).unwrap()
}

fn value(spec: &Value, theta: &[f64]) -> f64 {
    build(spec).value(Block::row(theta), &alone()).unwrap()
}

fn prox(spec: &Value, theta: &[f64], step: f64) -> Vec<f64> {
    let mut out = vec![f64::NAN; theta.len()];
    build(spec).prox().unwrap().prox(Block::row(theta), step, &mut out, &alone()).unwrap();
    out
}

fn rotation() -> Value {
    json!([[0.6, 0.8, 0.0], [-0.8, 0.6, 0.0], [0.0, 0.0, -1.0]])
}

/// Combinations for rows of three entries.
fn combinations() -> Vec<Value> {
    let smooth = json!({ "kind": "SmoothedL1", "eps": 0.3, "strength": 1.3 });
    let log = json!({ "kind": "LogSparsity", "delta": 0.7 });
    let l1 = json!({ "kind": "L1", "strength": 0.8 });
    let ball = json!({ "kind": "L2Ball", "radius": 0.9 });
    let mcp = json!({ "kind": "MCP", "gamma": 3 });
    vec![
        json!({ "kind": "Translated", "penalty": smooth, "center": [0.5, -1.0, 0.25] }),
        json!({ "kind": "Translated", "penalty": ball, "center": [0.5, -1.0, 0.25] }),
        json!({ "kind": "Scaled", "penalty": log, "argument": -2.5, "value": 0.4, "strength": 2.0 }),
        json!({ "kind": "Scaled", "penalty": mcp, "argument": 0.5 }),
        json!({ "kind": "Scaled", "penalty": l1, "argument": -3.0, "value": 0.5 }),
        json!({ "kind": "Restricted", "penalty": smooth, "columns": [2, 0] }),
        json!({ "kind": "Restricted", "penalty": { "kind": "SLOPE", "weights": [2, 0.5] }, "columns": [2, 0] }),
        json!({ "kind": "Rotated", "penalty": l1, "matrix": rotation() }),
        json!({ "kind": "Rotated", "penalty": log, "matrix": rotation(), "strength": 0.5 }),
        json!({ "kind": "Sum", "penalties": [smooth, log], "strength": 1.5 }),
        json!({ "kind": "Sum", "penalties": [l1, { "kind": "Ridge", "strength": 0.5 }], "strength": 1.5 }),
        json!({ "kind": "Sum", "penalties": [
            { "kind": "Translated", "penalty": { "kind": "Ridge" }, "center": [1, 2, -1], "strength": 0.7 },
            { "kind": "Simplex" },
            { "kind": "Ridge", "strength": 0.2 },
        ] }),
        json!({ "kind": "Sum", "penalties": [{ "kind": "Ridge" }, { "kind": "Ridge", "strength": 2 }] }),
        json!({ "kind": "Sum", "penalties": [
            { "kind": "Restricted", "penalty": l1, "columns": [0] },
            { "kind": "Restricted", "penalty": { "kind": "NonNegative" }, "columns": [2, 1] },
        ] }),
        json!({ "kind": "Translated", "center": [1, 1, 1], "penalty": {
            "kind": "Scaled", "argument": 2, "penalty": { "kind": "Rotated", "penalty": smooth, "matrix": rotation() } } }),
    ]
}

fn every_case(test: impl Fn(&Value, &AnyPenalty, &[f64], &mut Random)) {
    for spec in combinations() {
        let penalty = build(&spec);
        for seed in 0..60 {
            let mut random = Random::new(seed);
            let theta = random.vector(3, -1.0, 0.4);
            test(&spec, &penalty, &theta, &mut random);
        }
    }
}

#[test]
fn a_combination_is_the_function_that_it_says() {
    let base = json!({ "kind": "SmoothedL1", "eps": 0.3 });
    let x = [0.3, -1.5, 2.0];
    let moved = |f: &dyn Fn(f64) -> f64| x.map(f);
    let close = |spec: Value, expected: f64| {
        let found = value(&spec, &x);
        assert!((found - expected).abs() <= 1e-15 * expected.abs(), "{spec}: {found}, not {expected}");
    };
    close(json!({ "kind": "Translated", "penalty": base, "center": [2, 2, 2] }), value(&base, &moved(&|x| x - 2.0)));
    close(
        json!({ "kind": "Scaled", "penalty": base, "argument": -3, "value": 2 }),
        2.0 * value(&base, &moved(&|x| -3.0 * x)),
    );
    close(json!({ "kind": "Restricted", "penalty": base, "columns": [1] }), value(&base, &[-1.5]));
    let turned = [0.6 * 0.3 - 0.8 * 1.5, -0.8 * 0.3 - 0.6 * 1.5, -2.0];
    close(json!({ "kind": "Rotated", "penalty": base, "matrix": rotation() }), value(&base, &turned));
    close(json!({ "kind": "Sum", "penalties": [base, base], "strength": 3 }), 6.0 * value(&base, &x));
}

#[test]
fn gradients_and_products_agree_with_differences_and_bounds_lie_above() {
    every_case(|spec, penalty, theta, random| {
        let Ok(smooth) = penalty.smooth() else { return };
        let v = random.vector(3, -1.0, 0.0);
        let at = |h: f64| {
            let moved: Vec<f64> = theta.iter().zip(&v).map(|(x, v)| x + h * v).collect();
            smooth.at(Block::row(&moved), &alone()).unwrap()
        };
        let dot = |a: &[f64]| a.iter().zip(&v).map(|(a, b)| a * b).sum::<f64>();
        // Central differences, extrapolated twice: errors of order h⁶.
        let slope = |f: &dyn Fn(f64) -> f64| {
            let d = |h: f64| (f(h) - f(-h)) / (2.0 * h);
            let (a, b, c) = (d(4e-3), d(2e-3), d(1e-3));
            let (ab, bc) = ((4.0 * b - a) / 3.0, (4.0 * c - b) / 3.0);
            (16.0 * bc - ab) / 15.0
        };
        let near = |found: f64, expected: f64, what: &str| {
            assert!(
                (found - expected).abs() <= 1e-7 * (1.0 + expected.abs()),
                "{what} of {spec}: {found}, not {expected}"
            );
        };
        let (here, mut product, mut streamed) = (at(0.0), vec![0.0; 3], vec![0.0; 3]);
        let value = smooth.value_gradient(Block::row(theta), &mut streamed, &alone()).unwrap();
        assert_eq!((value, &streamed[..]), (here.value(), here.gradient()));
        near(dot(here.gradient()), slope(&|h| at(h).value()), "the gradient");
        here.hessian().apply(&v, &mut product);
        near(dot(&product), slope(&|h| dot(at(h).gradient())), "the product");
        let bent = |h: f64| {
            let mut product = vec![0.0; 3];
            at(h).hessian().apply(&v, &mut product);
            dot(&product)
        };
        here.hessian_along(&v).apply(&v, &mut product);
        near(dot(&product), slope(&bent), "the third derivative");
        let (mut diagonal, mut unit) = (vec![0.0; 3], vec![0.0; 3]);
        for curvature in [here.hessian(), here.bound()] {
            curvature.diagonal(&mut diagonal);
            for i in 0..3 {
                unit[i] = 1.0;
                curvature.apply(&unit, &mut product);
                unit[i] = 0.0;
                assert!((product[i] - diagonal[i]).abs() <= 1e-15 * diagonal[i].abs(), "{spec}");
            }
        }
        let quadratic = |curvature: &penlik::curvature::Curvature| {
            let mut product = vec![0.0; 3];
            curvature.apply(&v, &mut product);
            dot(&product)
        };
        let (h, b) = (quadratic(here.hessian()), quadratic(here.bound()));
        assert!(b >= h - 1e-14 * b.abs() && b >= 0.0, "{spec}");
        if let Ok(majorized) = penalty.majorized() {
            let mut w = vec![0.0; 3];
            majorized.mm_weights(Block::row(theta), &mut w, &alone()).unwrap();
            let y = random.vector(3, -2.0, 1.0);
            let rise: f64 = (0..3).map(|i| 0.5 * w[i] * (y[i] * y[i] - theta[i] * theta[i])).sum();
            let there = penalty.value(Block::row(&y), &alone()).unwrap();
            assert!(there <= value + rise + 1e-12 * (value + there), "{spec}");
        }
    });
}

#[test]
fn shape_derivatives_follow_the_change_of_variable() {
    for spec in combinations() {
        let Ok(shaped) = build(&spec).shaped().map(|shaped| shaped.shapes().to_vec()) else { continue };
        let moved = |factor: f64| {
            let text = spec.to_string();
            let name = shaped[0];
            let at = text.find(&format!("\"{name}\":")).unwrap() + name.len() + 3;
            let end = at + text[at..].find([',', '}']).unwrap();
            let number: f64 = text[at..end].parse().unwrap();
            value(
                &serde_json::from_str(&format!("{}{}{}", &text[..at], number * factor, &text[end..])).unwrap(),
                &[0.3, -0.4, 2.0],
            )
        };
        let h = 1e-4;
        let expected = (moved(1.0 + h) - moved(1.0 - h)) / (2.0 * h);
        let theta = [0.3, -0.4, 2.0];
        let found = build(&spec).shaped().unwrap().gradient_log_shape(Block::row(&theta), &alone()).unwrap();
        assert!((found[0] - expected).abs() < 1e-6 * (1.0 + expected.abs()), "{spec}: {found:?}, not {expected}");
    }
}

#[test]
fn no_point_of_a_fine_grid_is_better_than_the_prox() {
    for spec in combinations() {
        let penalty = build(&spec);
        let Ok(map) = penalty.prox() else { continue };
        for seed in 0..4 {
            let mut random = Random::new(seed);
            let theta = random.vector(3, -1.0, 0.4);
            let t = (0.4 * map.step_limit()).min(random.decade(-1.0, 0.5));
            let objective = |z: &[f64]| {
                let near: f64 = z.iter().zip(&theta).map(|(z, x)| (z - x) * (z - x)).sum();
                penalty.value(Block::row(z), &alone()).unwrap() + near / (2.0 * t)
            };
            let z = prox(&spec, &theta, t);
            let best = objective(&z);
            assert!(best.is_finite(), "{spec} at {theta:?}: {z:?}");
            let found = brute::minimum(&objective, &z, 1.0);
            assert!(found >= best - 1e-12 * (1.0 + best.abs()), "{spec} at {theta:?}: {z:?} has {best}, not {found}");
        }
    }
}

#[test]
fn the_map_returns_its_value_works_in_place_and_is_the_identity_at_step_zero() {
    every_case(|spec, penalty, theta, random| {
        let Ok(map) = penalty.prox() else { return };
        let t = (0.5 * map.step_limit()).min(random.decade(-1.0, 0.5));
        let (mut out, mut place) = (vec![f64::NAN; 3], theta.to_vec());
        let found = map.prox(Block::row(theta), t, &mut out, &alone()).unwrap();
        let expected = penalty.value(Block::row(&out), &alone()).unwrap();
        assert!((found - expected).abs() <= 1e-12 * (1.0 + expected.abs()), "{spec}: {found}, not {expected}");
        map.prox_in_place(&mut place, 3, t, &alone()).unwrap();
        assert_eq!(place, out);
        map.prox(Block::row(theta), 0.0, &mut out, &alone()).unwrap();
        assert_eq!(out, theta);
        for bad in [-1.0, f64::NAN] {
            assert_eq!(map.prox(Block::row(theta), bad, &mut out, &alone()).unwrap_err().argument(), "step");
        }
        if let Ok(diagonal) = penalty.diagonal_prox() {
            diagonal.prox_diagonal(Block::row(theta), &[t; 3], &mut out, &alone()).unwrap();
            assert!(out.iter().zip(&place).all(|(a, b)| (a - b).abs() <= 1e-14 * (1.0 + b.abs())), "{spec}");
        }
    });
}

#[test]
fn properties_follow_from_the_parts() {
    let facts = |spec: Value| build(&spec).properties();
    let (l1, mcp) = (json!({ "kind": "L1" }), json!({ "kind": "MCP", "gamma": 3 }));
    let is = facts(json!({ "kind": "Translated", "penalty": l1, "center": [1] }));
    assert!(is.convex && is.separable && is.has_prox && !is.smooth);
    let is = facts(json!({ "kind": "Rotated", "penalty": l1, "matrix": rotation() }));
    assert!(is.convex && !is.separable && is.has_prox);
    let is = facts(json!({ "kind": "Sum", "penalties": [l1, mcp] }));
    assert!(!is.convex && is.separable && !is.has_prox && !is.smooth);
    let is = facts(json!({ "kind": "Sum", "penalties": [{ "kind": "Ridge" }, l1] }));
    assert!(is.convex && is.has_prox);
    let limit = |spec: Value| build(&spec).prox().unwrap().step_limit();
    assert_eq!(limit(json!({ "kind": "Scaled", "penalty": mcp, "argument": 2, "value": 0.5 })), 1.5);
    // A quadratic of weight 1/4 makes the concave part that much less concave: 1/3 − 1/4 = 1/12.
    let ridge = json!({ "kind": "Ridge", "strength": 0.25 });
    assert!((limit(json!({ "kind": "Sum", "penalties": [mcp, ridge] })) - 12.0).abs() < 1e-12);
}

#[test]
fn a_term_of_a_combination_is_the_combination_times_its_weight() {
    let theta = [1.0, -2.0, 0.25];
    let block = Block::new(&theta, 3).unwrap();
    let around = json!({ "kind": "Translated", "penalty": { "kind": "L1" }, "center": [1, 1, 1] });
    let term = |learn: Value| {
        let spec = json!({ "penalty": around, "weight": 3, "learn": learn });
        Term::new(serde_json::from_value(spec).unwrap())
    };
    let learned = term(json!(["strength"])).unwrap();
    let value = learned.at(&[2_f64.ln()]).unwrap().value(block, &alone()).unwrap();
    assert!((value - 6.0 * build(&around).value(block, &alone()).unwrap()).abs() < 1e-14 * value);
    let refused = term(json!(["eps"])).unwrap_err().to_string();
    assert!(refused.contains("\"strength\", which Translated has"), "{refused}");
}

#[test]
fn a_combination_survives_json_and_what_does_not_belong_is_refused_by_name() {
    for spec in combinations() {
        let text = serde_json::to_string(build(&spec).spec()).unwrap();
        let back: PenaltySpec = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&back).unwrap(), text);
        assert_eq!(&back, build(&spec).spec());
        assert!(back.index() >= CATALOG.len());
    }
    let l1 = json!({ "kind": "L1" });
    for (spec, start) in [
        (json!({ "kind": "Translated", "penalty": l1 }), "center is missing"),
        (json!({ "kind": "Translated", "center": [1] }), "penalty is missing"),
        (json!({ "kind": "Scaled", "penalty": l1, "argument": 0 }), "argument is 0"),
        (json!({ "kind": "Scaled", "penalty": l1, "value": -1 }), "value is -1"),
        (json!({ "kind": "Scaled", "penalty": l1, "colour": 1 }), "colour is given"),
        (json!({ "kind": "Scaled", "penalty": { "kind": "Huber" } }), "delta is missing"),
        (json!({ "kind": "Scaled", "penalty": 3 }), "penalty is no object"),
        (json!({ "kind": "Restricted", "penalty": l1, "columns": [1, 1] }), "columns is a list with 1 twice"),
        (json!({ "kind": "Rotated", "penalty": l1, "matrix": [[1, 0], [0, 2]] }), "matrix is not orthogonal"),
        (json!({ "kind": "Rotated", "penalty": l1, "matrix": [[1, 0]] }), "matrix is of length 2"),
        (json!({ "kind": "Sum", "penalties": [] }), "penalties is empty"),
        (json!({ "kind": "Sum", "penalty": l1 }), "penalty is given"),
        (json!({ "kind": "Sum", "penalties": [l1, 1] }), "penalties[1] is no object"),
        (json!({ "kind": "Translated", "penalty": l1, "center": [1], "strength": -1 }), "strength is -1"),
    ] {
        let found = refusal(spec.clone());
        assert!(found.starts_with(start), "{spec}: {found}");
    }
}

#[test]
fn penalties_inside_penalties_end_somewhere() {
    let nested = |depth: usize| {
        (0..depth).fold(
            json!({ "kind": "L1" }),
            |inner, _| json!({ "kind": "Scaled", "argument": 2, "value": 0.5, "penalty": inner }),
        )
    };
    assert_eq!(value(&nested(20), &[1.0]), 1.0);
    assert!(refusal(nested(100)).starts_with("penalty is nested too deeply"));
}

#[test]
fn a_shape_that_does_not_fit_is_named() {
    let told = |spec: Value| build(&spec).value(Block::row(&[1.0, 2.0]), &alone()).unwrap_err().argument();
    let l1 = json!({ "kind": "L1" });
    assert_eq!(told(json!({ "kind": "Translated", "penalty": l1, "center": [1, 2, 3] })), "center");
    assert_eq!(told(json!({ "kind": "Restricted", "penalty": l1, "columns": [2] })), "columns");
    assert_eq!(told(json!({ "kind": "Rotated", "penalty": l1, "matrix": rotation() })), "matrix");
    let bad = build(&json!({ "kind": "Translated", "penalty": l1, "center": [1] }));
    let error = bad.value(Block::new(&[1.0, f64::NAN], 1).unwrap(), &alone()).unwrap_err();
    assert_eq!((error.code().name(), error.argument().as_str()), ("ERR_NON_FINITE", "theta"));
}

#[test]
fn a_centre_is_for_every_row_or_for_all_of_them() {
    let l1 = json!({ "kind": "L1" });
    let theta = Block::new(&[1.0, 2.0, 3.0, 4.0], 2).unwrap();
    let at =
        |center: Value| build(&json!({ "kind": "Translated", "penalty": l1, "center": center })).value(theta, &alone());
    assert_eq!(at(json!([1, 2])).unwrap(), 4.0);
    assert_eq!(at(json!([1, 2, 3, 5])).unwrap(), 1.0);
    assert!(at(json!([1, 2, 3])).is_err());
}

#[test]
fn the_envelope_lies_below_with_the_gradient_that_it_says_and_conjugates_obey_moreau() {
    every_case(|spec, penalty, theta, random| {
        let Ok(map) = penalty.prox() else { return };
        let t = (0.5 * map.step_limit()).min(random.decade(-0.5, 0.5));
        let mut gradient = vec![0.0; 3];
        let m = moreau_envelope(penalty, Block::row(theta), t, &mut gradient, &alone()).unwrap();
        assert!(m <= penalty.value(Block::row(theta), &alone()).unwrap() * (1.0 + 1e-12) + 1e-12, "{spec}");
        for i in 0..3 {
            let at = |h: f64| {
                let mut moved = theta.to_vec();
                moved[i] += h;
                moreau_envelope(penalty, Block::row(&moved), t, &mut [0.0; 3], &alone()).unwrap()
            };
            let slope = (at(1e-5) - at(-1e-5)) / 2e-5;
            assert!((slope - gradient[i]).abs() < 1e-4 * (1.0 + slope.abs()), "{spec}: {slope}, not {}", gradient[i]);
        }
        let mut dual = vec![0.0; 3];
        let found = conjugate_prox(penalty, Block::row(theta), t, &mut dual, &alone());
        if !penalty.properties().convex {
            assert_eq!(found.unwrap_err().code().name(), "ERR_UNSUPPORTED");
            return;
        }
        // x = prox_{tP}(x) + t·prox_{P*/t}(x/t), from the other side: with step 1/t at x/t.
        let scaled: Vec<f64> = theta.iter().map(|x| x / t).collect();
        let conjugate = conjugate_prox(penalty, Block::row(&scaled), 1.0 / t, &mut dual, &alone()).unwrap();
        let primal = prox(spec, theta, t);
        assert!((0..3).all(|i| (primal[i] + t * dual[i] - theta[i]).abs() < 1e-13 * (1.0 + theta[i].abs())), "{spec}");
        let along: f64 = primal.iter().zip(&dual).map(|(a, b)| a * b).sum();
        let at = penalty.value(Block::row(&primal), &alone()).unwrap();
        assert!((at + conjugate - along).abs() < 1e-12 * (1.0 + along.abs()), "{spec}");
    });
}

#[test]
fn envelopes_and_conjugates_of_known_penalties() {
    let mut out = [0.0; 2];
    let l1 = build(&json!({ "kind": "L1", "strength": 2 }));
    assert_eq!(moreau_envelope(&l1, Block::row(&[3.0, 0.5]), 1.0, &mut out, &alone()).unwrap(), 4.125);
    assert_eq!(out, [2.0, 0.5]);
    assert_eq!(conjugate_prox(&l1, Block::row(&[3.0, 0.5]), 1.0, &mut out, &alone()).unwrap(), 0.0);
    assert_eq!(out, [2.0, 0.5]);
    let simplex = build(&json!({ "kind": "Simplex" }));
    // The conjugate of the simplex's indicator is the maximum.
    assert_eq!(conjugate_prox(&simplex, Block::row(&[3.0, 0.5]), 1.0, &mut out, &alone()).unwrap(), 2.0);
    assert_eq!(out, [2.0, 0.5]);
    assert!(moreau_envelope(&l1, Block::row(&[1.0, 1.0]), 0.0, &mut out, &alone()).is_err());
}
