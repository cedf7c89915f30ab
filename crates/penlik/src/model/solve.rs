//! Which solver a problem goes to.

use super::ModelError;
use super::selection::{Chosen, Selection};
use super::spec::{Bias, FamilySpec, FitOptions};
use crate::check::Code;
use crate::families::Family;
use crate::inner::composite::{FamilyTerms, TermFit, solve_with_terms};
use crate::inner::{
    Control, Optimum, Problem, Settings, least_squares_optimum, solve, solve_jeffreys, solve_with_parameters,
};
use crate::linalg::Panels;

/// The end of a fit.
pub(super) struct Solved {
    pub optimum: Optimum,
    /// What the objective holds beside −ℓ and the quadratic penalties.
    pub added: f64,
    /// What terms say about the uncertainty, where there are any.
    pub pieces: Option<Pieces>,
    /// The family at its estimated parameters, where it has any.
    pub family: Option<Box<dyn Family + Send>>,
    /// What a person should know.
    pub warnings: Vec<String>,
    /// The strengths where they were estimated.
    pub chosen: Option<Strengths>,
}

/// Estimated strengths and what they cost.
pub(super) struct Strengths {
    pub named: Vec<(String, f64)>,
    pub edf: f64,
    pub penalty: f64,
    pub selection: Selection,
}

impl Solved {
    /// A fit whose strengths were estimated.
    pub fn chosen(chosen: Chosen) -> Self {
        let Chosen { estimate, names, held, selection } = chosen;
        let strengths = Strengths {
            named: names.into_iter().zip(selection.log_strengths.iter().map(|rho| rho.exp())).chain(held).collect(),
            edf: estimate.found.evaluation.edf,
            penalty: estimate.penalty_value,
            selection,
        };
        Self { chosen: Some(strengths), family: estimate.family, ..Self::plain(estimate.optimum, 0.0) }
    }

    fn plain(optimum: Optimum, added: f64) -> Self {
        Self { optimum, added, pieces: None, family: None, warnings: Vec::new(), chosen: None }
    }
}

/// The uncertainty of a fit with terms.
pub(super) struct Pieces {
    /// Coefficients without a standard error.
    pub undetermined: Vec<bool>,
    pub edf: f64,
    pub warnings: Vec<String>,
}

/// What is said of a family's parameter without a finite estimate.
const AT_BOUNDARY: &str =
    "a parameter of the family has no finite estimate: its likelihood rises towards the edge of its range";

/// What the solver is told beside the problem.
pub(super) struct Request<'a> {
    pub options: &'a FitOptions,
    pub start: Option<&'a [f64]>,
    /// Whether columns may depend on each other so closely that normal equations lose them.
    pub weak: bool,
    /// What rounding took from the design, where that is known.
    pub rest: Option<&'a Panels>,
    /// None where the fit has no terms.
    pub terms: Option<&'a FamilyTerms<'a>>,
}

/// Refuses Jeffreys' prior for families whose information depends on the response.
pub(super) fn check_bias(spec: &FamilySpec, options: &FitOptions) -> Result<(), ModelError> {
    if options.bias == Bias::None || spec.has_jeffreys_prior() {
        return Ok(());
    }
    let value = format!("\"jeffreys\" with the family {}", spec.name());
    let expected = "\"none\", or a family with its canonical link: gaussian, binomial with logit, poisson, multinomial";
    Err(ModelError::refuse(Code::Unsupported, "bias", value, expected))
}

pub(super) fn solved(
    problem: &Problem<'_>,
    request: &Request<'_>,
    control: &Control<'_>,
) -> Result<Solved, ModelError> {
    let Request { options, start, weak, rest, terms } = *request;
    let settings = Settings { max_iterations: options.max_iterations, tolerance: options.tolerance };
    if let Some(terms) = terms {
        refuse_open_parameters(problem.family())?;
        return Ok(with_terms(solve_with_terms(problem, terms, start, settings, control)?, terms));
    }
    // The information of a quadratic family does not depend on the coefficients: the prior is constant.
    if options.bias == Bias::Jeffreys && !problem.family().is_quadratic() {
        let found = solve_jeffreys(problem, start, settings, control);
        return Ok(Solved::plain(found.optimum, -found.half_log_determinant));
    }
    if let Some(profile) = solve_with_parameters(problem, start, settings, control) {
        let warnings = profile.at_boundary.then(|| AT_BOUNDARY.to_owned()).into_iter().collect();
        return Ok(Solved { family: Some(profile.family), warnings, ..Solved::plain(profile.optimum, 0.0) });
    }
    let optimum = weak.then(|| least_squares_optimum(problem, rest)).flatten();
    let optimum = optimum.unwrap_or_else(|| solve(problem, start, settings, control));
    Ok(Solved::plain(optimum, 0.0))
}

/// Refuses terms beside a family with parameters that are to be estimated, of which their solver knows nothing.
fn refuse_open_parameters(family: &dyn Family) -> Result<(), ModelError> {
    if family.parameters().is_empty() {
        return Ok(());
    }
    let named: Vec<String> = family.named_parameters().into_iter().map(|(name, _)| name).collect();
    let value = format!("terms beside a family that estimates {}", named.join(", "));
    Err(ModelError::refuse(Code::Unsupported, "terms", value, "no terms, or a family whose parameters are given"))
}

pub(super) fn with_terms(fit: TermFit, terms: &FamilyTerms<'_>) -> Solved {
    let mut warnings: Vec<String> = Vec::new();
    if !terms.convex() {
        warnings.push("a penalty is not convex: the fit is a stationary point, and there may be lower ones".into());
    }
    if !fit.has_pieces {
        warnings.push(
            "standard errors are unknown under such penalties; the effective degrees of freedom count the coefficients \
             that are not 0"
                .into(),
        );
    } else if !terms.is_smooth() {
        warnings.push(
            "standard errors and effective degrees of freedom take coefficients that a penalty holds at a kink or a \
             bound as fixed there"
                .into(),
        );
    }
    let pieces = Pieces { undetermined: fit.determined.iter().map(|d| !d).collect(), edf: fit.edf, warnings };
    let added = fit.penalties.iter().sum();
    Solved { pieces: Some(pieces), ..Solved::plain(fit.optimum, added) }
}
