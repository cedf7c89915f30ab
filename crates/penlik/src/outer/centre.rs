//! A normal response less its projection on what no penalty touches.
//!
//! β = Nγ + β′ with N the null space of the penalties: neither β̂′ nor the criterion depends on γ, so that y − XNγ̂ may stand for y. What is then left is of
//! the size of the residuals, and sums of squares lose no digits to a large mean.

use super::structure::Structure;
use crate::inner::{Problem, Sample};
use crate::linalg::weighted_gram::{add_adjoint, add_gram, packed, triangle};
use crate::linalg::{Cholesky, Columns, PANEL_ROWS, Panels, Symmetric, least_squares};

/// The response that is left, without offset, and the coefficients Nγ̂ that were taken out.
pub struct Centred {
    /// y − offset − XNγ̂.
    pub response: Panels,
    /// Nγ̂.
    pub coefficients: Vec<f64>,
}

/// Steps of least squares by normal equations: the second takes back what the first one lost.
const STEPS: usize = 2;
/// 1 − R² of a direction below which normal equations are not to be trusted.
const SUSPICIOUS: f64 = 1e-6;

/// The centred response of a normal problem; `None` for other families, and where every coefficient is penalised.
#[must_use]
pub fn centred(problem: &Problem<'_>, structure: &Structure) -> Option<Centred> {
    let sample = problem.sample();
    let null = null_space(structure);
    if !problem.family().is_quadratic() || sample.family.predictors() != 1 || null.is_empty() {
        return None;
    }
    let offset = |i: usize| sample.offset.map_or(0.0, |offset| offset.get(i, 0));
    let rows = 0..sample.design.rows();
    let response = Panels::from_column(&rows.map(|i| sample.response.get(i, 0) - offset(i)).collect::<Vec<_>>());
    let gamma = by_normal_equations(sample, &null, &response).or_else(|| by_reflections(sample, &null, &response))?;
    let coefficients = combined(&null, &gamma);
    let left = less(sample, &response, &coefficients);
    let finite = left.column(0).all(f64::is_finite);
    finite.then_some(Centred { response: left, coefficients })
}

/// Nγ.
fn combined(null: &[Vec<f64>], gamma: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; null.first().map_or(0, Vec::len)];
    for (direction, g) in null.iter().zip(gamma) {
        out.iter_mut().zip(direction).for_each(|(b, d)| *b = g.mul_add(*d, *b));
    }
    out
}

/// γ̂ by the Gram matrix of XN, where that is far from singular.
fn by_normal_equations(sample: &Sample<'_>, null: &[Vec<f64>], response: &Panels) -> Option<Vec<f64>> {
    let k = null.len();
    let values = sample.design.values(&null.concat()).into_owned();
    let directions = |panel: usize| {
        let mut z = vec![0.0; k * sample.design.height(panel)];
        sample.design.apply(panel, &values, &mut z);
        z
    };
    let pass = |response: &Panels, gram: bool| {
        let leaf = |leaf: usize| {
            let (mut lower, mut products) = (vec![0.0; if gram { triangle(k) } else { 0 }], vec![0.0; k]);
            for panel in sample.panels(leaf) {
                let h = sample.design.height(panel);
                let z = directions(panel);
                add_adjoint(Columns::new(&z, h), Columns::new(response.panel(panel), h), &mut products);
                if gram {
                    add_gram(Columns::new(&z, h), Columns::new(&vec![1.0; h], h), &mut lower);
                }
            }
            (lower, products)
        };
        sample.workers.tree(sample.leaves(), &leaf, &|(mut a, mut b): (Vec<f64>, Vec<f64>), (c, d)| {
            a.iter_mut().zip(c).for_each(|(a, c)| *a += c);
            b.iter_mut().zip(d).for_each(|(b, d)| *b += d);
            (a, b)
        })
    };
    let (lower, mut products) = pass(response, true)?;
    let mut gram = Symmetric::zeros(k);
    (0..k).for_each(|i| (0..=i).for_each(|j| gram.add(i, j, lower[packed(i, j)])));
    let factor = Cholesky::new(&gram).filter(|factor| factor.smallest_pivot(&gram) >= SUSPICIOUS)?;
    let mut gamma = vec![0.0; k];
    for step in 0..STEPS {
        gamma.iter_mut().zip(factor.solve(&products)).for_each(|(g, d)| *g += d);
        if step + 1 < STEPS {
            (_, products) = pass(&less(sample, response, &combined(null, &gamma)), false)?;
        }
    }
    gamma.iter().all(|g| g.is_finite()).then_some(gamma)
}

/// γ̂ by Householder reflections.
fn by_reflections(sample: &Sample<'_>, null: &[Vec<f64>], response: &Panels) -> Option<Vec<f64>> {
    let mut design = Panels::zeros(response.rows(), null.len());
    let values = sample.design.values(&null.concat()).into_owned();
    for panel in 0..design.count() {
        sample.design.apply(panel, &values, design.panel_mut(panel));
    }
    Some(least_squares(&design, &response.column(0).collect::<Vec<_>>())?.solution)
}

/// y − Xβ, the products in twice the precision.
fn less(sample: &Sample<'_>, response: &Panels, beta: &[f64]) -> Panels {
    let mut out = Panels::zeros(response.rows(), 1);
    let values = sample.design.values_refined(beta);
    let write = |panel: usize, out: &mut [f64]| {
        let (mut eta, mut rest) = (vec![0.0; out.len()], vec![0.0; out.len()]);
        sample.design.apply_refined(panel, &values, &mut eta, &mut rest);
        let parts = response.panel(panel).iter().zip(eta.iter().zip(&rest));
        out.iter_mut().zip(parts).for_each(|(out, (y, (eta, rest)))| *out = (y - eta) - rest);
    };
    sample.workers.tree_mut(out.entries_mut(), PANEL_ROWS, &write, &|(), ()| ());
    out
}

/// A basis of the coefficients that no penalty touches.
fn null_space(structure: &Structure) -> Vec<Vec<f64>> {
    let at = structure.at(&vec![0.0; structure.strengths()]);
    let unit = |k: usize| (0..at.penalised.len()).map(|i| f64::from(u8::from(i == k))).collect::<Vec<_>>();
    let free = (0..at.penalised.len()).filter(|&k| !at.penalised[k]);
    free.map(|k| at.coordinates.to_coefficients(&unit(k))).collect()
}
