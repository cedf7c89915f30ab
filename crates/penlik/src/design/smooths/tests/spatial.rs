//! Bases against mgcv (`scripts/references/spatial_bases.R`): functions, penalties, fits; and their refusals.
//!
//! Bases of one space differ by a linear map: B·A = X with A from least squares, then B_new·A = X_new and AᵀSA = S_X.

use super::basis::{Basis, Covariate, Refusal, Request, Setting};
use super::catalog::AnyBasis;
use crate::linalg::{Cholesky, Panels, Symmetric, dot, least_squares};
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

/// Columns of numbers or of codes.
enum Column {
    Numbers(Vec<f64>),
    Codes(Vec<u32>, usize),
}

impl Column {
    fn read(value: &Value) -> Self {
        match value.get("codes") {
            None => Self::Numbers(numbers(value)),
            Some(codes) => {
                let codes = numbers(codes).iter().map(|x| *x as u32).collect();
                Self::Codes(codes, value["count"].as_u64().unwrap() as usize)
            }
        }
    }

    fn all(value: &Value) -> Vec<Self> {
        value.as_array().unwrap().iter().map(Self::read).collect()
    }

    fn covariate(&self) -> Covariate<'_> {
        match self {
            Self::Numbers(x) => Covariate::Numbers(x),
            Self::Codes(codes, count) => Covariate::Levels { codes, count: *count },
        }
    }
}

fn covariates(columns: &[Column]) -> Vec<Covariate<'_>> {
    columns.iter().map(Column::covariate).collect()
}

fn setting(value: &Value) -> Setting {
    match value {
        Value::Number(x) => Setting::Number(x.as_f64().unwrap()),
        Value::String(word) => Setting::Word(word.clone()),
        Value::Array(list) if list.iter().all(Value::is_array) => {
            Setting::Neighbours(list.iter().map(|l| numbers(l).iter().map(|x| *x as usize).collect()).collect())
        }
        _ => Setting::Numbers(numbers(value)),
    }
}

fn basis_of(case: &Value, columns: &[Column]) -> Result<AnyBasis, Refusal> {
    let names: Vec<String> = (0..columns.len()).map(|v| format!("x{v}")).collect();
    let options: Vec<(String, Setting)> =
        case["options"].as_object().unwrap().iter().map(|(name, value)| (name.clone(), setting(value))).collect();
    let knots: Vec<Vec<f64>> = case["knots"].as_array().unwrap().iter().map(numbers).collect();
    let at = covariates(columns);
    let request = Request {
        k: case["k"].as_u64().map(|k| k as usize),
        m: &numbers(&case["m"]),
        knots: &knots,
        options: &options,
        ..Request::of(&at, &names)
    };
    AnyBasis::new(case["bs"].as_str().unwrap(), &request).unwrap()
}

/// The functions at some points, row-major.
fn values(basis: &AnyBasis, at: &[Covariate<'_>]) -> Vec<f64> {
    let (n, k) = (at[0].rows(), basis.size());
    let mut out = vec![f64::NAN; n * k];
    basis.fill(at, &mut out, n);
    (0..n * k).map(|place| out[(place % k) * n + place / k]).collect()
}

/// A with B·A nearest to X, row-major, and the largest error relative to the largest entry.
fn map_between(b: &[f64], x: &[f64], k: usize) -> (Vec<f64>, f64) {
    let n = x.len() / k;
    let mut panels = Panels::zeros(n, k);
    (0..n * k).for_each(|place| panels.set(place / k, place % k, b[place]));
    let (mut a, mut error) = (vec![0.0; k * k], 0.0_f64);
    for j in 0..k {
        let column: Vec<f64> = (0..n).map(|i| x[i * k + j]).collect();
        let fit = least_squares(&panels, &column).unwrap();
        let size = column.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
        error = fit.residual.iter().fold(error, |m, r| m.max(r.abs() / size));
        (0..k).for_each(|i| a[i * k + j] = fit.solution[i]);
    }
    (a, error)
}

fn largest_difference(a: &[f64], b: &[f64]) -> f64 {
    let size = b.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    a.iter().zip(b).fold(0.0, |m: f64, (a, b)| m.max((a - b).abs())) / size
}

fn times(a: &[f64], inner: usize, b: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; a.len() / inner * (b.len() / inner)];
    crate::linalg::product(a, inner, b, &mut out);
    out
}

/// Fitted values and tr(H) of the penalized least squares fit.
fn fit(b: &[f64], k: usize, y: &[f64], penalties: &[Symmetric], strengths: &[f64]) -> (Vec<f64>, f64) {
    let gram = times(&crate::linalg::transposed(b, k), y.len(), b);
    let mut h = Symmetric { order: k, data: gram.clone() };
    for (s, strength) in penalties.iter().zip(strengths) {
        h.data.iter_mut().zip(&s.data).for_each(|(h, s)| *h += strength * s);
    }
    let factor = Cholesky::new(&h).unwrap();
    let beta = factor.solve(&times(&crate::linalg::transposed(b, k), y.len(), y));
    let inverse = factor.inverse();
    (times(b, k, &beta), dot(&inverse.data, &gram))
}

#[test]
fn functions_penalties_and_fits_are_those_of_mgcv() {
    for case in &fixture("spatial_bases.json") {
        if AnyBasis::NAMES.contains(&case["bs"].as_str().unwrap()) {
            agrees(case);
        }
    }
}

/// The first penalty, and the sum of the others.
fn first_and_rest(penalties: Vec<Symmetric>) -> Vec<Symmetric> {
    let mut rest = Symmetric::zeros(penalties[0].order);
    penalties[1..].iter().for_each(|s| rest.data.iter_mut().zip(&s.data).for_each(|(r, s)| *r += s));
    vec![penalties[0].clone(), rest]
}

fn agrees(case: &Value) {
    let name = case["name"].as_str().unwrap();
    let (columns, new) = (Column::all(&case["covariates"]), Column::all(&case["new"]));
    let basis = basis_of(case, &columns).unwrap();
    let (k, b) = (basis.size(), values(&basis, &covariates(&columns)));
    assert_eq!(k, case["functions"].as_u64().unwrap() as usize, "{name}");
    let (x, new_x) = (numbers(&case["values"]), numbers(&case["newValues"]));
    let new_b = values(&basis, &covariates(&new));
    let (a, outside) = map_between(&[&b[..x.len()], &new_b].concat(), &[x, new_x].concat(), k);
    // In these mgcv's truncated space is that far from that of forty digits; see `the_truncated_space_is_that_of_forty_digits`.
    let (tolerance, of_fit) = match (case["bs"].as_str().unwrap(), name) {
        ("gp", _) => (1e-3, 1e-5),
        ("ds", _) | (_, "metres") => (1e-6, 1e-7),
        _ => (1e-9, 1e-9),
    };
    assert!(outside < tolerance, "{name}: the spaces differ by {outside:e}");
    let penalties = match basis {
        AnyBasis::FactorSmooth(_) => first_and_rest(basis.penalties()),
        _ => basis.penalties(),
    };
    for (s, wanted) in penalties.iter().zip(case["penalties"].as_array().unwrap()) {
        let mapped = times(&crate::linalg::transposed(&a, k), k, &times(&s.data, k, &a));
        let error = largest_difference(&mapped, &numbers(wanted));
        assert!(error < 10.0 * tolerance, "{name}: the penalties differ by {error:e}");
    }
    let strengths = numbers(&case["strengths"]);
    assert_eq!(penalties.len(), strengths.len(), "{name}");
    let (fitted, edf) = fit(&b, k, &numbers(&case["response"]), &penalties, &strengths);
    let wanted = numbers(&case["fitted"]);
    let error = largest_difference(&fitted[..wanted.len()], &wanted);
    let edf_error = (edf - case["edf"].as_f64().unwrap()).abs();
    assert!(error < of_fit && edf_error < 100.0 * of_fit, "{name}: fitted {error:e}, edf {edf_error:e}");
    let levels: Vec<usize> =
        columns.iter().map(|column| if let Column::Codes(_, count) = column { *count } else { 0 }).collect();
    assert!(basis.takes(&levels) && !basis.takes(&[levels.clone(), vec![0]].concat()), "{name}");
    // A model read back is the model.
    let text = serde_json::to_string(&basis).unwrap();
    assert_eq!(serde_json::from_str::<AnyBasis>(&text).unwrap(), basis, "{name}");
}

fn fixture(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/fixtures/smooths/{name}", env!("CARGO_MANIFEST_DIR"));
    let all: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    all["cases"].as_array().unwrap().clone()
}

#[test]
fn the_truncated_space_is_that_of_forty_digits() {
    let cases = fixture("spatial_bases.json");
    for exact in fixture("spatial_exact.json") {
        let case = cases.iter().find(|case| case["name"] == exact["name"]).unwrap();
        let columns = Column::all(&case["covariates"]);
        let basis = basis_of(case, &columns).unwrap();
        let (k, b) = (basis.size(), values(&basis, &covariates(&columns)));
        let (a, outside) = map_between(&b, &numbers(&exact["values"]), k);
        let mapped = times(&crate::linalg::transposed(&a, k), k, &times(&basis.penalties()[0].data, k, &a));
        let error = largest_difference(&mapped, &numbers(&exact["penalty"]));
        assert!(outside < 1e-9 && error < 1e-8, "{}: outside {outside:e}, penalty {error:e}", exact["name"]);
    }
}

/// A case by its parts, for what no fixture has.
fn request<'a>(covariates: &'a [Covariate<'a>], names: &'a [String], k: Option<usize>) -> Request<'a> {
    Request { k, ..Request::of(covariates, names) }
}

fn names(count: usize) -> Vec<String> {
    ["x", "z", "w", "v"][..count].iter().map(|name| (*name).to_owned()).collect()
}

/// Numbers in (0, 1) without order.
fn spread(n: usize, column: usize) -> Vec<f64> {
    let random = crate::linalg::counter_random::CounterRandom::new(5, column as u64);
    (0..n).map(|i| random.uniform(i as u64)).collect()
}

#[test]
fn derivatives_are_those_of_the_functions() {
    for (bs, m, d) in [
        ("tp", vec![], 1),
        ("tp", vec![], 2),
        ("tp", vec![4.0], 2),
        ("tp", vec![], 3),
        ("ts", vec![3.0], 1),
        ("ds", vec![1.0, 0.5], 2),
        ("ds", vec![2.0, 0.5], 2),
        ("gp", vec![], 2),
        ("gp", vec![4.0], 2),
        ("gp", vec![-5.0, 0.1], 1),
        ("gp", vec![2.0, 0.5, 1.5], 2),
    ] {
        if !AnyBasis::NAMES.contains(&bs) {
            continue;
        }
        let data: Vec<Vec<f64>> = (0..d).map(|v| spread(40, v)).collect();
        let at: Vec<Covariate<'_>> = data.iter().map(|x| Covariate::Numbers(x)).collect();
        let names = names(d);
        let basis = AnyBasis::new(bs, &Request { m: &m, ..request(&at, &names, Some(16)) }).unwrap().unwrap();
        for variable in 0..d {
            let shifted = |h: f64| {
                let moved: Vec<Vec<f64>> = (0..d)
                    .map(|v| {
                        (0..7)
                            .map(|i| 0.03 + 0.13 * i as f64 + if v == variable { h } else { 0.01 * v as f64 })
                            .collect()
                    })
                    .collect();
                let at: Vec<Covariate<'_>> = moved.iter().map(|x| Covariate::Numbers(x)).collect();
                let mut slopes = vec![f64::NAN; 7 * 16];
                assert!(basis.fill_derivative(&at, variable, &mut slopes, 7));
                let mut out = vec![f64::NAN; 7 * 16];
                basis.fill(&at, &mut out, 7);
                (out, slopes)
            };
            let h = 1e-4;
            let (far, near) = ((shifted(2.0 * h).0, shifted(-2.0 * h).0), (shifted(h).0, shifted(-h).0));
            let found = shifted(0.0).1;
            let wanted: Vec<f64> = (0..found.len())
                .map(|j| (8.0 * (near.0[j] - near.1[j]) - (far.0[j] - far.1[j])) / (12.0 * h))
                .collect();
            let error = largest_difference(&found, &wanted);
            assert!(error < 1e-7, "{bs} {m:?} in variable {variable} of {d}: {error:e}");
        }
    }
}

#[test]
fn polynomials_are_among_the_functions_and_free() {
    for (m, d, k) in [(2.0, 1, 9), (3.0, 1, 9), (2.0, 2, 14), (3.0, 2, 14), (3.0, 3, 25)] {
        let data: Vec<Vec<f64>> = (0..d).map(|v| spread(60, v).iter().map(|x| 1e6 + 1e-3 * x).collect()).collect();
        let at: Vec<Covariate<'_>> = data.iter().map(|x| Covariate::Numbers(x)).collect();
        let names = names(d);
        let basis = AnyBasis::new("tp", &Request { m: &[m], ..request(&at, &names, Some(k)) }).unwrap().unwrap();
        let b = values(&basis, &at);
        let degree = m as i32 - 1;
        let wanted: Vec<f64> = data[0].iter().map(|x| (1e3 * (x - 1e6)).powi(degree)).collect();
        let mut panels = Panels::zeros(60, k);
        (0..60 * k).for_each(|place| panels.set(place / k, place % k, b[place]));
        let fit = least_squares(&panels, &wanted).unwrap();
        assert!(fit.residual.iter().all(|r| r.abs() < 1e-12));
        let s = &basis.penalties()[0];
        let energy = dot(&fit.solution, &s.product(&fit.solution));
        let size = s.data.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
        assert!(energy.abs() < 1e-16 * size, "{energy:e} of {size:e}");
    }
}

/// With a function for every point f interpolates, and in one dimension the energy ∫f″² is that of the natural cubic spline.
#[test]
fn the_energy_is_that_of_the_natural_spline() {
    let x = [0.0, 1.0, 2.0, 3.0, 5.0, 5.5];
    let y = [0.0, 1.0, 0.0, 2.0, 1.0, 3.0];
    let (at, names) = ([Covariate::Numbers(&x)], names(1));
    let basis = AnyBasis::new("tp", &request(&at, &names, Some(6))).unwrap().unwrap();
    let mut panels = Panels::zeros(6, 6);
    let b = values(&basis, &at);
    (0..36).for_each(|place| panels.set(place / 6, place % 6, b[place]));
    let beta = least_squares(&panels, &y).unwrap().solution;
    let energy = dot(&beta, &basis.penalties()[0].product(&beta));
    // γ = K⁻¹Qᵀy, energy γᵀKγ: P. J. Green and B. W. Silverman, Nonparametric Regression and Generalized Linear Models, 1994, §2.1.
    let h: Vec<f64> = x.windows(2).map(|w| w[1] - w[0]).collect();
    let mut k = Symmetric::zeros(4);
    let mut q = vec![0.0; 4];
    for j in 0..4 {
        k.add(j, j, (h[j] + h[j + 1]) / 3.0);
        if j > 0 {
            k.add(j, j - 1, h[j] / 6.0);
        }
        q[j] = (y[j + 2] - y[j + 1]) / h[j + 1] - (y[j + 1] - y[j]) / h[j];
    }
    let wanted = dot(&q, &Cholesky::new(&k).unwrap().solve(&q));
    assert!((energy / wanted - 1.0).abs() < 1e-13, "{energy} {wanted}");
}

#[test]
fn the_order_and_the_unit_of_the_data_change_nothing() {
    let (x, z) = (spread(300, 0), spread(300, 1));
    let names = names(1);
    let fill = |x: &[f64]| {
        let at = [Covariate::Numbers(x)];
        values(&AnyBasis::new("tp", &request(&at, &names, Some(12))).unwrap().unwrap(), &at)
    };
    let plain = fill(&x);
    for scale in [2.0_f64.powi(-60), 2.0_f64.powi(60)] {
        let scaled: Vec<f64> = x.iter().map(|x| x * scale).collect();
        assert_eq!(fill(&scaled), plain, "{scale:e}");
    }
    let back: Vec<f64> = x.iter().rev().copied().collect();
    let rows: Vec<f64> = fill(&back).chunks(12).rev().flatten().copied().collect();
    assert_eq!(rows, plain);
    // A row alone has the bits that it has among others.
    let at = [Covariate::Numbers(&x), Covariate::Numbers(&z)];
    let two = self::names(2);
    let basis = AnyBasis::new("tp", &request(&at, &two, None)).unwrap().unwrap();
    let all = values(&basis, &at);
    let alone = values(&basis, &[Covariate::Numbers(&x[17..18]), Covariate::Numbers(&z[17..18])]);
    assert_eq!(alone, all[17 * 30..18 * 30]);
}

#[test]
fn thinned_knots_keep_the_smooth_near() {
    let (x, z) = (spread(3000, 0), spread(3000, 1));
    let (at, names) = ([Covariate::Numbers(&x), Covariate::Numbers(&z)], names(2));
    let y: Vec<f64> = x.iter().zip(&z).map(|(x, z)| (4.0 * x).sin() * (3.0 * z).cos()).collect();
    let fitted = |options: &[(String, Setting)]| {
        let basis = AnyBasis::new("tp", &Request { options, ..request(&at, &names, None) }).unwrap().unwrap();
        fit(&values(&basis, &at), 30, &y, &basis.penalties(), &[1e-6]).0
    };
    let some =
        |seed: f64| [("maxKnots".to_owned(), Setting::Number(300.0)), ("seed".to_owned(), Setting::Number(seed))];
    let (few, other) = (fitted(&some(1.0)), fitted(&some(2.0)));
    assert_eq!(few, fitted(&some(1.0)));
    assert!(few != other);
    // With all that the default keeps, 2000 of the 3000, the space is hardly another.
    let most = fitted(&[]);
    let apart = |a: &[f64], b: &[f64]| (a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>() / 3000.0).sqrt();
    let (error, change) = (apart(&most, &y), apart(&few, &most).max(apart(&other, &most)));
    assert!(error < 0.02 && change < 0.01, "{error} {change}");
}

fn refusal(bs: &str, request: &Request<'_>) -> Refusal {
    AnyBasis::new(bs, request).unwrap().expect_err("a refusal")
}

#[test]
fn thin_plates_say_what_they_cannot_do() {
    let (x, z) = (spread(20, 0), spread(20, 1));
    let (at, names) = ([Covariate::Numbers(&x), Covariate::Numbers(&z)], names(2));
    let plain = request(&at, &names, Some(10));
    let said = |request: Request<'_>, argument: &str, expected: &str| {
        let refusal = refusal("tp", &request);
        assert!(refusal.argument == argument && refusal.expected.contains(expected), "{refusal:?}");
    };
    said(Request { k: Some(3), ..plain }, "k", "more than 3, the number of unpenalized");
    said(Request { k: Some(21), ..plain }, "k", "at most 20, the number of distinct points of x, z");
    said(Request { k: None, ..plain }, "k", "at most 20");
    said(Request { m: &[1.0], ..plain }, "m", "2m > 2");
    said(Request { m: &[2.5], ..plain }, "m", "whole number");
    said(Request { m: &[2.0, 0.0], ..plain }, "m", "one whole number");
    let unknown = [("knotts".to_owned(), Setting::Number(3.0))];
    said(Request { options: &unknown, ..plain }, "knotts", "one of the options maxKnots, seed");
    let many = [("maxKnots".to_owned(), Setting::Number(-3.0))];
    said(Request { options: &many, ..plain }, "maxKnots", "whole number");
    let few = [("maxKnots".to_owned(), Setting::Number(9.0))];
    said(Request { options: &few, ..plain }, "k", "at most 9");
    said(Request { knots: &[vec![1.0], vec![1.0, 2.0]], ..plain }, "knots", "all of one length");
    let line = [Covariate::Numbers(&x), Covariate::Numbers(&x)];
    said(Request { covariates: &line, ..plain }, "x, z", "not lie on a line");
    let levels = [Covariate::Numbers(&x), Covariate::Levels { codes: &[0; 20], count: 1 }];
    said(Request { covariates: &levels, ..plain }, "z", "numbers");
}

#[test]
fn duchon_splines_and_processes_say_what_they_cannot_do() {
    let (x, z) = (spread(20, 0), spread(20, 1));
    let (at, names) = ([Covariate::Numbers(&x), Covariate::Numbers(&z)], names(2));
    let plain = request(&at, &names, Some(10));
    let said = |bs: &str, request: Request<'_>, argument: &str, expected: &str| {
        let refusal = refusal(bs, &request);
        assert!(refusal.argument == argument && refusal.expected.contains(expected), "{refusal:?}");
    };
    for m in [
        vec![1.0, 0.0],
        vec![2.0, 1.0],
        vec![2.0, 0.3],
        vec![0.0, 0.5],
        vec![1.5, 0.0],
        vec![2.0, 0.0, 1.0],
        vec![f64::NAN],
    ] {
        said("ds", Request { m: &m, ..plain }, "m", "m + s > 2/2");
    }
    said("ds", Request { k: Some(3), ..plain }, "k", "more than 3");
    said("gp", Request { m: &[6.0], ..plain }, "m", "1, 2, 3, 4 or 5");
    said("gp", Request { m: &[2.0, 1.0, 2.5], ..plain }, "m", "at most 2");
    said("gp", Request { m: &[2.0, 1.0, 1.0, 1.0], ..plain }, "m", "a code, a range and a power");
    let option = |name: &str, value: Setting| [(name.to_owned(), value)];
    let kernel = option("kernel", Setting::Word("gauss".to_owned()));
    said("gp", Request { options: &kernel, ..plain }, "kernel", "matern12, matern32");
    let range = option("range", Setting::Number(0.0));
    said("gp", Request { options: &range, ..plain }, "range", "above 0");
    said("gp", Request { m: &[3.0], options: &range, ..plain }, "m", "say the same");
    let power = option("power", Setting::Number(1.5));
    said("gp", Request { options: &power, ..plain }, "power", "belongs to the kernel powerExponential");
    let trend = option("trend", Setting::Word("cubic".to_owned()));
    said("gp", Request { options: &trend, ..plain }, "trend", "one of linear, constant");
    let unknown = option("nu", Setting::Number(1.5));
    said("gp", Request { options: &unknown, ..plain }, "nu", "kernel, range, power, trend, maxKnots, seed");
}

#[test]
fn words_and_codes_of_processes_mean_the_same() {
    let (x, z) = (spread(40, 0), spread(40, 1));
    let (at, names) = ([Covariate::Numbers(&x), Covariate::Numbers(&z)], names(2));
    let plain = request(&at, &names, Some(15));
    let word = |name: &str, word: &str| (name.to_owned(), Setting::Word(word.to_owned()));
    let number = |name: &str, x: f64| (name.to_owned(), Setting::Number(x));
    let made = |m: &[f64], options: &[(String, Setting)]| {
        AnyBasis::new("gp", &Request { m, options, ..plain }).unwrap().unwrap()
    };
    assert_eq!(made(&[], &[]), made(&[3.0], &[]));
    assert_eq!(made(&[4.0, 0.6], &[]), made(&[], &[word("kernel", "matern52"), number("range", 0.6)]));
    assert_eq!(
        made(&[-1.0, 0.6], &[]),
        made(&[], &[word("kernel", "spherical"), word("trend", "constant"), number("range", 0.6)])
    );
    let exponential = [word("kernel", "powerExponential"), number("power", 1.5)];
    assert_eq!(made(&[2.0, 0.0, 1.5], &[]), made(&[], &exponential));
    // e^(−t) by either name; penalties agree as the functions do.
    let (a, b) = (made(&[2.0], &[]), made(&[], &[word("kernel", "matern12")]));
    assert!(largest_difference(&values(&a, &at), &values(&b, &at)) < 1e-10);
    assert!(largest_difference(&a.penalties()[0].data, &b.penalties()[0].data) < 1e-10);
}

/// What s is by default: thin plates where they are continuous, else the least that makes it so.
#[test]
fn duchon_orders_by_default() {
    let data: Vec<Vec<f64>> = (0..4).map(|v| spread(130, v)).collect();
    let at: Vec<Covariate<'_>> = data.iter().map(|x| Covariate::Numbers(x)).collect();
    for (d, m, full, k) in [(1, vec![], [2.0, 0.0], 12), (2, vec![1.0], [1.0, 0.5], 31), (4, vec![], [2.0, 0.5], 105)] {
        let names = names(d);
        let made = |m: &[f64]| AnyBasis::new("ds", &Request { m, ..request(&at[..d], &names, None) }).unwrap().unwrap();
        assert_eq!(made(&m), made(&full));
        assert_eq!(made(&m).size(), k);
    }
}

#[test]
fn free_functions_of_levels_are_intercepts_then_slopes() {
    let x = spread(80, 0);
    let codes: Vec<u32> = (0..80).map(|i| i % 3).collect();
    let (at, names) =
        ([Covariate::Levels { codes: &codes, count: 3 }, Covariate::Numbers(&x)], ["g", "x"].map(str::to_owned));
    let basis = AnyBasis::new("fs", &request(&at, &names, Some(6))).unwrap().unwrap();
    assert_eq!((basis.size(), basis.penalties().len()), (18, 3));
    let b = values(&basis, &at);
    let mean = x.iter().sum::<f64>() / 80.0;
    let spread = (x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 80.0).sqrt();
    for i in 0..80 {
        for j in 0..18 {
            let inside = j / 6 == codes[i] as usize;
            let wanted = match j % 6 {
                _ if !inside => 0.0,
                4 => 1.0,
                5 => (x[i] - mean) / spread,
                _ => continue,
            };
            assert!((b[i * 18 + j] - wanted).abs() < 1e-10, "{i} {j}: {} {wanted}", b[i * 18 + j]);
        }
    }
    assert!(!basis.spans_constant());
}

#[test]
fn deviations_sum_to_zero_over_levels_with_their_derivatives() {
    let x = [0.1, 0.35, 0.8];
    let (data, all) = (spread(60, 0), (0..60).map(|i| i % 4).collect::<Vec<u32>>());
    let at = [Covariate::Numbers(&data), Covariate::Levels { codes: &all, count: 4 }];
    let names = ["x", "g"].map(str::to_owned);
    for bs in ["sz", "fs"] {
        let basis = AnyBasis::new(bs, &request(&at, &names, Some(5))).unwrap().unwrap();
        let k = basis.size();
        let mut sum = vec![0.0; 3 * k];
        for level in 0..4 {
            let codes = [level; 3];
            let filled = |h: f64| {
                values(&basis, &[Covariate::Numbers(&x.map(|x| x + h)), Covariate::Levels { codes: &codes, count: 4 }])
            };
            sum.iter_mut().zip(&filled(0.0)).for_each(|(s, x)| *s += x);
            let mut slopes = vec![f64::NAN; 3 * k];
            let here = [Covariate::Numbers(&x), Covariate::Levels { codes: &codes, count: 4 }];
            assert!(
                basis.fill_derivative(&here, 0, &mut slopes, 3)
                    && !basis.fill_derivative(&here, 1, &mut vec![0.0; 3 * k], 3)
            );
            let (up, down) = (filled(1e-5), filled(-1e-5));
            let wanted: Vec<f64> = (0..3 * k).map(|at| (up[at] - down[at]) / 2e-5).collect();
            let found: Vec<f64> = (0..3 * k).map(|at| slopes[(at % k) * 3 + at / k]).collect();
            assert!(largest_difference(&found, &wanted) < 1e-7, "{bs}");
        }
        assert!(bs == "fs" || sum.iter().all(|s| s.abs() < 1e-12));
    }
}

#[test]
fn a_level_without_rows_lies_between_its_neighbours() {
    // A path 0 – 1 – 2 – 3 – 4 without rows of 1 and 4.
    let codes = [0, 0, 2, 3, 3, 2, 0];
    let lists: Vec<Vec<usize>> = vec![vec![1], vec![0, 2], vec![1, 3], vec![2, 4], vec![3]];
    let options = [("neighbours".to_owned(), Setting::Neighbours(lists))];
    let (at, names) = ([Covariate::Levels { codes: &codes, count: 5 }], ["g".to_owned()]);
    let basis = AnyBasis::new("mrf", &Request { options: &options, ..request(&at, &names, Some(3)) }).unwrap().unwrap();
    let every = [0, 1, 2, 3, 4];
    let b = values(&basis, &[Covariate::Levels { codes: &every, count: 5 }]);
    for j in 0..3 {
        assert!((b[3 + j] - 0.5 * (b[j] + b[6 + j])).abs() < 1e-14 && (b[12 + j] - b[9 + j]).abs() < 1e-14);
    }
    assert!(basis.spans_constant());
    assert_eq!(basis.penalties()[0].data[0], 0.0);
}

#[test]
fn fields_and_levels_say_what_they_cannot_do() {
    let x = spread(20, 0);
    let codes: Vec<u32> = (0..20).map(|i| i % 4).collect();
    let names = ["g".to_owned(), "x".to_owned()];
    let both = [Covariate::Levels { codes: &codes, count: 4 }, Covariate::Numbers(&x)];
    let field = |lists: &[&[usize]], k: Option<usize>, argument: &str, expected: &str| {
        let lists = lists.iter().map(|list| list.to_vec()).collect();
        let options = [("neighbours".to_owned(), Setting::Neighbours(lists))];
        let refusal = refusal("mrf", &Request { options: &options, ..request(&both[..1], &names[..1], k) });
        assert!(refusal.argument == argument && refusal.expected.contains(expected), "{refusal:?}");
    };
    field(&[&[1], &[0, 2], &[1]], None, "neighbours", "4 lists");
    field(&[&[1], &[0, 2], &[1], &[]], None, "neighbours", "at least one neighbour of each level");
    field(&[&[1], &[0, 2], &[1, 3], &[1]], None, "neighbours", "among those of level");
    field(&[&[1], &[0, 2], &[1], &[4]], None, "neighbours", "other levels");
    field(&[&[1], &[0], &[3], &[2]], Some(2), "k", "more than 2");
    field(&[&[1], &[0, 2], &[1, 3], &[2]], Some(5), "k", "at most 4");
    let said = |bs: &str, request: Request<'_>, argument: &str, expected: &str| {
        let refusal = refusal(bs, &request);
        assert!(refusal.argument == argument && refusal.expected.contains(expected), "{refusal:?}");
    };
    let one = request(&both[..1], &names[..1], None);
    said("mrf", one, "neighbours", "for each level its neighbours");
    let uneven = [("penalty".to_owned(), Setting::Numbers(vec![1.0, 2.0, 3.0, 4.0]))];
    said("mrf", Request { options: &uneven, ..one }, "penalty", "16 numbers");
    let mut entries = vec![0.0; 16];
    entries[1] = 1.0;
    let lopsided = [("penalty".to_owned(), Setting::Numbers(entries.clone()))];
    said("mrf", Request { options: &lopsided, ..one }, "penalty", "symmetric");
    entries[4] = 1.0;
    let indefinite = [("penalty".to_owned(), Setting::Numbers(entries))];
    said("mrf", Request { options: &indefinite, ..one }, "penalty", "positive semidefinite");
    said("mrf", request(&both, &names, None), "g, x", "one categorical column");
    for bs in ["fs", "sz"] {
        said(bs, request(&both[..1], &names[..1], None), "g", "numbers and a categorical column");
        said(bs, request(&both[1..], &names[1..], None), "x", "numbers and a categorical column");
        let unknown = [("xt".to_owned(), Setting::Word("cubic".to_owned()))];
        said(bs, Request { options: &unknown, ..request(&both, &names, None) }, "xt", "tp");
        said(bs, request(&both, &names, Some(21)), "k", "at most 20");
    }
    let shared = [("shared".to_owned(), Setting::Number(2.0))];
    said("sz", Request { options: &shared, ..request(&both, &names, None) }, "shared", "0 or 1");
}
