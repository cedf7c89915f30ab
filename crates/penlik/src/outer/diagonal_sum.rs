//! ln det₊ of a sum of diagonal matrices: Σ_i ln Σ_t λ_t s_ti over the coordinates that some term sees.
//!
//! With the shares w_ti = λ_t s_ti / Σ_s λ_s s_si, ∂/∂ρ_t = Σ_i w_ti and ∂²/∂ρ_s∂ρ_t = Σ_i w_ti(δ_st − w_si). Nothing is rotated.

use super::cascade::Scaled;
use super::log_determinant::LogDeterminant;
use crate::linalg::Symmetric;

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
        for i in 0..self.rank {
            let logs: Vec<f64> = (0..k).map(|t| rho[t] + terms[t].log_scale + self.diagonals[t][i].ln()).collect();
            out.value += add_coordinate(&logs, |t| self.diagonals[t][i], &mut out.gradient, &mut out.hessian);
        }
        out
    }
}

/// ln Σ_t e^{l_t}, its derivatives added.
fn add_coordinate(logs: &[f64], entry: impl Fn(usize) -> f64, gradient: &mut [f64], hessian: &mut Symmetric) -> f64 {
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // Terms as strong as the strongest share also where that is without bound or nothing.
    let weights = logs.iter().enumerate().map(|(t, log)| match (entry(t) > 0.0, *log == most) {
        (false, _) => 0.0,
        (true, true) => 1.0,
        (true, false) => (log - most).exp(),
    });
    let weights: Vec<f64> = weights.collect();
    let total: f64 = weights.iter().sum();
    for (t, w) in weights.iter().enumerate().filter(|(_, w)| **w > 0.0) {
        gradient[t] += w / total;
        for (s, v) in weights.iter().enumerate().take(t) {
            let joint = (w / total) * (v / total);
            hessian.add(s, t, -joint);
            hessian.add(s, s, joint);
            hessian.add(t, t, joint);
        }
    }
    most + total.ln()
}
