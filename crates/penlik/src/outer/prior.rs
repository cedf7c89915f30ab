//! Priors on log-strengths: −ln p(ρ) with two derivatives, added to a criterion of the marginal likelihood. λ = e^ρ is relative to φ.
//!
//! Normal: ½((ρ − m)/s)² + ln s + ½ ln 2π. Gamma on the precision λ, shape a and rate b: −aρ + be^ρ + ln Γ(a) − a ln b, the Jacobian λ in
//! it. Penalised complexity on the standard deviation σ = λ^{−½}, exponential with P(σ > U) = α and so of rate r = −ln α/U:
//! re^{−ρ/2} + ρ/2 − ln(r/2).
//! Source of the last: D. Simpson, H. Rue, A. Riebler, T. Martins, S. Sørbye, Statistical Science 32 (2017), 1–28.

use super::estimate::{Rated, Rating};
use super::laplace::{Evaluation, Laplace};
use super::search::{Approach, Criterion};
use super::structure::StructureAt;
use crate::check::{self, CheckError, Code, shown};
use crate::inner::{Control, Problem, Settled, Status};
use crate::linalg::special::ln_gamma;
use serde::{Deserialize, Serialize};

/// A prior on a log-strength.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum Prior {
    /// None: constant in ρ.
    #[default]
    Flat,
    /// ρ is normal.
    Normal {
        /// m.
        mean: f64,
        /// s > 0.
        sd: f64,
    },
    /// λ is gamma distributed.
    Gamma {
        /// a > 0.
        shape: f64,
        /// b > 0.
        rate: f64,
    },
    /// λ^{−½} is exponential.
    PenalizedComplexity {
        /// U > 0.
        upper: f64,
        /// α = P(λ^{−½} > U), between 0 and 1.
        probability: f64,
    },
}

/// −ln p at one ρ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NegativeLog {
    /// −ln p(ρ).
    pub value: f64,
    /// Its derivative.
    pub slope: f64,
    /// Its second derivative.
    pub curvature: f64,
}

impl Prior {
    /// Refuses parameters out of range, by name.
    ///
    /// # Errors
    /// A number that is not finite or not in its range.
    pub fn check(&self, name: &str) -> Result<(), CheckError> {
        let of = |field: &str| format!("{name}.{field}");
        match *self {
            Self::Flat => Ok(()),
            Self::Normal { mean, sd } => {
                check::finite(&of("mean"), &[mean])?;
                check::positive(&of("sd"), sd).map(drop)
            }
            Self::Gamma { shape, rate } => {
                check::positive(&of("shape"), shape)?;
                check::positive(&of("rate"), rate).map(drop)
            }
            Self::PenalizedComplexity { upper, probability } => {
                check::positive(&of("upper"), upper)?;
                let expected = "a number between 0 and 1, both excluded";
                if probability > 0.0 && probability < 1.0 {
                    return Ok(());
                }
                Err(CheckError::new(Code::Domain, of("probability"), shown(probability), expected))
            }
        }
    }

    /// −ln p(ρ) and its derivatives.
    #[must_use]
    pub fn at(&self, rho: f64) -> NegativeLog {
        match *self {
            Self::Flat => NegativeLog { value: 0.0, slope: 0.0, curvature: 0.0 },
            Self::Normal { mean, sd } => {
                let z = (rho - mean) / sd;
                let value = 0.5 * z * z + sd.ln() + 0.5 * std::f64::consts::TAU.ln();
                NegativeLog { value, slope: z / sd, curvature: 1.0 / (sd * sd) }
            }
            Self::Gamma { shape, rate } => {
                let pull = rate * rho.exp();
                let value = pull - shape * (rho + rate.ln()) + ln_gamma(shape);
                NegativeLog { value, slope: pull - shape, curvature: pull }
            }
            Self::PenalizedComplexity { upper, probability } => {
                let rate = -probability.ln() / upper;
                let pull = rate * (-0.5 * rho).exp();
                let value = pull + 0.5 * rho - (0.5 * rate).ln();
                NegativeLog { value, slope: 0.5 - 0.5 * pull, curvature: 0.25 * pull }
            }
        }
    }
}

/// A criterion with priors on its log-strengths, in their order; those that are missing are flat.
pub(super) struct WithPriors<'a, C: ?Sized> {
    pub criterion: &'a C,
    pub priors: &'a [Prior],
}

impl<C: ?Sized> WithPriors<'_, C> {
    fn added(&self, z: &[f64], mut evaluation: Evaluation) -> Evaluation {
        for (k, (rho, prior)) in z.iter().zip(self.priors).enumerate() {
            let NegativeLog { value, slope, curvature } = prior.at(*rho);
            evaluation.value += value;
            evaluation.gradient[k] += slope;
            evaluation.hessian.add(k, k, curvature);
        }
        evaluation
    }
}

impl<C: Criterion + ?Sized> Criterion for WithPriors<'_, C> {
    fn strengths(&self) -> usize {
        self.criterion.strengths()
    }

    fn is_nearly_rough(&self) -> bool {
        self.criterion.is_nearly_rough()
    }

    fn evaluate(&self, z: &[f64], approach: &Approach<'_>, control: &Control<'_>) -> Result<Evaluation, Status> {
        let evaluation = self.added(z, self.criterion.evaluate(z, approach, control)?);
        if evaluation.value.is_finite() { Ok(evaluation) } else { Err(Status::Singular) }
    }
}

impl<C: Rated + ?Sized> Rated for WithPriors<'_, C> {
    fn rows(&self) -> &Laplace<'_> {
        self.criterion.rows()
    }

    fn rated(&self, z: &[f64], problem: &Problem<'_>, at: &StructureAt, settled: Settled) -> Option<Evaluation> {
        self.criterion.rated(z, problem, at, settled).map(|evaluation| self.added(z, evaluation))
    }

    fn rating(&self, evaluation: &Evaluation) -> Rating {
        self.criterion.rating(evaluation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRIORS: [Prior; 3] = [
        Prior::Normal { mean: 1.5, sd: 0.8 },
        Prior::Gamma { shape: 1.7, rate: 0.3 },
        Prior::PenalizedComplexity { upper: 2.0, probability: 0.05 },
    ];

    #[test]
    fn derivatives_agree_with_differences() {
        for prior in PRIORS {
            for rho in [-3.0, 0.0, 2.5] {
                let at = prior.at(rho);
                let difference = |f: &dyn Fn(f64) -> f64| {
                    let central = |h: f64| (f(rho + h) - f(rho - h)) / (2.0 * h);
                    (4.0 * central(5e-3) - central(1e-2)) / 3.0
                };
                assert!((at.slope - difference(&|rho| prior.at(rho).value)).abs() < 1e-8, "{prior:?} {rho}");
                assert!((at.curvature - difference(&|rho| prior.at(rho).slope)).abs() < 1e-8, "{prior:?} {rho}");
            }
        }
    }

    #[test]
    fn densities_integrate_to_one_and_the_tail_of_sigma_is_what_was_asked_for() {
        const STEP: f64 = 1e-3;
        let mass = |prior: &Prior, upper: f64| {
            let steps = ((upper + 40.0) / STEP).round() as usize;
            let density = |i: usize| (-prior.at((i as f64 + 0.5).mul_add(STEP, -40.0)).value).exp();
            (0..steps).map(density).sum::<f64>() * STEP
        };
        for prior in PRIORS {
            assert!((mass(&prior, 40.0) - 1.0).abs() < 1e-7, "{prior:?}: {}", mass(&prior, 40.0));
        }
        // σ > 2 is ρ < −2 ln 2
        assert!((mass(&PRIORS[2], -2.0 * 2.0_f64.ln()) - 0.05).abs() < 1e-4);
    }

    #[test]
    fn parameters_out_of_range_are_refused_by_name() {
        let refused = |prior: Prior| prior.check("prior").unwrap_err().to_string();
        assert!(refused(Prior::Normal { mean: 0.0, sd: 0.0 }).starts_with("prior.sd is 0"));
        assert!(refused(Prior::Normal { mean: f64::NAN, sd: 1.0 }).starts_with("prior.mean"));
        assert!(refused(Prior::Gamma { shape: -1.0, rate: 1.0 }).starts_with("prior.shape is -1"));
        let complexity = |probability| Prior::PenalizedComplexity { upper: 1.0, probability };
        assert!(refused(complexity(1.0)).starts_with("prior.probability is 1"));
        assert!(refused(complexity(f64::NAN)).starts_with("prior.probability"));
        assert!(PRIORS.iter().all(|prior| prior.check("prior").is_ok()));
    }
}
