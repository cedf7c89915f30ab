//! From a family's name and settings to the family itself, for families of one predictor.

use super::ModelError;
use super::spec::{FamilySpec, Variance};
use crate::check::{self, Code};
use crate::families::{
    Binomial, Counts, Distribution, Family, Gamma, Gaussian, InverseGaussian, Link, Linked, NegativeBinomial, Normal,
    Poisson, Quasi, QuasiVariance, Shares, Tweedie, link,
};

/// A family with what its response must be.
pub(super) struct Scalar {
    pub family: Box<dyn Family + Send>,
    pub expected: &'static str,
    pub valid: fn(f64) -> bool,
}

impl FamilySpec {
    /// The links it may have, the default first.
    pub(super) fn links(&self) -> &'static [&'static str] {
        match self {
            Self::Gaussian { .. } => &["identity", "log", "inverse", "sqrt"],
            Self::Binomial { .. } | Self::Quasibinomial { .. } => {
                &["logit", "probit", "cloglog", "loglog", "cauchit", "log", "identity"]
            }
            Self::Poisson { .. } | Self::Quasipoisson { .. } | Self::NegativeBinomial { .. } | Self::Tweedie { .. } => {
                &["log", "sqrt", "identity"]
            }
            Self::Gamma { .. } => &["inverse", "log", "identity"],
            Self::InverseGaussian { .. } => &["inverseSquare", "log", "inverse", "identity"],
            Self::Quasi { variance: Variance::Share, .. } => {
                &["logit", "probit", "cloglog", "loglog", "cauchit", "log", "identity"]
            }
            Self::Quasi { .. } => &["identity", "log", "inverse", "sqrt", "inverseSquare"],
            Self::Multinomial { .. } => &["logit"],
            Self::Custom { .. } => &["identity"],
        }
    }

    /// The link as it was asked for, if it was.
    fn asked(&self) -> Option<&str> {
        match self {
            Self::Gaussian { link }
            | Self::Binomial { link }
            | Self::Poisson { link }
            | Self::Gamma { link }
            | Self::InverseGaussian { link }
            | Self::NegativeBinomial { link, .. }
            | Self::Tweedie { link, .. }
            | Self::Quasi { link, .. }
            | Self::Quasibinomial { link }
            | Self::Quasipoisson { link } => link.as_deref(),
            Self::Multinomial { .. } | Self::Custom { .. } => None,
        }
    }

    /// The name of the link.
    #[must_use]
    pub fn link(&self) -> &str {
        self.asked().unwrap_or(self.links()[0])
    }

    fn checked_link(&self) -> Result<&'static dyn Link, ModelError> {
        let (name, links) = (self.link(), self.links());
        let found = if links.contains(&name) { link(name) } else { None };
        found.ok_or_else(|| {
            let expected = format!("one of {} for the family {}", links.join(", "), self.name());
            ModelError::refuse(Code::Domain, "link", format!("{name:?}"), expected)
        })
    }
}

/// The family of a specification with one predictor; `None` for the multinomial and for families of callers.
///
/// # Errors
/// ERR_DOMAIN for a link that the family does not have and for settings outside their domain.
pub(super) fn scalar(spec: &FamilySpec) -> Result<Option<Scalar>, ModelError> {
    let link = spec.checked_link()?;
    let canonical = link.name() == spec.links()[0];
    Ok(Some(match spec {
        FamilySpec::Gaussian { .. } if canonical => fast(Gaussian, &Normal),
        FamilySpec::Gaussian { .. } => linked(Normal, link),
        FamilySpec::Binomial { .. } if canonical => fast(Binomial, &Shares { quasi: false }),
        FamilySpec::Binomial { .. } => linked(Shares { quasi: false }, link),
        FamilySpec::Poisson { .. } if canonical => fast(Poisson, &Counts),
        FamilySpec::Poisson { .. } => linked(Counts, link),
        FamilySpec::Gamma { .. } => linked(Gamma, link),
        FamilySpec::InverseGaussian { .. } => linked(InverseGaussian, link),
        FamilySpec::NegativeBinomial { theta: Some(theta), .. } => {
            linked(NegativeBinomial::of_size(check::positive("theta", *theta)?), link)
        }
        FamilySpec::NegativeBinomial { theta: None, .. } => linked(NegativeBinomial::estimated(1.0), link),
        FamilySpec::Tweedie { power: Some(power), .. } => linked(Tweedie::of_power(checked_power(*power)?), link),
        FamilySpec::Tweedie { power: None, .. } => linked(Tweedie::estimated(0.0), link),
        FamilySpec::Quasi { variance, .. } => match variance {
            Variance::Constant => linked(Quasi(QuasiVariance::Constant), link),
            Variance::Mean => linked(Quasi(QuasiVariance::Mean), link),
            Variance::Square => linked(Quasi(QuasiVariance::Square), link),
            Variance::Cube => linked(Quasi(QuasiVariance::Cube), link),
            Variance::Share => linked(Shares { quasi: true }, link),
        },
        FamilySpec::Quasibinomial { .. } => linked(Shares { quasi: true }, link),
        FamilySpec::Quasipoisson { .. } => linked(Quasi(QuasiVariance::Mean), link),
        FamilySpec::Multinomial { .. } | FamilySpec::Custom { .. } => return Ok(None),
    }))
}

fn checked_power(power: f64) -> Result<f64, ModelError> {
    if power > 1.0 && power < 2.0 {
        return Ok(power);
    }
    Err(ModelError::refuse(Code::Domain, "power", check::shown(power), "a number between 1 and 2"))
}

fn linked<D: Distribution>(distribution: D, link: &'static dyn Link) -> Scalar {
    let (expected, valid) = distribution.domain();
    Scalar { family: Box::new(Linked::new(distribution, link)), expected, valid }
}

/// The form of a family that is written for its canonical link.
fn fast(family: impl Family + Send + 'static, like: &impl Distribution) -> Scalar {
    let (expected, valid) = like.domain();
    Scalar { family: Box::new(family), expected, valid }
}
