//! Log-normalizers against the integrals that define them, by double exponential quadrature over the test kit's naive values:
//! sums over entries. For the others see `normalizers_quadratic.rs`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use penlik::check::Explain;
use penlik::penalties::{AnyPenalty, CATALOG, Capability, Entry, LogNormalizer, PenaltySpec, Structure};
use penlik_testkit::{Random, checks, naive};
use serde_json::{Map, Value, json};

fn build(spec: &Map<String, Value>) -> AnyPenalty {
    AnyPenalty::new(PenaltySpec::try_from(spec.clone()).unwrap()).unwrap()
}

fn spec(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap()
}

fn normalizer(penalty: &AnyPenalty, n: usize, factor: f64) -> LogNormalizer {
    penalty.normalized().unwrap().log_normalizer(1, n, factor).unwrap()
}

/// Kinds with a normalizer that are sums over entries, whose parameters are numbers.
fn sums() -> impl Iterator<Item = &'static Entry> {
    let can = |entry: &&Entry| entry.capabilities.contains(&Capability::Normalized);
    let numbers = |entry: &&Entry| entry.parameters.iter().all(|p| p.sort == "number");
    CATALOG.iter().filter(can).filter(numbers).filter(|entry| entry.properties.structure == Structure::Separable)
}

/// Random parameters over some decades; the strength is above what the logarithm needs.
fn random(entry: &Entry, random: &mut Random) -> Map<String, Value> {
    let mut spec = Map::from_iter([("kind".to_owned(), json!(entry.kind))]);
    for parameter in entry.parameters {
        let low = if parameter.name == "strength" { -0.1 } else { -2.0 };
        spec.insert(parameter.name.to_owned(), json!(random.decade(low, 1.5)));
    }
    spec
}

/// ∫ exp(−λk(x)) dx, pieces joined where a parameter of the kind joins its own.
fn integral(spec: &Map<String, Value>) -> f64 {
    let number = |name: &str| spec[name].as_f64().unwrap();
    let kind = spec["kind"].as_str().unwrap();
    let k = |x: f64| number("strength") * naive::separable::value(kind, &|name| number(name), &[x]).unwrap();
    // What is far out of reach of exp is taken out first.
    let least = k(0.0);
    let density = |x: f64| (least - k(x)).exp();
    let joint = ["delta", "eps"].iter().find_map(|name| spec.get(*name)).map_or(1.0, |s| s.as_f64().unwrap());
    let half = checks::integral(&density, 0.0, joint) + checks::integral_from(&density, joint);
    (2.0 * half).ln() - least
}

#[test]
fn the_normalizer_is_the_integral() {
    for entry in sums() {
        for seed in 0..200 {
            let spec = random(entry, &mut Random::new(seed));
            let (found, wanted) = (normalizer(&build(&spec), 1, 1.0).value, integral(&spec));
            let close = (found - wanted).abs() <= 1e-12 * wanted.abs().max(1.0);
            assert!(close, "{spec:?}: {found}, not {wanted}");
        }
    }
}

#[test]
fn its_derivatives_are_those_of_its_value() {
    for entry in sums() {
        for seed in 0..200 {
            let spec = random(entry, &mut Random::new(seed));
            let value = |name: &str, h: f64| {
                let mut spec = spec.clone();
                spec.insert(name.to_owned(), json!(spec[name].as_f64().unwrap() * h.exp()));
                normalizer(&build(&spec), 1, 1.0).value
            };
            let found = normalizer(&build(&spec), 1, 1.0);
            let names = std::iter::once("strength").chain(entry.shapes.iter().copied());
            for (name, slope) in names.zip(std::iter::once(&found.strength).chain(&found.shapes)) {
                // Richardson's extrapolation of central differences.
                let central = |h: f64| (value(name, h) - value(name, -h)) / (2.0 * h);
                let (a, b, c) = (central(4e-3), central(2e-3), central(1e-3));
                let wanted = (64.0 * c - 20.0 * b + a) / 45.0;
                let rounding = 1e-11 * (1.0 + found.value.abs() + slope.abs());
                // The logarithm's pole at ½ is near some strengths.
                assert!(
                    (slope - wanted).abs() <= rounding.max(1e-9 * slope.abs()),
                    "{spec:?}, {name}: {slope}, {wanted}"
                );
            }
            assert_eq!(found.shapes.len(), entry.shapes.len());
        }
    }
}

#[test]
fn entries_are_independent_and_the_factor_is_strength() {
    for entry in sums() {
        let mut spec = random(entry, &mut Random::new(3));
        let penalty = build(&spec);
        let one = normalizer(&penalty, 1, 2.0);
        assert_eq!(normalizer(&penalty, 6, 2.0), one.clone().times(6.0));
        assert_eq!(penalty.normalized().unwrap().log_normalizer(3, 2, 2.0).unwrap(), one.clone().times(6.0));
        assert_eq!(normalizer(&penalty, 0, 2.0).value, 0.0);
        spec.insert("strength".to_owned(), json!(2.0 * spec["strength"].as_f64().unwrap()));
        assert_eq!(normalizer(&build(&spec), 1, 1.0), one);
    }
}

#[test]
fn known_values_come_out() {
    let z = normalizer(&build(&spec(r#"{ "kind": "SmoothedL1", "eps": 0.5 }"#)), 1, 2.0);
    assert!((z.value.exp() - 0.601_907_230_197_234_6).abs() < 1e-15);
    assert!((z.strength - -1.699_483_935_593_772).abs() < 1e-15);
    let ridge = normalizer(&build(&spec(r#"{ "kind": "Ridge" }"#)), 5, 1.0_f64.exp());
    let constant = 2.5 * std::f64::consts::TAU.ln();
    assert!((ridge.value - (constant - 2.5)).abs() < 1e-14);
    assert_eq!(ridge.strength, -2.5);
    // Student's law with one degree of freedom: Z = πδ at λ = 1.
    let log = normalizer(&build(&spec(r#"{ "kind": "LogSparsity", "delta": 0.25 }"#)), 1, 1.0);
    assert!((log.value - (0.25 * std::f64::consts::PI).ln()).abs() < 1e-15);
    // Gaussian of rank 2 with eigenvalues 3 and 5.
    let quadratic = LogNormalizer::quadratic(2, 15.0_f64.ln(), 2.0);
    let wanted = (std::f64::consts::TAU / 6.0).sqrt().ln() + (std::f64::consts::TAU / 10.0).sqrt().ln();
    assert!((quadratic.value - wanted).abs() < 1e-15 && quadratic.strength == -1.0);
}

#[test]
fn limits_are_reached_and_extremes_stay_finite() {
    let of = |text: &str, factor: f64| normalizer(&build(&spec(text)), 1, factor);
    let l1 = |factor: f64| of(r#"{ "kind": "L1" }"#, factor).value;
    for factor in [1e-250_f64, 1e-3, 1.0, 1e3, 1e250] {
        let near = |a: f64, b: f64| assert!((a - b).abs() <= 2e-13 * b.abs().max(1.0), "{factor}: {a}, not {b}");
        near(of(r#"{ "kind": "SmoothedL1", "eps": 1e-300 }"#, factor.min(1e200)).value, l1(factor.min(1e200)));
        near(of(r#"{ "kind": "Huber", "delta": 1e-300 }"#, factor).value, l1(factor));
        near(of(r#"{ "kind": "ElasticNet", "l1": 1, "l2": 0 }"#, factor).value, l1(factor));
        near(of(r#"{ "kind": "ElasticNet", "l1": 1, "l2": 1e-300 }"#, factor).value, l1(factor));
        let ridge = of(r#"{ "kind": "Ridge" }"#, factor).value;
        near(of(r#"{ "kind": "ElasticNet", "l1": 0, "l2": 1 }"#, factor).value, ridge);
        near(of(r#"{ "kind": "Huber", "delta": 1e300 }"#, factor).value, ridge + 150.0 * 10.0_f64.ln());
        near(of(r#"{ "kind": "ElasticNet", "l1": 0, "l2": 1 }"#, factor).strength, -0.5);
        near(of(r#"{ "kind": "ElasticNet", "l1": 1, "l2": 0 }"#, factor).strength, -1.0);
    }
}

#[test]
fn an_integral_that_is_not_finite_is_refused() {
    let refused = |text: &str, factor: f64| {
        let error = build(&spec(text)).normalized().unwrap().log_normalizer(1, 1, factor).unwrap_err();
        (error.code().name(), error.argument())
    };
    let domain = |argument: &str| ("ERR_DOMAIN", argument.to_owned());
    assert_eq!(refused(r#"{ "kind": "LogSparsity", "delta": 1 }"#, 0.5), domain("strength"));
    assert_eq!(refused(r#"{ "kind": "Ridge", "strength": 0 }"#, 1.0), domain("strength"));
    assert_eq!(refused(r#"{ "kind": "Ridge" }"#, 0.0), domain("factor"));
    assert_eq!(refused(r#"{ "kind": "ElasticNet", "l1": 0, "l2": 0 }"#, 1.0), domain("l1"));
    assert_eq!(refused(r#"{ "kind": "SmoothedL1", "eps": 1e300 }"#, 1e300).0, "ERR_NON_FINITE");
}

#[test]
fn the_catalog_says_which_kinds_have_one_and_the_others_say_why_not() {
    for entry in CATALOG {
        let can = entry.capabilities.contains(&Capability::Normalized);
        assert_eq!(entry.properties.has_normalizer, can, "{}", entry.kind);
        assert_eq!(entry.no_normalizer.is_empty(), can, "{}", entry.kind);
    }
    for (text, reason) in [
        (r#"{ "kind": "MCP", "gamma": 3 }"#, "P is bounded"),
        (r#"{ "kind": "SmoothedSCAD", "gamma": 3, "eps": 1 }"#, "P is bounded"),
        (r#"{ "kind": "L0" }"#, "P counts entries"),
        (r#"{ "kind": "Simplex" }"#, "P is 0 on the set, so the strength does not change it"),
        (r#"{ "kind": "TraceNorm" }"#, "no closed form of the volume of its unit ball"),
    ] {
        let penalty = build(&spec(text));
        let error = penalty.normalized().err().unwrap();
        assert_eq!(error.code().name(), "ERR_UNSUPPORTED");
        assert!(error.to_string().starts_with(&format!("{} has no normalizer: {reason}", penalty.entry().kind)));
    }
}
