//! Sizes, weights, starts and limits at the edges of what floats hold, and data without a finite optimum.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use ndarray::{Array2, Axis};
use penlik::check::{Code, Explain};
use penlik::design::Table;
use penlik::model::{
    Control, FamilySpec, FitOptions, Fitted, FormulaInput, MatrixInput, MatrixResponse, ModelError, PredictKind,
    fit_formula, fit_matrix,
};
use support::{Frame, Synthetic, smallest_digits, spec, synthetic};

const FAMILIES: [&str; 4] = ["gaussian", "poisson", "binomial", "multinomial"];

/// Rows of one family, each part of which a test may change.
#[derive(Clone)]
struct Rows {
    family: &'static str,
    design: Array2<f64>,
    values: Vec<f64>,
    codes: Vec<i32>,
    counts: Option<Array2<f64>>,
    weights: Vec<f64>,
    offset: Option<Vec<f64>>,
}

impl Rows {
    fn new(family: &'static str) -> Self {
        let Synthetic { design, classes, counts, measurements, weights } = synthetic(200, 3, 3, 21);
        let values = match family {
            "gaussian" => measurements,
            "poisson" => counts,
            _ => classes.iter().map(|&c| f64::from(u8::from(c == 0))).collect(),
        };
        Self { family, design, values, codes: classes, counts: None, weights, offset: None }
    }

    fn fit(&self, options: &FitOptions) -> Result<Fitted, ModelError> {
        let labels = || (0..3).map(|c| format!("{c}")).collect();
        let response = match (&self.counts, self.family) {
            (Some(counts), _) => {
                let labels = (0..counts.ncols()).map(|c| format!("{c}")).collect();
                MatrixResponse::Counts { values: counts.view(), labels }
            }
            (None, "multinomial") => MatrixResponse::Classes { codes: &self.codes, labels: labels() },
            _ => MatrixResponse::Numeric(&self.values),
        };
        let input = MatrixInput {
            design: self.design.view(),
            names: None,
            response,
            weights: Some(&self.weights),
            offset: self.offset.as_deref(),
            penalties: Vec::new(),
            terms: Vec::new(),
        };
        fit_matrix(&input, &self.spec(), options, &Control::none())
    }

    fn spec(&self) -> FamilySpec {
        spec(&format!(r#"{{"kind":"{}"}}"#, self.family))
    }

    fn default_fit(&self) -> Fitted {
        self.fit(&FitOptions::default()).unwrap()
    }

    fn select(&self, rows: &[usize]) -> Self {
        let take = |xs: &[f64]| rows.iter().map(|&i| xs[i]).collect::<Vec<_>>();
        Self {
            family: self.family,
            design: self.design.select(Axis(0), rows),
            values: take(&self.values),
            codes: rows.iter().map(|&i| self.codes[i]).collect(),
            counts: self.counts.as_ref().map(|counts| counts.select(Axis(0), rows)),
            weights: take(&self.weights),
            offset: self.offset.as_deref().map(take),
        }
    }
}

fn assert_digits(what: &str, found: &[f64], truth: &[f64], wanted: f64) {
    let reached = smallest_digits(found, truth);
    assert!(reached >= wanted, "{what}: {reached:.1} digits, {wanted} wanted");
}

#[test]
fn the_unit_of_the_weights_moves_standard_errors_alone() {
    for family in FAMILIES {
        let plain = Rows::new(family);
        let one = plain.default_fit();
        for unit in [1e-300, 1e-150, 1e20, 1e150, 1e300] {
            let mut scaled = plain.clone();
            scaled.weights.iter_mut().for_each(|w| *w *= unit);
            let other = scaled.default_fit();
            assert!(other.converged(), "{family}, weights times {unit:e}: {}", other.message());
            assert_eq!(other.warnings(), one.warnings(), "{family}, weights times {unit:e}");
            assert_digits(family, other.coefficients(), one.coefficients(), 12.0);
            let power = if family == "gaussian" { 1.0 } else { unit.sqrt() };
            let back: Vec<f64> = other.standard_errors().iter().map(|se| se * power).collect();
            assert_digits(family, &back, one.standard_errors(), 12.0);
        }
    }
}

#[test]
fn columns_and_responses_of_any_everyday_or_cosmic_size_are_fitted_alike() {
    for (response, column) in [(1e8, 1e8), (1e-8, 1e-8), (2f64.powi(300), 1.0), (2f64.powi(-300), 2f64.powi(200))] {
        let plain = Rows::new("gaussian");
        let mut scaled = plain.clone();
        scaled.values.iter_mut().for_each(|y| *y *= response);
        scaled.design.column_mut(2).mapv_inplace(|x| x * column);
        let (one, other) = (plain.default_fit(), scaled.default_fit());
        let unit = |j: usize| if j == 2 { column / response } else { 1.0 / response };
        let back = |xs: &[f64]| xs.iter().enumerate().map(|(j, x)| x * unit(j)).collect::<Vec<_>>();
        assert_digits("coefficients", &back(other.coefficients()), one.coefficients(), 12.0);
        assert_digits("standard errors", &back(other.standard_errors()), one.standard_errors(), 12.0);
        assert_digits("p-values", other.p_values(), one.p_values(), 11.0);
    }
}

#[test]
fn sizes_whose_squares_leave_the_range_of_floats_are_refused_by_name() {
    let code_and_argument = |rows: &Rows| {
        let error = rows.fit(&FitOptions::default()).unwrap_err();
        (error.code(), error.argument())
    };
    for family in FAMILIES {
        for size in [1e-310, 1e-200, 1e200] {
            let mut rows = Rows::new(family);
            rows.design.column_mut(1).mapv_inplace(|x| x * size);
            assert_eq!(code_and_argument(&rows), (Code::Domain, "design".into()), "{family}, column of {size:e}");
        }
        let mut rows = Rows::new(family);
        rows.weights.fill(1e308);
        assert_eq!(code_and_argument(&rows), (Code::Domain, "weights".into()), "{family}");
    }
    for size in [1e-200, 1e200] {
        let mut rows = Rows::new("gaussian");
        rows.values.iter_mut().for_each(|y| *y *= size);
        assert_eq!(code_and_argument(&rows), (Code::Domain, "response".into()));
    }
    let mut rows = Rows::new("gaussian");
    rows.offset = Some(vec![1e300; 200]);
    assert_eq!(code_and_argument(&rows), (Code::NonFinite, "data".into()));
}

#[test]
fn more_coefficients_or_classes_than_memory_holds_are_refused_before_they_are_allocated() {
    let mut rows = Rows::new("gaussian").select(&[0]);
    rows.design = Array2::ones((1, 100_000));
    assert_eq!(rows.fit(&FitOptions::default()).unwrap_err().code(), Code::TooLarge);
}

#[test]
fn weights_and_offsets_cost_no_digits_where_columns_explain_each_other() {
    // A cubic through exact integers, so that weights and offset change nothing: the residuals are ±1 in pairs of equal weight.
    let (n, coefficients) = (40, [7.0, -3.0, 2.0, 1.0]);
    let mut rows = Rows::new("gaussian").select(&(0..n).collect::<Vec<_>>());
    let t = |i: usize| 500.0 + (i / 2) as f64;
    rows.design = Array2::from_shape_fn((n, 4), |(i, j)| t(i).powi(i32::try_from(j).unwrap()));
    let offset = |i: usize| ((i * 7) % 5) as f64;
    let sign = |i: usize| if i.is_multiple_of(2) { 1.0 } else { -1.0 };
    let cubic = |i: usize| (0..4).rev().fold(0.0, |sum, j| sum * t(i) + coefficients[j]);
    rows.values = (0..n).map(|i| cubic(i) + offset(i) + sign(i)).collect();
    rows.weights = (0..n).map(|i| 0.1 + ((i / 2 * 11) % 7) as f64 / 3.0).collect();
    rows.offset = Some((0..n).map(offset).collect());
    let fitted = rows.default_fit();
    assert_digits("coefficients", fitted.coefficients(), &coefficients, 12.0);
    assert_digits("deviance", &[fitted.deviance()], &[rows.weights.iter().sum()], 12.0);
}

#[test]
fn a_start_where_floats_show_no_curvature_is_given_up_for_another() {
    for family in FAMILIES {
        let rows = Rows::new(family);
        let one = rows.default_fit();
        for far in [-1e3, 1e3, 1e10, 1e300] {
            let start = Some(vec![far; one.coefficients().len()]);
            let other = rows.fit(&FitOptions { start, ..FitOptions::default() }).unwrap();
            assert!(other.converged(), "{family} from {far:e}: {}", other.message());
            assert_digits(family, other.coefficients(), one.coefficients(), 12.0);
        }
    }
}

#[test]
fn no_more_iterations_are_made_than_were_allowed() {
    for family in FAMILIES {
        let rows = Rows::new(family);
        for max_iterations in 0..6 {
            let fitted = rows.fit(&FitOptions { max_iterations, ..FitOptions::default() }).unwrap();
            assert!(fitted.iterations() <= max_iterations, "{family}: {} of {max_iterations}", fitted.iterations());
        }
        assert!(!rows.fit(&FitOptions { max_iterations: 0, ..FitOptions::default() }).unwrap().converged());
    }
}

#[test]
fn a_fit_that_stops_at_a_tolerance_is_no_farther_from_the_optimum_than_its_certificate_says() {
    for family in ["poisson", "binomial", "multinomial"] {
        let rows = Rows::new(family).select(&(0..60).collect::<Vec<_>>());
        let best = rows.default_fit();
        for tolerance in [1e-6, 1e-2, 0.3, 1.0, 30.0, 1e300] {
            let early = rows.fit(&FitOptions { tolerance: Some(tolerance), ..FitOptions::default() }).unwrap();
            assert!(early.converged(), "{family} to {tolerance:e}: {}", early.message());
            // ‖β − β̂‖ in the norm of the Hessian at β, from the inverse of its covariance.
            let step: Vec<f64> = early.coefficients().iter().zip(best.coefficients()).map(|(a, b)| a - b).collect();
            let distance = norm(early.covariance(), &step);
            let bound = early.certificate().distance_bound;
            assert!(distance <= bound * (1.0 + 1e-9) + 1e-13, "{family} to {tolerance:e}: {distance} beyond {bound}");
        }
    }
}

/// √(vᵀΣ⁻¹v) by elimination.
fn norm((covariance, order): (&[f64], usize), v: &[f64]) -> f64 {
    let mut rows: Vec<Vec<f64>> =
        (0..order).map(|i| covariance[i * order..][..order].iter().copied().chain([v[i]]).collect()).collect();
    for i in 0..order {
        for k in i + 1..order {
            let factor = rows[k][i] / rows[i][i];
            for j in i..=order {
                rows[k][j] -= factor * rows[i][j];
            }
        }
    }
    let mut x = vec![0.0; order];
    for i in (0..order).rev() {
        let rest: f64 = (i + 1..order).map(|j| rows[i][j] * x[j]).sum();
        x[i] = (rows[i][order] - rest) / rows[i][i];
    }
    x.iter().zip(v).map(|(x, v)| x * v).sum::<f64>().max(0.0).sqrt()
}

#[test]
fn rows_without_a_trial_are_as_if_they_were_not_there() {
    for (family, classes) in [("binomial", 2), ("multinomial", 3)] {
        let mut rows = Rows::new(family);
        let count = |i: usize, c: usize| if i.is_multiple_of(4) { 0.0 } else { ((7 * i + 3 * c) % 5) as f64 };
        rows.counts = Some(Array2::from_shape_fn((200, classes), |(i, c)| count(i, c)));
        rows.offset = Some((0..200).map(|i| (i % 3) as f64).collect());
        let alive: Vec<usize> = (0..200).filter(|&i| (0..classes).any(|c| count(i, c) > 0.0)).collect();
        let (with, without) = (rows.default_fit(), rows.select(&alive).default_fit());
        assert_eq!(with.coefficients(), without.coefficients(), "{family}");
        assert_eq!(with.certificate(), without.certificate(), "{family}");
        assert_eq!((with.nobs(), with.df_residual()), (without.nobs(), without.df_residual()));
        assert_eq!((with.deviance(), with.null_deviance()), (without.deviance(), without.null_deviance()));
        assert_eq!(with.dropped(), 200 - alive.len());
        rows.counts = Some(Array2::zeros((200, classes)));
        assert!(rows.fit(&FitOptions::default()).is_err());
    }
}

#[test]
fn a_ridge_tells_apart_columns_that_are_constant() {
    let mut rows = Rows::new("gaussian");
    rows.design.column_mut(2).fill(3.0);
    let fitted = rows.fit(&FitOptions { ridge: 1.0, ..FitOptions::default() }).unwrap();
    assert!(fitted.converged(), "{}", fitted.message());
    assert!(fitted.coefficients()[2].abs() < 1e-12);
    let one = Rows::new("poisson").select(&[5]);
    let fitted = one.fit(&FitOptions { ridge: 1.0, ..FitOptions::default() }).unwrap();
    assert!(fitted.converged(), "{}", fitted.message());
}

#[test]
fn a_ridge_too_small_to_be_seen_beside_dependent_columns_determines_nothing() {
    for family in FAMILIES {
        let mut rows = Rows::new(family);
        let twin = rows.design.column(1).to_owned();
        rows.design.column_mut(3).assign(&twin);
        for ridge in [1e-300, 1e-20] {
            let fitted = rows.fit(&FitOptions { ridge, ..FitOptions::default() }).unwrap();
            assert!(!fitted.converged(), "{family}, ridge {ridge:e}");
        }
        let fitted = rows.fit(&FitOptions { ridge: 1e-3, ..FitOptions::default() }).unwrap();
        assert!(fitted.converged(), "{family}: {}", fitted.message());
    }
}

#[test]
fn any_ridge_from_tiny_to_huge_gives_a_finite_fit() {
    for family in FAMILIES {
        let rows = Rows::new(family);
        let free = rows.default_fit();
        for ridge in [1e-300, 1e-20, 1e20, 1e300] {
            let fitted = rows.fit(&FitOptions { ridge, ..FitOptions::default() }).unwrap();
            assert!(fitted.converged(), "{family}, ridge {ridge:e}: {}", fitted.message());
            let intercepts = if family == "multinomial" { 2.0 } else { 1.0 };
            let edf = if ridge < 1.0 { free.edf() } else { intercepts };
            assert!((fitted.edf() - edf).abs() < 1e-12, "{family}, ridge {ridge:e}: edf {}", fitted.edf());
        }
    }
}

#[test]
fn predictions_far_out_keep_the_relative_accuracy_of_their_standard_errors() {
    let rows = Rows::new("binomial");
    let fitted = rows.default_fit();
    let ends = Array2::from_shape_fn((2, 4), |(i, j)| if j == 1 { [200.0, -200.0][i] } else { 0.0 });
    let link = fitted.predict_matrix(ends.view(), PredictKind::Link, true).unwrap();
    let mean = fitted.predict_matrix(ends.view(), PredictKind::Response, true).unwrap();
    let (link_errors, errors) = (link.standard_errors.unwrap(), mean.standard_errors.unwrap());
    for i in 0..2 {
        assert!(link.values[i].abs() > 100.0);
        // p(1 − p) is e^−|η| so far out, though 1 − p itself may round to 0.
        let slope = (-link.values[i].abs()).exp();
        assert_digits("standard error", &[errors[i]], &[slope * link_errors[i]], 12.0);
    }
    let counts = Rows::new("poisson").default_fit();
    let far = Array2::from_shape_fn((2, 4), |(i, j)| if j == 0 { [500.0, -300.0][i] } else { 0.0 });
    let mean = counts.predict_matrix(far.view(), PredictKind::Response, true).unwrap();
    let link = counts.predict_matrix(far.view(), PredictKind::Link, true).unwrap();
    for (i, error) in mean.standard_errors.unwrap().into_iter().enumerate() {
        let wanted = mean.values[i] * link.standard_errors.as_ref().unwrap()[i];
        assert_digits("standard error", &[error], &[wanted], 12.0);
    }
}

fn separated(formula: &str, table: &Table<'_>, family: &str) -> Fitted {
    let input = FormulaInput::new(formula, table);
    let fitted = fit_formula(&input, &spec(family), &FitOptions::default(), &Control::none()).unwrap();
    assert!(!fitted.converged(), "{formula}");
    assert!(fitted.message().contains("separated"), "{}", fitted.message());
    fitted
}

#[test]
fn data_without_a_finite_optimum_end_unconverged_with_the_reason() {
    let endometrial = Frame::read("endometrial.csv");
    let fitted = separated("HG ~ NV + PI + EH", &endometrial.table(), r#"{"kind":"binomial"}"#);
    // Everything but the coefficient at infinity has its limit.
    assert_digits("deviance", &[fitted.deviance()], &[55.393_260_357], 9.0);
    let finite: Vec<f64> = [0, 2, 3].iter().map(|&j| fitted.coefficients()[j]).collect();
    assert_digits("coefficients", &finite, &[4.304_517_783, -0.042_183_403_26, -2.902_605_614], 6.0);
    let iris = Frame::read("iris.csv");
    let fitted = separated(
        "Species ~ Sepal.Length + Sepal.Width + Petal.Length + Petal.Width",
        &iris.table(),
        r#"{"kind":"multinomial"}"#,
    );
    assert_digits("deviance", &[fitted.deviance()], &[11.898_546_791_359], 6.0);
}

#[test]
fn a_response_that_never_varies_ends_soon_whatever_the_family() {
    for (family, value) in [("binomial", 0.0), ("binomial", 1.0), ("poisson", 0.0)] {
        let mut rows = Rows::new(family);
        rows.values.fill(value);
        let fitted = rows.default_fit();
        assert!(!fitted.converged(), "{family} of {value}");
        assert!(fitted.iterations() < 60, "{family} of {value}: {} iterations", fitted.iterations());
        assert_eq!(fitted.null_deviance(), 0.0);
    }
    for (family, value) in [("gaussian", 0.0), ("gaussian", 5.0), ("poisson", 7.0), ("binomial", 0.5)] {
        let mut rows = Rows::new(family);
        rows.values.fill(value);
        assert!(rows.default_fit().converged(), "{family} of {value}");
    }
}

#[test]
fn deviances_of_large_counts_keep_their_digits() {
    let mut rows = Rows::new("poisson");
    rows.weights.fill(1.0);
    rows.design = Array2::ones((200, 1));
    // Around a mean of exactly m, Σ(y − m)²/m is the deviance up to terms that the next orders give.
    let m = 1e9;
    rows.values = (0..200).map(|i| m + f64::from(i % 10) * 1000.0 - 4500.0).collect();
    let fitted = rows.default_fit();
    let x = |i: usize| (rows.values[i] - m) / m;
    let series = |x: f64| m * (x * x - x.powi(3) / 3.0 + x.powi(4) / 6.0);
    let deviance: f64 = (0..200).map(|i| series(x(i))).sum();
    assert_digits("deviance", &[fitted.deviance()], &[deviance], 9.0);
    // ln P(y | y) is −½ln(2πy) − 1/(12y) + … for each row.
    let peak = |y: f64| -0.5 * (std::f64::consts::TAU * y).ln() - 1.0 / (12.0 * y);
    let log_likelihood: f64 = rows.values.iter().map(|y| peak(*y)).sum::<f64>() - 0.5 * deviance;
    assert_digits("log-likelihood", &[fitted.log_likelihood()], &[log_likelihood], 12.0);
}
