//! Problems of `fixtures/criterion`: rows, penalties, and values of the criteria in 70 digits.

use penlik::families::{Binomial, Family, Gaussian, Multinomial, Poisson};
use penlik::inner::{Control, Problem, QuadraticPenalty, Settings};
use penlik::linalg::{Panels, Symmetric, Workers};
use penlik::outer::{Assembled, Evaluation, Laplace, Marginal, MatrixPenalty, Metric, assemble};
use serde_json::Value;

/// One problem of a file, ready to be evaluated.
pub struct CriterionProblem {
    pub json: Value,
    pub name: String,
    pub family: Box<dyn Family + Send>,
    pub design: Panels,
    pub response: Panels,
    pub weights: Panels,
    pub offset: Option<Panels>,
    pub assembled: Assembled,
    pub workers: Workers,
    /// For each of our strengths the place of its coordinate in the file.
    pub order: Vec<usize>,
    none: QuadraticPenalty,
}

pub fn number(value: &Value) -> f64 {
    match value {
        Value::String(text) => text.parse().unwrap(),
        other => other.as_f64().unwrap(),
    }
}

pub fn vector(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

/// The problems of a file whose families are among those of [`family`].
pub fn problems(file: &str) -> Vec<CriterionProblem> {
    let all = super::json(&format!("criterion/{file}.json"));
    all.as_array().unwrap().iter().filter_map(|json| CriterionProblem::new(json.clone())).collect()
}

fn family(json: &Value) -> Option<Box<dyn Family + Send>> {
    match (json["family"].as_str()?, json["link"].as_str().unwrap_or("")) {
        ("gaussian", "identity") => Some(Box::new(Gaussian)),
        ("binomial", "logit") => Some(Box::new(Binomial)),
        ("poisson", "log") => Some(Box::new(Poisson)),
        ("multinomial", _) => Some(Box::new(Multinomial::new(json["classes"].as_u64()? as usize))),
        _ => None,
    }
}

fn columns_of(rows: &[Vec<f64>]) -> Panels {
    let mut out = Panels::zeros(rows.len(), rows[0].len());
    for (i, row) in rows.iter().enumerate() {
        row.iter().enumerate().for_each(|(j, x)| out.set(i, j, *x));
    }
    out
}

impl CriterionProblem {
    fn new(json: Value) -> Option<Self> {
        let design: Vec<Vec<f64>> = json["x"].as_array().unwrap().iter().map(vector).collect();
        let n = design.len();
        let family = family(&json)?;
        let m = family.predictors();
        let y = vector(&json["y"]);
        let reference = json["reference"].as_u64().map(|r| r as usize);
        let mut response = Panels::zeros(n, m);
        for (i, y) in y.iter().enumerate() {
            match reference {
                None => response.set(i, 0, *y),
                Some(reference) if *y as usize == reference => {}
                Some(reference) => response.set(i, *y as usize - usize::from(*y as usize > reference), 1.0),
            }
        }
        let weights = json.get("weights").map_or_else(|| vec![1.0; n], vector);
        let offset = json.get("offset").map(|offset| Panels::from_column(&vector(offset)));
        let (assembled, order) = assembled(&json, design[0].len(), m, reference);
        Some(Self {
            name: json["name"].as_str().unwrap().to_owned(),
            family,
            design: columns_of(&design),
            response,
            weights: Panels::from_column(&weights),
            offset,
            assembled,
            workers: Workers::sequential(),
            order,
            none: QuadraticPenalty::default(),
            json,
        })
    }

    pub fn problem(&self) -> Problem<'_> {
        let rows = (&self.design, &self.response, &self.weights);
        Problem::new(rows, self.offset.as_ref(), self.family.as_ref(), &self.none, &self.workers)
    }

    pub fn laplace(&self, marginal: Marginal) -> Laplace<'_> {
        Laplace::new(self.problem(), &self.assembled.structure, marginal)
    }

    /// z in our order from the order of the file.
    pub fn z(&self, rho: &[f64]) -> Vec<f64> {
        let tau = &rho[self.order.len()..];
        self.order.iter().map(|&k| rho[k]).chain(tau.iter().copied()).collect()
    }

    /// The place in the file of our coordinate k.
    pub fn place(&self, k: usize) -> usize {
        self.order.get(k).copied().unwrap_or(k)
    }

    pub fn at(&self, marginal: Marginal, rho: &[f64]) -> Evaluation {
        let settings = Settings { max_iterations: 200, tolerance: Some(1e-14) };
        self.laplace(marginal).at(&self.z(rho), None, settings, &Control::none()).unwrap()
    }
}

/// The structure, and for each of its strengths the place in the file, where strengths are listed penalty after penalty, class after class.
fn assembled(json: &Value, columns: usize, m: usize, reference: Option<usize>) -> (Assembled, Vec<usize>) {
    let penalties = json["penalties"].as_array().unwrap();
    let list: Vec<MatrixPenalty> = penalties.iter().enumerate().map(|(t, p)| matrix_penalty(t, p)).collect();
    let metric = match json["metric"].as_str() {
        Some("perClass") => Metric::PerClass,
        Some("reference") => Metric::Reference,
        _ => Metric::Centred,
    };
    // Class names are places in the file's order of classes, predictors first and the reference last.
    let active = (0..=m).filter(|c| Some(*c) != reference);
    let classes: Vec<String> = match metric {
        Metric::Reference => (0..m).map(|a| a.to_string()).collect(),
        _ => active.chain(reference).map(|c| c.to_string()).collect(),
    };
    let assembled = assemble(&list, columns, m, metric, &classes).unwrap();
    let per_penalty = match (metric, m) {
        (_, 1) | (Metric::Centred, _) => 1,
        (Metric::PerClass, _) => m + 1,
        (Metric::Reference, _) => m,
    };
    let place = |name: &String| {
        let (class, penalty) = name.split_once(':').map_or((0, name.as_str()), |(c, p)| (c.parse().unwrap(), p));
        penalty.parse::<usize>().unwrap() * per_penalty + class
    };
    let order = assembled.names.iter().map(place).collect();
    (assembled, order)
}

fn matrix_penalty(t: usize, json: &Value) -> MatrixPenalty {
    let bounds = json["columns"].as_array().unwrap();
    let columns = bounds[0].as_u64().unwrap() as usize..bounds[1].as_u64().unwrap() as usize;
    let rows: Vec<Vec<f64>> = json["matrix"].as_array().unwrap().iter().map(vector).collect();
    let matrix = Symmetric { order: rows.len(), data: rows.concat() };
    MatrixPenalty { label: t.to_string(), matrix, columns, fixed: None }
}
