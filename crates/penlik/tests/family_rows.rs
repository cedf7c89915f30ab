//! Every distribution with every link, row by row against Taylor coefficients of its definition in 120 digits.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use penlik::families::{
    Binomial, Counts, Distribution, Family, Gamma, InverseGaussian, Jet, Linked, NegativeBinomial, Normal,
    ParameterJet, ParameterPair, Poisson, Rows, Shares, Slopes, Tweedie, link,
};
use serde_json::Value;
use support::{json, numbers};

/// The digits that every quantity keeps, counted from its scale: what a relative change of predictor and response does to it.
const WANTED: f64 = 1e-13;

fn family(name: &str, with: &str, tau: Option<f64>) -> Box<dyn Family> {
    fn linked<D: Distribution>(distribution: D, with: &str) -> Box<dyn Family> {
        Box::new(Linked::new(distribution, link(with).unwrap()))
    }
    match name {
        "gaussian" => linked(Normal, with),
        "poisson" => linked(Counts, with),
        "gamma" => linked(Gamma, with),
        "inverseGaussian" => linked(InverseGaussian, with),
        "binomial" => linked(Shares::default(), with),
        "negativeBinomial" => linked(NegativeBinomial::estimated(tau.unwrap().exp()), with),
        "tweedie" => linked(Tweedie::estimated(tau.unwrap()), with),
        other => panic!("no family {other}"),
    }
}

/// value, score, information, its two slopes, and the deviance, of one row.
fn row(family: &dyn Family, eta: f64, y: f64) -> [f64; 6] {
    let (eta, y) = ([eta], [y]);
    let rows = Rows { eta: &eta, response: &y, height: 1 };
    let mut out = [[0.0]; 6];
    let [value, score, information, first, second, deviance] = &mut out;
    family.jet(&rows, &mut Jet { value, score, information });
    family.slopes(&rows, &mut Slopes { first, second });
    family.deviance(&rows, deviance);
    out.map(|x| x[0])
}

fn parameter_row(family: &dyn Family, eta: f64, y: f64) -> [f64; 7] {
    let (eta, y) = ([eta], [y]);
    let rows = Rows { eta: &eta, response: &y, height: 1 };
    let mut out = [[0.0]; 7];
    let [value, score, information, slope, v, s, i] = &mut out;
    family.parameter_jet(&rows, 0, &mut ParameterJet { value, score, information, slope });
    family.parameter_pair(&rows, 0, 0, &mut ParameterPair { value: v, score: s, information: i });
    out.map(|x| x[0])
}

struct Worst {
    error: f64,
    place: String,
}

impl Worst {
    fn see(&mut self, what: &str, found: f64, truth: f64, scale: f64, place: &str) {
        let size = scale.max(truth.abs()).max(1e-300);
        let error = (found - truth).abs() / size;
        if !(error <= self.error) {
            *self = Self { error, place: format!("{what} at {place}: {found:e} for {truth:e}") };
        }
    }
}

#[test]
fn rows_agree_with_the_definition_far_into_the_tails() {
    let mut failures = Vec::new();
    for block in json("families_rows.json").as_array().unwrap() {
        let (name, with, tau) = (block["family"].as_str().unwrap(), block["link"].as_str().unwrap(), &block["tau"]);
        let family = family(name, with, tau.as_f64());
        let mut worst = Worst { error: 0.0, place: String::new() };
        for entry in block["rows"].as_array().unwrap() {
            compare(family.as_ref(), entry, &mut worst);
        }
        println!("{name:>18} {with:<14} {tau:<5} {:.1e} {}", worst.error, worst.place);
        if !(worst.error <= WANTED) {
            failures.push(format!("{name} {with} {tau}: {:e} {}", worst.error, worst.place));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

fn compare(family: &dyn Family, entry: &Value, worst: &mut Worst) {
    let of = |key: &str| numbers(&entry[key]);
    let (eta, y) = (of("eta")[0], of("y")[0]);
    let place = format!("eta {eta}, y {y}");
    let (truth, scales) = (of("derivatives"), of("derivativesScales"));
    let [value, score, w, first, second, deviance] = row(family, eta, y);
    worst.see("deviance", deviance, -2.0 * truth[0], 2.0 * scales[0], &place);
    let known = [value - family.saturated(&[y]), score, -w, -first, -second];
    // The value itself stands beside the one of the saturated model, whose size it shares.
    let size = if truth[0].is_finite() { value.abs() } else { 0.0 };
    for (k, (what, found)) in ["value", "score", "W", "W'", "W''"].into_iter().zip(known).enumerate() {
        worst.see(what, found, truth[k], if k == 0 { scales[0].max(size) } else { scales[k] }, &place);
    }
    if entry.get("first").is_none() {
        return;
    }
    let found = parameter_row(family, eta, y);
    let (first, second) = ((of("first"), of("firstScales")), (of("second"), of("secondScales")));
    for (k, what) in ["value", "score", "W", "slope"].into_iter().enumerate() {
        let sign = if k > 1 { -1.0 } else { 1.0 };
        worst.see(&format!("{what} by tau"), sign * found[k], first.0[k], first.1[k], &place);
        if k < 3 {
            worst.see(&format!("{what} twice by tau"), sign * found[4 + k], second.0[k], second.1[k], &place);
        }
    }
}

#[test]
fn canonical_links_agree_with_the_forms_that_are_written_for_them() {
    let pairs: [(&dyn Family, Box<dyn Family>); 2] =
        [(&Binomial, family("binomial", "logit", None)), (&Poisson, family("poisson", "log", None))];
    for (fast, linked) in pairs {
        for eta in [-40.0, -3.5, -0.25, 0.0, 1.0, 7.5, 30.0] {
            for y in [0.0, 0.25, 1.0] {
                for (k, (a, b)) in row(fast, eta, y).into_iter().zip(row(linked.as_ref(), eta, y)).enumerate() {
                    assert!((a - b).abs() <= 4e-15 * a.abs().max(y), "{k} at {eta}, {y}: {a:e} and {b:e}");
                }
            }
        }
    }
}

#[test]
fn a_predictor_without_a_mean_has_no_likelihood_and_takes_no_part() {
    for (name, with, eta) in [
        ("gamma", "inverse", -1.0),
        ("gamma", "inverse", 0.0),
        ("inverseGaussian", "inverseSquare", 0.0),
        ("poisson", "identity", -0.5),
        ("poisson", "sqrt", -0.5),
        ("binomial", "log", 0.5),
        ("binomial", "identity", 1.5),
        ("gaussian", "inverse", 0.0),
    ] {
        let [value, score, w, first, second, _] = row(family(name, with, None).as_ref(), eta, 1.0);
        assert_eq!((value, [score, w, first, second]), (f64::NEG_INFINITY, [-0.0; 4].map(|x: f64| x.abs())), "{name}");
    }
}

/// (y, weight, ln φ, τ), and value, ∂/∂ln φ, its second, ∂/∂τ, ∂²/∂ln φ∂τ, ∂²/∂τ² by differences of the plain densities in 60 digits.
#[test]
fn densities_at_the_response_agree_with_sixty_digits_in_value_and_derivatives() {
    let cases: [(&str, [f64; 4], [f64; 6]); 13] = [
        (
            "gamma",
            [1.5, 1.0, 1.25, 0.0],
            [-2.1943131366212727, -0.6947600799948145, -0.11318609882631149, 0.0, 0.0, 0.0],
        ),
        (
            "gamma",
            [1.5, 2.0, -0.5, 0.0],
            [-0.7530265967994403, -0.5250490126142195, -0.024619991533539658, 0.0, 0.0, 0.0],
        ),
        (
            "gamma",
            [1.5, 1.0, -4.5, 0.0],
            [0.9246706127837281, -0.5009257382875324, -0.0009257154408993641, 0.0, 0.0, 0.0],
        ),
        (
            "gamma",
            [1.5, 1.0, -14.0, 0.0],
            [5.675596289393103, -0.5000000692940599, -6.929405992528295e-08, 0.0, 0.0, 0.0],
        ),
        (
            "negativeBinomial",
            [1.0, 1.0, 0.0, -5.0],
            [-5.0404503311467455, 0.0, 0.0, 0.9662650173423726, 0.0, -0.027042131733342547],
        ),
        (
            "negativeBinomial",
            [12.0, 2.0, 0.0, 0.0],
            [-7.050923699087948, 0.0, 0.0, 1.076522641498283, 0.0, -0.20727678918967588],
        ),
        (
            "negativeBinomial",
            [1000.0, 1.0, 0.0, 2.0],
            [-6.841646459200662, 0.0, 0.0, 0.5075894248411159, 0.0, -0.014857975972476577],
        ),
        (
            "negativeBinomial",
            [3.0, 1.0, 0.0, 14.0],
            [-1.4959238505154218, 0.0, 0.0, 1.2472903129017772e-06, 0.0, -1.247287547154671e-06],
        ),
        (
            "negativeBinomial",
            [12.0, 1.0, 0.0, 3.0],
            [-2.404088820597993, 0.0, 0.0, 0.18952233462674306, 0.0, -0.12079840038916238],
        ),
        (
            "tweedie",
            [0.5, 1.0, 0.0, 0.0],
            [
                -0.5688192223426625,
                -0.7228440521828345,
                -0.3374117429750006,
                0.140101463606623,
                0.1413639491662079,
                -0.008178107351170926,
            ],
        ),
        (
            "tweedie",
            [12.0, 2.0, -1.0, -3.0],
            [
                -1.3864984177153536,
                -0.5015103547141158,
                -0.0015116950456342817,
                -0.05520285437824221,
                -0.00019624955077714176,
                -0.04998873782171788,
            ],
        ),
        (
            "tweedie",
            [3.0, 1.0, 1.5, 1.5],
            [
                -3.0021959236360156,
                -0.799190817800745,
                -0.19372613079243353,
                -0.051607520186221764,
                0.0674344126078662,
                0.038469029751330354,
            ],
        ),
        (
            "tweedie",
            [40.0, 1.0, -4.0, 0.5],
            [
                -1.9073698143484308,
                -0.5004204356844543,
                -0.0004208829245120875,
                -0.4251279227454739,
                -0.00034706533612616816,
                0.10385586707030033,
            ],
        ),
    ];
    for (name, [y, weight, u, tau], wanted) in cases {
        let family = family(name, "log", Some(tau));
        let found = family.saturated_density(&[y], weight, u.exp());
        let of = |values: &[f64]| values.first().copied().unwrap_or(0.0);
        let scale = [found.value, found.scale, found.scale_scale];
        let parameter = [&found.parameter, &found.scale_parameter, &found.parameter_parameter].map(|x| of(x));
        for (k, (x, t)) in scale.into_iter().chain(parameter).zip(wanted).enumerate() {
            // The second derivatives of the Tweedie series are differences of a variance of its terms and their mean curvature.
            let digits = if name == "tweedie" && ![0, 1, 3].contains(&k) { 1e-9 } else { 2e-14 };
            assert!((x - t).abs() <= digits * t.abs().max(1.0), "{name} {k} at {y}, {u}, {tau}: {x:e} for {t:e}");
        }
    }
}
