//! The criterion of the strengths of a joint multinomial model at given log-strengths, with exact derivatives.
//!
//! V(ρ) = −ℓ(β̂) + ½β̂ᵀS_λβ̂ + ½ ln det H − ½ ln det₊ S_λ − (M_p/2) ln 2π with H = −∂²ℓ/∂β∂βᵀ + S_λ and M_p the dimension that no penalty touches
//! (REML); for ML the determinant of H is taken over the range of S_λ and M_p = 0. The constant moves nothing: without it, as some texts
//! write the criterion, V is larger by (M_p/2) ln 2π. GCV = nD/(n − τ)² and UBRE = D/n + 2τ/n − 1 with the deviance D, τ = tr(H⁻¹I) and the N rows of
//! positive weight ([`PredictionError`]).
//! Source: S. N. Wood, Journal of the Royal Statistical Society B 73 (2011), 3–36.

use super::MultinomialFamily;
use crate::check::Code;
use crate::inner::{Control, Settings, Status};
use crate::linalg::Symmetric;
use crate::model::ModelError;
use crate::model::spec::{Method, PenaltyMetric};
use crate::outer::{
    Assembled, Evaluation, Laplace, Marginal, MatrixPenalty, Metric, PredictionError, Rating, Risk, Structure, assemble,
};

/// V at one ρ, and the fit there.
#[derive(Debug, Clone)]
pub struct JointCriterion {
    /// V(ρ).
    pub value: f64,
    /// ∂V/∂ρ.
    pub gradient: Vec<f64>,
    /// ∂²V/∂ρ∂ρᵀ.
    pub hessian: Symmetric,
    /// β̂(ρ), class by class.
    pub beta: Vec<f64>,
    /// ℓ(β̂).
    pub log_likelihood: f64,
    /// tr(H⁻¹I).
    pub edf: f64,
}

/// Newton iterations of the fit at most, and the decrement that it may leave.
const SETTINGS: Settings = Settings { max_iterations: 200, tolerance: Some(1e-13) };

impl MultinomialFamily {
    /// The criterion at log-strengths ρ, in the order of [`MultinomialFamily::penalty`]: those of the first penalty, then those of the second, …;
    /// within a penalty one (centred), one for each class in the order of the classes (per class) or for each active class (reference).
    ///
    /// # Errors
    /// ERR_SHAPE or ERR_NON_FINITE for ρ; ERR_UNSUPPORTED for the method `fixed`; ERR_NOT_CONVERGED where there is no finite β̂.
    pub fn criterion(&self, rho: &[f64], method: Method) -> Result<JointCriterion, ModelError> {
        let rated = rated(method)?;
        // The strengths are checked as those of the penalty are.
        self.penalty(rho)?;
        self.check_dense()?;
        let (structure, order) = self.assembled()?;
        let ordered: Vec<f64> = order.iter().map(|&at| rho[at]).collect();
        let found = match rated {
            Rated::Marginal(marginal) => {
                Laplace::new(self.problem(), &structure, marginal).at(&ordered, None, SETTINGS, &Control::none())
            }
            Rated::Prediction(risk) => self.prediction_error(&structure, risk, &ordered),
        };
        self.named(found.map_err(unsettled)?, &order)
    }

    /// GCV or UBRE itself, with its derivatives.
    fn prediction_error(&self, structure: &Structure, risk: Risk, rho: &[f64]) -> Result<Evaluation, Status> {
        let criterion = PredictionError::new(self.problem(), structure, risk).ok_or(Status::Singular)?;
        let found = criterion.at(rho, None, SETTINGS, &Control::none())?;
        let Rating { value, gradient, hessian } = criterion.rating(&found);
        Ok(Evaluation { value, gradient, hessian, ..found })
    }

    /// The structure of all penalties, and for each of its strengths the place in ρ.
    fn assembled(&self) -> Result<(Structure, Vec<usize>), ModelError> {
        let metric = match self.metric {
            PenaltyMetric::Centred => Metric::Centred,
            PenaltyMetric::PerClass => Metric::PerClass,
            PenaltyMetric::Reference => Metric::Reference,
        };
        let (p, m) = (self.design.cols(), self.classes.len() - 1);
        let each = self.metrics().len();
        let list: Vec<MatrixPenalty> = self
            .penalties
            .iter()
            .enumerate()
            .map(|(t, penalty)| MatrixPenalty {
                label: (t * each).to_string(),
                matrix: penalty.matrix().clone(),
                columns: 0..p,
                fixed: None,
            })
            .collect();
        // A strength is called by its places: of its class among those of one penalty, and of its penalty.
        let classes: Vec<String> = self.strength_places().iter().map(ToString::to_string).collect();
        let Assembled { structure, names } = assemble(&list, p, m, metric, &classes).map_err(|error| {
            ModelError::refuse(Code::Domain, "penalties", error.to_string(), "semidefinite matrices")
        })?;
        let place = |name: &String| name.split(':').filter_map(|part| part.parse::<usize>().ok()).sum();
        let order = names.iter().map(place).collect();
        Ok((structure, order))
    }

    /// For the classes with predictors and then the reference: the place of their strength among those of one penalty.
    fn strength_places(&self) -> Vec<usize> {
        match self.metric {
            PenaltyMetric::PerClass => self.active().chain([self.reference]).collect(),
            _ => (0..self.classes.len()).collect(),
        }
    }

    fn named(&self, found: Evaluation, order: &[usize]) -> Result<JointCriterion, ModelError> {
        let mut gradient = vec![0.0; order.len()];
        let mut hessian = Symmetric::zeros(order.len());
        for (k, &at) in order.iter().enumerate() {
            gradient[at] = found.gradient[k];
            (0..order.len()).for_each(|l| hessian.data[at * order.len() + order[l]] = found.hessian.get(k, l));
        }
        let log_likelihood = self.log_likelihood(&found.beta)?;
        Ok(JointCriterion { value: found.value, gradient, hessian, beta: found.beta, log_likelihood, edf: found.edf })
    }
}

/// What is asked at given strengths.
enum Rated {
    Marginal(Marginal),
    Prediction(Risk),
}

fn rated(method: Method) -> Result<Rated, ModelError> {
    match method {
        Method::Reml => Ok(Rated::Marginal(Marginal::Restricted)),
        Method::Ml => Ok(Rated::Marginal(Marginal::Full)),
        Method::Gcv => Ok(Rated::Prediction(Risk::CrossValidation)),
        Method::Ubre => Ok(Rated::Prediction(Risk::Unbiased)),
        Method::Fixed => {
            let expected = "\"REML\", \"ML\", \"GCV\" or \"UBRE\"";
            Err(ModelError::refuse(Code::Unsupported, "method", "\"fixed\"", expected))
        }
    }
}

fn unsettled(status: Status) -> ModelError {
    ModelError::NotConverged { message: status.message(SETTINGS.max_iterations) }
}
