//! From a family's name and settings to the family itself, for families of one predictor.

use super::ModelError;
use super::spec::{FamilySpec, Variance};
use crate::check::{self, Code};
use crate::families::{
    Beta, Binomial, Counts, Distribution, Family, Gamma, Gaussian, InverseGaussian, Link, Linked, NegativeBinomial,
    Normal, Poisson, Quasi, QuasiVariance, ScaledT, Shares, Tweedie, link,
};

/// A family with what its response must be.
pub(super) struct Scalar {
    pub family: Box<dyn Family + Send>,
    pub expected: &'static str,
    pub valid: fn(f64) -> bool,
}

impl FamilySpec {
    /// Whether the information does not depend on the response, which Jeffreys' prior asks for.
    pub(super) fn has_jeffreys_prior(&self) -> bool {
        let canonical = |link: &Option<String>, name: &str| link.as_deref().is_none_or(|link| link == name);
        match self {
            Self::Multinomial { .. } => true,
            Self::Gaussian { link } => canonical(link, "identity"),
            Self::Poisson { link } => canonical(link, "log"),
            Self::Binomial { link } => canonical(link, "logit"),
            _ => false,
        }
    }

    /// The normal law with the identity link.
    #[must_use]
    pub fn gaussian() -> Self {
        Self::Gaussian { link: None }
    }

    /// Whether the response is a share of successes, which classes and counts give as well.
    #[must_use]
    pub fn is_binomial(&self) -> bool {
        matches!(self, Self::Binomial { .. } | Self::Quasibinomial { .. })
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Gaussian { .. } => "gaussian",
            Self::Binomial { .. } => "binomial",
            Self::Poisson { .. } => "poisson",
            Self::Gamma { .. } => "gamma",
            Self::InverseGaussian { .. } => "inverseGaussian",
            Self::NegativeBinomial { .. } => "negativeBinomial",
            Self::Tweedie { .. } => "tweedie",
            Self::Quasi { .. } => "quasi",
            Self::Quasibinomial { .. } => "quasibinomial",
            Self::Quasipoisson { .. } => "quasipoisson",
            Self::Beta { .. } => "beta",
            Self::ScaledT { .. } => "scaledT",
            Self::OrderedCategories {} => "orderedCategories",
            Self::Multinomial { .. } => "multinomial",
            Self::Custom { .. } => "custom",
        }
    }

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
            Self::Beta { .. } => &["logit", "probit", "cloglog", "loglog", "cauchit"],
            Self::ScaledT { .. } => &["identity", "log", "inverse"],
            Self::Multinomial { .. } | Self::OrderedCategories {} => &["logit"],
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
            | Self::Beta { link, .. }
            | Self::ScaledT { link, .. }
            | Self::Quasi { link, .. }
            | Self::Quasibinomial { link }
            | Self::Quasipoisson { link } => link.as_deref(),
            Self::OrderedCategories {} | Self::Multinomial { .. } | Self::Custom { .. } => None,
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
        FamilySpec::Beta { precision: Some(precision), .. } => {
            linked(Beta::of_precision(check::positive("precision", *precision)?), link)
        }
        FamilySpec::Beta { precision: None, .. } => linked(Beta::estimated(1.0), link),
        FamilySpec::ScaledT { df, min_df, scale, .. } => {
            linked(ScaledT::new(*df, checked_degrees(*df, *min_df)?, checked_scale(*scale)?), link)
        }
        FamilySpec::OrderedCategories {} | FamilySpec::Multinomial { .. } | FamilySpec::Custom { .. } => {
            return Ok(None);
        }
    }))
}

/// The least value that an estimate of the degrees of freedom may have, where they and it are within their domain.
fn checked_degrees(df: Option<f64>, least: Option<f64>) -> Result<f64, ModelError> {
    /// The default, as for other programs.
    const LEAST: f64 = 3.0;
    if let Some(df) = df.filter(|df| !(*df > 2.0 && df.is_finite())) {
        return Err(ModelError::refuse(Code::Domain, "df", check::shown(df), "a finite number > 2"));
    }
    match least {
        Some(least) if !(least >= 2.0 && least.is_finite()) => {
            Err(ModelError::refuse(Code::Domain, "minDf", check::shown(least), "a finite number >= 2"))
        }
        least => Ok(least.unwrap_or(LEAST)),
    }
}

fn checked_scale(scale: Option<f64>) -> Result<Option<f64>, ModelError> {
    if let Some(scale) = scale {
        check::positive("scale", scale)?;
    }
    Ok(scale)
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
