//! Fits through `fit_matrix` whose rows, columns and penalties a test may change before it fits again.

use super::fits::spec;
use super::splines::{cubic_splines, differences};
use ndarray::{Array2, Axis, s};
use penlik::model::{
    Control, FamilySpec, FitOptions, Fitted, MatrixInput, MatrixResponse, Method, ModelError, PenaltyInput, Placed,
    fit_matrix,
};
use std::ops::Range;

/// What is fitted.
#[derive(Clone)]
pub struct Trial {
    pub name: String,
    pub family: String,
    pub design: Array2<f64>,
    pub answer: Answer,
    pub weights: Option<Vec<f64>>,
    pub penalties: Vec<(Array2<f64>, Range<usize>)>,
    pub options: FitOptions,
}

/// The response.
#[derive(Clone)]
pub enum Answer {
    Numbers(Vec<f64>),
    Classes(Vec<i32>, Vec<String>),
}

impl Trial {
    /// The fit, or why there is none.
    pub fn attempt(&self) -> Result<Fitted, ModelError> {
        let penalties = self.penalties.iter().map(|(matrix, columns)| PenaltyInput {
            matrix: matrix.view(),
            columns: Some(columns.clone()),
            label: None,
            strength: None,
        });
        let response = match &self.answer {
            Answer::Numbers(y) => MatrixResponse::Numeric(y),
            Answer::Classes(codes, labels) => MatrixResponse::Classes { codes, labels: labels.clone() },
        };
        let input = MatrixInput {
            design: self.design.view(),
            names: None,
            response,
            weights: self.weights.as_deref(),
            offset: None,
            penalties: penalties.collect(),
            terms: Vec::new(),
        };
        let family: FamilySpec = spec(&self.family);
        fit_matrix(&input, &family, &self.options, &Control::none())
    }

    /// The fit, converged.
    pub fn fit(&self) -> Fitted {
        let fitted = self.attempt().unwrap_or_else(|error| panic!("{}: {error}", self.name));
        assert!(fitted.converged(), "{}: {}", self.name, fitted.message());
        fitted
    }

    /// The same rows in the order given; rows may be left out or repeated.
    pub fn rows(&self, rows: &[usize]) -> Self {
        let answer = match &self.answer {
            Answer::Numbers(y) => Answer::Numbers(rows.iter().map(|&i| y[i]).collect()),
            Answer::Classes(codes, labels) => Answer::Classes(rows.iter().map(|&i| codes[i]).collect(), labels.clone()),
        };
        let weights = self.weights.as_ref().map(|w| rows.iter().map(|&i| w[i]).collect());
        Self { design: self.design.select(Axis(0), rows), answer, weights, ..self.clone() }
    }

    /// XA and AᵀSA, where A maps the columns of each penalty to themselves.
    pub fn mapped(&self, a: &Array2<f64>) -> Self {
        let own = |(matrix, columns): &(Array2<f64>, Range<usize>)| {
            let block = a.slice(s![columns.clone(), columns.clone()]);
            let mapped = block.t().dot(matrix).dot(&block);
            // Products round differently above and below the diagonal.
            (0.5 * (&mapped + &mapped.t()), columns.clone())
        };
        Self { design: self.design.dot(a), penalties: self.penalties.iter().map(own).collect(), ..self.clone() }
    }

    /// With a method.
    pub fn by(&self, method: Method) -> Self {
        Self { options: FitOptions { method: Some(method), ..self.options.clone() }, ..self.clone() }
    }

    /// With a number of threads.
    pub fn threads(&self, threads: usize) -> Self {
        Self { options: FitOptions { threads, ..self.options.clone() }, ..self.clone() }
    }

    /// With another numeric response.
    pub fn answering(&self, y: impl IntoIterator<Item = f64>) -> Self {
        Self { answer: Answer::Numbers(y.into_iter().collect()), ..self.clone() }
    }

    /// The numeric response.
    pub fn numbers(&self) -> &[f64] {
        match &self.answer {
            Answer::Numbers(y) => y,
            Answer::Classes(..) => panic!("{} has classes", self.name),
        }
    }
}

/// |a − b| ≤ tolerance·(the largest of b), for vectors of one length; the message names both.
pub fn close(what: &str, a: &[f64], b: &[f64], tolerance: f64) {
    assert_eq!(a.len(), b.len(), "{what}");
    let size = b.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    for (x, y) in a.iter().zip(b) {
        assert!((x - y).abs() <= tolerance * size, "{what}: {x:e} and {y:e}, {:.1e} of {size:e}", (x - y).abs() / size);
    }
}

/// What stands for a log-strength without a place of its own.
pub const NOWHERE: f64 = 1e3;

/// ln λ of strengths inside, where the criterion is curved enough to tell them.
pub fn interior(fit: &Fitted) -> Vec<f64> {
    let selection = fit.selection().unwrap();
    let count = selection.gradient.len();
    let told = |k: usize| selection.places[k] == Placed::Interior && selection.hessian[k * count + k] > 1e-3;
    let value = |(k, rho): (usize, &f64)| if told(k) { *rho } else { NOWHERE };
    selection.log_strengths.iter().enumerate().map(value).collect()
}

fn fraction(x: f64) -> f64 {
    x - x.floor()
}

/// n rows of every kind of family: an intercept, a smooth of nine functions less the first, another of six less the first.
pub fn trials(n: usize, seed: f64) -> Vec<Trial> {
    let at = |step: f64| (0..n).map(|i| fraction((i as f64 + 0.5) * step + seed)).collect::<Vec<_>>();
    let (a, b) = (at(0.618_033_988_749_895), at(0.414_213_562_373_095));
    let noise: Vec<f64> = (0..n).map(|i| 2.0 * fraction((i as f64 + 1.0 + seed) * 5.344_158_709_150_1) - 1.0).collect();
    let wave: Vec<f64> = a.iter().zip(&b).map(|(a, b)| (4.5 * a).sin() + 0.5 * (4.0 * b).cos()).collect();
    let (first, second) = (cubic_splines(&a, 9, (0.0, 1.0)), cubic_splines(&b, 6, (0.0, 1.0)));
    let design = Array2::from_shape_fn((n, 14), |(i, j)| match j {
        0 => 1.0,
        1..=8 => first[[i, j]],
        _ => second[[i, j - 8]],
    });
    let penalty = |k: usize| differences(k, 2).slice(s![1.., 1..]).to_owned();
    let numbers = |f: &dyn Fn(usize) -> f64| Answer::Numbers((0..n).map(f).collect());
    let class = |i: usize| {
        let score = wave[i] + 2.5 * noise[i];
        if score < -0.4 { 0 } else { 1 + i32::from(score > 0.9) }
    };
    let classes = Answer::Classes((0..n).map(class).collect(), ["u", "v", "w"].map(String::from).into());
    let ordered = |i: usize| [-0.9, 0.3, 1.2].iter().filter(|cut| wave[i] + 2.0 * noise[i] > **cut).count() as i32;
    let ordered =
        Answer::Classes((0..n).map(ordered).collect(), ["low", "some", "more", "most"].map(String::from).into());
    let positive = |i: usize| 3.0 + wave[i] + noise[i];
    let count = |i: usize| (4.0 + 2.0 * wave[i] + 3.5 * noise[i]).round().max(0.0);
    let list: Vec<(&str, Answer)> = vec![
        (r#"{"kind":"gaussian"}"#, numbers(&positive)),
        (r#"{"kind":"binomial"}"#, numbers(&|i| f64::from(u8::from(wave[i] + 2.5 * noise[i] > 0.3)))),
        (r#"{"kind":"binomial","link":"cloglog"}"#, numbers(&|i| f64::from(u8::from(wave[i] + 2.5 * noise[i] > 0.3)))),
        (r#"{"kind":"poisson"}"#, numbers(&count)),
        (r#"{"kind":"gamma","link":"log"}"#, numbers(&positive)),
        (r#"{"kind":"inverseGaussian","link":"log"}"#, numbers(&positive)),
        (r#"{"kind":"negativeBinomial"}"#, numbers(&|i| (3.0 * (wave[i] + 2.5 * noise[i].powi(3)).exp()).floor())),
        (r#"{"kind":"tweedie"}"#, numbers(&|i| if noise[i] < -0.8 { 0.0 } else { (wave[i] + 1.5 * noise[i]).exp() })),
        (r#"{"kind":"quasipoisson"}"#, numbers(&count)),
        (r#"{"kind":"beta"}"#, numbers(&|i| 1.0 / (1.0 + (-wave[i] - 1.5 * noise[i]).exp()))),
        (r#"{"kind":"scaledT"}"#, numbers(&|i| 3.0 + wave[i] + 0.4 * (1.4 * noise[i]).tan())),
        (r#"{"kind":"orderedCategories"}"#, ordered),
        (r#"{"kind":"multinomial"}"#, classes.clone()),
        (r#"{"kind":"multinomial","penaltyMetric":"perClass"}"#, classes.clone()),
        (r#"{"kind":"multinomial","penaltyMetric":"reference"}"#, classes),
    ];
    let trial = |(family, answer): (&str, Answer)| Trial {
        name: family.to_owned(),
        family: family.to_owned(),
        design: design.clone(),
        answer,
        weights: None,
        penalties: vec![(penalty(9), 1..9), (penalty(6), 9..14)],
        options: FitOptions { threads: 1, ..FitOptions::default() },
    };
    list.into_iter().map(trial).collect()
}
