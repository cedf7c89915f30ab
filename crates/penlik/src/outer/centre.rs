//! A normal response less its projection on what no penalty touches.
//!
//! β = Nγ + β′ with N the null space of the penalties: neither β̂′ nor the criterion depends on γ, so that y − XNγ̂ may stand for y. What is then left is of
//! the size of the residuals, and sums of squares lose no digits to a large mean.

use super::structure::Structure;
use crate::inner::Problem;
use crate::linalg::{DesignRows, Panels, least_squares, refine};

/// The response that is left, without offset, and the coefficients Nγ̂ that were taken out.
pub struct Centred {
    /// y − offset − XNγ̂.
    pub response: Panels,
    /// Nγ̂.
    pub coefficients: Vec<f64>,
}

/// The centred response of a normal problem; `None` for other families, and where every coefficient is penalised.
#[must_use]
pub fn centred(problem: &Problem<'_>, structure: &Structure) -> Option<Centred> {
    let sample = problem.sample();
    let null = null_space(structure);
    if !problem.family().is_quadratic() || sample.family.predictors() != 1 || null.is_empty() {
        return None;
    }
    let n = sample.design.rows();
    let mut design = Panels::zeros(n, null.len());
    for (k, direction) in null.iter().enumerate() {
        design.set_column(k, predictors(sample.design, direction).0);
    }
    let offset = |i: usize| sample.offset.map_or(0.0, |offset| offset.get(i, 0));
    let response: Vec<f64> = (0..n).map(|i| sample.response.get(i, 0) - offset(i)).collect();
    let gamma = least_squares(&design, &response)?.solution;
    let mut coefficients = vec![0.0; sample.design.cols()];
    for (direction, g) in null.iter().zip(&gamma) {
        coefficients.iter_mut().zip(direction).for_each(|(b, d)| *b = g.mul_add(*d, *b));
    }
    let (eta, rest) = predictors(sample.design, &coefficients);
    let left = response.iter().zip(eta.iter().zip(&rest)).map(|(y, (eta, rest))| (y - eta) - rest);
    let left: Vec<f64> = left.collect();
    left.iter().all(|y| y.is_finite()).then(|| Centred { response: Panels::from_column(&left), coefficients })
}

/// A basis of the coefficients that no penalty touches.
fn null_space(structure: &Structure) -> Vec<Vec<f64>> {
    let at = structure.at(&vec![0.0; structure.strengths()]);
    let unit = |k: usize| (0..at.penalised.len()).map(|i| f64::from(u8::from(i == k))).collect::<Vec<_>>();
    let free = (0..at.penalised.len()).filter(|&k| !at.penalised[k]);
    free.map(|k| at.coordinates.to_coefficients(&unit(k))).collect()
}

/// Xβ in twice the precision: the rounded predictors, and what rounding took.
fn predictors(design: DesignRows<'_>, beta: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let (mut eta, mut rest, mut entries) = (Vec::new(), Vec::new(), Vec::new());
    for panel in 0..design.count() {
        let h = design.height(panel);
        let (mut high, mut low) = (vec![0.0; h], vec![0.0; h]);
        refine::apply(design.panel(panel, &mut entries), beta, &mut high, &mut low);
        eta.extend(high);
        rest.extend(low);
    }
    eta.truncate(design.rows());
    rest.truncate(design.rows());
    (eta, rest)
}
