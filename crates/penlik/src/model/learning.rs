//! Terms whose strengths and shapes a fit chooses: the marginal likelihood of [`TermLaplace`], and what a model keeps of it.
//!
//! Penalties of given strength stand beside them as S, of which the criterion needs ln det₊ S and the rank. What is reported in the order of the
//! criterion's coordinates are λ̂ = w·s·e^ρ, s being the strength of the penalty itself, and the shape parameters s₀·e^ρ.

use super::ModelError;
use super::selection::{Placed, Selection};
use super::solve::{Solved, Strengths, with_terms};
use super::spec::{FitOptions, Method, TermInput};
use super::term_degrees::TermDegrees;
use super::terms::{label, place_terms, places};
use crate::check::Code;
use crate::families::Family;
use crate::inner::composite::solve_with_terms;
use crate::inner::{Control, Problem, QuadraticPenalty, Settings, Status};
use crate::linalg::{Symmetric, SymmetricEigen, product};
use crate::outer::{Found, LearnedTerm, Place, TermLaplace};

/// Whether a fit is to choose what its terms learn.
pub(super) fn is_asked(terms: &[TermInput], options: &FitOptions) -> bool {
    options.method != Some(Method::Fixed) && terms.iter().any(|input| !input.term.rho_names().is_empty())
}

/// Chooses what the terms of a problem learn, and fits it there.
pub(super) fn choose(
    problem: Problem<'_>,
    inputs: &[TermInput],
    options: &FitOptions,
    control: &Control<'_>,
) -> Result<Solved, ModelError> {
    check(problem.family(), options)?;
    let (cols, workers) = (problem.sample().design.cols(), problem.sample().workers);
    let learned = |(j, input)| {
        let (places, width) = places(input, problem.family(), cols);
        LearnedTerm { name: format!("terms[{j}]"), term: &input.term, places, width }
    };
    let terms = inputs.iter().enumerate().map(learned).collect();
    let criterion = TermLaplace::new(problem, terms, pseudo_determinant(problem.penalty(), problem.coefficients()))?;
    let found = criterion.minimum(control).map_err(failed)?;
    let rho = criterion.rho(&found.z);
    let terms = place_terms(inputs, problem.family(), cols, workers, Some(&rho))?;
    let settings = Settings { max_iterations: options.max_iterations, tolerance: None };
    let quiet = Control { progress: &|_| (), ..*control };
    let mut fit = solve_with_terms(&problem, &terms, Some(&found.evaluation.beta), settings, &quiet)?;
    if fit.optimum.status == Status::Cancelled {
        return Err(ModelError::Aborted { iterations: found.iterations });
    }
    if found.status != Status::Converged {
        fit.optimum.status = found.status;
    }
    fit.optimum.iterations = found.iterations;
    let named = named(inputs, &criterion, &rho);
    let held = held(inputs, problem.penalty());
    let (degrees, reference) = degrees(inputs, &problem, &fit.optimum.inverse, &fit.optimum.information);
    let penalty = fit.penalties.iter().sum::<f64>()
        + problem.penalty().value_gradient(&fit.optimum.beta, &mut vec![0.0; problem.coefficients()]);
    let selection = Selection { reference_edf: reference, ..selection(&found, &named, degrees) };
    let chosen = Strengths { edf: fit.edf, penalty, selection, named: named.into_iter().chain(held).collect() };
    Ok(Solved { chosen: Some(chosen), ..with_terms(fit, &terms) })
}

fn check(family: &dyn Family, options: &FitOptions) -> Result<(), ModelError> {
    let refuse = |argument: &str, value: String, expected: &str| {
        Err(ModelError::refuse(Code::Unsupported, argument, value, expected.to_owned()))
    };
    match options.method {
        Some(method) if method != Method::Reml => {
            let value = format!("{} with a term that learns", method.name());
            refuse("method", value, "\"REML\", or \"fixed\", which takes terms at their weights")
        }
        _ if !family.has_slopes() => {
            let expected = "\"fixed\", or a family that gives the derivatives of its information";
            refuse("method", "REML for a family without them".to_owned(), expected)
        }
        _ if !options.prior.is_empty() => refuse(
            "prior",
            "given beside a term that learns".to_owned(),
            "no prior: only strengths of quadratic penalties have priors",
        ),
        _ => Ok(()),
    }
}

fn failed(status: Status) -> ModelError {
    match status {
        Status::Cancelled => ModelError::Aborted { iterations: 0 },
        other => ModelError::NotConverged { message: other.message(0) },
    }
}

/// ln det₊ S and the rank of S.
fn pseudo_determinant(penalty: &QuadraticPenalty, order: usize) -> (f64, usize) {
    /// An eigenvalue below this share of the largest, for each coefficient, is rounding.
    const ROUNDING: f64 = 64.0 * f64::EPSILON;
    if penalty.is_zero() {
        return (0.0, 0);
    }
    let mut sum = Symmetric::zeros(order);
    penalty.add_to(&mut sum);
    let values = SymmetricEigen::new(&sum).map_or_else(Vec::new, |eigen| eigen.values().to_vec());
    let limit = ROUNDING * order as f64 * values.iter().fold(0.0_f64, |most, x| most.max(*x));
    let positive = values.iter().filter(|x| **x > limit);
    (positive.clone().map(|x| x.ln()).sum(), positive.count())
}

/// What is learned, by name.
fn named(inputs: &[TermInput], criterion: &TermLaplace<'_>, rho: &[Vec<f64>]) -> Vec<(String, f64)> {
    let value = |(t, name): (usize, &str)| {
        let (term, label) = (&inputs[t].term, label(&inputs[t]));
        let own = term.rho_names().iter().zip(term.learned_values(&rho[t])).find(|(own, _)| *own == name);
        let called = if name == "strength" { label } else { format!("{label}.{name}") };
        (called, own.map_or(f64::NAN, |(_, value)| value))
    };
    criterion.names().into_iter().map(value).collect()
}

/// Penalties of given strength: quadratic ones, and terms that do not learn theirs.
fn held(inputs: &[TermInput], penalty: &QuadraticPenalty) -> Vec<(String, f64)> {
    let learns = |input: &&TermInput| input.term.rho_names().iter().any(|name| name == "strength");
    let terms = inputs.iter().filter(|input| !learns(input)).map(super::terms::strength);
    penalty.blocks().iter().map(|block| (block.label.clone(), block.strength)).chain(terms).collect()
}

/// Effective degrees of freedom of each term over neighbouring columns, from F = H⁻¹I, and tr(2F − FF) over all coefficients. Terms get no
/// reference degrees of freedom, and so no test: those refer to quadratic penalties.
fn degrees(
    inputs: &[TermInput],
    problem: &Problem<'_>,
    inverse: &Symmetric,
    information: &Symmetric,
) -> (Vec<TermDegrees>, f64) {
    let (order, cols) = (inverse.order, problem.sample().design.cols());
    let mut f = vec![0.0; order * order];
    product(&inverse.data, order, &information.data, &mut f);
    let square = |k: usize| (0..order).map(|j| f[k * order + j] * f[j * order + k]).sum::<f64>();
    let mut out: Vec<TermDegrees> = Vec::new();
    for input in inputs {
        let mut columns = input.columns.clone().unwrap_or_else(|| (0..cols).collect());
        columns.sort_unstable();
        let (Some(&start), Some(&last)) = (columns.first(), columns.last()) else { continue };
        let end = last + 1;
        let is_taken = out.iter().any(|term| start < term.end && term.start < end);
        if end - start != columns.len() || is_taken {
            continue;
        }
        let places = || (0..problem.family().predictors()).flat_map(|a| (start..end).map(move |j| a * cols + j));
        let edf = places().map(|k| f[k * order + k]).sum();
        out.push(TermDegrees {
            label: label(input),
            start,
            end,
            edf,
            reference_edf: f64::NAN,
            ..TermDegrees::default()
        });
    }
    (out, (0..order).map(|k| 2.0f64.mul_add(f[k * order + k], -square(k))).sum())
}

fn selection(found: &Found, named: &[(String, f64)], terms: Vec<TermDegrees>) -> Selection {
    let evaluation = &found.evaluation;
    let mut places: Vec<Placed> = found.places.iter().map(|place| placed(*place)).collect();
    places.resize(named.len(), Placed::Interior);
    Selection {
        method: Method::Reml,
        criterion: evaluation.value,
        gradient: evaluation.gradient.clone(),
        hessian: evaluation.hessian.data.clone(),
        log_strengths: named.iter().map(|(_, value)| value.ln()).collect(),
        spread: Vec::new(),
        places,
        reference_edf: f64::NAN,
        terms,
        joint: Vec::new(),
        sensitivities: evaluation.sensitivities.concat(),
        corrected_edf: evaluation.edf,
        corrected_aic: f64::NAN,
    }
}

fn placed(place: Place) -> Placed {
    match place {
        Place::Interior => Placed::Interior,
        Place::NullSpace => Placed::NullSpace,
        Place::Unpenalised => Placed::Unpenalised,
    }
}
