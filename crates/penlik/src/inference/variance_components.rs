//! Penalties read as random effects: a penalty λ·½bᵀSb/φ is the density of b ~ N(0, σ²S⁻), σ² = φ/λ.
//!
//! Where the penalty matrix was multiplied by c before the fit, σ² = φ/(λc). With ρ = ln λ, ln σ = ½(ln φ − ρ − ln c) is linear in the
//! coordinates of the criterion, so that its variance is ¼(V_ρρ − 2V_ρφ + V_φφ), and its interval on the logarithmic scale is
//! symmetric. At λ = ∞ the component is 0, at λ = 0 it is unbounded, and neither has an interval.
//! Source: S. N. Wood, Generalized Additive Models, 2nd ed. (2017), 5.8 and 6.2.7.

use crate::linalg::Symmetric;
use crate::linalg::quantiles::normal_quantile;
use serde::{Deserialize, Serialize};

/// The standard deviation of a random effect.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VarianceComponent {
    /// σ
    pub standard_deviation: f64,
    /// The bounds of σ; `None` where λ is at 0 or ∞, or ρ has no variance.
    pub interval: Option<(f64, f64)>,
}

/// Where the variance of a component comes from.
#[derive(Debug, Clone, Copy)]
pub struct ComponentUncertainty<'a> {
    /// V over the coordinates of the criterion.
    pub covariance: &'a Symmetric,
    /// The place of ρ among them.
    pub rho: usize,
    /// The place of ln φ, if φ was estimated as a coordinate.
    pub ln_phi: Option<usize>,
    /// The probability of the interval, such as 0.95.
    pub level: f64,
}

/// σ = √(φ/(λ·scaling)) with its interval.
///
/// ```
/// use penlik::inference::{ComponentUncertainty, variance_component};
/// use penlik::linalg::Symmetric;
/// let covariance = Symmetric { order: 1, data: vec![0.25] };
/// let uncertainty = ComponentUncertainty { covariance: &covariance, rho: 0, ln_phi: None, level: 0.95 };
/// let found = variance_component(0.5, 2.0, 1.0, &uncertainty);
/// assert_eq!(found.standard_deviation, 0.5);
/// let (low, high) = found.interval.unwrap();
/// assert!((low * high - 0.25).abs() < 1e-15 && (high / 0.5).ln() - 0.25 * 1.959_963_984_540_054 < 1e-14);
/// ```
#[must_use]
pub fn variance_component(
    dispersion: f64,
    strength: f64,
    scaling: f64,
    uncertainty: &ComponentUncertainty<'_>,
) -> VarianceComponent {
    let standard_deviation = (dispersion / strength / scaling).sqrt();
    let (v, k) = (uncertainty.covariance, uncertainty.rho);
    let of_phi = uncertainty.ln_phi.map_or(0.0, |f| v.get(f, f) - 2.0 * v.get(k, f));
    let error = 0.5 * (v.get(k, k) + of_phi).max(0.0).sqrt();
    let factor = (normal_quantile(0.5 + 0.5 * uncertainty.level) * error).exp();
    let known = v.get(k, k) > 0.0 && standard_deviation > 0.0 && standard_deviation.is_finite() && factor.is_finite();
    let interval = known.then_some((standard_deviation / factor, standard_deviation * factor));
    VarianceComponent { standard_deviation, interval }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(strength: f64, v: [f64; 4], ln_phi: Option<usize>) -> VarianceComponent {
        let covariance = Symmetric { order: 2, data: v.into() };
        let uncertainty = ComponentUncertainty { covariance: &covariance, rho: 0, ln_phi, level: 0.9 };
        variance_component(3.0, strength, 2.0, &uncertainty)
    }

    #[test]
    fn the_dispersion_moves_the_component_with_its_own_uncertainty() {
        let v = [0.5, 0.1, 0.1, 0.04];
        let found = component(6.0, v, Some(1));
        assert!((found.standard_deviation - 0.5).abs() < 1e-15);
        let half = 1.644_853_626_951_472_7 * 0.5 * (0.5_f64 - 0.2 + 0.04).sqrt();
        let (low, high) = found.interval.unwrap();
        assert!((low / (0.5 * (-half).exp()) - 1.0).abs() < 1e-14 && (high / (0.5 * half.exp()) - 1.0).abs() < 1e-14);
        assert!(component(6.0, v, None).interval.unwrap().1 > high);
    }

    #[test]
    fn a_component_at_its_boundary_has_no_interval() {
        let found = component(f64::INFINITY, [0.0; 4], None);
        assert_eq!((found.standard_deviation, found.interval), (0.0, None));
        assert_eq!(component(0.0, [0.5, 0.0, 0.0, 1.0], None).interval, None);
    }
}
