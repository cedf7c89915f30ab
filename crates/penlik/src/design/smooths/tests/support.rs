//! What the tests of bases share: reference values, rows, derivatives by differences.

use crate::design::smooths::basis::{Basis, Covariate, Refusal, Request, Setting};
use crate::design::smooths::catalog::AnyBasis;
use crate::design::smooths::tensor_margin::TensorRequest;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A file of reference values.
#[derive(Deserialize)]
pub struct File {
    pub data: BTreeMap<String, Vec<f64>>,
    pub new: BTreeMap<String, Vec<f64>>,
    pub cases: Vec<Case>,
}

/// One smooth.
#[derive(Deserialize)]
pub struct Case {
    pub name: String,
    pub covariates: Vec<String>,
    /// How many of the new rows are predicted.
    pub rows: usize,
    #[serde(default)]
    pub bs: String,
    #[serde(default)]
    pub k: usize,
    #[serde(default)]
    pub m: Vec<f64>,
    #[serde(default)]
    pub knots: Vec<f64>,
    #[serde(default)]
    pub bases: Vec<String>,
    #[serde(default)]
    pub sizes: Vec<usize>,
    #[serde(default)]
    pub orders: Vec<Vec<f64>>,
    #[serde(default)]
    pub np: Option<bool>,
    pub design: Vec<f64>,
    pub predicted: Vec<f64>,
    pub constrained: Vec<f64>,
    pub penalties: Vec<Vec<f64>>,
    pub scales: Vec<f64>,
}

/// What a smooth is made of, with the rest of a request left open.
#[derive(Default, Clone)]
pub struct Ask {
    pub k: Option<usize>,
    pub m: Vec<f64>,
    pub knots: Vec<Vec<f64>>,
    pub options: Vec<(String, Setting)>,
}

impl Ask {
    pub fn k(k: usize) -> Self {
        Self { k: Some(k), ..Self::default() }
    }

    pub fn m(self, m: &[f64]) -> Self {
        Self { m: m.to_vec(), ..self }
    }

    pub fn knots(self, knots: &[f64]) -> Self {
        Self { knots: if knots.is_empty() { vec![] } else { vec![knots.to_vec()] }, ..self }
    }

    pub fn option(mut self, name: &str, setting: Setting) -> Self {
        self.options.push((name.to_owned(), setting));
        self
    }

    /// The basis over columns of numbers, with names x1, x2, ….
    pub fn make(&self, name: &str, columns: &[&[f64]]) -> Result<AnyBasis, Refusal> {
        let covariates: Vec<Covariate<'_>> = columns.iter().map(|x| Covariate::Numbers(x)).collect();
        let names: Vec<String> = (1..=columns.len()).map(|i| format!("x{i}")).collect();
        let request = Request {
            k: self.k,
            m: &self.m,
            knots: &self.knots,
            options: &self.options,
            ..Request::of(&covariates, &names)
        };
        AnyBasis::new(name, &request).unwrap()
    }
}

/// A tensor product.
#[derive(Default, Clone)]
pub struct Product {
    pub bases: Vec<String>,
    pub sizes: Vec<usize>,
    pub orders: Vec<Vec<f64>>,
    pub knots: Vec<Vec<f64>>,
    pub dimensions: Vec<usize>,
    pub options: Vec<(String, Setting)>,
}

impl Product {
    pub fn of(bases: &[&str], sizes: &[usize]) -> Self {
        Self { bases: bases.iter().map(|&name| name.to_owned()).collect(), sizes: sizes.to_vec(), ..Self::default() }
    }

    pub fn option(mut self, name: &str, setting: Setting) -> Self {
        self.options.push((name.to_owned(), setting));
        self
    }

    /// The product `te`, `ti` or `t2` over columns of numbers, with names x1, x2, ….
    pub fn make(&self, kind: &str, columns: &[&[f64]]) -> Result<AnyBasis, Refusal> {
        let covariates: Vec<Covariate<'_>> = columns.iter().map(|x| Covariate::Numbers(x)).collect();
        self.over(kind, &covariates)
    }

    /// The same over covariates.
    pub fn over(&self, kind: &str, covariates: &[Covariate<'_>]) -> Result<AnyBasis, Refusal> {
        let names: Vec<String> = (1..=covariates.len()).map(|i| format!("x{i}")).collect();
        let request = TensorRequest {
            covariates,
            names: &names,
            bases: &self.bases,
            sizes: &self.sizes,
            orders: &self.orders,
            knots: &self.knots,
            dimensions: &self.dimensions,
            options: &self.options,
            exponents: &[],
        };
        AnyBasis::tensor(kind, &request).unwrap()
    }
}

/// The rows of the basis's functions, from a buffer in which every entry must be written.
pub fn rows(basis: &dyn Basis, columns: &[&[f64]]) -> Vec<Vec<f64>> {
    gather(basis.size(), columns, |at, out, stride| {
        basis.fill(at, out, stride);
        true
    })
}

/// The same for derivatives.
pub fn slopes(basis: &dyn Basis, columns: &[&[f64]], variable: usize) -> Vec<Vec<f64>> {
    gather(basis.size(), columns, |at, out, stride| basis.fill_derivative(at, variable, out, stride))
}

fn gather(
    size: usize,
    columns: &[&[f64]],
    fill: impl Fn(&[Covariate<'_>], &mut [f64], usize) -> bool,
) -> Vec<Vec<f64>> {
    let (n, stride) = (columns[0].len(), columns[0].len() + 3);
    let covariates: Vec<Covariate<'_>> = columns.iter().map(|x| Covariate::Numbers(x)).collect();
    let mut out = vec![f64::NAN; size * stride];
    assert!(fill(&covariates, &mut out, stride));
    for j in 0..size {
        assert!(out[j * stride..j * stride + n].iter().all(|x| x.is_finite()));
        assert!(out[j * stride + n..(j + 1) * stride].iter().all(|x| x.is_nan()), "padding is not the basis's");
    }
    (0..n).map(|i| (0..size).map(|j| out[j * stride + i]).collect()).collect()
}

/// Fails where a number differs from the wanted one by more than `tolerance` times the largest wanted one.
pub fn close(what: &str, found: &[f64], wanted: &[f64], tolerance: f64) {
    assert_eq!(found.len(), wanted.len(), "{what}");
    let size = wanted.iter().fold(0.0_f64, |a, x| a.max(x.abs()));
    for (i, (found, wanted)) in found.iter().zip(wanted).enumerate() {
        assert!(
            (found - wanted).abs() <= tolerance * size,
            "{what}: entry {i} is {found}, not {wanted}, of size {size}"
        );
    }
}

/// Fails where the derivatives in some covariate are not the limit of central differences over `step`, `step`/2, `step`/4.
pub fn check_slopes(what: &str, basis: &dyn Basis, columns: &[&[f64]], variable: usize, step: f64, tolerance: f64) {
    let moved = |h: f64| -> Vec<f64> {
        let x: Vec<f64> = columns[variable].iter().map(|x| x + h).collect();
        let mut columns = columns.to_vec();
        columns[variable] = &x;
        rows(basis, &columns).concat()
    };
    let difference = |h: f64| -> Vec<f64> {
        moved(h).iter().zip(moved(-h)).map(|(above, below)| (above - below) / (2.0 * h)).collect()
    };
    let (wide, middle, narrow) = (difference(step), difference(step / 2.0), difference(step / 4.0));
    let limit: Vec<f64> = (0..wide.len())
        .map(|i| {
            let (a, b) = ((4.0 * middle[i] - wide[i]) / 3.0, (4.0 * narrow[i] - middle[i]) / 3.0);
            (16.0 * b - a) / 15.0
        })
        .collect();
    close(what, &slopes(basis, columns, variable).concat(), &limit, tolerance);
}

/// Fails where a stored basis does not come back to the last bit.
pub fn check_storage(basis: &AnyBasis, columns: &[&[f64]]) {
    let text = serde_json::to_string(basis).unwrap();
    let back: AnyBasis = serde_json::from_str(&text).unwrap();
    assert_eq!(&back, basis, "{text}");
    assert_eq!(serde_json::to_string(&back).unwrap(), text);
    let bits = |basis: &AnyBasis| -> Vec<u64> { rows(basis, columns).concat().iter().map(|x| x.to_bits()).collect() };
    assert_eq!(bits(&back), bits(basis));
    let penalties = |basis: &AnyBasis| -> Vec<u64> {
        basis.penalties().iter().flat_map(|s| s.data.iter().map(|x| x.to_bits()).collect::<Vec<_>>()).collect()
    };
    assert_eq!(penalties(&back), penalties(basis));
}

/// Fails where functions, predictions, scales, penalties or, with the constraint absorbed, functions are not those of the reference.
pub fn check_case(file: &File, case: &Case, basis: &AnyBasis, tolerance: f64) {
    check_functions(file, case, basis, tolerance);
    let columns: Vec<&[f64]> = case.covariates.iter().map(|name| file.data[name].as_slice()).collect();
    let found = rows(basis, &columns);
    let largest = found.iter().map(|row| row.iter().map(|x| x.abs()).sum::<f64>()).fold(0.0, f64::max);
    let penalties = basis.penalties();
    assert_eq!(penalties.len(), case.penalties.len(), "{}", case.name);
    for ((penalty, wanted), scale) in penalties.iter().zip(&case.penalties).zip(&case.scales) {
        close(&case.name, &penalty.data, wanted, tolerance);
        let (_, found) = crate::design::smooths::penalty_scale::scaled_penalty(penalty, largest);
        assert!((found - scale).abs() <= 4.0 * tolerance * scale, "{}: scale {found}, not {scale}", case.name);
    }
}

/// The part of it that is about functions.
pub fn check_functions(file: &File, case: &Case, basis: &AnyBasis, tolerance: f64) {
    let columns: Vec<&[f64]> = case.covariates.iter().map(|name| file.data[name].as_slice()).collect();
    let new: Vec<&[f64]> = case.covariates.iter().map(|name| &file.new[name][..case.rows]).collect();
    let found = rows(basis, &columns);
    close(&case.name, &found.concat(), &case.design, tolerance);
    close(&case.name, &rows(basis, &new).concat(), &case.predicted, tolerance);
    if !case.constrained.is_empty() {
        check_constrained(&case.name, &found, &case.constrained, tolerance);
    }
    check_storage(basis, &new);
}

fn check_constrained(what: &str, rows: &[Vec<f64>], wanted: &[f64], tolerance: f64) {
    let (n, size) = (rows.len(), rows[0].len());
    let sums: Vec<f64> = (0..size).map(|j| rows.iter().map(|row| row[j]).sum()).collect();
    let constraint = crate::design::smooths::constraint::Constraint::new(&sums).unwrap();
    let mut columns: Vec<f64> = (0..size).flat_map(|j| rows.iter().map(move |row| row[j])).collect();
    constraint.absorb_columns(&mut columns, n, n);
    let found: Vec<f64> = (0..n).flat_map(|i| (0..size - 1).map(|j| columns[j * n + i]).collect::<Vec<_>>()).collect();
    close(what, &found, wanted, 10.0 * tolerance);
}
