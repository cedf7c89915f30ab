//! Residuals and influence of fitted models, by their definitions.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ndarray::Array2;
use penlik::model::{
    Control, FamilySpec, FitOptions, Fitted, MatrixInput, MatrixResponse, PenaltyMetric, PredictKind, Residual,
    fit_matrix,
};

const N: usize = 60;

fn design() -> Array2<f64> {
    Array2::from_shape_fn((N, 3), |(i, j)| match j {
        0 => 1.0,
        1 => ((i * 37 + 11) % 61) as f64 / 30.0 - 1.0,
        _ => ((i * 17 + 5) % 23) as f64 / 11.0 - 1.0,
    })
}

fn input<'a>(x: &'a Array2<f64>, response: MatrixResponse<'a>, weights: Option<&'a [f64]>) -> MatrixInput<'a> {
    let (penalties, terms) = (Vec::new(), Vec::new());
    MatrixInput { design: x.view(), names: None, response, weights, offset: None, penalties, terms }
}

fn fit(input: &MatrixInput<'_>, family: FamilySpec) -> Fitted {
    fit_matrix(input, &family, &FitOptions::default(), &Control::none()).unwrap()
}

fn squares(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum()
}

fn near(found: f64, wanted: f64, tolerance: f64) {
    assert!((found - wanted).abs() <= tolerance * wanted.abs().max(1e-300), "{found:e} for {wanted:e}");
}

#[test]
fn squares_of_deviance_and_pearson_residuals_are_deviance_and_scale() {
    let x = design();
    let y: Vec<f64> = (0..N).map(|i| 0.4 + ((i * 7) % 11) as f64 * (1.0 + x[[i, 1]]).max(0.1)).collect();
    let counts: Vec<f64> = y.iter().map(|y| y.round()).collect();
    let weights: Vec<f64> = (0..N).map(|i| 1.0 + (i % 3) as f64).collect();
    let log = || Some("log".to_owned());
    for family in [
        FamilySpec::gaussian(),
        FamilySpec::Gamma { link: log() },
        FamilySpec::InverseGaussian { link: log() },
        FamilySpec::Quasipoisson { link: None },
    ] {
        let y = if family.name() == "quasipoisson" { &counts } else { &y };
        let data = input(&x, MatrixResponse::Numeric(y), Some(&weights));
        let model = fit(&data, family);
        let of = |kind| model.residuals(kind).unwrap().values;
        near(squares(&of(Residual::Deviance)), model.deviance(), 1e-11);
        near(squares(&of(Residual::Pearson)) / model.df_residual(), model.scale(), 1e-11);
        assert_eq!(model.residuals_matrix(&data, Residual::Working).unwrap().values, of(Residual::Working));
        let mean = model.predict_matrix(x.view(), PredictKind::Response, false).unwrap().values;
        for (i, r) in of(Residual::Response).into_iter().enumerate() {
            assert!((r - (y[i] - mean[i])).abs() < 1e-13 * y[i].abs().max(1.0));
        }
        let influence = model.influence_matrix(&data).unwrap();
        near(influence.leverages.iter().sum(), model.edf(), 1e-9);
        // The observed information of other links than the canonical one may be negative in a row.
        let canonical = ["gaussian", "quasipoisson"].contains(&model.family().name());
        assert!(!canonical || influence.distances.unwrap().cooks.iter().all(|d| *d >= 0.0));
    }
}

#[test]
fn residuals_of_classes_add_up_to_nothing_and_their_squares_to_the_deviance() {
    let x = design();
    let codes: Vec<i32> = (0..N).map(|i| ((i * i + 3 * i + i / 7) % 4) as i32).collect();
    let labels: Vec<String> = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
    let fits: Vec<Fitted> = ["b", "d"]
        .map(|reference| {
            let response = MatrixResponse::Classes { codes: &codes, labels: labels.clone() };
            let penalty_metric = PenaltyMetric::Centred;
            let spec = FamilySpec::Multinomial { reference: Some(reference.into()), penalty_metric };
            fit(&input(&x, response, None), spec)
        })
        .into();
    for model in &fits {
        let response = model.residuals(Residual::Response).unwrap();
        assert_eq!((response.rows, response.cols), (N, 4));
        assert!(response.values.chunks(4).all(|row| row.iter().sum::<f64>().abs() < 1e-15));
        assert!(response.values.chunks(4).zip(&codes).all(|(row, c)| row[*c as usize] > 0.0));
        near(squares(&model.residuals(Residual::Deviance).unwrap().values), model.deviance(), 1e-12);
        assert!(
            model.residuals(Residual::Working).is_err() && model.residuals(Residual::Quantile { seed: 1 }).is_err()
        );
    }
    let pearson = |model: &Fitted| model.residuals(Residual::Pearson).unwrap().values;
    for (a, b) in pearson(&fits[0]).iter().zip(pearson(&fits[1])) {
        assert!((a - b).abs() < 1e-8, "{a} and {b}");
    }
}

#[test]
fn quantile_residuals_come_from_the_law_of_the_fit_and_the_seed() {
    let x = design();
    let y: Vec<f64> = (0..N).map(|i| ((i * 29) % 7) as f64).collect();
    let model = fit(&input(&x, MatrixResponse::Numeric(&y), None), FamilySpec::Poisson { link: None });
    let of = |seed| model.residuals(Residual::Quantile { seed }).unwrap().values;
    assert_eq!(of(3), of(3));
    assert_ne!(of(3), of(4));
    let normal = fit(&input(&x, MatrixResponse::Numeric(&y), None), FamilySpec::gaussian());
    let z = normal.residuals(Residual::Quantile { seed: 0 }).unwrap().values;
    let r = normal.residuals(Residual::Response).unwrap().values;
    z.iter().zip(&r).for_each(|(z, r)| near(*z, r / normal.scale().sqrt(), 1e-12));
    let quasi = fit(&input(&x, MatrixResponse::Numeric(&y), None), FamilySpec::Quasipoisson { link: None });
    let refused = quasi.residuals(Residual::Quantile { seed: 0 }).unwrap_err().to_string();
    assert!(refused.contains("quasipoisson"), "{refused}");
}

#[test]
fn a_stored_model_holds_no_rows_and_asks_for_them() {
    let x = design();
    let y: Vec<f64> = (0..N).map(|i| ((i * 29) % 7) as f64).collect();
    let data = input(&x, MatrixResponse::Numeric(&y), None);
    let model = fit(&data, FamilySpec::NegativeBinomial { theta: None, link: None });
    let read = Fitted::from_json(&model.to_json()).unwrap();
    assert!(read.residuals(Residual::Response).unwrap_err().to_string().contains("data"));
    for kind in [Residual::Response, Residual::Pearson, Residual::Deviance, Residual::Quantile { seed: 5 }] {
        assert_eq!(read.residuals_matrix(&data, kind).unwrap(), model.residuals(kind).unwrap());
    }
}

/// Least squares: leaving row i out moves β̂ by Cook's distance, in the metric XᵀX/(pφ).
#[test]
fn cooks_distance_is_what_leaving_a_row_out_does() {
    let x = design();
    let y: Vec<f64> = (0..N).map(|i| ((i * 29) % 13) as f64 + x[[i, 2]]).collect();
    let data = input(&x, MatrixResponse::Numeric(&y), None);
    let model = fit(&data, FamilySpec::gaussian());
    let distances = model.influence_matrix(&data).unwrap().distances.unwrap().cooks;
    for row in [0, 17, N - 1] {
        let weights: Vec<f64> = (0..N).map(|i| f64::from(u8::from(i != row))).collect();
        let without = fit(&input(&x, MatrixResponse::Numeric(&y), Some(&weights)), FamilySpec::gaussian());
        let moved: Vec<f64> = (0..3).map(|j| model.coefficients()[j] - without.coefficients()[j]).collect();
        let fits: f64 = (0..N).map(|i| (0..3).map(|j| x[[i, j]] * moved[j]).sum::<f64>().powi(2)).sum();
        near(distances[row], fits / (3.0 * model.scale()), 1e-9);
    }
}
