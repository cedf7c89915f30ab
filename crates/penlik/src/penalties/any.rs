//! A penalty whose kind is known only when the program runs.

use std::fmt;
use std::sync::Arc;

use super::{
    Block, CATALOG, Capability, DiagonalProx, Entry, Majorized, Normalized, Penalty, PenaltyError, PenaltySpec,
    Properties, Prox, Shaped, Smooth,
};
use crate::check::CheckError;
use crate::linalg::Workers;

/// A penalty of any kind of the catalog, seen through every capability that its kind has.
///
/// ```
/// use penlik::penalties::{AnyPenalty, PenaltySpec};
/// let spec: PenaltySpec = serde_json::from_str(r#"{ "kind": "LogSparsity", "delta": 0.5 }"#).unwrap();
/// let penalty = AnyPenalty::new(spec)?;
/// assert!(penalty.smooth().is_ok());
/// assert_eq!(penalty.prox().err().unwrap().to_string(), "LogSparsity has no proximal map");
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Clone)]
pub struct AnyPenalty {
    pub(super) spec: PenaltySpec,
    pub(super) properties: Properties,
    pub(super) base: Arc<dyn Penalty>,
    pub(super) smooth: Option<Arc<dyn Smooth>>,
    pub(super) majorized: Option<Arc<dyn Majorized>>,
    pub(super) shaped: Option<Arc<dyn Shaped>>,
    pub(super) prox: Option<Arc<dyn Prox>>,
    pub(super) diagonal_prox: Option<Arc<dyn DiagonalProx>>,
    pub(super) normalized: Option<Arc<dyn Normalized>>,
}

impl AnyPenalty {
    /// Builds what a specification describes; a parameter outside its domain is refused by name.
    pub fn new(spec: PenaltySpec) -> Result<Self, CheckError> {
        spec.build()
    }

    pub(super) fn with(spec: PenaltySpec, base: Arc<dyn Penalty>) -> Self {
        let properties = entry_of(&spec).properties;
        let (smooth, majorized, shaped, prox, diagonal_prox, normalized) = (None, None, None, None, None, None);
        Self { spec, properties, base, smooth, majorized, shaped, prox, diagonal_prox, normalized }
    }

    /// What it was built from.
    #[must_use]
    pub fn spec(&self) -> &PenaltySpec {
        &self.spec
    }

    /// What the catalog says about its kind.
    #[must_use]
    pub fn entry(&self) -> &'static Entry {
        entry_of(&self.spec)
    }

    /// What it is: what its kind is, and for a combination what follows from its parts.
    #[must_use]
    pub fn properties(&self) -> Properties {
        self.properties
    }

    /// Its derivatives.
    pub fn smooth(&self) -> Result<&dyn Smooth, PenaltyError> {
        self.smooth.as_deref().ok_or_else(|| self.lacks(Capability::Smooth))
    }

    /// Its quadratic majorizer.
    pub fn majorized(&self) -> Result<&dyn Majorized, PenaltyError> {
        self.majorized.as_deref().ok_or_else(|| self.lacks(Capability::Majorized))
    }

    /// Its derivatives in shape parameters.
    pub fn shaped(&self) -> Result<&dyn Shaped, PenaltyError> {
        self.shaped.as_deref().ok_or_else(|| self.lacks(Capability::Shaped))
    }

    /// Its proximal map.
    pub fn prox(&self) -> Result<&dyn Prox, PenaltyError> {
        self.prox.as_deref().ok_or_else(|| self.lacks(Capability::Prox))
    }

    /// Its proximal map with a step for every entry.
    pub fn diagonal_prox(&self) -> Result<&dyn DiagonalProx, PenaltyError> {
        self.diagonal_prox.as_deref().ok_or_else(|| self.lacks(Capability::DiagonalProx))
    }

    /// Its normalizer. Where it has none, the error says why.
    pub fn normalized(&self) -> Result<&dyn Normalized, PenaltyError> {
        let Entry { kind, no_normalizer: reason, .. } = *self.entry();
        self.normalized.as_deref().ok_or(PenaltyError::NoNormalizer { kind, reason })
    }

    fn lacks(&self, capability: Capability) -> PenaltyError {
        PenaltyError::Unsupported { kind: self.entry().kind, capability }
    }
}

pub(super) fn entry_of(spec: &PenaltySpec) -> &'static Entry {
    match spec {
        PenaltySpec::Combined(combination) => combination.entry(),
        kind => &CATALOG[kind.index()],
    }
}

impl Penalty for AnyPenalty {
    fn value(&self, theta: Block<'_>, workers: &Workers) -> Result<f64, PenaltyError> {
        self.base.value(theta, workers)
    }
}

impl fmt::Debug for AnyPenalty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AnyPenalty").field(&self.spec).finish()
    }
}
