//! The combinations, as what is stored and sent, and what they build.

use std::sync::Arc;

use serde::Serialize;

use super::change::Change;
use super::composed::Composed;
use super::sum::{Anchored, Apart, Quadratic, Sum};
use crate::check::{CheckError, Code, non_negative};
use crate::penalties::entry::{Entry, Json, Properties, Structure};
use crate::penalties::{AnyPenalty, PenaltySpec, Table};

/// A penalty made from others. In JSON an object tagged by `kind`, with the others inside.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind")]
#[non_exhaustive]
pub enum Combination {
    /// λ·p(θ − c)
    Translated {
        /// p
        penalty: PenaltySpec,
        /// c: all of θ, or one row of it.
        center: Vec<f64>,
        /// λ ≥ 0
        strength: f64,
    },
    /// λ·v·p(aθ)
    Scaled {
        /// p
        penalty: PenaltySpec,
        /// a ≠ 0
        argument: f64,
        /// v ≥ 0
        value: f64,
        /// λ ≥ 0
        strength: f64,
    },
    /// λ·p(some columns of θ)
    Restricted {
        /// p
        penalty: PenaltySpec,
        /// The columns, in the order in which p sees them.
        columns: Vec<usize>,
        /// λ ≥ 0
        strength: f64,
    },
    /// λ·p(θQᵀ): every row x becomes Qx.
    Rotated {
        /// p
        penalty: PenaltySpec,
        /// Q, orthogonal.
        matrix: Table,
        /// λ ≥ 0
        strength: f64,
    },
    /// λ Σ p_i(θ)
    Sum {
        /// The p_i.
        penalties: Vec<PenaltySpec>,
        /// λ ≥ 0
        strength: f64,
    },
}

/// What holds for every combination of a name; what holds for one alone is said by [`AnyPenalty::properties`].
static ENTRIES: [Entry; 5] = [
    entry("Translated", "A penalty around a centre.", "penalty(x - center)"),
    entry("Scaled", "A penalty in other units.", "value penalty(argument x)"),
    entry("Restricted", "A penalty of some columns.", "penalty(x[columns])"),
    entry("Rotated", "A penalty seen through an orthogonal matrix.", "penalty(Q x), row by row"),
    entry("Sum", "Penalties added.", "sum_i penalty_i(x)"),
];

const fn entry(kind: &'static str, summary: &'static str, formula: &'static str) -> Entry {
    let properties = Properties::of(Structure::Dense, &[], false, false);
    Entry {
        kind,
        summary,
        formula,
        parameters: &[],
        shapes: &[],
        capabilities: &[],
        properties,
        no_normalizer: "no closed form is known for a combination",
        point: Json("[1, -2, 0]"),
    }
}

impl Combination {
    /// Its place among the combinations.
    pub(in crate::penalties) fn place(&self) -> usize {
        match self {
            Self::Translated { .. } => 0,
            Self::Scaled { .. } => 1,
            Self::Restricted { .. } => 2,
            Self::Rotated { .. } => 3,
            Self::Sum { .. } => 4,
        }
    }

    pub(in crate::penalties) fn entry(&self) -> &'static Entry {
        &ENTRIES[self.place()]
    }

    pub(in crate::penalties) fn build(self) -> Result<AnyPenalty, CheckError> {
        let (penalty, change, factor) = match self.clone() {
            Self::Translated { penalty, center, strength } => (penalty, Change::translation(center)?, strength),
            Self::Scaled { penalty, argument, value, strength } => {
                (penalty, Change::scaling(argument)?, non_negative("value", value)? * strength)
            }
            Self::Restricted { penalty, columns, strength } => (penalty, Change::selection(columns)?, strength),
            Self::Rotated { penalty, matrix, strength } => {
                (penalty, Change::rotation(matrix.data, matrix.rows.max(matrix.cols))?, strength)
            }
            Self::Sum { penalties, strength } => return sum(self, penalties, strength),
        };
        Ok(composed(self, AnyPenalty::new(penalty)?, change, non_negative("strength", factor)?))
    }
}

fn composed(spec: Combination, inner: AnyPenalty, change: Change, factor: f64) -> AnyPenalty {
    let (entrywise, moved) = (change.is_entrywise(), matches!(change, Change::Translation(_)));
    let mut properties = inner.properties();
    properties.has_normalizer = false;
    if !entrywise && properties.separable {
        (properties.separable, properties.structure) = (false, Structure::Rows);
    }
    let built = Arc::new(Composed { inner: inner.clone(), change: Arc::new(change), factor });
    let mut any = AnyPenalty::with(PenaltySpec::Combined(Box::new(spec)), built.clone());
    any.properties = properties;
    any.smooth = inner.smooth.is_some().then(|| built.clone() as _);
    any.majorized = (inner.majorized.is_some() && entrywise && !moved).then(|| built.clone() as _);
    any.shaped = inner.shaped.is_some().then(|| built.clone() as _);
    any.prox = inner.prox.is_some().then(|| built.clone() as _);
    any.diagonal_prox = (inner.diagonal_prox.is_some() && entrywise).then_some(built as _);
    any
}

fn sum(spec: Combination, penalties: Vec<PenaltySpec>, strength: f64) -> Result<AnyPenalty, CheckError> {
    let factor = non_negative("strength", strength)?;
    let parts: Vec<AnyPenalty> = penalties.into_iter().map(AnyPenalty::new).collect::<Result<_, _>>()?;
    if parts.is_empty() {
        return Err(CheckError::new(Code::Domain, "penalties", "empty", "at least one penalty"));
    }
    let whole = || Sum { parts: parts.clone(), factor };
    let built = Arc::new(whole());
    let mut any = AnyPenalty::with(PenaltySpec::Combined(Box::new(spec)), built.clone());
    let all = |holds: &dyn Fn(&AnyPenalty) -> bool| parts.iter().all(holds);
    any.smooth = all(&|part| part.smooth.is_some()).then(|| built.clone() as _);
    any.majorized = all(&|part| part.majorized.is_some()).then_some(built as _);
    if all(&|part| part.prox.is_some()) && are_apart(&parts) {
        any.prox = Some(Arc::new(Apart(whole())));
    } else if let Some((other, quadratics)) = anchored(&parts) {
        any.prox = Some(Arc::new(Anchored { sum: whole(), other, quadratics }));
    }
    let separable = all(&|part| part.properties().separable);
    any.properties = Properties {
        convex: all(&|part| part.properties().convex),
        smooth: any.smooth.is_some(),
        separable,
        structure: if separable { Structure::Separable } else { Structure::Dense },
        has_bound: any.smooth.is_some(),
        has_prox: any.prox.is_some(),
        has_normalizer: false,
    };
    Ok(any)
}

/// Whether all parts are of columns of their own.
fn are_apart(parts: &[AnyPenalty]) -> bool {
    let mut taken: Vec<usize> = Vec::new();
    for part in parts {
        let PenaltySpec::Combined(combination) = part.spec() else { return parts.len() == 1 };
        let Combination::Restricted { columns, .. } = combination.as_ref() else { return parts.len() == 1 };
        taken.extend(columns);
    }
    let count = taken.len();
    taken.sort_unstable();
    taken.dedup();
    taken.len() == count
}

/// The quadratics, and the one other part with a proximal map; the last quadratic stands in where there is no other.
fn anchored(parts: &[AnyPenalty]) -> Option<(AnyPenalty, Vec<Quadratic>)> {
    let others: Vec<usize> = (0..parts.len()).filter(|&i| quadratic(parts[i].spec()).is_none()).collect();
    let other = match others[..] {
        [] => parts.len() - 1,
        [i] => i,
        _ => return None,
    };
    parts[other].prox.as_ref()?;
    let rest = parts.iter().enumerate().filter(|(i, _)| *i != other);
    let quadratics = rest.map(|(_, part)| quadratic(part.spec())).collect::<Option<Vec<_>>>()?;
    Some((parts[other].clone(), quadratics))
}

fn quadratic(spec: &PenaltySpec) -> Option<Quadratic> {
    match spec {
        PenaltySpec::Ridge { strength } => Some(Quadratic { weight: *strength, center: Vec::new() }),
        PenaltySpec::Combined(combination) => match combination.as_ref() {
            Combination::Translated { penalty: PenaltySpec::Ridge { strength: inner }, center, strength } => {
                Some(Quadratic { weight: inner * strength, center: center.clone() })
            }
            _ => None,
        },
        _ => None,
    }
}
