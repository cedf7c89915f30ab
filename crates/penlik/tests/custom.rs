//! Families of a caller's own: a law of this library behind the door for callers gives the same fit, and a Gaussian location–scale
//! model, two predictors, agrees with what is known of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use ndarray::{Array2, s};
use penlik::check::Explain;
use penlik::design::{Column, Missing, Table};
use penlik::families::{Binomial, Contraction, Family, Gamma, Jet, Linked, Poisson, Rows, Slopes, link};
use penlik::model::{
    Control, CustomFamily, FamilySpec, FitOptions, Fitted, FormulaInput, MatrixInput, MatrixResponse, Method,
    ModelError, PenaltyInput, PredictKind, fit_custom, fit_custom_formulas, fit_matrix,
};

const N: usize = 700;

/// A family behind the least that a caller has to give: no constant of self-concordance, no start, no saturated model unless asked for.
struct Plain<F> {
    family: F,
    slopes: bool,
    saturated: bool,
    start: f64,
}

impl<F: Family> Family for Plain<F> {
    fn predictors(&self) -> usize {
        1
    }
    fn self_concordance(&self) -> Option<f64> {
        None
    }
    fn has_scale(&self) -> bool {
        self.family.has_scale()
    }
    fn has_slopes(&self) -> bool {
        self.slopes
    }
    fn has_saturated_model(&self) -> bool {
        self.saturated
    }
    fn jet(&self, rows: &Rows<'_>, jet: &mut Jet<'_>) {
        self.family.jet(rows, jet);
    }
    fn slopes(&self, rows: &Rows<'_>, slopes: &mut Slopes<'_>) {
        assert!(self.slopes, "derivatives of the information are not to be asked for");
        self.family.slopes(rows, slopes);
    }
    fn mean(&self, eta: &[f64], height: usize, out: &mut [f64]) {
        self.family.mean(eta, height, out);
    }
    fn pearson(&self, rows: &Rows<'_>, out: &mut [f64]) {
        self.family.pearson(rows, out);
    }
    fn saturated(&self, response: &[f64]) -> f64 {
        if self.saturated { self.family.saturated(response) } else { 0.0 }
    }
    fn deviance(&self, rows: &Rows<'_>, out: &mut [f64]) {
        if self.saturated {
            return self.family.deviance(rows, out);
        }
        let (mut score, mut information) = (vec![0.0; rows.height], vec![0.0; rows.height]);
        self.family.jet(rows, &mut Jet { value: out, score: &mut score, information: &mut information });
        out.iter_mut().for_each(|out| *out *= -2.0);
    }
    fn start(&self, _average: &[f64], _response: &[f64], z: &mut [f64], weight: &mut [f64]) {
        z.fill(self.start);
        weight.fill(1.0);
    }
    fn start_metric(&self, _average: &[f64]) -> Vec<f64> {
        vec![1.0]
    }
    fn null_predictors(&self, _average: &[f64]) -> Vec<f64> {
        vec![self.start]
    }
}

/// y ~ N(μ, σ²) with the predictors μ and s = ln σ: ℓ = −s − ½r²e^{−2s}, r = y − μ.
struct LocationScale;

impl LocationScale {
    /// e^{−2s}, r and r².
    fn parts(rows: &Rows<'_>, k: usize) -> (f64, f64, f64) {
        let r = rows.response[k] - rows.eta[k];
        ((-2.0 * rows.eta[rows.height + k]).exp(), r, r * r)
    }

    /// −∂³ℓ: μμμ, μμs, μss, sss.
    fn third(rows: &Rows<'_>, k: usize) -> [f64; 4] {
        let (e, r, rr) = Self::parts(rows, k);
        [0.0, -2.0 * e, -4.0 * r * e, -4.0 * rr * e]
    }

    /// −∂⁴ℓ: μμμμ, μμμs, μμss, μsss, ssss.
    fn fourth(rows: &Rows<'_>, k: usize) -> [f64; 5] {
        let (e, r, rr) = Self::parts(rows, k);
        [0.0, 0.0, 4.0 * e, 8.0 * r * e, 8.0 * rr * e]
    }
}

impl Family for LocationScale {
    fn predictors(&self) -> usize {
        2
    }
    fn self_concordance(&self) -> Option<f64> {
        None
    }
    fn has_saturated_model(&self) -> bool {
        false
    }
    fn jet(&self, rows: &Rows<'_>, jet: &mut Jet<'_>) {
        let h = rows.height;
        for k in 0..h {
            let (e, r, rr) = Self::parts(rows, k);
            jet.value[k] = -rows.eta[h + k] - 0.5 * rr * e;
            (jet.score[k], jet.score[h + k]) = (r * e, rr.mul_add(e, -1.0));
            (jet.information[k], jet.information[h + k], jet.information[2 * h + k]) = (e, 2.0 * r * e, 2.0 * rr * e);
        }
    }
    fn information_along(&self, rows: &Rows<'_>, d: &[f64], out: &mut [f64]) {
        let h = rows.height;
        for k in 0..h {
            let t = Self::third(rows, k);
            (0..3).for_each(|p| out[p * h + k] = t[p] * d[k] + t[p + 1] * d[h + k]);
        }
    }
    fn information_along_both(&self, rows: &Rows<'_>, u: &[f64], v: &[f64], out: &mut [f64]) {
        let h = rows.height;
        for k in 0..h {
            let t = Self::fourth(rows, k);
            let mixed = u[k] * v[h + k] + u[h + k] * v[k];
            (0..3).for_each(|p| {
                out[p * h + k] = t[p] * u[k] * v[k] + t[p + 1] * mixed + t[p + 2] * u[h + k] * v[h + k];
            });
        }
    }
    fn information_contracted(&self, rows: &Rows<'_>, g: &[f64], out: &mut Contraction<'_>) {
        let h = rows.height;
        for k in 0..h {
            let (t, q) = (Self::third(rows, k), Self::fourth(rows, k));
            let g = [g[k], 2.0 * g[h + k], g[2 * h + k]];
            let sum = |t: &[f64]| g.iter().zip(t).map(|(g, t)| g * t).sum::<f64>();
            (0..2).for_each(|c| out.first[c * h + k] = sum(&t[c..]));
            (0..3).for_each(|p| out.second[p * h + k] = sum(&q[p..]));
        }
    }
    fn mean(&self, eta: &[f64], _height: usize, out: &mut [f64]) {
        out.copy_from_slice(&eta[..out.len()]);
    }
    fn saturated(&self, _response: &[f64]) -> f64 {
        0.0
    }
    fn deviance(&self, rows: &Rows<'_>, out: &mut [f64]) {
        for (k, out) in out.iter_mut().enumerate() {
            let (e, _, rr) = Self::parts(rows, k);
            *out = 2.0 * (rows.eta[rows.height + k] + 0.5 * rr * e);
        }
    }
    fn start(&self, _average: &[f64], _response: &[f64], z: &mut [f64], weight: &mut [f64]) {
        z.fill(0.0);
        weight.fill(1.0);
    }
    fn start_metric(&self, _average: &[f64]) -> Vec<f64> {
        vec![1.0, 0.0, 0.0, 1.0]
    }
    fn null_predictors(&self, _average: &[f64]) -> Vec<f64> {
        vec![0.0, 0.0]
    }
}

/// A smooth of one variable: columns 1, x, and six bumps with a penalty on differences of the bumps.
struct Data {
    x: Array2<f64>,
    penalty: Array2<f64>,
    curve: Vec<f64>,
    noise: Vec<f64>,
}

const BUMPS: usize = 6;

fn data() -> Data {
    let t: Vec<f64> = (0..N).map(|i| (i as f64 * 0.618_033_988_749_894_9).fract()).collect();
    let bump = |t: f64, j: usize| (-18.0 * (t - j as f64 / 5.0).powi(2)).exp() - 0.4;
    let x = Array2::from_shape_fn((N, 1 + BUMPS), |(i, j)| if j == 0 { 1.0 } else { bump(t[i], j - 1) });
    let mut penalty = Array2::eye(BUMPS) * 0.01;
    for j in 1..BUMPS {
        for (a, b, v) in [(j, j, 1.0), (j - 1, j - 1, 1.0), (j, j - 1, -1.0), (j - 1, j, -1.0)] {
            penalty[[a, b]] += v;
        }
    }
    let curve = t.iter().map(|t| (5.0 * t).sin() * 0.8 + 0.3).collect();
    let noise = (0..N).map(|i| ((i as f64 * 0.754_877_666_246_692_8).fract() - 0.5) * 3.0).collect();
    Data { x, penalty, curve, noise }
}

fn input<'a>(data: &'a Data, y: &'a [f64], strength: Option<f64>) -> MatrixInput<'a> {
    let columns = Some(1..1 + BUMPS);
    let penalty = PenaltyInput { matrix: data.penalty.view(), columns, label: Some("s(t)".into()), strength };
    MatrixInput {
        design: data.x.view(),
        names: None,
        response: MatrixResponse::Numeric(y),
        weights: None,
        offset: None,
        penalties: vec![penalty],
        terms: vec![],
    }
}

fn custom(family: impl Family + Send + 'static, predictors: &[&str]) -> CustomFamily<'static> {
    let predictors = predictors.iter().map(|&name| name.to_owned()).collect();
    CustomFamily { family: Box::new(family), name: "mine".into(), predictors, columns: vec![] }
}

fn close(what: &str, found: f64, wanted: f64, digits: i32) {
    let error = (found - wanted).abs() / wanted.abs().max(1e-300);
    assert!(error <= 10.0_f64.powi(-digits), "{what}: {found:e} for {wanted:e}, an error of {error:e}");
}

fn same(name: &str, mine: &Fitted, ours: &Fitted) {
    assert!(mine.converged() && ours.converged(), "{name}: {} / {}", mine.message(), ours.message());
    let largest = ours.coefficients().iter().fold(0.0_f64, |m, b| m.max(b.abs()));
    for (mine, ours) in mine.coefficients().iter().zip(ours.coefficients()) {
        assert!((mine - ours).abs() <= 1e-12 * largest, "{name}: {mine:e} for {ours:e}");
    }
    close(name, mine.strengths()[0], ours.strengths()[0], 12);
    close(name, mine.edf(), ours.edf(), 12);
    for (mine, ours) in mine.standard_errors().iter().zip(ours.standard_errors()) {
        close(name, *mine, *ours, 11);
    }
}

fn responses(data: &Data) -> [(&'static str, Vec<f64>); 3] {
    let each = |f: &dyn Fn(f64, f64) -> f64| data.curve.iter().zip(&data.noise).map(|(c, e)| f(*c, *e)).collect();
    let shares = each(&|c, e| f64::from(u8::from(c - 0.5 + 1.2 * e > 0.0)));
    let counts = each(&|c, e| (c + 0.3 * e).exp().round());
    [("binomial", shares), ("poisson", counts), ("gamma", each(&|c, e| (c + 0.3 * e).exp()))]
}

#[test]
fn a_law_of_this_library_behind_the_door_for_callers_gives_the_same_fit() {
    let data = data();
    for (name, y) in responses(&data) {
        for (method, strength) in [(Method::Reml, None), (Method::Ml, None), (Method::Fixed, Some(0.7))] {
            let options = FitOptions { method: Some(method), ..FitOptions::default() };
            let text = if name == "gamma" {
                r#"{"kind":"gamma","link":"log"}"#.into()
            } else {
                format!(r#"{{"kind":"{name}"}}"#)
            };
            let spec: FamilySpec = serde_json::from_str(&text).unwrap();
            let input = input(&data, &y, strength);
            let ours = fit_matrix(&input, &spec, &options, &Control::none()).unwrap();
            let (slopes, start) = (strength.is_none(), 0.0);
            let mine = match name {
                "binomial" => custom(Plain { family: Binomial, slopes, saturated: false, start }, &["eta"]),
                "poisson" => custom(Plain { family: Poisson, slopes, saturated: false, start }, &["eta"]),
                // A dispersion is measured against a saturated model, and its criterion needs the density of one.
                _ if strength.is_none() => continue,
                _ => custom(
                    Plain { family: Linked::new(Gamma, link("log").unwrap()), slopes, saturated: true, start },
                    &["eta"],
                ),
            };
            let mine = fit_custom(&input, mine, &options, &Control::none()).unwrap();
            same(&format!("{name} by {method:?}"), &mine, &ours);
        }
    }
}

#[test]
fn strengths_are_not_estimated_without_derivatives_of_the_information() {
    let data = data();
    let [(_, y), ..] = responses(&data);
    let family = custom(Plain { family: Binomial, slopes: false, saturated: false, start: 0.0 }, &["eta"]);
    let error = fit_custom(&input(&data, &y, None), family, &FitOptions::default(), &Control::none()).unwrap_err();
    assert_eq!((error.code().name(), error.argument().as_str()), ("ERR_UNSUPPORTED", "method"));
    let family = custom(Plain { family: Binomial, slopes: false, saturated: false, start: 0.0 }, &["a", "b"]);
    let error = fit_custom(&input(&data, &y, None), family, &FitOptions::default(), &Control::none()).unwrap_err();
    assert_eq!((error.code().name(), error.argument().as_str()), ("ERR_SHAPE", "predictors"));
}

#[test]
fn a_location_scale_model_of_intercepts_has_the_mean_and_the_deviation_and_is_stored_without_its_law() {
    let data = data();
    let y: Vec<f64> = data.curve.iter().zip(&data.noise).map(|(c, e)| c + e).collect();
    let one = data.x.slice(s![.., 0..1]).to_owned();
    let input = MatrixInput { design: one.view(), penalties: vec![], ..input(&data, &y, None) };
    let family = custom(LocationScale, &["mu", "lnSigma"]);
    let model = fit_custom(&input, family, &FitOptions::default(), &Control::none()).unwrap();
    let mean = y.iter().sum::<f64>() / N as f64;
    let variance = y.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / N as f64;
    assert!(model.converged(), "{}", model.message());
    assert_eq!(model.coefficient_names(), ["mu:x1", "lnSigma:x1"]);
    close("mean", model.coefficients()[0], mean, 13);
    close("ln deviation", model.coefficients()[1], 0.5 * variance.ln(), 13);
    close("standard error of the mean", model.standard_errors()[0], (variance / N as f64).sqrt(), 12);
    close("standard error of ln σ", model.standard_errors()[1], (0.5 / N as f64).sqrt(), 12);
    close("log-likelihood", model.log_likelihood(), -0.5 * N as f64 * (variance.ln() + 1.0), 13);
    close("deviance", model.deviance(), -2.0 * model.log_likelihood(), 13);
    close("null deviance", model.null_deviance(), model.deviance(), 12);
    let stored = Fitted::from_json(&model.to_json()).unwrap();
    assert_eq!(stored, model);
    let link = stored.predict_matrix(one.view(), PredictKind::Link, true).unwrap();
    assert_eq!((link.cols, link.values[0], link.values[1]), (2, model.coefficients()[0], model.coefficients()[1]));
    let refused = stored.predict_matrix(one.view(), PredictKind::Response, false).unwrap_err();
    assert_eq!((refused.code().name(), refused.argument().as_str()), ("ERR_UNSUPPORTED", "type"));
}

#[test]
fn each_predictor_of_a_location_scale_model_has_a_strength_and_the_gradient_of_the_criterion_vanishes() {
    let data = data();
    let y: Vec<f64> = data.curve.iter().zip(&data.noise).map(|(c, e)| c + e * (0.4 * c).exp()).collect();
    let input = input(&data, &y, None);
    let fit = |method| {
        let options = FitOptions { method: Some(method), ..FitOptions::default() };
        fit_custom(&input, custom(LocationScale, &["mu", "lnSigma"]), &options, &Control::none()).unwrap()
    };
    for method in [Method::Reml, Method::Ml] {
        let model = fit(method);
        assert!(model.converged(), "{}", model.message());
        assert_eq!(model.strength_labels(), ["mu:s(t)", "lnSigma:s(t)"]);
        let selection = model.selection().unwrap();
        assert!(selection.gradient.iter().all(|g| g.abs() < 1e-8), "{:?}", selection.gradient);
    }
}

/// The information of a row at (μ, s).
fn information(eta: [f64; 2]) -> Vec<f64> {
    let (mut value, mut score, mut information) = ([0.0], [0.0; 2], vec![0.0; 3]);
    let rows = Rows { eta: &eta, response: &[0.7], height: 1 };
    LocationScale.jet(&rows, &mut Jet { value: &mut value, score: &mut score, information: &mut information });
    information
}

#[test]
fn the_derivatives_of_the_location_scale_information_agree_with_differences() {
    const H: f64 = 1e-4;
    let (eta, u, v, g) = ([0.2, -0.3], [0.8, -0.5], [0.3, 1.1], [0.4, -0.7, 1.3]);
    let rows = Rows { eta: &eta, response: &[0.7], height: 1 };
    let at = |s: f64, t: f64| information([0, 1].map(|c| eta[c] + s * u[c] + t * v[c]));
    let (mut along, mut both) = ([0.0; 3], [0.0; 3]);
    LocationScale.information_along(&rows, &u, &mut along);
    LocationScale.information_along_both(&rows, &u, &v, &mut both);
    let (mut first, mut second) = ([0.0; 2], [0.0; 3]);
    LocationScale.information_contracted(&rows, &g, &mut Contraction { first: &mut first, second: &mut second });
    let [forth, back] = [at(H, 0.0), at(-H, 0.0)];
    let [pp, pm, mp, mm] = [at(H, H), at(H, -H), at(-H, H), at(-H, -H)];
    let trace = |x: &[f64]| g[0] * x[0] + 2.0 * g[1] * x[1] + g[2] * x[2];
    for k in 0..3 {
        close("D W[u]", along[k], (forth[k] - back[k]) / (2.0 * H), 6);
        close("D²W[u, v]", both[k], (pp[k] - pm[k] - mp[k] + mm[k]) / (4.0 * H * H), 5);
    }
    close("tr(G·D W[u])", first[0] * u[0] + first[1] * u[1], trace(&along), 13);
    let quadratic = second[0] * u[0] * v[0] + second[1] * (u[0] * v[1] + u[1] * v[0]) + second[2] * u[1] * v[1];
    close("tr(G·D²W[u, v])", quadratic, trace(&both), 13);
}

fn location_scale(table: &Table<'_>, formulas: &[(&str, String)]) -> Result<Fitted, ModelError> {
    let formulas: Vec<(String, String)> =
        formulas.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect();
    let input = FormulaInput::new(&formulas[..], table);
    fit_custom_formulas(&input, custom(LocationScale, &["mu", "lnSigma"]), &FitOptions::default(), &Control::none())
}

/// Against mgcv's gaulss (scripts/references/location_scale.R).
#[test]
fn location_and_scale_with_formulas_of_their_own_agree_with_mgcv() {
    let fixture: serde_json::Value = serde_json::from_str(include_str!("fixtures/location_scale.json")).unwrap();
    let numbers = |value: &serde_json::Value| -> Vec<f64> {
        value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
    };
    let columns: Vec<(String, Vec<f64>)> =
        fixture["data"].as_object().unwrap().iter().map(|(name, values)| (name.clone(), numbers(values))).collect();
    let named = columns.iter().map(|(name, values)| (name.clone(), Column::Numeric(values))).collect();
    let table = Table::new(columns[0].1.len(), named).unwrap();
    let apart = |found: &[f64], wanted: &[f64]| {
        assert_eq!(found.len(), wanted.len());
        let size = wanted.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
        found.iter().zip(wanted).fold(0.0_f64, |m, (a, b)| m.max((a - b).abs())) / size
    };
    // The family leaves ½ ln 2π of every row out.
    let constant = 0.5 * table.rows() as f64 * std::f64::consts::TAU.ln();
    for case in fixture["models"].as_array().unwrap() {
        let text = |k: usize| case["formulas"][k].as_str().unwrap();
        let formulas = [("lnSigma", format!("~ {}", text(1))), ("mu", format!("y ~ {}", text(0)))];
        let fitted = location_scale(&table, &formulas).unwrap();
        let predicted = fitted.predict(&table, PredictKind::Link, true, Missing::Fail).unwrap();
        let edf: Vec<f64> = fitted.selection().map_or_else(Vec::new, |s| s.terms.iter().map(|term| term.edf).collect());
        let wanted = case["criterion"].as_f64().map(|wanted| wanted - constant);
        let criterion = fitted.selection().map(|selection| selection.criterion);
        let differences = [
            criterion.zip(wanted).map_or(0.0, |(found, wanted)| (found - wanted) / wanted.abs()),
            (fitted.log_likelihood() - (case["logLikelihood"].as_f64().unwrap() + constant)) / constant,
            (fitted.edf() - case["edf"].as_f64().unwrap()) / fitted.edf(),
            if edf.is_empty() { 0.0 } else { apart(&edf, &numbers(&case["edfTerms"])) },
            apart(&predicted.values, &numbers(&case["links"])),
            apart(&predicted.standard_errors.unwrap(), &numbers(&case["errors"])),
        ];
        let shown = differences.map(|d| format!("{d:.1e}")).join(" ");
        println!("{} | {}: {criterion:?} {wanted:?} {shown} {:?}", text(0), text(1), fitted.strength_labels());
        assert!(fitted.converged(), "{}", fitted.message());
        assert!(differences.iter().all(|d| d.abs() < 1e-6), "{shown}");
        let stored = Fitted::from_json(&fitted.to_json()).unwrap();
        let again = stored.predict(&table, PredictKind::Link, true, Missing::Fail).unwrap();
        assert!(again.values.iter().zip(&predicted.values).all(|(a, b)| a.to_bits() == b.to_bits()));
    }
}

#[test]
fn formulas_of_predictors_that_there_are_not_and_predictors_without_formula_are_refused() {
    let (x, y) = ([0.0, 1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 2.5, 4.0, 4.5]);
    let table = Table::new(5, vec![("x".into(), Column::Numeric(&x)), ("y".into(), Column::Numeric(&y))]).unwrap();
    let error = location_scale(&table, &[("mu", "y ~ x".into()), ("lnsigma", "~ 1".into())]).unwrap_err();
    assert!(error.to_string().contains("did you mean \"lnSigma\"?"), "{error}");
    let error = location_scale(&table, &[("mu", "y ~ x".into())]).unwrap_err();
    assert!(error.to_string().contains("absent for \"lnSigma\""), "{error}");
    let error = location_scale(&table, &[("mu", "y ~ x".into()), ("lnSigma", "~ s(w)".into())]).unwrap_err();
    assert_eq!((error.formula_of(), error.position()), (Some("lnSigma"), Some(4)), "{error}");
}
