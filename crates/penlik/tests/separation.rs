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
        let space = NullSpace::of(&self.penalty, &self.x, self.y.cols()).unwrap();
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
