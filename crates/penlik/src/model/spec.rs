//! What is to be fitted: family, options, inputs.

use crate::check;
use crate::design::{Beside, Contrasts, FEWEST_VALUES, MOST_VALUES, Missing, Table};
use crate::model::ModelError;
use crate::outer::Prior;
use crate::penalties::Term;
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A family by name, as it stands in options and stored models.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum FamilySpec {
    /// Normal, with the links identity (the default), log, inverse, sqrt; the scale is estimated.
    Gaussian {
        /// The link; the first of the family's list when absent.
        #[serde(default)]
        link: Option<String>,
    },
    /// Shares of successes, with the links logit (the default), probit, cloglog, loglog, cauchit, log, identity.
    Binomial {
        /// The link; the first of the family's list when absent.
        #[serde(default)]
        link: Option<String>,
    },
    /// Counts, with the links log (the default), sqrt, identity.
    Poisson {
        /// The link; the first of the family's list when absent.
        #[serde(default)]
        link: Option<String>,
    },
    /// Positive numbers of variance φμ², with the links inverse (the default), log, identity.
    Gamma {
        /// The link; the first of the family's list when absent.
        #[serde(default)]
        link: Option<String>,
    },
    /// Positive numbers of variance φμ³, with the links inverseSquare (the default), log, inverse, identity.
    InverseGaussian {
        /// The link; the first of the family's list when absent.
        #[serde(default)]
        link: Option<String>,
    },
    /// Counts of variance μ + μ²/θ, with the links log (the default), sqrt, identity.
    NegativeBinomial {
        /// The link; the first of the family's list when absent.
        #[serde(default)]
        link: Option<String>,
        /// θ > 0; estimated when absent.
        #[serde(default)]
        theta: Option<f64>,
    },
    /// Numbers ≥ 0 of variance φμᵖ, with the links log (the default), identity, sqrt.
    Tweedie {
        /// The link; the first of the family's list when absent.
        #[serde(default)]
        link: Option<String>,
        /// 1 < p < 2; estimated within [1.01, 1.99] when absent.
        #[serde(default)]
        power: Option<f64>,
    },
    /// A mean and a variance without a law.
    Quasi {
        /// The link; the first of the family's list when absent.
        #[serde(default)]
        link: Option<String>,
        /// V(μ).
        #[serde(default)]
        variance: Variance,
    },
    /// Shares of variance φμ(1 − μ), with the links of the binomial.
    Quasibinomial {
        /// The link; the first of the family's list when absent.
        #[serde(default)]
        link: Option<String>,
    },
    /// Counts of variance φμ, with the links of the Poisson.
    Quasipoisson {
        /// The link; the first of the family's list when absent.
        #[serde(default)]
        link: Option<String>,
    },
    /// Numbers in (0, 1) of variance μ(1 − μ)/(1 + ν), with the links logit (the default), probit, cloglog, loglog, cauchit.
    Beta {
        /// The link; the first of the family's list when absent.
        #[serde(default)]
        link: Option<String>,
        /// ν > 0; estimated when absent.
        #[serde(default)]
        precision: Option<f64>,
    },
    /// Numbers with (y − μ)/σ of Student's t law, with the links identity (the default), log, inverse.
    ScaledT {
        /// The link; the first of the family's list when absent.
        #[serde(default)]
        link: Option<String>,
        /// The degrees of freedom > 2; estimated when absent.
        #[serde(default)]
        df: Option<f64>,
        /// What an estimate of the degrees of freedom stays above, at least 2; 3 when absent.
        #[serde(default)]
        min_df: Option<f64>,
        /// σ > 0; estimated when absent.
        #[serde(default)]
        scale: Option<f64>,
    },
    /// Ordered classes by the cumulative logit with one linear predictor; the cut points are estimated, the first one is −1.
    OrderedCategories {},
    /// Classes with logits against a reference.
    Multinomial {
        /// The reference class; the last level when not named.
        #[serde(default)]
        reference: Option<String>,
        /// How penalties act across classes.
        #[serde(default)]
        penalty_metric: PenaltyMetric,
    },
    /// A law that a caller brought: a fit keeps its name and its predictors, and nothing else of it.
    Custom {
        /// What it is called.
        name: String,
        /// The names of its linear predictors.
        predictors: Vec<String>,
    },
}

/// V(μ) of a quasi-likelihood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Variance {
    /// 1.
    #[default]
    #[serde(rename = "constant")]
    Constant,
    /// μ.
    #[serde(rename = "mu")]
    Mean,
    /// μ².
    #[serde(rename = "mu^2")]
    Square,
    /// μ³.
    #[serde(rename = "mu^3")]
    Cube,
    /// μ(1 − μ).
    #[serde(rename = "mu(1-mu)")]
    Share,
}

/// How a penalty S on the columns acts on the coefficients of all classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PenaltyMetric {
    /// (I − 11ᵀ/K) ⊗ S: the answer does not depend on the reference.
    #[default]
    Centred,
    /// Σ_c λ_c C_cᵀC_c ⊗ S with C_c = e_c − 1/K, one strength a class; with equal strengths the same as `centred`.
    PerClass,
    /// I ⊗ S on the active classes: the answer depends on the reference.
    Reference,
}

/// How the strengths of penalties are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// Restricted marginal likelihood; for other families than the normal by Laplace's approximation.
    #[serde(rename = "REML")]
    Reml,
    /// Marginal likelihood.
    #[serde(rename = "ML")]
    Ml,
    /// Generalised cross validation.
    #[serde(rename = "GCV")]
    Gcv,
    /// Unbiased risk estimation: GCV where the scale is known.
    #[serde(rename = "UBRE")]
    Ubre,
    /// Not at all: each is given, or 1.
    #[serde(rename = "fixed")]
    Fixed,
}

impl Method {
    /// The name that options use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reml => "REML",
            Self::Ml => "ML",
            Self::Gcv => "GCV",
            Self::Ubre => "UBRE",
            Self::Fixed => "fixed",
        }
    }
}

/// How to fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct FitOptions {
    /// Strength λ ≥ 0 of ½λ‖β‖² on every column but the intercept.
    pub ridge: f64,
    /// Stop at this Newton decrement (a distance in standard errors); the rounding floor when absent.
    pub tolerance: Option<f64>,
    /// Newton iterations at most.
    pub max_iterations: usize,
    /// Where to start, class by class.
    pub start: Option<Vec<f64>>,
    /// How strengths that are not given are found; by REML when absent.
    pub method: Option<Method>,
    /// ln λ of each penalty of the smooths of a formula, in their order; `None` for one that is estimated, or that the formula gives.
    pub log_strengths: Option<Vec<Option<f64>>>,
    /// Priors on the log-strengths that REML and ML estimate; none when empty. Of several for a strength the last counts.
    pub prior: Vec<StrengthPrior>,
    /// What is added to take the bias of the coefficients away.
    pub bias: Bias,
    /// Fail where a result would otherwise say that it has not converged, or would leave columns out.
    pub strict: bool,
    /// Threads; 0 takes every processor. The numbers do not depend on it.
    pub threads: usize,
    /// To how many values covariates of smooths are rounded, from 16 to 65 536; not at all where absent.
    pub round_to: Option<usize>,
}

/// A prior on log-strengths.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StrengthPrior {
    /// Whose: the label of a penalty, or `class:label` where every class has a strength of its own; all strengths when absent.
    #[serde(default)]
    pub label: Option<String>,
    /// The prior of ln λ, λ being relative to the scale.
    pub prior: Prior,
}

/// How the bias of maximum likelihood is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Bias {
    /// Not at all.
    #[default]
    None,
    /// Jeffreys' prior |UᵀIU|^½ on what the penalties leave free (Firth): bias of order 1/n removed, finite under separation.
    Jeffreys,
}

impl Default for FitOptions {
    fn default() -> Self {
        Self {
            ridge: 0.0,
            tolerance: None,
            max_iterations: 100,
            start: None,
            method: None,
            log_strengths: None,
            prior: Vec::new(),
            bias: Bias::None,
            strict: false,
            threads: 0,
            round_to: None,
        }
    }
}

/// The most threads that may be asked for.
const MAX_THREADS: usize = 1024;

impl FitOptions {
    pub(super) fn check(&self) -> Result<(), ModelError> {
        check::non_negative("ridge", self.ridge)?;
        if let Some(tolerance) = self.tolerance {
            check::positive("tolerance", tolerance)?;
        }
        for (k, own) in self.prior.iter().enumerate() {
            own.prior.check(&format!("prior[{k}]"))?;
        }
        if let Some(start) = &self.start {
            check::finite("start", start)?;
        }
        let given: Vec<f64> = self.log_strengths.iter().flatten().flatten().copied().collect();
        check::finite("logStrength", &given)?;
        if self.threads > MAX_THREADS {
            let expected = format!("at most {MAX_THREADS}");
            return Err(ModelError::refuse(check::Code::Domain, "threads", self.threads.to_string(), expected));
        }
        if let Some(values) = self.round_to.filter(|values| !(FEWEST_VALUES..=MOST_VALUES).contains(values)) {
            let expected = format!("{FEWEST_VALUES} to {MOST_VALUES} values, true or false");
            return Err(ModelError::refuse(check::Code::Domain, "discretize", values.to_string(), expected));
        }
        Ok(())
    }
}

/// A model by formula over a table: one formula, or for [`super::fit_formulas`] one for each of several predictors.
#[derive(Debug, Clone, Copy)]
pub struct FormulaInput<'a, Formula = &'a str> {
    /// Such as `y ~ a + b`; of several each with the name of its class or predictor.
    pub formula: Formula,
    /// The data.
    pub table: &'a Table<'a>,
    /// Prior weights ≥ 0: w repetitions of a row, or the trials behind a share.
    pub weights: Option<&'a [f64]>,
    /// Added to every linear predictor.
    pub offset: Option<&'a [f64]>,
    /// Rows with missing values.
    pub missing: Missing,
    /// Declared levels of categorical columns.
    pub levels: &'a [(String, Vec<String>)],
    /// How categorical columns are coded.
    pub contrasts: Contrasts<'a>,
    /// Whether every smooth is also penalised in what its own penalties leave free.
    pub select: bool,
    /// What is said about smooths beside the formula.
    pub beside: Beside<'a>,
}

/// A model from a design matrix: a view of one, or [`crate::linalg::Panels`] for [`super::fit_panels`] to use up.
#[derive(Debug, Clone)]
pub struct MatrixInput<'a, Design = ArrayView2<'a, f64>> {
    /// X, n × P.
    pub design: Design,
    /// Names of the columns; x1, x2, … when absent.
    pub names: Option<Vec<String>>,
    /// The response.
    pub response: MatrixResponse<'a>,
    /// Prior weights ≥ 0.
    pub weights: Option<&'a [f64]>,
    /// Added to every linear predictor.
    pub offset: Option<&'a [f64]>,
    /// Quadratic penalties of fixed strength.
    pub penalties: Vec<PenaltyInput<'a>>,
    /// Penalties of the catalog.
    pub terms: Vec<TermInput>,
}

impl<'a, Design> MatrixInput<'a, Design> {
    /// The design, and all the rest.
    pub(super) fn split(self) -> (Design, MatrixInput<'a, ()>) {
        let Self { design, names, response, weights, offset, penalties, terms } = self;
        (design, MatrixInput { design: (), names, response, weights, offset, penalties, terms })
    }
}

/// A response beside a design matrix.
#[derive(Debug, Clone)]
pub enum MatrixResponse<'a> {
    /// Numbers.
    Numeric(&'a [f64]),
    /// Positions in `labels`.
    Classes {
        /// For each row the position of its class.
        codes: &'a [i32],
        /// Names of the classes.
        labels: Vec<String>,
    },
    /// Counts for each class.
    Counts {
        /// n × K.
        values: ArrayView2<'a, f64>,
        /// Names of the classes.
        labels: Vec<String>,
    },
}

/// ½·strength·βᵀSβ on a range of columns.
#[derive(Debug, Clone)]
pub struct PenaltyInput<'a> {
    /// S, symmetric and positive semidefinite.
    pub matrix: ArrayView2<'a, f64>,
    /// The columns it acts on; all of them when absent.
    pub columns: Option<Range<usize>>,
    /// What it is called.
    pub label: Option<String>,
    /// λ ≥ 0; estimated when absent, or 1 where nothing is estimated.
    pub strength: Option<f64>,
}

/// λ·P on the coefficients of some columns: for a family of one response column one row of them, in the order of the columns; for the
/// multinomial a matrix with a row for each column and a column for each active class, so that penalties of rows act across classes.
#[derive(Debug, Clone)]
pub struct TermInput {
    /// The penalty with its weight, and what is learned of it, by REML.
    pub term: Term,
    /// The columns, distinct; all of them when absent.
    pub columns: Option<Vec<usize>>,
    /// What it is called; its kind when absent.
    pub label: Option<String>,
}
