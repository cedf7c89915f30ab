//! What single rows do to a fit.
//!
//! With the leverage h_i = w_i tr(W_i·x_iᵀH⁻¹x_i), the share of its own fitted value that a row determines, the Pearson residual r_i, the
//! dispersion φ and the effective degrees of freedom p: the standardised residual r_i/√(φ(1 − h_i)) and Cook's distance
//! D_i = r_i² h_i/(φ p (1 − h_i)²).
//! Source: R. D. Cook, Technometrics 19 (1977), 15–18; D. Pregibon, Annals of Statistics 9 (1981), 705–724.

/// Cook's distance of a row; infinite for a row of leverage 1 that is not met exactly.
///
/// ```
/// use penlik::inference::cooks_distance;
/// assert_eq!(cooks_distance(2.0, 0.5, 4.0, 2.0), 1.0);
/// ```
#[must_use]
pub fn cooks_distance(pearson: f64, leverage: f64, dispersion: f64, edf: f64) -> f64 {
    if pearson == 0.0 {
        return 0.0;
    }
    let rest = 1.0 - leverage;
    pearson / dispersion * pearson * leverage / (edf * rest * rest)
}

/// A residual over its own standard error, r/√(φ(1 − h)).
///
/// ```
/// use penlik::inference::standardised_residual;
/// assert_eq!(standardised_residual(3.0, 0.75, 4.0), 3.0);
/// ```
#[must_use]
pub fn standardised_residual(residual: f64, leverage: f64, dispersion: f64) -> f64 {
    if residual == 0.0 { 0.0 } else { residual / (dispersion * (1.0 - leverage)).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Least squares through the origin, y = βx: D_i is the squared change of β̂ without row i over φ/Σx².
    #[test]
    fn the_distance_is_what_leaving_the_row_out_does() {
        let (x, y) = ([1.0, 2.0, 3.0, 5.0], [1.2, 1.7, 3.5, 4.4_f64]);
        let slope = |skip: usize| {
            let kept = || (0..4).filter(move |i| *i != skip);
            kept().map(|i| x[i] * y[i]).sum::<f64>() / kept().map(|i| x[i] * x[i]).sum::<f64>()
        };
        let (all, sum, phi) = (slope(9), 39.0, 0.3);
        for i in 0..4 {
            let wanted = (all - slope(i)).powi(2) * sum / phi;
            let found = cooks_distance(y[i] - all * x[i], x[i] * x[i] / sum, phi, 1.0);
            assert!((found / wanted - 1.0).abs() < 1e-11, "{found} for {wanted}");
        }
    }
}
