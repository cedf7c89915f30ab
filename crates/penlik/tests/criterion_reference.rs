//! The criteria of the strengths against values in 70 digits: at given strengths, and at their optima.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use penlik::inner::Control;
use penlik::outer::{Marginal, search, start::balanced};
use support::{CriterionProblem, number, problems, vector};

const CRITERIA: [(&str, Marginal); 2] = [("REML", Marginal::Restricted), ("ML", Marginal::Full)];

/// −log10 of the error relative to the larger of the wanted number and `scale`.
fn digits(found: f64, wanted: f64, scale: f64) -> f64 {
    let error = (found - wanted).abs() / wanted.abs().max(scale);
    if error > 0.0 { -error.log10() } else { 17.0 }
}

struct Worst(Vec<(String, f64)>);

impl Worst {
    fn note(&mut self, what: &str, digits: f64) {
        match self.0.iter_mut().find(|(name, _)| name == what) {
            Some((_, worst)) => *worst = worst.min(digits),
            None => self.0.push((what.to_owned(), digits)),
        }
    }

    fn at_least(&self, name: &str, wanted: &[(&str, f64)]) {
        println!("{name}: {:?}", self.0);
        for (what, digits) in wanted {
            let found = self.0.iter().find(|(n, _)| n == what).map(|(_, d)| *d);
            assert!(found.is_none_or(|found| found >= *digits), "{name}: {what} has {found:?} digits of {digits}");
        }
    }
}

fn check_points(problem: &CriterionProblem, worst: &mut Worst) {
    for point in problem.json["points"].as_array().unwrap() {
        let rho = vector(&point["rho"]);
        for (criterion, marginal) in CRITERIA {
            let Some(wanted) = point.get(criterion) else { continue };
            let v = problem.at(marginal, &rho);
            worst.note("value", digits(v.value, number(&wanted["value"]), 0.0));
            worst.note("edf", digits(v.edf, number(&point["edf"]), 0.0));
            worst.note("scale", digits(v.phi, number(&wanted["scale"]), 0.0));
            let largest = v.beta.iter().fold(0.0_f64, |m, b| m.max(b.abs()));
            for (found, wanted) in v.beta.iter().zip(vector(&point["coefficients"])) {
                worst.note("coefficients", digits(*found, wanted, largest));
            }
            let gradient = vector(&wanted["gradient"]);
            let hessian: Vec<Vec<f64>> = wanted["hessian"].as_array().unwrap().iter().map(vector).collect();
            for k in 0..v.gradient.len() {
                worst.note("gradient", digits(v.gradient[k], gradient[problem.place(k)], 1.0));
                for l in 0..v.gradient.len() {
                    let wanted = hessian[problem.place(k)][problem.place(l)];
                    worst.note("hessian", digits(v.hessian.get(k, l), wanted, 1.0));
                }
            }
        }
    }
}

fn check_optima(problem: &CriterionProblem, worst: &mut Worst) {
    for (criterion, marginal) in CRITERIA {
        let Some(wanted) = problem.json["optima"].get(criterion) else { continue };
        let laplace = problem.laplace(marginal);
        let mut starts = vec![balanced(laplace.problem(), laplace.structure())];
        starts.extend([-8.0, 8.0].map(|rho| vec![rho; starts[0].len()]));
        for mut start in starts {
            start.extend(problem.family.parameters());
            let found = search(&laplace, start.clone(), &Control::none()).unwrap();
            println!("{} {criterion} from {start:?}: {:?} in {}", problem.name, found.status, found.iterations);
            let rho = vector(&wanted["rho"]);
            for (found, wanted) in found.z.iter().zip(problem.z(&rho)) {
                worst.note("log-strength", digits(*found, wanted, 1.0));
            }
            worst.note("optimal value", digits(found.evaluation.value, number(&wanted[criterion]["value"]), 0.0));
            worst.note("optimal edf", digits(found.evaluation.edf, number(&wanted["edf"]), 0.0));
        }
    }
}

fn check(file: &str, wanted: &[(&str, f64)]) {
    for problem in problems(file) {
        let mut worst = Worst(Vec::new());
        check_points(&problem, &mut worst);
        check_optima(&problem, &mut worst);
        worst.at_least(&problem.name, wanted);
    }
}

#[test]
fn mcycle_by_reml_and_ml() {
    check(
        "mcycle",
        &[
            ("value", 12.0),
            ("edf", 12.0),
            ("gradient", 11.0),
            ("hessian", 10.0),
            ("log-strength", 10.0),
            ("optimal edf", 12.0),
        ],
    );
}

#[test]
fn pima_by_reml_and_ml() {
    check(
        "pima",
        &[
            ("value", 12.0),
            ("edf", 12.0),
            ("gradient", 11.0),
            ("hessian", 10.0),
            ("log-strength", 10.0),
            ("optimal edf", 12.0),
        ],
    );
}

#[test]
fn the_multinomial_in_every_metric_and_with_every_reference() {
    check("multinomial_check", &[("value", 13.0), ("edf", 13.0), ("gradient", 12.0), ("hessian", 11.0)]);
}
