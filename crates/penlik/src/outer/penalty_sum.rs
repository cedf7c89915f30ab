//! S_λ = Σ_t λ_t S_t of penalty matrices on the same coefficients: rank, ln det₊, its derivatives, and coordinates without loss.
//!
//! S_t symmetric positive semidefinite of order q, λ_t = e^{ρ_t}. The rank r and the common null space are those of Σ_t S_t/‖S_t‖, decided once: an
//! eigenvalue below 64·q·2⁻⁵² of the norms is rounding. They are the same for every λ > 0 and do not depend on units, S → cS. Ranges that
//! enclose an angle below the root of that (1e-6 for q = 50) count as coinciding there.
//!
//! Where a strength is zero (ρ_t = −∞), everything is the limit ρ_t → −∞: nothing changes if the other terms cover the range of S_t; if they do not, the value
//! is −∞ while the gradient stays finite, ∂/∂ρ_t being the number of dimensions that S_t alone covers. Several terms with ρ = −∞ count as equally weak.
//! A matrix of zeros is a term like any other, with derivatives 0.

use std::sync::{Arc, Mutex, PoisonError};

use super::cascade::{Cascade, Scaled};
use super::diagonal_sum::DiagonalSum;
use super::split::{Split, split, tolerance};
use super::{Basis, LogDeterminant, PenaltySumError};
use crate::check::all_finite;
use crate::linalg::{Symmetric, SymmetricEigen, power_of_two_near};

/// Eigenvalues down to this, relative to the largest and below zero, are what rounding makes of a zero.
const INDEFINITE: f64 = 1e-10;

/// Σ_t λ_t S_t of matrices of one order q that act on the same coefficients.
///
/// ```
/// use penlik::linalg::Symmetric;
/// use penlik::outer::PenaltySum;
/// let slope = Symmetric { order: 2, data: vec![1.0, -1.0, -1.0, 1.0] };
/// let ridge = Symmetric { order: 2, data: vec![1.0, 0.0, 0.0, 1.0] };
/// let sum = PenaltySum::new(vec![slope, ridge])?;
/// assert_eq!(sum.rank(), 2);
/// // det(λ₁S₁ + λ₂I) = λ₂(2λ₁ + λ₂)
/// let at = sum.at(&[0.0, 0.0]);
/// assert!((at.log_determinant - 3f64.ln()).abs() < 1e-15);
/// assert!((at.gradient[0] - 2.0 / 3.0).abs() < 1e-15);
/// # Ok::<(), penlik::outer::PenaltySumError>(())
/// ```
#[derive(Debug, Clone)]
pub struct PenaltySum {
    order: usize,
    terms: Vec<Scaled>,
    form: Form,
}

#[derive(Debug, Clone)]
enum Form {
    Diagonal(DiagonalSum),
    Dense { span: Split, last: Last },
}

/// The blocks of the order of strengths that was asked for last: they follow from it alone.
#[derive(Debug, Default)]
struct Last(Mutex<Option<Arc<Cascade>>>);

impl Clone for Last {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// S_λ at one ρ.
#[derive(Debug, Clone)]
pub struct PenaltySumAt {
    /// ln det₊ Σ_t λ_t S_t over the structural rank; NaN where a log-strength is NaN or missing.
    pub log_determinant: f64,
    /// ∂/∂ρ_t = tr(S_λ⁺ λ_tS_t).
    pub gradient: Vec<f64>,
    /// ∂²/∂ρ_s∂ρ_t.
    pub hessian: Symmetric,
    /// θ = Uθ′, the common null space last.
    pub basis: Basis,
    /// λ_t UᵀS_tU with exact zeros in the common null space, and wherever rounding alone left something.
    pub terms: Vec<Symmetric>,
}

impl PenaltySum {
    /// Decides the null space.
    ///
    /// # Errors
    /// A matrix of another order, with an entry that is not finite, or with an eigenvalue below zero; an eigenvalue iteration that fails.
    pub fn new(matrices: Vec<Symmetric>) -> Result<Self, PenaltySumError> {
        let order = matrices.first().map_or(0, |matrix| matrix.order);
        matrices.iter().enumerate().try_for_each(|(index, matrix)| check(index, matrix, order))?;
        if matrices.iter().all(is_diagonal) {
            return Self::of_diagonals(matrices, order);
        }
        let terms = matrices.into_iter().enumerate().map(|(index, matrix)| scaled(index, matrix));
        let terms = terms.collect::<Result<Vec<_>, _>>()?;
        let form = Form::Dense { span: common_span(&terms, order)?, last: Last::default() };
        Ok(Self { order, terms, form })
    }

    fn of_diagonals(matrices: Vec<Symmetric>, order: usize) -> Result<Self, PenaltySumError> {
        let (mut terms, mut diagonals) = (vec![], vec![]);
        for (index, matrix) in matrices.into_iter().enumerate() {
            let scale = power_of_two_near(&matrix.data);
            let mut diagonal: Vec<f64> = (0..order).map(|i| matrix.get(i, i) / scale).collect();
            let largest = spread(index, &diagonal, scale)?;
            diagonal.iter_mut().for_each(|x| *x = if *x > tolerance(order) * largest { *x } else { 0.0 });
            terms.push(Scaled { matrix: Symmetric::zeros(0), exponent: scale.log2(), largest });
            diagonals.push(diagonal);
        }
        Ok(Self { order, terms, form: Form::Diagonal(DiagonalSum::new(diagonals, order)) })
    }

    /// q.
    #[must_use]
    pub fn order(&self) -> usize {
        self.order
    }

    /// The rank of S_λ for every λ > 0.
    #[must_use]
    pub fn rank(&self) -> usize {
        match &self.form {
            Form::Diagonal(sum) => sum.rank,
            Form::Dense { span, .. } => span.rank,
        }
    }

    /// The diagonal of S_t.
    #[must_use]
    pub fn diagonal(&self, t: usize) -> Vec<f64> {
        let scale = self.terms[t].exponent.exp2();
        match &self.form {
            Form::Diagonal(sum) => {
                let mut out = vec![0.0; self.order];
                sum.places.iter().zip(&sum.diagonals[t]).for_each(|(place, x)| out[*place] = scale * x);
                out
            }
            Form::Dense { .. } => (0..self.order).map(|i| scale * self.terms[t].matrix.get(i, i)).collect(),
        }
    }

    /// The number of terms.
    #[must_use]
    pub fn count(&self) -> usize {
        self.terms.len()
    }

    /// ln det₊ S_λ and its derivatives alone: O(q) for diagonal terms.
    #[must_use]
    pub fn log_determinant(&self, log_strengths: &[f64]) -> LogDeterminant {
        let rho = self.complete(log_strengths);
        match &self.form {
            Form::Diagonal(sum) => sum.log_determinant(&self.terms, &rho),
            Form::Dense { span, last } => match self.cascade(&rho, span, last) {
                Some(cascade) => LogDeterminant::new(&cascade, &self.terms, &rho),
                None => LogDeterminant::undefined(self.count()),
            },
        }
    }

    /// S_λ at log-strengths ρ, one for each term.
    #[must_use]
    pub fn at(&self, log_strengths: &[f64]) -> PenaltySumAt {
        let rho = self.complete(log_strengths);
        let LogDeterminant { value, gradient, hessian } = self.log_determinant(&rho);
        let (basis, terms) = self.transformed(&rho);
        PenaltySumAt { log_determinant: value, gradient, hessian, basis, terms }
    }

    /// A log-strength that is missing is unknown.
    fn complete(&self, log_strengths: &[f64]) -> Vec<f64> {
        (0..self.count()).map(|t| log_strengths.get(t).copied().unwrap_or(f64::NAN)).collect()
    }

    fn transformed(&self, rho: &[f64]) -> (Basis, Vec<Symmetric>) {
        let mut out = vec![Symmetric::zeros(self.order); self.count()];
        match &self.form {
            Form::Diagonal(sum) => {
                for (t, diagonal) in sum.diagonals.iter().enumerate() {
                    let entries = diagonal.iter().enumerate();
                    entries.for_each(|(i, x)| out[t].add(i, i, self.strong(t, rho, *x)));
                }
                (Basis::Permutation(sum.places.clone()), out)
            }
            Form::Dense { span, last } => {
                let Some(cascade) = self.cascade(rho, span, last) else {
                    return (Basis::Permutation((0..self.order).collect()), out);
                };
                for (&t, form) in cascade.order.iter().zip(&cascade.forms) {
                    for (place, x) in form.data.iter().enumerate() {
                        let (i, j) = (place / form.order, place % form.order);
                        out[t].data[i * self.order + j] = self.strong(t, rho, *x);
                    }
                }
                (Basis::Dense { order: self.order, columns: cascade.basis.clone() }, out)
            }
        }
    }

    /// λ_t x for an entry of the scaled matrix; zeros stay zeros at every strength.
    fn strong(&self, t: usize, rho: &[f64], x: f64) -> f64 {
        if x == 0.0 { 0.0 } else { rho[t].exp() * (x * self.terms[t].exponent.exp2()) }
    }

    /// The blocks for the order of the strengths ρ_t + ln‖S_t‖, equal ones in the order of the terms.
    fn cascade(&self, rho: &[f64], span: &Split, last: &Last) -> Option<Arc<Cascade>> {
        let strength = |t: usize| rho[t] + self.terms[t].log_scale();
        let mut order: Vec<usize> = (0..self.count()).filter(|t| self.terms[*t].largest > 0.0).collect();
        order.sort_by(|s, t| strength(*t).total_cmp(&strength(*s)));
        let mut last = last.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = last.as_ref().filter(|known| known.order == order) {
            return Some(Arc::clone(known));
        }
        let cascade = Arc::new(Cascade::new(&self.terms, order, span)?);
        *last = Some(Arc::clone(&cascade));
        Some(cascade)
    }
}

fn check(index: usize, matrix: &Symmetric, order: usize) -> Result<(), PenaltySumError> {
    let (found, expected) = (matrix.data.len(), order.saturating_mul(order));
    if found != expected || matrix.order != order {
        return Err(PenaltySumError::Shape { index, found, expected });
    }
    if all_finite(&matrix.data) { Ok(()) } else { Err(PenaltySumError::NotFinite { index }) }
}

fn is_diagonal(matrix: &Symmetric) -> bool {
    let mut rows = matrix.data.chunks_exact(matrix.order.max(1)).enumerate();
    rows.all(|(i, row)| row[..i].iter().all(|x| *x == 0.0))
}

/// The largest eigenvalue, where none is below zero beyond rounding.
fn spread(index: usize, values: &[f64], scale: f64) -> Result<f64, PenaltySumError> {
    let (smallest, largest) = values.iter().fold((0.0_f64, 0.0_f64), |(least, most), e| (least.min(*e), most.max(*e)));
    if smallest < -INDEFINITE * largest {
        return Err(PenaltySumError::Indefinite { index, smallest: smallest * scale });
    }
    Ok(largest)
}

fn scaled(index: usize, mut matrix: Symmetric) -> Result<Scaled, PenaltySumError> {
    let scale = power_of_two_near(&matrix.data);
    matrix.data.iter_mut().for_each(|x| *x /= scale);
    let eigen = SymmetricEigen::new(&matrix).ok_or(PenaltySumError::Decomposition { index })?;
    let largest = spread(index, eigen.values(), scale)?;
    Ok(Scaled { matrix, exponent: scale.log2(), largest })
}

/// The span of all ranges, and the common null space.
fn common_span(terms: &[Scaled], order: usize) -> Result<Split, PenaltySumError> {
    let forms: Vec<&Symmetric> = terms.iter().map(|term| &term.matrix).collect();
    let largest: f64 = terms.iter().map(|term| term.largest).sum();
    let mut identity = vec![0.0; order * order];
    (0..order).for_each(|i| identity[i * order + i] = 1.0);
    // Twice the rounding of the single terms, so that their ranges fill the span.
    split(&forms, &identity, 2.0 * tolerance(order) * largest)
        .ok_or(PenaltySumError::Decomposition { index: terms.len() })
}
