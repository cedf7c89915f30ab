//! Maximum likelihood in the parameters τ of a family beside its coefficients, at fixed strengths: Newton's method on the profile.
//!
//! V(τ, u) = (ℓ(β̂) − ½β̂ᵀS_λβ̂)/φ + Σ ln f(y; μ = y, φ/w) with ℓ the log-likelihood less that of the saturated model, β̂ = β̂(τ) and u = ln φ,
//! which takes part where the family has a dispersion. ∂V/∂τ is the partial derivative, and −∂β̂/∂τ = −H⁻¹c adds cᵀH⁻¹c/φ to the
//! second one, c = ∂²ℓ/∂β∂τ.

use super::newton::{Control, Optimum, Settings, Status};
use super::problem::Problem;
use super::solve::solve;
use crate::families::{Family, ParameterJet, ParameterPair, Rows, SaturatedDensity};
use crate::linalg::weighted_gram::{add_adjoint, packed, triangle};
use crate::linalg::{Cholesky, Columns, PANEL_ROWS, Symmetric, dot};

/// Rounds at most.
const ROUNDS: usize = 100;
/// The longest step in a coordinate.
const LONGEST: f64 = 2.0;
/// A gain below this share of V is rounding.
const NO_GAIN: f64 = 1e-14;
/// A coordinate that still moves by this much while nothing is gained goes to infinity.
const MOVES: f64 = 0.1;

/// A family at the parameters of largest likelihood, and the fit there.
pub struct Profile {
    /// The family at τ̂.
    pub family: Box<dyn Family + Send>,
    /// β̂(τ̂).
    pub optimum: Optimum,
    /// τ̂.
    pub parameters: Vec<f64>,
    /// Whether some parameter went to infinity.
    pub at_boundary: bool,
}

/// V with its derivatives at (τ, u).
struct Point {
    family: Box<dyn Family + Send>,
    optimum: Optimum,
    coordinates: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
    /// −V″.
    curvature: Symmetric,
}

/// β̂, τ̂ and φ̂ together; `None` for a family without parameters.
#[must_use]
pub fn solve_with_parameters(
    problem: &Problem<'_>,
    from: Option<&[f64]>,
    settings: Settings,
    control: &Control<'_>,
) -> Option<Profile> {
    let tau = problem.family().parameters();
    if tau.is_empty() {
        return None;
    }
    let mut coordinates = tau;
    if problem.family().has_scale() {
        coordinates.push(0.0);
    }
    let mut point = evaluate(problem, coordinates, from, settings, control)?;
    let mut at_boundary = false;
    for _ in 0..ROUNDS {
        let step = newton_step(&point);
        let gain: f64 = step.iter().zip(&point.gradient).map(|(d, g)| d * g).sum();
        let length = step.iter().fold(0.0, |m: f64, d| m.max(d.abs()));
        if gain <= NO_GAIN * (1.0 + point.value.abs()) && length > MOVES {
            at_boundary = true;
            break;
        }
        match improve(problem, &point, &step, gain, settings, control) {
            Some(next) => point = next,
            None => break,
        }
        if length <= 4.0 * f64::EPSILON * (1.0 + largest(&point.coordinates))
            || point.optimum.status == Status::Cancelled
        {
            break;
        }
    }
    Some(point.finished(at_boundary, problem))
}

fn largest(x: &[f64]) -> f64 {
    x.iter().fold(0.0, |m: f64, x| m.max(x.abs()))
}

impl Point {
    fn finished(mut self, at_boundary: bool, problem: &Problem<'_>) -> Profile {
        self.coordinates.truncate(problem.family().parameters().len());
        Profile { family: self.family, optimum: self.optimum, parameters: self.coordinates, at_boundary }
    }
}

/// Newton's step, with the diagonal's size where V is not concave.
fn newton_step(point: &Point) -> Vec<f64> {
    let step = match Cholesky::new(&point.curvature) {
        Some(factor) => factor.solve(&point.gradient),
        None => (0..point.gradient.len())
            .map(|k| point.gradient[k] / point.curvature.get(k, k).abs().max(point.gradient[k].abs() / LONGEST))
            .map(|d| if d.is_finite() { d } else { 0.0 })
            .collect(),
    };
    let longest = largest(&step);
    step.iter().map(|d| if longest > LONGEST { d * LONGEST / longest } else { *d }).collect()
}

/// The first point on the way with an increase, or one that rounding hides.
fn improve(
    problem: &Problem<'_>,
    point: &Point,
    step: &[f64],
    gain: f64,
    settings: Settings,
    control: &Control<'_>,
) -> Option<Point> {
    const HALVINGS: usize = 30;
    let slack = 256.0 * f64::EPSILON * (1.0 + point.value.abs());
    let mut share = 1.0_f64;
    for _ in 0..HALVINGS {
        let to = point.coordinates.iter().zip(step).map(|(x, d)| share.mul_add(*d, *x)).collect();
        let next = evaluate(problem, to, Some(&point.optimum.beta), settings, control);
        if let Some(next) = next.filter(|next| next.value >= point.value + 1e-4 * share * gain - slack) {
            return Some(next);
        }
        share *= 0.5;
    }
    None
}

fn evaluate(
    problem: &Problem<'_>,
    coordinates: Vec<f64>,
    from: Option<&[f64]>,
    settings: Settings,
    control: &Control<'_>,
) -> Option<Point> {
    let count = problem.family().parameters().len();
    let family = problem.family().with_parameters(&coordinates[..count])?;
    let here = problem.with_family(family.as_ref());
    let optimum = solve(&here, from, settings, control);
    let phi = coordinates.get(count).map_or(1.0, |u| u.exp());
    let sums = Sums::at(&here, &optimum, count, phi);
    let mut penalty = vec![0.0; optimum.beta.len()];
    let loss = 0.5 * here.deviance(&optimum.beta) + here.penalty().value_gradient(&optimum.beta, &mut penalty);
    let order = coordinates.len();
    let mut curvature = Symmetric::zeros(order);
    let mut gradient = vec![0.0; order];
    for s in 0..count {
        gradient[s] = sums.first[s] / phi + sums.saturated.parameter[s];
        for t in 0..=s {
            let k = packed(s, t);
            let moved = dot(&sums.cross[s], &optimum.inverse.product(&sums.cross[t]));
            curvature.add(s, t, -((sums.second[k] + moved) / phi + sums.saturated.parameter_parameter[k]));
        }
    }
    if order > count {
        gradient[count] = loss / phi + sums.saturated.scale;
        curvature.add(count, count, loss / phi - sums.saturated.scale_scale);
        for s in 0..count {
            curvature.add(count, s, sums.first[s] / phi - sums.saturated.scale_parameter[s]);
        }
    }
    let value = sums.saturated.value - loss / phi;
    let known = value.is_finite() && gradient.iter().all(|g| g.is_finite());
    known.then_some(Point { optimum, coordinates, value, gradient, curvature, family })
}

/// Sums over rows of what depends on the parameters.
struct Sums {
    first: Vec<f64>,
    second: Vec<f64>,
    cross: Vec<Vec<f64>>,
    saturated: SaturatedDensity,
}

impl Sums {
    fn at(problem: &Problem<'_>, optimum: &Optimum, count: usize, phi: f64) -> Self {
        let (sample, beta) = (problem.sample(), problem.stacked(&optimum.beta));
        let mut out = Self {
            first: vec![0.0; count],
            second: vec![0.0; triangle(count)],
            cross: vec![vec![0.0; sample.design.cols()]; count],
            saturated: empty(count),
        };
        let (mut eta, mut entries) = (vec![0.0; PANEL_ROWS], Vec::new());
        let values = sample.design.values(&beta);
        for panel in 0..sample.design.count() {
            let h = sample.design.height(panel);
            sample.predictors(panel, &values, &mut eta);
            let rows = Rows { eta: &eta[..h], response: sample.response.panel(panel), height: h };
            let x = sample.columns(panel, &mut entries);
            let w = &sample.weights.panel(panel)[..h];
            let live = h.min(sample.design.rows() - panel * PANEL_ROWS);
            out.add_panel(sample.family, &rows, x, &w[..live]);
            (0..live).for_each(|k| {
                add(&mut out.saturated, &sample.family.saturated_density(&[rows.response[k]], w[k], phi))
            });
        }
        out.cross.iter_mut().for_each(|cross| *cross = problem.inside(std::mem::take(cross)));
        out
    }

    fn add_panel(&mut self, family: &dyn Family, rows: &Rows<'_>, x: Columns<'_>, w: &[f64]) {
        let h = rows.height;
        let weighted = |values: &[f64]| w.iter().zip(values).map(|(w, v)| w * v).sum::<f64>();
        let mut columns = vec![0.0; 4 * h];
        for s in 0..self.first.len() {
            let (value, rest) = columns.split_at_mut(h);
            let (score, rest) = rest.split_at_mut(h);
            let (information, slope) = rest.split_at_mut(h);
            family.parameter_jet(rows, s, &mut ParameterJet { value, score, information, slope });
            self.first[s] += weighted(value);
            score.iter_mut().zip(w).for_each(|(score, w)| *score *= w);
            score[w.len()..].fill(0.0);
            add_adjoint(x, Columns::new(score, h), &mut self.cross[s]);
            for t in 0..=s {
                family.parameter_pair(rows, s, t, &mut ParameterPair { value, score, information });
                self.second[packed(s, t)] += weighted(value);
            }
        }
    }
}

fn empty(count: usize) -> SaturatedDensity {
    SaturatedDensity {
        parameter: vec![0.0; count],
        scale_parameter: vec![0.0; count],
        parameter_parameter: vec![0.0; triangle(count)],
        ..Default::default()
    }
}

fn add(sum: &mut SaturatedDensity, row: &SaturatedDensity) {
    sum.value += row.value;
    sum.scale += row.scale;
    sum.scale_scale += row.scale_scale;
    for (sum, row) in [
        (&mut sum.parameter, &row.parameter),
        (&mut sum.scale_parameter, &row.scale_parameter),
        (&mut sum.parameter_parameter, &row.parameter_parameter),
    ] {
        sum.iter_mut().zip(row).for_each(|(sum, row)| *sum += row);
    }
}
