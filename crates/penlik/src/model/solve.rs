//! Which solver a problem goes to.

use super::ModelError;
use super::spec::{Bias, FamilySpec, FitOptions};
use crate::check::Code;
use crate::inner::{Control, Optimum, Problem, Settings, least_squares_optimum, solve, solve_jeffreys};

/// The end of a fit.
pub(super) struct Solved {
    pub optimum: Optimum,
    /// What the objective holds beside −ℓ and the quadratic penalties.
    pub added: f64,
}

/// What the solver is told beside the problem.
pub(super) struct Request<'a> {
    pub options: &'a FitOptions,
    pub start: Option<&'a [f64]>,
    /// Whether columns may depend on each other so closely that normal equations lose them.
    pub weak: bool,
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

pub(super) fn solved(problem: &Problem<'_>, request: &Request<'_>, control: &Control<'_>) -> Solved {
    let Request { options, start, weak } = *request;
    let settings = Settings { max_iterations: options.max_iterations, tolerance: options.tolerance };
    // The information of a quadratic family does not depend on the coefficients: the prior is constant.
    if options.bias == Bias::Jeffreys && !problem.family().is_quadratic() {
        let found = solve_jeffreys(problem, start, settings, control);
        return Solved { optimum: found.optimum, added: -found.half_log_determinant };
    }
    let optimum = weak.then(|| least_squares_optimum(problem)).flatten();
    Solved { optimum: optimum.unwrap_or_else(|| solve(problem, start, settings, control)), added: 0.0 }
}
