//! Penalties of a joint multinomial model, their null spaces and how they act across classes.
//!
//! S_λ = Σ_t λ_t M ⊗ S_t with M = I − 11ᵀ/K (centred), Σ_tc λ_tc C_cᵀC_c ⊗ S_t with C_c = e_c − 1ᵀ/K and C_ref = −1ᵀ/K (per class), or
//! Σ_ta λ_ta e_ae_aᵀ ⊗ S_t (reference).

use super::{JointPenaltyInput, MultinomialFamily};
use crate::check::{self, Code};
use crate::inner::{QuadraticBlock, QuadraticPenalty, places};
use crate::linalg::{Symmetric, SymmetricEigen};
use crate::model::ModelError;
use crate::model::given_penalty::{check_penalty, symmetric};
use crate::model::spec::{PenaltyInput, PenaltyMetric};

/// S with the dimension of its null space.
#[derive(Debug, Clone)]
pub struct JointPenalty {
    matrix: Symmetric,
    null_dimension: usize,
}

/// Eigenvalues of S, its diagonal scaled to 1, that are smaller than this for each column are rounding.
const ROUNDING: f64 = 64.0 * f64::EPSILON;

impl JointPenalty {
    pub(super) fn new(k: usize, input: &JointPenaltyInput<'_>, cols: usize) -> Result<Self, ModelError> {
        let checked = PenaltyInput { matrix: input.matrix, columns: None, label: None, strength: Some(1.0) };
        check_penalty(k, &checked, cols)?;
        let matrix = symmetric(&checked);
        let found = null_dimension(&matrix);
        match input.null_dimension {
            Some(given) if given != found => {
                let argument = format!("penalties[{k}].nullDimension");
                let expected = format!("{found}, as the matrix has rank {} of {cols}", cols - found);
                Err(ModelError::refuse(Code::Domain, argument, given.to_string(), expected))
            }
            _ => Ok(Self { matrix, null_dimension: found }),
        }
    }

    /// S, P × P.
    #[must_use]
    pub fn matrix(&self) -> &Symmetric {
        &self.matrix
    }

    /// P − rank S.
    #[must_use]
    pub fn null_dimension(&self) -> usize {
        self.null_dimension
    }
}

/// P − rank S of a positive semidefinite matrix, its diagonal scaled to 1 so that the units of the columns decide nothing.
pub(super) fn null_dimension(matrix: &Symmetric) -> usize {
    let n = matrix.order;
    let scale: Vec<f64> =
        (0..n).map(|i| if matrix.get(i, i) > 0.0 { matrix.get(i, i).sqrt().recip() } else { 0.0 }).collect();
    let mut unit = Symmetric::zeros(n);
    (0..n).for_each(|i| (0..=i).for_each(|j| unit.add(i, j, matrix.get(i, j) * scale[i] * scale[j])));
    let limit = ROUNDING * n as f64;
    SymmetricEigen::new(&unit).map_or(n, |eigen| eigen.values().iter().filter(|e| !(**e > limit)).count())
}

impl MultinomialFamily {
    /// The penalties on the columns, each shared by all classes.
    #[must_use]
    pub fn penalties(&self) -> &[JointPenalty] {
        &self.penalties
    }

    /// How penalties act across classes.
    #[must_use]
    pub fn penalty_metric(&self) -> PenaltyMetric {
        self.metric
    }

    /// The M × M matrices of a penalty, one for each of its strengths: 1 (centred), K (per class, in the order of the classes) or M (reference).
    #[must_use]
    pub fn metrics(&self) -> Vec<Symmetric> {
        let (m, k) = (self.classes.len() - 1, self.classes.len() as f64);
        let identity = |a: usize, b: usize| f64::from(u8::from(a == b));
        match self.metric {
            PenaltyMetric::Centred => vec![filled(m, |a, b| identity(a, b) - 1.0 / k)],
            PenaltyMetric::Reference => (0..m).map(|c| filled(m, |a, b| identity(a, c) * identity(b, c))).collect(),
            PenaltyMetric::PerClass => {
                let predictor = |class: usize| self.active().position(|c| c == class).unwrap_or(m);
                let row = |c: usize, a: usize| identity(a, predictor(c)) - 1.0 / k;
                (0..self.classes.len()).map(|c| filled(m, |a, b| row(c, a) * row(c, b))).collect()
            }
        }
    }

    /// The number of log-strengths: those of the first penalty, then those of the second, …
    #[must_use]
    pub fn log_strengths(&self) -> usize {
        let each = match self.metric {
            PenaltyMetric::Centred => 1,
            PenaltyMetric::PerClass => self.classes.len(),
            PenaltyMetric::Reference => self.classes.len() - 1,
        };
        each * self.penalties.len()
    }

    /// S_λ at log-strengths ρ.
    ///
    /// # Errors
    /// ERR_SHAPE unless there is one for every penalty (and class, where the metric has one for each), ERR_NON_FINITE for a strength that
    /// is not finite.
    pub fn penalty(&self, rho: &[f64]) -> Result<QuadraticPenalty, ModelError> {
        check::length("rho", rho.len(), self.log_strengths())?;
        check::finite("rho", rho)?;
        let (p, m) = (self.design.cols(), self.classes.len() - 1);
        let metrics = self.metrics();
        let mut blocks = Vec::with_capacity(rho.len());
        for (t, penalty) in self.penalties.iter().enumerate() {
            for (c, metric) in metrics.iter().enumerate() {
                let at = t * metrics.len() + c;
                let strength = check::non_negative(&format!("exp(rho[{at}])"), rho[at].exp())?;
                let label = if metrics.len() == 1 {
                    format!("penalty {}", t + 1)
                } else {
                    format!("penalty {}:{}", t + 1, self.strength_class(c))
                };
                let (metric, matrix) = (metric.clone(), penalty.matrix.clone());
                blocks.push(QuadraticBlock { label, strength, metric, matrix, copies: places(&(0..p), p, m) });
            }
        }
        Ok(QuadraticPenalty::new(blocks))
    }

    /// The class of strength c of a penalty where it has one for each.
    fn strength_class(&self, c: usize) -> &str {
        let class = match self.metric {
            PenaltyMetric::Reference => self.active().nth(c).unwrap_or(c),
            _ => c,
        };
        &self.classes[class]
    }
}

fn filled(order: usize, entry: impl Fn(usize, usize) -> f64) -> Symmetric {
    let mut out = Symmetric::zeros(order);
    (0..order).for_each(|a| (0..=a).for_each(|b| out.add(a, b, entry(a, b))));
    out
}
