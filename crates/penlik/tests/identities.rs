//! What must hold between two fits whatever the data: relabelling, reordering, repetition, shifts, scales, threads.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use ndarray::{Array2, ArrayView2, Axis};
use penlik::model::{FamilySpec, FitOptions, Fitted, MatrixInput, MatrixResponse, PredictKind};
use support::{Synthetic, matrix_fit, smallest_digits, spec, synthetic};

const GAUSSIAN: &str = r#"{"kind":"gaussian"}"#;
const POISSON: &str = r#"{"kind":"poisson"}"#;
const BINOMIAL: &str = r#"{"kind":"binomial"}"#;
const MULTINOMIAL: &str = r#"{"kind":"multinomial"}"#;

fn labels(classes: usize) -> Vec<String> {
    (0..classes).map(|c| format!("class {c}")).collect()
}

fn with_reference(class: usize) -> FamilySpec {
    spec(&format!(r#"{{"kind":"multinomial","reference":"class {class}"}}"#))
}

/// The response of a family from the synthetic data; the binomial takes class 0 against the rest.
fn response<'a>(family: &str, codes: &'a [i32], values: &'a [f64]) -> MatrixResponse<'a> {
    match family {
        MULTINOMIAL => MatrixResponse::Classes { codes, labels: labels(4) },
        _ => MatrixResponse::Numeric(values),
    }
}

fn values(family: &str, data: &Synthetic) -> Vec<f64> {
    match family {
        GAUSSIAN => data.measurements.clone(),
        POISSON => data.counts.clone(),
        _ => data.classes.iter().map(|&c| f64::from(u8::from(c == 0))).collect(),
    }
}

/// A problem with its rows at hand, so that a test can change one thing.
#[derive(Clone)]
struct Problem {
    family: &'static str,
    design: Array2<f64>,
    codes: Vec<i32>,
    values: Vec<f64>,
    weights: Vec<f64>,
    offset: Option<Vec<f64>>,
}

impl Problem {
    fn new(family: &'static str, rows: usize) -> Self {
        let data = synthetic(rows, 4, 4, 11);
        let values = values(family, &data);
        Self { family, values, codes: data.classes, weights: data.weights, design: data.design, offset: None }
    }

    fn rows(&self, rows: &[usize]) -> Self {
        let take = |xs: &[f64]| rows.iter().map(|&i| xs[i]).collect::<Vec<_>>();
        Self {
            family: self.family,
            design: self.design.select(Axis(0), rows),
            codes: rows.iter().map(|&i| self.codes[i]).collect(),
            values: take(&self.values),
            weights: take(&self.weights),
            offset: self.offset.as_deref().map(take),
        }
    }

    fn fit(&self) -> Fitted {
        self.fit_with(&FitOptions::default())
    }

    fn fit_with(&self, options: &FitOptions) -> Fitted {
        let input = MatrixInput {
            design: self.design.view(),
            names: None,
            response: response(self.family, &self.codes, &self.values),
            weights: Some(&self.weights),
            offset: self.offset.as_deref(),
            penalties: Vec::new(),
            terms: Vec::new(),
        };
        matrix_fit(&input, &spec(self.family), options)
    }
}

const FAMILIES: [&str; 4] = [GAUSSIAN, POISSON, BINOMIAL, MULTINOMIAL];

fn class_fit(
    design: ArrayView2<'_, f64>,
    codes: &[i32],
    labels: Vec<String>,
    family: &FamilySpec,
    ridge: f64,
) -> Fitted {
    let input = MatrixInput {
        design,
        names: None,
        response: MatrixResponse::Classes { codes, labels },
        weights: None,
        offset: None,
        penalties: Vec::new(),
        terms: Vec::new(),
    };
    matrix_fit(&input, family, &FitOptions { ridge, ..FitOptions::default() })
}

/// Coefficients of every class by label, the reference's being zero, as differences to those of the first label.
fn contrasts(fitted: &Fitted, labels: &[String]) -> Vec<f64> {
    let width = fitted.column_names().len();
    let of = |label: &String| match fitted.active_classes().iter().position(|c| c == label) {
        Some(a) => fitted.coefficients()[a * width..(a + 1) * width].to_vec(),
        None => vec![0.0; width],
    };
    let first = of(&labels[0]);
    labels[1..].iter().flat_map(|label| of(label).into_iter().zip(first.clone()).map(|(x, f)| x - f)).collect()
}

fn assert_digits(what: &str, found: &[f64], truth: &[f64], wanted: f64) {
    let reached = smallest_digits(found, truth);
    assert!(reached >= wanted, "{what}: {reached:.1} digits, {wanted} wanted");
}

fn probabilities(fitted: &Fitted, design: ArrayView2<'_, f64>) -> Vec<f64> {
    fitted.predict_matrix(design, PredictKind::Response, false).unwrap().values
}

#[test]
fn the_choice_of_the_reference_class_changes_neither_predictions_nor_contrasts() {
    let data = synthetic(600, 3, 4, 5);
    for ridge in [0.0, 2.5] {
        let fits: Vec<_> = (0..4)
            .map(|c| class_fit(data.design.view(), &data.classes, labels(4), &with_reference(c), ridge))
            .collect();
        let predicted = probabilities(&fits[3], data.design.view());
        for fitted in &fits[..3] {
            assert_digits("contrasts", &contrasts(fitted, &labels(4)), &contrasts(&fits[3], &labels(4)), 11.5);
            assert_digits("probabilities", &probabilities(fitted, data.design.view()), &predicted, 12.0);
            assert_digits("log-likelihood", &[fitted.log_likelihood()], &[fits[3].log_likelihood()], 13.0);
            assert_digits("edf", &[fitted.edf()], &[fits[3].edf()], 11.0);
        }
    }
}

#[test]
fn renumbering_the_classes_moves_their_coefficients_along() {
    let data = synthetic(600, 3, 4, 6);
    let order = [2, 0, 3, 1];
    let renumbered: Vec<i32> = data.classes.iter().map(|&c| order[usize::try_from(c).unwrap()]).collect();
    let mut names = labels(4);
    for (from, &to) in order.iter().enumerate() {
        names[usize::try_from(to).unwrap()] = format!("class {from}");
    }
    let one = class_fit(data.design.view(), &data.classes, labels(4), &with_reference(1), 0.0);
    let other = class_fit(data.design.view(), &renumbered, names, &with_reference(1), 0.0);
    assert_eq!(other.reference(), Some("class 1"));
    assert_digits("contrasts", &contrasts(&other, &labels(4)), &contrasts(&one, &labels(4)), 11.5);
    assert_digits("log-likelihood", &[other.log_likelihood()], &[one.log_likelihood()], 13.0);
}

#[test]
fn the_order_of_the_rows_does_not_matter() {
    for family in FAMILIES {
        let problem = Problem::new(family, 700);
        let shuffled: Vec<usize> = (0..700).map(|i| (i * 299 + 17) % 700).collect();
        let (one, other) = (problem.fit(), problem.rows(&shuffled).fit());
        assert_digits(family, other.coefficients(), one.coefficients(), 12.0);
        assert_digits(family, other.standard_errors(), one.standard_errors(), 12.0);
        assert_digits(family, &[other.log_likelihood()], &[one.log_likelihood()], 13.0);
    }
}

#[test]
fn an_integer_weight_is_the_row_repeated() {
    for family in [POISSON, BINOMIAL, MULTINOMIAL] {
        let mut weighted = Problem::new(family, 500);
        weighted.weights = (0..500).map(|i| ((i % 4) + 1) as f64).collect();
        let rows: Vec<usize> = (0..500).flat_map(|i| std::iter::repeat_n(i, i % 4 + 1)).collect();
        let mut repeated = weighted.rows(&rows);
        repeated.weights.fill(1.0);
        let (one, other) = (weighted.fit(), repeated.fit());
        assert_digits(family, other.coefficients(), one.coefficients(), 12.0);
        assert_digits(family, other.standard_errors(), one.standard_errors(), 12.0);
        assert_digits(family, &[other.log_likelihood()], &[one.log_likelihood()], 13.0);
        assert_digits(family, &[other.deviance()], &[one.deviance()], 13.0);
    }
}

#[test]
fn two_classes_make_the_binomial_model() {
    let data = synthetic(800, 4, 2, 8);
    let values: Vec<f64> = data.classes.iter().map(|&c| f64::from(c)).collect();
    let names = vec!["no".to_owned(), "yes".to_owned()];
    let family = spec(r#"{"kind":"multinomial","reference":"no"}"#);
    let many = class_fit(data.design.view(), &data.classes, names, &family, 0.0);
    let input = MatrixInput {
        design: data.design.view(),
        names: None,
        response: MatrixResponse::Numeric(&values),
        weights: None,
        offset: None,
        penalties: Vec::new(),
        terms: Vec::new(),
    };
    let two = matrix_fit(&input, &spec(BINOMIAL), &FitOptions::default());
    assert_digits("coefficients", many.coefficients(), two.coefficients(), 12.0);
    assert_digits("standard errors", many.standard_errors(), two.standard_errors(), 12.0);
    assert_digits("log-likelihood", &[many.log_likelihood()], &[two.log_likelihood()], 13.0);
    assert_digits("deviance", &[many.deviance()], &[two.deviance()], 13.0);
    assert_digits("null deviance", &[many.null_deviance()], &[two.null_deviance()], 12.0);
    assert_digits("aic", &[many.aic()], &[two.aic()], 13.0);
}

#[test]
fn rows_of_weight_zero_are_as_if_they_were_not_there() {
    for family in FAMILIES {
        let mut problem = Problem::new(family, 900);
        (0..900).step_by(3).for_each(|i| problem.weights[i] = 0.0);
        let kept: Vec<usize> = (0..900).filter(|i| i % 3 != 0).collect();
        let (with, without) = (problem.fit(), problem.rows(&kept).fit());
        assert_eq!(bits(&with), bits(&without), "{family}");
        assert_eq!(with.nobs(), without.nobs());
        assert_eq!(with.df_residual(), without.df_residual());
        assert_eq!(with.null_deviance().to_bits(), without.null_deviance().to_bits());
    }
}

#[test]
fn a_shift_of_the_offset_moves_the_intercept_alone() {
    for family in [GAUSSIAN, POISSON, BINOMIAL] {
        let mut problem = Problem::new(family, 500);
        problem.offset = Some((0..500).map(|i| (i % 7) as f64 / 8.0).collect());
        let one = problem.fit();
        problem.offset.as_mut().unwrap().iter_mut().for_each(|o| *o += 0.75);
        let other = problem.fit();
        let mut moved = other.coefficients().to_vec();
        moved[0] += 0.75;
        assert_digits(family, &moved, one.coefficients(), 12.0);
        assert_digits(family, other.standard_errors(), one.standard_errors(), 12.0);
        assert_digits(family, &[other.log_likelihood()], &[one.log_likelihood()], 13.0);
    }
}

#[test]
fn an_offset_equal_to_a_column_takes_one_from_its_coefficient() {
    for family in [GAUSSIAN, POISSON, BINOMIAL] {
        let mut problem = Problem::new(family, 500);
        let one = problem.fit();
        problem.offset = Some(problem.design.column(2).to_vec());
        let mut moved = problem.fit().coefficients().to_vec();
        moved[2] += 1.0;
        assert_digits(family, &moved, one.coefficients(), 11.5);
    }
}

#[test]
fn a_column_scaled_by_a_power_of_two_leaves_the_bits_of_all_others() {
    for family in FAMILIES {
        for power in [-40, -1, 1, 33] {
            let problem = Problem::new(family, 500);
            let mut scaled = problem.clone();
            let factor = 2.0_f64.powi(power);
            scaled.design.column_mut(2).mapv_inplace(|x| x * factor);
            let (one, other) = (problem.fit(), scaled.fit());
            let back = |values: &[f64]| {
                let at = |(i, x): (usize, &f64)| if i % 5 == 2 { (x * factor).to_bits() } else { x.to_bits() };
                values.iter().enumerate().map(at).collect::<Vec<_>>()
            };
            let plain = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            assert_eq!(back(other.coefficients()), plain(one.coefficients()), "{family} 2^{power}");
            assert_eq!(back(other.standard_errors()), plain(one.standard_errors()), "{family} 2^{power}");
            assert_eq!(other.log_likelihood().to_bits(), one.log_likelihood().to_bits(), "{family} 2^{power}");
        }
    }
}

/// Everything a fit computes, bit by bit.
fn bits(fitted: &Fitted) -> Vec<u64> {
    let (covariance, _) = fitted.covariance();
    let scalars = [fitted.log_likelihood(), fitted.deviance(), fitted.edf(), fitted.scale()];
    [fitted.coefficients(), fitted.standard_errors(), covariance, &scalars]
        .iter()
        .flat_map(|values| values.iter().map(|x| x.to_bits()))
        .collect()
}

#[test]
fn every_number_of_threads_gives_the_same_bits() {
    for family in FAMILIES {
        let problem = Problem::new(family, 5000);
        let with = |threads| problem.fit_with(&FitOptions { threads, ..FitOptions::default() });
        let one = with(1);
        for threads in [2, 3, 7] {
            let many = with(threads);
            assert_eq!(bits(&many), bits(&one), "{family} on {threads} threads");
            assert_eq!(many.iterations(), one.iterations());
        }
    }
}
