//! The multinomial logit as a joint model over all active classes, for a caller who brings the design X and penalties S.
//!
//! K classes, one of them the reference with η = 0, M = K − 1 active ones with η_a = Xβ_a + offset; coefficients class by class,
//! β[a·P + j]. Row i has weight w_i, trials n_i and shares y_ic: ℓ = Σ_i w_i n_i Σ_c y_ic ln p_ic, score w n (y_a − p_a), information
//! W_ab = w n (p_a δ_ab − p_a p_b), H[aP + j, bP + k] = Σ_i x_ij W_i,ab x_ik. X is stored once, whatever the number of classes.

mod blocks;
mod costs;
mod criterion;
mod evaluate;
mod input;
mod penalties;
mod response;
mod workspace;

pub use blocks::BlockSpec;
pub use costs::CostHints;
pub use criterion::JointCriterion;
pub use evaluate::BlockWorkingSet;
pub use input::{JointPenaltyInput, MultinomialInput};
pub use penalties::JointPenalty;
pub use response::MultinomialResponse;
pub use workspace::MultinomialWorkspace;

use super::spec::PenaltyMetric;
use crate::families::Multinomial;
use crate::inner::{Problem, QuadraticPenalty};
use crate::linalg::{Panels, Workers};

/// A joint multinomial model, checked and ready to be asked.
///
/// ```
/// use ndarray::array;
/// use penlik::model::{MultinomialFamily, MultinomialInput, MultinomialResponse};
/// let design = array![[1.0, 0.5], [1.0, -1.0], [1.0, 2.0]];
/// let response = MultinomialResponse::Codes(&[0, 2, 1]);
/// let classes = ["a", "b", "c"].map(String::from).to_vec();
/// let model = MultinomialFamily::new(&MultinomialInput::new(design.view(), response, classes))?;
/// assert!((model.log_likelihood(&[0.0; 4])? - 3.0 * (1.0_f64 / 3.0).ln()).abs() < 1e-15);
/// assert_eq!(model.parameter_names(), ["class_a:x1", "class_a:x2", "class_b:x1", "class_b:x2"]);
/// # Ok::<(), penlik::model::ModelError>(())
/// ```
pub struct MultinomialFamily {
    design: Panels,
    response: Panels,
    /// w·n.
    weights: Panels,
    offset: Option<Panels>,
    classes: Vec<String>,
    reference: usize,
    names: Vec<String>,
    penalties: Vec<JointPenalty>,
    metric: PenaltyMetric,
    family: Multinomial,
    workers: Workers,
    /// What the model is asked for is without penalties.
    unpenalized: QuadraticPenalty,
}

impl MultinomialFamily {
    /// N, P and M.
    #[must_use]
    pub fn shape(&self) -> (usize, usize, usize) {
        (self.design.rows(), self.design.cols(), self.classes.len() - 1)
    }

    /// The length P·M of β.
    #[must_use]
    pub fn coefficients(&self) -> usize {
        self.design.cols() * (self.classes.len() - 1)
    }

    /// All classes in their order.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The class whose predictor is 0.
    #[must_use]
    pub fn reference(&self) -> &str {
        &self.classes[self.reference]
    }

    /// Positions of the active classes, in order.
    fn active(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.classes.len()).filter(|c| *c != self.reference)
    }

    /// The rows without penalties.
    fn problem(&self) -> Problem<'_> {
        let rows = (&self.design, &self.response, &self.weights);
        Problem::new(rows, self.offset.as_ref(), &self.family, &self.unpenalized, &self.workers)
    }
}
