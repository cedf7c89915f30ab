//! The duality gap of a penalized sum of squares: a proof of how far F(x) may be from its minimum.
//!
//! For F(x) = ½ Σ w(b − Ax)² + R(x) with convex R and any u, min F ≥ bᵀu − ½ Σ u²/w − R*(Aᵀu). With u = s·w(b − Ax), the
//! share s is the largest ≤ 1 that keeps the conjugate R* finite: for a norm R*(y) is 0 where the dual norm of y is at most 1,
//! for l1|x| + ½·l2·x² it is (|y| − l1)₊²/(2·l2) an entry (S.-J. Kim, K. Koh, M. Lustig, S. Boyd and D. Gorinevsky,
//! "An interior-point method for large-scale ℓ1-regularized least squares", IEEE J. Sel. Topics Signal Process. 1, 2007).

use super::terms::Terms;

/// What the gap needs to know of a point.
pub struct Primal<'a> {
    /// Σ w r² of the residuals r = b − Ax.
    pub squares: f64,
    /// Σ w b r
    pub projection: f64,
    /// R(x)
    pub penalty: f64,
    /// ∇f(x) = −AᵀWr
    pub gradient: &'a [f64],
}

/// An upper bound on F(x) − min F; None where the penalties have no known dual, or leave an entry free.
pub fn gap(terms: &Terms<'_>, elastic: Option<&[[f64; 2]]>, primal: &Primal<'_>) -> Option<f64> {
    let Primal { squares, projection, penalty, gradient } = *primal;
    let (share, conjugate) = match elastic {
        Some(weights) => elastic_dual(weights, gradient)?,
        None => (1.0 / terms.polar(gradient)?.max(1.0), 0.0),
    };
    let dual = share * projection - 0.5 * share * share * squares - conjugate;
    Some((0.5 * squares + penalty - dual).max(0.0)).filter(|gap| gap.is_finite())
}

/// The share s and R*(s·y) for l1|x| + ½·l2·x² on every entry.
fn elastic_dual(weights: &[[f64; 2]], gradient: &[f64]) -> Option<(f64, f64)> {
    let mut share = 1.0_f64;
    for (&[l1, l2], y) in weights.iter().zip(gradient) {
        if l2 == 0.0 && y.abs() > l1 {
            share = share.min(l1 / y.abs());
        }
    }
    if weights.iter().any(|&[l1, l2]| l1 == 0.0 && l2 == 0.0) {
        return None;
    }
    let one = |(&[l1, l2], y): (&[f64; 2], &f64)| {
        let over = (share * y.abs() - l1).max(0.0);
        if l2 > 0.0 { 0.5 * over * over / l2 } else { 0.0 }
    };
    Some((share, weights.iter().zip(gradient).map(one).sum()))
}
