//! ln det₊ of a sum of diagonal matrices: Σ_i ln Σ_t λ_t s_ti over the coordinates that some term sees.
//!
//! With the shares w_ti = λ_t s_ti / Σ_s λ_s s_si, ∂/∂ρ_t = Σ_i w_ti and ∂²/∂ρ_s∂ρ_t = Σ_i w_ti(δ_st − w_si). Nothing is rotated.

use super::cascade::Scaled;
use super::log_determinant::{LogDeterminant, log_ratio};
use crate::check::all_finite;
use crate::linalg::{Symmetric, Twofold};

/// The diagonals, each over the power of two of its matrix, in coordinates that have the common null space last.
#[derive(Debug, Clone)]
pub(super) struct DiagonalSum {
    /// The new coordinate j is the old one places\[j\].
    pub places: Vec<usize>,
    /// Coordinates that some term sees.
    pub rank: usize,
    /// A diagonal of each term in new coordinates; what is rounding is 0.
    pub diagonals: Vec<Vec<f64>>,
}

impl DiagonalSum {
    /// Orders the coordinates.
    pub fn new(diagonals: Vec<Vec<f64>>, order: usize) -> Self {
        let (seen, unseen): (Vec<usize>, Vec<usize>) =
            (0..order).partition(|i| diagonals.iter().any(|diagonal| diagonal[*i] > 0.0));
        let rank = seen.len();
        let places = [seen, unseen].concat();
        let reordered = |diagonal: &Vec<f64>| places.iter().map(|place| diagonal[*place]).collect();
        Self { rank, diagonals: diagonals.iter().map(reordered).collect(), places }
    }

    /// At log-strengths ρ.
    pub fn log_determinant(&self, terms: &[Scaled], rho: &[f64]) -> LogDeterminant {
        let k = terms.len();
        if rho.iter().any(|rho| rho.is_nan()) {
            return LogDeterminant::undefined(k);
        }
        let mut out = LogDeterminant { value: 0.0, gradient: vec![0.0; k], hessian: Symmetric::zeros(k) };
        let logs: Vec<f64> = (0..self.rank).map(|i| self.add_coordinate(i, terms, rho, &mut out)).collect();
        out.value = total(&logs);
        out
    }

    /// ln Σ_t λ_t s_ti, its derivatives added.
    fn add_coordinate(&self, i: usize, terms: &[Scaled], rho: &[f64], out: &mut LogDeterminant) -> f64 {
        let entry = |t: usize| self.diagonals[t][i];
        let log = |t: usize| rho[t] + terms[t].log_scale() + entry(t).ln();
        let seen = (0..terms.len()).filter(|t| entry(*t) > 0.0);
        let Some(most) = seen.clone().max_by(|s, t| log(*s).total_cmp(&log(*t))) else { return 0.0 };
        let shares: Vec<(usize, f64)> =
            seen.map(|t| (t, entry(t) / entry(most) * log_ratio(terms, rho, t, most).exp())).collect();
        let total: f64 = shares.iter().map(|(_, share)| share).sum();
        for (place, (t, w)) in shares.iter().enumerate() {
            out.gradient[*t] += w / total;
            for (s, v) in &shares[..place] {
                let joint = (w / total) * (v / total);
                out.hessian.add(*s, *t, -joint);
                out.hessian.add(*s, *s, joint);
                out.hessian.add(*t, *t, joint);
            }
        }
        log(most) + total.ln()
    }
}

/// Σx in twice the precision, which has no infinities.
fn total(xs: &[f64]) -> f64 {
    if all_finite(xs) {
        xs.iter().fold(Twofold::default(), |sum, x| sum + Twofold::from(*x)).hi
    } else {
        xs.iter().sum()
    }
}
