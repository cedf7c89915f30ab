//! Whether a finite optimum exists: known cases, random ones against linear programs, and what is left in the limit.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use penlik::families::{Binomial, Family, Multinomial, Poisson};
use penlik::inner::separation::{Kind, Limit, NullSpace, Separation, Sign, Verdict, limit, separation};
use penlik::inner::{Control, Problem, QuadraticBlock, QuadraticPenalty};
use penlik::linalg::{Panels, Symmetric, Workers};
use support::{json, numbers};

/// Rows of a problem.
#[derive(Clone)]
struct Data {
    x: Panels,
    y: Panels,
    weights: Panels,
    kind: Kind,
    penalty: QuadraticPenalty,
}

impl Data {
    fn new(kind: Kind, x: &[Vec<f64>], y: &[Vec<f64>]) -> Self {
        let weights = Panels::from_column(&vec![1.0; x.len()]);
        Self { x: panels(x), y: panels(y), weights, kind, penalty: QuadraticPenalty::default() }
    }

    /// A binary response on an intercept and the given columns.
    fn binary(y: &[f64], columns: &[&[f64]]) -> Self {
        let row = |i: usize| std::iter::once(1.0).chain(columns.iter().map(|c| c[i])).collect();
        let x: Vec<Vec<f64>> = (0..y.len()).map(row).collect();
        Self::new(Kind::Shares, &x, &y.iter().map(|y| vec![*y]).collect::<Vec<_>>())
    }

    fn family(&self) -> Box<dyn Family> {
        match (self.kind, self.y.cols()) {
            (Kind::Counts, _) => Box::new(Poisson),
            (Kind::Shares, 1) => Box::new(Binomial),
            (Kind::Shares, m) => Box::new(Multinomial::new(m + 1)),
        }
    }

    fn ask<T>(&self, workers: &Workers, question: impl Fn(&Problem<'_>) -> T) -> T {
        let family = self.family();
        question(&Problem::new((&self.x, &self.y, &self.weights), None, family.as_ref(), &self.penalty, workers))
    }

    fn verdict_with(&self, workers: &Workers) -> Verdict {
        let space = NullSpace::of(&self.penalty, (&self.x).into(), self.y.cols()).unwrap();
        self.ask(workers, |problem| separation(problem, self.kind, &space, &Control::none()))
    }

    fn separation(&self) -> Option<Box<Separation>> {
        match self.verdict_with(&Workers::sequential()) {
            Verdict::Overlap => None,
            Verdict::Separated(found) => Some(found),
            Verdict::Undecided => panic!("undecided"),
        }
    }

    fn limit(&self) -> Limit {
        let found = self.separation().unwrap();
        self.ask(&Workers::sequential(), |problem| limit(problem, &found, &Control::none())).unwrap()
    }
}

fn panels(rows: &[Vec<f64>]) -> Panels {
    let mut out = Panels::zeros(rows.len(), rows[0].len());
    for (i, row) in rows.iter().enumerate() {
        row.iter().enumerate().for_each(|(j, x)| out.set(i, j, *x));
    }
    out
}

fn table(value: &serde_json::Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

#[test]
fn random_cases_agree_with_linear_programs() {
    let cases = json("separation.json");
    for (number, case) in cases.as_array().unwrap().iter().enumerate() {
        let kind = if case["kind"] == "counts" { Kind::Counts } else { Kind::Shares };
        let data = Data::new(kind, &table(&case["x"]), &table(&case["y"]));
        let found = data.separation();
        assert_eq!(found.is_some(), case["separated"].as_bool().unwrap(), "case {number}");
        let Some(found) = found else { continue };
        assert_eq!(found.rows_strict as u64, case["strictRows"].as_u64().unwrap(), "case {number}");
        assert_eq!(found.complete, case["complete"].as_bool().unwrap(), "case {number}");
        let word = |sign: Sign| serde_json::to_value(sign).unwrap();
        let signs: Vec<_> = found.coefficients.iter().map(|(k, sign)| serde_json::json!([k, word(*sign)])).collect();
        assert_eq!(serde_json::Value::Array(signs), case["coefficients"], "case {number}");
        let limit = data.limit();
        assert!(limit.deviance.is_finite(), "case {number}");
    }
}

const STEP: [f64; 6] = [0.0, 0.0, 0.0, 1.0, 1.0, 1.0];

fn signs(data: &Data) -> Vec<(usize, Sign)> {
    data.separation().unwrap().coefficients
}

#[test]
fn one_row_decides_between_complete_quasi_complete_and_no_separation() {
    let complete = Data::binary(&STEP, &[&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]]).separation().unwrap();
    assert!(complete.complete && complete.rows_strict == 6);
    assert_eq!(complete.classes(), [0, 1]);
    let quasi = Data::binary(&STEP, &[&[1.0, 2.0, 3.0, 3.0, 5.0, 6.0]]).separation().unwrap();
    assert!(!quasi.complete && quasi.rows_strict == 4);
    assert_eq!(quasi.coefficients, [(0, Sign::Minus), (1, Sign::Plus)]);
    // A difference of a few roundings is a difference; less than the rounding of a product is none.
    for (x, separated) in [(3.0 - 1e-14, false), (3.0 + 1e-14, true), (3.0 - 1e-16, true)] {
        let data = Data::binary(&STEP, &[&[1.0, 2.0, 3.0, x, 5.0, 6.0]]);
        assert_eq!(data.separation().is_some(), separated, "{x}");
    }
}

#[test]
fn a_gap_around_zero_leaves_the_sign_of_the_intercept_open() {
    let data = Data::binary(&STEP, &[&[-3.0, -2.0, -1.0, 1.0, 2.0, 3.0]]);
    assert_eq!(signs(&data), [(0, Sign::Either), (1, Sign::Plus)]);
}

#[test]
fn shares_and_counts_on_both_sides_hold_their_rows() {
    let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let mut y = STEP;
    (y[2], y[4]) = (0.25, 0.5);
    assert!(Data::binary(&y, &[&x]).separation().is_none());
    // One such row alone leaves the slope free.
    y[4] = 1.0;
    assert_eq!(signs(&Data::binary(&y, &[&x])).len(), 2);
    // Three shares whose sum rounds below 1 leave none for the reference.
    let rows: Vec<Vec<f64>> = (0..4).map(|_| vec![1.0]).collect();
    let shares = vec![vec![0.1, 0.2, 0.7]; 4];
    let data = Data::new(Kind::Shares, &rows, &shares);
    assert_eq!(signs(&data), [(0, Sign::Plus), (1, Sign::Plus), (2, Sign::Plus)]);
}

#[test]
fn rows_without_weight_do_not_count() {
    let mut data = Data::binary(&STEP, &[&[1.0, 2.0, 5.5, 4.0, 5.0, 6.0]]);
    assert!(data.separation().is_none());
    data.weights.set(2, 0, 0.0);
    assert!(data.separation().unwrap().complete);
    data.weights.set(2, 0, 1e-300);
    assert!(data.separation().is_none());
}

#[test]
fn one_class_of_three_may_be_separated_in_one_column_alone() {
    let x: Vec<Vec<f64>> = (0..12).map(|i| vec![1.0, f64::from(i % 5), f64::from(u8::from(i >= 8))]).collect();
    let class = [0, 1, 1, 0, 0, 1, 0, 1, 2, 2, 2, 2];
    let y: Vec<Vec<f64>> = class.iter().map(|c| (0..2).map(|a| f64::from(u8::from(*c == a))).collect()).collect();
    let data = Data::new(Kind::Shares, &x, &y);
    let found = data.separation().unwrap();
    assert_eq!((found.classes(), found.rows_strict), (vec![2], 12));
    // Within the first 8 rows the last column is 0, and the other two classes overlap.
    let limit = data.limit();
    let two = Data::new(
        Kind::Shares,
        &x[..8].iter().map(|r| r[..2].to_vec()).collect::<Vec<_>>(),
        &y[..8].iter().map(|r| r[..1].to_vec()).collect::<Vec<_>>(),
    );
    assert!(two.separation().is_none());
    let settings = penlik::inner::Settings { max_iterations: 100, tolerance: None };
    let fit = two.ask(&Workers::sequential(), |p| penlik::inner::solve(p, None, settings, &Control::none()));
    assert!((limit.deviance + 2.0 * fit.log_likelihood).abs() < 1e-13);
}

#[test]
fn a_penalty_holds_what_it_penalises_and_nothing_else() {
    let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let mut data = Data::binary(&STEP, &[&x]);
    data.penalty = penalty(&[1], &[&[1.0]]);
    assert!(data.separation().is_none());
    // Second differences leave straight lines free, and those separate.
    let hats: Vec<Vec<f64>> =
        (0..4).map(|k| x.map(|x| (1.0 - (x / 2.0 - f64::from(k)).abs()).max(0.0)).to_vec()).collect();
    let columns: Vec<&[f64]> = hats.iter().map(Vec::as_slice).collect();
    let rows: Vec<Vec<f64>> = (0..6).map(|i| columns.iter().map(|c| c[i]).collect()).collect();
    let mut data = Data::new(Kind::Shares, &rows, &STEP.map(|y| vec![y]));
    data.penalty = penalty(&[0, 1, 2, 3], &[&[1.0, -2.0, 1.0, 0.0], &[0.0, 1.0, -2.0, 1.0]]);
    let found = data.separation().unwrap();
    assert!(found.complete);
    let bend = |k: usize| found.direction[k] - 2.0 * found.direction[k + 1] + found.direction[k + 2];
    assert!(bend(0).abs() < 1e-14 && bend(1).abs() < 1e-14 && found.direction[3] > found.direction[0]);
    // A constant response separates along the constant, which first differences leave free too.
    data.penalty = penalty(&[0, 1, 2, 3], &[&[1.0, -1.0, 0.0, 0.0], &[0.0, 1.0, -1.0, 0.0], &[0.0, 0.0, 1.0, -1.0]]);
    assert!(data.separation().is_none());
    data.y = Panels::from_column(&[1.0; 6]);
    assert_eq!(signs(&data), [(0, Sign::Plus), (1, Sign::Plus), (2, Sign::Plus), (3, Sign::Plus)]);
}

/// ½‖Rβ‖² on some places.
fn penalty(places: &[usize], root: &[&[f64]]) -> QuadraticPenalty {
    let (mut matrix, mut metric) = (Symmetric::zeros(places.len()), Symmetric::zeros(1));
    metric.add(0, 0, 1.0);
    for row in root {
        for i in 0..row.len() {
            (0..=i).for_each(|j| matrix.add(i, j, row[i] * row[j]));
        }
    }
    let copies = vec![places.to_vec()];
    QuadraticPenalty::new(vec![QuadraticBlock { label: String::new(), strength: 2.0, metric, matrix, copies }])
}

#[test]
fn units_that_are_powers_of_two_change_nothing() {
    let x = [[0.3, 1.7, 2.9, 3.1, 4.6, 5.5], [1.0, 0.0, 1.0, 0.0, 1.0, 1.0], [2.5, -0.5, 0.25, 3.5, 9.0, -4.0]];
    let plain = Data::binary(&STEP, &[&x[0], &x[1], &x[2]]);
    let units = [1.0, 2.0_f64.powi(40), 2.0_f64.powi(-33), 2.0_f64.powi(300)];
    let scaled = [0, 1, 2].map(|j| x[j].map(|v| v * units[j + 1]));
    let scaled = Data::binary(&STEP, &[&scaled[0], &scaled[1], &scaled[2]]);
    let (a, b) = (plain.separation().unwrap(), scaled.separation().unwrap());
    assert_eq!((a.coefficients, a.rows_strict), (b.coefficients, b.rows_strict));
    for (j, unit) in units.iter().enumerate() {
        assert_eq!(a.direction[j], b.direction[j] * unit, "{j}");
    }
}

#[test]
fn columns_far_from_zero_are_no_harder_than_centred_ones() {
    let years: Vec<f64> = (0..40).map(|i| 1_990.0 + f64::from(i)).collect();
    let y: Vec<f64> = (0..40).map(|i| f64::from(u8::from(i >= 17))).collect();
    let square: Vec<f64> = years.iter().map(|x| x * x).collect();
    assert!(Data::binary(&y, &[&years]).separation().unwrap().complete);
    assert!(Data::binary(&y, &[&years, &square]).separation().unwrap().complete);
    let mut overlap = y.clone();
    (overlap[3], overlap[30]) = (1.0, 0.0);
    assert!(Data::binary(&overlap, &[&years, &square]).separation().is_none());
}

/// Many rows of which one coordinate separates, but for a band of ties.
fn large(rows: usize, overlap: bool) -> Data {
    let scatter = |i: usize, c: usize| ((i * 7919 + c * 104_729) * 31 % 4093) as f64 / 256.0 - 8.0;
    let x: Vec<Vec<f64>> = (0..rows)
        .map(|i| {
            std::iter::once(1.0)
                .chain((0..8).map(|c| scatter(i, c)))
                .chain([f64::from(u8::from(i.is_multiple_of(10)))])
                .collect()
        })
        .collect();
    // The last column is 1 in every tenth row, all successes; the others are noise.
    let success = |i: usize| if i.is_multiple_of(10) { !(overlap && i == rows / 20 * 10) } else { i * 13 % 7 < 3 };
    Data::new(Kind::Shares, &x, &(0..rows).map(|i| vec![f64::from(u8::from(success(i)))]).collect::<Vec<_>>())
}

#[test]
fn two_hundred_thousand_rows_are_decided_the_same_by_any_number_of_threads() {
    let data = large(200_000, false);
    let started = std::time::Instant::now();
    let one = data.separation().unwrap();
    println!("{:?}", started.elapsed());
    assert_eq!(one.coefficients, [(9, Sign::Plus)]);
    assert_eq!(one.rows_strict, 20_000);
    for threads in [2, 3] {
        let Verdict::Separated(many) = data.verdict_with(&Workers::new(threads)) else { panic!("separated") };
        assert_eq!(many.direction, one.direction);
    }
    let started = std::time::Instant::now();
    assert!(large(200_000, true).separation().is_none());
    println!("{:?}", started.elapsed());
}

#[test]
fn a_cancelled_search_is_undecided() {
    let data = Data::binary(&STEP, &[&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]]);
    let control = Control { cancelled: &|| true, ..Control::none() };
    let verdict = data.ask(&Workers::sequential(), |p| separation(p, Kind::Shares, &NullSpace::All, &control));
    assert!(matches!(verdict, Verdict::Undecided));
}

#[test]
fn aliased_columns_are_no_separation_and_share_one_where_there_is_one() {
    let x = [1.0, 2.0, 4.0, 3.0, 5.0, 6.0];
    assert!(Data::binary(&STEP, &[&x, &x.map(|x| 2.0 * x)]).separation().is_none());
    let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let data = Data::binary(&STEP, &[&x, &x.map(|x| 2.0 * x)]);
    // Which of the two carries the slope is open.
    assert_eq!(signs(&data), [(0, Sign::Minus), (1, Sign::Either), (2, Sign::Either)]);
    assert_eq!(data.limit().deviance, 0.0);
}
