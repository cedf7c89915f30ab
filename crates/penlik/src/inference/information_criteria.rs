//! Akaike's and Schwarz's criteria of a penalized fit.
//!
//! With the log-likelihood ℓ at β̂ with all its constants and p parameters: AIC = −2ℓ + 2p, BIC = −2ℓ + p·ln n. The conditional AIC counts
//! p = tr F, the corrected one the degrees of freedom tr(V_c I)/φ that know of the uncertainty of λ; an estimated scale counts as one.
//! Source: S. N. Wood, N. Pya and B. Säfken, Journal of the American Statistical Association 111 (2016), 1548–1563; G. Schwarz, Annals of
//! Statistics 6 (1978), 461–464.

/// −2ℓ + 2(edf + scales), where `scales` is the number of estimated dispersions and family parameters.
///
/// ```
/// assert_eq!(penlik::inference::akaike(-10.0, 2.5, 1), 27.0);
/// ```
#[must_use]
pub fn akaike(log_likelihood: f64, edf: f64, scales: usize) -> f64 {
    2.0 * ((edf + scales as f64) - log_likelihood)
}

/// −2ℓ + (edf + scales)·ln n for n rows.
///
/// ```
/// assert_eq!(penlik::inference::schwarz(-10.0, 2.5, 1, 1.0), 20.0);
/// ```
#[must_use]
pub fn schwarz(log_likelihood: f64, edf: f64, scales: usize, rows: f64) -> f64 {
    (edf + scales as f64).mul_add(rows.ln(), -2.0 * log_likelihood)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_criteria_agree_where_a_parameter_costs_two() {
        let rows = 2.0_f64.exp();
        assert!((akaike(-321.5, 7.25, 1) - schwarz(-321.5, 7.25, 1, rows)).abs() < 1e-12);
        assert_eq!(schwarz(-3.0, 2.0, 0, std::f64::consts::E) - schwarz(-3.0, 1.0, 0, std::f64::consts::E), 1.0);
    }
}
