//! Proximal Newton for a quadratic f: the exact quadratic on working sets.
//!
//! A round looks at the whole gradient once, takes the entries that violate stationarity most into the working set W, and
//! minimises on W, where the Gram matrix is at hand. It ends when the residual max_i |x_i − prox(x_i − t_i g_i)|/t_i over all
//! entries, t_i = 1/L_i, is within the tolerance times the scale max_i(|g_i|, |x_i|/t_i) (T. B. Johnson and C. Guestrin,
//! "Blitz: a principled meta-algorithm for scaling sparse optimization", ICML 2015).

use super::block_newton::BlockRun;
use super::entries::Entries;
use super::gap::{Primal, gap};
use super::outcome::{Method, Settings, Solution, Status};
use super::proximal_gradient::descend;
use super::quadratic_fit::{Form, QuadraticFit};
use super::rounds::{Look, Patience};
use super::terms::Terms;
use super::working_set::{WorkingSet, step};
use crate::check::{CheckError, Code, finite, length};
use crate::inner::Control;
use crate::linalg::Workers;
use crate::penalties::PenaltyError;

/// Entries of a working set at most: their Gram matrix takes 128 MiB.
pub(super) const MOST_MEMBERS: usize = 4096;
/// Entries that a round adds at least, where so many violate.
pub(super) const LEAST_NEW: usize = 64;

/// Minimises f + ΣP from a start, or from zero.
///
/// ```
/// use ndarray::array;
/// use penlik::inner::Control;
/// use penlik::inner::composite::{QuadraticFit, Settings, Status, Term, Terms, solve};
/// use penlik::linalg::Workers;
/// use penlik::penalties::{AnyPenalty, PenaltySpec};
/// let (a, workers) = (array![[1.0, 0.0], [0.0, 2.0]], Workers::sequential());
/// let fit = QuadraticFit::rows(a.view(), &[3.0, 0.25], None, &workers)?;
/// let lasso = AnyPenalty::new(PenaltySpec::L1 { strength: 1.0 })?;
/// let terms = Terms::new(2, vec![Term::new(&lasso)])?;
/// let solution = solve(&fit, &terms, None, Settings::default(), &Control::none())?;
/// assert_eq!((solution.status, solution.x), (Status::Converged, vec![2.0, 0.0]));
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
pub fn solve(
    fit: &QuadraticFit<'_>,
    terms: &Terms<'_>,
    start: Option<&[f64]>,
    settings: Settings,
    control: &Control<'_>,
) -> Result<Solution, PenaltyError> {
    let settings = settings.checked()?;
    let dimension = fit.dimension();
    length("the dimension of the terms", terms.dimension(), dimension)?;
    if let Some(start) = start {
        length("start", start.len(), dimension)?;
        finite("start", start)?;
    }
    terms.check(fit.workers)?;
    let x = start.map_or_else(|| vec![0.0; dimension], <[f64]>::to_vec);
    let diagonal = fit.diagonal()?;
    let mut solution = match (settings.method, terms.entries()) {
        (Method::ProximalGradient, _) => descend(fit, terms, &x, settings, control, fit.workers)?,
        (_, None) => by_blocks(fit, terms, diagonal, x, settings, control)?,
        (_, Some(entries)) => {
            let mut run = Run::new(fit, terms, &entries, diagonal, x);
            match run.rounds(settings, control) {
                Some(status) => run.finish(status)?,
                None if settings.method == Method::Automatic => {
                    descend(fit, terms, &run.x, settings, control, fit.workers)?
                }
                None => return Err(too_many().into()),
            }
        }
    };
    solution.gap = certify(fit, terms, &solution);
    Ok(solution)
}

/// For penalties of groups; of others by proximal gradient steps.
fn by_blocks(
    fit: &QuadraticFit<'_>,
    terms: &Terms<'_>,
    diagonal: Vec<f64>,
    mut x: Vec<f64>,
    settings: Settings,
    control: &Control<'_>,
) -> Result<Solution, PenaltyError> {
    let automatic = settings.method == Method::Automatic;
    if let Some(blocks) = terms.blocks()? {
        let mut run = BlockRun::new(fit, &blocks, diagonal, x);
        match run.rounds(settings, control) {
            Some(status) => return run.finish(status, terms),
            None if automatic => x = run.x,
            None => return Err(too_many().into()),
        }
    } else if !automatic {
        return Err(not_in_parts().into());
    }
    descend(fit, terms, &x, settings, control, fit.workers)
}

fn not_in_parts() -> CheckError {
    let expected = "automatic or proximalGradient, as a term acts neither entry by entry nor group by group";
    CheckError::new(Code::Unsupported, "method", "proximalNewton", expected)
}

fn too_many() -> CheckError {
    let expected = format!("proximalGradient, as more than {MOST_MEMBERS} entries are in play");
    CheckError::new(Code::TooLarge, "method", "proximalNewton", expected)
}

/// The duality gap at a solution of a problem given by rows.
fn certify(fit: &QuadraticFit<'_>, terms: &Terms<'_>, solution: &Solution) -> Option<f64> {
    let Form::Rows { b, weights, .. } = &fit.form else { return None };
    if !terms.convex() {
        return None;
    }
    let mut gradient = vec![0.0; solution.x.len()];
    let (value, r) = fit.evaluate(&solution.x, &mut gradient);
    let one = |i: usize| weights.map_or(1.0, |w| w[i]) * b[i] * r[i];
    let projection = (0..b.len()).map(one).sum();
    let penalty = solution.penalties.iter().sum();
    gap(terms, terms.elastic().as_deref(), &Primal { squares: 2.0 * value, projection, penalty, gradient: &gradient })
}

/// One minimisation on the way.
struct Run<'a> {
    fit: &'a QuadraticFit<'a>,
    terms: &'a Terms<'a>,
    entries: &'a Entries<'a>,
    steps: Vec<f64>,
    x: Vec<f64>,
    gradient: Vec<f64>,
    value: f64,
    scale: f64,
    residual: f64,
    rounds: usize,
}

impl<'a> Run<'a> {
    fn new(
        fit: &'a QuadraticFit<'a>,
        terms: &'a Terms<'a>,
        entries: &'a Entries<'a>,
        diagonal: Vec<f64>,
        x: Vec<f64>,
    ) -> Self {
        let steps = diagonal.iter().zip(&entries.ridge).map(|(d, ridge)| step(d + ridge, entries.limit)).collect();
        let gradient = vec![0.0; x.len()];
        let (scale, residual) = (0.0, f64::INFINITY);
        Self { fit, terms, entries, steps, x, gradient, value: 0.0, scale, residual, rounds: 0 }
    }

    /// Rounds until the end; None where the working set outgrows its limit.
    fn rounds(&mut self, settings: Settings, control: &Control<'_>) -> Option<Status> {
        let mut set = WorkingSet::new(&self.fit.form);
        let mut inside = vec![false; self.x.len()];
        let mut patience = Patience::FULL;
        loop {
            let violations = self.look();
            if let Some(status) = self.found().ended(settings, control) {
                return Some(status);
            }
            let goal = settings.tolerance * self.scale;
            let new = self.candidates(&violations, &inside, goal);
            if patience.is_over(self.residual, !new.is_empty()) {
                return Some(Status::Stalled);
            }
            if set.members.len() + new.len() > MOST_MEMBERS {
                return None;
            }
            new.iter().for_each(|&i| inside[i] = true);
            set.extend(&new, &self.fit.form, self.entries, self.fit.workers);
            let worst = self.residual * self.scale;
            let target = if new.is_empty() { 0.05 * worst.min(goal) } else { (0.01 * worst).max(0.3 * goal) };
            self.minimise_on(&mut set, target, control);
            self.rounds += 1;
        }
    }

    /// The value and the whole gradient; the violation of every entry, in units of the gradient.
    fn look(&mut self) -> Vec<f64> {
        (self.value, _) = self.fit.evaluate(&self.x, &mut self.gradient);
        let (mut largest, mut violations) = (0.0_f64, vec![0.0; self.x.len()]);
        for i in 0..self.x.len() {
            let (x, step) = (self.x[i], self.steps[i]);
            self.gradient[i] += self.entries.ridge[i] * x;
            let g = self.gradient[i];
            violations[i] = (x - self.entries.prox(i, x - step * g, step)).abs() / step;
            largest = if violations[i].is_nan() { f64::INFINITY } else { largest.max(violations[i]) };
            self.scale = self.scale.max(g.abs()).max(x.abs() / step);
        }
        self.residual = if largest > 0.0 { largest / self.scale } else { 0.0 };
        violations
    }

    /// The worst violators outside the set, and every entry outside it that is not zero.
    fn candidates(&self, violations: &[f64], inside: &[bool], goal: f64) -> Vec<usize> {
        let support = self.x.iter().filter(|x| **x != 0.0).count();
        let first = self.x.len().min(self.fit.observations()) / 8;
        let most = LEAST_NEW.max(support).max(if self.rounds == 0 { first } else { 0 });
        let outside = (0..self.x.len()).filter(|&i| !inside[i]);
        let (mut new, mut violators): (Vec<usize>, Vec<usize>) =
            outside.filter(|&i| self.x[i] != 0.0 || violations[i] > 0.3 * goal).partition(|&i| self.x[i] != 0.0);
        if violators.len() > most {
            violators.select_nth_unstable_by(most, |&i, &j| violations[j].total_cmp(&violations[i]).then(i.cmp(&j)));
            violators.truncate(most);
            violators.sort_unstable();
        }
        new.append(&mut violators);
        new
    }

    fn minimise_on(&mut self, set: &mut WorkingSet<'_>, target: f64, control: &Control<'_>) {
        for (k, &i) in set.members.iter().enumerate() {
            (set.x[k], set.q[k]) = (self.x[i], self.gradient[i]);
        }
        set.descend(self.entries, target, control.cancelled);
        for (k, &i) in set.members.iter().enumerate() {
            self.x[i] = set.x[k];
        }
    }

    fn found(&self) -> Look {
        Look { value: self.value, residual: self.residual, scale: self.scale, rounds: self.rounds }
    }

    fn finish(self, status: Status) -> Result<Solution, PenaltyError> {
        let penalties = self.terms.values_at(&self.x, &Workers::sequential())?;
        let (fit, method) = (self.value, Method::ProximalNewton);
        let (residual, iterations) = (self.residual, self.rounds);
        Ok(Solution { x: self.x, fit, penalties, residual, gap: None, iterations, status, method })
    }
}
