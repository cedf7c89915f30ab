//! Two models of the same data, one within the other: what the larger one explains beyond the smaller one.
//!
//! With a known scale 2(ℓ₁ − ℓ₀) against χ² of τ₁ − τ₀ degrees of freedom; with an estimated one ((D₀ − D₁)/(τ₁ − τ₀))/φ₁ against F of τ₁ − τ₀ and the
//! residual degrees of freedom n − τ₁ of the larger model, with the degrees of freedom τ = tr(2F − FF), F = H⁻¹I, that tests refer to where strengths
//! were estimated and tr F otherwise. An approximation for penalized fits, and a poor one for terms at the boundary of their variance, such as
//! random effects.
//! Source: S. N. Wood, Generalized Additive Models (2017), 6.12.4.

use super::ModelError;
use super::fitted::Fitted;
use crate::check::Code;
use crate::design::TermSpan;
use crate::inference::StatisticKind;
use crate::linalg::incomplete_beta::f_upper;

/// A test of a larger model against a smaller one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DevianceTest {
    /// χ² or F.
    pub statistic: f64,
    /// τ₁ − τ₀.
    pub degrees: f64,
    /// The residual degrees of freedom of the larger model, n − τ₁; `None` where the scale is known.
    pub residual: Option<f64>,
    /// P(statistic at least this large) where the smaller model holds; NaN without degrees of freedom.
    pub p_value: f64,
}

impl Fitted {
    /// The test against a smaller model.
    ///
    /// # Errors
    /// ERR_DOMAIN for models of other data or another family.
    pub fn deviance_test(&self, smaller: &Self) -> Result<DevianceTest, ModelError> {
        self.same_rows(smaller)?;
        let degrees = self.test_degrees() - smaller.test_degrees() + (self.parameters() - smaller.parameters());
        let (statistic, residual) = match self.statistic {
            StatisticKind::Z => (2.0 * (self.numbers.log_likelihood - smaller.numbers.log_likelihood), None),
            StatisticKind::T { .. } => {
                let explained = (smaller.numbers.deviance - self.numbers.deviance) / degrees;
                (
                    explained / self.numbers.scale,
                    Some(self.numbers.df_residual + self.numbers.edf - self.test_degrees()),
                )
            }
        };
        let ratio = if residual.is_some() { statistic } else { statistic / degrees };
        let p_value = match degrees > 0.0 {
            true => f_upper(ratio.max(0.0), degrees, residual.unwrap_or(f64::INFINITY)),
            false => f64::NAN,
        };
        Ok(DevianceTest { statistic, degrees, residual, p_value })
    }

    /// Whether every term of this model is in another one, a number also where the other one has a smooth of it.
    #[must_use]
    pub fn is_within(&self, larger: &Self) -> bool {
        let (Some(own), Some(other)) = (&self.scope.blueprint, &larger.scope.blueprint) else {
            let (own, others) = (self.own_names(), larger.own_names());
            return own.iter().all(|name| others.contains(name));
        };
        let smooths = other.smooths();
        let smoothed = |label: &str| {
            smooths.iter().any(|s| s.by.is_none() && s.basis != "re" && s.covariates.iter().any(|c| c.name == label))
        };
        let within = |a: usize, term: &TermSpan| {
            let mut same = other.terms().iter().filter(|t| larger.has_columns(a, &t.columns));
            same.any(|t| t.label == term.label) || smoothed(&term.label)
        };
        // Where classes have formulas of their own, a term is to be in the same class.
        let classes = 0..self.active_classes.len().max(1);
        classes.into_iter().all(|a| {
            let mut terms = own.terms().iter().filter(|term| self.has_columns(a, &term.columns));
            terms.all(|term| within(a, term))
        })
    }

    /// The names of the coefficients that the model has.
    fn own_names(&self) -> Vec<String> {
        let names = self.coefficient_names();
        self.own_places().into_iter().map(|k| names[k].clone()).collect()
    }

    /// τ.
    fn test_degrees(&self) -> f64 {
        let found = self.selection().map(|selection| selection.reference_edf);
        found.filter(|tau| tau.is_finite()).unwrap_or(self.numbers.edf)
    }

    /// The parameters of the family that were estimated.
    fn parameters(&self) -> f64 {
        self.family_parameters.len() as f64
    }

    fn same_rows(&self, other: &Self) -> Result<(), ModelError> {
        let refuse = |value: String, expected: &str| Err(ModelError::refuse(Code::Domain, "models", value, expected));
        if std::mem::discriminant(&self.family) != std::mem::discriminant(&other.family) {
            let value = format!("of the families {} and {}", self.family.name(), other.family.name());
            return refuse(value, "models of one family");
        }
        if self.numbers.nobs != other.numbers.nobs || self.classes != other.classes {
            let value = format!("of {} and {} rows, or of other classes", self.numbers.nobs, other.numbers.nobs);
            return refuse(value, "models of the same data");
        }
        match (self.seen(), other.seen()) {
            (Ok(own), Ok(others)) if own.response != others.response || own.weights != others.weights => {
                refuse("of different responses or weights".to_owned(), "models of the same data")
            }
            _ => Ok(()),
        }
    }
}
