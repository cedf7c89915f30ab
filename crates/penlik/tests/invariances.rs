//! What must not change a fit with estimated strengths: the basis, the units, the order of rows, names of classes, where a search starts, threads.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use ndarray::Array2;
use penlik::inner::{Control, Status};
use penlik::model::{Fitted, Method, Placed};
use penlik::outer::{Found, Laplace, Marginal, search};
use support::{Answer, NOWHERE, Penalties, Trial, cases, close, exactly, interior, trials};

const METHODS: [Method; 2] = [Method::Reml, Method::Ml];

/// Every kind of family, several times, by both methods.
fn all(rows: usize) -> Vec<Trial> {
    let seeds = [0.0, 0.37];
    seeds.iter().flat_map(|seed| trials(rows, *seed)).flat_map(|t| METHODS.map(|method| t.by(method))).collect()
}

/// Those of one strength a penalty: strengths per class have several minima often, and a search ends at the one near its start.
fn simple(rows: usize) -> Vec<Trial> {
    trials(rows, 0.0).into_iter().take(10).flat_map(|t| METHODS.map(|method| t.by(method))).collect()
}

/// A well-conditioned matrix that mixes the columns of each penalty, adds multiples of them to the intercept's, and is no rotation.
fn mixing(penalties: &[(Array2<f64>, std::ops::Range<usize>)], p: usize) -> Array2<f64> {
    let mut a = Array2::eye(p);
    for (_, columns) in penalties {
        for i in columns.clone() {
            for j in columns.clone() {
                a[[i, j]] += 0.35 * ((3 * i + 5 * j) as f64).sin();
            }
        }
    }
    a[[0, 0]] = -2.5;
    a
}

/// A rotation of the columns of each penalty, times −2.
fn rotation(penalties: &[(Array2<f64>, std::ops::Range<usize>)], p: usize) -> Array2<f64> {
    let mut a = Array2::eye(p);
    for (_, columns) in penalties {
        // I − 2vvᵀ/vᵀv
        let v: Vec<f64> = columns.clone().map(|j| 1.0 + (j as f64).cos()).collect();
        let square: f64 = v.iter().map(|x| x * x).sum();
        for (i, x) in columns.clone().zip(&v) {
            columns.clone().zip(&v).for_each(|(j, y)| a[[i, j]] = -2.0 * (a[[i, j]] - 2.0 * x * y / square));
        }
    }
    a
}

#[test]
fn another_basis_with_the_penalty_in_it_changes_neither_strengths_nor_effective_degrees_nor_predictors() {
    for trial in simple(90) {
        let a = match trial.options.method {
            // What ML integrates out is the range of the penalty, and only rotations keep it.
            Some(Method::Ml) => rotation(&trial.penalties, trial.design.ncols()),
            _ => mixing(&trial.penalties, trial.design.ncols()),
        };
        let (fit, other) = (trial.fit(), trial.mapped(&a).fit());
        close(&trial.name, &interior(&other), &interior(&fit), 1e-9);
        close(&trial.name, &[other.edf(), other.deviance()], &[fit.edf(), fit.deviance()], 1e-9);
        for (theirs, ours) in other.coefficients().chunks(14).zip(fit.coefficients().chunks(14)) {
            let mapped = a.dot(&ndarray::ArrayView1::from(theirs));
            close(&trial.name, mapped.as_slice().unwrap(), ours, 1e-9);
        }
    }
}

#[test]
fn a_multiple_of_a_penalty_moves_its_log_strength_by_minus_its_logarithm_and_nothing_else() {
    for trial in simple(90) {
        let fit = trial.fit();
        for c in [1e-12, 0.3, 7e9] {
            let mut scaled = trial.clone();
            scaled.penalties.iter_mut().for_each(|(matrix, _)| *matrix *= c);
            let other = scaled.fit();
            let moved: Vec<f64> =
                interior(&other).iter().map(|r| if *r == NOWHERE { NOWHERE } else { r + c.ln() }).collect();
            close(&trial.name, &moved, &interior(&fit), 1e-9);
            close(&trial.name, other.coefficients(), fit.coefficients(), 1e-9);
            close(&trial.name, &[other.edf()], &[fit.edf()], 1e-10);
        }
    }
}

#[test]
fn the_unit_of_a_normal_response_changes_no_strength() {
    for trial in all(90).iter().filter(|t| t.family.contains("gaussian")) {
        let fit = trial.fit();
        for c in [1e-150, 1e-8, 3.0, 1e8, 1e100] {
            let other = trial.answering(trial.numbers().iter().map(|y| c * y)).fit();
            close(&format!("y times {c:e}"), &interior(&other), &interior(&fit), 1e-11);
            close(&format!("y times {c:e}"), &[other.edf()], &[fit.edf()], 1e-12);
            let unscaled: Vec<f64> = other.coefficients().iter().map(|b| b / c).collect();
            close(&format!("y times {c:e}"), &unscaled, fit.coefficients(), 1e-11);
        }
    }
}

#[test]
fn the_unit_of_a_positive_response_under_the_logarithm_moves_the_intercept_alone() {
    for trial in all(90).iter().filter(|t| t.family.contains("gamma")) {
        let fit = trial.fit();
        for c in [1e-8, 1e8] {
            let other = trial.answering(trial.numbers().iter().map(|y| c * y)).fit();
            close(&format!("y times {c:e}"), &interior(&other), &interior(&fit), 1e-9);
            close(&format!("y times {c:e}"), &other.coefficients()[1..], &fit.coefficients()[1..], 1e-9);
            assert!((other.coefficients()[0] - fit.coefficients()[0] - f64::ln(c)).abs() < 1e-8);
        }
    }
}

#[test]
fn the_order_of_rows_changes_nothing() {
    for trial in simple(300) {
        // 77 and 300 have no common divisor.
        let order: Vec<usize> = (0..300).map(|i| (i * 77 + 13) % 300).collect();
        let (fit, other) = (trial.fit(), trial.rows(&order).fit());
        close(&trial.name, &interior(&other), &interior(&fit), 1e-10);
        close(&trial.name, other.coefficients(), fit.coefficients(), 1e-10);
        close(&trial.name, other.standard_errors(), fit.standard_errors(), 1e-10);
    }
}

/// Probabilities of the classes by name at the rows of a trial.
fn probabilities(trial: &Trial, fit: &Fitted) -> Vec<Vec<(String, f64)>> {
    let active = fit.active_classes();
    let row = |x: ndarray::ArrayView1<'_, f64>| {
        let eta: Vec<f64> = fit.coefficients().chunks(14).map(|b| x.dot(&ndarray::ArrayView1::from(b))).collect();
        let total = 1.0 + eta.iter().map(|e| e.exp()).sum::<f64>();
        let mut out: Vec<(String, f64)> = active.iter().cloned().zip(eta.iter().map(|e| e.exp() / total)).collect();
        out.push((fit.reference().unwrap().to_owned(), 1.0 / total));
        out.sort_by(|a, b| a.0.cmp(&b.0));
        out
    };
    trial.design.rows().into_iter().map(row).collect()
}

#[test]
fn other_names_and_another_reference_of_the_classes_leave_probabilities_and_degrees() {
    for trial in all(120).iter().filter(|t| t.family.contains("multinomial") && !t.family.contains("reference")) {
        let fit = trial.fit();
        let wanted = probabilities(trial, &fit);
        let Answer::Classes(codes, labels) = &trial.answer else { panic!("{} has numbers", trial.name) };
        for order in [[1, 2, 0], [2, 1, 0], [0, 2, 1]] {
            // Class c stands at order[c] now.
            let moved = codes.iter().map(|&c| order[c as usize]).collect();
            let mut named = labels.clone();
            (0..3).for_each(|c| named[order[c] as usize].clone_from(&labels[c]));
            let other = Trial { answer: Answer::Classes(moved, named), ..trial.clone() };
            let refit = other.fit();
            assert_ne!((refit.reference(), refit.active_classes()), (fit.reference(), fit.active_classes()));
            // With a strength for each class the criterion is so flat that rounding moves its end.
            let flat = if trial.family.contains("perClass") { 1e4 } else { 1.0 };
            close(&trial.name, &[refit.edf(), refit.deviance()], &[fit.edf(), fit.deviance()], 1e-10 * flat);
            let criteria = [&refit, &fit].map(|f| f.selection().unwrap().criterion);
            close(&trial.name, &criteria[..1], &criteria[1..], 1e-12 * flat);
            for (a, b) in probabilities(&other, &refit).iter().flatten().zip(wanted.iter().flatten()) {
                assert!(a.0 == b.0 && (a.1 - b.1).abs() < 1e-9 * flat, "{a:?} {b:?}");
            }
        }
    }
}

/// The columns of X scaled by powers of two, and the penalties with them.
fn powers(trial: &Trial, exponents: &[i32; 14]) -> Trial {
    let a = Array2::from_diag(&ndarray::Array1::from_iter(exponents.iter().map(|e| 2f64.powi(*e))));
    trial.mapped(&a)
}

fn check_powers(exponents: &[i32; 14]) {
    for trial in all(90) {
        let (fit, other) = (trial.fit(), powers(&trial, exponents).fit());
        let back: Vec<f64> =
            other.coefficients().iter().enumerate().map(|(k, b)| b * 2f64.powi(exponents[k % 14])).collect();
        if fit.selection().unwrap().places.iter().all(|place| *place == Placed::Interior) {
            assert_eq!(other.strengths(), fit.strengths(), "{}", trial.name);
            assert_eq!(back, fit.coefficients(), "{}", trial.name);
            assert_eq!((other.edf(), other.deviance()), (fit.edf(), fit.deviance()), "{}", trial.name);
        } else {
            // Where a strength ends on its way to infinity, its last bits have no meaning.
            close(&trial.name, &back, fit.coefficients(), 1e-10);
            close(&trial.name, &[other.edf(), other.deviance()], &[fit.edf(), fit.deviance()], 1e-10);
        }
    }
}

#[test]
fn an_unpenalised_column_in_a_unit_that_is_a_power_of_two_leaves_all_other_bits() {
    for e in [-3, 1, 3] {
        let mut exponents = [0; 14];
        exponents[0] = e;
        check_powers(&exponents);
    }
}

#[test]
fn all_columns_of_a_penalty_in_a_unit_that_is_a_power_of_two_leave_all_other_bits() {
    check_powers(&[0, 7, 7, 7, 7, 7, 7, 7, 7, 0, 0, 0, 0, 0]);
    check_powers(&[-3, 0, 0, 0, 0, 0, 0, 0, 0, 20, 20, 20, 20, 20]);
}

#[test]
fn single_columns_of_a_penalty_in_other_units_change_no_more_than_rounding() {
    for trial in simple(90).into_iter().filter(|t| t.options.method == Some(Method::Reml)) {
        let exponents = [0, 3, -2, 7, 0, 0, 1, -9, 4, 0, 0, 5, 0, 0];
        let (fit, other) = (trial.fit(), powers(&trial, &exponents).fit());
        close(&trial.name, &[other.edf(), other.deviance()], &[fit.edf(), fit.deviance()], 1e-9);
        close(&trial.name, &interior(&other), &interior(&fit), 1e-7);
    }
}

/// How far V rises above the higher one of two ends on the line between them.
fn ridge(laplace: &Laplace<'_>, low: &Found, high: &Found) -> f64 {
    let mut beta = low.evaluation.beta.clone();
    let highest = low.evaluation.value.max(high.evaluation.value);
    let mut rise = f64::NEG_INFINITY;
    for step in 0..=200 {
        let t = f64::from(step) / 200.0;
        let z: Vec<f64> = low.z.iter().zip(&high.z).map(|(a, b)| a + t * (b - a)).collect();
        let Some(v) = exactly(laplace, &z, Some(&beta)) else { continue };
        rise = rise.max(v.value - highest);
        beta = v.beta;
    }
    rise
}

#[test]
fn searches_from_far_below_and_far_above_end_at_one_optimum_or_at_two_with_a_ridge_between() {
    let mut short = Vec::new();
    for penalties in [Penalties::One, Penalties::Two, Penalties::Overlapping] {
        for case in cases(penalties).into_iter().filter(|case| case.family.parameters().is_empty()) {
            for marginal in [Marginal::Restricted, Marginal::Full] {
                let laplace = case.laplace(marginal);
                let ends = [-8.0, 8.0].map(|rho| {
                    let mut z = vec![rho; laplace.structure().strengths()];
                    z.extend(case.family.parameters());
                    search(&laplace, z, &Control::none())
                });
                let what = format!("{} {penalties:?} {marginal:?}", case.name);
                let [Ok(low), Ok(high)] = ends else {
                    // Far below, means under the identity can leave their range.
                    assert!(case.name.contains("identity"), "{what}");
                    continue;
                };
                let line = |f: &Found| {
                    format!("{:?} {:.3?} {:?} {:.9} in {}", f.status, f.z, f.places, f.evaluation.value, f.iterations)
                };
                println!("{what}\n   {}\n   {}", line(&low), line(&high));
                let statuses = (low.status, high.status) == (Status::Converged, Status::Converged);
                let size = high.evaluation.value.abs();
                let same = (low.evaluation.value - high.evaluation.value).abs() <= 1e-9 * size;
                // Not every criterion has one minimum: two must have a ridge between them.
                if !(statuses && (same || ridge(&laplace, &low, &high) > 1e-9 * size)) {
                    short.push(format!("{what}\n   {}\n   {}", line(&low), line(&high)));
                }
            }
        }
    }
    assert!(short.is_empty(), "{}", short.join("\n"));
}

#[test]
fn any_number_of_threads_gives_the_same_bits_by_every_method_in_every_family() {
    for trial in trials(5300, 0.11) {
        for method in METHODS {
            let one = trial.by(method).threads(1).fit().to_json();
            for threads in [2, 3, 7] {
                assert!(
                    trial.by(method).threads(threads).fit().to_json() == one,
                    "{} on {threads} threads",
                    trial.name
                );
            }
        }
    }
}
