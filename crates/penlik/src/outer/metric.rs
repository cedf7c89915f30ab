//! Metrics across the classes of a multinomial model with K classes, on the K−1 active predictors (the reference left out).
//!
//! Centred: M = I − 11ᵀ/K, det M = 1/K. One strength a class: A(λ) = Σ_c λ_c C_cᵀC_c with the rows C_c = e_c − 1/K for an active class and −1/K for the
//! reference, det A(λ) = e_{K−1}(λ)/K², the elementary symmetric polynomial Σ_c Π_{d≠c} λ_d. A is positive definite where at most one
//! λ_c is 0. Penalties are M⊗S or C_cᵀC_c⊗S over class-major coefficients; for S of rank r and order P,
//! ln det₊(A⊗S) = r·ln det A + (K−1)·ln det₊ S.

use crate::check::{CheckError, Code, shown};
use crate::linalg::Symmetric;

use super::LogDeterminant;

/// I − 11ᵀ/K, of order K−1.
///
/// # Errors
/// Fewer than two classes.
pub fn centred(classes: usize) -> Result<Symmetric, CheckError> {
    check_classes(classes)?;
    let mut out = Symmetric::zeros(classes - 1);
    for a in 0..classes - 1 {
        for b in 0..=a {
            // (K−1)/K is rounded once.
            let numerator = if a == b { classes as f64 - 1.0 } else { -1.0 };
            out.add(a, b, numerator / classes as f64);
        }
    }
    Ok(out)
}

/// ln det(I − 11ᵀ/K) = −ln K.
#[must_use]
pub fn centred_log_determinant(classes: usize) -> f64 {
    -(classes as f64).ln()
}

/// C_cᵀC_c for each class, the active ones in order and the reference last; each of order K−1 and rank 1.
///
/// # Errors
/// Fewer than two classes.
pub fn per_class(classes: usize) -> Result<Vec<Symmetric>, CheckError> {
    check_classes(classes)?;
    let k = classes as f64;
    let square = |c: usize| {
        let row = |a: usize| if a == c { k - 1.0 } else { -1.0 };
        let mut out = Symmetric::zeros(classes - 1);
        for a in 0..classes - 1 {
            for b in 0..=a {
                out.add(a, b, row(a) * row(b) / (k * k));
            }
        }
        out
    };
    Ok((0..classes).map(square).collect())
}

/// ln det Σ_c λ_c C_cᵀC_c at ρ_c = ln λ_c in any order of the classes, and its derivatives in ρ.
///
/// With m the class of the smallest ρ, ln e_{K−1} = Σ_{c≠m} ρ_c + ln Σ_c e^{ρ_m−ρ_c}; with w_c = λ_c⁻¹/Σλ⁻¹ the gradient is 1 − w_c
/// and the Hessian w_c(δ_cd − w_d). One ρ may be −∞.
///
/// # Errors
/// Fewer than two classes, a ρ that is NaN or +∞, or more than one that is −∞, where the matrix is singular.
pub fn per_class_log_determinant(rho: &[f64]) -> Result<LogDeterminant, CheckError> {
    check_classes(rho.len())?;
    check_domain(rho)?;
    let k = rho.len();
    let least = rho.iter().copied().fold(f64::INFINITY, f64::min);
    let weakest = rho.iter().position(|rho| *rho == least).unwrap_or(0);
    let weights: Vec<f64> =
        rho.iter().enumerate().map(|(c, rho)| if c == weakest { 1.0 } else { (least - rho).exp() }).collect();
    // 1 + what the others add, kept apart from the 1.
    let others: f64 = weights.iter().enumerate().filter(|(c, _)| *c != weakest).map(|(_, w)| w).sum();
    let total = 1.0 + others;
    let sum: f64 = rho.iter().enumerate().filter(|(c, _)| *c != weakest).map(|(_, rho)| rho).sum();
    let rest = |c: usize| if c == weakest { others } else { total - weights[c] };
    let mut hessian = Symmetric::zeros(k);
    for c in 0..k {
        hessian.add(c, c, weights[c] / total * (rest(c) / total));
        for d in 0..c {
            hessian.add(c, d, -(weights[c] / total) * (weights[d] / total));
        }
    }
    let value = sum + others.ln_1p() - 2.0 * (k as f64).ln();
    Ok(LogDeterminant { value, gradient: (0..k).map(|c| rest(c) / total).collect(), hessian })
}

fn check_classes(classes: usize) -> Result<(), CheckError> {
    if classes >= 2 { Ok(()) } else { Err(CheckError::new(Code::Domain, "classes", classes.to_string(), "at least 2")) }
}

fn check_domain(rho: &[f64]) -> Result<(), CheckError> {
    let expected = "log-strengths below infinity, at most one of them -Infinity";
    let mut absent = 0;
    for (c, rho) in rho.iter().enumerate() {
        absent += usize::from(*rho == f64::NEG_INFINITY);
        if !(*rho < f64::INFINITY) || absent > 1 {
            let code = if absent > 1 { Code::Domain } else { Code::NonFinite };
            return Err(CheckError::new(code, format!("rho[{c}]"), shown(*rho), expected));
        }
    }
    Ok(())
}
