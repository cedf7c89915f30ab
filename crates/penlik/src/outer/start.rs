//! Where a search begins: strengths that balance penalty and information, then one step of Fellner and Schall.
//!
//! λ_k = tr(I over the coefficients of S_k)/tr(S_k) does not depend on units. A step λ_k ← λ_k·φ(tr(S_λ⁺S_k) − tr(H⁻¹S_k))/(β̂ᵀS_kβ̂) solves V_k = 0
//! as if H did not depend on ρ through β̂. Source: S. N. Wood, M. Fasiolo, Biometrics 73 (2017), 1071–1081.

use super::laplace::Evaluation;
use super::structure::{Strength, Structure};
use crate::inner::Problem;

/// ρ that balances each penalty with the information of the first quadratic model.
#[must_use]
pub fn balanced(problem: &Problem<'_>, structure: &Structure) -> Vec<f64> {
    let information = problem.start_information();
    let mut sums = vec![(0.0, 0.0); structure.strengths()];
    for component in structure.components() {
        for (term, strength) in component.strengths.iter().enumerate() {
            let Strength::Estimated(k) = strength else { continue };
            let diagonal = component.sum.diagonal(term);
            for (a, places) in component.copies.iter().enumerate() {
                for (place, s) in places.iter().zip(&diagonal).filter(|(_, s)| **s > 0.0) {
                    sums[*k].0 += information[structure.kept_place(*place)];
                    sums[*k].1 += component.metric.get(a, a) * s;
                }
            }
        }
    }
    sums.into_iter().map(|(i, s)| if i > 0.0 && s > 0.0 { (i / s).ln() } else { 0.0 }).collect()
}

/// The longest step of a log-strength.
const LONGEST: f64 = 4.0;

/// ln of the factors by which the strengths change.
#[must_use]
pub fn fellner_schall(evaluation: &Evaluation) -> Vec<f64> {
    let parts = evaluation.ranks.iter().zip(&evaluation.traces).zip(&evaluation.penalties);
    let factor = |((rank, trace), penalty): ((&f64, &f64), &f64)| {
        let change = (evaluation.phi * (rank - trace) / (2.0 * penalty)).ln();
        if change.is_nan() { 0.0 } else { change.clamp(-LONGEST, LONGEST) }
    };
    parts.map(factor).collect()
}
