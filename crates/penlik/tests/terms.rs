//! Terms of every kind of the catalog: λ·P at every ρ, and its derivatives in ρ.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use penlik::check::Explain;
use penlik::curvature::Curvature;
use penlik::linalg::Workers;
use penlik::penalties::{AnyPenalty, Block, CATALOG, Capability, Domain, Entry, Penalty, PlacedTerm, Term};
use serde_json::{Map, Value, json};

static WORKERS: Workers = Workers::sequential();

/// A kind at the example of the catalog, all that can be learned in its term, and the point of the catalog.
struct Case {
    entry: &'static Entry,
    term: Term,
    theta: Vec<f64>,
    columns: usize,
}

impl Case {
    fn new(entry: &'static Entry) -> Self {
        let mut spec = Map::from_iter([("kind".to_owned(), json!(entry.kind)), ("strength".to_owned(), json!(0.8))]);
        for parameter in entry.parameters.iter().filter(|p| !p.optional || p.example.is_some()) {
            let inside = match parameter.domain {
                Domain::AboveOne | Domain::AboveTwo => json!(3.7),
                Domain::Counting => json!(1),
                _ => json!(0.5),
            };
            spec.insert(parameter.name.to_owned(), parameter.example.map_or(inside, |example| example.value()));
        }
        let learn: Vec<&str> = entry.shapes.iter().copied().chain(["strength"]).collect();
        let term = term(&json!({ "penalty": spec, "weight": 1.5, "learn": learn }));
        let point = entry.point.value();
        let rows: Vec<Value> = point.as_array().unwrap().clone();
        let numbers = |row: &Value| row.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect::<Vec<_>>();
        let (theta, columns) = match rows[0].is_array() {
            true => (rows.iter().flat_map(numbers).collect(), numbers(&rows[0]).len()),
            false => (numbers(&point), rows.len()),
        };
        Self { entry, term, theta, columns }
    }

    fn block(&self) -> Block<'_> {
        Block::new(&self.theta, self.columns).unwrap()
    }

    /// A point away from ρ = 0.
    fn rho(&self) -> Vec<f64> {
        (0..self.term.rho_names().len()).map(|j| 0.3 - 0.2 * j as f64).collect()
    }

    fn can(&self, capability: Capability) -> bool {
        self.entry.capabilities.contains(&capability)
    }

    /// ∂f/∂ρ_j by Richardson's extrapolation of central differences.
    fn slope(&self, j: usize, f: &dyn Fn(&PlacedTerm<'_>) -> Vec<f64>) -> Vec<f64> {
        let at = |h: f64| {
            let mut rho = self.rho();
            rho[j] += h;
            f(&self.term.at(&rho).unwrap())
        };
        let central = |h: f64| -> Vec<f64> { at(h).iter().zip(at(-h)).map(|(a, b)| (a - b) / (2.0 * h)).collect() };
        let (a, b, c) = (central(4e-3), central(2e-3), central(1e-3));
        a.iter().zip(b).zip(c).map(|((a, b), c)| (64.0 * c - 20.0 * b + a) / 45.0).collect()
    }
}

fn term(spec: &Value) -> Term {
    Term::new(serde_json::from_value(spec.clone()).unwrap()).unwrap()
}

/// The parameters of the penalty, defaults filled in.
fn written(case: &Case) -> Map<String, Value> {
    serde_json::to_value(case.term.penalty().spec()).unwrap().as_object().unwrap().clone()
}

fn every(test: impl Fn(&Case)) {
    CATALOG.iter().for_each(|entry| test(&Case::new(entry)));
}

fn near(what: &str, case: &Case, found: &[f64], wanted: &[f64], tolerance: f64) {
    assert_eq!(found.len(), wanted.len(), "{what} of {}", case.entry.kind);
    let size = wanted.iter().fold(1.0_f64, |m, x| m.max(x.abs()));
    for (found, wanted) in found.iter().zip(wanted) {
        assert!((found - wanted).abs() <= tolerance * size, "{what} of {}: {found}, not {wanted}", case.entry.kind);
    }
}

fn columns_of(curvature: &Curvature) -> Vec<f64> {
    let n = curvature.dimension();
    let mut h = ndarray::Array2::zeros((n, n));
    curvature.add_to(h.view_mut());
    h.into_raw_vec_and_offset().0
}

fn gradient(placed: &PlacedTerm<'_>, case: &Case) -> Vec<f64> {
    let mut out = vec![f64::NAN; case.theta.len()];
    placed.value_gradient(case.block(), &mut out, &WORKERS).unwrap();
    out
}

#[test]
fn at_rho_zero_a_term_is_its_penalty_times_its_weight() {
    every(|case| {
        let zero = vec![0.0; case.rho().len()];
        let placed = case.term.at(&zero).unwrap();
        let value = case.term.penalty().value(case.block(), &WORKERS).unwrap();
        assert_eq!((placed.factor(), placed.value(case.block(), &WORKERS).unwrap()), (1.5, 1.5 * value));
        assert_eq!(case.term.rho_domain().len(), zero.len());
        assert!(case.term.rho_domain().iter().all(|domain| domain.lower < 0.0 && domain.upper > 0.0));
    });
}

#[test]
fn at_any_rho_it_is_the_penalty_with_these_shapes_times_the_strength() {
    every(|case| {
        let (rho, names) = (case.rho(), case.term.rho_names());
        let mut spec = written(case);
        let mut factor = 1.5;
        for (name, rho) in names.iter().zip(&rho) {
            match name.split_once('[') {
                None if name == "strength" => factor *= rho.exp(),
                None => spec[name] = json!(spec[name].as_f64().unwrap() * rho.exp()),
                Some((name, place)) => {
                    let i: usize = place.trim_end_matches(']').parse().unwrap();
                    let array = if spec[name].is_object() { &mut spec[name]["data"] } else { &mut spec[name] };
                    array[i] = json!(array[i].as_f64().unwrap() * rho.exp());
                }
            }
        }
        let penalty = AnyPenalty::new(serde_json::from_value(Value::Object(spec)).unwrap()).unwrap();
        let placed = case.term.at(&rho).unwrap();
        let value = penalty.value(case.block(), &WORKERS).unwrap();
        assert_eq!(placed.value(case.block(), &WORKERS).unwrap(), factor * value);
        let Ok(smooth) = penalty.smooth() else {
            assert_eq!(placed.at(case.block(), &WORKERS).err().unwrap().code().name(), "ERR_UNSUPPORTED");
            return;
        };
        let local = smooth.at(case.block(), &WORKERS).unwrap();
        let n = case.theta.len();
        let v: Vec<f64> = (0..n).map(|i| 1.0 - 0.3 * i as f64).collect();
        let (mut out, mut wanted) = (vec![f64::NAN; n], vec![f64::NAN; n]);
        let times = |x: &[f64]| x.iter().map(|x| factor * x).collect::<Vec<_>>();
        near("the gradient", case, &gradient(&placed, case), &times(local.gradient()), 1e-15);
        let term = placed.at(case.block(), &WORKERS).unwrap();
        local.hessian().apply(&v, &mut wanted);
        term.hessian_vector_product(&v, &mut out).unwrap();
        near("the product", case, &out, &times(&wanted), 1e-15);
        local.hessian().diagonal(&mut wanted);
        term.hessian_diagonal(&mut out).unwrap();
        near("the diagonal", case, &out, &times(&wanted), 1e-15);
        local.bound().diagonal(&mut wanted);
        term.bound_diagonal(&mut out).unwrap();
        near("the diagonal of the bound", case, &out, &times(&wanted), 1e-15);
        near("the Hessian", case, &columns_of(&term.hessian()), &times(&columns_of(local.hessian())), 1e-14);
        near("the bound", case, &columns_of(&term.bound()), &times(&columns_of(local.bound())), 1e-14);
        let along = (term.hessian_along(&v), local.hessian_along(&v));
        near("the third derivative", case, &columns_of(&along.0), &times(&columns_of(&along.1)), 1e-14);
        assert!(term.hessian_vector_product(&v[1..], &mut out).is_err());
    });
}

#[test]
fn derivatives_in_rho_are_those_of_value_gradient_and_hessian() {
    every(|case| {
        let placed = case.term.at(&case.rho()).unwrap();
        let slopes = placed.gradient_rho(case.block(), &WORKERS).unwrap();
        for (j, slope) in slopes.iter().enumerate() {
            let wanted = case.slope(j, &|placed| vec![placed.value(case.block(), &WORKERS).unwrap()]);
            near("∂/∂ρ", case, &[*slope], &wanted, 1e-10);
            if !case.can(Capability::Smooth) {
                continue;
            }
            let mut along = vec![f64::NAN; case.theta.len()];
            placed.gradient_along_rho(j, case.block(), &mut along, &WORKERS).unwrap();
            near("∂∇/∂ρ", case, &along, &case.slope(j, &|placed| gradient(placed, case)), 1e-9);
            let curvature = placed.hessian_along_rho(j, case.block(), &WORKERS).unwrap();
            let hessian = |placed: &PlacedTerm<'_>| columns_of(&placed.at(case.block(), &WORKERS).unwrap().hessian());
            near("∂∇²/∂ρ", case, &columns_of(&curvature), &case.slope(j, &hessian), 1e-9);
        }
        let mut out = vec![0.0; case.theta.len()];
        let beyond = placed.gradient_along_rho(slopes.len(), case.block(), &mut out, &WORKERS).unwrap_err();
        assert_eq!(beyond.argument(), "j");
    });
}

#[test]
fn the_normalizer_of_a_term_has_the_gradient_of_its_value_or_a_reason_not_to_exist() {
    every(|case| {
        let placed = case.term.at(&case.rho()).unwrap();
        if !case.can(Capability::Normalized) {
            let error = placed.log_normalizer(None).unwrap_err();
            assert_eq!(error.code().name(), "ERR_UNSUPPORTED");
            assert!(error.to_string().starts_with(&format!("{} has no normalizer: ", case.entry.kind)));
            return;
        }
        let (_, gradient) = placed.log_normalizer(None).unwrap();
        for (j, slope) in gradient.iter().enumerate() {
            let wanted = case.slope(j, &|placed| vec![placed.log_normalizer(None).unwrap().0]);
            near("∂ ln Z/∂ρ", case, &[*slope], &wanted, 1e-10);
        }
    });
}

#[test]
fn a_learned_strength_meets_the_known_normalizer() {
    let smoothed = term(
        &json!({ "penalty": { "kind": "SmoothedL1", "eps": 0.5, "strength": 0.5 }, "weight": 2, "learn": ["strength"] }),
    );
    let (value, gradient) = smoothed.at(&[2.0_f64.ln()]).unwrap().log_normalizer(None).unwrap();
    assert!((value.exp() - 0.601_907_230_197_234_6).abs() < 1e-15);
    assert!((gradient[0] - -1.699_483_935_593_772).abs() < 1e-15);
    let ridge = term(&json!({ "penalty": { "kind": "Ridge" }, "learn": ["strength"] }));
    let of = |rho: f64| ridge.at(&[rho]).unwrap().log_normalizer(Some((7, 1))).unwrap();
    assert!((of(3.0).0 - of(0.0).0 - -0.5 * 7.0 * 3.0).abs() < 1e-14);
    assert_eq!(of(3.0).1, [-3.5]);
}

#[test]
fn a_weight_of_zero_takes_the_term_away_at_every_rho() {
    let none = term(&json!({ "penalty": { "kind": "Ridge" }, "weight": 0, "learn": ["strength"] }));
    let placed = none.at(&[700.0]).unwrap();
    assert_eq!(placed.value(Block::row(&[1.0, 2.0]), &WORKERS).unwrap(), 0.0);
    assert_eq!(placed.gradient_rho(Block::row(&[1.0, 2.0]), &WORKERS).unwrap(), [0.0]);
    assert_eq!(placed.log_normalizer(None).unwrap_err().argument(), "factor");
}

#[test]
fn what_overflows_is_refused() {
    let huge = term(&json!({ "penalty": { "kind": "Ridge" }, "weight": 1e300, "learn": ["strength"] }));
    let error = huge.at(&[0.0]).unwrap().value(Block::row(&[1e10]), &WORKERS).unwrap_err();
    assert_eq!(error.code().name(), "ERR_NON_FINITE");
    let mut out = [0.0];
    assert!(huge.at(&[0.0]).unwrap().value_gradient(Block::row(&[1e10]), &mut out, &WORKERS).is_err());
}
