//! The dispersion φ of a criterion, at its own minimum.
//!
//! V(φ) = E/φ − Σ_i ln f(y_i; μ = y_i, φ/w_i) − (M_p/2) ln 2πφ with E = ½·deviance + ½β̂ᵀS_λβ̂ at φ = 1. In u = ln φ the derivative
//! −E/φ − Σ ∂ln f/∂u − M_p/2 vanishes; for the normal law φ̂ = 2E/(n − M_p). Where a family has no dispersion, φ = 1.

use crate::families::{Family, SaturatedDensity};
use crate::inner::Problem;

/// V and what its derivatives need, at φ̂.
#[derive(Debug, Clone)]
pub struct Dispersion {
    /// φ̂.
    pub phi: f64,
    /// E/φ − Σ ln f − (M_p/2) ln 2πφ.
    pub value: f64,
    /// ∂²V/∂u²; 0 where φ is not estimated.
    pub curvature: f64,
    /// Σ_i of the saturated densities at φ̂, for the derivatives in parameters of the family.
    pub density: SaturatedDensity,
}

/// Newton steps at most.
const STEPS: usize = 60;
/// The longest step of ln φ.
const LONGEST: f64 = 2.0;

impl Dispersion {
    /// The minimum over φ; `None` where there is none in the range of floats. `unit` are the densities at φ = 1.
    #[must_use]
    pub fn new(problem: &Problem<'_>, energy: f64, null_dimension: f64, unit: &SaturatedDensity) -> Option<Self> {
        let family = problem.family();
        let (phi, density) = match (family.has_scale(), family.is_quadratic()) {
            (false, _) => (1.0, unit.clone()),
            (true, true) => normal(problem, energy, null_dimension, unit),
            (true, false) => {
                let rows = problem.sample().design.rows() as f64;
                let start = (2.0 * energy / (rows - null_dimension)).ln();
                let phi = minimum(problem, energy, null_dimension, start)?.exp();
                (phi, saturated(problem, phi))
            }
        };
        let value = energy / phi - density.value - 0.5 * null_dimension * (std::f64::consts::TAU * phi).ln();
        let curvature = if family.has_scale() { energy / phi - density.scale_scale } else { 0.0 };
        (phi.is_normal() && value.is_finite()).then_some(Self { phi, value, curvature, density })
    }
}

/// The normal law, in closed form: ln f = ½ ln w − ½ ln 2πφ a row.
fn normal(problem: &Problem<'_>, energy: f64, null_dimension: f64, unit: &SaturatedDensity) -> (f64, SaturatedDensity) {
    let rows = problem.sample().design.rows() as f64;
    let phi = 2.0 * energy / (rows - null_dimension);
    let density = SaturatedDensity { value: 0.5f64.mul_add(-rows * phi.ln(), unit.value), ..unit.clone() };
    (phi, density)
}

fn minimum(problem: &Problem<'_>, energy: f64, null_dimension: f64, start: f64) -> Option<f64> {
    let mut u = start;
    for _ in 0..STEPS {
        let density = saturated(problem, u.exp());
        let share = energy * (-u).exp();
        let slope = -share - density.scale - 0.5 * null_dimension;
        let curvature = share - density.scale_scale;
        let step = if curvature > 0.0 { -slope / curvature } else { -slope.signum() * LONGEST };
        if !step.is_finite() {
            return None;
        }
        u += step.clamp(-LONGEST, LONGEST);
        if step.abs() <= 2.0 * f64::EPSILON * u.abs().max(1.0) {
            return Some(u);
        }
    }
    Some(u)
}

/// The saturated densities of all rows at φ.
#[must_use]
pub fn saturated(problem: &Problem<'_>, phi: f64) -> SaturatedDensity {
    let family = problem.family();
    let count = family.parameters().len();
    let pairs = count * (count + 1) / 2;
    let sums = problem.sum_row_vectors(3 + 2 * count + pairs, &|y, w, sums| add(family, (y, w, phi), sums));
    let (head, tail) = sums.split_at(3);
    let (parameter, tail) = tail.split_at(count);
    let (scale_parameter, parameter_parameter) = tail.split_at(count);
    SaturatedDensity {
        value: head[0],
        scale: head[1],
        scale_scale: head[2],
        parameter: parameter.to_vec(),
        scale_parameter: scale_parameter.to_vec(),
        parameter_parameter: parameter_parameter.to_vec(),
    }
}

fn add(family: &dyn Family, (y, w, phi): (&[f64], f64, f64), sums: &mut [f64]) {
    let density = family.saturated_density(y, w, phi);
    let parts = [density.value, density.scale, density.scale_scale].into_iter();
    let rest = density.parameter.iter().chain(&density.scale_parameter).chain(&density.parameter_parameter);
    sums.iter_mut().zip(parts.chain(rest.copied())).for_each(|(sum, x)| *sum += x);
}
