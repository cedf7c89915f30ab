//! Terms of the objective: a penalty, its weight, and which logarithms of it are learned.
//!
//! A term is λ·P(θ; s) with λ = w·e^ρ: a base weight w ≥ 0 and a learnable log-strength ρ. A shape parameter may be learned in the
//! same way, s = s₀·e^ρ with the value s₀ that the penalty was built with, so ρ = 0 is the penalty as given and λ = w. Where the
//! strength is not learned, λ = w. The penalty's own `strength` multiplies on top. This is the only place that knows λ.
//!
//! ρ is a vector with one entry for each name in [`Term::rho_names`]. What is outside [`Term::rho_domain`] is refused and never
//! clamped, so a value and its derivative always belong together.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::learned::Learned;
use super::{AnyPenalty, Interval, PenaltySpec, PlacedTerm, Schedule};
use crate::check::{CheckError, length, non_negative};

/// What a term is made of, as it is stored and sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermSpec {
    /// The penalty.
    pub penalty: PenaltySpec,
    /// w ≥ 0; without it the start of the schedule, or 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
    /// "strength", and shape parameters: `eps`, all numbers of an array `thresholds`, or one of them, `thresholds[0]`.
    #[serde(default)]
    pub learn: Vec<String>,
    /// How w changes over outer iterations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
}

/// λ·P(θ; s) with λ = w·e^ρ.
///
/// ```
/// use penlik::linalg::Workers;
/// use penlik::penalties::{Block, Term};
/// let term = Term::new(serde_json::from_str(r#"{ "penalty": { "kind": "Ridge" }, "weight": 3, "learn": ["strength"] }"#).unwrap())?;
/// assert_eq!(term.at(&[2.0_f64.ln()])?.value(Block::row(&[1.0, 1.0]), &Workers::sequential())?, 6.0);
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Term {
    spec: TermSpec,
    penalty: Arc<AnyPenalty>,
    weight: f64,
    learned: Arc<[Learned]>,
    names: Arc<[String]>,
    domain: Arc<[Interval]>,
}

impl Term {
    /// Builds what a specification describes; the error names what cannot be.
    pub fn new(spec: TermSpec) -> Result<Self, CheckError> {
        let penalty = AnyPenalty::new(spec.penalty.clone())?;
        if let Some(schedule) = &spec.schedule {
            schedule.check()?;
        }
        let start = spec.schedule.as_ref().map_or(1.0, |schedule| schedule.weight(0));
        let weight = non_negative("weight", spec.weight.unwrap_or(start))?;
        let learned = Learned::of(&spec)?;
        let names = learned.iter().map(Learned::name).collect();
        let domain = learned.iter().map(|one| one.domain(&penalty, weight)).collect::<Result<_, _>>()?;
        Ok(Self { spec, penalty: Arc::new(penalty), weight, learned: learned.into(), names, domain })
    }

    /// The penalty as it was given.
    #[must_use]
    pub fn penalty(&self) -> &AnyPenalty {
        &self.penalty
    }

    /// The base weight w.
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.weight
    }

    /// What it was built from, with the weight that it has.
    #[must_use]
    pub fn spec(&self) -> TermSpec {
        TermSpec { weight: Some(self.weight), ..self.spec.clone() }
    }

    /// The entries of ρ.
    #[must_use]
    pub fn rho_names(&self) -> &[String] {
        &self.names
    }

    /// The values that each entry of ρ may have: those for which e^ρ, e^−ρ and λ are normal numbers, or for which the shape
    /// parameter is in its domain.
    #[must_use]
    pub fn rho_domain(&self) -> &[Interval] {
        &self.domain
    }

    /// What each entry of a ρ stands for: λ with the penalty's own strength in it, or the shape parameter.
    #[must_use]
    pub fn learned_values(&self, rho: &[f64]) -> Vec<f64> {
        let own = self.spec.penalty.parameters().get("strength").and_then(serde_json::Value::as_f64).unwrap_or(1.0);
        let value = |(one, rho): (&Learned, &f64)| match one {
            Learned::Strength => self.weight * own * rho.exp(),
            Learned::Shape(_, shape) => shape.value * rho.exp(),
        };
        self.learned.iter().zip(rho).map(value).collect()
    }

    /// The term with the weight of outer iteration i; without a schedule the term as it is.
    #[must_use]
    pub fn at_iteration(&self, iteration: u64) -> Self {
        let weight = self.spec.schedule.as_ref().map_or(self.weight, |schedule| schedule.weight(iteration));
        Self { weight, ..self.clone() }
    }

    /// The term at a ρ, ready to be asked about θ.
    pub fn at(&self, rho: &[f64]) -> Result<PlacedTerm<'_>, CheckError> {
        length("rho", rho.len(), self.names.len())?;
        for (i, (&rho, domain)) in rho.iter().zip(self.domain.iter()).enumerate() {
            domain.check(&format!("rho[{i}]"), rho)?;
        }
        let mut factor = self.weight;
        let mut changes = Vec::new();
        for (one, &rho) in self.learned.iter().zip(rho) {
            match one {
                Learned::Strength => factor *= rho.exp(),
                Learned::Shape(_, shape) if rho != 0.0 => changes.push((shape, shape.value * rho.exp())),
                Learned::Shape(..) => {}
            }
        }
        let penalty = match changes.is_empty() {
            true => Cow::Borrowed(&*self.penalty),
            false => Cow::Owned(AnyPenalty::new(self.spec.penalty.with_shapes(changes.into_iter())?)?),
        };
        Ok(PlacedTerm::new(penalty, factor, &self.learned))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Code, Explain};

    fn read(text: &str) -> Result<Term, String> {
        let spec: TermSpec = serde_json::from_str(text).map_err(|error| error.to_string())?;
        Term::new(spec).map_err(|error| error.to_string())
    }

    #[test]
    fn what_cannot_be_learned_is_refused_by_name() {
        let refused = |text: &str| read(text).unwrap_err();
        let eps = |rest: &str| refused(&format!(r#"{{ "penalty": {{ "kind": "SmoothedL1", "eps": 1 }}, {rest} }}"#));
        assert_eq!(
            eps(r#""learn": ["strength", "delta"]"#),
            "learn[1] is \"delta\"; expected one of \"strength\", \"eps\", which SmoothedL1 has"
        );
        assert!(eps(r#""learn": ["eps", "eps"]"#).starts_with("learn[1] is \"eps\" again; expected every name once"));
        let schedule = r#""schedule": { "kind": "reciprocal", "start": 1, "end": 0 }"#;
        assert!(
            eps(&format!(r#""learn": ["strength"], {schedule}"#))
                .starts_with("learn[0] is \"strength\"; expected shape")
        );
        assert!(eps(r#""weight": -1"#).starts_with("weight is -1; expected a finite number >= 0"));
        assert!(eps(r#""weight": 1e-320, "learn": ["strength"]"#).starts_with("weight is "));
        assert!(eps(r#""colour": 1"#).starts_with("unknown field `colour`"));
    }

    #[test]
    fn a_schedule_gives_the_weight_of_every_iteration_and_is_written_with_it() {
        let text = r#"{ "penalty": { "kind": "Ridge" }, "schedule": { "kind": "geometric", "start": 4, "end": 0, "rate": 0.5 } }"#;
        let term = read(text).unwrap();
        assert_eq!((term.weight(), term.at_iteration(0).weight(), term.at_iteration(2).weight()), (4.0, 4.0, 1.0));
        let later = term.at_iteration(1);
        assert_eq!(later.at_iteration(2).weight(), 1.0);
        let back = Term::new(serde_json::from_str(&serde_json::to_string(&later.spec()).unwrap()).unwrap()).unwrap();
        assert_eq!((back.spec(), back.weight()), (later.spec(), 2.0));
        assert_eq!(read(r#"{ "penalty": { "kind": "Ridge" }, "weight": 3 }"#).unwrap().at_iteration(7).weight(), 3.0);
    }

    #[test]
    fn rho_outside_its_domain_is_refused_and_its_ends_are_not() {
        let term = r#"{ "penalty": { "kind": "SmoothedMCP", "gamma": 2, "eps": 1, "strength": 1e-10 }, "weight": 1e-290,
            "learn": ["gamma", "strength"] }"#;
        let term = read(term).unwrap();
        assert_eq!(term.rho_names(), ["gamma", "strength"]);
        let [gamma, strength] = term.rho_domain() else { panic!() };
        assert!((gamma.lower + 2.0_f64.ln()).abs() < 1e-15 && (strength.lower + 17.6).abs() < 0.2);
        assert!(term.at(&[gamma.lower, strength.lower]).is_ok() && term.at(&[gamma.upper, strength.upper]).is_ok());
        for (rho, argument, code) in [
            ([gamma.lower.next_down(), 0.0], "rho[0]", Code::Domain),
            ([0.0, strength.lower.next_down()], "rho[1]", Code::Domain),
            ([0.0, 709.0], "rho[1]", Code::Domain),
            ([f64::NAN, 0.0], "rho[0]", Code::NonFinite),
        ] {
            let error = term.at(&rho).err().unwrap();
            assert_eq!((error.argument().as_str(), error.code()), (argument, code));
        }
        assert_eq!(term.at(&[0.0]).err().unwrap().code(), Code::Shape);
    }
}
