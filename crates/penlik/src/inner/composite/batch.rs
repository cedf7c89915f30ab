//! Many quadratic fits with one matrix: X with columns x_k that minimise ½ Σ_i w_i (a_iᵀx − b_ik)² + ΣP(x).
//!
//! AᵀWA is computed once, and every column is minimised by itself, in parallel; what thread does which has no part in the bits.

use ndarray::ArrayView2;

use super::entries::Entries;
use super::gap::{Primal, gap};
use super::outcome::{Method, Settings, Solution, Status};
use super::proximal_newton::{MOST_MEMBERS, solve};
use super::quadratic_fit::QuadraticFit;
use super::terms::Terms;
use super::working_set::WorkingSet;
use crate::check::{finite, length};
use crate::inner::{Control, Phase, Progress};
use crate::linalg::{Workers, dot};
use crate::penalties::PenaltyError;

/// Rounds for one column: each begins with a fresh gradient.
const MOST_ROUNDS: usize = 20;

/// One solution for each column of B, in their order. The terms lie on the entries of one column of X.
pub fn solve_many(
    a: ArrayView2<'_, f64>,
    b: ArrayView2<'_, f64>,
    weights: Option<&[f64]>,
    terms: &Terms<'_>,
    settings: Settings,
    control: &Control<'_>,
    workers: &Workers,
) -> Result<Vec<Solution>, PenaltyError> {
    let settings = settings.checked()?;
    length("the rows of B", b.nrows(), a.nrows())?;
    let columns: Vec<Vec<f64>> = b.columns().into_iter().map(|column| column.to_vec()).collect();
    columns.iter().try_for_each(|column| finite("B", column))?;
    let zeros = vec![0.0; b.nrows()];
    let whole = QuadraticFit::rows(a, columns.first().unwrap_or(&zeros), weights, workers)?;
    whole.diagonal()?;
    terms.check(workers)?;
    let entries = terms.entries().filter(|_| a.ncols() <= MOST_MEMBERS && settings.method != Method::ProximalGradient);
    let alone = Workers::sequential();
    let one: Box<dyn Fn(usize) -> Result<Solution, PenaltyError> + Sync + '_> = match &entries {
        Some(entries) => {
            let mut gram = WorkingSet::new(&whole.form);
            let all: Vec<usize> = (0..a.ncols()).collect();
            gram.extend(&all, &whole.form, entries, workers);
            let shared = Shared { gram, entries, terms, settings, elastic: terms.elastic() };
            let (columns, alone) = (&columns, &alone);
            Box::new(move |k| {
                shared.column(&QuadraticFit::rows(a, &columns[k], weights, alone)?, &columns[k], weights, control)
            })
        }
        None => Box::new(|k| {
            let quiet = Control { cancelled: control.cancelled, progress: &|_| () };
            solve(&QuadraticFit::rows(a, &columns[k], weights, &alone)?, terms, None, settings, &quiet)
        }),
    };
    let told = |k: usize| {
        let solution = one(k);
        if let Ok(solution) = &solution {
            (control.progress)(&progress(k, solution));
        }
        vec![solution]
    };
    let merged = workers.tree(columns.len(), &told, &|mut left: Vec<_>, mut right| {
        left.append(&mut right);
        left
    });
    merged.unwrap_or_default().into_iter().collect()
}

fn progress(column: usize, solution: &Solution) -> Progress {
    let (objective, residual) = (solution.value(), solution.residual);
    Progress {
        phase: Phase::Coefficients,
        iteration: column + 1,
        objective,
        gradient_norm: residual,
        decrement: residual,
        step: 1.0,
    }
}

/// What all columns have in common.
struct Shared<'a> {
    gram: WorkingSet<'a>,
    entries: &'a Entries<'a>,
    terms: &'a Terms<'a>,
    settings: Settings,
    elastic: Option<Vec<[f64; 2]>>,
}

impl Shared<'_> {
    fn column(
        &self,
        fit: &QuadraticFit<'_>,
        b: &[f64],
        weights: Option<&[f64]>,
        control: &Control<'_>,
    ) -> Result<Solution, PenaltyError> {
        let dimension = fit.dimension();
        let (mut c, zeros) = (vec![0.0; dimension], vec![0.0; dimension]);
        fit.evaluate(&zeros, &mut c);
        let mut set = self.gram.at(zeros, c.clone());
        let (mut status, mut rounds) = (Status::IterationLimit, 0);
        let mut scale = 0.0_f64;
        let mut residual = self.residual(&set, &mut scale);
        while rounds < MOST_ROUNDS.min(self.settings.iterations.max(1)) {
            if residual <= self.settings.tolerance {
                status = Status::Converged;
                break;
            }
            if (control.cancelled)() {
                status = Status::Stopped;
                break;
            }
            set.descend(self.entries, 0.3 * self.settings.tolerance * scale, control.cancelled);
            self.refresh(&mut set, &c);
            residual = self.residual(&set, &mut scale);
            rounds += 1;
        }
        if status == Status::IterationLimit {
            let all_rounds = rounds == MOST_ROUNDS;
            status = match residual <= self.settings.tolerance {
                true => Status::Converged,
                false if all_rounds => Status::Stalled,
                false => Status::IterationLimit,
            };
        }
        self.solution(fit, b, weights, set.x, (status, residual, rounds))
    }

    /// q = Gx + (gradient at zero), without what rounding has left in it.
    fn refresh(&self, set: &mut WorkingSet<'_>, at_zero: &[f64]) {
        let mut q = at_zero.to_vec();
        for k in (0..q.len()).filter(|&k| set.x[k] != 0.0) {
            let x = set.x[k];
            q.iter_mut().zip(self.gram.row(k)).for_each(|(q, g)| *q = x.mul_add(*g, *q));
        }
        set.q = q;
    }

    fn residual(&self, set: &WorkingSet<'_>, scale: &mut f64) -> f64 {
        let mut worst = 0.0_f64;
        for k in 0..set.x.len() {
            let (x, q, step) = (set.x[k], set.q[k], set.steps[k]);
            worst = worst.max((x - self.entries.prox(k, x - step * q, step)).abs() / step);
            *scale = scale.max(q.abs()).max(x.abs() / step);
        }
        if worst > 0.0 { worst / *scale } else { 0.0 }
    }

    fn solution(
        &self,
        fit: &QuadraticFit<'_>,
        b: &[f64],
        weights: Option<&[f64]>,
        x: Vec<f64>,
        (status, residual, iterations): (Status, f64, usize),
    ) -> Result<Solution, PenaltyError> {
        let (mut gradient, mut penalties) = (vec![0.0; x.len()], vec![0.0; self.terms.count()]);
        let (value, r) = fit.evaluate(&x, &mut gradient);
        let weighted: Vec<f64> = r.iter().enumerate().map(|(i, r)| weights.map_or(*r, |w| w[i] * r)).collect();
        self.terms.mapped_values(&x, &mut penalties, fit.workers);
        self.terms.add_smooth(&x, &mut vec![0.0; x.len()], &mut penalties, fit.workers)?;
        let penalty = penalties.iter().sum();
        let primal = Primal { squares: 2.0 * value, projection: dot(b, &weighted), penalty, gradient: &gradient };
        let gap = if self.terms.convex() { gap(self.terms, self.elastic.as_deref(), &primal) } else { None };
        let method = Method::ProximalNewton;
        Ok(Solution { x, fit: value, penalties, residual, gap, iterations, status, method })
    }
}
