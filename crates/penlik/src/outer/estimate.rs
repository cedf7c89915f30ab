//! Strengths and coefficients together: the search, then the fit at its end, made exact.

use super::centre::centred;
use super::laplace::{Evaluation, Laplace, Marginal};
use super::prediction_error::{PredictionError, Risk};
use super::prior::{Prior, WithPriors};
use super::search::{Criterion, Found, Place, approach, search, search_near};
use super::start::balanced;
use super::structure::{Structure, StructureAt};
use super::trust_region;
use crate::families::Family;
use crate::inner::{Control, Optimum, Part, Problem, Settings, Settled, Status, settled_at, solve};
use crate::linalg::{Cholesky, Symmetric, large_product};

/// What is minimised over the strengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The restricted marginal likelihood, for other families than the normal by Laplace's approximation.
    Reml,
    /// The marginal likelihood.
    Ml,
    /// Generalised cross validation.
    Gcv,
    /// Unbiased risk estimation at φ = 1.
    Ubre,
}

/// A criterion as it is defined, with its derivatives.
#[derive(Debug, Clone)]
pub struct Rating {
    /// V.
    pub value: f64,
    /// ∂V/∂z.
    pub gradient: Vec<f64>,
    /// ∂²V/∂z².
    pub hessian: Symmetric,
}

/// A criterion whose fits can be made exact.
pub(super) trait Rated: Criterion {
    /// Rows and penalties.
    fn rows(&self) -> &Laplace<'_>;

    /// What is minimised, where β̂ is known; `None` where it is out of range.
    fn rated(&self, z: &[f64], problem: &Problem<'_>, at: &StructureAt, settled: Settled) -> Option<Evaluation>;

    /// The criterion as it is defined, where a function of it is minimised.
    fn rating(&self, evaluation: &Evaluation) -> Rating;
}

/// A fit with estimated strengths. Everything is stacked class by class.
pub struct Estimate {
    /// β̂ with its information, its inverse Hessian and its certificate.
    pub optimum: Optimum,
    /// Where the search ended.
    pub found: Found,
    /// The criterion there.
    pub rating: Rating,
    /// The family at its estimated parameters, where it has any.
    pub family: Option<Box<dyn Family + Send>>,
    /// H⁻¹I on the diagonal, in coordinates in which groups of coefficients stay together.
    pub coefficient_edf: Vec<f64>,
    /// 2F − FF on the diagonal, F = H⁻¹I, in the same coordinates.
    pub coefficient_reference: Vec<f64>,
    /// ∂H/∂z_k with the change that β̂ brings, stacked; of order 0 where z_k is at a boundary, and none at all where H⁻¹ is not positive
    /// definite in floating point.
    pub hessian_changes: Vec<Symmetric>,
    /// ½β̂ᵀS_λβ̂.
    pub penalty_value: f64,
}

/// Rounds of an exact fit and a step of the strengths.
const ROUNDS: usize = 3;
/// A step of the log-strengths this short changes nothing that counts; one this long would need a fit of its own.
const SHORT: f64 = 1e-13;
/// The same for many rows, whose sums are known to fewer digits.
const SHORT_OF_MANY: f64 = 1e-9;
const LONGEST: f64 = 1e-6;
/// Iterations of the exact fit at most.
const ITERATIONS: usize = 100;

/// Estimates the strengths of a structure by a method, from given log-strengths or from balanced ones.
///
/// # Errors
/// The status of the first fit where it failed; `Singular` where a method of prediction error does not suit the family (see [`PredictionError::new`]).
pub fn estimate(
    problem: Problem<'_>,
    structure: &Structure,
    method: Method,
    start: Option<&[f64]>,
    control: &Control<'_>,
) -> Result<Estimate, Status> {
    estimate_with_priors(problem, structure, (method, &[]), start, control)
}

/// The same with priors on the log-strengths, in their order; those that are missing are flat.
///
/// # Errors
/// As [`estimate`].
pub fn estimate_with_priors(
    problem: Problem<'_>,
    structure: &Structure,
    (method, priors): (Method, &[Prior]),
    start: Option<&[f64]>,
    control: &Control<'_>,
) -> Result<Estimate, Status> {
    let centred = centred(&problem, structure);
    let problem = match &centred {
        Some(centred) => problem.with_response(&centred.response),
        None => problem,
    };
    let of_part = if start.is_none() { of_parts(&problem, structure, (method, priors), control) } else { None };
    let criterion = criterion(problem, structure, method)?;
    let criterion = WithPriors { criterion: criterion.as_ref(), priors };
    let found = match &of_part {
        Some(found) => search_near(&criterion, (found.z.clone(), found), control)?,
        None => {
            let given = |start: &[f64]| start.iter().copied().chain(problem.family().parameters()).collect();
            search(&criterion, start.map_or_else(|| first_strengths(&problem, structure), given), control)?
        }
    };
    let mut estimate = finish(&criterion, found, control)?;
    if let Some(centred) = &centred {
        estimate.optimum.beta.iter_mut().zip(&centred.coefficients).for_each(|(b, c)| *b += c);
    }
    Ok(estimate)
}

fn criterion<'a>(
    problem: Problem<'a>,
    structure: &'a Structure,
    method: Method,
) -> Result<Box<dyn Rated + 'a>, Status> {
    Ok(match method {
        Method::Reml => Box::new(Laplace::new(problem, structure, Marginal::Restricted)),
        Method::Ml => Box::new(Laplace::new(problem, structure, Marginal::Full)),
        Method::Gcv => {
            Box::new(PredictionError::new(problem, structure, Risk::CrossValidation).ok_or(Status::Singular)?)
        }
        Method::Ubre => Box::new(PredictionError::new(problem, structure, Risk::Unbiased).ok_or(Status::Singular)?),
    })
}

fn first_strengths(problem: &Problem<'_>, structure: &Structure) -> Vec<f64> {
    let mut z = balanced(problem, structure);
    z.extend(problem.family().parameters());
    z
}

/// About where the strengths are, by a part of many rows and then by more of them.
fn of_parts(
    problem: &Problem<'_>,
    structure: &Structure,
    (method, priors): (Method, &[Prior]),
    control: &Control<'_>,
) -> Option<Found> {
    /// Rows of the first part for each coefficient, and at least.
    const EACH: usize = 100;
    const LEAST: usize = 8192;
    /// Rows of a part for each one of the part before.
    const GROWTH: usize = 8;
    /// Fewer rows than so many parts are as soon looked at in full.
    const WORTH: usize = 4;
    let rows = problem.sample().design.rows();
    let mut enough = LEAST.max(EACH * problem.sample().coefficients());
    let mut found: Option<Found> = None;
    while rows >= WORTH * enough {
        let part = Part::new(problem, rows / enough);
        let problem = part.problem(problem);
        let z = found.as_ref().map_or_else(|| first_strengths(&problem, structure), |found| found.z.clone());
        let criterion = criterion(problem, structure, method).ok()?;
        let criterion = WithPriors { criterion: criterion.as_ref(), priors };
        found = Some(approach(&criterion, (z, found.as_ref()), &quiet(control)).ok()?);
        enough *= GROWTH;
    }
    found
}

fn quiet<'a>(control: &Control<'a>) -> Control<'a> {
    Control { progress: &|_| (), ..*control }
}

/// The exact fit at the end of a search: fit and strengths in turn, until the strengths stay.
fn finish<C: Rated + ?Sized>(criterion: &C, mut found: Found, control: &Control<'_>) -> Result<Estimate, Status> {
    let short = if criterion.rows().is_long() { SHORT_OF_MANY } else { SHORT };
    for round in 1.. {
        let exact = exact_fit(criterion, &found, control)?;
        let Some(evaluation) = exact.evaluation.clone() else { return Ok(exact.collected(criterion, found)) };
        // The search ended so near that its Hessian is that of the end.
        let hessian = std::mem::replace(&mut found.evaluation, evaluation).hessian;
        found.evaluation.hessian = hessian;
        let step = last_step(&found).unwrap_or_default();
        let longest = step.iter().fold(0.0_f64, |m, s| m.max(s.abs()));
        let moves = longest > short && longest < LONGEST && found.status == Status::Converged;
        if round == ROUNDS || !moves {
            return Ok(exact.collected(criterion, found));
        }
        found.z.iter_mut().zip(&step).for_each(|(z, s)| *z += s);
    }
    Err(Status::Stalled)
}

/// A fit to the rounding floor at one z.
struct ExactFit {
    optimum: Optimum,
    evaluation: Option<Evaluation>,
    coefficient_edf: Vec<f64>,
    coefficient_reference: Vec<f64>,
    penalty_value: f64,
}

/// Ḣ_k at the end of a search, where its coordinate moves; none where H or its inverse is not positive definite.
fn hessian_changes(laplace: &Laplace<'_>, found: &Found, optimum: &Optimum) -> Vec<Symmetric> {
    if Cholesky::new(&optimum.inverse).is_none() {
        return Vec::new();
    }
    let (rho, tau) = found.z.split_at(laplace.structure().strengths());
    let (at, family) = (laplace.structure().at(rho), laplace.family_at(tau));
    let problem = laplace.problem_at(&at, family.as_deref());
    let (theta, information) = (problem.inside(optimum.beta.clone()), problem.congruence(optimum.information.clone()));
    let settled = settled_at(&problem, theta, optimum.log_likelihood, information);
    let wanted = interior(found);
    settled.and_then(|settled| laplace.hessian_changes(&problem, &at, settled, &wanted)).unwrap_or_default()
}

fn exact_fit<C: Rated + ?Sized>(criterion: &C, found: &Found, control: &Control<'_>) -> Result<ExactFit, Status> {
    let laplace = criterion.rows();
    let (rho, tau) = found.z.split_at(laplace.structure().strengths());
    let (at, family) = (laplace.structure().at(rho), laplace.family_at(tau));
    let problem = laplace.problem_at(&at, family.as_deref());
    let settings = Settings { max_iterations: ITERATIONS, tolerance: None };
    let near = problem.inside(found.evaluation.beta.clone());
    let mut optimum = solve(&problem, Some(&near), settings, &quiet(control));
    if optimum.status == Status::Cancelled {
        return Err(Status::Cancelled);
    }
    let settled = settled_at(&problem, optimum.beta.clone(), optimum.log_likelihood, optimum.information.clone());
    let evaluation = settled.and_then(|settled| criterion.rated(&found.z, &problem, &at, settled));
    let mut gradient = vec![0.0; optimum.beta.len()];
    let penalty_value = at.penalty.value_gradient(&optimum.beta, &mut gradient);
    let mut penalty = Symmetric::zeros(optimum.beta.len());
    at.penalty.add_to(&mut penalty);
    let n = optimum.beta.len();
    let inverse = &optimum.inverse;
    // With B = H⁻¹S_λ = 1 − F: F_kk = 1 − B_kk and (2F − FF)_kk = 1 − (BB)_kk.
    let mut b = vec![0.0; n * n];
    large_product(&inverse.data, n, &penalty.data, n, &mut b);
    let coefficient_edf = (0..n).map(|k| 1.0 - b[k * n + k]).collect();
    let square = |k: usize| (0..n).map(|j| b[k * n + j] * b[j * n + k]).sum::<f64>();
    let coefficient_reference = (0..n).map(|k| 1.0 - square(k)).collect();
    optimum.inverse = problem.spread_square(&optimum.inverse).into_owned();
    optimum.beta = problem.stacked(&optimum.beta).into_owned();
    optimum.information = problem.spread_square(&optimum.information).into_owned();
    // Rows and penalties were factored in coordinates of their own; the plain columns say nothing of that.
    optimum.smallest_pivot = 1.0;
    Ok(ExactFit { optimum, evaluation, coefficient_edf, coefficient_reference, penalty_value })
}

impl ExactFit {
    fn collected<C: Rated + ?Sized>(self, criterion: &C, found: Found) -> Estimate {
        let Self { mut optimum, coefficient_edf, coefficient_reference, penalty_value, .. } = self;
        let hessian_changes = hessian_changes(criterion.rows(), &found, &optimum);
        optimum.iterations = found.iterations;
        if found.status != Status::Converged {
            optimum.status = found.status;
        }
        let laplace = criterion.rows();
        let family = laplace.family_at(&found.z[laplace.structure().strengths()..]);
        let rating = criterion.rating(&found.evaluation);
        Estimate {
            optimum,
            found,
            rating,
            family,
            coefficient_edf,
            coefficient_reference,
            hessian_changes,
            penalty_value,
        }
    }
}

/// The Newton step of the coordinates that are not at a boundary.
fn last_step(found: &Found) -> Option<Vec<f64>> {
    let step = trust_region::step(&found.evaluation.gradient, &found.evaluation.hessian, &interior(found), LONGEST)?;
    Some(step.step)
}

/// The coordinates that are not at a boundary.
fn interior(found: &Found) -> Vec<bool> {
    (0..found.z.len()).map(|k| found.places.get(k).is_none_or(|place| *place == Place::Interior)).collect()
}
